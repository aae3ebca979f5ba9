"""Where the course's repository is, and the links that need to know: none where it is not set."""

import os
import tomllib
from pathlib import Path
from urllib.parse import quote, urlsplit

from helpers.common.errors import SourceError

__all__ = ["binder", "codespace", "repository"]

VARIABLE = "COURSE_REPOSITORY"  # for a build whose address is known only where it runs


def repository(root: Path) -> str:
    """Return the repository's address, "" where neither the variable nor pyproject.toml has one.

    Raises: SourceError if it is not an https address.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    address = os.environ.get(VARIABLE) or project.get("urls", {}).get("Repository", "")
    parts = urlsplit(address)
    if address and (parts.scheme != "https" or not parts.netloc or not parts.path.strip("/")):
        raise SourceError(
            f"the repository's address is {address!r}; set {VARIABLE}, or Repository under "
            "[project.urls] in pyproject.toml, to one like https://HOST/OWNER/NAME"
        )
    return address.rstrip("/").removesuffix(".git")


def binder(address: str, notebook: str) -> str:
    """Return the link that opens a notebook of the repository in Binder."""
    owner_and_name = _on_github(address)
    where = f"gh/{owner_and_name}" if owner_and_name else f"git/{quote(address, safe='')}"
    return f"https://mybinder.org/v2/{where}/HEAD?urlpath={quote(f'lab/tree/{notebook}', safe='')}"


def codespace(address: str) -> str:
    """Return the link that opens the repository's dev container, "" where the host has none."""
    owner_and_name = _on_github(address)
    return f"https://codespaces.new/{owner_and_name}" if owner_and_name else ""


def _on_github(address: str) -> str:
    parts = urlsplit(address)
    return parts.path.strip("/") if parts.netloc == "github.com" else ""
