"""Answers to rnn_step_backward that its record did not foresee."""

from helpers.checks.m01_unrolling import check_rnn_step_backward
from helpers.scratch.cells import RNNParams
from tests.checks.answers import wrong
from tests.checks.answers.first_attempts import rnn_step_backward as first_attempts
from tests.checks.answers.m01_unrolling import clipping


def step_back(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - h_next**2)
    dp = RNNParams(x.T @ da, h.T @ da, da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dp


def but(change):
    return lambda p, cache, dh_next: change(*step_back(p, cache, dh_next))


def another_derivative_and_W_h_not_transposed(p, cache, dh_next):
    da = dh_next * (1 - cache.h_next) ** 2
    dp = RNNParams(cache.x.T @ da, cache.h.T @ da, da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h, dp


RIGHT = (step_back, but(lambda dx, dh, dp: [dx, dh, dp]))
WRONG = (
    wrong(
        but(lambda dx, dh, dp: (dx, dh, dp._replace(W_x=dp.W_x / 2))), "dp.W_x[0, 0]", slip=False
    ),
    wrong(but(lambda dx, dh, dp: (dx, dh, tuple(dp))), "expected an RNNParams", slip=False),
    wrong(
        but(lambda dx, dh, dp: (dx, dh, dp._replace(b=dp.b[None]))),
        "dp.b has shape (1, 4)",
        slip=False,
    ),
    wrong(but(lambda dx, dh, dp: (dx, -dh, dp)), "dh[0, 1] is", slip=False),
    wrong(but(lambda dx, dh, dp: (dh, dp)), "a tuple of 3: dx, dh, dp", slip=False),
    wrong(
        but(lambda dx, dh, dp: (dx, dh, dp._replace(W_x=dp.W_x.T))),
        "dp.W_x has shape (4, 2)",
        slip=False,
    ),
    wrong(
        another_derivative_and_W_h_not_transposed,
        "dx, dp.W_x, dp.W_h and dp.b are right in this call)",
        "Next: In this call: dh was computed with W_h as it is",
        slip=True,
    ),
    *clipping.rows(clipping.all_of(step_back), clipping.weights_of(step_back)),
    *first_attempts.WRONG,
)
EDGES = {"steep gradients": clipping.is_steep(check_rnn_step_backward.reference)}
