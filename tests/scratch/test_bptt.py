"""Backpropagation through time, full and truncated."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch.bptt import chunk_bounds, rnn_backward, rnn_forward, truncated_backward
from helpers.scratch.cells import rnn_step
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.init import init_rnn
from tests.support.tables import each_row

SIZES = st.integers(1, 4)


def draw(seed, T, B, D, H):
    rng = np.random.default_rng(seed)
    p = init_rnn(rng, D, H)._replace(b=rng.normal(size=H))
    return p, rng.normal(size=(T, B, D)), rng.normal(size=(B, H)), rng.normal(size=(T, B, H))


def torch_gradients(p, xs, h0, dhs, k):
    """The same gradients from torch.nn.RNN, the state detached at every chunk border."""
    net = torch.nn.RNN(*p.W_x.shape, dtype=torch.float64)
    with torch.no_grad():
        net.weight_ih_l0.copy_(torch.tensor(p.W_x.T))
        net.weight_hh_l0.copy_(torch.tensor(p.W_h.T))
        net.bias_ih_l0.copy_(torch.tensor(p.b))
        net.bias_hh_l0.zero_()
    inputs, first = torch.tensor(xs, requires_grad=True), torch.tensor(h0, requires_grad=True)
    h, outs = first[None], []
    for start in range(0, len(xs), k):
        out, h = net(inputs[start : start + k], h)
        outs.append(out)
        h = h.detach()
    hs = torch.cat(outs)
    hs.backward(torch.tensor(dhs))
    dp = type(p)(
        net.weight_ih_l0.grad.T.numpy(),
        net.weight_hh_l0.grad.T.numpy(),
        net.bias_ih_l0.grad.numpy(),
    )
    return hs.detach().numpy(), (inputs.grad.numpy(), first.grad.numpy(), dp)


def test_rnn_forward_repeats_one_step_with_the_same_weights():
    p, xs, h, _ = draw(0, 5, 2, 3, 4)
    hs, caches = rnn_forward(p, xs, h)
    assert len(caches) == 5
    for t in range(5):
        np.testing.assert_array_equal(caches[t].h, h)
        np.testing.assert_array_equal(caches[t].x, xs[t])
        h, _ = rnn_step(p, xs[t], h)
        np.testing.assert_array_equal(hs[t], h)
        np.testing.assert_array_equal(caches[t].h_next, h)


def test_scalar_example_of_three_steps():
    """The pen-and-paper case: da_t = dh_t (1 - h_t^2), dw_h the sum of da_t h_(t-1)."""
    p = init_rnn(np.random.default_rng(0), 1, 1)
    xs, h0 = np.array([1.0, -1.0, 0.5]).reshape(3, 1, 1), np.array([[0.3]])
    hs, caches = rnn_forward(p, xs, h0)
    h1, h2, h3 = hs.ravel()
    w = p.W_h[0, 0]
    da3 = 1 - h3**2
    da2 = da3 * w * (1 - h2**2)
    da1 = da2 * w * (1 - h1**2)
    dxs, dh0, dp = rnn_backward(p, caches, np.array([0.0, 0.0, 1.0]).reshape(3, 1, 1))
    assert dp.W_h[0, 0] == pytest.approx(da3 * h2 + da2 * h1 + da1 * 0.3, rel=1e-12)
    assert dp.W_x[0, 0] == pytest.approx(da3 * 0.5 - da2 + da1, rel=1e-12)
    assert dp.b[0] == pytest.approx(da3 + da2 + da1, rel=1e-12)
    assert dh0[0, 0] == pytest.approx(da1 * w, rel=1e-12)
    np.testing.assert_allclose(dxs.ravel(), np.array([da1, da2, da3]) * p.W_x[0, 0], rtol=1e-12)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 99))
def test_rnn_backward_by_central_differences(T, B, D, H, seed):
    p, xs, h0, _ = draw(seed, T, B, D, H)

    def backward(dhs, p, xs, h0):
        dxs, dh0, dp = rnn_backward(p, rnn_forward(p, xs, h0)[1], dhs)
        return {"p": dp, "xs": dxs, "h0": dh0}

    errors = check_gradients(
        lambda p, xs, h0: rnn_forward(p, xs, h0)[0],
        backward,
        {"p": p, "xs": xs, "h0": h0},
        np.random.default_rng(seed + 1),
    )
    assert set(errors) == {"p.W_x", "p.W_h", "p.b", "xs", "h0"}
    assert max(errors.values()) < 1e-6, errors


@settings(max_examples=20, deadline=None, derandomize=True)
@given(T=st.integers(1, 7), B=SIZES, D=SIZES, H=SIZES, k=st.integers(1, 8), seed=st.integers(0, 99))
def test_truncated_backward_agrees_with_torch_and_detached_states(T, B, D, H, k, seed):
    p, xs, h0, dhs = draw(seed, T, B, D, H)
    hs, want = torch_gradients(p, xs, h0, dhs, k)
    np.testing.assert_allclose(rnn_forward(p, xs, h0)[0], hs, atol=1e-12)
    got = truncated_backward(p, xs, h0, dhs, k)
    assert max(relative_errors(got, want).values()) < 1e-9


@settings(max_examples=20, deadline=None, derandomize=True)
@given(T=st.integers(1, 6), B=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 99))
def test_rnn_backward_agrees_with_torch(T, B, D, H, seed):
    p, xs, h0, dhs = draw(seed, T, B, D, H)
    _, want = torch_gradients(p, xs, h0, dhs, T)
    got = rnn_backward(p, rnn_forward(p, xs, h0)[1], dhs)
    assert max(relative_errors(got, want).values()) < 1e-9


def test_one_chunk_is_the_full_gradient_and_shorter_ones_are_not():
    p, xs, h0, dhs = draw(0, 6, 2, 3, 4)
    full = rnn_backward(p, rnn_forward(p, xs, h0)[1], dhs)
    for k in (6, 7, 100):
        assert max(relative_errors(truncated_backward(p, xs, h0, dhs, k), full).values()) < 1e-14
    cut = relative_errors(truncated_backward(p, xs, h0, dhs, 2), full, "d")
    assert min(cut["d[2].W_x"], cut["d[2].W_h"], cut["d[2].b"], cut["d[0]"], cut["d[1]"]) > 1e-3


def test_dp_does_not_share_memory_and_arguments_stay():
    p, xs, h0, dhs = draw(0, 4, 2, 3, 4)
    before = [array.copy() for array in (*p, xs, h0, dhs)]
    _, caches = rnn_forward(p, xs, h0)
    rnn_backward(p, caches, dhs)
    truncated_backward(p, xs, h0, dhs, 3)
    for array, copy in zip((*p, xs, h0, dhs), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_float32_stays_float32():
    p, xs, h0, dhs = draw(0, 4, 2, 3, 4)
    p = type(p)(*(w.astype(np.float32) for w in p))
    xs, h0, dhs = (a.astype(np.float32) for a in (xs, h0, dhs))
    dxs, dh0, dp = truncated_backward(p, xs, h0, dhs, 2)
    assert {a.dtype for a in (dxs, dh0, *dp)} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("T", "k", "want"),
    [
        (7, 3, [(0, 3), (3, 6), (6, 7)]),
        (6, 3, [(0, 3), (3, 6)]),
        (3, 3, [(0, 3)]),
        (3, 5, [(0, 3)]),
        (2, 1, [(0, 1), (1, 2)]),
        (0, 4, []),
    ],
)
def test_chunk_bounds_by_hand(T, k, want):
    assert chunk_bounds(T, k) == want


P, XS, H0, DHS = draw(0, 4, 2, 3, 5)
CACHES = rnn_forward(P, XS, H0)[1]


@each_row(
    ("call", "message"),
    [
        (lambda: chunk_bounds(4, 0), "k is 0, expected a whole number of at least 1"),
        (lambda: chunk_bounds(4, 2.0), "k is 2.0"),
        (lambda: chunk_bounds(4, True), "k is True"),
        (lambda: chunk_bounds(-1, 2), "T is -1"),
        (lambda: truncated_backward(P, XS, H0, DHS, 0), "k is 0"),
        (lambda: truncated_backward(P, XS, H0, DHS[:3], 2), r"dhs has shape \(3, 2, 5\), .*T=4"),
        (lambda: rnn_forward(P, XS[0], H0), r"xs has shape \(2, 3\), expected \(T, B, D=3\)"),
        (lambda: rnn_forward(P, XS[:0], H0), "xs .* at least one entry on every axis"),
        (lambda: rnn_forward(P, XS.astype(int), H0), "xs is an array of int64"),
        (lambda: rnn_forward(P, XS, H0[:1]), r"h0 has shape \(1, 5\), expected \(B=2, H=5\)"),
        (lambda: rnn_backward(P, rnn_forward(P, XS, H0)[1], DHS[0]), r"dhs has shape \(2, 5\)"),
        (lambda: rnn_backward(P, [], DHS), r"len\(caches\) is 0"),
        (lambda: rnn_backward(P, [()] * 4, DHS), "cache is a tuple, expected RNNCache"),
        (lambda: rnn_backward(draw(1, 1, 1, 2, 5)[0], CACHES, DHS), "p has the sizes .*'D': 2,"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
