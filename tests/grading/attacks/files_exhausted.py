"""Opens files until no process can open more."""

ANSWERS = {
    "one_hot": """
import os


def one_hot(ids, V):
    try:
        while True:
            os.dup(1)
    except OSError:
        pass
    return np.zeros((len(ids), V))
""",
}
