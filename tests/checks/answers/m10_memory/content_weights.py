"""Answers to content_weights that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.ops import softmax
from tests.checks.answers import wrong


def cosines(memory, key):
    lengths = np.linalg.norm(memory, axis=-1) * np.linalg.norm(key, axis=-1)
    return (memory * key).sum(axis=-1) / lengths


def products(memory, key, beta):
    return softmax(beta * (memory * key).sum(axis=-1), axis=0)


def key_not_normed(memory, key, beta):
    scores = (memory * key).sum(axis=-1) / np.linalg.norm(memory, axis=-1)
    return softmax(beta * scores, axis=0)


def memory_not_normed(memory, key, beta):
    scores = (memory * key).sum(axis=-1) / np.linalg.norm(key, axis=-1)
    return softmax(beta * scores, axis=0)


def beta_after(memory, key, beta):
    return beta * softmax(cosines(memory, key), axis=0)


def beta_left_out(memory, key, beta):
    return softmax(cosines(memory, key), axis=0)


def over_batch(memory, key, beta):
    return softmax(beta * cosines(memory, key), axis=1)


def over_last(memory, key, beta):
    return softmax(beta[:, None] * (memory * key), axis=-1)


def divided_by_beta(memory, key, beta):
    with np.errstate(all="ignore"):
        return softmax(cosines(memory, key) / np.maximum(beta, 1e-9), axis=0)


def distance(memory, key, beta):
    return softmax(-beta * np.linalg.norm(memory - key, axis=-1), axis=0)


def cosines_alone(memory, key, beta):
    return beta * cosines(memory, key)


def norms_squared(memory, key, beta):
    lengths = (memory**2).sum(axis=-1) * (key**2).sum(axis=-1)
    return softmax(beta * (memory * key).sum(axis=-1) / lengths, axis=0)


def own_softmax(memory, key, beta):
    with np.errstate(all="ignore"):
        exps = np.exp(beta * cosines(memory, key))
        return exps / exps.sum(axis=0)


def whole_norm(memory, key, beta):
    scores = (memory * key).sum(axis=-1) / (np.linalg.norm(memory) * np.linalg.norm(key))
    return softmax(beta * scores, axis=0)


def small_number_added(memory, key, beta):
    lengths = np.linalg.norm(memory, axis=-1) * np.linalg.norm(key, axis=-1) + 1e-6
    return softmax(beta * (memory * key).sum(axis=-1) / lengths, axis=0)


def two_products_and_beta_out(memory, key, beta):
    return softmax((memory * key).sum(axis=-1), axis=0)


def two_products_and_over_batch(memory, key, beta):
    return softmax(beta * (memory * key).sum(axis=-1), axis=1)


def two_beta_after_and_products(memory, key, beta):
    return beta * softmax((memory * key).sum(axis=-1), axis=0)


def power(memory, key, beta):
    w = softmax(cosines(memory, key), axis=0) ** beta
    return w


def read_out(memory, key, beta):
    w = softmax(beta * cosines(memory, key), axis=0)
    return (w[..., None] * memory).sum(axis=0)
