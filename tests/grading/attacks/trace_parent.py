"""Attaches to the template, changes its limits and its priority."""

ANSWERS = {
    "one_hot": r"""
import ctypes
import os
import resource

libc = ctypes.CDLL(None, use_errno=True)
for pid in {os.getppid(), 1, 2, 3} - {os.getpid(), 0}:
    if libc.ptrace(16, pid, 0, 0) == 0:
        say("GAINED ptrace of", pid)
    for limit in (resource.RLIMIT_CPU, resource.RLIMIT_NOFILE, resource.RLIMIT_AS):
        try:
            resource.prlimit(pid, limit, (1, 1))
            say("GAINED prlimit of", pid)
        except (OSError, ValueError):
            pass
    for change in (
        lambda: os.setpriority(os.PRIO_PROCESS, pid, 19),
        lambda: os.sched_setaffinity(pid, {0}),
    ):
        try:
            change()
            say("GAINED the scheduling of", pid)
        except OSError:
            pass
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
