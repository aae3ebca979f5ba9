"""Check of clip_by_value."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m03_gradients.cases import gradient_list
from helpers.scratch.optim import clip_by_value


def clip_by_value_cases(seed):
    """Yield (grads, limit): some entries beyond it, none, all, zeros, one entry, and again.

    Then entries above 0 only, in one array: what is wrong there is one mistake by itself.
    """
    rng = np.random.default_rng(seed)
    yield gradient_list(rng, ((3, 4), (4,)), 8.0), 1.5
    yield gradient_list(rng, ((2, 3), (3,)), 0.5), 2.0
    yield [np.array([[-7.0, 6.0]]), np.array([9.0, -8.0])], 0.5
    yield [np.zeros((2, 2))], 1.0
    yield [np.array([-3.0])], 2.0
    yield gradient_list(rng, ((3, 4), (4,)), 6.0), 0.7
    yield [np.abs(g) for g in gradient_list(rng, ((4, 3),), 5.0)], 1.2
    yield [-np.abs(g) for g in gradient_list(rng, ((5,),), 6.0)], 1.0


def value_above_only(grads, limit):
    return [np.minimum(g, limit) for g in grads]


def value_below_only(grads, limit):
    return [np.maximum(g, -limit) for g in grads]


def value_from_zero(grads, limit):
    return [np.clip(g, 0.0, limit) for g in grads]


def value_by_norm(grads, limit):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return [g * min(1.0, limit / norm) if norm else g.copy() for g in grads]


def value_by_largest_entry(grads, limit):
    largest = max(np.abs(g).max() for g in grads)
    return [g * min(1.0, limit / largest) if largest else g.copy() for g in grads]


def value_each_by_largest(grads, limit):
    parts = []
    for g in grads:
        largest = np.abs(g).max()
        parts.append(g * min(1.0, limit / largest) if largest else g.copy())
    return parts


def value_set_to_zero(grads, limit):
    return [np.where(np.abs(g) > limit, 0.0, g) for g in grads]


def value_signs(grads, limit):
    return [limit * np.sign(g) for g in grads]


def value_signs_lost(grads, limit):
    return [np.minimum(np.abs(g), limit) for g in grads]


def value_clips_at_1(grads, limit):
    return [np.clip(g, -1.0, 1.0) for g in grads]


def value_in_place(grads, limit):
    for g in grads:
        np.clip(g, -limit, limit, out=g)
    return grads


def value_squashed(grads, limit):
    return [limit * np.tanh(g / limit) for g in grads]


def value_first_only(grads, limit):
    return [np.clip(grads[0], -limit, limit), *(g.copy() for g in grads[1:])]


def value_and_limit(grads, limit):
    return [np.clip(g, -limit, limit) for g in grads], limit


def value_above_only_and_limit(grads, limit):
    return [np.minimum(g, limit) for g in grads], limit


def value_by_minimum(grads, limit):
    return [np.maximum(np.minimum(g, limit), -limit) for g in grads]


def value_by_where(grads, limit):
    return [np.where(np.abs(g) > limit, limit * np.sign(g), g) for g in grads]


def value_entry_by_entry(grads, limit):
    out = []
    for g in grads:
        clipped = np.array(g)
        for i in np.ndindex(g.shape):
            clipped[i] = min(max(g[i], -limit), limit)
        out.append(clipped)
    return tuple(out)


def value_pair_with_norm(grads, limit):
    return value_in_order(grads, limit), float(np.sqrt(sum((g**2).sum() for g in grads)))


def value_in_order(grads, limit):
    return [np.clip(g, -limit, limit) for g in grads]


def value_large_without_sign(grads, limit):
    return [np.where(np.abs(g) > limit, limit, g) for g in grads]


check_clip_by_value = Check(
    name="clip_by_value",
    reference=clip_by_value,
    cases=clip_by_value_cases,
    outputs=("clipped",),
    slips={
        "A pair of the clipped list and a norm came back. How many results does this exercise ask "
        "for?": value_pair_with_norm,
        "An entry below -limit became +limit. Which sign should it keep?": value_large_without_sign,
        "Only large positive entries were clipped. What happens to an entry of "
        "-9?": value_above_only,
        "Only large negative entries were clipped. What happens to an entry of "
        "9?": value_below_only,
        "Negative entries became 0. Between which two values may an entry lie?": value_from_zero,
        "All entries were scaled by one factor, computed from the norm. What should happen to an "
        "entry that is within the limit?": value_by_norm,
        "All entries were scaled by one factor, computed from the largest entry. What should happen"
        " to an entry that is within the limit?": value_by_largest_entry,
        "Each array was scaled by its own largest entry. What should happen to an entry that is "
        "within the limit?": value_each_by_largest,
        "Entries beyond the limit became 0. Which value should they get?": value_set_to_zero,
        "Every entry became plus or minus the limit. What should happen to an entry that is "
        "within it?": value_signs,
        "The signs are lost. Which sign should a negative entry keep?": value_signs_lost,
        "The limit is taken to be 1. Which argument says what it is?": value_clips_at_1,
        "The given arrays were overwritten. Which expression creates a new array "
        "instead?": value_in_place,
        "The entries were squashed by tanh. What should happen to an entry that is within the "
        "limit?": value_squashed,
        "A pair came back, as from clip_by_norm. How many results does this exercise ask "
        "for?": value_and_limit,
        "A pair came back, as from clip_by_norm, and large negative entries stayed. How many "
        "results are asked for?": value_above_only_and_limit,
        "Only the first array was clipped. How many arrays are there?": value_first_only,
    },
    alternatives=(value_by_minimum, value_by_where, value_entry_by_entry),
    tolerance_reason="entries are kept or replaced, not computed",
    float32=True,
)
