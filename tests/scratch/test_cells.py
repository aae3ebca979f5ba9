"""The Elman cell, one step forward and backward."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch.cells import RNNParams, rnn_step, rnn_step_backward
from helpers.scratch.gradcheck import check_gradients
from helpers.scratch.init import init_rnn

SIZES = st.integers(1, 5)


def test_rnn_step_by_hand():
    p = RNNParams(
        np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 3.0], [1.0, 0.0]]), np.ones(2)
    )
    h_next, cache = rnn_step(p, np.array([[1.0, -1.0]]), np.array([[0.5, 0.25]]))
    np.testing.assert_allclose(h_next, np.tanh([[1 + 0.25 + 1, -2 + 1.5 + 1]]), rtol=1e-15)
    assert cache.h_next is h_next
    assert cache.x.tolist() == [[1, -1]]
    assert cache.h.tolist() == [[0.5, 0.25]]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(B=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 99))
def test_rnn_step_backward_by_central_differences(B, D, H, seed):
    rng = np.random.default_rng(seed)
    p = init_rnn(rng, D, H)._replace(b=rng.normal(size=H))

    def backward(dh_next, p, x, h):
        dx, dh, dp = rnn_step_backward(p, rnn_step(p, x, h)[1], dh_next)
        return {"p": dp, "x": dx, "h": dh}

    inputs = {"p": p, "x": rng.normal(size=(B, D)), "h": rng.normal(size=(B, H))}
    errors = check_gradients(lambda p, x, h: rnn_step(p, x, h)[0], backward, inputs, rng)
    assert set(errors) == {"p.W_x", "p.W_h", "p.b", "x", "h"}
    assert max(errors.values()) < 1e-6, errors


@settings(max_examples=15, deadline=None, derandomize=True)
@given(B=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 99))
def test_rnn_step_and_its_gradient_agree_with_torch(B, D, H, seed):
    rng = np.random.default_rng(seed)
    p = init_rnn(rng, D, H)._replace(b=rng.normal(size=H))
    x, h, dh_next = (rng.normal(size=size) for size in [(B, D), (B, H), (B, H)])
    cell = torch.nn.RNNCell(D, H, dtype=torch.float64)
    with torch.no_grad():
        for name, value in [("weight_ih", p.W_x.T), ("weight_hh", p.W_h.T), ("bias_ih", p.b)]:
            getattr(cell, name).copy_(torch.tensor(value))
        cell.bias_hh.zero_()
    tx, th = (torch.tensor(a, requires_grad=True) for a in (x, h))
    out = cell(tx, th)
    out.backward(torch.tensor(dh_next))
    h_next, cache = rnn_step(p, x, h)
    dx, dh, dp = rnn_step_backward(p, cache, dh_next)
    pairs = [(h_next, out.detach()), (dx, tx.grad), (dh, th.grad), (dp.b, cell.bias_ih.grad)]
    pairs += [(dp.W_x, cell.weight_ih.grad.T), (dp.W_h, cell.weight_hh.grad.T)]
    for got, want in pairs:
        np.testing.assert_allclose(got, want, atol=1e-12)


def test_a_step_changes_none_of_its_arguments():
    rng = np.random.default_rng(0)
    p, x, h = init_rnn(rng, 3, 4), rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    dh_next = rng.normal(size=(2, 4))
    before = [array.copy() for array in (*p, x, h, dh_next)]
    rnn_step_backward(p, rnn_step(p, x, h)[1], dh_next)
    for array, copy in zip((*p, x, h, dh_next), before, strict=True):
        np.testing.assert_array_equal(array, copy)


P = init_rnn(np.random.default_rng(0), 3, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rnn_step(P, np.zeros((2, 4)), np.zeros((2, 4))), r"x has shape \(2, 4\), .*D=3"),
        (lambda: rnn_step(P, np.zeros(3), np.zeros((2, 4))), r"x has shape \(3,\)"),
        (lambda: rnn_step(P, np.zeros((2, 3)), np.zeros((1, 4))), r"h has shape \(1, 4\), .*B=2"),
        (lambda: rnn_step(P, np.zeros((2, 3), int), np.zeros((2, 4))), "x is an array of int"),
        (lambda: rnn_step(P, [[0.0] * 3], np.zeros((1, 4))), "x is a list"),
        (
            lambda: rnn_step(P._replace(W_h=np.zeros((4, 3))), np.zeros((2, 3)), np.zeros((2, 4))),
            r"p.W_h has shape \(4, 3\)",
        ),
        (
            lambda: rnn_step(P._replace(b=np.zeros((1, 4))), np.zeros((2, 3)), np.zeros((2, 4))),
            r"p.b has shape \(1, 4\), expected \(H=4,\)",
        ),
        (
            lambda: rnn_step_backward(
                P, rnn_step(P, np.zeros((2, 3)), np.zeros((2, 4)))[1], np.zeros((1, 4))
            ),
            r"dh_next has shape \(1, 4\), expected \(B=2, H=4\)",
        ),
    ],
)
def test_bad_arguments_of_a_step_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
