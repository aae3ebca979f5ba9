"""Check of coverage."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, alignments
from helpers.scratch.modules.m09_attention import coverage


def coverage_over_positions(weights):
    return weights.sum(axis=1)


def coverage_over_rows(weights):
    return weights.sum(axis=2)


def coverage_mean(weights):
    return weights.mean(axis=0)


def coverage_mean_over_positions(weights):
    return weights.mean(axis=1)


def coverage_mean_over_rows(weights):
    return weights.mean(axis=2)


def coverage_largest(weights):
    return weights.max(axis=0)


def coverage_last(weights):
    return weights[-1].copy()


def coverage_first(weights):
    return weights[0].copy()


def coverage_without_first(weights):
    return weights[1:].sum(axis=0)


def coverage_without_last(weights):
    return weights[:-1].sum(axis=0)


def coverage_running(weights):
    return np.cumsum(weights, axis=0)


def coverage_one_number(weights):
    return weights.sum()


def coverage_of_batch(weights):
    return weights.sum(axis=(0, 2))


def coverage_of_steps(weights):
    """Count the steps at which a position has any weight."""
    return (weights > 0).sum(axis=0).astype(float)


def coverage_of_largest(weights):
    """Count the steps at which a position has the largest weight."""
    return (weights == weights.max(axis=1, keepdims=True)).sum(axis=0).astype(float)


def coverage_capped(weights):
    return np.minimum(weights.sum(axis=0), 1.0)


def coverage_of_squares(weights):
    return (weights**2).sum(axis=0)


def coverage_missing(weights):
    return 1 - weights.sum(axis=0)


def coverage_rows_first(weights):
    return weights.sum(axis=0).T


def coverage_mean_rows_first(weights):
    return weights.mean(axis=0).T


def by_loop(weights):
    total = np.zeros(weights.shape[1:])
    for step in weights:
        total = total + step
    return total


def by_einsum(weights):
    return np.einsum("tsb->sb", weights)


def by_product(weights):
    T = len(weights)
    return (np.ones((1, T)) @ weights.reshape(T, -1)).reshape(weights.shape[1:])


def in_float32(weights):
    return weights.astype(np.float32).sum(axis=0)


check_coverage = Check(
    name="coverage",
    reference=coverage,
    cases=alignments,
    outputs=("coverage (S, B)",),
    slips={
        "The sum runs over the positions. What do the weights of one step sum "
        "to?": coverage_over_positions,
        "The sum runs over the rows of the batch. Which axis holds the steps?": coverage_over_rows,
        "The sum was divided by T. Does the prompt ask for a sum or a mean?": coverage_mean,
        "This is a mean over the positions. Sum or mean, and which axis holds the "
        "steps?": coverage_mean_over_positions,
        "This is a mean over the rows of the batch. Sum or mean, and which axis holds the "
        "steps?": coverage_mean_over_rows,
        "This is the largest weight of all steps. How do the steps combine?": coverage_largest,
        "These are the weights of the last step. How do the steps combine?": coverage_last,
        "These are the weights of the first step. How do the steps combine?": coverage_first,
        "The first step is left out. Which steps count?": coverage_without_first,
        "The last step is left out. Which steps count?": coverage_without_last,
        "The sums so far came back for every step. Which axis should go?": coverage_running,
        "Everything was summed to one number. Which axis alone should go?": coverage_one_number,
        "The rows of the batch were summed, too. Which axis alone should go?": coverage_of_batch,
        "Steps were counted in which a position has any weight. How much does each of them "
        "add?": coverage_of_steps,
        "Steps were counted in which a position has the largest weight. How much does each step "
        "add?": coverage_of_largest,
        "What is above 1 was cut to 1. May a position be looked at twice?": coverage_capped,
        "The weights were squared. What does the prompt sum up?": coverage_of_squares,
        "This is 1 minus the coverage. What does this exercise ask for?": coverage_missing,
        "The coverage is right but has the rows of the batch first. Which axis comes first in "
        "(S, B)?": coverage_rows_first,
        "The sum was divided by T, and the rows of the batch come first. Sum or mean, and which "
        "axis comes first in (S, B)?": coverage_mean_rows_first,
    },
    alternatives=(by_loop, by_einsum, by_product, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
