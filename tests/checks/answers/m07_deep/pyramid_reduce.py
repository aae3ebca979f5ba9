"""First attempts at pyramid_reduce, written before its record, and other answers to it."""

import numpy as np

from tests.checks.answers import wrong


def cleared(hs, lengths):
    real = np.arange(len(hs))[:, None] < lengths
    return np.where(real[:, :, None], hs, 0)


def even(hs):
    if len(hs) % 2:
        hs = np.concatenate([hs, np.zeros_like(hs[:1])])
    return hs


def reshapes_at_once(hs, lengths):
    T, B, H = hs.shape
    return even(cleared(hs, lengths)).reshape((T + 1) // 2, B, 2 * H), (lengths + 1) // 2


def rounds_down(hs, lengths):
    T = len(hs) // 2 * 2
    hs = cleared(hs, lengths)[:T]
    return np.concatenate([hs[::2], hs[1::2]], axis=-1), lengths // 2


def forgets_odd_steps(hs, lengths):
    hs = cleared(hs, lengths)
    return np.concatenate([hs[::2], hs[1::2]], axis=2), (lengths + 1) // 2


def leaves_padding(hs, lengths):
    hs = even(hs)
    return np.concatenate([hs[::2], hs[1::2]], axis=2), (lengths + 1) // 2


def clears_afterwards(hs, lengths):
    hs = even(hs)
    reduced = np.concatenate([hs[::2], hs[1::2]], axis=2)
    new_lengths = (lengths + 1) // 2
    return cleared(reduced, new_lengths), new_lengths


def multiplies_by_the_mask(hs, lengths):
    mask = np.arange(len(hs))[:, None] < lengths
    hs = even(hs * mask[:, :, None])
    return np.concatenate([hs[::2], hs[1::2]], axis=2), (lengths + 1) // 2


def float_lengths(hs, lengths):
    hs = even(cleared(hs, lengths))
    return np.concatenate([hs[::2], hs[1::2]], axis=2), np.ceil(lengths / 2)


def units_interleaved(hs, lengths):
    hs = even(cleared(hs, lengths))
    T, B, H = hs.shape
    pairs = hs.reshape(T // 2, 2, B, H)
    return pairs.transpose(0, 2, 3, 1).reshape(T // 2, B, 2 * H), (lengths + 1) // 2


def halves_joined(hs, lengths):
    hs = even(cleared(hs, lengths))
    half = len(hs) // 2
    return np.concatenate([hs[:half], hs[half:]], axis=2), (lengths + 1) // 2


WRONG = tuple(
    wrong(answer)
    for answer in (
        reshapes_at_once,
        rounds_down,
        forgets_odd_steps,
        leaves_padding,
        clears_afterwards,
        multiplies_by_the_mask,
        float_lengths,
        units_interleaved,
        halves_joined,
    )
)
