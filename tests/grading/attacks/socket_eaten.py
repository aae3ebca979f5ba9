"""Reads the requests away from its worker and answers none."""

LOSES = ("next_token_pairs",)
WAITS = True
ANSWERS = {
    "one_hot": """
import os
import stat
import threading


def eat(fd):
    while os.read(fd, 65_536):
        pass


for fd in range(3, 256):
    try:
        if stat.S_ISSOCK(os.fstat(fd).st_mode):
            threading.Thread(target=eat, args=(fd,), daemon=True).start()
    except OSError:
        pass


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
