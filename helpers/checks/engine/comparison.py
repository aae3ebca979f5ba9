"""Comparing what an answer returned with what the reference returned.

Kinds and numbers of results first, then shape, dtype, NaN and infinity, then the entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy import abs as _abs
from numpy import isfinite as _isfinite

from helpers.checks.engine.next_steps import (
    DTYPE_STEPS,
    kind_of,
    kind_step,
    number_kind,
    numbers_text,
    shape_step,
)
from helpers.checks.runtime.surroundings import own_arithmetic
from helpers.checks.runtime.text import entry_text, listed, shape_text, two_numbers
from helpers.checks.runtime.values import Big, FromTorch, Odd, Record, items

FLOAT32_TOLERANCE = 1e-4  # float32 keeps 7 digits; the sums inside a case cost two or three


_MOST_KEYS = 13  # named of those that differ: as many as an exercise on paper returns


class Finding(NamedTuple):
    """What is wrong (fact), at which stage, and what to look at next (step).

    path: the part of the results that the fact is about, as "dp.W_x"; "" if it is none of them.
    """

    stage: str
    fact: str
    step: str = ""
    path: str = ""


class Leaf(NamedTuple):
    """One array or text of the results, by its path: dp.W_x, caches[2].h."""

    path: str
    got: Any
    want: Any


@dataclass(frozen=True)
class Outputs:
    """Names of the results and of their axes, read from texts as "h_next (B, H)".

    A name with a dot or bracket in it ("dp.W_x (D, H)") names a part's axes only.
    """

    names: tuple[str, ...]
    axes: dict[str, tuple[str, ...]]

    @classmethod
    def parse(cls, texts: Sequence[str]) -> "Outputs":
        """Read the names and axes; raises ValueError on a text that is neither."""
        axes = {}
        for text in texts:
            name, _, inside = text.partition(" (")
            if not name or (inside and not inside.endswith(")")):
                raise ValueError(f"outputs: {text!r} is not like 'h_next (B, H)'")
            axes[name] = tuple(p.strip() for p in inside[:-1].split(",") if p.strip())
        names = tuple(name for name in axes if not set(name) & set(".["))
        return cls(names, axes)

    def roots(self, want: Any) -> list[str] | None:
        """Return the names of the parts of a result; None if it is a single output."""
        several = isinstance(want, tuple)
        return list(self.names) if several and len(self.names) > 1 else None


def parts(path: str, got: Any, want: Any, outputs: Outputs) -> list[Leaf]:
    """List the direct parts of two values of the same kind, with their paths."""
    if isinstance(want, Record):
        prefix = f"{path or outputs.names[0]}."
        names = [prefix + field for field in want.fields]
        return [Leaf(*t) for t in zip(names, got.values, want.values, strict=True)]
    if isinstance(want, tuple | list):
        roots = outputs.roots(want) if path == "" else None
        start = path or outputs.names[0]
        numbered = [f"{start}[{i}]" for i in range(len(want))]
        names = roots if roots and len(roots) == len(want) else numbered
        return [Leaf(*t) for t in zip(names, got, want, strict=True)]
    if isinstance(want, dict):
        start = path or outputs.names[0]
        return [Leaf(f"{start}[{k!r}]", got[k], want[k]) for k in want]
    return []


def leaves(path: str, got: Any, want: Any, outputs: Outputs) -> list[Leaf]:
    """List the arrays and texts inside two values of the same kind."""
    inside = parts(path, got, want, outputs)
    if inside or isinstance(want, tuple | list | dict):
        return [leaf for part in inside for leaf in leaves(*part, outputs)]
    if isinstance(want, FromTorch):
        return [Leaf(path or outputs.names[0], got.array, want.array)]
    return [Leaf(path or outputs.names[0], got, want)]


# ----------------------------------------------------------------- kinds


def kind_finding(path: str, got: Any, want: Any, outputs: Outputs) -> Finding | None:
    """Compare kinds and numbers of parts all the way down."""
    roots = outputs.roots(want) if path == "" else None
    if not _same_kind(got, want):
        axes = outputs.axes.get(path or outputs.names[0], ())
        fact = _kind_fact(path, got, want, axes, roots)
        return Finding("kind", fact, kind_step(got, want, roots))
    pieces = list(parts(path, got, want, outputs))
    for name, g, w in pieces:
        found = kind_finding(name, g, w, outputs)
        if found and not found.step and isinstance(want, Record):
            order = f"{want.type_name} holds {listed(want.fields)}"
            found = found._replace(step=f"Is every value in its own field? {order}, in this order.")
        if (
            found
            and not found.step
            and roots
            and any(_same_kind(g, other) for place, _, other in pieces if place != name)
        ):
            found = found._replace(
                step=f"Are the results in the order of: return {', '.join(roots)}?"
            )
        if found:
            return found
    return None


def _kind_fact(path: str, got: Any, want: Any, axes: tuple, roots: list[str] | None) -> str:
    """Return what a part is and what was expected; of two dicts, the keys that differ."""
    if isinstance(got, dict) and isinstance(want, dict) and got:
        lacks, has = (
            [repr(key) for key in one if key not in other][:_MOST_KEYS]
            for one, other in ((want, got), (got, want))
        )
        whole = path or "the dict returned"
        if not lacks:
            return f"{whole} has {listed(has)} too, which should not be among its keys."
        return f"{whole} has no key {listed(lacks)}{f', but {listed(has)}' if has else ''}."
    what = f"{path} is" if path else "returned"
    ours, theirs = numbers_text(got), numbers_text(want)
    if ours and theirs and not roots:
        return f"{what} {ours}, expected {theirs}."
    wanted = f"a tuple of {len(want)}: {', '.join(roots)}" if roots else kind_of(want, axes)
    return f"{what} {kind_of(got)}, expected {wanted}."


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


def kinds_agree(got: Any, want: Any) -> bool:
    """Return whether kind_finding finds nothing; much faster, since no part gets a name."""
    if isinstance(want, np.ndarray):
        return isinstance(got, np.ndarray | Big)
    if not _same_kind(got, want):
        return False
    if isinstance(want, Record | dict | tuple | list):
        return all(map(kinds_agree, *items(got, want)))
    return True


# ----------------------------------------------------------------- shapes and dtypes


def shape_finding(leaf: Leaf, outputs: Outputs) -> Finding | None:
    """Compare the shapes of one leaf."""
    if not isinstance(leaf.want, np.ndarray) or leaf.got.shape == leaf.want.shape:
        return None
    axes = outputs.axes.get(leaf.path, ())
    got = "one number" if leaf.got.shape == () else f"shape {shape_text(leaf.got.shape)}"
    verb = "is" if leaf.got.shape == () else "has"
    want = "one number" if leaf.want.shape == () else shape_text(leaf.want.shape, axes)
    step = shape_step(leaf.got.shape, leaf.want.shape, axes)
    return Finding("shape", f"{leaf.path} {verb} {got}, expected {want}.", step)


def dtype_class(dtype: np.dtype) -> str:
    """Return the class of a dtype, among those that matter to a learner."""
    if dtype.kind == "f":
        return "float64" if dtype.itemsize >= 8 else dtype.newbyteorder("=").name
    return {"b": "bool", "i": "int", "u": "int", "c": "complex"}[dtype.kind]


def dtype_finding(leaf: Leaf, float32: bool, whole: bool = False) -> Finding | None:
    """Compare the dtypes of one leaf; float32 passes for float64 where the check says so.

    whole: whole numbers pass for floats everywhere, and not only as a single number, or as the
      right one in an array of one.
    """
    if not isinstance(leaf.want, np.ndarray):
        return None
    got, want = dtype_class(leaf.got.dtype), dtype_class(leaf.want.dtype)
    wider = want == "float32" and got == "float64"
    one = leaf.want.size == 1 and (leaf.want.shape == () or np.array_equal(leaf.got, leaf.want))
    whole_number = (whole or one) and (got, want) == ("int", "float64")
    if got == want or wider or whole_number or (float32 and (got, want) == ("float32", "float64")):
        return None
    fact = (
        f"{leaf.path} has dtype {leaf.got.dtype.name}, expected {leaf.want.dtype.name}"
        f"{_in_words(got, want)}."
    )
    if leaf.want.shape == () and number_kind(leaf.got) != number_kind(leaf.want):
        fact = f"{leaf.path} is {number_kind(leaf.got)}, expected {number_kind(leaf.want)}."
    found = "no complex" if want == "complex" else got
    step = "" if want == "bool" else DTYPE_STEPS.get(found, "")
    if want == "int" and leaf.got.dtype.kind == "f" and not _isfinite(leaf.got).all():
        step = "Infinity or NaN is in it: which start value is never replaced?"
    return Finding("dtype", fact, step)


_WORDS = {
    "float64": "numbers with a decimal point",
    "int": "whole numbers",
    "bool": "True and False",
}


def _in_words(got: str, want: str) -> str:
    """Return what two dtypes are in plain words, where there are such words."""
    if got not in _WORDS or want not in _WORDS:
        return ""
    return f" ({_WORDS[got]} where {_WORDS[want]} belong)"


def nan_finding(leaf: Leaf, values: bool = True) -> Finding | None:
    """Find NaN or infinity where a finite number is expected.

    An infinity that the expected result holds elsewhere is a value as others are. values: name the
    number that is expected there; without, any finite one would do.
    """
    if not isinstance(leaf.want, np.ndarray) or leaf.want.dtype.kind not in "fc":
        return None
    finite = _isfinite(leaf.got)
    if finite.all():  # as nearly always
        return None
    bad = ~finite & _isfinite(leaf.want)
    for infinity in (np.inf, -np.inf):
        bad &= (leaf.got != infinity) | (not (leaf.want == infinity).any())
    if not bad.any():
        return None
    index = np.unravel_index(int(bad.argmax()), bad.shape)
    entry = leaf.got[index]
    what = "NaN" if entry != entry else "infinite"
    wanted = f"{leaf.want[index]:.6g}" if values else "a finite number"
    fact = f"{entry_text(leaf.path, index)} is {what}, expected {wanted}"
    are = "is" if bad.sum() == 1 else "are"
    more = f" ({int(bad.sum())} of {bad.size} entries {are} not finite)." if bad.size > 1 else "."
    step = "Look for 0/0, log of 0, exp of a large number, or a fractional power of a negative one."
    if entry == entry:
        step = "Look for a division by 0, log of 0, or exp of a large number."
    return Finding("nan", fact + more, step)


# ----------------------------------------------------------------- values


def wrong_entries(leaf: Leaf, tolerance: float) -> Any:
    """Mark the entries that differ by more than the tolerance, relative plus absolute.

    Whole numbers and truth values are exact, and so is everything where the tolerance is 0.
    """
    if not isinstance(leaf.want, np.ndarray):
        return np.array(leaf.got != leaf.want)
    got, want = leaf.got, leaf.want
    equal = got == want
    if equal.all():  # as most are, to the last bit
        return ~equal
    same = equal | ((got != got) & (want != want))
    if tolerance == 0 or want.dtype.kind in "biu":
        return ~same
    if got.dtype == np.float32 and want.dtype == np.float64:
        tolerance = max(tolerance, FLOAT32_TOLERANCE)
    finite = _isfinite(got) & _isfinite(want)
    g, w = np.where(finite, got, 0), np.where(finite, want, 0)
    close = _abs(np.subtract(g, w, dtype=_wide(g, w))) <= tolerance * (1.0 + _abs(w))
    return ~np.where(finite, close, same)


def any_wrong(leaf: Leaf, tolerance: float) -> bool:
    """Return whether wrong_entries marks any: the first one that is not equal mostly tells."""
    got, want = leaf.got, leaf.want
    if isinstance(want, np.ndarray) and got.dtype.kind == want.dtype.kind == "f":
        equal = got == want
        if equal.all():
            return False
        place = int(equal.argmin())
        g, w = float(got.item(place)), float(want.item(place))
        if abs(g - w) > max(tolerance, FLOAT32_TOLERANCE) * (1.0 + abs(w)):
            return True
    with own_arithmetic():
        return bool(wrong_entries(leaf, tolerance).any())


def _wide(g: np.ndarray, w: np.ndarray) -> type:
    return np.complex128 if "c" in (g.dtype.kind, w.dtype.kind) else np.float64


def value_finding(
    leaf: Leaf, wrong: Any, found: list[Leaf], others: list[Leaf], among: Any = None
) -> Finding:
    """Report the worst entry of a leaf; found: all leaves, others: the wrong ones.

    among: marks the entries of which the worst is shown; None for all that are wrong.
    """
    if not isinstance(leaf.want, np.ndarray):
        fact = f"{leaf.path} is {leaf.got!r:.60}, expected {leaf.want!r:.60}."
        return Finding("values", fact, path=leaf.path)
    size = worst_error(leaf, wrong if among is None else among)
    index = np.unravel_index(int(size.argmax()), size.shape)
    got, want = _shown(leaf, index)
    fact = f"{entry_text(leaf.path, index)} is {got}, expected {want}"
    right = _right_ones(found, others)
    more = f" ({_count(wrong)}{right})." if wrong.size > 1 else _alone(right)
    return Finding("values", fact + more, path=leaf.path)


def worst_error(leaf: Leaf, wrong: Any) -> Any:
    """Return the size of each wrong entry's error; infinite where only one side is finite."""
    size = _abs(np.where(wrong, leaf.got.astype(_wide(leaf.got, leaf.want)) - leaf.want, 0))
    return np.where(wrong & ~(size > 0), np.inf, size)


def _shown(leaf: Leaf, index: tuple) -> tuple[str, str]:
    if leaf.want.dtype.kind == "b":
        return str(bool(leaf.got[index])), str(bool(leaf.want[index]))
    return two_numbers(leaf.got[index].item(), leaf.want[index].item())


def _count(bad: np.ndarray) -> str:
    return f"{'all' if bad.all() else f'{int(bad.sum())} of'} {bad.size} entries differ"


def _alone(right: str) -> str:
    return f" ({right.removeprefix('; ')})." if right else "."


def _right_ones(found: list[Leaf], wrong: list[Leaf]) -> str:
    paths = {leaf.path for leaf in wrong}
    right = [leaf.path for leaf in found if leaf.path not in paths and "[" not in leaf.path]
    if not right or len(right) > 6:
        return ""
    return f"; {listed(right)} {'is' if len(right) == 1 else 'are'} right"


# ----------------------------------------------------------------- all of it


@dataclass(frozen=True)
class Comparison:
    """How the results of one check are compared.

    values: compare the entries. Where they are left to properties, whole numbers pass for floats.
    """

    outputs: Outputs
    tolerance: float
    float32: bool
    values: bool

    def difference(self, got: Any, want: Any, values: bool = True) -> Finding | None:
        """Find the first difference between two plain results, stage by stage."""
        with own_arithmetic():
            if not kinds_agree(got, want):
                return kind_finding("", got, want, self.outputs)
            if values and self._agree(got, want):
                return None
            pairs = leaves("", got, want, self.outputs)
            for stage in (self._shape, self._dtype, self._nan):
                for leaf in pairs:
                    found = stage(leaf)
                    if found:
                        return found._replace(path=leaf.path)
            wrong = [leaf for leaf in pairs if self._entries(leaf).any()] if values else []
            if not wrong:
                return None
            return value_finding(wrong[0], self._entries(wrong[0]), pairs, wrong)

    def agree(self, got: Any, want: Any) -> bool:
        """Return whether there is no difference, without a word on what it is."""
        with own_arithmetic():
            return kinds_agree(got, want) and self._agree(got, want)

    def _agree(self, got: Any, want: Any) -> bool:
        """Return whether two results of the same kinds agree in all else."""
        if isinstance(want, Record | dict | tuple | list):
            return all(map(self._agree, *items(got, want)))
        if isinstance(want, FromTorch):
            got, want = got.array, want.array
        leaf = Leaf("", got, want)
        found = self._shape(leaf) or self._dtype(leaf) or self._nan(leaf)
        return not found and not any_wrong(leaf, self.tolerance)

    def leaves(self, got: Any, want: Any) -> list[Leaf] | None:
        """List the parts of two results; None where their kinds differ."""
        with own_arithmetic():
            if not kinds_agree(got, want):
                return None
            return leaves("", got, want, self.outputs)

    def differs(self, leaf: Leaf) -> bool:
        """Return whether one part is wrong in its shape or its entries."""
        return bool(shape_finding(leaf, self.outputs)) or any_wrong(leaf, self.tolerance)

    def finding(self, path: str, pairs: list[Leaf], among: Any = None) -> Finding:
        """Return what is wrong with the part at a path, which is known to be wrong."""
        leaf = next(leaf for leaf in pairs if leaf.path == path)
        with own_arithmetic():
            found = self._shape(leaf) or self._dtype(leaf) or self._nan(leaf)
            if found:
                return found._replace(path=path)
        wrong = [other for other in pairs if self.differs(other)]
        with own_arithmetic():
            return value_finding(leaf, self._entries(leaf), pairs, wrong, among)

    def _shape(self, leaf: Leaf) -> Finding | None:
        return shape_finding(leaf, self.outputs)

    def _dtype(self, leaf: Leaf) -> Finding | None:
        return dtype_finding(leaf, self.float32, whole=not self.values)

    def _nan(self, leaf: Leaf) -> Finding | None:
        return nan_finding(leaf, self.values)

    def _entries(self, leaf: Leaf) -> Any:
        return wrong_entries(leaf, self.tolerance)
