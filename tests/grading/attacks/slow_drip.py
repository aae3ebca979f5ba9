"""Answers each call just below the deadline, so that only a deadline for the exercise ends it."""

WAITS = True
ANSWERS = {
    "one_hot": """
import time


def one_hot(ids, V):
    time.sleep(0.4)
    return np.eye(V)[ids]
""",
}
