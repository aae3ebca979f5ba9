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


def rows_by_rows(keys, values):
    """Recall at once, in place of storing."""
    return keys @ keys.T @ values


def a_list_of_rows(keys, values):
    """Lists in place of arrays: right in its numbers."""
    D, C = keys.shape[1], values.shape[1]
    M = [[0.0] * C for _ in range(D)]
    for k, v in zip(keys.tolist(), values.tolist(), strict=True):
        for d in range(D):
            for c in range(C):
                M[d][c] += k[d] * v[c]
    return M


def rows_shared(keys, values):
    """One row object, repeated D times."""
    D, C = keys.shape[1], values.shape[1]
    M = [[0.0] * C] * D
    for k, v in zip(keys, values, strict=True):
        for d in range(D):
            for c in range(C):
                M[d][c] += k[d] * v[c]
    return np.array(M)


def both_last_alone_and_transposed(keys, values):
    for k, v in zip(keys, values, strict=True):
        M = np.outer(v, k)
    return M


def both_half_of_the_pairs_and_mean(keys, values):
    half = len(keys) // 2
    return keys[:half].T @ values[:half] / max(half, 1)


def squared_length(keys, values):
    """Divide each key by its squared length."""
    return (keys / (keys**2).sum(axis=1, keepdims=True)).T @ values


WRONG = (
    wrong(values_first, "This is the matrix turned"),
    wrong(without_transpose, "This has a row and a column for each pair, (N, N)"),
    wrong(element_by_element, "Keys and values were multiplied entry by entry"),
    wrong(mean_over_pairs, "The sum was divided by N"),
    wrong(normalised_keys, "The keys were brought to length 1"),
    wrong(last_pair_alone, "Only the last pair is stored"),
    wrong(first_pair_alone, "Only the first pair is stored"),
    wrong(
        outer_of_everything, "This is one outer product of all entries of keys with all entries of"
    ),
    wrong(one_loop_too_short, "The first item of keys and values is left out of M"),
    wrong(kept_apart, "The outer products of the pairs were kept apart"),
    wrong(sums_multiplied, "The sum of all keys met the sum of all values"),
    wrong(both_values_first_and_mean, "The matrix is turned, and the sum was divided by N"),
    wrong(
        both_normalised_and_transposed,
        "The matrix is turned, and the keys were brought to length 1",
    ),
    wrong(
        both_mean_and_normalised, "The keys were brought to length 1, and the sum was divided by N"
    ),
    wrong(pseudo_inverse, "This is the matrix of least squares, which recalls better and takes"),
    wrong(einsum_forgot_sum, "The outer products of the pairs were kept apart"),
    wrong(whole_numbers, "M holds whole numbers"),
    wrong(rows_by_rows, "These are the values that the keys recall"),
    wrong(a_list_of_rows, "Convert it to an array"),
    wrong(rows_shared, "All entries of M along axis 0 are the sum of those expected"),
    wrong(both_last_alone_and_transposed, "The two axes look exchanged"),
    wrong(both_half_of_the_pairs_and_mean, "Only the first pair is stored"),
    wrong(squared_length, "The keys were divided by their squared lengths"),
)

EDGES = {
    "more pairs than rows, and fewer": lambda cases: (
        any(len(keys) > keys.shape[1] for keys, _ in cases)
        and any(len(keys) < keys.shape[1] for keys, _ in cases)
    ),
    "one pair, one row, one column": lambda cases: (
        any(len(keys) == 1 for keys, _ in cases)
        and any(keys.shape[1] == 1 for keys, _ in cases)
        and any(values.shape[1] == 1 for _, values in cases)
    ),
    "no key of length 1": lambda cases: all(
        (abs((keys**2).sum(axis=1) - 1) > 1e-6).all() for keys, _ in cases
    ),
}
