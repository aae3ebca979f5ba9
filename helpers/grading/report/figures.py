"""The two figures of the instructor's page, each with its alternative text.

They are drawn narrow, so that their letters can be read on a phone. No figure holds a name.
"""

import base64
from typing import NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.grading.report.exercises import Exercise
from helpers.grading.report.gather import Report
from helpers.plots.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE_BLUE,
    PIXELS_PER_INCH,
    VERMILLION,
    WASH,
    figure,
    in_style,
    png,
)

__all__ = ["Picture", "points_per_exercise", "total_points"]

WIDTH = 4.6  # inches
MOST_BARS = 20
# What is drawn of each way an exercise ended: from dark to light, and with a pattern of its own.
ENDINGS = (
    ("passed", ("passed",), BLUE, ""),
    ("failed", ("failed",), VERMILLION, "////"),
    ("timed out or died", ("timed out", "died"), ORANGE, "xxxx"),
    ("not attempted or missing", ("not attempted", "missing"), WASH, ""),
)


class Picture(NamedTuple):
    """A figure for a page: its data as a URI, its size in pixels as shown, its alternative text."""

    uri: str
    width: int
    height: int
    alt: str


def total_points(report: Report) -> Picture | None:
    """Draw how the total points are distributed; None without submissions."""
    if not report.totals:
        return None
    totals, most = np.asarray(report.totals), report.max_total
    edges = bin_edges(most, float(totals.min()), float(totals.max()))
    with in_style():
        fig, ax = figure(WIDTH, 2.6)
        counts, _, _ = ax.hist(totals, edges, color=BLUE, edgecolor="white", linewidth=0.8)
        ax.set_xlim(edges[0], edges[-1])
        ax.set_ylim(0, max(counts.max(), 1) * 1.18)
        ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        ax.grid(axis="x", visible=False)
        ax.set_xlabel(f"points, of {most:g}")
        ax.set_ylabel("submissions")
        if report.quartiles:
            _mark_quartiles(ax, report.quartiles)
        return _picture(fig, _total_text(report, counts, edges))


def bin_edges(most: float, low: float, high: float) -> np.ndarray:
    """Return the edges of the bars: whole points wide, centred on points if one point wide."""
    low, high = min(0.0, np.floor(low)), max(most, np.ceil(high), 1.0)
    step = max(1.0, np.ceil((high - low) / MOST_BARS))
    start = low - step / 2 if step == 1 else low
    return np.arange(start, high + 1.5 * step if step == 1 else high + step, step)


def _mark_quartiles(ax, quartiles) -> None:
    """Mark the median by a line, and the middle half by a band under the bars' tops."""
    low, middle, high = quartiles
    top = ax.get_ylim()[1]
    ax.axvspan(low, high, color=PALE_BLUE, alpha=0.45, zorder=0, linewidth=0)
    ax.axvline(middle, color=INK, linewidth=1.6, linestyle=(0, (4, 2)))
    left, right = ax.get_xlim()
    late = middle > (left + right) / 2
    ax.annotate(
        f"median {middle:g}",
        (middle, top),
        xytext=(-4 if late else 4, -3),
        textcoords="offset points",
        ha="right" if late else "left",
        va="top",
        fontsize=9,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
    )


def _total_text(report: Report, counts: np.ndarray, edges: np.ndarray) -> str:
    n, best = len(report.totals), int(np.argmax(counts))
    text = f"Histogram of the total points of {n} submission{'s' if n != 1 else ''}, from "
    text += f"{min(report.totals):g} to {max(report.totals):g} of {report.max_total:g} points"
    if report.quartiles:
        low, middle, high = report.quartiles
        text += f"; the median is {middle:g}, the middle half lies between {low:g} and {high:g}"
    low, high = max(edges[best], 0), min(edges[best + 1], report.max_total)
    return f"{text}. The highest bar, {counts[best]:g}, is that of {low:g} to {high:g} points."


def points_per_exercise(report: Report) -> Picture | None:
    """Draw how each exercise with points ended; None without such exercises or submissions."""
    if not report.main or not report.submissions:
        return None
    rows = len(report.main)
    with in_style():
        fig, ax = figure(WIDTH, 0.95 + 0.3 * rows)
        left = np.zeros(rows)
        for label, statuses, colour, hatch in ENDINGS:
            shares = np.array([_share(e, statuses, report.submissions) for e in report.main])
            ax.barh(
                np.arange(rows),
                shares,
                left=left,
                height=0.72,
                label=label,
                color=colour,
                hatch=hatch,
                edgecolor="white" if colour != WASH else GREY,
                linewidth=0.6,
            )
            left += shares
        _mean_points(ax, report.main)
        ax.set_yticks(np.arange(rows), [e.name for e in report.main], fontsize=8)
        ax.set_ylim(rows - 0.4, -0.6)
        ax.set_xlim(0, 100)
        ax.set_xlabel("% of submissions")
        ax.grid(visible=False)
        fig.legend(loc="outside upper left", ncols=2, fontsize=8, frameon=False)
        return _picture(fig, _exercise_text(report))


def _share(exercise: Exercise, statuses: tuple[str, ...], submissions: int) -> float:
    return 100 * sum(exercise.counts[status] for status in statuses) / submissions


def _mean_points(ax, exercises: list[Exercise]) -> None:
    """Write the mean share of points beside each bar."""
    for row, exercise in enumerate(exercises):
        if exercise.mean is not None:
            ax.annotate(
                f"{100 * exercise.mean:.0f}",
                (100, row),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
                annotation_clip=False,
            )
    ax.annotate(
        "mean of\npoints, %",
        (100, -0.6),
        xytext=(4, 2),
        textcoords="offset points",
        va="bottom",
        fontsize=8,
        annotation_clip=False,
    )


def _exercise_text(report: Report) -> str:
    parts = [
        f"{e.name}: {_share(e, ('passed',), report.submissions):.0f} % passed, "
        f"{_share(e, ('failed',), report.submissions):.0f} % failed"
        for e in report.main
    ]
    return (
        "Bars of how each exercise ended, as shares of all submissions; the table below has the "
        f"numbers. {'; '.join(parts)}."
    )


def _picture(fig, alt: str) -> Picture:
    width, height = (round(inches * PIXELS_PER_INCH) for inches in fig.get_size_inches())
    data = base64.b64encode(png(fig)).decode("ascii")
    return Picture(f"data:image/png;base64,{data}", width, height, alt)
