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


def both_not_itself_and_unscaled(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = np.where(np.tri(len(xs), k=-1, dtype=bool), q @ k.transpose(0, 2, 1), -np.inf)
    scores[:, 0, 0] = 0.0
    return finish(softmax(scores, axis=-1), v, real)


def both_lengths_forgotten_and_future(p, xs, lengths):
    q, k, v = ((xs @ W).transpose(1, 0, 2) for W in p)
    weights = softmax(q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1]), axis=-1)
    return (weights @ v).transpose(1, 0, 2), weights


def both_turned_triangle_and_keys_look(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = k @ q.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    seen = np.triu(np.ones((len(xs), len(xs)), dtype=bool))
    return finish(softmax(np.where(seen, scores, -np.inf), axis=-1), v, real)


def reshaped_batch(p, xs, lengths):
    """Reshape in place of a transpose."""
    T, B, _ = xs.shape
    real = np.arange(T)[:, None] < lengths
    xs = np.where(real[..., None], xs, 0.0)
    q, k, v = ((xs @ W).reshape(B, T, -1) for W in p)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    weights = softmax(np.where(np.tri(T, dtype=bool), scores, -np.inf), axis=-1)
    weights = weights * real.T[..., None]
    return (weights @ v).reshape(T, B, -1), weights


def mask_of_padding_alone(p, xs, lengths):
    """Hide padding as keys, and nothing else."""
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    return finish(softmax(np.where(real.T[:, None], scores, -np.inf), axis=-1), v, real)


def padding_as_keys_too(p, xs, lengths):
    """Hide padding as keys as well, which changes nothing for real steps: right."""
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    seen = np.tri(len(xs), dtype=bool) & real.T[:, None]
    return finish(softmax(np.where(seen, scores, -np.inf), axis=-1), v, real)


def all_steps_by_transpose_of_three_axes(p, xs, lengths):
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.T / np.sqrt(q.shape[-1])
    return finish(softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf)), v, real)


def divided_by_root_inside_out(p, xs, lengths):
    """sqrt of H in the values as well."""
    q, k, v, real = heads_in(p, xs, lengths)
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
    weights = softmax(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf))
    ys, weights = finish(weights, v, real)
    return ys / np.sqrt(q.shape[-1]), weights


def renormalised(p, xs, lengths):
    """Right but for scores that are far below the hidden ones: 0 divided by 0."""
    q, k, v, real = heads_in(p, xs, lengths)
    weights = np.tril(softmax(q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1]), axis=-1))
    with np.errstate(all="ignore"):
        return finish(weights / weights.sum(axis=-1, keepdims=True), v, real)


RIGHT = (
    right_with_a_large_number,
    padding_as_keys_too,
)
WRONG = (
    wrong(
        mask_after_softmax, "The softmax was taken over all steps, and later ones set to 0 after it"
    ),
    wrong(sees_the_future, "A step sees the future"),
    wrong(other_triangle, "The other triangle is hidden"),
    wrong(does_not_see_itself, "A step does not see itself, except for the first"),
    wrong(not_itself_and_nan, "A step does not see itself, and the first one divides 0 by 0"),
    wrong(unscaled, "The scores were not divided"),
    wrong(scaled_by_h, "The scores were divided by H"),
    wrong(scaled_by_root_d, "The scores were divided by the root of D"),
    wrong(softmax_over_queries, "The softmax goes over the steps that look"),
    wrong(lengths_forgotten, "lengths has no effect"),
    wrong(padding_not_cleared, "NaN on padding reaches the results"),
    wrong(padding_rows_left, "xs was cleared on padding, but its rows still look"),
    wrong(cleared_by_multiplying, "NaN on padding reaches the results"),
    wrong(mixes_batch_and_time, "The sequences of one step look at each other"),
    wrong(batch_first_ys, "ys has the batch first"),
    wrong(keys_look, "Queries and keys are exchanged"),
    wrong(xs_as_values, "The steps themselves were averaged"),
    wrong(mask_by_zero, "Hidden steps have the score 0, and so a weight"),
    wrong(both_unscaled_and_future, "The scores were not divided, and a step sees the future"),
    wrong(
        both_mask_after_and_by_h,
        "Later steps were set to 0 after the softmax, and the scores divided",
    ),
    wrong(both_rows_left_and_unscaled, "The scores were not divided"),
    wrong(both_exchanged_and_by_root_d, "ys and weights have each other's shape"),
    wrong(minus_ten, "Hidden steps have the score -10, which leaves them a share"),
    wrong(first_length, "Every sequence is taken to be as long as the first"),
    wrong(one_step_less, "The last real step counts as padding"),
    wrong(both_not_itself_and_unscaled, "A step does not see itself, except for the first"),
    wrong(both_lengths_forgotten_and_future, "A step sees the future"),
    wrong(both_turned_triangle_and_keys_look, "The other triangle is hidden"),
    wrong(reshaped_batch, "A reshape to (B, T, H) mixes steps and sequences"),
    wrong(mask_of_padding_alone, "A step sees the future"),
    wrong(
        all_steps_by_transpose_of_three_axes, "Write the shape of each array in this line beside it"
    ),
    wrong(
        divided_by_root_inside_out,
        "With every float input except p.W_v and xs set to zero, ys is still",
    ),
    wrong(renormalised, "The softmax was taken over all steps and the rest divided by its sum,"),
)

EDGES = {
    "sizes that differ, and lengths unsorted, first": lambda cases: (
        len({*cases[0][1].shape, *cases[0][0].W_q.shape[1:], *cases[0][0].W_v.shape[1:]}) == 5
        and sorted(cases[0][2]) != list(cases[0][2])
    ),
    "NaN and large numbers on padding": lambda cases: (
        any(np.isnan(xs).any() for _, xs, _ in cases)
        and any(np.nanmax(abs(xs)) > 1e5 for _, xs, _ in cases)
    ),
    "real steps are finite": lambda cases: all(
        np.isfinite(xs[np.arange(len(xs))[:, None] < lengths]).all() for _, xs, lengths in cases
    ),
    "no sequence as long as T, and all of them": lambda cases: (
        any(lengths.max() < len(xs) for _, xs, lengths in cases)
        and any(lengths.min() == len(xs) > 1 for _, xs, lengths in cases)
    ),
    "one step, one sequence": lambda cases: (
        any(len(xs) == 1 for _, xs, _ in cases) and any(xs.shape[1] == 1 for _, xs, _ in cases)
    ),
    "a score of itself from -100,000 to -10,000": lambda cases: any(
        -1e5 < ((xs @ p.W_q) * (xs @ p.W_k)).sum(axis=-1).max() / np.sqrt(p.W_q.shape[1]) < -1e4
        for p, xs, _ in cases
        if np.isfinite(xs).all()
    ),
}
