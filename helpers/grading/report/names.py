"""Students' names for the instructor's page, and aliases for them when names are hidden.

"Student 17" must not reveal who that is, even to a reader who has the roster and this file. So the
numbers follow an order given by a secret, which is made once per course and kept with its grades.
Texts that students wrote, or that quote them, are left out then: they may name people.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from helpers.checks.runtime.text import line
from helpers.common.files import write_whole
from helpers.grading.gradebook.read import Person

__all__ = ["People", "Who"]

LEFT_OUT = "[left out: names are hidden]"
SECRET = Path("grading") / "reports" / ".order"


class Who(NamedTuple):
    """How a student is shown: by name, or by alias ("Student 17")."""

    name: str
    alias: str


class People:
    """Everyone in a module's results and on the roster, with names or without."""

    def __init__(
        self, root: Path, ids: Iterable[str], roster: Mapping[str, Person], hidden: bool
    ) -> None:
        """Raises: OSError if the secret that orders the aliases can be neither read nor made."""
        self.hidden, self.roster = hidden, roster
        secret = _secret(Path(root))
        known = sorted({*ids, *roster}, key=lambda i: hashlib.sha256(secret + _bytes(i)).digest())
        self.number = {student: i + 1 for i, student in enumerate(known)}

    def who(self, student: str) -> Who:
        """Return how a student is shown: by alias only when names are hidden."""
        alias = f"Student {self.number[student]}"
        if self.hidden:
            return Who(alias, alias)
        person = self.roster.get(student)
        full = line(f"{person.first} {person.last}", 80) if person else ""
        short = line(student, 60)
        return Who(f"{full} ({short})" if full else short, alias)

    def id(self, student: str) -> str:
        """Return the id for a table: the alias when names are hidden."""
        return self.who(student).alias if self.hidden else student

    def order(self, student: str) -> tuple:
        """Return the sort key of a student: by alias when names are hidden, else by name."""
        if self.hidden:
            return (self.number[student],)
        person = self.roster.get(student)
        names = (person.last.casefold(), person.first.casefold()) if person else ("", "")
        return (*names, student)

    def text(self, text: str) -> str:
        """Return a text that a student wrote or caused; it is left out when names are hidden."""
        return LEFT_OUT if self.hidden else text


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _secret(root: Path) -> bytes:
    path = root / SECRET
    if path.is_file():
        return path.read_bytes()
    secret = secrets.token_hex(32).encode()
    write_whole(path, secret, mode=0o600)
    return secret
