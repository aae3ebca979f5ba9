"""The check engine: one record per exercise, one engine that judges an answer by it.

An answer is taken through these stages, and the first one it fails gives the message:

not attempted -> raised -> changed its arguments -> wrong kind or number of results -> wrong
shape -> wrong dtype, or NaN or infinity -> a known slip -> term isolation -> the worst entry.

A failure that looks from outside exactly like a known slip earns that slip's hint, at whichever
stage it came up. One message, one next step.

The answer is handled as something that may be wrong in any way (runtime/values.py), may not use
the reference it is compared with (runtime/reference_guard.py), and leaves no trace
(runtime/surroundings.py). It still runs in this process: what it does to the file system, or an
endless loop, is not the engine's to stop.
"""

import contextlib
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from helpers.checks.engine.answer_proxy import Elsewhere
from helpers.checks.engine.judge import Judge
from helpers.checks.engine.outputs import Outputs
from helpers.checks.runtime import reference_guard
from helpers.checks.runtime.surroundings import keep_names, raw_stderr_to_stdout, restore_names
from helpers.checks.runtime.text import CheckFailed, NotAttempted

__all__ = ["Check", "CheckFailed", "NotAttempted"]

Property = Callable[[Callable, tuple, Any], str | None]


@dataclass(frozen=True)
class Check:
    """What a right answer to one exercise is, and the wrong ones we expect.

    name: the exercise's function. reference: a plain module-level function, no closure.
    cases: seed -> argument tuples, ordinary sizes first, then the edges (T=1, B=1, D != H).
    outputs: "name (axes)" for each result in order: "h_next (B, H)", "cache". With two or more
      the answer returns a tuple (a list passes for a tuple and the other way round). An entry
      with a dot, "dp.W_x (D, H)", only names the axes of a part.
    slips: hint -> the wrong answer that earns it, read-only. It may call the reference. Where both
      raise, the type of the exception decides, its wording only between slips that fit equally
      well.
    alternatives: other right answers. They may not call the reference.
    twins: functions of the course whose code is the reference's but for names that it looks up,
      so that a copy with other globals would answer too. They refuse as the reference does.
    equivalent: text of a mutant -> why no check could tell it from the solution.
    properties: (answer, args, got) -> what is wrong, or None; for each case, after the comparison.
      answer may be called again there (it gets copies, and returns plain values), got is what
      it returned. What it says may end in a line "Next: ...", the next step.
    compare: False leaves the values to the properties; kinds, shapes, dtypes are compared anyway,
      but whole numbers pass for floats (a property is given floats).
    tolerance: relative and absolute, |got - want| <= tolerance * (1 + |want|); the reason stands
      in tolerance_reason.
    float32: accept float32 results for float64 ones, at a tolerance that fits (1e-4).
    """

    name: str
    reference: Callable
    cases: Callable[[int], Iterator[tuple]]
    outputs: tuple[str, ...]
    slips: Mapping[str, Callable] = field(default_factory=dict)
    alternatives: tuple[Callable, ...] = ()
    twins: tuple[Callable, ...] = ()
    equivalent: dict[str, str] = field(default_factory=dict)
    properties: tuple[Property, ...] = ()
    compare: bool = True
    tolerance: float = 1e-9
    tolerance_reason: str = "float64 sums in another order differ by about 1e-15 of their size"
    float32: bool = False

    def __post_init__(self) -> None:
        """Refuse a record that could not be judged by, where it is written."""
        for function in (self.reference, *self.twins):
            reference_guard.remember(function)
        keep_names("helpers.scratch")
        object.__setattr__(self, "slips", types.MappingProxyType(dict(self.slips)))
        if isinstance(self.outputs, str) or not Outputs.parse(self.outputs).names:
            raise ValueError(f"{self.name}: outputs must be a tuple of texts with one name or more")

    def __reduce__(self) -> tuple:
        """Pickle the record with its slips as the dict they were given as."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return _unpickled, (type(self), values | {"slips": dict(self.slips)})

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the answer's arguments, read from the reference."""
        code = reference_guard.original_code(self.reference)
        return code.co_varnames[: code.co_argcount]

    def __call__(self, answer: Callable | Elsewhere, seed: int = 0) -> None:
        """Judge an answer: print one line if it is right, raise CheckFailed if it is not."""
        restore_names()
        for function in (self.reference, *self.twins):
            reference_guard.restore(function)
        elsewhere = isinstance(answer, Elsewhere)  # then stderr is caught there
        with contextlib.nullcontext() if elsewhere else raw_stderr_to_stdout():
            judge = Judge(self, answer)
            failure, calls = judge.verdict(seed)
            judge.report()
        if failure is not None:
            raise failure
        print(self._passed(calls))

    def _passed(self, calls: int) -> str:
        names = Outputs.parse(self.outputs).names
        what = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        many = "1 call" if calls == 1 else f"{calls} calls"
        if not self.compare:
            return f"{self.name}: {what} did what was asked in {many}."
        agrees = "agrees" if calls == 1 else "agree"
        return f"{self.name}: {many} {agrees} with the reference ({what})."

    def guarded(self) -> list[types.FunctionType]:
        """List the functions that refuse to run for an answer."""
        own = reference_guard.guarded_functions(self.name, self.reference)  # type: ignore[arg-type]
        return [*own, *self.twins]  # type: ignore[list-item]


def _unpickled(kind: type[Check], values: dict[str, Any]) -> Check:
    return kind(**values)
