"""Two readers of one sequence, and the reversal that leaves padding where it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch.bidirectional import (
    bidirectional_backward,
    bidirectional_forward,
    birnn_backward,
    birnn_forward,
    reverse_padded,
)
from helpers.scratch.bptt import unroll
from helpers.scratch.cells import GRU, LSTM, RNN
from helpers.scratch.contract.tree import tree_map
from helpers.scratch.gradcheck import check_gradients, relative_errors
from tests.support.proofs import SEEDS, SIZES, TOLERANCE, draw_params, draw_state
from tests.support.spinning import SPINNING
from tests.support.tables import each_row

every_cell = pytest.mark.parametrize("cell", [RNN, LSTM, GRU, SPINNING], ids=lambda cell: cell.name)
few = settings(max_examples=8, deadline=None, derandomize=True)
sizes = given(T=SIZES, B=st.integers(1, 3), D=SIZES, H=st.integers(1, 3), seed=SEEDS)


def draw(cell, T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    p_f, p_b = (draw_params(rng, cell.params, D=D, H=H) for _ in range(2))
    xs, lengths = rng.normal(size=(T, B, D)), rng.integers(1, T + 1, size=B)
    state0 = draw_state(rng, cell, B, H), draw_state(rng, cell, B, H)
    dhs, dstate = rng.normal(size=(T, B, 2 * H)), tuple(draw_state(rng, cell, B, H) for _ in "fb")
    return p_f, p_b, xs, lengths, state0, dhs, dstate


def test_reverse_padded_by_hand():
    xs = np.array([[1, 5, 8], [2, 6, 9], [3, 7, 0], [4, 0, 0]])
    want = [[4, 7, 9], [3, 6, 8], [2, 5, 0], [1, 0, 0]]
    for kind in (np.int64, np.uint8, np.uint64):
        assert reverse_padded(xs, np.array([4, 3, 2], kind)).tolist() == want
    assert reverse_padded(xs, [1, 1, 1]).tolist() == xs.tolist()
    assert reverse_padded(xs, None).tolist() == xs[::-1].tolist()


@few
@sizes
def test_reversing_twice_is_nothing_and_each_row_is_turned_alone(T, B, D, H, seed):
    _, _, xs, lengths, *_ = draw(RNN, T, B, D, H, seed)
    turned = reverse_padded(xs, lengths)
    for b, L in enumerate(lengths):
        np.testing.assert_array_equal(turned[:L, b], xs[:L, b][::-1])
        np.testing.assert_array_equal(turned[L:, b], xs[L:, b])
    np.testing.assert_array_equal(reverse_padded(turned, lengths), xs)
    # A permutation Q: <Q x, y> = <x, Q^T y>, and Q^T is Q.
    other = np.random.default_rng(seed).normal(size=xs.shape)
    assert np.sum(turned * other) == pytest.approx(np.sum(xs * reverse_padded(other, lengths)))


def test_birnn_by_loops():
    p_f, p_b, xs, lengths, *_ = draw(RNN, 5, 3, 2, 4, 0)
    want = np.zeros((5, 3, 8))
    for b, L in enumerate(lengths):
        h = np.zeros(4)
        for t in range(L):
            h = np.tanh(xs[t, b] @ p_f.W_x + h @ p_f.W_h + p_f.b)
            want[t, b, :4] = h
        h = np.zeros(4)
        for t in reversed(range(L)):
            h = np.tanh(xs[t, b] @ p_b.W_x + h @ p_b.W_h + p_b.b)
            want[t, b, 4:] = h
    hs, tape = birnn_forward(p_f, p_b, xs, lengths)
    np.testing.assert_allclose(hs, want, atol=1e-14)
    dhs = np.random.default_rng(1).normal(size=hs.shape)
    got = birnn_backward(p_f, p_b, tape, dhs)
    dxs, _, dp_f, dp_b = bidirectional_backward(RNN, p_f, p_b, tape, dhs)
    assert max(relative_errors(got, (dxs, dp_f, dp_b)).values()) == 0


@every_cell
@few
@sizes
def test_gradients_by_central_differences(cell, T, B, D, H, seed):
    p_f, p_b, xs, lengths, state0, _, _ = draw(cell, T, B, D, H, seed)
    lengths = lengths if seed % 3 else None

    def forward(p_f, p_b, xs, state0):
        return bidirectional_forward(cell, p_f, p_b, xs, state0, lengths)[:2]

    def backward(douts, p_f, p_b, xs, state0):
        tape = bidirectional_forward(cell, p_f, p_b, xs, state0, lengths)[2]
        names = ("xs", "state0", "p_f", "p_b")
        grads = bidirectional_backward(cell, p_f, p_b, tape, *douts)
        return dict(zip(names, grads, strict=True))

    inputs = {"p_f": p_f, "p_b": p_b, "xs": xs, "state0": state0}
    errors = check_gradients(forward, backward, inputs, np.random.default_rng(seed))
    assert len(errors) == 2 * len(p_f) + 1 + 2 * len(cell.state)
    assert max(errors.values()) < TOLERANCE, errors


@every_cell
@few
@sizes
def test_a_padded_batch_equals_its_sequences_one_by_one(cell, T, B, D, H, seed):
    p_f, p_b, xs, lengths, state0, dhs, dstate = draw(cell, T, B, D, H, seed)
    padding = np.arange(T)[:, None] >= lengths
    xs[padding], dhs[padding] = np.nan, np.inf
    hs, state, tape = bidirectional_forward(cell, p_f, p_b, xs, state0, lengths)
    grads = bidirectional_backward(cell, p_f, p_b, tape, dhs, dstate)
    total = tree_map(np.zeros_like, grads[2:])
    for b, L in enumerate(lengths):
        row = slice(b, b + 1)
        cut = lambda tree, row=row: tree_map(lambda s: s[row], tree)  # noqa: E731
        one = bidirectional_forward(cell, p_f, p_b, xs[:L, row], cut(state0))
        back = bidirectional_backward(cell, p_f, p_b, one[2], dhs[:L, row], cut(dstate))
        got = hs[:L, row], cut(state), grads[0][:L, row], cut(grads[1])
        assert max(relative_errors(got, (*one[:2], *back[:2])).values()) < 1e-12
        assert not hs[L:, b].any()
        assert not grads[0][L:, b].any()
        total = tree_map(np.add, total, back[2:])
    assert max(relative_errors(grads[2:], total).values()) < 1e-12


def test_each_direction_is_the_cell_alone():
    p_f, p_b, xs, lengths, (s_f, s_b), *_ = draw(LSTM, 5, 3, 2, 4, 3)
    hs, (state_f, state_b), _ = bidirectional_forward(LSTM, p_f, p_b, xs, (s_f, None), lengths)
    left = unroll(LSTM, p_f, xs, s_f, lengths)
    right = unroll(LSTM, p_b, reverse_padded(xs, lengths), None, lengths)
    np.testing.assert_array_equal(hs[:, :, :4], left[0])
    np.testing.assert_array_equal(hs[:, :, 4:], reverse_padded(right[0], lengths))
    for got, want in zip((*state_f, *state_b), (*left[1], *right[1]), strict=True):
        np.testing.assert_array_equal(got, want)
    # The right reader's last state stands at each row's first step.
    np.testing.assert_array_equal(state_b[0], hs[0, :, 4:])


def test_precision_is_kept_and_arguments_stay():
    tree = tree_map(
        lambda a: a.astype(np.float32 if a.dtype.kind == "f" else a.dtype),
        draw(LSTM, 5, 3, 2, 4, 3),
    )
    before = tree_map(np.array, tree)
    p_f, p_b, xs, lengths, state0, dhs, dstate = tree
    hs, state, tape = bidirectional_forward(LSTM, p_f, p_b, xs, state0, lengths)
    kept = lengths.copy()
    lengths[:] = 1  # a batch loop may fill the same array again before the backward pass
    grads = bidirectional_backward(LSTM, p_f, p_b, tape, dhs, dstate)
    lengths[:] = kept
    again = bidirectional_backward(LSTM, p_f, p_b, tape, dhs, dstate)
    assert max(relative_errors(grads, again).values()) == 0
    dtypes = []
    tree_map(lambda a: dtypes.append(a.dtype), (hs, state, grads))
    assert set(dtypes) == {np.dtype(np.float32)}
    tree_map(np.testing.assert_array_equal, tree, before)


P_F, P_B, XS, LENGTHS, STATE0, DHS, DSTATE = draw(LSTM, 4, 2, 3, 5, 0)
TAPE = bidirectional_forward(LSTM, P_F, P_B, XS)[2]
NARROW = draw_params(np.random.default_rng(0), LSTM.params, D=2, H=5)


def run(p_f=P_F, p_b=P_B, xs=XS, lengths=None, state0=None):
    return lambda: bidirectional_forward(LSTM, p_f, p_b, xs, state0, lengths)


def pull(p_b=P_B, tape=TAPE, dhs=DHS, dstate=None):
    return lambda: bidirectional_backward(LSTM, P_F, p_b, tape, dhs, dstate)


@each_row(
    ("call", "message"),
    [
        (lambda: reverse_padded(np.zeros(3), [1]), r"xs has shape \(3,\), expected \(T, B, ...\)"),
        (lambda: reverse_padded(np.zeros((0, 2)), [1, 1]), r"xs has shape \(0, 2\)"),
        (lambda: reverse_padded(XS, [4, 5]), r"lengths holds 5 at \[1\]"),
        (lambda: reverse_padded(XS, [4]), r"lengths has shape \(1,\), expected \(B=2,\)"),
        (run(p_f=tuple(P_F)), "p_f is a tuple, expected LSTMParams"),
        (run(p_b=P_B._replace(b=P_B.b * np.nan)), r"p_b.b holds nan at \[0\]"),
        (run(p_b=NARROW), r"p_b has the sizes .*'D': 2.*, expected those of p_f, .*'D': 3"),
        (run(xs=XS.swapaxes(0, 1), lengths=LENGTHS), r"lengths has shape \(2,\), .*\(B=4,\)"),
        (run(xs=XS.astype(int)), "xs is an array of int64"),
        (run(lengths=[0, 4]), r"lengths holds 0 at \[0\]"),
        (run(state0=STATE0[0][0]), "state0 is a ndarray, expected a pair of tuples"),
        (run(state0=STATE0[0]), r"state0 is \(ndarray, ndarray\), expected a pair of tuples"),
        (run(state0=STATE0[:1]), r"state0 is \(tuple\), expected a pair of tuples"),
        (run(state0=(STATE0[0], STATE0[1][:1])), r"state0 has 1 arrays, .*\(h0, c0\)"),
        (pull(p_b=NARROW), "p_b has the sizes"),
        (
            lambda: bidirectional_forward("lstm", P_F, P_B, XS),
            "cell is a str, expected a Cell, such as LSTM",
        ),
        (pull(tape=TAPE.forward), "tape is a Tape, expected a BidirectionalTape"),
        (pull(dhs=DHS[:, :, :5]), r"dhs has shape \(4, 2, 5\), expected \(T=4, B=2, 2H=10\)"),
        (pull(dstate=DSTATE[0]), "dstate is .*expected a pair of tuples"),
        (lambda: birnn_forward(P_F, P_B, XS, LENGTHS), "p_f is a LSTMParams, expected RNNParams"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
