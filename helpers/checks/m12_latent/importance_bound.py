"""Check of importance_bound."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m12_gaussians import importance_bound

SIZES = (  # K, B, and about where the log-weights stand
    (4, 3, -1.0),
    (2, 5, 2.0),
    (3, 2, -2000.0),
    (3, 2, 900.0),
    (1, 3, -4.0),
    (5, 1, -3.0),
    (3, 3, 1.0),
    (4, 3, -1.0),
)


def importance_bound_cases(seed):
    """Yield (log_w,): as SIZES lists them; sequences far apart; weights of 0; far samples."""
    rng = np.random.default_rng(seed)
    for K, B, level in SIZES:
        yield (level + 1.5 * rng.normal(size=(K, B)),)
    yield (np.array([0.0, -1500.0, 800.0]) + rng.normal(size=(3, 3)),)
    log_w = rng.normal(size=(5, 4)) - 2
    log_w[[1, 3], 0] = log_w[4, 1] = log_w[1:, 2] = log_w[0, 3] = -np.inf
    log_w[:, 2] -= 20000
    yield (log_w,)
    yield (np.repeat(rng.normal(size=(1, 3)), 4, axis=0),)
    yield (30.0 * rng.normal(size=(6, 3)),)
    for K, small in ((3, 1), (6, 0)):  # one sample far below the others
        log_w = rng.normal(size=(K, 2))
        log_w[small] -= 2000
        yield (log_w,)


def log_sum(log_w, axis=0):
    largest = log_w.max(axis=axis, keepdims=True)
    with np.errstate(all="ignore"):
        total = np.exp(log_w - largest).sum(axis=axis, keepdims=True)
        return (largest + np.log(total)).squeeze(axis)


def bound_mean_of_logs(log_w):
    return log_w.mean(axis=0)


def bound_sum(log_w):
    return log_sum(log_w)


def bound_sum_of_logs(log_w):
    return log_w.sum(axis=0)


def bound_over_batch(log_w):
    return log_sum(log_w, 1) - math.log(log_w.shape[1])


def bound_over_batch_sum(log_w):
    return log_sum(log_w, 1)


def bound_total(log_w):
    return log_sum(log_w.reshape(-1)) - math.log(log_w.size)


def bound_batch_mean(log_w):
    return importance_bound(log_w).mean()


def bound_batch_sum(log_w):
    return importance_bound(log_w).sum()


def bound_without_max(log_w):
    with np.errstate(all="ignore"):
        return np.log(np.exp(log_w).mean(axis=0))


def bound_without_max_sum(log_w):
    with np.errstate(all="ignore"):
        return np.log(np.exp(log_w).sum(axis=0))


def bound_max_kept_out(log_w):
    return importance_bound(log_w) - log_w.max(axis=0)


def bound_max_subtracted_twice(log_w):
    return importance_bound(log_w) - 2 * log_w.max(axis=0)


def bound_one_max(log_w):
    with np.errstate(all="ignore"):
        return log_w.max() + np.log(np.exp(log_w - log_w.max()).mean(axis=0))


def bound_small_number(log_w):
    largest = log_w.max()
    return largest + np.log(np.exp(log_w - largest).mean(axis=0) + 1e-12)


def bound_small_number_without_max(log_w):
    with np.errstate(all="ignore"):
        return np.log(np.exp(log_w).mean(axis=0) + 1e-12)


def bound_max_of_first(log_w):
    """Subtract the first log-weight."""
    with np.errstate(all="ignore"):
        return log_w[0] + np.log(np.exp(log_w - log_w[0]).mean(axis=0))


def bound_mean_subtracted(log_w):
    with np.errstate(all="ignore"):
        mean = log_w.mean(axis=0)
        return mean + np.log(np.exp(log_w - mean).mean(axis=0))


def bound_smallest_subtracted(log_w):
    with np.errstate(all="ignore"):
        smallest = log_w.min(axis=0)
        return smallest + np.log(np.exp(log_w - smallest).mean(axis=0))


def bound_best(log_w):
    return log_w.max(axis=0)


def bound_log_K_added(log_w):
    return log_sum(log_w) + math.log(len(log_w))


def bound_log_B(log_w):
    return log_sum(log_w) - math.log(log_w.shape[1])


def bound_K_for_log_K(log_w):
    return log_sum(log_w) - len(log_w)


def bound_divided_by_K(log_w):
    return log_sum(log_w) / len(log_w)


def bound_divided_by_log_K(log_w):
    with np.errstate(all="ignore"):
        return log_sum(log_w) / math.log(len(log_w)) if len(log_w) > 1 else log_sum(log_w) / 0.0


def bound_K_less_one(log_w):
    with np.errstate(all="ignore"):
        return log_sum(log_w) - np.log(len(log_w) - 1)


def bound_sign(log_w):
    return -importance_bound(log_w)


def bound_mean_weight(log_w):
    """Take no logarithm at the end."""
    with np.errstate(all="ignore"):
        return np.exp(log_w).mean(axis=0)


def bound_base_two(log_w):
    return importance_bound(log_w) / math.log(2)


def bound_finite_alone(log_w):
    """Average over the samples whose weight is not 0."""
    return log_sum(log_w) - np.log(np.isfinite(log_w).sum(axis=0))


def bound_weights_as_given(log_w):
    """Take log_w for the weights."""
    with np.errstate(all="ignore"):
        return np.log(log_w.mean(axis=0))


def bound_normalised(log_w):
    """Return the weighted mean of the log-weights, as self-normalised sampling has it."""
    weights = np.exp(log_w - log_sum(log_w))
    return (weights * np.where(np.isfinite(log_w), log_w, 0)).sum(axis=0)


def bound_each(log_w):
    """Return every sample's share."""
    return log_w - importance_bound(log_w)


def bound_kept_axis(log_w):
    return importance_bound(log_w)[None]


def by_loops(log_w):
    out = []
    for b in range(log_w.shape[1]):
        largest = max(log_w[:, b])
        total = sum(math.exp(value - largest) for value in log_w[:, b])
        out.append(largest + math.log(total) - math.log(len(log_w)))
    return np.array(out)


def by_logaddexp(log_w):
    return np.logaddexp.reduce(log_w, axis=0) - np.log(log_w.shape[0])


def one_after_the_other(log_w):
    """Keep the logarithm of the mean of what was seen so far."""
    bound = log_w[0].copy()
    for k, row in enumerate(log_w[1:], 1):
        bound = np.logaddexp(bound + np.log(k / (k + 1)), row - np.log(k + 1))
    return bound


def transposed(log_w):
    rows = log_w.T - np.log(len(log_w))
    top = np.sort(rows, axis=1)[:, -1]
    return np.log(np.exp(rows - top[:, None]).sum(axis=1)) + top


def in_float32(log_w):
    return by_logaddexp(log_w.astype(np.float32)).astype(np.float32)


check_importance_bound = Check(
    name="importance_bound",
    reference=importance_bound,
    cases=importance_bound_cases,
    outputs=("bound (B,)",),
    slips={
        "This is the mean of the log-weights, the evidence lower bound. Which is taken first, the "
        "mean or the logarithm?": bound_mean_of_logs,
        "The largest log-weight was subtracted at the end. How is it undone that it was "
        "subtracted before?": bound_max_subtracted_twice,
        "The logarithm was divided by K. Is the sum divided before or after its logarithm is "
        "taken?": bound_divided_by_K,
        "This is the logarithm of the sum. By what is the sum divided, and what becomes of that in "
        "the logarithm?": bound_sum,
        "The largest of all log-weights was subtracted from every sequence. What is left of one "
        "that is far below?": bound_one_max,
        "The logarithm was divided by ln K. What becomes of a factor 1 / K in the "
        "logarithm?": bound_divided_by_log_K,
        "The log-weights were added up. Of which numbers is the mean taken?": bound_sum_of_logs,
        "The largest of all log-weights was subtracted, and 1e-12 added to each mean. What is left "
        "of a sequence that is far below?": bound_small_number,
        "The sum was divided by K - 1. How many samples are there?": bound_K_less_one,
        "The mean goes over the sequences. Which axis holds the samples of one "
        "sequence?": bound_over_batch,
        "1e-12 was added to the mean. What becomes of log-weights near -2000, and which number can "
        "be taken out of the mean in its place?": bound_small_number_without_max,
        "The sign is reversed. Is the bound of ln p(x) asked for, or a loss?": bound_sign,
        "The sum goes over the sequences, and was not divided. Which axis holds the samples of "
        "one sequence?": bound_over_batch_sum,
        "The first log-weight was subtracted. What happens if it is the smallest, or "
        "-inf?": bound_max_of_first,
        "This is the mean weight itself. What is taken of it at the end?": bound_mean_weight,
        "Samples and sequences were averaged together. Which axis is left in (B,)?": bound_total,
        "The mean log-weight was subtracted. What happens to it if one of them is "
        "-inf?": bound_mean_subtracted,
        "The logarithm has the base 2. Which unit does the prompt ask for?": bound_base_two,
        "The mean was taken over the sequences at the end. Which axis is left in "
        "(B,)?": bound_batch_mean,
        "The smallest log-weight was subtracted. How large may the exponentials get "
        "then?": bound_smallest_subtracted,
        "Samples of weight 0 were left out of the count. How many samples does the mean go "
        "over?": bound_finite_alone,
        "The sequences were added up at the end. Which axis is left in (B,)?": bound_batch_sum,
        "This is the largest log-weight. What do the other samples add?": bound_best,
        "The logarithm was taken of the mean log-weight. Which function makes a weight of its "
        "logarithm?": bound_weights_as_given,
        "The exponentials were taken of the log-weights as they are. What is left of a weight "
        "whose logarithm is -2000, or 900?": bound_without_max,
        "ln K was added. Is the sum multiplied or divided by K?": bound_log_K_added,
        "This is the mean of the log-weights, each weighed by its weight. What is the mean taken "
        "of?": bound_normalised,
        "The exponentials were taken of the log-weights as they are, and their sum was not "
        "divided. What is left of exp(-2000), and where does K enter?": bound_without_max_sum,
        "ln B was subtracted. Over how many samples goes the mean?": bound_log_B,
        "The bound was subtracted from every log-weight. How many numbers are asked for, for each "
        "sequence?": bound_each,
        "The largest log-weight was subtracted and not added again. Which factor was taken out of "
        "the mean?": bound_max_kept_out,
        "K itself was subtracted. What becomes of a factor 1 / K in the "
        "logarithm?": bound_K_for_log_K,
        "The axis of the samples is still there, with size 1. Which shape is asked "
        "for?": bound_kept_axis,
    },
    alternatives=(by_loops, by_logaddexp, one_after_the_other, transposed, in_float32),
    tolerance_reason="float64 sums of K exponentials differ by about 1e-15 of the largest",
    float32=True,
)
