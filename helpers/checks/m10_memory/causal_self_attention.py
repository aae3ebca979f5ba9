"""Check of causal_self_attention."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, drawn_params, softmax_of
from helpers.scratch.modules.m10_self_attention import SelfAttentionParams, causal_self_attention
from helpers.scratch.ops import length_mask

SIZES = (  # T, B, D, H, C, lengths, what stands on padding
    (6, 3, 5, 2, 4, (4, 6, 2), 1.0),
    (4, 2, 3, 5, 2, (4, 4), 1.0),
    (3, 3, 3, 3, 3, (3, 1, 2), 1e6),
    (6, 4, 2, 3, 5, (2, 5, 3, 1), np.nan),  # no sequence as long as T
    (1, 2, 3, 2, 4, (1, 1), 1.0),
    (4, 1, 2, 3, 4, (3,), 1.0),
    (4, 2, 5, 1, 1, (2, 4), np.nan),
    (6, 3, 5, 2, 4, (4, 6, 2), 1.0),
)
SIGNS = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]], float)


def causal_self_attention_cases(seed):
    """Yield (p, xs, lengths): as SIZES lists them, and steps whose own score is far below 0."""
    rng = np.random.default_rng(seed)
    for T, B, D, H, C, lengths, padding in SIZES:
        p = drawn_params(rng, SelfAttentionParams, D=D, H=H, C=C)
        real = length_mask(np.array(lengths), T)[..., None]
        xs = rng.normal(size=(T, B, D))
        yield p, np.where(real, xs, xs * padding), np.array(lengths)
    yield (
        SelfAttentionParams(2 * SIGNS, -2 * SIGNS, SIGNS[:, :3]),
        strong(rng, 4, 2),
        np.array([4, 3]),
    )


def strong(rng, *before):
    """Return whole numbers (..., 4) from 20 to 40, of either sign.

    With SIGNS for W_q and -SIGNS for W_k, both doubled, a step's score of itself is below -12,000
    and above -52,000: whole numbers that float32 holds exactly.
    """
    shape = (*before, 4)
    return rng.choice([-1.0, 1.0], size=shape) * rng.integers(20, 41, size=shape)


def cleared(xs, lengths):
    return np.where(length_mask(lengths, len(xs))[..., None], xs, 0.0)


def three(p, xs):
    """Return queries, keys and values, (B, T, .)."""
    with np.errstate(all="ignore"):
        return [(xs @ W).swapaxes(0, 1) for W in p]


def past(xs, diagonal=0):
    return np.tri(len(xs), k=diagonal, dtype=bool)


def scores_of(p, xs, lengths, scale=None):
    q, k, _ = three(p, cleared(xs, lengths))
    return q @ k.swapaxes(1, 2) / (np.sqrt(q.shape[-1]) if scale is None else scale)


def hidden(scores, seen, by=-np.inf):
    return np.where(seen, scores, by)


def finish(p, xs, lengths, weights):
    """Clear the rows of padding, and read the values."""
    weights = np.where(length_mask(lengths, len(xs)).T[..., None], weights, 0.0)
    v = three(p, cleared(xs, lengths))[2]
    with np.errstate(all="ignore"):
        return (weights @ v).swapaxes(0, 1), weights


def from_scores(p, xs, lengths, scores):
    return finish(p, xs, lengths, softmax_of(scores, axis=-1))


def scaled_by(p, xs, lengths, scale):
    return from_scores(p, xs, lengths, hidden(scores_of(p, xs, lengths, scale), past(xs)))


def causal_mask_after(p, xs, lengths):
    weights = softmax_of(scores_of(p, xs, lengths), axis=-1)
    return finish(p, xs, lengths, weights * past(xs))


def causal_renormalised(p, xs, lengths):
    """Hide after the softmax, and divide by what is left: 0/0 where seen scores are low."""
    weights = softmax_of(scores_of(p, xs, lengths), axis=-1) * past(xs)
    with np.errstate(all="ignore"):
        return finish(p, xs, lengths, weights / weights.sum(axis=-1, keepdims=True))


def causal_future_seen(p, xs, lengths):
    return from_scores(p, xs, lengths, scores_of(p, xs, lengths))


def causal_mask_after_by_H(p, xs, lengths):
    weights = softmax_of(scores_of(p, xs, lengths, p.W_q.shape[1]), axis=-1)
    return finish(p, xs, lengths, weights * past(xs))


def causal_ys_alone(p, xs, lengths):
    return causal_self_attention(p, xs, lengths)[0]


def causal_other_triangle(p, xs, lengths):
    return from_scores(p, xs, lengths, hidden(scores_of(p, xs, lengths), past(xs).T))


def causal_not_itself(p, xs, lengths):
    return from_scores(p, xs, lengths, hidden(scores_of(p, xs, lengths), past(xs, -1)))


def causal_not_itself_but_first(p, xs, lengths):
    seen = past(xs, -1)
    seen[0, 0] = True
    return from_scores(p, xs, lengths, hidden(scores_of(p, xs, lengths), seen))


def causal_not_itself_nan(p, xs, lengths):
    """Divide 0 by 0 in the first step."""
    with np.errstate(all="ignore"):
        exps = np.exp(hidden(scores_of(p, xs, lengths), past(xs, -1)))
        return finish(p, xs, lengths, exps / exps.sum(axis=-1, keepdims=True))


def causal_not_itself_zero(p, xs, lengths):
    """Leave the first step without anything to look at."""
    ys, weights = causal_not_itself_nan(p, xs, lengths)
    return np.nan_to_num(ys), np.nan_to_num(weights)


def causal_one_ahead(p, xs, lengths):
    return from_scores(p, xs, lengths, hidden(scores_of(p, xs, lengths), past(xs, 1)))


def causal_exchanged(p, xs, lengths):
    ys, weights = causal_self_attention(p, xs, lengths)
    return weights, ys


def causal_unscaled(p, xs, lengths):
    return scaled_by(p, xs, lengths, 1.0)


def causal_scaled_by_H(p, xs, lengths):
    return scaled_by(p, xs, lengths, p.W_q.shape[1])


def causal_scaled_by_root_of_D(p, xs, lengths):
    return scaled_by(p, xs, lengths, np.sqrt(xs.shape[2]))


def causal_scaled_by_root_of_T(p, xs, lengths):
    return scaled_by(p, xs, lengths, np.sqrt(len(xs)))


def causal_ys_batch_first(p, xs, lengths):
    ys, weights = causal_self_attention(p, xs, lengths)
    return ys.swapaxes(0, 1), weights


def causal_times_root(p, xs, lengths):
    return scaled_by(p, xs, lengths, 1 / np.sqrt(p.W_q.shape[1]))


def causal_unscaled_future(p, xs, lengths):
    return from_scores(p, xs, lengths, scores_of(p, xs, lengths, 1.0))


def causal_softmax_over_queries(p, xs, lengths):
    weights = softmax_of(hidden(scores_of(p, xs, lengths), past(xs)), axis=1)
    return finish(p, xs, lengths, weights)


def causal_softmax_over_batch(p, xs, lengths):
    weights = softmax_of(scores_of(p, xs, lengths), axis=0) * past(xs)
    return finish(p, xs, lengths, weights)


def causal_weights_turned(p, xs, lengths):
    ys, weights = causal_self_attention(p, xs, lengths)
    return ys, weights.swapaxes(1, 2)


def causal_keys_look(p, xs, lengths):
    scores = scores_of(p, xs, lengths).swapaxes(1, 2)
    return from_scores(p, xs, lengths, hidden(scores, past(xs)))


def causal_scores_returned(p, xs, lengths):
    scores = hidden(scores_of(p, xs, lengths), past(xs))
    return causal_self_attention(p, xs, lengths)[0], scores


def causal_inputs_read(p, xs, lengths):
    weights = causal_self_attention(p, xs, lengths)[1]
    return (weights @ cleared(xs, lengths).swapaxes(0, 1)).swapaxes(0, 1), weights


def causal_read_turned(p, xs, lengths):
    weights = causal_self_attention(p, xs, lengths)[1]
    v = three(p, cleared(xs, lengths))[2]
    return (weights.swapaxes(1, 2) @ v).swapaxes(0, 1), weights


def causal_over_batch(p, xs, lengths):
    """Leave the batch in the middle: the rows of one step attend to each other."""
    q, k, v = (cleared(xs, lengths) @ W for W in p)
    scores = q @ k.swapaxes(1, 2) / np.sqrt(q.shape[-1])
    seen = np.tri(xs.shape[1], dtype=bool)
    weights = softmax_of(np.where(seen, scores, -np.inf), axis=-1)
    return weights @ v, weights


def causal_reshaped(p, xs, lengths):
    """Reshape to (B, T, .) without exchanging axes: steps and sequences are mixed up."""
    T, B, _ = xs.shape
    q, k, v = ((cleared(xs, lengths) @ W).reshape(B, T, -1) for W in p)
    scores = hidden(q @ k.swapaxes(1, 2) / np.sqrt(q.shape[-1]), past(xs))
    weights = softmax_of(scores, axis=-1) * length_mask(lengths, T).T[..., None]
    return (weights @ v).reshape(T, B, -1), weights


def causal_ignores_lengths(p, xs, lengths):
    every = np.full_like(lengths, len(xs))
    with np.errstate(all="ignore"):
        scores = scores_of(p, xs, every)
        weights = softmax_of(hidden(scores, past(xs)), axis=-1)
        return (weights @ three(p, xs)[2]).swapaxes(0, 1), weights


def causal_rows_of_padding_left(p, xs, lengths):
    return causal_ignores_lengths(p, cleared(xs, lengths), lengths)


def causal_weights_on_padding(p, xs, lengths):
    ys = causal_self_attention(p, xs, lengths)[0]
    return ys, causal_rows_of_padding_left(p, xs, lengths)[1]


def causal_ys_on_padding(p, xs, lengths):
    weights = causal_self_attention(p, xs, lengths)[1]
    return causal_rows_of_padding_left(p, xs, lengths)[0], weights


def causal_padding_multiplied(p, xs, lengths):
    """Multiply padding by 0, which leaves NaN."""
    real = length_mask(lengths, len(xs))
    with np.errstate(all="ignore"):
        ys, weights = causal_ignores_lengths(p, xs * real[..., None], lengths)
        return ys * real[..., None], weights * real.T[..., None]


def causal_results_cleared_alone(p, xs, lengths):
    """Clear the results, and not xs."""
    real = length_mask(lengths, len(xs))
    ys, weights = causal_ignores_lengths(p, xs, lengths)
    return np.where(real[..., None], ys, 0.0), np.where(real.T[..., None], weights, 0.0)


def causal_mask_by_zero(p, xs, lengths):
    return from_scores(p, xs, lengths, hidden(scores_of(p, xs, lengths), past(xs), 0.0))


def causal_mask_by_ten(p, xs, lengths):
    return from_scores(p, xs, lengths, hidden(scores_of(p, xs, lengths), past(xs), -10.0))


def causal_mask_by_ten_thousand(p, xs, lengths):
    return from_scores(p, xs, lengths, hidden(scores_of(p, xs, lengths), past(xs), -1e4))


def causal_first_length(p, xs, lengths):
    return causal_self_attention(p, xs, np.full_like(lengths, lengths[0]))


def causal_one_step_less(p, xs, lengths):
    return causal_self_attention(p, xs, np.maximum(lengths - 1, 1))


def causal_even(p, xs, lengths):
    weights = past(xs) / past(xs).sum(axis=1, keepdims=True)
    return finish(p, xs, lengths, np.broadcast_to(weights, (xs.shape[1], *weights.shape)))


def causal_itself_alone(p, xs, lengths):
    weights = np.broadcast_to(np.eye(len(xs)), (xs.shape[1], len(xs), len(xs)))
    return finish(p, xs, lengths, weights)


def causal_in_place(p, xs, lengths):
    xs[~length_mask(lengths, len(xs))] = 0.0
    return causal_rows_of_padding_left(p, xs, lengths)


def by_steps(p, xs, lengths):
    """One sequence and one step after the other, each looking back."""
    T, B, _ = xs.shape
    ys, weights = np.zeros((T, B, p.W_v.shape[1])), np.zeros((B, T, T))
    for b, n in enumerate(lengths):
        x = xs[:n, b]
        q, k, v = x @ p.W_q, x @ p.W_k, x @ p.W_v
        for t in range(n):
            scores = k[: t + 1] @ q[t] / q.shape[1] ** 0.5
            exps = np.exp(scores - scores.max())
            weights[b, t, : t + 1] = exps / exps.sum()
            ys[t, b] = weights[b, t, : t + 1] @ v[: t + 1]
    return ys, weights


def by_einsum(p, xs, lengths):
    T = len(xs)
    real = np.arange(T)[:, None] < lengths
    xs = np.where(real[..., None], xs, 0)
    scores = np.einsum("tbh,sbh->bts", xs @ p.W_q, xs @ p.W_k) / np.sqrt(p.W_q.shape[1])
    scores = np.where(np.triu(np.ones((T, T)), k=1) > 0, -1e9, scores)
    exps = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights = exps / exps.sum(axis=2, keepdims=True) * real.T[:, :, None]
    return np.einsum("bts,sbc->tbc", weights, xs @ p.W_v), weights


def by_renormalising(p, xs, lengths):
    """Mask after the softmax, and divide by what is left: the same."""
    ys, weights = [], np.zeros((len(lengths), len(xs), len(xs)))
    for b, n in enumerate(lengths):
        x = np.zeros(xs.shape[::2])
        x[:n] = xs[:n, b]
        scores = (x @ p.W_q) @ (x @ p.W_k).T / np.sqrt(p.W_q.shape[1])
        scores = scores - np.where(np.tri(len(x)) > 0, scores, -np.inf).max(axis=1, keepdims=True)
        exps = np.exp(np.minimum(scores, 0)) * np.tri(len(x))
        weights[b, :n] = (exps / exps.sum(axis=1, keepdims=True))[:n]
        ys.append(weights[b] @ (x @ p.W_v))
    return np.stack(ys, axis=1), weights


def in_float32(p, xs, lengths):
    p = SelfAttentionParams(*(W.astype(np.float32) for W in p))
    real = np.arange(len(xs))[:, None] < lengths
    xs = np.where(real[..., None], xs, 0).astype(np.float32)
    ys, weights = by_einsum(p, xs, lengths)
    return ys.astype(np.float32), weights.astype(np.float32)


check_causal_self_attention = Check(
    name="causal_self_attention",
    reference=causal_self_attention,
    cases=causal_self_attention_cases,
    outputs=("ys (T, B, C)", "weights (B, T, T)"),
    slips={
        "The softmax was taken over all steps, and later ones set to 0 after it: the rows do not "
        "sum to 1. When must they be hidden?": causal_mask_after,
        "The softmax was taken over all steps and the rest divided by its sum, which is 0/0 where "
        "all seen scores lie far below a hidden one. When must they be "
        "hidden?": causal_renormalised,
        "A step sees the future. Which columns of row t are hidden?": causal_future_seen,
        "Later steps were set to 0 after the softmax, and the scores divided by H. When must they "
        "be hidden, and by what are scores divided?": causal_mask_after_by_H,
        "The weights did not come back. Which two results does the prompt ask "
        "for?": causal_ys_alone,
        "The other triangle is hidden: a step sees itself and the future. Is column j of row t "
        "seen where j is at most t, or at least t?": causal_other_triangle,
        "A step does not see itself, and the first one has nothing to look at. Does the mask keep "
        "its diagonal?": causal_not_itself,
        "A step does not see itself, and the first one divides 0 by 0. Does the mask keep its "
        "diagonal?": causal_not_itself_nan,
        "A step does not see itself, except for the first. Does the mask keep its "
        "diagonal?": causal_not_itself_but_first,
        "A step does not see itself, and the first one finds nothing. Does the mask keep its "
        "diagonal?": causal_not_itself_zero,
        "A step sees one step of the future. Which column is the last one that row t "
        "sees?": causal_one_ahead,
        "ys and weights are exchanged. Which of them comes first?": causal_exchanged,
        "The scores were not divided. By what, so that they do not grow with H?": causal_unscaled,
        "The scores were divided by H. How does the spread of a sum of H products "
        "grow?": causal_scaled_by_H,
        "The scores were divided by the root of D. How many products does a score add "
        "up?": causal_scaled_by_root_of_D,
        "The scores were divided by the root of T. How many products does a score add "
        "up?": causal_scaled_by_root_of_T,
        "ys has the batch first. Which axis comes first in (T, B, C)?": causal_ys_batch_first,
        "The scores were multiplied by the root of H. Is it a factor or a "
        "divisor?": causal_times_root,
        "The scores were not divided, and a step sees the future. What is missing between the "
        "product and the softmax?": causal_unscaled_future,
        "The softmax goes over the steps that look. Which of the last two axes should sum to "
        "1?": causal_softmax_over_queries,
        "The softmax goes over the sequences of the batch. Which axis should sum to "
        "1?": causal_softmax_over_batch,
        "The weights came back turned: column t says what step t looks at. Which of the last two "
        "axes is the step that looks?": causal_weights_turned,
        "Queries and keys are exchanged. Which of them belongs to the step that "
        "looks?": causal_keys_look,
        "The scores came back in place of the weights. Which step makes weights of "
        "them?": causal_scores_returned,
        "The steps themselves were averaged. What does W_v make of them first?": (
            causal_inputs_read
        ),
        "The values were weighed by the columns of the weights. Over which of the last two axes is "
        "the sum?": causal_read_turned,
        "The sequences of one step look at each other. Which axes do the last two of xs "
        "have, and which ones should meet in a product?": causal_over_batch,
        "A reshape to (B, T, H) mixes steps and sequences. Which function exchanges two "
        "axes?": causal_reshaped,
        "lengths has no effect: padding has results, or NaN. Which steps are "
        "real?": causal_ignores_lengths,
        "xs was cleared on padding, but its rows still look. What do ys and weights hold "
        "there?": causal_rows_of_padding_left,
        "ys is right, but weights has rows on padding that are not 0. What does the prompt ask for "
        "there?": causal_weights_on_padding,
        "weights is right, but ys is not 0 on padding. What does the prompt ask for "
        "there?": causal_ys_on_padding,
        "NaN on padding reaches the results: it was multiplied by 0, and 0 times NaN is NaN. Which "
        "function puts a 0 in its place?": causal_padding_multiplied,
        "The results were cleared on padding, but xs was not: 0 times NaN is NaN. Where must NaN "
        "be replaced?": causal_results_cleared_alone,
        "Hidden steps have the score 0, and so a weight. Which score has the exponential "
        "0?": causal_mask_by_zero,
        "Hidden steps have the score -10, which leaves them a share. Which score has the "
        "exponential 0?": causal_mask_by_ten,
        "Hidden steps have the score -10000, and a real score may lie below. Which score is below "
        "all others?": causal_mask_by_ten_thousand,
        "Every sequence is taken to be as long as the first. Which length belongs to sequence "
        "b?": causal_first_length,
        "The last real step counts as padding. Is step t real where t is the length minus "
        "1?": causal_one_step_less,
        "All steps that are seen have the same weight. Where do the scores enter?": causal_even,
        "Each step sees nothing but itself. What else does the mask keep?": causal_itself_alone,
        "xs was changed in place. Which line should make a new array?": causal_in_place,
    },
    equivalent={
        "0.0 -> 1.0 (in `xs = np.where(real[..., None], xs, 0.0)`)": (
            "no real step sees padding, whose own rows are cleared in the end"
        ),
        "q -> k (in `scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])`) #2": (
            "queries and keys are equally long"
        ),
    },
    alternatives=(by_steps, by_einsum, by_renormalising, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
