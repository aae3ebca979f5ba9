"""Prints from a thread after its call has returned, into the next exercise's output."""

ANSWERS = {
    "one_hot": r"""
import sys
import threading
import time

out = sys.stdout


def drip():
    while True:
        out.write("one_hot: 7 calls agree with the reference (rows).\n")
        time.sleep(0.0005)


threading.Thread(target=drip, daemon=True).start()


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
