"""Lines over seeds: a thick median, and a band from the smallest to the largest."""

import numpy as np

from helpers.plots.style import SERIES


def runs(values):
    """Return values as floats with one row for each seed.

    Shapes: (seeds, n) or (n,) -> (seeds, n).
    """
    return np.atleast_2d(np.asarray(values, dtype=float))


def band(ax, xs, values, series=SERIES[0], size=4.5):
    """Draw the median over seeds, and a band from the smallest to the largest.

    Shapes: xs (n,); values (seeds, n).
    """
    if len(values) > 1:
        low, high = values.min(axis=0), values.max(axis=0)
        ax.fill_between(xs, low, high, color=series.colour, alpha=0.2, lw=0)
    style = {"color": series.colour, "ls": series.linestyle, "marker": series.marker}
    return ax.plot(xs, np.median(values, axis=0), ms=size, **style)[0]


def spread_of(values):
    """Return in a few words what the line and the band are."""
    return f"median and range of {len(values)} seeds" if len(values) > 1 else "one seed"


def along(points, parts=8):
    """Return points densely along a broken line, so that labels can keep clear of it.

    Shapes: points (n, 2) -> (m, 2).
    """
    points = np.asarray(points, dtype=float)
    steps = np.arange(len(points))
    fine = np.linspace(0, len(points) - 1, parts * (len(points) - 1) + 1)
    return np.column_stack([np.interp(fine, steps, points[:, i]) for i in range(2)])
