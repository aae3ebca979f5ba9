"""Diagrams: every T and k is drawn rightly, and no text touches another or leaves its Axes."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.plots import figure, unrolling
from helpers.plots.style import WEIGHTS, readable
from helpers.scratch.bptt import chunk_bounds
from tests.support.figure_reading import outside, overlapping, texts
from tests.support.tables import each_row


def clean(fig):
    assert not overlapping(fig)
    assert not outside(fig, of_axes=True)


def written(ax):
    return [text.get_text() for text in ax.texts]


def crosses(ax):
    """Return where gradient arrows are cut, from left to right."""
    return sorted(float(line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "X")


@pytest.mark.parametrize("T", range(1, 17))
@pytest.mark.parametrize("width", [7.5, 9])
def test_unrolled_is_legible_at_every_length(T, width):
    fig, ax = figure(width, 3)
    assert unrolling.unrolled(ax, T=T) is ax
    clean(fig)


def test_unrolled_marks_every_copy_of_every_weight():
    _, ax = figure(8, 3)
    unrolling.unrolled(ax, T=5)
    words = written(ax)
    for name in WEIGHTS:
        copies = [text for text in ax.texts if text.get_text() == f"${name}$"]
        assert len(copies) == 5
        assert {text.get_color() for text in copies} == {readable(WEIGHTS[name])}
        assert sum(word.startswith(f"the same ${name}$") for word in words) == 1
    assert "the same $W_h$,\n5 copies" in words
    for t in range(1, 6):
        assert {f"$x_{{{t}}}$", f"$h_{{{t}}}$", f"$o_{{{t}}}$"} <= set(words)


def test_rolled_and_unrolled_share_a_figure_and_a_scale():
    fig, axes = figure(8, 3.4, columns=2, width_ratios=(1, 2.6))
    assert unrolling.rolled(axes[0]) is axes[0]
    unrolling.unrolled(axes[1], T=4)
    clean(fig)
    units = [ax.transData.transform([(0, 0), (0, 1)]) for ax in axes]
    assert units[0] == pytest.approx(units[1] + [[units[0][0, 0] - units[1][0, 0], 0]], abs=2)


def test_mapping_shapes_at_one_scale():
    fig, axes = figure(9, 2.9, columns=5)
    assert unrolling.mapping_shapes(axes) is axes
    clean(fig)
    scales = [np.diff(ax.transData.transform([(0, 0), (1, 0)])[:, 0])[0] for ax in axes]
    assert scales == pytest.approx([scales[0]] * 5, rel=0.01)
    assert {"input", "state", "output"} <= set(written(axes[0]))


@each_row("T", range(1, 17))
def test_gradient_arrows_are_cut_at_the_borders_and_nowhere_else(T):
    _, ax = figure(9, 2.8)
    for k in range(1, T + 2):
        assert unrolling.gradient_arrows(ax, T, k) is ax
        borders = [start + 0.5 for start, _ in chunk_bounds(T, k)[1:]]
        assert crosses(ax) == pytest.approx(borders)
        assert written(ax)[-1].startswith(f"T = {T}, k = {k}: ")


@pytest.mark.parametrize("T", [2, 5, 9, 12, 16])
def test_gradient_arrows_are_legible(T):
    for width, height in [(7.5, 2.4), (9, 2.8)]:
        fig, ax = figure(width, height)
        for k in {1, 3, T - 1, T}:
            unrolling.gradient_arrows(ax, T, k)
            clean(fig)


@pytest.mark.parametrize(("T", "k"), [(12, 4), (16, 1), (2, 1), (5, 5)])
def test_kept_and_forward_arrows_are_complete(T, k):
    _, ax = figure(9, 2.8)
    unrolling.gradient_arrows(ax, T, k)
    heads = [patch for patch in ax.patches if hasattr(patch, "get_arrowstyle")]
    colours = [patch.get_facecolor()[:3] for patch in heads]
    cut = len(chunk_bounds(T, k)) - 1

    def count(colour):
        return sum(c == pytest.approx(to_rgb(colour)) for c in colours)

    assert count(WEIGHTS["W_h"]) == T  # the state crosses every border
    assert count(unrolling.PALE) == cut  # ghosts
    assert count(unrolling.VERMILLION) == T + T - cut  # from the losses, and kept in the chunks


def test_a_symbol_fits_its_node():
    for T in (2, 9, 16):
        fig, ax = figure(8, 2.8)
        unrolling.gradient_arrows(ax, T, 1)
        pixels = ax.transData.transform([(0, 0), (2 * unrolling.RADIUS, 0)])
        widest = max(box.width for _, text, box in texts(fig) if "h_" in text.get_text())
        assert widest < 0.95 * (pixels[1, 0] - pixels[0, 0])


def test_a_slider_may_draw_again_on_the_same_axes():
    _, ax = figure(9, 2.8)
    unrolling.gradient_arrows(ax, 12, 4)
    once = written(ax), len(ax.patches), len(ax.lines), crosses(ax)
    unrolling.gradient_arrows(ax, 7, 3)
    unrolling.gradient_arrows(ax, 12, 4)
    assert (written(ax), len(ax.patches), len(ax.lines), crosses(ax)) == once


@pytest.mark.parametrize(("T", "k"), [(0, 1), (3, 0)])
def test_nothing_to_draw_is_refused(T, k):
    with pytest.raises(ValueError, match="both must be at least 1"):
        unrolling.gradient_arrows(figure()[1], T, k)
