"""Leaves System V segments, semaphores and queues for the next student, who looks for them."""

ANSWERS = {
    "one_hot": r"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
segment = libc.shmget(0x5EC2E7, 4096, 0o1666)
at = libc.shmat(segment, None, 0)
if segment >= 0 and at not in (None, ctypes.c_void_p(-1).value):
    ctypes.memmove(at, b"answer", 6)
    say("LEFT a segment")
libc.semget(0x5EC2E7, 1, 0o1666)
libc.msgget(0x5EC2E7, 0o1666)


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
FINDER = {
    "one_hot": r"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for name in ("shmget", "semget", "msgget"):
    sizes = {"shmget": (4096,), "semget": (1,), "msgget": ()}[name]
    if getattr(libc, name)(0x5EC2E7, *sizes, 0) >= 0:
        say("FOUND", name)
if open("/proc/sysvipc/shm").read().count("\n") > 1:
    say("FOUND a segment")
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
