"""Answers to importance_bound that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def mean_of_logs(log_w):
    return log_w.mean(axis=0)


def without_the_max(log_w):
    with np.errstate(all="ignore"):
        return np.log(np.exp(log_w).mean(axis=0))


def sum_for_mean(log_w):
    largest = log_w.max(axis=0)
    return largest + np.log(np.exp(log_w - largest).sum(axis=0))


def over_the_batch(log_w):
    largest = log_w.max(axis=1, keepdims=True)
    return (largest + np.log(np.exp(log_w - largest).mean(axis=1, keepdims=True)))[:, 0]


def max_not_added_again(log_w):
    return np.log(np.exp(log_w - log_w.max(axis=0)).mean(axis=0))


def divided_by_k(log_w):
    """Divide the logarithm by K."""
    largest = log_w.max(axis=0)
    return (largest + np.log(np.exp(log_w - largest).sum(axis=0))) / len(log_w)


def log_k_added(log_w):
    largest = log_w.max(axis=0)
    return largest + np.log(np.exp(log_w - largest).sum(axis=0)) + np.log(len(log_w))


def log_of_batch(log_w):
    """Subtract ln B."""
    largest = log_w.max(axis=0)
    return largest + np.log(np.exp(log_w - largest).sum(axis=0)) - np.log(log_w.shape[1])


def best_sample(log_w):
    return log_w.max(axis=0)


def one_max_for_all(log_w):
    with np.errstate(all="ignore"):
        return log_w.max() + np.log(np.exp(log_w - log_w.max()).mean(axis=0))


def small_number_added(log_w):
    largest = log_w.max()
    return largest + np.log(np.exp(log_w - largest).mean(axis=0) + 1e-12)


def infinite_weights_left_out(log_w):
    """Average over the finite ones alone."""
    out = []
    for row in log_w.T:
        row = row[np.isfinite(row)]
        out.append(row.max() + np.log(np.exp(row - row.max()).mean()))
    return np.array(out)


def one_number(log_w):
    largest = log_w.max()
    return largest + np.log(np.exp(log_w - largest).mean())


def mean_over_the_batch_too(log_w):
    largest = log_w.max(axis=0)
    return (largest + np.log(np.exp(log_w - largest).mean(axis=0))).mean()


def minus_sign(log_w):
    largest = log_w.max(axis=0)
    return -largest - np.log(np.exp(log_w - largest).mean(axis=0))


def both_sum_and_no_max(log_w):
    with np.errstate(all="ignore"):
        return np.log(np.exp(log_w).sum(axis=0))


def both_over_the_batch_and_sum(log_w):
    largest = log_w.max(axis=1, keepdims=True)
    return (largest + np.log(np.exp(log_w - largest).sum(axis=1, keepdims=True)))[:, 0]


def mean_subtracted(log_w):
    """Subtract the mean, not the largest."""
    with np.errstate(all="ignore"):
        mean = log_w.mean(axis=0)
        return mean + np.log(np.exp(log_w - mean).mean(axis=0))


def replaced_by_a_large_number(log_w):
    """Take -10,000 for -inf."""
    log_w = np.where(np.isfinite(log_w), log_w, -1e4)
    largest = log_w.max(axis=0)
    return largest + np.log(np.exp(log_w - largest).mean(axis=0))


def median(log_w):
    return np.median(log_w, axis=0)


def clipped_exponent(log_w):
    return np.log(np.exp(np.clip(log_w, -700, 700)).mean(axis=0))


def both_sum_and_best_kept_out(log_w):
    return np.log(np.exp(log_w - log_w.max(axis=0)).sum(axis=0))


WRONG = (
    wrong(mean_of_logs, "This is the mean of the log-weights, the evidence lower bound"),
    wrong(without_the_max, "The exponentials were taken of the log-weights as they are"),
    wrong(sum_for_mean, "This is the logarithm of the sum"),
    wrong(over_the_batch, "The mean goes over the sequences"),
    wrong(max_not_added_again, "The largest log-weight was subtracted and not added again"),
    wrong(divided_by_k, "The logarithm was divided by K. Is the sum divided before or after its"),
    wrong(log_k_added, "ln K was added"),
    wrong(log_of_batch, "ln B was subtracted"),
    wrong(best_sample, "This is the largest log-weight"),
    wrong(one_max_for_all, "The largest of all log-weights was subtracted from every sequence"),
    wrong(
        small_number_added, "The largest of all log-weights was subtracted, and 1e-12 added to each"
    ),
    wrong(infinite_weights_left_out, "Samples of weight 0 were left out of the count"),
    wrong(one_number, "Samples and sequences were averaged together"),
    wrong(mean_over_the_batch_too, "The mean was taken over the sequences at the end"),
    wrong(minus_sign, "The sign is reversed"),
    wrong(
        both_sum_and_no_max, "The exponentials were taken of the log-weights as they are, and their"
    ),
    wrong(both_over_the_batch_and_sum, "The sum goes over the sequences, and was not divided"),
    wrong(mean_subtracted, "The mean log-weight was subtracted"),
    wrong(replaced_by_a_large_number, "The calls before this one returned the right results"),
    wrong(median, "This is the mean of the log-weights, the evidence lower bound"),
    wrong(clipped_exponent, "Whatever is larger than 700 in bound is cut to that"),
    wrong(both_sum_and_best_kept_out, "With every float input set to zero, bound is still wrong"),
)

EDGES = {
    "one sample, one sequence, as many of both": lambda cases: (
        {(1, 3), (5, 1), (3, 3)} <= {w.shape for (w,) in cases}
    ),
    "exponentials of 0 and of infinity": lambda cases: (
        any(w.max() < -1900 for (w,) in cases) and any(w.min() > 800 for (w,) in cases)
    ),
    "sequences far apart": lambda cases: any(np.ptp(w.max(axis=0)) > 2000 for (w,) in cases),
    "weights of 0, never all": lambda cases: (
        any((w == -np.inf).any() for (w,) in cases)
        and all((w > -np.inf).any(axis=0).all() for (w,) in cases)
    ),
}
