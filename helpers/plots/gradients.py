"""Figures about gradients: checking one, truncating one, and what each step contributes."""

import numpy as np
from matplotlib.ticker import NullLocator

from helpers.plots.labels import place
from helpers.plots.lines import along, band, runs, spread_of
from helpers.plots.style import BLUE, GREY, INK, PALE_BLUE, SERIES, VERMILLION, readable, styled


@styled
def step_size_error(ax, eps, errors, marked=(1e-5, 1e-12)):
    """Draw the error of a numeric gradient against its step size, two step sizes marked.

    Shapes: eps (n,); errors (seeds, n) or (n,), relative. An error of exactly 0 is left out.
    """
    eps, errors = np.asarray(eps, dtype=float), runs(errors)
    errors = np.where(errors > 0, errors, np.nan)
    ax.loglog()
    band(ax, eps, errors)
    middle = np.median(errors, axis=0)
    ax.set_xlim(eps.min() / 3, eps.max() * 3)
    ax.set_ylim(np.nanmin(errors) / 30, np.nanmax(errors) * 30)
    guides = _guides(ax, eps, middle)
    path = [_log_along(eps, middle), *(points for _, _, points in guides)]
    for wanted in marked:
        at = int(np.argmin(np.abs(np.log(eps / wanted))))
        if np.isclose(eps[at], wanted, rtol=0.5):
            _mark(ax, (eps[at], middle[at]), wanted, np.vstack(path))
    for text, at, _ in guides:
        place(ax, text, at, np.vstack(path), reach=(8, 12, 18), fontsize=9)
    ax.set_xlabel(r"step size $\varepsilon$")
    ax.set_ylabel("relative error of the\nnumeric gradient")
    ax.set_title(spread_of(errors))
    return ax


def _mark(ax, xy, eps, path):
    style = {"marker": "s", "ms": 8, "color": VERMILLION, "mec": "white", "zorder": 4}
    ax.plot(*xy, **style)
    text = rf"$\varepsilon = 10^{{{round(np.log10(eps))}}}$, error {power_of_ten(xy[1])}"
    place(ax, text, xy, path, color=readable(VERMILLION), fontsize=9.5)


def power_of_ten(value):
    """Write a positive number as one digit times a power of ten, for a label."""
    digit, power = f"{value:.0e}".split("e")
    return rf"${digit} \times 10^{{{int(power)}}}$"


def _log_along(xs, ys):
    """Return points along a line that is drawn on two log axes, without the gaps."""
    points = np.column_stack([xs, ys])
    return 10 ** along(np.log10(points[np.isfinite(ys)]))


def _guides(ax, eps, errors):
    """Draw the two slopes that theory gives, a little above the curve.

    Returns for each its name, a point for the name and points along it.
    """
    parts = (
        (eps <= 1e-7, -1, "rounding,\n" + r"grows as $1/\varepsilon$"),
        (eps >= 1e-4, 2, "formula,\n" + r"grows as $\varepsilon^2$"),
    )
    guides = []
    for part, slope, text in parts:
        part = part & np.isfinite(errors)
        if part.sum() < 2:
            continue
        xs = eps[part]
        ys = 6 * np.exp(np.mean(np.log(errors[part] / xs**slope))) * xs**slope
        ax.plot(xs, ys, color=GREY, lw=1.1, ls=(0, (4, 2)), zorder=1)
        middle = (len(xs) - 1) // 2
        guides.append((text, (xs[middle], ys[middle]), _log_along(xs, ys)))
    return guides


@styled
def truncation_error(ax_err, ax_cos, ks, errors, cosines, elman_k=1):
    """Draw how far a truncated gradient is from the full one: relative error, and direction.

    Shapes: ks (n,); errors, cosines (seeds, n) or (n,).   Returns both Axes.
    elman_k is the chunk length marked as Elman's.
    """
    ks = np.asarray(ks)
    for ax, values in ((ax_err, runs(errors)), (ax_cos, runs(cosines))):
        ax.set_xscale("log", base=2)
        band(ax, ks, values)
        ax.set_xlabel("chunk length $k$ (steps)")
        ax.set_title(spread_of(values))
        _ticks(ax, ks)
        _mark_elman(ax, ks, values, elman_k)
    ax_err.set_ylabel(r"relative error $\|g_k - g\| \,/\, \|g\|$")
    ax_cos.set_ylabel("cosine of the angle\nto the full gradient")
    ax_err.set_ylim(bottom=min(0.0, ax_err.get_ylim()[0]))
    ax_cos.axhline(1, color=INK, lw=1, ls=SERIES[3].linestyle, zorder=1)
    return ax_err, ax_cos


def _ticks(ax, ks):
    """Label the powers of two among ks, or a few of them if there are too many."""
    ticks = [k for k in ks if k & (k - 1) == 0] or list(ks)
    ax.set_xticks(ticks, [f"{k}" for k in ticks])
    ax.xaxis.set_minor_locator(NullLocator())


def _mark_elman(ax, ks, values, elman_k):
    if elman_k not in ks:
        return
    lines = np.median(values, axis=0), values.min(axis=0), values.max(axis=0)
    xy = elman_k, lines[0][list(ks).index(elman_k)]
    ax.plot(*xy, marker="*", ms=15, color=VERMILLION, mec="white", zorder=4)
    path = np.vstack([along(np.column_stack([np.log2(ks), line])) for line in lines])
    path[:, 0] = 2 ** path[:, 0]
    text = f"Elman (1990), k = {elman_k}"
    place(ax, text, xy, path, reach=(12, 16, 22), color=readable(VERMILLION), fontsize=9.5)


@styled
def gradient_contributions(ax, norms_by_copy):
    """Draw how much each copy of a shared weight adds to its gradient, first step first.

    Shapes: norms_by_copy (T,) or (seeds, T), the norms of the T terms of the sum over copies.
    """
    norms = runs(norms_by_copy)
    middle = np.median(norms, axis=0)
    steps = np.arange(1, len(middle) + 1)
    shown = middle > 0
    floor = middle[shown].min() / 3
    ax.set_yscale("log")
    ax.vlines(steps[shown], floor, middle[shown], color=PALE_BLUE, lw=2, zorder=1)
    ax.plot(steps[shown], middle[shown], "o", color=BLUE, ms=6)
    if len(norms) > 1:
        ax.vlines(steps, norms.min(axis=0), norms.max(axis=0), color=BLUE, lw=1)
        ax.set_title(spread_of(norms))
    ax.set_ylim(bottom=floor)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel("step $t$ of the copy (the loss is at the last)")
    ax.set_ylabel("norm of this copy's gradient")
    return ax
