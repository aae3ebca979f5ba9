"""Grades one submission, answers in and result out, in any process; and many in parallel."""

import contextlib
import faulthandler
import gc
import logging
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import dask
import psutil
from distributed import Client, Future, LocalCluster, Security, WorkerPlugin, as_completed
from distributed.scheduler import KilledWorker
from distributed.utils import get_mp_context

from helpers.grading.assignment import Assignment, version_of

__all__ = [
    "ClusterError",
    "Done",
    "OtherVersion",
    "code_version",
    "ends_within",
    "grade_all",
    "grade_submission",
    "grader_for",
    "open_client",
    "start_server",
    "usable_cores",
]

LEFTOVERS = "course-grade-"  # of folders for the worker processes, named by the process they serve
WAITING_PER_WORKER = 4  # enough that no worker waits for the main process
PATIENCE = 20  # seconds, for a scheduler to answer
TRIES = 3  # of a submission whose worker process died
SETTINGS: dict[str, Any] = {
    "distributed.scheduler.allowed-failures": TRIES - 1,
    # A worker holds what it runs and no more: when it dies, only that is under suspicion.
    "distributed.scheduler.worker-saturation": 1.0,
    "distributed.admin.large-graph-warning-threshold": "100MB",
    # This long after a process died, Dask checks whether it was replaced. If it happens to be
    # starting again at that moment, its place is given up for good.
    "distributed.deploy.lost-worker-timeout": "30 days",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # Dask samples what its workers do a hundred times a second, and keeps it for an hour.
    "distributed.worker.profile.enabled": False,
    # A worker that says nothing for so long is replaced, and what it held is graded by another.
    "distributed.scheduler.worker-ttl": "60 s",
    # Each process measures fifty times a second how late its event loop is, for a page of its own.
    "distributed.admin.tick.interval": "2 s",
    "distributed.admin.system-monitor.interval": "10 s",
}
# Loaded once for all workers, by a server with a socket, whose path has to be short.
PRELOADED = [
    "distributed",
    "helpers.grading.batch.workers",
    "helpers.grading.judging.grade",
    "helpers.grading.batch.preload",
]
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
        start_server()
        with _started(workers or usable_cores(), folder) as cluster, Client(cluster) as client:
            client.register_plugin(_LeaveInterrupts())
            yield client


def start_server() -> None:
    """Start the process that workers are forked from; it loads beside this one what they need."""
    with dask.config.set(SETTINGS):
        if dask.config.get("distributed.worker.multiprocessing-method") == "forkserver":
            from multiprocessing.forkserver import ensure_running  # not everywhere

            get_mp_context().set_forkserver_preload(PRELOADED)  # Dask sets its own list first
            ensure_running()


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
            # Both kinds of process serve pages; here on this machine only, on any port, and empty.
            dashboard_address="127.0.0.1:0",
            worker_dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            memory_limit=0,  # the sandbox limits what a submission may use
            local_directory=str(Path(folder)),
            silence_logs=logging.CRITICAL,
        )
    except (OSError, RuntimeError, TimeoutError) as error:
        reason = str(error).strip().split("\n")[0]
        raise ClusterError(f"no grading processes could be started: {reason}") from None


def grade_all(
    client: Client,
    jobs: Iterable[tuple[str, dict[str, Any]]],
    grader: Callable[[dict[str, Any]], dict[str, Any]],
) -> Iterator[Done]:
    """Grade submissions, yielding each as it is done; every job comes back once.

    jobs: (student, answers), taken one by one as workers get free. grader: answers -> result.
    Raises: OtherVersion if a worker has another version of the course.
    """
    todo = iter(jobs)
    running: dict[Future, str] = {}
    futures = as_completed()
    window = WAITING_PER_WORKER * max(2, sum(client.nthreads().values()))

    def refill() -> None:
        for student, answers in todo:
            future = client.submit(grader, answers, pure=False, retries=1)
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
        client.cancel(list(running))


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
        return Done(student, None, f"the process that graded it died or hung {TRIES} times")
    except Exception as error:
        kind, text = type(error).__name__, " ".join(str(error).split())[:300]
        return Done(student, None, f"{kind}: {text}" if text else kind)


PACKAGE = Path(__file__).resolve().parents[2]
SPARE_EXERCISES, SLACK = 4, 180  # seconds; a session's own time, and a sandbox that starts slowly
# A cluster's worker may have many threads; standard output and what is kept serve one at a time.
_one = threading.Lock()
_taken: dict[str, tuple[Assignment, str]] = {}  # the module last graded, and its version here


class OtherVersion(Exception):
    """A worker has another version of the course than the process that sends it work."""


def code_version(assignment: Assignment) -> str:
    """Return the version of the module as the course that runs here would grade it."""
    return version_of(assignment.parts, PACKAGE)


def grader_for(assignment: Assignment, limits: Any = None, unsafe: bool = False) -> Any:
    """Return answers -> result for one module, to be sent to workers."""
    return partial(
        grade_submission,
        assignment=assignment.as_dict(),
        version=code_version(assignment),
        limits=tuple(limits) if limits is not None else None,
        unsafe=unsafe,
    )


def grade_submission(
    answers: dict[str, Any],
    assignment: dict[str, Any],
    version: str,
    limits: tuple | None = None,
    unsafe: bool = False,
) -> dict[str, Any]:
    """Grade one submission: the same answers and version give the same result, except seconds.

    assignment: Assignment.as_dict(). version: of code_version() where the work comes from.
    Raises: OtherVersion if the course is another one here; whatever of the sandbox or of the
        course's own checks goes wrong, which is never the student's doing.
    """
    from helpers.grading.judging.grade import grade_answers
    from helpers.grading.sandbox.inside.limits import Limits

    with _one:
        module, own = _kept_here(assignment)
        if own != version:
            raise OtherVersion(
                f"a worker has another version of the course in {PACKAGE.parent}; "
                "update it to this version and restart the worker"
            )
        chosen = Limits(*limits) if limits is not None else Limits()
        seconds = chosen.wall_seconds * (len(module.exercises) + SPARE_EXERCISES) + SLACK
        with ends_within(seconds):
            return grade_answers(answers, module, limits=chosen, unsafe=unsafe)


def _kept_here(assignment: dict[str, Any]) -> tuple[Assignment, str]:
    """Return a module and its version here; what grading it takes is prepared only once."""
    from helpers.grading.judging.module_checks import trusted_for

    kept = _taken.get(assignment["version"])
    if kept is None:
        _taken.clear()
        module = Assignment.from_dict(assignment)
        kept = _taken[assignment["version"]] = (module, code_version(module))
        trusted_for(module)
        if multiprocessing.parent_process() is not None:  # a process that does nothing else
            gc.freeze()  # what is loaded by now stays: the collector need not look at it again
    return kept


@contextlib.contextmanager
def ends_within(seconds: float) -> Iterator[None]:
    """End this whole process if the block takes longer: then nothing in it can be trusted to stop.

    Every wait for a student's process has a limit of its own; this is for an error of the course.
    """
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
