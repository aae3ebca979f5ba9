"""Answers to attend_backward that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def without_softmax(weights, values, dcontext):
    return (values * dcontext).sum(axis=-1), weights[..., None] * dcontext


def weights_times_dweights(weights, values, dcontext):
    return weights * (values * dcontext).sum(axis=-1), weights[..., None] * dcontext


def diagonal_alone(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    return weights * (1 - weights) * dweights, weights[..., None] * dcontext


def plain_mean(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    return weights * (dweights - dweights.mean(axis=0)), weights[..., None] * dcontext


def sum_without_weights(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    return weights * (dweights - dweights.sum(axis=0)), weights[..., None] * dcontext


def mean_over_all_rows(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    return weights * (dweights - (weights * dweights).sum()), weights[..., None] * dcontext


def mean_over_the_batch(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    mean = (weights * dweights).sum(axis=1, keepdims=True)
    return weights * (dweights - mean), weights[..., None] * dcontext


def values_get_dcontext(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    dscores = weights * (dweights - (weights * dweights).sum(axis=0))
    return dscores, np.broadcast_to(dcontext, values.shape).copy()


def values_get_products(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    dscores = weights * (dweights - (weights * dweights).sum(axis=0))
    return dscores, weights[..., None] * values * dcontext


def exchanged(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    return weights[..., None] * dcontext, weights * (dweights - (weights * dweights).sum(axis=0))


def sum_of_values_alone(weights, values, dcontext):
    dweights = values.sum(axis=-1)
    return weights * (dweights - (weights * dweights).sum(axis=0)), weights[..., None] * dcontext


def minus_the_context(weights, values, dcontext):
    """Subtract the context itself, entry by entry, before dcontext is multiplied: right."""
    context = (weights[..., None] * values).sum(axis=0)
    return weights * ((values - context) * dcontext).sum(axis=-1), weights[..., None] * dcontext


def context_without_upstream(weights, values, dcontext):
    context = (weights[..., None] * values).sum(axis=0)
    dweights = (values * dcontext).sum(axis=-1)
    return weights * (dweights - context.sum(axis=-1)), weights[..., None] * dcontext


def turned_sign_and_dcontext(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    dscores = weights * ((weights * dweights).sum(axis=0) - dweights)
    return dscores, np.broadcast_to(dcontext, values.shape).copy()


def sum_over_s_and_no_mean(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=0)
    return weights * dweights, weights[..., None] * dcontext


def matrix_products(weights, values, dcontext):
    dweights = values @ dcontext.T
    return weights * (dweights - (weights * dweights).sum(axis=0)), weights[..., None] * dcontext


def dvalues_over_rows_and_no_mean(weights, values, dcontext):
    return weights * (values * dcontext).sum(axis=-1), (weights[..., None] * dcontext).sum(axis=1)


def outer_product_jacobian(weights, values, dcontext):
    """One Jacobian, without its diagonal."""
    dweights = (values * dcontext).sum(axis=-1)
    dscores = np.zeros_like(weights)
    for b in range(weights.shape[1]):
        w = weights[:, b]
        dscores[:, b] = -np.outer(w, w) @ dweights[:, b]
    return dscores, weights[..., None] * dcontext


def mean_over_c(weights, values, dcontext):
    dweights = (values * dcontext).mean(axis=-1)
    return weights * (dweights - (weights * dweights).sum(axis=0)), weights[..., None] * dcontext


def squares_of_weights(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    return weights * dweights - weights**2 * dweights.sum(axis=0), weights[..., None] * dcontext


def values_by_squared_weights(weights, values, dcontext):
    dweights = (values * dcontext).sum(axis=-1)
    dscores = weights * (dweights - (weights * dweights).sum(axis=0))
    return dscores, (weights * (1 - weights))[..., None] * dcontext


RIGHT = (minus_the_context,)
WRONG = (
    wrong(without_softmax, "dscores holds the gradients of the weights"),
    wrong(weights_times_dweights, "dscores is weights times their gradients alone"),
    wrong(diagonal_alone, "dscores has the slope of each weight by its own score alone"),
    wrong(plain_mean, "The plain mean of the weights' gradients was subtracted"),
    wrong(sum_without_weights, "The plain sum of the weights' gradients was subtracted"),
    wrong(mean_over_all_rows, "The mean runs over all rows of the batch"),
    wrong(mean_over_the_batch, "The mean runs over the rows of the batch"),
    wrong(values_get_dcontext, "Every value got dcontext in full"),
    wrong(values_get_products, "dvalues has the values as a factor"),
    wrong(exchanged, "dscores and dvalues are exchanged"),
    wrong(sum_of_values_alone, "dcontext has no effect on dscores"),
    wrong(
        context_without_upstream,
        "The sum of the context's entries was subtracted, without dcontext",
    ),
    wrong(
        turned_sign_and_dcontext, "dscores has the wrong sign, and every value got dcontext in full"
    ),
    wrong(sum_over_s_and_no_mean, "The weights met a sum over the positions"),
    wrong(matrix_products, "Every row's values met dcontext of all rows"),
    wrong(dvalues_over_rows_and_no_mean, "dvalues was summed over the rows of the batch"),
    wrong(outer_product_jacobian, "dscores has only what a score takes from the other positions"),
    wrong(mean_over_c, "The gradient of a weight is a mean over the C entries"),
    wrong(squares_of_weights, "The plain sum of the weights' gradients was subtracted"),
    wrong(
        values_by_squared_weights, "With every float input except weights and dcontext set to zero,"
    ),
)
EDGES = {
    "weights of 0": lambda cases: any((weights == 0).any() for weights, *_ in cases),
    "all weight on one position": lambda cases: any(
        len(weights) > 1 and (weights.max(axis=0) == 1).all() for weights, *_ in cases
    ),
    "weights sum to 1": lambda cases: all(
        np.allclose(weights.sum(axis=0), 1) for weights, *_ in cases
    ),
    "one position, one row, one entry": lambda cases: (
        {0, 1, 2} <= {values.shape.index(1) for _, values, _ in cases if 1 in values.shape}
    ),
    "all sizes alike": lambda cases: any(len(set(values.shape)) == 1 for _, values, _ in cases),
}
