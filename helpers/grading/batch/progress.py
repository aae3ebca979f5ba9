"""What a grading run did, and how far it is: counts, a bar on a terminal, plain lines elsewhere."""

import time
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

from tqdm import tqdm

__all__ = ["Change", "Progress", "Summary"]

LINES = 10  # in all, where there is no terminal


class Change(NamedTuple):
    """A grade that a regrading would change: points before and after, and the check's message.

    None: no grade, because a person has to give it.
    """

    student: str
    exercise: str
    old: float | None
    new: float | None
    message: str


@dataclass
class Summary:
    """What became of each submission.

    graded, skipped: how many; kept: how many keep their old grades, as no change was confirmed.
    not_graded: student -> reason, to be tried again. unread: student -> reason, whose submission
    holds nothing that can be graded and who waits for a person. lost: students with remarks on
    their files that may have cost points; noted: how many have harmless ones.
    new: students who are not on the roster, if there is one. twins: pairs of ids almost alike.
    points, most: the sum over graded and skipped, and what one submission can reach at most.
    """

    slug: str
    most: float
    graded: int = 0
    skipped: int = 0
    kept: int = 0
    not_graded: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    noted: int = 0
    new: list[str] = field(default_factory=list)
    twins: list[tuple[str, str]] = field(default_factory=list)
    points: float = 0.0

    def count(self, student: str, result: dict[str, Any], graded: bool = True) -> None:
        """Add one submission's points and remarks; graded: in this run, not in one before."""
        if result.get("unread"):
            self.unread[student] = result["unread"]
            return
        self.graded += graded
        self.skipped += not graded
        self.points += sum(done["points"] for done in result["exercises"].values())
        if result.get("lost"):
            self.lost.append(student)
        elif result["problems"]:
            self.noted += 1

    @property
    def settled(self) -> int:
        """How many are written, readable or not."""
        return self.graded + self.skipped + len(self.unread)

    def lines(self) -> list[str]:
        """Return the summary as it is printed."""
        counts = f"{self.slug}: {self.graded} graded"
        counts += f", {self.skipped} up to date" if self.skipped else ""
        counts += f", {self.kept} unchanged" if self.kept else ""
        counts += f", {len(self.unread)} could not be read" if self.unread else ""
        counts += f", {len(self.not_graded)} not graded" if self.not_graded else ""
        known = self.graded + self.skipped
        lines = [counts]
        if known:
            mean = f"mean {self.points / known:.2f} of {self.most:g} points (without essays)"
            remarks = (
                (len(self.lost), "with remarks that may have cost points"),
                (self.noted, "with harmless remarks"),
            )
            told = ", ".join(f"{number} {what}" for number, what in remarks if number)
            lines.append(f"{mean}; {told or 'no remarks'} on the submitted files")
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
