"""Reads the memory of every other process it can name, with ptrace and process_vm_readv."""

ANSWERS = {
    "one_hot": r"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


buffer = ctypes.create_string_buffer(64)
address = id(libc) & ~0xFFF
for pid in {os.getppid(), *range(1, 64)} - {os.getpid(), 0}:
    if libc.ptrace(16, pid, 0, 0) == 0:
        say("FOUND ptrace of", pid)
    here, there = Vector(ctypes.addressof(buffer), 64), Vector(address, 64)
    if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
        say("FOUND the memory of", pid)
    if libc.process_vm_writev(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
        say("FOUND a way to write to", pid)
    fd = libc.syscall(434, pid, 0)
    if fd >= 0 and any(libc.syscall(438, fd, n, 0) >= 0 for n in range(16)):
        say("FOUND a file of", pid)
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
