"""All checks of the course, by module: measuring and testing them starts here.

A module's checks are the globals named check_<exercise> of the package helpers/checks/mNN_topic,
in the order of its tuple CHECKS, or else in the order of its imports.
"""

import importlib
import re
from collections.abc import Iterable
from pathlib import Path

from helpers.checks.engine.check import Check

_PACKAGE = re.compile(r"m(\d\d_[a-z0-9_]+)")


def modules() -> list[str]:
    """List the modules that have checks: ["00_start_here", "01_unrolling", ...]."""
    folder = Path(__file__).parent
    found = (_PACKAGE.fullmatch(path.parent.name) for path in folder.glob("m[0-9]*/__init__.py"))
    return sorted(match.group(1) for match in found if match)


def checks_of(module: str | int) -> dict[str, Check]:
    """Return the checks of a module by exercise; the module is given by slug or number.

    Raises: ValueError for a module without checks, or a record under the wrong name.
    """
    home = importlib.import_module(f"helpers.checks.m{_slug(module)}")
    found = {}
    records: Iterable[object] = getattr(home, "CHECKS", vars(home).values())
    for check in records:
        if isinstance(check, Check):
            named: object = vars(home).get(f"check_{check.name}")
            if id(named) != id(check):
                raise ValueError(
                    f"{home.__name__}: {check.name} should stand as check_{check.name}"
                )
            found[check.name] = check
    return found


def _slug(module: str | int) -> str:
    known = modules()
    text = str(module)
    for slug in known:
        if text == slug or (text.isdecimal() and int(text) == int(slug[:2])):
            return slug
    raise ValueError(f"no checks for module {text!r}; there are {', '.join(known) or 'none'}")
