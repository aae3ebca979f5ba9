"""What a grading run did, and how far it is: counts, a bar on a terminal, plain lines elsewhere."""

import time
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

from tqdm import tqdm

__all__ = ["Change", "Progress", "Summary"]

LINES = 10  # in all, where there is no terminal


class Change(NamedTuple):
    """A grade that a regrading would change: points before and after, and the check's message."""

    student: str
    exercise: str
    old: float | None
    new: float
    message: str


@dataclass
class Summary:
    """What became of each submission.

    graded, skipped: how many; kept: how many keep their old grades, as no change was confirmed.
    not_graded: student -> reason. problems: how many have remarks on the submitted files.
    new: students whom the gradebook did not know, though it knew others.
    points, most: the sum over graded and skipped, and what one submission can reach at most.
    """

    slug: str
    most: float
    graded: int = 0
    skipped: int = 0
    kept: int = 0
    not_graded: dict[str, str] = field(default_factory=dict)
    problems: int = 0
    new: list[str] = field(default_factory=list)
    points: float = 0.0

    def count(self, result: dict[str, Any]) -> None:
        """Add one submission's points and problems."""
        self.points += sum(done["points"] for done in result["exercises"].values())
        self.problems += bool(result["problems"])

    def lines(self) -> list[str]:
        """Return the summary as it is printed."""
        counts = f"{self.slug}: {self.graded} graded"
        counts += f", {self.skipped} up to date" if self.skipped else ""
        counts += f", {self.kept} unchanged" if self.kept else ""
        counts += f", {len(self.not_graded)} not graded" if self.not_graded else ""
        known = self.graded + self.skipped
        lines = [counts]
        if known:
            mean = f"mean {self.points / known:.2f} of {self.most:g} points"
            remarks = "no remarks" if not self.problems else f"{self.problems} with remarks"
            lines.append(f"{mean} (without essays), {remarks} on the submitted files")
        return lines


class Progress:
    """Counts submissions on a stream; a context manager.

    A terminal gets a bar with rate and time left; a file gets a line at every tenth.
    """

    def __init__(self, total: int, stream: IO[str]) -> None:
        self._stream, self._total, self._done = stream, total, 0
        self._start: float | None = None  # of the second: the first waits for processes to start
        self._told = 0
        self._bar = None
        if stream.isatty():
            self._bar = tqdm(total=total, file=stream, unit=" submissions", dynamic_ncols=True)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    @property
    def done(self) -> int:
        """How many were graded since the start."""
        return self._done

    def skip(self) -> None:
        """Take one off the total: it was done before, and would spoil the rate."""
        self._total -= 1
        if self._bar is not None:
            self._bar.total = self._total
            self._bar.refresh()

    def advance(self) -> None:
        """Count one more."""
        self._done += 1
        if self._bar is not None:
            self._bar.update()
        elif self._done * LINES // max(1, self._total) > self._told:
            self._told = self._done * LINES // self._total
            print(f"{self._done} of {self._total}{self._pace()}", file=self._stream, flush=True)
        self._start = self._start or time.monotonic()

    def _pace(self) -> str:
        """Return the rate and the time left, once there is a rate."""
        if self._start is None:
            return ""
        rate = (self._done - 1) / max(1e-9, time.monotonic() - self._start)
        return f", {rate:.1f} a second, {max(0, self._total - self._done) / rate:.0f} s left"
