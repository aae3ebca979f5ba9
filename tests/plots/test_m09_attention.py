"""The figures of module 09: each draws on its Axes, repeats its bytes, and keeps text apart."""

import numpy as np
import pytest

from helpers.datasets.generated.number_words import number_pair
from helpers.datasets.generated.scenes import draw_scene
from helpers.experiments import stored
from helpers.experiments.m09_attention.parts.reach import reach
from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules import claims
from helpers.plots.modules.m09 import attention as module
from helpers.plots.modules.m09 import captions as pictures
from helpers.plots.modules.m09 import claims as m09_claims
from helpers.scratch.attention import attend_backward
from tests.support.figure_reading import assert_drawn_well, outside, overlapping

rng = np.random.default_rng(0)
LENGTHS = np.arange(3, 14)
SHARES = {
    kind: rng.uniform(0.5 - 0.1 * i, 0.9, size=(3, 11)) for i, kind in enumerate(module.KINDS)
}
CURVES = {kind: [[[50 * k, 0.9 * k, 1 - 0.7**k] for k in range(9)]] * 3 for kind in module.KINDS}
NUMBER = number_pair(54_321)
WEIGHTS = rng.dirichlet(np.ones(len(NUMBER.english) + 1), size=len(NUMBER.german) + 1)
SCENE = draw_scene(rng, 2)


def draw_alignment(ax):
    columns, rows = (*NUMBER.english, module.END), (*NUMBER.german, module.END)
    return module.alignment(ax, WEIGHTS, columns, rows, NUMBER.sources)


def draw_places(ax):
    module.place_lines(ax, stored("score_and_place"), "additive")
    return ax


DRAWN = {
    "alignment": (5.0, 4.4, draw_alignment),
    "lengths": (7.5, 3.0, lambda ax: module.length_lines(ax, LENGTHS, SHARES)),
    "places": (4.5, 3.2, draw_places),
    "steps": (4.5, 3.0, lambda ax: module.learning_lines(ax, CURVES, 0, "steps")),
    "seconds": (4.5, 3.0, lambda ax: module.learning_lines(ax, CURVES, 1, "seconds")),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert_drawn_well(*kind)


def test_an_alignment_outlines_what_each_token_translates():
    _, ax = figure(5.0, 4.4)
    draw_alignment(ax)
    corners = [(patch.get_x() + 0.5, patch.get_y() + 0.5) for patch in ax.patches]
    wanted = [(j, t) for t, j in enumerate(NUMBER.sources) if j is not None]
    assert corners == wanted
    assert [label.get_text() for label in ax.get_yticklabels()] == [*NUMBER.german, "<EOS>"]


def test_the_cells_of_a_picture_are_dark_by_weight_and_hold_its_things():
    _, ax = figure(2, 2)
    weights = np.full(16, 0.02)
    weights[6] = 0.7  # row 1, column 2
    pictures.cell_weights(ax, weights, "ring", SCENE.things)
    assert np.unravel_index(ax.images[0].get_array().argmax(), (4, 4)) == (1, 2)
    assert (ax.patches[0].get_x(), ax.patches[0].get_y()) == (1.5, 0.5)
    marks = [(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines]
    assert marks == [divmod(thing.cell, 4)[::-1] for thing in SCENE.things]


def test_a_wrong_translation_has_no_outlines(monkeypatch):
    shown = {}
    monkeypatch.setattr(module, "show", lambda fig, **texts: shown.update(fig=fig, **texts))
    module.show_own(NUMBER, NUMBER.german, WEIGHTS)
    assert len(shown["fig"].axes[0].patches) == sum(j is not None for j in NUMBER.sources)
    assert "right" in shown["caption"]
    module.show_own(NUMBER, NUMBER.german[:-1], WEIGHTS)
    assert not shown["fig"].axes[0].patches
    assert "wrong" in shown["caption"]


def test_a_curve_that_stays_below_says_so():
    assert module.first_over(CURVES["dot"], 0) == "350"
    assert module.first_over([[[0, 0.0, 0.1], [50, 3.0, 0.2]]], 1) == "not in 3"


def test_the_map_has_every_part_in_small_and_in_large():
    for at in [(), *module.MAP.parts]:
        fig, ax = figure(5.4, 1.35)
        course_map(ax, module.MAP, at)
        assert not overlapping(fig)
        assert not outside(fig)


def test_the_stored_numbers_bear_out_every_claim(monkeypatch):
    shown = []
    monkeypatch.setattr(claims, "show_claims", shown.extend)
    sizes = {"S": 50, "H": 32, "draws": 5}
    norms = {
        "alone": reach(None, **sizes),
        "spread": reach(attend_backward, **sizes),
        "aimed": reach(attend_backward, lag=40, favour=8.0, **sizes),
    }
    names = ("number_translation", "score_and_place", "date_translation", "scene_captions")
    m09_claims.show_claims(*map(stored, names), norms)
    assert len(shown) == 8
    assert not [row for row in shown if claims.OTHERWISE in row]
