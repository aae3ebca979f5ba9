"""Calls itself until the stack of its process is used up."""

WAITS = True
ANSWERS = {
    "one_hot": """
import sys

sys.setrecursionlimit(10**9)


def one_hot(ids, V):
    return one_hot(ids, V)
""",
}
