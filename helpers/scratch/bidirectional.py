"""Bidirectional networks: one cell reads from the left, one from the right.

What a step shows is [state of the left reader, state of the right reader], so it depends on the
whole row. In a padded batch the right reader starts at each row's own last real step.

Axes  T time, B batch, D input, H hidden.   dX is the gradient of the loss with respect to X.
Raises  ValueError, from every function here, if an argument does not fit the weights or another
argument, the weights of the two directions differ in size, or a length is not from 1 to T.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.bptt import Tape, unroll, unroll_backward
from helpers.scratch.cells import RNN
from helpers.scratch.contract.layers import pair_of, require_directions, shown_twice
from helpers.scratch.contract.validation import require_axes, require_lengths


class BidirectionalTape(NamedTuple):
    """What a run in both directions keeps for its backward pass."""

    forward: Tape  # of the steps from the left
    backward: Tape  # of the steps from the right, in the order they were taken
    lengths: np.ndarray | None  # (B,); None where all rows have T steps


def reverse_padded(xs, lengths):
    """Turn the real part of each row round; the padding stays at the end.

    Shapes: xs (T, B, ...) of any kind; lengths (B,) int, all T if None -> like xs.
    Twice is once nothing, and the gradient of the result is turned round in the same way.
    """
    xs = np.asarray(xs)
    if xs.ndim < 2 or 0 in xs.shape[:2]:
        raise ValueError(f"xs has shape {xs.shape}, expected (T, B, ...), T and B at least 1.")
    T, B = xs.shape[:2]
    lengths = np.full(B, T) if lengths is None else require_lengths("lengths", lengths, T, B)
    t = np.arange(T)[:, None]
    # A signed kind: uint64 and the int64 of t would meet as floats, which are no places.
    source = np.where(t < lengths, lengths.astype(np.int64) - 1 - t, t)
    return xs[source, np.arange(B)]


def bidirectional_forward(cell, p_f, p_b, xs, state0=None, lengths=None):
    """Run a cell over a sequence from the left, and with other weights from the right.

    Shapes: xs (T, B, D); state0 a pair (of the left reader, of the right one) of tuples such as
    (h0, c0), zeros if None; lengths (B,) int, all T if None -> hs (T, B, 2H), state a pair
    (after the last real step, after the first one), tape.
    hs are 0 on padding. The right reader of a timed cell counts its own steps from 0.
    Source: Schuster & Paliwal (1997).
    """
    require_directions(cell, p_f, p_b)
    state0_f, state0_b = pair_of("state0", state0)
    hs_f, state_f, tape_f = unroll(cell, p_f, xs, state0_f, lengths)
    turned = reverse_padded(xs, lengths)
    hs_b, state_b, tape_b = unroll(cell, p_b, turned, state0_b, lengths)
    hs = np.concatenate([hs_f, reverse_padded(hs_b, lengths)], axis=-1)
    # A copy, as the caller may change their array; by way of asarray, as it may be a tensor.
    kept = None if lengths is None else np.asarray(lengths).copy()
    return hs, (state_f, state_b), BidirectionalTape(tape_f, tape_b, kept)


def bidirectional_backward(cell, p_f, p_b, tape, dhs, dstate=None):
    """Pull the gradients of all shown states, and of both last states, back through time.

    Shapes: dhs (T, B, 2H); dstate a pair of tuples such as (dh, dc), zeros if None
    -> dxs (T, B, D), dstate0 a pair, dp_f, dp_b.
    Source: Schuster & Paliwal (1997).
    """
    sizes = require_directions(cell, p_f, p_b)
    if not isinstance(tape, BidirectionalTape):
        raise ValueError(f"tape is a {type(tape).__name__}, expected a BidirectionalTape.")
    sizes |= {"T": len(tape.forward.caches), "B": len(tape.forward.state[0])}
    require_axes("dhs", dhs, shown_twice(cell), sizes)
    dstate_f, dstate_b = pair_of("dstate", dstate)
    dhs_f, dhs_b = np.split(dhs, 2, axis=-1)
    dxs, dstate0_f, dp_f = unroll_backward(cell, p_f, tape.forward, dhs_f, dstate_f)
    turned = reverse_padded(dhs_b, tape.lengths)
    dxs_b, dstate0_b, dp_b = unroll_backward(cell, p_b, tape.backward, turned, dstate_b)
    return dxs + reverse_padded(dxs_b, tape.lengths), (dstate0_f, dstate0_b), dp_f, dp_b


def birnn_forward(p_f, p_b, xs, lengths):
    """Run two Elman cells over a padded batch, one from each side, both from a state of zeros.

    Shapes: xs (T, B, D); lengths (B,) int -> hs (T, B, 2H), tape.
    Source: as bidirectional_forward.
    """
    hs, _, tape = bidirectional_forward(RNN, p_f, p_b, xs, lengths=lengths)
    return hs, tape


def birnn_backward(p_f, p_b, tape, dhs):
    """Pull the gradients of all shown states back through both Elman cells.

    Shapes: dhs (T, B, 2H) -> dxs (T, B, D), dp_f and dp_b RNNParams.
    Source: as bidirectional_backward.
    """
    dxs, _, dp_f, dp_b = bidirectional_backward(RNN, p_f, p_b, tape, dhs)
    return dxs, dp_f, dp_b
