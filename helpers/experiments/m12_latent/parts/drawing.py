"""Futures of two futures' lamp: by the rule, by densities on a GRU, by a VRNN's step.

Axes  t steps of the past, n steps drawn, B rows, each a future by itself; x is one number a step.
"""

import numpy as np

from helpers.experiments.m12_latent.parts import live, tasks
from helpers.scratch.modules.m12_recurrent import NetParams


def by_rule(rng, context, n, B):
    """Go on by the rule itself, from the place where the past ends. Returns (n, B)."""
    flips = np.where(rng.random((n, B)) < tasks.STAY, 1, -1)
    return np.sign(context[-1]) * np.cumprod(flips, axis=0) + live.SD * rng.normal(size=(n, B))


def by_density(rng, p, context, n, B):
    """Go on by Gaussians on a GRU: each number drawn is read before the next. Returns (n, B).

    p: DensityParams.
    """
    xs = np.repeat(np.append(context, np.zeros(n))[:, None, None], B, axis=1)
    for t in range(len(context), len(xs)):
        log_pi, mu, log_var = (a[-1] for a in live.heads(p, live.states(p, xs[: t + 1])[0]))
        reached = np.exp(log_pi).cumsum(axis=1) > rng.random((B, 1))
        reached[:, -1] = True  # where a sum of weights was rounded to less than 1
        chosen = np.arange(B), reached.argmax(axis=1)
        xs[t, :, 0] = mu[chosen][:, 0] + np.exp(log_var[chosen][:, 0] / 2) * rng.normal(size=B)
    return xs[len(context) :, :, 0]


def by_step(rng, step, p, context, n, B):
    """Go on by the step of a VRNN that has its prior for an encoder. Returns (n, B).

    step: vrnn_step. It is called twice for a number: with any x to draw z and see the output, then
    with the x drawn from that and the same noise, for the next state.
    """
    blind, Z = without_eyes(p), p.encoder.b_2.size // 2
    h, any_x = np.zeros((B, p.cell.W_h.shape[0])), np.zeros((B, 1))
    for x in context:
        h, _ = step(p, np.full((B, 1), x), h, rng.normal(size=(B, Z)))
    drawn = []
    for _ in range(n):
        eps = rng.normal(size=(B, Z))
        output = step(blind, any_x, h, eps)[1].output
        x = output.mu + np.exp(output.log_var / 2) * rng.normal(size=(B, 1))
        h, _ = step(blind, x, h, eps)
        drawn.append(x[:, 0])
    return np.array(drawn)


def without_eyes(p):
    """Return VRNNParams whose encoder is the prior: it reads x, and makes nothing of it."""
    D = p.encoder.W_1.shape[0] - p.prior.W_1.shape[0]
    W_1 = np.concatenate([np.zeros((D, p.prior.W_1.shape[1])), p.prior.W_1])
    return p._replace(encoder=NetParams(W_1, *p.prior[1:]))
