"""Answers that never come back, or only at the deadline."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "loop_in_cell": Attack(
        "Loops for ever while its cell runs.",
        one_hot="""
while True:
    pass
""",
        status="timed out",
        waits=True,
    ),
    "loop_in_call": Attack(
        "Loops for ever when called, and swallows every exception.",
        one_hot="""
def one_hot(ids, V):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
""",
        status="timed out",
        waits=True,
    ),
    "loop_in_c": Attack(
        "Loops inside C code that holds the interpreter's lock.",
        one_hot="""
import re


def one_hot(ids, V):
    re.match("(a+)+b", "a" * 64)
    return 10 ** (10**9)
""",
        status="timed out",
        waits=True,
    ),
    "loop_in_thread": Attack(
        "Leaves threads that loop for ever behind its right-looking result.",
        cell="""
import threading


def loop():
    while True:
        pass


for _ in range(3):
    threading.Thread(target=loop).start()
""",
        waits=True,
    ),
    "loop_in_del": Attack(
        "Loops for ever when its result is let go.",
        one_hot="""
class Clinging(np.ndarray):
    def __del__(self):
        while True:
            pass


def one_hot(ids, V):
    return np.zeros((len(ids), V)).view(Clinging)
""",
        waits=True,
    ),
    "loop_in_error_text": Attack(
        "Raises an exception whose text, name and traceback loop for ever.",
        one_hot="""
class Meta(type):
    @property
    def __name__(cls):
        while True:
            pass


class Endless(Exception, metaclass=Meta):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__
    args = property(__str__)


def one_hot(ids, V):
    raise Endless
""",
        waits=True,
    ),
    "loop_at_exit": Attack(
        "Loops for ever when its process ends.",
        cell="""
import atexit
import os
import threading


def loop():
    while True:
        pass


atexit.register(loop)
threading._register_atexit(loop)
os.register_at_fork(before=loop, after_in_child=loop)
""",
        waits=True,
    ),
    "loop_with_signals_ignored": Attack(
        "Ignores every signal, blocks the rest, resets its timers, and loops.",
        one_hot="""
import resource
import signal


def one_hot(ids, V):
    while True:
        try:
            for number in signal.valid_signals():
                try:
                    signal.signal(number, lambda *args: None)
                except OSError:
                    pass
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            signal.alarm(0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)
            for name in dir(resource):
                if name.startswith("RLIMIT"):
                    try:
                        resource.setrlimit(getattr(resource, name), (-1, -1))
                    except (OSError, ValueError):
                        pass
            while True:
                pass
        except BaseException:
            pass
""",
        status="timed out",
        waits=True,
    ),
    "endless_questions": Attack(
        "Returns an object that loops for ever when its length, items or text are asked for.",
        one_hot="""
class Endless(list):
    def _loop(self, *args):
        while True:
            pass

    __len__ = __iter__ = __getitem__ = __repr__ = __str__ = __eq__ = __bool__ = _loop
    __hash__ = None


def one_hot(ids, V):
    return Endless([np.zeros(V) for _ in ids])
""",
        waits=True,
    ),
    "sleep_for_ever": Attack(
        "Sleeps for ever, which takes no processor time.",
        one_hot="""
import time


def one_hot(ids, V):
    while True:
        try:
            time.sleep(10**6)
        except BaseException:
            pass
""",
        status="timed out",
        waits=True,
    ),
    "slow_drip": Attack(
        "Answers each call below the deadline, so that only a deadline for the exercise ends it.",
        one_hot="""
import time


def one_hot(ids, V):
    time.sleep(1.0)
    return np.eye(V)[ids]
""",
        waits=True,
    ),
    "stop_itself": Attack(
        "Stops itself with SIGSTOP, which would leave it neither dead nor running.",
        one_hot="""
import os
import signal


def one_hot(ids, V):
    os.kill(os.getpid(), signal.SIGSTOP)
    return np.zeros((len(ids), V))
""",
    ),
    "stack_overflow": Attack(
        "Calls itself until the stack of its process is used up.",
        one_hot="""
import sys

sys.setrecursionlimit(10**9)


def one_hot(ids, V):
    return one_hot(ids, V)
""",
        waits=True,
    ),
    "main_thread_gone": Attack(
        "Ends its main thread below Python and leaves the process to another that loops.",
        one_hot="""
import ctypes
import platform
import threading
import time


def stay():
    while True:
        time.sleep(0.01)


def one_hot(ids, V):
    threading.Thread(target=stay, daemon=True).start()
    libc = ctypes.CDLL(None)
    libc.syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)
    return np.eye(V)[ids]
""",
        status="timed out",
        waits=True,
    ),
}
