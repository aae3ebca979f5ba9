"""The figures of module 01: each draws on its Axes, repeats its bytes, and keeps text apart."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyArrowPatch

from helpers.plots import backward, course_map, curves, figure, gradients, states, unrolling
from helpers.plots.modules.m01_unrolling import MAP
from helpers.plots.style import contrast, png
from helpers.scratch import bptt, init
from helpers.scratch.parity import parity_weights
from tests.support.figure_reading import outside, overlapping

rng = np.random.default_rng(0)
KS = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64])
ERRORS = 0.6 * np.exp(-KS / 9) * rng.uniform(0.8, 1.2, size=(3, 1)) * (KS < 64)
COSINES = np.sqrt(1 - ERRORS**2)
EPS = 10.0 ** np.arange(-13, 0)
STEP_ERRORS = (1e-16 / EPS + EPS**2) * rng.uniform(1, 4, size=(5, 13))
STEPS = np.arange(0, 3001, 200)
LOSSES = 2.1 + 2.2 * np.exp(-STEPS / 400) + rng.normal(scale=0.02, size=(3, len(STEPS)))
LINES = {"unigram": 3.19, "bigram": 2.55, "trigram": 2.12}
TABLES = {
    "0.05 added": [3.28, 2.60, 2.04, 1.77, 1.85, 2.13, 2.46],
    "interpolated": [3.28, 2.60, 2.05, 1.72, 1.64, 1.69, 1.76],
}
SDS = np.array([0.01, 0.03, 0.1, 0.3, 1.0, 3.0])
STARTS = 4.17 + 3 * SDS**2 * rng.uniform(0.9, 1.1, size=(5, 1))


def two_runs(seed, H, T=12, D=8):
    """States of two inputs that differ at the first step only."""
    draws = np.random.default_rng(seed)
    p = init.init_rnn(draws, D, H)
    xs = draws.normal(size=(T, 2, D))
    xs[1:, 1] = xs[1:, 0]
    hs, _ = bptt.rnn_forward(p, xs, np.zeros((2, H)))
    return hs[:, 0], hs[:, 1]


def parity_run(T=200):
    bits = np.random.default_rng(0).integers(2, size=(T, 1, 1)).astype(float)
    hs, _ = bptt.rnn_forward(parity_weights(), bits, -np.ones((1, 2)))
    return hs[:, 0], bits[:, 0, 0]


def log_curves(ax):
    """Draw the loss on a log axis of updates, with the baselines of module 01 and one more run."""
    lines = {"trigram": 2.05, "4-gram": 1.72, "5-gram": 1.64}
    return curves.loss_curves(ax, STEPS, LOSSES, lines, live=(STEPS, LOSSES[0]), log=True)


DISTANCES = np.array([np.linalg.norm(np.subtract(*two_runs(s, 32)), axis=1) for s in range(6)])
DRAWN = {
    "rolled": (3, 3, lambda ax: unrolling.rolled(ax)),
    "unrolled": (8, 3, lambda ax: unrolling.unrolled(ax, 4)),
    "gradient_arrows": (9, 2.8, lambda ax: unrolling.gradient_arrows(ax, 12, 4)),
    "state_traces": (4, 3.4, lambda ax: states.state_traces(ax, *two_runs(0, 32))),
    "fan_out": (4.5, 2.9, lambda ax: backward.fan_out(ax)),
    "copies": (4.5, 2.9, lambda ax: backward.copies(ax)),
    "context": (7, 3, lambda ax: curves.loss_by_context(ax, KS, {"early": LOSSES[:, :12]})),
    "map": (9, 2.3, lambda ax: course_map.course_map(ax, MAP, "state")),
    "small_map": (5.4, 1.35, lambda ax: course_map.course_map(ax, MAP, ("loss", "gradient"))),
    "log_curves": (8, 3.4, lambda ax: log_curves(ax)),
    "state_distance": (4, 3.4, lambda ax: states.state_distance(ax, DISTANCES)),
    "parity_states": (5, 4, lambda ax: states.parity_states(ax, *parity_run())),
    "step_size_error": (6, 3.2, lambda ax: gradients.step_size_error(ax, EPS, STEP_ERRORS)),
    "contributions": (6, 3, lambda ax: gradients.gradient_contributions(ax, STEP_ERRORS)),
    "loss_curves": (7, 3.6, lambda ax: curves.loss_curves(ax, STEPS, LOSSES, LINES)),
    "loss_at_start": (6, 3, lambda ax: curves.loss_at_start(ax, SDS, STARTS, np.log(65))),
    "ngram_orders": (6, 3, lambda ax: curves.ngram_orders(ax, np.arange(1, 8), TABLES)),
}


@pytest.fixture(params=DRAWN.values(), ids=DRAWN)
def kind(request):
    return request.param


def draw(kind):
    width, height, function = kind
    fig, ax = figure(width, height)
    return fig, ax, function(ax)


def test_each_draws_on_the_axes_and_returns_it(kind):
    _, ax, returned = draw(kind)
    assert returned is ax
    assert ax.has_data()


def test_every_line_stands_out_from_its_ground(kind):
    fig, ax, _ = draw(kind)
    grid = {*ax.get_xgridlines(), *ax.get_ygridlines()}  # helps to read values, says nothing
    lines = [line for line in ax.get_lines() if line not in grid and line.get_linestyle() != "None"]
    arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    colours = [line.get_color() for line in lines] + [arrow.get_edgecolor() for arrow in arrows]
    colours += [colour for part in ax.collections for colour in part.get_edgecolor()]
    assert all(line.get_alpha() in (None, 1) for line in lines + arrows)
    assert [colour for colour in colours if contrast(to_rgb(colour)) < 3] == []


def test_each_has_the_same_bytes_twice(kind):
    first, _, _ = draw(kind)
    second, _, _ = draw(kind)
    assert png(first) == png(second)


def test_each_keeps_its_text_apart_and_inside(kind):
    fig, _, _ = draw(kind)
    assert not overlapping(fig)
    assert not outside(fig)


def test_each_plot_names_its_axes(kind):
    _, ax, _ = draw(kind)
    assert not ax.axison or (ax.get_xlabel() and ax.get_ylabel())


def test_one_run_is_as_good_as_several():
    for function in (
        lambda ax: states.state_distance(ax, DISTANCES[0]),
        lambda ax: gradients.step_size_error(ax, EPS, STEP_ERRORS[0]),
        lambda ax: gradients.gradient_contributions(ax, STEP_ERRORS[0]),
        lambda ax: curves.loss_curves(ax, STEPS, LOSSES[0]),
        lambda ax: curves.loss_at_start(ax, SDS, STARTS[0], np.log(65)),
    ):
        fig, _, _ = draw((5, 3, function))
        assert not overlapping(fig)


@pytest.mark.parametrize("seed", [0, 3, 6])
def test_state_traces_stay_legible_for_any_draw(seed):
    fig, axes = figure(9, 3.1, columns=2)
    states.state_traces(axes[0], *two_runs(seed, 32))
    states.state_distance(axes[1], DISTANCES)
    assert not overlapping(fig)
    assert not outside(fig)


def test_state_traces_show_the_unit_that_differs_most_at_step_1():
    a = np.array([[0.1, 0.9, 0.0], [0.0, 0.2, 0.5]])
    b = np.array([[0.2, -0.8, 0.0], [0.0, 0.2, -0.5]])
    _, ax = figure(4, 3)
    states.state_traces(ax, a, b)
    assert ax.get_ylabel() == "unit 2 of the state"
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0.9, 0.2], [-0.8, 0.2]]
    assert [text.get_text() for text in ax.texts] == ["A", "B"]


def test_state_distance_leaves_out_exact_zeros():
    gone = np.array([[1.0, 0.1, 0.0, 0.0], [2.0, 0.1, 0.01, 0.0]])
    fig, ax = figure(4, 3)
    states.state_distance(ax, gone)
    png(fig)
    for line in ax.lines[:2]:
        ys = line.get_ydata()
        assert (ys[np.isfinite(ys)] > 0).all()


def test_parity_states_are_the_automaton():
    _, ax = figure(5, 4)
    states.parity_states(ax, *parity_run())
    words = [text.get_text() for text in ax.texts]
    assert sorted(word for word in words if word in "01") == ["0", "0", "0", "1", "1", "1"]
    assert sum(isinstance(patch, FancyArrowPatch) for patch in ax.patches) == 6
    assert sorted(word for word in words if word.startswith(("even", "odd"))) == [
        "even",
        "even,\nstart",
        "odd",
    ]


def test_parity_states_draw_only_moves_that_were_made():
    hs = np.array([[1.0, -1.0], [1.0, -1.0]])
    _, ax = figure(5, 4)
    states.parity_states(ax, hs, [1, 0])
    words = [text.get_text() for text in ax.texts]
    assert sorted(word for word in words if word in "01") == ["0", "1"]


def test_step_size_error_marks_both_step_sizes_with_their_errors():
    _, ax = figure(6, 3.2)
    gradients.step_size_error(ax, EPS, np.tile(1e-16 / EPS + EPS**2, (2, 1)))
    words = " ".join(text.get_text() for text in ax.texts)
    assert r"\varepsilon = 10^{-5}" in words
    assert r"\varepsilon = 10^{-12}$, error $1 \times 10^{-4}$" in words
    assert "rounding" in words
    assert "formula" in words


def test_step_size_error_does_without_marks_that_were_not_measured():
    _, ax = figure(6, 3.2)
    gradients.step_size_error(ax, EPS[-4:], STEP_ERRORS[:, -4:])
    assert not any("error" in text.get_text() for text in ax.texts)


def test_truncation_error_draws_both_and_marks_elman():
    fig, axes = figure(8.5, 3.2, columns=2)
    returned = gradients.truncation_error(*axes, KS, ERRORS, COSINES)
    assert tuple(returned) == tuple(axes)
    assert not overlapping(fig)
    assert not outside(fig)
    for ax, values in zip(axes, (ERRORS, COSINES), strict=True):
        star = next(line for line in ax.lines if line.get_marker() == "*")
        assert star.get_xdata() == [1]
        assert star.get_ydata() == pytest.approx([np.median(values[:, 0])])
        assert "Elman (1990), k = 1" in [text.get_text() for text in ax.texts]


def test_a_band_reaches_from_the_smallest_to_the_largest():
    _, ax = figure(7, 3)
    curves.loss_curves(ax, STEPS, LOSSES, LINES)
    edges = ax.collections[0].get_paths()[0].vertices
    at_500 = LOSSES[:, 5]
    low, high = (
        edges[edges[:, 0] == STEPS[5]][:, 1].min(),
        edges[edges[:, 0] == STEPS[5]][:, 1].max(),
    )
    assert (low, high) == pytest.approx((at_500.min(), at_500.max()))
    assert ax.lines[0].get_ydata()[5] == pytest.approx(np.median(at_500))
    assert "3 seeds" in ax.get_title("left")


def test_loss_curves_name_close_lines_apart():
    close = {"bigram": 2.12, "trigram": 2.11, "4-gram": 2.10}
    fig, ax = figure(7, 3.6)
    curves.loss_curves(ax, STEPS, LOSSES, close, floors={"entropy": 2.08})
    assert not overlapping(fig)
    words = [text.get_text() for text in ax.texts]
    assert {"bigram 2.12", "trigram 2.11", "4-gram 2.10", "entropy 2.08", "network"} <= set(words)


def test_ngram_orders_mark_the_best_of_each_table():
    _, ax = figure(7, 3)
    curves.ngram_orders(ax, np.arange(1, 8), TABLES)
    words = [text.get_text() for text in ax.texts]
    assert {"best: 1.77", "best: 1.64", *TABLES} <= set(words)


def test_a_log_axis_leaves_out_what_was_measured_before_the_first_update():
    _, ax = figure(8, 3.4)
    log_curves(ax)
    assert ax.get_xscale() == "log"
    assert all(line.get_xdata()[0] > 0 for line in ax.lines[:2])
    assert ax.lines[1].get_ydata() == pytest.approx(LOSSES[0, 1:])  # the one more run


def test_loss_by_context_names_each_moment():
    _, ax = figure(7, 3)
    curves.loss_by_context(ax, KS, {"200": ERRORS, "3000": COSINES})
    assert {"200", "3000"} <= {text.get_text() for text in ax.texts}
    assert ax.lines[1].get_ydata() == pytest.approx(np.median(COSINES, axis=0))


def test_a_map_colours_the_part_at_work_alone():
    _, plain = figure(9, 2.3)
    _, here = figure(9, 2.3)
    course_map.course_map(plain, MAP)
    course_map.course_map(here, MAP, "loss")
    changed = [
        words.get_text()
        for words, before in zip(here.texts, plain.texts, strict=True)
        if words.get_color() != before.get_color()
    ]
    assert changed == [MAP.parts["loss"][2]]
    assert len(here.texts) == len(MAP.parts)
    arrows = [patch for patch in here.patches if isinstance(patch, FancyArrowPatch)]
    assert len(arrows) == len(MAP.arrows) + sum(len(into) for _, into in MAP.brackets)


def test_a_map_refuses_a_part_that_it_does_not_have():
    _, ax = figure(9, 2.3)
    with pytest.raises(ValueError, match="no part 'lost'; it has text, embedding"):
        course_map.course_map(ax, MAP, "lost")
    with pytest.raises(ValueError, match="no part 'nowhere'"):
        course_map.course_map(ax, MAP._replace(brackets=(("update", ("state", "nowhere")),)))
