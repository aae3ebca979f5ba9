"""While an answer runs, its own exercise's reference refuses to.

The reference keeps its identity, so every alias, partial and wrapper leads to the same function
object, and that object's code is exchanged for one that refuses. A copy made beforehand of the
function or of its module is recognised by where its code was written. Swallowing the refusal does
not help: the call is recorded as well.
"""

import functools
import sys
import threading
import types
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

_originals: dict[Callable, tuple] = {}
_equations: dict[Callable, Callable] = {}
_met: set[str] = set()


def refuse(key: str) -> None:
    """Record that the reference was called, and stop the call.

    Stopped by SystemExit, because a thread that meets it ends without a traceback on stderr.
    """
    _met.add(key)
    raise SystemExit("the course's own solution does not run while an answer is checked")


def _refusing(*args: Any, **kwargs: Any) -> None:
    from helpers.checks.runtime.reference_guard import refuse

    refuse("KEY")


@functools.lru_cache(maxsize=64)  # a check's calls mostly share one
def refusing_code(key: str) -> types.CodeType:
    """Return the code of a function that only refuses, and is recorded under this key."""
    constants = tuple(key if c == "KEY" else c for c in _refusing.__code__.co_consts)
    return _refusing.__code__.replace(co_consts=constants)


def remember(function: Callable) -> None:
    """Keep a reference, and its equations, as they were when its check was made."""
    if not isinstance(function, types.FunctionType) or function.__code__.co_freevars:
        raise TypeError("reference must be a plain module-level function without a closure")
    if function.__code__.co_filename != __file__:  # not while it is refusing
        state = function.__code__, function.__defaults__, function.__kwdefaults__
        _originals.setdefault(function, state)
        if function not in _equations:
            # scratch/contract/checked.py keeps the function without checks beside the one with them
            _equations[function] = function.__globals__.get("_equations", function)
            remember(_equations[function])


def equations_of(function: Callable) -> Callable:
    """Return what a reference computes with, without the checks of its arguments if it has any."""
    return _equations.get(function, function)


def restore(function: Callable) -> None:
    """Undo what a cell may have done to a reference between two checks."""
    equations = equations_of(function)
    if equations is not function:
        restore(equations)
    state = _originals.get(function)
    if state is not None and function.__code__.co_filename != __file__:
        function.__code__, function.__defaults__, function.__kwdefaults__ = state


def original_code(function: Callable) -> types.CodeType:
    """Return a reference's own code, also while it is refusing."""
    state = _originals.get(function)
    return state[0] if state is not None else function.__code__


def guarded_functions(name: str, reference: types.FunctionType) -> list[types.FunctionType]:
    """List the reference, its equations, and the function of that name that it may wrap."""
    code = original_code(reference)
    named = reference.__globals__.get(name) if name in code.co_names else None
    wrapped = [named] if isinstance(named, types.FunctionType) and named is not reference else []
    own = list(dict.fromkeys([reference, equations_of(reference)]))
    return [*own, *(f for f in wrapped if not f.__code__.co_freevars)]  # type: ignore[list-item]


def refusable(alternatives: Iterable[Callable]) -> list[types.FunctionType]:
    """List the record's other right answers, those of the course's public code left out."""
    return [
        f
        for f in alternatives
        if isinstance(f, types.FunctionType)
        and not f.__code__.co_freevars
        and not (f.__module__.startswith("helpers.") and ".checks." not in f.__module__)
    ]


@contextmanager
def own_reference_refuses(
    functions: list[types.FunctionType], copies: bool = True
) -> Iterator[Callable[[], bool]]:
    """Make the functions refuse inside the block; yields a question: was one of them called?

    copies: refuse copies of them too; every call that the block makes then takes longer.
    """
    if not functions:
        yield lambda: False
        return
    key = f"{id(functions)}-{len(_met)}-{threading.get_ident()}"
    before = [(f, f.__code__, f.__defaults__, f.__kwdefaults__) for f in functions]
    refusing = refusing_code(key)
    for function in functions:
        function.__code__ = refusing
    codes = [code for _, code, _, _ in before]
    try:
        with _watching(dict.fromkeys(map(_place, codes), key)) if copies else nullcontext():
            yield lambda: key in _met
    finally:
        for function, code, defaults, keywords in before:
            function.__code__ = code
            function.__defaults__, function.__kwdefaults__ = defaults, keywords
        _met.discard(key)


def _place(code: types.CodeType) -> tuple[int, str]:
    return code.co_firstlineno, code.co_filename


@contextmanager
def _watching(watched: dict[tuple[int, str], str]) -> Iterator[None]:
    """Refuse copies of the watched code too, in this thread and in those that it starts."""
    lines = {place[0] for place in watched}

    def profile(frame: types.FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_firstlineno in lines:
            key = watched.get(_place(frame.f_code))
            if key is not None:
                refuse(key)

    before, threads_before = sys.getprofile(), threading.getprofile()
    if before is not None:  # a profiler is at work: leave it alone
        yield
        return
    sys.setprofile(profile)
    threading.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(threads_before)
