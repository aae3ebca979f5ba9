"""Leaves a key in each of the kernel's keyrings for the next student."""

ANSWERS = {
    "one_hot": """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for ring in (-1, -2, -3, -4, -5):
    libc.syscall(248, b"user", b"attack-secret", b"answer", 6, ring)


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
FINDER = {
    "one_hot": r"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for ring in (-1, -2, -3, -4, -5):
    if libc.syscall(250, 10, ring, b"user", b"attack-secret", 0) > 0:
        say("FOUND a key in ring", ring)
try:
    if "attack-secret" in open("/proc/keys").read():
        say("FOUND a key")
except OSError:
    pass
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
