"""Check of language_model_gradients, the assembled model.

Each slip is the reference's own walk with one thing done wrong; `walk` takes the place to go wrong.
"""

from typing import NamedTuple

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import ROUNDING, clipped, language_model_cases, rnn_axes
from helpers.scratch.bptt import rnn_backward, rnn_forward
from helpers.scratch.cells import RNNParams
from helpers.scratch.language_model import LMParams, language_model_gradients
from helpers.scratch.ops import embed_backward, sequence_loss, sequence_loss_backward, softmax


class Walk(NamedTuple):
    """Everything between the ids and the result, for a slip to change one part of it."""

    loss: float
    dp: LMParams
    hs: np.ndarray  # (T, B, H)
    dxs: np.ndarray  # (T, B, D)
    dlogits: np.ndarray  # (T, B, V)
    dh0: np.ndarray  # (B, H)


def walk(p, ids, targets, h0, scale=1.0, to_states=None, to_logits=None):
    """Go forward and back.

    scale multiplies the gradient of the logits; to_states(dlogits) and to_logits(logits) stand
    in for the right way from the logits to the states, and from the logits to their gradient.
    """
    hs, caches = rnn_forward(p.rnn, p.E[ids], h0)
    logits, mask = hs @ p.W_y + p.b_y, np.ones(ids.shape)
    loss = sequence_loss(logits, targets, mask, "mean")
    dlogits = scale * sequence_loss_backward(logits, targets, mask, "mean")
    if to_logits is not None:
        dlogits = to_logits(logits)
    dhs_direct = dlogits @ p.W_y.T if to_states is None else to_states(dlogits)
    dxs, dh0, drnn = rnn_backward(p.rnn, caches, dhs_direct)
    dW_y = np.einsum("tbh,tbv->hv", hs, dlogits)
    dE = embed_backward(ids, dxs, len(p.E))
    dp = LMParams(dE, drnn, dW_y, dlogits.sum(axis=(0, 1)))
    return Walk(loss, dp, hs, dxs, dlogits, dh0)


def model_walks_forward(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    caches = rnn_forward(p.rnn, p.E[ids], h0)[1][::-1]
    dxs, _, drnn = rnn_backward(p.rnn, caches, (w.dlogits @ p.W_y.T)[::-1])
    dE = embed_backward(ids, dxs[::-1], len(p.E))
    return w.loss, w.dp._replace(E=dE, rnn=drnn), w.hs[-1]


def model_loss_summed(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss * ids.size, w.dp, w.hs[-1]


def model_sums_everything(p, ids, targets, h0):
    w = walk(p, ids, targets, h0, scale=ids.size)
    return w.loss * ids.size, w.dp, w.hs[-1]


def model_gradient_not_divided(p, ids, targets, h0):
    w = walk(p, ids, targets, h0, scale=ids.size)
    return w.loss, w.dp, w.hs[-1]


def model_divides_twice(p, ids, targets, h0):
    w = walk(p, ids, targets, h0, scale=1.0 / ids.size)
    return w.loss, w.dp, w.hs[-1]


def model_loses_repeats(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    dE = np.zeros_like(p.E)
    dE[ids] += w.dxs
    return w.loss, w.dp._replace(E=dE), w.hs[-1]


def model_without_E(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp._replace(E=np.zeros_like(p.E)), w.hs[-1]


def model_returns_dxs(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp._replace(E=w.dxs), w.hs[-1]


def model_embeds_targets(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp._replace(E=embed_backward(targets, w.dxs, len(p.E))), w.hs[-1]


def model_table_of_ids_in_use(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp._replace(E=w.dp.E[: ids.max() + 1]), w.hs[-1]


def model_transposes_dW_y(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp._replace(W_y=w.dp.W_y.T), w.hs[-1]


def model_dW_y_of_last_step(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp._replace(W_y=w.hs[-1].T @ w.dlogits[-1]), w.hs[-1]


def model_head_of_last_step(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    last = w.dlogits[-1]
    return w.loss, w.dp._replace(W_y=w.hs[-1].T @ last, b_y=last.sum(axis=0)), w.hs[-1]


def model_dW_y_mixes_rows(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    hs = np.swapaxes(w.hs, 0, 1).reshape(ids.size, -1)
    return w.loss, w.dp._replace(W_y=hs.T @ w.dlogits.reshape(ids.size, -1)), w.hs[-1]


def model_dW_y_per_step(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    dW_y = np.swapaxes(w.hs, 1, 2) @ w.dlogits
    return w.loss, w.dp._replace(W_y=dW_y), w.hs[-1]


def model_dW_y_from_old_states(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    dW_y = np.einsum("tbh,tbv->hv", np.concatenate([h0[None], w.hs[:-1]]), w.dlogits)
    return w.loss, w.dp._replace(W_y=dW_y), w.hs[-1]


def model_forgets_db_y(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp._replace(b_y=np.zeros_like(p.b_y)), w.hs[-1]


def model_db_y_keeps_batch(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp._replace(b_y=w.dlogits.sum(axis=0)), w.hs[-1]


def model_db_y_averaged(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp._replace(b_y=w.dlogits.mean(axis=(0, 1))), w.hs[-1]


def model_forgets_b_y(p, ids, targets, h0):
    w = walk(p._replace(b_y=np.zeros_like(p.b_y)), ids, targets, h0)
    return w.loss, w.dp, w.hs[-1]


def model_hands_back_h0(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp, h0


def model_hands_back_dh0(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp, w.dh0


def model_hands_back_all_states(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, w.dp, w.hs


def model_starts_from_zeros(p, ids, targets, h0):
    w = walk(p, ids, targets, np.zeros_like(h0))
    return w.loss, w.dp, w.hs[-1]


def model_learns_from_last_step(p, ids, targets, h0):
    def to_states(dlogits):
        dhs_direct = np.zeros((*ids.shape, h0.shape[1]))
        dhs_direct[-1] = dlogits[-1] @ p.W_y.T
        return dhs_direct

    w = walk(p, ids, targets, h0, to_states=to_states)
    return w.loss, w.dp, w.hs[-1]


def model_without_one_hot(p, ids, targets, h0):
    w = walk(p, ids, targets, h0, to_logits=lambda logits: softmax(logits) / ids.size)
    return w.loss, w.dp, w.hs[-1]


def model_targets_are_inputs(p, ids, targets, h0):
    w = walk(p, ids, ids, h0)
    return w.loss, w.dp, w.hs[-1]


def model_reads_targets(p, ids, targets, h0):
    w = walk(p, targets, targets, h0)
    return w.loss, w.dp, w.hs[-1]


def model_uphill(p, ids, targets, h0):
    w = walk(p, ids, targets, h0, scale=-1.0)
    return w.loss, w.dp, w.hs[-1]


def model_clipped(p, ids, targets, h0):
    w = walk(p, ids, targets, h0)
    return w.loss, clipped(w.dp), w.hs[-1]


MODEL_SLIPS = {
    "The backward pass runs forward in time: dp.W_y and dp.b_y are unaffected, dp.E and dp.rnn are "
    "wrong. Which step's dh must be known before step t can be computed?": model_walks_forward,
    "The loss is a sum over all tokens, but the gradients belong to the mean. By which number does "
    "the exercise divide the loss?": model_loss_summed,
    "Loss and gradients are sums over all tokens. By which number does the exercise divide "
    "them?": model_sums_everything,
    "The loss is a mean but its gradients belong to the sum. By which number was the loss divided "
    "in the forward pass?": model_gradient_not_divided,
    "The gradients were divided by the number of tokens twice. Which of the functions that you call"
    " has already done it?": model_divides_twice,
    "dp.E keeps only one contribution of a token that occurs several times. Which "
    "earlier exercise adds all of them up?": model_loses_repeats,
    "dp.E is zero. Where should the dxs that rnn_backward returns be used?": model_without_E,
    "dp.E holds the gradient of every looked-up row, one per position. Which earlier exercise adds "
    "those to the rows of the table?": model_returns_dxs,
    "dp.E was accumulated in the rows of the targets. Which tokens' rows did the network "
    "read?": model_embeds_targets,
    "dp.E has fewer rows than p.E: tokens after the largest id of the batch are missing. Where can "
    "V be read from instead?": model_table_of_ids_in_use,
    "dp.W_y is transposed. Which shape does p.W_y have?": model_transposes_dW_y,
    "dp.W_y covers the last step only. How many copies of W_y are there in the unrolled "
    "network?": model_dW_y_of_last_step,
    "dp.W_y and dp.b_y cover the last step only. At how many steps does the head read the "
    "state?": model_head_of_last_step,
    "dp.W_y multiplies states by the gradients of other tokens: hs and dlogits were flattened in "
    "different orders. Which of T and B comes first in each?": model_dW_y_mixes_rows,
    "dp.W_y still has one matrix per step. Over which two axes of hs and dlogits is the gradient of"
    " one shared W_y summed?": model_dW_y_per_step,
    "dp.W_y was computed from the states before each step. Which state does the readout of step t "
    "use?": model_dW_y_from_old_states,
    "dp.b_y is zero. Which gradient arrives where b_y was added?": model_forgets_db_y,
    "dp.b_y still has a row for every sequence. Over which axes of (T, B, V) was b_y broadcast in "
    "the forward pass?": model_db_y_keeps_batch,
    "dp.b_y was averaged over the tokens, but dlogits already belongs to the mean loss. Should its "
    "rows be summed or averaged?": model_db_y_averaged,
    "b_y was not added to the logits. What are the logits of a state of zeros?": model_forgets_b_y,
    "h_last is h0. From which state should the next chunk of the text "
    "continue?": model_hands_back_h0,
    "h_last is a gradient: the one that reaches h0 in the backward pass. Which state should the "
    "next chunk of the text start from?": model_hands_back_dh0,
    "The third result holds the states of all steps. Which one does the next chunk "
    "start from?": model_hands_back_all_states,
    "The initial state was taken to be zero. Which argument carries the state over from the "
    "previous chunk?": model_starts_from_zeros,
    "Only the last step's loss reached the recurrent weights. Which rows of dhs_direct does "
    "the readout fill?": model_learns_from_last_step,
    "The gradient of the logits is the softmax alone. What has to be subtracted at the "
    "target?": model_without_one_hot,
    "The model was scored on its own inputs. Which argument holds the tokens that "
    "come next?": model_targets_are_inputs,
    "The model was given the tokens that it should predict. Which argument holds its "
    "inputs?": model_reads_targets,
    "Every gradient has the wrong sign. Is it softmax minus one-hot, or the other way "
    "round?": model_uphill,
    "The gradients were clipped to [-5, 5], as training loops do between this function and the "
    "update (module 03). Is a clipped gradient still the gradient of the loss that is returned with"
    " it?": model_clipped,
}


def model_flattened(p, ids, targets, h0):
    (T, B), V = ids.shape, len(p.b_y)
    N, one_hots = T * B, np.eye(V)
    xs = (one_hots[ids.ravel()] @ p.E).reshape(T, B, -1)
    hs, caches = rnn_forward(p.rnn, xs, h0)
    flat, wanted = hs.reshape(N, -1), one_hots[targets.ravel()]
    logits = flat @ p.W_y + p.b_y
    log_probs = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
    do = (np.exp(log_probs) - wanted) / N
    dxs, _, drnn = rnn_backward(p.rnn, caches, (do @ p.W_y.T).reshape(hs.shape))
    dE = one_hots[ids.ravel()].T @ dxs.reshape(N, -1)
    loss = -(log_probs * wanted).sum() / N
    return loss, LMParams(dE, drnn, flat.T @ do, do.sum(axis=0)), hs[-1].copy()


def model_from_scratch(p, ids, targets, h0):
    (T, B), (W_x, W_h, b), rows = ids.shape, p.rnn, np.arange(ids.shape[1])
    hs, dos, loss = [h0], [], 0.0
    for t in range(T):
        hs.append(np.tanh(p.E[ids[t]] @ W_x + hs[-1] @ W_h + b))
        logits = hs[-1] @ p.W_y + p.b_y
        probs = softmax(logits)
        top = logits.max(axis=1)
        loss += (top + np.log(np.exp(logits - top[:, None]).sum(axis=1))).sum()
        loss -= logits[rows, targets[t]].sum()
        probs[rows, targets[t]] -= 1.0
        dos.append(probs / (T * B))
    dE, dW_x, dW_h, db, dW_y, db_y = (np.zeros(w.shape) for w in (p.E, *p.rnn, p.W_y, p.b_y))
    da = np.zeros_like(h0)
    for t in reversed(range(T)):
        da = (dos[t] @ p.W_y.T + da @ W_h.T) * (1 - hs[t + 1] ** 2)
        dW_x += p.E[ids[t]].T @ da
        dW_h += hs[t].T @ da
        db += da.sum(axis=0)
        dW_y += hs[t + 1].T @ dos[t]
        db_y += dos[t].sum(axis=0)
        np.add.at(dE, ids[t], da @ W_x.T)
    dp = LMParams(dE, RNNParams(dW_x, dW_h, db), dW_y, db_y)
    return loss / (T * B), dp, hs[-1]


def model_by_pieces(p, ids, targets, h0):
    hs, caches = rnn_forward(p.rnn, np.take(p.E, ids, axis=0), h0)
    logits, everywhere = np.einsum("tbh,hv->tbv", hs, p.W_y) + p.b_y, np.ones(ids.shape)
    loss = sequence_loss(logits, targets, everywhere, "sum") / ids.size
    do = sequence_loss_backward(logits, targets, everywhere, "sum") / ids.size
    dxs, _, drnn = rnn_backward(p.rnn, caches, np.einsum("tbv,hv->tbh", do, p.W_y))
    dW_y = sum(h.T @ d for h, d in zip(hs, do, strict=True))
    dp = LMParams(
        E=embed_backward(ids, dxs, p.E.shape[0]), rnn=drnn, W_y=dW_y, b_y=do.sum(axis=0).sum(axis=0)
    )
    return loss, dp, caches[-1].h_next


check_language_model_gradients = Check(
    name="language_model_gradients",
    reference=language_model_gradients,
    cases=language_model_cases,
    outputs=(
        "loss",
        "dp",
        "h_last (B, H)",
        "dp.E (V, D)",
        *rnn_axes("dp.rnn"),
        "dp.W_y (H, V)",
        "dp.b_y (V,)",
    ),
    slips=MODEL_SLIPS,
    alternatives=(model_flattened, model_from_scratch, model_by_pieces),
    equivalent={
        "ids -> targets (in `logits, mask = (hs @ p.W_y + p.b_y, np.ones(ids.shape))`)": (
            "ids and targets have one shape"
        ),
        "p.E -> p.b_y (in `dE = ops.embed_backward(ids, dxs, len(p.E))`)": (
            "E and b_y both have one entry for each token"
        ),
        "(0, 1) -> (1, 0) "
        "(in `return (loss, LMParams(dE, drnn, dW_y, do.sum(axis=(0, 1))), hs[-1])`)": (
            "a sum over two axes, named in either order"
        ),
    },
    tolerance_reason=ROUNDING,
)
