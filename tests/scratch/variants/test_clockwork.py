"""The clockwork RNN: its clock, its one-way connections, and scratch against PyTorch."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.variants.clockwork import ClockworkCell
from helpers.scratch.bptt import truncated_unroll_backward, unroll, unroll_backward
from helpers.scratch.cells import RNN, RNNParams
from helpers.scratch.gradcheck import relative_errors
from helpers.scratch.variants.clockwork import (
    clockwork_cell,
    clockwork_mask,
    clockwork_step,
    clockwork_step_backward,
)
from tests.support.proofs import SEEDS, SIZES, draw_params, prove_gradients, prove_torch_agrees
from tests.support.tables import each_row

PERIODS = st.lists(st.integers(1, 5), min_size=1, max_size=5)


def draw(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    p = draw_params(rng, RNNParams, D=D, H=H)
    return rng, p, rng.normal(size=(T, B, D)), rng.normal(size=(B, H))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, periods=PERIODS, seed=SEEDS)
def test_gradients_by_central_differences(T, B, D, periods, seed):
    prove_gradients(clockwork_cell(periods), T, B, D, len(periods), seed)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, periods=PERIODS, seed=SEEDS)
def test_torch_agrees(T, B, D, periods, seed):
    module = SimpleNamespace(from_scratch=lambda p: ClockworkCell.from_scratch(p, periods=periods))
    prove_torch_agrees(clockwork_cell(periods), module, T, B, D, len(periods), seed)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(T=st.integers(1, 9), B=SIZES, D=SIZES, periods=PERIODS, seed=SEEDS)
def test_the_states_are_those_of_the_paper_written_unit_by_unit(T, B, D, periods, seed):
    _, p, xs, h = draw(T, B, D, len(periods), seed)
    hs, _, _ = unroll(clockwork_cell(periods), p, xs, (h,))
    for t in range(T):
        new = h.copy()
        for row in range(B):
            for i, period in enumerate(periods):
                if t % period == 0:
                    a = p.b[i] + sum(xs[t, row, k] * p.W_x[k, i] for k in range(D))
                    for j, other in enumerate(periods):
                        if other >= period:  # j is as slow as i, or slower
                            a += h[row, j] * p.W_h[j, i]
                    new[row, i] = np.tanh(a)
        h = new
        np.testing.assert_allclose(hs[t], h, atol=1e-12)


def test_gradients_of_rows_of_unequal_length():
    prove_gradients(clockwork_cell([1, 2, 3, 2]), T=5, B=3, D=2, H=4, seed=0, lengths=[5, 1, 3])


def test_the_mask_by_hand():
    table = [clockwork_mask([1, 2, 4, 3], t).astype(int).tolist() for t in range(7)]
    assert table == [
        [1, 1, 1, 1],
        [1, 0, 0, 0],
        [1, 1, 0, 0],
        [1, 0, 0, 1],
        [1, 1, 1, 0],
        [1, 0, 0, 0],
        [1, 1, 0, 1],
    ]


@settings(max_examples=10, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_with_all_periods_1_it_is_the_elman_cell(T, B, D, H, seed):
    rng, p, xs, h0 = draw(T, B, D, H, seed)
    dhs = rng.normal(size=(T, B, H))
    got, want = (unroll(cell, p, xs, (h0,)) for cell in (clockwork_cell([1] * H), RNN))
    np.testing.assert_allclose(got[0], want[0], atol=1e-14)
    got = unroll_backward(clockwork_cell([1] * H), p, got[2], dhs)
    assert max(relative_errors(got, unroll_backward(RNN, p, want[2], dhs)).values()) < 1e-12


def test_sorted_by_period_the_gradient_of_w_h_is_block_triangular():
    periods = [1, 1, 2, 2, 4, 4]
    rng, p, xs, h0 = draw(9, 3, 2, 6, seed=0)
    tape = unroll(clockwork_cell(periods), p, xs, (h0,))[2]
    _, _, dp = unroll_backward(clockwork_cell(periods), p, tape, rng.normal(size=(9, 3, 6)))
    group = np.arange(6) // 2
    allowed = group[:, None] >= group  # from row j to column i: j is at least as slow
    assert (dp.W_h != 0).tolist() == allowed.tolist()


def test_what_a_fast_unit_holds_never_reaches_a_slow_one():
    _, p, xs, h0 = draw(8, 2, 3, 4, seed=1)
    cell = clockwork_cell([2, 1, 4, 1])
    hs, other = (unroll(cell, p, xs, (h,))[0] for h in (h0, h0 + [[0, 5.0, 0, 5.0]]))
    np.testing.assert_array_equal(hs[:, :, [0, 2]], other[:, :, [0, 2]])
    assert np.abs(hs[:, :, [1, 3]] - other[:, :, [1, 3]]).max() > 0.01


@pytest.mark.parametrize("start", [0, 1, 4])
@pytest.mark.parametrize("k", [1, 3, 5, 7])
def test_chunks_that_are_no_multiples_of_the_periods_keep_the_clock(k, start):
    T, B, H = 11, 2, 4
    cell = clockwork_cell([1, 2, 4, 8])
    rng, p, xs, h0 = draw(T, B, 3, H, seed=2)
    hs, _, _ = unroll(cell, p, xs, (h0,), start=start)
    state, parts = (h0,), []
    for first in range(0, T, k):
        part, state, _ = unroll(cell, p, xs[first : first + k], state, start=start + first)
        parts.append(part)
    np.testing.assert_array_equal(np.concatenate(parts), hs)
    # The gradient that never leaves its chunk, from the chunks' own first states.
    dhs = rng.normal(size=(T, B, H))
    _, _, dp = truncated_unroll_backward(cell, p, xs, (h0,), dhs, k)
    hs, _, _ = unroll(cell, p, xs, (h0,))
    want = np.zeros_like(p.W_h)
    for first in range(0, T, k):
        before = h0 if first == 0 else hs[first - 1]
        tape = unroll(cell, p, xs[first : first + k], (before,), start=first)[2]
        want += unroll_backward(cell, p, tape, dhs[first : first + k])[2].W_h
    np.testing.assert_allclose(dp.W_h, want, atol=1e-12)


def test_with_chunks_of_all_steps_nothing_is_cut():
    cell = clockwork_cell([1, 3])
    rng, p, xs, h0 = draw(5, 2, 3, 2, seed=3)
    dhs = rng.normal(size=(5, 2, 2))
    full = unroll_backward(cell, p, unroll(cell, p, xs, (h0,))[2], dhs)
    got = truncated_unroll_backward(cell, p, xs, (h0,), dhs, 5)
    assert max(relative_errors(got, full).values()) < 1e-12


def test_a_step_at_which_no_unit_runs_changes_nothing():
    _, p, xs, h = draw(1, 2, 3, 4, seed=4)
    h_next, cache = clockwork_step(p, xs[0], h, [2, 2, 4, 3], 1)
    np.testing.assert_array_equal(h_next, h)
    dx, dh, dp = clockwork_step_backward(p, cache, h)
    np.testing.assert_array_equal(dh, h)
    assert not dx.any()
    assert not any(weight.any() for weight in dp)


def test_arguments_stay_as_they_are_and_float32_stays_float32():
    _, p, xs, h = draw(1, 2, 3, 4, seed=5)
    p, x, h = RNNParams(*(w.astype(np.float32) for w in p)), np.float32(xs[0]), np.float32(h)
    before = [array.copy() for array in (*p, x, h)]
    h_next, cache = clockwork_step(p, x, h, [1, 2, 2, 1], 1)
    dx, dh, dp = clockwork_step_backward(p, cache, h)
    assert {a.dtype for a in (h_next, dx, dh, *dp)} == {np.dtype(np.float32)}
    for array, copy in zip((*p, x, h), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_the_record_keeps_its_own_periods():
    periods = np.array([1, 2])
    cell = clockwork_cell(periods)
    _, p, xs, h = draw(1, 2, 3, 2, seed=6)
    want, _ = cell.step(p, xs[0], h, t=1)
    periods[:] = 1
    np.testing.assert_array_equal(cell.step(p, xs[0], h, t=1)[0], want)


def test_a_narrow_integer_type_holds_periods_as_well():
    periods = np.array([100, 30], np.int8)
    assert clockwork_mask(periods, 300).tolist() == [True, True]
    assert clockwork_mask(periods, 330).tolist() == [False, True]


P = draw_params(np.random.default_rng(0), RNNParams, D=3, H=2)
X, H0 = np.zeros((2, 3)), np.zeros((2, 2))


@each_row(
    ("call", "message"),
    [
        (lambda: clockwork_step(P, X, H0, [1, 2, 4], 0), r"periods has shape \(3,\).*H=2"),
        (lambda: clockwork_step(P, X, H0, [1.0, 2.0], 0), "periods is an array of float64"),
        (lambda: clockwork_step(P, X, H0, [True, True], 0), "periods is an array of bool"),
        (lambda: clockwork_step(P, X, H0, [1, 0], 0), r"periods holds 0 at \[1\], .* at least 1"),
        (lambda: clockwork_step(P, X, H0, 1, 0), r"periods has shape \(\)"),
        (lambda: clockwork_step(P, X, H0, [1, 2], -1), "t is -1, .* at least 0"),
        (lambda: clockwork_step(P, X, H0, [1, 2], 0.5), "t is 0.5, expected a whole number"),
        (lambda: clockwork_mask([], 0), r"periods has shape \(0,\)"),
        (lambda: clockwork_step(P, X.T, H0, [1, 2], 0), r"x has shape \(3, 2\)"),
        (lambda: clockwork_step(P, X, X, [1, 2], 0), r"h has shape \(2, 3\)"),
        (lambda: clockwork_step(P._replace(b=P.b * np.nan), X, H0, [1, 2], 0), "p.b holds nan"),
        (
            lambda: clockwork_step_backward(P, clockwork_step(P, X, H0, [1, 2], 0)[1], X),
            r"dh_next has shape \(2, 3\), expected \(B=2, H=2\)",
        ),
        (lambda: clockwork_cell([2, -1]), r"periods holds -1 at \[1\]"),
        (lambda: unroll(clockwork_cell([1]), P, X[None]), r"periods has shape \(1,\)"),
        (lambda: ClockworkCell(3, 2, np.random.default_rng(0), periods=[1]), "periods has shape"),
        (
            lambda: ClockworkCell(3, 2, np.random.default_rng(0), periods=[1, 2])(
                torch.zeros(2, 3), t=-1
            ),
            "t is -1",
        ),
        (lambda: ClockworkCell.from_scratch(X, periods=[1, 2]), "p is a ndarray"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_module_draws_what_scratch_draws_and_keeps_its_periods():
    module = ClockworkCell(3, 4, np.random.default_rng(0), torch.float64, periods=(1, 2, 4, 8))
    twin = ClockworkCell.from_scratch(module.to_scratch(), periods=(1, 2, 4, 8))
    x = torch.ones(2, 3, dtype=torch.float64)
    assert torch.equal(module(x, t=2)[0], twin(x, t=2)[0])
    assert module.state_dict()["periods"].tolist() == [1, 2, 4, 8]
    assert (module(x, t=3)[0] == 0).all(dim=0).tolist() == [False, True, True, True]
