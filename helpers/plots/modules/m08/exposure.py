"""The figures of module 08 on models that read their own text: drift, and scheduled sampling."""

import numpy as np

from helpers.plots.labels import at_right, spread_text
from helpers.plots.lines import band
from helpers.plots.style import BLUE, GREEN, GREY, SERIES, Series, figure, show, styled

LINES = {  # name -> where it stands: step, and points above or below the line
    "sum of all f": (45, -26),
    "free running": (36, 22),
    "teacher-forced, f": (75, -11),
    "free running, driver asked": (62, 20),
    "free running, counted": (62, -13),
}
LOOKS = dict(zip(LINES, (*SERIES, Series(GREEN, (0, (3, 1, 1, 1, 1, 1)), "v")), strict=True))
BOUND = "sum of all f", "free running", "teacher-forced, f"
REMEDIES = "free running", "free running, driver asked", "free running, counted"


def show_drift(lines, at=(1, 10, 100)):
    """Print and show distances by horizon.   lines: {name: (seeds, T + 1)}, as in LINES."""
    print("distance after steps       " + "".join(f"{t:>24d}" for t in at))
    for name, values in lines.items():
        print(f"{name:27s}" + "".join(f"{spread_text(values[:, t], '.3f'):>24s}" for t in at))
    fig, axes = figure(9, 3.2, columns=2)
    drift_lines(axes[0], {name: lines[name] for name in BOUND}, log=True)
    drift_lines(axes[1], {name: lines[name] for name in REMEDIES})
    last = ", ".join(f"{name} {np.median(values[:, -1]):.3f}" for name, values in lines.items())
    show(
        fig,
        alt="Total variation from the truth against the number of steps; left, on a logarithmic "
        f"axis, with the sum that bounds it, right with two remedies. Medians at the end: {last}.",
        caption="**Small errors, a long way.** Left: teacher-forced, the model starts each step "
        "from the truth; running freely, from where it got to itself. Right: what takes the drift "
        f"away. Median and range of {len(next(iter(lines.values())))} seeds.",
    )


@styled
def drift_lines(ax, lines, log=False):
    """Draw distances by step, each with its name.   lines: {name: (seeds, T + 1)}."""
    for name, values in lines.items():
        series = LOOKS[name]
        steps = np.arange(log, values.shape[1])  # entry 0 is 0
        line = band(ax, steps, values[:, log:], series)
        line.set_markevery(20)
        step, dy = LINES[name]
        step = min(step, values.shape[1] - 1)
        spot = {"xytext": (0, dy), "textcoords": "offset points", "ha": "center", "va": "center"}
        ax.annotate(name, (step, np.median(values[:, step])), color=series.colour, size=9, **spot)
    ax.set_xlabel("steps")
    ax.set_ylabel("distance from the truth\n(total variation)")
    if log:
        ax.set_yscale("log")
    else:
        ax.set_ylim(0, None)
    return ax


def copy_scores(record):
    """Collect probabilities of a copy: epsilons (n,), (seeds, n)."""
    names = list(record.results[0])
    values = np.array([[run[name] for name in names] for run in record.results])
    return np.array([float(name) for name in names]), values


def show_scheduled(record, theory):
    """Print and show where scheduled sampling ends.   theory: eps -> probability."""
    epsilons, values = copy_scores(record)
    for eps, column in zip(epsilons, values.T, strict=True):
        print(f"eps {eps:4.2f}   trained {spread_text(column, '.3f')}   theory {theory(eps):.3f}")
    print(record.note())
    fig, ax = figure(6.5, 3.0)
    scheduled_lines(ax, epsilons, values, theory(epsilons))
    show(
        fig,
        alt="Probability of a copy against the share of true coins. "
        + ", ".join(f"{e:.2f}: {v:.3f}" for e, v in zip(epsilons, values.mean(axis=0), strict=True))
        + ". All lie on or a little below the line (1 + eps) / 2.",
        caption="**Scheduled sampling learns the wrong coin.** Right in every text is 1; the "
        "points are trained networks, the line is $(1 + \\varepsilon)/2$.",
    )


@styled
def scheduled_lines(ax, epsilons, values, theory):
    """Draw trained probabilities and the derived line.   Shapes: (n,), (seeds, n), (n,)."""
    ax.plot(epsilons, theory, color=GREY, lw=1.5, ls="--")
    for row in values:
        ax.plot(epsilons, row, "o", color=BLUE, ms=5)
    at_right(ax, [(float(theory[-1]), r"$(1 + \varepsilon)/2$", GREY)])
    ax.set_xlabel(r"$\varepsilon$, share of true coins read in training")
    ax.set_ylabel("probability of a copy")
    ax.set_ylim(0.45, 1.03)
    return ax
