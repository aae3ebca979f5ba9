"""Writes to address 0."""

STATUS = "died"
ANSWERS = {
    "one_hot": """
import ctypes


def one_hot(ids, V):
    ctypes.memset(0, 0, 100)
""",
}
