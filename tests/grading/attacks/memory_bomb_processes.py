"""Fills memory with many processes, each below every limit of its own."""

WAITS = True
ANSWERS = {
    "one_hot": """
import os
import time


def one_hot(ids, V):
    for _ in range(200):
        try:
            if os.fork() == 0:
                kept = [np.ones(10**6) for _ in range(12)]
                while True:
                    time.sleep(0.01)
                    kept[0][0] += 1
        except (OSError, MemoryError):
            pass
    while True:
        pass
""",
}
