"""Holds a module to the anatomy of the course: what can be counted in its source.

At most 8 exercises on the main path; cells that are read stay short; never long without something
to do; and the minutes that the module announces are those that its parts add up to.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from helpers.course.author.headers import Cell, Problem
from helpers.course.author.source import Module

__all__ = ["RECALL", "WORDS_PER_MINUTE", "asked_again", "check_anatomy", "main_minutes", "words"]

MOST_EXERCISES = 8
LONGEST_READ_CELL = 12  # lines that are not empty
LONGEST_READING = 600  # words between two things to do
WORDS_PER_MINUTE = 150
ESSAY_MINUTES = 10  # where its header names no other
MINUTES_OFF = 0.1  # of the sum, or 10 minutes
TO_DO = ("exercise", "predict", "essay")
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$|```.*?```", re.DOTALL)
WORD = re.compile(r"[^\W\d_][\w'’-]*")
ANNOUNCED = re.compile(r"\*\*(\d+) minutes")
RECALL = "recall_"  # begins the name of a recall question
ASKED = re.compile(r"\(module (\d\d)\)")


def check_anatomy(module: Module) -> None:
    """Check a module against the rules that can be counted.

    Raises: Problem at the line of the first cell that breaks one.
    """
    for rule in (_exercises, _read_cells, _readings, _minutes):
        for line, text in rule(module):
            raise Problem(line, text)


def words(text: str) -> int:
    """Count the words of a text cell: what is folded, formulas and code blocks do not count."""
    return len(WORD.findall(FORMULA.sub(" ", FOLDED.sub(" ", text))))


def main_minutes(cells: Iterable[Cell]) -> float:
    """Return the minutes that cells take: main exercises, reading, experiments and essays."""
    total = 0.0
    for cell in cells:
        if cell.kind == "exercise" and not cell.options.get("optional"):
            total += cell.options["minutes"]
        elif cell.kind == "essay":
            total += cell.options.get("minutes", ESSAY_MINUTES)
        elif cell.kind == "experiment":
            total += cell.options["seconds"] / 60
        if cell.kind in ("text", "essay"):
            total += words(cell.source) / WORDS_PER_MINUTE
    return total


def asked_again(module: Module) -> dict[str, list[str]]:
    """Return for each recall question, by its name, the numbers of the modules that it names.

    The question is the last paragraph above its cell; "(module 05)" in it says whose idea it asks.
    """
    return {
        cell.name: ASKED.findall(above.source.rsplit("\n\n", 1)[-1])
        for above, cell in pairwise(module.cells)
        if cell.kind == "predict" and cell.name.startswith(RECALL)
    }


def _exercises(module: Module) -> Iterator[tuple[int, str]]:
    main = [c for c in module.cells if c.kind == "exercise" and not c.options.get("optional")]
    for cell in main[MOST_EXERCISES:]:
        yield (
            cell.line,
            f"exercise {cell.name!r} is number {main.index(cell) + 1} on the main path; at most "
            f"{MOST_EXERCISES} fit there, so make one of them optional",
        )


def _read_cells(module: Module) -> Iterator[tuple[int, str]]:
    for cell in module.cells:
        lines = sum(bool(line.strip()) for line in cell.source.split("\n"))
        if cell.kind in ("code", "experiment") and lines > LONGEST_READ_CELL:
            yield (
                cell.line,
                f"a cell that is read has {lines} lines; at most {LONGEST_READ_CELL} fit, so move "
                "drawing and printing to helpers/plots/, or make two cells of it",
            )


def _readings(module: Module) -> Iterator[tuple[int, str]]:
    """Count the words between two things to do, also before the first; not after the last."""
    places = [i for i, cell in enumerate(module.cells) if cell.kind in TO_DO]
    for start, stop in pairwise([0, *places]):
        texts = [cell for cell in module.cells[start:stop] if cell.kind == "text"]
        count = sum(words(cell.source) for cell in texts)
        if count > LONGEST_READING:
            yield (
                module.cells[stop].line,
                f"{count} words stand between two things to do; at most {LONGEST_READING} do, so "
                "ask for a prediction or an exercise in between",
            )


def _minutes(module: Module) -> Iterator[tuple[int, str]]:
    first: Cell | None = next((cell for cell in module.cells if cell.kind == "text"), None)
    found = ANNOUNCED.search(first.source) if first else None
    needed = main_minutes(module.cells)
    if first is None or found is None:
        yield 1, f"the first text states no time; write **{needed:.0f} minutes**"
    elif abs(int(found.group(1)) - needed) > max(10, MINUTES_OFF * needed):
        yield (
            first.line,
            f"{found.group(1)} minutes are stated, but exercises, reading, experiments and "
            f"essays add up to {needed:.0f}",
        )
