"""Check of general_scores."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, drawn_params, softmax_of
from helpers.scratch.attention import GeneralParams, general_scores

SIZES = (  # S, B, Q, D
    (5, 3, 4, 2),
    (4, 2, 3, 3),
    (1, 2, 3, 4),
    (6, 1, 3, 2),
    (3, 3, 3, 3),
    (4, 2, 1, 3),
    (5, 3, 4, 2),
)


def general_scores_cases(seed):
    """Yield (p, query, keys): several sizes, Q = D, one position, one row, all alike."""
    rng = np.random.default_rng(seed)
    for S, B, Q, D in SIZES:
        p = drawn_params(rng, GeneralParams, scale=1.0, Q=Q, D=D)
        yield p, rng.normal(size=(B, Q)), rng.normal(size=(S, B, D))


def products(p, query, keys):
    return (query @ p.W) * keys


def general_without_W(p, query, keys):
    return (query * keys).sum(axis=-1)


def general_W_transposed(p, query, keys):
    return ((query @ p.W.T) * keys).sum(axis=-1)


def general_W_transposed_scaled(p, query, keys):
    return ((query @ p.W.T) * keys).sum(axis=-1) / np.sqrt(keys.shape[-1])


def general_keys_projected(p, query, keys):
    return (query * (keys @ p.W)).sum(axis=-1)


def general_scaled(p, query, keys):
    return general_scores(p, query, keys) / np.sqrt(keys.shape[-1])


def general_mean(p, query, keys):
    return products(p, query, keys).mean(axis=-1)


def general_tanh_of_mean(p, query, keys):
    return np.tanh(general_mean(p, query, keys))


def general_tanh_of_query(p, query, keys):
    return (np.tanh(query @ p.W) * keys).sum(axis=-1)


def general_tanh_of_products(p, query, keys):
    return np.tanh(products(p, query, keys)).sum(axis=-1)


def general_tanh_of_score(p, query, keys):
    return np.tanh(general_scores(p, query, keys))


def general_added(p, query, keys):
    return ((query @ p.W) + keys).sum(axis=-1)


def general_not_summed(p, query, keys):
    return products(p, query, keys)


def general_over_positions(p, query, keys):
    return products(p, query, keys).sum(axis=0)


def general_over_rows(p, query, keys):
    return products(p, query, keys).sum(axis=1)


def general_all_pairs(p, query, keys):
    return keys @ (query @ p.W).T


def general_first_query(p, query, keys):
    return keys @ (query[0] @ p.W)


def general_rows_first(p, query, keys):
    return general_scores(p, query, keys).T


def general_softmaxed(p, query, keys):
    return softmax_of(general_scores(p, query, keys))


def by_einsum(p, query, keys):
    return np.einsum("bq,qd,sbd->sb", query, p.W, keys)


def by_keys_first(p, query, keys):
    """Project the keys, once for each."""
    return (query * (keys @ p.W.T)).sum(axis=-1)


def by_loops(p, query, keys):
    S, B, _ = keys.shape
    return np.array([[float(query[b] @ p.W @ keys[j, b]) for b in range(B)] for j in range(S)])


def in_float32(p, query, keys):
    p = GeneralParams(p.W.astype(np.float32))
    return by_keys_first(p, query.astype(np.float32), keys.astype(np.float32))


check_general_scores = Check(
    name="general_scores",
    reference=general_scores,
    cases=general_scores_cases,
    outputs=("scores (S, B)",),
    slips={
        "W has no effect. What is the query multiplied by first?": general_without_W,
        "W was transposed. Which axis of W is as long as a query?": general_W_transposed,
        "W was transposed, and the scores were divided by the root of D. Which axis of W is as "
        "long as a query, and does this score divide?": general_W_transposed_scaled,
        "The keys were multiplied by W. On which side of W does the query "
        "stand?": general_keys_projected,
        "The scores were divided by the root of D. Does the prompt divide by "
        "anything?": general_scaled,
        "This is a mean over D. What is a dot product, a sum or a mean?": general_mean,
        "This is tanh of a mean over D. Does this score take tanh, and what is a dot product, a "
        "sum or a mean?": general_tanh_of_mean,
        "tanh was taken of the projected query. Does this score take it?": general_tanh_of_query,
        "tanh was taken of each product before the sum. Does this score take "
        "it?": general_tanh_of_products,
        "tanh was taken of the score. How large may a score become?": general_tanh_of_score,
        "Projected query and key were added. How do they combine in a dot product?": general_added,
        "The products were not summed. Which axis should go?": general_not_summed,
        "The sum runs over the positions. Which axis holds the entries of a "
        "key?": general_over_positions,
        "The sum runs over the rows of the batch. Which axis holds the entries of a "
        "key?": general_over_rows,
        "Every key met the queries of all rows, which makes three axes. Which one query belongs to "
        "keys[j, b]?": general_all_pairs,
        "The first query was used for all rows. Which query belongs to row b?": general_first_query,
        "The scores are right but have the rows of the batch first. Which axis comes first in "
        "(S, B)?": general_rows_first,
        "A softmax was taken of the scores. Does this exercise ask for one?": general_softmaxed,
    },
    alternatives=(by_einsum, by_keys_first, by_loops, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
