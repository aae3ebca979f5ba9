"""The check engine: one record per exercise, one engine that judges an answer by it.

An answer passes through these stages; the first one that it fails determines the message:

not attempted -> raised -> changed its arguments -> wrong kind or number of results -> wrong
shape -> wrong dtype, or NaN or infinity -> a known slip -> term isolation -> the worst entry.

A failure whose results match a known slip exactly gets that slip's hint, at whichever stage it
occurs. One message, one next step.

The answer is handled as something that may be wrong in any way (runtime/values.py), may not use
the reference it is compared with (runtime/reference_guard.py), and leaves no trace
(runtime/surroundings.py). It still runs in this process: what it does to the file system, or an
endless loop, is not stopped by the engine.
"""

import itertools
import pickle
import types
import weakref
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from helpers.checks.engine import feedback
from helpers.checks.engine.comparison import Comparison, Finding, Outputs
from helpers.checks.engine.explanation import Explained, Trial
from helpers.checks.runtime import reference_guard
from helpers.checks.runtime.call import Answer, LocalAnswer, Outcome, Runner
from helpers.checks.runtime.surroundings import (
    keep_names,
    own_arithmetic,
    restore_names,
)
from helpers.checks.runtime.text import CheckFailed, NotAttempted, call_text, error_text
from helpers.checks.runtime.values import copy_arguments, fitted, rebuild, to_plain

__all__ = ["Check", "CheckFailed", "NotAttempted"]

Property = Callable[[Callable, tuple, Any], str | None]
# The answers that passed in this process, by exercise; they live as long as their notebook's cells.
_passed_here: "weakref.WeakValueDictionary[str, types.FunctionType]" = weakref.WeakValueDictionary()


@dataclass(frozen=True)
class Check:
    """What a right answer to one exercise is, and the wrong ones we expect.

    name: the exercise's function. reference: a plain module-level function, no closure.
    cases: seed -> argument tuples, ordinary sizes first, then the edges (T=1, B=1, D != H).
    outputs: "name (axes)" for each result in order: "h_next (B, H)", "cache". With two or more
      the answer returns a tuple (a list passes for a tuple and the other way round). An entry
      with a dot, "dp.W_x (D, H)", only names the axes of a part.
    slips: hint -> the wrong answer it belongs to, read-only. It may call the reference. Where both
      raise, the type of the exception decides, its wording only between slips that fit equally
      well.
    alternatives: other right answers. They may not call the reference.
    twins: functions of the course whose code is the reference's but for names that it looks up,
      so that a copy with other globals would answer too. They refuse as the reference does.
    equivalent: text of a mutant -> why no check can distinguish it from the solution.
    properties: (answer, args, got) -> what is wrong, or None; for each case, after the comparison.
      answer may be called again there (it gets copies, and returns plain values), got is what
      it returned. Its message may end in a line "Next: ...", the next step.
    asked: what the properties ask for, said of a right answer that is not compared.
    compare: False leaves the values to the properties; kinds, shapes, dtypes are compared anyway,
      but whole numbers pass for floats (a property is given floats).
    tolerance: relative and absolute, |got - want| <= tolerance * (1 + |want|); the reason stands
      in tolerance_reason. 0 means exact, also in float32; whole numbers are always exact.
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
    asked: str = ""
    compare: bool = True
    tolerance: float = 1e-9
    tolerance_reason: str = "float64 sums in another order differ by about 1e-15 of their size"
    float32: bool = False

    def __post_init__(self) -> None:
        """Reject an unusable record where it is written."""
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

    def __call__(self, answer: Callable | Answer, seed: int = 0) -> None:
        """Judge an answer: print one line if it is right, raise CheckFailed if it is not."""
        failure, calls = self._judged(answer, seed, explains=True)
        if failure is not None:
            _passed_here.pop(self.name, None)
            raise failure
        if isinstance(answer, types.FunctionType):
            _passed_here[self.name] = answer
        print(self._passed(calls))

    def failure(self, answer: Callable | Answer, seed: int = 0) -> CheckFailed | None:
        """Return how an answer fails, None if it is right: a call's verdict and stage, unexplained.

        So it takes a fraction of the time; what a message needs besides is not looked for.
        """
        return self._judged(answer, seed, explains=False)[0]

    def _judged(
        self, answer: Callable | Answer, seed: int, explains: bool
    ) -> tuple[CheckFailed | None, int]:
        """Return the failure, if any, and the number of calls."""
        if not (isinstance(answer, Answer) and answer.elsewhere):
            restore_names()
            for function in (self.reference, *self.twins):
                reference_guard.restore(function)
        judged = answer if isinstance(answer, Answer) else self.local(answer)
        with judged.surrounded():
            found = Judge(self, judged, explains).verdict(seed)
            judged.report()
        return found

    def has_passed(self, answer: Callable) -> bool:
        """Return whether this very function was the last one judged here, and was right."""
        return _passed_here.get(self.name) is answer

    def local(self, answer: Callable) -> LocalAnswer:
        """Wrap a function of this process, where the reference can be called too."""
        own = self.guarded()
        is_slip = any(answer is slip for slip in self.slips.values())
        is_other = any(answer is other for other in self.alternatives)
        others = [] if is_other else reference_guard.refusable(self.alternatives)
        return LocalAnswer(answer, own, [] if is_slip else [*own, *others])

    def _passed(self, calls: int) -> str:
        if self.asked:
            return f"{self.name}: {self.asked}."
        names = Outputs.parse(self.outputs).names
        what = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        many = "1 call" if calls == 1 else f"{calls} calls"
        if not self.compare:
            meets = "meets" if calls == 1 else "meet"
            return f"{self.name}: {many} {meets} all that the prompt asks ({what})."
        agrees = "agrees" if calls == 1 else "agree"
        return f"{self.name}: {many} {agrees} with the reference ({what})."

    def guarded(self) -> list[types.FunctionType]:
        """List the functions that refuse to run for an answer."""
        own = reference_guard.guarded_functions(self.name, self.reference)  # type: ignore[arg-type]
        return [*own, *self.twins]  # type: ignore[list-item]


def _unpickled(kind: type[Check], values: dict[str, Any]) -> Check:
    return kind(**values)


SHOWN_SEED = 0  # of the call that learners see; others are hidden, and so are their inputs


class _CourseChanged(Exception):
    """The course's own code fails on the course's own cases."""

    def __init__(self, error: Exception) -> None:
        super().__init__(error_text(error))
        self.error = error


class _AnswerFailed(Exception):
    """The answer failed in a call that a property made."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.fact)
        self.finding = finding


class _Interrupted(Exception):
    """The learner stopped a call that was made to explain a failure."""

    def __init__(self, outcome: Outcome, call: tuple) -> None:
        super().__init__("interrupted")
        self.outcome, self.call = outcome, call


class Judge:
    """One answer before one check."""

    def __init__(self, check: Check, answer: Answer, explains: bool = True) -> None:
        self.check, self.answer, self.explains = check, answer, explains
        outputs = Outputs.parse(check.outputs)
        self.comparison = Comparison(outputs, check.tolerance, check.float32, check.compare)
        self.cases: list[tuple] = []
        self._asked = False
        self._hidden = False

    # ------------------------------------------------------------- verdict

    def verdict(self, seed: int) -> tuple[CheckFailed | None, int]:
        """Run every case; return the failure, if any, and the number of the record's cases."""
        self._hidden = seed != SHOWN_SEED
        self.answer.begin(self.check.parameters)
        self.memory = self.answer.memory(self.check.name, seed)
        try:
            return self._verdict(seed)
        except _CourseChanged as stopped:
            finding = feedback.course_changed(self.check.name, str(stopped))
            return self._failure(Explained(finding, ())), 0

    def _verdict(self, seed: int) -> tuple[CheckFailed | None, int]:
        first = self._before_running()
        if first:
            return self._failure(Explained(first, ())), 0
        own = self._read_cases(seed)
        outcomes: list[Outcome] = []
        for i, args in enumerate(self.cases):
            outcomes.append(self.answer.run(args, silent=i >= own))
            finding = self._judge(args, outcomes[i], self.answer, i)
            if finding:
                return self._explain(i, outcomes, finding), i + 1
        again = self.answer.run(self.cases[0], silent=True)
        finding = self._judge(self.cases[0], again, self.answer)
        if finding:
            said = Explained(feedback.another_result(finding), self.cases[0])
            return self._failure(said), own
        return None, own

    def _read_cases(self, seed: int) -> int:
        """Make the cases and one that repeats earlier shapes; return how many the record has."""
        memory = self.memory
        try:
            if not memory.cases:
                memory.cases = list(self.check.cases(seed))
                memory.own_cases = len(memory.cases)
                memory.cases += repeated_shapes(memory.cases, lambda: self.check.cases(seed + 1))
        except Exception as error:
            if not isinstance(seed, int):  # it is the call of the check that is wrong
                raise
            raise _CourseChanged(error) from None
        self.cases = memory.cases
        return memory.own_cases

    def _before_running(self) -> Finding | None:
        name, answer = self.check.name, self.answer
        if answer.stub:
            return feedback.not_attempted(name)
        if answer.own_solution:
            return feedback.own_solution(name)
        return feedback.not_callable(name, answer.not_callable) if answer.not_callable else None

    def _judge(
        self, args: tuple, got: Outcome, runner: Runner | Answer, done: int = 0
    ) -> Finding | None:
        """Judge one outcome stage by stage, up to the values and properties."""
        found = self._misbehaved(got, done)
        if found:
            return found
        key = self.memory.key(args, got.value)
        if key is not None and key in self.memory.findings:
            return self.memory.findings[key]
        self._asked = False
        found = self._values(args, got, runner)
        if key is not None and not self._asked:
            self.memory.findings[key] = found
        return found

    def _values(self, args: tuple, got: Outcome, runner: Runner | Answer) -> Finding | None:
        """Compare an outcome's value with the reference's, then apply the properties."""
        raw, want = self._reference(args)
        value = fitted(got.value, want)
        found = self.comparison.difference(value, want, self.check.compare)
        if found or not self.check.properties:
            return found
        return self._properties(args, rebuild(value, raw), runner)

    def _misbehaved(self, got: Outcome, done: int) -> Finding | None:
        name = self.check.name
        if got.used_reference:
            return feedback.calls_reference(name)
        if got.error_kind == "NotImplementedError":
            return feedback.not_attempted(name, got, done)
        if got.error_kind == "KeyboardInterrupt":
            return feedback.interrupted(got)
        if got.error is not None:
            return feedback.raised(name, self.check.parameters, got, self._hidden)
        return feedback.changed(name, got.changed) if got.changed else None

    def _reference(self, args: tuple) -> tuple[Any, Any]:
        """Return the reference's result as it is and as a plain value; once for each case."""
        if id(args) in self.memory.wanted:
            return self.memory.wanted[id(args)]
        restore_names()
        fits = self.memory.place(args) is not None  # the course's own cases need no check
        function = self.check.reference
        try:
            with own_arithmetic():
                equations = reference_guard.equations_of(function) if fits else function
                raw = equations(*map(copy_arguments, args))
        except Exception as error:
            raise _CourseChanged(error) from None
        pair = raw, to_plain(raw).value
        if fits:
            self.memory.wanted[id(args)] = pair
        return pair

    # ------------------------------------------------------------- properties

    def _properties(self, args: tuple, got: Any, runner: Runner | Answer) -> Finding | None:
        def ask(*others: Any) -> Any:
            self._asked = True  # what is found depends on more than this outcome
            outcome = runner.run(others)
            try:
                raw, want = self._reference(others)
            except _CourseChanged as stopped:  # a property may ask for what makes no sense
                raise stopped.error from None
            value = fitted(outcome.value, want)
            found = self._misbehaved(outcome, 1) or self.comparison.difference(value, want, False)
            if found:
                raise _AnswerFailed(found)
            return rebuild(value, raw)

        for holds in self.check.properties:
            try:
                with own_arithmetic():
                    said = holds(ask, tuple(map(copy_arguments, args)), got)
            except _AnswerFailed as stopped:
                return stopped.finding
            if said:
                fact, _, step = said.partition("\nNext: ")
                return Finding("property", fact, step)
        return None

    # ------------------------------------------------------------- the explanation

    def _explain(self, i: int, outcomes: list[Outcome], finding: Finding) -> CheckFailed:
        if finding.stage == "interrupted":  # nothing may run again: it would not end again
            return self._interrupted(finding, self.cases[i])
        if not self.explains or finding.stage in ("not attempted", "reference"):
            return self._failure(Explained(finding, self.cases[i] if i else ()))
        trial = Trial(
            parameters=self.check.parameters,
            slips=self.check.slips,
            comparison=self.comparison,
            cases=self.cases,
            failed=i,
            finding=finding,
            outcomes=outcomes,
            run=self._run_silently,
            judged=lambda args, got, runner: self._judge(args, got, runner or self.answer),
            reference=lambda args: self._reference(args)[1],
            known=self.memory.slips,
            variants=self.memory.variants,
            marks=self.memory.marks,
            others=self.memory.others,
            tried=self.memory.tried,
        )
        try:
            return self._failure(trial.explain(), outcomes[i].notes)
        except _Interrupted as stopped:
            return self._interrupted(feedback.interrupted(stopped.outcome), stopped.call)

    def _run_silently(self, args: tuple) -> Outcome:
        outcome = self.answer.run(args, silent=True)
        if outcome.error_kind == "KeyboardInterrupt":
            raise _Interrupted(outcome, args)
        return outcome

    def _interrupted(self, finding: Finding, args: tuple) -> CheckFailed:
        call = call_text(self.check.name, self.check.parameters, args, self._hidden)
        return CheckFailed(f"Interrupted in {call}{finding.fact}. {finding.step}", finding.stage)

    def _failure(self, said: Explained, notes: tuple[str, ...] = ()) -> CheckFailed:
        """Compose the message: the fact, the call, one next step."""
        check, finding = self.check, said.finding
        named = finding.fact.startswith(f"{check.name} ")
        colon = "" if finding.fact.startswith("returned ") else ":"
        lines = [finding.fact if named else f"{check.name}{colon} {finding.fact}"]
        if said.args:
            call = call_text(check.name, check.parameters, said.args, self._hidden)
            lines.append(f"Call: {call}{', ' if said.note else ''}{said.note}")
        lines += [f"Note: {note}." for note in notes[:2]]
        here = "In this call: " if said.elsewhere else ""
        step = said.hint or finding.step or feedback.fallback(finding.stage)
        lines.append(f"Next: {here}{step}")
        kind = NotAttempted if finding.stage == "not attempted" else CheckFailed
        failed = kind("\n".join(lines), "slip" if said.hint else finding.stage, said.hint)
        failed.call, failed.path = said.args, finding.path
        return failed


def repeated_shapes(cases: list[tuple], others: Callable[[], Iterator[tuple]]) -> list[tuple]:
    """Return one more case, with the shapes of an earlier one and other numbers.

    So that an answer shows what it keeps between calls. None, if the cases hold such a pair
    already, or if no other case (those of another seed) has their shapes.
    """
    known: dict[Hashable, bytes] = {}
    for args in cases:
        numbers = pickle.dumps(to_plain(args).value)
        if known.setdefault(_shapes(args), numbers) != numbers:
            return []
    for args in itertools.islice(others(), len(cases)):
        before = known.get(_shapes(args))
        if before is not None and before != pickle.dumps(to_plain(args).value):
            return [args]
    return []


def _shapes(value: Any) -> Hashable:
    """Return a case without its numbers: shapes, and whatever is no array and no float."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str
    if isinstance(value, tuple | list):
        return tuple(map(_shapes, value))
    if isinstance(value, dict):
        return tuple((key, _shapes(item)) for key, item in value.items())
    if isinstance(value, int | str):
        return value
    shape = getattr(value, "shape", ())
    return type(value).__name__, tuple(shape)
