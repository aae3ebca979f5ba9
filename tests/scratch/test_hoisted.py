"""The LSTM over time with its products hoisted: the same numbers as the cell run step by step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch import hoisted
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.cells import LSTM, LSTMParams, RNNParams
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.hoisted import lstm_backward, lstm_forward
from tests.support.proofs import SEEDS, SIZES, draw_params, rounding_bound
from tests.support.tables import each_row


def draw(seed, T, B, D, H, dtype=np.float64):
    """Draw weights, the arguments of a run, and gradients for all that it returns."""
    rng = np.random.default_rng(seed)
    p = LSTMParams(*(w.astype(dtype) for w in draw_params(rng, LSTMParams, D=D, H=H)))
    shapes = [(T, B, D), (B, H), (B, H), (T, B, H), (B, H), (B, H)]
    arrays = [rng.normal(size=shape).astype(dtype) for shape in shapes]
    return p, arrays[:3], arrays[3:]


@settings(max_examples=15, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_every_gradient_by_central_differences(T, B, D, H, seed):
    p, (xs, h0, c0), _ = draw(seed, T, B, D, H)

    def forward(p, xs, h0, c0):
        return lstm_forward(p, xs, h0, c0)[:2]

    def backward(douts, p, xs, h0, c0):
        dhs, (dh, dc) = douts
        tape = lstm_forward(p, xs, h0, c0)[2]
        dxs, dh0, dc0, dp = lstm_backward(p, tape, dhs, dh, dc)
        return {"p": dp, "xs": dxs, "h0": dh0, "c0": dc0}

    inputs = {"p": p, "xs": xs, "h0": h0, "c0": c0}
    errors = check_gradients(forward, backward, inputs, np.random.default_rng(seed + 1))
    assert len(errors) == 6
    assert max(errors.values()) < 1e-6, errors


@settings(max_examples=15, deadline=None, derandomize=True)
@given(T=st.integers(1, 9), B=SIZES, D=SIZES, H=SIZES, seed=SEEDS, cached=st.integers(1, 200))
def test_a_run_and_its_gradients_are_those_of_the_cell(T, B, D, H, seed, cached):
    p, (xs, h0, c0), (dhs, dh, dc) = draw(seed, T, B, D, H)
    hs, state, tape = unroll(LSTM, p, xs, (h0, c0))
    dxs, dstate0, dp = unroll_backward(LSTM, p, tape, dhs, (dh, dc))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hoisted, "CACHED", cached)  # pieces of one step, of several, of all
        got_hs, got_state, tape = lstm_forward(p, xs, h0, c0)
        got = lstm_backward(p, tape, dhs, dh, dc)
    errors = relative_errors((got_hs, got_state, *got), (hs, state, dxs, *dstate0, dp))
    assert max(errors.values()) < 1e-12, errors


def test_gradients_of_the_last_state_are_zeros_if_left_out():
    p, (xs, h0, c0), (dhs, dh, dc) = draw(0, 4, 2, 3, 5)
    tape = lstm_forward(p, xs, h0, c0)[2]
    zeros = np.zeros((2, 5))
    got = lstm_backward(p, tape, dhs)
    assert max(relative_errors(got, lstm_backward(p, tape, dhs, zeros, zeros)).values()) == 0
    assert max(relative_errors(got, lstm_backward(p, tape, dhs, dh)).values()) > 1e-3
    assert max(relative_errors(got, lstm_backward(p, tape, dhs, dc_last=dc)).values()) > 1e-3


def test_one_unit_by_hand():
    """All weights zero: the gates are what the biases say, and c_next = f c + i g."""
    b = np.array([0.0, np.log(3.0), np.arctanh(0.5), -np.log(3.0)])  # i 1/2, f 3/4, g 1/2, o 1/4
    p = LSTMParams(np.zeros((1, 4)), np.zeros((1, 4)), b)
    hs, (h, c), _ = lstm_forward(p, np.ones((2, 1, 1)), np.ones((1, 1)), np.full((1, 1), 2.0))
    np.testing.assert_allclose(c, [[0.75 * 1.75 + 0.25]], rtol=1e-15)
    np.testing.assert_allclose(hs.ravel(), 0.25 * np.tanh([1.75, 1.5625]), rtol=1e-15)
    np.testing.assert_array_equal(h, hs[-1])


def test_extreme_inputs_saturate_without_warnings():
    p, (xs, h0, c0), (dhs, dh, dc) = draw(0, 3, 2, 3, 4)
    hs, state, tape = lstm_forward(p, xs * 1e4, h0, c0)
    gradients = lstm_backward(p, tape, dhs, dh, dc)
    assert all(np.isfinite(array).all() for array in (hs, *state, *gradients[:3], *gradients[3]))


def test_precision_is_kept_and_agrees_across_precisions():
    p, run, gradients = draw(0, 20, 3, 4, 5)
    p32, run32, gradients32 = draw(0, 20, 3, 4, 5, np.float32)
    hs, state, tape = lstm_forward(p32, *run32)
    got = (hs, *state, *lstm_backward(p32, tape, *gradients32))
    assert {array.dtype for array in (*got[:6], *got[6])} == {np.dtype(np.float32)}
    hs, state, tape = lstm_forward(p, *run)
    errors = relative_errors(got, (hs, *state, *lstm_backward(p, tape, *gradients)))
    # T = 20 steps of D + H = 9 products, and a weight's gradient sums over B = 3 rows of each.
    assert max(errors.values()) < rounding_bound(np.float32, 20 * (9 + 3)), errors


@pytest.mark.parametrize("wide", range(6))
def test_one_argument_in_double_precision_makes_the_result_so(wide):
    p, run, gradients = draw(0, 3, 2, 3, 4, np.float32)
    arrays = [a.astype(np.float64) if k == wide else a for k, a in enumerate((*p, *run))]
    p = LSTMParams(*arrays[:3])
    hs, state, tape = lstm_forward(p, *arrays[3:])
    assert {array.dtype for array in (hs, *state)} == {np.dtype(np.float64)}
    assert np.isfinite(lstm_backward(p, tape, *gradients)[0]).all()


def test_no_argument_is_changed():
    p, run, gradients = draw(0, 4, 2, 3, 5)
    before = [array.copy() for array in (*p, *run, *gradients)]
    tape = lstm_forward(p, *run)[2]
    kept = [array.copy() for array in tape]
    lstm_backward(p, tape, *gradients)
    for array, copy in zip((*p, *run, *gradients, *tape), (*before, *kept), strict=True):
        np.testing.assert_array_equal(array, copy)


P, RUN, GRADIENTS = draw(0, 4, 2, 3, 5)
TAPE = lstm_forward(P, *RUN)[2]


@each_row(
    ("call", "message"),
    [
        (lambda: lstm_forward(P, RUN[0][0], *RUN[1:]), r"xs has shape \(2, 3\), expected \(T, B"),
        (lambda: lstm_forward(P, RUN[0][:0], *RUN[1:]), r"xs has shape \(0, 2, 3\)"),
        (lambda: lstm_forward(P, RUN[0].astype(int), *RUN[1:]), "xs is an array of int"),
        (lambda: lstm_forward(P, RUN[0], RUN[1].T, RUN[2]), r"h0 has shape \(5, 2\), .*B=2, H=5"),
        (lambda: lstm_forward(P, RUN[0], RUN[1], RUN[2][:1]), r"c0 has shape \(1, 5\)"),
        (lambda: lstm_forward(P._replace(b=P.b * np.nan), *RUN), "p.b holds nan"),
        (lambda: lstm_forward(RNNParams(*P), *RUN), "p is a RNNParams, expected LSTMParams"),
        (lambda: lstm_backward(P, TAPE, GRADIENTS[0][:3]), r"dhs has shape \(3, 2, 5\), .*T=4"),
        (lambda: lstm_backward(P, TAPE, GRADIENTS[0], np.ones((5, 2))), "dh_last has shape"),
        (lambda: lstm_backward(P, TAPE, *GRADIENTS[:2], np.ones((2, 5), int)), "dc_last is an arr"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
