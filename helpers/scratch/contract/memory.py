"""Checks of a lookup in a memory: query, keys, values and scores that fit one another."""

from helpers.scratch.contract.checked import checked
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_axes

AXES = {"query": "B, Q", "keys": "S, B, D", "values": "S, B, C"}
DOT_AXES = {"query": "B, D", "keys": "S, B, D"}


def checked_scores(params):
    """Check the arguments (p, query, keys) of a score, and dscores on the way back."""

    def check(p, query, keys, dscores=None):
        _require_scored(require_params(p, params), AXES, query, keys, dscores)

    return checked(check)


def require_dot_scores(query, keys, dscores=None):
    """Check the arguments of a score without weights."""
    _require_scored({}, DOT_AXES, query, keys, dscores)


def _require_scored(sizes, axes, query, keys, dscores):
    require_memory(sizes, axes, query=query, keys=keys)
    if dscores is not None:
        require_axes("dscores", dscores, "S, B", sizes)


def require_memory(sizes, axes=AXES, **arrays):
    """Return the sizes with those of query, keys and values once all fit together."""
    for name, array in arrays.items():
        require_axes(name, array, axes[name], sizes)
    return sizes


def shape_of_scores(name, scores):
    """Return S and B of an array (S, B) of floats."""
    sizes: dict[str, int] = {}
    require_axes(name, scores, "S, B", sizes)
    return sizes["S"], sizes["B"]
