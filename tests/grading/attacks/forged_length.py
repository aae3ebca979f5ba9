"""Announces a reply of four thousand million bytes and sends none, or a little at a time."""

LOSES = ("next_token_pairs",)
WAITS = True
ANSWERS = {
    "one_hot": r"""
import os
import stat
import time


def one_hot(ids, V):
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                os.write(fd, b"\xff\xff\xff\xff")
                while True:
                    os.write(fd, b"x")
                    time.sleep(0.01)
        except OSError:
            pass
""",
}
