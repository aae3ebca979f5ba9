"""How long the instructor notebooks take, and how much memory."""

import contextlib
import logging
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from helpers.course.author.source import find_sources, project_root
from helpers.course.learner.workspace import LabError, read_notebook
from helpers.course.measure.check_strength import MeasureError

CELL_SECONDS = 600

# nbclient reports a dead kernel and a slow cell on its own as well: what is raised here is enough.
QUIET = logging.getLogger("course.time")
QUIET.setLevel(logging.CRITICAL + 1)


def measure_time(names: Sequence[str] = (), root: Path | None = None) -> list[dict[str, Any]]:
    """Run the instructor notebooks fresh and measure; one row per module.

    Units: wall seconds; peak_mb, 10**6 bytes resident in the kernel and what it started.
    Raises: MeasureError if a notebook was not built or is broken, or a cell of it fails, kills
    the kernel or takes longer than CELL_SECONDS.
    """
    folder = root or project_root()
    return [_timed(path) for path in find_sources(folder, tuple(names))]


def _timed(path: Path) -> dict[str, Any]:
    notebook_path = path.parent / path.stem / f"{path.stem}.ipynb"
    if not notebook_path.exists():
        raise MeasureError(f"{notebook_path} is not there; run: course build {path.stem}")
    try:
        read_notebook(notebook_path, f"Run: course build {path.stem}")
        notebook = nbformat.read(notebook_path, as_version=4)
    except (LabError, OSError, ValueError) as error:
        raise MeasureError(str(error)) from None
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        seconds, peak = _run(notebook, folder, path.stem)
        total = time.monotonic() - start
    return {
        "module": path.stem,
        "seconds": round(total, 1),
        "peak_mb": round(peak / 1e6),
        "slowest_cell_seconds": round(max(seconds, default=0.0), 1),
        "cells": len(seconds),
    }


def _run(notebook: Any, folder: str, slug: str) -> tuple[list[float], int]:
    """Execute every cell; give the seconds of each code cell and the peak of memory."""

    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        log=QUIET,
        resources={"metadata": {"path": folder}},
        extra_arguments=["--Application.log_level=ERROR"],  # the kernel's own notes on stderr
    )
    seconds = []
    manager: Any = client.create_kernel_manager()
    with client.setup_kernel(), _Peak(lambda: manager.provisioner.pid) as peak:
        for i, cell in enumerate(notebook.cells):
            start = time.monotonic()
            try:
                client.execute_cell(cell, i)
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                raise MeasureError(f"{slug}: cell {i + 1} {_reason(error)}") from None
            if cell.cell_type == "code":
                seconds.append(time.monotonic() - start)
    return seconds, peak.bytes


def _reason(error: Exception) -> str:
    """Return in one line why a cell did not finish."""
    if isinstance(error, CellExecutionError):
        return f"fails: {(error.evalue.strip() or error.ename).splitlines()[0]}"
    if isinstance(error, DeadKernelError):
        return "ends the kernel; it may need more memory than is available"
    return f"takes longer than {CELL_SECONDS} seconds"


class _Peak:
    """Watches the memory of a process and its children from a thread, 20 times a second."""

    def __init__(self, pid: Any) -> None:
        self.pid = pid
        self.bytes = 0

    def __enter__(self) -> "_Peak":

        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.done.is_set():
            self.bytes = max(self.bytes, sum(_resident(self.pid())))
            self.done.wait(0.05)


def _resident(pid: int | None) -> Iterator[int]:
    if pid is None:  # the kernel is gone, and psutil would take None for this process
        return
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                yield one.memory_info().rss
