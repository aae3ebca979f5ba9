"""Answers to receptive_field that its record did not foresee; the attempts came before it."""

import math


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
