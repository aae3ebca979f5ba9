"""Scans: h_t = a_t h_{t-1} + b_t for all steps in few rounds, and what a detour by logs costs.

A step is a pair (a, b), and so are several steps in a row: (a, b) leads from h to a h + b. Pairs
may be joined in any grouping, which is what a scan makes use of; their order counts.

Axes  T steps, B batch, H hidden.
Raises  ValueError, from every function here, if shapes do not fit one another, T is 0, or an array
holds no floating-point numbers.
"""

import math

import numpy as np

from helpers.scratch.contract.params import require_finite
from helpers.scratch.contract.validation import require_axes, require_count
from helpers.scratch.variants import minrnn


def combine(left, right):
    """Join two pairs of steps, the left ones first: (a, b) = (a_r a_l, a_r b_l + b_r).

    Shapes: left, right pairs (a, b) of arrays of one shape, real or complex -> (a, b).
    Source: Blelloch (1990), section 1.4.
    """
    (a_l, b_l), (a_r, b_r) = left, right
    return a_r * a_l, a_r * b_l + b_r


def hillis_steele(a, b):
    """Join every step with all steps before it, each round reaching twice as far.

    In the round with reach d, pair t is joined with pair t - d, where there is one.
    Shapes: a, b (T, B, H), real or complex -> products, states (T, B, H), up to and including each
    step: h_t = products[t] * h_0 + states[t], h_0 being the state before step 0.
    Source: Hillis & Steele (1986).
    """
    _require_steps(a, b)
    pair, d = (a, b.astype(np.result_type(a, b))), 1
    while d < len(a):
        joined = combine([x[:-d] for x in pair], [x[d:] for x in pair])
        pair = [np.concatenate([x[:d], y]) for x, y in zip(pair, joined, strict=True)]
        d *= 2
    return pair[0].copy(), pair[1].copy()


def blelloch(a, b):
    """Join all steps before each step, the step itself left out, up a tree and down again.

    On the way up a node joins its two children. The top then gets (1, 0), which changes nothing,
    and on the way down a node hands what came before it to its left child, and that joined with
    the left child's own to the right one. T is filled up to a power of two with (1, 0).
    Shapes: a, b (T, B, H), real or complex -> products, states (T, B, H), before each step:
    h_{t-1} = products[t] * h_0 + states[t]; products[0] is 1, states[0] is 0.
    Source: Blelloch (1990).
    """
    _require_steps(a, b)
    T, dtype = len(a), np.result_type(a, b)
    size = 1 << (T - 1).bit_length()
    fill = np.ones((size - T, *a.shape[1:]), dtype)
    level = np.concatenate([a.astype(dtype), fill]), np.concatenate([b.astype(dtype), 0 * fill])
    lefts = []  # the left children of each level, the lowest first
    while len(level[0]) > 1:
        left, right = [x[0::2] for x in level], [x[1::2] for x in level]
        lefts.append(left)
        level = combine(left, right)
    before = np.ones_like(level[0]), np.zeros_like(level[1])
    for left in reversed(lefts):
        after = combine(before, left)
        before = tuple(
            np.stack(two, axis=1).reshape(-1, *a.shape[1:])
            for two in zip(before, after, strict=True)
        )
    return before[0][:T].copy(), before[1][:T].copy()


def scan_work_depth(T):
    """Count the joined pairs of three ways to take T steps, all of them and one after the other.

    Shapes: -> {"loop", "hillis_steele", "blelloch"}, each {"work": int, "depth": int}: work counts
    every pair that is joined, depth those that must wait for one another. Blelloch's tree is
    filled up to a power of two.
    Source: Blelloch (1990); Hillis & Steele (1986).
    """
    T = require_count("T", T)
    rounds = (T - 1).bit_length()  # the powers of two below T
    full = 1 << rounds
    return {
        "loop": {"work": T - 1, "depth": T - 1},
        "hillis_steele": {"work": sum(T - 2**k for k in range(rounds)), "depth": rounds},
        "blelloch": {"work": 2 * (full - 1), "depth": 2 * rounds},
    }


def log_space_scan(log_a, log_b):
    """Take all steps of h_t = a_t h_{t-1} + b_t from logarithms, starting from 0.

    With A_t = log_a_0 + ... + log_a_t it is h_t = exp(A_t + ln sum_{s <= t} exp(log_b_s - A_s)).
    The sums A grow with t, and the larger a number, the coarser it is rounded: digits are lost.
    Shapes: log_a, log_b (T, B, H), log_b -inf where b is 0 -> hs (T, B, H), not in logarithms.
    Raises: ValueError also if a log_a is not finite, or a log_b is nan or inf.
    Source: Heinsen (2023); Feng et al. (2024).
    """
    _require_steps(log_a, log_b, ("log_a", "log_b"))
    require_finite("log_a", log_a)
    if not (log_b < math.inf).all():
        raise ValueError("log_b holds nan or inf, expected logarithms below inf.")
    A = np.cumsum(log_a, axis=0)
    return np.exp(A + np.logaddexp.accumulate(log_b - A, axis=0))


def min_gru_parallel(p, xs, h0):
    """Run a minGRU over a sequence, all steps by a scan.

    Its gates read x alone, so a_t = 1 - z_t and b_t = z_t n_t of all steps are known beforehand.
    Shapes: p MinGRUParams; xs (T, B, D); h0 (B, H) -> hs (T, B, H).
    Source: Feng et al. (2024); as helpers.scratch.variants.minrnn.min_gru_forward.
    """
    return minrnn.min_gru_forward(p, xs, h0)[0]


def _require_steps(a, b, names=("a", "b")):
    """Compare the arrays of T steps, each real or complex, with one another."""
    sizes: dict[str, int] = {}
    for name, array in zip(names, (a, b), strict=True):
        require_axes(name, array, "T, B, H" + " complex" * np.iscomplexobj(array), sizes)
