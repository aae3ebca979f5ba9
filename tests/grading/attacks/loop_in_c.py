"""Loops inside C code that holds the interpreter's lock."""

STATUS = "timed out"
WAITS = True
ANSWERS = {
    "one_hot": """
import re


def one_hot(ids, V):
    re.match("(a+)+b", "a" * 64)
    return 10 ** (10**9)
""",
}
