"""The line between the trusted side and its template: JSON messages, each with its length.

No student code ever holds an end of this line.
"""

import json
import os
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("!I")


def send(line: socket.socket, message: dict[str, Any], fd: int | None = None) -> None:
    """Send one message, and with it a file descriptor.

    Raises:
        OSError: the other side is gone.
    """
    data = json.dumps(message).encode()
    head = _LENGTH.pack(len(data))
    if fd is None:
        line.sendall(head + data)
        return
    socket.send_fds(line, [head], [fd])  # 4 bytes are never split
    line.sendall(data)


def receive(line: socket.socket) -> tuple[dict[str, Any], int | None] | None:
    """Wait for one message and the file descriptor sent with it; None when the line is closed."""
    head = b""
    fds: list[int] = []
    while len(head) < _LENGTH.size:
        part, new, _, _ = socket.recv_fds(line, _LENGTH.size - len(head), 1)
        if not part:
            return None
        head, fds = head + part, fds + new
    for fd in fds:
        os.set_inheritable(fd, False)
    data = bytearray()
    (length,) = _LENGTH.unpack(head)
    while len(data) < length:
        more = line.recv(min(1 << 16, length - len(data)))
        if not more:
            return None
        data += more
    return json.loads(data), fds[0] if fds else None
