"""Takes the answers, the essays and the learner's own code out of the cells of a submission.

The rule where several cells compete for an exercise: a cell that defines the function comes
before one that does not, the cell with the right id before any other. What is not taken as the
answer runs where it stands, as in a kernel, unless it is only a copy or the untouched stub.
"""

from typing import Any, NamedTuple

from helpers.grading.assignment import Assignment, Part
from helpers.grading.submission.attachments import EMBEDDED, NAMED
from helpers.grading.submission.match import (
    Submission,
    normal,
    quality,
    read_submission,
)
from helpers.grading.submission.provided_names import added_text
from helpers.grading.submission.remarks import Loss
from helpers.grading.submission.salvage import Found

LONGEST_ESSAY = 20_000  # characters, pictures apart; what shows it takes the square of that
TEXT_STUB = "*Your answer goes here.*"  # the text_stub of nbgrader_config.py
MOST_PREDICTION = 2_000  # characters; a longer text is no prediction


class Choice(NamedTuple):
    """The cell taken as an answer: its place in the submission, whether it claimed to be that."""

    place: int
    claimed: bool


def collect(cells: list[Found], assignment: Assignment) -> dict[str, Any]:
    """Take out what is graded. Never raises for bad content.

    Returns: Answers, see rebuild.read_answers.
    """
    read = read_submission(cells, assignment)
    chosen = _choose_all(read, assignment)
    known, _ = _strength(read, chosen)
    problems = _edited_problems(read, chosen)
    problems += _answer_problems(read, chosen, assignment)
    essays: dict[str, str] = {}
    for i, part in enumerate(assignment.parts):
        if part.kind == "essay":
            text = _essay(read, part, *_neighbours(assignment, i))
            if text is None:
                problems.append(Loss(f"{part.name}: no text was found for this essay"))
            else:
                essays[part.name] = _bearable(text, part.name, problems)
    own = _own(read, chosen)
    return {
        "cells": _ordered(read, chosen, own, assignment),
        "essays": essays,
        "problems": problems,
        "known": known,
        "missing": [
            *(name for name in assignment.exercises if name not in chosen),
            *(name for name in assignment.essays if name not in essays),
        ],
    }


def _bearable(text: str, name: str, problems: list[str]) -> str:
    """Cut an essay that is no essay any more: a page that shows it must not take minutes."""
    if NAMED.search(text):
        text_of = "a picture pasted into the essay was not found in the file"
        problems.append(Loss(f"{name}: {text_of}"))
    if len(EMBEDDED.sub("", text)) <= LONGEST_ESSAY:
        return text
    kept = f"only the first {LONGEST_ESSAY:,} characters of the essay were kept"
    problems.append(Loss(f"{name}: {kept}"))
    return text[:LONGEST_ESSAY]


def _neighbours(assignment: Assignment, i: int) -> tuple[str | None, str | None]:
    """Return the ids of the parts before and after the i-th."""
    parts = assignment.parts
    return (
        parts[i - 1].id if i else None,
        parts[i + 1].id if i + 1 < len(parts) else None,
    )


def _choose_all(read: Submission, assignment: Assignment) -> dict[str, Choice]:
    """Choose a cell for each exercise; keys are names of exercises."""
    chosen = {}
    for i, part in enumerate(assignment.parts):
        if part.kind != "exercise":
            continue
        choice = _choose(read, part)
        if choice is None:
            between = _between(read, _neighbours(assignment, i), code=True)
            choice = Choice(between[-1], False) if between else None
        if choice is not None:
            chosen[part.name] = choice
    return chosen


def _choose(read: Submission, part: Part) -> Choice | None:
    """Choose the cell that is the answer to an exercise, or None if no cell can be."""
    best: tuple[tuple, Choice] | None = None
    checks = (i for i, m in enumerate(read.matches) if m.part and _checks(m.part, part.name))
    limit = next(checks, len(read.matches))
    for i, match in enumerate(read.matches):
        tier, claimed = _tier(read, i, part), match.part is part
        if tier is None:
            continue
        code = match.cell.cell_type == "code"
        if claimed:
            order: tuple = (match.how == "id", code, 0, -i)
        else:
            # What a kernel would have kept: the last definition above the check.
            order = (False, code, part.name in read.outlines[i].functions, 0)
            order = (*order[:3], i if i < limit else i - len(read.matches))
        rank = (tier, *order)
        if best is None or rank > best[0]:
            best = (rank, Choice(i, claimed))
    return best[1] if best else None


def _checks(part: Part, name: str) -> bool:
    return (part.kind, part.name) == ("check", name)


def _tier(read: Submission, i: int, part: Part) -> int | None:
    """Grade a cell as the answer to one exercise: 6 best, 0 the untouched stub, None not one."""
    match, source, seen = read.matches[i], read.sources[i], read.outlines[i]
    claimed, other = match.part is part, match.part is not None and match.part is not part
    code = match.cell.cell_type == "code"
    named = part.name in seen.functions or part.name in seen.values
    if not (claimed or named) and (other or seen.parsed or not code):  # as nearly all cells
        return None
    found = quality(source, part.name, seen)
    if claimed:
        if not code and found != 3:
            return None  # prose, in a cell that should hold code
        return {3: 6, 2: 4, 1: 2, 0: 0}[found]
    if match.locked:  # an answer in an edited check cell, say: a kernel runs it there as well
        return 3 if found == 3 and match.edited else None
    if found == 3:
        settled = other and match.part and quality(source, match.part.name, seen) == 3
        return 3 if settled else 5
    if other or not code:
        return None
    if found == 2:
        return 3
    return 0 if part.name in seen.functions else None


def _between(read: Submission, neighbours: tuple[str | None, str | None], code: bool) -> list[int]:
    """Return the unknown cells that stand exactly between two of the instructor's cells."""
    return [
        i
        for i, match in enumerate(read.matches)
        if match.part is None
        and (match.cell.cell_type == "code") == code
        and (read.above[i], read.below[i]) == neighbours
        and match.cell.source.strip()
    ]


def _essay(read: Submission, part: Part, above: str | None, below: str | None) -> str | None:
    """Return the text of an essay, or None; written in the cell below is as good as in its own."""
    claims = [m for m in read.matches if m.part is part]
    texts = [m.cell.source for m in claims if m.cell.source.strip() not in ("", TEXT_STUB)]
    if texts:
        return texts[0]
    places = [(above, part.id), (part.id, below)] if claims else [(above, below)]
    near = [i for place in places for i in _between(read, place, code=False)]
    if near:
        return "\n\n".join(read.matches[i].cell.source for i in near)
    return claims[0].cell.source if claims else None


def _own(read: Submission, chosen: dict[str, Choice]) -> list[int]:
    """Return which cells are the learner's own code, to run where they stand."""
    taken = {choice.place for choice in chosen.values()}
    answers = {normal(read.sources[i]) for i in taken}
    own = []
    for i, match in enumerate(read.matches):
        source = read.sources[i]
        if i in taken or match.locked or match.cell.cell_type != "code" or not source.strip():
            continue
        seen = read.outlines[i]
        stub = seen.only_functions and all(seen.functions.values())
        if not stub and normal(source) not in answers:
            own.append(i)
    return own


def _begun(read: Submission, i: int, name: str) -> bool:
    """Return whether a cell is more than blank or the untouched stub of an exercise."""
    return quality(read.sources[i], name, read.outlines[i]) > 0


def _ordered(
    read: Submission, chosen: dict[str, Choice], own: list[int], assignment: Assignment
) -> list[dict[str, Any]]:
    """Sort the cells into the order in which they run."""
    cells: list[dict[str, Any]] = []
    for part in (None, *assignment.parts):
        if part is not None and part.kind == "exercise" and part.name in chosen:
            source = read.sources[chosen[part.name].place]
            cells.append({"id": part.id, "source": source})
        elif part is not None and (source := _prediction(read, part)):
            cells.append({"id": part.id, "source": source})
        after = part.id if part else None
        cells += [
            {"id": None, "after": after, "source": read.sources[i]}
            for i in own
            if read.above[i] == after
        ]
    return cells


def _prediction(read: Submission, part: Part) -> str:
    """Return the text of a prediction cell that was filled in, found by its id, or ""."""
    if not part.id.startswith("predict-") or part.kind != "other":
        return ""
    for match, source in zip(read.matches, read.sources, strict=True):
        if match.part is not part or match.how != "id" or len(source) > MOST_PREDICTION:
            continue
        if normal(source) != normal(part.source):
            return source if match.cell.cell_type == "code" else ""
    return ""


def _edited_problems(read: Submission, chosen: dict[str, Choice]) -> list[str]:
    """Return notes on the instructor's cells that came back changed, except those used as answers.

    A prediction is there to be changed.
    """
    edited, problems = [], []
    taken = {choice.place for choice in chosen.values()}
    for i, match in enumerate(read.matches):
        part = match.part
        if part is None or part.kind in ("exercise", "essay") or not part.grade_id or i in taken:
            continue
        if match.edited:
            edited.append(part.id)
            added = added_text(match.cell.source, part.source) if part.kind == "setup" else ""
            if added:
                text = f"the setup cell was changed; its additions ({added}) were not used"
                problems.append(text)
    if edited:
        text = f"locked cells were edited ({some(edited)}); the changes were not used"
        problems.insert(0, f"{text}, only the instructor's text")
    return problems


def some(names: list[str], most: int = 4) -> str:
    """Join names into a phrase, the first few of many."""
    unique = list(dict.fromkeys(names))
    rest = f" and {len(unique) - most} more" if len(unique) > most else ""
    return ", ".join(unique[:most]) + rest


def _answer_problems(
    read: Submission, chosen: dict[str, Choice], assignment: Assignment
) -> list[str]:
    """Return notes on the exercises whose answer was not simply the cell with its id."""
    problems: list[str] = []
    moved: list[str] = []
    for name in assignment.exercises:
        part = assignment.part("exercise", name)
        claims = [i for i, match in enumerate(read.matches) if match.part is part]
        if name not in chosen:
            problems.append(Loss(f"{name}: no answer was found"))
            continue
        choice = chosen[name]
        texts = {normal(read.sources[i]) for i in claims if _begun(read, i, name)}
        if len(texts) > 1:
            text = f"{name}: {len(texts)} different answers have its id: {_which(choice)}"
            problems.append(Loss(text))
        elif not choice.claimed and claims:
            problems.append(f"{name}: taken from another cell; its own cell holds no answer")
        elif not choice.claimed:
            moved.append(name)
        kind = read.matches[choice.place].cell.cell_type
        if kind != "code":
            problems.append(f"{name}: the answer was in a {kind} cell; its text was used")
    if moved:
        problems.append(f"cells without their ids, found by their text: {some(moved)}")
    return problems


def _which(choice: Choice) -> str:
    number = choice.place + 1
    return f"the one in cell {number} was graded; the others run where they are"


def strength(cells: list[Found], assignment: Assignment) -> tuple[int, int]:
    """Count how many of a module's cells a file holds, and how many answers that were begun.

    Another module's notebook holds none, whatever functions it defines.
    """
    read = read_submission(cells, assignment)
    return _strength(read, _choose_all(read, assignment))


def _strength(read: Submission, chosen: dict[str, Choice]) -> tuple[int, int]:
    # Another module's notebook may hold a cell that is like ours, and a prediction of its own.
    sure = [m.part for m in read.matches if m.part and m.how != "alike"]
    known = {part.id for part in sure if part.grade_id}
    if not known and any(match.cell.grade_id for match in read.matches):
        return 0, 0
    begun = sum(
        _begun(read, choice.place, name)
        and (choice.claimed or name in read.outlines[choice.place].functions)
        for name, choice in chosen.items()
    )
    for match in read.matches:
        if match.part and match.part.kind == "essay":
            begun += match.cell.source.strip() not in ("", TEXT_STUB)
    return len(known | {name for name, c in chosen.items() if not c.claimed}), begun
