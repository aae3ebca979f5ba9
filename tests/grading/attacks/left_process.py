"""Leaves a daemon that listens, waits and answers the next student."""

ANSWERS = {
    "one_hot": r"""
import os
import socket
import time

if os.fork() == 0:
    os.setsid()
    if os.fork() != 0:
        os._exit(0)
    server = socket.socket(socket.AF_UNIX)
    server.bind("\0attack-was-here")
    server.listen()
    while True:
        try:
            server.accept()[0].send(b"answer")
        except BaseException:
            time.sleep(0.1)


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
FINDER = {
    "one_hot": r"""
import os
import socket

try:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect("\0attack-was-here")
        say("FOUND", client.recv(9))
except OSError:
    pass
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        if int(pid) not in (os.getpid(), os.getppid(), 1):
            say("FOUND process", pid, open(f"/proc/{pid}/cmdline").read()[:60])
    except OSError:
        pass
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
