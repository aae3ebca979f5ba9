"""A picture of the whole: boxes and arrows given as data, one part of it in colour.

A module draws its map once at the start, and again, small, where a section works on a part.
"""

from typing import NamedTuple

from matplotlib.patches import FancyBboxPatch

from helpers.plots.schematic import arrow, canvas
from helpers.plots.style import BLUE, GREY, INK, figure, readable, show, styled

WIDE, TALL = 1.62, 0.66  # a box, where neighbouring columns are 2 apart and rows 1.15
COLUMN, ROW = 2.0, 1.15
FILL = "#DCEAF4"  # of the part at work
CAPTION = "**The module on one page.** It returns, small, where a part is at work."


class Map(NamedTuple):
    """What a module's picture of the whole is made of.

    parts: name -> (column, row, text); row 0 is the top one, and a text may have two lines.
    arrows: pairs of names; an arrow from a part to itself is a loop above it.
    about: what the picture shows, for those who cannot see it.
    brackets: pairs of a name and the names, in one row above it, that it acts on together.
    """

    parts: dict
    arrows: tuple
    about: str
    brackets: tuple = ()


@styled
def course_map(ax, picture, at=()):
    """Draw a module's map, with the parts named in `at` in colour.

    picture: a Map; at: one name or several.
    Raises: ValueError if `at`, or an arrow, names a part that the map does not have.
    """
    at = (at,) if isinstance(at, str) else tuple(at)
    named = {*at, *(name for pair in picture.arrows for name in pair)}
    named.update(name for start, stops in picture.brackets for name in (start, *stops))
    if unknown := sorted(named - set(picture.parts)):
        raise ValueError(f"the map has no part {unknown[0]!r}; it has {', '.join(picture.parts)}")
    columns, rows = zip(*((c, r) for c, r, _ in picture.parts.values()), strict=True)
    width = (-WIDE / 2 - 0.1, COLUMN * max(columns) + WIDE / 2 + 0.1)
    top = 0.75 if any(a == b for a, b in picture.arrows) else 0.1
    unit = canvas(ax, width, (-ROW * max(rows) - TALL / 2 - 0.1, TALL / 2 + top))
    size = max(6.5, 0.19 * unit)
    for name, (column, row, text) in picture.parts.items():
        _box(ax, (COLUMN * column, -ROW * row), text, size, name in at)
    for start, stop in picture.arrows:
        _arrow(ax, picture.parts, start, stop, start in at and stop in at)
    for start, stops in picture.brackets:
        _bracket(ax, picture.parts, start, stops)
    return ax


def show_map(picture, at=(), caption=None):
    """Display a module's map: large with a caption, else small; its alternative text says where.

    caption: if None, the usual one for a map without a part in colour, and none for another.
    """
    if caption is None:
        caption = "" if at else CAPTION
    fig, ax = figure(9, 2.3) if caption else figure(5.4, 1.35)
    course_map(ax, picture, at)
    names = [at] if isinstance(at, str) else list(at)
    here = " and ".join(" ".join(picture.parts[name][2].split()) for name in names)
    show(fig, alt=f"{picture.about} In colour: {here or 'nothing yet'}.", caption=caption)


def _box(ax, centre, text, size, at_work):
    (x, y), colour = centre, BLUE if at_work else GREY
    look = {"facecolor": FILL if at_work else "white", "edgecolor": colour, "zorder": 3}
    box = FancyBboxPatch(
        (x - WIDE / 2, y - TALL / 2),
        WIDE,
        TALL,
        boxstyle="round,pad=0,rounding_size=0.12",
        linewidth=2.0 if at_work else 1.0,
        **look,
    )
    ax.add_patch(box)
    colour = readable(BLUE) if at_work else INK
    style = {"ha": "center", "va": "center", "zorder": 4, "linespacing": 1.05}
    ax.text(x, y, text, fontsize=size, color=colour, **style)


def _arrow(ax, parts, start, stop, at_work):
    """Draw an arrow between the sides of two boxes that face each other, or a loop above one."""
    (x0, y0), (x1, y1) = ((COLUMN * c, -ROW * r) for c, r, _ in (parts[start], parts[stop]))
    look = {"colour": BLUE if at_work else GREY, "width": 1.8 if at_work else 1.2}
    if start == stop:
        edge, high = y0 + TALL / 2, y0 + TALL / 2 + 0.75
        arrow(
            ax, [(x0 + 0.45, edge), (x0 + 0.6, high), (x0 - 0.6, high), (x0 - 0.45, edge)], **look
        )
    elif y0 == y1:
        side = WIDE / 2 if x1 > x0 else -WIDE / 2
        arrow(ax, [(x0 + side, y0), (x1 - side, y1)], **look)
    else:
        side = TALL / 2 if y1 > y0 else -TALL / 2
        arrow(ax, [(x0, y0 + side), (x1, y1 - side)], **look)


def _bracket(ax, parts, start, stops):
    """Draw a line up from a box to a bar, and from there an arrow into each box above it."""
    column, row, _ = parts[start]
    x, y = COLUMN * column, -ROW * row + TALL / 2
    tops = [(COLUMN * c - 0.4, -ROW * r - TALL / 2) for c, r, _ in (parts[name] for name in stops)]
    bar, ends = (y + tops[0][1]) / 2, [x, *(end for end, _ in tops)]
    ax.plot([x, x], [y, bar], color=GREY, lw=1.2)
    ax.plot([min(ends), max(ends)], [bar, bar], color=GREY, lw=1.2)
    for end, top in tops:
        arrow(ax, [(end, bar), (end, top)], colour=GREY, width=1.2)
