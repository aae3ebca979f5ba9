"""Counts of work, the roofline, and the rungs of the LSTM, module 13."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from helpers.scratch.cells import LSTMParams, lstm_step
from helpers.scratch.modules.m13_machine import (
    FusedParams,
    arithmetic_intensity,
    fused_lstm_step,
    hoisted_lstm_forward,
    lstm_flops,
    recurrence_by_hand,
    roofline,
    wavefront,
)
from tests.support.proofs import SEEDS, SIZES, draw_params
from tests.support.tables import each_row

few = settings(max_examples=12, deadline=None, derandomize=True)
Z = np.zeros


def test_the_products_of_an_lstm_counted_one_by_one():
    T, B, D, H = 3, 2, 4, 5
    forward = backward = 0
    for _ in range(T):
        for _gate in range(4):
            for reads in (D, H):
                forward += 2 * B * reads * H
                backward += 2 * reads * B * H + 2 * B * H * reads  # of the weights, of the input
    assert lstm_flops(T, B, D, H) == {"forward": forward, "backward": backward}


def test_intensity_and_roofs_by_hand():
    assert math.isclose(arithmetic_intensity(2, 3, 5), 60 / (4 * (6 + 15 + 10)))
    assert math.isclose(arithmetic_intensity(1, 1, 1, size=8), 2 / 24)
    # A vector times a matrix: two flops for each weight that is read.
    assert math.isclose(arithmetic_intensity(1, 4000, 4000), 0.5, rel_tol=1e-3)
    assert roofline(100, 50, 1e9, 1e8) == 2e8
    assert roofline(1e6, 50, 1e9, 1e8) == 1e9


@few
@given(B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_one_product_for_everything(B, D, H, seed):
    rng = np.random.default_rng(seed)
    p = draw_params(rng, LSTMParams, D=D, H=H)
    x, h, c = rng.normal(size=(B, D)), rng.normal(size=(B, H)), rng.normal(size=(B, H))
    h_want, c_want, _ = lstm_step(p, x, h, c)
    got = fused_lstm_step(FusedParams(np.vstack([p.W_x, p.W_h]), p.b), x, h, c)
    np.testing.assert_allclose(got, [h_want, c_want], atol=1e-13)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_hoisted_inputs_change_no_state(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    p = draw_params(rng, LSTMParams, D=D, H=H)
    xs, h, c = rng.normal(size=(T, B, D)), rng.normal(size=(B, H)), rng.normal(size=(B, H))
    hs, state = hoisted_lstm_forward(p, xs, h, c)
    layer = torch.nn.LSTM(D, H, dtype=torch.float64)
    weights = [p.W_x.T, p.W_h.T, p.b, 0 * p.b]
    with torch.no_grad():
        for weight, value in zip(layer.parameters(), weights, strict=True):
            weight.copy_(torch.tensor(value))
        want, _ = layer(torch.tensor(xs), (torch.tensor(h[None]), torch.tensor(c[None])))
    np.testing.assert_allclose(hs, want.numpy(), atol=1e-12)
    for t in range(T):
        h, c, _ = lstm_step(p, xs[t], h, c)
        np.testing.assert_allclose(hs[t], h, atol=1e-13)
    np.testing.assert_allclose(state, [h, c], atol=1e-13)


@few
@given(L=SIZES, T=SIZES)
def test_a_wavefront_holds_every_cell_once_and_none_too_early(L, T):
    diagonals = wavefront(L, T)
    assert len(diagonals) == L + T - 1
    done = set()
    for diagonal in diagonals:
        for layer, t in diagonal:
            assert layer == 0 or (layer - 1, t) in done
            assert t == 0 or (layer, t - 1) in done
        done |= set(diagonal)
    assert len(done) == L * T == sum(map(len, diagonals))
    assert wavefront(2, 3) == [[(0, 0)], [(0, 1), (1, 0)], [(0, 2), (1, 1)], [(1, 2)]]


def test_recurrence_by_hand():
    want = [-1, 3, 0.4724, 0.3518, 0.3139, 3.5, 0.0821, 1.6333, 12.1905, 27.6757]
    np.testing.assert_allclose(list(recurrence_by_hand().values()), want, atol=5e-5)


FUSED = FusedParams(Z((5, 12)), Z(12))


@each_row(
    ("call", "message"),
    [
        (lambda: lstm_flops(0, 1, 1, 1), "T is 0"),
        (lambda: arithmetic_intensity(1, 2, 0.5), "H is 0.5"),
        (lambda: roofline(1, 0, 1, 1), "bytes is 0"),
        (lambda: roofline(1, 1, math.inf, 1), "peak is inf"),
        (lambda: fused_lstm_step(FUSED, Z((1, 3)), Z((1, 3)), Z((1, 3))), "x has shape"),
        (lambda: fused_lstm_step(FUSED, Z((1, 2)), Z((1, 3)), Z((2, 3))), "c has shape"),
        (
            lambda: fused_lstm_step(FUSED._replace(W=Z((3, 12))), Z((1, 2)), Z((1, 3)), Z((1, 3))),
            "p.W has 3 rows, expected D . H, above H = 3",
        ),
        (lambda: hoisted_lstm_forward(FUSED, Z((1, 1, 2)), Z((1, 3)), Z((1, 3))), "p is a Fused"),
        (lambda: wavefront(2, 0), "T is 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
