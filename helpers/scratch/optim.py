"""Updates of nested parameters: a descent step, and one norm over all tensors."""

import math

import numpy as np

from helpers.scratch.tree import tree_leaves, tree_map
from helpers.scratch.validation import require_positive


def sgd_step(p, dp, lr):
    """Take one step of gradient descent and return the new parameters.

    Shapes: p and dp are trees of one form -> a new tree of that form; p is left as it was.
    Units: lr > 0.
    Raises: ValueError if dp differs from p in form, or lr is not above 0.
    """
    require_positive("lr", lr)
    return tree_map(lambda weight, gradient: weight - lr * gradient, p, dp)


def global_norm(grads):
    """Take the 2-norm of all entries of all leaves together, as if they were one vector."""
    return math.sqrt(sum(float(np.vdot(leaf, leaf)) for _, leaf in tree_leaves(grads)))


def clip_by_norm(grads, threshold):
    """Scale all gradients by one factor so that their common norm is at most threshold.

    Shapes: grads any tree -> (a tree of that form, the norm before clipping).
    The factor is never above 1 and the same for every leaf, so the direction stays.
    Raises: ValueError if threshold is not above 0, or a gradient is not finite.
    Source: Pascanu, Mikolov & Bengio (2013), algorithm 1.
    """
    require_positive("threshold", threshold)
    norm = global_norm(grads)
    if not math.isfinite(norm):
        raise ValueError(f"grads have the norm {norm}, expected finite gradients.")
    factor = threshold / norm if norm > threshold else 1.0
    return tree_map(lambda leaf: leaf * factor, grads), norm
