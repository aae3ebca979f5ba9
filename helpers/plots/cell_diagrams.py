"""One diagram for each recurrent cell, drawn from the names in its equations.

All are laid out alike: inputs at the left, gates in a row above the products that feed them, the
state that lasts along the top, the loss at the right. helpers/plots/cell_parts.py says what each
is made of. Large, a diagram states the equations; small, it is a map with a part in colour.
"""

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch

from helpers.plots.cell_parts import CELLS, LOW, Node
from helpers.plots.labels import size_in_points
from helpers.plots.schematic import arrow, canvas, font_size
from helpers.plots.style import (
    BLUE,
    GREY,
    INK,
    VERMILLION,
    WASH,
    figure,
    readable,
    show,
    styled,
)

FILL = "#DCEAF4"  # of a part in colour
WARM = "#F9E4D8"  # of the way through h_next
LOOKS = {"way_h": (VERMILLION, WARM, (0, (4, 1.4)))}  # part -> line, fill, dashes
USUAL = (BLUE, FILL, "-")
MET = (INK, "white", "-")  # where two parts meet that look different
RADII = {"state": 0.36, "op": 0.21}
SIZES = {
    "gate": (1.26, 0.62),
    "input": (0.58, 0.58),
    "loss": (0.62, 1.95),
}  # width and height of boxes
LARGEST = 56.0  # points to a unit
SMALL = 42.0  # points to a unit, below which a diagram is a map: no formulas, short names


@styled
def cell_diagram(ax, name, at=()):
    """Draw one step of a cell, with the parts named in `at` in colour.

    name: a key of CELLS, as "lstm" or "gru"; at: one of that cell's parts or several. "way_h" and
    "way_c" are the two ways from an LSTM's c_next to the loss; the first is also dashed.
    Raises: ValueError if there is no such cell, or it has no such part.
    """
    cell = _cell(name)
    looks = _looks(cell, _as_tuple(at), name)
    across, up = _extent(cell)
    small = size_in_points(ax)[0] / (across[1] - across[0]) < SMALL
    unit = canvas(ax, across, (up[0] + 0.25 * small, up[1]), largest=LARGEST)
    size = font_size(unit, share=0.23 if small else 0.2, most=12.0)
    _draw_feeds(ax, cell, size)
    for edge, via in cell.edges.items():
        _draw_edge(ax, cell, edge, via, looks)
    for key, node in cell.nodes.items():
        _draw_node(ax, node, size, small, looks.get(key))
    for x, y, text in () if small else cell.notes:
        ax.text(x, y, text, fontsize=0.88 * size, color=readable(GREY), ha="center", va="center")
    return ax


def show_cell(name, at=(), caption=""):
    """Display a cell: large with a caption, else small, as the map of a section.

    Its alternative text says what is joined to what and which parts are in colour.
    """
    fig, ax = figure(*_inches(_cell(name), 9.0 if caption else 5.4))
    cell_diagram(ax, name, at)
    show(fig, alt=alternative_text(name, at), caption=caption)


@styled
def show_cells(names, caption, at=()):
    """Display cells one above the other, each with its title, for comparison."""
    cells = [_cell(name) for name in names]
    heights = [_inches(cell, 8.0)[1] for cell in cells]
    shape = {"rows": len(names), "height_ratios": heights}
    fig, axes = figure(8.0, sum(heights) + 0.4 * len(names), **shape)
    for ax, name in zip(axes, names, strict=True):
        cell_diagram(ax, name, at)
    for ax, cell in zip(axes, cells, strict=True):
        ax.set_title(cell.title)
    show(fig, alt=" ".join(alternative_text(name, at) for name in names), caption=caption)


def alternative_text(name, at=()):
    """Return what a diagram shows, for those who cannot see it."""
    cell = _cell(name)
    here = " and ".join(cell.parts[part].about for part in _as_tuple(at))
    return f"{cell.title}: {cell.about}" + (f" In colour: {here}." if here else "")


def _cell(name):
    if name not in CELLS:
        raise ValueError(f"there is no cell {name!r}; there are {', '.join(CELLS)}")
    return CELLS[name]


def _extent(cell):
    """Return the (low, high) of a diagram across and up, in its units."""
    loss = cell.nodes["L"]
    top = max(node.y + 0.45 for node in [*cell.nodes.values(), loss._replace(y=loss.y + 0.6)])
    return (-0.45, loss.x + 0.4), (LOW, top)


def _inches(cell, width):
    """Return the width and height in inches of a figure that a diagram fills."""
    across, up = _extent(cell)
    unit = min(LARGEST, 72 * width / (across[1] - across[0]))
    return width, unit * (up[1] - up[0]) / 72


def _as_tuple(at):
    return (at,) if isinstance(at, str) else tuple(at)


def _looks(cell, at, name):
    """Return the look of every node and edge in colour."""
    looks = {}
    for part in at:
        if part not in cell.parts:
            has = ", ".join(cell.parts)
            raise ValueError(f"the diagram of {name!r} has no part {part!r}; it has {has}")
        for member in cell.parts[part].members:
            look = LOOKS.get(part, USUAL)
            looks[member] = look if looks.get(member, look) == look else MET
    return looks


def _draw_feeds(ax, cell, size):
    """Draw the line that carries x and h below the gates, and its branches up to them."""
    last = max(cell.nodes[key].x for key in cell.feeds)
    start, y = _rim(cell.nodes["x"], (last, cell.nodes["x"].y))
    ax.plot([start, last], [y, y], color=GREY, linewidth=1.2, zorder=1)
    for key, what in cell.feeds.items():
        node = cell.nodes[key]
        arrow(ax, [(node.x, y), _rim(node, (node.x, y))], GREY, width=1.2, zorder=1)
        if node.x < last:
            _dot(ax, node.x, y, GREY)
        if what:
            ax.text(node.x + 0.14, y + 0.1, f"${what}$", fontsize=0.9 * size, color=readable(GREY))


def _dot(ax, x, y, colour):
    ax.plot(x, y, "o", color=colour, markersize=3.6, zorder=3)


def _draw_edge(ax, cell, edge, via, looks):
    """Draw an edge "start>stop" along its corners; a start or stop without a name is a point."""
    start, stop = edge.split(">")
    plain = GREY if stop == "bus" else INK
    colour, _, dashes = looks.get(edge, (plain, None, "-"))
    width = 2.6 if edge in looks else 1.3
    over = 2.2 if edge in cell.bridges else 2.0
    points = _corners(cell, start, stop, via)
    for name, point in ((start, points[0]), (stop, points[-1])):
        if name not in cell.nodes:
            _dot(ax, *point, colour)
    if edge in cell.bridges:
        _draw_gap(ax, points, width + 4, over)
    for a, b in zip(points[:-2], points[1:-1], strict=True):
        arrow(ax, [a, b], colour, width=width, dashes=dashes, head=False, zorder=over)
    head = stop in cell.nodes
    arrow(ax, points[-2:], colour, width=width, dashes=dashes, head=head, zorder=over)


def _draw_gap(ax, points, width, zorder):
    """Draw a gap into what an edge crosses, short of its ends: these touch other lines."""
    inner = np.array(points, dtype=float)
    for end, towards in ((0, 1), (-1, -2)):
        step = inner[towards] - inner[end]
        inner[end] += 0.2 * step / np.linalg.norm(step)
    ax.plot(*inner.T, color="white", linewidth=width, solid_capstyle="butt", zorder=zorder)


def _corners(cell, start, stop, via):
    """Return the points of an edge: from the rim of its start over its corners to its stop's."""
    points = list(via)
    for name, other, end in ((start, stop, 0), (stop, start, -1)):
        if name in cell.nodes:
            towards = via[end] if via else _level(cell.nodes[name], cell.nodes[other])
            points.insert(0 if end == 0 else len(points), _rim(cell.nodes[name], towards))
    return points


def _level(node, other):
    """Return where an edge from node to other heads for: straight across, if to the loss."""
    return (other.x, node.y if other.kind == "loss" else other.y)


def _rim(node, towards):
    """Return the point of a node's rim from which an arrow leaves towards a point, or arrives."""
    centre, to = np.array([node.x, node.y]), np.asarray(towards, dtype=float)
    step = to - centre
    if node.kind in SIZES:
        half = np.array(SIZES[node.kind]) / 2
        if abs(step[1]) <= half[1]:  # beside the box: straight across
            return (centre[0] + np.sign(step[0]) * half[0], to[1])
        if abs(step[0]) <= half[0]:  # above or below it
            return (to[0], centre[1] + np.sign(step[1]) * half[1])
        return tuple(centre + step * min(half / np.abs(step)))
    return tuple(centre + RADII[node.kind] * step / np.linalg.norm(step))


def _draw_node(ax, node: Node, size, small, look):
    colour, fill, _ = look or (INK, WASH if node.kind == "gate" else "white", "-")
    line: dict = {"edgecolor": colour, "facecolor": fill, "zorder": 3}
    line["linewidth"] = 2.2 if look else 1.2
    if node.kind in SIZES:
        wide, tall = SIZES[node.kind]
        corner = (node.x - wide / 2, node.y - tall / 2)
        shape = "round,pad=0,rounding_size=0.1"
        ax.add_patch(FancyBboxPatch(corner, wide, tall, boxstyle=shape, **line))
    else:
        ax.add_patch(Circle((node.x, node.y), RADII[node.kind], **line))
    text = node.short if small else node.text
    letter = small and len(text.strip("$")) == 1  # a gate or a state: there is room for more
    size *= 0.85 if text == "1−" else 1.4 if letter else 1.0  # 1− has to fit a small circle
    style = {"ha": "center", "va": "center", "zorder": 4, "fontsize": size}
    ax.text(node.x, node.y, text, color=readable(colour) if look else INK, **style)
