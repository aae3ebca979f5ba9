"""Check of graph_attention."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, drawn_params, softmax_of
from helpers.checks.m10_memory.causal_self_attention import SIGNS, strong
from helpers.scratch.modules.m10_self_attention import SelfAttentionParams, graph_attention

SIZES = (  # N, D, H, C, share of the pairs that are edges
    (5, 3, 2, 4, 0.35),
    (4, 2, 5, 3, 0.5),
    (3, 3, 3, 3, 0.5),
    (6, 4, 3, 2, 0.2),
    (4, 3, 2, 5, 1.0),  # the complete graph
    (3, 2, 4, 1, 0.0),  # each node looks at one
    (1, 2, 3, 2, 1.0),
    (5, 3, 2, 4, 0.35),
)


def graph_attention_cases(seed):
    """Yield (p, xs, edges): as SIZES lists them, some edges twice; and scores far below 0."""
    rng = np.random.default_rng(seed)
    for N, D, H, C, share in SIZES:
        p = drawn_params(rng, SelfAttentionParams, scale=0.9, D=D, H=H, C=C)
        yield p, 1.2 * rng.normal(size=(N, D)), drawn_edges(rng, N, share)
    edges = np.array([(0, 0), (1, 1), (2, 2), (2, 0), (3, 3)])
    yield SelfAttentionParams(2 * SIGNS, -2 * SIGNS, SIGNS[:, :3]), strong(rng, 4), edges


def drawn_edges(rng, N, share):
    """Draw edges (E, 2), shuffled: a cycle, which no node is without, and others; some twice."""
    order = rng.permutation(N)
    pairs = {(int(i), int(j)) for i, j in zip(order, np.roll(order, 1), strict=True)}
    pairs |= {(i, j) for i in range(N) for j in range(N) if rng.random() < share}
    pairs = [*sorted(pairs), *sorted(pairs)[:2]] if 0 < share < 1 else sorted(pairs)
    return rng.permutation(np.array(pairs))


def table(xs, edges):
    seen = np.zeros((len(xs), len(xs)), dtype=bool)
    seen[edges[:, 0], edges[:, 1]] = True
    return seen


def scores_of(p, xs, scale=None):
    return (xs @ p.W_q) @ (xs @ p.W_k).T / (np.sqrt(p.W_q.shape[1]) if scale is None else scale)


def over(scores, seen, axis=1, by=-np.inf):
    return softmax_of(np.where(seen, scores, by), axis=axis)


def with_weights(p, xs, weights):
    with np.errstate(all="ignore"):
        return weights @ (xs @ p.W_v), weights


def graph_edges_turned(p, xs, edges):
    return with_weights(p, xs, over(scores_of(p, xs), table(xs, edges).T))


def graph_exchanged(p, xs, edges):
    ys, weights = graph_attention(p, xs, edges)
    return weights, ys


def graph_both_ways(p, xs, edges):
    seen = table(xs, edges)
    return with_weights(p, xs, over(scores_of(p, xs), seen | seen.T))


def graph_both_ways_unscaled(p, xs, edges):
    seen = table(xs, edges)
    return with_weights(p, xs, over(scores_of(p, xs, 1.0), seen | seen.T))


def graph_loops_added(p, xs, edges):
    seen = table(xs, edges) | np.eye(len(xs), dtype=bool)
    return with_weights(p, xs, over(scores_of(p, xs), seen))


def graph_loops_added_by_H(p, xs, edges):
    seen = table(xs, edges) | np.eye(len(xs), dtype=bool)
    return with_weights(p, xs, over(scores_of(p, xs, p.W_q.shape[1]), seen))


def graph_loops_removed(p, xs, edges):
    seen = table(xs, edges) & ~np.eye(len(xs), dtype=bool)
    return with_weights(p, xs, np.nan_to_num(over(scores_of(p, xs), seen)))


def graph_ys_alone(p, xs, edges):
    return graph_attention(p, xs, edges)[0]


def graph_missing_as_zero(p, xs, edges):
    return with_weights(p, xs, over(scores_of(p, xs), table(xs, edges), by=0.0))


def graph_missing_as_zero_unscaled(p, xs, edges):
    return with_weights(p, xs, over(scores_of(p, xs, 1.0), table(xs, edges), by=0.0))


def graph_missing_as_ten_thousand(p, xs, edges):
    return with_weights(p, xs, over(scores_of(p, xs), table(xs, edges), by=-1e4))


def graph_mask_after(p, xs, edges):
    return with_weights(p, xs, softmax_of(scores_of(p, xs), axis=1) * table(xs, edges))


def graph_renormalised(p, xs, edges):
    """Hide after the softmax, and divide by what is left: 0/0 where seen scores are low."""
    kept = softmax_of(scores_of(p, xs), axis=1) * table(xs, edges)
    with np.errstate(all="ignore"):
        return with_weights(p, xs, kept / kept.sum(axis=1, keepdims=True))


def graph_mask_after_turned(p, xs, edges):
    return with_weights(p, xs, softmax_of(scores_of(p, xs), axis=1) * table(xs, edges).T)


def graph_complete(p, xs, edges):
    return with_weights(p, xs, softmax_of(scores_of(p, xs), axis=1))


def graph_causal(p, xs, edges):
    return with_weights(p, xs, over(scores_of(p, xs), np.tri(len(xs), dtype=bool)))


def graph_over_columns(p, xs, edges):
    weights = over(scores_of(p, xs), table(xs, edges), axis=0)
    return with_weights(p, xs, np.nan_to_num(weights))


def graph_over_everything(p, xs, edges):
    return with_weights(p, xs, over(scores_of(p, xs), table(xs, edges), axis=None))


def graph_unscaled(p, xs, edges):
    return with_weights(p, xs, over(scores_of(p, xs, 1.0), table(xs, edges)))


def graph_by_H(p, xs, edges):
    return with_weights(p, xs, over(scores_of(p, xs, p.W_q.shape[1]), table(xs, edges)))


def graph_by_root_of_D(p, xs, edges):
    scores = scores_of(p, xs, np.sqrt(xs.shape[1]))
    return with_weights(p, xs, over(scores, table(xs, edges)))


def graph_edges_counted(p, xs, edges):
    """Let an edge that is listed twice count twice."""
    counts = np.zeros((len(xs), len(xs)))
    np.add.at(counts, (edges[:, 0], edges[:, 1]), 1)
    scores = np.where(counts > 0, scores_of(p, xs), -np.inf)
    exps = counts * np.exp(scores - scores.max(axis=1, keepdims=True))
    return with_weights(p, xs, exps / exps.sum(axis=1, keepdims=True))


def graph_weights_of_edges(p, xs, edges):
    ys, weights = graph_attention(p, xs, edges)
    return ys, weights[edges[:, 0], edges[:, 1]]


def graph_weights_turned(p, xs, edges):
    ys, weights = graph_attention(p, xs, edges)
    return ys, weights.T.copy()


def graph_read_turned(p, xs, edges):
    weights = graph_attention(p, xs, edges)[1]
    return weights.T @ (xs @ p.W_v), weights


def graph_keys_ask(p, xs, edges):
    return with_weights(p, xs, over(scores_of(p, xs).T, table(xs, edges)))


def graph_even(p, xs, edges):
    seen = table(xs, edges)
    return with_weights(p, xs, seen / seen.sum(axis=1, keepdims=True))


def graph_inputs_read(p, xs, edges):
    weights = graph_attention(p, xs, edges)[1]
    return weights @ xs, weights


def graph_scores_returned(p, xs, edges):
    ys = graph_attention(p, xs, edges)[0]
    return ys, np.where(table(xs, edges), scores_of(p, xs), 0.0)


def graph_scores_weigh(p, xs, edges):
    return with_weights(p, xs, np.where(table(xs, edges), scores_of(p, xs), 0.0))


def graph_best_alone(p, xs, edges):
    weights = graph_attention(p, xs, edges)[1]
    return with_weights(p, xs, (weights == weights.max(axis=1, keepdims=True)).astype(float))


def graph_last_edge_alone(p, xs, edges):
    """Overwrite a node's weights with each of its edges."""
    weights = np.zeros((len(xs), len(xs)))
    for i, j in edges:
        weights[i] = np.eye(len(xs))[j]
    return with_weights(p, xs, weights)


def graph_first_edge_missing(p, xs, edges):
    seen = table(xs, edges)
    fewer = table(xs, edges[1:]) if len(edges) > 1 else seen
    fewer = np.where(fewer.any(axis=1, keepdims=True), fewer, seen)
    return with_weights(p, xs, over(scores_of(p, xs), fewer))


def graph_residual(p, xs, edges):
    """Add the node's own value."""
    ys, weights = graph_attention(p, xs, edges)
    return ys + xs @ p.W_v, weights


def by_nodes(p, xs, edges):
    """One node after the other, with the set of those it looks at."""
    N = len(xs)
    ys, weights = np.zeros((N, p.W_v.shape[1])), np.zeros((N, N))
    for i in range(N):
        others = sorted({int(j) for a, j in edges if a == i})
        scores = xs[others] @ p.W_k @ (xs[i] @ p.W_q) / p.W_q.shape[1] ** 0.5
        exps = np.exp(scores - scores.max())
        weights[i, others] = exps / exps.sum()
        ys[i] = weights[i] @ xs @ p.W_v
    return ys, weights


def by_edges(p, xs, edges):
    """Sums over the edges, each counted once."""
    N = len(xs)
    i, j = np.unique(edges, axis=0).T
    q, k, v = xs @ p.W_q, xs @ p.W_k, xs @ p.W_v
    scores = (q[i] * k[j]).sum(axis=1) / np.sqrt(q.shape[1])
    largest = np.full(N, -np.inf)
    np.maximum.at(largest, i, scores)
    exps, total = np.exp(scores - largest[i]), np.zeros(N)
    np.add.at(total, i, exps)
    weights = np.zeros((N, N))
    weights[i, j] = exps / total[i]
    ys = np.zeros(v.shape)
    np.add.at(ys, i, weights[i, j][:, None] * v[j])
    return ys, weights


def by_large_numbers(p, xs, edges):
    penalty = np.full((len(xs), len(xs)), 1e9)
    for i, j in edges.tolist():
        penalty[i, j] = 0.0
    scores = np.einsum("ih,jh->ij", xs @ p.W_q, xs @ p.W_k) / np.sqrt(p.W_k.shape[1]) - penalty
    exps = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = exps / exps.sum(axis=1, keepdims=True)
    return weights @ xs @ p.W_v, weights


def in_float32(p, xs, edges):
    p = SelfAttentionParams(*(W.astype(np.float32) for W in p))
    ys, weights = by_nodes(p, xs.astype(np.float32), edges)
    return ys.astype(np.float32), weights.astype(np.float32)


check_graph_attention = Check(
    name="graph_attention",
    reference=graph_attention,
    cases=graph_attention_cases,
    outputs=("ys (N, C)", "weights (N, N)"),
    slips={
        "The edges run the wrong way: (i, j) lets j look at i. Which of the two names the row of "
        "the table?": graph_edges_turned,
        "ys and weights are exchanged. Which of them comes first?": graph_exchanged,
        "Every edge counts both ways. What does (i, j) say of the way back?": graph_both_ways,
        "Every edge counts both ways, and the scores were not divided. What does (i, j) say of the "
        "way back, and by what are scores divided?": graph_both_ways_unscaled,
        "Every node sees itself. When does it, by the prompt?": graph_loops_added,
        "Every node sees itself, and the scores were divided by H. When does it see itself, and by "
        "what are scores divided?": graph_loops_added_by_H,
        "No node sees itself. What does an edge (i, i) say?": graph_loops_removed,
        "The weights did not come back. Which two results does the prompt ask for?": graph_ys_alone,
        "A missing edge has the score 0, and so a weight. Which score has the exponential "
        "0?": graph_missing_as_zero,
        "A missing edge has the score 0, and so a weight, and the scores were not divided. Which "
        "score has the weight 0, and by what are scores divided?": graph_missing_as_zero_unscaled,
        "A missing edge has the score -10000, and a real score may lie below. Which score is below "
        "all others?": graph_missing_as_ten_thousand,
        "The softmax was taken over all nodes, and missing edges set to 0 after it. What do the "
        "weights of a node sum to then?": graph_mask_after,
        "The softmax was taken over all nodes and the rest divided by its sum, which is 0/0 where "
        "all seen scores lie far below a hidden one. When must they be "
        "hidden?": graph_renormalised,
        "Missing edges were set to 0 after the softmax, and the edges run the wrong way. When must "
        "they be hidden, and which of the two numbers names the row?": graph_mask_after_turned,
        "Every node looks at all. Which entries of the table (N, N) does one edge set, one of them "
        "or a whole row?": graph_complete,
        "Every node looks at those before it, as in a sequence. Which argument says who looks at "
        "whom?": graph_causal,
        "The softmax goes over the nodes that look. Which axis of (N, N) should sum to "
        "1?": graph_over_columns,
        "All weights together sum to 1. Which entries share 1 among them?": graph_over_everything,
        "The scores were not divided. By what, so that they do not grow with H?": graph_unscaled,
        "The scores were divided by H. How does the spread of a sum of H products "
        "grow?": graph_by_H,
        "The scores were divided by the root of D. How many products does a score add "
        "up?": graph_by_root_of_D,
        "An edge that is listed twice counts twice. How often does a pair "
        "count?": graph_edges_counted,
        "The weights came back as one number for each edge. What shape has a row for each node and "
        "a column for each node?": graph_weights_of_edges,
        "The weights came back turned. Which of the two axes is the node that "
        "looks?": graph_weights_turned,
        "The values were weighed by the columns of the weights. Over which axis is the "
        "sum?": graph_read_turned,
        "Queries and keys are exchanged. Which of them belongs to the node that "
        "looks?": graph_keys_ask,
        "All nodes that are seen have the same weight. Where do the scores enter?": graph_even,
        "The nodes themselves were averaged. What does W_v make of them first?": (
            graph_inputs_read
        ),
        "The scores came back in place of the weights. Which function makes weights of "
        "them?": graph_scores_returned,
        "The scores themselves were taken for weights. Which function makes weights of "
        "them?": graph_scores_weigh,
        "Only the best neighbour was read. Which share have the others?": graph_best_alone,
        "Only the last edge of each node counts. What becomes of its other "
        "edges?": graph_last_edge_alone,
        "The first edge that is listed is missing. From where does the loop "
        "start?": graph_first_edge_missing,
        "The node's own value was added. Does a node see itself without an edge (i, "
        "i)?": graph_residual,
    },
    equivalent={
        "np.zeros((N, N), dtype=bool) -> np.zeros((N, N)) (in `seen = np.zeros((N, N), "
        "dtype=bool)`)": "np.where takes 1 for True and 0 for False",
        "softmax(np.where(seen, scores, -np.inf), axis=1) -> softmax(np.where(seen, scores, "
        "-np.inf)) (in `weights = softmax(np.where(seen, scores, -np.inf), axis=1)`)": (
            "axis 1 is the last one, which softmax takes by itself"
        ),
    },
    alternatives=(by_nodes, by_edges, by_large_numbers, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
