"""Argument checks shared by the reference code: the message names what came and what was wanted.

They look at shapes, kinds and ranges only, so a call costs about a microsecond.
"""

import operator

import numpy as np


def require_shape(name, array, **axes):
    """Return array's shape after comparing it with named axes; None leaves an axis free.

    Shapes: require_shape("xs", xs, T=None, B=None, D=3) wants (T, B, D=3).
    Raises: ValueError with the axis names if the shape differs, or a free axis is empty.
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
    raise ValueError(f"{name} has shape {shape}, expected ({', '.join(terms)}{comma}){note}.")


def require_floats(name, array, **axes):
    """Return array's shape after require_shape, for an array of floating-point numbers.

    Raises: ValueError if the shape differs or the entries are integers, booleans or objects.
    """
    dtype = getattr(array, "dtype", None)
    if dtype is None or dtype.kind != "f":
        got = f"a {type(array).__name__}" if dtype is None else f"an array of {dtype}"
        raise ValueError(f"{name} is {got}, expected an array of floating-point numbers.")
    return require_shape(name, array, **axes)


def require_ids(name, ids, V):
    """Return ids as an integer array after comparing every id with the vocabulary's size.

    Raises: ValueError if an id is not an integer, or lies outside 0 to V - 1.
    """
    ids = np.asarray(ids)
    if ids.dtype.kind not in "iu":
        if ids.size:
            raise ValueError(f"{name} is an array of {ids.dtype}, expected integer ids.")
        ids = ids.astype(np.int64)  # an empty list has no integers to show its kind by
    if ids.size and (ids.min() < 0 or ids.max() >= V):
        bad = int(ids.min() if ids.min() < 0 else ids.max())
        raise ValueError(f"{name} holds the id {bad}, expected ids from 0 to V - 1 = {V - 1}.")
    return ids


def require_count(name, value, least=1):
    """Return value as an int after checking that it is a whole number of at least `least`.

    Raises: ValueError if it is a float, a boolean, or too small.
    """
    try:
        count = operator.index(value)
    except TypeError:
        count = None
    if count is None or isinstance(value, (bool, np.bool_)) or count < least:
        raise ValueError(f"{name} is {value!r}, expected a whole number of at least {least}.")
    return count


def require_positive(name, value):
    """Return value as a float after checking that it is finite and above 0.

    Raises: ValueError otherwise.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if not 0.0 < number < float("inf"):
        raise ValueError(f"{name} is {value!r}, expected a finite number above 0.")
    return number
