"""Stacked layers, residual links and pyramids, of cells in one direction or both."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch.bidirectional import bidirectional_forward
from helpers.scratch.bptt import unroll
from helpers.scratch.cells import GRU, LSTM, RNN
from helpers.scratch.contract.tree import tree_map
from helpers.scratch.deep import (
    deep_backward,
    deep_forward,
    pyramid_backward,
    pyramid_forward,
    pyramid_reduce,
    pyramid_reduce_backward,
    stacked_backward,
    stacked_forward,
)
from helpers.scratch.gradcheck import check_gradients, relative_errors
from tests.support.proofs import SEEDS, TOLERANCE, draw_params, draw_state

# Smaller than elsewhere: a stack of two LSTMs in both directions has many weights to move.
few = settings(max_examples=5, deadline=None, derandomize=True)
SIZES, STEPS = st.integers(1, 2), st.integers(1, 5)
sizes = given(T=STEPS, B=SIZES, D=st.integers(1, 3), H=SIZES, seed=SEEDS)
equal_sizes = given(T=STEPS, B=SIZES, H=SIZES, seed=SEEDS)
# For each layer its cell and whether it reads in both directions.
PLANS = [
    [(RNN, False)],
    [(RNN, False), (RNN, False), (RNN, False)],
    [(LSTM, True), (GRU, False)],
    [(GRU, True), (LSTM, True)],
]
every_plan = pytest.mark.parametrize("plan", PLANS, ids=["one", "three", "mixed", "both"])


def draw(plan, T, B, D, H, seed, stride=1):
    """Draw cells, ps, xs, states0, lengths, dhs, dstates; every other layer is one wider."""
    rng = np.random.default_rng(seed)
    ps, states0, dstates, below = [], [], [], D / stride
    for layer, (cell, both) in enumerate(plan):
        wide = {"D": round(stride * below), "H": H + layer % 2}
        parts = [draw_params(rng, cell.params, **wide) for _ in range(1 + both)]
        first = [draw_state(rng, cell, B, wide["H"]) for _ in parts]
        last = [draw_state(rng, cell, B, wide["H"]) for _ in parts]
        ps.append(tuple(parts) if both else parts[0])
        states0.append(tuple(first) if both else first[0])
        dstates.append(tuple(last) if both else last[0])
        below = len(parts) * wide["H"]
    xs, lengths = rng.normal(size=(T, B, D)), rng.integers(1, T + 1, size=B)
    for _ in plan[1:] if stride == 2 else []:
        T = -(-T // 2)
    dhs = rng.normal(size=(T, B, below))
    return [cell for cell, _ in plan], ps, xs, states0, lengths, dhs, dstates


def equal_widths(plan, T, B, H, seed):
    """Draw a plan of one direction in which every layer has D = H, for residual links."""
    rng = np.random.default_rng(seed)
    ps = [draw_params(rng, cell.params, D=H, H=H) for cell, _ in plan]
    states0 = [draw_state(rng, cell, B, H) for cell, _ in plan]
    return [cell for cell, _ in plan], ps, rng.normal(size=(T, B, H)), states0


def prove(forward, backward, cells, ps, xs, states0, seed):
    """Hold a backward pass over everything against central differences."""

    def shown_and_last(**values):
        hs, states, *_ = forward(**values)
        return hs, states

    def pull(douts, **values):
        grads = backward(cells, values["ps"], forward(**values)[-1], *douts)
        return dict(zip(("xs", "states0", "ps"), grads, strict=True))

    inputs = {"ps": ps, "xs": xs, "states0": states0}
    errors = check_gradients(shown_and_last, pull, inputs, np.random.default_rng(seed))
    assert max(errors.values()) < TOLERANCE, errors


def one_by_one(forward, backward, T, lengths, xs, states0, dhs, dstates):
    """Compare a padded batch, with garbage as padding, with its sequences one by one."""
    padding = np.arange(T)[:, None] >= lengths
    xs = np.where(padding[:, :, None], np.nan, xs)
    hs, states, above, tape = forward(xs, states0, lengths)
    dhs = np.where((np.arange(len(hs))[:, None] >= above)[:, :, None], np.inf, dhs)
    dxs, dstates0, dps = backward(tape, dhs, dstates)
    total = tree_map(np.zeros_like, dps)
    for b, L in enumerate(lengths):
        row = slice(b, b + 1)
        cut = lambda tree, row=row: tree_map(lambda s: s[row], tree)  # noqa: E731
        top = above[b]
        alone, last, _, kept = forward(xs[:L, row], cut(states0), None)
        back = backward(kept, dhs[:top, row], cut(dstates))
        got = hs[:top, row], cut(states), dxs[:L, row], cut(dstates0)
        assert max(relative_errors(got, (alone, last, *back[:2])).values()) < 1e-12
        assert not hs[top:, b].any()
        assert not dxs[L:, b].any()
        total = tree_map(np.add, total, back[2])
    assert max(relative_errors(dps, total).values()) < 1e-12


def test_deep_forward_by_loops():
    """Residual: the input of a layer is added to its output, and only upwards, not in time."""
    _, ps, xs, states0 = equal_widths([(RNN, False)] * 3, 4, 2, 3, 0)
    h0s = [h0 for (h0,) in states0]
    for residual in (False, True):
        want = xs
        for p, h in zip(ps, h0s, strict=True):
            out = np.zeros_like(xs)
            for t in range(4):
                h = np.tanh(want[t] @ p.W_x + h @ p.W_h + p.b)
                out[t] = h + want[t] if residual else h
            want = out
        hs, tape = deep_forward(ps, xs, h0s, residual)
        np.testing.assert_allclose(hs, want, atol=1e-14)
        dhs = np.random.default_rng(1).normal(size=hs.shape)
        dxs, dstates0, dps = stacked_backward(RNN, ps, tape, dhs)
        got = deep_backward(ps, tape, dhs)
        assert max(relative_errors(got, (dxs, [d for (d,) in dstates0], dps)).values()) == 0


@every_plan
@few
@sizes
def test_gradients_of_a_stack_by_central_differences(plan, T, B, D, H, seed):
    cells, ps, xs, states0, lengths, *_ = draw(plan, T, B, D, H, seed)
    lengths = lengths if seed % 3 else None
    run = lambda ps, xs, states0: stacked_forward(cells, ps, xs, states0, lengths)  # noqa: E731
    prove(run, stacked_backward, cells, ps, xs, states0, seed)


@pytest.mark.parametrize("residual", [True, (False, True), (True, False)])
@few
@equal_sizes
def test_gradients_of_residual_links_by_central_differences(residual, T, B, H, seed):
    cells, ps, xs, states0 = equal_widths([(LSTM, False), (RNN, False)], T, B, H, seed)
    lengths = np.random.default_rng(seed).integers(1, T + 1, size=B)

    def run(ps, xs, states0):
        return stacked_forward(cells, ps, xs, states0, lengths, residual)

    prove(run, stacked_backward, cells, ps, xs, states0, seed)


@every_plan
@few
@sizes
def test_a_stack_over_a_padded_batch_equals_its_sequences_one_by_one(plan, T, B, D, H, seed):
    cells, ps, xs, states0, lengths, dhs, dstates = draw(plan, T, B, D, H, seed)

    def forward(xs, states0, lengths):
        hs, states, tape = stacked_forward(cells, ps, xs, states0, lengths)
        return hs, states, lengths, tape

    backward = lambda *given: stacked_backward(cells, ps, *given)  # noqa: E731
    one_by_one(forward, backward, T, lengths, xs, states0, dhs, dstates)


@few
@equal_sizes
def test_residual_links_over_a_padded_batch_equal_its_sequences_one_by_one(T, B, H, seed):
    cells, ps, xs, states0 = equal_widths([(GRU, False), (LSTM, False)], T, B, H, seed)
    rng = np.random.default_rng(seed)
    lengths, dhs = rng.integers(1, T + 1, size=B), rng.normal(size=(T, B, H))

    def forward(xs, states0, lengths):
        hs, states, tape = stacked_forward(cells, ps, xs, states0, lengths, residual=True)
        return hs, states, lengths, tape

    backward = lambda *given: stacked_backward(cells, ps, *given)  # noqa: E731
    dstates = tree_map(np.ones_like, states0)
    one_by_one(forward, backward, T, lengths, xs, states0, dhs, dstates)


def test_layers_are_the_cells_one_over_the_other():
    cells, ps, xs, states0, lengths, *_ = draw(PLANS[2], 5, 3, 2, 4, 0)
    below, _, _ = bidirectional_forward(LSTM, *ps[0], xs, states0[0], lengths)
    want, state, _ = unroll(GRU, ps[1], below, None, lengths)
    hs, states, _ = stacked_forward(cells, ps, xs, [states0[0], None], lengths)
    np.testing.assert_array_equal(hs, want)
    np.testing.assert_array_equal(states[1][0], state[0])


def test_a_link_over_a_layer_that_is_silent_passes_everything_on():
    _, ps, xs, _ = equal_widths([(RNN, False)] * 3, 4, 2, 3, 0)
    silent = tree_map(np.zeros_like, ps)
    hs, _, tape = stacked_forward(RNN, silent, xs, residual=True)
    np.testing.assert_array_equal(hs, xs)
    np.testing.assert_array_equal(stacked_backward(RNN, silent, tape, xs)[0], xs)


def test_pyramid_reduce_by_hand():
    hs = np.array([[[1.0], [6.0]], [[2.0], [7.0]], [[3.0], [8.0]], [[4.0], [9.0]], [[5.0], [9.0]]])
    reduced, lengths = pyramid_reduce(hs, [5, 3])
    assert reduced[:, 0].tolist() == [[1, 2], [3, 4], [5, 0]]
    assert reduced[:, 1].tolist() == [[6, 7], [8, 0], [0, 0]]
    assert lengths.tolist() == [3, 2]
    reduced, lengths = pyramid_reduce(hs)
    assert reduced[:, 1].tolist() == [[6, 7], [8, 9], [9, 0]]
    assert lengths is None
    wide = np.arange(8.0).reshape(2, 2, 2)
    assert pyramid_reduce(wide)[0].tolist() == [[[0, 1, 4, 5], [2, 3, 6, 7]]]
    back = pyramid_reduce_backward(np.arange(12.0).reshape(3, 2, 2), [5, 3], 5)
    assert back[:, 0].ravel().tolist() == [0, 1, 4, 5, 8]
    assert back[:, 1].ravel().tolist() == [2, 3, 6, 0, 0]


@few
@sizes
def test_pyramid_reduce_backward_by_central_differences(T, B, D, H, seed):
    _, _, hs, _, lengths, *_ = draw(PLANS[0], T, B, D, H, seed)
    for given_lengths in (lengths, None):

        def backward(dreduced, hs, given_lengths=given_lengths):
            return {"hs": pyramid_reduce_backward(dreduced, given_lengths, T)}

        def forward(hs, given_lengths=given_lengths):
            return pyramid_reduce(hs, given_lengths)[0]

        errors = check_gradients(forward, backward, {"hs": hs}, np.random.default_rng(seed))
        assert max(errors.values()) < TOLERANCE


@every_plan
@few
@sizes
def test_gradients_of_a_pyramid_by_central_differences(plan, T, B, D, H, seed):
    cells, ps, xs, states0, lengths, *_ = draw(plan, T, B, D, H, seed, stride=2)
    lengths = lengths if seed % 3 else None
    run = lambda ps, xs, states0: pyramid_forward(cells, ps, xs, states0, lengths)  # noqa: E731
    prove(run, pyramid_backward, cells, ps, xs, states0, seed)


@every_plan
@few
@sizes
def test_a_pyramid_over_a_padded_batch_equals_its_sequences_one_by_one(plan, T, B, D, H, seed):
    cells, ps, xs, states0, lengths, dhs, dstates = draw(plan, T, B, D, H, seed, stride=2)

    def forward(xs, states0, lengths):
        hs, states, above, tape = pyramid_forward(cells, ps, xs, states0, lengths)
        return hs, states, above, tape

    backward = lambda *given: pyramid_backward(cells, ps, *given)  # noqa: E731
    one_by_one(forward, backward, T, lengths, xs, states0, dhs, dstates)


def test_a_pyramid_is_layers_with_a_halving_between():
    cells, ps, xs, states0, lengths, *_ = draw(PLANS[3], 7, 3, 2, 4, 0, stride=2)
    below, _, _ = bidirectional_forward(GRU, *ps[0], xs, lengths=lengths)
    halved, shorter = pyramid_reduce(below, lengths)
    want, _, _ = bidirectional_forward(LSTM, *ps[1], halved, lengths=shorter)
    hs, _, above, _ = pyramid_forward(cells, ps, xs, lengths=lengths)
    np.testing.assert_array_equal(hs, want)
    assert above.tolist() == [-(-L // 2) for L in lengths]


@pytest.mark.parametrize("stride", [1, 2])
def test_precision_is_kept_and_arguments_stay(stride):
    cells, *drawn = draw(PLANS[2], 5, 3, 2, 4, 0, stride)
    small = tree_map(lambda a: a.astype(np.float32) if a.dtype.kind == "f" else a, drawn)
    before = tree_map(np.array, small)
    ps, xs, states0, lengths, dhs, dstates = small
    if stride == 1:
        hs, states, tape = stacked_forward(cells, ps, xs, states0, lengths)
        grads = stacked_backward(cells, ps, tape, dhs, dstates)
    else:
        hs, states, _, tape = pyramid_forward(cells, ps, xs, states0, lengths)
        grads = pyramid_backward(cells, ps, tape, dhs, dstates)
    dtypes = []
    tree_map(lambda a: dtypes.append(a.dtype), (hs, states, grads))
    assert set(dtypes) == {np.dtype(np.float32)}
    tree_map(np.testing.assert_array_equal, small, before)
