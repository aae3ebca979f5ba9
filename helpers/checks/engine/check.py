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

import types
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from helpers.checks.engine import feedback
from helpers.checks.engine.answer_proxy import Answer, LocalAnswer
from helpers.checks.engine.comparison import difference, whole_factor, wrong_outputs
from helpers.checks.engine.outputs import Finding, Outputs, sizes
from helpers.checks.engine.term_isolation import isolate
from helpers.checks.runtime import reference_guard
from helpers.checks.runtime.call import Outcome, Runner
from helpers.checks.runtime.surroundings import (
    Surroundings,
    keep_names,
    own_arithmetic,
    restore_names,
)
from helpers.checks.runtime.text import CheckFailed, NotAttempted, call_text, error_text
from helpers.checks.runtime.values import copy_arguments, rebuild, to_plain

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

    def __call__(self, answer: Callable | Answer, seed: int = 0) -> None:
        """Judge an answer: print one line if it is right, raise CheckFailed if it is not."""
        restore_names()
        for function in (self.reference, *self.twins):
            reference_guard.restore(function)
        judged = answer if isinstance(answer, Answer) else self._local(answer)
        with judged.surrounded():
            failure, calls = Judge(self, judged).verdict(seed)
            judged.report()
        if failure is not None:
            _passed_here.pop(self.name, None)
            raise failure
        if isinstance(answer, types.FunctionType):
            _passed_here[self.name] = answer
        print(self._passed(calls))

    def has_passed(self, answer: Callable) -> bool:
        """Tell whether this very function was the last to be judged here, and was right."""
        return _passed_here.get(self.name) is answer

    def _local(self, answer: Callable) -> LocalAnswer:
        """Wrap a function of this process, where the reference can be called too."""
        own = self.guarded()
        is_slip = any(answer is slip for slip in self.slips.values())
        is_other = any(answer is other for other in self.alternatives)
        others = [] if is_other else reference_guard.refusable(self.alternatives)
        return LocalAnswer(answer, own, [] if is_slip else [*own, *others])

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


_BY_HAND = "Work one entry out by hand for a tiny input, and print the parts of your line for it."


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


class Judge:
    """One answer before one check."""

    def __init__(self, check: Check, answer: Answer) -> None:
        self.check = check
        self.answer = answer
        self.surroundings = Surroundings()  # of the slips
        self.outputs = Outputs.parse(check.outputs)
        self.cases: list[tuple] = []
        self._asked = False

    # ------------------------------------------------------------- verdict

    def verdict(self, seed: int) -> tuple[CheckFailed | None, int]:
        """Run every case; give the failure, if any, and the number of calls."""
        self.answer.begin(self.check.parameters)
        self.memory = self.answer.memory(self.check.name, seed)
        try:
            return self._verdict(seed)
        except _CourseChanged as stopped:
            return self._failure(feedback.course_changed(self.check.name, str(stopped)), None), 0

    def _verdict(self, seed: int) -> tuple[CheckFailed | None, int]:
        first = self._before_running()
        if first:
            return self._failure(first, None), 0
        try:
            self.cases = self.memory.cases = self.memory.cases or list(self.check.cases(seed))
        except Exception as error:
            if not isinstance(seed, int):  # it is the call of the check that is wrong
                raise
            raise _CourseChanged(error) from None
        for i, args in enumerate(self.cases):
            got = self.answer.run(args)
            finding = self._judge(args, got, self.answer, i)
            if finding:
                return self._explain(finding, i, got), i + 1
        again = self.answer.run(self.cases[0], silent=True)
        finding = self._judge(self.cases[0], again, self.answer)
        if finding:
            return self._failure(feedback.another_result(finding), self.cases[0]), len(self.cases)
        return None, len(self.cases)

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
        """Take one outcome through the stages, up to the values and properties."""
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
        """Compare an outcome's value with the reference's, and put it to the properties."""
        raw, want = self._reference(args)
        found = self._compared(got.value, want, self.check.compare)
        if found or not self.check.properties:
            return found
        return self._properties(args, rebuild(got.value, raw), runner)

    def _misbehaved(self, got: Outcome, done: int) -> Finding | None:
        name = self.check.name
        if got.used_reference:
            return feedback.calls_reference(name)
        if got.error_kind == "NotImplementedError":
            return feedback.not_attempted(name, got, done)
        if got.error_kind == "KeyboardInterrupt":
            return feedback.interrupted(got)
        if got.error is not None:
            return feedback.raised(name, self.check.parameters, got)
        return feedback.changed(name, got.changed) if got.changed else None

    def _reference(self, args: tuple) -> tuple[Any, Any]:
        """Give the reference's result as it is and as a plain value; once for each case."""
        if id(args) in self.memory.wanted:
            return self.memory.wanted[id(args)]
        restore_names()
        try:
            with own_arithmetic():
                raw = self.check.reference(*map(copy_arguments, args))
        except Exception as error:
            raise _CourseChanged(error) from None
        pair = raw, to_plain(raw).value
        if any(args is case for case in self.cases):
            self.memory.wanted[id(args)] = pair
        return pair

    def _compared(self, got: Any, want: Any, compare: bool = True) -> Finding | None:
        check = self.check
        whole = not check.compare  # then the properties decide, and 10 is as good as 10.0
        return difference(got, want, self.outputs, check.tolerance, check.float32, compare, whole)

    # ------------------------------------------------------------- properties

    def _properties(self, args: tuple, got: Any, runner: Runner | Answer) -> Finding | None:
        def ask(*others: Any) -> Any:
            self._asked = True  # what is found depends on more than this outcome
            outcome = runner.run(others)
            try:
                raw, want = self._reference(others)
            except _CourseChanged as stopped:  # a property may ask for what makes no sense
                raise stopped.error from None
            found = self._misbehaved(outcome, 1) or self._compared(outcome.value, want, False)
            if found:
                raise _AnswerFailed(found)
            return rebuild(outcome.value, raw)

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

    def _explain(self, finding: Finding, i: int, got: Outcome) -> CheckFailed:
        if finding.stage == "interrupted":  # nothing may run again: it would not end again
            call = call_text(self.check.name, self.check.parameters, self.cases[i])
            return CheckFailed(
                f"Interrupted in {call}{finding.fact}. {finding.step}", finding.stage
            )
        if finding.stage in ("not attempted", "reference"):
            return self._failure(finding, self.cases[i] if i else None)
        outcomes = [self.answer.run(args, silent=True) for args in self.cases]
        hint = self._slip(outcomes)
        if hint is None and finding.stage == "values":
            finding = finding._replace(step=self._value_step(finding, i, outcomes))
        return self._failure(finding, self.cases[i], hint, got.notes)

    def _slip(self, outcomes: list[Outcome]) -> str | None:
        """Find the slip that the answer agrees with wherever the slip differs from the reference.

        Of several the one that explains most cases is taken. Where none agrees in the wording of
        its exceptions too, one that agrees in their types will do, if it is the only one.
        """
        found = {hint: self._explained(hint, outcomes) for hint in self.check.slips}
        best = max(found, key=found.__getitem__, default=None)
        if best is None or not found[best][1]:
            return None
        alike = [hint for hint in found if found[hint] == found[best]]
        return best if found[best][0] or len(alike) == 1 else None

    def _explained(self, hint: str, outcomes: list[Outcome]) -> tuple[bool, int]:
        """Tell whether a slip fits to the word, and how many cases it explains.

        (False, 0) as soon as it would lead to something else, or if exceptions of one type are
        all there is in common.
        """
        pairs = []
        for i, got in enumerate(outcomes):
            slip, finding = self._slip_outcome(hint, i)
            if finding:
                if not self._agree(got, slip):
                    return False, 0
                pairs.append((got, slip))
        to_the_word = all(got.error == slip.error for got, slip in pairs)
        if not to_the_word and all(got.error for got, _ in pairs):
            return False, 0
        return to_the_word and bool(pairs), len(pairs)

    def _slip_outcome(self, hint: str, i: int) -> tuple[Outcome, Finding | None]:
        """Run a slip on a case and judge it, once; asked for in the order of the cases."""
        known = self.memory.slips.setdefault(hint, [])
        if i == len(known):
            slip, args = self.check.slips[hint], self.cases[i]
            runner = Runner(slip, self.check.parameters, [], self.surroundings)
            outcome = runner.run(args, silent=True)
            known.append((outcome, self._judge(args, outcome, runner)))
        return known[i]

    def _agree(self, got: Outcome, slip: Outcome) -> bool:
        same = (got.error_kind, got.changed) == (slip.error_kind, slip.changed)
        return same and self._compared(got.value, slip.value) is None

    def _value_step(self, finding: Finding, i: int, outcomes: list[Outcome]) -> str:
        if finding.step and (not finding.factor or self._one_factor(i, outcomes)):
            return finding.step
        right_before = (
            "The calls before this one came out right: what is new in its inputs?" if i else ""
        )
        return self._isolated(self.cases[i]) or right_before or _BY_HAND

    def _one_factor(self, i: int, outcomes: list[Outcome]) -> bool:
        """Tell a factor from a coincidence, and from a limit that only some calls run into."""
        pairs = zip(self.cases, outcomes, strict=True)
        judged = [(args, self._judge(args, got, self.answer)) for args, got in pairs]
        found = [(args, finding.factor) for args, finding in judged if finding]
        ratios = [factor for _, factor in found]
        if not all(ratios) or len(ratios) < min(2, len(self.cases)):
            return False
        same = max(ratios) - min(ratios) <= 1e-6 * abs(ratios[0])
        lengths = all(whole_factor(factor) in sizes(args) for args, factor in found)
        return lengths or (i == 0 and same)

    def _isolated(self, args: tuple) -> str:
        def wrong(some: tuple) -> list[str] | None:
            got = self.answer.run(some, silent=True)
            try:
                _, want = self._reference(some)
            except Exception:  # a reference may refuse inputs that make no sense
                return None
            if got.error is not None:
                return None
            return wrong_outputs(got.value, want, self.outputs, self.check.tolerance)

        return isolate(self.check.parameters, args, wrong)

    def _failure(
        self,
        finding: Finding,
        args: tuple | None,
        hint: str | None = None,
        notes: tuple[str, ...] = (),
    ) -> CheckFailed:
        """Put the message together: the fact, the call, one next step."""
        check = self.check
        named = finding.fact.startswith(f"{check.name} ")
        colon = "" if finding.fact.startswith("returned ") else ":"
        lines = [finding.fact if named else f"{check.name}{colon} {finding.fact}"]
        if args:
            lines.append(f"Call: {call_text(check.name, check.parameters, args)}")
        lines += [f"Note: {note}." for note in notes[:2]]
        lines.append(f"Next: {hint or finding.step or feedback.fallback(finding.stage)}")
        kind = NotAttempted if finding.stage == "not attempted" else CheckFailed
        return kind("\n".join(lines), "slip" if hint else finding.stage, hint)
