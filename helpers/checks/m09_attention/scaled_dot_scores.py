"""Check of scaled_dot_scores."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, softmax_of
from helpers.scratch.modules.m09_attention import scaled_dot_scores

SIZES = (  # S, B, D
    (5, 3, 2),
    (2, 4, 7),
    (1, 2, 3),
    (6, 1, 3),
    (3, 3, 3),
    (4, 2, 1),
    (5, 3, 2),
)


def scaled_dot_scores_cases(seed):
    """Yield (query, keys): several sizes, one position, one row, one entry, all alike."""
    rng = np.random.default_rng(seed)
    for S, B, D in SIZES:
        yield rng.normal(size=(B, D)), rng.normal(size=(S, B, D))


def dots(query, keys):
    return (query * keys).sum(axis=-1)


def scaled_unscaled(query, keys):
    return dots(query, keys)


def scaled_by_D(query, keys):
    return dots(query, keys) / query.shape[-1]


def scaled_by_root_of_S(query, keys):
    return dots(query, keys) / np.sqrt(len(keys))


def scaled_by_root_of_B(query, keys):
    return dots(query, keys) / np.sqrt(len(query))


def scaled_times_root(query, keys):
    return dots(query, keys) * np.sqrt(query.shape[-1])


def scaled_by_square(query, keys):
    return dots(query, keys) / query.shape[-1] ** 2


def scaled_by_root_of_size(query, keys):
    return dots(query, keys) / np.sqrt(query.size)


def scaled_by_own_deviation(query, keys):
    return dots(query, keys) / max(dots(query, keys).std(), 1e-9)


def scaled_by_key_lengths(query, keys):
    return dots(query, keys) / np.linalg.norm(keys, axis=-1)


def scaled_by_query_lengths(query, keys):
    return dots(query, keys) / np.linalg.norm(query, axis=-1)


def scaled_cosine(query, keys):
    lengths = np.linalg.norm(query, axis=-1) * np.linalg.norm(keys, axis=-1)
    return dots(query, keys) / lengths


def scaled_mean_and_root(query, keys):
    return (query * keys).mean(axis=-1) / np.sqrt(query.shape[-1])


def scaled_root_of_dots(query, keys):
    """Take the root of the whole fraction."""
    with np.errstate(all="ignore"):
        return np.sqrt(dots(query, keys) / query.shape[-1])


def scaled_not_summed(query, keys):
    return query * keys / np.sqrt(query.shape[-1])


def scaled_over_positions(query, keys):
    return (query * keys).sum(axis=0) / np.sqrt(query.shape[-1])


def scaled_over_rows(query, keys):
    return (query * keys).sum(axis=1) / np.sqrt(query.shape[-1])


def scaled_all_pairs(query, keys):
    return keys @ query.T / np.sqrt(query.shape[-1])


def scaled_first_query(query, keys):
    return keys @ query[0] / np.sqrt(query.shape[-1])


def scaled_softmaxed(query, keys):
    return softmax_of(scaled_dot_scores(query, keys))


def scaled_rows_first(query, keys):
    return scaled_dot_scores(query, keys).T


def scaled_rows_first_by_S(query, keys):
    return scaled_by_root_of_S(query, keys).T


def by_einsum(query, keys):
    return np.einsum("bd,sbd->sb", query / math.sqrt(query.shape[1]), keys)


def by_loops(query, keys):
    S, B, D = keys.shape
    scores = np.zeros((S, B))
    for j in range(S):
        for b in range(B):
            scores[j, b] = sum(query[b, d] * keys[j, b, d] for d in range(D)) * D**-0.5
    return scores


def by_matrix_products(query, keys):
    """Let both share the division."""
    root = query.shape[-1] ** 0.25
    return ((keys / root)[:, :, None, :] @ (query / root)[None, :, :, None])[..., 0, 0]


def in_float32(query, keys):
    root = np.float32(np.sqrt(query.shape[-1]))
    return dots(query.astype(np.float32), keys.astype(np.float32)) / root


check_scaled_dot_scores = Check(
    name="scaled_dot_scores",
    reference=scaled_dot_scores,
    cases=scaled_dot_scores_cases,
    outputs=("scores (S, B)",),
    slips={
        "The scores are not scaled. By what does their spread grow with D?": scaled_unscaled,
        "The scores were divided by D. How does a standard deviation grow with the number of "
        "terms?": scaled_by_D,
        "The scores were divided by the root of S. How many products does one score sum "
        "up?": scaled_by_root_of_S,
        "The scores were divided by the root of B. How many products does one score sum "
        "up?": scaled_by_root_of_B,
        "The scores were multiplied by the root of D. Should they spread more or "
        "less?": scaled_times_root,
        "The scores were divided by the square of D. How does a standard deviation grow with the "
        "number of terms?": scaled_by_square,
        "The scores were divided by the root of the size of the whole query array. How many "
        "products does one score sum up?": scaled_by_root_of_size,
        "The scores were divided by their own standard deviation. By which number, known before, "
        "does the prompt divide?": scaled_by_own_deviation,
        "The scores were divided by the length of each key as a vector. By which number, the same "
        "for all keys, does the prompt divide?": scaled_by_key_lengths,
        "The scores were divided by the length of each query as a vector. By which number, the "
        "same for all rows, does the prompt divide?": scaled_by_query_lengths,
        "The scores were divided by the lengths of both vectors. By which number does the prompt "
        "divide?": scaled_cosine,
        "The sum was divided by D and by its root. By which of them does the prompt "
        "divide?": scaled_mean_and_root,
        "The root was taken of the product, too. Of what does the prompt take "
        "it?": scaled_root_of_dots,
        "The products were not summed. Which axis should go?": scaled_not_summed,
        "The sum runs over the positions. Which axis holds the entries of a "
        "key?": scaled_over_positions,
        "The sum runs over the rows of the batch. Which axis holds the entries of a "
        "key?": scaled_over_rows,
        "Every key met the queries of all rows, which makes three axes. Which one query belongs to "
        "keys[j, b]?": scaled_all_pairs,
        "The first query was used for all rows. Which query belongs to row b?": scaled_first_query,
        "A softmax was taken of the scores. Does this exercise ask for one?": scaled_softmaxed,
        "The scores are right but have the rows of the batch first. Which axis comes first in "
        "(S, B)?": scaled_rows_first,
        "The scores have the rows of the batch first, and were divided by the root of S. Which "
        "axis comes first, and how many products does one score sum up?": scaled_rows_first_by_S,
    },
    alternatives=(by_einsum, by_loops, by_matrix_products, in_float32),
    equivalent={
        "keys -> query (in `return (query * keys).sum(axis=-1) / np.sqrt(keys.shape[-1])`) #2": (
            "query and key have the same size D"
        ),
    },
    tolerance_reason=ROUNDING,
    float32=True,
)
