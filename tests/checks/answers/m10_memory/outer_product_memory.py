"""Answers to outer_product_memory that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def values_first(keys, values):
    return values.T @ keys


def without_transpose(keys, values):
    return keys @ values.T


def element_by_element(keys, values):
    return (keys * values).sum(axis=0)


def mean_over_pairs(keys, values):
    return keys.T @ values / len(keys)


def normalised_keys(keys, values):
    keys = keys / np.linalg.norm(keys, axis=1, keepdims=True)
    return keys.T @ values


def last_pair_alone(keys, values):
    for k, v in zip(keys, values, strict=True):
        M = np.outer(k, v)
    return M


def first_pair_alone(keys, values):
    return np.outer(keys[0], values[0])


def outer_of_everything(keys, values):
    return np.outer(keys, values)


def one_loop_too_short(keys, values):
    M = np.zeros((keys.shape[1], values.shape[1]))
    for i in range(1, len(keys)):
        M += np.outer(keys[i], values[i])
    return M


def kept_apart(keys, values):
    return keys[:, :, None] * values[:, None, :]


def sums_multiplied(keys, values):
    return np.outer(keys.sum(axis=0), values.sum(axis=0))


def both_values_first_and_mean(keys, values):
    return values.T @ keys / len(keys)


def both_normalised_and_transposed(keys, values):
    keys = keys / np.linalg.norm(keys, axis=1, keepdims=True)
    return values.T @ keys


def both_mean_and_normalised(keys, values):
    keys = keys / np.linalg.norm(keys, axis=1, keepdims=True)
    return np.mean([np.outer(k, v) for k, v in zip(keys, values, strict=True)], axis=0)


def pseudo_inverse(keys, values):
    return np.linalg.pinv(keys) @ values


def einsum_forgot_sum(keys, values):
    return np.einsum("nd,nc->ndc", keys, values)


def whole_numbers(keys, values):
    M = np.zeros((keys.shape[1], values.shape[1]), dtype=int)
    for k, v in zip(keys, values, strict=True):
        M = M + np.outer(k, v).astype(int)
    return M
