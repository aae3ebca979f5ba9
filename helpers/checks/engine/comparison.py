"""Comparing arrays: shape, then dtype, then NaN and infinity, then the entries themselves."""

from typing import Any

import numpy as np
from numpy import abs as _abs
from numpy import isfinite as _isfinite

from helpers.checks.engine.outputs import Finding, Leaf, Outputs, leaves
from helpers.checks.engine.result_types import kind_finding, number_kind
from helpers.checks.runtime.surroundings import own_arithmetic
from helpers.checks.runtime.text import entry_text, listed, shape_text, two_numbers

FLOAT32_TOLERANCE = 1e-4  # float32 keeps 7 digits; the sums inside a case cost two or three
_FLOAT32_ERROR = 1e-5


def shape_finding(leaf: Leaf, outputs: Outputs) -> Finding | None:
    """Compare the shapes of one leaf."""
    if not isinstance(leaf.want, np.ndarray) or leaf.got.shape == leaf.want.shape:
        return None
    axes = outputs.axes.get(leaf.path, ())
    got = "one number" if leaf.got.shape == () else f"shape {shape_text(leaf.got.shape)}"
    verb = "is" if leaf.got.shape == () else "has"
    want = "one number" if leaf.want.shape == () else shape_text(leaf.want.shape, axes)
    step = _shape_step(leaf.got.shape, leaf.want.shape, axes)
    return Finding("shape", f"{leaf.path} {verb} {got}, expected {want}.", step)


def _shape_step(got: tuple, want: tuple, axes: tuple[str, ...]) -> str:
    names = axes if len(axes) == len(want) else [f"number {i}" for i in range(len(want))]
    if len(got) == len(want):
        if len(want) == 2 and got == want[::-1]:
            return "It looks transposed: check the order of the factors in your matrix product."
        if sorted(got) == sorted(want):
            return "The axes are all there, in another order."
        off = [i for i in range(len(want)) if got[i] != want[i]]
        told = listed([f"axis {names[i]} has length {got[i]} instead of {want[i]}" for i in off])
        return f"{told[0].upper()}{told[1:]}."
    if got == ():
        return "Was everything summed or indexed away? Say over which axis."
    for i in range(len(want)):
        if want[:i] + want[i + 1 :] == got:
            return f"Axis {names[i]} is gone: was it summed over, or picked out by an index?"
    for i in range(len(got)):
        if got[:i] + got[i + 1 :] == want:
            return (
                f"One axis too many, of length {got[i]}: is a sum left out, or was it a broadcast?"
            )
    return "Write the shape of every array beside each line, and follow them down."


def dtype_class(dtype: np.dtype) -> str:
    """Sort dtypes into the classes that matter to a learner."""
    if dtype.kind == "f":
        return "float64" if dtype.itemsize >= 8 else dtype.newbyteorder("=").name
    return {"b": "bool", "i": "int", "u": "int", "c": "complex"}[dtype.kind]


def dtype_finding(leaf: Leaf, float32: bool, whole: bool = False) -> Finding | None:
    """Compare the dtypes of one leaf; float32 passes for float64 where the check says so.

    whole: whole numbers pass for floats everywhere, and not only as a single number.
    """
    if not isinstance(leaf.want, np.ndarray):
        return None
    got, want = dtype_class(leaf.got.dtype), dtype_class(leaf.want.dtype)
    wider = want == "float32" and got == "float64"
    whole_number = (whole or leaf.want.shape == ()) and (got, want) == ("int", "float64")
    if got == want or wider or whole_number or (float32 and (got, want) == ("float32", "float64")):
        return None
    fact = f"{leaf.path} has dtype {leaf.got.dtype.name}, expected {leaf.want.dtype.name}."
    if leaf.want.shape == () and number_kind(leaf.got) != number_kind(leaf.want):
        fact = f"{leaf.path} is {number_kind(leaf.got)}, expected {number_kind(leaf.want)}."
    return Finding("dtype", fact, "" if want == "bool" else _DTYPE_STEPS.get(got, ""))


_DTYPE_STEPS = {
    "int": "Whole numbers cut off what stands behind the point: make floats, as np.zeros does.",
    "float64": "Whole numbers are wanted: use // instead of /, or .astype(int).",
    "float32": "Does an array made with dtype float32 take part?",
    "bool": "A comparison gives True and False: turn it into numbers, as with .astype(float).",
    "complex": "Where does a complex number come in?",
}


def nan_finding(leaf: Leaf) -> Finding | None:
    """Find NaN or infinity where a finite number is wanted."""
    if not isinstance(leaf.want, np.ndarray) or leaf.want.dtype.kind not in "fc":
        return None
    bad = ~_isfinite(leaf.got) & _isfinite(leaf.want)
    if not bad.any():
        return None
    index = np.unravel_index(int(bad.argmax()), bad.shape)
    entry = leaf.got[index]
    what = "NaN" if entry != entry else "infinite"
    fact = f"{entry_text(leaf.path, index)} is {what}, expected {leaf.want[index]:.6g}"
    are = "is" if bad.sum() == 1 else "are"
    more = f" ({int(bad.sum())} of {bad.size} entries {are} not finite)." if bad.size > 1 else "."
    step = "Look for 0/0, log of 0, or exp of a large number."
    return Finding("nan", fact + more, step)


# ----------------------------------------------------------------- values


def wrong_entries(leaf: Leaf, tolerance: float) -> Any:
    """Mark the entries that differ by more than the tolerance, relative plus absolute."""
    if not isinstance(leaf.want, np.ndarray):
        return np.array(leaf.got != leaf.want)
    got, want = leaf.got, leaf.want
    if got.dtype == np.float32 and want.dtype == np.float64:
        tolerance = max(tolerance, FLOAT32_TOLERANCE)
    if want.dtype.kind == "b":
        return got != want
    finite = _isfinite(got) & _isfinite(want)
    same = (got == want) | ((got != got) & (want != want))
    g, w = np.where(finite, got, 0), np.where(finite, want, 0)
    close = _abs(np.subtract(g, w, dtype=_wide(g, w))) <= tolerance * (1.0 + _abs(w))
    return ~np.where(finite, close, same)


def _wide(g: np.ndarray, w: np.ndarray) -> type:
    return np.complex128 if "c" in (g.dtype.kind, w.dtype.kind) else np.float64


def value_finding(found: list[Leaf], tolerance: float) -> Finding | None:
    """Report the worst entry of the first output that is wrong."""
    wrong = [leaf for leaf in found if wrong_entries(leaf, tolerance).any()]
    if not wrong:
        return None
    leaf = wrong[0]
    if not isinstance(leaf.want, np.ndarray):
        return Finding("values", f"{leaf.path} is {leaf.got!r:.60}, expected {leaf.want!r:.60}.")
    bad = wrong_entries(leaf, tolerance)
    size = _abs(np.where(bad, leaf.got.astype(_wide(leaf.got, leaf.want)) - leaf.want, 0))
    size = np.where(bad & ~(size > 0), np.inf, size)  # an infinity on one side only
    index = np.unravel_index(int(size.argmax()), size.shape)
    got, want = _shown(leaf, index)
    fact = f"{entry_text(leaf.path, index)} is {got}, expected {want}"
    more = f" ({_count(bad)}{_right_ones(found, wrong)})." if bad.size > 1 else _alone(found, wrong)
    return Finding("values", fact + more, *_value_step(leaf, float(size.max())))


def _shown(leaf: Leaf, index: tuple) -> tuple[str, str]:
    if leaf.want.dtype.kind == "b":
        return str(bool(leaf.got[index])), str(bool(leaf.want[index]))
    return two_numbers(leaf.got[index].item(), leaf.want[index].item())


def _count(bad: np.ndarray) -> str:
    return f"{'all' if bad.all() else f'{int(bad.sum())} of'} {bad.size} entries differ"


def _alone(found: list[Leaf], wrong: list[Leaf]) -> str:
    right = _right_ones(found, wrong).removeprefix("; ")
    return f" ({right})." if right else "."


def _right_ones(found: list[Leaf], wrong: list[Leaf]) -> str:
    paths = {leaf.path for leaf in wrong}
    right = [leaf.path for leaf in found if leaf.path not in paths and "[" not in leaf.path]
    if not right or len(right) > 6:
        return ""
    return f"; {listed(right)} {'is' if len(right) == 1 else 'are'} right"


def _value_step(leaf: Leaf, error: float) -> tuple[str, float]:
    """Give what all entries have in common, and the factor between them if that is it."""
    got, want = leaf.got, leaf.want
    if want.dtype.kind != "f" or got.dtype.kind == "c" or not _isfinite(error):
        return "", 0.0
    if error < _FLOAT32_ERROR * (1e-300 + float(_abs(want).max())):
        return "They agree to about 6 digits: does float32, or a rounded constant, take part?", 0.0
    turned = Leaf(leaf.path, -got, want)
    if want.size > 1 and _abs(want).max() > 0 and not wrong_entries(turned, 1e-9).any():
        return "Every entry has the opposite sign: which minus is lost, or one too many?", -1.0
    return _factor_step(got, want)


def _factor_step(got: np.ndarray, want: np.ndarray) -> tuple[str, float]:
    ratio = (got / want)[_abs(want) > 1e-12]
    if ratio.size == 0 or not _isfinite(ratio).all() or abs(ratio.flat[0]) < 1e-12:
        return "", 0.0
    first = float(ratio.flat[0])
    if _abs(ratio - first).max() > 1e-9 * abs(first):
        return "", 0.0
    if wrong_entries(Leaf("", got, first * want), 1e-9).any():  # where 0 is wanted
        return "", 0.0
    every = "It is" if want.size == 1 else "Every entry is"
    if times := whole_factor(first):
        large = first > 1
        why = "a sum where a mean belongs" if large else "a mean where a sum belongs"
        which = "one factor too many" if large else "a factor lost"
        size = "large" if large else "small"
        return f"{every} {times} times too {size}: is it {why}, or is {which}?", first
    if ratio.size == 1:
        return "", 0.0
    return f"{every} {first:.6g} times what it should be: where does that factor go in?", first


def whole_factor(ratio: float) -> int:
    """Give n where a ratio is n or 1/n with a whole n above 1, else 0."""
    both = (n for n in (ratio, 1 / ratio) if 1.5 < n < 1e6 and abs(n - round(n)) < 1e-6)
    return round(next(both, 0))


# ----------------------------------------------------------------- all of it


def difference(
    got: Any,
    want: Any,
    outputs: Outputs,
    tolerance: float,
    float32: bool,
    compare: bool = True,
    whole: bool = False,
) -> Finding | None:
    """Find the first difference between two plain results, stage by stage."""
    with own_arithmetic():
        found = kind_finding("", got, want, outputs)
        if found:
            return found
        pairs = leaves("", got, want, outputs)
        stages = (
            lambda leaf: shape_finding(leaf, outputs),
            lambda leaf: dtype_finding(leaf, float32, whole),
            nan_finding,
        )
        for stage in stages:
            for leaf in pairs:
                found = stage(leaf)
                if found:
                    return found
        return value_finding(pairs, tolerance) if compare else None


def wrong_outputs(got: Any, want: Any, outputs: Outputs, tolerance: float) -> list[str] | None:
    """Name the outputs whose entries differ; None where kinds or shapes already do."""
    with own_arithmetic():
        if kind_finding("", got, want, outputs):
            return None
        pairs = leaves("", got, want, outputs)
        if any(shape_finding(leaf, outputs) for leaf in pairs):
            return None
        return [leaf.path for leaf in pairs if wrong_entries(leaf, tolerance).any()]
