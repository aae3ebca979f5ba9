"""Check of attend_backward."""

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


def attend_backward(weights, values, dcontext):
    """Pull dcontext back through attend, softmax included, from the weights it returned.

    Shapes: weights (S, B); values (S, B, C); dcontext (B, C) -> dscores (S, B), dvalues (S, B, C).
    """
    return attention.attend_backward(weights, values, dcontext)


def attend_backward_cases(seed):
    """Yield (weights, values, dcontext): as MEMORIES lists them, and weights all on one position.

    Weights are 0 on padding; what stands there in values is like the rest.
    """
    rng = np.random.default_rng(seed)
    for S, B, C in MEMORIES:
        weights = softmax_of(scores_with_padding(rng, S, B))
        yield weights, rng.normal(size=(S, B, C)) + 0.5, 2.0 * rng.normal(size=(B, C))
    weights = np.eye(4)[:, rng.permutation(4)[:2]]
    yield weights, rng.normal(size=(4, 2, 3)), rng.normal(size=(2, 3))


def dweights_of(values, dcontext):
    return (values * dcontext).sum(axis=-1)


def through_softmax(weights, dweights):
    return weights * (dweights - (weights * dweights).sum(axis=0))


def dvalues_of(weights, dcontext):
    return weights[..., None] * dcontext


def with_scores(weights, values, dcontext, dscores):
    return dscores, dvalues_of(weights, dcontext)


def with_values(weights, values, dcontext, dvalues):
    return through_softmax(weights, dweights_of(values, dcontext)), dvalues


def with_dweights(weights, values, dcontext, dweights):
    return through_softmax(weights, dweights), dvalues_of(weights, dcontext)


def back_without_softmax(weights, values, dcontext):
    return with_scores(weights, values, dcontext, dweights_of(values, dcontext))


def back_without_mean(weights, values, dcontext):
    return with_scores(weights, values, dcontext, weights * dweights_of(values, dcontext))


def back_without_weights(weights, values, dcontext):
    dweights = dweights_of(values, dcontext)
    mean = (weights * dweights).sum(axis=0)
    return with_scores(weights, values, dcontext, dweights - mean)


def back_diagonal_alone(weights, values, dcontext):
    slopes = weights * (1 - weights)
    return with_scores(weights, values, dcontext, slopes * dweights_of(values, dcontext))


def back_off_diagonal_alone(weights, values, dcontext):
    dweights = dweights_of(values, dcontext)
    mean = (weights * dweights).sum(axis=0)
    return with_scores(weights, values, dcontext, -weights * mean)


def back_plain_mean(weights, values, dcontext):
    dweights = dweights_of(values, dcontext)
    return with_scores(weights, values, dcontext, weights * (dweights - dweights.mean(axis=0)))


def back_plain_sum(weights, values, dcontext):
    dweights = dweights_of(values, dcontext)
    return with_scores(weights, values, dcontext, weights * (dweights - dweights.sum(axis=0)))


def back_mean_of_everything(weights, values, dcontext):
    dweights = dweights_of(values, dcontext)
    dscores = weights * (dweights - (weights * dweights).sum())
    return with_scores(weights, values, dcontext, dscores)


def back_mean_over_rows(weights, values, dcontext):
    dweights = dweights_of(values, dcontext)
    mean = (weights * dweights).sum(axis=1, keepdims=True)
    return with_scores(weights, values, dcontext, weights * (dweights - mean))


def back_mean_added(weights, values, dcontext):
    dweights = dweights_of(values, dcontext)
    mean = (weights * dweights).sum(axis=0)
    return with_scores(weights, values, dcontext, weights * (dweights + mean))


def back_sign_turned(weights, values, dcontext):
    dscores = through_softmax(weights, dweights_of(values, dcontext))
    return with_scores(weights, values, dcontext, -dscores)


def back_mean_divided(weights, values, dcontext):
    dweights = dweights_of(values, dcontext)
    mean = (weights * dweights).mean(axis=0)
    return with_scores(weights, values, dcontext, weights * (dweights - mean))


def back_context_as_mean(weights, values, dcontext):
    """Subtract the entries of the context, summed, without dcontext."""
    context = weighted(weights, values).sum(axis=-1)
    dscores = weights * (dweights_of(values, dcontext) - context)
    return with_scores(weights, values, dcontext, dscores)


def back_softmax_twice(weights, values, dcontext):
    """Take the softmax of the weights once more before the way back."""
    again = softmax_of(weights)
    dscores = through_softmax(again, dweights_of(values, dcontext))
    return with_scores(weights, values, dcontext, dscores)


def back_jacobian_squared(weights, values, dcontext):
    dscores = through_softmax(weights, dweights_of(values, dcontext))
    return with_scores(weights, values, dcontext, through_softmax(weights, dscores))


def back_without_dcontext(weights, values, dcontext):
    return with_dweights(weights, values, dcontext, values.sum(axis=-1))


def back_entries_summed_apart(weights, values, dcontext):
    """Multiply the sum of a value's entries by the sum of dcontext's."""
    dweights = values.sum(axis=-1) * dcontext.sum(axis=-1)
    return with_dweights(weights, values, dcontext, dweights)


def back_mean_of_entries(weights, values, dcontext):
    return with_dweights(weights, values, dcontext, (values * dcontext).mean(axis=-1))


def back_over_positions(weights, values, dcontext):
    """Sum values * dcontext over the positions: (B, C)."""
    return (values * dcontext).sum(axis=0), dvalues_of(weights, dcontext)


def back_positions_times_weights(weights, values, dcontext):
    """Sum values * dcontext over the positions, and multiply that by the weights."""
    return with_scores(weights, values, dcontext, weights * (values * dcontext).sum(axis=0))


def back_entries_kept(weights, values, dcontext):
    products = values * dcontext
    dscores = weights[..., None] * (products - (weights[..., None] * products).sum(axis=0))
    return with_scores(weights, values, dcontext, dscores)


def back_all_pairs(weights, values, dcontext):
    """Multiply every value by the dcontext of every row: (S, B, B)."""
    dweights = values @ dcontext.T
    return with_scores(
        weights, values, dcontext, weights * (dweights - (weights * dweights).sum(axis=0))
    )


def back_first_row_of_dcontext(weights, values, dcontext):
    first = np.broadcast_to(dcontext[:1], dcontext.shape)
    return with_dweights(weights, values, dcontext, dweights_of(values, first))


def back_values_get_dcontext(weights, values, dcontext):
    every = np.broadcast_to(dcontext, values.shape).copy()
    return with_values(weights, values, dcontext, every)


def back_values_get_dscores(weights, values, dcontext):
    dscores = through_softmax(weights, dweights_of(values, dcontext))
    return dscores, dscores[..., None] * dcontext


def back_values_times_values(weights, values, dcontext):
    return with_values(weights, values, dcontext, weights[..., None] * values * dcontext)


def back_values_get_weights(weights, values, dcontext):
    every = np.broadcast_to(weights[..., None], values.shape).copy()
    return with_values(weights, values, dcontext, every)


def back_values_over_rows(weights, values, dcontext):
    dvalues = dvalues_of(weights, dcontext).sum(axis=1)
    return with_values(weights, values, dcontext, dvalues)


def back_values_over_positions(weights, values, dcontext):
    dvalues = dvalues_of(weights, dcontext).sum(axis=0)
    return with_values(weights, values, dcontext, dvalues)


def back_values_averaged(weights, values, dcontext):
    return with_values(weights, values, dcontext, dvalues_of(weights, dcontext) / len(weights))


def back_values_by_batch_mean(weights, values, dcontext):
    dvalues = dvalues_of(weights, dcontext) / weights.shape[1]
    return with_values(weights, values, dcontext, dvalues)


def back_dscores_alone(weights, values, dcontext):
    return through_softmax(weights, dweights_of(values, dcontext))


def back_dweights_too(weights, values, dcontext):
    dweights = dweights_of(values, dcontext)
    return through_softmax(weights, dweights), dvalues_of(weights, dcontext), dweights


def back_exchanged(weights, values, dcontext):
    return attend_backward(weights, values, dcontext)[::-1]


def back_neither_weighted(weights, values, dcontext):
    dweights = dweights_of(values, dcontext)
    mean = (weights * dweights).sum(axis=0)
    return dweights - mean, np.broadcast_to(dcontext, values.shape).copy()


def back_dweights_and_dcontext(weights, values, dcontext):
    return dweights_of(values, dcontext), np.broadcast_to(dcontext, values.shape).copy()


def back_sign_turned_and_dcontext(weights, values, dcontext):
    dscores = through_softmax(weights, dweights_of(values, dcontext))
    return -dscores, np.broadcast_to(dcontext, values.shape).copy()


def by_distance_from_context(weights, values, dcontext):
    context = np.einsum("sb,sbc->bc", weights, values)
    dscores = weights * np.einsum("sbc,bc->sb", values - context, dcontext)
    return dscores, np.einsum("sb,bc->sbc", weights, dcontext)


def by_jacobians(weights, values, dcontext):
    S, B, _ = values.shape
    dscores, dvalues = np.zeros((S, B)), np.zeros(values.shape)
    for b in range(B):
        w = weights[:, b]
        J = np.diag(w) - np.outer(w, w)
        dscores[:, b] = J @ values[:, b] @ dcontext[b]
        dvalues[:, b] = np.outer(w, dcontext[b])
    return dscores, dvalues


def by_loops(weights, values, dcontext):
    S, B, C = values.shape
    dscores = [[0.0] * B for _ in range(S)]
    dvalues = [[[0.0] * C for _ in range(B)] for _ in range(S)]
    for b in range(B):
        dw = [sum(values[j, b, c] * dcontext[b, c] for c in range(C)) for j in range(S)]
        for j in range(S):
            for i in range(S):
                dscores[j][b] += dw[i] * weights[i, b] * ((i == j) - weights[j, b])
            for c in range(C):
                dvalues[j][b][c] = weights[j, b] * dcontext[b, c]
    return np.array(dscores), np.array(dvalues)


def in_float32(weights, values, dcontext):
    arrays = [array.astype(np.float32) for array in (weights, values, dcontext)]
    return by_distance_from_context(*arrays)


check_attend_backward = Check(
    name="attend_backward",
    reference=attend_backward,
    twins=(attention.attend_backward,),
    cases=attend_backward_cases,
    outputs=("dscores (S, B)", "dvalues (S, B, C)"),
    slips={
        "dscores holds the gradients of the weights. Which step leads from weights back to "
        "scores?": back_without_softmax,
        "dscores is weights times their gradients alone. A score that grows takes weight from all "
        "positions of its row: what is subtracted?": back_without_mean,
        "The mean was subtracted, but the weight is missing as a factor of dscores. How far can a "
        "score move a weight that is 0?": back_without_weights,
        "dscores has the slope of each weight by its own score alone. How do the other weights of "
        "the row change with it?": back_diagonal_alone,
        "dscores has only what a score takes from the other positions. What does its own weight "
        "gain?": back_off_diagonal_alone,
        "The plain mean of the weights' gradients was subtracted. With which weights is it "
        "taken?": back_plain_mean,
        "The plain sum of the weights' gradients was subtracted. What weighs them in that "
        "sum?": back_plain_sum,
        "The mean runs over all rows of the batch. Which weights does one score "
        "change?": back_mean_of_everything,
        "The mean runs over the rows of the batch. Which axis holds the "
        "positions?": back_mean_over_rows,
        "The mean was added. Does a score that grows raise or lower the other "
        "weights?": back_mean_added,
        "dscores has the wrong sign. What is subtracted from what?": back_sign_turned,
        "The weighted sum was divided by S as well. What do the weights sum to "
        "already?": back_mean_divided,
        "The sum of the context's entries was subtracted, without dcontext. What is the mean of "
        "the weights' gradients?": back_context_as_mean,
        "A softmax was taken of the weights. What are they already?": back_softmax_twice,
        "dscores went through the softmax twice. How often was it taken on the way "
        "there?": back_jacobian_squared,
        "dcontext has no effect on dscores. What is the gradient of a weight that multiplies a "
        "value of C entries?": back_without_dcontext,
        "The entries of a value were summed before they met those of dcontext. In which order do a "
        "product and a sum make a dot product?": back_entries_summed_apart,
        "The gradient of a weight is a mean over the C entries. How do the C products combine in "
        "the loss?": back_mean_of_entries,
        "values * dcontext was summed over the positions. Which axis is not in the shape of the "
        "weights?": back_over_positions,
        "The weights met a sum over the positions. Over which axis is values * dcontext summed, so "
        "that a number is left for each weight?": back_positions_times_weights,
        "dscores keeps an entry for each of C. A weight multiplies all of them: how do their "
        "gradients combine?": back_entries_kept,
        "Every row's values met dcontext of all rows. Which dcontext belongs to row "
        "b?": back_all_pairs,
        "dcontext of the first row was used for all rows. Which one belongs to row "
        "b?": back_first_row_of_dcontext,
        "Every value got dcontext in full. With which factor does it enter the "
        "context?": back_values_get_dcontext,
        "dvalues was made from dscores. By what was a value multiplied on the way "
        "there?": back_values_get_dscores,
        "dvalues has the values as a factor. What is left of a product when it is differentiated "
        "by one of its factors?": back_values_times_values,
        "dvalues holds the weights, without dcontext. What comes from "
        "above?": back_values_get_weights,
        "dvalues was summed over the rows of the batch. Which rows share a "
        "value?": back_values_over_rows,
        "dvalues was summed over the positions. How many values were there?": (
            back_values_over_positions
        ),
        "dvalues was divided by S. Was the context a sum or a mean?": back_values_averaged,
        "dvalues was divided by B. Is dcontext the gradient of the whole loss "
        "already?": back_values_by_batch_mean,
        "Only dscores came back. What else entered the context?": back_dscores_alone,
        "The gradients of the weights came back as a third result. Which two does the prompt ask "
        "for?": back_dweights_too,
        "dscores and dvalues are exchanged. Which of them comes first?": back_exchanged,
        "Neither result has the weights as a factor. With which factor does a value enter the "
        "context, and how far can a score move a weight of 0?": back_neither_weighted,
        "dscores holds the gradients of the weights, and every value got dcontext in full. Which "
        "step leads from weights to scores, and what was each value multiplied "
        "by?": back_dweights_and_dcontext,
        "dscores has the wrong sign, and every value got dcontext in full. What is subtracted from "
        "what, and what was each value multiplied by?": back_sign_turned_and_dcontext,
    },
    alternatives=(by_distance_from_context, by_jacobians, by_loops, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
