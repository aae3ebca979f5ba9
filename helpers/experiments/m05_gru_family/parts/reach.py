"""How far back a gradient reaches in cells that are not trained yet.

Axes  T time, B batch, D input, H hidden.
"""

import numpy as np

from helpers.scratch import cells
from helpers.scratch.contract.protocol import zero_state
from helpers.scratch.init import init_cell
from helpers.scratch.variants.clockwork import clockwork_cell

UNTRAINED = {  # name -> cell, bias of a GRU's update gate
    "RNN": (cells.RNN, None),
    "GRU": (cells.GRU, None),
    "GRU, z bias 1": (cells.GRU, 1.0),
    "LSTM, f bias 1": (cells.LSTM, None),
    "clockwork": (clockwork_cell(np.repeat(2 ** np.arange(8), 8)), None),
}


def state_gradient_by_lag(cell, seed, *, keep_bias=None, D=8, H=64, T=100, B=4):
    """Measure how far a gradient reaches in a cell that is not trained yet.

    keep_bias: of a GRU's update gate, 0 if None; an LSTM's forget bias is 1 here.
    The loss reads the shown state of the last step in a random direction; the inputs are normal.
    Shapes: -> (T + 1,): mean over rows of ln norm of the gradient of the whole state, h and c
    where there is one, as a norm again, divided by that at lag 0.
    """
    rng = np.random.default_rng(seed)
    p, xs, caches = init_cell(rng, cell, D, H), rng.normal(size=(T, B, D)), []
    if keep_bias is not None:
        p.b_x[H : 2 * H] = keep_bias  # blocks run r, z, n
    state = zero_state(cell, p, B)
    for t, x in enumerate(xs):
        *state, cache = cell.step(p, x, *state, **({"t": t} if cell.timed else {}))
        caches.append(cache)
    dstate = [rng.normal(size=(B, H)), *(np.zeros_like(s) for s in state[1:])]
    norms = [np.linalg.norm(np.hstack(dstate), axis=1)]
    for cache in caches[::-1]:
        _, *dstate, _ = cell.step_backward(p, cache, *dstate)
        norms.append(np.linalg.norm(np.hstack(dstate), axis=1))
    logs = np.log(np.maximum(norms, 1e-300)).mean(axis=1)
    return np.exp(logs - logs[0])
