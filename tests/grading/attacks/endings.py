"""Answers that end their process, or pretend that all went well."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "abort": Attack(
        "Aborts its process, which would leave a core file.",
        one_hot="""
import os
import resource


def one_hot(ids, V):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
    except (OSError, ValueError):
        pass
    os.abort()
""",
        status="died",
    ),
    "exit_at_exit": Attack(
        "Leaves the verdict to an exit handler and exits.",
        one_hot="""
import atexit
import os
import sys

atexit.register(os._exit, 0)
sys.exit(0)
""",
    ),
    "exit_in_cell": Attack(
        "Ends its process with status 0 while its cell runs.",
        one_hot="""
import os

os._exit(0)
""",
        status="died",
    ),
    "exit_in_each_call": Attack(
        "Ends its process in every exercise's call.",
        one_hot="""
import os


def one_hot(ids, V):
    os._exit(0)
""",
        pairs="""
import os


def next_token_pairs(ids):
    os._exit(0)
""",
        status="died",
    ),
    "exit_in_own_cell": Attack(
        "Ends its process in a cell of its own, before any answer.",
        own_cells=[
            """
import os

os._exit(0)
""",
        ],
        loses=("one_hot",),
    ),
    "exit_zero": Attack(
        "Ends its process with status 0 in the middle of a call.",
        one_hot="""
import os


def one_hot(ids, V):
    os._exit(0)
""",
        status="died",
    ),
    "system_exit": Attack(
        "Raises SystemExit with status 0 in the cell and in the call.",
        one_hot="""
import sys


def one_hot(ids, V):
    sys.exit(0)


raise SystemExit(0)
""",
    ),
    "segmentation_fault": Attack(
        "Writes to address 0.",
        one_hot="""
import ctypes


def one_hot(ids, V):
    ctypes.memset(0, 0, 100)
""",
        status="died",
    ),
    "keyboard_interrupt": Attack(
        "Raises KeyboardInterrupt as if the instructor had pressed Ctrl-C.",
        one_hot="""
def one_hot(ids, V):
    raise KeyboardInterrupt
""",
        pairs="""
import os
import signal


def next_token_pairs(ids):
    os.kill(os.getpid(), signal.SIGINT)
    return ids, ids
""",
    ),
    "strange_exceptions": Attack(
        "Raises exceptions that are neither Exception nor printable.",
        one_hot="""
class Strange(BaseException):
    __traceback__ = property(lambda self: 1 / 0)
    __class__ = property(lambda self: AssertionError)

    def __str__(self):
        raise KeyboardInterrupt

    __repr__ = __str__


def one_hot(ids, V):
    raise Strange
""",
        pairs="""
def next_token_pairs(ids):
    raise BaseExceptionGroup("x" * 10**6, [GeneratorExit(), KeyboardInterrupt(), StopIteration()])
""",
    ),
}
