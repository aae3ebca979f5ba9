"""What a cell of the course is found by in any copy of its notebook: ids, tags, checksums.

Plain data and nothing that takes long to import: `course progress` reads notebooks with it.
"""

import hashlib
from typing import Any

SETUP = "setup"
EXPERIMENT = "experiment"
PREDICT = "predict"
ID_PREFIX = {"exercise": "answer", "check": "check", "essay": "essay", "predict": "predict"}


def content_id(kind: str, source: str) -> str:
    """Return the id of a cell without a name: its kind and a digest of its text."""
    digest = hashlib.sha256(source.encode(errors="backslashreplace")).hexdigest()
    return f"{kind}-{digest[:10]}"


def checksum(cell: dict[str, Any]) -> str:
    """Return the checksum that nbgrader writes into a cell when it releases a notebook.

    It is nbgrader.utils.compute_checksum without the imports of nbgrader.
    Raises: KeyError, TypeError, ValueError or AttributeError if the cell is none of nbgrader's.
    """
    settings = cell["metadata"]["nbgrader"]
    grade, solution = settings.get("grade", False), settings.get("solution", False)
    locked = not solution and (grade or settings.get("locked", False))
    parts = [cell["source"], cell["cell_type"], str(grade), str(solution), str(locked)]
    parts += [settings["grade_id"]]
    parts += [str(float(settings["points"]))] if grade else []
    return hashlib.md5("".join(parts).encode()).hexdigest()
