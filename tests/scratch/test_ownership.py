"""Who owns which array: results may be changed in place without harm to any gradient."""

import itertools

import numpy as np
import pytest

from helpers.scratch.attention import DOT, look_up, multi_head
from helpers.scratch.bidirectional import bidirectional_forward
from helpers.scratch.bptt import truncated_unroll_backward, unroll, unroll_backward
from helpers.scratch.cells import LSTM, RNN
from helpers.scratch.contract.family import family
from helpers.scratch.contract.protocol import zero_state
from helpers.scratch.contract.tree import tree_leaves
from helpers.scratch.hoisted import lstm_forward
from helpers.scratch.init import init_cell, init_lstm, init_multi_head, init_params, init_rnn
from helpers.scratch.variants.depth_gated import depth_gated_forward, init_depth_gated
from helpers.scratch.variants.diagonal import init_lru, lru_forward
from helpers.scratch.variants.grid import grid_forward, init_grid
from helpers.scratch.variants.minrnn import (
    MinGRUParams,
    MinLSTMParams,
    min_gru_forward,
    min_lstm_forward,
)

D, H = 3, 4


def draws():
    return np.random.default_rng(0)


def arrays_of(tree):
    return [leaf for _, leaf in tree_leaves(tree) if isinstance(leaf, np.ndarray)]


def assert_own(results, others):
    """Fail where two results share memory, or one of them with what else there is."""
    for place, result in enumerate(results):
        for other in [*results[place + 1 :], *others]:
            assert not np.shares_memory(result, other)


def sequence(T, B):
    return draws().normal(size=(T, B, D)), draws().normal(size=(B, H))


SIZES = pytest.mark.parametrize(("T", "B"), [(5, 2), (1, 1)])


@pytest.mark.parametrize("name", list(family(1)))
def test_what_unroll_returns_is_the_callers_own(name):
    for padded, (T, B) in itertools.product([False, True], [(5, 2), (1, 1)]):
        expect_own(name, padded, T, B)


def expect_own(name, padded, T, B):
    cell, (xs, _) = family(H)[name], sequence(T, B)
    p = init_cell(draws(), cell, D, H)
    state0, lengths = zero_state(cell, p, B), np.full(B, T) if padded else None
    hs, state, tape = unroll(cell, p, xs, state0, lengths)
    assert_own([hs, *state], [xs, *state0, *arrays_of(p), *arrays_of(tape)])
    dhs, dstate = hs.copy(), tuple(s.copy() for s in state)
    given = [dhs, *dstate, xs, *arrays_of(p), *arrays_of(tape)]
    dxs, dstate0, dp = unroll_backward(cell, p, tape, dhs, dstate)
    assert_own([dxs, *dstate0, *dp], given)
    dxs, dstate0, dp = truncated_unroll_backward(cell, p, xs, state0, dhs, 2, lengths)
    assert_own([dxs, *dstate0, *dp], given)


def test_a_changed_last_state_does_not_change_the_gradient():
    xs, h0 = sequence(5, 2)
    p = init_rnn(draws(), D, H)
    hs, _, tape = unroll(RNN, p, xs, (h0,))
    want = unroll_backward(RNN, p, tape, np.ones_like(hs))[0]
    hs, (h,), tape = unroll(RNN, p, xs, (h0,))
    h[:], hs[:] = 0, 0  # such as the rows of a batch whose text has ended
    np.testing.assert_array_equal(unroll_backward(RNN, p, tape, np.ones_like(hs))[0], want)


def depth_gated(xs, h0):
    ps = [init_lstm(draws(), D, H), init_depth_gated(draws(), H, H)]
    hs, states, caches = depth_gated_forward(ps, xs, [(h0, h0.copy())] * 2)
    return [hs, *arrays_of(states)], arrays_of(caches)


def grid(xs, h0):
    hs, state, tape = grid_forward(init_grid(draws(), D, H, 1), xs, (h0[None], h0[None].copy()))
    return [hs, *state], [tape.xs, *arrays_of(tape.blocks)]


def two_ways(xs, h0):
    p = init_cell(draws(), LSTM, D, H)
    hs, state, tape = bidirectional_forward(LSTM, p, p, xs, lengths=np.full(len(h0), len(xs)))
    return [hs, *arrays_of(state)], arrays_of(tape)


def hoisted(xs, h0):
    hs, state, tape = lstm_forward(init_lstm(draws(), D, H), xs, h0, h0.copy())
    return [hs, *state], arrays_of(tape)


def scanned(forward, p):
    def run(xs, h0):
        h0 = h0.astype(complex) if forward is lru_forward else h0
        hs, tape = forward(p, xs, h0)
        return [hs], arrays_of(tape)

    return run


def looked_up(xs, h0):
    context, weights, cache = look_up(DOT, None, xs[0], xs, xs)
    return [context, weights], arrays_of(cache)


def with_heads(xs, h0):
    out, weights, cache = multi_head(init_multi_head(draws(), D), xs, xs, xs, 1)
    return [out, weights], arrays_of(cache)


@SIZES
@pytest.mark.parametrize(
    "run",
    [
        pytest.param(depth_gated, id="depth_gated"),
        pytest.param(grid, id="grid"),
        pytest.param(two_ways, id="bidirectional"),
        pytest.param(hoisted, id="hoisted"),
        pytest.param(scanned(lru_forward, init_lru(draws(), D, H)), id="lru"),
        pytest.param(
            scanned(min_gru_forward, init_params(draws(), MinGRUParams, D, H)), id="min_gru"
        ),
        pytest.param(
            scanned(min_lstm_forward, init_params(draws(), MinLSTMParams, D, H)), id="min_lstm"
        ),
        pytest.param(looked_up, id="look_up"),
        pytest.param(with_heads, id="multi_head"),
    ],
)
def test_what_other_runs_return_is_the_callers_own(run, T, B):
    xs, h0 = sequence(T, B)
    results, kept = run(xs, h0)
    assert_own(results, [xs, h0, *kept])
