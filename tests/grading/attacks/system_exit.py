"""Raises SystemExit with status 0 in the cell and in the call."""

ANSWERS = {
    "one_hot": """
import sys


def one_hot(ids, V):
    sys.exit(0)


raise SystemExit(0)
""",
}
