"""Small classes for the tests of the report: results made by hand, and what was written of them."""

import csv
import io

from helpers.grading.gradebook.read import ClassRecord
from helpers.grading.gradebook.results import save_result
from helpers.grading.report import gather
from tests.support.grading.synthetic_results import SLUG

ESSAY = "where_truncation_hurts"
HINT = "The bias is missing. What should h_next be when x and h are both zero?"


def done(status, points=0.0, hint=None, stage=None, message=""):
    most = {"points": points, "max": 2.0, "printed": "", "seconds": 0.1}
    return most | {"status": status, "hint": hint, "stage": stage, "message": message}


def store(root, student, essay="", **more):
    """Store a result: everything not attempted, but for what is given by name."""
    exercises = {name: done("not attempted") for name in ("rnn_step", "rnn_forward")}
    exercises |= more.pop("exercises", {})
    essays = {ESSAY: {"max": 4.0, "text": essay, "blank": not essay}}
    empty = {"problems": [], "sources": {}, "checks": {}}
    made = {"module": SLUG, "version": "v", "answers": "a", "exercises": exercises}
    save_result(root, student, made | {"essays": essays} | empty | more)


def small_class(root):
    """Five submissions of which it is known by hand what is to be said."""
    failed = {"stage": "values", "message": "said so"}
    store(root, "ann", exercises={"rnn_step": done("passed", 2.0)}, essay="My text.")
    store(root, "bob", exercises={"rnn_step": done("failed", hint=HINT, **failed)})
    store(root, "cid", exercises={"rnn_step": done("failed", hint=HINT, **failed)})
    store(root, "dan", exercises={"rnn_step": done("failed", stage="shape", message="odd shape")})
    store(root, "eve", problems=["two cells have one id"])


def text_of(root, name="report.html"):
    return (root / "grading" / "reports" / SLUG / name).read_text(encoding="utf-8-sig")


def rows_of(root, name):
    return list(csv.DictReader(io.StringIO(text_of(root, name), newline="")))


def in_gradebook(monkeypatch, root, submissions, roster=()):
    """Let the gradebook say this."""
    (root / "nbgrader_config.py").touch()
    record = ClassRecord(28.0, None, dict(roster), submissions)
    monkeypatch.setattr(gather, "read_class", lambda *_: record)
