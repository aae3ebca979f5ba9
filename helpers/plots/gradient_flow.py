"""Figures about gradients through time: how far they reach, what ends them, what clipping does."""

import numpy as np
from matplotlib.colors import LightSource

from helpers.plots.labels import at_right, place
from helpers.plots.lines import runs
from helpers.plots.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    SERIES,
    VERMILLION,
    Series,
    readable,
    styled,
)

NETWORKS = {"tanh": 0, "IRNN": 1, "LSTM": 2, "orthogonal tanh": 3}  # one look in every panel
NETWORKS |= {"forget bias 0": 0, "forget bias 1": 1, "forget bias 5": 2}  # as in two_ways
HIGHEST_ERROR = 10.0  # of the adding problem, in a figure
LIGHTEST = 1e-30  # norms below this are as good as 0; a log axis has to end somewhere


@styled
def norms_by_lag(ax, norms, slopes=None, title="", ylabel="norm of the gradient,\nlag 0 is 1"):
    """Draw how a gradient's norm changes with the lag, with the line that theory gives.

    Shapes: norms {label: (seeds, T + 1) or (T + 1,)}; slopes {label: nats a step}, drawn dashed.
    Five labels at most have a look of their own.
    """
    ax.set_yscale("log")
    ends = []
    for i, (label, values) in enumerate(norms.items()):
        series = (*SERIES, Series(GREEN, (0, (8, 2)), "v"))[i % 5]
        values = np.maximum(runs(values), LIGHTEST)
        lags = np.arange(values.shape[1])
        middle = np.exp(np.median(np.log(values), axis=0))
        if len(values) > 1:
            low, high = values.min(axis=0), values.max(axis=0)
            ax.fill_between(lags, low, high, color=series.colour, alpha=0.2, lw=0)
        ax.plot(lags, middle, color=series.colour, ls="-" if slopes else series.linestyle)
        if slopes and label in slopes:
            line = np.exp(slopes[label] * lags)
            ax.plot(lags, line, color=INK, lw=1.3, ls=(0, (4, 2)), zorder=3)
        ends.append((float(middle[-1]), label, series.colour))
    ax.set_xlabel("lag (steps back from the loss)")
    ax.set_ylabel(ylabel)
    ax.margins(x=0)
    at_right(ax, ends)
    ax.set_title(title)
    return ax


@styled
def two_ways(ax, norms, direct):
    """Draw gradients by lag: all of it as a line, the direct way through the forget gates dashed.

    Shapes: norms {label: (T + 1,)}; direct the same, for some of the labels; lag 0 is 1.
    """
    ends = []
    for series, (label, values) in zip(SERIES, norms.items(), strict=False):
        lags = np.arange(len(values))
        ax.plot(lags, values, color=series.colour)
        if label in direct:
            ax.plot(lags, direct[label], color=series.colour, ls=(0, (2, 1.5)), lw=1.6)
        ends.append((float(values[-1]), label, series.colour))
    ax.set_yscale("log")
    ax.set_ylim(LIGHTEST / 100, 1e3)
    ax.margins(x=0)
    ax.set_xlabel("lag (steps back from the loss)")
    ax.set_ylabel("norm of the gradient,\nlag 0 is 1")
    at_right(ax, ends)
    return ax


@styled
def one_gain(ax, logs, line):
    """Draw ln of a gradient's norm by lag, and theory's line, on axes that never move.

    Shapes: logs (T + 1,).   Units: line in nats a step.
    """
    lags = np.arange(len(logs))
    ax.plot(lags, logs, color=BLUE)
    ax.plot(lags, line * lags, color=INK, lw=1.3, ls=(0, (4, 2)))
    ax.set_ylim(-36, 24)
    ax.set_xlabel("lag (steps back from the loss)")
    ax.set_ylabel("ln of the\ngradient's norm")
    return ax


@styled
def cliff_surface(ax, ws, bs, losses, paths):
    """Draw a loss over two weights as a surface, with the paths that descent took on it.

    Shapes: ax a 3-D Axes; ws, bs, losses (m, n); paths {label: (updates + 1, 3)}: w, b and loss;
    a path ends where it leaves the picture.
    """
    light = LightSource(azdeg=330, altdeg=60)
    ax.plot_surface(
        ws, bs, losses, color="#C9DAE8", rcount=200, ccount=60, lw=0, lightsource=light, zorder=1
    )
    ax.computed_zorder = False  # the paths lie on the surface, and are never hidden by it
    looks = ((VERMILLION, "s", 1.2, 12), (INK, "o", 3.2, 10))  # the first lies thin on the second
    for (label, path), (colour, marker, width, zorder) in zip(paths.items(), looks, strict=False):
        inside = _until_outside(path, ws, bs) + [0, 0, 0.01]
        style = {"color": colour, "marker": marker, "ms": 2.6 + 0.5 * width, "zorder": zorder}
        ax.plot(*inside.T, label=label, lw=width, **style)
        if not np.array_equal(inside[-1, :2], path[-1, :2]):
            ax.text(*inside[-1], "  thrown out", color=readable(colour), fontsize=9.5, zorder=14)
    ax.plot(*np.array(path[:1]).T, "o", ms=9, mfc="white", mec=INK, mew=1.6, zorder=13)
    ax.text(*path[0], "start   ", ha="right", va="top", fontsize=9.5, zorder=14)
    ax.set_xlabel("$w$")
    ax.set_ylabel("$b$")
    ax.set_zlabel("loss")
    ax.view_init(elev=33, azim=62)
    ax.set_box_aspect((1.6, 1.3, 0.8), zoom=1.05)
    ax.locator_params(nbins=5)
    ax.legend(loc="upper left", fontsize=9.5, frameon=False)
    return ax


@styled
def walks_from_above(ax, ws, bs, losses, walks, title=""):
    """Draw a loss over two weights from above, with the walks of many descents on it.

    Shapes: ws, bs, losses (m, n); walks a list of (updates + 1, 3), each w, b and loss. A walk ends
    where it leaves the picture, with a cross; one that stays ends in a dot.
    """
    ax.pcolormesh(ws, bs, losses, cmap="Greys", vmin=0, vmax=2.5 * losses.max(), rasterized=True)
    for walk in walks:
        inside = _until_outside(walk, ws, bs)
        stays = np.array_equal(inside[-1, :2], walk[-1, :2])
        colour, marker = (BLUE, "o") if stays else (VERMILLION, "X")
        ax.plot(*inside[:, :2].T, color=colour, lw=1, alpha=0.85)
        ax.plot(*inside[-1, :2], marker, color=colour, ms=8, clip_on=False, zorder=5)
        ax.plot(*walk[0, :2], "o", ms=5, mfc="white", mec=INK, zorder=4)
    ax.set_xlim(ws.min(), ws.max())
    ax.set_ylim(bs.min(), bs.max())
    ax.grid(visible=False)
    ax.set_xlabel("$w$")
    ax.set_ylabel("$b$")
    ax.set_title(title)
    return ax


def _until_outside(path, ws, bs):
    """Cut a path where it leaves the picture, and let its last step end at the edge."""
    low, high = (np.array([f(ws), f(bs)]) for f in (np.min, np.max))
    out = np.flatnonzero(((path[:, :2] < low) | (path[:, :2] > high)).any(axis=1))
    if not len(out):
        return path
    last, step = path[out[0] - 1], (path[out[0]] - path[out[0] - 1])[:2]
    room = np.where(step > 0, high - last[:2], low - last[:2])
    reach = np.min(room[step != 0] / step[step != 0])
    return np.vstack([path[: out[0]], [*(last[:2] + reach * step), last[2]]])


@styled
def fixed_point_branches(ax, ws, found):
    """Draw the fixed points of a one-unit network against its weight.

    Shapes: ws (n,); found: for each of them what fixed_points returns, points and stable.
    """
    points, stable = zip(*found, strict=True)
    counts = [len(some) for some in points]
    at, hs, holds = np.repeat(ws, counts), np.concatenate(points), np.concatenate(stable)
    ax.plot(at[holds], hs[holds], "o", ms=2.6, color=BLUE)
    ax.plot(at[~holds], hs[~holds], "s", ms=2.2, mfc="white", mew=0.8, color=VERMILLION)
    dots = np.column_stack([at, hs])
    place(ax, "stable", (at[holds][-1] * 0.8, 0.93), dots, color=readable(BLUE), fontsize=9.5)
    place(ax, "unstable", (at.max() * 0.75, 0.0), dots, color=readable(VERMILLION), fontsize=9.5)
    ax.set_xlabel("recurrent weight $w$ ($b = 0$)")
    ax.set_ylabel("fixed point $h$")
    ax.margins(y=0.12)
    return ax


@styled
def latch_gradient(ax, h0s, ends, gradients):
    """Draw where a latch ends after some steps, and how its end depends on its start.

    Shapes: h0s, ends, gradients (n,).
    """
    ax.plot(h0s, np.maximum(gradients, LIGHTEST), color=VERMILLION, ls=SERIES[1].linestyle)
    ax.set_yscale("log")
    ax.set_xticks([-1, -0.5, 0, 0.5, 1])
    ax.set_xlabel("start $h_0$")
    ax.set_ylabel(r"$|\partial h_{10} / \partial h_0|$")
    twin = ax.twinx()
    twin.plot(h0s, ends, color=BLUE)
    twin.set_ylabel("end $h_{10}$", color=readable(BLUE))
    twin.set_ylim(-1.15, 1.15)
    twin.grid(visible=False)
    twin.spines["right"].set_visible(True)
    ax.yaxis.label.set_color(readable(VERMILLION))
    return ax


@styled
def log_norm_spread(ax, groups):
    """Draw ln of the gradient's norm, one dot for each draw of the weights, in named groups.

    Shapes: groups {label: (draws,)}.   Units: nats.
    """
    for i, (label, logs) in enumerate(groups.items()):
        colour = (BLUE, ORANGE)[i % 2]
        jitter = np.linspace(-0.22, 0.22, len(logs))
        ax.plot(logs, len(groups) - 1 - i + jitter, "os"[i % 2], ms=3.5, color=colour, alpha=0.75)
        del label
    ax.axvline(0, color=GREY, lw=1, zorder=1)
    ax.set_yticks(range(len(groups)), [*groups][::-1])
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_xlabel("ln of the gradient's norm at lag 100 (nats; 0 is no change)")
    ax.set_ylabel("weights")
    return ax


@styled
def clipping_runs(ax_loss, ax_norm, losses, norms, threshold, floor=None):
    """Draw loss and gradient norm of the same run with and without clipping.

    Shapes: losses, norms {label: (updates,)}, the clipped run first.   Returns both Axes.
    """
    for ax, values in ((ax_loss, losses), (ax_norm, norms)):
        ends = []
        for series, (label, run) in zip(SERIES, values.items(), strict=False):
            style = {"color": series.colour, "lw": 1.3, "ls": "-" if series is SERIES[0] else "--"}
            ax.plot(np.arange(len(run)), run, **style)
            ends.append((float(np.median(run[-20:])), label, series.colour))
        ax.set_xlabel("updates")
        ax.margins(x=0)
        if ax is ax_norm:
            ax.set_yscale("log")
            ax.axhline(threshold, color=INK, lw=1.2, ls=SERIES[3].linestyle)
            ends.append((threshold, "threshold", INK))
        at_right(ax, ends)
    ax_loss.set_ylabel("training loss\n(nats per character)")
    ax_norm.set_ylabel("norm of the gradient\nbefore clipping")
    return ax_loss, ax_norm


def _name_peak(ax, steps, errors, colour):
    """Mark with an arrow where a run leaves the axis at the top, if it does after its start."""
    peak = 1 + int(np.argmax(errors[1:])) if len(errors) > 1 else 0
    if peak and errors[peak] > HIGHEST_ERROR:
        text = f"above $10^{{{int(np.log10(errors[peak]))}}}$"
        arrow = {"arrowstyle": "->", "color": colour, "lw": 1.4}
        tip = (steps[peak], HIGHEST_ERROR)
        style = {"color": readable(colour), "fontsize": 9.5, "va": "center"}
        ax.annotate(text, tip, (14, -26), textcoords="offset points", arrowprops=arrow, **style)


@styled
def adding_errors(ax, curves, baseline, title=""):
    """Draw test error against updates on the adding problem, with the baseline.

    Shapes: curves {label: list of (steps (n,), errors (n,))}, one pair for each seed. A run that
    explodes after its first test leaves at the top of the axis, where an arrow names its peak.
    """
    ends = []
    for i, (label, seeds) in enumerate(curves.items()):
        series = SERIES[NETWORKS.get(label, i % len(SERIES))]
        for steps, errors in seeds:
            style = {"color": series.colour, "ls": series.linestyle, "lw": 1.4}
            ax.plot(steps, errors, alpha=0.85, **style)
            _name_peak(ax, steps, errors, series.colour)
        ends.append((float(np.median([errors[-1] for _, errors in seeds])), label, series.colour))
    ax.axhline(baseline, color=GREY, lw=1.2, ls=(0, (5, 2)), zorder=1)
    ends.append((baseline, "always 1: 1/6", GREY))
    ax.set_yscale("log")
    ax.set_ylim(1e-3, HIGHEST_ERROR)  # an explosion on the way would hide all else
    ax.set_xlabel("updates")
    ax.set_ylabel("test error\n(mean square)")
    ax.margins(x=0)
    at_right(ax, ends)
    ax.set_title(title)
    return ax
