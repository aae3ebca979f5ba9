"""Stops itself with SIGSTOP, which would leave it neither dead nor running."""

ANSWERS = {
    "one_hot": """
import os
import signal


def one_hot(ids, V):
    os.kill(os.getpid(), signal.SIGSTOP)
    return np.zeros((len(ids), V))
""",
}
