"""Which cell of a submission is which cell of the instructor's notebook.

By id; else by nbgrader's grade_id; else, when ids are gone, by the text: an instructor's cell is
known by its words, an answer by the function that it defines or by the cells around it.
"""

import ast
import functools
import re
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

from helpers.common.python_cells import parse
from helpers.grading.assignment import Assignment, Part
from helpers.grading.submission.plain_files import fence
from helpers.grading.submission.salvage import Found

HIDDEN = re.compile(r"^### BEGIN HIDDEN TESTS.*?^### END HIDDEN TESTS\n?", re.DOTALL | re.MULTILINE)
MOST_PARSED = 300_000  # characters, in all cells together
# An edited cell of the instructor is recognised when at least this part of its lines is left.
ALIKE = 0.6
MOST_LINES = 400
MOST_COMPARED = 300  # cells


class Match(NamedTuple):
    """One cell of a submission, and what it is.

    part: the instructor's cell that it is, or None. how: "id", "grade_id", "text", "alike" or "".
    """

    cell: Found
    part: Part | None
    how: str

    @property
    def locked(self) -> bool:
        """Whether it is one of the instructor's cells that hold no exercise's answer."""
        return self.part is not None and self.part.kind != "exercise"

    @property
    def edited(self) -> bool:
        """Whether it is one of the instructor's cells and came back with another text."""
        part = self.part
        return part is not None and normal(self.cell.source) not in handed_out(part.source)


class Outline(NamedTuple):
    """What a cell's code defines outside of functions.

    functions: name -> whether it is the untouched stub. values: names that are assigned to.
    only_functions: there is nothing else in the cell.
    """

    blank: bool
    parsed: bool
    functions: dict[str, bool]
    values: frozenset[str]
    only_functions: bool


class Submission(NamedTuple):
    """A submission's cells as matched.

    sources: the texts as code. outlines: what each defines, empty for cells without a function of
    the module. above, below: for each cell, the id of the instructor's cell before and after it.
    """

    matches: list[Match]
    sources: list[str]
    outlines: list[Outline]
    above: list[str | None]
    below: list[str | None]


def read_submission(cells: list[Found], assignment: Assignment) -> Submission:
    """Match a submission's cells, and look at what each defines; nothing of it may be changed."""
    for known, module, read in _latest:
        if known is cells and module is assignment:
            return read
    read = _read_submission(cells, assignment)
    _latest[:] = [(cells, assignment, read)]
    return read


# The one read last: a file is read to choose it, and then for its answers.
_latest: list[tuple[list[Found], Assignment, Submission]] = []


def _read_submission(cells: list[Found], assignment: Assignment) -> Submission:
    matches = match_cells(cells, assignment)
    parts = [match.part.id if match.part else None for match in matches]
    above: list[str | None] = []
    below: list[str | None] = []
    last = following = None
    for part, back in zip(parts, reversed(parts), strict=True):
        above.append(last)
        below.append(following)
        last, following = part or last, back or following
    sources = [
        m.cell.source if m.cell.cell_type == "code" else unfenced(m.cell.source) for m in matches
    ]
    return Submission(matches, sources, _outlines(sources, assignment), above, below[::-1])


def _outlines(sources: list[str], assignment: Assignment) -> list[Outline]:
    """Parse the cells that name a function of the module, as far as is bearable."""
    outlines, left = [], MOST_PARSED
    for source in sources:
        named = any(name in source for name in assignment.exercises)
        left -= len(source) if named else 0
        if named and left > 0:
            outlines.append(outline(source))
        else:
            outlines.append(Outline(not source.strip(), not named, {}, frozenset(), False))
    return outlines


def match_cells(cells: list[Found], assignment: Assignment) -> list[Match]:
    """Return for each cell, in the order of the submission, which part it is."""
    ids = {part.id: part for part in assignment.parts}
    grade_ids = {part.grade_id: part for part in assignment.parts if part.grade_id}
    texts = _texts(assignment.parts)
    matches = [_match(cell, ids, grade_ids, texts) for cell in cells]
    seen = {match.part.id for match in matches if match.part}
    gone = [p for p in assignment.parts if p.id not in seen and p.kind not in ("exercise", "essay")]
    found, left = [], MOST_COMPARED
    for match in matches:
        unknown = match.part is None and _may_be_edited(match.cell.source, assignment.exercises)
        left -= unknown
        found.append(_match_edited(match, gone) if unknown and left >= 0 else match)
    return found


def _match(
    cell: Found, ids: dict[str, Part], grade_ids: dict[str, Part], texts: dict[str, Part]
) -> Match:
    """Match by id, grade_id or text, whichever comes first; a borrowed id is no id."""
    by_text = texts.get(normal(cell.source))
    for how, table, key in (("id", ids, cell.id), ("grade_id", grade_ids, cell.grade_id)):
        part = table.get(key) if key is not None else None
        if part is not None:
            # A cell of ours whose id was mixed up is known by its words.
            return Match(cell, by_text, "text") if by_text else Match(cell, part, how)
    return Match(cell, by_text, "text" if by_text else "")


@functools.lru_cache(maxsize=4)
def _texts(all_parts: tuple[Part, ...]) -> dict[str, Part]:
    """Every cell that is not for answers, by its words as the learner has them."""
    parts = [p for p in all_parts if p.kind not in ("exercise", "essay") and p.source]
    found = {normal(HIDDEN.sub("", part.source)): part for part in reversed(parts)}
    counts = Counter(normal(HIDDEN.sub("", part.source)) for part in parts)
    # Cells with the same words (two predictions) cannot be told apart without ids.
    return {text: part for text, part in found.items() if counts[text] == 1}


def _may_be_edited(source: str, names: tuple[str, ...]) -> bool:
    """Return whether a cell may be one of the instructor's; an answer never is, however similar."""
    if not 0 < source.count("\n") < MOST_LINES:
        return False
    return not any(re.search(rf"\bdef +{name}\b", source) for name in names)


def _match_edited(match: Match, gone: list[Part]) -> Match:
    """Recognise an edited cell of the instructor's that has lost its id by its lines."""
    alike = SequenceMatcher(None, autojunk=False)
    alike.set_seq2(match.cell.source.split("\n"))
    for part in gone:
        alike.set_seq1(part.source.split("\n"))
        # The quick ones are bounds: where they are below, nothing is aligned line by line.
        quick = alike.real_quick_ratio() >= ALIKE and alike.quick_ratio() >= ALIKE
        if quick and alike.ratio() >= ALIKE:
            return Match(match.cell, part, "alike")
    return match


def normal(source: str) -> str:
    """Return a text without differences of spaces and line endings."""
    return " ".join(source.split())


@functools.lru_cache(maxsize=512)  # of the instructor's cells, again and again
def handed_out(source: str) -> tuple[str, str]:
    """Return an instructor's text, and what of it learners are given, both as normal() does."""
    return normal(source), normal(HIDDEN.sub("", source))


def unfenced(source: str) -> str:
    """Return the code of a text that is one fenced block of Markdown, else the text."""
    first, _, rest = source.strip().partition("\n")
    mark = fence(first)
    if not mark or not rest.endswith(mark):
        return source
    return rest.removesuffix(mark).rstrip(" \t").removesuffix("\n")


@functools.lru_cache(maxsize=256)  # most cells of a class are as they were handed out
def outline(source: str) -> Outline:
    """Parse a cell once and note what grading needs of it. Never raises."""
    tree = parse(source)
    if tree is None:
        return Outline(not source.strip(), False, {}, frozenset(), False)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = {node.name: _is_stub(node) for node in tree.body if isinstance(node, kinds)}
    values = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    only = bool(found) and all(isinstance(node, kinds) for node in tree.body)
    return Outline(not source.strip(), True, found, frozenset(values), only)


def _is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether a function is still the stub, which raises NotImplementedError."""
    if len(function.body) != 1 or not isinstance(function.body[0], ast.Raise):
        return False
    raised = function.body[0].exc
    raised = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def quality(source: str, name: str, seen: Outline) -> int:
    """Grade a text as an answer: 3 defines the function, 2 tries to, 1 other text, 0 untouched."""
    if seen.blank or seen.functions.get(name):
        return 0
    if name in seen.functions or name in seen.values:
        return 3
    if seen.parsed:
        return 1
    tries = re.search(rf"^[ \t]*(?:async +)?def +{re.escape(name)}\b", source, re.MULTILINE)
    return 2 if tries else 1
