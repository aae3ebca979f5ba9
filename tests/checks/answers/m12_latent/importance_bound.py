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


WRONG = ()
