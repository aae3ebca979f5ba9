"""The results of an answer by name: outputs, their axes, their parts, and what is found wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from helpers.checks.runtime.values import FromTorch, Record


class Finding(NamedTuple):
    """What is wrong (fact), at which stage, and what to look at next (step)."""

    stage: str
    fact: str
    step: str = ""
    factor: float = 0.0  # got / wanted, where step says that it is the same for all entries


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
        """Name the parts of a result with several outputs; None if it is one output."""
        several = isinstance(want, tuple)
        return list(self.names) if several and len(self.names) > 1 else None


def sizes(value: Any) -> set[int]:
    """Collect what a sum over the inputs may run over: their lengths, and whole numbers."""
    if isinstance(value, np.ndarray):
        shape = value.shape
        pairs = (shape[i] * n for i in range(len(shape)) for n in shape[i + 1 :])
        kept = [int(value.sum())] if value.dtype.kind == "b" else []
        return {*shape, *pairs, value.size, *kept}
    if isinstance(value, tuple | list):
        return {len(value)}.union(*map(sizes, value))
    return {int(value)} if isinstance(value, int | np.integer) else set()


def parts(path: str, got: Any, want: Any, outputs: Outputs) -> list[Leaf]:
    """List the direct parts of two values of the same kind, with their paths."""
    if isinstance(want, Record):
        prefix = f"{path or outputs.names[0]}."
        names = [prefix + field for field in want.fields]
        return [Leaf(*t) for t in zip(names, got.values, want.values, strict=True)]
    if isinstance(want, tuple | list):
        roots = outputs.roots(want) if path == "" else None
        start = path or outputs.names[0]
        names = roots or [f"{start}[{i}]" for i in range(len(want))]
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
