"""Answers to general_scores that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def keys_projected_wrong(p, query, keys):
    return (query * (keys @ p.W)).sum(axis=-1)


def not_summed(p, query, keys):
    return (query @ p.W) * keys


def without_W(p, query, keys):
    return (query * keys).sum(axis=-1)


def all_pairs(p, query, keys):
    return keys @ (query @ p.W).T


def scaled(p, query, keys):
    return ((query @ p.W) * keys).sum(axis=-1) / np.sqrt(keys.shape[-1])


def with_tanh(p, query, keys):
    return (np.tanh(query @ p.W) * keys).sum(axis=-1)


def summed_over_positions(p, query, keys):
    return ((query @ p.W) * keys).sum(axis=0)


def mean(p, query, keys):
    return ((query @ p.W) * keys).mean(axis=-1)


def transposed_result(p, query, keys):
    return ((query @ p.W) * keys).sum(axis=-1).T


def transposed_and_scaled(p, query, keys):
    return (query @ p.W.T * keys).sum(axis=-1) / np.sqrt(keys.shape[-1])


def tanh_of_the_score_and_mean(p, query, keys):
    return np.tanh(((query @ p.W) * keys).mean(axis=-1))


def first_query(p, query, keys):
    return keys @ (query[0] @ p.W)


def without_W_and_mean(p, query, keys):
    return (query * keys).mean(axis=-1)


def keys_projected_all_pairs(p, query, keys):
    return (keys @ p.W.T) @ query.T


def tanh_inside_the_sum(p, query, keys):
    return np.tanh((query @ p.W) * keys).sum(axis=2)


WRONG = (
    wrong(keys_projected_wrong, "The keys were multiplied by W"),
    wrong(not_summed, "The products were not summed"),
    wrong(without_W, "W has no effect"),
    wrong(all_pairs, "Every key met the queries of all rows, which makes three axes"),
    wrong(scaled, "The scores were divided by the root of D"),
    wrong(with_tanh, "tanh was taken of the projected query"),
    wrong(summed_over_positions, "The sum runs over the positions"),
    wrong(mean, "This is a mean over D"),
    wrong(transposed_result, "The scores are right but have the rows of the batch first"),
    wrong(transposed_and_scaled, "W was transposed, and the scores were divided by the root of D"),
    wrong(tanh_of_the_score_and_mean, "This is tanh of a mean over D"),
    wrong(first_query, "The first query was used for all rows"),
    wrong(without_W_and_mean, "W has no effect"),
    wrong(
        keys_projected_all_pairs, "Every key met the queries of all rows, which makes three axes"
    ),
    wrong(tanh_inside_the_sum, "tanh was taken of each product before the sum"),
)
EDGES = {
    "one position": lambda cases: any(len(keys) == 1 for *_, keys in cases),
    "one row": lambda cases: any(len(query) == 1 for _, query, _ in cases),
    "a square matrix that is not its transpose": lambda cases: any(
        p.W.shape[0] == p.W.shape[1] and not np.allclose(p.W, p.W.T) for p, *_ in cases
    ),
}
