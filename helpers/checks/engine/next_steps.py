"""What to look at next where a result has another kind, shape or dtype; names of kinds."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.checks.runtime.text import FEW, a, listed, shape_text
from helpers.checks.runtime.values import Big, FromTorch, Odd, Record, TextArray

__all__ = ["DTYPE_STEPS", "kind_of", "kind_step", "number_kind", "numbers_text", "shape_step"]


SHAPES = "Write the shape of every array beside each line, and follow them down."
COUNT = "Count its items: is a step left out or repeated?"


def kind_of(value: Any, axes: tuple[str, ...] = ()) -> str:
    """Return what a plain value is, as a noun with its article."""
    if isinstance(value, Odd):
        return value.what
    if isinstance(value, Big | np.ndarray):
        several = f"an array {shape_text(value.shape, axes)}"
        return several if value.shape else number_kind(value)
    if isinstance(value, TextArray):
        return f"a NumPy array of strings {shape_text(value.shape)}"
    if isinstance(value, FromTorch):
        return "a torch tensor"
    if isinstance(value, Record):
        return a(value.type_name)
    if isinstance(value, tuple | list | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return "None" if value is None else "a text"


def number_kind(value: Any) -> str:
    """Return what a single number is, as a noun with its article."""
    names = {"b": "a bool", "i": "a whole number", "u": "a whole number", "c": "a complex number"}
    return names.get(value.dtype.kind, "a number")


def numbers_text(value: Any) -> str:
    """Write a short plain list or tuple of whole numbers out, "" for any other value."""
    if type(value) not in (list, tuple) or len(value) > FEW:
        return ""
    whole = (isinstance(n, np.ndarray) and n.shape == () and n.dtype.kind in "iu" for n in value)
    return f"[{', '.join(str(n) for n in value)}]" if all(whole) else ""


def kind_step(got: Any, want: Any, roots: list[str] | None) -> str:
    """Return the next step for a value of the wrong kind; roots: names of the results."""
    if isinstance(got, Odd):
        if got.what == "a range object" and isinstance(want, tuple):
            return f"A range holds all its numbers; {kind_of(want)} is expected. Which numbers?"
        return got.advice
    if isinstance(got, TextArray):
        return _texts_step(got, want)
    if got is None:
        return (
            "Does the function end without a return? (append, sort and np.add.at change their "
            "argument, and return None.)"
        )
    if isinstance(got, FromTorch):
        return "This exercise works on NumPy arrays: do not use torch, or convert at the end."
    if isinstance(want, FromTorch):
        return "This exercise works on torch tensors throughout."
    if isinstance(want, Record) and type(got) in (tuple, list, dict):
        return _record_step(got, want)
    if isinstance(want, Record) and isinstance(got, Record):
        return f"Its fields should be {listed(want.fields)}."
    if roots:
        return _results_step(got, roots)
    if isinstance(want, np.ndarray) and type(got) in (tuple, list):
        return _array_step(got, want)
    if isinstance(want, dict) and isinstance(got, dict):
        if not want:
            return "Here it should be empty."
        return f"Its keys should be {listed([repr(k) for k in want])}."
    if isinstance(want, tuple | list):
        return _items_step(got, want)
    if isinstance(want, Record) and isinstance(got, np.ndarray):
        return f"It should be {kind_of(want)}, of {listed(want.fields)}. Which of your values is?"
    return ""


def _array_step(got: Any, want: np.ndarray) -> str:
    """Return the next step where an array or a number was expected and a tuple or list came."""
    if not got:
        return "It is empty: which value should be returned?"
    if type(got) is tuple:
        what = "array" if want.ndim else "number"
        several = f"One {what} is asked for, and {len(got)} values came: which of them is it?"
        return "Is there an extra comma after return?" if len(got) == 1 else several
    if not want.ndim:
        return ""
    shapes = [item.shape if isinstance(item, np.ndarray) else () for item in got]
    if want.shape in shapes and len(got) > 1:
        return f"{len(got)} such arrays are there: which is asked for, or how do they combine?"
    if len({len(s) for s in shapes}) == 1 and len(shapes[0]) == want.ndim:
        return "Join them along the axis that they have already: np.concatenate does."
    return "Convert it to an array: np.array(...) or np.stack(...)."


def _texts_step(got: TextArray, want: Any) -> str:
    """Return the next step where an array of strings came."""
    if isinstance(want, list) and len(got.shape) == 1:
        return "Which line makes an array of it? .tolist() turns an array into a list."
    if isinstance(want, str):
        return "One text is expected: which of its items, or how do they combine?"
    return f"No strings belong here: {kind_of(want)} is expected. Which line makes them?"


def _record_step(got: Any, want: Record) -> str:
    """Return the next step where a NamedTuple was expected and another collection came."""
    n = len(want.fields)
    if type(got) is list and got and all(isinstance(item, Record) for item in got):
        return (
            f"{kind_of(want)[0].upper()}{kind_of(want)[1:]} is expected, not a list of several. "
            "How do they combine into one, field by field?"
        )
    if type(got) is not dict and len(got) > n and len(got) % n == 0:
        return (
            f"+ joins tuples end to end, as it does lists. How are two {want.type_name} "
            "added field by field?"
        )
    return f"Name its fields: {want.type_name}({', '.join(f'{f}=...' for f in want.fields)})."


def _results_step(got: Any, roots: list[str]) -> str:
    """Return the next step where several results were expected."""
    together = type(got) is list and got and all(_holds(item, len(roots)) for item in got)
    if together:
        return (
            f"Each item holds one entry of {listed(roots)}. Collect each of these in an array of "
            f"its own, then: return {', '.join(roots)}."
        )
    if isinstance(got, np.ndarray) and got.ndim == 2 and len(got) > got.shape[1] == len(roots):
        return (
            f"Each row of it holds one entry of {listed(roots)}. Put each column in an array of "
            f"its own, then: return {', '.join(roots)}."
        )
    more = type(got) in (tuple, list) and len(got) > len(roots)
    which = "only these" if more else "all of them"
    return f"Return {which} in this order: return {', '.join(roots)}."


def _holds(item: Any, n: int) -> bool:
    return type(item) in (tuple, list) and len(item) == n


def _items_step(got: Any, want: Any) -> str:
    """Return the next step where a list or tuple of a certain length was expected."""
    fields = want[0].values if want and isinstance(want[0], Record) else ()
    if type(got) is tuple and fields and len(got) == len(fields):
        return (
            f"Is this one {want[0].type_name}? {kind_of(want)[0].upper()}{kind_of(want)[1:]} is "
            "expected: where is each of them stored?"
        )
    if type(got) in (tuple, list):
        return _count_step(got, want)
    kind = kind_of(want)
    if isinstance(got, np.ndarray) and got.shape[:1] == (len(want),):
        return f"An array is one value, but {kind} is expected: what is each of its items?"
    if want and type(got) is type(want[0]) and isinstance(want, list):
        return f"One item was returned, but {kind} is expected: where is each of them stored?"
    return f"It should be {kind}: which values belong in it?"


def _count_step(got: Any, want: Any) -> str:
    """Return the next step where a list or tuple has another length than expected."""
    parts = {len(item) if type(item) in (tuple, list) else 0 for item in want}
    n = parts.pop() if len(parts) == 1 else 0
    if n and len(got) == n and all(_holds(item, len(want)) for item in got):
        return (
            f"Its {n} items hold the first, second, ... part of each of the {len(want)} items that "
            "are expected. How are they put together, item by item?"
        )
    if n and len(got) == n * len(want) and not any(type(i) in (tuple, list) for i in got):
        return (
            f"All parts stand in one list: {n} of them make one item. append adds one item, "
            "+= and extend add each of its parts."
        )
    return COUNT


def shape_step(got: tuple, want: tuple, axes: tuple[str, ...]) -> str:
    """Return the next step where an array has another shape than expected."""
    names = axes if len(axes) == len(want) else [f"number {i}" for i in range(len(want))]
    if len(got) == len(want):
        if sorted(got) == sorted(want):
            return _order_step(got, want, names)
        return _length_step(got, want, names)
    if got == ():
        return "Was every axis summed or indexed away? Which axis should the sum run over?"
    for i in range(len(want)):
        if want[:i] + want[i + 1 :] == got:
            if want[i] == 1:
                return (
                    f"Axis {names[i]}, of length 1, is missing: was it removed by an index, or is "
                    "a pair of brackets missing? [[1, 2]] has two axes, [1, 2] has one."
                )
            return f"Axis {names[i]} is missing: was it summed over, or removed by an index?"
    for i in range(len(got)):
        if got[:i] + got[i + 1 :] == want:
            return (
                f"There is an extra axis of length {got[i]}: is a sum left out, or was an array "
                "broadcast?"
            )
    for i in range(len(want) - 1):
        if want[:i] + (want[i] * want[i + 1],) + want[i + 2 :] == got:
            return (
                f"Axes {names[i]} and {names[i + 1]} became one, of length {got[i]}. "
                "np.concatenate joins arrays along an axis, np.stack along a new one."
            )
    return SHAPES


def _order_step(got: tuple, want: tuple, names: Sequence[str]) -> str:
    """Return the next step where all axes are there, in another order."""
    first = [name for name, n in zip(names, want, strict=True) if n == got[0]]
    puts = f"puts {first[0]} first" if got[0] != want[0] and len(first) == 1 else "decides on it"
    if len(want) == 2:
        return f"The two axes look exchanged. Which line {puts}?"
    return (
        f"The axes are in another order. Which line {puts}? Look at each transpose, .T and stack, "
        "and at the order of the loops."
    )


def _length_step(got: tuple, want: tuple, names: Sequence[str]) -> str:
    """Return the next step where axes have wrong lengths."""
    off = [i for i in range(len(want)) if got[i] != want[i]]
    if len(off) > 1:
        return (
            f"Which lines decide how long axes {listed([names[i] for i in off])} are, and what "
            "should each depend on?"
        )
    i = off[0]
    if abs(got[i] - want[i]) == 1:
        what = "missing" if got[i] < want[i] else "too many"
        return (
            f"One item along axis {names[i]} is {what}: is it the first or the last one, or which "
            "line sets the length?"
        )
    others = [name for name, n in zip(names, want, strict=True) if n == got[i]]
    if got[i] > 1 and len(others) == 1 and others[0].isidentifier():
        return f"Axis {names[i]} has the length of {others[0]}. From which argument is it taken?"
    return f"Which line decides how long axis {names[i]} is, and what should that depend on?"


DTYPE_STEPS = {
    "int": "An integer array drops the fraction: create an array of floats, as np.zeros does.",
    "float64": (
        "Integers are expected: use // instead of /, or .astype(int). np.zeros creates floats "
        "unless it is told dtype=int."
    ),
    "float32": "Is an array of dtype float32 used in the computation?",
    "bool": "A comparison returns True and False: convert them to numbers, as with .astype(float).",
    "complex": "Which line produces a complex number?",
    "no complex": (
        "Which line drops the imaginary parts? np.zeros and np.ones create floats unless they are "
        "told dtype=complex."
    ),
}
