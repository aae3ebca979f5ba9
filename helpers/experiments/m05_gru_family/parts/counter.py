"""A unit with peepholes, its weights set by hand, that counts.

Axes  T time.
"""

import numpy as np

from helpers.scratch.variants.lstm import PeepholeParams


def counter_weights(N):
    """Set the weights of one unit with peepholes that fires at every N-th step, without inputs.

    The memory grows by 1 / N a step; when it has reached 1, o opens, and one step later f, which
    sees the old memory, closes: the count begins again.
    """
    sharp, theta = 40.0 * N, 1 - 0.5 / N  # 20 to either side: a gate of 1 - 2e-9 or 2e-9
    return PeepholeParams(
        W_x=np.zeros((1, 4)),
        W_h=np.zeros((1, 4)),
        b=np.array([30.0, sharp * theta, np.arctanh(1 / N), -sharp * theta]),
        p_i=np.zeros(1),
        p_f=np.array([-sharp]),
        p_o=np.array([sharp]),
    )


def run_counter(step, N, T):
    """Run the counter with a peephole step: its memory and what it shows. Shapes: -> (T,), (T,)."""
    p, x, h, c = counter_weights(N), np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1))
    cs, hs = [], []
    for _ in range(T):
        h, c = step(p, x, h, c)[:2]
        cs.append(c[0, 0])
        hs.append(h[0, 0])
    return np.array(cs), np.array(hs)
