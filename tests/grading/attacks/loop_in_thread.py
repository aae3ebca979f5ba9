"""Leaves threads that loop for ever behind its right-looking result."""

WAITS = True
ANSWERS = {
    "one_hot": """
import threading


def loop():
    while True:
        pass


for _ in range(3):
    threading.Thread(target=loop).start()


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
