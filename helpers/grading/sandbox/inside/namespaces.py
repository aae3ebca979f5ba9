"""What a process does to itself so that it can reach nothing else (Linux)."""

import ctypes
import os
import resource
import signal
import stat
from typing import NamedTuple

from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.sandbox.inside.seccomp import refuse_system_calls

UNPRIVILEGED = 65534  # "nobody"; also the number that a student's process sees as its own
ROOM = "/learner"  # holds all that a student's process may write, under one limit
HOME = f"{ROOM}/home"

_libc = ctypes.CDLL(None, use_errno=True)
_PDEATHSIG, _DUMPABLE, _NO_NEW_PRIVILEGES, _DROP_CAPABILITY = 1, 4, 38, 24
_CAPABILITIES_VERSION = 0x20080522
_READ_ONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND, _RECURSIVE = 1, 2, 4, 8, 32, 4096, 16384
_BARE = _NOSUID | _NODEV | _NOEXEC
# CLONE_NEWUSER, NEWNS, NEWPID, NEWIPC, NEWUTS. Not NEWNET: the template's own has no devices and
# seccomp refuses sockets, while making and ending one takes longer than all the rest.
_SPACES = 0x10000000 | 0x00020000 | 0x20000000 | 0x08000000 | 0x04000000


class Isolation(NamedTuple):
    """Which folders a child sees.

    hidden: folders that are empty for it. own: (name, folder): folders that are its own, in its
    room. kept: folders in those that stay visible, where Python or the course lies in /tmp.
    """

    hidden: list[str]
    own: list[list[str]]
    kept: list[str]


def _must(result: int, what: str) -> None:
    if result:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def _prctl(option: int, *values: int) -> None:
    arguments = [ctypes.c_ulong(v) for v in (*values, *(0,) * (4 - len(values)))]
    _must(_libc.prctl(option, *arguments), f"prctl {option}")


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    texts = [text.encode() for text in (source, target, kind)]
    result = _libc.mount(*texts, ctypes.c_ulong(flags), options.encode())
    _must(result, f"mount {kind or source} on {target}")


def make_undumpable() -> None:
    """Keep processes of the same user from tracing this one or reading its memory."""
    _prctl(_DUMPABLE, 0)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    _prctl(_PDEATHSIG, signal.SIGKILL)


def become_unprivileged() -> None:
    """Turn a real root, in a sandbox, into the user nobody: limits on processes do not bind root.

    /proc is mounted before, by root: bubblewrap's own covers parts of it when root asks for it,
    and then no child could mount one.
    """
    _mount("proc", "/proc", "proc", _BARE)
    os.setgroups([])
    os.setresgid(*(UNPRIVILEGED,) * 3)
    os.setresuid(*(UNPRIVILEGED,) * 3)


def close_files(keep: set[int]) -> None:
    """Close every file descriptor but these; 0, 1 and 2 become /dev/null."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    start = 3
    for fd in sorted(keep):
        os.closerange(start, fd)
        start = fd + 1
    os.closerange(start, 1 << 20)


def enter_namespaces() -> int:
    """Enter fresh namespaces by a second fork; return 0 in the process that is inside.

    The first process gets the second's number. As the second is process 1 of its namespace, all
    that it started ends with it.
    """
    user, group = os.geteuid(), os.getegid()
    _must(_libc.unshare(_SPACES), "unshare")
    _prctl(_DUMPABLE, 1)  # a process that cannot be traced may not write its own map
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{UNPRIVILEGED} {user} 1")
    _write("/proc/self/gid_map", f"{UNPRIVILEGED} {group} 1")
    return os.fork()


def isolate(limits: Limits, isolation: Isolation, keep: set[int]) -> None:
    """Give up everything but these file descriptors; for the process inside.

    Raises: OSError if something could not be given up; no student code may run then.
    """
    os.setsid()
    os.umask(0o022)
    _mount_folders(limits, isolation)
    close_files(keep)
    _limit(limits)
    _drop_capabilities()
    make_undumpable()  # a crash handler of the host ignores the limit on core dumps
    _prctl(_NO_NEW_PRIVILEGES, 1)
    refuse_system_calls()


def _write(path: str, text: str) -> None:
    fd = os.open(path, os.O_WRONLY)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def _mount_folders(limits: Limits, isolation: Isolation) -> None:
    """Mount a /proc of its own and one small file system, and hide what is not for students."""
    _mount("proc", "/proc", "proc", _BARE)
    size = f"size={limits.tmp_mb}m,nr_inodes=4096,mode=755"
    _mount("tmpfs", ROOM, "tmpfs", _BARE, size)
    for name in ("home", "tmp", "shm"):
        os.mkdir(f"{ROOM}/{name}")
    for name, folder in isolation.own:
        for path in isolation.kept:
            if os.path.dirname(path) == folder:
                place = f"{ROOM}/{name}/{os.path.basename(path)}"
                os.mkdir(place)
                _mount(path, place, "", _BIND | _RECURSIVE)
        _mount(f"{ROOM}/{name}", folder, "", _BIND | _RECURSIVE)
    for folder in isolation.hidden:
        _mount("tmpfs", folder, "tmpfs", _BARE | _READ_ONLY, "nr_inodes=1,mode=555")
    for entry in os.scandir("/dev"):
        # They are the host's own: read-only they still work, but their times cannot be set.
        if stat.S_ISCHR(entry.stat(follow_symlinks=False).st_mode):
            kept = os.statvfs(entry.path).f_flag & _BARE  # such as noexec, which must stay
            _mount("", entry.path, "", _REMOUNT | _BIND | _READ_ONLY | _NOSUID | kept)
    os.chdir(HOME)


def _limit(limits: Limits) -> None:
    mb = 1 << 20
    with open("/proc/self/statm") as file:
        size = int(file.read().split()[0]) * resource.getpagesize()
    for what, value in {
        resource.RLIMIT_AS: size + limits.memory_mb * mb,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_NPROC: limits.threads,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_FSIZE: limits.file_mb * mb,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
        resource.RLIMIT_SIGPENDING: 64,
    }.items():
        resource.setrlimit(what, (value, value))


def _drop_capabilities() -> None:
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in range(last + 1):
        _prctl(_DROP_CAPABILITY, capability)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    _must(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
