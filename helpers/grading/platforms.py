"""Whose submission it is that a learning platform has named: no such name holds the student's id.

Canvas writes NAME[_LATE]_USER_FILE_its own name (lib/content_zipper.rb); its number of the user is
the roster's lms_user_id. Moodle writes FULL NAME_NUMBER_assignsubmission_file_, as a folder or in
front of the file's name (mod/assign); what it numbers is the submission's place in that assignment,
which no roster knows, so the full name decides.
"""

import re
import unicodedata
from collections.abc import Mapping

from helpers.grading.records import Person

__all__ = ["NobodysError", "student_of"]

CANVAS = re.compile(r"\w+?_(?:LATE_)?(\d+)_\d+(_.*)?", re.DOTALL)
MOODLE = re.compile(r"(.+?)_\d+_assignsubmission_([a-z]+)(?:_.*)?", re.DOTALL)
DROPPED = re.compile(r"[&<>\"`|':\\/\x00-\x1f]")  # by Moodle, from a name that names a file
WORD = re.compile(r"[^\W_]+")


class NobodysError(Exception):
    """A platform's name belongs to nobody on the roster, or to several; the message is one line."""


def student_of(name: str, slug: str, people: Mapping[str, Person]) -> str | None:
    """Return the id of the student whose a file or folder is; None if no platform named it.

    name: without .ipynb. people: the roster; what is an id there is not looked into.
    Raises: NobodysError.
    """
    bare = name.removesuffix(f"_{slug}")
    if name in people or bare in people:
        return None
    moodle = MOODLE.fullmatch(name)
    if moodle:
        if moodle[2] != "file":
            raise NobodysError(f"what Moodle calls {moodle[2]!r} is no file that was handed in")
        same = [one for one in people if _words(_full(people[one])) == _words(moodle[1])]
        return _only(same, f"the name {moodle[1]!r}", "its folder")
    canvas = CANVAS.fullmatch(bare)
    if canvas and (canvas[2] or bare != name):  # without a file's own name it is an id: group_3_1
        same = [one for one in people if people[one].lms == canvas[1]]
        return _only(same, f"lms_user_id {canvas[1]}", "the file")
    return None


def _only(students: list[str], what: str, thing: str) -> str:
    if len(students) == 1:
        return students[0]
    count = (
        f"{len(students)} students on the roster fit" if students else "nobody on the roster has"
    )
    raise NobodysError(f"{count} {what}; complete the roster, or name {thing} by the student's id")


def _full(person: Person) -> str:
    return f"{person.first} {person.last}"


def _words(name: str) -> list[str]:
    """Return the words of a name in an order that does not depend on which name comes first."""
    plain = unicodedata.normalize("NFC", DROPPED.sub("", name)).casefold()
    return sorted(WORD.findall(plain))
