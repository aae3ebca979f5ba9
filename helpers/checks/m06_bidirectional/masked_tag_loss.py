"""Check of masked_tag_loss."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m06_bidirectional.cases import ROUNDING
from helpers.scratch.modules.m06_bidirectional import masked_tag_loss
from helpers.scratch.ops import length_mask, log_softmax, one_hot, softmax


def masked_tag_loss_cases(seed):
    """Yield (logits, tags, mask): unequal and equal lengths, T = 1, B = 1, logits of 1,000."""
    rng = np.random.default_rng(seed)
    for T, V, lengths in [
        *((5, 4, [5, 3, 2]), (5, 4, [2, 4, 5]), (4, 3, [4, 4]), (3, 3, [1, 3, 2])),
        *((6, 5, [4, 1]), (4, 2, [3]), (1, 5, [1, 1, 1]), (3, 4, [3]), (1, 6, [1])),
    ]:
        yield case(rng, 2.0 * rng.normal(size=(T, len(lengths), V)), lengths)
    sure = 1000.0 * rng.integers(-1, 2, size=(3, 2, 3)) + rng.integers(0, 3, size=(3, 2, 3))
    yield case(rng, sure.astype(float), [3, 2])
    logits, tags, mask = case(rng, rng.normal(size=(4, 3, 4)), [2, 4, 1])
    yield logits * np.where(mask, 1.0, 1000.0)[..., None], tags, mask


def case(rng, logits, lengths):
    T, B, V = logits.shape
    mask = length_mask(np.array(lengths), T).astype(float)
    return logits, rng.integers(0, V, size=(T, B)) * mask.astype(int), mask


def tag_losses(logits, tags, axis=-1):
    log_probs = log_softmax(logits, axis=axis)
    return -np.take_along_axis(log_probs, tags[..., None], axis=-1)[..., 0]


def gradient(logits, tags, weight):
    """Return softmax minus one-hot, each place times its weight (T, B)."""
    difference = softmax(logits) - one_hot(tags, logits.shape[-1])
    return difference * np.asarray(weight)[..., None]


def weighted(logits, tags, weight):
    """Return the loss and gradient of a sum of losses with the weights (T, B)."""
    return (tag_losses(logits, tags) * weight).sum(), gradient(logits, tags, weight)


def mean_weight(mask):
    return mask / mask.sum()


def tag_over_all_places(logits, tags, mask):
    return weighted(logits, tags, mask / mask.size)


def tag_mask_ignored(logits, tags, mask):
    return weighted(logits, tags, np.full(mask.shape, 1 / mask.size))


def tag_zero_is_padding(logits, tags, mask):
    """Take the tag 0 for padding, as ignore_index=0 would."""
    real = mask * (tags != 0)
    return weighted(logits, tags, real / max(real.sum(), 1))


def tag_padding_in_sum(logits, tags, mask):
    return weighted(logits, tags, np.full(mask.shape, 1 / mask.sum()))


def tag_summed(logits, tags, mask):
    return weighted(logits, tags, mask)


def tag_over_B(logits, tags, mask):
    return weighted(logits, tags, mask / mask.shape[1])


def tag_over_T(logits, tags, mask):
    return weighted(logits, tags, mask / len(mask))


def tag_mean_of_rows(logits, tags, mask):
    return weighted(logits, tags, mask / mask.sum(axis=0) / mask.shape[1])


def tag_mean_of_steps(logits, tags, mask):
    counts = np.maximum(mask.sum(axis=1, keepdims=True), 1)
    return weighted(logits, tags, mask / counts / mask.any(axis=1).sum())


def tag_logits_masked(logits, tags, mask):
    return weighted(logits * mask[..., None], tags, np.full(mask.shape, 1 / mask.sum()))


def tag_logits_masked_over_all(logits, tags, mask):
    return weighted(logits * mask[..., None], tags, np.full(mask.shape, 1 / mask.size))


def tag_loss_over_all(logits, tags, mask):
    loss = (tag_losses(logits, tags) * mask).mean()
    return loss, gradient(logits, tags, mean_weight(mask))


def tag_loss_not_masked(logits, tags, mask):
    loss = tag_losses(logits, tags).sum() / mask.sum()
    return loss, gradient(logits, tags, mean_weight(mask))


def tag_loss_summed(logits, tags, mask):
    return (tag_losses(logits, tags) * mask).sum(), gradient(logits, tags, mean_weight(mask))


def tag_loss_of_all_tags(logits, tags, mask):
    """Take the tags of the whole batch at each place: log_probs[:, :, tags] is (T, B, T, B)."""
    losses = -log_softmax(logits)[:, :, tags]
    return (losses * mask).sum() / mask.sum(), gradient(logits, tags, mean_weight(mask))


def tag_loss_of_all_tags_averaged(logits, tags, mask):
    losses = -log_softmax(logits)[:, :, tags][mask > 0]
    return losses.mean(), gradient(logits, tags, mean_weight(mask))


def tag_loss_negative(logits, tags, mask):
    loss, dlogits = weighted(logits, tags, mean_weight(mask))
    return -loss, dlogits


def tag_loss_in_bits(logits, tags, mask):
    loss, dlogits = weighted(logits, tags, mean_weight(mask))
    return loss / np.log(2), dlogits


def tag_loss_over_all_gradient_by_none(logits, tags, mask):
    return (tag_losses(logits, tags) * mask).mean(), gradient(logits, tags, mask)


def tag_loss_summed_gradient_plain(logits, tags, mask):
    loss = (tag_losses(logits, tags) * mask).sum()
    return loss, gradient(logits, tags, np.ones(mask.shape))


def tag_padding_in_sum_gradient_plain(logits, tags, mask):
    loss = tag_losses(logits, tags).sum() / mask.sum()
    return loss, gradient(logits, tags, np.ones(mask.shape))


def tag_losses_kept(logits, tags, mask):
    return tag_losses(logits, tags) * mask, gradient(logits, tags, mean_weight(mask))


def tag_gradient_not_divided(logits, tags, mask):
    return masked_tag_loss(logits, tags, mask)[0], gradient(logits, tags, mask)


def tag_gradient_not_masked(logits, tags, mask):
    weight = np.full(mask.shape, 1 / mask.sum())
    return masked_tag_loss(logits, tags, mask)[0], gradient(logits, tags, weight)


def tag_gradient_plain(logits, tags, mask):
    return masked_tag_loss(logits, tags, mask)[0], gradient(logits, tags, np.ones(mask.shape))


def tag_gradient_over_all(logits, tags, mask):
    return masked_tag_loss(logits, tags, mask)[0], gradient(logits, tags, mask / mask.size)


def tag_gradient_over_B(logits, tags, mask):
    return masked_tag_loss(logits, tags, mask)[0], gradient(logits, tags, mask / mask.shape[1])


def tag_gradient_by_rows(logits, tags, mask):
    return masked_tag_loss(logits, tags, mask)[0], gradient(logits, tags, mask / mask.sum(axis=0))


def tag_gradient_negative(logits, tags, mask):
    loss, dlogits = masked_tag_loss(logits, tags, mask)
    return loss, -dlogits


def tag_gradient_is_softmax(logits, tags, mask):
    dlogits = softmax(logits) * mean_weight(mask)[..., None]
    return masked_tag_loss(logits, tags, mask)[0], dlogits


def tag_gradient_of_log_probs(logits, tags, mask):
    dlogits = -one_hot(tags, logits.shape[-1]) * mean_weight(mask)[..., None]
    return masked_tag_loss(logits, tags, mask)[0], dlogits


def tag_gradient_of_chosen_alone(logits, tags, mask):
    chosen = one_hot(tags, logits.shape[-1])
    dlogits = (softmax(logits) - 1) * chosen * mean_weight(mask)[..., None]
    return masked_tag_loss(logits, tags, mask)[0], dlogits


def tag_gradient_from_log_probs(logits, tags, mask):
    """Subtract one-hot from the log-probabilities."""
    difference = log_softmax(logits) - one_hot(tags, logits.shape[-1])
    dlogits = difference * mean_weight(mask)[..., None]
    return masked_tag_loss(logits, tags, mask)[0], dlogits


def tag_gradient_every_tag(logits, tags, mask):
    """Subtract 1 at every tag of the batch in every place: dlogits[:, :, tags] -= 1."""
    dlogits = softmax(logits)
    dlogits[:, :, np.unique(tags)] -= 1
    return masked_tag_loss(logits, tags, mask)[0], dlogits * mean_weight(mask)[..., None]


def tag_exchanged(logits, tags, mask):
    return masked_tag_loss(logits, tags, mask)[::-1]


def tag_softmax_over_time(logits, tags, mask):
    loss = (tag_losses(logits, tags, axis=0) * mean_weight(mask)).sum()
    difference = softmax(logits, axis=0) - one_hot(tags, logits.shape[-1])
    return loss, difference * mean_weight(mask)[..., None]


def tag_softmax_over_batch(logits, tags, mask):
    loss = (tag_losses(logits, tags, axis=1) * mean_weight(mask)).sum()
    difference = softmax(logits, axis=1) - one_hot(tags, logits.shape[-1])
    return loss, difference * mean_weight(mask)[..., None]


def tag_overflows(logits, tags, mask):
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        probs = e / e.sum(axis=-1, keepdims=True)
        losses = -np.log(np.take_along_axis(probs, tags[..., None], axis=-1)[..., 0])
        loss = (losses * mask).sum() / mask.sum()
        return loss, (probs - one_hot(tags, logits.shape[-1])) * mean_weight(mask)[..., None]


def tag_of_rounded_softmax(logits, tags, mask):
    with np.errstate(all="ignore"):
        losses = -np.log(np.take_along_axis(softmax(logits), tags[..., None], axis=-1)[..., 0])
        return (losses * mask).sum() / mask.sum(), gradient(logits, tags, mean_weight(mask))


def tag_with_epsilon(logits, tags, mask):
    probs = np.take_along_axis(softmax(logits), tags[..., None], axis=-1)[..., 0]
    loss = (-np.log(probs + 1e-12) * mask).sum() / mask.sum()
    return loss, gradient(logits, tags, mean_weight(mask))


def tag_last_step_lost(logits, tags, mask):
    """Take the last word of each row for padding."""
    shorter = np.concatenate([mask[1:], np.zeros_like(mask[:1])])
    return weighted(logits, tags, shorter / max(shorter.sum(), 1.0))


def tag_by_loop(logits, tags, mask):
    dlogits, total = np.zeros_like(logits), 0.0
    for t, b in zip(*np.nonzero(mask), strict=True):
        z = logits[t, b] - logits[t, b].max()
        e = np.exp(z)
        total += np.log(e.sum()) - z[tags[t, b]]
        dlogits[t, b] = e / e.sum()
        dlogits[t, b, tags[t, b]] -= 1
    return total / np.count_nonzero(mask), dlogits / np.count_nonzero(mask)


def tag_of_real_steps(logits, tags, mask):
    real = mask > 0
    rows, ids = logits[real], tags[real]
    n = np.arange(len(ids))
    log_z = np.logaddexp.reduce(rows, axis=1)
    dlogits = np.zeros(logits.shape)
    probs = np.exp(rows - log_z[:, None])
    probs[n, ids] -= 1
    dlogits[real] = probs / len(ids)
    return float((log_z - rows[n, ids]).mean()), dlogits


def tag_by_where(logits, tags, mask):
    log_probs = log_softmax(np.where(mask[..., None] == 1, logits, 0.0))
    chosen = np.eye(logits.shape[-1])[tags]
    losses = -np.einsum("tbv,tbv->tb", log_probs, chosen)
    share = np.where(mask == 1, 1 / mask.sum(), 0.0)
    return np.vdot(losses, share), np.einsum("tbv,tb->tbv", np.exp(log_probs) - chosen, share)


def tag_in_float32(logits, tags, mask):
    logits, mask = logits.astype(np.float32), mask.astype(np.float32)
    loss, dlogits = weighted(logits, tags, mask / mask.sum())
    return loss, dlogits.astype(np.float32)


check_masked_tag_loss = Check(
    name="masked_tag_loss",
    reference=masked_tag_loss,
    cases=masked_tag_loss_cases,
    outputs=("loss", "dlogits (T, B, V)"),
    slips={
        "Words whose tag is 0 were left out like padding. Which argument says where padding "
        "stands?": tag_zero_is_padding,
        "The loss was divided by all T * "
        "B places. How many of them are real steps?": tag_loss_over_all,
        "dlogits is the gradient of the sum. What "
        "does the mean do to each place's gradient?": tag_gradient_not_divided,
        "The sum over real steps was divided by all "
        "T * B places. How many real steps are there?": tag_over_all_places,
        "The loss adds up padding too. What "
        "should happen to each loss before the sum?": tag_loss_not_masked,
        "dlogits is not 0 on padding. "
        "On which steps does the loss depend?": tag_gradient_not_masked,
        "The mask was not used: padding counts as if it were words. What should a place with mask "
        "0 contribute?": tag_mask_ignored,
        "The loss is a sum. By what should it be divided?": tag_loss_summed,
        "dlogits is the gradient of each place's own loss, padding included. What weight does each "
        "place have in the loss?": tag_gradient_plain,
        "The count leaves padding out, but the sum and the gradient do not. By what is each loss "
        "multiplied?": tag_padding_in_sum,
        "The index [:, :, tags] takes the tags of the whole batch at each place: the result has "
        "four axes. How is one entry taken for each place?": tag_loss_of_all_tags,
        "The index [:, :, tags] takes the tags of the whole batch at each place, and the loss is "
        "the mean over all. How is one entry taken for each "
        "place?": tag_loss_of_all_tags_averaged,
        "The loss has the wrong sign. Is "
        "the log of a probability positive or negative?": tag_loss_negative,
        "dlogits was divided by all T * "
        "B places. By what was the loss divided?": tag_gradient_over_all,
        "This is the sum over the real steps. By "
        "how many should it and its gradient be divided?": tag_summed,
        "The loss is in bits. Which logarithm does the course use?": tag_loss_in_bits,
        "dlogits was divided by B. By what was the loss divided?": tag_gradient_over_B,
        "The sum was divided by B, which makes a loss per sentence. By which number should it and "
        "its gradient be divided?": tag_over_B,
        "The loss was divided by all T * B places, and dlogits by nothing. By which number should "
        "both be divided?": tag_loss_over_all_gradient_by_none,
        "The loss is a sum, and dlogits is each place's own gradient, padding included. What "
        "weight does each place have in the mean?": tag_loss_summed_gradient_plain,
        "The loss adds up padding too, and dlogits is each place's own gradient. What weight does "
        "each place have in the mean?": tag_padding_in_sum_gradient_plain,
        "The losses of all places came back. "
        "Which one number does the exercise ask for?": tag_losses_kept,
        "dlogits was divided by each row's own "
        "length. By what was the loss divided?": tag_gradient_by_rows,
        "The sum was divided by T. How many real steps does the whole batch have?": tag_over_T,
        "A probability was rounded to 0 before its log was taken. Which given function takes the "
        "log without that?": tag_of_rounded_softmax,
        "dlogits has the wrong sign. Does the loss "
        "rise or fall when the right tag's logit grows?": tag_gradient_negative,
        "Each row was averaged first, and then the batch. Does a word of a short row count as much "
        "as one of a long row?": tag_mean_of_rows,
        "A small number was added inside the log, which caps the loss of an unlikely tag. Which "
        "given function needs no such guard?": tag_with_epsilon,
        "dlogits is the softmax alone. What "
        "is subtracted at the right tag?": tag_gradient_is_softmax,
        "Each step was averaged over its rows first. "
        "Does every word of the batch count the same?": tag_mean_of_steps,
        "loss and dlogits are exchanged. Which of them is returned first?": tag_exchanged,
        "dlogits is the gradient for the log-probabilities. How does the loss depend on the other "
        "logits?": tag_gradient_of_log_probs,
        "The logits were multiplied by the mask, but logits of 0 still have a loss of ln V and a "
        "gradient. What should the mask multiply?": tag_logits_masked,
        "dlogits is 0 at all tags but the right "
        "one. How does the loss depend on the other logits?": tag_gradient_of_chosen_alone,
        "The logits were multiplied by the mask, and the mean is over all places. What should the "
        "mask multiply, and how many losses are averaged?": tag_logits_masked_over_all,
        "dlogits was formed from log-probabilities. From what "
        "is 1 subtracted at the right tag?": tag_gradient_from_log_probs,
        "The softmax was taken over time. Over which axis of (T, B, V) should probabilities sum to "
        "1?": tag_softmax_over_time,
        "1 was subtracted in every place at the tags of all places. How many tags are right in one "
        "place?": tag_gradient_every_tag,
        "The softmax was taken over the batch. Over which axis of (T, B, V) should probabilities "
        "sum to 1?": tag_softmax_over_batch,
        "The last word of each row counts as "
        "padding. Was the mask shifted by one step?": tag_last_step_lost,
        "exp overflows at logits of 1,000. Does a softmax change when one number is subtracted "
        "from all logits of a place?": tag_overflows,
    },
    alternatives=(tag_by_loop, tag_of_real_steps, tag_by_where, tag_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
