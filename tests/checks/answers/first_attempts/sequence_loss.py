"""First attempts at sequence_loss, from its prompt alone; both_: two mistakes at once."""

import numpy as np

from tests.checks.answers import wrong


def exp_of_large_logits(logits, targets, mask, reduction):
    probs = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    picked = np.take_along_axis(probs, targets[..., None], axis=-1)[..., 0]
    loss = -(np.log(picked) * mask).sum()
    return loss / mask.sum() if reduction == "mean" else loss


def mean_over_padding_too(logits, targets, mask, reduction):
    z = logits - logits.max(axis=-1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(logp, targets[..., None], axis=-1)[..., 0] * mask
    return -picked.mean() if reduction == "mean" else -picked.sum()


def mask_forgotten_in_the_sum(logits, targets, mask, reduction):
    z = logits - logits.max(axis=-1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(logp, targets[..., None], axis=-1)[..., 0]
    return -picked.sum() / mask.sum() if reduction == "mean" else -picked.sum()


def minus_sign_forgotten(logits, targets, mask, reduction):
    z = logits - logits.max(axis=-1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    total = (np.take_along_axis(logp, targets[..., None], axis=-1)[..., 0] * mask).sum()
    return total / mask.sum() if reduction == "mean" else total


def mean_of_the_means_of_the_sequences(logits, targets, mask, reduction):
    z = logits - logits.max(axis=-1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    picked = -np.take_along_axis(logp, targets[..., None], axis=-1)[..., 0] * mask
    if reduction == "mean":
        return (picked.sum(axis=0) / mask.sum(axis=0)).mean()
    return picked.sum()


def bits_for_nats(logits, targets, mask, reduction):
    z = logits - logits.max(axis=-1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    loss = -(np.take_along_axis(logp, targets[..., None], axis=-1)[..., 0] * mask).sum() / np.log(2)
    return loss / mask.sum() if reduction == "mean" else loss


def softmax_over_time(logits, targets, mask, reduction):
    z = logits - logits.max(axis=0, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=0, keepdims=True))
    loss = -(np.take_along_axis(logp, targets[..., None], axis=-1)[..., 0] * mask).sum()
    return loss / mask.sum() if reduction == "mean" else loss


def both_unnormalised_and_mean_over_padding(logits, targets, mask, reduction):
    picked = -np.take_along_axis(logits, targets[..., None], axis=-1)[..., 0] * mask
    return picked.mean() if reduction == "mean" else picked.sum()


def both_mask_forgotten_and_sign(logits, targets, mask, reduction):
    z = logits - logits.max(axis=-1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    picked = np.take_along_axis(logp, targets[..., None], axis=-1)[..., 0]
    return picked.mean() if reduction == "mean" else picked.sum()


def both_reduction_not_looked_at_and_divided_by_time(logits, targets, mask, reduction):
    z = logits - logits.max(axis=-1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    picked = -np.take_along_axis(logp, targets[..., None], axis=-1)[..., 0] * mask
    return picked.sum() / len(targets)


WRONG = (
    wrong(exp_of_large_logits, "exp overflows at logits of 1000"),
    wrong(mean_over_padding_too, "The mean was taken over all T * B positions, padding included"),
    wrong(
        mask_forgotten_in_the_sum,
        "The sum includes the padding; only the count of 'mean' leaves it out",
    ),
    wrong(minus_sign_forgotten, "The sign is reversed"),
    wrong(
        mean_of_the_means_of_the_sequences, "Each sequence was averaged first, and then the batch"
    ),
    wrong(bits_for_nats, "The loss is in bits"),
    wrong(softmax_over_time, "The softmax was taken over time"),
    wrong(both_unnormalised_and_mean_over_padding, "This is the negative of the target's logit"),
    wrong(both_mask_forgotten_and_sign, "The sign is reversed"),
    wrong(both_reduction_not_looked_at_and_divided_by_time, "The sum was divided by T only"),
)
