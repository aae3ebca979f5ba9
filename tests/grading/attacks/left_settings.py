"""Leaves patched modules, environment variables, a host name and limits for the next student."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": """
import builtins
import os
import resource
import socket
import sys

secret = "an-earlier-" + "students-secret"
np.attack = builtins.attack = sys.attack = os.environ["ATTACK"] = secret
np.zeros.__class__
for act in (
    lambda: socket.sethostname("attacked"),
    lambda: os.nice(19),
    lambda: os.sched_setaffinity(0, {0}),
    lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16)),
    lambda: os.umask(0o777),
    lambda: os.chdir("/"),
):
    try:
        act()
    except (OSError, ValueError, PermissionError):
        pass


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
FINDER = {
    "one_hot": r"""
import builtins
import os
import resource
import socket
import sys

if any(hasattr(home, "attack") for home in (np, builtins, sys)) or "ATTACK" in os.environ:
    say("FOUND a patched module")
if socket.gethostname() == "attacked":
    say("FOUND a host name")
if os.getpriority(os.PRIO_PROCESS, 0) >= 19:
    say("FOUND a priority")
if resource.getrlimit(resource.RLIMIT_NOFILE)[0] <= 16:
    say("FOUND a limit")
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
