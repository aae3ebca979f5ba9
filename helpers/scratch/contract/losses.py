"""Checks of what a loss reads: logits with targets, masks, and gradients beside their arrays."""

import numpy as np

from helpers.scratch.contract.validation import (
    require_floats,
    require_ids,
    require_numbers,
    require_shape,
)


def require_loss(logits, targets, mask, reduction):
    """Return logits and targets, both 0 on padding, and the mask once the four arguments fit."""
    T, B, V = require_floats("logits", logits, T=None, B=None, V=None)
    require_shape("targets", targets, T=T, B=B)
    require_shape("mask", mask, T=T, B=B)
    real = require_mask(mask)
    if reduction not in ("sum", "mean"):
        raise ValueError(f'reduction is {reduction!r}, expected "sum" or "mean".')
    if reduction == "mean" and not real.any():
        raise ValueError("mask is 0 everywhere, expected at least one real step for a mean.")
    if not real.all():  # padding may hold NaN or infinity, which 0 * would keep
        logits = np.where(real[..., None], logits, 0)
        targets = np.where(real, targets, np.zeros_like(targets))  # and -100, a common mark
    return logits, require_ids("targets", targets, V), real


def require_targets(logits, targets):
    """Return targets as an integer array once there is one id for each row of logits."""
    targets = np.asarray(targets)
    axes: dict[str, None] = {f"N{axis}": None for axis in range(np.ndim(logits) - 1)}
    *rows, V = require_floats("logits", logits, **axes, V=None)
    if targets.shape != tuple(rows):
        got = f"targets has shape {targets.shape}, expected {tuple(rows)}"
        raise ValueError(f"{got}: one id for each row of logits, of shape {logits.shape}.")
    return require_ids("targets", targets, V)


def require_pair(**arrays):
    """Return an output and its gradient as arrays once they have one shape."""
    (name, y), (gradient_name, dy) = arrays.items()
    y = require_numbers(name, y)
    return y, require_shape_of(gradient_name, dy, y)


def require_shape_of(name, array, like):
    """Return a gradient once it holds floats, and has the shape of what it belongs to."""
    array = require_numbers(name, array, "f")
    if array.shape != np.shape(like):
        raise ValueError(f"{name} has shape {array.shape}, expected {np.shape(like)}.")
    return array


def require_mask(mask):
    """Return mask as booleans, True on real steps."""
    mask = np.asarray(mask)
    real = mask == 1
    if not (real | (mask == 0)).all():
        raise ValueError("mask holds other values than 0 and 1, expected 1 on real steps.")
    return real


def real_steps(mask):
    """Return mask as booleans (T, B, 1), and the number of real steps of each row (B, 1)."""
    real = require_mask(mask)
    counts = real.sum(axis=0)
    if not counts.all():
        row = int(np.flatnonzero(counts == 0)[0])
        raise ValueError(f"mask is 0 in all of row {row}, expected at least one real step.")
    return real[..., None], counts[:, None]
