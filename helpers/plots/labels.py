"""Text beside the thing it names: placed so that labels keep clear of points and of each other."""

import numpy as np
from matplotlib.patheffects import withStroke

from helpers.plots.style import readable, settle

DIRECTIONS = [(np.cos(a), np.sin(a)) for a in np.deg2rad(np.arange(90, 450, 30))]
FAR = 12.0  # points of distance that are as bad as one hidden point


def size_in_points(ax):
    """Return the width and height of the space an Axes has, in points.

    Neighbours that are still empty do not count with their axis labels: most become diagrams.
    """
    others = [o for o in ax.get_figure().axes if o is not ax and not o.has_data() and o.axison]
    for other in others:
        other.set_axis_off()
    settle(ax.get_figure())
    for other in others:
        other.set_axis_on()
    box = ax.get_position(original=True)
    width, height = ax.get_figure().get_size_inches()
    return 72 * box.width * width, 72 * box.height * height


def place(ax, text, xy, points, reach=(9, 14, 20, 28, 38), **style):
    """Write text near xy where it hides few of `points` and no text already on the Axes.

    Shapes: xy (2,); points (n, 2), all in data units.   Units: reach in points.
    """
    settle(ax.get_figure())
    ax.apply_aspect()
    dots = ax.transData.transform(np.asarray(points, dtype=float))
    taken = [label.get_window_extent() for label in ax.texts]
    label = ax.annotate(text, xy, xytext=(0, 0), textcoords="offset points", **style)
    label.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
    choices = []
    for distance in reach:
        for dx, dy in DIRECTIONS:
            spot = {"position": (distance * dx, distance * dy)}
            spot |= {"ha": _side(dx, "left", "right"), "va": _side(dy, "bottom", "top")}
            label.set(**spot)
            hidden = _hidden(label.get_window_extent().padded(6), dots, taken, ax.bbox)
            choices.append((hidden + distance / FAR, len(choices), spot))
    label.set(**min(choices)[2])
    return label


def _side(step, ahead, behind):
    return "center" if abs(step) < 0.3 else ahead if step > 0 else behind


def _hidden(box, dots, taken, frame):
    """Count what a label's box would hide; lying outside the Axes counts most."""
    hidden = ((dots >= box.min) & (dots <= box.max)).all(axis=1).sum()
    outside = not (frame.contains(*box.min) and frame.contains(*box.max))
    return hidden + 40 * sum(box.overlaps(other) for other in taken) + 80 * outside


def at_right(ax, labels, gap=12.5):
    """Write labels in the right margin, each at its height, pushed apart where they would touch.

    labels: list of (y in data units, text, colour).   Units: gap in points.
    """
    settle(ax.get_figure())
    ax.apply_aspect()
    heights = ax.transAxes.inverted().transform(
        ax.transData.transform([(ax.get_xlim()[0], y) for y, _, _ in labels])
    )[:, 1]
    step = gap / size_in_points(ax)[1]
    placed = spread(heights, step, low=0.0, high=1.0)
    for (_, text, colour), old, new in zip(labels, heights, placed, strict=True):
        ax.annotate(
            text,
            (1, old),
            xytext=(1.035, new),
            xycoords="axes fraction",
            color=readable(colour),
            va="center",
            fontsize=9,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "lw": 0.8,
                "shrinkA": 1,
                "shrinkB": 0,
                "relpos": (0, 0.5),
            },
        )
    return ax


def spread(heights, step, low=-np.inf, high=np.inf):
    """Move heights apart to at least `step`, in the same order and as little as possible.

    Shapes: heights (n,) -> (n,).
    Neighbours that are too close form a block around their mean; blocks that then meet merge.
    Heights below low or above high are moved inside, where all of them fit.
    """
    heights = np.clip(np.asarray(heights, dtype=float), low, high)
    order = np.argsort(heights, kind="stable")
    blocks = []  # each [sum, count]
    for height in heights[order]:
        blocks.append([height, 1])
        while len(blocks) > 1 and _top(blocks[-2], step) + step > _bottom(blocks[-1], step):
            total, count = blocks.pop()
            blocks[-1] = [blocks[-1][0] + total, blocks[-1][1] + count]
    placed = np.concatenate([_bottom(block, step) + step * np.arange(block[1]) for block in blocks])
    rank = np.arange(len(placed))
    placed = np.minimum(placed, high - step * rank[::-1])
    placed = np.maximum(placed, low + step * rank)
    out = np.empty_like(placed)
    out[order] = placed
    return out


def _bottom(block, step):
    return block[0] / block[1] - step * (block[1] - 1) / 2


def _top(block, step):
    return block[0] / block[1] + step * (block[1] - 1) / 2


def spread_text(values, form=".2f"):
    """Return the mean and range of values as text."""
    low, high = f"{np.min(values):{form}}", f"{np.max(values):{form}}"
    return f"{np.mean(values):{form}} ({low} to {high})"
