"""Which answers are written alike: the same syntax tree under other names, comments and spacing.

Two answers can be alike by chance. Short ones often are, the course's own solution is one that
many arrive at, and a form that a good part of the class shares says nothing about two of them. So
only forms of some size are counted, known right and wrong answers are left out, and what is left
is weighed by how few share it: log2(n / k) bits for a form that k of n answers have.

Equal forms are found by their digest, and pairs only within small groups: the cost grows with the
number of answers, not with its square. Nothing here runs or imports what a student wrote.
"""

import ast
import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from helpers.grading.syntax import parse

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
    """Give a cell's normal form; None if it cannot be parsed or defines nothing.

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
    """Tell what counts of a kind of node, and remember it."""
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
    """Tell whether a statement does nothing: a docstring, or a bare annotation."""
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
