"""Updates of nested parameters, and clipping of their gradients.

Trees are NamedTuples, tuples, lists and dicts with arrays as leaves. Every function returns new
trees and leaves the given ones as they were. Complex leaves count as pairs of real numbers.

Raises  ValueError, from every function here, if two trees differ in form, a leaf holds no
floating-point numbers or one that is not finite, or a number is out of the range that Units
states.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from helpers.scratch.contract.tree import tree_leaves, tree_map
from helpers.scratch.contract.updates import (
    require_finite_leaves,
    require_float_leaves,
    require_fraction,
    require_gradients_of,
    require_range_of_squares,
)
from helpers.scratch.contract.validation import require_count, require_positive


def sgd_step(p, dp, lr):
    """Take one step of gradient descent and return the new parameters.

    Shapes: p and dp are trees of one form -> a new tree of that form; p is left as it was.
    Units: lr > 0.
    """
    lr = require_positive("lr", lr)
    require_gradients_of(p, dp)
    return tree_map(lambda weight, gradient: weight - lr * gradient, p, dp)


def momentum_start(p):
    """Return the velocity that a first momentum_step needs: zeros in the form of p."""
    require_finite_leaves(p, "p")
    return tree_map(np.zeros_like, p)


def momentum_step(p, dp, velocity, lr, momentum, nesterov=False):
    """Take one step along a velocity that sums past gradients, fading by momentum each step.

    velocity_next = momentum * velocity + dp;   p_next = p - lr * velocity_next, or with
    nesterov p_next = p - lr * (dp + momentum * velocity_next).
    Shapes: p, dp, velocity trees of one form -> p_next, velocity_next.
    Units: lr > 0; 0 <= momentum < 1.
    Source: Polyak (1964); Sutskever, Martens, Dahl & Hinton (2013). Differs: their velocity holds
    -lr already; here, as in PyTorch, a new lr counts for the whole velocity at once. And p here
    is their point ahead, where Nesterov's gradient is taken.
    """
    lr, momentum = require_positive("lr", lr), require_fraction("momentum", momentum)
    require_gradients_of(p, dp, velocity=velocity)
    velocity_next = tree_map(lambda v, g: momentum * v + g, velocity, dp)
    moves = velocity_next
    if nesterov:
        moves = tree_map(lambda g, v: g + momentum * v, dp, velocity_next)
    return tree_map(lambda weight, move: weight - lr * move, p, moves), velocity_next


class AdamState(NamedTuple):
    """What Adam remembers between steps."""

    m: Any  # a tree like p: running mean of the gradients
    v: Any  # a tree like p: running mean of their squares
    t: int  # the number of steps taken


def adam_start(p):
    """Return the state that a first adam_step needs: zeros in the form of p, no step taken."""
    require_finite_leaves(p, "p")
    require_range_of_squares(p, "p")
    return AdamState(m=tree_map(np.zeros_like, p), v=tree_map(np.zeros_like, p), t=0)


def adam_step(p, dp, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Take one step of Adam, each entry scaled by its own gradients' recent size.

    Shapes: p, dp, state.m, state.v trees of one form -> p_next, state_next AdamState.
    Units: lr > 0; 0 <= beta1, beta2 < 1; eps > 0.
    Source: Kingma & Ba (2015), algorithm 1, their alpha written lr. A complex entry is two real
    ones, each with its own square in v, as in PyTorch. Differs: no float16, whose squares round
    to 0.
    """
    lr, eps = require_positive("lr", lr), require_positive("eps", eps)
    beta1, beta2 = require_fraction("beta1", beta1), require_fraction("beta2", beta2)
    if type(state) is not AdamState:
        raise ValueError(f"state is a {type(state).__name__}, expected AdamState: see adam_start.")
    trees = {"p": p, "dp": dp, "state.m": state.m, "state.v": state.v}
    require_gradients_of(**trees)
    for name, tree in trees.items():
        require_range_of_squares(tree, name)
    t = require_count("state.t", state.t, least=0) + 1
    m_next = tree_map(lambda m, g: beta1 * m + (1 - beta1) * g, state.m, dp)
    v_next = tree_map(lambda v, g: beta2 * v + (1 - beta2) * _apart(np.square, g), state.v, dp)

    def move(weight, m, v):
        m_hat = m / (1 - beta1**t)  # zeros at the start pull both means towards 0;
        v_hat = v / (1 - beta2**t)  # this takes the pull out again
        return weight - lr * _apart(
            lambda mean, square: mean / (np.sqrt(square) + eps), m_hat, v_hat
        )

    return tree_map(move, p, m_next, v_next), AdamState(m_next, v_next, t)


def global_norm(grads):
    """Take the 2-norm of all entries of all leaves together, as if they were one vector.

    Shapes: grads any tree -> float. A complex entry z counts with abs(z)**2.
    """
    require_float_leaves(grads, "grads")
    parts = [part for _, leaf in tree_leaves(grads) for part in _parts(_in_double(leaf))]
    largest = max((float(np.max(np.abs(part), initial=0.0)) for part in parts), default=0.0)
    if largest == 0.0:
        return 0.0
    # Divided by a power of two near the largest entry, exactly, no square leaves float64's range.
    scale = 2.0 ** (math.frexp(largest)[1] - 1)
    return scale * math.sqrt(sum(float(np.vdot(part / scale, part / scale)) for part in parts))


def clip_by_norm(grads, threshold):
    """Scale all gradients by one factor so that their common norm is at most threshold.

    Shapes: grads any tree -> (a tree of that form, the norm before clipping).
    The factor is never above 1 and the same for every leaf, so the direction stays.
    Source: Pascanu, Mikolov & Bengio (2013), algorithm 1. PyTorch's clip_grad_norm_ divides by
    norm + 1e-6, so what it clips ends slightly below the threshold.
    """
    threshold = require_positive("threshold", threshold)
    require_finite_leaves(grads, "grads")
    norm = global_norm(grads)
    if not math.isfinite(norm):
        raise ValueError(f"grads have the norm {norm}, expected one that float64 can hold.")
    factor = threshold / norm if norm > threshold else 1.0
    return tree_map(lambda leaf: leaf * factor, grads), norm


def clip_by_value(grads, limit):
    """Move every entry into the range from -limit to limit; the direction may change.

    Shapes: grads any tree -> a tree of that form. Of a complex entry, each part by itself.
    Source: Mikolov (2012).
    """
    limit = require_positive("limit", limit)
    require_finite_leaves(grads, "grads")
    return tree_map(lambda leaf: _apart(lambda part: np.clip(part, -limit, limit), leaf), grads)


def _apart(function, *leaves):
    """Apply a function of real arrays; to complex ones, on real and imaginary parts apart."""
    if not np.iscomplexobj(leaves[0]):
        return function(*leaves)
    real, imag = zip(*map(_parts, leaves), strict=True)
    return function(*real) + 1j * function(*imag)


def _parts(leaf):
    """List the real arrays that a leaf consists of: itself, or its real and imaginary parts."""
    return (leaf.real, leaf.imag) if np.iscomplexobj(leaf) else (leaf,)


def _in_double(leaf):
    """Return a leaf as an array of float64, or complex128: a long sum in float32 is inexact."""
    leaf = np.asarray(leaf)
    return leaf.astype(np.result_type(leaf.dtype, np.float64), copy=False)
