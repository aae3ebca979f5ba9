"""Closes every file descriptor, the worker's socket and the standard streams included."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": """
import os


def one_hot(ids, V):
    os.closerange(0, 1024)
    return np.zeros((len(ids), V))
""",
}
