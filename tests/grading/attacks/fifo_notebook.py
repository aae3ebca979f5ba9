"""Hands in a pipe as its notebook, which nobody ever writes to."""

import os

LOSES = ("one_hot", "next_token_pairs")
NAMED = "00_start_here.ipynb"


def files(folder, notebook, course):
    """Make the pipe, and a socket's worth of links to devices."""
    os.mkfifo(folder / "00_start_here.ipynb")
    (folder / "zero.ipynb").symlink_to("/dev/zero")
    (folder / "terminal.ipynb").symlink_to("/dev/tty")
