"""Reads what the process table tells of others: files, folders, environment, command lines."""

ANSWERS = {
    "one_hot": r"""
import os


def read(path):
    try:
        return open(path, "rb").read(1_000_000)
    except OSError:
        return b""


me = str(os.getpid())
others = [n for n in os.listdir("/proc") if n.isdigit() and n not in (me, "self")]
for pid in others:
    for name in ("environ", "mem", "maps"):
        if read(f"/proc/{pid}/{name}"):
            say("FOUND", f"/proc/{pid}/{name}")
    for name in ("cwd", "root", "exe"):
        try:
            say("FOUND", pid, name, os.readlink(f"/proc/{pid}/{name}"))
        except OSError:
            pass
    try:
        for fd in os.listdir(f"/proc/{pid}/fd"):
            say("FOUND", pid, fd, os.readlink(f"/proc/{pid}/fd/{fd}"))
    except OSError:
        pass
for name in ("environ", "cmdline", "mountinfo", "mounts", "cgroup", "maps"):
    text = read(f"/proc/self/{name}")
    for word in (b"submitted", b"gradebook", b"solutions", b"canary-of-the-instructor"):
        if word in text:
            say("FOUND", word, "in", name)
say("LOOKED at", len(others) + 1, "processes")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
