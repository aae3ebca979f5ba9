"""Check of attend."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import (
    MEMORIES,
    ROUNDING,
    scores_with_padding,
    softmax_of,
    weighted,
)
from helpers.scratch import attention


def attend(scores, values):
    """Average the values, weighted by the softmax of the scores over the positions.

    Shapes: scores (S, B), -inf on padding; values (S, B, C) -> context (B, C), weights (S, B).
    """
    return attention.attend(scores, values)


def attend_cases(seed):
    """Yield (scores, values): as MEMORIES lists them, and scores near 9,000 and -9,000.

    Large scores are multiples of 1/256, which float32 holds exactly.
    """
    rng = np.random.default_rng(seed)
    for S, B, C in MEMORIES:
        scores = scores_with_padding(rng, S, B)
        yield scores, rng.normal(size=(S, B, C)) + np.where(np.isinf(scores), 3.0, 0.0)[..., None]
    scores = np.round(1.5 * rng.normal(size=(4, 2)) * 256) / 256 + np.array([9000.0, -9000.0])
    yield scores, rng.normal(size=(4, 2, 3))


def with_weights(weights, values):
    return weighted(weights, values), weights


def attend_over_batch(scores, values):
    return with_weights(np.nan_to_num(softmax_of(scores, axis=1)), values)


def attend_over_everything(scores, values):
    return with_weights(softmax_of(scores, axis=None), values)


def attend_without_softmax(scores, values):
    return with_weights(scores, values)


def attend_context_of_scores(scores, values):
    with np.errstate(all="ignore"):
        return weighted(np.where(np.isinf(scores), 0.0, scores), values), softmax_of(scores)


def exponentials(scores):
    with np.errstate(all="ignore"):
        return np.exp(scores)


def attend_not_divided(scores, values):
    return with_weights(exponentials(scores), values)


def attend_shifted_not_divided(scores, values):
    return with_weights(exponentials(scores - scores.max(axis=0)), values)


def attend_context_not_divided(scores, values):
    return weighted(exponentials(scores), values), softmax_of(scores)


def attend_weights_not_divided(scores, values):
    return weighted(softmax_of(scores), values), exponentials(scores)


def attend_overflows(scores, values):
    with np.errstate(all="ignore"):
        exps = np.exp(scores)
        return with_weights(exps / exps.sum(axis=0), values)


def attend_scores_back(scores, values):
    return weighted(softmax_of(scores), values), scores


def attend_logarithms_back(scores, values):
    with np.errstate(all="ignore"):
        return weighted(softmax_of(scores), values), np.log(softmax_of(scores))


def attend_sigmoid(scores, values):
    return with_weights(1 / (1 + exponentials(-np.clip(scores, -700, 700))), values)


def attend_exponentials_and_scores(scores, values):
    return weighted(exponentials(scores), values), scores


def attend_twice(scores, values):
    return with_weights(softmax_of(softmax_of(scores)), values)


def attend_padding_at_zero(scores, values):
    return with_weights(softmax_of(np.where(np.isinf(scores), 0.0, scores)), values)


def attend_even(scores, values):
    return with_weights(np.full(scores.shape, 1 / len(scores)), values)


def attend_mean_of_values(scores, values):
    return values.mean(axis=0), softmax_of(scores)


def attend_sum_of_values(scores, values):
    return values.sum(axis=0), softmax_of(scores)


def attend_mean_of_products(scores, values):
    weights = softmax_of(scores)
    return weighted(weights, values) / len(scores), weights


def attend_over_rows(scores, values):
    weights = softmax_of(scores)
    return (weights[..., None] * values).sum(axis=1), weights


def attend_scores_over_rows(scores, values):
    with np.errstate(all="ignore"):
        return (scores[..., None] * values).sum(axis=1), scores


def attend_over_entries(scores, values):
    weights = softmax_of(scores)
    return (weights[..., None] * values).sum(axis=-1), weights


def attend_rows_added_up(scores, values):
    weights = softmax_of(scores)
    return (weights[..., None] * values).sum(axis=(0, 1)), weights


def attend_not_summed(scores, values):
    weights = softmax_of(scores)
    return weights[..., None] * values, weights


def attend_hard(scores, values):
    return values[scores.argmax(axis=0), np.arange(scores.shape[1])], softmax_of(scores)


def attend_matrix_product(scores, values):
    weights = softmax_of(scores)
    return weights.T @ values, weights


def attend_all_pairs(scores, values):
    """Weigh the values of every row by the weights of every row: (B, B, C)."""
    weights = softmax_of(scores)
    return np.tensordot(weights, values, axes=(0, 0)), weights


def attend_without_axis(scores, values):
    weights = softmax_of(scores)
    return (weights * values).sum(axis=0), weights


def attend_context_alone(scores, values):
    return weighted(softmax_of(scores), values)


def attend_weights_alone(scores, values):
    return softmax_of(scores)


def attend_axis_kept(scores, values):
    weights = softmax_of(scores)
    return weighted(weights, values), weights[..., None]


def attend_context_axis_kept(scores, values):
    weights = softmax_of(scores)
    return weighted(weights, values)[None], weights


def attend_weights_turned(scores, values):
    weights = softmax_of(scores)
    return weighted(weights, values), weights.T


def attend_batch_mean(scores, values):
    context, weights = attend_over_batch(scores, values)
    return context / len(scores), weights


def attend_lowest(scores, values):
    with np.errstate(all="ignore"):
        low = np.where(np.isinf(scores), scores, -scores)
    return with_weights(softmax_of(low), values)


def by_loops(scores, values):
    S, B, C = values.shape
    context, weights = np.zeros((B, C)), np.zeros((S, B))
    for b in range(B):
        largest = max(scores[:, b])
        exps = [np.exp(score - largest) for score in scores[:, b]]
        for j in range(S):
            weights[j, b] = exps[j] / sum(exps)
            context[b] += weights[j, b] * values[j, b]
    return context, weights


def by_einsum(scores, values):
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=0))
    return np.einsum("sb,sbc->bc", weights, values), weights


def by_division_last(scores, values):
    exps = np.exp(scores - scores.max(axis=0))
    total = exps.sum(axis=0)
    products = exps.T[:, None, :] @ values.transpose(1, 0, 2)
    return products[:, 0] / total[:, None], exps / total


def in_float32(scores, values):
    context, weights = by_division_last(scores.astype(np.float32), values.astype(np.float32))
    return context, weights


check_attend = Check(
    name="attend",
    reference=attend,
    twins=(attention.attend,),
    cases=attend_cases,
    outputs=("context (B, C)", "weights (S, B)"),
    slips={
        "The softmax goes over the rows of the batch. Which axis of (S, B) holds the "
        "positions?": attend_over_batch,
        "All weights of the batch together sum to 1. Which entries of the scores share 1 among "
        "them?": attend_over_everything,
        "The scores themselves were taken for weights. Which function makes weights of "
        "them?": attend_without_softmax,
        "The context was weighed by the scores. Which weights belong to "
        "it?": attend_context_of_scores,
        "The exponentials were not divided by their sum. What should the weights of a row sum "
        "to?": attend_not_divided,
        "The exponentials, each row's largest set to 1, were not divided by their sum. What should "
        "the weights of a row sum to?": attend_shifted_not_divided,
        "The context was weighed by exponentials that were not divided. Which weights belong to "
        "it?": attend_context_not_divided,
        "The context is right, but the weights are exponentials. By what are they "
        "divided?": attend_weights_not_divided,
        "An exponential overflows, or all of them are 0. What does the given softmax do about "
        "large scores?": attend_overflows,
        "The scores came back in place of the weights. What does the softmax "
        "return?": attend_scores_back,
        "The context is right, but the weights are logarithms. What does the softmax "
        "return?": attend_logarithms_back,
        "A sigmoid was taken of each score on its own. Which function lets the positions of a row "
        "share 1?": attend_sigmoid,
        "The context was weighed by exponentials that were not divided, and the scores came back "
        "in place of the weights. What does a softmax return?": attend_exponentials_and_scores,
        "The softmax was taken of the weights once more. How often does the formula take "
        "it?": attend_twice,
        "Padding has the score 0 and so a weight. What should happen to -inf before the "
        "softmax?": attend_padding_at_zero,
        "All positions have the same weight. Where do the scores enter?": attend_even,
        "The context is the plain mean of the values. What weighs them?": attend_mean_of_values,
        "The context is the plain sum of the values. What weighs them?": attend_sum_of_values,
        "The sum was divided by S. What do the weights sum to already?": attend_mean_of_products,
        "The context was summed over the rows of the batch. Which axis holds the "
        "positions?": attend_over_rows,
        "The scores themselves were taken for weights, and the context was summed over the rows of "
        "the batch. Which function makes weights of them, and which axis holds the "
        "positions?": attend_scores_over_rows,
        "The context was summed over the entries of the values. Which axis holds the "
        "positions?": attend_over_entries,
        "The contexts of all rows were added up. Which axis alone should go?": attend_rows_added_up,
        "The weighted values were not summed. Which axis should go?": attend_not_summed,
        "The context is the value of the largest score alone. Which share have the "
        "others?": attend_hard,
        "The matrix product sums over another axis than the positions. With which axis of values "
        "does each weight belong together?": attend_matrix_product,
        "Every row's weights met the values of all rows, which makes three axes. Which values "
        "belong to row b?": attend_all_pairs,
        "The weights lack an axis, and so met the wrong axes of the values. Which shape multiplies "
        "(S, B, C) position by position?": attend_without_axis,
        "Only the context came back. What else does the prompt ask for?": attend_context_alone,
        "Only the weights came back. What else does the prompt ask for?": attend_weights_alone,
        "The weights kept an axis of size 1. Which shape should come back?": attend_axis_kept,
        "The context kept an axis of size 1. Which shape should come "
        "back?": attend_context_axis_kept,
        "The weights have the rows of the batch first. Which axis comes first in "
        "(S, B)?": attend_weights_turned,
        "The softmax goes over the rows of the batch, and the sum was divided by S. Which axis "
        "holds the positions, and what do the weights of a row sum to?": attend_batch_mean,
        "The lowest score has the largest weight. Which sign has the score in the "
        "exponent?": attend_lowest,
    },
    alternatives=(by_loops, by_einsum, by_division_last, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
