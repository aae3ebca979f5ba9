"""First attempts, with one mistake or two, and what the message has to lead to.

Each was once met by a message that was missing, generic or untrue.
"""

import contextlib
import io

import numpy as np
import pytest

from helpers.checks import m00_start_here, m01_unrolling
from helpers.checks.engine.check import CheckFailed
from helpers.scratch import bptt, cells, ops
from helpers.scratch.cells import RNNCache, RNNParams
from helpers.scratch.language_model import LMParams

CASES = []


def case(exercise, wrong, said):
    def keep(answer):
        CASES.append(pytest.param(exercise, answer, said, id=f"{exercise}: {wrong}"))
        return answer

    return keep


# ---- judged wrongly
@case("one_hot", "a table kept between calls", "Is something kept between calls")
def _(ids, V, rows={}):  # noqa: B006
    rows = rows.setdefault((len(ids), V), np.zeros((len(ids), V)))
    rows[np.arange(len(ids)), ids] = 1.0
    return rows


@case("next_token_pairs", "RIGHT: a namedtuple is a tuple", "ACCEPTED")
def _(ids):
    import collections

    return collections.namedtuple("Pair", "inputs targets")(ids[:-1], ids[1:])


# ---- one mistake, generic or misleading message
@case("rnn_forward", "caches kept in a mutable default", "Is something kept between calls")
def _(p, xs, h0, caches=[]):  # noqa: B006
    h, hs = h0, []
    for x in xs:
        h, cache = cells.rnn_step(p, x, h)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches


@case("embed_backward", "the last step is left out", "The last item of ids and dxs is left out")
def _(ids, dxs, V):
    dE = np.zeros((V, dxs.shape[-1]))
    np.add.at(dE, ids[:-1], dxs[:-1])
    return dE


@case(
    "rnn_step_backward", "dW_x and dW_h in each other's field", "dp.W_x and dp.W_h have each other"
)
def _(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - h_next**2)
    return da @ p.W_x.T, da @ p.W_h.T, RNNParams(h.T @ da, x.T @ da, da.sum(0))


def _back(p, caches, dhs, start=None, carry=True, keep="sum", order=None):
    T = len(caches)
    dxs = np.zeros((T, *caches[0].x.shape))
    dh = np.zeros_like(dhs[0]) if start is None else start
    dps = []
    for t in order or range(T - 1, -1, -1):
        dxs[t], dh, dp = cells.rnn_step_backward(p, caches[t], dhs[t] + (dh if carry else 0))
        dps.append(dp)
    total = RNNParams(*(sum(ws) for ws in zip(*dps, strict=True))) if keep == "sum" else dps[-1]
    return dxs, dh, total


@case(
    "rnn_backward",
    "the carry starts as dhs[-1], which is then added again",
    "The last item of dhs_direct is counted twice",
)
def _(p, caches, dhs):
    return _back(p, caches, dhs, start=dhs[-1])


@case("rnn_backward", "starts at T - 2", "The last item of caches and dhs_direct is left out")
def _(p, caches, dhs):
    return _back(p, caches, dhs, order=range(len(caches) - 2, -1, -1))


@case("rnn_backward", "dh0 and dxs in each other's place", "dxs and dh0 have each other")
def _(p, caches, dhs):
    dxs, dh, dp = _back(p, caches, dhs)
    return dh, dxs, dp


@case(
    "truncated_backward",
    "only the last k steps are gone back, the rest is zero",
    "The other chunks have losses of their own",
)
def _(p, xs, h0, dhs, k):
    _, caches = bptt.rnn_forward(p, xs, h0)
    dxs = np.zeros_like(xs)
    dxs[-k:], dh0, dp = bptt.rnn_backward(p, caches[-k:], dhs[-k:])
    return dxs, dh0, dp


@case("chunk_bounds", "a flat list of boundaries", "each chunk is a pair")
def _(T, k):
    return [*range(0, T, k), T]


@case(
    "language_model_gradients",
    "dW_y and db_y in each other's field",
    "dp.W_y and dp.b_y have each other",
)
def _(p, ids, targets, h0):
    hs, caches = bptt.rnn_forward(p.rnn, p.E[ids], h0)
    logits, mask = hs @ p.W_y + p.b_y, np.ones(ids.shape)
    d = ops.sequence_loss_backward(logits, targets, mask, "mean")
    dxs, _, drnn = bptt.rnn_backward(p.rnn, caches, d @ p.W_y.T)
    dp = LMParams(
        ops.embed_backward(ids, dxs, len(p.E)), drnn, d.sum((0, 1)), np.einsum("tbh,tbv->hv", hs, d)
    )
    return ops.sequence_loss(logits, targets, mask, "mean"), dp, hs[-1]


# ---- TWO mistakes at once
def _naive(mean, axis=-1, sign=-1):
    def answer(logits, targets, mask, reduction):
        P = np.exp(logits) / np.exp(logits).sum(axis, keepdims=True)
        nll = sign * np.log(np.take_along_axis(P, targets[..., None], -1)[..., 0]) * mask
        if reduction == "sum":
            return nll.sum()
        return nll.mean() if mean == "TB" else nll.sum() / logits.shape[1]

    return answer


case(
    "sequence_loss",
    "TWO: naive softmax, and the mean over T * B",
    "The mean was taken over all T * B",
)(_naive("TB"))
case("sequence_loss", "TWO: naive softmax, and a division by B", "The sum was divided by B only")(
    _naive("B")
)


@case(
    "rnn_backward",
    "TWO: nothing carried, dp of the last step only",
    "Nothing flows from step t + 1",
)
def _(p, caches, dhs):
    return _back(p, caches, dhs, carry=False, keep="last")


@case(
    "rnn_step_backward",
    "TWO: tanh taken again, W_h not transposed",
    "The tanh was applied a second time",
)
def _(p, cache, dh_next):
    x, h, h_next = cache
    da = dh_next * (1 - np.tanh(h_next) ** 2)
    return da @ p.W_x.T, da @ p.W_h, RNNParams(x.T @ da, h.T @ da, da.sum(0))


@case("rnn_step", "TWO: W_h transposed, the cache keeps the pre-activation", "W_h was transposed")
def _(p, x, h):
    a = x @ p.W_x + h @ p.W_h.T + p.b
    return np.tanh(a), RNNCache(x, h, a)


@pytest.mark.parametrize(("exercise", "answer", "said"), CASES)
def test_a_first_attempt_is_led_to_its_mistake(exercise, answer, said):
    home = m00_start_here if hasattr(m00_start_here, f"check_{exercise}") else m01_unrolling
    message = "ACCEPTED"
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            getattr(home, f"check_{exercise}")(answer)
        except CheckFailed as failed:
            message = str(failed)
    assert said in message.replace("\n", " ")
