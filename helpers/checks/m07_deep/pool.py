"""Check of pool."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m07_deep.cases import COPIED, padded_states
from helpers.scratch.modules.m07_deep import pool

ROWS = (  # T, lengths, H, what stands on padding
    (5, (3, 5, 2), 2, None),  # not sorted
    (4, (4, 4), 3, None),
    (6, (2, 5, 3), 3, 99.0),  # B = H; no row is as long as T
    (4, (1, 3), 2, np.nan),
    (3, (2,), 4, np.inf),
    (1, (1, 1), 3, None),
    (5, (3, 5, 2), 2, None),
)


def pool_cases(seed):
    """Yield (hs, lengths, how): rows as ROWS lists them, and states below -1, each in all ways."""
    rng = np.random.default_rng(seed)
    batches = [
        (padded_states(rng, T, lengths, H, padding), np.array(lengths))
        for T, lengths, H, padding in ROWS
    ]
    below = -1.2 - rng.random(size=(4, 3, 2))
    lengths = np.array([2, 4, 1])
    below[np.arange(4)[:, None] >= lengths] = 0.0
    batches.insert(1, (below, lengths))
    batches.append((np.where(below < 0, 1e6 * below, 0), lengths))  # below -1e4
    for hs, lengths in batches:
        for how in ("last", "mean", "max"):
            yield hs, lengths, how


def real_steps(hs, lengths):
    return (np.arange(len(hs))[:, None] < lengths)[:, :, None]


def right_last(hs, lengths):
    return hs[lengths - 1, np.arange(len(lengths))]


def right_mean(hs, lengths):
    return np.where(real_steps(hs, lengths), hs, 0).sum(axis=0) / lengths[:, None]


def right_max(hs, lengths):
    return np.where(real_steps(hs, lengths), hs, -np.inf).max(axis=0)


def pooled(hs, lengths, how, last=right_last, mean=right_mean, largest=right_max):
    with np.errstate(all="ignore"):
        return {"last": last, "mean": mean, "max": largest}[how](hs, lengths)


def times_mask(hs, lengths):
    return hs * real_steps(hs, lengths)


def zeros_on_padding(hs, lengths):
    return np.where(real_steps(hs, lengths), hs, 0)


def pool_ignores_lengths(hs, lengths, how):
    return pooled(
        hs,
        lengths,
        how,
        lambda hs, lengths: hs[-1],
        lambda hs, lengths: hs.mean(axis=0),
        lambda hs, lengths: hs.max(axis=0),
    )


def pool_last_of_padding(hs, lengths, how):
    return pooled(hs, lengths, how, last=lambda hs, lengths: hs[-1])


def pool_mean_of_padding(hs, lengths, how):
    return pooled(hs, lengths, how, mean=lambda hs, lengths: hs.mean(axis=0))


def pool_max_of_padding(hs, lengths, how):
    return pooled(hs, lengths, how, largest=lambda hs, lengths: hs.max(axis=0))


def pool_mean_over_T(hs, lengths, how):
    return pooled(hs, lengths, how, mean=lambda hs, n: zeros_on_padding(hs, n).mean(axis=0))


def pool_mean_over_longest(hs, lengths, how):
    def mean(hs, lengths):
        return zeros_on_padding(hs, lengths).sum(axis=0) / lengths.max()

    return pooled(hs, lengths, how, mean=mean)


def pool_padding_in_the_sum(hs, lengths, how):
    return pooled(hs, lengths, how, mean=lambda hs, n: hs.sum(axis=0) / n[:, None])


def pool_products(hs, lengths, how):
    return pooled(
        hs,
        lengths,
        how,
        mean=lambda hs, n: times_mask(hs, n).sum(axis=0) / n[:, None],
        largest=lambda hs, n: times_mask(hs, n).max(axis=0),
    )


def nan_on_padding(hs, lengths):
    return np.where(real_steps(hs, lengths), hs, np.nan)


def pool_keeps_nan(hs, lengths, how):
    return pooled(
        hs,
        lengths,
        how,
        mean=lambda hs, n: nan_on_padding(hs, n).mean(axis=0),
        largest=lambda hs, n: nan_on_padding(hs, n).max(axis=0),
    )


def pool_mean_by_product(hs, lengths, how):
    return pooled(hs, lengths, how, mean=lambda hs, n: times_mask(hs, n).sum(axis=0) / n[:, None])


def pool_max_by_product(hs, lengths, how):
    return pooled(hs, lengths, how, largest=lambda hs, n: times_mask(hs, n).max(axis=0))


def pool_max_of_zeros(hs, lengths, how):
    return pooled(hs, lengths, how, largest=lambda hs, n: zeros_on_padding(hs, n).max(axis=0))


def pool_max_of_minus_one(hs, lengths, how):
    def largest(hs, lengths):
        return np.where(real_steps(hs, lengths), hs, -1.0).max(axis=0)

    return pooled(hs, lengths, how, largest=largest)


def pool_one_past_the_end(hs, lengths, how):
    return pooled(hs, lengths, how, last=lambda hs, n: hs[n, np.arange(len(n))])


def pool_one_before_the_end(hs, lengths, how):
    return pooled(hs, lengths, how, last=lambda hs, n: hs[np.maximum(n - 2, 0), np.arange(len(n))])


def pool_first(hs, lengths, how):
    return pooled(hs, lengths, how, last=lambda hs, n: hs[0])


def pool_last_of_all_rows(hs, lengths, how):
    return pooled(hs, lengths, how, last=lambda hs, n: hs[n - 1])


def pool_last_of_longest(hs, lengths, how):
    return pooled(hs, lengths, how, last=lambda hs, n: hs[n.max() - 1])


def pool_sum(hs, lengths, how):
    return pooled(hs, lengths, how, mean=lambda hs, n: zeros_on_padding(hs, n).sum(axis=0))


def pool_divides_units(hs, lengths, how):
    return pooled(hs, lengths, how, mean=lambda hs, n: zeros_on_padding(hs, n).sum(axis=0) / n)


def pool_one_mean(hs, lengths, how):
    def mean(hs, lengths):
        total = zeros_on_padding(hs, lengths).sum(axis=(0, 1)) / lengths.sum()
        return np.tile(total, (len(lengths), 1))

    return pooled(hs, lengths, how, mean=mean)


def pool_mean_one_short(hs, lengths, how):
    def mean(hs, lengths):
        return zeros_on_padding(hs, lengths - 1).sum(axis=0) / np.maximum(lengths - 1, 1)[:, None]

    return pooled(hs, lengths, how, mean=mean)


def pool_mean_loses_last(hs, lengths, how):
    def mean(hs, lengths):
        return zeros_on_padding(hs, lengths - 1).sum(axis=0) / lengths[:, None]

    return pooled(hs, lengths, how, mean=mean)


def pool_mean_one_long(hs, lengths, how):
    def mean(hs, lengths):
        return zeros_on_padding(hs, lengths + 1).sum(axis=0) / (lengths + 1)[:, None]

    return pooled(hs, lengths, how, mean=mean)


def pool_max_one_short(hs, lengths, how):
    return pooled(hs, lengths, how, largest=lambda hs, n: right_max(hs, np.maximum(n - 1, 1)))


def pool_max_one_long(hs, lengths, how):
    return pooled(hs, lengths, how, largest=lambda hs, n: right_max(hs, n + 1))


def pool_smallest(hs, lengths, how):
    return pooled(hs, lengths, how, largest=lambda hs, n: -right_max(-hs, n))


def pool_absolute(hs, lengths, how):
    return pooled(hs, lengths, how, largest=lambda hs, n: right_max(np.abs(hs), n))


def pool_farthest_from_zero(hs, lengths, how):
    def largest(hs, lengths):
        high, low = right_max(hs, lengths), -right_max(-hs, lengths)
        return np.where(high > -low, high, low)

    return pooled(hs, lengths, how, largest=largest)


def pool_argmax(hs, lengths, how):
    def largest(hs, lengths):
        return np.where(real_steps(hs, lengths), hs, -np.inf).argmax(axis=0).astype(float)

    return pooled(hs, lengths, how, largest=largest)


def pool_over_units_too(hs, lengths, how):
    rows = [hs[:n, b] for b, n in enumerate(lengths)]
    if how == "last":
        return np.stack([row[-1] for row in rows])
    return np.array([row.mean() if how == "mean" else row.max() for row in rows])


def pool_over_rows(hs, lengths, how):
    return pooled(
        hs,
        lengths,
        how,
        mean=lambda hs, n: zeros_on_padding(hs, n).mean(axis=1),
        largest=lambda hs, n: np.where(real_steps(hs, n), hs, -np.inf).max(axis=1),
    )


def pool_max_and_mean_exchanged(hs, lengths, how):
    return pooled(hs, lengths, how, mean=right_max, largest=right_mean)


def pool_lists(hs, lengths, how):
    return list(pooled(hs, lengths, how))


def pool_fills_in_place(hs, lengths, how):
    if how == "last":
        return right_last(hs, lengths)
    hs[np.arange(len(hs))[:, None] >= lengths] = 0 if how == "mean" else -np.inf
    return right_mean(hs, lengths) if how == "mean" else hs.max(axis=0)


def pool_by_rows(hs, lengths, how):
    ways = {"last": lambda row: row[-1], "mean": lambda row: row.mean(axis=0)}
    ways["max"] = lambda row: row.max(axis=0)
    return np.stack([ways[how](hs[:n, b]) for b, n in enumerate(lengths)])


def pool_by_steps(hs, lengths, how):
    """Go through the steps, and change a row's result only while the row is real."""
    result = hs[0].copy()
    for t in range(1, len(hs)):
        on = t < lengths
        if how == "last":
            result[on] = hs[t, on]
        elif how == "mean":
            result[on] = result[on] + (hs[t, on] - result[on]) / (t + 1)
        else:
            result[on] = np.maximum(result[on], hs[t, on])
    return result


def pool_by_numbers(hs, lengths, how):
    _, B, H = hs.shape
    rows = []
    for b in range(B):
        row = []
        for j in range(H):
            values = [float(hs[t, b, j]) for t in range(lengths[b])]
            by_name = {"last": values[-1], "mean": sum(values) / len(values), "max": max(values)}
            row.append(by_name[how])
        rows.append(row)
    return np.array(rows)


def pool_by_masked_arrays(hs, lengths, how):
    kept = np.ma.masked_array(hs, mask=~np.broadcast_to(real_steps(hs, lengths), hs.shape))
    if how == "last":
        return np.take_along_axis(hs, (lengths - 1)[None, :, None], axis=0)[0]
    return (kept.mean(axis=0) if how == "mean" else kept.max(axis=0)).filled()


def pool_in_float32(hs, lengths, how):
    return pool_by_rows(hs.astype(np.float32), lengths, how)


check_pool = Check(
    name="pool",
    reference=pool,
    cases=pool_cases,
    outputs=("pooled (B, H)",),
    slips={
        "lengths has no effect: padding is pooled like the rest. Which steps of a row are "
        "real?": pool_ignores_lengths,
        '"last" is the state at T - 1. At which step does a shorter row end?': pool_last_of_padding,
        '"mean" is over all T steps. Which steps of a row are real?': pool_mean_of_padding,
        '"max" is over all T steps. Which steps of a row are real?': pool_max_of_padding,
        '"mean" adds the real steps and divides by T. How many steps has each '
        "row?": pool_mean_over_T,
        '"mean" divides by the longest length. How many steps has each '
        "row?": pool_mean_over_longest,
        '"mean" divides by the length, but padding was added. What should padding add to a '
        "sum?": pool_padding_in_the_sum,
        "Padding was multiplied by 0, which leaves NaN as it is and makes 0 the largest of "
        "negative states. Which function chooses between two values instead?": pool_products,
        "Padding was set to NaN, and a mean or a maximum over NaN is NaN. Which functions of NumPy "
        "pass over it?": pool_keeps_nan,
        '"mean" multiplies padding by 0, which leaves NaN as it is. Which function chooses '
        "between two values instead?": pool_mean_by_product,
        '"max" multiplies padding by 0, and 0 is larger than any negative state. Which number '
        "can no state be below?": pool_max_by_product,
        '"max" has 0 on padding, which is larger than any negative state. Which number can no '
        "state be below?": pool_max_of_zeros,
        '"max" has -1 on padding. A state with a link added may be below: which number can no '
        "state be below?": pool_max_of_minus_one,
        '"last" is one step past the end. Which index has the last of n '
        "steps?": pool_one_past_the_end,
        '"last" is one step before the end. Which index has the last of n '
        "steps?": pool_one_before_the_end,
        '"last" is the first step. At which end does reading stop?': pool_first,
        '"last" takes the steps where some row ends from all rows. Which row belongs to which '
        "length?": pool_last_of_all_rows,
        '"last" is the last step of the longest row for all rows. At which step does each row '
        "end?": pool_last_of_longest,
        '"mean" is a sum. By what is it divided?': pool_sum,
        '"mean" divides by lengths along the units. Which axis of the sum belongs to the '
        "rows?": pool_divides_units,
        '"mean" is one mean over all rows. Which steps belong to one row?': pool_one_mean,
        '"mean" leaves out the last real step. Is step t real when t is the length minus '
        "1?": pool_mean_one_short,
        '"mean" does not add the last real step, yet counts it. Is step t real when t is the '
        "length minus 1?": pool_mean_loses_last,
        '"mean" has one step too many. Is step t real when t equals the '
        "length?": pool_mean_one_long,
        '"max" leaves out the last real step. Is step t real when t is the length minus '
        "1?": pool_max_one_short,
        '"max" has one step too many. Is step t real when t equals the length?': pool_max_one_long,
        '"max" is the smallest value. Which end is asked for?': pool_smallest,
        '"max" is the largest absolute value. Does a sign count?': pool_absolute,
        '"max" is the value farthest from 0. Which of -3 and 2 is the '
        "larger?": pool_farthest_from_zero,
        '"max" holds the steps at which the largest values stand. Which function returns the '
        "values?": pool_argmax,
        "The units were pooled, too. Which axis alone goes?": pool_over_units_too,
        '"mean" and "max" go over the rows. Which axis holds the steps?': pool_over_rows,
        '"mean" and "max" are exchanged. Which text asks for which?': pool_max_and_mean_exchanged,
        "The rows came back as a list. Which function makes one array of them?": pool_lists,
        "Padding was filled in hs itself. Which line should make a new array?": pool_fills_in_place,
    },
    alternatives=(
        pool_by_rows,
        pool_by_steps,
        pool_by_numbers,
        pool_by_masked_arrays,
        pool_in_float32,
    ),
    tolerance_reason=COPIED,
    float32=True,
)
