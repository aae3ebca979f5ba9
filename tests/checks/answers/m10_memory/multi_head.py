"""Answers to multi_head that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.ops import softmax
from tests.checks.answers import wrong


def attended(q, k, v, scale):
    scores = q @ k.swapaxes(-1, -2) / scale
    T = scores.shape[-1]
    weights = softmax(np.where(np.tri(T, dtype=bool), scores, -np.inf))
    return weights @ v, weights


def projected(p, xs):
    return xs @ p.W_q + p.b_q, xs @ p.W_k + p.b_k, xs @ p.W_v + p.b_v


def cut(a, heads):
    T, B, D = a.shape
    return a.reshape(T, B, heads, D // heads).transpose(1, 2, 0, 3)


def joined(found):
    B, heads, T, d = found.shape
    return found.transpose(2, 0, 1, 3).reshape(T, B, heads * d)


def heads_interleaved(p, xs, heads):
    T, B, D = xs.shape
    q, k, v = (a.reshape(T, B, D // heads, heads).transpose(1, 3, 0, 2) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(D // heads))
    return found.transpose(2, 0, 3, 1).reshape(T, B, D) @ p.W_o + p.b_o, weights


def reshaped_at_once(p, xs, heads):
    T, B, D = xs.shape
    q, k, v = (a.reshape(B, heads, T, D // heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(D // heads))
    return found.reshape(T, B, D) @ p.W_o + p.b_o, weights


def joined_by_reshape(p, xs, heads):
    T, B, D = xs.shape
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(D // heads))
    return found.reshape(T, B, D) @ p.W_o + p.b_o, weights


def scaled_by_root_d_whole(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1]))
    return joined(found) @ p.W_o + p.b_o, weights


def scaled_by_d(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, xs.shape[-1] // heads)
    return joined(found) @ p.W_o + p.b_o, weights


def without_output_weights(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1] // heads))
    return joined(found), weights


def without_output_bias(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1] // heads))
    return joined(found) @ p.W_o, weights


def without_biases(p, xs, heads):
    q, k, v = (cut(xs @ W, heads) for W in (p.W_q, p.W_k, p.W_v))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1] // heads))
    return joined(found) @ p.W_o + p.b_o, weights


def no_mask(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    weights = softmax(q @ k.swapaxes(-1, -2) / np.sqrt(xs.shape[-1] // heads))
    return joined(weights @ v) @ p.W_o + p.b_o, weights


def heads_summed(p, xs, heads):
    T, B, D = xs.shape
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(D // heads))
    summed = found.sum(axis=1).transpose(1, 0, 2)
    return np.tile(summed, heads) @ p.W_o + p.b_o, weights


def one_head_for_all(p, xs, heads):
    q, k, v = (a.transpose(1, 0, 2) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1]))
    return found.transpose(1, 0, 2) @ p.W_o + p.b_o, weights


def weights_heads_first(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1] // heads))
    return joined(found) @ p.W_o + p.b_o, weights.transpose(1, 0, 2, 3)


def mask_after(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    weights = np.tril(softmax(q @ k.swapaxes(-1, -2) / np.sqrt(xs.shape[-1] // heads)))
    return joined(weights @ v) @ p.W_o + p.b_o, weights


def residual_added(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1] // heads))
    return xs + joined(found) @ p.W_o + p.b_o, weights


def both_root_d_and_no_bias(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1]))
    return joined(found) @ p.W_o, weights


def both_no_mask_and_unscaled(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    weights = softmax(q @ k.swapaxes(-1, -2))
    return joined(weights @ v) @ p.W_o + p.b_o, weights


def both_interleaved_and_root_d(p, xs, heads):
    T, B, D = xs.shape
    q, k, v = (a.reshape(T, B, D // heads, heads).transpose(1, 3, 0, 2) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(D))
    return found.transpose(2, 0, 3, 1).reshape(T, B, D) @ p.W_o + p.b_o, weights


def both_joined_by_reshape_and_no_mask(p, xs, heads):
    T, B, D = xs.shape
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    weights = softmax(q @ k.swapaxes(-1, -2) / np.sqrt(D // heads))
    return (weights @ v).reshape(T, B, D) @ p.W_o + p.b_o, weights


def last_head_first(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1] // heads))
    return joined(found[:, ::-1]) @ p.W_o + p.b_o, weights


def weights_averaged(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1] // heads))
    return joined(found) @ p.W_o + p.b_o, weights.mean(axis=1)


def both_no_mask_and_no_output_weights(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    weights = softmax(q @ k.swapaxes(-1, -2) / np.sqrt(xs.shape[-1] // heads))
    return joined(weights @ v), weights


def both_without_biases_and_scaled_by_root_d(p, xs, heads):
    q, k, v = (cut(xs @ W, heads) for W in (p.W_q, p.W_k, p.W_v))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1]))
    return joined(found) @ p.W_o + p.b_o, weights


def both_heads_first_and_mask_after(p, xs, heads):
    q, k, v = (cut(a, heads) for a in projected(p, xs))
    weights = np.tril(softmax(q @ k.swapaxes(-1, -2) / np.sqrt(xs.shape[-1] // heads)))
    return joined(weights @ v) @ p.W_o + p.b_o, weights.transpose(1, 0, 2, 3)


def split_along_time(p, xs, heads):
    """Cut the steps into heads, not the columns."""
    T, B, D = xs.shape
    q, k, v = (a.reshape(heads, T // heads, B, D).transpose(2, 0, 1, 3) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(D))
    return found.transpose(1, 2, 0, 3).reshape(T, B, D) @ p.W_o + p.b_o, weights


def split_along_batch(p, xs, heads):
    """Cut without the batch in mind: (T, B, D) to (heads, T, B, d)."""
    T, B, D = xs.shape
    q, k, v = (a.reshape(heads, T, B, D // heads).transpose(2, 0, 1, 3) for a in projected(p, xs))
    found, weights = attended(q, k, v, np.sqrt(D // heads))
    return joined(found) @ p.W_o + p.b_o, weights


def attends_over_heads(p, xs, heads):
    """Leave the steps outside: scores (T, B, heads, heads)."""
    T, B, D = xs.shape
    q, k, v = (a.reshape(T, B, heads, D // heads) for a in projected(p, xs))
    weights = softmax(q @ k.swapaxes(-1, -2) / np.sqrt(D // heads))
    return (weights @ v).reshape(T, B, D) @ p.W_o + p.b_o, weights


def bias_of_query_for_all(p, xs, heads):
    q, k, v = (cut(xs @ W + p.b_q, heads) for W in (p.W_q, p.W_k, p.W_v))
    found, weights = attended(q, k, v, np.sqrt(xs.shape[-1] // heads))
    return joined(found) @ p.W_o + p.b_o, weights


WRONG = (
    wrong(
        heads_interleaved, "A head got every so many columns, 0, 2, 4 with two heads, in place of"
    ),
    wrong(reshaped_at_once, "A reshape to (B, heads, T, d) mixes steps, sequences and columns"),
    wrong(
        joined_by_reshape, "The heads' results were reshaped to (T, B, D) without exchanging axes"
    ),
    wrong(scaled_by_root_d_whole, "The scores were divided by the root of D"),
    wrong(scaled_by_d, "The scores were divided by d, not by its root"),
    wrong(without_output_weights, "What the heads found was not multiplied by W_o"),
    wrong(without_output_bias, "b_o is missing"),
    wrong(without_biases, "b_q, b_k and b_v are missing"),
    wrong(no_mask, "A step sees the future"),
    wrong(heads_summed, "The heads' results were added up"),
    wrong(one_head_for_all, "All columns belong to one head, whose weights stand there for all"),
    wrong(weights_heads_first, "weights has the heads first"),
    wrong(mask_after, "Later steps were set to 0 after the softmax"),
    wrong(residual_added, "xs was added to ys"),
    wrong(both_root_d_and_no_bias, "The scores were divided by the root of D, and b_o is missing"),
    wrong(both_no_mask_and_unscaled, "A step sees the future"),
    wrong(both_interleaved_and_root_d, "The scores were divided by the root of D"),
    wrong(
        both_joined_by_reshape_and_no_mask,
        "The heads' results were reshaped without exchanging axes, and a step",
    ),
    wrong(last_head_first, "The heads stand side by side in reverse order"),
    wrong(weights_averaged, "The weights were averaged over the heads"),
    wrong(both_no_mask_and_no_output_weights, "What the heads found was not multiplied by W_o"),
    wrong(both_without_biases_and_scaled_by_root_d, "b_q, b_k and b_v are missing"),
    wrong(both_heads_first_and_mask_after, "Later steps were set to 0 after the softmax"),
    wrong(split_along_time, "Write the shape of each array in this line beside it"),
    wrong(split_along_batch, "A reshape to (heads, T, B, d) mixes steps, sequences and columns"),
    wrong(attends_over_heads, "The heads of one step look at each other"),
    wrong(bias_of_query_for_all, "b_v has no effect"),
)

EDGES = {
    "one head, as many heads as columns, and as many as columns in each": lambda cases: (
        {(1, 5), (3, 3), (2, 4)} <= {(heads, xs.shape[2]) for _, xs, heads in cases}
    ),
    "one step, one sequence": lambda cases: (
        any(len(xs) == 1 for _, xs, _ in cases) and any(xs.shape[1] == 1 for _, xs, _ in cases)
    ),
    "biases": lambda cases: all(abs(cases[0][0][i]).min() > 0 for i in range(4, 8)),
    "a score of itself below -10,000": lambda cases: any(
        ((xs @ p.W_q) * (xs @ p.W_k)).sum(axis=-1).max() / 2 < -1e4
        for p, xs, heads in cases
        if heads == 1
    ),
}
