"""Whose a submission is: by the student's id, or by the name that a learning platform gave it."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from helpers.grading.gradebook.read import Person
from helpers.grading.gradebook.results import composed

__all__ = ["Index", "UnmappedError", "twins"]

CANVAS = re.compile(r"\w+?_(?:LATE_)?(\d+)_\d+(_.*)?", re.DOTALL)
MOODLE = re.compile(r"(.+?)_\d+_assignsubmission_([a-z]+)(?:_.*)?", re.DOTALL)
DROPPED = re.compile(r"[&<>\"`|':\\/\x00-\x1f]")  # by Moodle, from a name that names a file
WORD = re.compile(r"[^\W_]+")
ACCENTS = 200  # Unicode's class of the first mark that is written above or below a letter
MOST_NAMED = 5


class UnmappedError(Exception):
    """A platform's name fits no student on the roster, or several; the message is one line."""


class Index:
    """The people in the gradebook, by id, by number in a platform, and by name."""

    def __init__(self, people: Mapping[str, Person] | None = None) -> None:
        self._ids = {composed(student): student for student in people or {}}
        self._numbers: dict[str, list[str]] = defaultdict(list)
        self._names: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for student, person in (people or {}).items():
            if person.lms:
                self._numbers[person.lms].append(student)
            if person.first or person.last:
                self._names[_words(f"{person.first} {person.last}")].append(student)

    def knows(self, name: str) -> bool:
        """Return whether a name is the id of somebody in the gradebook."""
        return composed(name) in self._ids

    def known_as(self, name: str) -> str:
        """Return the id that the gradebook has for a name, or would get."""
        return self._ids.get(composed(name), composed(name))

    def student_of(self, name: str, slug: str) -> str | None:
        """Return the student to whom a platform's file or folder belongs; None if none named it.

        name: without .ipynb. A name that is an id in the gradebook is taken as it is.
        Raises: UnmappedError.
        """
        bare = name.removesuffix(f"_{slug}")
        if self.knows(name) or self.knows(bare):
            return None
        moodle = MOODLE.fullmatch(name)
        if moodle:
            if moodle[2] != "file":
                raise UnmappedError(f"what Moodle calls {moodle[2]!r} is not a submitted file")
            return self._only(self._names, _words(moodle[1]), f"the name {moodle[1]!r}", "folder")
        canvas = CANVAS.fullmatch(bare)
        # Without a file's own name it is an id, like group_3_1.
        if canvas and (canvas[2] or bare != name):
            return self._only(self._numbers, canvas[1], f"lms_user_id {canvas[1]}", "file")
        return None

    def _only(self, table: Mapping, key: object, what: str, thing: str) -> str:
        """Return the one student under a key. Raises: UnmappedError if there is none, or more."""
        students = table.get(key, [])
        if len(students) == 1:
            return students[0]
        step = f"complete the roster, or name the {thing} after the student's id"
        if not table:
            step = f"enter one (course roster), or name the {thing} after the student's id"
            raise UnmappedError(f"there is no roster in which to look up {what}; {step}")
        if not students:
            raise UnmappedError(f"no student on the roster has {what}; {step}")
        names = ", ".join(students[:MOST_NAMED])
        raise UnmappedError(f"{len(students)} students on the roster have {what} ({names}); {step}")


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name in an order that does not depend on which name comes first."""
    plain = composed(DROPPED.sub("", name)).casefold()
    return tuple(sorted(WORD.findall(plain)))


def twins(students: Iterable[str], people: Mapping[str, Person]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of ids that differ in capitals, accents, spaces or punctuation only.

    people: in the gradebook. Two whom the roster names both are no mistake.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for student in sorted({*students, *people}):
        alike[_skeleton(student)].append(student)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if not all(any(people.get(student, ())) for student in (one, other)):
                yield one, other


def _skeleton(student: str) -> str:
    """Return what is left of an id without capitals, accents, spaces and punctuation."""
    marks = unicodedata.normalize("NFKD", student)
    plain = "".join(letter for letter in marks if unicodedata.combining(letter) < ACCENTS)
    return "".join(WORD.findall(plain.casefold())) or student
