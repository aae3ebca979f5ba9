"""What an answer returned, turned into plain values before anything looks at it.

A learner's object may report a wrong class, length or equality. So nothing here calls its methods:
the true type is read, and the base classes' own methods are used. Everything is copied, so that a
later call cannot change an earlier result, and the work is bounded, so that nothing huge, endless
or nested without limit is followed.

Plain values are: arrays (numbers are 0-d arrays), str, None, tuple, list, dict, Record, and what no
answer should return: TextArray, Big, Odd.
"""

import contextlib
import copy
import sys
import types
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checks.runtime.text import a, ancestors, clean_text, type_name

MAX_SIZE = 10_000_000  # entries of all arrays together
MAX_NODES = 100_000  # values in all
MAX_DEPTH = 12
_SCALARS = frozenset(np.sctypeDict.values())
_TYPE_DICT = type.__dict__["__dict__"]


@dataclass(frozen=True)
class Record:
    """A NamedTuple's fields, without its methods."""

    type_name: str
    fields: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class TextArray:
    """A NumPy array of strings, which no answer should return: its shape and its texts in order."""

    shape: tuple[int, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Odd:
    """A value that no answer should return, and what to do about it."""

    what: str
    advice: str = ""


@dataclass(frozen=True)
class Big:
    """An array too large to copy: only its outside is looked at."""

    shape: tuple[int, ...]
    dtype: np.dtype


@dataclass(frozen=True)
class FromTorch:
    """A torch tensor's values."""

    array: np.ndarray


@dataclass(frozen=True)
class Plain:
    """A plain value, and the kinds of object that had to be read as something plainer."""

    value: Any
    notes: tuple[str, ...]


def to_plain(value: object) -> Plain:
    """Turn any value into a plain one; never raises, never runs the value's own code."""
    reader = _Reader()
    return Plain(reader.read(value, 0), tuple(dict.fromkeys(reader.notes)))


class _Reader:
    def __init__(self) -> None:
        self.notes: list[str] = []
        self.left = MAX_NODES
        self.entries_left = MAX_SIZE

    def read(self, value: Any, depth: int) -> Any:
        self.left -= 1
        if depth > MAX_DEPTH or self.left < 0:
            return Odd("a value nested too deeply or with too many parts to read")
        if value is None or type(value) is str:
            return value
        bases = ancestors(value)
        if np.ndarray in bases:
            return self._array(value)
        if str in bases:
            self._note(value, "text")
            return str.__str__(value)
        if np.generic in bases or type(value) in (bool, int, float, complex):
            return self._number(value, bases)
        for base in (int, float, complex):
            if base in bases:
                return self._number_subclass(value, base)
        for container in (tuple, list, dict):
            if container in bases:
                return self._container(value, container, depth)
        return _tensor(value, bases) or _odd(value)

    def _note(self, value: object, base: str) -> None:
        self.notes.append(f"{a(type_name(value))} was read as a plain {base}")

    def _array(self, value: Any) -> Any:
        if type(value) is not np.ndarray:
            self._note(value, "array")
            value = np.ndarray.view(value, np.ndarray)
        if value.dtype.kind not in "biufc":
            return self._texts(value) or _no_numbers(value)
        if value.size > self.entries_left:
            return Big(value.shape, value.dtype)
        self.entries_left -= value.size
        return value.copy()

    def _texts(self, value: np.ndarray) -> TextArray | None:
        if value.dtype.kind not in "UO" or not 0 < value.size <= self.left:
            return None
        self.left -= value.size
        texts = value.ravel().tolist()
        words = all(type(text) is str for text in texts)
        return TextArray(value.shape, tuple(texts)) if words else None

    def _number(self, value: Any, bases: tuple[type, ...]) -> Any:
        if np.generic in bases and type(value) not in _SCALARS:
            self._note(value, "number")
            value = np.generic.item(value)
        if type(value) is int and not -(2**63) <= value < 2**63:
            return Odd("an integer too large for 64 bits")
        array = np.array(value)
        return array if array.dtype.kind in "biufc" else _odd(value)

    def _number_subclass(self, value: Any, base: type) -> Any:
        self._note(value, base.__name__)
        exact = {int: int.__int__, float: float.__float__, complex: complex.__complex__}
        return self._number(exact[base](value), (base,))

    def _container(self, value: Any, base: type, depth: int) -> Any:
        if base.__len__(value) > self.left:  # type: ignore[attr-defined]
            return Odd(f"a {base.__name__} of {base.__len__(value)} items")  # type: ignore[attr-defined]
        fields = _fields(value) if base is tuple else None
        if type(value) is not base and fields is None:
            self._note(value, base.__name__)
        if base is dict:
            return self._dict(value, depth)
        items = [self.read(item, depth + 1) for item in base.__iter__(value)]  # type: ignore[attr-defined]
        if fields is not None:
            return Record(type_name(value), fields, tuple(items))
        return items if base is list else tuple(items)

    def _dict(self, value: Any, depth: int) -> Any:
        items = list(dict.items(value))
        if not all(type(key) in (str, int, bool) for key, _ in items):
            return Odd("a dict whose keys are neither strings nor integers")
        return {key: self.read(item, depth + 1) for key, item in items}


def _fields(value: tuple) -> tuple[str, ...] | None:
    """Return a NamedTuple's field names, read from its class and not from the value."""
    for base in ancestors(value):
        fields = _TYPE_DICT.__get__(base).get("_fields")
        if fields is not None:
            good = type(fields) is tuple and all(type(name) is str for name in fields)
            return fields if good and len(fields) == tuple.__len__(value) else None
    return None


def _tensor(value: Any, bases: tuple[type, ...]) -> Any:
    """Read a torch tensor, without importing torch for those who do not use it."""
    torch = sys.modules.get("torch")
    if torch is None or torch.Tensor not in bases:
        return None
    try:
        return FromTorch(torch.Tensor.detach(value).cpu().numpy().copy())
    except Exception:
        return Odd("a torch tensor that NumPy cannot read")


def _no_numbers(value: np.ndarray) -> Odd:
    """Return what an array is that holds neither numbers nor texts."""
    what = f"an array of dtype {clean_text(str(value.dtype), 40)}"
    if value.dtype.kind == "O":
        return Odd(what, "Rows of unequal length, None or texts make it so: print its items.")
    return Odd(what, "Print its items: what are they?")


def _odd(value: Any) -> Odd:
    """Return what cannot be a result, with advice where there is a usual reason."""
    kind = type(value)
    if kind is types.CoroutineType:
        with contextlib.suppress(Exception):
            value.close()  # or Python would complain later that nobody awaited it
        return Odd("a coroutine", "Define the function with def, not async def.")
    if kind in (types.GeneratorType, range, map, zip, filter, enumerate, reversed):
        what = "a generator" if kind is types.GeneratorType else a(f"{kind.__name__} object")
        return Odd(what, "Its items have not been computed: collect them in a list, or stack them.")
    if kind in (set, frozenset):
        return Odd("a set", "A set keeps no order and no repeats. What does the prompt ask for?")
    if kind in (types.FunctionType, types.BuiltinFunctionType, types.MethodType):
        return Odd("a function", "Is a call missing its parentheses?")
    if kind is type(Ellipsis):
        return Odd("... (Ellipsis)")
    return Odd(f"an object of type {type_name(value)}")


def copy_arguments(value: Any) -> Any:
    """Copy an argument in depth, so that nothing an answer does to it lasts."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(copy_arguments, value))
    if type(value) in (tuple, list):
        return type(value)(map(copy_arguments, value))
    if type(value) is dict:
        return {key: copy_arguments(item) for key, item in value.items()}
    if value is None or isinstance(value, bool | int | float | complex | str | np.generic):
        return value
    return copy.deepcopy(value)


def rebuild(plain: Any, like: Any) -> Any:
    """Turn a plain value that was judged to be of the right kind into the types of `like`."""
    if isinstance(plain, Record):
        return type(like)(*map(rebuild, plain.values, like))
    if isinstance(plain, tuple | list) and isinstance(like, tuple | list):
        return type(like)(map(rebuild, plain, like))
    if isinstance(plain, dict):
        return {key: rebuild(item, like[key]) for key, item in plain.items()}
    if isinstance(plain, FromTorch):
        return like.new_tensor(plain.array)
    if isinstance(plain, np.ndarray) and not isinstance(like, np.ndarray):
        return plain.item() if plain.ndim == 0 else plain.copy()
    if isinstance(plain, np.ndarray) and plain.dtype.kind in "iu" and like.dtype.kind == "f":
        return plain.astype(like.dtype)  # whole numbers passed for floats
    # A copy, since the value itself may be judged again, and for other submissions.
    return plain.copy() if isinstance(plain, np.ndarray) else plain


def fitted(got: Any, want: Any) -> Any:
    """Return a result with its NamedTuples read as tuples wherever a tuple or list is wanted.

    An array of as many numbers as a tuple of numbers has is read as that tuple: it unpacks alike.
    """
    if isinstance(got, Record) and isinstance(want, tuple | list):
        got = got.values
    if _are_numbers(want) and isinstance(got, np.ndarray) and got.shape == (len(want),):
        got = tuple(np.array(number) for number in got)
    if isinstance(got, Record) and isinstance(want, Record) and got.fields == want.fields:
        return Record(got.type_name, got.fields, _items_fitted(got.values, want.values))
    if isinstance(got, tuple | list) and isinstance(want, tuple | list):
        return type(got)(_items_fitted(got, want))
    if isinstance(got, dict) and isinstance(want, dict):
        return {key: fitted(item, want.get(key)) for key, item in got.items()}
    return got


def _are_numbers(want: Any) -> bool:
    arrays = isinstance(want, tuple) and all(isinstance(one, np.ndarray) for one in want)
    return arrays and all(one.ndim == 0 for one in want)


def _items_fitted(got: Sequence[Any], want: Sequence[Any]) -> tuple:
    if len(got) != len(want):
        return tuple(got)
    return tuple(map(fitted, got, want))


def items(got: Any, want: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return what stands in two containers of the same kind, in the same order."""
    if isinstance(want, dict):
        return [got[key] for key in want], list(want.values())
    return (got.values, want.values) if isinstance(want, Record) else (got, want)
