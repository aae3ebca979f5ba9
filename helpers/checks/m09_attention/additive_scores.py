"""Check of additive_scores."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, drawn_params, softmax_of
from helpers.scratch.attention import AdditiveParams, additive_scores

SIZES = (  # S, B, Q, D, H
    (5, 3, 4, 2, 6),
    (4, 2, 3, 3, 5),  # Q = D: exchanged matrices fit
    (3, 4, 2, 5, 2),
    (1, 2, 3, 4, 5),
    (6, 1, 3, 2, 4),
    (2, 2, 2, 2, 2),
    (4, 2, 3, 5, 1),
    (5, 3, 4, 2, 6),
)


def additive_scores_cases(seed):
    """Yield (p, query, keys): several sizes, one position, one row, one unit, all sizes alike."""
    rng = np.random.default_rng(seed)
    for S, B, Q, D, H in SIZES:
        p = drawn_params(rng, AdditiveParams, Q=Q, D=D, H=H)
        yield p, rng.normal(size=(B, Q)), rng.normal(size=(S, B, D))


def sums(p, query, keys):
    return query @ p.W_q + keys @ p.W_k


def additive_without_tanh(p, query, keys):
    return sums(p, query, keys) @ p.v


def additive_tanh_last(p, query, keys):
    return np.tanh(sums(p, query, keys) @ p.v)


def additive_tanh_twice(p, query, keys):
    return np.tanh(additive_scores(p, query, keys))


def additive_tanh_of_each(p, query, keys):
    return (np.tanh(query @ p.W_q) + np.tanh(keys @ p.W_k)) @ p.v


def additive_query_after_tanh(p, query, keys):
    return (query @ p.W_q + np.tanh(keys @ p.W_k)) @ p.v


def additive_keys_after_tanh(p, query, keys):
    return (np.tanh(query @ p.W_q) + keys @ p.W_k) @ p.v


def additive_sigmoid(p, query, keys):
    return 1 / (1 + np.exp(-sums(p, query, keys))) @ p.v


def additive_relu(p, query, keys):
    return np.maximum(sums(p, query, keys), 0) @ p.v


def additive_matrices_exchanged(p, query, keys):
    return np.tanh(query @ p.W_k + keys @ p.W_q) @ p.v


def additive_matrices_transposed(p, query, keys):
    return np.tanh(query @ p.W_q.T + keys @ p.W_k.T) @ p.v


def additive_without_query(p, query, keys):
    return np.tanh(keys @ p.W_k) @ p.v


def additive_without_keys(p, query, keys):
    return np.broadcast_to(np.tanh(query @ p.W_q) @ p.v, keys.shape[:2]).copy()


def additive_products_multiplied(p, query, keys):
    return np.tanh((query @ p.W_q) * (keys @ p.W_k)) @ p.v


def additive_difference(p, query, keys):
    return np.tanh(query @ p.W_q - keys @ p.W_k) @ p.v


def additive_without_v(p, query, keys):
    return np.tanh(sums(p, query, keys)).sum(axis=-1)


def additive_mean_without_v(p, query, keys):
    return np.tanh(sums(p, query, keys)).mean(axis=-1)


def additive_mean(p, query, keys):
    return (np.tanh(sums(p, query, keys)) * p.v).mean(axis=-1)


def additive_v_inside(p, query, keys):
    return np.tanh(sums(p, query, keys) * p.v).sum(axis=-1)


def additive_v_inside_and_outside(p, query, keys):
    return np.tanh(sums(p, query, keys) * p.v) @ p.v


def additive_not_summed(p, query, keys):
    return np.tanh(sums(p, query, keys)) * p.v


def additive_sums_alone(p, query, keys):
    return np.tanh(sums(p, query, keys))


def additive_over_positions(p, query, keys):
    return (np.tanh(sums(p, query, keys)) * p.v).sum(axis=0)


def additive_over_rows(p, query, keys):
    return (np.tanh(sums(p, query, keys)) * p.v).sum(axis=1)


def additive_rows_first(p, query, keys):
    return additive_scores(p, query, keys).T


def additive_first_query(p, query, keys):
    return additive_scores(p, np.broadcast_to(query[:1], query.shape), keys)


def additive_last_query(p, query, keys):
    return additive_scores(p, np.broadcast_to(query[-1:], query.shape), keys)


def additive_queries_summed(p, query, keys):
    return additive_scores(p, np.broadcast_to(query.sum(axis=0), query.shape), keys)


def additive_first_row_of_keys(p, query, keys):
    return additive_scores(p, query, np.broadcast_to(keys[:, :1], keys.shape))


def additive_positions_as_rows(p, query, keys):
    """Loop over as many positions as there are rows, and leave the others 0."""
    scores = additive_scores(p, query, keys).copy()
    scores[keys.shape[1] :] = 0.0
    return scores


def additive_all_pairs(p, query, keys):
    """Score every key of every row against every query: (S, B, B)."""
    return np.tanh((query @ p.W_q)[:, None] + (keys @ p.W_k)[:, None]) @ p.v


def additive_softmaxed(p, query, keys):
    return softmax_of(additive_scores(p, query, keys))


def additive_scaled(p, query, keys):
    return additive_scores(p, query, keys) / np.sqrt(len(p.v))


def additive_sigmoid_without_v(p, query, keys):
    return (1 / (1 + np.exp(-sums(p, query, keys)))).sum(axis=-1)


def additive_query_after_tanh_without_v(p, query, keys):
    return (query @ p.W_q + np.tanh(keys @ p.W_k)).sum(axis=-1)


def additive_without_query_and_v(p, query, keys):
    return np.tanh(keys @ p.W_k).sum(axis=-1)


def by_loops(p, query, keys):
    S, B, _ = keys.shape
    scores = []
    for j in range(S):
        row = []
        for b in range(B):
            a = [
                np.tanh(sum(query[b, :] * p.W_q[:, h]) + sum(keys[j, b, :] * p.W_k[:, h]))
                for h in range(len(p.v))
            ]
            row.append(float(sum(a_h * v_h for a_h, v_h in zip(a, p.v, strict=True))))
        scores.append(row)
    return np.array(scores)


def by_one_product(p, query, keys):
    """Put query and key side by side, and the two matrices below each other."""
    both = np.concatenate([np.broadcast_to(query, (len(keys), *query.shape)), keys], axis=2)
    return np.tanh(both @ np.concatenate([p.W_q, p.W_k])) @ p.v


def by_einsum(p, query, keys):
    a = np.einsum("bq,qh->bh", query, p.W_q)[None] + np.einsum("sbd,dh->sbh", keys, p.W_k)
    return np.einsum("sbh,h->sb", 1 - 2 / (np.exp(2 * a) + 1), p.v)


def in_float32(p, query, keys):
    p = AdditiveParams(*(leaf.astype(np.float32) for leaf in p))
    return np.tanh(sums(p, query.astype(np.float32), keys.astype(np.float32))) @ p.v


check_additive_scores = Check(
    name="additive_scores",
    reference=additive_scores,
    cases=additive_scores_cases,
    outputs=("scores (S, B)",),
    slips={
        "tanh is missing. Between which two steps does it stand?": additive_without_tanh,
        "tanh was taken of the score, after the product with v. Of which numbers does the prompt "
        "take it?": additive_tanh_last,
        "tanh was taken once more, of the score. How large may a score "
        "become?": additive_tanh_twice,
        "tanh was taken of each product on its own. Are they added before it or "
        "after?": additive_tanh_of_each,
        "The query's part was added after tanh. How would a softmax over the keys see "
        "it?": additive_query_after_tanh,
        "The keys' part was added after tanh. Which sum goes into tanh?": additive_keys_after_tanh,
        "This is a sigmoid in place of tanh. Which values can tanh take?": additive_sigmoid,
        "Negative sums were cut to 0. Which function does the prompt take of them?": additive_relu,
        "W_q and W_k are exchanged. Which of them has as many rows as a query has "
        "entries?": additive_matrices_exchanged,
        "The matrices were transposed. Which axis of W_q is as long as a "
        "query?": additive_matrices_transposed,
        "The query has no effect. Which product belongs to it?": additive_without_query,
        "The keys have no effect: all scores of a row are the same. Which product belongs to "
        "them?": additive_without_keys,
        "The two products were multiplied with each other. How do they combine in an additive "
        "score?": additive_products_multiplied,
        "The keys' part was subtracted. Which sign has it?": additive_difference,
        "v has no effect: the H numbers were added as they are. What weighs "
        "them?": additive_without_v,
        "This is the mean of the H numbers, without v. What makes one number of "
        "them?": additive_mean_without_v,
        "This is a mean over the H units. What is a dot product, a sum or a mean?": additive_mean,
        "v was multiplied before tanh. On which side of tanh does it stand?": additive_v_inside,
        "v was multiplied before tanh and again after it. Where does it "
        "stand?": additive_v_inside_and_outside,
        "The products with v were not summed: each score still has H parts. Which axis should "
        "go?": additive_not_summed,
        "These are the H numbers after tanh, for each key. What makes one score of "
        "them?": additive_sums_alone,
        "The sum goes over the positions. Which axis holds the H units?": additive_over_positions,
        "The sum goes over the rows of the batch. Which axis holds the H "
        "units?": additive_over_rows,
        "The scores are right but have the rows of the batch first. Which axis comes first in "
        "(S, B)?": additive_rows_first,
        "The first query was used for all rows. Which query belongs to row "
        "b?": additive_first_query,
        "The last query was used for all rows. Which query belongs to row b?": additive_last_query,
        "The queries of all rows were added up. Which query belongs to row "
        "b?": additive_queries_summed,
        "The keys of the first row were used for all rows. Which keys belong to row "
        "b?": additive_first_row_of_keys,
        "The positions from B on are 0. How many positions has each "
        "row?": additive_positions_as_rows,
        "Every key met the queries of all rows, which makes three axes. Which one query belongs to "
        "keys[j, b]?": additive_all_pairs,
        "A softmax was taken of the scores. Does this exercise ask for one?": additive_softmaxed,
        "The scores were divided by the root of H. Does the formula of this score divide by "
        "anything?": additive_scaled,
        "A sigmoid stands in place of tanh, and v has no effect. Which function is taken of the "
        "sums, and what weighs its H values?": additive_sigmoid_without_v,
        "The query's part was added after tanh, and v has no effect. What goes into tanh, and what "
        "weighs the H numbers that come out?": additive_query_after_tanh_without_v,
        "Neither the query nor v has an effect. Which sum goes into tanh, and what weighs the H "
        "numbers that come out?": additive_without_query_and_v,
    },
    alternatives=(by_loops, by_one_product, by_einsum, in_float32),
    equivalent={
        "np.tanh(query @ p.W_q + keys @ p.W_k) @ p.v -> np.tanh(query @ p.W_q + keys @ p.W_k) @ "
        "p.v.T (in `return np.tanh(query @ p.W_q + keys @ p.W_k) @ p.v`)": (
            "v has one axis, and so is its own transpose"
        ),
    },
    tolerance_reason=ROUNDING,
    float32=True,
)
