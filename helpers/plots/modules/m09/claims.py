"""The table *Claimed and measured* of module 09."""

import numpy as np

from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.modules.m09.attention import (
    PLACES,
    exact_by_length,
    first_over,
    pointing_of,
    spread_text,
)
from helpers.plots.modules.m09.captions import caption_scores

SCORES = ("additive", "dot")


def show_claims(compared, crossed, spelled, captions, norms):
    """Show the table of claims, each from what the cells above measured.

    compared, crossed, spelled, captions: stored experiments; norms: as show_reach takes them.
    """
    claims.show_claims(
        [
            _claim_of_bottleneck(compared),
            _claim_of_length(compared),
            _claim_of_speed(compared, spelled),
            _claim_of_scores(crossed),
            _claim_of_alignment(crossed),
            _claim_of_paths(norms),
            _claim_of_captions(captions),
            _claim_of_penalty(captions),
        ]
    )


def _at(record, kind, words):
    lengths, values = exact_by_length(record, kind)
    return values[:, list(lengths).index(words)]


def _claim_of_bottleneck(record):
    three, eight = _at(record, "none", 3), _at(record, "none", 8)
    return (
        "With one vector, quality falls with length (Cho, van Merriënboer et al. 2014)",
        f"right at 3 words {spread_text(three)}, at 8 words {spread_text(eight)}",
        verdict("holds", min(three) > max(eight)),
    )


def _claim_of_length(record):
    eight, last = _at(record, "additive", 8), _at(record, "additive", 13)
    none = _at(record, "none", 13)
    return (
        "With attention, long sentences are no harder (Bahdanau et al. 2015)",
        f"right at 8 words {spread_text(eight)}, at 13, longer than in training, "
        f"{spread_text(last)}; without attention {spread_text(none)} there",
        verdict(
            "at the lengths of training; beyond, only in part",
            min(eight) > 0.9,
            np.mean(last) < np.mean(eight) - 0.1,
            np.mean(last) > np.mean(none),
        ),
    )


def _claim_of_speed(compared, spelled):
    texts, faster = [], []
    for name, record in (("numbers", compared), ("dates", spelled)):
        curves = {k: [run[k]["curve"] for run in record.results] for k in ("additive", "none")}
        own, other = (f"{first_over(curves[k], 1)} s" for k in ("additive", "none"))
        texts.append(f"{name}: {own} with, {other} without")
        faster.append(all(_seconds(a) < _seconds(b) for a, b in zip(*curves.values(), strict=True)))
    return (
        "Attention costs time, as each step looks at the whole source (often said)",
        "seconds to 0.9 on held-out data, " + "; ".join(texts),
        verdict("a step does; learning takes less time, not more", *faster),
    )


def _seconds(curve, share=0.9):
    return next((row[1] for row in curve if row[2] > share), np.inf)


def _claim_of_scores(record):
    found = {place: [_at(record, f"{k}, {place}", 13) for k in SCORES] for place in PLACES}
    texts = [
        f"context to the {place}: " + ", ".join(map(spread_text, pair))
        for place, pair in found.items()
    ]
    apart = {place: max(additive) < min(dot) for place, (additive, dot) in found.items()}
    return (
        "The choice of score matters (Luong et al. 2015: dot for global attention)",
        "right at 13 words, additive and dot, " + "; ".join(texts),
        verdict(
            "with the context at the readout alone dot is ahead; else the ranges overlap",
            apart["readout"],
            not apart["step"],
            not apart["step and readout"],
        ),
    )


def _claim_of_alignment(record):
    found = {place: pointing_of(record, f"additive, {place}", "all", 3, 8) for place in PLACES}
    even = pointing_of(record, "dot, step", "diagonal", 3, 8)
    texts = [f"to the {place} {spread_text(values)}" for place, values in found.items()]
    return (
        "The weights are alignments (Bahdanau et al. 2015)",
        "largest weight on the translated word, additive score, context "
        f"{', '.join(texts)}; moving on evenly {even.mean():.2f}",
        verdict(
            "where the readout reads the context, as theirs does; else not always",
            min(found["readout"]) > 0.99,
            min(found["step and readout"]) > 0.99,
            min(found["step"]) < 0.9,
        ),
    )


def _claim_of_paths(norms):
    alone, spread, aimed = (np.median(v, axis=0) for v in norms.values())
    return (
        "Through attention no gradient vanishes (many courses)",
        f"an input 40 steps back, as a multiple of the last: {alone[40] / alone[0]:.0e} by "
        f"recurrence, {spread[40] / spread[0]:.1f} by attention; its size is {spread[40]:.3f} "
        f"untrained, {aimed[40]:.2f} when looked at",
        verdict(
            "no factor for each step; but what is not looked at gets next to nothing",
            spread[40] > 0.3 * spread[0],
            aimed[40] > 20 * aimed[10],
        ),
    )


def _claim_of_captions(record):
    colour, noun, guess = (
        caption_scores(record, "attention", k) for k in ("colour", "noun", "occupied")
    )
    return (
        "The network looks at what it names (Xu et al. 2015, figures)",
        f"largest weight on the object: at its colour {spread_text(colour)}, at its noun "
        f"{spread_text(noun)}; some object {guess.mean():.2f}, at random {1 / 16:.2f}",
        verdict(
            "at the first word that names it",
            min(colour) > max(guess),
            np.mean(noun) < np.mean(colour),
        ),
    )


def _claim_of_penalty(record):
    plain, pushed = (
        caption_scores(record, k, "exact") for k in ("attention", "attention, penalty")
    )
    aim = [caption_scores(record, k, "colour") for k in ("attention", "attention, penalty")]
    return (
        "The doubly stochastic penalty makes better captions (Xu et al. 2015)",
        f"captions right {spread_text(plain)} without, {spread_text(pushed)} with; pointing "
        f"{spread_text(aim[0])} and {spread_text(aim[1])}",
        verdict("not here", np.mean(pushed) <= np.mean(plain) + 0.02),
    )
