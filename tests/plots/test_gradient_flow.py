"""The figures of module 03: each draws on its Axes, repeats its bytes, and keeps text apart."""

import numpy as np
import pytest

from helpers.plots import figure, gradient_flow
from helpers.plots.style import png
from helpers.scratch import gradient_flow as flow
from tests.support.figure_reading import assert_drawn_well, overlapping

rng = np.random.default_rng(0)
LAGS = np.arange(31)
NORMS = {
    f"g = {g}": np.exp(np.log(g) * LAGS + 0.05 * rng.normal(size=(8, 31))) for g in (0.5, 1.0, 1.5)
}
SLOPES = {f"g = {g}": np.log(g) for g in (0.5, 1.0, 1.5)}
REMEDIES = {name: np.exp(-rate * LAGS) for name, rate in zip("abcde", range(5), strict=True)}
WEIGHTS = np.linspace(0.4, 2.4, 21)
GROUPS = {f"H = {n}": rng.normal(size=40) * 10 / n for n in (1, 2, 4, 8)}
ERRORS = {
    "tanh": [(np.arange(0, 500, 50), np.full(10, 0.16))] * 2,
    "IRNN": [(np.arange(0, 400, 50), np.exp(-np.arange(8.0)))] * 2,
    "LSTM": [(np.arange(0, 300, 50), np.exp(-np.arange(6.0) * 2))] * 2,
}


def latch(ax):
    h0s = np.linspace(-1, 1, 100)
    return gradient_flow.latch_gradient(ax, h0s, np.tanh(50 * h0s), np.exp(-20 * np.abs(h0s)))


DRAWN = {
    "slopes": (4.5, 3.4, lambda ax: gradient_flow.norms_by_lag(ax, NORMS, SLOPES, title="at rest")),
    "remedies": (4.5, 3.4, lambda ax: gradient_flow.norms_by_lag(ax, REMEDIES)),
    "one gain": (5, 2.5, lambda ax: gradient_flow.one_gain(ax, -0.3 * LAGS, -0.31)),
    "branches": (
        4.5,
        3.2,
        lambda ax: gradient_flow.fixed_point_branches(
            ax, WEIGHTS, [flow.fixed_points(w, 0.0) for w in WEIGHTS]
        ),
    ),
    "latch": (4.5, 3.2, latch),
    "spread": (8, 2.8, lambda ax: gradient_flow.log_norm_spread(ax, GROUPS)),
    "adding": (6.5, 3, lambda ax: gradient_flow.adding_errors(ax, ERRORS, 1 / 6, title="T = 50")),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert assert_drawn_well(*kind).get_ylabel()


def test_theory_is_drawn_over_what_was_measured():
    _, ax = figure(4.5, 3.4)
    gradient_flow.norms_by_lag(ax, NORMS, SLOPES)
    dashed = [line for line in ax.lines if line.get_linestyle() == "--"]
    assert len(dashed) == 3
    assert np.allclose(dashed[0].get_ydata(), 0.5**LAGS)


def test_a_path_ends_where_it_leaves_the_picture():
    ws, bs = flow.cliff_grid(np.linspace(1.0, 2.6, 8), width=0.5, n=10)
    losses = flow.unit_loss(ws, bs)[0]
    thrown = np.array([[2.0, -0.2, 0.0], [1.9, -0.3, 0.0], [50.0, 80.0, 1.0]])
    staying = np.array([[2.0, -0.2, 0.0], [1.9, -0.25, 0.0]])
    fig, ax = figure(7, 4.4, projection="3d")
    gradient_flow.cliff_surface(ax, ws, bs, losses, {"plain": thrown, "clipped": staying})
    plain, clipped, start = (np.array(line.get_data_3d()) for line in ax.lines)
    assert plain.shape == (3, 3)
    assert plain[0].max() <= ws.max() + 1e-9
    assert plain[1].max() <= bs.max() + 1e-9
    assert np.allclose(clipped[:2].T, staying[:, :2])
    assert np.allclose(start.T, [thrown[0]])
    assert {text.get_text().strip() for text in ax.texts} == {"start", "thrown out"}
    png(fig)


def test_a_walk_that_leaves_the_picture_ends_in_a_cross_at_its_edge():
    ws, bs = flow.cliff_grid(np.linspace(1.0, 2.6, 8), width=0.5, n=10)
    losses = flow.unit_loss(ws, bs)[0]
    walks = [flow.descend((2.2, -0.1), 0.3, 50, limit)[0] for limit in (None, 0.3)]
    _, ax = figure(4.5, 3.3)
    gradient_flow.walks_from_above(ax, ws, bs, losses, walks)
    ends = {line.get_marker(): line.get_xydata()[0] for line in ax.lines[1::3]}
    assert np.allclose(ends["o"], walks[1][-1, :2])
    assert np.isclose(ends["X"], [ws.max(), bs.max()]).any()


def test_a_run_that_explodes_leaves_the_axis_with_an_arrow_that_names_its_peak():
    _, ax = figure(4.5, 3.3)
    steps = np.arange(0, 500, 100)
    curves = {"IRNN": [(steps, [45.0, 0.16, 6e18, 0.1, 0.01]), (steps, [45.0, 0.2, 0.1, 0.1, 0.1])]}
    gradient_flow.adding_errors(ax, curves, 1 / 6)
    assert ax.get_ylim()[1] == 10
    arrows = [text for text in ax.texts if text.get_text() == "above $10^{18}$"]
    assert [text.xy for text in arrows] == [(200, 10)]


def test_clipping_runs_name_the_threshold():
    fig, axes = figure(9, 3.2, columns=2)
    losses = {"clipped": np.linspace(4, 2, 60), "not clipped": np.linspace(4, 5, 60)}
    norms = {"clipped": np.full(60, 0.5), "not clipped": np.geomspace(0.5, 500, 60)}
    assert gradient_flow.clipping_runs(*axes, losses, norms, 1.0) == tuple(axes)
    assert "threshold" in [text.get_text() for text in axes[1].texts]
    assert not overlapping(fig)
