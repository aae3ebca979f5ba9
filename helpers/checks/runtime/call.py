"""Calling an answer, of this process or of another one, and the record of how a call went.

Beside it, what judging many answers by one check need not find out twice.
"""

import contextlib
import dis
import functools
import hashlib
import inspect
import os
import pickle
import types
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checks.runtime.reference_guard import own_reference_refuses
from helpers.checks.runtime.surroundings import (
    Surroundings,
    raw_stderr_to_stdout,
    restore_names,
)
from helpers.checks.runtime.text import clean_text, error_text, source_line, type_name
from helpers.checks.runtime.values import FromTorch, Plain, Record, copy_arguments, to_plain

_HELPERS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_PACKAGES = os.path.dirname(os.path.dirname(os.path.abspath(np.__file__)))
_LIBRARIES = (_HELPERS, _PACKAGES, os.path.dirname(os.__file__), "<frozen", "<__array")
_TRACEBACK = BaseException.__dict__["__traceback__"]
_NOTHING = {
    "RESUME",
    "CACHE",
    "COPY_FREE_VARS",
    "NOP",
    "POP_TOP",
    "LOAD_CONST",
    "RETURN_CONST",
    "RETURN_VALUE",
}
# Opcodes, of which every second byte is one; an argument of over a byte is more than nothing.
_NOTHING_CODES = {dis.opmap[name] for name in _NOTHING if name in dis.opmap}

MOST_FINDINGS = 2_000  # of one check and seed; right answers mostly share theirs


@dataclass(frozen=True)
class Outcome:
    """How a call ended: with a plain value, or with an error; and what it did besides.

    error: the kind and text of what was raised. line: where in the learner's code.
    changed: the arguments that were not the same afterwards, by name.
    used_reference: the call went through the exercise's own reference.
    begun: where NotImplementedError was raised, more than that had been written.
    """

    value: Any = None
    notes: tuple[str, ...] = ()
    error: str | None = None
    error_kind: str = ""
    line: str = ""
    where: str = ""
    reached: bool = True
    begun: bool = False
    changed: tuple[str, ...] = ()
    used_reference: bool = False


class Runner:
    """Calls one answer, each time with fresh copies and with its side effects contained."""

    def __init__(
        self,
        answer: Callable,
        parameters: Sequence[str],
        guarded: list[types.FunctionType],
        surroundings: Surroundings,
        copies: bool = True,
    ) -> None:
        self.answer, self.copies = answer, copies
        self.parameters = parameters
        self.guarded = guarded
        self.surroundings = surroundings

    def run(self, args: tuple, silent: bool = False) -> Outcome:
        """Call the answer once."""
        given = tuple(map(copy_arguments, args))
        plain, error, outcome = Plain(None, ()), None, {}
        with (
            self.surroundings.around_call(silent),
            own_reference_refuses(self.guarded, self.copies) as met,
        ):
            try:
                result = self.answer(*given)
            except BaseException as caught:  # an interrupt too: it says where the answer was
                error = caught
            restore_names()
            if error is None:
                plain = to_plain(result)
                del result
            else:
                outcome = _raised(error, self.answer)
                outcome["reached"] = outcome["reached"] or _takes(self.answer, given)
            used = met()
        return Outcome(
            plain.value,
            plain.notes,
            changed=changed_arguments(self.parameters, args, given),
            used_reference=used,
            **outcome,
        )


class Memory:
    """What judging by one check at one seed finds out that no answer has a part in.

    cases: the arguments; the first own_cases are the record's. wanted: the reference's result
    for each, as it is and plain.
    slips: for each hint the outcome of each case so far, and the engine's finding on it.
    variants: the slips' outcomes with other inputs than a case's, by hint, case and note.
    others: the reference's results with other inputs than a case's, by case and note. tried: what
    general mistakes make of a case, by its number.
    marks: for each output of a slip, on a case or with other inputs, whether it is wrong.
    findings: what was found on values seen before, by a digest of case and value.
    """

    def __init__(self) -> None:
        self.cases: list[tuple] = []
        self.own_cases = 0
        self.wanted: dict[int, tuple[Any, Any]] = {}
        self.slips: dict[str, list[tuple[Outcome, Any]]] = {}
        self.variants: dict[tuple[str, int, str], Outcome] = {}
        self.marks: dict[tuple[str, int, str], dict[str, bool]] = {}
        self.others: dict[tuple[int, str], Any] = {}
        self.tried: dict[int, list[Any]] = {}
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
    elsewhere: it runs in another process, so that it changes nothing in this one.
    """

    elsewhere = False
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
    memories: by check and seed; many answers of one process may share them.
    """

    def __init__(
        self,
        function: Callable,
        own: Sequence[Callable],
        guarded: Sequence[types.FunctionType],
    ) -> None:
        self.function, self.guarded = function, list(guarded)
        self.surroundings = Surroundings()
        self.memories: dict[tuple[str, int], Memory] = {}
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

    def memory(self, name: str, seed: int) -> Memory:
        """Return what is known of this check and seed from the answers that share it."""
        return self.memories.setdefault((name, seed), Memory())


def _raised(error: BaseException, answer: Callable) -> dict[str, Any]:
    """Describe an exception: its text, and the last line of the learner's code that led to it."""
    frames = _frames(error)
    home, its_name = _written_in(answer)
    own = [f for f in frames if f[0] == home or not f[0].startswith(_LIBRARIES)]
    found = {"error": error_text(error), "error_kind": type_name(error), "reached": bool(frames)}
    untold = _is_left_open(error)
    if own or (frames and untold):
        file, number, name = (own or frames)[-1]
        text = source_line(file, number)
        found["line"] = f"line {number}{': ' if text else ''}{text}"
        same = file == home and name in (its_name, "<genexpr>", "<listcomp>")
        found["where"] = "" if same else clean_text(name, 40)
    if untold:
        found["error_kind"] = "NotImplementedError"
        found["begun"] = is_begun(answer)
    elif found["error_kind"] == "NotImplementedError":  # a library cannot do what was asked of it
        found["error_kind"] = "RuntimeError"
    return found


def _takes(answer: Any, args: tuple) -> bool:
    """Return whether a wrapped function takes so many arguments, as lru_cache's does."""
    inner = getattr(answer, "__wrapped__", None)
    if type(inner) is not types.FunctionType:
        return False
    try:
        inspect.signature(inner).bind(*args)
    except TypeError:
        return False
    return True


def _is_left_open(error: BaseException) -> bool:
    """Return whether a raise statement of the learner's or the course's says: still to be written.

    A library raises NotImplementedError too, for what it does not support.
    """
    if not issubclass(type(error), NotImplementedError):
        return False
    step = _TRACEBACK.__get__(error)
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    if step is None or step.tb_frame.f_code.co_filename.startswith(_LIBRARIES[1:]):
        return False
    code = step.tb_frame.f_code.co_code
    return dis.opname[code[step.tb_lasti]] == "RAISE_VARARGS"


def _frames(error: BaseException) -> list[tuple[str, int, str]]:
    """List file, line and function of the frames an error went through, the engine's left out."""
    found = []
    step = _TRACEBACK.__get__(error)
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename != __file__:
            found.append((code.co_filename, step.tb_lineno, code.co_name))
        step = step.tb_next
    return found


def _written_in(answer: Any) -> tuple[str, str]:
    """Return the file a function was written in and its name there, also through a partial."""
    for _ in range(5):
        if type(answer) is functools.partial:
            answer = answer.func
    if type(answer) is not types.FunctionType:
        return "", ""
    file = answer.__code__.co_filename
    return "" if file.startswith(_LIBRARIES[1:]) else file, answer.__code__.co_name


def is_stub(answer: object) -> bool:
    """Return whether a function's body is still empty: pass, ..., a docstring or return None."""
    if type(answer) is not types.FunctionType:
        return answer is None or answer is Ellipsis
    code = answer.__code__
    if not _NOTHING_CODES.issuperset(code.co_code[::2]):  # as nearly always, and much faster
        return False
    return all(
        step.opname in _NOTHING and not (step.opname == "LOAD_CONST" and step.argval is not None)
        for step in dis.get_instructions(code)
        if not (step.opname == "RETURN_CONST" and step.argval is None)
    )


def is_begun(answer: object) -> bool:
    """Return whether a function does anything besides raising NotImplementedError."""
    if type(answer) is not types.FunctionType:
        return False
    return any(
        step.opname.startswith(("STORE_", "LOAD_FAST", "LOAD_ATTR", "LOAD_DEREF"))
        or (step.opname == "LOAD_GLOBAL" and step.argval != "NotImplementedError")
        for step in dis.get_instructions(answer.__code__)
    )


def changed_arguments(
    parameters: Sequence[str], before: Sequence[Any], after: Sequence[Any]
) -> tuple[str, ...]:
    """Return the names of the arguments that a call changed: h, p.W_x, caches[2].h."""
    names = [*parameters, *(f"argument {i + 1}" for i in range(len(parameters), len(before)))]
    found: list[str] = []
    for name, old, new in zip(names, before, after, strict=False):
        if not _untouched(old, new):
            found += _changes(name, to_plain(old).value, to_plain(new).value)
    return tuple(found)


def _untouched(old: Any, new: Any) -> bool:
    """Return whether arrays, numbers, texts and what holds them are the same; False if unsure.

    They nearly always are, and comparing them first saves a copy.
    """
    kind = type(old)
    if kind is not type(new):
        return False
    if kind is np.ndarray:
        same = old.dtype == new.dtype and old.shape == new.shape and old.dtype.kind in "biufc"
        return same and old.tobytes() == new.tobytes()
    if kind in (tuple, list) or (tuple in kind.__mro__ and hasattr(kind, "_fields")):
        return len(old) == len(new) and all(map(_untouched, old, new))
    return old is new  # a number, a text, None: they cannot change, only be exchanged


def _changes(path: str, old: Any, new: Any) -> list[str]:
    if type(old) is not type(new):
        return [path]
    if isinstance(old, np.ndarray):
        same = old.dtype == new.dtype and old.shape == new.shape
        return [] if same and old.tobytes() == new.tobytes() else [path]
    if isinstance(old, FromTorch):
        return _changes(path, old.array, new.array)
    if isinstance(old, Record):
        parts = zip(old.fields, old.values, new.values, strict=True)
        return [name for f, o, n in parts for name in _changes(f"{path}.{f}", o, n)]
    if isinstance(old, tuple | list):
        if len(old) != len(new):
            return [path]
        items = enumerate(zip(old, new, strict=True))
        found = [_changes(f"{path}[{i}]", o, n) for i, (o, n) in items]
        several = sum(map(bool, found)) > 1
        return [path] if several else [name for names in found for name in names]
    if isinstance(old, dict):
        if list(old) != list(new):
            return [path]
        return [name for k in old for name in _changes(f"{path}[{k!r}]", old[k], new[k])]
    return [] if old == new else [path]
