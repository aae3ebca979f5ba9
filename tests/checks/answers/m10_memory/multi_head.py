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
