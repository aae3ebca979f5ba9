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
