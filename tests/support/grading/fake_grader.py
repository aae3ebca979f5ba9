"""Stands in place of the sandbox: reads the points off the answers; runs nothing of them.

An answer's source holds a word: "right", "half", "wrong"; "crash" ends the process,
"hang" never comes back, "sandbox fails" is nobody's doing.
Importable by a worker process.
"""

import os
import signal
import threading

from helpers.grading.batch.grader import ends_within
from helpers.grading.submission.rebuild import digest_of

POINTS = {"right": 1.0, "half": 0.5}


def fake_grader(answers, assignment, version="", better=False, log=None):
    """Return a result of the agreed shape. better: a changed check, "half" is right by now.

    log: a file that gets the answers' words, a line each time a submission is graded.
    """
    text = "\n".join(cell["source"] for cell in answers["cells"])
    if log is not None:
        with open(log, "a") as file:
            file.write(" ".join(text.split()) + "\n")
    if "crash" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "hang" in text:
        with ends_within(0.1):
            threading.Event().wait()
    if "sandbox fails" in text:
        raise RuntimeError("the sandbox could not\nbe started")
    sources = {cell["id"]: cell["source"] for cell in answers["cells"] if cell["id"]}
    exercises, checks, parts = {}, {}, assignment["parts"]
    for exercise in (part for part in parts if part["kind"] == "exercise"):
        source = sources.get(exercise["id"], "")
        for check in parts:
            if (check["kind"], check["name"]) == ("check", exercise["name"]):
                done = judge(source, check["points"], better)
                exercises[exercise["name"]] = {**done, "stage": None, "hint": None, "seconds": 0.0}
                checks[check["grade_id"]] = {**done, "exercise": exercise["name"]}
    return {
        "module": assignment["slug"],
        "version": assignment["version"],
        "answers": digest_of(answers),
        "exercises": exercises,
        "checks": checks,
        "essays": {
            part["name"]: {"max": part["points"], "text": answers["essays"].get(part["name"], "")}
            for part in parts
            if part["kind"] == "essay"
        },
        "problems": answers["problems"],
        "lost": answers.get("lost", []),
        "unread": answers.get("unread", ""),
        "missing": answers.get("missing", []),
        "sources": {},
    }


def answers_of(assignment, *words):
    """Return answers that hold a word for each exercise."""
    ids = [part.id for part in assignment.parts if part.kind == "exercise"]
    cells = [{"id": name, "source": word} for name, word in zip(ids, words, strict=False)]
    return {"cells": cells, "essays": {}, "problems": []}


def judge(source, most, better):
    """Judge one answer by the word it holds."""
    share = next((points for word, points in POINTS.items() if word in source), 0.0)
    share = 1.0 if better and share else share
    status = "passed" if share == 1 else "failed"
    message = "" if share == 1 else "the sum is wrong\nsecond line"
    points = share * most
    return {"points": points, "max": most, "status": status, "message": message, "printed": ""}
