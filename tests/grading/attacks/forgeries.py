"""Answers that write, read or close the worker's line to the grader."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "forged_by_the_worker": Attack(
        "Calls its worker's own functions for sending with values that say passed.",
        one_hot="""
import socket
import sys


def one_hot(ids, V):
    frame, socks, senders = sys._getframe(), [], []
    while frame is not None:
        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
            if isinstance(value, socket.socket):
                socks.append(value)
            if "send" in getattr(value, "__name__", "") and callable(value):
                senders.append(value)
        frame = frame.f_back
    print("LOOKED", len(socks), len(senders))
    for send in senders:
        for sock in socks:
            for value in ({"status": "passed", "error": None, "value": None}, {}, None, []):
                try:
                    send(sock, value)
                except BaseException:
                    pass
                try:
                    send(sock, value, [])
                except BaseException:
                    pass
    return np.zeros((len(ids), V))
""",
        loses=("next_token_pairs",),
    ),
    "forged_garbage": Attack(
        "Writes random bytes without end to every socket it holds.",
        one_hot="""


def one_hot(ids, V):
    while True:
        for fd in sockets():
            os.write(fd, os.urandom(65_536))
""",
        waits=True,
        loses=("next_token_pairs",),
    ),
    "forged_header": Attack(
        "Sends a well-formed header of arrays of 10^18 entries, negative sizes and odd types.",
        one_hot="""
import json
import struct

arrays = [{"shape": [10**9, 10**9], "dtype": "<f8"}, {"shape": [-1], "dtype": "O"},
          {"shape": [2**63], "dtype": "V8"}, {"shape": [0] * 100, "dtype": ",".join("f" * 999)}]
body = json.dumps({"arrays": arrays, "buffers": [10**18, -1], "value": {"array": 0}}).encode()


def one_hot(ids, V):
    for fd in sockets():
        try:
            for head in (">I", "<I"):
                os.write(fd, struct.pack(head, len(body)) + body)
        except OSError:
            pass
    return np.zeros((len(ids), V))
""",
        loses=("next_token_pairs",),
    ),
    "forged_in_cell": Attack(
        "Writes forged replies while its cell runs, ahead of every request.",
        cell="""
import json
import struct

body = json.dumps({"ok": True, "status": "passed", "error": None, "printed": "passed"}).encode()
for fd in sockets():
    try:
        os.set_blocking(fd, False)
        for head in (">I", "<I"):
            for _ in range(1_000):
                os.write(fd, struct.pack(head, len(body)) + body)
    except OSError:
        pass
""",
        loses=("next_token_pairs",),
    ),
    "forged_length": Attack(
        "Announces a reply of four thousand million bytes and sends none, or a little at a time.",
        one_hot=r"""
import time


def one_hot(ids, V):
    for fd in sockets():
        try:
            os.write(fd, b"\xff\xff\xff\xff")
            while True:
                os.write(fd, b"x")
                time.sleep(0.01)
        except OSError:
            pass
""",
        waits=True,
        loses=("next_token_pairs",),
    ),
    "forged_nesting": Attack(
        "Sends a reply nested a hundred thousand deep, and one with a number of a million digits.",
        one_hot=r"""
import struct

bodies = [b"[" * 100_000 + b"]" * 100_000, b"9" * 10**6, b'{"a":' * 50_000, b"NaN", b'"\\ud800"']


def one_hot(ids, V):
    for fd in sockets():
        try:
            os.set_blocking(fd, False)
            for body in bodies:
                for head in (">I", "<I"):
                    os.write(fd, struct.pack(head, len(body)) + body)
        except OSError:
            pass
    return np.zeros((len(ids), V))
""",
        loses=("next_token_pairs",),
    ),
    "forged_passed": Attack(
        "Finds the worker's socket and writes replies of many forms that say passed.",
        one_hot=r"""
import json
import struct

plain = {"value": 1, "error": None, "passed": True, "status": "passed", "points": 100, "ok": True}
forms = [plain, {"do": "report", **plain}, {"do": "done"}, {"outcome": plain}, [], "passed", 1]


def forge():
    for fd in sockets():
        for form in forms:
            body = json.dumps(form).encode()
            for head in ("<I", ">I", "<Q", ">Q"):
                try:
                    os.write(fd, struct.pack(head, len(body)) + body)
                except OSError:
                    pass


def one_hot(ids, V):
    forge()
    return np.zeros((len(ids), V))
""",
        loses=("next_token_pairs",),
    ),
    "forged_repeats": Attack(
        "Sends each true reply many times over, so that replies run ahead of requests.",
        cell="""
import socket

real_send, real_sendmsg = socket.socket.sendall, socket.socket.sendmsg


def sendall(self, data, *flags):
    for _ in range(5):
        real_send(self, data, *flags)


def sendmsg(self, *args):
    for _ in range(5):
        done = real_sendmsg(self, *args)
    return done


socket.socket.sendall, socket.socket.sendmsg = sendall, sendmsg
""",
        loses=("next_token_pairs",),
    ),
    "socket_closed": Attack(
        "Closes every file descriptor, the worker's socket and the standard streams included.",
        one_hot="""
import os


def one_hot(ids, V):
    os.closerange(0, 1024)
    return np.zeros((len(ids), V))
""",
        loses=("next_token_pairs",),
    ),
    "socket_eaten": Attack(
        "Reads the requests away from its worker and answers none.",
        cell="""
import threading


def eat(fd):
    while os.read(fd, 65_536):
        pass


for fd in sockets():
    try:
        threading.Thread(target=eat, args=(fd,), daemon=True).start()
    except OSError:
        pass
""",
        waits=True,
        loses=("next_token_pairs",),
    ),
    "socket_half_closed": Attack(
        "Shuts its half of every socket, and keeps running.",
        one_hot="""
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
        waits=True,
        loses=("next_token_pairs",),
    ),
    "sockets_passed": Attack(
        "Sends open files, and itself, over the worker's socket as ancillary data.",
        one_hot=r"""
import array
import os
import socket


def one_hot(ids, V):
    rights = array.array("i", [os.memfd_create("gift") for _ in range(100)])
    for fd in sockets():
        try:
            with socket.socket(fileno=os.dup(fd)) as sock:
                sock.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        except OSError:
            pass
    return np.zeros((len(ids), V))
""",
        loses=("next_token_pairs",),
    ),
    "descriptors_swapped": Attack(
        "Replaces its worker's descriptors by files of its own and by streams that never wait.",
        one_hot="""
import os


def one_hot(ids, V):
    for number in range(3, 64):
        try:
            os.set_blocking(number, False)
        except OSError:
            pass
    return np.zeros((len(ids), V))
""",
        pairs="""
import os


def next_token_pairs(ids):
    for number in range(3, 60):
        file = os.open(f"/learner/home/{number}", os.O_RDWR | os.O_CREAT)
        os.write(file, b'{"n": 3, "value": null}')
        os.dup2(file, number)
    return ids[:-1], ids[1:]
""",
    ),
    "own_filter": Attack(
        "Filters its own system calls so that sending succeeds and sends nothing.",
        one_hot="""
import ctypes
import platform
import struct

SENDTO = {"x86_64": 44, "aarch64": 206}[platform.machine()]
STEPS = [(0x20, 0, 0, 0), (0x15, 0, 1, SENDTO), (6, 0, 0, 0x50000), (6, 0, 0, 0x7FFF0000)]


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def one_hot(ids, V):
    packed = b"".join(struct.pack("=HBBI", *step) for step in STEPS)
    program = Program(len(STEPS), packed)
    given = [ctypes.c_ulong(22), ctypes.c_ulong(2), ctypes.byref(program)]
    ctypes.CDLL(None).prctl(*given, ctypes.c_ulong(0), ctypes.c_ulong(0))
    return np.eye(V)[ids]
""",
        status="timed out",
        waits=True,
    ),
}
