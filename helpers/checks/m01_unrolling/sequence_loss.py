"""Check of sequence_loss."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import ROUNDING
from helpers.scratch.ops import log_softmax, sequence_loss, softmax


def prefix_mask(T, lengths):
    """Return the mask (T, B) that is 1 on the first lengths[b] steps of column b."""
    return (np.arange(T)[:, None] < np.asarray(lengths)).astype(float)


def sequence_loss_cases(seed):
    """Yield (logits, targets, mask, reduction): unequal lengths, an empty column, extremes."""
    rng = np.random.default_rng(seed)
    shapes = [(5, 7, [5, 3, 2]), (4, 3, [4, 4]), (3, 3, [1, 3, 2]), (6, 4, [0, 6, 2, 0])]
    for T, V, lengths in [*shapes, (1, 5, [1]), (4, 2, [3])]:
        B = len(lengths)
        logits = 2.0 * rng.normal(size=(T, B, V)) + rng.normal(size=(T, B, 1))
        targets = rng.integers(0, V, size=(T, B))
        for reduction in ("sum", "mean"):
            yield logits, targets, prefix_mask(T, lengths), reduction
    logits = np.array([[[1000.0, 0.0, -1000.0]], [[0.0, -1000.0, 1000.0]]])
    yield logits, np.array([[0], [0]]), np.ones((2, 1)), "mean"
    yield -900.0 + logits[:, :, ::-1], np.array([[1], [2]]), np.ones((2, 1)), "sum"
    yield logits[:1], np.array([[0]]), np.ones((1, 1)), "sum"  # sure and right: no loss at all
    far_apart = np.array([[[1000.0, 999.0, 998.0]], [[-1000.0, -999.0, -1001.0]]])
    yield far_apart, np.array([[1], [0]]), np.ones((2, 1)), "mean"
    beside = np.array(  # rows of one step that lie further apart than exp can reach (745)
        [
            [[1000.0, 999.0, 998.0], [-1000.0, -998.0, -999.0]],
            [[-1000.0, -1001.0, -999.0], [1000.0, 998.0, 999.0]],
        ]
    )
    yield beside, np.array([[1, 0], [0, 2]]), np.ones((2, 2)), "mean"


def token_nll(logits, targets, axis=-1):
    """Return the loss of every position, (T, B), in nats."""
    log_probs = log_softmax(logits, axis=axis)
    return -np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]


def reduced(losses, mask, reduction):
    return losses.sum() if reduction == "sum" else losses.sum() / mask.sum()


def loss_over_all_positions(logits, targets, mask, reduction):
    losses = token_nll(logits, targets) * mask
    return losses.sum() if reduction == "sum" else losses.mean()


def loss_ignores_mask(logits, targets, mask, reduction):
    losses = token_nll(logits, targets)
    return losses.sum() if reduction == "sum" else losses.mean()


def loss_counts_padding_in_sum(logits, targets, mask, reduction):
    return reduced(token_nll(logits, targets), mask, reduction)


def loss_softmax_over_time(logits, targets, mask, reduction):
    return reduced(token_nll(logits, targets, axis=0) * mask, mask, reduction)


def loss_softmax_over_batch(logits, targets, mask, reduction):
    return reduced(token_nll(logits, targets, axis=1) * mask, mask, reduction)


def loss_softmax_over_everything(logits, targets, mask, reduction):
    log_probs = logits - np.logaddexp.reduce(logits.ravel())
    picked = np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]
    return reduced(-picked * mask, mask, reduction)


def loss_always_sums(logits, targets, mask, reduction):
    return (token_nll(logits, targets) * mask).sum()


def loss_always_averages(logits, targets, mask, reduction):
    return (token_nll(logits, targets) * mask).sum() / mask.sum()


def loss_exchanges_reductions(logits, targets, mask, reduction):
    total = (token_nll(logits, targets) * mask).sum()
    return total if reduction == "mean" else total / mask.sum()


def loss_overflows(logits, targets, mask, reduction):
    e = np.exp(logits)
    probs = e / e.sum(axis=-1, keepdims=True)
    picked = np.take_along_axis(probs, targets[..., None], axis=-1)[..., 0]
    return reduced(-np.log(picked) * mask, mask, reduction)


def loss_maximum_not_added_back(logits, targets, mask, reduction):
    top = logits.max(axis=-1, keepdims=True)
    log_probs = logits - np.log(np.exp(logits - top).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]
    return reduced(-picked * mask, mask, reduction)


def loss_shifted_by_one_maximum(logits, targets, mask, reduction):
    shifted = logits - logits.max()
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]
    return reduced(-picked * mask, mask, reduction)


def loss_shifted_by_a_maximum_per_step(logits, targets, mask, reduction):
    shifted = logits - logits.max(axis=(1, 2), keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]
    return reduced(-picked * mask, mask, reduction)


def loss_shifted_by_the_minimum(logits, targets, mask, reduction):
    shifted = logits - logits.min(axis=-1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]
    return reduced(-picked * mask, mask, reduction)


def loss_of_a_rounded_softmax(logits, targets, mask, reduction):
    picked = np.take_along_axis(softmax(logits), targets[..., None], axis=-1)[..., 0]
    return reduced(-np.log(picked) * mask, mask, reduction)


def loss_with_log_epsilon(logits, targets, mask, reduction):
    picked = np.take_along_axis(softmax(logits), targets[..., None], axis=-1)[..., 0]
    return reduced(-np.log(picked + 1e-12) * mask, mask, reduction)


def loss_without_log(logits, targets, mask, reduction):
    picked = np.take_along_axis(softmax(logits), targets[..., None], axis=-1)[..., 0]
    return reduced(-picked * mask, mask, reduction)


def loss_wrong_sign(logits, targets, mask, reduction):
    return -reduced(token_nll(logits, targets) * mask, mask, reduction)


def loss_divided_by_T(logits, targets, mask, reduction):
    losses = token_nll(logits, targets) * mask
    return losses.sum() if reduction == "sum" else losses.sum() / len(mask)


def loss_divided_by_B(logits, targets, mask, reduction):
    losses = token_nll(logits, targets) * mask
    return losses.sum() if reduction == "sum" else losses.sum() / mask.shape[1]


def loss_sequence_by_sequence(logits, targets, mask, reduction):
    losses = token_nll(logits, targets) * mask
    if reduction == "sum":
        return losses.sum()
    return (losses.sum(axis=0) / mask.sum(axis=0)).mean()


def loss_of_masked_logits(logits, targets, mask, reduction):
    return reduced(token_nll(logits * mask[..., None], targets), mask, reduction)


def loss_without_normaliser(logits, targets, mask, reduction):
    picked = np.take_along_axis(logits, targets[..., None], axis=-1)[..., 0]
    return reduced(-picked * mask, mask, reduction)


def loss_in_bits(logits, targets, mask, reduction):
    return reduced(token_nll(logits, targets) * mask, mask, reduction) / np.log(2.0)


def loss_in_bits_with_wrong_sign(logits, targets, mask, reduction):
    return -loss_in_bits(logits, targets, mask, reduction)


def loss_by_loop(logits, targets, mask, reduction):
    total, count = 0.0, 0
    T, B, _ = logits.shape
    for t in range(T):
        for n in range(B):
            if mask[t, n]:
                z = logits[t, n] - logits[t, n].max()
                total += np.log(np.sum(np.exp(z))) - z[targets[t, n]]
                count += 1
    return total if reduction == "sum" else total / count


def loss_by_logaddexp(logits, targets, mask, reduction):
    chosen = (targets[..., None] == np.arange(logits.shape[-1])).astype(float)
    losses = np.logaddexp.reduce(logits, axis=-1) - (chosen * logits).sum(axis=-1)
    total = np.einsum("tb,tb->", losses, mask)
    return {"sum": total, "mean": total / np.count_nonzero(mask)}[reduction]


def loss_of_real_positions(logits, targets, mask, reduction):
    rows, ids = logits[mask > 0], targets[mask > 0]  # (N, V), (N,)
    margins = rows - rows[np.arange(len(ids)), ids][:, None]  # the target's own is 0
    top = np.maximum(margins.max(axis=1), 0.0)
    losses = top + np.log(np.exp(margins - top[:, None]).sum(axis=1))
    return float(losses.sum() if reduction == "sum" else losses.mean())


def loss_in_float32(logits, targets, mask, reduction):
    losses = token_nll(logits.astype(np.float32), targets) * mask.astype(np.float32)
    return reduced(losses, mask.astype(np.float32), reduction)


check_sequence_loss = Check(
    name="sequence_loss",
    reference=sequence_loss,
    cases=sequence_loss_cases,
    outputs=("loss",),
    slips={
        "The mean was taken over all T * B positions, padding included. How many of them "
        "are real steps?": loss_over_all_positions,
        "The mask was not used: padding counts as if it were text. What should a position with mask"
        " 0 contribute to the loss?": loss_ignores_mask,
        "The sum includes the padding; only the count of 'mean' leaves it out. What should happen "
        "to each loss before it is added?": loss_counts_padding_in_sum,
        "The softmax was taken over time. Over which axis of (T, B, V) should "
        "probabilities sum to 1?": loss_softmax_over_time,
        "The softmax was taken over the batch. Over which axis of (T, B, V) should "
        "probabilities sum to 1?": loss_softmax_over_batch,
        "The softmax was taken over all of (T, B, V) at once. To what should the probabilities of "
        "one position sum?": loss_softmax_over_everything,
        "The reduction was ignored: this is always the sum. What else does 'mean' "
        "require?": loss_always_sums,
        "The reduction was ignored: this is always the mean. What should 'sum' "
        "return?": loss_always_averages,
        "The two reductions are swapped. Which of them divides by the number of real "
        "steps?": loss_exchanges_reductions,
        "exp overflows at logits of 1000. Does a softmax change when one number is "
        "subtracted from all logits of a position?": loss_overflows,
        "The maximum was subtracted inside exp, but not from the target's own logit. Which logits "
        "does ln P(k) = o_k - ln sum exp(o_j) contain, and were all of them "
        "shifted?": loss_maximum_not_added_back,
        "More than a position's own largest logit was subtracted from it, and every exponential "
        "there rounds to 0. Over which axis should the maximum be taken?": (
            loss_shifted_by_one_maximum
        ),
        "One maximum was taken for all rows of a step, so in a row far below another one every "
        "exponential rounds to 0. Should the logits of one sequence affect the loss of "
        "another?": loss_shifted_by_a_maximum_per_step,
        "The smallest logit was subtracted, so the others grew and exp overflows. Which logit "
        "leaves no difference above 0 when it is subtracted from all?": loss_shifted_by_the_minimum,
        "A probability was rounded to 0 before its log was taken. Can the log of the "
        "softmax be written without dividing first?": loss_of_a_rounded_softmax,
        "A small number was added inside the log, which caps the loss of a very unlikely token. Can"
        " the log of the softmax be written so that it needs no guard?": loss_with_log_epsilon,
        "The log is missing: probabilities were added, with a minus sign. Which function turns "
        "their product into a sum?": loss_without_log,
        "The sign is reversed: a confident, correct model would be penalised. Is the log of a "
        "probability positive or negative?": loss_wrong_sign,
        "The sum was divided by T only. How many tokens does a batch of B sequences "
        "hold?": loss_divided_by_T,
        "The sum was divided by B only, which gives a loss per sequence. By which number should it "
        "be divided?": loss_divided_by_B,
        "Each sequence was averaged first, and then the batch. Does a token of a short "
        "sequence weigh as much as one of a long sequence?": loss_sequence_by_sequence,
        "The logits were multiplied by the mask, but a position whose logits are all 0 still has a "
        "loss of ln V. What should be multiplied by the mask instead?": loss_of_masked_logits,
        "This is the negative of the target's logit. What has to be subtracted from a logit to make"
        " it a log-probability?": loss_without_normaliser,
        "The loss is in bits. Which logarithm does the course use, and what is its "
        "unit?": loss_in_bits,
        "The loss is in bits, and the minus sign is missing. Which logarithm does the course use, "
        "and is the log of a probability positive or negative?": loss_in_bits_with_wrong_sign,
    },
    alternatives=(loss_by_loop, loss_by_logaddexp, loss_of_real_positions, loss_in_float32),
    equivalent={
        "np.take_along_axis(log_probs, targets[..., None], axis=-1) -> "
        "np.take_along_axis(log_probs, targets[..., None]) "
        "(in `picked = np.take_along_axis(log_probs, targets[..., None], axis=-1)...`)": (
            "-1 is the default axis of take_along_axis since NumPy 2.3"
        ),
    },
    tolerance_reason=ROUNDING,
    float32=True,
)
