"""Deep networks: layers of any cell, each over what the one below shows, and pyramids of them.

A layer is a cell with its weights: p for one direction, a pair (p_f, p_b) for both.

Axes  T time, B batch, D input, H hidden.   dX is the gradient of the loss with respect to X.
Raises  ValueError, from every function here, if a layer does not fit the one below, a residual
link has an input and an output of different widths, or an argument does not fit the layers or
what the forward function returned.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.bidirectional import bidirectional_backward, bidirectional_forward
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.cells import RNN
from helpers.scratch.contract.layers import (
    directions,
    require_first_states,
    require_layer_states,
    require_layers,
    require_links,
)
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import (
    require_axes,
    require_count,
    require_lengths,
    require_shape,
)
from helpers.scratch.ops import length_mask


class LayerTape(NamedTuple):
    """What one layer of a run keeps for its backward pass."""

    tape: tuple  # of unroll or bidirectional_forward
    shape: tuple  # (T, B, H) of what the layer shows
    lengths: np.ndarray | None  # (B,), as the layer saw them; None where all rows have T steps
    residual: bool  # whether its input was added to its output
    halved: bool  # whether its input was halved first, as in a pyramid


def stacked_forward(cell, ps, xs, states0=None, lengths=None, residual=False):
    """Run layers over a sequence, each over what the one below shows.

    cell: one for all layers, or a list with one per layer. residual: whether a layer's input is
    added to its output, hs = layer(xs) + xs; a boolean, or a list with one per layer.
    Shapes: ps a list of p or of pairs (p_f, p_b), the lowest first; xs (T, B, D); states0 a list
    with each layer's first state (a pair of them for a pair), zeros where None; lengths (B,) int,
    all T if None -> hs (T, B, H) of the top layer, 0 on padding, states, tape.
    Source: Graves, Mohamed & Hinton (2013); residual links as in Wu et al. (2016).
    """
    cells, widths = require_layers(cell, ps, 1)
    links = require_links(residual, widths)
    hs, states, _, tape = _layers_forward(cells, ps, xs, states0, lengths, links, False)
    return hs, states, tape


def stacked_backward(cell, ps, tape, dhs, dstates=None):
    """Pull gradients of what the top layer shows, and of all last states, back through all layers.

    Shapes: cell, ps and tape as in stacked_forward; dhs (T, B, H); dstates a list
    with each layer's dstate, zeros where None -> dxs (T, B, D), dstates0, dps like ps.
    Source: as stacked_forward.
    """
    cells, _ = require_layers(cell, ps, 1)
    return _layers_backward(cells, ps, tape, dhs, dstates)


def deep_forward(ps, xs, h0s, residual):
    """Run stacked Elman layers over a sequence.

    Shapes: ps a list of L RNNParams, the lowest first; xs (T, B, D); h0s L arrays (B, H);
    residual a boolean -> hs (T, B, H) of the top layer, tape.
    Source: as stacked_forward.
    """
    require_layers(RNN, ps, 1)
    require_first_states(ps, xs, h0s)
    hs, _, tape = stacked_forward(RNN, ps, xs, [(h0,) for h0 in h0s], residual=residual)
    return hs, tape


def deep_backward(ps, tape, dhs):
    """Pull gradients of what the top layer shows back through stacked Elman layers.

    Shapes: dhs (T, B, H) -> dxs (T, B, D), dh0s a list of L arrays (B, H), dps like ps.
    Source: as stacked_backward.
    """
    dxs, dstates0, dps = stacked_backward(RNN, ps, tape, dhs)
    return dxs, [dh0 for (dh0,) in dstates0], dps


def pyramid_reduce(hs, lengths=None):
    """Halve the number of steps: two neighbouring steps become one of twice the width.

    Step t of the result is [hs[2t], hs[2t + 1]]. Where a row's last real step is left without a
    neighbour, zeros stand in for it, whatever its padding holds.
    Shapes: hs (T, B, H); lengths (B,) int, all T if None -> (ceil(T / 2), B, 2H), 0 on padding,
    and the new lengths ceil(lengths / 2), None where lengths is.
    Source: Chan, Jaitly, Le & Vinyals (2016), the pyramid BLSTM of the listener. Differs: an odd
    last step, of which the paper says nothing, is kept.
    """
    require_axes("hs", hs, "T, B, H", {})
    T, B, H = hs.shape
    lengths, hs = _real_part(hs, lengths)
    pairs = np.concatenate([hs, np.zeros_like(hs[: T % 2])]).reshape(-1, 2, B, H)
    reduced = pairs.swapaxes(1, 2).reshape(-1, B, 2 * H)
    return reduced, None if lengths is None else -(-lengths // 2)


def pyramid_reduce_backward(dreduced, lengths, T):
    """Pull the gradient of the halved sequence back to the whole one.

    Shapes: dreduced (ceil(T / 2), B, 2H); lengths (B,) int or None, and T: as before the halving
    -> dhs (T, B, H), 0 on padding.
    """
    T = require_count("T", T)
    require_axes("dreduced", dreduced, "T, B, 2H", {"T": -(-T // 2)})
    _, B, width = dreduced.shape
    pairs = dreduced.reshape(-1, B, 2, width // 2).swapaxes(1, 2)
    return _real_part(pairs.reshape(-1, B, width // 2)[:T], lengths)[1]


def pyramid_forward(cell, ps, xs, states0=None, lengths=None):
    """Run layers over a sequence that is halved before every layer but the lowest.

    Shapes: ps a list of L p or pairs (p_f, p_b), the lowest first, the others with a D of twice
    the width below; xs (T, B, D); cell, states0 and lengths as in stacked_forward
    -> hs (T', B, H) of the top layer, states, lengths' (B,) or None, tape, where T' and lengths'
    are T and lengths halved L - 1 times, rounded up each time.
    Source: Chan, Jaitly, Le & Vinyals (2016), where every layer is an LSTM in both directions.
    """
    cells, _ = require_layers(cell, ps, 2)
    return _layers_forward(cells, ps, xs, states0, lengths, (False,) * len(ps), True)


def pyramid_backward(cell, ps, tape, dhs, dstates=None):
    """Pull gradients of what the top layer shows, and of all last states, back to the bottom.

    Shapes: dhs (T', B, H); dstates a list with each layer's dstate, zeros where None
    -> dxs (T, B, D), dstates0, dps like ps.
    Source: as pyramid_forward.
    """
    cells, _ = require_layers(cell, ps, 2)
    return _layers_backward(cells, ps, tape, dhs, dstates)


def _layers_forward(cells, ps, xs, states0, lengths, links, halve):
    """Run checked layers from the bottom to the top: hs, states, lengths, tape."""
    sizes = require_params(directions(cells[0], ps[0])[0], cells[0].params)
    require_axes("xs", xs, "T, B, D", sizes)
    states0 = require_layer_states("states0", states0, cells, ps, sizes["B"])
    lengths, hs = _real_part(xs, lengths)
    states, tape = [], []
    for layer, (cell, p, state0) in enumerate(zip(cells, ps, states0, strict=True)):
        halved = halve and layer > 0
        if halved:
            hs, lengths = pyramid_reduce(hs, lengths)
        if len(directions(cell, p)) == 2:
            above, state, kept = bidirectional_forward(cell, *p, hs, state0, lengths)
        else:
            above, state, kept = unroll(cell, p, hs, state0, lengths)
        hs = above + hs if links[layer] else above
        states.append(state)
        tape.append(LayerTape(kept, hs.shape, lengths, links[layer], halved))
    return hs, states, lengths, tape


def _layers_backward(cells, ps, tape, dhs, dstates):
    """Pull gradients through checked layers from the top to the bottom: dxs, dstates0, dps."""
    if not isinstance(tape, list) or [type(kept) for kept in tape] != [LayerTape] * len(ps):
        raise ValueError(f"tape is not what the forward pass of these {len(ps)} layers returned.")
    require_shape("dhs", dhs, **dict(zip("TBH", tape[-1].shape, strict=True)))
    dstates = require_layer_states("dstates", dstates, cells, ps, tape[-1].shape[1])
    _, dhs = _real_part(dhs, tape[-1].lengths)
    dstates0, dps = [None] * len(ps), [None] * len(ps)
    for layer in reversed(range(len(ps))):
        cell, p, (kept, _, _, link, halved) = cells[layer], ps[layer], tape[layer]
        if len(directions(cell, p)) == 2:
            din, dstates0[layer], *dp = bidirectional_backward(cell, *p, kept, dhs, dstates[layer])
            dps[layer] = tuple(dp)
        else:
            din, dstates0[layer], dps[layer] = unroll_backward(cell, p, kept, dhs, dstates[layer])
        dhs = din + dhs if link else din  # a residual link passes dhs on as it is
        if halved:
            below = tape[layer - 1]
            dhs = pyramid_reduce_backward(dhs, below.lengths, below.shape[0])
    return dhs, dstates0, dps


def _real_part(values, lengths):
    """Return a copy of lengths, and values (T, B, ...) with 0 on padding."""
    if lengths is None:
        return None, values
    T, B = np.shape(values)[:2]
    lengths = require_lengths("lengths", lengths, T, B).astype(np.int64)
    return lengths, np.where(length_mask(lengths, T)[:, :, None], values, 0)
