"""Answers to additive_scores that its record did not foresee; the attempts came before it."""

import numpy as np


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
