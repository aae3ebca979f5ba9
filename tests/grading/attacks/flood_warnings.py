"""Warns and logs a million times, with another text each time."""

WAITS = True
ANSWERS = {
    "one_hot": """
import logging
import warnings


def one_hot(ids, V):
    for number in range(10**6):
        warnings.warn(f"{number} " + "x" * 1_000)
        logging.warning("%d", number)
    return np.zeros((len(ids), V))
""",
}
