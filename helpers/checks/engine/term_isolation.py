"""Term isolation: finds the inputs with which the answer goes wrong.

With every float input set to zero but a few, most terms of a formula vanish. The smallest such set
for which the answer still disagrees with the reference shows what the mistake needs. It need not
stand in a line that names these inputs, so a step says between what to look, not at which line.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from helpers.checks.runtime.text import listed

MAX_CALLS = 60


def isolate(
    parameters: Sequence[str],
    args: tuple,
    compared: Callable[[tuple, str], tuple[list[str], list[str]] | None],
) -> str:
    """Describe the smallest set of inputs that still shows the mistake, or return "".

    compared: arguments, and what of them is zero -> names of the outputs that are wrong with them,
      and of those that are right and not zero; None where the call is inconclusive because one of
      the two sides fails.
    """
    names = float_inputs(parameters, args)
    masks = tuple(name for name in names if is_mask(name))  # without one nothing counts at all
    others = [name for name in names if name not in masks]
    plain = {name for name, value in zip(parameters, args, strict=False) if type(value) is float}
    for kept in itertools.islice(subsets(others), MAX_CALLS):
        if kept and plain.issuperset(kept) and not plain.issuperset(others):
            continue  # no array is left to compute from, and what is right then is arbitrary
        left = (*kept, *masks)
        found = compared(keep_only(parameters, args, left), zeroed_text(left))
        if found and found[0]:
            return _sentence(kept, masks, *found)
    return ""


def subsets(names: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the empty set and those of one, two and three inputs, never all of them."""
    for size in range(min(4, len(names))):
        yield from itertools.combinations(names, size)


def variants(names: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield all inputs but one, then the empty set and those of one, two and three inputs."""
    if len(names) > 4:
        yield from (tuple(n for n in names if n != one) for one in names)
    yield from subsets(names)


def is_mask(name: str) -> bool:
    """Return whether an input selects what counts, so that it is no term of a formula."""
    return "mask" in name


def _sentence(
    kept: tuple[str, ...], masks: tuple[str, ...], wrong: list[str], right: list[str]
) -> str:
    zeroed = zeroed_text((*kept, *masks))
    fact = f"{zeroed[0].upper()}{zeroed[1:]}, {_are(wrong, 'still wrong')}"
    fact += f" and {_are(right, 'right')}" if right else ""
    if not kept:
        return f"{fact}: work {wrong[0]} out by hand for such inputs, line by line."
    if len(kept) > 1:
        return f"{fact}: which line, on the way to {wrong[0]}, combines {listed(kept)}?"
    if right:
        return f"{fact}: which lines lead from {kept[0]} to {wrong[0]}, and not to {right[0]}?"
    return f"{fact}: follow {kept[0]} to {wrong[0]}, line by line."


def _are(names: list[str], what: str) -> str:
    return f"{listed(names[:3])} {'is' if len(names) == 1 else 'are'} {what}"


def zeroed_text(kept: Sequence[str]) -> str:
    """Return which inputs are zero: with every float input except p.b set to zero."""
    rest = f" except {listed(kept)}" if kept else ""
    return f"with every float input{rest} set to zero"


def float_inputs(parameters: Sequence[str], args: tuple) -> list[str]:
    """Name the float inputs that are not zero already; the items of a list count as one."""
    found: dict[str, None] = {}
    for name, value in zip(parameters, args, strict=False):
        _collect(name, value, found)
    return list(found)


def array_inputs(args: Mapping[str, Any]) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the arrays among the arguments and their fields, by name."""
    for name, value in args.items():
        if isinstance(value, np.ndarray):
            yield name, value
        elif not isinstance(value, list):
            yield from array_inputs({name + part: item for part, item in _children(value)})


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
    names = [name for name in float_inputs(parameters, args) if name not in kept]
    return map_inputs(parameters, args, dict.fromkeys(names, np.zeros_like))


def map_inputs(
    parameters: Sequence[str], args: tuple, changes: Mapping[str, Callable[[Any], Any]]
) -> tuple:
    """Copy the arguments with some float inputs, by name, replaced by a function of themselves."""
    pairs = zip(parameters, args, strict=False)
    return tuple(_mapped(name, value, changes) for name, value in pairs)


def _mapped(path: str, value: Any, changes: Mapping[str, Callable[[Any], Any]]) -> Any:
    if _is_float(value):
        if path not in changes:
            return value
        changed = changes[path](value)
        return float(changed) if type(value) is float else changed
    children = _children(value)
    if not children:
        return value
    items = [_mapped(path + part, item, changes) for part, item in children]
    if isinstance(value, dict):
        return dict(zip(value, items, strict=True))
    return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
