"""Answers to causal_self_attention that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.ops import softmax
from tests.checks.answers import wrong


def heads_in(p, xs, lengths):
    """Return queries, keys and values (B, T, .), padding cleared, and what is real (T, B)."""
    real = np.arange(len(xs))[:, None] < lengths
    xs = np.where(real[..., None], xs, 0.0)
    return *((xs @ W).transpose(1, 0, 2) for W in p), real


def finish(weights, v, real):
    weights = weights * real.T[..., None]
    return (weights @ v).transpose(1, 0, 2), weights


def mask_after_softmax(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    weights = softmax(q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1]), axis=-1)
    return finish(np.tril(weights), v, real)


def sees_the_future(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    weights = softmax(q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1]), axis=-1)
    return finish(weights, v, real)


def other_triangle(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    seen = np.triu(np.ones((len(xs), len(xs)), dtype=bool))
    return finish(softmax(np.where(seen, scores, -np.inf), axis=-1), v, real)


def does_not_see_itself(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    seen = np.tri(len(xs), k=-1, dtype=bool)
    scores = np.where(seen, scores, -np.inf)
    scores[:, 0, 0] = 0.0
    return finish(softmax(scores, axis=-1), v, real)


def not_itself_and_nan(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    seen = np.tri(len(xs), k=-1, dtype=bool)
    with np.errstate(all="ignore"):
        exps = np.exp(np.where(seen, scores, -np.inf))
        return finish(exps / exps.sum(axis=-1, keepdims=True), v, real)


def unscaled(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1)
    return finish(softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf)), v, real)


def scaled_by_h(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / q.shape[-1]
    return finish(softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf)), v, real)


def scaled_by_root_d(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(xs.shape[-1])
    return finish(softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf)), v, real)


def softmax_over_queries(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    scores = np.where(np.tri(len(xs), dtype=bool), scores, -np.inf)
    return finish(softmax(scores, axis=1), v, real)


def lengths_forgotten(p, xs, lengths):
    q, k, v = ((xs @ W).transpose(1, 0, 2) for W in p)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    weights = softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf))
    return (weights @ v).transpose(1, 0, 2), weights


def padding_not_cleared(p, xs, lengths):
    real = np.arange(len(xs))[:, None] < lengths
    q, k, v = ((xs @ W).transpose(1, 0, 2) for W in p)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    weights = softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf))
    return finish(weights, v, real)


def padding_rows_left(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    weights = softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf))
    return (weights @ v).transpose(1, 0, 2), weights


def cleared_by_multiplying(p, xs, lengths):
    real = np.arange(len(xs))[:, None] < lengths
    xs = xs * real[..., None]
    q, k, v = ((xs @ W).transpose(1, 0, 2) for W in p)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    weights = softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf))
    return finish(weights, v, real)


def mixes_batch_and_time(p, xs, lengths):
    """Attend over the rows of the batch: no transpose."""
    real = np.arange(len(xs))[:, None] < lengths
    xs = np.where(real[..., None], xs, 0.0)
    q, k, v = (xs @ W for W in p)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    weights = softmax(np.where(np.tri(xs.shape[1], dtype=bool), scores, -np.inf))
    return weights @ v, weights


def batch_first_ys(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    weights = softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf))
    weights = weights * real.T[..., None]
    return weights @ v, weights


def keys_look(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = k @ q.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    return finish(softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf)), v, real)


def xs_as_values(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    x = np.where(real[..., None], xs, 0.0).transpose(1, 0, 2)
    return finish(softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf)), x, real)


def mask_by_zero(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = np.tril(q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1]))
    return finish(softmax(scores, axis=-1), v, real)


def both_unscaled_and_future(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    return finish(softmax(q @ k.transpose(0, 2, 1), axis=-1), v, real)


def both_mask_after_and_by_h(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    weights = softmax(q @ k.transpose(0, 2, 1) / q.shape[-1], axis=-1)
    return finish(np.tril(weights), v, real)


def both_rows_left_and_unscaled(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1)
    weights = softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf))
    return (weights @ v).transpose(1, 0, 2), weights


def both_exchanged_and_by_root_d(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(xs.shape[-1])
    ys, weights = finish(softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf)), v, real)
    return weights, ys


def right_with_a_large_number(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    return finish(softmax(np.where(np.tri(len(xs), dtype=bool), scores, -1e30)), v, real)


def minus_ten(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    return finish(softmax(np.where(np.tri(len(xs), dtype=bool), scores, -10.0)), v, real)


def first_length(p, xs, lengths):
    return causal_with(p, xs, np.full_like(lengths, lengths[0]))


def causal_with(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    return finish(softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf)), v, real)


def one_step_less(p, xs, lengths):
    return causal_with(p, xs, lengths - 1)
