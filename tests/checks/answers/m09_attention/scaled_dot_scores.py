"""Answers to scaled_dot_scores that its record did not foresee; the attempts came before it."""

import numpy as np


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
