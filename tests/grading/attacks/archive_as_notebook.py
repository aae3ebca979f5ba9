"""Hands in a compressed bomb by the notebook's name."""

import zipfile

LOSES = ("one_hot", "next_token_pairs")
NAMED = "00_start_here.ipynb"


def files(folder, notebook, course):
    """Write an archive of 200 MB of zeros."""
    path = folder / "00_start_here.ipynb"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("00_start_here.ipynb", b"\0" * 200_000_000)
