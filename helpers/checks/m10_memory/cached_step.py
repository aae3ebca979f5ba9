"""Check of cached_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, drawn_params, softmax_of, weighted
from helpers.scratch.modules.m10_self_attention import (
    AttentionCache,
    SelfAttentionParams,
    cached_step,
)

SIZES = (  # S, B, D, H, C
    (4, 3, 5, 2, 6),
    (2, 4, 3, 5, 1),
    (3, 3, 3, 3, 3),
    (0, 2, 4, 3, 2),  # the first step of all
    (1, 2, 3, 2, 4),
    (5, 1, 2, 4, 3),
    (9, 2, 3, 1, 2),
    (0, 1, 2, 2, 2),
    (4, 3, 5, 2, 6),
)


def cached_step_cases(seed):
    """Yield (p, x_t, cache): as SIZES lists them."""
    rng = np.random.default_rng(seed)
    for S, B, D, H, C in SIZES:
        p = drawn_params(rng, SelfAttentionParams, D=D, H=H, C=C)
        cache = AttentionCache(1.2 * rng.normal(size=(S, B, H)), rng.normal(size=(S, B, C)))
        yield p, rng.normal(size=(B, D)), cache


def added(p, x_t, cache, W_k=None, W_v=None):
    """Return keys and values with those of the new step at the end."""
    W_k, W_v = (p.W_k if W_k is None else W_k), (p.W_v if W_v is None else W_v)
    keys = np.concatenate([cache.keys, (x_t @ W_k)[None]])
    return AttentionCache(keys, np.concatenate([cache.values, (x_t @ W_v)[None]]))


def weights_of(q, keys, scale=None, axis=0):
    scores = (q * keys).sum(axis=-1) / (np.sqrt(q.shape[-1]) if scale is None else scale)
    return softmax_of(scores, axis)


def looked(p, x_t, cache, scale=None):
    return weighted(weights_of(x_t @ p.W_q, cache.keys, scale), cache.values)


def with_cache(p, x_t, cache, returned):
    """Return the right y_t with another cache."""
    return looked(p, x_t, added(p, x_t, cache)), returned


def with_y(p, x_t, cache, y_t):
    return y_t, added(p, x_t, cache)


def scaled_by(p, x_t, cache, scale):
    return with_y(p, x_t, cache, looked(p, x_t, added(p, x_t, cache), scale))


def cached_appended_after(p, x_t, cache):
    """Look at the old cache: at nothing, in the first step."""
    return with_y(p, x_t, cache, looked(p, x_t, cache))


def cached_appended_after_but_first(p, x_t, cache):
    seen = cache if len(cache.keys) else added(p, x_t, cache)
    return with_y(p, x_t, cache, looked(p, x_t, seen))


def cached_nothing_found_at_first(p, x_t, cache):
    """Look at the old cache, and find 0 in the first step."""
    y_t = looked(p, x_t, cache) if len(cache.keys) else np.zeros((len(x_t), p.W_v.shape[1]))
    return with_y(p, x_t, cache, y_t)


def cached_appended_after_unscaled(p, x_t, cache):
    return with_y(p, x_t, cache, looked(p, x_t, cache, 1.0))


def cached_old_returned(p, x_t, cache):
    return with_cache(p, x_t, cache, AttentionCache(cache.keys.copy(), cache.values.copy()))


def cached_after_and_old_returned(p, x_t, cache):
    """Forget the new step altogether."""
    return looked(p, x_t, cache), AttentionCache(cache.keys.copy(), cache.values.copy())


def cached_old_returned_by_root_of_D(p, x_t, cache):
    y_t = looked(p, x_t, added(p, x_t, cache), np.sqrt(x_t.shape[1]))
    return y_t, AttentionCache(cache.keys.copy(), cache.values.copy())


def cached_in_front(p, x_t, cache):
    keys, values = (np.roll(a, 1, axis=0) for a in added(p, x_t, cache))
    return with_cache(p, x_t, cache, AttentionCache(keys, values))


def cached_in_front_by_H(p, x_t, cache):
    y_t = looked(p, x_t, added(p, x_t, cache), p.W_q.shape[1])
    return y_t, cached_in_front(p, x_t, cache)[1]


def cached_keys_in_front(p, x_t, cache):
    """Put the key in front and the value at the end."""
    keys, values = added(p, x_t, cache)
    keys = np.roll(keys, 1, axis=0)
    return weighted(weights_of(x_t @ p.W_q, keys), values), AttentionCache(keys, values)


def cached_values_in_front(p, x_t, cache):
    """Put the key at the end and the value in front."""
    keys, values = added(p, x_t, cache)
    new = AttentionCache(keys, np.roll(values, 1, axis=0))
    return looked(p, x_t, new), new


def cached_unscaled(p, x_t, cache):
    return scaled_by(p, x_t, cache, 1.0)


def cached_by_H(p, x_t, cache):
    return scaled_by(p, x_t, cache, p.W_q.shape[1])


def cached_by_root_of_D(p, x_t, cache):
    return scaled_by(p, x_t, cache, np.sqrt(x_t.shape[1]))


def cached_by_root_of_S(p, x_t, cache):
    return scaled_by(p, x_t, cache, np.sqrt(len(cache.keys) + 1))


def cached_new_alone(p, x_t, cache):
    new = AttentionCache(*(a[-1:] for a in added(p, x_t, cache)))
    return looked(p, x_t, new), new


def cached_first_dropped(p, x_t, cache):
    """Keep S steps: the oldest goes."""
    new = added(p, x_t, cache)
    kept = AttentionCache(*(a[1:] if len(a) > 1 else a for a in new))
    return looked(p, x_t, new), kept


def cached_exchanged(p, x_t, cache):
    y_t, new = cached_step(p, x_t, cache)
    return new, y_t


def cached_last_replaced(p, x_t, cache):
    new = added(p, x_t, cache)
    kept = AttentionCache(*(np.delete(a, -2, axis=0) if len(a) > 1 else a for a in new))
    return looked(p, x_t, kept), kept


def cached_keys_alone(p, x_t, cache):
    """Let the key join, and not the value."""
    new = added(p, x_t, cache)
    return with_cache(p, x_t, cache, AttentionCache(new.keys, cache.values.copy()))


def cached_value_by_W_k(p, x_t, cache):
    return looked(p, x_t, added(p, x_t, cache)), added(p, x_t, cache, W_v=p.W_k)


def cached_query_joins(p, x_t, cache):
    new = added(p, x_t, cache, W_k=p.W_q)
    return looked(p, x_t, new), new


def cached_key_asks(p, x_t, cache):
    new = added(p, x_t, cache)
    return weighted(weights_of(x_t @ p.W_k, new.keys), new.values), new


def cached_step_asks(p, x_t, cache):
    """Compare the step itself with the keys, without W_q."""
    new = added(p, x_t, cache)
    return weighted(weights_of(x_t, new.keys), new.values), new


def cached_query_and_key_turned(p, x_t, cache):
    new = added(p, x_t, cache, W_k=p.W_q)
    return weighted(weights_of(x_t @ p.W_k, new.keys), new.values), new


def cached_inputs_join(p, x_t, cache):
    return np.concatenate([cache.keys, x_t[None]])


def cached_without_axis(p, x_t, cache):
    return np.concatenate([cache.keys, x_t @ p.W_k])


def cached_over_batch(p, x_t, cache):
    new = added(p, x_t, cache)
    return weighted(weights_of(x_t @ p.W_q, new.keys, axis=1), new.values), new


def cached_over_everything(p, x_t, cache):
    new = added(p, x_t, cache)
    return weighted(weights_of(x_t @ p.W_q, new.keys, axis=None), new.values), new


def cached_scores_as_weights(p, x_t, cache):
    new = added(p, x_t, cache)
    q = x_t @ p.W_q
    scores = (q * new.keys).sum(axis=-1) / np.sqrt(q.shape[-1])
    return weighted(scores, new.values), new


def cached_keys_read(p, x_t, cache):
    new = added(p, x_t, cache)
    return weighted(weights_of(x_t @ p.W_q, new.keys), new.keys), new


def cached_fields_turned(p, x_t, cache):
    y_t, new = cached_step(p, x_t, cache)
    return y_t, AttentionCache(new.values, new.keys)


def cached_mean(p, x_t, cache):
    new = added(p, x_t, cache)
    return new.values.mean(axis=0), new


def cached_best_alone(p, x_t, cache):
    new = added(p, x_t, cache)
    best = weights_of(x_t @ p.W_q, new.keys).argmax(axis=0)
    return new.values[best, np.arange(len(x_t))], new


def cached_y_alone(p, x_t, cache):
    return cached_step(p, x_t, cache)[0]


def cached_own_value(p, x_t, cache):
    """Read the new step alone."""
    new = added(p, x_t, cache)
    return new.values[-1], new


def cached_weights_too(p, x_t, cache):
    y_t, new = cached_step(p, x_t, cache)
    return y_t, weights_of(x_t @ p.W_q, new.keys), new


def cached_averaged(p, x_t, cache):
    y_t, new = cached_step(p, x_t, cache)
    return y_t / len(new.keys), new


def cached_first_query(p, x_t, cache):
    new = added(p, x_t, cache)
    return weighted(weights_of((x_t @ p.W_q)[:1], new.keys), new.values), new


def cached_a_row_for_each(p, x_t, cache):
    """Return what every step would weigh, not summed."""
    y_t, new = cached_step(p, x_t, cache)
    return weights_of(x_t @ p.W_q, new.keys)[..., None] * new.values, new


def by_rows(p, x_t, cache):
    """One sequence after the other."""
    keys, values = np.vstack([cache.keys, [x_t @ p.W_k]]), np.vstack([cache.values, [x_t @ p.W_v]])
    y_t = np.empty((len(x_t), p.W_v.shape[1]))
    for b, x in enumerate(x_t):
        scores = keys[:, b] @ (x @ p.W_q) / keys.shape[2] ** 0.5
        exps = np.exp(scores - scores.max())
        y_t[b] = exps @ values[:, b] / exps.sum()
    return y_t, AttentionCache(keys, values)


def by_running_sums(p, x_t, cache):
    """Two sums over the steps, and a quotient at the end."""
    S, B, H = cache.keys.shape
    keys, values = np.empty((S + 1, B, H)), np.empty((S + 1, B, p.W_v.shape[1]))
    keys[:S], values[:S] = cache.keys, cache.values
    keys[S], values[S] = x_t @ p.W_k, x_t @ p.W_v
    q, above, below = x_t @ p.W_q / np.sqrt(H), 0.0, 0.0
    for key, value in zip(keys, values, strict=True):
        e = np.exp((q * key).sum(axis=1, keepdims=True))
        above, below = above + e * value, below + e
    return above / below, cache._replace(keys=keys, values=values)


def by_einsum(p, x_t, cache):
    keys = np.append(cache.keys, np.expand_dims(x_t @ p.W_k, 0), axis=0)
    values = np.append(cache.values, np.expand_dims(x_t @ p.W_v, 0), axis=0)
    scores = np.einsum("bh,sbh->sb", x_t @ p.W_q, keys) / np.sqrt(keys.shape[-1])
    weights = np.exp(scores - np.logaddexp.reduce(scores, axis=0))
    return np.einsum("sb,sbc->bc", weights, values), AttentionCache(keys, values)


def in_float32(p, x_t, cache):
    p = SelfAttentionParams(*(W.astype(np.float32) for W in p))
    cache = AttentionCache(*(a.astype(np.float32) for a in cache))
    y_t, cache = by_einsum(p, x_t.astype(np.float32), cache)
    return y_t.astype(np.float32), cache


check_cached_step = Check(
    name="cached_step",
    reference=cached_step,
    cases=cached_step_cases,
    outputs=("y_t (B, C)", "cache", "cache.keys (S+1, B, H)", "cache.values (S+1, B, C)"),
    slips={
        "The new step's key and value joined after the cache was read, and the first step of all "
        "has nothing to look at. Which comes first?": cached_appended_after,
        "The new step's key and value joined after the cache was read, so that the step does not "
        "see itself. Which comes first?": cached_appended_after_but_first,
        "The new step's key and value joined after the cache was read: the step does not see "
        "itself, and the first of all finds 0. Which comes first?": cached_nothing_found_at_first,
        "The cache was read before the new step joined it, and the scores were not divided. Does a "
        "step see itself, and by what are scores divided?": cached_appended_after_unscaled,
        "The cache came back as it was. How many steps does the next call have to "
        "find?": cached_old_returned,
        "The new step joined nothing: it does not see itself, and the cache came back as it was. "
        "Where do its key and value belong?": cached_after_and_old_returned,
        "The cache came back as it was, and the scores were divided by the root of D. How many "
        "steps does the new cache have, and how many products does a score add up?": (
            cached_old_returned_by_root_of_D
        ),
        "The new step was put in front. At which end of the cache is the latest "
        "step?": cached_in_front,
        "The new step was put in front, and the scores were divided by H. At which end is the "
        "latest step, and by what are scores divided?": cached_in_front_by_H,
        "The new key was put in front, the new value at the end. At which end of cache.keys does "
        "the latest step stand?": cached_keys_in_front,
        "The new value was put in front, the new key at the end. Which value belongs to key "
        "j?": cached_values_in_front,
        "The scores were not divided. By what, so that they do not grow with H?": cached_unscaled,
        "The scores were divided by H. How does the spread of a sum of H products "
        "grow?": cached_by_H,
        "The scores were divided by the root of D. How many products does a score add "
        "up?": cached_by_root_of_D,
        "The scores were divided by the root of the number of steps. How many products does a "
        "score add up?": cached_by_root_of_S,
        "The new step is alone in the cache. What becomes of the S steps before "
        "it?": cached_new_alone,
        "y_t is right, but the oldest step was dropped from the cache. How many steps does it "
        "hold?": cached_first_dropped,
        "y_t and the cache are exchanged. Which of them comes first?": cached_exchanged,
        "The new step took the place of the last one. How many steps does the cache hold after "
        "this one?": cached_last_replaced,
        "The key joined the cache that came back, the value did not. How many values does it "
        "hold?": cached_keys_alone,
        "The value in the cache was made with W_k. Which weights make a value?": (
            cached_value_by_W_k
        ),
        "The query joined the keys. What does later steps' attention compare with?": (
            cached_query_joins
        ),
        "The new step's key asks in place of its query. Which weights make the "
        "query?": cached_key_asks,
        "The step itself asks. What does W_q make of it first?": cached_step_asks,
        "W_q and W_k are exchanged. Which of them makes what is kept for later "
        "steps?": cached_query_and_key_turned,
        "The step itself joined the cache. What does W_k make of it first?": cached_inputs_join,
        "An array (B, H) was joined to one of three axes. Which axis is missing from "
        "it?": cached_without_axis,
        "The softmax goes over the sequences of the batch. Which axis of (S + 1, B) should sum to "
        "1?": cached_over_batch,
        "All scores of the batch share 1. Over which axis does one sequence's softmax "
        "go?": cached_over_everything,
        "The scores themselves were taken for weights. Which function makes weights of "
        "them?": cached_scores_as_weights,
        "The keys were averaged. What is read with the weights?": cached_keys_read,
        "Keys and values are exchanged in the cache. Which of them is the first "
        "field?": cached_fields_turned,
        "y_t is the plain mean of the values. What weighs them?": cached_mean,
        "y_t is the value of the largest weight alone. Which share have the "
        "others?": cached_best_alone,
        "The cache did not come back. How does the next step know the earlier "
        "ones?": cached_y_alone,
        "y_t is the new step's own value. Which other values does it look at?": cached_own_value,
        "The weights came back as well. Which two results does the prompt ask "
        "for?": cached_weights_too,
        "y_t was divided by the number of steps. What do the weights sum to "
        "already?": cached_averaged,
        "The query of the first sequence asks for all of them. Which query belongs to sequence "
        "b?": cached_first_query,
        "The weighted values were not summed. Over which axis is the sum?": cached_a_row_for_each,
    },
    equivalent={
        "-1 -> 1 (in `weights = softmax((q * keys).sum(axis=-1) / np.sqrt(q.shape[-1]), "
        "a...`) #2": ("q has two axes, of which the last is axis 1"),
    },
    alternatives=(by_rows, by_running_sums, by_einsum, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
