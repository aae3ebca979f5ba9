"""The tracks in print, the ladder of one with the learner's rung, and a blind sheet of names."""

import string
import textwrap

import numpy as np

from helpers.plots.labels import spread_text
from helpers.plots.style import BLUE, GREY, INK, VERMILLION, figure, show, styled


def print_track(name, track, reference, baseline, settings, seconds):
    """Print what a track asks for.

    track: a Track; reference: (score, what it is), or None; baseline: one to begin with, whose
    settings can be changed; seconds: what all baselines of one seed took together.
    """
    rows = {
        "score": f"{track.measure} ({track.unit}, {track.better} is better)",
        "budget": f"CPU seconds of training for one seed, on one thread: {track.budget}",
        "choose by": track.chosen_by,
        "floor": track.floor,
        "with more": reference and f"{reference[0]:.3f}, {reference[1]}",
        "a start": f'run_baseline("{name}", "{baseline}", seed=0); all baselines took '
        f"{seconds:.0f} s a seed",
        "changes": ", ".join(f"{key}={value!r}" for key, value in settings.items()),
        "and parts": ", ".join(track.start),
        "judge also": track.judged_by,
    }
    print(f"{name}: {track.title}")
    for label, text in rows.items():
        if text:
            lead = f"  {label:11s}"
            print(textwrap.fill(text, 96, initial_indent=lead, subsequent_indent=" " * len(lead)))


def show_ladder(track, scores, reference=None, own=None):
    """Show the baselines of a track as rungs, best on top, and other rungs among them.

    track: a Track; scores: {baseline: {seed: score}}; reference: (score, what it is), or None;
    own: {rung: {seed: score}}, drawn in another colour, or None.
    """
    own = {name: rung for name, rung in (own or {}).items() if rung}
    rungs = {name: list(rung.values()) for name, rung in (scores | own).items()}
    sign = 1 if track.better == "lower" else -1
    order = sorted(rungs, key=lambda rung: sign * np.mean(rungs[rung]))
    fig, ax = figure(7.5, 0.45 * len(order) + 1.1)
    label = f"{track.unit} ({track.better} is better)"
    ladder(ax, [(rung, rungs[rung]) for rung in order], label, own, reference and reference[0])
    said = "; ".join(f"{rung} {spread_text(rungs[rung], '.3f')}" for rung in order)
    caption = f"**{track.title}: the ladder.** One dot a seed, the bar their mean; best on top."
    if own:
        caption += f" In red-brown: {', '.join(own)}."
    if reference:
        caption += f" Dashed: {reference[1]}, which is more than the track allows."
    show(
        fig,
        alt=f"Rungs of {track.title}, best first, mean and range over seeds: {said}.",
        caption=caption,
    )


@styled
def ladder(ax, rungs, label, own=(), reference=None):
    """Draw rungs [(name, scores)] from the top down.   label: of the scores; own: some names."""
    if reference is not None:
        ax.axvline(reference, color=GREY, lw=1.2, ls=(0, (5, 3)))
    for row, (name, scores) in enumerate(rungs):
        colour, marker = (VERMILLION, "s") if name in own else (BLUE, "o")
        ys = row + np.linspace(-0.12, 0.12, len(scores)) * (len(scores) > 1)  # equal ones apart
        ax.plot(scores, ys, marker, color=colour, ms=5, mfc="white")
        ax.plot([np.mean(scores)] * 2, [row - 0.3, row + 0.3], color=INK, lw=2)
    means = [
        f"{name}  {np.mean(scores):{'.3f' if max(scores) < 10 else '.0f'}}"
        for name, scores in rungs
    ]
    ax.set_yticks(range(len(rungs)), means)
    ax.set_ylim(len(rungs) - 0.5, -0.5)
    ax.set_xlabel(label)
    ax.set_ylabel("rung and its mean")
    return ax


# ------------------------------------------------------------------ blind reading


def print_sheet(sheet):
    """Print the texts of a blind sheet, at most 26, each with its letter."""
    print(
        "   ".join(
            f"{letter} {text}" for letter, text in zip(string.ascii_uppercase, sheet, strict=False)
        )
    )


def print_told(share, chance, key):
    """Print how a reader did.

    share: judged rightly; chance: how far a coin strays from 1/2; key: True where written.
    """
    written = ", ".join(np.array(list(string.ascii_uppercase))[: len(key)][key])
    print(
        f"Written by the network: {written}. Judged rightly: {share:.0%} of the sheet; a coin "
        f"comes to {max(0, 0.5 - chance):.0%} to {min(1, 0.5 + chance):.0%} on 95 of 100 sheets."
    )
