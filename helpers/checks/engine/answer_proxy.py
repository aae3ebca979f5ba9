"""What is judged: an answer of this process or of another one, through one interface.

Beside it, what judging many answers by one check need not find out twice.
"""

import contextlib
import hashlib
import pickle
import types
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from helpers.checks.runtime.call import Outcome, Runner, is_stub
from helpers.checks.runtime.surroundings import Surroundings, raw_stderr_to_stdout
from helpers.checks.runtime.text import type_name

MOST_FINDINGS = 2_000  # of one check and seed; right answers mostly share theirs


class Memory:
    """What judging by one check at one seed finds out that no answer has a part in.

    cases: the arguments; the first own_cases are the record's. wanted: the reference's result
    for each, as it is and plain.
    slips: for each hint the outcome of each case so far, and what the engine said to it.
    variants: the slips' outcomes where most inputs of a case are zero, by hint, case and note.
    findings: what was found on values seen before, by a digest of case and value.
    """

    def __init__(self) -> None:
        self.cases: list[tuple] = []
        self.own_cases = 0
        self.wanted: dict[int, tuple[Any, Any]] = {}
        self.slips: dict[str, list[tuple[Outcome, Any]]] = {}
        self.variants: dict[tuple[str, int, str], Outcome] = {}
        self.findings: dict[Hashable, Any] = {}

    def place(self, args: tuple) -> int | None:
        """Return the number of a case; None if these arguments are none."""
        return next((i for i, case in enumerate(self.cases) if case is args), None)

    def key(self, args: tuple, value: Any) -> Hashable | None:
        """Return what only equal values of one case share; None where nothing is to be kept."""
        place = self.place(args)
        if place is None or len(self.findings) >= MOST_FINDINGS:
            return None
        return hashlib.sha256(pickle.dumps((place, value))).digest()


class Answer:
    """An answer as the judge handles it.

    Where another process runs it and fails, begin, run and report raise what is no Exception:
    that is neither the engine's nor the answer's fault, and nothing on the way may catch it.
    stub: nothing is written in it yet. own_solution: it is the course's function itself.
    not_callable: the name of its type if that cannot be called, else "".
    """

    stub = False
    own_solution = False
    not_callable = ""

    def surrounded(self) -> contextlib.AbstractContextManager:
        """Return what the whole judgement happens in."""
        return contextlib.nullcontext()

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
        """Return what is known of this check and seed from earlier answers."""
        return Memory()


class LocalAnswer(Answer):
    """A function of this process.

    own: the course's functions that solve the exercise. guarded: what refuses to run for it.
    """

    def __init__(
        self,
        function: Callable,
        own: Sequence[Callable],
        guarded: Sequence[types.FunctionType],
    ) -> None:
        self.function, self.guarded = function, list(guarded)
        self.surroundings = Surroundings()
        self.stub = is_stub(function)
        self.own_solution = any(function is other for other in own)
        self.not_callable = "" if callable(function) else type_name(function)

    def surrounded(self) -> contextlib.AbstractContextManager:
        """Catch what is written to stderr below Python."""
        return raw_stderr_to_stdout()

    def begin(self, parameters: Sequence[str]) -> None:
        """Make the runner."""
        self._runner = Runner(self.function, parameters, self.guarded, self.surroundings)

    def run(self, args: tuple, silent: bool = False) -> Outcome:
        """Call the function once, with copies of the arguments."""
        return self._runner.run(args, silent)

    def report(self) -> None:
        """Print the warnings of all calls."""
        self.surroundings.report()
