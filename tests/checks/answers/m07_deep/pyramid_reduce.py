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


def right(hs, lengths):
    full = even(cleared(hs, lengths))
    return np.concatenate([full[::2], full[1::2]], axis=2), (lengths + 1) // 2


def by_transposing(hs, lengths):
    full = even(cleared(hs, lengths)).transpose(1, 0, 2)
    B, T, H = full.shape
    return full.reshape(B, T // 2, 2 * H).transpose(1, 0, 2), lengths // 2 + lengths % 2


def last_step_once_more(hs, lengths):
    if len(hs) % 2:
        hs = np.concatenate([hs, hs[-1:]])
    return np.concatenate([hs[::2], hs[1::2]], axis=2), (lengths + 1) // 2


def list_of_unequal_rows(hs, lengths):
    rows = []
    for b, n in enumerate(lengths):
        row = np.concatenate([hs[:n, b], np.zeros((n % 2, hs.shape[2]))])
        rows.append(row.reshape(-1, 2 * hs.shape[2]))
    return rows, (lengths + 1) // 2


def no_mask_and_float_lengths(hs, lengths):
    hs = even(hs)
    return np.concatenate([hs[::2], hs[1::2]], axis=2), np.ceil(lengths / 2)


RIGHT = (
    right,
    by_transposing,
)
WRONG = (
    wrong(last_step_once_more, "Padding was copied into reduced, and an odd T got its last step"),
    wrong(list_of_unequal_rows, "reduced is a list of 2, expected an array"),
    wrong(reshapes_at_once, "hs was reshaped as it lies in memory, where the next row"),
    wrong(rounds_down, "The last step of an odd T is left out, and lengths are"),
    wrong(forgets_odd_steps, "An odd T has one even step more than odd ones"),
    wrong(leaves_padding, "Padding was copied into reduced"),
    wrong(clears_afterwards, "A row of odd length has what stood on its padding as its"),
    wrong(multiplies_by_the_mask, "Padding was multiplied by 0, which leaves NaN as it is"),
    wrong(no_mask_and_float_lengths, "Padding was copied into reduced, and new_lengths holds"),
    wrong(float_lengths, "new_lengths holds floats"),
    wrong(units_interleaved, "The units of the two steps alternate"),
    wrong(halves_joined, "The first half of the sequence was joined with the second"),
)
EDGES = {
    "one step": lambda cases: any(len(hs) == 1 for hs, _ in cases),
    "one row": lambda cases: any(len(n) == 1 for _, n in cases),
    "an odd T": lambda cases: any(len(hs) % 2 and len(hs) > 1 for hs, _ in cases),
    "no row as long as T": lambda cases: any(n.max() < len(hs) for hs, n in cases),
    "a step of padding alone": lambda cases: any(n.max() + 1 < len(hs) for hs, n in cases),
    "lengths not sorted": lambda cases: any(
        np.diff(n).min(initial=0) < 0 < np.diff(n).max(initial=0) for _, n in cases
    ),
    "all lengths equal": lambda cases: any(len(n) > 1 and np.ptp(n) == 0 for _, n in cases),
    "NaN on padding": lambda cases: any(np.isnan(hs).any() for hs, _ in cases),
}
