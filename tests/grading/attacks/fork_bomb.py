"""Forks for ever."""

WAITS = True
ANSWERS = {
    "one_hot": """
import os


def one_hot(ids, V):
    while True:
        try:
            os.fork()
        except OSError:
            pass
""",
}
