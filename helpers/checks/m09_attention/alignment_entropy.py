"""Check of alignment_entropy."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, alignments
from helpers.scratch.modules.m09_attention import alignment_entropy


def alignment_entropy_cases(seed):
    """Yield (weights,): no zeros, those of the module with zeros, whole weights, tiny ones."""
    rng = np.random.default_rng(seed)
    parts = rng.uniform(0.1, 1.0, size=(3, 5, 2))
    yield (parts / parts.sum(axis=1, keepdims=True),)
    yield from alignments(seed)
    yield (np.eye(5)[rng.integers(5, size=(4, 3))].transpose(0, 2, 1).copy(),)
    yield (np.full((2, 4, 3), 0.25),)
    parts[:, :2] = [[1e-5], [1e-7]]
    yield (parts / parts.sum(axis=1, keepdims=True),)


def terms(weights, log=np.log):
    """Return w ln w, 0 at 0."""
    return weights * log(np.where(weights > 0, weights, 1.0))


def entropy_nan(weights):
    with np.errstate(all="ignore"):
        return -(weights * np.log(weights)).sum(axis=1)


def entropy_nan_and_sign(weights):
    with np.errstate(all="ignore"):
        return (weights * np.log(weights)).sum(axis=1)


def entropy_epsilon(weights):
    return -(weights * np.log(weights + 1e-8)).sum(axis=1)


def entropy_epsilon_of_6(weights):
    return -(weights * np.log(weights + 1e-6)).sum(axis=1)


def entropy_epsilon_of_7(weights):
    return -(weights * np.log(weights + 1e-7)).sum(axis=1)


def entropy_epsilon_of_9(weights):
    return -(weights * np.log(weights + 1e-9)).sum(axis=1)


def entropy_over_time_without_sign(weights):
    return terms(weights).sum(axis=0)


def entropy_over_rows_without_sign(weights):
    return terms(weights).sum(axis=2)


def entropy_large_epsilon(weights):
    return -(weights * np.log(weights + 1e-3)).sum(axis=1)


def entropy_without_sign(weights):
    return terms(weights).sum(axis=1)


def entropy_in_bits(weights):
    return -terms(weights, np.log2).sum(axis=1)


def entropy_decimal(weights):
    return -terms(weights, np.log10).sum(axis=1)


def entropy_over_time(weights):
    return -terms(weights).sum(axis=0)


def entropy_over_rows(weights):
    return -terms(weights).sum(axis=2)


def entropy_in_bits_over_time(weights):
    return -terms(weights, np.log2).sum(axis=0)


def entropy_mean(weights):
    return -terms(weights).mean(axis=1)


def entropy_mean_in_bits(weights):
    return -terms(weights, np.log2).mean(axis=1)


def entropy_filled(weights):
    """Replace zeros by a small number in the weights themselves."""
    filled = np.where(weights > 0, weights, 1e-8)
    return -(filled * np.log(filled)).sum(axis=1)


def entropy_mean_of_steps(weights):
    return -terms(weights).sum(axis=1).mean(axis=0)


def entropy_mean_of_rows(weights):
    return -terms(weights).sum(axis=1).mean(axis=1)


def entropy_one_number(weights):
    return -terms(weights).sum()


def entropy_one_mean(weights):
    return -terms(weights).sum(axis=1).mean()


def entropy_not_summed(weights):
    return -terms(weights)


def entropy_axis_kept(weights):
    return -terms(weights).sum(axis=1, keepdims=True)


def entropy_logarithms_alone(weights):
    return -np.log(np.where(weights > 0, weights, 1.0)).sum(axis=1)


def entropy_of_the_sum(weights):
    with np.errstate(all="ignore"):
        return -np.log(weights.sum(axis=1))


def entropy_share_of_largest(weights):
    """Divide by ln S: 1 where all weights are alike."""
    return -terms(weights).sum(axis=1) / np.log(max(weights.shape[1], 2))


def entropy_exponential(weights):
    """Return e to the entropy: how many positions are looked at."""
    return np.exp(-terms(weights).sum(axis=1))


def entropy_from_even(weights):
    """Return ln S minus the entropy."""
    return np.log(weights.shape[1]) + terms(weights).sum(axis=1)


def entropy_of_squares(weights):
    return 1 - (weights**2).sum(axis=1)


def entropy_of_largest(weights):
    return -np.log(weights.max(axis=1))


def entropy_log1p(weights):
    return -(weights * np.log1p(weights)).sum(axis=1)


def entropy_rows_first(weights):
    return -terms(weights).sum(axis=1).T


def entropy_minus_inside(weights):
    """Replace 0 by 1 in the weights too: right for ln 1, whichever factor it has."""
    filled = np.where(weights > 0, weights, 1.0)
    return -(filled * np.log(filled)).sum(axis=1)


def by_clipping(weights):
    """Where a weight is 0 it multiplies the logarithm of a small number."""
    return -np.sum(weights * np.log(np.clip(weights, 1e-12, None)), axis=1)


def by_loops(weights):
    T, S, B = weights.shape
    entropy = np.zeros((T, B))
    for t in range(T):
        for b in range(B):
            for j in range(S):
                w = float(weights[t, j, b])
                if w > 0:
                    entropy[t, b] -= w * np.log(w)
    return entropy


def by_nan_sum(weights):
    with np.errstate(all="ignore"):
        return np.nansum(-weights * np.log(weights), axis=1)


def by_the_logs_output(weights):
    logs = np.zeros_like(weights)
    np.log(weights, out=logs, where=weights > 0)
    return -np.einsum("tsb,tsb->tb", weights, logs)


def in_float32(weights):
    return by_the_logs_output(weights.astype(np.float32))


def never_below_zero(answer, args, got):
    """Return what is wrong with an entropy below 0: a number added inside the logarithm shows."""
    lowest = np.min(got)
    if lowest >= 0:
        return None
    return (
        f"an entropy is below 0 where one weight is 1: {lowest:.1e}, where 0 is expected.\n"
        "Next: Was a small number added inside the logarithm? Which weights alone need another "
        "number there?"
    )


check_alignment_entropy = Check(
    name="alignment_entropy",
    reference=alignment_entropy,
    cases=alignment_entropy_cases,
    outputs=("entropy (T, B)",),
    slips={
        "A weight of 0 makes NaN, for 0 times -inf is no number. Which number may stand in for it "
        "inside the logarithm?": entropy_nan,
        "The sign is missing, and a weight of 0 makes NaN. Which sign has ln w, and which number "
        "may stand in for 0 inside it?": entropy_nan_and_sign,
        "A number of about 1e-8 was added inside the logarithm, which shifts every term. Which "
        "weights alone need another number there?": entropy_epsilon,
        "A number of about 1e-6 was added inside the logarithm, which shifts every term. Which "
        "weights alone need another number there?": entropy_epsilon_of_6,
        "A number of about 1e-7 was added inside the logarithm, which shifts every term. Which "
        "weights alone need another number there?": entropy_epsilon_of_7,
        "A number of about 1e-9 was added inside the logarithm, which shifts every term. Which "
        "weights alone need another number there?": entropy_epsilon_of_9,
        "A number of about 0.001 was added inside the logarithm, which shifts every term. Which "
        "weights alone need another number there?": entropy_large_epsilon,
        "The sign is missing: an entropy is not below 0. Which sign has the logarithm of a weight "
        "below 1?": entropy_without_sign,
        "This is in bits. Which logarithm makes nats?": entropy_in_bits,
        "This is the logarithm to base 10. Which logarithm makes nats?": entropy_decimal,
        "The sum runs over time. Over which axis do the weights sum to 1?": entropy_over_time,
        "The sum runs over the rows of the batch. Over which axis do the weights sum to "
        "1?": entropy_over_rows,
        "The sum runs over time, and the sign is missing. Over which axis do the weights sum to 1, "
        "and which sign has the logarithm of a weight below 1?": entropy_over_time_without_sign,
        "The sum runs over the rows of the batch, and the sign is missing. Over which axis do the "
        "weights sum to 1, and which sign has the logarithm of a weight below "
        "1?": entropy_over_rows_without_sign,
        "This is in bits, and the sum runs over time. Which logarithm makes nats, and over which "
        "axis do the weights sum to 1?": entropy_in_bits_over_time,
        "The sum was divided by S. What is an entropy, a sum or a mean of the terms?": entropy_mean,
        "The sum was divided by S, and this is in bits. What is an entropy, a sum or a mean of the "
        "terms, and which logarithm makes nats?": entropy_mean_in_bits,
        "A number of about 1e-8 stands in for a weight of 0, as a factor too, and so adds "
        "something. What should such a weight add?": entropy_filled,
        "The entropies of the steps were averaged. Which axes should be "
        "left?": entropy_mean_of_steps,
        "The entropies of the rows were averaged. Which axes should be left?": entropy_mean_of_rows,
        "All terms were summed to one number. Which axis alone should go?": entropy_one_number,
        "The entropies were averaged to one number. Which axes should be left?": entropy_one_mean,
        "The terms were not summed. Which axis should go?": entropy_not_summed,
        "The axis of the positions was kept, with the size 1. Which shape should come "
        "back?": entropy_axis_kept,
        "The logarithms were added as they are. By what is each multiplied "
        "first?": entropy_logarithms_alone,
        "The weights were summed before the logarithm was taken. What do they sum "
        "to?": entropy_of_the_sum,
        "The entropy was divided by ln S. Does the formula divide by "
        "anything?": entropy_share_of_largest,
        "This is e to the entropy. What does the formula ask for?": entropy_exponential,
        "This is ln S minus the entropy. How large should it be where one weight is "
        "1?": entropy_from_even,
        "This is 1 minus the sum of squares. What is each weight multiplied by in the "
        "formula?": entropy_of_squares,
        "This is the logarithm of the largest weight. Which weights count?": entropy_of_largest,
        "The logarithm is of 1 + w. Of what is it in the formula?": entropy_log1p,
        "The entropies are right but have the rows of the batch first. Which axis comes first in "
        "(T, B)?": entropy_rows_first,
    },
    alternatives=(entropy_minus_inside, by_clipping, by_loops, by_nan_sum, in_float32),
    equivalent={
        "1.0 -> 2.0 (in `logs = np.log(np.where(weights > 0, weights, 1.0))`)": (
            "the logarithm is multiplied by the weight 0, whatever number it is of"
        ),
    },
    properties=(never_below_zero,),
    tolerance_reason=ROUNDING,
    float32=True,
)
