"""Backpropagation through time for any cell: full, truncated, and with rows of unequal length.

A row that is shorter than the batch is padded at its end. A padded step changes nothing: the
state stays as it was, the row's hs are 0, its dxs are 0, and what xs and dhs hold there, even
NaN, reaches neither a state nor a gradient. For that, a padded row runs from zeros on zeros
(whatever the cell computes from them is finite, so 0 times it is 0) and its result is dropped.

Axes  T time, B batch, D input, H hidden.   dX is the gradient of the loss with respect to X.
Raises  ValueError, from every function here, if an argument does not fit the weights or another
argument, a weight is not finite, a tape or cache is another cell's, a length is not from 1 to T,
T is 0, or a count such as k is no whole number in its range.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.cells import RNN, RNNCache
from helpers.scratch.contract.checked import unchecked
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.protocol import (
    require_caches,
    require_cell,
    require_state,
    zero_state,
)
from helpers.scratch.contract.tree import tree_map
from helpers.scratch.contract.validation import require_axes, require_count, require_lengths
from helpers.scratch.ops import length_mask


class Tape(NamedTuple):
    """What a run over time keeps for its backward pass."""

    caches: list  # one cache a step
    mask: np.ndarray | None  # (T, B), True on real steps; None where all are
    state: tuple  # the state after each row's last real step
    prepared: tuple  # the weights that the steps used, and the cache of how they were made
    cell: str  # the name of the cell that ran
    sizes: dict  # {"T": 5, "B": 2, "D": 3, "H": 4}, and what else the weights declare


def unroll(cell, p, xs, state0=None, lengths=None, start=0):
    """Run any cell over a sequence, with the same weights at every step.

    Shapes: xs (T, B, D); state0 a tuple such as (h0, c0), zeros if None; lengths (B,) int, all T
    if None -> hs (T, B, H), state (after each row's last real step), tape.
    hs are 0 on padding. start is the number of the first step, for a cell that runs on a clock.
    """
    sizes, state, mask = _check_run(cell, p, xs, state0, lengths)
    start = require_count("start", start, least=0)
    prepared = cell.prepare(p) if cell.prepare else (p, None)
    hs, state, caches = _run(cell, prepared, xs, state, mask, start)
    tape = Tape(caches, mask, state, prepared, cell.name, sizes)
    return hs, _copies(state), tape  # the last cache may hold the state itself


def unroll_backward(cell, p, tape, dhs, dstate=None):
    """Pull the gradients of all shown states, and of the last state, back through time.

    Shapes: p and tape as unroll took and returned them; dhs (T, B, H) reaches hs from outside the
    recurrence, for example from a readout; dstate a tuple such as (dh, dc) reaches the last
    state, zeros if None -> dxs (T, B, D), dstate0 a tuple, dp like p.
    Source: Werbos (1990); derived in module 01.
    """
    sizes = _check_tape(cell, p, tape)
    _require_dhs(cell, dhs, sizes)
    if dstate is None:
        dstate = tuple(np.zeros_like(s) for s in tape.state)
    require_state("dstate", dstate, cell.state, sizes, "d{}")
    dxs, dstate0, dq = _pull(cell, tape.prepared[0], tape.caches, tape.mask, dhs, dstate)
    return dxs, _copies(dstate0), _prepare_backward(cell, p, tape.prepared, dq)


def chunk_bounds(T, k):
    """Cut T steps into chunks of k; the last one may be shorter.

    Units: T and k count steps -> list of (start, stop), stop excluded.
    """
    T, k = require_count("T", T, least=0), require_count("k", k)
    return [(start, min(start + k, T)) for start in range(0, T, k)]


def truncated_unroll_backward(cell, p, xs, state0, dhs, k, lengths=None):
    """Backpropagate any cell within chunks of k steps: the state is carried, the gradient cut.

    Shapes: xs (T, B, D); state0 a tuple or None; dhs (T, B, H); lengths (B,) int, all T if None
    -> dxs (T, B, D), dstate0, dp.
    dp sums over all chunks; dstate0 is what reaches state0 from the first chunk. With k >= T
    nothing is cut and the gradient is the full one.
    Source: Williams & Peng (1990). Differs: their BPTT(h; h') slides a window of h steps and
    moves it h' at a time; these chunks do not overlap.
    """
    sizes, state, mask = _check_run(cell, p, xs, state0, lengths)
    _require_dhs(cell, dhs, sizes)
    prepared = cell.prepare(p) if cell.prepare else (p, None)
    parts = []
    for start, stop in chunk_bounds(len(xs), k):
        real = None if mask is None else mask[start:stop]
        _, state, caches = _run(cell, prepared, xs[start:stop], state, real, start)
        zeros = tuple(np.zeros_like(s) for s in state)  # nothing comes back from later chunks
        parts.append(_pull(cell, prepared[0], caches, real, dhs[start:stop], zeros))
    dxs, dstates, dqs = zip(*parts, strict=True)
    dp = _prepare_backward(cell, p, prepared, tree_map(lambda *chunks: sum(chunks), *dqs))
    return np.concatenate(dxs), _copies(dstates[0]), dp


def rnn_forward(p, xs, h0):
    """Run the Elman cell over a sequence.

    Shapes: xs (T, B, D); h0 (B, H) -> hs (T, B, H), caches (a list of T RNNCache).
    hs[t] is the state after reading xs[t]; h0 itself is not in it.
    """
    hs, _, tape = unroll(RNN, p, xs, (h0,))
    return hs, tape.caches


def rnn_backward(p, caches, dhs_direct):
    """Pull the gradients of all states of an Elman network back through time.

    Shapes: caches of T steps; dhs_direct (T, B, H), the part of each state's gradient that does
    not come by way of the next state -> dxs (T, B, D), dh0 (B, H), dp RNNParams.
    Source: Werbos (1990); derived in module 01.
    """
    last = require_caches(caches, RNNCache)[-1].h_next
    sizes = {"T": len(caches), "B": len(last), "D": caches[-1].x.shape[-1], "H": last.shape[-1]}
    tape = Tape(caches, None, (last,), (p, None), RNN.name, sizes)
    dxs, (dh0,), dp = unroll_backward(RNN, p, tape, dhs_direct)
    return dxs, dh0, dp


def truncated_backward(p, xs, h0, dhs_direct, k):
    """Backpropagate an Elman network within chunks of k steps.

    Shapes: xs (T, B, D); h0 (B, H); dhs_direct (T, B, H), as in rnn_backward -> dxs (T, B, D),
    dh0 (B, H), dp RNNParams.
    Source: as truncated_unroll_backward.
    """
    dxs, (dh0,), dp = truncated_unroll_backward(RNN, p, xs, (h0,), dhs_direct, k)
    return dxs, dh0, dp


def _check_run(cell, p, xs, state0, lengths):
    """Return the sizes, the first state and the mask (None without lengths) once all fit."""
    require_cell(cell)
    sizes = require_params(p, cell.params)
    require_axes("xs", xs, "T, B, D", sizes)
    state = zero_state(cell, p, sizes["B"]) if state0 is None else state0
    # h0 and c0; but h_1 of a delay line would read h_10, so there it is state0.h_1.
    entry = "{}0" if all(key.isalpha() for key in cell.state) else "state0.{}"
    require_state("state0", state, cell.state, sizes, entry)
    if lengths is None:
        return sizes, tuple(state), None
    lengths = require_lengths("lengths", lengths, sizes["T"], sizes["B"])
    return sizes, tuple(state), length_mask(lengths, sizes["T"])


def _check_tape(cell, p, tape):
    """Return the sizes of the run that a tape is of, once it was this cell's, with such weights."""
    require_cell(cell)
    found = require_params(p, cell.params)
    if not isinstance(tape, Tape):
        raise ValueError(
            f"tape is a {type(tape).__name__}, expected the Tape that unroll returned."
        )
    if tape.cell != cell.name:
        raise ValueError(f"tape is of the cell {tape.cell}, expected one of {cell.name}.")
    wanted = {letter: tape.sizes[letter] for letter in found}
    if found != wanted:
        raise ValueError(f"p has the sizes {found}, expected {wanted}, as in the tape.")
    return dict(tape.sizes)


def _require_dhs(cell, dhs, sizes):
    """Check that dhs holds one gradient of the shown state, the first one, per step."""
    require_axes("dhs", dhs, "T, " + next(iter(cell.state.values())), sizes)


def _run(cell, prepared, xs, state, mask, start):
    """Run the steps of a checked call, or one chunk of it: hs, the last state, caches."""
    xs, equations = _real_or_zero(mask, xs), unchecked(cell.step)
    zeros = tuple(np.zeros_like(s) for s in state)
    hs, caches = [], []
    step = cell.step  # the first step checks its weights, which are those of all steps
    for t, x in enumerate(xs):
        clock = {"t": start + t} if cell.timed else {}
        *state_next, cache = step(prepared[0], x, *_choose(mask, t, state, zeros), **clock)
        step = equations
        state = _choose(mask, t, state_next, state)
        hs.append(state_next[0])
        caches.append(cache)
    return _real_or_zero(mask, np.stack(hs)), state, caches


def _pull(cell, q, caches, mask, dhs, dstate):
    """Pull checked gradients back through the steps: dxs, dstate0, and dq for what they ran on."""
    zeros = tuple(np.zeros_like(d) for d in dstate)
    dxs: list[np.ndarray] = []
    dq, step_backward = None, cell.step_backward  # checked once, as in _run
    for t in reversed(range(len(caches))):
        dshown = (dstate[0] + dhs[t], *dstate[1:])
        dx, *dbefore, dq_t = step_backward(q, caches[t], *_choose(mask, t, dshown, zeros))
        step_backward = unchecked(cell.step_backward)
        dstate = _choose(mask, t, dbefore, dstate)
        dxs.append(dx)
        if dq is None:
            dq = tree_map(np.array, dq_t)  # a copy that sums in the gradient's own dtype
            continue
        for total, part in zip(dq, dq_t, strict=True):
            total += part  # one copy of the weights per step, so the contributions add up
    return np.stack(dxs[::-1]), dstate, dq


def _copies(state):
    """Copy the arrays of a state, so that its owner may change them."""
    return tuple(array.copy() for array in state)


def _prepare_backward(cell, p, prepared, dq):
    """Pull the gradient of what the steps ran on back to the weights themselves."""
    return cell.prepare_backward(p, prepared[1], dq) if cell.prepare_backward else dq


def _choose(mask, t, real, padded):
    """Take the real arrays on the rows that step t is real for, the padded ones on the others."""
    if mask is None:
        return tuple(real)
    return tuple(np.where(mask[t][:, None], a, b) for a, b in zip(real, padded, strict=True))


def _real_or_zero(mask, values):
    """Replace what a sequence (T, B, ...) holds on padding by 0, even NaN, which 0 * would keep."""
    return values if mask is None else np.where(mask[:, :, None], values, 0)
