"""Loops for ever when its process ends."""

WAITS = True
ANSWERS = {
    "one_hot": """
import atexit
import os
import threading


def loop():
    while True:
        pass


atexit.register(loop)
threading._register_atexit(loop)
os.register_at_fork(before=loop, after_in_child=loop)


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
