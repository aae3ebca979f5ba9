"""Answers to scaled_dot_scores that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def unscaled(query, keys):
    return (query * keys).sum(axis=-1)


def over_D(query, keys):
    return (query * keys).sum(axis=-1) / query.shape[-1]


def mean(query, keys):
    return (query * keys).mean(axis=-1)


def root_of_S(query, keys):
    return (query * keys).sum(axis=-1) / np.sqrt(len(keys))


def root_of_B(query, keys):
    return (query * keys).sum(axis=-1) / np.sqrt(len(query))


def times_root(query, keys):
    return (query * keys).sum(axis=-1) * np.sqrt(query.shape[-1])


def cosine(query, keys):
    return (query * keys).sum(axis=-1) / (
        np.linalg.norm(query, axis=-1) * np.linalg.norm(keys, axis=-1)
    )


def all_pairs(query, keys):
    return keys @ query.T / np.sqrt(query.shape[-1])


def over_positions(query, keys):
    return (query * keys).sum(axis=0) / np.sqrt(query.shape[-1])


def softmaxed(query, keys):
    scores = (query * keys).sum(axis=-1) / np.sqrt(query.shape[-1])
    e = np.exp(scores - scores.max(axis=0))
    return e / e.sum(axis=0)


def standardised(query, keys):
    scores = (query * keys).sum(axis=-1)
    return scores / scores.std()


def root_of_S_and_turned(query, keys):
    return ((query * keys).sum(axis=-1) / np.sqrt(len(keys))).T


def root_of_S_over_positions(query, keys):
    return (query * keys).sum(axis=0) / np.sqrt(len(keys))


def each_scaled_twice(query, keys):
    """Divide query and keys both by the root."""
    root = np.sqrt(query.shape[-1])
    return (query / root * (keys / root)).sum(axis=-1)


def mean_times_root(query, keys):
    """Right: a sum over D, divided by its root."""
    return (query * keys).mean(axis=-1) * np.sqrt(query.shape[-1])


def by_the_norm_of_keys(query, keys):
    return (query * keys).sum(axis=2) / np.linalg.norm(keys, axis=2)


def by_the_norm_of_queries(query, keys):
    return (query * keys).sum(axis=2) / np.linalg.norm(query, axis=1)


RIGHT = (mean_times_root,)
WRONG = (
    wrong(unscaled, "The scores are not scaled"),
    wrong(over_D, "The scores were divided by D"),
    wrong(mean, "The scores were divided by D"),
    wrong(root_of_S, "The scores were divided by the root of S"),
    wrong(root_of_B, "The scores were divided by the root of B"),
    wrong(times_root, "The scores were multiplied by the root of D"),
    wrong(cosine, "The scores were divided by the lengths of both vectors"),
    wrong(all_pairs, "Every key met the queries of all rows, which makes three axes"),
    wrong(over_positions, "The sum runs over the positions"),
    wrong(softmaxed, "A softmax was taken of the scores"),
    wrong(standardised, "The scores were divided by their own standard deviation"),
    wrong(
        root_of_S_and_turned, "The scores have the rows of the batch first, and were divided by the"
    ),
    wrong(root_of_S_over_positions, "The sum runs over the positions"),
    wrong(each_scaled_twice, "The scores were divided by D"),
    wrong(by_the_norm_of_keys, "The scores were divided by the length of each key"),
    wrong(by_the_norm_of_queries, "The scores were divided by the length of each query"),
)
EDGES = {
    "one position": lambda cases: any(len(keys) == 1 for _, keys in cases),
    "one row": lambda cases: any(len(query) == 1 for query, _ in cases),
    "one entry": lambda cases: any(query.shape[1] == 1 for query, _ in cases),
    "all sizes different, first": lambda cases: len(set(cases[0][1].shape)) == 3,
}
