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


def tiny_number_added(memory, key, beta):
    lengths = np.linalg.norm(memory, axis=-1) * np.linalg.norm(key, axis=-1) + 1e-12
    return softmax(beta * (memory * key).sum(axis=-1) / lengths, axis=0)


def beta_as_a_column(memory, key, beta):
    return softmax(beta[:, None] * cosines(memory, key), axis=0)


def rows_stacked(memory, key, beta):
    """One row after the other, stacked in front."""
    rows = zip(memory.swapaxes(0, 1), key, beta, strict=True)
    return np.array([softmax(b * cosines(m, k), axis=0) for m, k, b in rows])


def absolute_cosines(memory, key, beta):
    return softmax(abs(beta * cosines(memory, key)), axis=0)


def angles(memory, key, beta):
    return softmax(beta * np.arccos(np.clip(cosines(memory, key), -1, 1)), axis=0)


def two_whole_norm_and_beta_out(memory, key, beta):
    unit = memory / np.linalg.norm(memory)
    return softmax((unit * key / np.linalg.norm(key)).sum(axis=-1), axis=0)


RIGHT = (own_softmax,)
WRONG = (
    wrong(products, "The inner products were not divided by lengths, so that long slots win"),
    wrong(key_not_normed, "The key's length has an effect"),
    wrong(memory_not_normed, "The slots' lengths have an effect"),
    wrong(beta_after, "The weights were multiplied by beta"),
    wrong(beta_left_out, "beta has no effect"),
    wrong(over_batch, "The softmax goes over the rows of the batch"),
    wrong(over_last, "There is an extra axis of length 2"),
    wrong(divided_by_beta, "The cosines were divided by beta"),
    wrong(distance, "The weights go by distance"),
    wrong(cosines_alone, "These are beta times the cosines"),
    wrong(norms_squared, "The squares of the lengths were taken"),
    wrong(whole_norm, "All slots share one length"),
    wrong(small_number_added, "1e-6 was added to the product of the lengths, which may be smaller"),
    wrong(
        two_products_and_beta_out, "The inner products were taken without lengths and without beta"
    ),
    wrong(
        two_products_and_over_batch,
        "The inner products were not divided by lengths, and the softmax goes",
    ),
    wrong(
        two_beta_after_and_products,
        "The weights were multiplied by beta, and the inner products not",
    ),
    wrong(power, "The weights were raised to the power beta, and do not sum to 1"),
    wrong(read_out, "This is what the weights read from the memory"),
    wrong(
        tiny_number_added, "1e-12 was added to the product of the lengths, which may be near 1e-8"
    ),
    wrong(beta_as_a_column, "Write the shape of each array in this line beside it"),
    wrong(rows_stacked, "The weights have the rows of the batch first"),
    wrong(absolute_cosines, "The cosines lost their signs"),
    wrong(angles, "The angles were taken, which are large where slot and key differ"),
    wrong(two_whole_norm_and_beta_out, "w stays the same when beta changes"),
)

EDGES = {
    "beta 0 beside others": lambda cases: any(
        (beta == 0).any() and (beta > 0).any() for *_, beta in cases
    ),
    "lengths from 0.0001 to 10,000": lambda cases: all(
        np.linalg.norm(a, axis=-1).min() >= 1e-4 and np.linalg.norm(a, axis=-1).max() <= 1e4
        for memory, key, _ in cases
        for a in (memory, key)
    ),
    "products of lengths below 1e-7": lambda cases: any(
        (np.linalg.norm(memory, axis=-1) * np.linalg.norm(key, axis=-1)).min() < 1e-7
        for memory, key, _ in cases
    ),
    "one slot, one row, one entry": lambda cases: (
        {0, 1, 2} <= {memory.shape.index(1) for memory, *_ in cases if 1 in memory.shape}
    ),
}
