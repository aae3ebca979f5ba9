"""Answers to gru_step_backward that its record did not foresee."""

import numpy as np

from helpers.scratch.cells import GRUParams
from tests.checks.answers import wrong


def step_back(p, cache, dh_next, r=True, direct=True, axis=0):
    x, h, r_gate, z, n, ah_n = cache
    da_n = dh_next * (1 - z) * (1 - n**2)
    da_z = dh_next * (h - n) * z * (1 - z)
    da_r = da_n * ah_n * r_gate * (1 - r_gate)
    dax = np.hstack([da_r, da_z, da_n])
    dah = np.hstack([da_r, da_z, da_n * r_gate]) if r else dax
    dh = dah @ p.W_h.T + (dh_next * z if direct else 0)
    return dax @ p.W_x.T, dh, GRUParams(x.T @ dax, h.T @ dah, dax.sum(axis), dah.sum(axis))


def right(p, cache, dh_next):
    return step_back(p, cache, dh_next)


def but(change):
    return lambda p, cache, dh_next: change(*step_back(p, cache, dh_next))


def r_and_direct_way_forgotten(p, cache, dh_next):
    return step_back(p, cache, dh_next, r=False, direct=False)


def weights_of_x_and_mean_bias(p, cache, dh_next):
    dx, dh, dp = step_back(p, cache, dh_next)
    W_h = step_back(p, cache, dh_next, r=False)[2].W_h
    return dx, dh, dp._replace(W_h=W_h, b_x=dp.b_x / len(dh_next))


def sums_over_units(p, cache, dh_next):
    return step_back(p, cache, dh_next, axis=1)


RIGHT = (right, but(lambda dx, dh, dp: [dx, dh, dp]))
WRONG = (
    wrong(r_and_direct_way_forgotten, "dp.W_h", "What scales it on its way", slip=True),
    wrong(
        weights_of_x_and_mean_bias,
        "dp.W_h[",
        "dp.W_h was formed from the gradients that the product with x gets",
        unsaid=("the line that uses",),
    ),
    wrong(sums_over_units, "dp.b_x has shape (2,)", "(3H=12,)"),
    wrong(but(lambda dx, dh, dp: (dp, dx, dh)), "return dx, dh, dp", slip=False, stage="kind"),
    wrong(but(lambda dx, dh, dp: (dx, dh, dp._replace(b_h=dp.b_x, b_x=dp.b_h))), "exchanged"),
    wrong(but(lambda dx, dh, dp: (dx, -dh, dp)), "opposite sign"),
    wrong(but(lambda dx, dh, dp: (dx, 2 * dh, dp)), "2 times too large"),
)
EDGES = {
    "one row": lambda cases: any(len(dh_next) == 1 for *_, dh_next in cases),
    "one unit": lambda cases: any(dh_next.shape[1] == 1 for *_, dh_next in cases),
}
