"""How strong the checks are.

A check is fed every slip, every alternative, every mutant of the solution, and answers with two
mistakes (pairs.py), each in another process under a time limit, as the notebook's check cell would
judge it.
"""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from helpers.checks.catalogue import checks_of
from helpers.checks.engine.check import Check
from helpers.course.author.source import Module, find_sources, project_root, read_module
from helpers.course.measure.check_worker import Job, Verdict, serve
from helpers.course.measure.mutants import Mutant, mutants
from helpers.course.measure.pairs import pairs_of

WORKERS = 2
SECONDS = 20.0  # for one answer; an ordinary one takes a few hundredths
MEMORY = 8 * 2**30  # of address space, most of which is never touched
START_SECONDS = 120.0


class MeasureError(Exception):
    """Something cannot be measured; the message says what to mend."""


@dataclass(frozen=True)
class Exam:
    """What came out for one exercise, with everything that should not have come out so.

    missed: hints of slips that were not caught with their own hint, and what was said.
    rejected: names of alternatives that were not accepted, and why. survivors: texts of mutants.
    pairs: how many answers with two mistakes; pairs_named: those for which a slip was named.
    pairs_accepted, pairs_untrue: their texts, of those accepted and those with an untrue name.
    """

    module: str
    exercise: str
    points: int
    slips: int
    alternatives: int
    mutants: int
    missed: dict[str, str]
    rejected: dict[str, str]
    survivors: tuple[str, ...]
    equivalent: tuple[str, ...]
    pairs: int = 0
    pairs_named: int = 0
    pairs_accepted: tuple[str, ...] = ()
    pairs_untrue: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """Right verdicts as a share of all; mutants that nothing could reject do not count."""
        right = self.slips - len(self.missed) + self.alternatives - len(self.rejected) + self.killed
        possible = self.slips + self.alternatives + self.mutants - len(self.equivalent)
        return round(right / possible, 4) if possible else 0.0

    @property
    def killed(self) -> int:
        """Number of mutants that were rejected."""
        return self.mutants - len(self.survivors) - len(self.equivalent)

    def row(self) -> dict[str, Any]:
        """Return the numbers as `course checks --json` prints them."""
        return {
            "module": self.module,
            "exercise": self.exercise,
            "points": self.points,
            "slips": self.slips,
            "slips_caught": self.slips - len(self.missed),
            "alternatives": self.alternatives,
            "alternatives_accepted": self.alternatives - len(self.rejected),
            "mutants": self.mutants,
            "killed": self.killed,
            "equivalent": len(self.equivalent),
            "pairs": self.pairs,
            "pairs_rejected": self.pairs - len(self.pairs_accepted),
            "pairs_named": self.pairs_named,
            "pairs_untrue": len(self.pairs_untrue),
            "score": self.score,
        }


def measure_checks(names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Measure the checks of the named modules, or of all; one row per exercise.

    Raises: SourceError for a module that is not there or not well formed; MeasureError if a
      solution fails its own check, or a listed equivalent is out of date.
    """
    return [exam.row() for exam in examine(names)]


def examine(
    names: Sequence[str] = (),
    exercises: Sequence[str] = (),
    root: Path | None = None,
    half: bool = False,
) -> list[Exam]:
    """Measure as measure_checks does, and keep what was missed.

    exercises: only these. half: judge half of the pairs, which take most of the time.
    """
    found = [read_module(path) for path in find_sources(root or project_root(), tuple(names))]
    tasks = [
        (module, name, half)
        for module in found
        for name in module.exercises
        if not exercises or name in exercises
    ]
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(lambda task: _examine(*task), tasks))


def _examine(module: Module, name: str, half: bool) -> Exam:
    check = checks_of(module.slug).get(name)
    if check is None:
        raise MeasureError(f"{module.slug}: helpers/checks has no record of {name}")
    made = mutants(module.solution(name), name)
    with _Worker(module, name) as worker:
        own = worker.judge(Job("source", source=module.solution(name)))
        if not own.accepted:
            raise MeasureError(f"{module.slug}: the solution of {name} fails. {own.message}")
        slips = [worker.judge(Job("slip", i)) for i in range(len(check.slips))]
        others = [worker.judge(Job("alternative", i)) for i in range(len(check.alternatives))]
        verdicts = [worker.judge(Job("mutant", source=mutant.source)) for mutant in made]
        doubled = _judged_pairs(worker, check, half)
    for verdict in (own, *slips, *others, *verdicts):
        if verdict.crash:
            raise MeasureError(f"{module.slug}: the check of {name} crashed. {verdict.crash}")
    survivors = [m.text for m, v in zip(made, verdicts, strict=True) if v.accepted]
    _hold_equivalents(check, made, survivors)
    pairs = zip(check.slips, slips, strict=True)
    refused = zip(check.alternatives, others, strict=True)
    return Exam(
        module=module.slug,
        exercise=name,
        points=module.points(name),
        slips=len(slips),
        alternatives=len(others),
        mutants=len(made),
        missed={hint: v.message or "accepted" for hint, v in pairs if v.hint != hint},
        rejected={a.__name__: v.message for a, v in refused if not v.accepted},
        survivors=tuple(text for text in survivors if text not in check.equivalent),
        equivalent=tuple(text for text in survivors if text in check.equivalent),
        pairs=len(doubled),
        pairs_named=sum(verdict.hint is not None for verdict in doubled.values()),
        pairs_accepted=tuple(text for text, verdict in doubled.items() if verdict.accepted),
        pairs_untrue=tuple(text for text, verdict in doubled.items() if verdict.untrue),
    )


def _judged_pairs(worker: "_Worker", check: Check, half: bool) -> dict[str, Verdict]:
    """Judge answers with two mistakes, by a text that names both."""
    names = [slip.__name__ for slip in check.slips.values()]
    found = {}
    for i, j in pairs_of(len(names), half):
        verdict = worker.judge(Job("pair", i, other=j))
        if not verdict.single:
            found[f"{names[i]} and {names[j]}"] = verdict
    return found


def _hold_equivalents(check: Check, made: Sequence[Mutant], survivors: Sequence[str]) -> None:
    texts = {mutant.text for mutant in made}
    for text in check.equivalent:
        if text not in texts:
            raise MeasureError(
                f"{check.name}: listed as equivalent, but no longer a mutant: {text}"
            )
        if text not in survivors:
            raise MeasureError(f"{check.name}: listed as equivalent, but rejected: {text}")


# ----------------------------------------------------------------- the other process


class _Worker:
    """A process that judges answers to one exercise; started again when one ends it."""

    def __init__(self, module: Module, exercise: str) -> None:
        self.arguments = (module.slug, exercise, module.setup_source, MEMORY)
        self.process: Any = None
        self.connection: Connection | None = None

    def __enter__(self) -> "_Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def judge(self, job: Job) -> Verdict:
        """Judge one answer; one that runs out of time, or takes the process down, is rejected."""
        connection = self._started()
        try:
            connection.send(job)
            if connection.poll(SECONDS):
                return connection.recv()
            verdict = Verdict(False, None, f"no answer within {SECONDS:.0f} s")
        except (EOFError, OSError):
            verdict = Verdict(False, None, "the process died")
        self._stop()
        return verdict

    def _started(self) -> Connection:
        if self.connection is not None:
            return self.connection
        context = _context()
        self.connection, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other, *self.arguments), daemon=True)
        self.process.start()
        other.close()
        try:
            if self.connection.poll(START_SECONDS):
                self.connection.recv()
                return self.connection
        except EOFError:
            pass
        self._stop()
        slug, exercise = self.arguments[:2]
        raise MeasureError(f"{slug}: the setup cells do not run (needed for {exercise})")

    def _stop(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.process.join(0.5)
            if self.process.is_alive():
                self.process.kill()
                self.process.join()
        self.connection = None


def _context() -> Any:
    """Fork from a server that has read what every worker needs; elsewhere start afresh."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["helpers.course.measure.check_worker"])
    return context
