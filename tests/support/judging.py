"""Judging an answer in a test, and the arrays inside arguments and results.

Most of the time of a failing check goes into its slips, which are run on every case: many answers
to one check share what judging found out about it at a seed.
"""

import contextlib
import io
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from helpers.checks.engine.check import Check, CheckFailed
from helpers.checks.runtime.call import Answer, Memory

_memories: dict[tuple[int, int], Memory] = {}


def failure(check: Check, answer: Callable | Answer | None, seed: int = 0) -> CheckFailed:
    """Return what the check says about a wrong answer."""
    with pytest.raises(CheckFailed) as caught, contextlib.redirect_stdout(io.StringIO()):
        check(answer, seed=seed)
    return caught.value


def shared_failure(check: Check, answer: Callable | None, seed: int = 0) -> CheckFailed:
    """Return what the check says about one of many wrong answers."""
    judged = check.local(answer)
    judged.memory = lambda *_: _memories.setdefault((id(check), seed), Memory())
    return failure(check, judged, seed)


def accepts(check: Check, answer: Callable, seeds: Iterable[int] = (0, 1, 2)) -> None:
    """Judge a right answer as the notebook does: one line for each call, and no warning."""
    for seed in seeds:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            check(answer, seed=seed)
        assert out.getvalue().count("\n") == 1, out.getvalue()


def flat(value: Any) -> list[Any]:
    """List the arrays and numbers inside a value, texts left out."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, tuple | list):
        return [leaf for item in value for leaf in flat(item)]
    return [] if isinstance(value, str) or value is None else [value]


def as_float32(value: Any) -> Any:
    """Copy arguments with every float array in single precision."""
    if isinstance(value, tuple | list):
        parts = map(as_float32, value)
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    floats = isinstance(value, np.ndarray) and value.dtype.kind == "f"
    return value.astype(np.float32) if floats else value
