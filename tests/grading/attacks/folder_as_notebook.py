"""Hands in a folder by the notebook's name, with folders nested in it without end."""

import os

LOSES = ("one_hot", "next_token_pairs")


def files(folder, notebook, course):
    """Make the folders, and a link that leads back up."""
    deepest = folder / "00_start_here.ipynb"
    for _ in range(300):
        deepest = deepest / "x"
    os.makedirs(deepest)
    (folder / "00_start_here.ipynb" / "loop").symlink_to(folder)
