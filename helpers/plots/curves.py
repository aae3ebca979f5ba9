"""Curves of losses, with the named lines to judge them by."""

import numpy as np

from helpers.plots.labels import at_right, place
from helpers.plots.lines import along, band, runs, spread_of
from helpers.plots.style import BLUE, INK, ORANGE, SERIES, VERMILLION, readable, styled


@styled
def loss_curves(
    ax,
    steps,
    losses,
    lines=None,
    floors=None,
    live=None,
    log=False,
    xlabel="updates",
    ylabel="held-out loss (nats per character)",
    label="network",
):
    """Draw loss against updates, with baselines (dashed) and floors (solid) named at the right.

    Shapes: steps (n,); losses (seeds, n) or (n,).   lines, floors: name -> loss.
    live: (steps, losses) of one more run, drawn as points. log: a log axis of updates; what was
    measured before the first update has no place on it.
    """
    steps, losses = np.asarray(steps), runs(losses)
    shown = steps > 0 if log else steps >= 0
    if log:
        ax.set_xscale("log")
    band(ax, steps[shown], losses[:, shown], SERIES[0]._replace(marker=""))
    if live is not None:
        _live_run(ax, *live, log)
    ends = [(float(np.median(losses[:, -1])), label, BLUE)]
    for names, colour, style in ((lines, VERMILLION, (0, (5, 2))), (floors, INK, "-")):
        for name, value in (names or {}).items():
            ax.axhline(value, color=colour, lw=1.2, ls=style, zorder=1)
            ends.append((float(value), f"{name} {value:.2f}", colour))
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.margins(x=0, y=0.06)
    at_right(ax, ends)
    ax.set_title(f"{label}: {spread_of(losses)}{', and this run (dots)' if live else ''}")
    return ax


def _live_run(ax, steps, losses, log):
    steps, losses = np.asarray(steps), np.asarray(losses, dtype=float)
    shown = steps > 0 if log else steps >= 0
    style = {"color": ORANGE, "mec": INK, "mew": 0.7, "ms": 5.5, "zorder": 4, "clip_on": False}
    ax.plot(steps[shown], losses[shown], SERIES[0].marker, **style)


@styled
def loss_at_start(ax, sds, losses, lnV):
    """Draw the loss before any training against the readout's standard deviation.

    Shapes: sds (n,); losses (seeds, n) or (n,).   Units: nats per character; lnV = ln V.
    """
    losses = runs(losses)
    band(ax, sds, losses)
    ax.axhline(lnV, color=INK, lw=1.2, ls=SERIES[3].linestyle, zorder=1)
    ax.set_xscale("log")
    ax.set_xticks(sds, [f"{sd:g}" for sd in sds])
    ax.minorticks_off()
    ax.set_ylim(bottom=0)
    ax.set_xlabel("standard deviation of the readout's weights")
    ax.set_ylabel("loss before training\n(nats per character)")
    at_right(ax, [(lnV, rf"$\ln V$ = {lnV:.2f}", INK)])
    ax.set_title(spread_of(losses))
    return ax


@styled
def ngram_orders(ax, orders, tables):
    """Draw the held-out loss of kinds of n-gram models against n, and mark the best of each.

    Shapes: orders (n,).   tables: name -> losses (n,).   Units: nats per character.
    """
    orders = np.asarray(orders)
    ends, paths = [], []
    for (name, nlls), series in zip(tables.items(), SERIES, strict=False):
        nlls = np.asarray(nlls, dtype=float)
        look = {"color": series.colour, "ls": series.linestyle, "marker": series.marker}
        ax.plot(orders, nlls, **look)
        best = int(np.argmin(nlls))
        ax.plot(orders[best], nlls[best], "o", ms=11, mfc="none", mec=INK, mew=1.4)
        ends.append((nlls[-1], name, series.colour))
        paths.append((orders[best], nlls[best], series.colour, along(np.stack([orders, nlls], 1))))
    ax.set_xticks(orders)
    ax.set_xlabel("$n$ (the window holds $n - 1$ characters)")
    ax.set_ylabel("held-out loss\n(nats per character)")
    ax.margins(x=0.03, y=0.22)
    at_right(ax, ends)
    path = np.vstack([points for *_, points in paths])
    for n, nll, colour, _ in paths:
        style = {"color": readable(colour), "fontsize": 9}
        place(ax, f"best: {nll:.2f}", (n, nll), path, reach=(12, 16, 22), **style)
    return ax


@styled
def loss_by_context(ax, lengths, losses):
    """Draw the held-out loss against how many of the last characters the model was given.

    Shapes: lengths (n,).   losses: name -> (seeds, n) or (n,).   Units: nats per character.
    """
    lengths, ends = np.asarray(lengths), []
    ax.set_xscale("log", base=2)
    for (name, values), series in zip(losses.items(), SERIES, strict=False):
        values = runs(values)
        band(ax, lengths, values, series)
        ends.append((float(np.median(values[:, -1])), name, series.colour))
    ticks = [n for n in lengths if n & (n - 1) == 0]
    ax.set_xticks(ticks, [f"{n}" for n in ticks])
    ax.minorticks_off()
    ax.margins(x=0.03)
    ax.set_xlabel("characters given")
    ax.set_ylabel("held-out loss\n(nats per character)")
    at_right(ax, ends)
    ax.set_title(spread_of(runs(next(iter(losses.values())))))
    return ax
