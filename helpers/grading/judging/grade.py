"""From a submission's answers to its result: a pure function, except for the seconds it took."""

import contextlib
import io
from typing import Any

from helpers.checks.engine.feedback import not_attempted
from helpers.checks.runtime.text import CheckFailed, NotAttempted, error_text
from helpers.grading.assignment import Assignment
from helpers.grading.judging.module_checks import Trusted, template_for, trusted_for
from helpers.grading.judging.remote_answer import AnswerRaised, RemoteAnswer
from helpers.grading.judging.session import Session, Stop, out_of_memory
from helpers.grading.sandbox.host import SandboxError, Template
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.sandbox.inside.outcomes import clean_printed
from helpers.grading.submission.answers import TEXT_STUB
from helpers.grading.submission.provided_names import not_run
from helpers.grading.submission.rebuild import digest_of, plan

__all__ = ["grade_answers"]

Result = dict[str, Any]


def grade_answers(
    answers: dict[str, Any],
    assignment: Assignment,
    template: Template | None = None,
    limits: Limits | None = None,
    unsafe: bool = False,
) -> Result:
    """Grade one submission; one at a time in a process, since stdout is collected meanwhile.

    answers: of read_answers. template: of this module; None: one is kept in this process.
    Returns: points, status and message of each exercise and of each check cell, as JSON has it.
    Raises: SandboxError if no process for the answers can be started.
    """
    chosen, trusted = limits or Limits(), trusted_for(assignment)
    for last in (template is not None, True):
        given = template or template_for(assignment, chosen, unsafe)
        try:
            with Session(given, trusted, chosen, len(assignment.exercises)) as session:
                return _Grading(answers, assignment, trusted, session).run()
        except SandboxError:
            if last:  # the kept template was gone, and so is a fresh one
                raise
    raise AssertionError


class _Grading:
    """One submission on its way through the plan."""

    def __init__(
        self, answers: dict[str, Any], assignment: Assignment, trusted: Trusted, session: Session
    ) -> None:
        self.answers, self.assignment = answers, assignment
        self.trusted, self.session = trusted, session
        self.budgets = {name: session.new_budget() for name in assignment.exercises}
        self.stopped: dict[str, Stop] = {}  # exercises whose cell hung or died
        self.errors: dict[str, str] = {}  # the first error of an exercise's cell
        self.own_errors: list[str] = []  # of the learner's other cells
        self.checks: dict[str, Result] = {}  # by the id of the check cell
        self.problems = list(answers.get("problems", []))

    def run(self) -> Result:
        """Go through the plan and return the result."""
        for step in plan(self.assignment, self.answers):
            if step["do"] == "cell":
                self._cell(step)
            else:
                check = self.checks[step["id"]] = self._check(step)
                self._finish(step["exercise"], check["status"] == "passed")
        return self._result()

    def _cell(self, step: dict[str, Any]) -> None:
        """Run one of the submission's cells."""
        exercise = step["exercise"]
        what = _cell_name(exercise)
        self.session.budget = self.budgets.get(exercise) or self.session.new_budget()
        try:
            error = self.session.run_cell(step["source"], what)
            if exercise and error:
                self.errors[exercise] = error
            elif error:
                self.own_errors.append(error)
        except Stop as stop:
            if exercise:
                self.stopped[exercise] = stop
            else:
                self.problems.append(f"{what} was left out: {stop}")

    def _finish(self, name: str, passed: bool) -> None:
        """Keep what an exercise left running or in memory from costing another one."""
        hoards = not passed and out_of_memory(self.errors.get(name, ""))
        self.session.finish(_cell_name(name) if hoards else "")

    def _check(self, step: dict[str, Any]) -> Result:
        """Run one of the instructor's check cells."""
        name, out = step["exercise"], io.StringIO()
        answer = RemoteAnswer(self.session, name, self._missing(name))
        self.session.budget = self.budgets.get(name) or self.session.new_budget()
        status, message, error = self._verdict(step, name, answer, out)
        if status in ("timed out", "died"):
            self.stopped.setdefault(name, Stop(status, message))
        self._note_not_run(name, message)
        part = next(part for part in self.assignment.parts if part.id == step["id"])
        return {
            "exercise": name,
            "grade_id": part.grade_id,
            "points": part.points if status == "passed" else 0.0,
            "max": part.points,
            "status": status,
            "stage": (getattr(error, "stage", "") or None) if error else None,
            "hint": getattr(error, "hint", None),
            "message": message,
            "printed": clean_printed(out.getvalue(), self.session.limits.output_bytes),
        }

    def _note_not_run(self, name: str, message: str) -> None:
        """Note names that the learner's kernel had, here or in an own cell that failed."""
        texts = (message, *self.own_errors) if "NameError" in message else ()
        whys = dict.fromkeys(not_run(text, self.assignment.parts) for text in texts)
        self.problems += [f"{name}: {why}" for why in whys if why]

    def _verdict(
        self, step: dict[str, Any], name: str, answer: RemoteAnswer, out: io.StringIO
    ) -> tuple[str, str, BaseException | None]:
        """Run the check cell; return the status, the message, and what was raised.

        out: for what the visible part prints; of hidden tests only their messages are shown.
        """
        part = next(part for part in self.assignment.parts if part.id == step["id"])
        try:
            if name in self.stopped:
                raise self.stopped[name]
            namespace = self.trusted.namespace | {name: answer}
            for code, hidden in self.trusted.compiled(part):
                with contextlib.redirect_stdout(io.StringIO() if hidden else out):
                    exec(code, namespace)
                    answer.report()
        except NotAttempted as error:
            return "not attempted", str(error), error
        except CheckFailed as error:
            if error.stage == "course":
                self.problems.append(f"the course's check of {name} failed itself: {error}")
            return "failed", str(error), error
        except Stop as stop:
            text = str(stop)
            text = text if text.startswith(f"{name} ") else f"{name}: {text}"
            blank = stop.status == "not attempted"
            return stop.status, text, NotAttempted(text, stop.status) if blank else None
        except AnswerRaised as error:
            status = "not attempted" if error.kind == "NotImplementedError" else "failed"
            return status, f"{name} raised {error_text(error)}.", None
        except AssertionError as error:  # a hidden test of another kind
            return "failed", str(error) or f"{name}: a test of the check failed.", None
        except Exception as error:
            why = error_text(error)
            self.problems.append(f"the course's check of {name} failed itself: {why}")
            text = f"{name} cannot be judged: the course's own check fails here ({why})."
            return "failed", text, None
        return "passed", "", None

    def _missing(self, name: str) -> Stop:
        """Return what is to be raised if the submission does not define the function."""
        if name in self.errors:
            return Stop("missing", f"{name} is not defined: its cell raised {self.errors[name]}.")
        if any(_is_blank(text) for text in self._texts(name)):
            found = not_attempted(name)
            text = f"{found.fact.rstrip('.')}: its answer cell is empty.\nNext: {found.step}"
            return Stop("not attempted", text)
        why = "its answer cell is missing, or defines something else"
        return Stop("missing", f"{name} is not defined: {why}.")

    def _texts(self, name: str) -> list[str]:
        """Return the text of the exercise's answer cell, if there is one."""
        home = self.assignment.part("exercise", name).id
        return [cell["source"] for cell in self.answers["cells"] if cell["id"] == home]

    # ------------------------------------------------------------- the result

    def _result(self) -> Result:
        texts = {cell["id"]: cell["source"] for cell in self.answers["cells"] if cell["id"]}
        parts = {part.name: part for part in self.assignment.parts if part.kind == "exercise"}
        answers = {part.id for part in parts.values()}
        return {
            "module": self.assignment.slug,
            "version": self.assignment.version,
            "answers": digest_of(self.answers),
            "exercises": {name: self._exercise(name) for name in self.assignment.exercises},
            "checks": {check["grade_id"]: check for check in self.checks.values()},
            "essays": {name: self._essay(name) for name in self.assignment.essays},
            "problems": [*self.problems, *self.session.problems],
            "lost": list(self.answers.get("lost", [])),
            "unread": self.answers.get("unread", ""),
            "missing": list(self.answers.get("missing", [])),
            "own_cells": [c["source"] for c in self.answers["cells"] if c["id"] not in answers],
            "sources": {name: texts.get(part.id, "") for name, part in parts.items()},
        }

    def _exercise(self, name: str) -> Result:
        """Combine the checks of an exercise: the message is that of the first one that failed."""
        checks = [check for check in self.checks.values() if check["exercise"] == name]
        first = next((c for c in checks if c["status"] != "passed"), checks[0] if checks else None)
        shown = first or {"status": "passed", "stage": None, "hint": None, "message": ""}
        return {
            "points": sum(check["points"] for check in checks),
            "max": sum(check["max"] for check in checks),
            **{key: shown[key] for key in ("status", "stage", "hint", "message")},
            "printed": "".join(check["printed"] for check in checks),
            "seconds": round(self.session.limits.seconds - self.budgets[name].cpu, 4),
        }

    def _essay(self, name: str) -> Result:
        text = str(self.answers.get("essays", {}).get(name, ""))
        most = self.assignment.points(name)
        return {"max": most, "text": text, "blank": text.strip() in ("", TEXT_STUB)}


def _is_blank(text: str) -> bool:
    """Return whether a cell holds nothing but comments."""
    lines = map(str.strip, text.splitlines())
    return all(not line or line.startswith("#") for line in lines)


def _cell_name(exercise: str | None) -> str:
    return f"the cell of {exercise}" if exercise else "one of the learner's own cells"
