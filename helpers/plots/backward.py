"""Diagrams of the two facts behind backpropagation through time: fan-out adds, and copies add."""

from helpers.plots.schematic import RADIUS, arrow, canvas, font_size, node, weight
from helpers.plots.style import INK, SERIES, VERMILLION, WEIGHTS, readable, styled

SIDE = 0.8 * RADIUS
BACK = {"colour": VERMILLION, "width": 2.0, "dashes": SERIES[1].linestyle}


@styled
def fan_out(ax):
    """Draw a state that feeds its head and the next step, and the two gradients that come back."""
    unit = canvas(ax, (-0.5, 3.4), (-0.85, 2.05), largest=80)
    size = 0.9 * font_size(unit)
    state, head, later = (0.0, 0.0), (0.0, 1.6), (2.2, 0.0)
    node(ax, state, "$h_t$", size)
    node(ax, head, "$o_t$", size, square=True)
    node(ax, later, "$a_{t+1}$", 0.85 * size)
    arrow(ax, [(-0.07, RADIUS), (-0.07, 1.6 - SIDE)], WEIGHTS["W_y"], width=1.6)
    arrow(ax, [(RADIUS, 0.07), (2.2 - RADIUS, 0.07)], WEIGHTS["W_h"], width=1.6)
    arrow(ax, [(0.12, 1.6 - SIDE), (0.12, RADIUS)], **BACK)
    arrow(ax, [(2.2 - RADIUS, -0.12), (RADIUS, -0.12)], **BACK)
    red = {"color": readable(VERMILLION), "fontsize": 0.85 * size}
    ax.text(0.27, 0.85, "from its head", va="center", **red)
    ax.text(1.45, -RADIUS - 0.12, "from the next step", ha="center", va="top", **red)
    _title(ax, "Fan-out adds: $dh_t$ is the sum of both", size)
    return ax


@styled
def copies(ax, T=3):
    """Draw one weight used at every step, and the parts of its gradient that come back to it."""
    unit = canvas(ax, (-0.5, 1.5 * T + 0.5), (-0.85, 2.05), largest=80)
    size = 0.9 * font_size(unit)
    top, middle = 1.55, 0.75 * T
    node(ax, (0.0, top), "$h_0$", size)
    node(ax, (middle, 0.0), "$W_h$", size, colour=WEIGHTS["W_h"], square=True)
    for t in range(1, T + 1):
        x = 1.5 * t - 0.75  # of this step's arrow
        node(ax, (1.5 * t, top), f"$h_{t}$", size)
        arrow(ax, [(x - 0.75 + RADIUS, top), (x + 0.75 - RADIUS, top)], WEIGHTS["W_h"], width=1.6)
        over = {"ha": "center", "va": "bottom"}
        weight(ax, (x, top + 0.1), f"W_h^{{({t})}}", size, WEIGHTS["W_h"], **over)
        lean = 0.13 * (x - middle)  # so that the arrows end side by side
        arrow(ax, [(x, top - 0.12), (middle + lean, SIDE + 0.04)], **BACK)
        left = x < middle
        beside = {"ha": "right" if left else "left", "va": "center"}
        at = (0.72 * x + 0.28 * middle + (-0.16 if left else 0.16), 0.95)
        weight(ax, at, f"dW_h^{{({t})}}", size, VERMILLION, **beside)
    total = {"fontsize": size, "ha": "center", "va": "top", "color": INK}
    ax.text(middle, -SIDE - 0.12, r"$dW_h = \sum_t\, dW_h^{(t)}$", **total)
    _title(ax, "Copies add: one matrix, used at every step", size)
    return ax


def _title(ax, text, size):
    ax.set_title(text, fontsize=max(9.5, 0.8 * size), loc="left")
