"""Answers to graph_attention that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.ops import softmax
from tests.checks.answers import wrong


def table(N, edges):
    seen = np.zeros((N, N), dtype=bool)
    seen[edges[:, 0], edges[:, 1]] = True
    return seen


def scored(p, xs):
    return (xs @ p.W_q) @ (xs @ p.W_k).T / np.sqrt(p.W_q.shape[1])


def quiet_softmax(scores, axis=1):
    with np.errstate(all="ignore"):
        return np.nan_to_num(softmax(scores, axis=axis))


def edges_turned(p, xs, edges):
    seen = table(len(xs), edges).T
    weights = quiet_softmax(np.where(seen, scored(p, xs), -np.inf))
    return weights @ (xs @ p.W_v), weights


def both_ways(p, xs, edges):
    seen = table(len(xs), edges)
    weights = softmax(np.where(seen | seen.T, scored(p, xs), -np.inf), axis=1)
    return weights @ (xs @ p.W_v), weights


def loops_added(p, xs, edges):
    seen = table(len(xs), edges) | np.eye(len(xs), dtype=bool)
    weights = softmax(np.where(seen, scored(p, xs), -np.inf), axis=1)
    return weights @ (xs @ p.W_v), weights


def missing_as_zero(p, xs, edges):
    seen = table(len(xs), edges)
    weights = softmax(np.where(seen, scored(p, xs), 0.0), axis=1)
    return weights @ (xs @ p.W_v), weights


def mask_after(p, xs, edges):
    seen = table(len(xs), edges)
    weights = softmax(scored(p, xs), axis=1) * seen
    return weights @ (xs @ p.W_v), weights


def complete(p, xs, edges):
    weights = softmax(scored(p, xs), axis=1)
    return weights @ (xs @ p.W_v), weights


def over_columns(p, xs, edges):
    seen = table(len(xs), edges)
    weights = quiet_softmax(np.where(seen, scored(p, xs), -np.inf), axis=0)
    return weights @ (xs @ p.W_v), weights


def unscaled(p, xs, edges):
    seen = table(len(xs), edges)
    weights = softmax(np.where(seen, (xs @ p.W_q) @ (xs @ p.W_k).T, -np.inf), axis=1)
    return weights @ (xs @ p.W_v), weights


def counted_twice(p, xs, edges):
    counts = np.zeros((len(xs), len(xs)))
    np.add.at(counts, (edges[:, 0], edges[:, 1]), 1)
    exps = np.exp(scored(p, xs)) * counts
    weights = exps / exps.sum(axis=1, keepdims=True)
    return weights @ (xs @ p.W_v), weights


def list_index(p, xs, edges):
    """Index with the table of edges itself: whole rows are set."""
    seen = np.zeros((len(xs), len(xs)), dtype=bool)
    seen[edges] = True
    weights = quiet_softmax(np.where(seen, scored(p, xs), -np.inf))
    return weights @ (xs @ p.W_v), weights


def read_turned(p, xs, edges):
    seen = table(len(xs), edges)
    weights = softmax(np.where(seen, scored(p, xs), -np.inf), axis=1)
    return weights.T @ (xs @ p.W_v), weights


def keys_ask(p, xs, edges):
    seen = table(len(xs), edges)
    weights = softmax(np.where(seen, scored(p, xs).T, -np.inf), axis=1)
    return weights @ (xs @ p.W_v), weights


def weights_of_edges(p, xs, edges):
    seen = table(len(xs), edges)
    weights = softmax(np.where(seen, scored(p, xs), -np.inf), axis=1)
    return weights @ (xs @ p.W_v), weights[edges[:, 0], edges[:, 1]]


def mean_of_neighbours(p, xs, edges):
    seen = table(len(xs), edges)
    weights = seen / seen.sum(axis=1, keepdims=True)
    return weights @ (xs @ p.W_v), weights


def inputs_read(p, xs, edges):
    seen = table(len(xs), edges)
    weights = softmax(np.where(seen, scored(p, xs), -np.inf), axis=1)
    return weights @ xs, weights


def two_both_ways_and_unscaled(p, xs, edges):
    seen = table(len(xs), edges)
    scores = (xs @ p.W_q) @ (xs @ p.W_k).T
    weights = softmax(np.where(seen | seen.T, scores, -np.inf), axis=1)
    return weights @ (xs @ p.W_v), weights


def two_mask_after_and_turned(p, xs, edges):
    seen = table(len(xs), edges).T
    weights = softmax(scored(p, xs), axis=1) * seen
    return weights @ (xs @ p.W_v), weights


def two_loops_and_by_h(p, xs, edges):
    seen = table(len(xs), edges) | np.eye(len(xs), dtype=bool)
    scores = (xs @ p.W_q) @ (xs @ p.W_k).T / p.W_q.shape[1]
    weights = softmax(np.where(seen, scores, -np.inf), axis=1)
    return weights @ (xs @ p.W_v), weights


def causal(p, xs, edges):
    weights = softmax(np.where(np.tri(len(xs), dtype=bool), scored(p, xs), -np.inf), axis=1)
    return weights @ (xs @ p.W_v), weights


def first_neighbour_alone(p, xs, edges):
    """Each edge overwrites what was found before."""
    weights = np.zeros((len(xs), len(xs)))
    for i, j in edges:
        weights[i] = 0.0
        weights[i, j] = 1.0
    return weights @ (xs @ p.W_v), weights
