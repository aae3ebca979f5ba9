"""Grades submissions in many processes: on this machine, or on a Dask cluster that is there.

A submission's answers go out and its result comes back; both are small plain data. Only a few
wait at a time, so that memory stays flat however large the class is.
"""

import logging
import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import dask
import psutil
from distributed import Client, Future, LocalCluster, Security, WorkerPlugin, as_completed
from distributed.scheduler import KilledWorker

from helpers.grading.unit import OtherVersion

__all__ = ["ClusterError", "Done", "grade_all", "open_client", "usable_cores"]

LEFTOVERS = "course-grade-"  # of folders for the worker processes, named by the process they serve
WAITING_PER_WORKER = 4  # enough that no worker waits for the main process
PATIENCE = 20  # seconds, for a scheduler to answer
TRIES = 3  # of a submission whose worker process died
SETTINGS: dict[str, Any] = {
    "distributed.scheduler.allowed-failures": TRIES - 1,
    # A worker holds what it runs and no more: when it dies, only that is under suspicion.
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.admin.large-graph-warning-threshold": "100MB",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # Dask samples what its workers do a hundred times a second, and keeps it for an hour.
    "distributed.worker.profile.enabled": False,
}
# Dask is loaded once for all workers, by a server with a socket, whose path has to be short.
if "forkserver" in multiprocessing.get_all_start_methods() and len(tempfile.gettempdir()) <= 70:
    SETTINGS["distributed.worker.multiprocessing-method"] = "forkserver"


class ClusterError(Exception):
    """The processes that grade cannot be had; the message is one line."""


class Done(NamedTuple):
    """One submission that came back: its result, or the reason why there is none."""

    student: str
    result: dict[str, Any] | None
    reason: str = ""


class _LeaveInterrupts(WorkerPlugin):
    """Ctrl-C reaches every process of a terminal; the workers leave it to the main one."""

    def setup(self, worker: Any) -> None:
        """Do nothing on the signal; not SIG_IGN, which programs started later would inherit."""
        with suppress(ValueError):  # not the main thread: nothing to protect
            signal.signal(signal.SIGINT, lambda *_: None)


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def open_client(workers: int | None = None, scheduler: str | None = None) -> Iterator[Client]:
    """Start worker processes here (one per core if no number is given), or join a cluster.

    scheduler: its address, like tcp://host:8786. Leaves nothing behind.
    Raises: ClusterError if there is no cluster at the address, or none can be started.
    """
    for name in ("distributed", "distributed.nanny", "distributed.scheduler", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    _clear_leftovers()
    prefix = f"{LEFTOVERS}{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix) as folder, dask.config.set(SETTINGS):
        if scheduler is not None:
            with _joined(scheduler) as client:
                yield client
            return
        with _started(workers or usable_cores(), folder) as cluster, Client(cluster) as client:
            client.register_plugin(_LeaveInterrupts())
            yield client


def _clear_leftovers() -> None:
    """Remove the folders of runs that were killed."""
    for path in Path(tempfile.gettempdir()).glob(f"{LEFTOVERS}*-*"):
        number = path.name.removeprefix(LEFTOVERS).split("-")[0]
        if number.isdecimal() and not psutil.pid_exists(int(number)):
            shutil.rmtree(path, ignore_errors=True)


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


def _started(workers: int, folder: str) -> LocalCluster:
    """Start a cluster that only this process can talk to: its connections carry certificates."""
    try:
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            protocol="tls://",
            security=Security.temporary(),
            # Both kinds of process serve pages; here to nobody else, on any port, and empty.
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            memory_limit=0,  # the sandbox limits what a submission may use
            local_directory=str(Path(folder)),
            silence_logs=logging.CRITICAL,
        )
    except (OSError, RuntimeError, TimeoutError) as error:
        reason = str(error).strip().split("\n")[0]
        raise ClusterError(f"no processes to grade in could be started: {reason}") from None


def grade_all(
    client: Client,
    jobs: Iterable[tuple[str, dict[str, Any]]],
    unit: Callable[[dict[str, Any]], dict[str, Any]],
) -> Iterator[Done]:
    """Grade submissions, yielding each as it is done; every job comes back once.

    jobs: (student, answers), taken one by one as workers get free. unit: answers -> result.
    Raises: OtherVersion if a worker has another version of the course.
    """
    todo = iter(jobs)
    running: dict[Future, str] = {}
    futures = as_completed(with_results=True, raise_errors=False)  # no question each
    window = WAITING_PER_WORKER * max(2, sum(client.nthreads().values()))

    def refill() -> None:
        for student, answers in todo:
            future = client.submit(unit, answers, pure=False, retries=1)
            running[future] = student
            futures.add(future)
            if len(running) >= window:
                return

    try:
        refill()
        while running:
            future, value = next(futures)
            yield _done(running.pop(future), future, value)
            future.release()
            refill()
    finally:
        client.cancel(list(running))


def _done(student: str, future: Future, value: Any) -> Done:
    """Take a result, or the reason why there is none, off a future."""
    if future.status == "finished":
        return Done(student, value)
    error = future.exception()
    if isinstance(error, OtherVersion):
        raise error
    if isinstance(error, KilledWorker):
        return Done(student, None, f"the process that graded it ended, or hung, {TRIES} times")
    text = " ".join(str(error).split())[:300]
    return Done(student, None, f"{type(error).__name__}: {text}" if text else type(error).__name__)
