"""Writes files so that a crash leaves the old one or the new one, never a part."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

__all__ = ["write_together", "write_whole"]


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all; mode holds its permission bits. Folders above are made.

    Raises: OSError that names the file.
    """
    write_together({path: data}, mode)


def write_together(contents: Mapping[Path, bytes], mode: int = 0o644) -> None:
    """Write several files; none is replaced before all have been written beside their places.

    Raises: OSError that names the file.
    """
    halves: dict[Path, str] = {}
    path = Path()
    try:
        for path, data in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, halves[path] = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(halves[path], mode)
        for path, half in halves.items():
            os.replace(half, path)
    except OSError as error:  # it names no file, or the temporary one
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        for half in halves.values():
            Path(half).unlink(missing_ok=True)
