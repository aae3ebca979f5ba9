"""Curves of losses, with the named lines to judge them by."""

import numpy as np

from helpers.plots.labels import at_right, place
from helpers.plots.lines import along, band, runs, spread_of
from helpers.plots.style import BLUE, INK, SERIES, VERMILLION, readable, styled


@styled
def loss_curves(
    ax,
    steps,
    losses,
    lines=None,
    floors=None,
    xlabel="updates",
    ylabel="held-out loss (nats per character)",
    label="network",
):
    """Draw loss against updates, with baselines (dashed) and floors (solid) named at the right.

    Shapes: steps (n,); losses (seeds, n) or (n,).   lines, floors: name -> loss.
    """
    losses = runs(losses)
    band(ax, steps, losses, SERIES[0]._replace(marker=""))
    ends = [(float(np.median(losses[:, -1])), label, BLUE)]
    for names, colour, style in ((lines, VERMILLION, (0, (5, 2))), (floors, INK, "-")):
        for name, value in (names or {}).items():
            ax.axhline(value, color=colour, lw=1.2, ls=style, zorder=1)
            ends.append((float(value), f"{name} {value:.2f}", colour))
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.margins(x=0, y=0.06)
    at_right(ax, ends)
    ax.set_title(f"{label}: {spread_of(losses)}")
    return ax


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
def ngram_orders(ax, orders, nlls):
    """Draw the held-out loss of n-gram models against n, and mark the best.

    Shapes: orders, nlls (n,).   Units: nats per character.
    """
    orders, nlls = np.asarray(orders), np.asarray(nlls, dtype=float)
    ax.plot(orders, nlls, color=BLUE, marker="o")
    best = int(np.argmin(nlls))
    ax.plot(orders[best], nlls[best], "o", ms=10, mfc="none", mec=VERMILLION, mew=2)
    ax.set_xticks(orders)
    ax.set_xlabel("$n$ (the window holds $n - 1$ characters)")
    ax.set_ylabel("held-out loss\n(nats per character)")
    ax.margins(x=0.06, y=0.22)
    points = np.column_stack([orders, nlls])
    path = along(points)
    for i, (n, nll) in enumerate(points):
        text = f"best: {nll:.2f}" if i == best else f"{nll:.2f}"
        colour = readable(VERMILLION) if i == best else INK
        place(ax, text, (n, nll), path, reach=(8, 10, 14), color=colour, fontsize=9)
    return ax
