"""Checks of arguments put in front of equations, so that a function holds the equations alone.

`@checked(check)` makes a function that first calls check with its arguments. What runs equations
many times checks the first call and takes `unchecked(function)` for the others: a run over time
looks at its weights once, not at every step.
"""

import functools
import inspect

from helpers.scratch.contract.params import require_finite_params, require_params, require_record
from helpers.scratch.contract.protocol import require_cache, require_gradients, require_step
from helpers.scratch.contract.validation import require_axes

_EQUATIONS: dict = {}  # the function with checks -> the one without


def checked(check):
    """Return a decorator that calls check with a function's arguments ahead of the function.

    check: takes the same arguments, in the same order, and raises ValueError.
    """

    def decorate(equations):
        front = _front(equations, check)
        _EQUATIONS[front] = equations
        return front

    return decorate


def unchecked(function):
    """Return the equations behind a checked function, or the function itself if it is none.

    Of a partial, a partial of the equations.
    """
    if isinstance(function, functools.partial):
        return functools.partial(unchecked(function.func), *function.args, **function.keywords)
    return _EQUATIONS.get(function, function)


def checked_step(params, state):
    """Check the arguments (p, x, *state) of a step by the declared weights and states."""
    fitting = _Forms()

    def check(p, x, *values):
        if fitting.has(p, x, *values):
            require_finite_params(p)
        else:
            require_step(p, params, x, state, **dict(zip(state, values, strict=True)))
            fitting.add(p, x, *values)

    return checked(check)


def checked_step_backward(params, state, kind, inputs=lambda cache: (cache.x, cache.h)):
    """Check the arguments (p, cache, *dstate_next) of a backward step.

    kind: the type of the cache; inputs: cache -> (x, h), the input and a state that it keeps.
    """
    names, fitting = [f"d{name}_next" for name in state], _Forms()

    def check(p, cache, *values):
        x, h = inputs(require_cache(cache, kind))
        if not fitting.has(p, x, h, *values):
            require_gradients(p, params, x, h, state, **dict(zip(names, values, strict=True)))
            fitting.add(p, x, h, *values)

    return checked(check)


class _Forms:
    """Forms of arguments, types and shapes, that were found to fit: they need no second look."""

    def __init__(self):
        self.known = set()

    def has(self, p, *arrays):
        """Return whether arguments have a form that fits; False if they are no arrays at all."""
        try:
            return self._form(p, arrays) in self.known
        except (AttributeError, TypeError):
            return False

    def add(self, p, *arrays):
        """Remember a form; few are met in a program, and many are not kept."""
        if len(self.known) == 64:
            self.known.clear()
        self.known.add(self._form(p, arrays))

    def _form(self, p, arrays):
        return type(p), *[(array.shape, array.dtype.kind) for array in (*p, *arrays)]


def checked_run(params, state="B, H"):
    """Check the arguments (p, xs, h0) of a run over all steps at once."""

    def check(p, xs, h0):
        sizes = require_params(p, params)
        require_axes("xs", xs, "T, B, D", sizes)
        require_axes("h0", h0, state, sizes)

    return checked(check)


def checked_run_backward(params, record, state="B, H"):
    """Check the arguments (p, run, dhs) of the way back through such a run.

    record: the NamedTuple type of run, which keeps xs and hs.
    """

    def check(p, run, dhs):
        sizes = require_params(p, params)
        require_record("run", run, record)
        require_axes("run.xs", run.xs, "T, B, D", sizes)
        require_axes("run.hs", run.hs, f"T, {state}", sizes)
        require_axes("dhs", dhs, f"T, {state}", sizes)

    return checked(check)


def _front(equations, check):
    """Write the function that checks and then computes, with the parameters of the equations.

    It is written as text, as a dataclass's __init__ is: so it has the same parameters, names the
    right function where one is missing, and costs one call. It is no closure, and its code stands
    where the equations' does, which the checks of exercises need to recognise a reference.
    """
    signature = inspect.signature(equations)
    stars = {inspect.Parameter.VAR_POSITIONAL: "*"}
    names = ", ".join(stars.get(p.kind, "") + name for name, p in signature.parameters.items())
    text = f"def front{signature}: _check({names}); return _equations({names})"
    space = {"_check": check, "_equations": equations}
    exec(text, space)
    front, place = space["front"], equations.__code__
    front.__code__ = front.__code__.replace(
        co_name=place.co_name,
        co_qualname=place.co_qualname,
        co_filename=place.co_filename,
        co_firstlineno=place.co_firstlineno,
    )
    return functools.update_wrapper(front, equations)
