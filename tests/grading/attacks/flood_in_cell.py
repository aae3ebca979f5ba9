"""Prints a hundred million characters on stdout and stderr while its cell runs."""

ANSWERS = {
    "one_hot": r"""
import sys

for _ in range(1_000):
    print("x" * 100_000)
    print("x" * 100_000, file=sys.stderr)


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
