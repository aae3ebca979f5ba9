"""Sends open files, and itself, over the worker's socket as ancillary data."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": r"""
import array
import os
import socket
import stat


def one_hot(ids, V):
    rights = array.array("i", [os.memfd_create("gift") for _ in range(100)])
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                with socket.socket(fileno=os.dup(fd)) as sock:
                    sock.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        except OSError:
            pass
    return np.zeros((len(ids), V))
""",
}
