"""What tests of grading share: a small module to grade, answers to it, and any function as text."""

import ast
import contextlib
import importlib
import inspect
import io
import linecache
import re
import types
from functools import cache

from helpers.checks.engine.check import Check, CheckFailed, NotAttempted
from helpers.grading.assignment import Assignment, Part
from helpers.grading.judging.grade import grade_answers
from helpers.grading.sandbox.host import sandbox_problem
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.submission.match import HIDDEN

SETUP = """
import numpy as np

from helpers.checks.m01_unrolling import check_rnn_forward, check_rnn_step
from helpers.scratch import cells
from helpers.scratch.cells import RNNCache
"""
STEP = """
def rnn_step(p, x, h):
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)
"""
FORWARD = """
def rnn_forward(p, xs, h0):
    h, hs, caches = h0, [], []
    for x in xs:
        h, cache = cells.rnn_step(p, x, h)
        hs.append(h)
        caches.append(cache)
    return np.stack(hs), caches
"""
TWICE = "def twice(x):\n    return 2 * x\n"
TWICE_CHECK = """
assert twice(3) == 6
assert (twice(np.ones(2)) == 2).all(), "twice of an array"
"""


def check_cell(name: str) -> str:
    """Return a check cell with a hidden part, as the modules have it."""
    return (
        f"check_{name}({name})\n### BEGIN HIDDEN TESTS\ncheck_{name}({name}, seed=1)\n"
        "### END HIDDEN TESTS"
    )


def part(kind: str, name: str, source: str, points: float = 0) -> Part:
    """Return one part of an assignment, with the ids that the builder gives."""
    prefix = {"exercise": "answer", "check": "check", "setup": "setup", "essay": "essay"}[kind]
    grade_id = name if kind == "exercise" else f"{kind}_{name}" if kind != "setup" else ""
    return Part(f"{prefix}-{name or '1'}", kind, name, source, points, "code", grade_id)


def small_assignment(**more_checks: str) -> Assignment:
    """Return a module of three exercises; keywords replace the text of their check cells."""
    parts = [part("setup", "", SETUP)]
    solutions = {"rnn_step": STEP, "twice": TWICE, "rnn_forward": FORWARD}
    cells = {"twice": TWICE_CHECK} | more_checks
    for name, solution in solutions.items():
        parts.append(part("exercise", name, solution))
        parts.append(part("check", name, cells.get(name, check_cell(name)), 2))
    version = "small " + repr(sorted(more_checks.items()))
    return Assignment("90_small", tuple(parts), version)


RIGHT = {"rnn_step": STEP, "twice": TWICE, "rnn_forward": FORWARD}


def answers_of(cells: dict[str, str], own: list[tuple[str | None, str]] = ()) -> dict:
    """Return answers: {exercise: text}, and own cells as (id of the cell above, text)."""
    found = [{"id": f"answer-{name}", "source": text} for name, text in cells.items()]
    found += [{"id": None, "after": after, "source": text} for after, text in own]
    return {"cells": found, "essays": {}, "problems": []}


UNSAFE = sandbox_problem() is not None
ASSIGNMENT = small_assignment()
ALL = {"rnn_step": 2, "twice": 2, "rnn_forward": 2}


def without(name: str) -> dict[str, float]:
    """Return the points of a submission that has everything right but this."""
    return ALL | {name: 0}


def grade(cells, own=(), assignment: Assignment = ASSIGNMENT, limits: Limits | None = None):
    """Grade these answers; in the sandbox where there is one."""
    return grade_answers(answers_of(cells, own), assignment, limits=limits, unsafe=UNSAFE)


def statuses(result):
    """Return the status of each exercise."""
    return {name: found["status"] for name, found in result["exercises"].items()}


def points(result):
    """Return the points of each exercise."""
    return {name: found["points"] for name, found in result["exercises"].items()}


# ------------------------------------------------------------- the learner's kernel


def hidden_part(check: str) -> str:
    """Return the hidden tests of a check cell."""
    return "".join(found.group() for found in HIDDEN.finditer(check))


def in_the_kernel(setup: str, answer: str, check: str, name: str = "<cell 1>") -> tuple:
    """Run three cells in one process, as a kernel does; return (status, stage, hint, text, out).

    out: without what hidden tests print, which a learner never sees.
    """
    namespace: dict = {"__name__": "__main__"}
    exec(compile(setup, "<setup>", "exec"), namespace)
    linecache.cache[name] = (len(answer), None, answer.splitlines(True), name)
    out = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(answer, name, "exec"), namespace)
    for part, hears in ((HIDDEN.sub("", check), out), (hidden_part(check), io.StringIO())):
        try:
            with contextlib.redirect_stdout(hears):
                exec(compile(part, "<check>", "exec"), namespace)
        except CheckFailed as error:
            status = "not attempted" if isinstance(error, NotAttempted) else "failed"
            return status, error.stage, error.hint, str(error), out.getvalue()
    return "passed", None, None, "", out.getvalue()


# ------------------------------------------------------------- a function as a cell


def as_cell(function: types.FunctionType, exercise: str) -> str:
    """Return the text of a cell that defines the function, and all it needs, as the exercise."""
    needed = _Needed(exercise)
    needed.add(importlib.import_module(function.__module__), function.__name__)
    return "\n".join([*needed.lines, f"{exercise} = {function.__name__}"]) + "\n"


@cache
def _parsed(module: types.ModuleType) -> tuple[str, list[ast.stmt]]:
    source = inspect.getsource(module)
    return source, ast.parse(source).body


class _Needed:
    """Collects the definitions that a name of a module rests on, each once, in order.

    Where they use the exercise's own reference it gets another name, since its name is taken.
    """

    def __init__(self, exercise: str) -> None:
        self.exercise = exercise
        self.lines: list[str] = []
        self.done: set[str] = set()

    def add(self, module: types.ModuleType, name: str) -> None:
        if name in self.done:
            return
        source, body = _parsed(module)
        for node in body:
            if name in _bound(node):
                self.done.add(name)
                self._add_node(module, node, name, source)
                return

    def _add_node(self, module, node, name: str, source: str) -> None:
        if isinstance(node, ast.ImportFrom) and node.module.startswith("helpers.checks."):
            if not isinstance(getattr(module, name), Check):
                self.done.discard(name)  # not in a submission's process: its text is taken along
                self.add(importlib.import_module(node.module), name)
            return
        if isinstance(node, ast.Import | ast.ImportFrom):
            alias = next(a for a in node.names if (a.asname or a.name) == name)
            if name == self.exercise:
                alias = ast.alias(alias.name, f"the_courses_{name}")
            one = ast.copy_location(type(node)(**(vars(node) | {"names": [alias]})), node)
            self.lines.append(ast.unparse(one))
            return
        for used in {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - {name}:
            self.add(module, used)
        text = ast.get_source_segment(source, node)
        calls = rf"(?<!\w){self.exercise}(?=\()"
        self.lines.append(re.sub(calls, f"the_courses_{self.exercise}", text))


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name for alias in node.names}
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    return set()
