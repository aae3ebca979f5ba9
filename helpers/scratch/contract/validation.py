"""Argument checks shared by the reference code: a message names what came and what was expected.

They look at shapes, kinds and ranges only, so a call costs about a microsecond.

Raises  ValueError, from the functions whose names begin with require: the message names the
argument, what it is, and what was expected.
"""

import operator
import re
from functools import lru_cache

import numpy as np


def require_shape(name, array, **axes):
    """Return array's shape after comparing it with named axes; None leaves an axis free.

    Shapes: require_shape("xs", xs, T=None, B=None, D=3) expects (T, B, D=3).
    """
    shape = np.shape(array)
    if len(shape) == len(axes):
        for size, want in zip(shape, axes.values(), strict=True):
            if size != want and (want is not None or size == 0):
                break
        else:
            return shape
    terms = [axis if want is None else f"{axis}={want}" for axis, want in axes.items()]
    comma = "," if len(terms) == 1 else ""
    empty = len(shape) == len(axes) and 0 in shape
    note = " with at least one entry on every axis" if empty else ""
    raise ValueError(f"{name} has shape {(*shape,)}, expected ({', '.join(terms)}{comma}){note}.")


def require_floats(name, array, **axes):
    """Return array's shape after require_shape, for an array of floating-point numbers."""
    if getattr(getattr(array, "dtype", None), "kind", None) != "f":
        kind = _kind_of(array)
        raise ValueError(f"{name} is {kind}, expected an array of floating-point numbers.")
    return require_shape(name, array, **axes)


def require_single_or_double(name, array):
    """Check that an array is of a precision that NumPy's linear algebra computes in."""
    if array.dtype not in (np.float32, np.float64):
        raise ValueError(f"{name} is an array of {array.dtype}, expected float32 or float64.")


def require_numbers(name, value, kinds="iuf"):
    """Return value as an array of floats: an array, number or list of them, of any shape.

    kinds: which may come, "f" for floats alone; whole numbers become float64, as a difference of
    unsigned ones would wrap around.
    """
    if type(value) is np.ndarray and value.dtype.kind == "f":
        return value
    plain = isinstance(value, (np.ndarray, np.generic, int, float, list, tuple))
    array = np.asarray(value) if plain else None
    if array is None or array.dtype.kind not in kinds:
        wanted = "floating-point" if kinds == "f" else "real"
        got = _kind_of(value if array is None else array)
        raise ValueError(f"{name} is {got}, expected {wanted} numbers.")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


@lru_cache
def parse_axes(text):
    """Read a declaration of axes: "D, 4H" is (((1, "D"), (4, "H")), "f").

    The second part is "c" where the declaration ends in the word complex: "B, H complex".
    """
    text, kind = (text.removesuffix(" complex"), "c") if text.endswith("complex") else (text, "f")
    axes = [re.fullmatch(r"(\d*)([A-Z])", axis.strip()) for axis in text.split(",")]
    return tuple((int(axis[1] or 1), axis[2]) for axis in axes), kind


def require_axes(name, array, axes, sizes):
    """Compare an array with declared axes such as "B, 4H", and enter new letters in sizes.

    sizes: {"H": 5}, what is known so far; a letter that is not in it is taken from the array.
    """
    if not _fits(array, axes, sizes):
        raise ValueError(_misfit(name, array, axes, sizes))


def _fits(array, axes, sizes):
    """Return whether an array fits declared axes; new letters are entered in sizes."""
    terms, kind = parse_axes(axes)
    if getattr(getattr(array, "dtype", None), "kind", None) != kind:
        return False
    shape = array.shape
    if len(shape) != len(terms):
        return False
    for size, (factor, letter) in zip(shape, terms, strict=True):
        if letter not in sizes:
            if not size or size % factor:
                return False
            sizes[letter] = size // factor
        elif size != factor * sizes[letter]:
            return False
    return True


def _misfit(name, array, axes, sizes):
    """Return the message on an array that does not fit: what it is, and what was expected."""
    terms, kind = parse_axes(axes)
    if getattr(getattr(array, "dtype", None), "kind", None) != kind:
        wanted = "complex" if kind == "c" else "floating-point"
        return f"{name} is {_kind_of(array)}, expected an array of {wanted} numbers."
    shape = array.shape
    known = [
        f"{axis}={factor * sizes[letter]}" if letter in sizes else axis
        for axis, (factor, letter) in zip(axes.split(" complex")[0].split(", "), terms, strict=True)
    ]
    comma = "," if len(known) == 1 else ""
    empty = len(shape) == len(terms) and 0 in shape
    note = " with at least one entry on every axis" if empty else ""
    return f"{name} has shape {shape}, expected ({', '.join(known)}{comma}){note}."


def require_ids(name, ids, V):
    """Return ids as an integer array after comparing every id with the vocabulary's size."""
    ids = np.asarray(ids)
    if ids.dtype.kind not in "iu":
        if ids.size:
            raise ValueError(f"{name} is an array of {ids.dtype}, expected integer ids.")
        ids = ids.astype(np.int64)  # an empty list has no integers to show its kind by
    if ids.size and (ids.min() < 0 or ids.max() >= V):
        bad = int(ids.min() if ids.min() < 0 else ids.max())
        raise ValueError(f"{name} holds the id {bad}, expected ids from 0 to V - 1 = {V - 1}.")
    return ids


def require_lengths(name, lengths, T, B, axis="T"):
    """Return lengths (B,) as an integer array after comparing each with the T steps there are.

    axis: what the message calls T, such as "S" for the steps of a source.
    """
    try:
        lengths = np.asarray(lengths)
    except ValueError:  # a list of lists of unequal length, for one
        raise ValueError(f"{name} is {lengths!r}, expected {B} whole numbers.") from None
    require_shape(name, lengths, B=B)
    if lengths.dtype.kind not in "iu":
        raise ValueError(f"{name} is an array of {lengths.dtype}, expected whole numbers.")
    if lengths.min() < 1 or lengths.max() > T:
        row = int(np.flatnonzero((lengths < 1) | (lengths > T))[0])
        got = f"{name} holds {lengths[row]} at [{row}]"
        raise ValueError(f"{got}, expected from 1 to {axis} = {T}.")
    return lengths


def require_count(name, value, least=1):
    """Return value as an int after checking that it is a whole number of at least `least`."""
    try:
        count = operator.index(value)
    except TypeError:
        count = None
    if count is None or isinstance(value, (bool, np.bool_)) or count < least:
        raise ValueError(f"{name} is {value!r}, expected a whole number of at least {least}.")
    return count


def require_positive(name, value):
    """Return value as a float after checking that it is finite and above 0."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not 0.0 < number < float("inf"):
        raise ValueError(f"{name} is {value!r}, expected a finite number above 0.")
    return number


def require_generator(name, rng):
    """Return rng after checking that it is a numpy.random.Generator.

    The module numpy.random would do as well, and move the one state that all programs share.
    """
    if not isinstance(rng, np.random.Generator):
        got = getattr(rng, "__name__", None) or f"a {type(rng).__name__}"
        raise ValueError(
            f"{name} is {got}, expected a numpy.random.Generator: numpy.random.default_rng(seed)."
        )
    return rng


def _kind_of(array):
    """Return what kind of thing came instead of an array of the right numbers."""
    if isinstance(array, (np.ndarray, np.generic)):
        return f"an array of {array.dtype}"
    return f"a {type(array).__name__}"
