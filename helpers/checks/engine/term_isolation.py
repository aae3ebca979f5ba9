"""Term isolation: which inputs have to be there for the answer to go wrong?

With every float input zero but a few, most terms of a formula vanish. The smallest such set for
which the answer still disagrees with the reference points at the term that is wrong.
"""

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from helpers.checks.runtime.text import listed

MAX_SECONDS = 0.3
MAX_CALLS = 200


def isolate(
    parameters: Sequence[str], args: tuple, wrong_outputs: Callable[[tuple], list[str] | None]
) -> str:
    """Describe the smallest set of inputs that still shows the mistake, or give "".

    wrong_outputs: arguments -> names of the outputs that are wrong with them (empty if none is),
    or None where the call says nothing because one of the two sides fails.
    """
    names = float_inputs(parameters, args)
    deadline = time.monotonic() + MAX_SECONDS
    for kept in itertools.islice(_subsets(names), MAX_CALLS):
        if time.monotonic() > deadline:
            return ""
        wrong = wrong_outputs(keep_only(parameters, args, kept))
        if wrong:
            return _sentence(kept, wrong)
    return ""


def _subsets(names: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the empty set and those of one, two and three inputs, never all of them."""
    for size in range(min(4, len(names))):
        yield from itertools.combinations(names, size)


def _sentence(kept: tuple[str, ...], wrong: list[str]) -> str:
    outputs = f"{listed(wrong[:3])} {'is' if len(wrong[:3]) == 1 else 'are'} still wrong"
    if not kept:
        return f"With every input zero, {outputs}: look at what does not depend on the inputs."
    where = (
        "look at what it takes part in"
        if len(kept) == 1
        else (f"look at the term where {listed(kept)} meet")
    )
    rest = f"With every input zero except {listed(kept)}"
    return f"{rest}, {outputs}: {where}."


def float_inputs(parameters: Sequence[str], args: tuple) -> list[str]:
    """Name the float inputs that are not zero already; the items of a list count as one."""
    found: dict[str, None] = {}
    for name, value in zip(parameters, args, strict=False):
        _collect(name, value, found)
    return list(found)


def _is_float(value: Any) -> bool:
    return type(value) is float or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def _children(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return [(f".{f}", v) for f, v in zip(value._fields, value, strict=True)]
    if isinstance(value, tuple | list):
        return [("[t]", v) for v in value]
    if isinstance(value, dict):
        return [(f"[{k!r}]", v) for k, v in value.items()]
    return []


def _collect(path: str, value: Any, found: dict[str, None]) -> None:
    if _is_float(value) and np.any(value):
        found[path] = None
    for part, item in _children(value):
        _collect(path + part, item, found)


def keep_only(parameters: Sequence[str], args: tuple, kept: Sequence[str]) -> tuple:
    """Copy the arguments with every float input zero except those kept."""
    pairs = zip(parameters, args, strict=False)
    return tuple(_zeroed(name, value, set(kept)) for name, value in pairs)


def _zeroed(path: str, value: Any, kept: set[str]) -> Any:
    if _is_float(value):
        zero = 0.0 if type(value) is float else np.zeros_like(value)
        return value if path in kept else zero
    children = _children(value)
    if not children:
        return value
    items = [_zeroed(path + part, item, kept) for part, item in children]
    if isinstance(value, dict):
        return dict(zip(value, items, strict=True))
    return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
