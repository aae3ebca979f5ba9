"""Answers to cached_step that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.modules.m10_self_attention import AttentionCache
from helpers.scratch.ops import softmax
from tests.checks.answers import wrong


def joined(p, x_t, cache):
    keys = np.concatenate([cache.keys, (x_t @ p.W_k)[None]])
    return keys, np.concatenate([cache.values, (x_t @ p.W_v)[None]])


def looked(q, keys, values, scale=None):
    scale = np.sqrt(q.shape[-1]) if scale is None else scale
    weights = softmax((q * keys).sum(axis=-1) / scale, axis=0)
    return (weights[..., None] * values).sum(axis=0)


def appended_after(p, x_t, cache):
    y = looked(x_t @ p.W_q, cache.keys, cache.values)
    return y, AttentionCache(*joined(p, x_t, cache))


def appended_after_unless_empty(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    if len(cache.keys) == 0:
        return looked(x_t @ p.W_q, keys, values), AttentionCache(keys, values)
    return looked(x_t @ p.W_q, cache.keys, cache.values), AttentionCache(keys, values)


def in_front(p, x_t, cache):
    keys = np.concatenate([(x_t @ p.W_k)[None], cache.keys])
    values = np.concatenate([(x_t @ p.W_v)[None], cache.values])
    return looked(x_t @ p.W_q, keys, values), AttentionCache(keys, values)


def old_cache_returned(p, x_t, cache):
    return looked(x_t @ p.W_q, *joined(p, x_t, cache)), cache


def unscaled(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return looked(x_t @ p.W_q, keys, values, 1), AttentionCache(keys, values)


def by_h(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return looked(x_t @ p.W_q, keys, values, keys.shape[-1]), AttentionCache(keys, values)


def by_root_d(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return looked(x_t @ p.W_q, keys, values, np.sqrt(x_t.shape[1])), AttentionCache(keys, values)


def values_from_keys_weights(p, x_t, cache):
    keys = np.concatenate([cache.keys, (x_t @ p.W_k)[None]])
    values = np.concatenate([cache.values, (x_t @ p.W_k)[None]])
    return looked(x_t @ p.W_q, keys, values), AttentionCache(keys, values)


def inputs_cached(p, x_t, cache):
    keys = np.concatenate([cache.keys, x_t[None]])
    values = np.concatenate([cache.values, x_t[None]])
    return looked(x_t @ p.W_q, keys, values), AttentionCache(keys, values)


def along_the_batch(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    q = x_t @ p.W_q
    weights = softmax((q * keys).sum(axis=-1) / np.sqrt(q.shape[1]), axis=1)
    return (weights[..., None] * values).sum(axis=0), AttentionCache(keys, values)


def without_new_axis(p, x_t, cache):
    keys = np.concatenate([cache.keys, x_t @ p.W_k])
    values = np.concatenate([cache.values, x_t @ p.W_v])
    return looked(x_t @ p.W_q, keys, values), AttentionCache(keys, values)


def new_step_alone(p, x_t, cache):
    k, v = (x_t @ p.W_k)[None], (x_t @ p.W_v)[None]
    return looked(x_t @ p.W_q, k, v), AttentionCache(k, v)


def x_as_query(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return looked(x_t, keys, values), AttentionCache(keys, values)


def key_as_query(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return looked(x_t @ p.W_k, keys, values), AttentionCache(keys, values)


def as_a_pair(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return looked(x_t @ p.W_q, keys, values), (keys, values)


def cache_first(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return AttentionCache(keys, values), looked(x_t @ p.W_q, keys, values)


def query_joins(p, x_t, cache):
    keys = np.concatenate([cache.keys, (x_t @ p.W_q)[None]])
    values = np.concatenate([cache.values, (x_t @ p.W_v)[None]])
    return looked(x_t @ p.W_q, keys, values), AttentionCache(keys, values)


def values_and_keys_turned(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return looked(x_t @ p.W_q, keys, values), AttentionCache(values, keys)


def two_after_and_unscaled(p, x_t, cache):
    y = looked(x_t @ p.W_q, cache.keys, cache.values, 1)
    return y, AttentionCache(*joined(p, x_t, cache))


def two_in_front_and_by_h(p, x_t, cache):
    keys = np.concatenate([(x_t @ p.W_k)[None], cache.keys])
    values = np.concatenate([(x_t @ p.W_v)[None], cache.values])
    return looked(x_t @ p.W_q, keys, values, keys.shape[-1]), AttentionCache(keys, values)


def two_old_cache_and_root_d(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return looked(x_t @ p.W_q, keys, values, np.sqrt(x_t.shape[1])), cache


def sliding_window(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    y = looked(x_t @ p.W_q, keys, values)
    return y, AttentionCache(keys[-4:], values[-4:])


def weights_returned(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    q = x_t @ p.W_q
    weights = softmax((q * keys).sum(axis=-1) / np.sqrt(q.shape[1]), axis=0)
    return (weights[..., None] * values).sum(axis=0), weights, AttentionCache(keys, values)


def two_appended_after_and_by_h(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    if len(cache.keys) == 0:
        return values[0], AttentionCache(keys, values)
    y = looked(x_t @ p.W_q, cache.keys, cache.values, keys.shape[-1])
    return y, AttentionCache(keys, values)


def two_pair_and_unscaled(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return looked(x_t @ p.W_q, keys, values, 1), (keys, values)


def two_over_batch_and_unscaled(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    weights = softmax(((x_t @ p.W_q) * keys).sum(axis=-1), axis=1)
    return (weights[..., None] * values).sum(axis=0), AttentionCache(keys, values)


def two_query_joins_and_unscaled(p, x_t, cache):
    keys = np.concatenate([cache.keys, (x_t @ p.W_q)[None]])
    values = np.concatenate([cache.values, (x_t @ p.W_v)[None]])
    return looked(x_t @ p.W_q, keys, values, 1), AttentionCache(keys, values)


def only_when_not_empty(p, x_t, cache):
    """Return the value itself at the first step, which is right, and scale by what is there."""
    keys, values = joined(p, x_t, cache)
    if len(cache.keys) == 0:
        return x_t @ p.W_v, AttentionCache(keys, values)
    return looked(x_t @ p.W_q, keys, values), AttentionCache(keys, values)


def weights_summed_over_values(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    q = x_t @ p.W_q
    weights = softmax((q * keys).sum(axis=-1) / np.sqrt(q.shape[1]), axis=0)
    return weights @ values, AttentionCache(keys, values)


def lists_in_the_cache(p, x_t, cache):
    keys, values = joined(p, x_t, cache)
    return looked(x_t @ p.W_q, keys, values), AttentionCache(list(keys), list(values))


def mask_kept(p, x_t, cache):
    """A causal mask left from the whole run: it hides the new step's last column."""
    keys, values = joined(p, x_t, cache)
    q = x_t @ p.W_q
    scores = (q * keys).sum(axis=-1) / np.sqrt(q.shape[1])
    if len(keys) > 1:
        scores[-1] = -np.inf
    weights = softmax(scores, axis=0)
    return (weights[..., None] * values).sum(axis=0), AttentionCache(keys, values)


def key_in_front(p, x_t, cache):
    keys = np.concatenate([(x_t @ p.W_k)[None], cache.keys])
    values = np.concatenate([cache.values, (x_t @ p.W_v)[None]])
    q = x_t @ p.W_q
    weights = softmax((q * keys).sum(axis=-1) / np.sqrt(q.shape[-1]), axis=0)
    return (weights[..., None] * values).sum(axis=0), AttentionCache(keys, values)


def key_in_front_of_the_cache_alone(p, x_t, cache):
    keys = np.concatenate([cache.keys, (x_t @ p.W_k)[None]])
    values = np.concatenate([cache.values, (x_t @ p.W_v)[None]])
    q = x_t @ p.W_q
    weights = softmax((q * keys).sum(axis=-1) / np.sqrt(q.shape[-1]), axis=0)
    kept = np.concatenate([(x_t @ p.W_k)[None], cache.keys])
    return (weights[..., None] * values).sum(axis=0), AttentionCache(kept, values)


RIGHT = (only_when_not_empty,)
WRONG = (
    wrong(appended_after, "The new step's key and value joined after the cache was read, and the"),
    wrong(
        appended_after_unless_empty,
        "The new step's key and value joined after the cache was read, so that",
    ),
    wrong(in_front, "The new step was put in front"),
    wrong(old_cache_returned, "The cache came back as it was"),
    wrong(unscaled, "The scores were not divided"),
    wrong(by_h, "The scores were divided by H"),
    wrong(by_root_d, "The scores were divided by the root of D"),
    wrong(values_from_keys_weights, "The value in the cache was made with W_k"),
    wrong(inputs_cached, "The step itself joined the cache"),
    wrong(along_the_batch, "The softmax goes over the sequences of the batch"),
    wrong(without_new_axis, "An array (B, H) was joined to one of three axes"),
    wrong(new_step_alone, "The new step is alone in the cache"),
    wrong(x_as_query, "The step itself asks"),
    wrong(key_as_query, "The new step's key asks in place of its query"),
    wrong(as_a_pair, "Name its fields"),
    wrong(cache_first, "y_t and the cache are exchanged"),
    wrong(query_joins, "The query joined the keys"),
    wrong(values_and_keys_turned, "Keys and values are exchanged in the cache"),
    wrong(
        two_after_and_unscaled,
        "The cache was read before the new step joined it, and the scores were",
    ),
    wrong(two_in_front_and_by_h, "The new step was put in front, and the scores were divided by H"),
    wrong(
        two_old_cache_and_root_d,
        "The cache came back as it was, and the scores were divided by the",
    ),
    wrong(sliding_window, "The first item of cache.keys is missing; all others are right"),
    wrong(weights_returned, "The weights came back as well"),
    wrong(
        two_appended_after_and_by_h,
        "The new step's key and value joined after the cache was read, so that",
    ),
    wrong(two_pair_and_unscaled, "Name its fields"),
    wrong(two_over_batch_and_unscaled, "The softmax goes over the sequences of the batch"),
    wrong(two_query_joins_and_unscaled, "The query joined the keys"),
    wrong(
        weights_summed_over_values,
        "Write the shape of every array beside each line, and follow them down",
    ),
    wrong(lists_in_the_cache, "Convert it to an array"),
    wrong(mask_kept, "The new step's key and value joined after the cache was read, so that"),
    wrong(key_in_front, "The new key was put in front"),
    wrong(key_in_front_of_the_cache_alone, "cache.keys", unsaid=("follow cache.keys to",)),
)

EDGES = {
    "an empty cache, not first": lambda cases: (
        len(cases[0][2].keys) > 0 and any(len(cache.keys) == 0 for *_, cache in cases)
    ),
    "one step so far, and many": lambda cases: {1, 9} <= {len(cache.keys) for *_, cache in cases},
    "one sequence": lambda cases: any(len(x_t) == 1 for _, x_t, _ in cases),
    "all sizes alike": lambda cases: any(
        len({len(cache.keys), *x_t.shape, *p.W_q.shape, *p.W_v.shape}) == 1
        for p, x_t, cache in cases
    ),
    "all sizes different, first": lambda cases: (
        len({*cases[0][2].keys.shape, *cases[0][0].W_v.shape}) == 5
    ),
}
