"""Hands in a device node as its notebook."""

import os
import socket
import stat

LOSES = ("one_hot", "next_token_pairs")
NAMED = "00_start_here.ipynb"


def files(folder, notebook, course):
    """Make /dev/zero again where that is allowed, else a socket."""
    path = folder / "00_start_here.ipynb"
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        made, there = socket.socket(socket.AF_UNIX), os.open(folder, os.O_DIRECTORY)
        made.bind(f"/proc/self/fd/{there}/{path.name}")  # a socket's path has to be short
        made.close()
        os.close(there)
