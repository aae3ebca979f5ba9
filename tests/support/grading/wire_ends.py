"""Two ends of a socket for the tests of what goes over it."""

import contextlib
import json
import socket
import struct
import threading

from helpers.checks.runtime.call import Outcome
from helpers.grading.sandbox.inside.frames import Arrays, Frame, pack, read_frame
from helpers.grading.sandbox.inside.outcomes import write_outcome

MOST = 100_000


def received(data: bytes, most: int = MOST) -> Frame:
    """Read a frame from a peer that sends these bytes and hangs up."""
    ours, theirs = socket.socketpair()
    with ours:
        sender = threading.Thread(target=send, args=(theirs, data))
        sender.start()
        try:
            return read_frame(ours, most=most)
        finally:
            ours.close()
            sender.join()


def send(end: socket.socket, data: bytes) -> None:
    with end, contextlib.suppress(OSError):  # the reader has refused it already
        end.sendall(data)


def framed(header: object, rest: bytes = b"") -> bytes:
    """Write a header that is not held to any rule."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">I", len(text)) + text + rest


def reply(outcome: Outcome) -> bytes:
    arrays = Arrays()
    return pack(write_outcome(outcome, arrays), arrays, MOST)
