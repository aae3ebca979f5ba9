"""Fills memory with a sparse anonymous file, a page at a time, through a map."""

WAITS = True
ANSWERS = {
    "one_hot": """
import mmap
import os


def one_hot(ids, V):
    while True:
        fd = os.memfd_create("bomb")
        os.ftruncate(fd, 2**34)
        at = 0
        try:
            while at < 2**34:
                with mmap.mmap(fd, 2**26, offset=at) as window:
                    for page in range(0, 2**26, 4096):
                        window[page] = 1
                at += 2**26
        except (OSError, ValueError):
            pass
""",
}
