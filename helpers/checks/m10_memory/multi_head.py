"""Check of multi_head."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, drawn_params, softmax_of
from helpers.checks.m10_memory.causal_self_attention import SIGNS, strong
from helpers.scratch import attention
from helpers.scratch.attention import MultiHeadParams
from helpers.scratch.modules.m10_self_attention import multi_head

SIZES = (  # T, B, D, heads
    (5, 3, 6, 2),
    (4, 2, 6, 3),
    (3, 2, 4, 2),  # as many heads as columns in each
    (3, 3, 3, 3),
    (4, 2, 5, 1),
    (1, 2, 4, 2),
    (4, 1, 6, 2),
    (2, 3, 4, 4),
    (5, 3, 6, 2),
)


def multi_head_cases(seed):
    """Yield (p, xs, heads): as SIZES lists them, and steps whose own score is far below 0."""
    rng = np.random.default_rng(seed)
    for T, B, D, heads in SIZES:
        yield drawn_params(rng, MultiHeadParams, D=D), rng.normal(size=(T, B, D)), heads
    zeros = np.zeros((4, 4))
    biases = {f"b_{x}": zeros[0] for x in "qkvo"}
    p = MultiHeadParams(2 * SIGNS, -2 * SIGNS, SIGNS, np.eye(4), **biases)
    yield p, strong(rng, 3, 2), 1


def projected(p, xs):
    return xs @ p.W_q + p.b_q, xs @ p.W_k + p.b_k, xs @ p.W_v + p.b_v


def cut(a, heads):
    """Cut the last axis into heads: (T, B, D) -> (B, heads, T, d)."""
    T, B, D = a.shape
    return a.reshape(T, B, heads, D // heads).transpose(1, 2, 0, 3)


def joined(found):
    B, heads, T, d = found.shape
    return found.transpose(2, 0, 1, 3).reshape(T, B, heads * d)


def look(q, k, v, scale=None, seen=0):
    """Return what is found and the weights; seen: the last diagonal of the mask, None for all."""
    scores = q @ k.swapaxes(-1, -2) / (np.sqrt(q.shape[-1]) if scale is None else scale)
    if seen is not None:
        scores = np.where(np.tri(scores.shape[-1], k=seen, dtype=bool), scores, -np.inf)
    weights = softmax_of(scores, axis=-1)
    with np.errstate(all="ignore"):
        return weights @ v, weights


def out(p, found):
    return found @ p.W_o + p.b_o


def each_head(p, xs, heads):
    return [cut(a, heads) for a in projected(p, xs)]


def with_look(p, xs, heads, scale=None, seen=0):
    found, weights = look(*each_head(p, xs, heads), scale, seen)
    return out(p, joined(found)), weights


def found_of(p, xs, heads):
    return look(*each_head(p, xs, heads))


def interleaved(a, heads):
    """Give head h the columns h, h + heads, ..."""
    T, B, D = a.shape
    return a.reshape(T, B, D // heads, heads).transpose(1, 3, 0, 2)


def rejoined(found):
    B, heads, T, d = found.shape
    return found.transpose(2, 0, 3, 1).reshape(T, B, heads * d)


def at_once(a, heads):
    """Reshape without exchanging axes: steps and sequences are mixed up."""
    T, B, D = a.shape
    return a.reshape(B, heads, T, D // heads)


def heads_interleaved(p, xs, heads):
    found, weights = look(*(interleaved(a, heads) for a in projected(p, xs)))
    return out(p, rejoined(found)), weights


def heads_joined_interleaved(p, xs, heads):
    found, weights = found_of(p, xs, heads)
    return out(p, rejoined(found)), weights


def heads_reshaped_at_once(p, xs, heads):
    found, weights = look(*(at_once(a, heads) for a in projected(p, xs)))
    return out(p, found.reshape(xs.shape)), weights


def heads_reshaped_then_joined(p, xs, heads):
    found, weights = look(*(at_once(a, heads) for a in projected(p, xs)))
    return out(p, joined(found)), weights


def heads_cut_from_steps(p, xs, heads):
    """Reshape to (heads, T, B, d)."""
    T, B, D = xs.shape
    q, k, v = (a.reshape(heads, T, B, -1).transpose(2, 0, 1, 3) for a in projected(p, xs))
    found, weights = look(q, k, v)
    return out(p, joined(found)), weights


def heads_look_at_each_other(p, xs, heads):
    """Leave steps and sequences outside: scores (T, B, heads, heads)."""
    q, k, v = (a.reshape(*xs.shape[:2], heads, -1) for a in projected(p, xs))
    found, weights = look(q, k, v, None, None)
    return out(p, found.reshape(xs.shape)), weights


def heads_joined_by_reshape(p, xs, heads):
    found, weights = found_of(p, xs, heads)
    return out(p, found.reshape(xs.shape)), weights


def heads_joined_by_reshape_unmasked(p, xs, heads):
    found, weights = look(*each_head(p, xs, heads), None, None)
    return out(p, found.reshape(xs.shape)), weights


def heads_exchanged(p, xs, heads):
    ys, weights = multi_head(p, xs, heads)
    return weights, ys


def heads_scaled_by_root_of_D(p, xs, heads):
    return with_look(p, xs, heads, np.sqrt(xs.shape[-1]))


def heads_scaled_by_d(p, xs, heads):
    return with_look(p, xs, heads, xs.shape[-1] // heads)


def heads_scaled_by_D(p, xs, heads):
    return with_look(p, xs, heads, xs.shape[-1])


def heads_ys_alone(p, xs, heads):
    return multi_head(p, xs, heads)[0]


def heads_unscaled(p, xs, heads):
    return with_look(p, xs, heads, 1.0)


def heads_unmasked(p, xs, heads):
    return with_look(p, xs, heads, None, None)


def heads_not_itself(p, xs, heads):
    return with_look(p, xs, heads, None, -1)


def heads_one_ahead(p, xs, heads):
    return with_look(p, xs, heads, None, 1)


def heads_mask_after(p, xs, heads):
    q, k, v = each_head(p, xs, heads)
    weights = np.tril(look(q, k, v, None, None)[1])
    return out(p, joined(weights @ v)), weights


def heads_mask_by_ten_thousand(p, xs, heads):
    q, k, v = each_head(p, xs, heads)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    weights = softmax_of(np.where(np.tri(len(xs), dtype=bool), scores, -1e4), axis=-1)
    return out(p, joined(weights @ v)), weights


def heads_mask_by_zero(p, xs, heads):
    q, k, v = each_head(p, xs, heads)
    weights = softmax_of(np.tril(q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])), axis=-1)
    return out(p, joined(weights @ v)), weights


def heads_other_triangle(p, xs, heads):
    q, k, v = each_head(p, xs, heads)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    weights = softmax_of(np.where(np.tri(len(xs), dtype=bool).T, scores, -np.inf), axis=-1)
    return out(p, joined(weights @ v)), weights


def heads_without_output_weights(p, xs, heads):
    found, weights = found_of(p, xs, heads)
    return joined(found), weights


def heads_without_output_bias(p, xs, heads):
    found, weights = found_of(p, xs, heads)
    return joined(found) @ p.W_o, weights


def heads_root_of_D_without_bias(p, xs, heads):
    found, weights = look(*each_head(p, xs, heads), np.sqrt(xs.shape[-1]))
    return joined(found) @ p.W_o, weights


def heads_output_turned(p, xs, heads):
    found, weights = found_of(p, xs, heads)
    return joined(found) @ p.W_o.T + p.b_o, weights


def heads_without_biases(p, xs, heads):
    q, k, v = (cut(xs @ W, heads) for W in (p.W_q, p.W_k, p.W_v))
    found, weights = look(q, k, v)
    return out(p, joined(found)), weights


def heads_without_any_bias(p, xs, heads):
    q, k, v = (cut(xs @ W, heads) for W in (p.W_q, p.W_k, p.W_v))
    found, weights = look(q, k, v)
    return joined(found) @ p.W_o, weights


def heads_value_bias_left_out(p, xs, heads):
    return multi_head(p._replace(b_v=np.zeros_like(p.b_v)), xs, heads)


def heads_weights_first(p, xs, heads):
    ys, weights = multi_head(p, xs, heads)
    return ys, weights.swapaxes(0, 1)


def heads_queries_are_keys(p, xs, heads):
    return multi_head(p._replace(W_q=p.W_k, W_k=p.W_q, b_q=p.b_k, b_k=p.b_q), xs, heads)


def heads_weights_averaged(p, xs, heads):
    ys, weights = multi_head(p, xs, heads)
    return ys, weights.mean(axis=1)


def heads_summed(p, xs, heads):
    """Add the heads' results up, and put the sum into each block."""
    found, weights = found_of(p, xs, heads)
    return out(p, np.tile(found.sum(axis=1).swapaxes(0, 1), heads)), weights


def heads_one_for_all(p, xs, heads):
    """Use one head of D columns, and repeat its weights."""
    ys, weights = multi_head(p, xs, 1)
    return ys, np.repeat(weights, heads, axis=1)


def heads_first_alone(p, xs, heads):
    """Look with the first head's weights in all of them."""
    q, k, v = each_head(p, xs, heads)
    weights = np.repeat(look(q, k, v)[1][:, :1], heads, axis=1)
    return out(p, joined(weights @ v)), weights


def heads_last_first(p, xs, heads):
    found, weights = found_of(p, xs, heads)
    return out(p, joined(found[:, ::-1])), weights


def heads_softmax_over_queries(p, xs, heads):
    q, k, v = each_head(p, xs, heads)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    weights = softmax_of(np.where(np.tri(len(xs), dtype=bool), scores, -np.inf), axis=-2)
    return out(p, joined(weights @ v)), weights


def heads_softmax_over_heads(p, xs, heads):
    q, k, v = each_head(p, xs, heads)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    weights = softmax_of(scores, axis=1) * np.tri(len(xs))
    return out(p, joined(weights @ v)), weights


def heads_residual(p, xs, heads):
    ys, weights = multi_head(p, xs, heads)
    return xs + ys, weights


def heads_scores_returned(p, xs, heads):
    q, k, _ = each_head(p, xs, heads)
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    return multi_head(p, xs, heads)[0], np.where(np.tri(len(xs), dtype=bool), scores, -np.inf)


def heads_a_list(p, xs, heads):
    """Return a list with the weights of each head."""
    ys, weights = multi_head(p, xs, heads)
    return ys, list(weights.swapaxes(0, 1))


def by_heads(p, xs, heads):
    """A loop over the heads, each with its slice of the columns."""
    T, d = len(xs), xs.shape[2] // heads
    q, k, v = ((a @ W + b).swapaxes(0, 1) for a, W, b in zip([xs] * 3, p[:3], p[4:7], strict=True))
    found, weights = [], []
    for h in range(heads):
        own = slice(h * d, (h + 1) * d)
        scores = q[..., own] @ k[..., own].swapaxes(1, 2) / d**0.5
        scores[:, np.triu_indices(T, 1)[0], np.triu_indices(T, 1)[1]] = -np.inf
        exps = np.exp(scores - scores.max(axis=2, keepdims=True))
        weights.append(exps / exps.sum(axis=2, keepdims=True))
        found.append(weights[-1] @ v[..., own])
    ys = np.concatenate(found, axis=2).swapaxes(0, 1) @ p.W_o + p.b_o
    return ys, np.stack(weights, axis=1)


def by_einsum(p, xs, heads):
    T, B, D = xs.shape
    q, k, v = (
        np.reshape(xs @ W + b, (T, B, heads, D // heads))
        for W, b in [(p.W_q, p.b_q), (p.W_k, p.b_k), (p.W_v, p.b_v)]
    )
    scores = np.einsum("tbhd,sbhd->bhts", q, k) * (D // heads) ** -0.5
    scores = scores + np.where(np.tri(T) > 0, 0.0, -1e12)
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=3)[..., None])
    found = np.einsum("bhts,sbhd->tbhd", weights, v)
    return found.reshape(T, B, D) @ p.W_o + p.b_o, weights


def by_steps(p, xs, heads):
    """Every sequence, head and step on its own; each block of W_o adds its part."""
    T, B, D = xs.shape
    d = D // heads
    ys, weights = np.zeros((T, B, D)) + p.b_o, np.zeros((B, heads, T, T))
    for b in range(B):
        for h in range(heads):
            own = range(h * d, (h + 1) * d)
            q, k, v = (
                xs[:, b] @ W[:, own] + bias[own]
                for W, bias in [(p.W_q, p.b_q), (p.W_k, p.b_k), (p.W_v, p.b_v)]
            )
            for t in range(T):
                scores = [float(q[t] @ k[j]) / np.sqrt(d) for j in range(t + 1)]
                exps = np.exp(np.array(scores) - max(scores))
                weights[b, h, t, : t + 1] = exps / exps.sum()
                ys[t, b] += weights[b, h, t] @ v @ p.W_o[own]
    return ys, weights


def in_float32(p, xs, heads):
    p = MultiHeadParams(*(leaf.astype(np.float32) for leaf in p))
    ys, weights = by_heads(p, xs.astype(np.float32), heads)
    return ys.astype(np.float32), weights.astype(np.float32)


check_multi_head = Check(
    name="multi_head",
    reference=multi_head,
    twins=(attention.multi_head,),
    cases=multi_head_cases,
    outputs=("ys (T, B, D)", "weights (B, heads, T, T)"),
    slips={
        "A head got every so many columns, 0, 2, 4 with two heads, in place of a block. Which "
        "columns does head 0 own?": heads_interleaved,
        "Each head has its block, but their results were joined column by column in turn. Where do "
        "the d columns of head 0 stand?": heads_joined_interleaved,
        "A reshape to (B, heads, T, d) mixes steps, sequences and columns. Which axis alone is to "
        "be cut, and what exchanges axes?": heads_reshaped_at_once,
        "Queries, keys and values were reshaped to (B, heads, T, d), which mixes steps, sequences "
        "and columns. Which axis alone is to be cut?": heads_reshaped_then_joined,
        "A reshape to (heads, T, B, d) mixes steps, sequences and columns. Which axis alone is to "
        "be cut?": heads_cut_from_steps,
        "The heads of one step look at each other. Which two axes should be the last when queries "
        "meet keys?": heads_look_at_each_other,
        "The heads' results were reshaped to (T, B, D) without exchanging axes first. In which "
        "order must the axes stand so that d follows heads?": heads_joined_by_reshape,
        "The heads' results were reshaped without exchanging axes, and a step sees the future. In "
        "which order must the axes stand, and what is hidden?": heads_joined_by_reshape_unmasked,
        "ys and weights are exchanged. Which of them comes first?": heads_exchanged,
        "The scores were divided by the root of D. How many products does one head's score add "
        "up?": heads_scaled_by_root_of_D,
        "The scores were divided by d, not by its root. How does the spread of a sum of d products "
        "grow?": heads_scaled_by_d,
        "The scores were divided by D. How many products does one head's score add up, and how "
        "does the spread of their sum grow?": heads_scaled_by_D,
        "The weights did not come back. Which two results does the prompt ask for?": heads_ys_alone,
        "The scores were not divided. By what, so that they do not grow with d?": heads_unscaled,
        "A step sees the future. Which columns of row t are hidden?": heads_unmasked,
        "A step does not see itself, and the first one has nothing to look at. Does the mask keep "
        "its diagonal?": heads_not_itself,
        "A step sees one step of the future. Which column is the last one that row t "
        "sees?": heads_one_ahead,
        "Later steps were set to 0 after the softmax: the rows do not sum to 1. When must they be "
        "hidden?": heads_mask_after,
        "Hidden steps have the score -10000, and a real score may lie below. Which score is below "
        "all others?": heads_mask_by_ten_thousand,
        "Hidden steps have the score 0, and so a weight. Which score has the exponential "
        "0?": heads_mask_by_zero,
        "The other triangle is hidden: a step sees itself and the future. Which columns of row t "
        "are seen?": heads_other_triangle,
        "What the heads found was not multiplied by W_o. What mixes the heads at the "
        "end?": heads_without_output_weights,
        "b_o is missing. What is added after the product with W_o?": heads_without_output_bias,
        "The scores were divided by the root of D, and b_o is missing. How many products does one "
        "head's score add up, and what follows W_o?": heads_root_of_D_without_bias,
        "W_o is turned. Which of its axes meets what was found?": heads_output_turned,
        "b_q, b_k and b_v are missing. What is added after the products with W_q, W_k and "
        "W_v?": heads_without_biases,
        "All four biases are missing. What is added after each of the products?": (
            heads_without_any_bias
        ),
        "b_v has no effect. Which bias belongs to the values?": heads_value_bias_left_out,
        "weights has the heads first. Which axis comes first in (B, heads, T, "
        "T)?": heads_weights_first,
        "The weights of queries and keys are exchanged. Which of them makes what the step that "
        "looks asks for?": heads_queries_are_keys,
        "The weights were averaged over the heads. How many matrices (T, T) has one "
        "sequence?": heads_weights_averaged,
        "The heads' results were added up. How do they stand beside each other before "
        "W_o?": heads_summed,
        "All columns belong to one head, whose weights stand there for all. Which columns make "
        "head 0's scores?": heads_one_for_all,
        "All heads look with the weights of head 0. Which queries and keys belong to head "
        "h?": heads_first_alone,
        "The heads stand side by side in reverse order. Which of them is on the "
        "left?": heads_last_first,
        "The softmax goes over the steps that look. Which of the last two axes should sum to "
        "1?": heads_softmax_over_queries,
        "The softmax goes over the heads. Which axis should sum to 1?": heads_softmax_over_heads,
        "xs was added to ys. Which exercise adds a branch to what it reads?": heads_residual,
        "The scores came back in place of the weights. Which step makes weights of "
        "them?": heads_scores_returned,
        "The weights came back as a list with one item for each head. Which function puts arrays "
        "into one along a new axis?": heads_a_list,
    },
    alternatives=(by_heads, by_einsum, by_steps, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
