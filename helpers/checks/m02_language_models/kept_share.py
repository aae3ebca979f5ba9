"""Check of kept_share, which is optional."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.batching import kept_share


def kept_share_cases(seed):
    """Yield (lag, k): within a chunk, at its edge, beyond it, no lag, chunks of one step."""
    rng = np.random.default_rng(seed)
    yield from [(3, 10), (10, 32), (0, 8), (7, 8), (8, 8), (20, 8), (1, 1), (0, 1), (1, 2)]
    for _ in range(6):
        yield int(rng.integers(0, 40)), int(rng.integers(1, 40))


def not_cut_at_zero(lag, k):
    return (k - lag) / k


def all_or_nothing(lag, k):
    return 1.0 if lag < k else 0.0


def the_share_lost(lag, k):
    return min(lag, k) / k


def one_place_too_many(lag, k):
    return max(k - lag + 1, 0) / k


def one_place_too_few(lag, k):
    return max(k - lag - 1, 0) / k


def over_k_less_one(lag, k):
    return max(k - lag, 0) / max(k - 1, 1)


def a_count(lag, k):
    return float(max(k - lag, 0))


def over_lag(lag, k):
    return max(k - lag, 0) / max(lag, 1)


def over_both(lag, k):
    return k / (k + lag)


def exchanged(lag, k):
    return max(lag - k, 0) / max(lag, 1)


def whole_division(lag, k):
    return float(max(k - lag, 0) // k)


def turned(lag, k):
    return k / max(k - lag, 1)


def by_counting(lag, k):
    return sum(place >= lag for place in range(k)) / k


def by_minimum(lag, k):
    return 1 - min(lag / k, 1)


def by_mask(lag, k):
    places = np.arange(k)
    return float(np.mean(places - lag >= 0))


check_kept_share = Check(
    name="kept_share",
    reference=kept_share,
    cases=kept_share_cases,
    outputs=("share",),
    slips={
        "The share is below 0 for a lag longer than the chunk. How small can a share "
        "be?": not_cut_at_zero,
        "The share is all or nothing, but a lag of 3 crosses the boundary only from the first three"
        " positions of a chunk. From how many of the k positions does it not?": all_or_nothing,
        "This is the share that is lost. Which share is kept?": the_share_lost,
        "One position too many is counted. Does position lag - 1 (counted from 0) look back across "
        "the boundary?": one_place_too_many,
        "One position too few is counted. Counted from 0, which is the first position that looks "
        "back lag steps within the chunk?": one_place_too_few,
        "The count was divided by k - 1. How many positions does a chunk have?": over_k_less_one,
        "This is a number of positions. By which number should it be divided?": a_count,
        "The count was divided by the lag. Of how many positions is it the share?": over_lag,
        "lag was added to k. Are the positions that lose their context outside the k positions, or "
        "among them?": over_both,
        "lag and k are swapped. Which of them is the length of the chunk?": exchanged,
        "The division was an integer division. Which of / and // keeps the "
        "fraction?": whole_division,
        "The fraction is inverted. Can a share exceed 1?": turned,
    },
    alternatives=(by_counting, by_minimum, by_mask),
    tolerance_reason="one division of small whole numbers",
)
