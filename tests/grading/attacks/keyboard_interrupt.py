"""Raises KeyboardInterrupt as if the instructor had pressed Ctrl-C."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    raise KeyboardInterrupt
""",
    "next_token_pairs": """
import os
import signal


def next_token_pairs(ids):
    os.kill(os.getpid(), signal.SIGINT)
    return ids, ids
""",
}
