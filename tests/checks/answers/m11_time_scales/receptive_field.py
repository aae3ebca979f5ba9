"""Answers to receptive_field that its record did not foresee; the attempts came before it."""

import math

from tests.checks.answers import wrong


def kernel_times_sum(dilations, kernel):
    return kernel * sum(dilations)


def without_one(dilations, kernel):
    return (kernel - 1) * sum(dilations)


def product(dilations, kernel):
    return 1 + (kernel - 1) * math.prod(dilations)


def largest(dilations, kernel):
    return 1 + (kernel - 1) * max(dilations)


def one_plus_kernel_times_sum(dilations, kernel):
    return 1 + kernel * sum(dilations)


def one_for_each_layer(dilations, kernel):
    return sum(1 + (kernel - 1) * d for d in dilations)


def powers_of_the_kernel(dilations, kernel):
    return kernel ** len(dilations)


def inputs_counted(dilations, kernel):
    """Count the different steps that are read."""
    steps = {0}
    for d in dilations:
        steps = {s + k * d for s in steps for k in range(kernel)}
    return len(steps)


def layers_times_kernel(dilations, kernel):
    return 1 + (kernel - 1) * len(dilations)


def sum_alone(dilations, kernel):
    return 1 + sum(dilations)


def product_without_one(dilations, kernel):
    return (kernel - 1) * math.prod(dilations)


def both_sides(dilations, kernel):
    return 1 + 2 * (kernel - 1) * sum(dilations)


def kernel_times_largest(dilations, kernel):
    return 1 + kernel * max(dilations)


WRONG = (
    wrong(kernel_times_largest, "Only the largest dilation counts here, kernel times"),
    wrong(kernel_times_sum, "kernel dilations were counted for each layer"),
    wrong(without_one, "This is one too few"),
    wrong(product, "The dilations were multiplied"),
    wrong(largest, "Only the largest dilation counts here"),
    wrong(one_plus_kernel_times_sum, "kernel dilations were counted for each layer, and 1 added"),
    wrong(one_for_each_layer, "The step itself was counted once in each layer"),
    wrong(powers_of_the_kernel, "This is a power of kernel, the number of ways through the layers"),
    wrong(inputs_counted, "The steps that are read were counted, without those in between"),
    wrong(layers_times_kernel, "The dilations have no effect"),
    wrong(sum_alone, "kernel has no effect"),
    wrong(product_without_one, "The dilations were multiplied, and the step itself is not counted"),
    wrong(both_sides, "Steps were counted on both sides of t. To which side does a layer look"),
)
EDGES = {
    "one layer": lambda cases: any(len(dilations) == 1 for dilations, _ in cases),
    "a kernel of 1": lambda cases: any(kernel == 1 for _, kernel in cases),
    "dilations of 1 alone": lambda cases: any(max(dilations) == 1 for dilations, _ in cases),
    "doubling": lambda cases: any(dilations[:3] == (1, 2, 4) for dilations, _ in cases),
}
