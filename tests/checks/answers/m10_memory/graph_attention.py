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


def scores_multiplied(p, xs, edges):
    """Multiply the scores by the table of 0 and 1."""
    weights = softmax(scored(p, xs) * table(len(xs), edges), axis=1)
    return weights @ (xs @ p.W_v), weights


def exponentials_multiplied(p, xs, edges):
    """Subtract the largest score of all nodes, those that are not seen included."""
    scores = scored(p, xs)
    exps = np.exp(scores - scores.max(axis=1, keepdims=True)) * table(len(xs), edges)
    with np.errstate(all="ignore"):
        weights = exps / exps.sum(axis=1, keepdims=True)
        return weights @ (xs @ p.W_v), weights


def lists_of_neighbours(p, xs, edges):
    """An edge that is listed twice stands in a node's list twice."""
    q, k, v = xs @ p.W_q, xs @ p.W_k, xs @ p.W_v
    ys, weights = np.zeros((len(xs), v.shape[1])), np.zeros((len(xs), len(xs)))
    for i in range(len(xs)):
        seen = [j for a, j in edges if a == i]
        own = softmax(k[seen] @ q[i] / np.sqrt(q.shape[1]))
        ys[i], weights[i, seen] = own @ v[seen], own
    return ys, weights


def looked_at_by(p, xs, edges):
    q, k, v = xs @ p.W_q, xs @ p.W_k, xs @ p.W_v
    ys, weights = np.zeros((len(xs), v.shape[1])), np.zeros((len(xs), len(xs)))
    for i in range(len(xs)):
        seen = sorted({int(a) for a, j in edges if j == i})
        own = softmax(k[seen] @ q[i] / np.sqrt(q.shape[1]))
        ys[i], weights[i, seen] = own @ v[seen], own
    return ys, weights


def two_missing_as_zero_and_unscaled(p, xs, edges):
    seen = np.zeros((len(xs), len(xs)))
    seen[edges[:, 0], edges[:, 1]] = 1
    weights = softmax((xs @ p.W_q) @ (xs @ p.W_k).T * seen, axis=1)
    return weights @ (xs @ p.W_v), weights


WRONG = (
    wrong(edges_turned, "The edges run the wrong way"),
    wrong(both_ways, "Every edge counts both ways"),
    wrong(loops_added, "Every node sees itself"),
    wrong(missing_as_zero, "A missing edge has the score 0, and so a weight"),
    wrong(mask_after, "The softmax was taken over all nodes, and missing edges set to 0"),
    wrong(complete, "Every node looks at all"),
    wrong(over_columns, "The softmax goes over the nodes that look"),
    wrong(unscaled, "The scores were not divided"),
    wrong(counted_twice, "An edge that is listed twice counts twice"),
    wrong(list_index, "Every node looks at all"),
    wrong(read_turned, "The values were weighed by the columns of the weights"),
    wrong(keys_ask, "Queries and keys are exchanged"),
    wrong(weights_of_edges, "The weights came back as one number for each edge"),
    wrong(mean_of_neighbours, "All nodes that are seen have the same weight"),
    wrong(inputs_read, "The nodes themselves were averaged"),
    wrong(
        two_both_ways_and_unscaled, "Every edge counts both ways, and the scores were not divided"
    ),
    wrong(
        two_mask_after_and_turned,
        "Missing edges were set to 0 after the softmax, and the edges run the",
    ),
    wrong(two_loops_and_by_h, "Every node sees itself, and the scores were divided by H"),
    wrong(causal, "Every node looks at those before it, as in a sequence"),
    wrong(first_neighbour_alone, "Only the last edge of each node counts"),
    wrong(scores_multiplied, "A missing edge has the score 0, and so a weight"),
    wrong(
        exponentials_multiplied,
        "The softmax was taken over all nodes and the rest divided by its sum,",
    ),
    wrong(lists_of_neighbours, "An edge that is listed twice counts twice"),
    wrong(looked_at_by, "The edges run the wrong way"),
    wrong(
        two_missing_as_zero_and_unscaled,
        "A missing edge has the score 0, and so a weight, and the scores were",
    ),
)

EDGES = {
    "every node looks at one at least": lambda cases: all(
        set(edges[:, 0]) == set(range(len(xs))) for _, xs, edges in cases
    ),
    "an edge listed twice": lambda cases: any(
        len({*map(tuple, edges)}) < len(edges) for *_, edges in cases
    ),
    "one node, the complete graph, one neighbour each": lambda cases: (
        any(len(xs) == 1 for _, xs, _ in cases)
        and any(len(edges) == len(xs) ** 2 > 1 for _, xs, edges in cases)
        and any(len(edges) == len(xs) > 1 for _, xs, edges in cases)
    ),
    "edges without the way back, and nodes that do not see themselves": lambda cases: (
        {(j, i) for i, j in cases[0][2]} != {(i, j) for i, j in cases[0][2]}
        and any(len({(i, i) for i in range(len(xs))} & {*map(tuple, e)}) == 0 for _, xs, e in cases)
    ),
}
