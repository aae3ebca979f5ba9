"""Leaves the verdict to an exit handler and exits."""

ANSWERS = {
    "one_hot": """
import atexit
import os
import sys

atexit.register(os._exit, 0)
sys.exit(0)
""",
}
