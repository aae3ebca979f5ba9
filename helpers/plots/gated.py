"""Figures about gates: what a leak keeps, a unit that counts, and differences with intervals."""

import numpy as np

from helpers.plots.labels import at_right
from helpers.plots.style import GREY, INK, SERIES, readable, styled


@styled
def leak_traces(ax, target, marks, lines):
    """Draw what should be kept, step by step, and what units keep of it.

    Shapes: target (T,); marks (T,), 1 at the steps whose value counts; lines name -> (T,).
    """
    steps = np.arange(1, len(target) + 1)
    ax.step(steps, target, where="mid", color=GREY, lw=5, alpha=0.35)
    ax.vlines(steps[np.asarray(marks) > 0], -1, 1, color=GREY, lw=1, ls=(0, (1, 1.5)))
    ends = [(float(target[-1]), "to be kept", GREY)]
    for (name, values), series in zip(lines.items(), SERIES, strict=False):
        ax.plot(steps, values, color=series.colour, ls=series.linestyle)
        ends.append((float(values[-1]), name, series.colour))
    ax.set_xlabel("step $t$ (dotted: a marked value)")
    ax.set_ylabel("state $h$")
    ax.set_ylim(-1, 1)
    ax.margins(x=0)
    at_right(ax, ends)
    return ax


@styled
def differences(ax, rows, title="", xlabel="difference (nats per letter)"):
    """Draw differences between paired scores: a dot for each seed, a bar for the interval.

    rows: name -> (differences (seeds,), mean, low, high), drawn from the top down.
    """
    ax.axvline(0, color=INK, lw=1.2)
    for place, (name, (values, mean, low, high)) in enumerate(rows.items()):
        colour = SERIES[place % len(SERIES)].colour
        ax.plot([low, high], [-place, -place], color=colour, lw=5, alpha=0.3, solid_capstyle="butt")
        ax.plot(values, np.full(len(values), -place - 0.22), "o", ms=4, color=colour, alpha=0.8)
        ax.plot(mean, -place, "D", ms=6, color=colour, mec="white", mew=0.7)
        style = {"fontsize": 9, "color": readable(colour), "ha": "center", "va": "bottom"}
        ax.annotate(name, (mean, -place), (0, 6), textcoords="offset points", **style)
    ax.set_yticks([])
    ax.grid(axis="y", visible=False)
    ax.set_ylim(0.45 - len(rows), 0.65)
    ax.margins(x=0.12)
    ax.set_xlabel(xlabel)
    ax.set_title(title)
    return ax


@styled
def dot_rows(ax, groups, xlabel, lines=None, log=False):
    """Draw the scores of some models in rows: a dot for each run, a bar at the median.

    groups: name -> (runs,), from the top down.   lines: name -> value, drawn upright.
    """
    if log:
        ax.set_xscale("log")
    for place, values in enumerate(groups.values()):
        values, colour = np.asarray(values, dtype=float), SERIES[0].colour
        ax.plot(values, np.full(len(values), -place), "o", ms=5, color=colour, alpha=0.6)
        ax.plot(np.median(values), -place, "|", ms=15, mew=2.2, color=SERIES[1].colour)
    for name, value in (lines or {}).items():
        ax.axvline(value, color=INK, lw=1.2, ls=(0, (5, 2)), zorder=1)
        style = {"textcoords": "offset points", "fontsize": 9, "color": INK}
        ax.annotate(name, (value, 0.55), (4, 0), va="center", **style)
    ax.set_yticks(-np.arange(len(groups)), list(groups))
    ax.grid(axis="y", visible=False)
    ax.set_ylim(0.4 - len(groups), 0.95 if lines else 0.6)
    ax.set_xlabel(xlabel)
    return ax


@styled
def counter_traces(ax, cs, os, title=""):
    """Draw a memory that counts, and the output gate that watches it. Shapes: cs, os (T,)."""
    steps = np.arange(1, len(cs) + 1)
    for values, name, series in ((cs, "memory $c$", SERIES[0]), (os, "output gate $o$", SERIES[1])):
        look = {"color": series.colour, "ls": series.linestyle}
        ax.plot(steps, values, label=name, **look)
    ax.set_xlabel("step $t$")
    ax.set_ylim(-0.05, 1.3)
    ax.margins(x=0)
    ax.legend(frameon=False, loc="upper left", ncols=2, fontsize=9)
    ax.set_title(title)
    return ax
