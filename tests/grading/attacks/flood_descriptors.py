"""Writes without end to the file descriptors of stdout and stderr, below Python."""

WAITS = True
ANSWERS = {
    "one_hot": r"""
import os


def one_hot(ids, V):
    while True:
        for fd in (1, 2):
            try:
                os.write(fd, b"\xff\0\x1b[2J" * 10_000)
            except OSError:
                pass
""",
}
