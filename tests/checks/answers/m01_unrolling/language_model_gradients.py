"""Answers to language_model_gradients that its record did not foresee."""

import numpy as np

from helpers.checks.m01_unrolling.cases import clipped
from helpers.scratch import bptt, ops
from helpers.scratch.language_model import LMParams
from helpers.scratch.language_model import language_model_gradients as reference
from tests.checks.answers import wrong
from tests.checks.answers.first_attempts import language_model_gradients as first_attempts
from tests.checks.answers.m01_unrolling import clipping


def model(
    change_dhs=lambda dhs: dhs,
    change_dp=lambda dp: dp,
    h_last=lambda hs, dh0: hs[-1],
    pack=LMParams,
):
    """Make a language_model_gradients that is right but for one thing."""

    def language_model_gradients(p, ids, targets, h0):
        hs, caches = bptt.rnn_forward(p.rnn, p.E[ids], h0)
        logits, mask = hs @ p.W_y + p.b_y, np.ones(ids.shape)
        do = ops.sequence_loss_backward(logits, targets, mask, "mean")
        dxs, dh0, drnn = bptt.rnn_backward(p.rnn, caches, change_dhs(do @ p.W_y.T))
        dE, dW_y = ops.embed_backward(ids, dxs, len(p.E)), np.einsum("tbh,tbv->hv", hs, do)
        dp = change_dp(pack(dE, drnn, dW_y, do.sum(axis=(0, 1))))
        return ops.sequence_loss(logits, targets, mask, "mean"), dp, h_last(hs, dh0)

    return language_model_gradients


def clipped_at(bound):
    return model(change_dp=lambda dp: clipped(dp, bound))


def without_recurrent_bias(dp):
    return dp._replace(rnn=dp.rnn._replace(b=0 * dp.rnn.b))


RIGHT = (model(), clipped_at(np.inf))
WRONG = (
    wrong(model(change_dhs=lambda dhs: 2 * dhs), "dp.E[", slip=False),
    wrong(model(change_dhs=lambda dhs: dhs[::-1]), "runs forward in time"),
    wrong(model(change_dp=lambda dp: dp._replace(rnn=dp.E)), "dp.rnn is an array", slip=False),
    wrong(
        model(change_dp=lambda dp: dp.rnn), "dp is an RNNParams, expected an LMParams", slip=False
    ),
    wrong(model(change_dp=lambda dp: dp._replace(W_y=-dp.W_y)), "dp.W_y[", slip=False),
    wrong(model(change_dp=without_recurrent_bias), "dp.rnn.b[", slip=False),
    wrong(model(h_last=lambda hs, dh0: dh0), "h_last is a gradient: the one that reaches h0"),
    wrong(
        model(pack=lambda dE, drnn, dW_y, db_y: LMParams(drnn, dE, dW_y, db_y)),
        "dp.E and dp.rnn have each other's values",
    ),
    *clipping.rows(clipped_at),
    *first_attempts.WRONG,
)
EDGES = {
    "steep gradients": clipping.is_steep(reference, lambda result: (result[1].E, *result[1].rnn))
}
