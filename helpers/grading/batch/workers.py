"""The processes of this machine that grade, each one submission at a time; none is lost.

A thread stands for each process: it starts it, sends it submissions and waits for their results,
and replaces it when it dies, so that a process costs at most what it was grading.
"""

import multiprocessing
import os
import queue
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import psutil

from helpers.grading.batch.grader import Done, reason_of

__all__ = ["Workers", "start_server", "usable_cores"]

Grade = Callable[[dict[str, Any]], dict[str, Any]]
WAITING_PER_WORKER = 4  # enough that no worker waits for the main process
TRIES = 3  # of a submission whose process died
LOOK = 20.0  # seconds between two looks at which processes are stopped
# Loaded once for all workers, by a server with a socket, whose path has to be short. Each worker
# also runs the imports of the main module: those of the command.
PRELOADED = [
    "helpers.course.cli",
    "helpers.grading.batch.workers",
    "helpers.grading.judging.grade",
]
_SERVES = len(tempfile.gettempdir()) <= 70 and (
    "forkserver" in multiprocessing.get_all_start_methods()
)
_context: Any = multiprocessing.get_context("forkserver" if _SERVES else "spawn")


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start_server() -> None:
    """Start the process that workers are forked from; it loads beside this one what they need."""
    if _SERVES:
        from multiprocessing.forkserver import ensure_running  # not everywhere

        _context.set_forkserver_preload(PRELOADED)
        ensure_running()


class _Job(NamedTuple):
    """A submission that is to be graded."""

    student: str
    answers: dict[str, Any]


class Workers:
    """Processes that grade with one function, started at once; a context manager.

    number: of processes, one per core if None.
    """

    def __init__(self, grade: Grade, number: int | None = None) -> None:
        start_server()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Done] = queue.SimpleQueue()
        count = number or usable_cores()
        self._workers = [_Worker(grade, self._jobs, self._done) for _ in range(count)]

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
            self._jobs.put(None)
        for worker in self._workers:
            worker.join()

    @property
    def process_ids(self) -> list[int]:
        """The numbers of the processes that run."""
        return [worker.process.pid for worker in self._workers if worker.process is not None]

    def grade_all(self, jobs: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[Done]:
        """Grade submissions, yielding each as it is done; every job comes back once.

        jobs: (student, answers), taken one by one as workers get free; the first ones are taken
        and on their way when this returns.
        """
        window = WAITING_PER_WORKER * len(self._workers)
        todo = iter(jobs)
        return self._results(todo, self._hand_out(todo, window))

    def _hand_out(self, todo: Iterator[tuple[str, dict[str, Any]]], most: int) -> int:
        """Let that many jobs be graded; return how many there were."""
        count = 0
        for student, answers in islice(todo, most):
            self._jobs.put(_Job(student, answers))
            count += 1
        return count

    def _results(self, todo: Iterator[tuple[str, dict[str, Any]]], waiting: int) -> Iterator[Done]:
        """Yield results; after each one another job is handed out."""
        while waiting:
            yield self._next()
            waiting += self._hand_out(todo, 1) - 1

    def _next(self) -> Done:
        """Wait for a result; now and then, look for processes that will never have one."""
        while True:
            with suppress(queue.Empty):
                return self._done.get(timeout=LOOK)
            for worker in self._workers:
                worker.look()


class _Worker:
    """One process after the other, and the thread that stands for them. process: the last one."""

    def __init__(
        self,
        grade: Grade,
        jobs: "queue.SimpleQueue[_Job | None]",
        done: "queue.SimpleQueue[Done]",
    ) -> None:
        self._grade, self._jobs, self._done = grade, jobs, done
        self.process: Any = None
        self._line: Connection
        self._ended = self._was_stopped = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def look(self) -> None:
        """End the process if it is stopped, and was at the last look."""
        stopped = False
        if self.process is not None and self.process.is_alive():
            with suppress(psutil.NoSuchProcess):
                stopped = psutil.Process(self.process.pid).status() == psutil.STATUS_STOPPED
        if stopped and self._was_stopped:
            self.process.kill()
        self._was_stopped = stopped

    def end(self) -> None:
        """End the process, whatever it is doing, and start no other."""
        self._ended = True
        if self.process is not None:
            self.process.kill()

    def join(self) -> None:
        """Wait until nothing of it is left; before, the thread has to find a None to do."""
        self._thread.join()

    def _run(self) -> None:
        """Grade what is to be graded, until there is a None."""
        self._start()
        while (job := self._jobs.get()) is not None:
            self._done.put(self._graded(job))
        self.process.join()

    def _start(self) -> None:
        self._line, theirs = _context.Pipe()
        process = _context.Process(target=_serve, args=(theirs, self._grade), daemon=True)
        process.start()
        theirs.close()
        self.process, self._was_stopped = process, False
        if self._ended:
            process.kill()

    def _graded(self, job: _Job) -> Done:
        """Send a submission to the process; where it dies, to another one."""
        for _ in range(TRIES):
            with suppress(EOFError, OSError):
                self._line.send(job.answers)
                return Done(job.student, *self._line.recv())
            self.process.join()
            if self._ended:
                break
            self._start()
        return Done(job.student, None, f"the process that graded it died or hung {TRIES} times")


def _serve(line: Connection, grade: Grade) -> None:
    """Be a worker: grade what comes in, until the process that sends it is gone."""
    # Ctrl-C reaches every process of a terminal; workers leave it to the main one. Not SIG_IGN,
    # which programs started later would inherit.
    signal.signal(signal.SIGINT, lambda *_: None)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare = getattr(grade, "prepare", None)
    if prepare is not None:
        with suppress(Exception):  # it comes again with the first submission, and is its reason
            prepare()
    with suppress(EOFError, OSError):
        while True:
            line.send(_tried(grade, line.recv()))


def _tried(grade: Grade, answers: dict[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """Grade a submission; return the result, or the reason why there is none."""
    try:
        return grade(answers), ""
    except Exception as error:
        return None, reason_of(error)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
