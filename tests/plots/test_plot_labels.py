"""Placing text: labels in the margin spread apart, labels in the figure find free space."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.plots import figure
from helpers.plots.labels import place, spread
from helpers.plots.lines import along
from tests.support.figure_reading import overlapping

HEIGHTS = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@given(HEIGHTS, st.floats(0.01, 0.1))
def test_spread_keeps_the_order_and_the_distance(heights, step):
    placed = spread(heights, step)
    order = np.argsort(heights, kind="stable")
    assert (np.diff(placed[order]) >= step - 1e-9).all()


@given(HEIGHTS, st.floats(0.01, 0.1))
def test_spread_stays_within_bounds(heights, step):
    placed = spread(heights, step, low=0.0, high=1.0)
    assert placed.min() >= -1e-9
    assert placed.max() <= 1 + 1e-9
    assert (np.diff(np.sort(placed)) >= step - 1e-9).all()


def test_spread_leaves_heights_alone_that_are_far_enough_apart():
    assert spread([0.9, 0.1, 0.5], 0.2) == pytest.approx([0.9, 0.1, 0.5])
    assert spread([0.5, 0.5], 0.2) == pytest.approx([0.4, 0.6])


def test_place_avoids_points_and_other_labels():
    fig, ax = figure(4, 3)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    wall = np.column_stack([np.full(50, 0.6), np.linspace(0, 1, 50)])
    first = place(ax, "a label", (0.5, 0.5), wall)
    place(ax, "another", (0.5, 0.5), wall)
    box = ax.transData.inverted().transform_bbox(first.get_window_extent())
    assert box.x1 < 0.6
    assert not overlapping(fig)


def test_place_stays_inside_the_axes():
    _, ax = figure(4, 3)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    for corner in [(0, 0), (0, 1), (1, 0), (1, 1)]:
        box = place(ax, "in the corner", corner, [corner]).get_window_extent()
        assert ax.bbox.contains(box.x0, box.y0)
        assert ax.bbox.contains(box.x1, box.y1)


def test_along_passes_through_every_point():
    points = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    assert along(points, parts=4)[::4] == pytest.approx(points)
    assert along(points[:1]) == pytest.approx(points[:1])
