"""Pieces of the LSTM that wrong first attempts are made of; written before the records."""

import numpy as np

from helpers.scratch.cells import LSTMCache, LSTMParams


def sigmoid(a):
    return 1 / (1 + np.exp(-np.clip(a, -500, 500)))


def gates(p, x, h):
    """Return i, f, g, o."""
    a_i, a_f, a_g, a_o = np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    return sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)


def step(p, x, h, c):
    i, f, g, o = gates(p, x, h)
    c_next = f * c + i * g
    tanh_c = np.tanh(c_next)
    return o * tanh_c, c_next, LSTMCache(x, h, c, i, f, g, o, tanh_c)


def pulled(p, cache, da):
    """Return dx, dh, dp for the gradient da (B, 4H) of the pre-activations."""
    dp = LSTMParams(cache.x.T @ da, cache.h.T @ da, da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dp


def step_back(p, cache, dh_next, dc_next):
    x, h, c, i, f, g, o, tanh_c = cache
    dc = dc_next + dh_next * o * (1 - tanh_c**2)
    da = np.hstack(
        [
            dc * g * i * (1 - i),
            dc * c * f * (1 - f),
            dc * i * (1 - g**2),
            dh_next * tanh_c * o * (1 - o),
        ]
    )
    dx, dh, dp = pulled(p, cache, da)
    return dx, dh, dc * f, dp


def add(dps):
    return LSTMParams(*(sum(leaves) for leaves in zip(*dps, strict=True)))
