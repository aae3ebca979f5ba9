"""Gradients by central differences, with which every derivation is compared.

The numeric gradient of f at x is (f(x + eps) - f(x - eps)) / (2 eps), one entry at a time. Its
error has two parts: one that shrinks like eps**2 (the curve is not a line) and one that grows
like 1e-16 / eps (subtracting nearly equal numbers). Around eps = 1e-5 their sum is smallest.

Where X is complex, dX = dL/dRe X + i dL/dIm X for a real loss L, PyTorch's convention: dX points
uphill, and a small step E changes L by the sum of Re(conj(dX) * E).

Raises  ValueError, from every function here, if two trees or arrays that are compared differ in
form, something that has to be differentiated holds no floating-point numbers, or f or eps is
none.
"""

import math

import numpy as np

from helpers.scratch.contract.tree import require_same_form, tree_leaves, tree_map
from helpers.scratch.contract.validation import require_positive

SMALLEST_SCALE = 1e-4  # gradients below this norm are compared in absolute terms


def numeric_gradient(f, x, eps=1e-5):
    """Estimate the gradient of a scalar function by central differences.

    f takes one argument like x and returns a number; x is an array or a tree of them, and is
    not changed. Shapes: the result has the form of x, in float64, or complex128 for a complex
    leaf, whose real and imaginary parts are moved one after the other.
    """
    if not callable(f):
        raise ValueError(f"f is a {type(f).__name__}, expected a function.")
    require_positive("eps", eps)
    for path, leaf in tree_leaves(x):
        if np.asarray(leaf).dtype.kind not in "fc":
            raise ValueError(f"x{path and ' at ' + path} holds no floats: it has no gradient.")
    point = tree_map(lambda leaf: np.array(leaf, dtype=_double(leaf)), x)
    gradient = tree_map(np.zeros_like, point)
    leaves, slopes = tree_leaves(point), tree_leaves(gradient)
    for (_, leaf), (_, slope) in zip(leaves, slopes, strict=True):
        for index in np.ndindex(leaf.shape):
            kept = leaf[index]
            for unit in (1, 1j) if np.iscomplexobj(leaf) else (1,):
                leaf[index] = kept + eps * unit
                above = float(f(point))
                leaf[index] = kept - eps * unit
                below = float(f(point))
                slope[index] += unit * (above - below) / (2 * eps)
            leaf[index] = kept
    return gradient


def relative_error(got, want):
    """Compare two gradients: norm of the difference over the larger of the two norms.

    A norm over the whole array, not an entry-by-entry ratio: an entry that is 0 by symmetry
    would otherwise turn rounding noise into an error of 1. When both norms are below 1e-4 the
    difference is divided by 1e-4 instead, for the same reason.
    A NaN on either side counts as an infinite error.
    A real gradient where a complex one is wanted counts as one whose imaginary part is 0.
    """
    got, want = np.asarray(got, dtype=_double(got)), np.asarray(want, dtype=_double(want))
    if got.shape != want.shape:
        raise ValueError(f"got has shape {got.shape}, expected {want.shape}.")
    scale = max(np.linalg.norm(got.ravel()), np.linalg.norm(want.ravel()), SMALLEST_SCALE)
    error = float(np.linalg.norm((got - want).ravel()) / scale)
    return error if math.isfinite(error) else math.inf  # max() may pass over a NaN


def relative_errors(got, want, name=""):
    """Compare two trees of gradients leaf by leaf: {path: relative_error}."""
    require_same_form(want, got, name, "the gradient")
    pairs = zip(tree_leaves(got, name), tree_leaves(want, name), strict=True)
    return {path: relative_error(leaf, twin) for (path, leaf), (_, twin) in pairs}


def check_gradients(forward, backward, inputs, rng, eps=1e-5):
    """Compare a backward pass with central differences, under a random upstream gradient.

    inputs: dict from name to array or tree. forward(**inputs) returns the outputs that the
    loss may depend on: a number, an array, or a tree of them. backward(douts, **inputs) gets
    their gradients in the same form and returns a dict of gradients, for some or all inputs.
    The loss is the sum of outputs times normal draws from rng, so every output counts, each
    entry differently; a complex output is weighed as Re(conj(draw) * output), its draw complex.
    Returns {path: relative error}, paths such as p.W_h.
    """
    douts = tree_map(lambda out: _draw_like(rng, out), forward(**inputs))
    gradients = backward(douts, **inputs)
    unknown = [name for name in gradients if name not in inputs]
    if unknown or not gradients:
        raise ValueError(f"backward returned {unknown or 'nothing'}, expected {list(inputs)}.")
    errors = {}
    for name, gradient in gradients.items():

        def loss(value, name=name):
            outs = forward(**{**inputs, name: value})
            weighted = tree_map(lambda out, dout: np.sum(np.conj(dout) * out).real, outs, douts)
            return sum(float(leaf) for _, leaf in tree_leaves(weighted))

        errors |= relative_errors(gradient, numeric_gradient(loss, inputs[name], eps), name)
    return errors


def _double(array):
    """Return the double-precision type that holds an array: complex128 if it is complex."""
    return np.result_type(np.asarray(array).dtype, np.float64)


def _draw_like(rng, out):
    """Draw the gradient of an output: normal, and complex where the output is."""
    draw = rng.normal(size=np.shape(out))
    return draw + 1j * rng.normal(size=np.shape(out)) if np.iscomplexobj(out) else draw
