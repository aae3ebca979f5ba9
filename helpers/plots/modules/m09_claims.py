"""The table *Claimed and measured* of module 09."""

import numpy as np

from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.modules.m09_attention import (
    caption_scores,
    exact_by_length,
    first_over,
    pointing_of,
    spread_text,
)


def show_claims(compared, spelled, captions, norms):
    """Show the table of claims, each from what the cells above measured.

    compared, spelled, captions: stored experiments; norms: as show_reach takes them.
    """
    claims.show_claims(
        [
            _claim_of_bottleneck(compared),
            _claim_of_length(compared),
            _claim_of_speed(compared, spelled),
            _claim_of_scores(compared),
            _claim_of_alignment(compared),
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
    last = {kind: _at(record, kind, 11) for kind in ("additive", "dot", "general")}
    ranges = [(min(v), max(v)) for v in last.values()]
    apart = max(low for low, _ in ranges) > min(high for _, high in ranges)
    return (
        "The choice of score matters (Luong et al. 2015: dot for global attention)",
        "right at 11 words: " + ", ".join(f"{k} {spread_text(v)}" for k, v in last.items()),
        "open: three seeds, one size" if not apart else "ranges differ here; three seeds, one size",
    )


def _claim_of_alignment(record):
    additive, dot = (pointing_of(record, kind, "all", 3, 8) for kind in ("additive", "dot"))
    even = pointing_of(record, "dot", "diagonal", 3, 8)
    return (
        "The weights are alignments (Bahdanau et al. 2015)",
        f"largest weight on the translated word: additive {spread_text(additive)}, dot "
        f"{spread_text(dot)}; moving on evenly {even.mean():.2f}",
        verdict(
            "for dot it holds; for additive, theirs, not always",
            min(dot) > max(even),
            np.mean(even) < np.mean(additive) < min(dot),
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
            "holds; what is not looked at gets next to nothing",
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
