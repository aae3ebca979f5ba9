"""Answers to sequence_loss that its record did not foresee."""

import numpy as np

from helpers.scratch import ops
from tests.checks.answers import wrong
from tests.checks.answers.first_attempts import sequence_loss as first_attempts

SEEDS = (*range(8),)


def reduced(total, mask, reduction):
    return total / mask.sum() if reduction == "mean" else total


def losses_of(logits, targets):
    return -np.take_along_axis(ops.log_softmax(logits), targets[..., None], axis=-1)[..., 0]


def loss_with_maximum_over(axis):
    def sequence_loss(logits, targets, mask, reduction):
        shifted = logits - logits.max(axis=axis, keepdims=True)
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        picked = np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0]
        return reduced(-(picked * mask).sum(), mask, reduction)

    return sequence_loss


def loss_per_position(logits, targets, mask, reduction):
    return losses_of(logits, targets) * mask


def half_the_loss(logits, targets, mask, reduction):
    return reduced(0.5 * (losses_of(logits, targets) * mask).sum(), mask, reduction)


def another_target(logits, targets, mask, reduction):
    shifted = (targets + 1) % logits.shape[-1]
    return reduced((losses_of(logits, shifted) * mask).sum(), mask, reduction)


def exchanged_reductions(logits, targets, mask, reduction):
    loss = np.sum(losses_of(logits, targets) * mask)
    return loss / np.sum(mask) if reduction == "sum" else loss


def least_logit_subtracted(logits, targets, mask, reduction):
    z = logits - logits.min(axis=2, keepdims=True)
    losses = np.log(np.exp(z).sum(axis=2)) - np.take_along_axis(z, targets[..., None], 2)[..., 0]
    return reduced((losses * mask).sum(), mask, reduction)


def clipped_logits(logits, targets, mask, reduction):
    losses = losses_of(np.clip(logits, -500.0, 500.0), targets)
    return reduced((losses * mask).sum(), mask, reduction)


def loss_by_flattening(logits, targets, mask, reduction):
    V = logits.shape[-1]
    rows = logits.reshape(-1, V) - logits.reshape(-1, V).max(axis=1, keepdims=True)
    losses = np.log(np.exp(rows).sum(axis=1)) - rows[np.arange(len(rows)), targets.ravel()]
    weights = mask.ravel() if reduction == "sum" else mask.ravel() / mask.sum()
    return float(losses @ weights)


def rows_of_a_step_lie_far_apart(cases):
    """A maximum over the rows of a step is only caught where exp reaches no further than this."""
    several = [logits for logits, *_ in cases if logits.shape[1] > 1]
    return max(np.ptp(logits.max(axis=-1), axis=1).max() for logits in several) > 745


def has_mask(holds):
    return lambda cases: any(holds(mask) for *_, mask, _ in cases)


def loss_of_a_product(normaliser, log, sign=-1, masked=True):
    def sequence_loss(logits, targets, mask, reduction):
        probs = np.exp(logits) / normaliser(np.exp(logits))
        losses = sign * log(np.take_along_axis(probs, targets[..., None], axis=-1)[..., 0])
        return reduced((losses * mask if masked else losses).sum(), mask, reduction)

    return sequence_loss


def three_times_the_loss_and_one(logits, targets, mask, reduction):
    losses = 3 * losses_of(logits, targets) ** 2 + 1
    return reduced((losses * mask).sum(), mask, reduction)


def over_the_vocabulary(e):
    return e.sum(axis=-1, keepdims=True)


def never_below_zero_subtracted(logits, targets, mask, reduction):
    shifted = logits - np.maximum(logits.max(axis=-1, keepdims=True), 0)
    with np.errstate(divide="ignore"):
        log_probs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    nll = -np.take_along_axis(log_probs, targets[..., None], axis=-1)[..., 0] * mask
    return nll.sum() / mask.sum() if reduction == "mean" else nll.sum()


RIGHT = (loss_by_flattening,)
WRONG = (
    wrong(never_below_zero_subtracted, "More than a position's own largest logit"),
    wrong(
        loss_with_maximum_over((1, 2)),
        "One maximum was taken for all rows of a step",
        seeds=SEEDS,
    ),
    wrong(loss_with_maximum_over((0, 2)), "own largest logit", seeds=SEEDS),
    wrong(
        loss_with_maximum_over(None),
        "More than a position's own largest logit was subtracted",
        seeds=SEEDS,
    ),
    wrong(loss_per_position, "loss has shape (5, 3), expected one number", slip=False),
    wrong(half_the_loss, "loss is", "2 times too small", slip=False),
    wrong(another_target, "loss is", "expected", slip=False),
    wrong(exchanged_reductions, "The two reductions are swapped", unsaid=("ignored",)),
    wrong(least_logit_subtracted, "The smallest logit was subtracted"),
    wrong(
        clipped_logits,
        "loss is 250, expected 500",
        "The calls before this one returned the right results",
        unsaid=("times too small",),
    ),
    wrong(
        loss_of_a_product(over_the_vocabulary, np.log2, sign=1),
        "in bits, and the minus sign is missing",
        unsaid=("follow mask",),
    ),
    wrong(
        loss_of_a_product(lambda e: e.sum((0, 1, 2), keepdims=True), np.log),
        "over all of (T, B, V) at once",
        seeds=SEEDS,
    ),
    wrong(
        loss_of_a_product(np.sum, np.log, masked=False),
        "Two mistakes together",
        "over all of (T, B, V) at once",
        unsaid=("constants",),
    ),
    wrong(
        loss_of_a_product(over_the_vocabulary, np.log, masked=False),
        "reduction='sum'",
        "The sum includes the padding; only the count of 'mean' leaves it out",
    ),
    wrong(
        three_times_the_loss_and_one,
        "With every float input except mask set to zero, loss is still wrong: work loss out by",
    ),
    *first_attempts.WRONG,
)
EDGES = {
    "both reductions": lambda cases: {reduction for *_, reduction in cases} == {"sum", "mean"},
    "a padded column": has_mask(lambda mask: (mask.sum(axis=0) == 0).any()),
    "a column of one step": has_mask(lambda mask: (mask.sum(axis=0) == 1).any()),
    "no padding": has_mask(lambda mask: mask.all()),
    "large logits": lambda cases: any(np.abs(logits).max() >= 1000 for logits, *_ in cases),
    "rows of a step lie far apart": rows_of_a_step_lie_far_apart,
}
