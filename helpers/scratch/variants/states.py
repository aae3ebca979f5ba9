"""Steps of the gated family that return states without a cache, a GRU over time, its weights."""

from helpers.scratch import bptt, cells
from helpers.scratch.variants import clockwork, greff, gru, lstm, minimal, multiplicative


def gru_step_reset_before(p, x, h):
    """Advance a GRU by one step, the reset before the product.

    Shapes: x (B, D); h (B, H) -> h_next (B, H).
    """
    return gru.gru_step_reset_before(p, x, h)[0]


def gru_weight_count(D, H):
    """Count a GRU's parameters.

    Units: D inputs, H units -> entries of W_x and W_h, entries of b_x and b_h.
    """
    return 3 * H * (D + H), 6 * H


def peephole_step(p, x, h, c):
    """Advance an LSTM with peepholes by one step.

    Shapes: x (B, D); h, c (B, H) -> h_next, c_next (B, H).
    """
    return lstm.peephole_step(p, x, h, c)[:2]


def coupled_step(p, x, h, c):
    """Advance an LSTM with coupled gates by one step.

    Shapes: x (B, D); h, c (B, H) -> h_next, c_next (B, H).
    """
    return lstm.coupled_step(p, x, h, c)[:2]


def clockwork_step(p, x, h, periods, t):
    """Advance the units whose period divides t; the others keep their state.

    Shapes: x (B, D); h (B, H); periods (H,) int -> h_next (B, H).
    Units: t counts steps from 0.
    """
    return clockwork.clockwork_step(p, x, h, periods, t)[0]


def gru_forward(p, xs, h0):
    """Run a GRU over a sequence.

    Shapes: xs (T, B, D); h0 (B, H) -> hs (T, B, H), caches (a list of T GRUCache).
    """
    hs, _, tape = bptt.unroll(cells.GRU, p, xs, (h0,))
    return hs, tape.caches


def minimal_gated_step(p, x, h):
    """Advance a minimal gated unit by one step.

    Shapes: x (B, D); h (B, H) -> h_next (B, H).
    """
    return minimal.minimal_gated_step(p, x, h)[0]


def multiplicative_step(p, x, h):
    """Advance a multiplicative RNN by one step.

    Shapes: x (B, D); h (B, H) -> h_next (B, H).
    """
    return multiplicative.multiplicative_step(p, x, h)[0]


def ablated_step(p, x, h, c, variant):
    """Advance an LSTM with peepholes by one step, with the one change that variant names.

    Shapes: x (B, D); h, c (B, H) -> h_next, c_next (B, H).
    """
    return greff.ablated_step(p, x, h, c, variant)[:2]
