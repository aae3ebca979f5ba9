"""Answers to bahdanau_step that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch import attention
from helpers.scratch.cells import gru_step
from tests.checks.answers import wrong


def padding_attended(p, y, s, keys, values, lengths):
    scores = attention.additive_scores(p.score, s, keys)
    weights = attention.masked_softmax(scores)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights


def context_first(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([context, y], axis=1), s)
    return s_next, context, weights


def keys_as_values(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * keys).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights


def scores_from_values(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, values), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights


def cache_returned(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights


def looks_after_the_step(p, y, s, keys, values, lengths):
    """Step with the context of the old state, then look again with the new state."""
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    weights = attention.masked_softmax(attention.additive_scores(p.score, s_next, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    return s_next, context, weights


def context_as_state(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, s], axis=1), context)
    return s_next, context, weights


def without_y(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, context, s)
    return s_next, context, weights


def y_as_query(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, y, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights


def whole_p_in_score(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p, s, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights


def along_rows(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context]), s)
    return s_next, context, weights


def uniform_mean(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = values.mean(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights


def padding_attended_and_context_first(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys))
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([context, y], axis=1), s)
    return s_next, context, weights


def keys_as_values_and_order(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * keys).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return context, s_next, weights


def state_from_zero(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), np.zeros_like(s))
    return s_next, context, weights


def old_state_returned(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s, context, weights


class Last:
    """What an answer keeps between its calls."""

    weights = None


def weights_of_the_previous_call(p, y, s, keys, values, lengths):
    """Make the context with the weights of the step before, and keep this step's for the next."""
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    used = weights
    if Last.weights is not None and Last.weights.shape == weights.shape:
        used = Last.weights
    Last.weights = weights
    context = (used[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, used


def values_as_keys_padding(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, values))
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights


def order_and_order(p, y, s, keys, values, lengths):
    """The context read first, and returned first."""
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([context, y], axis=1), s)
    return context, s_next, weights


def context_from_scores(p, y, s, keys, values, lengths):
    scores = attention.additive_scores(p.score, s, keys)
    weights = attention.masked_softmax(scores, lengths)
    context = (scores[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights


def s_next_mixed_with_context(p, y, s, keys, values, lengths):
    """Luong's order, and the context read at once."""
    s_next, _ = gru_step(p.cell, np.concatenate([y, np.zeros_like(values[0])], axis=1), s)
    weights = attention.masked_softmax(attention.additive_scores(p.score, s_next, keys), lengths)
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), s)
    return s_next, context, weights


def mask_forgotten_and_zero_state(p, y, s, keys, values, lengths):
    weights = attention.masked_softmax(attention.additive_scores(p.score, s, keys))
    context = (weights[..., None] * values).sum(axis=0)
    s_next, _ = gru_step(p.cell, np.concatenate([y, context], axis=1), np.zeros_like(s))
    return s_next, context, weights


def attends_the_weights(p, y, s, keys, values, lengths):
    w = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    e = np.exp(w)
    again = e / e.sum(axis=0)
    context = (again[..., None] * values).sum(axis=0)
    return gru_step(p.cell, np.concatenate([y, context], axis=1), s)[0], context, again


def attends_the_weights_and_returns_them(p, y, s, keys, values, lengths):
    w = attention.masked_softmax(attention.additive_scores(p.score, s, keys), lengths)
    e = np.exp(w)
    context = ((e / e.sum(axis=0))[..., None] * values).sum(axis=0)
    return gru_step(p.cell, np.concatenate([y, context], axis=1), s)[0], context, w


def own_score_of_y_and_context_first(p, y, s, keys, values, lengths):
    scores = np.tanh(y @ p.score.W_q + keys @ p.score.W_k) @ p.score.v
    w = attention.masked_softmax(scores, lengths)
    context = (w[..., None] * values).sum(axis=0)
    return gru_step(p.cell, np.concatenate([context, y], axis=1), s)[0], context, w


WRONG = (
    wrong(padding_attended, "lengths has no effect"),
    wrong(context_first, "The cell reads the context first"),
    wrong(keys_as_values, "The context was made of the keys"),
    wrong(scores_from_values, "The scores were made of the values"),
    wrong(cache_returned, "s_next holds two things, the state and the cell's cache"),
    wrong(
        looks_after_the_step, "The context and the weights belong to a second look, with the state"
    ),
    wrong(context_as_state, "The cell got the context for its state, and the old state beside y"),
    wrong(without_y, "The cell got the context alone"),
    wrong(y_as_query, "y is the query"),
    wrong(whole_p_in_score, "The whole of p was passed to the score"),
    wrong(along_rows, "y and context were put below each other"),
    wrong(uniform_mean, "The context is the plain mean of the values"),
    wrong(
        padding_attended_and_context_first,
        "The cell reads the context first, and lengths has no effect",
    ),
    wrong(keys_as_values_and_order, "s_next and context have each other's shape"),
    wrong(state_from_zero, "The cell starts from a state of zeros"),
    wrong(old_state_returned, "The state came back as it was"),
    wrong(weights_of_the_previous_call, "Is something kept between calls"),
    wrong(values_as_keys_padding, "The scores were made of the values"),
    wrong(order_and_order, "s_next and context have each other's shape"),
    wrong(context_from_scores, "The context was weighed by the scores, those of padding included"),
    wrong(s_next_mixed_with_context, "The query is the state after a step with a context of zeros"),
    wrong(mask_forgotten_and_zero_state, "The cell starts from a state of zeros"),
    wrong(attends_the_weights, "A softmax was taken of the weights once more"),
    wrong(attends_the_weights_and_returns_them, "The context was made by a lookup that takes"),
    wrong(own_score_of_y_and_context_first, "y is the query, and the cell reads the context first"),
)
EDGES = {
    "unsorted lengths, first": lambda cases: sorted(cases[0][5]) != list(cases[0][5]),
    "no row as long as S": lambda cases: any(n.max() < len(keys) for *_, keys, _, n in cases),
    "all lengths equal and full": lambda cases: any(
        (n == len(keys)).all() and len(keys) > 1 for *_, keys, _, n in cases
    ),
    "one position, and one row": lambda cases: (
        any(len(keys) == 1 for *_, keys, _, _ in cases) and any(len(n) == 1 for *_, n in cases)
    ),
    "a token's vector as long as the state": lambda cases: any(
        y.shape == s.shape and y.shape[1] != keys.shape[2] for _, y, s, keys, _, _ in cases
    ),
    "keys and values differ": lambda cases: all(
        not np.allclose(keys, values) for *_, keys, values, _ in cases
    ),
    "padding is finite": lambda cases: all(
        np.isfinite(keys).all() and np.isfinite(values).all() for *_, keys, values, _ in cases
    ),
}
