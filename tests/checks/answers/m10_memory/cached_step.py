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
