"""Diagrams of recurrence: the net rolled and unrolled, shapes of mapping, the gradient's arrows."""

from typing import NamedTuple

from helpers.plots.labels import size_in_points
from helpers.plots.schematic import (
    RADIUS,
    arrow,
    canvas,
    font_size,
    node,
    on_circle,
    stretch,
    tail,
    weight,
)
from helpers.plots.style import (
    GREY,
    INK,
    PALE,
    SERIES,
    VERMILLION,
    WASH,
    WEIGHTS,
    readable,
    styled,
)

ROWS = {"x": 0.0, "h": 1.25, "y": 2.5}
HEIGHT = (-0.32, 2.82)
SIDE = 0.8 * RADIUS  # half a square node


@styled
def rolled(ax):
    """Draw one recurrent unit: x feeds h, h feeds y, and through its loop itself, a step later."""
    unit = canvas(ax, (-0.45, 1.75), HEIGHT)
    size = font_size(unit)
    rows = _rows(ax)
    row = rows["h"]
    _column(ax, 0.0, ("x_t", "h_t", "o_t"), size, rows)
    start, stop = on_circle((0.0, row), 38), on_circle((0.0, row), -38)
    arrow(ax, [start, (1.25, row + 0.7), (1.25, row - 0.7), stop], WEIGHTS["W_h"], width=2.4)
    ax.plot(0.985, row, "s", color=INK, markersize=6, zorder=4)  # a delay of one step
    ax.text(1.13, row, "one\nstep\nlater", fontsize=max(7.0, 0.8 * size), va="center")
    weight(ax, (0.66, row - 0.35), "W_h", size, WEIGHTS["W_h"], ha="center", va="top")
    return ax


@styled
def unrolled(ax, T=4):
    """Draw the same unit T times in a row, with every copy of the three weights marked."""
    across, up = size_in_points(ax)
    margin = 94.0
    tall = up / (HEIGHT[1] - HEIGHT[0])
    spacing = min(1.7, max(1.0, ((across - margin) / min(tall, 64.0) - 0.9) / T))
    unit = canvas(ax, (-0.45, T * spacing + 0.4), HEIGHT, right=margin)
    size = font_size(unit)
    rows = _rows(ax)
    row = rows["h"]
    node(ax, (0.0, row), "$h_0$", size)
    for t in range(1, T + 1):
        x = t * spacing
        _column(ax, x, (f"x_{{{t}}}", f"h_{{{t}}}", f"o_{{{t}}}"), size, rows)
        start, stop = (x - spacing + RADIUS, row), (x - RADIUS, row)
        arrow(ax, [start, stop], WEIGHTS["W_h"], width=2.4)
        middle = (x - spacing / 2, row + 0.12)
        weight(ax, middle, "W_h", 0.92 * size, WEIGHTS["W_h"], ha="center", va="bottom")
    _name_copies(ax, T, rows, T * spacing + RADIUS + 26 / unit, max(7.5, 0.8 * size))
    return ax


def _rows(ax):
    """Return the heights of inputs, states and outputs, stretched to fill the Axes."""
    factor = stretch(ax, HEIGHT)
    return {name: factor * y for name, y in ROWS.items()}


def _column(ax, x, names, size, rows):
    """Draw input, state and output of one step, and the two weights between them."""
    low, middle, high = rows.values()
    for name, y, square in zip(names, rows.values(), (True, False, True), strict=True):
        node(ax, (x, y), f"${name}$", size, square=square)
    arrow(ax, [(x, low + SIDE), (x, middle - RADIUS)], WEIGHTS["W_x"])
    arrow(ax, [(x, middle + RADIUS), (x, high - SIDE)], WEIGHTS["W_y"])
    for name, y in _between(rows).items():
        weight(ax, (x + 0.07, y), name, 0.92 * size, WEIGHTS[name], ha="left", va="center")


def _between(rows):
    """Return the heights at which the weights between the rows are named."""
    low, middle, high = rows.values()
    return {"W_x": 0.6 * low + 0.4 * middle, "W_y": 0.42 * middle + 0.58 * high}


def _name_copies(ax, T, rows, x, size):
    """Write beside each row of arrows that its weight is one and the same."""
    for name, y in {**_between(rows), "W_h": rows["h"]}.items():
        times = f",\n{T} copies" if name == "W_h" and T > 1 else ""
        colour = readable(WEIGHTS[name])
        ax.text(x, y, f"the same ${name}${times}", fontsize=size, color=colour, va="center")


MAPPINGS = (
    # title, example, columns, those with an input, those with an output
    ("one to one", "features → label", 1, {0}, {0}),
    ("one to many", "picture → caption", 3, {0}, {0, 1, 2}),
    ("many to one", "sentence → sentiment", 3, {0, 1, 2}, {2}),
    ("many to many,\nsame length", "words → tags", 3, {0, 1, 2}, {0, 1, 2}),
    ("many to many,\nencoder, decoder", "sentence → translation", 5, {0, 1, 2}, {3, 4}),
)


@styled
def mapping_shapes(axes):
    """Draw five shapes of mapping, one on each Axes: which steps have an input, which an output.

    The Axes of one row get widths that fit, and all five diagrams the same scale.
    """
    for ax in axes:
        ax.set_axis_off()
    axes[0].get_gridspec().set_width_ratios([3, 3, 3, 3, 4.5])
    widths = [size_in_points(ax)[0] for ax in axes]
    largest = min(w / (mapping[2] + 0.1) for w, mapping in zip(widths, MAPPINGS, strict=True))
    for ax, mapping in zip(axes, MAPPINGS, strict=True):
        _mapping(ax, largest, *mapping)
    return axes


def _mapping(ax, largest, title, example, columns, inputs, outputs):
    first = columns == 1
    left, right = (46, 24) if first else (0, 0)  # room for the names of the rows
    width, height = (-columns / 2, columns / 2), (-0.95, 3.85)
    unit = canvas(ax, width, height, left=left, right=right, largest=largest)
    if first:
        for name, y in zip(("input", "state", "output"), ROWS.values(), strict=True):
            ax.text(-RADIUS - 10 / unit, y, name, fontsize=9, ha="right", va="center")
    shift = -(columns - 1) / 2
    low, middle, high = ROWS.values()
    for t in range(columns):
        x = t + shift
        node(ax, (x, middle), colour=WEIGHTS["W_h"], face="#DCEAF4")
        if t:
            arrow(ax, [(x - 1 + RADIUS, middle), (x - RADIUS, middle)], WEIGHTS["W_h"], width=2)
        if t in inputs:
            node(ax, (x, low), colour=WEIGHTS["W_x"], face="#FBE9C6", square=True)
            arrow(ax, [(x, low + SIDE), (x, middle - RADIUS)], INK, width=1.2)
        if t in outputs:
            node(ax, (x, high), colour=WEIGHTS["W_y"], face=WEIGHTS["W_y"], square=True)
            arrow(ax, [(x, middle + RADIUS), (x, high - SIDE)], INK, width=1.2)
    ax.text(0, high + SIDE + 8 / unit, title, fontsize=9.5, ha="center", va="bottom")
    ax.text(0, low - SIDE - 8 / unit, example, fontsize=8.5, ha="center", va="top", color=GREY)


class Lanes(NamedTuple):
    """The heights of gradient_arrows' rows, in units above the states."""

    loss: float = 1.45
    gradient: float = 0.58
    chunk: float = -0.66
    bottom: float = -0.94
    top: float = 1.8
    title: float = 2.2


@styled
def gradient_arrows(ax, T, k):
    """Draw which arrows the gradient keeps when T steps are cut into chunks of k, and which not.

    States run forward over every border. A gradient arrow from a state to the one before is
    kept inside a chunk and cut at a border; k >= T cuts nothing. The Axes is emptied first, so
    a slider may draw again on the same one.
    Raises: ValueError if T or k is below 1.
    """
    if T < 1 or k < 1:
        raise ValueError(f"T = {T} and k = {k}: both must be at least 1")
    heights = (Lanes().bottom - 0.15, Lanes().title)
    unit = canvas(ax, (-0.4, T + 0.55), heights, left=88, centre=False)
    factor = stretch(ax, heights, most=1.35)
    lanes = Lanes(*(factor * y for y in Lanes()))
    size = font_size(unit)
    starts = list(range(0, T, k))
    _chunks(ax, T, k, starts, size, lanes)
    _states_and_losses(ax, T, size, lanes)
    for t in range(1, T + 1):
        (_cut_arrow if t - 1 in starts[1:] else _kept_arrow)(ax, _back(t, lanes))
    _row_names(ax, -0.4 - 6 / unit, max(8.0, 0.75 * size), lanes)
    style = {"fontsize": 10, "va": "top"}
    ax.text(-0.4 - 80 / unit, lanes.title, _count(T, k, len(starts)), **style)
    return ax


def _chunks(ax, T, k, starts, size, lanes):
    """Shade the chunks by turns, name them, and draw a border where the gradient is cut."""
    small = max(7.5, 0.75 * size)
    for i, start in enumerate(starts):
        left = start + 0.5 if start else -0.4
        right = min(start + k, T) + 0.5
        shade = WASH if i % 2 == 0 else "white"
        ax.fill_between([left, right], lanes.bottom, lanes.top, facecolor=shade, zorder=0)
        name = f"chunk {i + 1}" if right - left > 1.9 else f"{i + 1}"
        ax.text((left + right) / 2, lanes.chunk, name, fontsize=small, ha="center", va="center")
        if start:
            ax.plot([left, left], [lanes.bottom, lanes.top], ":", color=INK, lw=1.2, zorder=1)


def _states_and_losses(ax, T, size, lanes):
    """Draw the forward pass, and from each loss the gradient that its own state receives."""
    for t in range(T + 1):
        node(ax, (t, 0.0), f"$h_{{{t}}}$", size)
        if t:
            arrow(ax, [(t - 1 + RADIUS, 0.0), (t - RADIUS, 0.0)], WEIGHTS["W_h"], width=2.0)
            node(ax, (t, lanes.loss), f"$L_{{{t}}}$", 0.92 * size, square=True)
            arrow(ax, [(t, lanes.loss - SIDE), (t, RADIUS)], VERMILLION, width=1.4)


def _back(t, lanes):
    """Return the control points of the gradient's arrow from h_t over to h_(t-1)."""
    start, stop = on_circle((t, 0.0), 125), on_circle((t - 1, 0.0), 55)
    top = (8 * lanes.gradient - start[1] - stop[1]) / 6  # so that the curve's top is in its lane
    return [start, (t - 0.27, top), (t - 0.73, top), stop]


def _kept_arrow(ax, way):
    arrow(ax, way, VERMILLION, width=2.0, dashes=SERIES[1].linestyle)


def _cut_arrow(ax, way):
    """Draw a gradient arrow that ends at a border, and a ghost of the way it does not take."""
    arrow(ax, tail(way, 0.5), PALE, width=1.4, dashes=(0, (1, 1.4)))
    stub = tail(way[::-1], 0.5)[::-1]
    arrow(ax, stub, VERMILLION, width=2.0, dashes=SERIES[1].linestyle, head=False)
    look = {"color": INK, "markersize": 7, "mec": "white", "mew": 0.8, "zorder": 5}
    ax.plot(*stub[-1], "X", **look)


def _row_names(ax, x, size, lanes):
    style = {"ha": "right", "va": "center", "fontsize": size}
    ax.text(x, lanes.loss, "loss", **style)
    ax.text(x, lanes.gradient, "gradient, back", color=readable(VERMILLION), **style)
    ax.text(x, 0.0, "state, forward", color=readable(WEIGHTS["W_h"]), **style)
    ax.text(x, lanes.chunk, "chunk", **style)


def _count(T, k, chunks):
    cut = chunks - 1
    if not cut:
        return f"T = {T}, k = {k}: the full gradient, nothing is cut"
    are = "is" if cut == 1 else "are"
    return f"T = {T}, k = {k}: the state runs on, {cut} of {T} gradient arrows {are} cut (×)"
