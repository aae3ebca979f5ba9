"""What a class's grading is asked for, and the ways in which it ends early."""

from pathlib import Path
from typing import NamedTuple

from helpers.grading.sandbox.inside.limits import Limits

__all__ = ["ClusterError", "GradingError", "Options", "Stopped"]


class GradingError(Exception):
    """Nothing can be graded; the message is one line."""


class Stopped(Exception):
    """Ctrl-C: what is graded is written; the message is one line."""


class Options(NamedTuple):
    """The options of `course grade`.

    folder: of submissions, other than nbgrader's. workers: processes, one per core if None.
    scheduler: address of a Dask cluster. unsafe: without a sandbox. force: grade also what is up
    to date. limits: of one submission.
    """

    folder: Path | None = None
    workers: int | None = None
    scheduler: str | None = None
    unsafe: bool = False
    force: bool = False
    limits: Limits = Limits()


class ClusterError(Exception):
    """There is no cluster to grade on; the message is one line."""
