"""Pictures of the state: one unit over time or over a text, how two meet, those of an automaton."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.patches import Circle

from helpers.plots.labels import place
from helpers.plots.lines import runs
from helpers.plots.schematic import arrow, curve, on_circle
from helpers.plots.style import (
    BLUE,
    GREY,
    INK,
    PALE_BLUE,
    SERIES,
    VERMILLION,
    contrast,
    readable,
    styled,
)

EDGE = 1.95  # of the plane around an automaton
RING = 0.2  # around a state
BORDER = np.linspace((1 - EDGE, -EDGE), (EDGE, EDGE - 1), 60)  # where the readout is one half
SHADES = LinearSegmentedColormap.from_list("shades", ["#FFFFFF", "#B9CFE2", BLUE])
STEPS = 9  # shades of text, so that few colours are stored
MONO = 0.602  # how wide a letter of DejaVu Sans Mono is, in font sizes


@styled
def state_traces(ax, hs_a, hs_b, labels=("A", "B")):
    """Draw one unit of two states against the step, and shade what lies between them.

    Shapes: hs_a, hs_b (T, H), steps 1 to T. Shown is the unit that differs most at step 1.
    """
    hs_a, hs_b = np.asarray(hs_a, dtype=float), np.asarray(hs_b, dtype=float)
    unit = int(np.argmax(np.abs(hs_a[0] - hs_b[0])))
    steps = np.arange(1, len(hs_a) + 1)
    lines = hs_a[:, unit], hs_b[:, unit]
    ax.fill_between(steps, *lines, facecolor="#E3E3E3", edgecolor="none", zorder=0)
    for line, series, label in zip(lines, SERIES, labels, strict=False):
        look = {"color": series.colour, "ls": series.linestyle, "marker": series.marker}
        ax.plot(steps, line, lw=1.6, ms=5, mec="white", mew=0.6, **look)
        style = {"textcoords": "offset points", "ha": "right", "va": "center", "fontsize": 10}
        ax.annotate(label, (1, line[0]), (-7, 0), color=readable(series.colour), **style)
    ax.set_xlim(left=0.2)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.margins(y=0.1)
    ax.set_xlabel("step $t$")
    ax.set_ylabel(f"unit {unit + 1} of the state")
    ax.set_title(f"one unit; the first token is {labels[0]} or {labels[1]}")
    return ax


@styled
def state_distance(ax, distances):
    """Draw the distance between two states against the step, one thin line for each seed.

    Shapes: distances (seeds, T) or (T,). A distance of exactly 0 has no place on a log axis.
    """
    distances = runs(distances)
    steps = np.arange(1, distances.shape[1] + 1)
    seen = np.where(distances > 0, distances, np.nan)
    middle = np.nanmedian(np.where(distances > 0, distances, 0), axis=0)
    ax.semilogy(steps, seen.T, color=PALE_BLUE, lw=0.9, zorder=1)
    ax.semilogy(steps, np.where(middle > 0, middle, np.nan), color=BLUE, marker="o", ms=3.5)
    ax.axhline(middle[0] / 10, color=INK, lw=1, ls=SERIES[3].linestyle)
    style = {"textcoords": "offset points", "ha": "right", "fontsize": 9}
    ax.annotate("a tenth of step 1", (steps[-1], middle[0] / 10), (0, 4), **style)
    ax.set_title(
        f"{len(distances)} seeds, thin; their median, thick" if len(distances) > 1 else "one seed"
    )
    ax.set_xlabel("step $t$")
    ax.set_ylabel(r"distance $\|h_t^A - h_t^B\|$")
    return ax


@styled
def parity_states(ax, hs, bits, h0=(-1.0, -1.0)):
    """Draw the states that a two-unit parity machine visits, and what each bit does to them.

    Shapes: hs (T, 2); bits (T,) of 0 and 1; h0 (2,), the state before the first bit.
    States are distinguished by the signs of their units, and the arrows are those that were taken.
    """
    hs, bits = np.asarray(hs, dtype=float), np.asarray(bits).astype(int)
    ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal")
    ax.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    ax.set_xlabel("unit 1, $h_{t,1}$")
    ax.set_ylabel("unit 2, $h_{t,2}$")
    _read_regions(ax)
    keys = [tuple(signs) for signs in np.where(np.vstack([h0, hs]) > 0, 1, -1).tolist()]
    moves = sorted(set(zip(keys, bits.tolist(), keys[1:], strict=False)))
    pairs = {(before, after) for before, _, after in moves}
    ax.set_title("on each arrow, the bit that is read")
    drawn = [_move(ax, *move, curved=move[::-2] in pairs) for move in moves]
    for key in sorted(set(keys[1:])):
        visits = hs[[after == key for after in keys[1:]]]
        ax.scatter(*visits.T, 26, color=INK, alpha=0.3, lw=0, zorder=4)
        _name_state(ax, key, visits, np.vstack([*drawn, BORDER]), start=key == keys[0])
    return ax


def _read_regions(ax):
    """Shade where the readout r = h1 / 2 - h2 / 2 lies above one half."""
    ax.fill([1 - EDGE, EDGE, EDGE], [-EDGE, -EDGE, EDGE - 1], color="#E9E9E9", lw=0, zorder=0)
    ax.plot(*BORDER[[0, -1]].T, color=GREY, lw=1, zorder=0)
    style = {"fontsize": 9, "color": "#505050", "linespacing": 1.3}
    ax.text(0.2, 0.06 - EDGE, "read as odd\n($r_t > 0.5$)", ha="center", va="bottom", **style)
    ax.text(0.06 - EDGE, EDGE - 0.06, "read as even\n($r_t < 0.5$)", va="top", **style)


def _move(ax, before, bit, after, curved):
    """Draw the arrow that one bit takes, and return points along it."""
    start, stop = np.array(before, dtype=float), np.array(after, dtype=float)
    if before == after:  # a loop, outwards
        out = np.degrees(np.arctan2(start[1], start[0]))
        ends = [on_circle(start, out + turn, RING) for turn in (50, -50)]
        way = [ends[0], *(on_circle(start, out + turn, 0.95) for turn in (42, -42)), ends[1]]
    else:
        side = np.array([start[1] - stop[1], stop[0] - start[0]]) * (0.22 if curved else 0.0)
        middle = (start + stop) / 2 + side
        way = [_towards(start, middle), middle, _towards(stop, middle)]
    series = SERIES[bit]
    arrow(ax, way, series.colour, width=2.0, dashes=(0, (3, 1.4)) if bit == 0 else "-")
    points = curve(way)
    middle = points[len(points) // 2]
    box = {"boxstyle": "circle,pad=0.18", "fc": "white", "ec": series.colour, "lw": 1.2}
    colour = readable(series.colour)
    ax.text(*middle, bit, color=colour, ha="center", va="center", bbox=box, fontsize=9, zorder=5)
    return points


def _towards(centre, point):
    """Return where a circle around a state meets the line to a point."""
    return centre + RING * (point - centre) / np.linalg.norm(point - centre)


def _name_state(ax, key, visits, drawn, start):
    """Name a state by the parity that the readout gives there."""
    parity = "odd" if visits.mean(axis=0) @ (0.5, -0.5) > 0.5 else "even"
    text = f"{parity},\nstart" if start else parity
    ax.add_patch(Circle(key, RING - 0.03, facecolor="white", edgecolor=INK, lw=1.3, zorder=3))
    place(
        ax,
        text,
        key,
        drawn,
        reach=(17, 20, 24, 30),
        fontsize=10,
        fontweight="bold",
        linespacing=1.1,
    )


def coloured_text(ax, lines, values, columns):
    """Write text, each character on a ground that is the darker the higher its value.

    lines: strings; values: for each of them an array of its length, from -1 to 1. The Axes should
    fill its figure: `columns` characters fit its width, and a line's height is twice a letter's
    width. Dark grounds carry white letters, so that the text reads in greyscale as well.
    """
    grid = np.full((len(lines), columns), np.nan)
    for row, value in enumerate(values):
        grid[row, : len(value)] = (np.clip(value, -1, 1) + 1) / 2
    grid = np.round(grid * (STEPS - 1)) / (STEPS - 1)
    ax.imshow(grid, cmap=SHADES, vmin=0, vmax=1, extent=(0, columns, len(lines), 0), aspect="auto")
    width = ax.get_figure().get_figwidth() * ax.get_position().width * 72 / columns
    style = {"family": "DejaVu Sans Mono", "fontsize": width / MONO, "ha": "center", "va": "center"}
    for row, line in enumerate(lines):
        for column, letter in enumerate(line):
            if letter != " ":
                colour = _letter_on(SHADES(grid[row, column])[:3])
                ax.text(column + 0.5, row + 0.54, letter, color=colour, **style)
    ax.set_axis_off()
    return ax


def _letter_on(ground):
    """Return the colour, dark or white, in which a letter stands out best."""
    return max((INK, "white"), key=lambda colour: contrast(to_rgb(colour), ground))


@styled
def all_units(ax, found):
    """Draw how well every unit follows a signal, with the best one and an untrained best one.

    found: {signal: {"all": (H,), "r": the chosen unit's, "untrained": number}}, held-out r.
    """
    names = list(found)
    for row, one in enumerate(found.values()):
        sizes = np.sort(np.abs(one["all"]))
        jitter = 0.22 * np.sin(2.4 * np.arange(len(sizes)))
        ax.plot(sizes, row + jitter, "o", ms=3.2, color=GREY, alpha=0.7, mew=0)
        ax.plot(abs(one["untrained"]), row, "s", ms=8, mfc="white", mec=VERMILLION, mew=1.8)
        ax.plot(abs(one["r"]), row, "D", ms=8, color=BLUE)
    ax.plot([], [], "D", ms=8, color=BLUE, label="the unit chosen on training files")
    ax.plot([], [], "o", ms=4, color=GREY, label="every other unit")
    label = "the best unit before training"
    ax.plot([], [], "s", ms=8, mfc="white", mec=VERMILLION, mew=1.8, label=label)
    ax.legend(loc="upper center", bbox_to_anchor=(0.45, -0.24), ncols=3, frameon=False, fontsize=9)
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", labelcolor=INK)
    ax.set_xlim(0, 1)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlabel("correlation with the signal on held-out files (absolute value)")
    ax.set_ylabel("signal")
    return ax


@styled
def counter(ax, cell, n):
    """Draw a memory cell while a string a^n b^n is read.   Shapes: cell (2n + 1,), step 0 first."""
    ax.plot(np.arange(len(cell)), cell, color=BLUE, marker="o", ms=3)
    ax.axvline(n, color=GREY, lw=1, ls=SERIES[3].linestyle)
    top = 1.02
    style = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "bottom", "fontsize": 9.5}
    ax.text(n / 2, top, f"{n} times a", **style)
    ax.text(1.5 * n, top, f"{n} times b", **style)
    ax.set_xlabel("characters read")
    ax.set_ylabel("$c$ of one unit")
    return ax
