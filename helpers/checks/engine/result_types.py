"""The first comparison: are the results of the right kind, and as many as there should be?"""

from typing import Any

import numpy as np

from helpers.checks.engine.outputs import Finding, Outputs, parts
from helpers.checks.runtime.text import a, listed, shape_text
from helpers.checks.runtime.values import Big, FromTorch, Odd, Record


def kind_of(value: Any, axes: tuple[str, ...] = ()) -> str:
    """Say what a plain value is, as a noun with its article."""
    if isinstance(value, Odd):
        return value.what
    if isinstance(value, Big | np.ndarray):
        several = f"an array {shape_text(value.shape, axes)}"
        return several if value.shape else number_kind(value)
    if isinstance(value, FromTorch):
        return "a torch tensor"
    if isinstance(value, Record):
        return a(value.type_name)
    if isinstance(value, tuple | list | dict):
        return f"a {type(value).__name__} of {len(value)}"
    return "None" if value is None else "a text"


def number_kind(value: Any) -> str:
    """Say what a single number is."""
    names = {"b": "a bool", "i": "a whole number", "u": "a whole number", "c": "a complex number"}
    return names.get(value.dtype.kind, "a number")


def kind_finding(path: str, got: Any, want: Any, outputs: Outputs) -> Finding | None:
    """Compare kinds and numbers of parts all the way down."""
    roots = outputs.roots(want) if path == "" else None
    if not _same_kind(got, want):
        axes = outputs.axes.get(path or outputs.names[0], ())
        wanted = f"a tuple of {len(want)}: {', '.join(roots)}" if roots else kind_of(want, axes)
        fact = f"{path + ' is' if path else 'returned'} {kind_of(got)}, expected {wanted}."
        return Finding("kind", fact, _kind_step(got, want, roots))
    pieces = list(parts(path, got, want, outputs))
    for name, g, w in pieces:
        found = kind_finding(name, g, w, outputs)
        if found and not found.step and isinstance(want, Record):
            order = f"{want.type_name} holds {listed(want.fields)}"
            found = found._replace(step=f"Is every value in its own field? {order}, in this order.")
        if found and not found.step and roots and any(_same_kind(g, other) for *_, other in pieces):
            found = found._replace(
                step=f"Are the results in the order of: return {', '.join(roots)}?"
            )
        if found:
            return found
    return None


def _same_kind(got: Any, want: Any) -> bool:
    if isinstance(got, Odd):
        return False
    if isinstance(want, np.ndarray):
        return isinstance(got, np.ndarray | Big)
    if isinstance(want, FromTorch):
        return isinstance(got, FromTorch)
    if isinstance(want, Record):
        return isinstance(got, Record) and got.fields == want.fields
    if isinstance(want, tuple | list):  # one unpacks as well as the other
        plain = type(got) in (tuple, list)
        return plain and len(got) == len(want)
    if isinstance(want, dict):
        return isinstance(got, dict) and set(got) == set(want)
    return type(got) is type(want)


def _kind_step(got: Any, want: Any, roots: list[str] | None) -> str:
    if isinstance(got, Odd):
        return got.advice
    if got is None:
        return "Does the function end without a return?"
    if isinstance(got, FromTorch):
        return "This exercise works on NumPy arrays: keep torch out of it, or convert at the end."
    if isinstance(want, FromTorch):
        return "This exercise works on torch tensors all the way."
    if isinstance(want, Record) and type(got) in (tuple, list, dict):
        n = len(want.fields)
        if type(got) is not dict and len(got) > n and len(got) % n == 0:
            return (
                f"+ joins tuples end to end, as it does lists. How are two {want.type_name} "
                "added field by field?"
            )
        return f"Name its fields: {want.type_name}({', '.join(f'{f}=...' for f in want.fields)})."
    if isinstance(want, Record) and isinstance(got, Record):
        return f"Its fields should be {listed(want.fields)}."
    if roots:
        return f"Return all of them in this order: return {', '.join(roots)}."
    if isinstance(want, np.ndarray) and type(got) is tuple and len(got) == 1:
        return "Is there a comma too many after return?"
    if isinstance(want, np.ndarray) and isinstance(got, list) and want.ndim:
        return "Make an array of it: np.array(...) or np.stack(...)."
    if isinstance(want, dict) and isinstance(got, dict):
        return f"Its keys should be {listed([repr(k) for k in want])}."
    if isinstance(want, tuple | list):
        return _items_step(got, want)
    return ""


def _items_step(got: Any, want: Any) -> str:
    """Say what to look at where a list or tuple of so many items was wanted."""
    if type(got) in (tuple, list):
        return "Count its items: is a step left out, or one done twice?"
    kind = kind_of(want)
    if isinstance(got, np.ndarray) and got.shape[:1] == (len(want),):
        return f"An array is one value, and {kind} is wanted: what is each of its items?"
    if want and type(got) is type(want[0]) and isinstance(want, list):
        return f"One item came back and {kind} is wanted: where is each of them kept?"
    return f"It should be {kind}: which values go into it?"
