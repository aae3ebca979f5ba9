"""Starts threads for ever, each of which starts more."""

WAITS = True
ANSWERS = {
    "one_hot": """
import threading


def more():
    while True:
        try:
            threading.Thread(target=more, daemon=False).start()
        except RuntimeError:
            pass


def one_hot(ids, V):
    more()
""",
}
