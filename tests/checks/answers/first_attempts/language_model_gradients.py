"""First attempts at language_model_gradients, from its prompt alone; both_: two mistakes."""

import numpy as np

from helpers.scratch import bptt, ops
from helpers.scratch.language_model import LMParams
from tests.checks.answers import wrong


def _forward(p, ids, targets, h0, reduction="mean"):
    hs, caches = bptt.rnn_forward(p.rnn, p.E[ids], h0)
    logits = hs @ p.W_y + p.b_y
    mask = np.ones(ids.shape)
    loss = ops.sequence_loss(logits, targets, mask, reduction)
    return hs, caches, loss, ops.sequence_loss_backward(logits, targets, mask, reduction)


def summed_gradient_of_a_mean_loss(p, ids, targets, h0):
    hs, caches, loss, _ = _forward(p, ids, targets, h0)
    do = _forward(p, ids, targets, h0, "sum")[3]
    dW_y = np.einsum("tbh,tbv->hv", hs, do)
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dp = LMParams(ops.embed_backward(ids, dxs, len(p.E)), drnn, dW_y, do.sum(axis=(0, 1)))
    return loss, dp, hs[-1]


def summed_loss_and_gradient(p, ids, targets, h0):
    hs, caches, loss, do = _forward(p, ids, targets, h0, "sum")
    dW_y = np.einsum("tbh,tbv->hv", hs, do)
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dp = LMParams(ops.embed_backward(ids, dxs, len(p.E)), drnn, dW_y, do.sum(axis=(0, 1)))
    return loss, dp, hs[-1]


def all_states_returned(p, ids, targets, h0):
    hs, caches, loss, do = _forward(p, ids, targets, h0)
    dW_y = np.einsum("tbh,tbv->hv", hs, do)
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dp = LMParams(ops.embed_backward(ids, dxs, len(p.E)), drnn, dW_y, do.sum(axis=(0, 1)))
    return loss, dp, hs


def bias_of_the_head_keeps_the_batch(p, ids, targets, h0):
    hs, caches, loss, do = _forward(p, ids, targets, h0)
    dW_y = np.einsum("tbh,tbv->hv", hs, do)
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dp = LMParams(ops.embed_backward(ids, dxs, len(p.E)), drnn, dW_y, do.sum(axis=0))
    return loss, dp, hs[-1]


def head_from_the_last_state_only(p, ids, targets, h0):
    hs, caches, loss, do = _forward(p, ids, targets, h0)
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dE = ops.embed_backward(ids, dxs, len(p.E))
    return loss, LMParams(dE, drnn, hs[-1].T @ do[-1], do[-1].sum(axis=0)), hs[-1]


def embedding_by_fancy_index(p, ids, targets, h0):
    hs, caches, loss, do = _forward(p, ids, targets, h0)
    dW_y = np.einsum("tbh,tbv->hv", hs, do)
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dE = np.zeros_like(p.E)
    dE[ids] += dxs
    return loss, LMParams(dE, drnn, dW_y, do.sum(axis=(0, 1))), hs[-1]


def targets_for_ids_on_the_way_back(p, ids, targets, h0):
    hs, caches, loss, do = _forward(p, ids, targets, h0)
    dW_y = np.einsum("tbh,tbv->hv", hs, do)
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dp = LMParams(ops.embed_backward(targets, dxs, len(p.E)), drnn, dW_y, do.sum(axis=(0, 1)))
    return loss, dp, hs[-1]


def both_gradient_of_h0_for_the_last_state_and_mean_for_the_bias(p, ids, targets, h0):
    hs, caches, loss, do = _forward(p, ids, targets, h0)
    dW_y = np.einsum("tbh,tbv->hv", hs, do)
    dxs, dh0, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dp = LMParams(ops.embed_backward(ids, dxs, len(p.E)), drnn, dW_y, do.mean(axis=(0, 1)))
    return loss, dp, dh0


def both_bias_of_the_head_left_out_and_embedding_by_fancy_index(p, ids, targets, h0):
    hs, caches = bptt.rnn_forward(p.rnn, p.E[ids], h0)
    logits, mask = hs @ p.W_y, np.ones(ids.shape)
    loss = ops.sequence_loss(logits, targets, mask, "mean")
    do = ops.sequence_loss_backward(logits, targets, mask, "mean")
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dE = np.zeros_like(p.E)
    dE[ids] += dxs
    dW_y = np.einsum("tbh,tbv->hv", hs, do)
    return loss, LMParams(dE, drnn, dW_y, do.sum(axis=(0, 1))), hs[-1]


def both_summed_gradient_and_first_state(p, ids, targets, h0):
    hs, caches, loss, _ = _forward(p, ids, targets, h0)
    do = _forward(p, ids, targets, h0, "sum")[3]
    dW_y = np.einsum("tbh,tbv->hv", hs, do)
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, do @ p.W_y.T)
    dp = LMParams(ops.embed_backward(ids, dxs, len(p.E)), drnn, dW_y, do.sum(axis=(0, 1)))
    return loss, dp, hs[0]


WRONG = (
    wrong(summed_gradient_of_a_mean_loss, "The loss is a mean but its gradients belong to the"),
    wrong(summed_loss_and_gradient, "Loss and gradients are sums over all tokens"),
    wrong(all_states_returned, "The third result holds the states of all steps"),
    wrong(bias_of_the_head_keeps_the_batch, "dp.b_y still has a row for every sequence"),
    wrong(head_from_the_last_state_only, "dp.W_y and dp.b_y cover the last step only"),
    wrong(
        embedding_by_fancy_index,
        "dp.E keeps only one contribution of a token that occurs several times",
    ),
    wrong(targets_for_ids_on_the_way_back, "dp.E was accumulated in the rows of the targets"),
    wrong(
        both_gradient_of_h0_for_the_last_state_and_mean_for_the_bias,
        "dp.b_y was averaged over the tokens, but dlogits already belongs to",
    ),
    wrong(
        both_bias_of_the_head_left_out_and_embedding_by_fancy_index,
        "b_y was not added to the logits",
    ),
    wrong(
        both_summed_gradient_and_first_state,
        "The loss is a mean but its gradients belong to the sum",
    ),
)
