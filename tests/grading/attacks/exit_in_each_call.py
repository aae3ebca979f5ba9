"""Ends its process in every exercise's call."""

STATUS = "died"
ANSWERS = {
    "one_hot": """
import os


def one_hot(ids, V):
    os._exit(0)
""",
    "next_token_pairs": """
import os


def next_token_pairs(ids):
    os._exit(0)
""",
}
