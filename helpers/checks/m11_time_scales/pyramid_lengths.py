"""Check of pyramid_lengths."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m11_time_scales import pyramid_lengths


def pyramid_lengths_cases(seed):
    """Yield (lengths, strides): lengths that divide and that do not, 1, a stride of 1, one row."""
    rng = np.random.default_rng(seed)
    yield with_rests(rng, 5), (2, 3)
    yield with_rests(rng, 4), (3, 2, 2)
    yield np.array([1, 12, 2, 24, 13]), (2, 2, 3)
    yield rng.integers(9, 40, size=3), (4, 1, 3)
    yield 12 * rng.permutation(8)[:5] + 12, (2, 3, 2)  # nothing is ever left over
    yield rng.permutation([1, *(2 * rng.permutation(20)[:5] + 9)]), (2, 1)
    yield rng.integers(9, 40, size=1), (2, 2, 2, 2)
    yield rng.integers(2, 40, size=2), (int(rng.integers(3, 6)),)
    yield with_rests(rng, 5), (2, 3)


def with_rests(rng, B):
    """Draw lengths of which some divide by 2 and by 3, and others do not; none sorted."""
    n = rng.integers(2, 7, size=B)
    return rng.permutation(6 * n + np.append([0, 1, 5, 2], rng.integers(6, size=B))[:B])


def rounded(lengths, strides, divide):
    after = []
    for stride in strides:
        lengths = divide(lengths, stride)
        after.append(lengths)
    return np.stack(after)


def up(n, stride):
    return -(-n // stride)


def down(n, stride):
    return n // stride


def pyramid_rounded_down(lengths, strides):
    return rounded(lengths, strides, down)


def pyramid_rounded_down_from_one(lengths, strides):
    return rounded(lengths, strides, lambda n, s: np.maximum(n // s, 1))


def pyramid_rounded_to_nearest(lengths, strides):
    return rounded(lengths, strides, lambda n, s: np.round(n / s).astype(int))


def pyramid_one_added(lengths, strides):
    return rounded(lengths, strides, lambda n, s: n // s + 1)


def pyramid_half_added(lengths, strides):
    """Add 1 before the division, which is right for 2 alone."""
    return rounded(lengths, strides, lambda n, s: (n + 1) // s)


def pyramid_fractions(lengths, strides):
    return rounded(lengths, strides, lambda n, s: n / s)


def pyramid_ceil_floats(lengths, strides):
    return rounded(lengths, strides, lambda n, s: np.ceil(n / s))


def pyramid_each_from_first(lengths, strides):
    return np.stack([up(lengths, stride) for stride in strides])


def pyramid_each_from_first_down(lengths, strides):
    return np.stack([lengths // stride for stride in strides])


def pyramid_strides_added(lengths, strides):
    return np.stack([up(lengths, stride) for stride in np.cumsum(strides)])


def pyramid_strides_reversed(lengths, strides):
    return rounded(lengths, strides[::-1], up)


def pyramid_first_stride_always(lengths, strides):
    return rounded(lengths, strides[:1] * len(strides), up)


def pyramid_subtracted(lengths, strides):
    return rounded(lengths, strides, lambda n, s: n - s)


def pyramid_last_alone(lengths, strides):
    return rounded(lengths, strides, up)[-1]


def pyramid_with_first(lengths, strides):
    return np.concatenate([lengths[None], rounded(lengths, strides, up)])


def pyramid_without_last(lengths, strides):
    """Store the lengths before each layer."""
    return np.concatenate([lengths[None], rounded(lengths, strides, up)])[:-1]


def pyramid_rows_first(lengths, strides):
    return rounded(lengths, strides, up).T


def pyramid_longest_alone(lengths, strides):
    after = rounded(lengths, strides, up)
    return np.broadcast_to(after.max(axis=1, keepdims=True), after.shape)


def by_ceil(lengths, strides):
    after = []
    for stride in strides:
        lengths = np.ceil(lengths / stride).astype(int)
        after.append(lengths)
    return np.array(after)


def by_product(lengths, strides):
    """Rounding up layer by layer comes to rounding up once."""
    return np.stack([(lengths + by - 1) // by for by in np.cumprod(strides)])


def by_counting(lengths, strides):
    """Take every stride-th step of a list of steps."""
    after = np.zeros((len(strides), len(lengths)), int)
    for b, length in enumerate(lengths):
        steps = list(range(length))
        for layer, stride in enumerate(strides):
            steps = steps[::stride]
            after[layer, b] = len(steps)
    return after


check_pyramid_lengths = Check(
    name="pyramid_lengths",
    reference=pyramid_lengths,
    cases=pyramid_lengths_cases,
    outputs=("after (L, B)",),
    slips={
        "The lengths were rounded down. What becomes of steps that are left over at the end of a "
        "row?": pyramid_rounded_down,
        "The lengths were rounded down, but not below 1. What becomes of steps that are left over "
        "in a longer row?": pyramid_rounded_down_from_one,
        "The lengths were rounded to the nearest whole number. What does a single step that is "
        "left over become?": pyramid_rounded_to_nearest,
        "A step was added where nothing is left over, too. How many steps come of 12 by a stride "
        "of 2?": pyramid_one_added,
        "1 was added before the division, which rounds up for a stride of 2 alone. How much has to "
        "be added for a stride of 3?": pyramid_half_added,
        "The lengths are fractions. Can a layer make a part of a step?": pyramid_fractions,
        "The lengths are floats. Which kind of number is a length?": pyramid_ceil_floats,
        "Every stride was applied to the given lengths. What does the second layer "
        "read?": pyramid_each_from_first,
        "Every stride was applied to the given lengths, and rounded down. What does the second "
        "layer read, and what becomes of steps that are left over?": pyramid_each_from_first_down,
        "The strides were added up. How many steps of the input are in one of the second "
        "layer?": pyramid_strides_added,
        "The strides were taken from the wrong end. Which one belongs to the first "
        "layer?": pyramid_strides_reversed,
        "The first stride serves for all layers. Which one belongs to layer "
        "l?": pyramid_first_stride_always,
        "The stride was subtracted. How many steps of a layer make one of the "
        "next?": pyramid_subtracted,
        "Only the lengths after the last layer came back. After which layers are they asked "
        "for?": pyramid_last_alone,
        "The given lengths came back, too. How many layers are there?": pyramid_with_first,
        "The lengths before each layer came back. Are they asked for before or after "
        "it?": pyramid_without_last,
        "The rows of the batch come first. Which axis comes first in (L, B)?": pyramid_rows_first,
        "The longest row decides for all. Which length has row b?": pyramid_longest_alone,
    },
    alternatives=(by_ceil, by_product, by_counting),
    tolerance_reason="whole numbers",
)
