"""Enters the kernel by the door for programs of 32 bits, where calls have other numbers."""

STATUS = "died"
ANSWERS = {
    "one_hot": """
import ctypes
import mmap
import os
import platform


def one_hot(ids, V):
    if platform.machine() != "x86_64":
        os.abort()  # no such door
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(bytes.fromhex("b814000000cd80c3"))  # getpid
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    print("GAINED", ctypes.CFUNCTYPE(ctypes.c_int)(address)())
    return np.eye(V)[ids]
""",
}
