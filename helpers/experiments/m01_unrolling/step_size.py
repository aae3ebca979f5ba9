"""How the error of a numeric gradient depends on its step: central differences of W_h."""

import numpy as np

from helpers.scratch import bptt, gradcheck, init

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {"epsilons": [10.0**n for n in range(-13, 0)], "T": 5, "B": 2, "D": 3, "H": 4}


def run(seed, epsilons, T, B, D, H):
    """Compare numeric gradients of sum(hs * dhs_direct) with the exact one, for each step size."""
    rng = np.random.default_rng(seed)
    p, xs = init.init_rnn(rng, D, H), rng.normal(size=(T, B, D))
    h0, dhs_direct = rng.normal(size=(B, H)), rng.normal(size=(T, B, H))
    exact = bptt.rnn_backward(p, bptt.rnn_forward(p, xs, h0)[1], dhs_direct)[2].W_h

    def loss(W_h):
        return (bptt.rnn_forward(p._replace(W_h=W_h), xs, h0)[0] * dhs_direct).sum()

    numeric = [gradcheck.numeric_gradient(loss, p.W_h, eps) for eps in epsilons]
    return {"errors": [float(gradcheck.relative_error(g, exact)) for g in numeric]}
