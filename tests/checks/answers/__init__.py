"""What is particular to an exercise, as data for tests/checks/test_records.py.

answers/mNN_topic/<exercise>.py may define, and need not:

RIGHT: other right answers, all accepted.
WRONG: rows of `wrong(answer, words, ...)`: each is rejected, and its message holds all the words.
EDGES: what the cases of every seed hold, {"one step": cases -> bool}.
"""

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple


class Wrong(NamedTuple):
    """An answer that no record foresaw.

    said, unsaid: what its message holds, and what it does not. slip: whether a slip's hint is given
    (None: either). stage: where in the engine's order it failed; "" for any.
    """

    answer: Any
    said: tuple[str, ...]
    unsaid: tuple[str, ...]
    slip: bool | None
    stage: str
    seeds: tuple[int, ...]


def wrong(
    answer: Any,
    *said: str,
    unsaid: tuple[str, ...] = (),
    slip: bool | None = None,
    stage: str = "",
    seeds: tuple[int, ...] = (0,),
) -> Wrong:
    """Return one row of WRONG."""
    return Wrong(answer, said, unsaid, slip, stage, seeds)


class Answers(NamedTuple):
    """The data of one exercise; empty where there is no file."""

    right: tuple[Callable, ...]
    wrong: tuple[Wrong, ...]
    edges: dict[str, Callable[[list[tuple]], bool]]


def answers_to(module: str, exercise: str) -> Answers:
    """Read the data of one exercise; the module by its slug."""
    name = f"{__name__}.m{module}.{exercise}"
    try:
        data: ModuleType | None = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if not name.startswith(str(error.name)):  # something that the file itself imports
            raise
        data = None
    return Answers(*(getattr(data, part, kind()) for part, kind in _PARTS.items()))


_PARTS: dict[str, type] = {"RIGHT": tuple, "WRONG": tuple, "EDGES": dict}
