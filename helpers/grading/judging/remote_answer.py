"""An answer as the instructor's check cells see it: called here, run in the sandbox."""

import builtins
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.checks.engine.feedback import calls_reference
from helpers.checks.runtime.call import Answer, Outcome
from helpers.checks.runtime.text import CheckFailed, clean_text
from helpers.checks.runtime.values import Big, FromTorch, Odd, Record, TextArray
from helpers.grading.judging.module_checks import KeptMemory
from helpers.grading.judging.session import Session, Stop
from helpers.grading.sandbox.inside.arguments import write_value
from helpers.grading.sandbox.inside.frames import Arrays, Frame, WireError, pack
from helpers.grading.sandbox.inside.outcomes import digest_of_reply, read_outcome

__all__ = ["AnswerRaised", "RemoteAnswer"]

_NUMBERS = ("?", "l", "q", "d", "D")  # what bool, int, float and complex become as arrays


class AnswerRaised(Exception):
    """What an answer raised when a hidden test called it; also of the built-in kind it names."""

    kind = ""


class RemoteAnswer(Answer):
    """One exercise's answer in the submission's process.

    A check uses it through begin, run and report; any other code of a check cell may call it.
    missing: what is raised where the submission does not define it.
    """

    elsewhere = True

    def __init__(self, session: Session, name: str, missing: Stop) -> None:
        self.session, self.__name__, self.missing = session, name, missing
        self.stub = self.own_solution = False
        self.not_callable = ""
        self._open = False
        self._memory: KeptMemory | None = None
        self._room = session.limits.output_bytes

    # ------------------------------------------------------------- for the engine

    def begin(self, parameters: Sequence[str]) -> None:
        """Find out what the answer is. Raises: Stop, also if there is none."""
        name = self.__name__
        fields = {"name": name, "parameters": list(parameters)}
        facts = self._asked(pack({"do": "begin", **fields})).header
        flags = [facts.get(key) is True for key in ("missing", "stub", "own")]
        missing, self.stub, self.own_solution = flags
        self.not_callable = clean_text(str(facts.get("kind")), 40)
        self._open, self._memory = not missing, None
        if missing:
            raise self.missing

    def memory(self, name: str, seed: int) -> KeptMemory:
        """Return what is known of this check and seed from earlier answers."""
        self._memory = self.session.trusted.memory(name, seed)
        return self._memory

    def run(self, args: tuple, silent: bool = False) -> Outcome:
        """Call the answer once; what it prints comes out here. Raises: Stop."""
        frame = self._asked(self._request(args, silent))
        try:
            outcome = self._outcome(frame, args)
        except WireError as error:
            text = f"What {self.__name__} returned could not be read: {error}."
            raise self.session.lost("failed", text) from None
        self.session.note_error(outcome.error_kind)
        return outcome

    def report(self) -> None:
        """Print the warnings of all calls, and what came to stderr. Raises: Stop."""
        if self._open:
            self._open = False
            self._asked(pack({"do": "report"}))

    def _asked(self, request: bytes) -> Frame:
        frame = self.session.ask_packed(request)
        printed = frame.header["printed"]
        if printed and self._room > 0:
            sys.stdout.write(printed)
            self._room -= len(printed)
        return frame

    def _outcome(self, frame: Frame, args: tuple) -> Outcome:
        """Read a reply; that of a case, if it is new. Raises: WireError."""
        kept = self._memory
        digest = None if kept is None or kept.place(args) is None else digest_of_reply(frame)
        if kept is None or digest is None:
            return read_outcome(frame)
        if digest not in kept.outcomes:
            outcome = read_outcome(frame)
            kept.keep(digest, outcome, frame.size)
            return outcome
        return kept.outcomes[digest]

    def _request(self, args: tuple, silent: bool) -> bytes:
        """Write a call; that of a case is written once for all submissions."""
        kept = self._memory
        if kept is None or kept.place(args) is None:
            return _call_request(args, silent)
        key = id(args), silent
        if key not in kept.requests:
            kept.requests[key] = _call_request(args, silent)
        return kept.requests[key]

    # ------------------------------------------------------------- for any other check

    def __call__(self, *args: Any) -> Any:
        """Call the answer and give its result as plain values. Raises: what it raised."""
        if not self._open:
            self.begin(())
        outcome = self.run(args)
        if outcome.used_reference:
            found = calls_reference(self.__name__)
            raise CheckFailed(f"{found.fact}\nNext: {found.step}", found.stage)
        if outcome.error is not None:
            raise _raised(outcome)
        types = [*self.session.trusted.namespace.values(), *map(type, args)]
        return _restored(outcome.value, [t for t in types if hasattr(t, "_fields")])


def _call_request(args: tuple, silent: bool) -> bytes:
    arrays = Arrays()
    values = [write_value(value, arrays) for value in args]
    return pack({"do": "call", "silent": silent, "args": values}, arrays)


def _raised(outcome: Outcome) -> AnswerRaised:
    """Make an exception that describes what the answer raised, and can be caught as that."""
    text = (outcome.error or "").removeprefix(f"{outcome.error_kind}: ")
    found = getattr(builtins, outcome.error_kind, None)
    bases: tuple[type, ...] = (AnswerRaised,)
    if isinstance(found, type) and issubclass(found, Exception):
        bases = (AnswerRaised, found)
    try:
        made = type(outcome.error_kind, bases, {"kind": outcome.error_kind})(text)
    except TypeError:  # some built-in kinds want more than a text
        made = type(outcome.error_kind, (AnswerRaised,), {"kind": outcome.error_kind})(text)
    return made


def _restored(value: Any, types: list[Any]) -> Any:
    """Turn a plain value into what a caller expects: numbers, NamedTuples where the type fits."""
    if isinstance(value, np.ndarray):
        if value.ndim:
            return value
        return value.item() if value.dtype.char in _NUMBERS else value[()]
    if isinstance(value, Record):
        items = [_restored(item, types) for item in value.values]
        for known in types:
            if (known.__name__, known._fields) == (value.type_name, value.fields):
                return known(*items)
        return tuple(items)
    if isinstance(value, tuple | list):
        return type(value)(_restored(item, types) for item in value)
    if isinstance(value, dict):
        return {key: _restored(item, types) for key, item in value.items()}
    if isinstance(value, FromTorch):
        import torch

        return torch.from_numpy(value.array)
    if isinstance(value, Odd):
        raise AnswerRaised(f"it returned {value.what}")
    if isinstance(value, TextArray):
        raise AnswerRaised("it returned an array of strings")
    if isinstance(value, Big):
        raise AnswerRaised("it returned an array that is far too large")
    return value
