"""What the tests of figures read off a drawn figure: its texts and where they ended up."""

import itertools

import matplotlib.text

from helpers.plots.style import figure, in_style, png, settle


def texts(fig):
    """Return (Axes, text, box in pixels) of everything written on a figure, drawing it first."""
    with in_style():
        settle(fig)
        fig.draw_without_rendering()
    found = []
    for ax in fig.axes:
        ticks = set(_all_ticks(ax))
        shown = _shown_ticks(ax) if ax.axison else set()
        for text in ax.findobj(matplotlib.text.Text):
            hidden = (text in ticks and text not in shown) or not text.get_visible()
            framed = text in (ax.xaxis.label, ax.yaxis.label) and not ax.axison
            if text.get_text().strip() and not hidden and not framed:
                found.append((ax, text, _box(text)))
    return found


def _box(text):
    """Return the box of the words alone: an annotation's own box would count its leader too."""
    return matplotlib.text.Text.get_window_extent(text)


def _all_ticks(ax):
    for axis in (ax.xaxis, ax.yaxis):
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            yield from (tick.label1, tick.label2)


def _shown_ticks(ax):
    """Return the labels of ticks within the view: matplotlib keeps others, and draws them not."""
    shown = set()
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if low <= tick.get_loc() <= high:
                shown.add(tick.label1)
    return shown


def overlapping(fig, slack=0.5):
    """Return the pairs of texts whose boxes share more than `slack` pixels each way."""
    pairs = []
    for (_, a, box_a), (_, b, box_b) in itertools.combinations(texts(fig), 2):
        width = min(box_a.x1, box_b.x1) - max(box_a.x0, box_b.x0)
        height = min(box_a.y1, box_b.y1) - max(box_a.y0, box_b.y0)
        if width > slack and height > slack:
            pairs.append((a.get_text(), b.get_text()))
    return pairs


def outside(fig, of_axes=False, slack=1.0):
    """Return the texts that leave the figure, or, in diagrams, their Axes."""
    left = []
    for ax, text, box in texts(fig):
        frame = ax.bbox if of_axes else fig.bbox
        inside = frame.padded(slack)
        if not (inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1)):
            left.append(text.get_text())
    return left


def assert_drawn_well(width, height, function):
    """Assert that a drawing has the same bytes twice, and that no text overlaps or leaves it.

    function: draws on the Axes it is given and returns them, as every function of plots does.
    """
    drawings = []
    for _ in range(2):
        fig, ax = figure(width, height)
        assert function(ax) is ax
        assert ax.has_data()
        assert ax.get_xlabel()
        drawings.append(png(fig))
    assert drawings[0] == drawings[1]
    assert not overlapping(fig)
    assert not outside(fig)
    return ax
