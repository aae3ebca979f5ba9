"""Wrong kinds where a cell, weights, a record or a generator is wanted: each is named."""

import numpy as np
import pytest
import torch

from helpers.scratch.bidirectional import birnn_forward
from helpers.scratch.bptt import rnn_backward, rnn_forward
from helpers.scratch.contract.protocol import zero_state
from helpers.scratch.gradcheck import numeric_gradient
from helpers.scratch.hoisted import lstm_backward
from helpers.scratch.init import init_lstm, init_rnn
from helpers.scratch.language_model import (
    init_language_model,
    language_model_gradients,
    language_model_loss,
)
from helpers.scratch.optim import clip_by_value, momentum_start, sgd_step
from helpers.scratch.variants import orthogonal, unitary
from helpers.scratch.variants.depth_gated import depth_gated_backward
from helpers.scratch.variants.diagonal import init_diagonal, init_lru, lru_prepare_backward
from helpers.scratch.variants.skips import delay_backward
from tests.support.tables import each_row

RNG = np.random.default_rng(0)
T, B, D, H = 4, 2, 3, 5
P, LSTM_P = init_rnn(RNG, D, H), init_lstm(RNG, D, H)
XS, DHS = RNG.normal(size=(T, B, D)), RNG.normal(size=(T, B, H))


@each_row(
    ("call", "message"),
    [
        (lambda: zero_state("rnn", P, B), "cell is a str, expected a Cell"),
        (lambda: rnn_backward(P, None, DHS), "caches is a NoneType, expected a list of RNNCache"),
        (lambda: rnn_backward(P, [], DHS), r"len\(caches\) is 0"),
        (lambda: delay_backward(P, [None], DHS, 2), "cache is a NoneType, expected RNNCache"),
        (lambda: depth_gated_backward([LSTM_P], [None], DHS), r"caches\[0\] is not what depth_ga"),
        (lambda: lstm_backward(LSTM_P, None, DHS), "tape is a NoneType, expected LSTMTape"),
        (lambda: orthogonal.prepare_cayley(P), "p is a RNNParams, expected CayleyParams"),
        (lambda: orthogonal.prepare_householder(P), "p is a RNNParams, expected Householder"),
        (lambda: lru_prepare_backward(P, None, None), "p is a RNNParams, expected LRUParams"),
        (lambda: numeric_gradient(None, XS), "f is a NoneType, expected a function"),
        (lambda: momentum_start(torch.zeros(2)), "p is Tensor, expected floating-point numbers"),
        (
            lambda: sgd_step([torch.ones(2)], [torch.ones(2)], 0.1),
            r"p\[0\] is Tensor, expected",
        ),
        (lambda: clip_by_value(torch.zeros(2), 1.0), "grads is Tensor"),
    ],
)
def test_other_kinds_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("backward", ["prepare_cayley_backward", "prepare_householder_backward"])
def test_a_gradient_of_other_weights_is_named(backward):
    p = orthogonal.init_householder(RNG, D, H, 2)
    if backward == "prepare_cayley_backward":
        p = orthogonal.CayleyParams(p.W_x, RNG.normal(size=(H, H)), p.b)
    with pytest.raises(ValueError, match="dq is a LSTMParams, expected RNNParams"):
        getattr(orthogonal, backward)(p, np.eye(H), LSTM_P)


@each_row(
    "draw",
    [
        init_diagonal,
        init_lru,
        orthogonal.init_householder,
        unitary.init_unitary,
        lambda rng, D, H: unitary.draw_permutation(rng, H),
        lambda rng, D, H: init_language_model(rng, 7, D, H),
    ],
)
def test_every_draw_wants_a_generator_of_its_own(draw):
    for rng in (np.random, None, 0):
        with pytest.raises(ValueError, match=r"rng is .*, expected a numpy.random.Generator"):
            draw(rng, D, H)


@each_row(
    ("radii", "message"),
    [
        ({"r_min": None}, "r_min, r_max are None, 0.999, expected 0 <= r_min"),
        ({"r_min": -0.1}, "r_min, r_max are -0.1, 0.999, expected 0 <= r_min"),
        ({"r_max": "x"}, "r_max is 'x'"),
        ({"r_min": 0.5, "r_max": 0.4}, "expected 0 <= r_min <= r_max < 1"),
        ({"r_max": 1.0}, "expected 0 <= r_min <= r_max < 1"),
    ],
)
def test_the_radii_of_a_ring_are_named(radii, message):
    with pytest.raises(ValueError, match=message):
        init_lru(RNG, D, H, **radii)


@each_row("f", [language_model_loss, language_model_gradients])
@each_row(
    ("change", "message"),
    [
        (lambda p: P, "p is a RNNParams, expected LMParams"),
        (lambda p: p._replace(rnn=LSTM_P), "p.rnn is a LSTMParams, expected RNNParams"),
        (lambda p: p._replace(W_y=p.W_y.T), r"p.W_y has shape \(7, 5\), expected \(H=5, V=7\)"),
        (lambda p: p._replace(b_y=p.b_y.astype(int)), "p.b_y is an array of int64"),
        (lambda p: p._replace(E=p.E * np.nan), r"p.E holds nan at \[0, 0\]"),
    ],
)
def test_weights_of_a_language_model_are_checked(f, change, message):
    p, ids = init_language_model(np.random.default_rng(0), 7, D, H), np.zeros((T, B), int)
    with pytest.raises(ValueError, match=message):
        f(change(p), ids, ids, np.zeros((B, H)))


@each_row("readout_sd", [-1.0, np.inf, np.nan, None, "x"])
def test_a_readout_sd_that_is_no_number_is_named(readout_sd):
    with pytest.raises(ValueError, match=f"readout_sd is {readout_sd!r}, expected a finite"):
        init_language_model(np.random.default_rng(0), 7, D, H, readout_sd)


def test_lengths_may_be_a_tensor():
    lengths = torch.tensor([4, 2])
    hs, tape = birnn_forward(P, P, XS, lengths)
    np.testing.assert_array_equal(hs, birnn_forward(P, P, XS, lengths.numpy())[0])
    lengths[:] = 1
    np.testing.assert_array_equal(tape.lengths, [4, 2])


def test_caches_of_rows_are_those_of_a_run():
    hs, caches = rnn_forward(P, XS, np.zeros((B, H)))
    dxs, _, _ = rnn_backward(P, tuple(caches), np.ones_like(hs))
    assert dxs.shape == XS.shape
