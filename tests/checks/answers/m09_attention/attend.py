"""Answers to attend that its record did not foresee; the attempts were written before it."""

import numpy as np

from helpers.scratch.ops import softmax


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
