"""Judges answers in a process of its own, one after the other, for measure.py.

The answers come as text: a mutant's source, or the place of a slip or an alternative in its
record. Standard output and error go nowhere, and the working directory is a temporary one.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from helpers.checks.catalogue import checks_of
from helpers.checks.engine.check import Check, CheckFailed
from helpers.checks.runtime.call import Answer
from helpers.course.measure.pairs import (
    Known,
    holds_two_mistakes,
    judged_alone,
    names_truly,
    pair_of,
)

SEEDS = (0, 1)  # those of the check cell: the open call, and the hidden one


@dataclass(frozen=True)
class Job:
    """One answer to judge.

    kind: "slip" or "alternative" (by index), "source" (by text), "mutant" (by text, of which only
    the verdict is wanted, no message), or "pair" (two slips, by index and other).
    """

    kind: str
    index: int = 0
    other: int = 0
    source: str = ""


class Verdict(NamedTuple):
    """What the check said: accepted or not, the hint it gave, the message; or how it crashed.

    single: a pair holds one mistake only. untrue: the slip that was named does not explain it.
    """

    accepted: bool
    hint: str | None = None
    message: str = ""
    crash: str = ""
    single: bool = False
    untrue: bool = False


def serve(connection: Connection, module: str, exercise: str, setup: str, memory: int) -> None:
    """Answer jobs until the other side hangs up."""
    _limit_memory(memory)
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere:
        os.chdir(folder)
        sys.stdout = sys.stderr = nowhere
        check = checks_of(module)[exercise]
        namespace: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(setup, "<setup>", "exec"), namespace)
        known = Known()
        connection.send("ready")
        with contextlib.suppress(EOFError):
            while True:
                connection.send(judge(check, namespace, connection.recv(), known))
        os.chdir("/")  # a folder that is stood in cannot be removed everywhere


def judge(check: Check, namespace: dict[str, Any], job: Job, known: Known | None = None) -> Verdict:
    """Judge one answer as the notebook's check cell does.

    known: of the answers to this check so far, to be added to.
    """
    known = known or Known()
    if job.kind == "pair":
        return _judge_pair(check, job, known)
    try:
        answer = check.local(_answer(check, namespace, job))
    except BaseException as error:  # a mutant's cell may fail in any way at all
        return Verdict(False, None, type(error).__name__)
    answer.memories = known.memories
    try:
        for seed in SEEDS:
            failure = _failure(check, answer, seed, explains=job.kind != "mutant")
            if failure is not None:
                crash = str(failure) if failure.stage == "course" else ""
                return Verdict(False, failure.hint, str(failure), crash)
    except BaseException as error:  # the check itself went wrong, which kills no mutant
        return Verdict(False, None, type(error).__name__, f"{type(error).__name__}: {error}")
    return Verdict(True)


def _failure(check: Check, answer: Answer, seed: int, explains: bool) -> CheckFailed | None:
    """Return how an answer fails; None if it is right."""
    if not explains:
        return check.failure(answer, seed)
    try:
        check(answer, seed)
    except CheckFailed as failure:
        return failure
    return None


def _judge_pair(check: Check, job: Job, known: Known) -> Verdict:
    slips = list(check.slips.values())
    two = slips[job.index], slips[job.other]
    pair = pair_of(check, *two)
    if not holds_two_mistakes(check, two, pair, SEEDS, known):
        return Verdict(False, single=True)
    for seed in SEEDS:
        failure = _failure(check, judged_alone(check, pair, known), seed, explains=True)
        if failure is not None:
            named = failure.hint is not None
            untrue = named and not names_truly(check, failure, pair, seed, known)
            return Verdict(False, failure.hint, str(failure), untrue=untrue)
    return Verdict(True)


def _answer(check: Check, namespace: dict[str, Any], job: Job) -> Callable:
    if job.kind == "slip":
        return list(check.slips.values())[job.index]
    if job.kind == "alternative":
        return check.alternatives[job.index]
    own = dict(namespace)
    exec(compile(job.source, "<answer>", "exec"), own)
    return own[check.name]


def _limit_memory(limit: int) -> None:
    """Hold this process to a number of bytes, where the system knows such limits."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, ValueError, OSError):
        return
