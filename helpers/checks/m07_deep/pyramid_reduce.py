"""Check of pyramid_reduce."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m07_deep.cases import padded_states
from helpers.scratch import deep
from helpers.scratch.modules.m07_deep import pyramid_reduce

ROWS = (  # T, lengths, H, what stands on padding
    (4, (4, 3), 2, 0.0),
    (5, (3, 5, 2), 2, None),  # T odd; not sorted
    (4, (4, 4, 4), 3, None),
    (6, (2, 6, 1, 5), 1, 99.0),
    (6, (3, 4), 2, np.nan),  # no row is as long as T
    (3, (1, 1), 2, np.nan),
    (5, (4,), 3, 1e6),
    (1, (1, 1, 1), 2, None),
    (2, (1, 2), 2, np.inf),
    (5, (3, 5, 2), 2, None),
)


def pyramid_reduce_cases(seed):
    """Yield (hs, lengths), as ROWS lists them."""
    rng = np.random.default_rng(seed)
    for T, lengths, H, padding in ROWS:
        lengths = np.array(lengths)
        yield padded_states(rng, T, lengths, H, padding), lengths


def half_up(lengths):
    return (lengths + 1) // 2


def cleared(hs, lengths):
    real = np.arange(len(hs))[:, None] < lengths
    return np.where(real[:, :, None], hs, 0)


def even(hs, row=None):
    """Return hs with a step more if T is odd: zeros, or the row given."""
    last = np.zeros_like(hs[:1]) if row is None else row
    return np.concatenate([hs, last]) if len(hs) % 2 else hs


def joined(hs):
    return np.concatenate([hs[::2], hs[1::2]], axis=2)


def pyramid_reshaped(hs, lengths):
    T, B, H = hs.shape
    return even(cleared(hs, lengths)).reshape(-(-T // 2), B, 2 * H), half_up(lengths)


def pyramid_drops_odd(hs, lengths):
    T = len(hs) // 2 * 2
    return joined(cleared(hs, lengths)[:T]), lengths // 2


def pyramid_drops_odd_states(hs, lengths):
    T = len(hs) // 2 * 2
    return joined(cleared(hs, lengths)[:T]), half_up(lengths)


def pyramid_lengths_down(hs, lengths):
    return joined(even(cleared(hs, lengths))), lengths // 2


def pyramid_lengths_half_plus_one(hs, lengths):
    return joined(even(cleared(hs, lengths))), lengths // 2 + 1


def pyramid_lengths_kept(hs, lengths):
    return joined(even(cleared(hs, lengths))), lengths.copy()


def pyramid_lengths_all(hs, lengths):
    return joined(even(cleared(hs, lengths))), np.full_like(lengths, -(-len(hs) // 2))


def pyramid_lengths_float(hs, lengths):
    return joined(even(cleared(hs, lengths))), lengths / 2


def pyramid_lengths_ceil(hs, lengths):
    return joined(even(cleared(hs, lengths))), np.ceil(lengths / 2)


def pyramid_padding_kept(hs, lengths):
    return joined(even(hs)), half_up(lengths)


def pyramid_padding_kept_and_floats(hs, lengths):
    return joined(even(hs)), np.ceil(lengths / 2)


def pyramid_padding_and_last_kept(hs, lengths):
    return joined(even(hs, hs[-1:])), half_up(lengths)


def pyramid_cleared_late(hs, lengths):
    lengths = half_up(lengths)
    return cleared(joined(even(hs)), lengths), lengths


def pyramid_by_product(hs, lengths):
    mask = (np.arange(len(hs))[:, None] < lengths)[:, :, None]
    with np.errstate(all="ignore"):
        return joined(even(hs * mask)), half_up(lengths)


def pyramid_last_repeated(hs, lengths):
    """Let a row's last step stand in for the neighbour it lacks."""
    last = np.minimum(np.arange(len(hs) + len(hs) % 2)[:, None], lengths - 1)
    full = hs[last, np.arange(len(lengths))]
    return cleared(joined(full), half_up(lengths)), half_up(lengths)


def pyramid_odd_first(hs, lengths):
    full = even(cleared(hs, lengths))
    return np.concatenate([full[1::2], full[::2]], axis=2), half_up(lengths)


def pyramid_units_interleaved(hs, lengths):
    full = even(cleared(hs, lengths))
    return np.stack([full[::2], full[1::2]], axis=3).reshape(len(full) // 2, len(lengths), -1), (
        half_up(lengths)
    )


def pyramid_halves(hs, lengths):
    full = even(cleared(hs, lengths))
    n = len(full) // 2
    return np.concatenate([full[:n], full[n:]], axis=2), half_up(lengths)


def pyramid_added(hs, lengths):
    full = even(cleared(hs, lengths))
    return full[::2] + full[1::2], half_up(lengths)


def pyramid_averaged(hs, lengths):
    full = even(cleared(hs, lengths))
    return (full[::2] + full[1::2]) / 2, half_up(lengths)


def pyramid_every_second(hs, lengths):
    return cleared(hs, lengths)[::2], half_up(lengths)


def pyramid_along_batch(hs, lengths):
    full = even(cleared(hs, lengths))
    return np.concatenate([full[::2], full[1::2]], axis=1), half_up(lengths)


def pyramid_along_time(hs, lengths):
    full = even(cleared(hs, lengths))
    return np.concatenate([full[::2], full[1::2]], axis=0), half_up(lengths)


def pyramid_overlaps(hs, lengths):
    full = np.concatenate([cleared(hs, lengths), np.zeros_like(hs[:1])])
    return np.concatenate([full[:-1], full[1:]], axis=2), half_up(lengths)


def pyramid_pads_in_front(hs, lengths):
    full = cleared(hs, lengths)
    full = np.concatenate([np.zeros_like(hs[:1]), full]) if len(hs) % 2 else full
    return joined(full), half_up(lengths)


def pyramid_always_one_more(hs, lengths):
    full = cleared(hs, lengths)
    more = np.zeros((2 - len(hs) % 2, *hs.shape[1:]))
    return joined(np.concatenate([full, more])), half_up(lengths)


def pyramid_odd_fails(hs, lengths):
    return joined(cleared(hs, lengths)), half_up(lengths)


def pyramid_mask_one_short(hs, lengths):
    return joined(even(cleared(hs, lengths - 1))), half_up(lengths)


def pyramid_mask_one_long(hs, lengths):
    return joined(even(cleared(hs, lengths + 1))), half_up(lengths)


def pyramid_without_lengths(hs, lengths):
    return pyramid_reduce(hs, lengths)[0]


def pyramid_clears_in_place(hs, lengths):
    hs[np.arange(len(hs))[:, None] >= lengths] = 0
    return joined(even(hs)), half_up(lengths)


def pyramid_by_rows(hs, lengths):
    T, B, H = hs.shape
    reduced = np.zeros((-(-T // 2), B, 2 * H), hs.dtype)
    for b, n in enumerate(lengths):
        for t in range(n):
            at = H * (t % 2)
            reduced[t // 2, b, at : at + H] = hs[t, b]
    return reduced, np.array([-(-n // 2) for n in lengths])


def pyramid_batch_first(hs, lengths):
    """With the batch first a row's numbers lie one after another, so that reshape joins pairs."""
    T, B, H = hs.shape
    rows = np.zeros((B, T + T % 2, H), hs.dtype)
    for b in range(B):
        rows[b, : lengths[b]] = hs[: lengths[b], b]
    return rows.reshape(B, -1, 2 * H).swapaxes(0, 1), np.ceil(lengths / 2).astype(int)


def pyramid_by_slots(hs, lengths):
    T, B, H = hs.shape
    slots = np.zeros((-(-T // 2), B, 2, H), hs.dtype)
    for t in range(T):
        slots[t // 2, :, t % 2] = np.where((t < lengths)[:, None], hs[t], 0)
    return slots.reshape(len(slots), B, 2 * H), lengths - lengths // 2


def pyramid_in_float32(hs, lengths):
    return pyramid_by_rows(hs.astype(np.float32), lengths)


check_pyramid_reduce = Check(
    name="pyramid_reduce",
    reference=pyramid_reduce,
    twins=(deep.pyramid_reduce,),
    cases=pyramid_reduce_cases,
    outputs=("reduced (T', B, 2H)", "new_lengths (B,)"),
    slips={
        "hs was reshaped as it lies in memory, where the next row of the batch comes before the "
        "next step. Which axis stands between two neighbouring steps?": pyramid_reshaped,
        "The last step of an odd T is left out, and lengths are rounded down. What becomes of a "
        "step without a neighbour?": pyramid_drops_odd,
        "The last step of an odd T is left out of reduced. What becomes of a step without a "
        "neighbour?": pyramid_drops_odd_states,
        "new_lengths is rounded down. How many steps does a row of length 3 "
        "have?": pyramid_lengths_down,
        "new_lengths is half of lengths plus one. How many steps does a row of length 4 "
        "have?": pyramid_lengths_half_plus_one,
        "new_lengths holds the old lengths. How many steps are left of "
        "each row?": pyramid_lengths_kept,
        "new_lengths is that of the longest row for all. How many steps has each "
        "row?": pyramid_lengths_all,
        "new_lengths holds halves. What is half of an odd length, as a number of "
        "steps?": pyramid_lengths_float,
        "new_lengths holds floats. Of which dtype is a number of steps?": pyramid_lengths_ceil,
        "Padding was copied into reduced. Which steps of hs are real?": pyramid_padding_kept,
        "Padding was copied into reduced, and new_lengths holds floats. Which steps of hs are "
        "real, and of which dtype is a number of steps?": pyramid_padding_kept_and_floats,
        "Padding was copied into reduced, and an odd T got its last step once more. Which steps of "
        "hs are real, and what stands in for a missing neighbour?": pyramid_padding_and_last_kept,
        "A row of odd length has what stood on its padding as its last neighbour. Must padding be "
        "cleared before the steps are joined, or after?": pyramid_cleared_late,
        "Padding was multiplied by 0, which leaves NaN as it is. Which function chooses between "
        "two values instead?": pyramid_by_product,
        "A row's last step stands in for the neighbour it lacks. What does the exercise put "
        "there?": pyramid_last_repeated,
        "The odd steps come first. Which of hs[2t] and hs[2t + 1] stands in "
        "front?": pyramid_odd_first,
        "The units of the two steps alternate. Where does the second step's first unit "
        "stand?": pyramid_units_interleaved,
        "The first half of the sequence was joined with the second. Which steps are "
        "neighbours?": pyramid_halves,
        "The two steps were added. How wide is a step of the result?": pyramid_added,
        "The two steps were averaged. How wide is a step of the result?": pyramid_averaged,
        "Every second step was dropped. How wide is a step of the result?": pyramid_every_second,
        "The steps were joined along the batch. Which axis holds the units?": pyramid_along_batch,
        "The steps were joined along time. Which axis holds the units?": pyramid_along_time,
        "Each step was joined with the next, so the sequence is as long as before. To how many "
        "pairs does a step belong?": pyramid_overlaps,
        "An odd T got its zeros in front, which moves all pairs by one. Which step lacks a "
        "neighbour?": pyramid_pads_in_front,
        "The result has one step too many where T is even. When are zeros "
        "needed?": pyramid_always_one_more,
        "An odd T has one even step more than odd ones. What stands in for the missing "
        "neighbour?": pyramid_odd_fails,
        "Each row's last real step was cleared, too. Is step t real when t equals the "
        "length?": pyramid_mask_one_short,
        "One step after each row's end was kept. Is step t real when t equals the "
        "length?": pyramid_mask_one_long,
        "new_lengths is missing. Which two values does the exercise ask "
        "for?": pyramid_without_lengths,
        "Padding was cleared in hs itself. Which line should make a new "
        "array?": pyramid_clears_in_place,
    },
    alternatives=(pyramid_by_rows, pyramid_batch_first, pyramid_by_slots, pyramid_in_float32),
    tolerance_reason="states are copied, so any difference is a mistake",
    float32=True,
)
