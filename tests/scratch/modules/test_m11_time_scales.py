"""Leaks, delays, clocks, words over characters, pyramids and the grid's cell of module 11."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.cells import RNNCell
from helpers.scratch.bptt import unroll
from helpers.scratch.cells import RNN, RNNParams
from helpers.scratch.init import init_cell
from helpers.scratch.modules.m11_time_scales import (
    GRID,
    boundary_ops,
    clockwork_paths,
    delayed_path_length,
    dilated_forward,
    grid_step,
    leaky_step,
    pyramid_lengths,
    receptive_field,
    time_constant,
    word_level_forward,
)
from helpers.scratch.variants import clockwork, grid, skips
from tests.support.proofs import SEEDS, SIZES, draw_params, prove_gradients
from tests.support.tables import each_row

few = settings(max_examples=12, deadline=None, derandomize=True)
Z = np.zeros


def test_a_time_constant_is_where_a_leak_reaches_1_over_e():
    assert math.isclose(time_constant(0.25), 3.476059, rel_tol=1e-6)
    tau = time_constant(np.array([1e-9, 0.1, 1 - math.exp(-1)]))
    np.testing.assert_allclose(tau, [1e9, 9.4912216, 1.0], rtol=1e-7)
    p = skips.LeakyParams(Z((1, 1)), Z((1, 1)), Z(1), np.array([math.log(0.1 / 0.9)]))
    h = np.ones((1, 1))
    for _ in range(9):  # g is 0: the leak alone is left
        h = leaky_step(p, Z((1, 1)), h)
    assert math.isclose(h[0, 0], math.exp(-9 / tau[1]), rel_tol=1e-12)


def test_a_leaky_step_is_the_cells():
    rng = np.random.default_rng(0)
    p = draw_params(rng, skips.LeakyParams, D=3, H=4)
    x, h = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    np.testing.assert_array_equal(leaky_step(p, x, h), skips.leaky_step(p, x, h)[0])


def test_the_shortest_delayed_path_by_search():
    assert delayed_path_length(100, (1, 7)) == 16
    assert delayed_path_length(6, [3, 4, 1]) == 2  # taking the longest first would need 3
    for delays in [(1,), (2, 3), (1, 5, 8), (4,)]:
        reached, edges = {0}, 0
        found = {}
        while edges < 12:
            edges += 1
            reached = {t + d for t in reached for d in delays if t + d <= 12}
            for t in reached:
                found.setdefault(t, edges)
        for T in range(1, 13):
            if T in found:
                assert delayed_path_length(T, delays) == found[T]
            else:
                with pytest.raises(ValueError, match="no sum of them is T"):
                    delayed_path_length(T, delays)


def test_a_receptive_field_by_what_a_layer_of_torch_sees():
    for dilations, kernel in [((1, 2, 4, 8), 2), ((1, 3), 3), ((5,), 4), ((1, 1), 1)]:
        x = torch.zeros(1, 1, 60, dtype=torch.float64, requires_grad=True)
        y = x
        for dilation in dilations:
            weight = torch.ones(1, 1, kernel, dtype=torch.float64)
            y = torch.nn.functional.conv1d(y, weight, dilation=dilation)
        y[0, 0, -1].backward()
        seen = torch.nonzero(x.grad[0, 0])
        assert receptive_field(dilations, kernel) == 60 - int(seen.min())


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, d=st.integers(1, 4), seed=SEEDS)
def test_a_dilated_layer_is_d_networks_that_take_turns(T, B, D, H, d, seed):
    rng = np.random.default_rng(seed)
    p, xs = draw_params(rng, RNNParams, D=D, H=H), rng.normal(size=(T, B, D))
    h0s, cell = rng.normal(size=(d, B, H)), RNNCell.from_scratch(p)
    hs = dilated_forward(p, xs, h0s, d)
    for start in range(min(d, T)):
        h = torch.from_numpy(h0s[start])
        for t in range(start, T, d):
            (h,) = cell(torch.from_numpy(xs[t]), (h,))
            np.testing.assert_allclose(hs[t], h.detach().numpy(), atol=1e-12)


def paths_by_search(periods, T):
    """Find the shortest paths of a clockwork by following every connection of its own mask."""
    paths = dict.fromkeys(range(len(periods)), 0)
    for t in range(1, T + 1):
        runs = clockwork.clockwork_mask(np.array(periods), t)
        paths = {
            i: 1 + min(paths[j] for j in paths if periods[j] >= periods[i]) if runs[i] else paths[i]
            for i in paths
        }
    return [paths[i] for i in range(len(periods))]


@each_row(
    ("periods", "T", "want"),
    [
        ([1, 4, 16], 100, [7, 7, 6]),
        ([16, 1, 4], 100, [6, 7, 7]),
        ([1], 9, [9]),
        ([1, 50], 40, [1, 0]),
        ([2**k for k in range(8)], 200, [2] * 7 + [1]),
        ([3, 3], 10, [3, 3]),
    ],
)
def test_clockwork_paths(periods, T, want):
    assert clockwork_paths(periods, T).tolist() == want
    assert paths_by_search(periods, T) == want


def test_a_clockworks_gradient_takes_as_many_products_as_the_shortest_path():
    """With small weights a gradient is about w to the power of the shortest path."""
    periods, T, w = np.array([1, 4, 16]), 40, 1e-3
    p = RNNParams(Z((1, 3)), np.full((3, 3), w), Z(3))
    cell, jacobian = clockwork.clockwork_cell(periods), np.eye(3)
    for t in range(1, T + 1):
        _, cache = cell.step(p, Z((1, 1)), Z((1, 3)), t=t)  # states of 0: every slope is 1
        rows = [cell.step_backward(p, cache, row[None])[1][0] for row in np.eye(3)]
        jacobian = np.stack(rows) @ jacobian
    powers = np.log(jacobian.max(axis=1)) / math.log(w)
    np.testing.assert_array_equal(np.round(powers), clockwork_paths(periods, T))


@few
@given(T=SIZES, B=SIZES, D=SIZES, Hc=SIZES, Hw=SIZES, seed=SEEDS)
def test_words_over_characters_by_torch(T, B, D, Hc, Hw, seed):
    rng = np.random.default_rng(seed)
    p_char = draw_params(rng, RNNParams, D=D + Hw, H=Hc)
    p_word = draw_params(rng, RNNParams, D=Hc, H=Hw)
    xs, ends = rng.normal(size=(T, B, D)), rng.integers(0, 2, size=(T, B))
    hs, words = word_level_forward(p_char, p_word, xs, ends)
    char, word = RNNCell.from_scratch(p_char), RNNCell.from_scratch(p_word)
    for b in range(B):
        h, w = (torch.zeros(1, size, dtype=torch.float64) for size in (Hc, Hw))
        for t in range(T):
            x = torch.from_numpy(xs[t, b])[None]
            (h,) = char(torch.cat([x, w], dim=1), (h,))
            np.testing.assert_allclose(hs[t, b], h.detach().numpy()[0], atol=1e-12)
            if ends[t, b]:
                (w,) = word(h, (w,))
                h = torch.zeros_like(h)
            np.testing.assert_allclose(words[t, b], w.detach().numpy()[0], atol=1e-12)


def test_without_boundaries_the_words_stay_at_zero_and_with_all_the_characters_forget():
    rng = np.random.default_rng(0)
    p_char, p_word = (draw_params(rng, RNNParams, D=D, H=H) for D, H in ((5, 4), (4, 2)))
    xs = rng.normal(size=(6, 3, 3))
    hs, words = word_level_forward(p_char, p_word, xs, Z((6, 3), int))
    assert not words.any()
    alone = RNNParams(p_char.W_x[:3], p_char.W_h, p_char.b)
    want, _, _ = unroll(RNN, alone, xs)
    np.testing.assert_allclose(hs, want, atol=1e-14)
    other = p_char._replace(W_h=rng.normal(size=(4, 4)))
    for one, two in zip(
        word_level_forward(p_char, p_word, xs, np.ones((6, 3))),
        word_level_forward(other, p_word, xs, np.ones((6, 3))),
        strict=True,
    ):
        np.testing.assert_array_equal(one, two)  # W_h multiplies zeros only


def test_copy_update_and_flush():
    rng = np.random.default_rng(0)
    c, f, i, g = rng.normal(size=(4, 4, 3))
    z, z_below = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    got = boundary_ops(z, z_below, c, f, i, g)
    want = [c[0], f[1] * c[1] + i[1] * g[1], i[2] * g[2], i[3] * g[3]]
    np.testing.assert_array_equal(got, want)
    c[2:] = np.nan  # what was flushed does not matter
    np.testing.assert_array_equal(boundary_ops(z, z_below, c, f, i, g), want)


def test_lengths_are_rounded_up_at_every_layer():
    got = pyramid_lengths([23, 1, 24], (2, 2, 3))
    assert got.tolist() == [[12, 1, 12], [6, 1, 6], [2, 1, 2]]
    assert got.dtype.kind == "i"
    assert pyramid_lengths(np.array([5]), [1])[0].tolist() == [5]


def test_a_grid_step_is_the_block_and_its_cell_has_true_gradients():
    rng = np.random.default_rng(0)
    p, states = draw_params(rng, grid.GridParams, H=3), rng.normal(size=(4, 2, 3))
    want = grid.grid_step(p, *states)[:4]
    for got, one in zip(grid_step(p, *states), want, strict=True):
        np.testing.assert_array_equal(got, one)
    for T, B, H in [(1, 1, 1), (4, 2, 3)]:
        prove_gradients(GRID, T, B, 2 * H, H, seed=T)


def test_layers_of_the_cell_are_the_grid():
    rng = np.random.default_rng(0)
    p, xs = grid.init_grid(rng, 5, 3, 2), rng.normal(size=(4, 2, 5))
    want, state, _ = grid.grid_forward(p, xs)
    hs, last = xs @ p.project.W_x + p.project.b, []
    for layer in p.layers:
        hs, final, _ = unroll(GRID, layer, hs)
        last.append(final)
    np.testing.assert_allclose(hs[..., :3], want, atol=1e-14)
    np.testing.assert_allclose(last[1][1], state[0][1], atol=1e-14)
    np.testing.assert_allclose(last[1][2], state[1][1], atol=1e-14)


@each_row(
    ("call", "message"),
    [
        (lambda: time_constant(1.0), "alpha is 1.0, expected numbers above 0 and below 1"),
        (lambda: time_constant(np.array([0.5, 0.0])), "alpha is"),
        (lambda: time_constant([]), "alpha is"),
        (lambda: leaky_step(3, Z((1, 1)), Z((1, 1))), "p is a int"),
        (lambda: delayed_path_length(0, (1,)), "T is 0"),
        (lambda: delayed_path_length(5, ()), "delays is .., expected a sequence"),
        (lambda: delayed_path_length(5, (1, 0)), r"delays\[1\] is 0"),
        (lambda: delayed_path_length(5, 2), "delays is 2, expected a sequence"),
        (lambda: receptive_field((1, 2), 0), "kernel is 0"),
        (lambda: receptive_field((1.5,), 2), r"dilations\[0\] is 1.5"),
        (lambda: clockwork_paths([1, 0], 5), "periods holds 0"),
        (lambda: clockwork_paths([], 5), "periods"),
        (lambda: clockwork_paths([1], 0), "T is 0"),
        (lambda: boundary_ops([0, 2], [0, 1], *Z((4, 2, 3))), "z holds something other than 0"),
        (lambda: boundary_ops([0], [0, 1], *Z((4, 2, 3))), "z has shape"),
        (lambda: boundary_ops([0, 1], [0, 1], Z((2, 3)), *Z((3, 2, 4))), "f has shape"),
        (lambda: pyramid_lengths([3, 0], [2]), r"lengths holds 0 at \[1\]"),
        (lambda: pyramid_lengths([], [2]), "lengths has shape"),
        (lambda: pyramid_lengths([3], [0]), r"strides\[0\] is 0"),
        (lambda: pyramid_lengths([3], []), "strides is"),
        (lambda: pyramid_lengths([3.5], [2]), "lengths is an array of float64"),
        (lambda: init_cell(np.random.default_rng(0), GRID, 3, 2), "D is 3, expected 2 H = 4"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_words_that_do_not_fit_characters_are_named():
    rng = np.random.default_rng(0)
    p_char, p_word = (draw_params(rng, RNNParams, D=D, H=H) for D, H in ((5, 4), (4, 2)))
    xs, ends = Z((6, 3, 3)), Z((6, 3))
    for ps, given_xs, given_ends, message in [
        ((p_char, p_word), xs[..., :2], ends, "p_char reads 5 inputs, expected D . H_word = 2 . 2"),
        ((p_char, p_word._replace(W_x=Z((3, 2)))), xs, ends, "p_word reads 3 inputs"),
        ((p_char, p_word), xs, ends[:5], "boundaries has shape"),
        ((p_char, p_word), xs, ends + 3, "boundaries holds something other"),
        ((p_char, p_word), xs[:0], ends[:0], "xs has shape"),
    ]:
        with pytest.raises(ValueError, match=message):
            word_level_forward(*ps, given_xs, given_ends)
