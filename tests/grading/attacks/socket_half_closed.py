"""Shuts its half of every socket, and keeps running."""

LOSES = ("next_token_pairs",)
WAITS = True
ANSWERS = {
    "one_hot": """
import os
import socket
import time


def one_hot(ids, V):
    for fd in range(3, 256):
        try:
            socket.socket(fileno=os.dup(fd)).shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
    time.sleep(1000)
""",
}
