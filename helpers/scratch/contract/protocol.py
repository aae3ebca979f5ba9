"""What every recurrent cell has in common, so that one function runs any of them over time.

A cell is a pair of functions on plain arrays:

    step(p, x, *state)                      -> (*state_next, cache)
    step_backward(p, cache, *dstate_next)   -> (dx, *dstate, dp)

The first state is what the cell shows to the outside. dp has the form of p.

A cache keeps the arrays that its step was given, and those that it returned, without a copy: until
the backward pass none of them may be changed in place. What a run over time returns (unroll and
its relatives) is the caller's own; only what the caller gave it has to stay as it was.

Raises  ValueError, from the functions whose names begin with require: the message names the
argument, what it is, and what was expected.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from helpers.scratch.contract.params import declared, require_params, require_record, shape_of
from helpers.scratch.contract.validation import (
    parse_axes,
    require_axes,
    require_count,
)

HIDDEN = {"h": "B, H"}
HIDDEN_AND_CELL = {"h": "B, H", "c": "B, H"}


class Cell(NamedTuple):
    """A recurrent cell: its functions, its weights and its state."""

    name: str
    params: type  # the NamedTuple of its weights
    step: Callable
    step_backward: Callable
    differs: str  # one sentence: what is different here
    state: dict[str, str] = HIDDEN  # the axes of each state by name, the shown one first
    timed: bool = False  # its step also takes t=, the number of the step, from 0
    init: Callable | None = None  # init(rng, D, H) -> p, where the plain rule does not do
    prepare: Callable | None = None  # what depends on the weights alone: p -> (q, cache);
    # the steps then run on q, a NamedTuple of arrays too.
    prepare_backward: Callable | None = None  # (p, cache, dq) -> dp


def require_cell(cell):
    """Check that cell is a Cell."""
    if not isinstance(cell, Cell):
        raise ValueError(f"cell is a {type(cell).__name__}, expected a Cell, such as LSTM.")


def zero_state(cell, p, B):
    """Return the state that stands for an empty past: zeros, in the precision of p's weights."""
    require_cell(cell)
    sizes = require_params(p, cell.params) | {"B": require_count("B", B)}
    # Complex where the state is declared so: complex weights may keep a real state, and real
    # ones, such as angles, may turn a complex one.
    real = np.finfo(np.result_type(*p)).dtype
    kinds = {"f": real, "c": np.result_type(real, np.complex64)}
    return tuple(
        np.zeros(shape_of(axes, sizes), kinds[parse_axes(axes)[1]]) for axes in cell.state.values()
    )


def require_state(name, state, axes, sizes, entry="{}"):
    """Check that a state is a tuple of the arrays that a cell declares, of these sizes.

    axes: the declared axes, such as HIDDEN_AND_CELL; sizes: {"B": 2, "H": 5}; entry: how the
    messages call one array, "{}0" for h0 and c0.
    """
    wanted = ", ".join(entry.format(key) for key in axes)
    wanted = f"({wanted},)" if len(axes) == 1 else f"({wanted})"
    if not isinstance(state, (tuple, list)):
        raise ValueError(f"{name} is a {type(state).__name__}, expected a tuple {wanted}.")
    if len(state) != len(axes):
        raise ValueError(f"{name} has {len(state)} arrays, expected a tuple {wanted}.")
    for (key, form), value in zip(axes.items(), state, strict=True):
        require_axes(entry.format(key), value, form, sizes)


def require_step(p, params, x, state, **values):
    """Return the sizes of a step, {"B": 2, "D": 3, "H": 5}, once its arguments fit together.

    state: the declared axes, such as HIDDEN_AND_CELL; values: the arrays by the same names.
    """
    sizes = require_params(p, params)
    require_axes("x", x, "B, D", sizes)
    for name, value in values.items():
        require_axes(name, value, state[name], sizes)
    return sizes


def require_cache(cache, kind):
    """Return cache once it is of the kind that this cell's step returns, such as LSTMCache."""
    require_record("cache", cache, kind)
    return cache


def require_caches(caches, kind):
    """Return caches once they are a list of caches of this kind and of one form, one per step."""
    if not isinstance(caches, (list, tuple)):
        got = type(caches).__name__
        raise ValueError(f"caches is a {got}, expected a list of {kind.__name__}, one per step.")
    require_count("len(caches)", len(caches))
    shapes = [np.shape(array) for array in require_cache(caches[-1], kind)]
    for t, cache in enumerate(caches):
        if [np.shape(array) for array in require_cache(cache, kind)] != shapes:
            got = [np.shape(array) for array in cache]
            raise ValueError(f"caches[{t}] holds the shapes {got}, expected {shapes} as the last.")
    return caches


def require_gradients(p, params, x, h, state, **values):
    """Check what a backward step is given beside its cache: the weights, and dh_next of h's shape.

    params: the type of p; x (B, D) and h (B, H): what the step kept; state: the declared axes;
    values: dh_next=, dc_next=. That the weights are finite was checked by the step itself.
    """
    require_record("p", p, params)
    sizes = {"B": len(x), "D": x.shape[-1], "H": h.shape[-1]}
    for (field, axes), weight in zip(declared(params).items(), p, strict=True):
        require_axes(f"p.{field}", weight, axes, sizes)
    for name, value in values.items():
        require_axes(name, value, state[name.removeprefix("d").removesuffix("_next")], sizes)
