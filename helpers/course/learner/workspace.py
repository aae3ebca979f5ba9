"""The learner's workspace: their own copies of the notebooks, and newer versions of them.

Nothing here overwrites what a learner wrote. A newer version of a module is merged on request,
and the file as it was stays beside it.
"""

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.common.files import write_whole

MOVE_AWAY = (
    "Open and save it in JupyterLab if that still works, or move it away and run make lab again "
    "for a fresh copy"
)


class LabError(Exception):
    """The workspace cannot be made or read; one line says why and what to do."""


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did; backup is None where the old file did not have to change.

    newer: whether the copy came from another version; if not, a refresh that changed the file put
    cells of the course back as they were handed out.
    """

    path: Path
    backup: Path | None = None
    kept: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    own: int = 0
    copied: bool = False
    newer: bool = True


def workspace_path(root: Path, slug: str) -> Path:
    """Return where the learner's copy of a module stands."""
    return root / "workspace" / slug / f"{slug}.ipynb"


def fill_workspace(root: Path) -> list[Path]:
    """Copy every student notebook that has no copy yet; return the new copies.

    Raises: LabError if there is nothing to copy or no permission to write.
    """
    released = sorted((root / "notebooks").glob("[0-9][0-9]_*/*.ipynb"))
    if not released:
        raise LabError(f"{root / 'notebooks'}: no notebooks; run: course build")
    copied = []
    for source in released:
        target = workspace_path(root, source.stem)
        if not os.path.lexists(target):
            read_release(source)  # a broken one would become the learner's broken one
            _write(target, source.read_bytes())
            copied.append(target)
    return copied


def refresh(slug: str, root: Path) -> Refreshed:
    """Merge the newer student notebook of a module into the learner's copy.

    The old file is kept beside it under a new name. A copy that already is what the merge would
    give stays untouched.
    Raises: LabError if a file is missing or no notebook; then nothing has been written.
    """
    from helpers.course.learner.refresh import merge, same_version, signature

    path = workspace_path(root, slug)
    fresh = read_release(root / "notebooks" / slug / f"{slug}.ipynb")
    if not os.path.lexists(path):
        _write(path, _text(fresh))
        return Refreshed(path, copied=True)
    learner = read_notebook(path)
    merged = merge(learner["cells"], fresh["cells"])
    newer = not same_version(learner["cells"], fresh["cells"])
    if signature(merged.cells) == signature(learner["cells"]):
        return Refreshed(path, kept=merged.kept, own=merged.own, newer=newer)
    text = _text({**fresh, "cells": merged.cells})
    backup = _back_up(path)
    _write(path, text)
    return Refreshed(path, backup, merged.kept, merged.changed, merged.own, newer=newer)


def read_release(path: Path) -> dict[str, Any]:
    """Read a student notebook of the course.

    Raises: LabError if it is missing or broken; it says how to build it anew.
    """
    slug = path.stem
    return read_notebook(path, f"This is the course's own file; run: course build {slug}")


def read_notebook(path: Path, remedy: str = MOVE_AWAY) -> dict[str, Any]:
    """Read a notebook file as plain data, its sources joined.

    Raises: LabError if it is missing or not a notebook of format 4; it ends with the remedy.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LabError(f"{path}: cannot be read: {error.strerror}. {remedy}") from None
    except (ValueError, RecursionError) as error:  # no text, no JSON, or nested without end
        raise LabError(f"{path}: not a notebook ({error}); nothing was changed. {remedy}") from None
    if not _is_notebook(notebook):
        raise LabError(f"{path}: not a notebook of format 4; nothing was changed. {remedy}")
    for cell in notebook["cells"]:
        cell.setdefault("metadata", {})
        cell["source"] = "".join(cell["source"])
    return notebook


def _is_notebook(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and data.get("nbformat") == 4
        and isinstance(data.get("cells"), list)
        and all(isinstance(cell, dict) and _is_cell(cell) for cell in data["cells"])
    )


def _is_cell(cell: dict[str, Any]) -> bool:
    outputs = cell.get("outputs", [])
    return (
        cell.get("cell_type") in ("code", "markdown", "raw")
        and isinstance(cell.get("metadata", {}), dict)
        and _is_source(cell.get("source"))
        and isinstance(outputs, list)
        and all(isinstance(output, dict) for output in outputs)
    )


def _is_source(source: Any) -> bool:
    lines = source if isinstance(source, list) else [source]
    return all(isinstance(line, str) for line in lines)


def _text(notebook: dict[str, Any]) -> bytes:
    """Write a notebook as Jupyter does: sources as lists of lines, sorted keys."""
    cells = [{**cell, "source": cell["source"].splitlines(True)} for cell in notebook["cells"]]
    data = {**notebook, "cells": cells, "nbformat": 4, "nbformat_minor": 5}
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace")  # half a surrogate pair becomes its JSON escape


def _back_up(path: Path) -> Path:
    """Copy a file beside itself under the first free number; never over another file."""
    number = 1
    while True:
        backup = path.with_name(f"{path.stem}.bak{number}{path.suffix}")
        try:
            with open(path, "rb") as source, open(backup, "xb") as target:
                shutil.copyfileobj(source, target)
            return backup
        except FileExistsError:
            number += 1
        except OSError as error:
            raise LabError(f"{backup}: cannot be written: {error.strerror}") from None


def _write(path: Path, data: bytes) -> None:
    """Write a whole file or none of it."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise LabError(f"{path}: cannot be written: {error.strerror}") from None
