"""Check of bahdanau_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, drawn_params, softmax_of, weighted
from helpers.scratch.attention import AdditiveParams, additive_scores, masked_softmax
from helpers.scratch.cells import GRUParams, gru_step
from helpers.scratch.modules.m09_attention import BahdanauParams, bahdanau_step
from helpers.scratch.ops import length_mask

SIZES = (  # S, B, D, C, H, units of the score, lengths
    (5, 3, 2, 4, 6, 7, (3, 5, 2)),
    (4, 2, 3, 5, 3, 2, (4, 4)),  # D = H: y can be taken for the state
    (3, 3, 3, 3, 3, 3, (1, 3, 2)),
    (6, 4, 2, 3, 5, 4, (2, 5, 3, 1)),  # no row as long as S
    (1, 2, 3, 2, 4, 5, (1, 1)),
    (4, 1, 2, 3, 4, 2, (3,)),
    (3, 2, 1, 1, 1, 1, (2, 3)),
    (5, 3, 2, 4, 6, 7, (3, 5, 2)),
)


def bahdanau_step_cases(seed):
    """Yield (p, y, s, keys, values, lengths): as SIZES lists them."""
    rng = np.random.default_rng(seed)
    for S, B, D, C, H, units, lengths in SIZES:
        score = drawn_params(rng, AdditiveParams, scale=1.0, Q=H, D=C, H=units)
        p = BahdanauParams(score, drawn_params(rng, GRUParams, D=D + C, H=H))
        keys, values = 1.5 * rng.normal(size=(2, S, B, C))
        past = ~length_mask(np.array(lengths), S)
        keys[past] *= 3.0
        values[past] += 4.0
        yield p, rng.normal(size=(B, D)), rng.normal(size=(B, H)), keys, values, np.array(lengths)


def look(p, query, keys, values, lengths):
    """Return context and weights."""
    weights = masked_softmax(additive_scores(p.score, query, keys), lengths)
    return weighted(weights, values), weights


def step(p, y, context, s):
    return gru_step(p.cell, np.concatenate([y, context], axis=1), s)[0]


def with_weights(p, y, s, values, weights):
    context = weighted(weights, values)
    return step(p, y, context, s), context, weights


def scores_of(p, s, keys):
    return additive_scores(p.score, s, keys)


def bahdanau_padding_attended(p, y, s, keys, values, lengths):
    return with_weights(p, y, s, values, softmax_of(scores_of(p, s, keys)))


def bahdanau_mask_after(p, y, s, keys, values, lengths):
    weights = softmax_of(scores_of(p, s, keys)) * length_mask(lengths, len(keys))
    return with_weights(p, y, s, values, weights)


def bahdanau_mask_by_zero(p, y, s, keys, values, lengths):
    scores = scores_of(p, s, keys) * length_mask(lengths, len(keys))
    return with_weights(p, y, s, values, softmax_of(scores))


def bahdanau_keys_zeroed(p, y, s, keys, values, lengths):
    """Set padding's keys and values to 0, and leave its scores to the softmax."""
    real = length_mask(lengths, len(keys))[..., None]
    weights = softmax_of(scores_of(p, s, keys * real))
    return with_weights(p, y, s, values * real, weights)


def bahdanau_padding_in_context(p, y, s, keys, values, lengths):
    """Make the context of weights that were not masked, and return masked ones."""
    context = weighted(softmax_of(scores_of(p, s, keys)), values)
    weights = look(p, s, keys, values, lengths)[1]
    return step(p, y, context, s), context, weights


def bahdanau_unmasked_returned(p, y, s, keys, values, lengths):
    s_next, context, _ = bahdanau_step(p, y, s, keys, values, lengths)
    return s_next, context, softmax_of(scores_of(p, s, keys))


def bahdanau_over_batch(p, y, s, keys, values, lengths):
    real = length_mask(lengths, len(keys))
    scores = np.where(real, scores_of(p, s, keys), -np.inf)
    return with_weights(p, y, s, values, np.nan_to_num(softmax_of(scores, axis=1)))


def bahdanau_attends_weights(p, y, s, keys, values, lengths):
    return with_weights(p, y, s, values, softmax_of(look(p, s, keys, values, lengths)[1]))


def bahdanau_attends_weights_returned(p, y, s, keys, values, lengths):
    weights = look(p, s, keys, values, lengths)[1]
    context = weighted(softmax_of(weights), values)
    return step(p, y, context, s), context, weights


def bahdanau_scores_as_weights(p, y, s, keys, values, lengths):
    scores = np.where(length_mask(lengths, len(keys)), scores_of(p, s, keys), 0.0)
    return with_weights(p, y, s, values, scores)


def bahdanau_context_of_scores(p, y, s, keys, values, lengths):
    """Make the context of the scores, padding's included, and return the weights."""
    context = weighted(scores_of(p, s, keys), values)
    return step(p, y, context, s), context, look(p, s, keys, values, lengths)[1]


def bahdanau_scores_returned(p, y, s, keys, values, lengths):
    s_next, context, _ = bahdanau_step(p, y, s, keys, values, lengths)
    return s_next, context, scores_of(p, s, keys)


def bahdanau_one_length_less(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, np.maximum(lengths - 1, 1))
    return step(p, y, context, s), context, weights


def bahdanau_context_first(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    read = np.concatenate([context, y], axis=1)
    return gru_step(p.cell, read, s)[0], context, weights


def bahdanau_context_first_padding(p, y, s, keys, values, lengths):
    weights = softmax_of(scores_of(p, s, keys))
    context = weighted(weights, values)
    read = np.concatenate([context, y], axis=1)
    return gru_step(p.cell, read, s)[0], context, weights


def bahdanau_keys_averaged(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, keys, lengths)
    return step(p, y, context, s), context, weights


def bahdanau_values_scored(p, y, s, keys, values, lengths):
    context, weights = look(p, s, values, values, lengths)
    return step(p, y, context, s), context, weights


def bahdanau_keys_and_values_exchanged(p, y, s, keys, values, lengths):
    context, weights = look(p, s, values, keys, lengths)
    return step(p, y, context, s), context, weights


def bahdanau_y_as_query(p, y, s, keys, values, lengths):
    context, weights = look(p, y, keys, values, lengths)
    return step(p, y, context, s), context, weights


def bahdanau_y_as_query_context_first(p, y, s, keys, values, lengths):
    context, weights = look(p, y, keys, values, lengths)
    read = np.concatenate([context, y], axis=1)
    return gru_step(p.cell, read, s)[0], context, weights


def bahdanau_looks_again(p, y, s, keys, values, lengths):
    context, _ = look(p, s, keys, values, lengths)
    s_next = step(p, y, context, s)
    return s_next, *look(p, s_next, keys, values, lengths)


def bahdanau_weights_of_next(p, y, s, keys, values, lengths):
    s_next, context, _ = bahdanau_step(p, y, s, keys, values, lengths)
    return s_next, context, look(p, s_next, keys, values, lengths)[1]


def bahdanau_steps_first(p, y, s, keys, values, lengths):
    """Step with a context of zeros, and look with the new state, as Luong does."""
    s_next = step(p, y, np.zeros((len(y), values.shape[2])), s)
    return s_next, *look(p, s_next, keys, values, lengths)


def bahdanau_query_of_a_trial_step(p, y, s, keys, values, lengths):
    """Look with the state after a step with a context of zeros, and step from s."""
    once = step(p, y, np.zeros((len(y), values.shape[2])), s)
    context, weights = look(p, once, keys, values, lengths)
    return step(p, y, context, s), context, weights


def bahdanau_two_steps(p, y, s, keys, values, lengths):
    """Step with a context of zeros, look with that state, and step again from it."""
    once = step(p, y, np.zeros((len(y), values.shape[2])), s)
    context, weights = look(p, once, keys, values, lengths)
    return step(p, y, context, once), context, weights


def bahdanau_without_context(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    return step(p, y, np.zeros_like(context), s), context, weights


def bahdanau_without_y(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    return step(p, np.zeros_like(y), context, s), context, weights


def bahdanau_context_alone_read(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    return gru_step(p.cell, context, s)[0], context, weights


def bahdanau_y_alone_read(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    return gru_step(p.cell, y, s)[0], context, weights


def bahdanau_context_as_state(p, y, s, keys, values, lengths):
    """Exchange context and state in the cell."""
    context, weights = look(p, s, keys, values, lengths)
    return step(p, y, s, context), context, weights


def bahdanau_whole_p_in_score(p, y, s, keys, values, lengths):
    return additive_scores(p, s, keys)


def bahdanau_whole_p_in_cell(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    return gru_step(p, np.concatenate([y, context], axis=1), s)[0], context, weights


def bahdanau_below_each_other(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    return gru_step(p.cell, np.concatenate([y, context]), s)[0], context, weights


def bahdanau_from_zero(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    return step(p, y, context, np.zeros_like(s)), context, weights


def bahdanau_old_state(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    return s.copy(), context, weights


def bahdanau_even(p, y, s, keys, values, lengths):
    weights = length_mask(lengths, len(keys)) / lengths
    return with_weights(p, y, s, values, weights)


def bahdanau_mean_of_values(p, y, s, keys, values, lengths):
    weights = look(p, s, keys, values, lengths)[1]
    context = values.mean(axis=0)
    return step(p, y, context, s), context, weights


def bahdanau_hard(p, y, s, keys, values, lengths):
    weights = look(p, s, keys, values, lengths)[1]
    context = values[weights.argmax(axis=0), np.arange(len(y))]
    return step(p, y, context, s), context, weights


def bahdanau_last_value(p, y, s, keys, values, lengths):
    weights = look(p, s, keys, values, lengths)[1]
    context = values[lengths - 1, np.arange(len(y))]
    return step(p, y, context, s), context, weights


def bahdanau_context_divided(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    return step(p, y, context / len(keys), s), context / len(keys), weights


def bahdanau_first_state_for_all(p, y, s, keys, values, lengths):
    context, weights = look(p, np.broadcast_to(s[:1], s.shape), keys, values, lengths)
    return step(p, y, context, s), context, weights


def bahdanau_scaled(p, y, s, keys, values, lengths):
    scores = scores_of(p, s, keys) / np.sqrt(s.shape[1])
    return with_weights(p, y, s, values, masked_softmax(scores, lengths))


def bahdanau_cache_too(p, y, s, keys, values, lengths):
    context, weights = look(p, s, keys, values, lengths)
    return gru_step(p.cell, np.concatenate([y, context], axis=1), s), context, weights


def bahdanau_context_before_state(p, y, s, keys, values, lengths):
    s_next, context, weights = bahdanau_step(p, y, s, keys, values, lengths)
    return context, s_next, weights


def bahdanau_weights_before_context(p, y, s, keys, values, lengths):
    s_next, context, weights = bahdanau_step(p, y, s, keys, values, lengths)
    return s_next, weights, context


def bahdanau_without_weights(p, y, s, keys, values, lengths):
    return bahdanau_step(p, y, s, keys, values, lengths)[:2]


def by_rows(p, y, s, keys, values, lengths):
    """One row of the batch after the other, each without its padding."""
    s_next, contexts, weights = [], [], np.zeros(keys.shape[:2])
    for b, n in enumerate(lengths):
        e = np.exp(np.tanh(s[b] @ p.score.W_q + keys[:n, b] @ p.score.W_k) @ p.score.v)
        weights[:n, b] = e / e.sum()
        contexts.append(weights[:n, b] @ values[:n, b])
        read = np.append(y[b], contexts[-1])[None]
        s_next.append(gru_step(p.cell, read, s[b : b + 1])[0][0])
    return np.stack(s_next), np.stack(contexts), weights


def by_equations(p, y, s, keys, values, lengths):
    """The GRU written out."""
    scores = np.tanh(s @ p.score.W_q + keys @ p.score.W_k) @ p.score.v
    masked = np.where(np.arange(len(keys))[:, None] < lengths, scores, -np.inf)
    weights = np.exp(masked - np.logaddexp.reduce(masked, axis=0))
    context = np.einsum("sb,sbc->bc", weights, values)
    cell = p.cell
    ax = np.hstack([y, context]) @ cell.W_x + cell.b_x
    ah = s @ cell.W_h + cell.b_h
    (x_r, x_z, x_n), (h_r, h_z, h_n) = np.split(ax, 3, axis=1), np.split(ah, 3, axis=1)
    r, z = 1 / (1 + np.exp(-x_r - h_r)), 1 / (1 + np.exp(-x_z - h_z))
    n = np.tanh(x_n + r * h_n)
    return n + z * (s - n), context, weights


def by_split_weights(p, y, s, keys, values, lengths):
    """Two products in place of one with y and context side by side."""
    D = y.shape[1]
    scores = additive_scores(p.score, s, keys)
    scores[np.arange(len(keys))[:, None] >= lengths] = -1e9
    exps = np.exp(scores - scores.max(axis=0))
    context = (exps[..., None] * values).sum(axis=0) / exps.sum(axis=0)[:, None]
    ax = y @ p.cell.W_x[:D] + context @ p.cell.W_x[D:] + p.cell.b_x
    ready = p.cell._replace(W_x=np.eye(ax.shape[1]), b_x=np.zeros(ax.shape[1]))
    return gru_step(ready, ax, s)[0], context, exps / exps.sum(axis=0)


def in_float32(p, y, s, keys, values, lengths):
    score = AdditiveParams(*(leaf.astype(np.float32) for leaf in p.score))
    cell = GRUParams(*(leaf.astype(np.float32) for leaf in p.cell))
    arrays = [array.astype(np.float32) for array in (y, s, keys, values)]
    return by_equations(BahdanauParams(score, cell), *arrays, lengths)


check_bahdanau_step = Check(
    name="bahdanau_step",
    reference=bahdanau_step,
    cases=bahdanau_step_cases,
    outputs=("s_next (B, H)", "context (B, C)", "weights (S, B)"),
    slips={
        "lengths has no effect: the encoder's states of padding are attended. Which function takes "
        "the lengths?": bahdanau_padding_attended,
        "Padding was set to 0 after the softmax, so that the weights of a short row do not sum to "
        "1. When must padding be hidden?": bahdanau_mask_after,
        "Padding has the score 0, and so a weight. Which function turns scores and lengths into "
        "weights?": bahdanau_mask_by_zero,
        "Keys and values of padding were set to 0, and padding still has a weight. Which weight "
        "should it have?": bahdanau_keys_zeroed,
        "The weights are right, but the context was made of others, in which padding counts. Which "
        "weights belong to it?": bahdanau_padding_in_context,
        "The context is right, but the weights that came back were made without lengths. Which "
        "ones was it made of?": bahdanau_unmasked_returned,
        "The softmax goes over the rows of the batch. Which axis of (S, B) holds the "
        "positions?": bahdanau_over_batch,
        "A softmax was taken of the weights once more, as in a lookup that takes scores. What is "
        "left to do once the weights are known?": bahdanau_attends_weights,
        "The context was made by a lookup that takes scores, and got the weights: a softmax too "
        "many. What is left to do once the weights are known?": bahdanau_attends_weights_returned,
        "The scores themselves were taken for weights. Which step makes weights of "
        "them?": bahdanau_scores_as_weights,
        "The context was weighed by the scores, those of padding included. Which weights belong to "
        "it?": bahdanau_context_of_scores,
        "The scores came back in place of the weights. Which step makes weights of "
        "them?": bahdanau_scores_returned,
        "The last real position of each row is left out. How many positions are real for a length "
        "n?": bahdanau_one_length_less,
        "The cell reads the context first. Which of y and context stands on the "
        "left?": bahdanau_context_first,
        "The cell reads the context first, and lengths has no effect. Which of y and context "
        "stands on the left, and which function takes the lengths?": bahdanau_context_first_padding,
        "The context was made of the keys. What are the keys for, and what is "
        "averaged?": bahdanau_keys_averaged,
        "The scores were made of the values. What is the query compared "
        "with?": bahdanau_values_scored,
        "Keys and values are exchanged. Which of them is scored, and which is "
        "averaged?": bahdanau_keys_and_values_exchanged,
        "y is the query. Which of the arguments does the prompt compare with the "
        "keys?": bahdanau_y_as_query,
        "y is the query, and the cell reads the context first. Which of the arguments is compared "
        "with the keys, and which of y and context stands on the "
        "left?": bahdanau_y_as_query_context_first,
        "The context and the weights belong to a second look, with the state after the step. Which "
        "ones did the cell read?": bahdanau_looks_again,
        "The weights that came back are those of the next step, looked up with s_next. Which ones "
        "made the context?": bahdanau_weights_of_next,
        "The step was taken first, with a context of zeros, and its state is the query. What does "
        "the cell have to read?": bahdanau_steps_first,
        "The query is the state after a step with a context of zeros. Which state is "
        "it?": bahdanau_query_of_a_trial_step,
        "Two steps were taken, one to make a query and one more from its state. Which state is the "
        "query, and from which one does the cell start?": bahdanau_two_steps,
        "The context has no effect on s_next. What does the cell read besides "
        "y?": bahdanau_without_context,
        "y has no effect on s_next. What does the cell read besides the "
        "context?": bahdanau_without_y,
        "The cell got the context alone. What stands to its left in the input of size D + "
        "C?": bahdanau_context_alone_read,
        "The cell got y alone. What stands to its right in the input of size D + "
        "C?": bahdanau_y_alone_read,
        "The cell got the context for its state, and the old state beside y. Which of them is read "
        "as input, and which one is updated?": bahdanau_context_as_state,
        "The whole of p was passed to the score. Which part of it holds the weights of "
        "the score?": bahdanau_whole_p_in_score,
        "The whole of p was passed to the cell. Which part of it holds the weights of the "
        "GRU?": bahdanau_whole_p_in_cell,
        "y and context were put below each other. Along which axis do they stand side by "
        "side?": bahdanau_below_each_other,
        "The cell starts from a state of zeros. From which state does this step "
        "start?": bahdanau_from_zero,
        "The state came back as it was. Which of the two results of the cell is the next "
        "state?": bahdanau_old_state,
        "All real positions have the same weight. Where do the scores enter?": bahdanau_even,
        "The context is the plain mean of the values. What weighs them?": bahdanau_mean_of_values,
        "The context is the value of the largest weight alone. What share have the "
        "others?": bahdanau_hard,
        "The context is the last real value. Which weights did the scores "
        "make?": bahdanau_last_value,
        "The context was divided by S. What do the weights sum to "
        "already?": bahdanau_context_divided,
        "The state of the first row was the query of all rows. Which query belongs to row "
        "b?": bahdanau_first_state_for_all,
        "The scores were divided by the root of H. Does the additive score divide by "
        "anything?": bahdanau_scaled,
        "s_next holds two things, the state and the cell's cache. Which of them does the prompt "
        "ask for?": bahdanau_cache_too,
        "The context came back before the state. In which order does the prompt list the three "
        "results?": bahdanau_context_before_state,
        "The weights came back before the context. In which order does the prompt list the three "
        "results?": bahdanau_weights_before_context,
        "The weights did not come back. Which three results does the prompt ask "
        "for?": bahdanau_without_weights,
    },
    alternatives=(by_rows, by_equations, by_split_weights, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
