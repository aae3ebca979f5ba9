"""Ends its process with status 0 in the middle of a call."""

STATUS = "died"
ANSWERS = {
    "one_hot": """
import os


def one_hot(ids, V):
    os._exit(0)
""",
}
