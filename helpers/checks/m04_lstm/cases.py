"""What the cases of module 04 share: weights, sequences, steps in which one term is left alone."""

import numpy as np

from helpers.scratch.cells import LSTMParams, lstm_step

ROUNDING = (
    "float64 sums taken in another order differ by about 1e-15 of their largest term, and the "
    "longest case has 12 steps; each known slip moves some entry by 1e-3 or more"
)
BLOCKS = "ifgo"


def lstm_params(rng, D, H, scale=0.7):
    """Return LSTMParams with a bias that is not zero, so that forgetting it shows."""
    return LSTMParams(
        W_x=rng.normal(size=(D, 4 * H)) * scale,
        W_h=rng.normal(size=(H, 4 * H)) * scale,
        b=rng.normal(size=4 * H) * scale,
    )


def lstm_inputs(rng, T, B, D, H):
    """Return (p, xs, h0, c0): weights, a sequence of inputs, first states that are not zero."""
    return (
        lstm_params(rng, D, H),
        rng.normal(size=(T, B, D)),
        np.tanh(rng.normal(size=(B, H))),
        1.5 * rng.normal(size=(B, H)),
    )


def held(p, **values):
    """Return weights whose blocks i, f, g or o are held at a value that saturation reaches.

    values: 1 or 0 for a gate, 1 or -1 for the candidate g. Their slopes are 0 there.
    """
    H = len(p.W_h)
    W_x, W_h, b = (leaf.copy() for leaf in p)
    for block, value in values.items():
        columns = slice(BLOCKS.index(block) * H, (BLOCKS.index(block) + 1) * H)
        W_x[:, columns] = W_h[:, columns] = 0.0
        b[columns] = 40.0 if value > 0 else -40.0
    return LSTMParams(W_x, W_h, b)


def one_term_cases(rng, B=2, D=2, H=3):
    """Yield (p, cache, dh_next, dc_next) in which one of the gradient's terms is left alone.

    In turn: the output gate's, what comes through tanh of c alone, the input gate's, the forget
    gate's, the candidate's, and the way from c_next to c. Gates are held where their slope is 0.
    """
    zeros, p = np.zeros((B, H)), lstm_params(rng, D, H)
    x, h, c = rng.normal(size=(B, D)), rng.normal(size=(B, H)), rng.normal(size=(B, H))
    dh, dc = rng.normal(size=(B, H)), rng.normal(size=(B, H))
    for holding, memory, dh_next, dc_next in [
        ({"i": 1, "f": 1, "g": 1}, zeros, dh, zeros),
        ({"i": 0, "f": 1, "g": 1, "o": 1}, c, dh, zeros),
        ({"f": 1, "g": 1, "o": 1}, zeros, zeros, dc),
        ({"i": 0, "g": 1, "o": 1}, c, zeros, dc),
        ({"i": 1, "f": 1, "o": 1}, zeros, zeros, dc),
        ({"i": 0, "g": 1, "o": 0}, zeros, zeros, dc),
    ]:
        q = held(p, **holding)
        yield q, lstm_step(q, x, h, memory)[2], dh_next, dc_next


def lstm_axes(name):
    """Return the axes of an LSTMParams called name, as Check.outputs wants them."""
    return (f"{name}.W_x (D, 4H)", f"{name}.W_h (H, 4H)", f"{name}.b (4H,)")


def cache_axes(fields, name="cache"):
    """Return the axes of a cache's fields; x is an input, all others are as wide as the state."""
    return tuple(f"{name}.{field} (B, {'D' if field == 'x' else 'H'})" for field in fields)
