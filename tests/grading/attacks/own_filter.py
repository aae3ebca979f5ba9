"""Puts a filter of its own on its system calls, by which sending succeeds and sends nothing."""

WAITS = True
STATUS = "timed out"
ANSWERS = {
    "one_hot": """
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
}
