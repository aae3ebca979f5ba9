"""Ends its main thread below Python and leaves the process to another that loops."""

WAITS = True
STATUS = "timed out"
ANSWERS = {
    "one_hot": """
import ctypes
import platform
import threading
import time


def stay():
    while True:
        time.sleep(0.01)


def one_hot(ids, V):
    threading.Thread(target=stay, daemon=True).start()
    libc = ctypes.CDLL(None)
    libc.syscall({"x86_64": 60, "aarch64": 93}[platform.machine()], 0)
    return np.eye(V)[ids]
""",
}
