"""Answers that start processes, or attack those of others."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "fork_bomb": Attack(
        "Forks for ever.",
        one_hot="""
import os


def one_hot(ids, V):
    while True:
        try:
            os.fork()
        except OSError:
            pass
""",
        waits=True,
    ),
    "fork_bomb_in_cell": Attack(
        "Forks for ever while its cell runs, into sessions of their own and with signals ignored.",
        one_hot="""
import os
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        pass
""",
        waits=True,
    ),
    "program_bomb": Attack(
        "Starts shells that start shells.",
        one_hot="""
import subprocess
import sys


def one_hot(ids, V):
    while True:
        try:
            subprocess.Popen(["sh", "-c", "f() { f | f & }; f; sleep 1000"], start_new_session=True)
            subprocess.Popen([sys.executable, "-c", "while True: pass"])
        except OSError:
            pass
""",
        waits=True,
    ),
    "thread_bomb": Attack(
        "Starts threads for ever, each of which starts more.",
        one_hot="""
import threading


def more():
    while True:
        try:
            threading.Thread(target=more, daemon=False).start()
        except RuntimeError:
            pass


def one_hot(ids, V):
    more()
""",
        waits=True,
    ),
    "shell_commands": Attack(
        "Uses IPython's magics and shell lines to run other programs and to change the kernel.",
        cell="""
!touch attack-was-here /tmp/attack-was-here ~/attack-was-here
%cd /
%load_ext autoreload
%run /proc/self/cmdline
files = !ls /
%%time
get_ipython().system("touch ~/attack-was-here")
""",
        own_cells=[
            """
%%bash
touch attack-was-here /tmp/attack-was-here
kill -9 -1
""",
            """
%%javascript
IPython.notebook.execute_all_cells()
""",
        ],
    ),
    "kill_everyone": Attack(
        "Sends SIGKILL to every process it can name, its own group included.",
        one_hot="""
import os
import signal


def one_hot(ids, V):
    me = os.getpid()
    for pid in [os.getppid(), *range(1, 4000)]:
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                if pid != me:
                    os.kill(pid, number)
            except OSError:
                pass
    for group in (-1, 0):
        try:
            os.kill(group, signal.SIGKILL)
        except OSError:
            pass
""",
    ),
    "signal_parent": Attack(
        "Stops, interrupts and hangs up its parent, its group and process 1.",
        cell="""
import os
import signal

for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGUSR1):
    for pid in (os.getppid(), 1, 2):
        try:
            if pid and pid != os.getpid():
                os.kill(pid, number)
        except OSError:
            pass
""",
        loses=("next_token_pairs",),
    ),
    "trace_parent": Attack(
        "Attaches to the template, changes its limits and its priority.",
        cell=r"""
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
""",
    ),
    "slow_machine": Attack(
        "Flushes the host's disks and takes its user's file watches, to slow down everybody else.",
        one_hot="""
import ctypes
import os

libc = ctypes.CDLL(None)


def one_hot(ids, V):
    print("LOOKED")
    if libc.syncfs(os.open("/usr", os.O_RDONLY)) == 0:
        print("GAINED a flush of the disk")
    watches = 0
    while watches < 1000 and libc.inotify_init1(0) >= 0:
        watches += 1
    if watches:
        print("GAINED", watches, "lists of watches")
    return np.zeros((len(ids), V))
""",
    ),
    "set_user_id": Attack(
        "Leaves programs that would run with another user's rights when somebody starts them.",
        cell="""
import os
import shutil

for place in (os.path.expanduser("~"), "/tmp", os.getcwd(), "/dev/shm"):
    path = os.path.join(place, "attack-was-here")
    try:
        shutil.copy("/bin/sh", path)
        os.chown(path, 0, 0)
    except OSError:
        pass
    try:
        os.chmod(path, 0o6755)
    except OSError:
        pass
""",
    ),
}
