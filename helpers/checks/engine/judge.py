"""From an answer to a verdict: run it on every case, and explain the first failure."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from helpers.checks.engine import feedback
from helpers.checks.engine.answer_proxy import Elsewhere, Memory
from helpers.checks.engine.comparison import difference, whole_factor, wrong_outputs
from helpers.checks.engine.outputs import Finding, Outputs, sizes
from helpers.checks.engine.term_isolation import isolate
from helpers.checks.runtime import reference_guard
from helpers.checks.runtime.call import Outcome, Runner, is_stub
from helpers.checks.runtime.surroundings import Surroundings, own_arithmetic, restore_names
from helpers.checks.runtime.text import CheckFailed, NotAttempted, call_text, error_text, type_name
from helpers.checks.runtime.values import copy_arguments, rebuild, to_plain

if TYPE_CHECKING:
    from helpers.checks.engine.check import Check


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

    def __init__(self, check: "Check", answer: Callable | Elsewhere) -> None:
        self.check = check
        self.answer = answer
        self.surroundings = Surroundings()
        self.outputs = Outputs.parse(check.outputs)
        self.memory = Memory()
        self.cases: list[tuple] = []
        self._asked = False
        self.runner = self._here(answer) if not isinstance(answer, Elsewhere) else answer

    def _here(self, answer: Callable) -> Runner:
        """Give what calls an answer in this process, where the reference is to be had."""
        check = self.check
        is_slip = any(answer is slip for slip in check.slips.values())
        is_other = any(answer is other for other in check.alternatives)
        others = [] if is_other else reference_guard.refusable(check.alternatives)
        guarded = [] if is_slip else [*check.guarded(), *others]
        return Runner(answer, check.parameters, guarded, self.surroundings)

    # ------------------------------------------------------------- verdict

    def verdict(self, seed: int) -> tuple[CheckFailed | None, int]:
        """Run every case; give the failure, if any, and the number of calls."""
        if isinstance(self.answer, Elsewhere):
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
            got = self.runner.run(args)
            finding = self._judge(args, got, self.runner, i)
            if finding:
                return self._explain(finding, i, got), i + 1
        again = self.runner.run(self.cases[0], silent=True)
        finding = self._judge(self.cases[0], again, self.runner)
        if finding:
            return self._failure(feedback.another_result(finding), self.cases[0]), len(self.cases)
        return None, len(self.cases)

    def _before_running(self) -> Finding | None:
        name, answer = self.check.name, self.answer
        if isinstance(answer, Elsewhere):
            stub, own, kind = answer.stub, answer.own_solution, answer.not_callable
        else:
            stub = is_stub(answer)
            own = any(answer is function for function in self.check.guarded())
            kind = "" if callable(answer) else type_name(answer)
        if stub:
            return feedback.not_attempted(name)
        if own:
            return feedback.own_solution(name)
        return feedback.not_callable(name, kind) if kind else None

    def report(self) -> None:
        """Print the warnings of all calls."""
        (self.answer if isinstance(self.answer, Elsewhere) else self.surroundings).report()

    def _judge(
        self, args: tuple, got: Outcome, runner: Runner | Elsewhere, done: int = 0
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

    def _values(self, args: tuple, got: Outcome, runner: Runner | Elsewhere) -> Finding | None:
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

    def _properties(self, args: tuple, got: Any, runner: Runner | Elsewhere) -> Finding | None:
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
        if finding.stage in ("not attempted", "reference"):
            return self._failure(finding, self.cases[i] if i else None)
        outcomes = [self.runner.run(args, silent=True) for args in self.cases]
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
        judged = [(args, self._judge(args, got, self.runner)) for args, got in pairs]
        found = [(args, finding.factor) for args, finding in judged if finding]
        ratios = [factor for _, factor in found]
        if not all(ratios) or len(ratios) < min(2, len(self.cases)):
            return False
        same = max(ratios) - min(ratios) <= 1e-6 * abs(ratios[0])
        lengths = all(whole_factor(factor) in sizes(args) for args, factor in found)
        return lengths or (i == 0 and same)

    def _isolated(self, args: tuple) -> str:
        def wrong(some: tuple) -> list[str] | None:
            got = self.runner.run(some, silent=True)
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
