"""Check of doubly_stochastic_penalty."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, alignments
from helpers.scratch.modules.m09_attention import coverage, doubly_stochastic_penalty


def distances(weights):
    return 1 - coverage(weights)


def penalty_over_positions(weights):
    """Ask the sums over the positions, which are 1, to be 1."""
    return ((1 - weights.sum(axis=1)) ** 2).sum(axis=0)


def penalty_mean(weights):
    return (distances(weights) ** 2).mean(axis=0)


def penalty_mean_of_absolute(weights):
    return np.abs(distances(weights)).mean(axis=0)


def penalty_not_squared(weights):
    return distances(weights).sum(axis=0)


def penalty_absolute(weights):
    return np.abs(distances(weights)).sum(axis=0)


def penalty_root(weights):
    return np.sqrt((distances(weights) ** 2).sum(axis=0))


def penalty_square_of_sum(weights):
    return distances(weights).sum(axis=0) ** 2


def penalty_of_each_weight(weights):
    return ((1 - weights) ** 2).sum(axis=(0, 1))


def penalty_of_mean_coverage(weights):
    return ((1 - weights.mean(axis=0)) ** 2).sum(axis=0)


def penalty_absolute_of_mean_coverage(weights):
    return np.abs(1 - weights.mean(axis=0)).sum(axis=0)


def penalty_of_coverage_squared(weights):
    return (coverage(weights) ** 2).sum(axis=0)


def penalty_one_minus_squares(weights):
    return (1 - coverage(weights) ** 2).sum(axis=0)


def penalty_below_alone(weights):
    return (np.maximum(distances(weights), 0) ** 2).sum(axis=0)


def penalty_above_alone(weights):
    return (np.minimum(distances(weights), 0) ** 2).sum(axis=0)


def penalty_from_share(weights):
    """Take T / S, the mean coverage, for the 1."""
    T, S, _ = weights.shape
    return ((T / S - coverage(weights)) ** 2).sum(axis=0)


def penalty_seen_alone(weights):
    """Leave out positions that were never looked at."""
    seen = coverage(weights) > 0
    return (np.where(seen, distances(weights), 0) ** 2).sum(axis=0)


def penalty_halved(weights):
    return 0.5 * (distances(weights) ** 2).sum(axis=0)


def penalty_one_number(weights):
    return (distances(weights) ** 2).sum()


def penalty_mean_of_batch(weights):
    return (distances(weights) ** 2).sum(axis=0).mean()


def penalty_over_rows(weights):
    return (distances(weights) ** 2).sum(axis=1)


def penalty_not_summed(weights):
    return distances(weights) ** 2


def by_loops(weights):
    T, S, B = weights.shape
    penalty = [0.0] * B
    for b in range(B):
        for j in range(S):
            penalty[b] += (sum(weights[t, j, b] for t in range(T)) - 1.0) ** 2
    return np.array(penalty)


def by_norm(weights):
    return np.linalg.norm(np.einsum("tsb->sb", weights) - 1, axis=0) ** 2


def by_squares(weights):
    """Expand the square: S - 2 T + the sum of squared coverages."""
    T, S, _ = weights.shape
    return S - 2.0 * T + np.square(weights.sum(axis=0)).sum(axis=0)


def in_float32(weights):
    return by_norm(weights.astype(np.float32))


check_doubly_stochastic_penalty = Check(
    name="doubly_stochastic_penalty",
    reference=doubly_stochastic_penalty,
    cases=alignments,
    outputs=("penalty (B,)",),
    slips={
        "The sums over the positions were compared with 1, which they are already. Over which axis "
        "is a coverage summed?": penalty_over_positions,
        "This is a mean over the positions. Is anything divided?": penalty_mean,
        "The distances were not squared, and their mean was taken. What is done with each "
        "distance, and is anything divided?": penalty_mean_of_absolute,
        "The distances were not squared, so that too much and too little cancel. What is done with "
        "each distance?": penalty_not_squared,
        "These are absolute distances. What is done with each distance?": penalty_absolute,
        "A root was taken of the sum. Does the prompt ask for one?": penalty_root,
        "The distances were summed first and squared then. Which comes "
        "first?": penalty_square_of_sum,
        "Each weight was compared with 1. What is compared with it?": penalty_of_each_weight,
        "The mean over the steps was compared with 1. How are the steps combined in a "
        "coverage?": penalty_of_mean_coverage,
        "The mean over the steps was compared with 1, and the distances were not squared. How are "
        "the steps combined in a coverage, and what is done with each "
        "distance?": penalty_absolute_of_mean_coverage,
        "The coverages were squared as they are. From which number is their distance "
        "taken?": penalty_of_coverage_squared,
        "The squares were subtracted from 1. Which comes first, the distance or the "
        "square?": penalty_one_minus_squares,
        "Only positions with a coverage below 1 count. What about those that were looked at too "
        "often?": penalty_below_alone,
        "Only positions with a coverage above 1 count. What about those that were looked at too "
        "little?": penalty_above_alone,
        "The mean coverage T / S was taken for 1. From which number is the distance "
        "taken?": penalty_from_share,
        "Positions that were never looked at are left out. How far is a coverage of 0 from "
        "1?": penalty_seen_alone,
        "There is a factor of one half. Does the prompt have one?": penalty_halved,
        "All rows were summed to one number. Which axes should go, and which one "
        "stays?": penalty_one_number,
        "This is the mean over the rows of the batch. Which axes should go, and which one "
        "stays?": penalty_mean_of_batch,
        "The squares were summed over the rows of the batch. Which axis holds the "
        "positions?": penalty_over_rows,
        "The squares were not summed. Which axis should go?": penalty_not_summed,
    },
    alternatives=(by_loops, by_norm, by_squares, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
