"""An answer that runs in another process, and what judging many answers need not do twice."""

import hashlib
import pickle
from collections.abc import Hashable, Sequence
from typing import Any

from helpers.checks.runtime.call import Outcome

MOST_FINDINGS = 2_000  # of one check and seed; right answers mostly share theirs


class Memory:
    """What judging by one check at one seed finds out that no answer has a part in.

    cases: the arguments. wanted: the reference's result for each, as it is and plain.
    slips: for each hint the outcome of each case so far, and what the engine said to it.
    findings: what was found on values seen before, by a digest of case and value.
    """

    def __init__(self) -> None:
        self.cases: list[tuple] = []
        self.wanted: dict[int, tuple[Any, Any]] = {}
        self.slips: dict[str, list[tuple[Outcome, Any]]] = {}
        self.findings: dict[Hashable, Any] = {}

    def place(self, args: tuple) -> int | None:
        """Give the number of a case; None if these arguments are none."""
        return next((i for i, case in enumerate(self.cases) if case is args), None)

    def key(self, args: tuple, value: Any) -> Hashable | None:
        """Give what only equal values of one case share; None where nothing is to be kept."""
        place = self.place(args)
        if place is None or len(self.findings) >= MOST_FINDINGS:
            return None
        return hashlib.sha256(pickle.dumps((place, value))).digest()


class Elsewhere:
    """An answer that lives in another process, where it runs in surroundings of its own.

    The engine asks it what it would find out about a function here. Where the other process
    fails, begin, run and report raise what is no Exception: that is no fault of the engine's
    or the check's, and nothing on the way may take it for one of the answer's own.
    stub: nothing is written in it yet. own_solution: it is the course's function itself.
    not_callable: the name of its type if that cannot be called, else "".
    """

    stub: bool
    own_solution: bool
    not_callable: str

    def begin(self, parameters: Sequence[str]) -> None:
        """Start a check: the attributes are known afterwards."""
        raise NotImplementedError

    def run(self, args: tuple, silent: bool = False) -> Outcome:
        """Call the answer once, as Runner.run does."""
        raise NotImplementedError

    def report(self) -> None:
        """Print the warnings of all calls, and what came to stderr."""
        raise NotImplementedError

    def memory(self, name: str, seed: int) -> Memory:
        """Give what is known of this check and seed from earlier answers."""
        return Memory()
