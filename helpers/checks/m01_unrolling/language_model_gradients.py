"""Check of language_model_gradients, the assembled model."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import ROUNDING, language_model_cases, rnn_axes
from helpers.checks.m01_unrolling.language_model_slips import MODEL_SLIPS
from helpers.scratch.bptt import rnn_backward, rnn_forward
from helpers.scratch.cells import RNNParams
from helpers.scratch.language_model import LMParams, language_model_gradients
from helpers.scratch.ops import embed_backward, sequence_loss, sequence_loss_backward, softmax


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
