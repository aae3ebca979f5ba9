"""Answers to masked_softmax that its record did not foresee; the attempts came before it."""

import numpy as np


def over_the_batch(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, -np.inf)
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def mask_after(scores, lengths):
    e = np.exp(scores - scores.max(axis=0))
    w = e / e.sum(axis=0)
    return w * (np.arange(len(scores))[:, None] < lengths)


def mask_after_by_where(scores, lengths):
    e = np.exp(scores - scores.max(axis=0))
    w = e / e.sum(axis=0)
    return np.where(np.arange(len(scores))[:, None] < lengths, w, 0.0)


def zeros_for_padding(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, 0.0)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def times_mask(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = scores * mask
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def without_shift(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    e = np.where(mask, np.exp(scores), 0.0)
    return e / e.sum(axis=0)


def one_too_many(scores, lengths):
    mask = np.arange(len(scores))[:, None] <= lengths
    x = np.where(mask, scores, -np.inf)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def largest_of_padding_too(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    e = np.exp(scores - scores.max(axis=0)) * mask
    return e / e.sum(axis=0)


def ignores_lengths(scores, lengths):
    e = np.exp(scores - scores.max(axis=0))
    return e / e.sum(axis=0)


def loop_rows_first(scores, lengths):
    w = np.zeros(scores.shape[::-1])
    for b, n in enumerate(lengths):
        e = np.exp(scores[:n, b] - scores[:n, b].max())
        w[b, :n] = e / e.sum()
    return w


def loop_of_lists(scores, lengths):
    w = []
    for b, n in enumerate(lengths):
        e = np.exp(scores[:n, b] - scores[:n, b].max())
        w.append(e / e.sum())
    return w


def large_negative_and_no_shift(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    e = np.exp(np.where(mask, scores, -1e9))
    return e / e.sum(axis=0)


def mask_along_batch_and_zeros(scores, lengths):
    """The mask is (B, S), turned by reshape."""
    S, B = scores.shape
    mask = (np.arange(S) < lengths[:, None]).reshape(S, B)
    x = np.where(mask, scores, 0.0)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def one_maximum_for_all(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, -np.inf)
    e = np.exp(x - x.max())
    return e / e.sum(axis=0)


def no_division(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, -np.inf)
    return np.exp(x - x.max(axis=0))


def not_a_thousand(scores, lengths):
    """A large negative number that real scores reach."""
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, -1000.0)
    e = np.exp(x - x.max(axis=0))
    return e / e.sum(axis=0)


def weights_over_all_and_mask(scores, lengths):
    """Normalise over everything, hide padding afterwards."""
    e = np.exp(scores - scores.max())
    w = e / e.sum()
    return np.where(np.arange(len(scores))[:, None] < lengths, w, 0.0)


def one_too_many_without_shift(scores, lengths):
    mask = np.arange(len(scores))[:, None] <= lengths
    e = np.where(mask, np.exp(scores), 0.0)
    return e / e.sum(axis=0)


def mask_after_and_renormalised(scores, lengths):
    """Right but where padding is NaN or far above the real scores."""
    e = np.exp(scores - scores.max(axis=0))
    w = e / e.sum(axis=0) * (np.arange(len(scores))[:, None] < lengths)
    return w / w.sum(axis=0)


def loop_without_lengths_of_each(scores, lengths):
    w = np.zeros_like(scores)
    for b in range(scores.shape[1]):
        n = lengths[0]
        e = np.exp(scores[:n, b] - scores[:n, b].max())
        w[:n, b] = e / e.sum()
    return w


def negative_shift(scores, lengths):
    mask = np.arange(len(scores))[:, None] < lengths
    x = np.where(mask, scores, -np.inf)
    e = np.exp(x - x.min(axis=0))
    return e / e.sum(axis=0)
