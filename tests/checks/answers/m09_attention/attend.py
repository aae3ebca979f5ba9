"""Answers to attend that its record did not foresee; the attempts were written before it."""

import numpy as np

from helpers.scratch.ops import softmax
from tests.checks.answers import wrong


def default_axis(scores, values):
    weights = softmax(scores)
    return (weights[..., None] * values).sum(axis=0), weights


def over_the_batch(scores, values):
    weights = softmax(scores, axis=1)
    return (weights[..., None] * values).sum(axis=0), weights


def exchanged(scores, values):
    weights = softmax(scores, axis=0)
    return weights, (weights[..., None] * values).sum(axis=0)


def mean_of_products(scores, values):
    weights = softmax(scores, axis=0)
    return (weights[..., None] * values).mean(axis=0), weights


def summed_over_rows(scores, values):
    weights = softmax(scores, axis=0)
    return (weights[..., None] * values).sum(axis=1), weights


def summed_over_entries(scores, values):
    weights = softmax(scores, axis=0)
    return (weights[..., None] * values).sum(axis=-1), weights


def matrix_product(scores, values):
    weights = softmax(scores, axis=0)
    return weights.T @ values, weights


def scores_as_weights(scores, values):
    return (scores[..., None] * values).sum(axis=0), softmax(scores, axis=0)


def hard(scores, values):
    weights = softmax(scores, axis=0)
    best = weights.argmax(axis=0)
    return values[best, np.arange(len(best))], weights


def without_new_axis(scores, values):
    weights = softmax(scores, axis=0)
    return (weights * values).sum(axis=0), weights


def context_alone(scores, values):
    return (softmax(scores, axis=0)[..., None] * values).sum(axis=0)


def exps_not_divided(scores, values):
    e = np.exp(scores - scores.max(axis=0))
    return (e[..., None] * values).sum(axis=0), e


def not_summed(scores, values):
    weights = softmax(scores, axis=0)
    return weights[..., None] * values, weights


def batch_axis_and_mean(scores, values):
    weights = softmax(scores, axis=1)
    return (weights[..., None] * values).mean(axis=0), weights


def exps_and_scores(scores, values):
    """The context from exponentials that were not divided, and the scores returned."""
    e = np.exp(scores)
    return (e[..., None] * values).sum(axis=0), scores


def mean_and_exchanged(scores, values):
    weights = softmax(scores, axis=0)
    return weights, (weights[..., None] * values).mean(axis=0)


def one_context_for_all(scores, values):
    weights = softmax(scores, axis=0)
    return np.tensordot(weights, values, axes=([0, 1], [0, 1])), weights


def log_softmax_as_weights(scores, values):
    weights = scores - np.logaddexp.reduce(scores, axis=0)
    return (np.exp(weights)[..., None] * values).sum(axis=0), weights


def sigmoid_weights(scores, values):
    weights = 1 / (1 + np.exp(-np.clip(scores, -700, 700)))
    return (weights[..., None] * values).sum(axis=0), weights


def scores_summed_over_rows(scores, values):
    with np.errstate(all="ignore"):
        return (scores[:, :, None] * values).sum(axis=1), scores


WRONG = (
    wrong(default_axis, "The softmax goes over the rows of the batch"),
    wrong(over_the_batch, "The softmax goes over the rows of the batch"),
    wrong(exchanged, "context and weights have each other's values"),
    wrong(mean_of_products, "The sum was divided by S"),
    wrong(summed_over_rows, "The context was summed over the rows of the batch"),
    wrong(summed_over_entries, "The context was summed over the entries of the values"),
    wrong(matrix_product, "The matrix product sums over another axis than the positions"),
    wrong(scores_as_weights, "The context was weighed by the scores"),
    wrong(hard, "The context is the value of the largest score alone"),
    wrong(without_new_axis, "The weights lack an axis, and so met the wrong axes of the values"),
    wrong(context_alone, "Only the context came back"),
    wrong(exps_not_divided, "The exponentials, each row's largest set to 1, were not divided by"),
    wrong(not_summed, "The weighted values were not summed"),
    wrong(
        batch_axis_and_mean, "The softmax goes over the rows of the batch, and the sum was divided"
    ),
    wrong(exps_and_scores, "The context was weighed by exponentials that were not divided, and"),
    wrong(mean_and_exchanged, "context and weights have each other's shape"),
    wrong(one_context_for_all, "The contexts of all rows were added up"),
    wrong(log_softmax_as_weights, "The context is right, but the weights are logarithms"),
    wrong(sigmoid_weights, "A sigmoid was taken of each score on its own"),
    wrong(
        scores_summed_over_rows, "The scores themselves were taken for weights, and the context was"
    ),
)
EDGES = {
    "-inf on padding": lambda cases: any(np.isneginf(scores).any() for scores, _ in cases),
    "every column has a finite score": lambda cases: all(
        np.isfinite(scores.max(axis=0)).all() for scores, _ in cases
    ),
    "large scores of either sign": lambda cases: any(
        scores.max() > 8000 and scores.min() < -8000 for scores, _ in cases
    ),
    "one position, one row, one entry": lambda cases: (
        {0, 1, 2} <= {values.shape.index(1) for _, values in cases if 1 in values.shape}
    ),
    "all sizes alike": lambda cases: any(len(set(values.shape)) == 1 for _, values in cases),
    "values are finite": lambda cases: all(np.isfinite(values).all() for _, values in cases),
}
