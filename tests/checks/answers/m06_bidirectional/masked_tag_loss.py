"""Answers to masked_tag_loss that its record did not foresee."""

import numpy as np

from helpers.scratch.ops import log_softmax, one_hot, softmax
from tests.checks.answers import wrong


def losses_of(logits, tags):
    return -np.take_along_axis(log_softmax(logits), tags[..., None], axis=-1)[..., 0]


def difference(logits, tags):
    return softmax(logits) - one_hot(tags, logits.shape[-1])


def np_mean_of_masked(logits, tags, mask):
    T, B = mask.shape
    loss = (losses_of(logits, tags) * mask).mean()
    return loss, difference(logits, tags) * mask[..., None] / (T * B)


def gradient_not_divided(logits, tags, mask):
    loss = (losses_of(logits, tags) * mask).sum() / mask.sum()
    return loss, difference(logits, tags) * mask[..., None]


def gradient_not_masked(logits, tags, mask):
    loss = (losses_of(logits, tags) * mask).sum() / mask.sum()
    return loss, difference(logits, tags) / mask.sum()


def nothing_masked(logits, tags, mask):
    return losses_of(logits, tags).mean(), difference(logits, tags) / mask.size


def logits_masked(logits, tags, mask):
    logits = logits * mask[..., None]
    return losses_of(logits, tags).mean(), difference(logits, tags) / mask.size


def row_means(logits, tags, mask):
    n = mask.sum(axis=0)
    loss = ((losses_of(logits, tags) * mask).sum(axis=0) / n).mean()
    return loss, difference(logits, tags) * (mask / n)[..., None] / len(n)


def naive_softmax(logits, tags, mask):
    with np.errstate(all="ignore"):
        probs = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
        chosen = one_hot(tags, logits.shape[-1])
        losses = -np.log((probs * chosen).sum(axis=-1))
    loss = (losses * mask).sum() / mask.sum()
    return loss, (probs - chosen) * mask[..., None] / mask.sum()


def per_batch(logits, tags, mask):
    B = mask.shape[1]
    loss = (losses_of(logits, tags) * mask).sum() / B
    return loss, difference(logits, tags) * mask[..., None] / B


def one_hot_minus_softmax(logits, tags, mask):
    loss = (losses_of(logits, tags) * mask).sum() / mask.sum()
    return loss, -difference(logits, tags) * (mask / mask.sum())[..., None]


def softmax_over_time(logits, tags, mask):
    log_probs = log_softmax(logits, axis=0)
    chosen, weight = one_hot(tags, logits.shape[-1]), (mask / mask.sum())[..., None]
    return -(log_probs * chosen * weight).sum(), (np.exp(log_probs) - chosen) * weight


def losses_returned(logits, tags, mask):
    return losses_of(logits, tags) * mask, difference(logits, tags) * mask[..., None] / mask.sum()


def summed_and_negative_gradient(logits, tags, mask):
    """Two mistakes; that the loss was divided by something is none of them."""
    loss = (losses_of(logits, tags) * mask).sum()
    return loss, -difference(logits, tags) * mask[..., None]


def tags_of_all_places(logits, tags, mask):
    lp = log_softmax(logits)
    nll = -lp[:, :, tags]
    loss = (nll * mask).sum() / mask.sum()
    dlogits = (softmax(logits) - one_hot(tags, logits.shape[-1])) * mask[..., None] / mask.sum()
    return float(loss), dlogits


def tags_of_all_places_in_front(logits, tags, mask):
    losses = -log_softmax(logits)[:, :, tags]
    loss = (losses * mask[:, :, None, None]).sum() / mask.sum()
    return float(loss), difference(logits, tags) * mask[..., None] / mask.sum()


def squared_losses(logits, tags, mask):
    """Make a mistake in which mask has no part."""
    loss = (losses_of(logits, tags) ** 2 * mask).sum() / mask.sum()
    return float(loss), difference(logits, tags) * mask[..., None] / mask.sum()


WRONG = (
    wrong(np_mean_of_masked, "The sum over real steps was divided by all T * B places"),
    wrong(gradient_not_divided, "dlogits is the gradient of the sum"),
    wrong(gradient_not_masked, "dlogits is not 0 on padding"),
    wrong(nothing_masked, "The mask was not used"),
    wrong(logits_masked, "The logits were multiplied by the mask, and the mean is"),
    wrong(row_means, "Each row was averaged first, and then the batch"),
    wrong(naive_softmax, "exp overflows at logits of 1,000"),
    wrong(per_batch, "The sum was divided by B, which makes a loss per sentence"),
    wrong(one_hot_minus_softmax, "dlogits has the wrong sign"),
    wrong(softmax_over_time, "The softmax was taken over time"),
    wrong(summed_and_negative_gradient, "The loss is a sum"),
    wrong(losses_returned, "The losses of all places came back"),
    wrong(tags_of_all_places, "The index [:, :, tags] takes the tags of the whole batch"),
    wrong(tags_of_all_places_in_front, "The index [:, :, tags] takes the tags of the whole batch"),
    wrong(
        squared_losses,
        "set to zero, loss is still wrong and dlogits is right: work loss out by hand",
        unsaid=("lead from mask",),
    ),
)
EDGES = {
    "T = 1": lambda cases: any(len(mask) == 1 for *_, mask in cases),
    "B = 1": lambda cases: any(mask.shape[1] == 1 for *_, mask in cases),
    "no padding": lambda cases: any(mask.all() and mask.size > 4 for *_, mask in cases),
    "T above all lengths": lambda cases: any(not mask[-1].any() for *_, mask in cases),
    "logits of 1,000": lambda cases: any(np.abs(x * m[..., None]).max() > 900 for x, _, m in cases),
    "large logits on padding": lambda cases: any(
        np.abs(x * (1 - m)[..., None]).max() > 900 and np.abs(x * m[..., None]).max() < 10
        for x, _, m in cases
    ),
}
