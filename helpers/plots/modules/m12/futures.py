"""Two futures: what is said about the next number, and how models learn to say it."""

import numpy as np

from helpers.plots.labels import at_right
from helpers.plots.style import GREY, SERIES, figure, show, styled

GRID = np.linspace(-2, 2, 401)
SERIES_OF = dict(zip(("one Gaussian", "mixture of 2", "VRNN"), SERIES, strict=False))


CAPTIONS = {
    "one Gaussian": "**What comes next?** Left: a sequence so far; the dotted line stands at the "
    "number that is asked for. Right: what is said about it. Grey: the exact density, by the "
    "forward algorithm. One Gaussian is highest in the middle, where nothing lands.",
    "mixture of 2": "**What comes next, by two Gaussians.** The mixture covers both exact peaks "
    "(grey), and leaves the middle empty.",
    "VRNN": "**What comes next, by a latent number.** The VRNN has both peaks; beside the exact "
    "density (grey) the one at -1 is far too low, and some of its probability lies between.",
}


def show_next(context, densities):
    """Show what models say about the number after a context; the context too for one model.

    Shapes: context (t,); densities {name: (n,)} on GRID, "floor" among them, the newest last.
    """
    alone, newest = len(densities) == 2, list(densities)[-1]
    if alone:
        fig, (left, right) = figure(8.4, 3.0, columns=2, width_ratios=[1.1, 1])
        past(left, context)
    else:
        fig, right = figure(5.6, 3.0)
    density(right, densities)
    step = GRID[1] - GRID[0]
    for name, curve in densities.items():
        up, middle = curve[GRID > 0].sum() * step, curve[np.abs(GRID) < 0.5].sum() * step
        print(f"{name:14s}probability above 0: {up:.2f}, between -0.5 and 0.5: {middle:.2f}")
    told = "; ".join(
        f"{name} {curve[GRID < -0.5].max():.2f} near -1, {curve[np.abs(GRID) < 0.5].max():.2f} "
        f"between, {curve[GRID > 0.5].max():.2f} near 1"
        for name, curve in densities.items()
    )
    first = f"Left: {len(context)} numbers near -1 or 1. Right: densities" if alone else "Densities"
    show(
        fig,
        alt=f"{first} of the next number. The exact one, named floor, has two narrow peaks, at -1 "
        f"and at 1. Highest values: {told}.",
        caption=CAPTIONS[newest],
    )


@styled
def past(ax, context):
    """Draw a sequence as points. Shapes: context (t,)."""
    ax.plot(context, "o-", color=GREY, lw=0.8, ms=4)
    ax.axvline(len(context), color=GREY, ls=":", lw=1.2)
    ax.set_ylim(-2, 2)
    ax.set_xlabel("step")
    ax.set_ylabel("$x_t$", fontsize=12)
    return ax


@styled
def density(ax, densities):
    """Draw densities over GRID."""
    for name, curve in densities.items():
        if name == "floor":
            ax.fill_between(GRID, curve, color="#C9D2D9", lw=0, label="exact")
        else:
            look = SERIES_OF[name]
            ax.plot(GRID, curve, color=look.colour, ls=look.linestyle, label=name)
    ax.set_xlabel("next number")
    ax.set_ylabel("density")
    ax.set_ylim(0)
    ax.legend(fontsize=8, frameon=False, loc="upper left")
    return ax


def show_learning(rows):
    """Show how far models are over the floor while they learn.

    rows: {name: [[updates, excess], ...]}, names as in SERIES_OF.
    """
    for name, run in rows.items():
        print(f"{name:14s}{run[-1][0]:4d} updates: {run[-1][1]:+.3f} nats a step over the floor")
    fig, ax = figure(6.4, 2.8)
    learning(ax, rows)
    said = ", ".join(f"{name} {run[-1][1]:.2f}" for name, run in rows.items())
    show(
        fig,
        alt="Nats a step over the floor against updates, on new sequences; a grey line is the "
        f"floor. At the end: {said}.",
        caption="**Learning to say two futures.** Held-out nats over the exact floor (grey line). "
        "One Gaussian reaches its best at once; its training ended after 150 updates.",
    )


@styled
def learning(ax, rows):
    """Draw excess against updates.   rows: {name: [[updates, excess], ...]}."""
    ends = []
    for name, run in rows.items():
        updates, excess = np.array(run)[:, 0], np.array(run)[:, -1]
        look = SERIES_OF[name]
        ax.plot(updates, excess, color=look.colour, ls=look.linestyle, marker=look.marker)
        ends.append((float(excess[-1]), name, look.colour))
    ax.axhline(0, color=GREY, lw=1.5)
    ax.set_ylim(-0.1)
    ax.set_xlabel("updates")
    ax.set_ylabel("nats a step\nover the floor")
    at_right(ax, ends)
    return ax
