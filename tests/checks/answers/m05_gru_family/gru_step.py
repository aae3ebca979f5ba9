"""Answers to gru_step that its record did not foresee."""

import numpy as np

from helpers.scratch.cells import GRUCache
from helpers.scratch.ops import sigmoid
from tests.checks.answers import wrong


def step(p, x, h):
    ax_r, ax_z, ax_n = np.split(x @ p.W_x + p.b_x, 3, axis=1)
    ah_r, ah_z, ah_n = np.split(h @ p.W_h + p.b_h, 3, axis=1)
    r, z = 1 / (1 + np.exp(-(ax_r + ah_r))), sigmoid(ax_z + ah_z)
    n = np.tanh(ax_n + r * ah_n)
    return (1 - z) * n + z * h, GRUCache(x, h, r, z, n, ah_n)


def quiet(p, x, h):
    with np.errstate(over="ignore"):
        return step(p, x, h)


def but(change):
    def answer(p, x, h):
        h_next, cache = quiet(p, x, h)
        return change(p, h_next, cache)

    return answer


def z_other_way_without_reset(p, x, h):
    ax_r, ax_z, ax_n = np.split(x @ p.W_x + p.b_x, 3, axis=1)
    ah_r, ah_z, ah_n = np.split(h @ p.W_h + p.b_h, 3, axis=1)
    r, z = sigmoid(ax_r + ah_r), sigmoid(ax_z + ah_z)
    n = np.tanh(ax_n + ah_n)
    return z * n + (1 - z) * h, GRUCache(x, h, r, z, n, ah_n)


def mixes_in_place(p, x, h):
    _, cache = quiet(p, x, h)
    h *= cache.z
    h += (1 - cache.z) * cache.n
    return h, cache


memory: dict = {}


def remembers(p, x, h):
    return memory.setdefault((x.shape, h.shape), quiet(p, x, h))


RIGHT = (quiet, but(lambda p, h_next, cache: [h_next, cache]))
WRONG = (
    wrong(z_other_way_without_reset, "cache.n", slip=True),
    wrong(mixes_in_place, "changed its argument h", stage="changed"),
    wrong(but(lambda p, h_next, cache: h_next), "h_next, cache"),
    wrong(but(lambda p, h_next, cache: (h_next, tuple(cache))), "expected a GRUCache"),
    wrong(but(lambda p, h_next, cache: (h_next[0], cache)), "h_next has shape (4,)"),
    wrong(
        but(lambda p, h_next, cache: (h_next, cache._replace(r=cache.z, z=cache.r))),
        "cache.r and cache.z",
        "exchanged",
    ),
    wrong(remembers, "Call: gru_step(p, x (2, 3), h (2, 4))"),
)


def saturated(cases):
    """Whether some case has gates at both ends, and some case none."""
    gates = [np.concatenate([quiet(*args)[1].r, quiet(*args)[1].z]) for args in cases]
    ends = [bool((g < 1e-6).any() and (g > 1 - 1e-6).any()) for g in gates]
    return any(ends) and not all(ends)


EDGES = {
    "one row": lambda cases: any(len(x) == 1 for _, x, _ in cases),
    "as many inputs as units": lambda cases: any(x.shape == h.shape for _, x, h in cases),
    "saturated gates": saturated,
    "a shape repeated": lambda cases: len({h.shape + x.shape for _, x, h in cases}) < len(cases),
}
