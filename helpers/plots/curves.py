"""Curves of losses with the named lines to judge them by, and how far runs got."""

import numpy as np

from helpers.plots.labels import at_right, place
from helpers.plots.lines import along, band, runs, spread_of
from helpers.plots.style import BLUE, GREY, INK, ORANGE, SERIES, VERMILLION, readable, styled


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


@styled
def stream_lines(ax, results, key, ylabel, baseline=None, log=False):
    """Draw what was measured in each part of a long stream, one thin line for each seed.

    results: {cell: list over seeds of {key: numbers, one for each part}}.   Steps are in parts of
    500.
    """
    ends = []
    for series, (name, seeds) in zip(SERIES, results.items(), strict=False):
        rows = np.array([one[key] for one in seeds])
        steps = 500 * np.arange(1, rows.shape[1] + 1)
        for row in rows:
            ax.plot(steps, row, color=series.colour, ls=series.linestyle, lw=1.3)
        ends.append((float(np.median(rows[:, -1])), name, series.colour))
    if baseline is not None:
        ax.axhline(baseline, color=GREY, lw=1.2, ls=SERIES[3].linestyle)
        ends.append((baseline, "always 0", GREY))
    if log:
        ax.set_yscale("log")
    ax.set_xlabel("steps of the stream")
    ax.set_ylabel(ylabel)
    at_right(ax, ends)
    return ax


@styled
def updates_needed(ax, groups, limit):
    """Draw for each network and seed after how many updates a task was solved.

    groups: {name: list of updates, one for each seed; None where it was not solved by `limit`}.
    """
    for row, seeds in enumerate(groups.values()):
        done = [updates for updates in seeds if updates is not None]
        jitter = np.linspace(-0.24, 0.24, len(seeds))
        ax.plot(done, row + jitter[: len(done)], "o", ms=6, color=BLUE, alpha=0.85)
        failed = len(seeds) - len(done)
        if failed:
            ax.plot([1.1 * limit] * failed, row + jitter[len(done) :], "X", ms=7, color=VERMILLION)
        text = f"{len(done)} of {len(seeds)}"
        ax.text(1.2 * limit, row, text, va="center", fontsize=9.5)
    ax.axvline(1.03 * limit, color=GREY, lw=1, ls=SERIES[3].linestyle)
    ax.text(1.1 * limit, -0.62, "not yet", ha="center", fontsize=9, color=readable(VERMILLION))
    ax.text(1.2 * limit, -0.62, "learned", fontsize=9)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_ylim(len(groups) - 0.5, -0.85)
    ax.set_xlim(0, 1.33 * limit)
    ax.set_xticks([t for t in ax.get_xticks() if t <= limit])
    ax.set_xlabel("updates until the test error is below 0.02")
    ax.set_ylabel("network")
    return ax


@styled
def longest_strings(ax, groups, trained):
    """Draw the longest string that was closed right, for each network and seed.

    groups: {name: list of n}; trained: the longest n in training.
    """
    for row, (series, values) in enumerate(zip(SERIES, groups.values(), strict=False)):
        jitter = np.linspace(-0.2, 0.2, len(values))
        ax.plot(values, row + jitter, series.marker, ms=6, color=series.colour)
    ax.axvline(trained, color=GREY, lw=1.2, ls=SERIES[3].linestyle)
    style = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "bottom", "fontsize": 9}
    ax.text(trained, 1.02, "longest in training", **style)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.set_xlim(left=-3)
    ax.set_xlabel("all $n$ up to here are closed right")
    ax.set_ylabel("network")
    return ax
