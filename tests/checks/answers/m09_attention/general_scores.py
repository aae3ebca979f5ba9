"""Answers to general_scores that its record did not foresee; the attempts came before it."""

import numpy as np


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
