"""Check of receptive_field."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m11_time_scales import receptive_field


def receptive_field_cases(seed):
    """Yield (dilations, kernel): a few layers in any order, one layer, doubling, kernel 1."""
    rng = np.random.default_rng(seed)
    yield drawn(rng, 3), 3
    yield drawn(rng, 4), int(rng.integers(4, 6))
    yield (int(rng.integers(5, 9)),), int(rng.integers(3, 6))
    yield tuple(2**n for n in range(int(rng.integers(4, 7)))), 2
    yield drawn(rng, 3), 1
    yield (1,) * int(rng.integers(3, 6)), 3
    yield drawn(rng, 3), 3


def drawn(rng, count):
    """Draw dilations of which no two are the same, the largest not at the end."""
    while True:
        dilations = [int(d) for d in rng.choice(np.arange(2, 12), size=count, replace=False)]
        if max(dilations) not in (dilations[0], dilations[-1]):
            return tuple(dilations)


def field_kernel_times(dilations, kernel):
    return kernel * sum(dilations)


def field_without_one(dilations, kernel):
    return (kernel - 1) * sum(dilations)


def field_kernel_and_one(dilations, kernel):
    return 1 + kernel * sum(dilations)


def field_product(dilations, kernel):
    return 1 + (kernel - 1) * math.prod(dilations)


def field_product_without_one(dilations, kernel):
    return (kernel - 1) * math.prod(dilations)


def field_largest(dilations, kernel):
    return 1 + (kernel - 1) * max(dilations)


def field_largest_kernel_times(dilations, kernel):
    return 1 + kernel * max(dilations)


def field_one_for_each(dilations, kernel):
    return sum(1 + (kernel - 1) * d for d in dilations)


def field_kernel_power(dilations, kernel):
    return kernel ** len(dilations)


def field_layers(dilations, kernel):
    return 1 + (kernel - 1) * len(dilations)


def field_sum(dilations, kernel):
    return 1 + sum(dilations)


def field_both_sides(dilations, kernel):
    return 1 + 2 * (kernel - 1) * sum(dilations)


def field_gaps(dilations, kernel):
    """Take a dilation for the number of steps between two taps that are skipped."""
    return 1 + (kernel - 1) * sum(d + 1 for d in dilations)


def field_read(dilations, kernel):
    """Count the different steps that are read."""
    steps = {0}
    for d in dilations:
        steps = {s + k * d for s in steps for k in range(kernel)}
    return len(steps)


def by_steps(dilations, kernel):
    """Follow the furthest tap from layer to layer."""
    first = last = 0
    for d in dilations:
        first -= d * (kernel - 1)
    return last - first + 1


def by_marks(dilations, kernel):
    """Mark every step that is read, and measure from the first to the last."""
    steps = {0}
    for d in reversed(dilations):
        steps = {s - k * d for s in steps for k in range(kernel)}
    return max(steps) - min(steps) + 1


def by_arrays(dilations, kernel):
    return int(np.dot(np.array(dilations), np.full(len(dilations), kernel - 1))) + 1


check_receptive_field = Check(
    name="receptive_field",
    reference=receptive_field,
    cases=receptive_field_cases,
    outputs=("steps",),
    slips={
        "kernel dilations were counted for each layer. How many gaps lie between kernel "
        "taps?": field_kernel_times,
        "This is one too few: the distance. How many steps are there from t - 4 to t, both "
        "counted?": field_without_one,
        "kernel dilations were counted for each layer, and 1 added. How many gaps lie between "
        "kernel taps?": field_kernel_and_one,
        "The dilations were multiplied. By how much does each layer move the furthest "
        "step?": field_product,
        "The dilations were multiplied, and the step itself is not counted. By how much does each "
        "layer move the furthest step?": field_product_without_one,
        "Only the largest dilation counts here. What do the other layers add?": field_largest,
        "Only the largest dilation counts here, kernel times. What do the other layers add, and "
        "how many gaps lie between kernel taps?": field_largest_kernel_times,
        "The step itself was counted once in each layer. How often does it "
        "count?": field_one_for_each,
        "This is a power of kernel, the number of ways through the layers. How far apart are the "
        "first and the last step that they reach?": field_kernel_power,
        "The dilations have no effect. How far apart are two taps of a layer?": field_layers,
        "kernel has no effect. How many taps has a layer?": field_sum,
        "Steps were counted on both sides of t. To which side does a layer look?": (
            field_both_sides
        ),
        "Two taps are one step too far apart here. Which step comes after t if the dilation is 1, "
        "t - 1 or t - 2?": field_gaps,
        "The steps that are read were counted, without those in between. What is asked for, their "
        "number or how far they reach?": field_read,
    },
    alternatives=(by_steps, by_marks, by_arrays),
    tolerance_reason="a whole number",
)
