"""The linear recurrence h_t = a_t * h_{t-1} + b_t for all steps at once.

Two steps in a row are one step of the same kind: with a = a_2 a_1 and b = a_2 b_1 + b_2 it leads
from h_0 to h_2. So pair the neighbours, solve the problem of half the length for every second
state, and fill in the states between: O(T) work in about 2 log2(T) rounds of array operations,
where a loop takes T.

Axes  T time, B batch, H hidden.   dX is the gradient of the loss with respect to X.
Raises  ValueError, from every function here, if the shapes do not fit, T is 0, an argument holds
no floats, or dhs is complex where hs is real.
"""

import numpy as np

from helpers.scratch.contract.validation import require_axes


def scan(a, b, h0):
    """Compute every state of h_t = a_t * h_{t-1} + b_t by an associative scan.

    Shapes: a, b (T, B, H); h0 (B, H), each real or complex -> hs (T, B, H); h0 is not in it.
    No logarithm and no division, so a may be 0 or negative. With |a| <= 1 no product of factors
    grows, and one that rounds to 0 stands before a term that no longer counts. Where a product
    overflows, |a| being above 1, the steps are taken one after the other.
    Source: Blelloch (1990); Martin & Cundy (2018).
    """
    _require(a=a, b=b, h0=h0)
    return _solve(a, _begin(a, b, h0))


def scan_loop(a, b, h0):
    """Compute what scan computes one step after the other.

    Shapes: as scan.
    """
    _require(a=a, b=b, h0=h0)
    return _loop(a, _begin(a, b, h0))


def scan_backward(a, h0, hs, dhs):
    """Pull the gradients of all states back through the recurrence, by a scan in reverse.

    Shapes: a, hs (as scan returned it), dhs (T, B, H); h0 (B, H) -> da, db (T, B, H), dh0 (B, H).
    The gradients of the states obey dh_t = conj(a_{t+1}) * dh_{t+1} + dhs_t, which is the same
    recurrence backwards in time, and db_t = dh_t. The gradient of a real a or h0 is real; of a
    real b under complex states it is the real part of db.
    Source: Martin & Cundy (2018).
    """
    _require(a=a, hs=hs, dhs=dhs, h0=h0)
    if not np.iscomplexobj(hs):
        require_axes("dhs", dhs, "T, B, H", {})  # a real state has a real gradient
    later = np.roll(a, -1, axis=0).conj()  # a_{t+1}; the last entry meets no state
    db = _solve(later[::-1], dhs[::-1])[::-1]
    before = np.concatenate([h0[None], hs[:-1]])
    da, dh0 = db * before.conj(), db[0] * a[0].conj()
    return _as_real_as(a, da), db, _as_real_as(h0, dh0)


def _solve(a, b):
    """Solve the recurrence from a zero state, by a scan where no product of factors overflows.

    inf * 0 is NaN where the loop has 0: only the loop tells which states are infinite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        hs = _scan(a, b)
    return hs if np.isfinite(hs).all() else _loop(a, b.astype(np.result_type(a, b)))


def _loop(a, hs):
    """Take one step after the other, from a zero state; hs holds b and is written over."""
    for t in range(1, len(hs)):
        hs[t] += a[t] * hs[t - 1]
    return hs


def _scan(a, b):
    """Solve the recurrence from a zero state; what a[0] holds does not matter."""
    T = len(b)
    if T == 1:
        return b.astype(np.result_type(a, b))  # a copy: the result is never a view of b
    first_a, first_b = a[: T - 1 : 2], b[: T - 1 : 2]  # of each pair; an odd last step has none
    second_a, second_b = a[1::2], b[1::2]
    hs = np.empty(b.shape, np.result_type(a, b))
    hs[1::2] = _scan(second_a * first_a, second_a * first_b + second_b)
    hs[0] = b[0]
    hs[2::2] = a[2::2] * hs[1 : T - 1 : 2] + b[2::2]
    return hs


def _begin(a, b, h0):
    """Copy b and take the first step, so that no h0 is needed any more."""
    hs = b.astype(np.result_type(a, b, h0))
    hs[0] += a[0] * h0
    return hs


def _require(h0, **sequences):
    """Compare h0 (B, H) and sequences (T, B, H), each real or complex, with one another."""
    sizes: dict[str, int] = {}
    for name, array in {**sequences, "h0": h0}.items():
        axes = "B, H" if name == "h0" else "T, B, H"
        require_axes(name, array, axes + " complex" * np.iscomplexobj(array), sizes)


def _as_real_as(array, gradient):
    """Drop the imaginary part of a real array's gradient."""
    return gradient if np.iscomplexobj(array) else gradient.real
