"""Answers to layer_norm_backward that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def parts(x, axis=-1, eps=1e-5):
    centred = x - x.mean(axis=axis, keepdims=True)
    sd = np.sqrt((centred**2).mean(axis=axis, keepdims=True) + eps)
    return centred / sd, sd


def shared(a):
    return a.sum(axis=tuple(range(a.ndim - 1)))


def over_the_batch(x, gain, dy):
    n, sd = parts(x, axis=0)
    dn = dy * gain
    along = (dn * n).mean(axis=0, keepdims=True)
    dx = (dn - dn.mean(axis=0, keepdims=True) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


def scaling_alone(x, gain, dy):
    n, sd = parts(x)
    return dy * gain / sd, shared(dy * n), shared(dy)


def without_mean(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    return (dn - along * n) / sd, shared(dy * n), shared(dy)


def without_along(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    return (dn - dn.mean(axis=-1, keepdims=True)) / sd, shared(dy * n), shared(dy)


def gain_forgotten(x, gain, dy):
    n, sd = parts(x)
    along = (dy * n).mean(axis=-1, keepdims=True)
    dx = (dy - dy.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


def gain_afterwards(x, gain, dy):
    n, sd = parts(x)
    along = (dy * n).mean(axis=-1, keepdims=True)
    dx = gain * (dy - dy.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


def by_variance(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd**2
    return dx, shared(dy * n), shared(dy)


def unbiased(x, gain, dy):
    centred = x - x.mean(axis=-1, keepdims=True)
    sd = np.sqrt(x.var(axis=-1, keepdims=True, ddof=1) + 1e-5)
    n = centred / sd
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


def gain_from_x(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * x), shared(dy)


def gain_in_dgain(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dn * n), shared(dn)


def eps_outside(x, gain, dy):
    centred = x - x.mean(axis=-1, keepdims=True)
    sd = x.std(axis=-1, keepdims=True) + 1e-5
    n = centred / sd
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


def eps_left_out(x, gain, dy):
    n, sd = parts(x, eps=0.0)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


def first_axis_alone(x, gain, dy):
    """Right for (B, D), not for (T, B, D)."""
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, (dy * n).sum(axis=0), dy.sum(axis=0)


def summed_over_entries(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, (dy * n).sum(axis=-1), dy.sum(axis=-1)


def sums_for_means(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).sum(axis=-1, keepdims=True)
    dx = (dn - dn.sum(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


def exchanged(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy), shared(dy * n)


def along_with_dy(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dy * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


def along_added(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) + along * n) / sd
    return dx, shared(dy * n), shared(dy)


def centred_for_n(x, gain, dy):
    """Forget to divide by sd in n."""
    _, sd = parts(x)
    n = x - x.mean(axis=-1, keepdims=True)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


def both_scaling_alone_and_dgain_from_x(x, gain, dy):
    _, sd = parts(x)
    return dy * gain / sd, shared(dy * x), shared(dy)


def both_without_mean_and_first_axis(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    return (dn - along * n) / sd, (dy * n).sum(axis=0), dy.sum(axis=0)


def both_gain_forgotten_and_along(x, gain, dy):
    n, sd = parts(x)
    return (dy - dy.mean(axis=-1, keepdims=True)) / sd, shared(dy * n), shared(dy)


def both_batch_and_sd(x, gain, dy):
    n, sd = parts(x, axis=0)
    dn = dy * gain
    return dn / sd, shared(dy * n), shared(dy)


def mean_of_gradients(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    before = tuple(range(x.ndim - 1))
    return dx, (dy * n).mean(axis=before), dy.mean(axis=before)


def both_unbiased_and_dgain_of_x(x, gain, dy):
    sd = np.sqrt(x.var(axis=-1, keepdims=True, ddof=1) + 1e-5)
    n = (x - x.mean(axis=-1, keepdims=True)) / sd
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * x), shared(dy)


def both_gain_forgotten_and_exchanged(x, gain, dy):
    n, sd = parts(x)
    along = (dy * n).mean(axis=-1, keepdims=True)
    dx = (dy - dy.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy), shared(dy * n)


def both_without_along_and_gain_in_dgain(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    return (dn - dn.mean(axis=-1, keepdims=True)) / sd, shared(dn * n), shared(dn)


def both_over_the_batch_and_by_variance(x, gain, dy):
    n, sd = parts(x, axis=0)
    dn = dy * gain
    along = (dn * n).mean(axis=0, keepdims=True)
    return (dn - dn.mean(axis=0, keepdims=True) - along * n) / sd**2, shared(dy * n), shared(dy)


def keepdims_forgotten(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1)
    dx = (dn - dn.mean(axis=-1) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


def variance_alone(x, gain, dy):
    """The mean counts as a constant in dx, and along is divided by the variance."""
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).mean(axis=-1, keepdims=True)
    return dn / sd - along * n / sd**2, shared(dy * n), shared(dy)


def projected_on_x(x, gain, dy):
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * x).mean(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * x) / sd
    return dx, shared(dy * n), shared(dy)


def by_the_norm_of_n(x, gain, dy):
    """A projection by the length of n, which is D but for the 1e-5."""
    n, sd = parts(x)
    dn = dy * gain
    along = (dn * n).sum(axis=-1, keepdims=True) / (n**2).sum(axis=-1, keepdims=True)
    dx = (dn - dn.mean(axis=-1, keepdims=True) - along * n) / sd
    return dx, shared(dy * n), shared(dy)


WRONG = (
    wrong(over_the_batch, "Mean and variance go over the first axis, as in batch norm"),
    wrong(scaling_alone, "dx is dn divided by sigma"),
    wrong(without_mean, "dx still holds a mean"),
    wrong(without_along, "dx still points along n in part"),
    wrong(gain_forgotten, "The gain has no effect on dx"),
    wrong(gain_afterwards, "dx was multiplied by the gain at the end"),
    wrong(by_variance, "dx was divided by the variance"),
    wrong(unbiased, "The variance was divided by D - 1"),
    wrong(gain_from_x, "dgain was made of x"),
    wrong(gain_in_dgain, "dgain and dshift were made of dn"),
    wrong(eps_outside, "1e-5 was added to the root"),
    wrong(eps_left_out, "The 1e-5 is missing"),
    wrong(first_axis_alone, "dgain and dshift were summed over the first axis alone"),
    wrong(summed_over_entries, "dgain and dshift were summed over the entries"),
    wrong(sums_for_means, "Sums were subtracted from dn in place of means"),
    wrong(exchanged, "dgain and dshift are exchanged"),
    wrong(along_with_dy, "The mean of dy n was taken along n"),
    wrong(along_added, "The part along n was added"),
    wrong(centred_for_n, "n was centred but not divided by sigma"),
    wrong(
        both_scaling_alone_and_dgain_from_x, "dgain was made of x, and dx is dn divided by sigma"
    ),
    wrong(
        both_without_mean_and_first_axis,
        "dx still holds a mean, and with three axes dgain and dshift were",
    ),
    wrong(
        both_gain_forgotten_and_along, "The gain has no effect on dx, and dx still points along n"
    ),
    wrong(
        both_batch_and_sd, "Mean and variance go over the first axis, and count as constants in dx"
    ),
    wrong(mean_of_gradients, "dgain and dshift are means over the vectors"),
    wrong(both_unbiased_and_dgain_of_x, "The variance was divided by D - 1"),
    wrong(both_gain_forgotten_and_exchanged, "The gain has no effect on dx"),
    wrong(both_without_along_and_gain_in_dgain, "dx still points along n in part"),
    wrong(
        both_over_the_batch_and_by_variance,
        "With every float input except x and dy set to zero, dgain is still",
    ),
    wrong(keepdims_forgotten, "Write the shape of each array in this line beside it"),
    wrong(variance_alone, "With every float input except gain and dy set to zero, dx is still"),
    wrong(projected_on_x, "The part along x was subtracted"),
    wrong(
        by_the_norm_of_n, "The part along n was divided by the mean of n n, which the 1e-5 makes"
    ),
)

EDGES = {
    "two axes and three": lambda cases: {x.ndim for x, *_ in cases} == {2, 3},
    "a variance like the 1e-5, and none": lambda cases: (
        any(0 < x.var(axis=-1).max() < 1e-4 for x, *_ in cases)
        and any((np.ptp(x, axis=-1) == 0).all() for x, *_ in cases)
    ),
    "large entries": lambda cases: any(x.std() > 5 for x, *_ in cases),
    "no gain of 1": lambda cases: all((abs(gain - 1) > 1e-9).all() for _, gain, _ in cases),
    "one step, one sequence, one vector": lambda cases: (
        {(1, 4), (2, 1), (1,)} <= {x.shape[:-1] for x, *_ in cases}
    ),
    "all sizes alike": lambda cases: any(len(set(x.shape)) == 1 for x, *_ in cases),
}
