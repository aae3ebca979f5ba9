"""Recurrent maps that keep every norm: reflections, Cayley's map, and a unitary step.

Axes  B batch, D input, H hidden, K reflections.
Raises  ValueError, from every function here, if a shape does not fit another argument, an array
holds numbers of the wrong kind, or a number is out of its range.
"""

import math

import numpy as np

from helpers.scratch.contract.validation import require_axes, require_floats, require_positive
from helpers.scratch.modules.m11_time_scales import (
    delayed_path_length,
    pyramid_lengths,
    time_constant,
)
from helpers.scratch.variants import orthogonal, unitary


def householder_product(vs, h):
    """Reflect every row of h along each of K vectors in turn, without forming a matrix.

    A reflection along v takes twice the part along v away: h - 2 (h . v) / (v . v) v. K of them
    cost 2 K H products a row, where a matrix costs H^2.
    Shapes: vs (K, H), no row 0; h (B, H) -> (B, H), h @ householder(vs) of
    helpers.scratch.variants.orthogonal: the first vector acts first.
    Raises: ValueError also if a v is zero.
    Source: Mhammedi et al. (2017).
    """
    K, H = require_floats("vs", vs, K=None, H=None)
    require_floats("h", h, B=None, H=H)
    for k in range(K):
        if not vs[k].any():
            raise ValueError(f"vs[{k}] is zero, expected a direction.")
        u = vs[k] / np.abs(vs[k]).max()  # a length of v changes nothing, and no square overflows
        h = h - np.outer(2 / (u @ u) * (h @ u), u)
    return h


def cayley(A):
    """Make a rotation from an antisymmetric matrix, W = (I + A)^-1 (I - A).

    Shapes: A (H, H) with A.T = -A -> W (H, H), orthogonal, of determinant 1, without the
    eigenvalue -1.
    Raises: ValueError also if A is not antisymmetric.
    Source: Helfrich, Willmott & Ye (2018); as helpers.scratch.variants.orthogonal.cayley, whose S
    is A / 2.
    """
    require_axes("A", A, "H, H", {})
    apart = np.abs(A + A.T).max()
    if not apart <= 1e-6 * np.abs(A).max():
        raise ValueError(f"A + A.T has an entry of {apart:g}, expected 0: A.T = -A.")
    return orthogonal.cayley(A / 2)


def mod_relu(z, b):
    """Add b to the length of every complex number and keep its angle; 0 where it would be negative.

    Shapes: z (B, H) complex; b (H,) real -> (B, H) complex.
    Source: as helpers.scratch.variants.unitary.modrelu.
    """
    return unitary.modrelu(z, b)


def unitary_step(p, z, x, permutation):
    """Advance a unitary network by one step, z_next = mod_relu(W z + x @ W_x, b).

    W = D_3 R_2 F^-1 D_2 P R_1 F D_1, applied from the right end.
    Shapes: p UnitaryParams; z (B, H) complex; x (B, D) real; permutation (H,) int: entry j of the
    permuted row is entry permutation[j] of the row before -> z_next (B, H) complex.
    Source: as helpers.scratch.variants.unitary.unitary_step.
    """
    return unitary.unitary_step(p, x, z, permutation)[0]


def eigenvalue_horizon(rho, tol):
    """Return after how many steps an eigenvalue of size rho leaves a share tol: rho^n = tol.

    Units: steps, n = ln(tol) / ln(rho); infinite at rho = 1. 0 < rho <= 1, 0 < tol < 1.
    """
    rho, tol = require_positive("rho", rho), require_positive("tol", tol)
    if rho > 1 or tol >= 1:
        raise ValueError(f"rho and tol are {rho} and {tol}, expected rho <= 1 and tol < 1.")
    return math.log(tol) / math.log(rho) if rho < 1 else math.inf


def scales_by_hand():
    """Work out module 11's measures of time, and three maps that keep a norm.

    A leak alpha = 0.25; the shortest path over 100 steps with the delays 1 and 7; 23 steps through
    strides 2, 2 and 3; an eigenvalue of 0.99 down to a share of 0.01; h = (3, 1) reflected along
    v = (1, 2); (1, 0) @ cayley(A) with A = ((0, 1), (-1, 0)); mod_relu(3 + 4i, -2).
    Returns a dict of ten floats: tau, path, steps, horizon, h_1, h_2 (the reflected vector), r_1,
    r_2 (the rotated one), re, im.
    """
    reflected = householder_product(np.array([[1.0, 2.0]]), np.array([[3.0, 1.0]]))[0]
    rotated = np.array([1.0, 0.0]) @ cayley(np.array([[0.0, 1.0], [-1.0, 0.0]]))
    shrunk = mod_relu(np.array([[3 + 4j]]), np.array([-2.0]))[0, 0]
    numbers = {
        "tau": time_constant(0.25),
        "path": delayed_path_length(100, (1, 7)),
        "steps": pyramid_lengths([23], (2, 2, 3))[-1, 0],
        "horizon": eigenvalue_horizon(0.99, 0.01),
    }
    numbers |= {"h_1": reflected[0], "h_2": reflected[1], "r_1": rotated[0], "r_2": rotated[1]}
    numbers |= {"re": shrunk.real, "im": shrunk.imag}
    return {name: float(value) for name, value in numbers.items()}
