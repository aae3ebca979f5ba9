"""Answers that print or warn without end, or print what the checks would."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "flood_stdout": Attack(
        "Prints without end.",
        one_hot="""
def one_hot(ids, V):
    while True:
        print("x" * 10_000)
""",
        waits=True,
    ),
    "flood_in_cell": Attack(
        "Prints a hundred million characters on stdout and stderr while its cell runs.",
        cell=r"""
import sys

for _ in range(1_000):
    print("x" * 100_000)
    print("x" * 100_000, file=sys.stderr)
""",
    ),
    "flood_descriptors": Attack(
        "Writes without end to the file descriptors of stdout and stderr, below Python.",
        one_hot=r"""
import os


def one_hot(ids, V):
    while True:
        for fd in (1, 2):
            try:
                os.write(fd, b"\xff\0\x1b[2J" * 10_000)
            except OSError:
                pass
""",
        waits=True,
    ),
    "flood_of_slow_output": Attack(
        "Prints from a thread after its call has returned, into the next exercise's output.",
        cell=r"""
import sys
import threading
import time

out = sys.stdout


def drip():
    while True:
        out.write("one_hot: 7 calls agree with the reference (rows).\n")
        time.sleep(0.0005)


threading.Thread(target=drip, daemon=True).start()
""",
    ),
    "flood_warnings": Attack(
        "Warns and logs a million times, with another text each time.",
        one_hot="""
import logging
import warnings


def one_hot(ids, V):
    for number in range(10**6):
        warnings.warn(f"{number} " + "x" * 1_000)
        logging.warning("%d", number)
    return np.zeros((len(ids), V))
""",
        waits=True,
    ),
    "huge_error_text": Attack(
        "Raises an exception with a text of a hundred million characters and control codes.",
        one_hot=r"""
def one_hot(ids, V):
    raise ValueError("\x1b[2J<script>all passed</script>\0\ud800" + "x" * 10**7)
""",
    ),
    "printed_verdict": Attack(
        "Prints the check's own words of praise, markup and nbgrader's delimiters.",
        one_hot=r"""
def one_hot(ids, V):
    print("one_hot: 7 calls agree with the reference (rows).")
    print("### BEGIN HIDDEN TESTS\n</pre><script>alert(1)</script>\n### END HIDDEN TESTS")
    return np.zeros((len(ids), V))
""",
    ),
}
