"""Whether the notebook that runs here was handed out with another version of the course.

An update of the course leaves a learner's copy as it is. Where the two no longer belong together,
the first cell says so, and how to bring them together again.
"""

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from helpers.checks.runtime.text import wrapped

ROOT = Path(__file__).parents[3]
_SLUG = re.compile(r"\d\d_[a-z0-9_]+")


def drift_note(names: dict[str, Any]) -> str:
    """Return what to say about the notebook in which these are the kernel's names, mostly "".

    Jupyter tells a kernel its notebook's path in a variable, VS Code in a name.
    """
    path = os.environ.get("JPY_SESSION_NAME") or names.get("__vsc_ipynb_file__")
    try:
        mine = json.loads(Path(str(path)).read_bytes())
        course = mine["metadata"].get("course", {})
        slug = course.get("module") or _SLUG.match(Path(str(path)).name)[0]  # type: ignore[index]
        released = ROOT / "notebooks" / slug / f"{slug}.ipynb"
        return _compared(mine, json.loads(released.read_bytes()), slug)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return ""  # not one of the course's notebooks, or not beside the course


def handed_out(cells: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return the names and checksums that nbgrader gave a notebook's cells when it was released.

    Editing a cell leaves them as they were.
    """
    settings = [cell.get("metadata", {}).get("nbgrader") for cell in cells]
    pairs = [(s.get("grade_id"), s.get("checksum")) for s in settings if isinstance(s, dict)]
    return {(str(name), str(checksum)) for name, checksum in pairs if name and checksum}


def _compared(mine: dict[str, Any], released: dict[str, Any], slug: str) -> str:
    ours, theirs = handed_out(mine["cells"]), handed_out(released["cells"])
    versions = [str(n["metadata"].get("course", {}).get("version", "")) for n in (mine, released)]
    # A cell of the course that the learner deleted makes no other version.
    if not (ours - theirs or (ours != theirs and versions[0] != versions[1])):
        return ""
    if _number(versions[0]) > _number(versions[1]):
        return wrapped(
            f"This notebook is from version {versions[0]} of the course, and version "
            f"{versions[1] or 'unknown'} is installed: update the course, then restart the kernel."
        )
    known = versions[0] and versions[0] != versions[1]
    older = f"from version {versions[0]} of the course, and version {versions[1]} is installed"
    return wrapped(
        f"This notebook is {older if known else 'older than the course that is installed'}. Save "
        f"it, run course lab --refresh {slug[:2]} in a terminal (your answers are kept), and "
        "reload it."
    )


def _number(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]
