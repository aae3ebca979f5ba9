"""Answers to additive_scores that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def without_tanh(p, query, keys):
    return (query @ p.W_q + keys @ p.W_k) @ p.v


def tanh_last(p, query, keys):
    return np.tanh((query @ p.W_q + keys @ p.W_k) @ p.v)


def tanh_of_each(p, query, keys):
    return (np.tanh(query @ p.W_q) + np.tanh(keys @ p.W_k)) @ p.v


def matrices_exchanged(p, query, keys):
    return np.tanh(query @ p.W_k + keys @ p.W_q) @ p.v


def query_forgotten(p, query, keys):
    return np.tanh(keys @ p.W_k) @ p.v


def sum_without_v(p, query, keys):
    return np.tanh(query @ p.W_q + keys @ p.W_k).sum(axis=-1)


def v_not_summed(p, query, keys):
    return np.tanh(query @ p.W_q + keys @ p.W_k) * p.v


def rows_first(p, query, keys):
    scores = np.zeros((len(query), len(keys)))
    for b in range(len(query)):
        for j in range(len(keys)):
            scores[b, j] = np.tanh(query[b] @ p.W_q + keys[j, b] @ p.W_k) @ p.v
    return scores


def first_query_for_all(p, query, keys):
    scores = np.zeros(keys.shape[:2])
    for j in range(len(keys)):
        for b in range(len(query)):
            scores[j, b] = np.tanh(query[0] @ p.W_q + keys[j, b] @ p.W_k) @ p.v
    return scores


def with_a_softmax(p, query, keys):
    scores = np.tanh(query @ p.W_q + keys @ p.W_k) @ p.v
    e = np.exp(scores - scores.max(axis=0))
    return e / e.sum(axis=0)


def query_after_tanh_and_mean(p, query, keys):
    return (query @ p.W_q + np.tanh(keys @ p.W_k)).mean(axis=-1)


def transposed_matrices(p, query, keys):
    return np.tanh(query @ p.W_q.T + keys @ p.W_k.T) @ p.v


def sigmoid_without_v(p, query, keys):
    return (1 / (1 + np.exp(-(query @ p.W_q + keys @ p.W_k)))).sum(axis=-1)


def first_query_without_tanh(p, query, keys):
    return (query[0] @ p.W_q + keys @ p.W_k) @ p.v


def rows_first_without_v(p, query, keys):
    scores = np.zeros((len(query), len(keys)))
    for b in range(len(query)):
        for j in range(len(keys)):
            scores[b, j] = np.tanh(query[b] @ p.W_q + keys[j, b] @ p.W_k).sum()
    return scores


def list_of_rows(p, query, keys):
    """Right, as a list of arrays."""
    return [np.tanh(query @ p.W_q + keys[j] @ p.W_k) @ p.v for j in range(len(keys))]


def loop_over_B_for_S(p, query, keys):
    scores = np.zeros(keys.shape[:2])
    for j in range(keys.shape[1]):
        for b in range(len(query)):
            scores[j, b] = np.tanh(query[b] @ p.W_q + keys[j, b] @ p.W_k) @ p.v
    return scores


WRONG = (
    wrong(without_tanh, "tanh is missing"),
    wrong(tanh_last, "tanh was taken of the score, after the product with v"),
    wrong(tanh_of_each, "tanh was taken of each product on its own"),
    wrong(matrices_exchanged, "W_q and W_k are exchanged"),
    wrong(query_forgotten, "The query has no effect"),
    wrong(sum_without_v, "v has no effect"),
    wrong(v_not_summed, "The products with v were not summed"),
    wrong(rows_first, "The scores are right but have the rows of the batch first"),
    wrong(first_query_for_all, "The first query was used for all rows"),
    wrong(with_a_softmax, "A softmax was taken of the scores"),
    wrong(query_after_tanh_and_mean, "The query's part was added after tanh, and v has no effect"),
    wrong(transposed_matrices, "The matrices were transposed"),
    wrong(sigmoid_without_v, "A sigmoid stands in place of tanh, and v has no effect"),
    wrong(first_query_without_tanh, "tanh is missing"),
    wrong(rows_first_without_v, "The two axes look exchanged"),
    wrong(list_of_rows, "Convert it to an array"),
    wrong(loop_over_B_for_S, "The positions from B on are 0"),
)
EDGES = {
    "one position": lambda cases: any(len(keys) == 1 for *_, keys in cases),
    "one row": lambda cases: any(len(query) == 1 for _, query, _ in cases),
    "one unit": lambda cases: any(len(p.v) == 1 for p, *_ in cases),
    "all sizes different, first": lambda cases: (
        len({*cases[0][2].shape, cases[0][1].shape[1], len(cases[0][0].v)}) == 5
    ),
    "queries as long as keys": lambda cases: any(
        query.shape[1] == keys.shape[2] != len(p.v) for p, query, keys in cases
    ),
}
