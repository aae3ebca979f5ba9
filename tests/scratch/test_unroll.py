"""Any cell over time: its gradients, padding that changes nothing, truncation, and bad calls."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from helpers.scratch.bptt import (
    chunk_bounds,
    rnn_backward,
    rnn_forward,
    truncated_unroll_backward,
    unroll,
    unroll_backward,
)
from helpers.scratch.cells import GRU, LSTM, RELU_RNN, RNN, LSTMParams, RNNParams
from helpers.scratch.contract import params
from helpers.scratch.contract.protocol import zero_state
from helpers.scratch.contract.tree import tree_leaves, tree_map
from helpers.scratch.gradcheck import relative_errors
from helpers.scratch.init import init_cell
from helpers.scratch.variants.diagonal import LRU
from helpers.scratch.variants.orthogonal import CAYLEY_RNN
from helpers.scratch.variants.skips import delay_cell
from tests.support.proofs import (
    SEEDS,
    SIZES,
    TOLERANCE,
    draw_array,
    draw_params,
    draw_state,
    prove_gradients,
)
from tests.support.spinning import SPINNING
from tests.support.tables import each_row

CELLS = [RNN, LSTM, GRU, CAYLEY_RNN, LRU, delay_cell(2), SPINNING]
GARBAGE = (np.nan, np.inf, -np.inf, 1e300)
every_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
sizes = given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
few = settings(max_examples=10, deadline=None, derandomize=True)


def draw(cell, T, B, D, H, seed):
    """Draw everything a padded run needs, with garbage on the padding of xs and dhs."""
    rng = np.random.default_rng(seed)
    p, lengths = draw_params(rng, cell.params, D=D, H=H), rng.integers(1, T + 1, size=B)
    xs, state0 = rng.normal(size=(T, B, D)), draw_state(rng, cell, B, H)
    dstate = draw_state(rng, cell, B, H)
    dhs = draw_array(rng, (T, *state0[0].shape), state0[0].dtype.kind)
    padding = np.arange(T)[:, None] >= lengths
    xs[padding] = rng.choice(GARBAGE, size=xs[padding].shape)
    dhs[padding] = rng.choice(GARBAGE, size=dhs[padding].shape)
    return p, xs, state0, dhs, dstate, lengths


def close(got, want):
    """Tell whether two trees agree but for rounding."""
    return max(relative_errors(got, want).values()) < 1e-12


@every_cell
@few
@sizes
def test_gradients_of_a_padded_run_by_central_differences(cell, T, B, D, H, seed):
    lengths = np.random.default_rng(seed).integers(1, T + 1, size=B)
    prove_gradients(cell, T, B, D, H, seed, lengths)


@every_cell
@few
@sizes
def test_a_padded_batch_equals_its_sequences_one_by_one(cell, T, B, D, H, seed):
    p, xs, state0, dhs, dstate, lengths = draw(cell, T, B, D, H, seed)
    hs, state, tape = unroll(cell, p, xs, state0, lengths)
    dxs, dstate0, dp = unroll_backward(cell, p, tape, dhs, dstate)
    total = tree_map(np.zeros_like, dp)
    for b, L in enumerate(lengths):
        row = slice(b, b + 1)
        alone = unroll(cell, p, xs[:L, row], tuple(s[row] for s in state0))
        got = hs[:L, row], tuple(s[row] for s in state)
        assert close(got, alone[:2])
        back = unroll_backward(cell, p, alone[2], dhs[:L, row], tuple(d[row] for d in dstate))
        assert close((dxs[:L, row], tuple(d[row] for d in dstate0)), back[:2])
        total = tree_map(np.add, total, back[2])
        assert not hs[L:, b].any()
        assert not dxs[L:, b].any()
    assert close(dp, total)


@every_cell
@few
@sizes
def test_truncation_of_a_padded_batch_equals_its_sequences_one_by_one(cell, T, B, D, H, seed):
    p, xs, state0, dhs, _, lengths = draw(cell, T, B, D, H, seed)
    for k in (1, 2, T, T + 3):
        dxs, dstate0, dp = truncated_unroll_backward(cell, p, xs, state0, dhs, k, lengths)
        total = tree_map(np.zeros_like, dp)
        for b, L in enumerate(lengths):
            row = slice(b, b + 1)
            first = tuple(s[row] for s in state0)
            back = truncated_unroll_backward(cell, p, xs[:L, row], first, dhs[:L, row], k)
            assert close((dxs[:L, row], tuple(d[row] for d in dstate0)), back[:2])
            total = tree_map(np.add, total, back[2])
            assert not dxs[L:, b].any()
        assert close(dp, total)
    full = unroll_backward(cell, p, unroll(cell, p, xs, state0, lengths)[2], dhs)
    assert close((dxs, dstate0, dp), full)


@few
@sizes
def test_a_truncated_lstm_agrees_with_torch_and_detached_states(T, B, D, H, seed):
    p, xs, (h0, c0), dhs, _, lengths = draw(LSTM, T, B, D, H, seed)
    net = torch.nn.LSTM(D, H, bias=False, dtype=torch.float64)
    with torch.no_grad():
        net.weight_ih_l0.copy_(torch.tensor(p.W_x.T))
        net.weight_hh_l0.copy_(torch.tensor(p.W_h.T))
    p = p._replace(b=np.zeros(4 * H))
    first = [torch.tensor(s, requires_grad=True) for s in (h0, c0)]
    inputs, k = torch.tensor(xs, requires_grad=True), 2
    for b, L in enumerate(lengths):
        state = [s[None, b : b + 1] for s in first]
        for start, stop in chunk_bounds(int(L), k):
            hs, state = net(inputs[start:stop, b : b + 1], tuple(state))
            hs.backward(torch.tensor(dhs[start:stop, b : b + 1]))
            state = [s.detach() for s in state]
    dxs, dstate0, dp = truncated_unroll_backward(LSTM, p, xs, (h0, c0), dhs, k, lengths)
    got = dxs, dstate0, dp.W_x, dp.W_h
    grads = [net.weight_ih_l0.grad.T, net.weight_hh_l0.grad.T]
    want = [inputs.grad, tuple(s.grad for s in first), *grads]
    assert (
        max(relative_errors(got, tree_map(lambda g: g.numpy(), tuple(want))).values()) < TOLERANCE
    )


@every_cell
def test_no_first_state_is_zeros_and_the_last_state_is_the_last_real_one(cell):
    p, xs, _, dhs, dstate, lengths = draw(cell, 5, 3, 2, 4, 0)
    hs, state, tape = unroll(cell, p, xs, None, lengths)
    zeros = zero_state(cell, p, 3)
    assert [z.dtype for z in zeros] == [s.dtype for s in state]
    assert close(unroll(cell, p, xs, zeros, lengths)[0], hs)
    np.testing.assert_array_equal(state[0], hs[lengths - 1, range(3)])
    none = unroll_backward(cell, p, tape, dhs)
    assert close(unroll_backward(cell, p, tape, dhs, tuple(np.zeros_like(d) for d in dstate)), none)


@every_cell
def test_chunks_carry_state_and_clock(cell):
    p, xs, state0, dhs, dstate, _ = draw(cell, 5, 1, 2, 4, 1)
    xs, dhs = np.nan_to_num(xs, posinf=0, neginf=0), np.nan_to_num(dhs, posinf=0, neginf=0)
    xs[np.abs(xs) > 9], dhs[np.abs(dhs) > 9] = 1, 1
    whole, last, tape = unroll(cell, p, xs, state0)
    early, state, tape_1 = unroll(cell, p, xs[:2], state0)
    late, state, tape_2 = unroll(cell, p, xs[2:], state, start=2)
    assert close((np.concatenate([early, late]), state), (whole, last))
    # Passing dstate on from chunk to chunk cuts nothing.
    dxs_2, dmiddle, dp_2 = unroll_backward(cell, p, tape_2, dhs[2:], dstate)
    dxs_1, dstate0, dp_1 = unroll_backward(cell, p, tape_1, dhs[:2], dmiddle)
    parts = np.concatenate([dxs_1, dxs_2]), dstate0, tree_map(np.add, dp_1, dp_2)
    assert close(parts, unroll_backward(cell, p, tape, dhs, dstate))
    # Truncation cuts it, and runs the second chunk at its own place on the clock.
    _, middle, tape_1 = unroll(cell, p, xs[:3], state0)
    dxs_1, dstate0, dp_1 = unroll_backward(cell, p, tape_1, dhs[:3])
    tape_2 = unroll(cell, p, xs[3:], middle, start=3)[2]
    dxs_2, _, dp_2 = unroll_backward(cell, p, tape_2, dhs[3:])
    parts = np.concatenate([dxs_1, dxs_2]), dstate0, tree_map(np.add, dp_1, dp_2)
    assert close(parts, truncated_unroll_backward(cell, p, xs, state0, dhs, 3))


def adding_step(p, x, h):
    """Add x and b: h_next = h + x + b."""
    return h + x + p.b, None


def adding_step_backward(p, cache, dh_next):
    """Give views of what came in: nothing may be added into them."""
    zeros = tree_map(np.zeros_like, p)
    return dh_next, dh_next, zeros._replace(b=dh_next[0])


def test_a_gradient_that_is_a_view_of_another_is_not_added_into():
    adding = RNN._replace(step=adding_step, step_backward=adding_step_backward)
    p, xs, state0, dhs, *_ = draw(RNN, 1, 1, 3, 3, 0)
    dhs = np.repeat(dhs, 4, axis=0)
    tape = unroll(adding, p, np.repeat(xs, 4, axis=0), state0)[2]
    dxs, (dh0,), dp = unroll_backward(adding, p, tape, dhs)
    np.testing.assert_allclose(dxs[:, 0], np.array([[4], [3], [2], [1]]) * dhs[0, 0])
    np.testing.assert_allclose(dh0, dhs.sum(axis=0))
    np.testing.assert_allclose(dp.b, (4 + 3 + 2 + 1) * dhs[0, 0])


@every_cell
@pytest.mark.parametrize("lengths", [None, [1, 4, 2]])
def test_precision_is_kept_and_arguments_stay(cell, lengths):
    p, xs, state0, dhs, dstate, _ = draw(cell, 1, 3, 2, 4, 2)
    xs, dhs = np.repeat(xs, 4, axis=0), np.repeat(dhs, 4, axis=0)
    halve = {"f": np.float32, "c": np.complex64}
    tree = tree_map(lambda a: a.astype(halve[a.dtype.kind]), (p, xs, state0, dhs, dstate))
    p, xs, state0, dhs, dstate = tree
    before = tree_map(np.array, tree)
    hs, state, tape = unroll(cell, p, xs, state0, lengths)
    chunked = truncated_unroll_backward(cell, p, xs, state0, dhs, 3, lengths)
    for got in (unroll_backward(cell, p, tape, dhs, dstate), chunked):
        assert tree_map(lambda a: a.dtype.name, got) == tree_map(
            lambda a: a.dtype.name, (xs, state0, p)
        )
    assert {a.dtype.itemsize // (1 + np.iscomplexobj(a)) for a in (hs, *state)} == {4}
    for (_, now), (_, then) in zip(tree_leaves(tree), tree_leaves(before), strict=True):
        np.testing.assert_array_equal(now, then)


def test_a_padded_step_never_overflows_where_the_real_ones_do_not():
    """A state that grows 1e200-fold a step: one step too many, and 0 * inf would reach dW_h."""
    p = RNNParams(np.ones((1, 1)), np.full((1, 1), 1e200), np.zeros(1))
    xs, h0 = np.zeros((4, 2, 1)), np.array([[1e-50], [0.0]])
    hs, _, tape = unroll(RELU_RNN, p, xs, (h0,), [1, 4])
    assert hs[:, 0].ravel().tolist() == [1e-50 * 1e200, 0, 0, 0]
    _, (dh0,), dp = unroll_backward(RELU_RNN, p, tape, np.ones((4, 2, 1)))
    assert dp.W_h.tolist() == [[1e-50]]
    assert dh0[0].tolist() == [1e200]


P, XS, STATE0, DHS, DSTATE, _ = draw(LSTM, 1, 2, 3, 5, 0)
XS, DHS = np.repeat(XS, 4, axis=0), np.repeat(DHS, 4, axis=0)
H0, C0 = STATE0
TAPE = unroll(LSTM, P, XS, STATE0)[2]
SQUARE = draw_params(np.random.default_rng(0), RNN.params, D=3, H=5)


def run(cell=LSTM, p=P, xs=XS, state0=STATE0, lengths=None, start=0):
    return lambda: unroll(cell, p, xs, state0, lengths, start)


def pull(cell=LSTM, p=P, tape=TAPE, dhs=DHS, dstate=None):
    return lambda: unroll_backward(cell, p, tape, dhs, dstate)


def cut(p=P, xs=XS, state0=STATE0, dhs=DHS, k=2, lengths=None):
    return lambda: truncated_unroll_backward(LSTM, p, xs, state0, dhs, k, lengths)


@each_row(
    ("call", "message"),
    [
        (run(xs=XS.swapaxes(0, 1)), r"h0 has shape \(2, 5\), expected \(B=4, H=5\)"),
        (run(xs=XS.swapaxes(0, 1), state0=None, lengths=[4, 1]), r"lengths has .*\(B=4,\)"),
        (run(xs=XS.transpose(2, 0, 1)), r"xs has shape \(3, 4, 2\), .*D=3"),
        (run(xs=XS[0]), r"xs has shape \(2, 3\), expected \(T, B, D=3\)"),
        (run(xs=XS.astype(int)), "xs is an array of int64, expected an array of floating"),
        (run(xs=XS.tolist()), "xs is a list"),
        (run(xs=torch.tensor(XS)), "xs is a Tensor"),
        (run(xs=XS[:0]), "xs has shape .* at least one entry on every axis"),
        (run(p=SQUARE), "p is a RNNParams, expected LSTMParams"),
        (run(p=P._replace(b=np.full(20, np.nan))), r"p.b holds nan at \[0\], expected finite"),
        (run(p=LSTMParams(P.W_x, P.W_h[:4], P.b)), r"p.W_h has shape \(4, 20\), .*H=5"),
        (run(state0=H0), r"state0 is a ndarray, expected a tuple \(h0, c0\)"),
        (run(state0=(H0,)), r"state0 has 1 arrays, expected a tuple \(h0, c0\)"),
        (run(state0=(H0, C0, C0)), r"state0 has 3 arrays, expected a tuple \(h0, c0\)"),
        (run(state0=(H0, C0[:1])), r"c0 has shape \(1, 5\), expected \(B=2, H=5\)"),
        (run(state0=(H0, C0.astype(int))), "c0 is an array of int64"),
        (run(RNN, SQUARE, state0=H0), r"state0 is a ndarray, expected a tuple \(h0,\)"),
        (run(lengths=[0, 4]), r"lengths holds 0 at \[0\], expected from 1 to T = 4"),
        (run(lengths=[4, 5]), r"lengths holds 5 at \[1\], expected from 1 to T = 4"),
        (run(lengths=[4, 4, 4]), r"lengths has shape \(3,\), expected \(B=2,\)"),
        (run(lengths=4), r"lengths has shape \(\), expected \(B=2,\)"),
        (run(lengths=[4.0, 2.0]), "lengths is an array of float64, expected whole numbers"),
        (run(lengths=[True, True]), "lengths is an array of bool"),
        (run(lengths=[[4], [4, 2]]), "lengths is .*expected 2 whole numbers"),
        (run(start=-1), "start is -1, expected a whole number of at least 0"),
        (run(start=1.0), "start is 1.0"),
        (pull(p=SQUARE), "p is a RNNParams, expected LSTMParams"),
        (pull(tape=unroll(LSTM, P, XS, STATE0)), "tape is a tuple, expected the Tape"),
        (pull(dhs=DHS[:3]), r"dhs has shape \(3, 2, 5\), expected \(T=4, B=2, H=5\)"),
        (pull(dhs=DHS[0]), r"dhs has shape \(2, 5\), expected \(T=4, B=2, H=5\)"),
        (pull(dhs=DHS.astype(int)), "dhs is an array of int64"),
        (pull(dstate=DSTATE[0]), r"dstate is a ndarray, expected a tuple \(dh, dc\)"),
        (pull(dstate=DSTATE[:1]), r"dstate has 1 arrays, expected a tuple \(dh, dc\)"),
        (pull(dstate=(DSTATE[0], DSTATE[1][:1])), r"dc has shape \(1, 5\), expected \(B=2, H=5\)"),
        (cut(k=0), "k is 0"),
        (cut(dhs=DHS[:3]), r"dhs has shape \(3, 2, 5\), .*T=4"),
        (cut(lengths=[0, 4]), r"lengths holds 0"),
        (cut(state0=H0), "state0 is a ndarray"),
        (cut(xs=XS.astype(int)), "xs is an array of int64"),
        (lambda: rnn_backward(SQUARE, rnn_forward(SQUARE, XS, H0)[1], DHS[:2]), "dhs .*T=4"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("cell", [RNN, LSTM, LRU, CAYLEY_RNN], ids=lambda cell: cell.name)
def test_a_run_looks_at_its_weights_as_often_whatever_its_length(cell, monkeypatch):
    looks, finite = [], params._is_finite
    monkeypatch.setattr(params, "_is_finite", lambda array: looks.append(1) or finite(array))
    p, counts = init_cell(np.random.default_rng(0), cell, 3, 4), []
    for T in (2, 50):
        hs, _, tape = unroll(cell, p, np.ones((T, 2, 3)))
        unroll_backward(cell, p, tape, hs)
        counts.append(len(looks))
        looks.clear()
    assert 0 < counts[0] == counts[1]


def test_the_caches_of_a_run_have_one_form():
    _, caches = rnn_forward(SQUARE, XS, H0)
    caches[1] = caches[1]._replace(h=caches[1].h[:1])
    with pytest.raises(ValueError, match=r"^caches\[1\] holds the shapes .*expected .*as the last"):
        rnn_backward(SQUARE, caches, DHS)
