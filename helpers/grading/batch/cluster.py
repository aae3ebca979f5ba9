"""Grades on a Dask cluster that is there already: `course grade --scheduler ADDRESS`."""

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import dask
from distributed import Client, Future, as_completed
from distributed.scheduler import KilledWorker

from helpers.grading.batch.grader import Done, OtherVersion, reason_of
from helpers.grading.batch.options import ClusterError

__all__ = ["Cluster"]

WAITING_PER_WORKER = 4  # enough that no worker waits for the main process
PATIENCE = 20  # seconds, for a scheduler to answer
SETTINGS: dict[str, Any] = {"distributed.admin.large-graph-warning-threshold": "100MB"}


class Cluster:
    """A cluster at an address like tcp://host:8786; a context manager, and the cluster stays.

    grade: answers -> result, sent with every submission.
    Raises: ClusterError if no scheduler answers, or it has no workers.
    """

    def __init__(self, grade: Callable[[dict[str, Any]], dict[str, Any]], address: str) -> None:
        self._grade, self._open = grade, contextlib.ExitStack()
        for name in ("distributed", "distributed.scheduler", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._open.enter_context(dask.config.set(SETTINGS))
        try:
            self.client = self._open.enter_context(_joined(address))
        except BaseException:
            self._open.close()
            raise

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def grade_all(self, jobs: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[Done]:
        """Grade submissions, yielding each as it is done; every job comes back once.

        jobs: (student, answers), taken one by one as workers get free.
        Raises: OtherVersion if a worker has another version of the course.
        """
        todo = iter(jobs)
        running: dict[Future, str] = {}
        futures = as_completed()
        window = WAITING_PER_WORKER * max(2, sum(self.client.nthreads().values()))

        def refill() -> None:
            for student, answers in todo:
                future = self.client.submit(self._grade, answers, pure=False, retries=1)
                running[future] = student
                futures.add(future)
                if len(running) >= window:
                    return

        try:
            refill()
            while running:
                future = next(futures)
                yield _done(running.pop(future), future)
                future.release()
                refill()
        finally:
            self.client.cancel(list(running))


def _joined(address: str) -> Client:
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        reason = str(error).strip().split("\n")[0]
        raise ClusterError(f"no Dask scheduler answers at {address}: {reason}") from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        text = f"the Dask scheduler at {address} has no workers; start one: dask worker {address}"
        raise ClusterError(text) from None
    return client


def _done(student: str, future: Future) -> Done:
    """Take a result, or the reason why there is none, off a future.

    The process that holds a result may die before it is fetched. future.result() then waits until
    it is computed again; as_completed(with_results=True) could return without it, or never.
    """
    try:
        return Done(student, future.result())
    except OtherVersion:
        raise
    except KilledWorker:
        return Done(student, None, "the processes that graded it died or hung")
    except Exception as error:
        return Done(student, None, reason_of(error))
