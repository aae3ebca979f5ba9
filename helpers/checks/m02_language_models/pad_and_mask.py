"""Check of pad_and_mask."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.batching import pad_and_mask


def pad_and_mask_cases(seed):
    """Yield (sequences,): unequal lengths, id 0 inside, equal lengths, one sequence, one step."""
    rng = np.random.default_rng(seed)
    yield ([np.array([5, 2, 7, 1]), np.array([3, 1]), np.array([4, 6, 1])],)
    yield ([np.array([0, 4]), np.array([2, 0, 0, 3, 0]), np.array([0])],)
    yield ([np.array([7, 8]), np.array([0, 9])],)
    yield ([np.array([3, 0, 5])],)  # B = 1
    yield ([np.array([1]), np.array([0])],)  # T = 1
    for lengths in [(3, 6, 1, 6), (3, 6, 1, 6), (4, 2, 7)]:
        yield ([rng.integers(9, size=n) for n in lengths],)


def padded(sequences, fill=0):
    T = max(len(s) for s in sequences)
    ids = np.full((T, len(sequences)), fill, dtype=np.int64)
    for b, s in enumerate(sequences):
        ids[: len(s), b] = s
    return ids


def mask_of(sequences, longer=0):
    T = max(len(s) for s in sequences)
    lengths = np.array([len(s) for s in sequences]) + longer
    return (np.arange(T)[:, None] < lengths).astype(float)


def batch_first(sequences):
    return padded(sequences).T, mask_of(sequences).T


def padded_in_front(sequences):
    ids, mask = padded(sequences), mask_of(sequences)
    for b, s in enumerate(sequences):
        ids[:, b], mask[:, b] = np.roll(ids[:, b], -len(s)), np.roll(mask[:, b], -len(s))
    return ids, mask


def mask_all_ones(sequences):
    return padded(sequences), np.ones_like(mask_of(sequences))


def mask_turned(sequences):
    return padded(sequences), 1.0 - mask_of(sequences)


def mask_where_not_zero(sequences):
    ids = padded(sequences)
    return ids, (ids != 0).astype(float)


def mask_one_short(sequences):
    return padded(sequences), mask_of(sequences, -1)


def mask_one_long(sequences):
    return padded(sequences), mask_of(sequences, 1)


def cut_to_the_shortest(sequences):
    T = min(len(s) for s in sequences)
    return padded([s[:T] for s in sequences]), np.ones((T, len(sequences)))


def padded_with_minus_one(sequences):
    return padded(sequences, -1), mask_of(sequences)


def padded_with_the_last(sequences):
    ids = padded(sequences)
    for b, s in enumerate(sequences):
        ids[len(s) :, b] = s[-1]
    return ids, mask_of(sequences)


def padded_with_the_next(sequences):
    ids, T = padded(sequences), max(len(s) for s in sequences)
    ring = np.concatenate(sequences)
    at = np.concatenate([[0], np.cumsum([len(s) for s in sequences])])
    for b, first in enumerate(at[:-1]):
        ids[:, b] = np.take(ring, np.arange(first, first + T), mode="wrap")
    return ids, mask_of(sequences)


def sorted_by_length(sequences):
    order = sorted(sequences, key=len, reverse=True)
    return padded(order), mask_of(order)


def one_step_too_many(sequences):
    ids, mask = padded(sequences), mask_of(sequences)
    row = np.zeros((1, len(sequences)))
    return np.concatenate([ids, row.astype(int)]), np.concatenate([mask, row])


def length_of_the_first(sequences):
    T = len(sequences[0])
    ids, mask = padded(sequences), mask_of(sequences)
    short = np.zeros((max(T - len(ids), 0), len(sequences)))
    ids = np.concatenate([ids, short.astype(int)])[:T]
    return ids, np.concatenate([mask, short])[:T]


def exchanged(sequences):
    return mask_of(sequences), padded(sequences)


def exchanged_and_batch_first(sequences):
    return mask_of(sequences).T, padded(sequences).T


def mask_of_bools(sequences):
    return padded(sequences), mask_of(sequences).astype(bool)


def mask_of_ints(sequences):
    return padded(sequences), mask_of(sequences).astype(int)


def lengths_for_mask(sequences):
    return padded(sequences), np.array([float(len(s)) for s in sequences])


def ids_as_floats(sequences):
    return padded(sequences).astype(float), mask_of(sequences)


def by_comparison(sequences):
    lengths = np.array([s.size for s in sequences])
    real = np.arange(lengths.max())[:, None] < lengths
    ids = np.zeros(real.shape[::-1], dtype=int)
    ids[real.T] = np.concatenate(sequences)
    return ids.T, real.astype(float)


def by_np_pad(sequences):
    T = max(map(len, sequences))
    columns = [np.pad(s, (0, T - len(s))) for s in sequences]
    masks = [np.pad(np.ones(len(s)), (0, T - len(s))) for s in sequences]
    return np.stack(columns, axis=1), np.stack(masks, axis=1)


def by_loops(sequences):
    T = max(len(s) for s in sequences)
    ids = [[int(s[t]) if t < len(s) else 0 for s in sequences] for t in range(T)]
    mask = [[1.0 if t < len(s) else 0.0 for s in sequences] for t in range(T)]
    return np.array(ids), np.array(mask)


def by_zip_longest(sequences):
    import itertools

    rows = list(itertools.zip_longest(*(s.tolist() for s in sequences)))
    mask = np.array([[float(i is not None) for i in row] for row in rows])
    return np.array([[i or 0 for i in row] for row in rows]), mask


check_pad_and_mask = Check(
    name="pad_and_mask",
    reference=pad_and_mask,
    cases=pad_and_mask_cases,
    outputs=("ids (T, B)", "mask (T, B)"),
    slips={
        "The arrays are (B, T). Which axis comes first in this course?": batch_first,
        "The padding comes first. At which step should each sequence begin?": padded_in_front,
        "The mask is 1 everywhere, so padding would count as text. What should it be after the end "
        "of a sequence?": mask_all_ones,
        "The mask is inverted: it is 1 on padding. Which steps are real?": mask_turned,
        "The mask is 0 wherever the id is 0, but 0 is a token like any other. What decides whether "
        "a step is real: its id, or the length of its sequence?": mask_where_not_zero,
        "The mask ends one step too early, so each sequence's last token would never be scored. "
        "How many ones does a sequence of length 3 need?": mask_one_short,
        "The mask continues for one step after the end. How many ones does a sequence of length 3 "
        "need?": mask_one_long,
        "The sequences were cut to the shortest. Whose length should T be?": cut_to_the_shortest,
        "Padding is -1, which indexes the last row of any table. Which id does the exercise ask "
        "for?": padded_with_minus_one,
        "Padding repeats the last token. Which id does the exercise ask for?": padded_with_the_last,
        "After its end, a column continues with the next sequence. What should it contain "
        "there?": padded_with_the_next,
        "The columns were sorted by length. Which sequence belongs to column b?": sorted_by_length,
        "The last step consists of padding only. How long is the longest "
        "sequence?": one_step_too_many,
        "T is the length of the first sequence. Whose length should it be?": length_of_the_first,
        "ids and mask are swapped. Which of them is returned first?": exchanged,
        "ids and mask are swapped, and both are (B, T). Which is returned first, and which axis of "
        "each?": exchanged_and_batch_first,
        "The mask holds True and False. Losses are multiplied by it: which numbers should it "
        "hold?": mask_of_bools,
        "The mask holds integers, but floats are expected. Which dtype does np.zeros use by "
        "default?": mask_of_ints,
        "The lengths were returned instead of the mask. Given the lengths, which entries of a (T, "
        "B) array should be 1?": lengths_for_mask,
        "The ids are floats, but a table cannot be indexed with 2.0. Which argument of np.zeros "
        "sets the dtype?": ids_as_floats,
    },
    alternatives=(by_comparison, by_np_pad, by_loops, by_zip_longest),
    tolerance_reason="copied ids, zeros and ones carry no rounding: any difference is a mistake",
    float32=True,
)
