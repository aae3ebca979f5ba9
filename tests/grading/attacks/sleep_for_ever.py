"""Sleeps for ever, which takes no processor time."""

STATUS = "timed out"
WAITS = True
ANSWERS = {
    "one_hot": """
import time


def one_hot(ids, V):
    while True:
        try:
            time.sleep(10**6)
        except BaseException:
            pass
""",
}
