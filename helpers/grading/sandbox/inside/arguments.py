"""Arguments on their way to a student's process: every kind of value a check calls answers with.

In the header a value is: null, a text, true or false as they are; an array [“a”, place]; the
rest as a list that starts with what it is.

tuple ["t", ...]   list ["l", ...]   dict ["d", [key, value], ...]   array ["a", place]
NumPy number ["s", place]   torch tensor ["x", place, requires_grad]   int ["i", text]
float ["f", hex]   complex ["c", hex, hex]   NamedTuple ["n", module, name, [fields], ...]
"""

import importlib
import sys
from collections import namedtuple
from functools import cache
from typing import Any

import numpy as np

from helpers.grading.sandbox.inside.frames import Arrays, WireError

__all__ = ["read_value", "write_value"]


def write_value(value: Any, arrays: Arrays) -> Any:
    """Turn an argument into JSON and arrays, from which read_value makes it again.

    Raises: WireError for a kind of value that answers are not called with.
    """
    kind = type(value)
    if value is None or kind in (bool, str):
        return value
    if kind is np.ndarray:
        return ["a", arrays.put(value)]
    if kind is int:
        return ["i", str(value)]
    if kind is float:
        return ["f", value.hex()]
    if kind is complex:
        return ["c", value.real.hex(), value.imag.hex()]
    if isinstance(value, np.generic):
        return ["s", arrays.put(np.asarray(value))]
    if kind is dict:
        pairs = value.items()
        return ["d", *([write_value(k, arrays), write_value(v, arrays)] for k, v in pairs)]
    if kind in (tuple, list):
        return ["t" if kind is tuple else "l", *(write_value(item, arrays) for item in value)]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        items = (write_value(item, arrays) for item in value)
        return ["n", kind.__module__, kind.__qualname__, list(kind._fields), *items]
    torch: Any = sys.modules.get("torch")
    if torch is not None and kind is torch.Tensor:
        return ["x", arrays.put(value.detach().cpu().numpy()), value.requires_grad]
    raise WireError(f"an argument of type {kind.__name__} cannot be sent to an answer")


def read_value(found: Any, arrays: list[np.ndarray]) -> Any:
    """Turn JSON and arrays back into an argument; the sender is trusted."""
    if type(found) is not list:
        return found
    tag, *rest = found
    if tag == "a":
        return arrays[rest[0]]
    if tag in ("t", "l"):
        items = [read_value(item, arrays) for item in rest]
        return tuple(items) if tag == "t" else items
    if tag == "n":
        make = _named_tuple(rest[0], rest[1], tuple(rest[2]))
        return make(*(read_value(item, arrays) for item in rest[3:]))
    if tag == "d":
        return {read_value(key, arrays): read_value(item, arrays) for key, item in rest}
    if tag == "i":
        return int(rest[0])
    if tag == "f":
        return float.fromhex(rest[0])
    if tag == "c":
        return complex(float.fromhex(rest[0]), float.fromhex(rest[1]))
    if tag == "s":
        return arrays[rest[0]][()]
    if tag == "x":
        import torch

        return torch.from_numpy(arrays[rest[0]]).requires_grad_(rest[1])
    raise WireError(f"an argument of kind {tag!r}")


@cache
def _named_tuple(module: str, name: str, fields: tuple[str, ...]) -> Any:
    """Find a NamedTuple's type, or make one that looks the same where it is not available."""
    try:
        found: Any = sys.modules.get(module) or importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        if found._fields == fields:
            return found
    except (ImportError, AttributeError):
        pass
    return namedtuple(name.rpartition(".")[2], fields)
