"""Parts of diagrams: nodes and arrows, in units that fit the Axes."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, PathPatch
from matplotlib.path import Path

from helpers.plots.labels import size_in_points
from helpers.plots.style import INK, readable

RADIUS = 0.27  # of a node, where neighbouring columns are 1 apart


def canvas(ax, width, height, left=0.0, right=0.0, largest=64.0, centre=True):
    """Empty an Axes and give it equal units, for a diagram of the given ranges.

    width, height: (low, high) of the diagram in units; left, right: room for text, in points.
    Space left over goes to both sides if centre, else to the right.
    Returns the points that one unit has: for font sizes, and for what must not shrink with T.
    """
    ax.clear()
    ax.set_axis_off()
    across, up = size_in_points(ax)
    unit = min((across - left - right) / (width[1] - width[0]), up / (height[1] - height[0]))
    unit = max(4.0, min(unit, largest))
    low, high = width[0] - left / unit, width[1] + right / unit
    spare = max(0.0, across / unit - (high - low))
    ax.set_xlim(low - spare / 2 * centre, high + spare * (1 - centre / 2))
    above = max(0.0, up / unit - (height[1] - height[0])) / 2
    ax.set_ylim(height[0] - above, height[1] + above)
    ax.set_aspect("equal")
    return unit


def stretch(ax, height, most=1.5):
    """Return how much taller than wide units may be drawn, to use the space that is left.

    The diagram's heights, times this factor, are then centred on the Axes.
    """
    low, high = ax.get_ylim()
    factor = min(most, max(1.0, (high - low) / (height[1] - height[0])))
    middle = factor * (height[0] + height[1]) / 2
    ax.set_ylim(middle - (high - low) / 2, middle + (high - low) / 2)
    return factor


def font_size(unit, share=0.24, least=7.0, most=13.0):
    """Return the size of text that grows with the diagram, within what can be read."""
    return float(np.clip(share * unit, least, most))


def node(ax, xy, text="", size=10.0, colour=INK, face="white", radius=RADIUS, square=False):
    """Draw a node with its symbol; round for a state, square for what comes in or goes out."""
    x, y = xy
    style = {"facecolor": face, "edgecolor": colour, "linewidth": 1.4, "zorder": 3}
    if square:
        corner, side = (x - 0.8 * radius, y - 0.8 * radius), 1.6 * radius
        ax.add_patch(
            FancyBboxPatch(corner, side, side, boxstyle="round,pad=0,rounding_size=0.06", **style)
        )
    else:
        ax.add_patch(Circle(xy, radius, **style))
    if text:
        ax.text(x, y, text, fontsize=size, ha="center", va="center", zorder=4)


def arrow(ax, points, colour, width=1.6, dashes="-", head=True, zorder=2):
    """Draw an arrow along a Bezier curve of two (straight), three or four control points.

    A dashed line gets a head of its own, because a dashed head falls to pieces.
    """
    points = np.asarray(points, dtype=float)
    codes = {2: [Path.LINETO], 3: [Path.CURVE3] * 2, 4: [Path.CURVE4] * 3}[len(points)]
    path = Path(points, [Path.MOVETO, *codes])
    line = {"edgecolor": colour, "linewidth": width, "zorder": zorder}
    if dashes != "-" or not head:
        ax.add_patch(PathPatch(path, facecolor="none", linestyle=dashes, capstyle="butt", **line))
        path = Path(tail(points, _head_start(ax, points, width)), path.codes)
    if head:
        scale = 4.5 + 2.6 * width
        tip = FancyArrowPatch(
            path=path,
            arrowstyle="-|>",
            mutation_scale=scale,
            facecolor=colour,
            capstyle="butt",
            joinstyle="miter",
            **line,
        )
        ax.add_patch(tip)


def _head_start(ax, points, width):
    """Return the curve parameter from which on a dashed arrow is solid: its head and a bit."""
    seen = ax.transData.transform(curve(points)) * 72 / ax.get_figure().dpi
    length = np.linalg.norm(np.diff(seen, axis=0), axis=1).sum()
    return 1 - min(0.5, (5 + 3 * width) / max(length, 1.0))


def tail(points, start):
    """Return the control points of the part of a Bezier curve after parameter `start`."""
    rows = [np.asarray(points, dtype=float)]
    while len(rows[-1]) > 1:  # de Casteljau
        rows.append((1 - start) * rows[-1][:-1] + start * rows[-1][1:])
    return np.array([row[-1] for row in reversed(rows)])


def curve(points, parts=40):
    """Return points along a Bezier curve.   Shapes: points (2 to 4, 2) -> (parts + 1, 2)."""
    return np.array([tail(points, s)[0] for s in np.linspace(0, 1, parts + 1)])


def on_circle(xy, degrees, radius=RADIUS):
    """Return the point of a node's rim that lies in a direction."""
    angle = np.deg2rad(degrees)
    return np.asarray(xy, dtype=float) + radius * np.array([np.cos(angle), np.sin(angle)])


def weight(ax, xy, name, size, colour, **where):
    """Write the name of a weight beside its arrow, in the weight's colour."""
    ax.text(*xy, f"${name}$", fontsize=size, color=readable(colour), **where)
