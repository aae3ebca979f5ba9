"""Futures that models draw, beside those of the lamp itself."""

import numpy as np

from helpers.plots.modules.m12.futures import SERIES_OF
from helpers.plots.style import GREY, INK, figure, show, styled

DOTS, LINES = 40, 2  # futures that are shown, and those of them that have a line
PLACES = 0.5  # what is drawn nearer to 0 lies between the two places
WIDEST = 3.2  # of the axis of x


def show_futures(context, futures):
    """Show one past and the futures that several models draw from it, and print what they are.

    Shapes: context (t,); futures {name: (n, B)}, "the lamp" and names of futures.SERIES_OF.
    """
    context, futures = np.asarray(context), {name: np.asarray(xs) for name, xs in futures.items()}
    for name, xs in futures.items():
        print(f"{name:14s}stays in {stays(context, xs):4.0%} of its steps; "
              f"{between(xs):4.0%} lie between the places")  # fmt: skip
    fig, axes = figure(0.5 + 2.1 * len(futures), 2.6, columns=len(futures))
    for ax, (name, xs) in zip(axes, futures.items(), strict=True):
        fan(ax, context, xs, SERIES_OF[name].colour if name in SERIES_OF else INK)
        ax.set_title(name, fontsize=10)
    axes[0].set_ylabel("$x_t$", fontsize=12)
    told = ", ".join(f"{name} {between(xs):.0%}" for name, xs in futures.items())
    show(
        fig,
        alt=f"{len(futures)} panels, each with the same {len(context)} numbers near -1 or 1 and "
        f"{DOTS} futures drawn from there. Share of the numbers drawn between the places: {told}.",
        caption=f"**One past, {DOTS} futures.** Grey: the same past in each panel. Dots: what is "
        f"drawn after it, {DOTS} times; {LINES} of the futures have a line. The lamp leaves the "
        "middle empty.",
    )


@styled
def fan(ax, context, xs, colour):
    """Draw a past, and futures as dots. Shapes: context (t,); xs (n, B)."""
    steps = len(context) + np.arange(len(xs))
    ax.plot(context, "o-", color=GREY, lw=0.8, ms=3)
    for b, path in enumerate(xs.T[:DOTS]):
        ax.plot(steps, path, "o", color=colour, ms=2.2, alpha=0.3, mew=0)
        if b < LINES:
            ax.plot(steps, path, color=colour, lw=1.0, ls=("-", (0, (4, 1.5)))[b % 2])
    ax.axvline(len(context) - 0.5, color=GREY, ls=":", lw=1.2)
    ax.set_ylim(-WIDEST, WIDEST)
    ax.set_xlabel("step")
    return ax


def stays(context, futures):
    """Return the share of steps that stay at their place. Shapes: context (t,); futures (n, B)."""
    at = np.sign(np.concatenate([np.full((1, futures.shape[1]), context[-1]), futures]))
    return float((at[1:] == at[:-1]).mean())


def between(futures):
    """Return the share of numbers drawn between the places."""
    return float((np.abs(futures) < PLACES).mean())
