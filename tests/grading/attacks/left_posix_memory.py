"""Leaves POSIX shared memory, semaphores and message queues for the next student."""

ANSWERS = {
    "one_hot": """
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.shm_open(b"/attack-secret", os.O_CREAT | os.O_RDWR, 0o666)
libc.sem_open(b"/attack-secret", os.O_CREAT, 0o666, 1)
libc.mq_open(b"/attack-secret", os.O_CREAT | os.O_RDWR, 0o666, None)
try:
    from multiprocessing import shared_memory

    kept = shared_memory.SharedMemory("attack-secret-2", create=True, size=64)
    from multiprocessing import resource_tracker

    resource_tracker.unregister(kept._name, "shared_memory")
except BaseException:
    pass


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
FINDER = {
    "one_hot": r"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.shm_open(b"/attack-secret", os.O_RDWR, 0) >= 0:
    say("FOUND shared memory")
libc.sem_open.restype = ctypes.c_void_p
if libc.sem_open(b"/attack-secret", 0):
    say("FOUND a semaphore")
if libc.mq_open(b"/attack-secret", os.O_RDWR) >= 0:
    say("FOUND a queue")
for place in ("/dev/shm", "/dev/mqueue"):
    if os.path.isdir(place) and os.listdir(place):
        say("FOUND", os.listdir(place))
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
