"""Similar answers, as the page shows them: small groups with one form, pairs with several."""

import ast
import hashlib
import inspect
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from helpers.checks.catalogue import checks_of
from helpers.checks.engine.check import Check
from helpers.checks.runtime.text import block
from helpers.common.python_cells import parse
from helpers.grading.assignment import Assignment
from helpers.grading.report.exercises import BLANK
from helpers.grading.report.names import People, Who

__all__ = ["Alike", "AlikeGroup", "AlikePair", "alike_of"]

SMALLEST = 40  # nodes of the tree: about three lines of arithmetic
WIDEST_SHARE = 0.1  # of the answers to an exercise; a form that more of them have is usual
ALWAYS_FEW = 3  # so many may share a form in a small class
LARGEST_PAIRED = 10  # a group of k makes k * (k - 1) / 2 pairs
_DROPPED = {"annotation", "returns", "type_comment", "ctx", "kind", "type_ignores", "type_params"}
_NAMED: dict[type, str] = {  # the field that holds a name which the cell may have chosen
    ast.arg: "arg",
    ast.FunctionDef: "name",
    ast.ClassDef: "name",
    ast.ExceptHandler: "name",
}
_MAYBE_IDLE = {ast.Expr, ast.AnnAssign}
_SHAPES: dict[type, "_Shape"] = {}  # of each kind of node, once it was met


class Form(NamedTuple):
    """The normal form of a cell: a digest of it, and how many nodes its tree has."""

    digest: bytes
    nodes: int


class Group(NamedTuple):
    """Students whose answers to one exercise have one unusual form.

    among: how many answers were compared. bits: the weight, log2(among / number of students).
    """

    exercise: str
    students: tuple[str, ...]
    among: int
    nodes: int
    bits: float


class Pair(NamedTuple):
    """Two students who share several unusual forms; bits: the sum of their weights."""

    students: tuple[str, str]
    exercises: tuple[str, ...]
    bits: float


def normal_form(source: str) -> Form | None:
    """Return a cell's normal form; None if it cannot be parsed or defines nothing.

    Names that the cell itself binds count by the order in which they appear. Comments, docstrings,
    annotations, and the cell's own print and assert lines at the top level are left out.
    """
    tree = parse(source)
    if tree is None:
        return None
    body = [node for node in tree.body if not isinstance(node, ast.Expr | ast.Assert | ast.Pass)]
    words, nodes = _words(body)
    if not words:
        return None
    text = "\n".join(words).encode("utf-8", "backslashreplace")
    return Form(hashlib.sha256(text).digest(), nodes)


def _words(body: Sequence[ast.stmt]) -> tuple[list[str], int]:
    """Write statements down, a word for each node and value, in the order of the source.

    Every kind of node has the same fields each time and every list its length, so that the words
    tell the tree. Returns the words and the number of nodes.
    """
    words: list[str] = []
    named: list[tuple[int, str]] = []  # where in words which name stands
    own: set[str] = set()
    nodes = 0
    todo: list[Any] = list(reversed(body))
    while todo:  # no recursion: a tree may be deeper than Python's stack
        item = todo.pop()
        kind = type(item)
        if kind is ast.Name:  # two nodes of five
            named.append((len(words), item.id))
            words.append(item.id)
            nodes += 1
            if type(item.ctx) is not ast.Load:
                own.add(item.id)
            continue
        if kind is list:
            kept = [part for part in item if type(part) not in _MAYBE_IDLE or not _is_idle(part)]
            words.append(f"[{len(kept)}")
            kept.reverse()
            todo.extend(kept)
            continue
        shape = _SHAPES.get(kind) or (_shape(kind) if isinstance(item, ast.AST) else None)
        if shape is None:  # hex: a whole number of many digits refuses to be written in tens
            words.append(hex(item) if kind is int else repr(item))
            continue
        nodes += 1
        words.append(shape.word)
        if shape.named:
            name = getattr(item, shape.named)
            named.append((len(words), name))
            words.append(name or "")
            own.add(name)
        if kind is ast.AnnAssign:  # as an assignment without its annotation
            todo.extend((item.value, [item.target]))
        else:
            todo.extend([getattr(item, field, None) for field in shape.fields])
    _number(words, named, own)
    return words, nodes


class _Shape(NamedTuple):
    """What counts of a kind of node; fields without the named one, the last first."""

    word: str
    named: str
    fields: tuple[str, ...]


def _shape(kind: type[ast.AST]) -> _Shape:
    """Return what counts of a kind of node, and remember it."""
    named = _NAMED.get(kind, "")
    fields = tuple(f for f in reversed(kind._fields) if f not in _DROPPED and f != named)
    _SHAPES[kind] = _Shape("Assign" if kind is ast.AnnAssign else kind.__name__, named, fields)
    return _SHAPES[kind]


def _number(words: list[str], named: list[tuple[int, str]], own: set[str]) -> None:
    """Put numbers in place of the names that the cell binds itself, as they come up."""
    order: dict[str, str] = {}
    for place, name in named:
        if name in own:
            words[place] = order.setdefault(name, f"${len(order)}")


def _is_idle(node: object) -> bool:
    """Return whether a statement does nothing: a docstring, or a bare annotation."""
    if isinstance(node, ast.AnnAssign):
        return node.value is None
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def unusual_groups(
    answers: Mapping[str, Iterable[tuple[str, str]]], known: Mapping[str, Iterable[str]]
) -> list[Group]:
    """Find the students who share an unusual form of an exercise, the most telling group first.

    answers: exercise -> (student, source) of everyone who attempted it; a student may have
        several. known: exercise -> sources (solution, alternatives, slips) that are no sign.
    """
    groups = []
    for exercise, pairs in answers.items():
        texts: dict[str, set[str]] = defaultdict(set)
        for student, source in pairs:
            texts[source].add(student)
        usual = {form.digest for text in known.get(exercise, ()) if (form := normal_form(text))}
        groups += _groups_of(exercise, texts, usual)
    return sorted(groups, key=lambda g: (-g.bits, -g.nodes, g.exercise, g.students))


def _groups_of(exercise: str, texts: Mapping[str, set[str]], usual: set[bytes]) -> list[Group]:
    """Group one exercise's answers by their form; texts: source -> who wrote it."""
    sharing: dict[Form, set[str]] = defaultdict(set)
    for text, students in texts.items():
        form = normal_form(text)
        if form and form.nodes >= SMALLEST and form.digest not in usual:
            sharing[form] |= students
    among = len(set().union(*texts.values())) if texts else 0
    most = max(ALWAYS_FEW, WIDEST_SHARE * among)
    return [
        Group(exercise, tuple(sorted(who)), among, form.nodes, math.log2((among + 1) / len(who)))
        for form, who in sharing.items()
        if 2 <= len(who) <= most
    ]


def unusual_pairs(groups: Iterable[Group]) -> list[Pair]:
    """Find the pairs that share two unusual forms or more, the most telling pair first."""
    bits: Counter[tuple[str, str]] = Counter()
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for group in groups:
        if len(group.students) <= LARGEST_PAIRED:
            for pair in combinations(group.students, 2):
                bits[pair] += group.bits  # type: ignore[assignment]
                shared[pair].append(group.exercise)
    found = [Pair(pair, tuple(shared[pair]), bits[pair]) for pair in bits if len(shared[pair]) > 1]
    return sorted(found, key=lambda pair: (-pair.bits, pair.students))


OWN_CELLS = "a cell of their own"
MOST_SHOWN = 100  # groups and pairs; the most telling come first


class AlikeGroup(NamedTuple):
    """Students with one unusual form; text: how the first of them wrote it.

    results: how many passed.
    """

    exercise: str
    who: list[Who]
    among: int
    bits: float
    passed: int
    text: str


class AlikePair(NamedTuple):
    """Two students, and the exercises in which they share an unusual form."""

    who: list[Who]
    exercises: list[str]
    bits: float


class Alike(NamedTuple):
    """The most telling groups and pairs, and how many more there are."""

    groups: list[AlikeGroup]
    pairs: list[AlikePair]
    more_groups: int
    more_pairs: int


def alike_of(
    assignment: Assignment, results: Mapping[str, dict[str, Any]], people: People
) -> Alike:
    """Find answers that are written alike, the course's own answers left out."""
    answers: dict[str, list[tuple[str, str]]] = {name: [] for name in assignment.exercises}
    answers[OWN_CELLS] = []
    for student, result in results.items():
        for name, source in (result.get("sources") or {}).items():
            status = result["exercises"].get(name, {}).get("status")
            if name in answers and status not in BLANK:
                answers[name].append((student, str(source)))
        own = result.get("own_cells") or ()
        answers[OWN_CELLS] += [(student, str(source)) for source in own]
    groups = unusual_groups(answers, _known(assignment))
    pairs = unusual_pairs(groups)
    return Alike(
        [_group(group, results, people) for group in groups[:MOST_SHOWN]],
        [
            AlikePair(_who(pair.students, people), list(pair.exercises), pair.bits)
            for pair in pairs[:MOST_SHOWN]
        ],
        max(0, len(groups) - MOST_SHOWN),
        max(0, len(pairs) - MOST_SHOWN),
    )


def _who(students: tuple[str, ...], people: People) -> list[Who]:
    return [people.who(student) for student in sorted(students, key=people.order)]


def _group(group: Group, results: Mapping[str, dict[str, Any]], people: People) -> AlikeGroup:
    first = min(group.students, key=people.order)
    text = (results[first].get("sources") or {}).get(group.exercise, "")
    status = [results[s]["exercises"].get(group.exercise, {}).get("status") for s in group.students]
    return AlikeGroup(
        group.exercise,
        _who(group.students, people),
        group.among,
        group.bits,
        status.count("passed"),
        people.text(block(str(text), 4000)),
    )


def _known(assignment: Assignment) -> dict[str, list[str]]:
    """Collect the answers that anyone may arrive at: solution, alternatives, known slips."""
    try:
        checks = checks_of(assignment.slug)
    except (ValueError, ImportError):  # a module without checks of the course's engine
        checks = {}
    known = {}
    for name in assignment.exercises:
        parts = [part.source for part in assignment.parts if part.name == name]
        own = parts + [_outside_markers(text) for text in parts]
        known[name] = own + _written(checks.get(name))
    return known


def _outside_markers(text: str) -> str:
    """Return a solution cell without nbgrader's marker lines."""
    return "\n".join(row for row in text.splitlines() if not row.strip().startswith("### "))


def _written(check: Check | None) -> list[str]:
    """Return the source of everything that a check compares an answer with."""
    if check is None:
        return []
    functions: list[Callable] = [check.reference, *check.alternatives, *check.slips.values()]
    texts = []
    for function in functions:
        try:
            texts.append(inspect.getsource(function))
        except (OSError, TypeError):  # a lambda, or a partial
            continue
    return texts
