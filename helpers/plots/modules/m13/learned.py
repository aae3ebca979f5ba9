"""What is learned: parity, symbols, digits and text."""

import numpy as np

from helpers.plots.labels import at_right, spread_text
from helpers.plots.style import BLUE, GREEN, INK, PALE, SERIES, VERMILLION, figure, show, styled

LOOKS = {
    "LSTM": (INK, (0, (1, 1.3))),
    "GRU": (GREEN, (0, (3, 1, 1, 1, 1, 1))),
    "minGRU": (VERMILLION, (0, (5, 1.6))),
    "LRU": (BLUE, "-"),
    "selective": (GREEN, (0, (5, 1.4, 1, 1.4))),
    "LSTM in a block": (GREEN, (0, (5, 1.4, 1, 1.4))),
}


# ------------------------------------------------------------------ parity


def right_at(record, kind, place):
    """Collect shares of last answers right: (seeds,). place: 0, 1, 2 for 20, 100, 1,000 bits."""
    return np.array([run[kind]["right"][place] for run in record.results])


def print_parity(record):
    """Print how far parity learned on 20 bits carries, by network."""
    seeds = len(record.seeds)
    print(f"{'':10s}{'20 bits':>22s}{'100 bits':>22s}{'1,000 bits':>24s}  above 0.99 there")
    for kind in record.settings["kinds"]:
        rights = [right_at(record, kind, place) for place in range(3)]
        texts = "".join(f"{spread_text(right):>22s}" for right in rights[:2])
        texts += f"{spread_text(rights[2], '.3f'):>24s}"
        done = int((rights[2] > 0.99).sum())
        print(f"{kind:10s}{texts}  {done} of {seeds}")
        if record.results[0][kind]["eigenvalues"]:
            lowest = [run[kind]["eigenvalues"][0] for run in record.results]
            print(f"{'':10s}lowest eigenvalue at a bit 1: {min(lowest):.3f} to {max(lowest):.3f}")
    print(record.note())


def show_lengths(found):
    """Show the share of right answers by length.   found: {kind: {T: share}}."""
    fig, ax = figure(7, 2.8)
    ends = []
    for series, (kind, shares) in zip(SERIES, found.items(), strict=False):
        ax.plot(list(shares), list(shares.values()), color=series.colour, ls=series.linestyle,
                marker=series.marker)  # fmt: skip
        ends.append((list(shares.values())[-1], kind, series.colour))
    ax.axhline(0.5, color=PALE, lw=1.5)
    ax.axvline(20, color=INK, lw=1, ls=(0, (1, 1.3)))
    ax.set_xscale("log")
    ax.set_ylim(0.4, 1.05)
    ax.set_xlabel("bits read (dotted: the longest in training)")
    ax.set_ylabel("last answer right (share)")
    at_right(ax, ends)
    said = ", ".join(f"{kind} {value:.2f}" for value, kind, _ in ends)
    show(
        fig,
        alt="Share of sequences whose last answer is right against their length, on a log axis. At "
        f"the longest: {said}. Grey: 0.5, by guessing.",
        caption="**Parity by the range of the eigenvalues**, one seed, trained here. The sigmoid "
        "guesses (grey) at every length, the tanh from a few hundred bits on; the clamp holds.",
    )


# ------------------------------------------------------------------ by seconds


def last(record, kind, *where, column=2):
    """Collect what the last test of each seed said: (seeds,)."""
    runs = record.results
    for key in where:
        runs = [run[key] for run in runs]
    return np.array([run[kind]["rows"][-1][column] for run in runs])


def show_by_seconds(record, panels, ylabel, caption, form=".3f", chance=None):
    """Show curves by seconds of CPU, a line for each seed, and print the ends.

    panels: {title: keys that lead to {kind: run} in a seed's result}; caption: what to see; chance:
    a level to draw.
    """
    fig, axes = figure(4.6 * len(panels), 3.0, columns=len(panels))
    said, axes = [], np.atleast_1d(axes)
    for ax, (title, where) in zip(axes, panels.items(), strict=True):
        runs = record.results
        for key in where:
            runs = [run[key] for run in runs]
        second_lines(ax, runs, title, chance)
        said += print_ends(record, title, where, form)
    share_heights(axes)
    axes[0].set_ylabel(ylabel)
    print(record.note())
    show(
        fig,
        alt=f"{ylabel} against seconds of CPU. Mean at the end: {'; '.join(said)}.",
        caption=f"**Equal seconds.** {caption} One line for each seed"
        + ("; grey: by guessing." if chance else "."),
    )


def print_ends(record, title, where, form):
    """Print the last test of each network, means over seeds, and return it in words."""
    runs, said = record.results, []
    for key in where:
        runs = [run[key] for run in runs]
    print(f"{title}: at the end, mean (from, to) of the seeds; weights; updates")
    for kind in runs[0]:
        ends, updates = last(record, kind, *where), last(record, kind, *where, column=0)
        print(f"  {kind:16s}{spread_text(ends, form):>24s}{runs[0][kind]['weights']:10,d}"
              f"{np.mean(updates):8.0f}")  # fmt: skip
        said.append(f"{title}, {kind} {np.mean(ends):{form}}")
    return said


def show_text(record, counted):
    """Show held-out nats by seconds of CPU, a panel for each seed, beside what counts reach.

    counted: nats a character of interpolated 5-grams, of each seed's split.
    """
    fig, axes = figure(9.2, 3.0, columns=len(record.seeds))
    print_ends(record, "characters", (), ".3f")
    print(f"  {'5-gram counts':16s}{spread_text(np.array(counted), '.3f'):>24s}")
    print(record.note())
    said = []
    for ax, seed, run, level in zip(axes, record.seeds, record.results, counted, strict=True):
        second_lines(ax, [run], f"seed {seed}", level)
        ends = ", ".join(f"{kind} {each['rows'][-1][2]:.3f}" for kind, each in run.items())
        said.append(f"seed {seed}: {ends}, counts {level:.3f}")
    share_heights(axes)
    axes[0].set_ylabel("held-out nats a character")
    show(
        fig,
        alt=f"Held-out nats a character against seconds of CPU. At the end: {'; '.join(said)}.",
        caption="**Text in equal seconds.** Compare within a panel: each seed splits the text "
        "anew. The minGRU ends lowest in both; grey: interpolated 5-gram counts of the same "
        "split.",
    )


def share_heights(axes):
    """Let all panels span the same heights."""
    low, high = zip(*(ax.get_ylim() for ax in axes), strict=True)
    for ax in axes:
        ax.set_ylim(min(low), max(high))


@styled
def second_lines(ax, runs, title, chance=None):
    """Draw test values by seconds, a line for each seed.   runs: [{kind: {"rows"}}]."""
    if chance is not None:
        ax.axhline(chance, color=PALE, lw=1.5)
    for kind in runs[0]:
        colour, dashes = LOOKS[kind]
        for i, run in enumerate(runs):
            rows = np.array(run[kind]["rows"])
            ax.plot(rows[:, 1], rows[:, 2], color=colour, ls=dashes, lw=1.4,
                    label=None if i else kind)  # fmt: skip
    ax.legend(frameon=False, fontsize=9)
    ax.set_xlabel("seconds of CPU")
    ax.set_title(title)
    return ax
