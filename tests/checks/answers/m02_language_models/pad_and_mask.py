"""Answers to pad_and_mask that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def mask_from_ids(sequences):
    T = max(map(len, sequences))
    ids = np.zeros((T, len(sequences)), int)
    for b, s in enumerate(sequences):
        ids[: len(s), b] = s
    return ids, (ids != 0).astype(float)


def exchanged_and_turned(sequences):
    T = max(map(len, sequences))
    ids = np.zeros((len(sequences), T), int)
    mask = np.zeros((len(sequences), T))
    for b, s in enumerate(sequences):
        ids[b, : len(s)] = s
        mask[b, : len(s)] = 1
    return mask, ids


def integer_mask_and_short(sequences):
    T = max(map(len, sequences))
    ids = np.zeros((T, len(sequences)), int)
    mask = np.zeros((T, len(sequences)), int)
    for b, s in enumerate(sequences):
        ids[: len(s), b] = s
        mask[: len(s) - 1, b] = 1
    return ids, mask


def stacked(sequences):
    ids = np.stack(sequences, axis=1)
    return ids, np.ones(ids.shape)


def masked_in_float32(sequences):
    T = max(map(len, sequences))
    ids = np.zeros((T, len(sequences)), np.int32)
    mask = np.zeros((T, len(sequences)), np.float32)
    for b, s in enumerate(sequences):
        ids[: len(s), b], mask[: len(s), b] = s, 1
    return [ids, mask]


RIGHT = (masked_in_float32,)
WRONG = (
    wrong(mask_from_ids, "The mask is 0 wherever the id is 0, but 0 is a"),
    wrong(exchanged_and_turned, "ids and mask are swapped, and both are (B, T)."),
    wrong(integer_mask_and_short, "The mask ends one step too early, so each"),
    wrong(stacked, "raised ValueError: all input arrays must have the same shape"),
)
EDGES = {
    "T = 1": lambda cases: any(max(map(len, s)) == 1 for (s,) in cases),
    "B = 1": lambda cases: any(len(s) == 1 for (s,) in cases),
    "the padding id inside": lambda cases: any((x == 0).any() for (s,) in cases for x in s),
}
