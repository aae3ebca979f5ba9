"""The system calls that a student's process may not make: a seccomp filter, written by hand.

A refused call fails with EPERM, as if rights were missing; a call of another machine's kind ends
the process. The filter is a deny list, because NumPy, torch and Python itself make calls that
differ between versions; behind it stand the other barriers: namespaces, limits, no rights.
"""

import ctypes
import errno
import functools
import os
import platform
import struct

# Name, number on x86_64, number on aarch64.
_DENIED = """
# New programs and processes: an answer is one process (clone is judged by its flags).
fork 57 -, vfork 58 -, execve 59 221, execveat 322 281
# Other processes: their memory, their files, their signals.
ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, process_madvise 440 440
process_mrelease 448 448, kcmp 312 272, pidfd_open 434 434, pidfd_getfd 438 438
pidfd_send_signal 424 424
# Memory that no process limit counts, and that may outlive its maker.
memfd_create 319 279, memfd_secret 447 447, shmget 29 194, shmat 30 196, shmctl 31 195
shmdt 67 197, semget 64 190, semop 65 193, semtimedop 220 192, semctl 66 191, msgget 68 186
msgsnd 69 189, msgrcv 70 188, msgctl 71 187, mq_open 240 180, mq_unlink 241 181
mq_timedsend 242 182, mq_timedreceive 243 183, mq_notify 244 184, mq_getsetattr 245 185
add_key 248 217, request_key 249 218, keyctl 250 219
# Namespaces and mounts.
unshare 272 97, setns 308 268, mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51
open_tree 428 428, move_mount 429 429, fsopen 430 430, fsconfig 431 431, fsmount 432 432
fspick 433 433, mount_setattr 442 442, name_to_handle_at 303 264, open_by_handle_at 304 265
quotactl 179 60, quotactl_fd 443 443, fanotify_init 300 262, fanotify_mark 301 263
# The network (a socketpair of AF_UNIX is allowed: asyncio needs one).
socket 41 198, bind 49 200, listen 50 201, accept 43 202, accept4 288 242, connect 42 203
# Wide doors into the kernel.
bpf 321 280, userfaultfd 323 282, perf_event_open 298 241, io_uring_setup 425 425
io_uring_enter 426 426, io_uring_register 427 427, io_setup 206 0, io_submit 209 2
io_destroy 207 1, io_cancel 210 3, io_getevents 208 4, lookup_dcookie 212 18, personality 135 92
modify_ldt 154 -, iopl 172 -, ioperm 173 -, uselib 134 -, ustat 136 -, sysfs 139 -, _sysctl 156 -
nfsservctl 180 42
# The machine.
kexec_load 246 104, kexec_file_load 320 294, init_module 175 105, finit_module 313 273
delete_module 176 106, create_module 174 -, get_kernel_syms 177 -, query_module 178 -
reboot 169 142, swapon 167 224, swapoff 168 225, acct 163 89, syslog 103 116, settimeofday 164 170
clock_settime 227 112, clock_adjtime 305 266, adjtimex 159 171, sethostname 170 161
setdomainname 171 162, vhangup 153 58
# How the machine shares itself out.
setpriority 141 140, ioprio_set 251 30, sched_setaffinity 203 122, sched_setscheduler 144 119
sched_setattr 314 274, sched_setparam 142 118, set_mempolicy 238 237, mbind 237 235
migrate_pages 256 238, move_pages 279 239, sync 162 81, syncfs 306 267
# What all processes of one user have only so many of.
inotify_init 253 -, inotify_init1 294 26, inotify_add_watch 254 27
"""
_NEWEST = 462  # mseal; what is newer is unknown here, and does not exist for the student
_CLONE3 = 435
# Number on x86_64, on aarch64; which part of the first argument is looked at, and how.
_CLONE, _SOCKETPAIR, _PRLIMIT, _PRCTL = (56, 220), (53, 199), (302, 261), (157, 167)
_CLONE_THREAD, _AF_UNIX, _ONESELF, _SET_DUMPABLE = 0x10000, 1, 0, 4
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # the audit names of the two
_X32 = 0x40000000  # from here on x86_64 numbers mean another calling convention

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # classic BPF
_NUMBER_AT, _MACHINE_AT, _FIRST_AT = 0, 4, 16  # places in struct seccomp_data, low word first
_ALLOW, _FAIL, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_SET_SECCOMP, _MODE_FILTER = 22, 2

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, value


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def denied_numbers(machine: str) -> dict[str, int]:
    """Return the refused calls of a machine, "x86_64" or "aarch64", by name.

    Raises:
        NotImplementedError: the numbers of this machine are not known here.
    """
    if machine not in MACHINES:
        raise NotImplementedError(f"no list of system calls for {machine}")
    entries = [
        entry.split()
        for line in _DENIED.splitlines()
        if not line.startswith("#")
        for entry in line.split(",")
        if entry
    ]
    column = 1 + list(MACHINES).index(machine)
    return {entry[0]: int(entry[column]) for entry in entries if entry[column] != "-"}


def program(machine: str) -> list[Instruction]:
    """Write the filter for a machine."""
    index = list(MACHINES).index(machine) if machine in MACHINES else -1
    numbers = denied_numbers(machine)
    steps: list[Instruction] = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_EQUAL, 1, 0, MACHINES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
    ]
    steps += _fails(_AT_LEAST, _X32, errno.EPERM)
    steps += _fails(_AT_LEAST, _NEWEST + 1, errno.ENOSYS)
    steps += _fails(_EQUAL, _CLONE3, errno.ENOSYS)  # the C library then falls back to clone
    for number in numbers.values():
        steps += _fails(_EQUAL, number, errno.EPERM)
    steps += _only_if(_CLONE[index], _ANY_BIT, _CLONE_THREAD)
    steps += _only_if(_SOCKETPAIR[index], _EQUAL, _AF_UNIX)
    steps += _only_if(_PRLIMIT[index], _EQUAL, _ONESELF)
    steps += _unless(_PRCTL[index], _EQUAL, _SET_DUMPABLE)
    return [*steps, (_RETURN, 0, 0, _ALLOW)]


def _fails(test: int, value: int, code: int) -> list[Instruction]:
    return [(test, 0, 1, value), (_RETURN, 0, 0, _FAIL | code)]


def _only_if(number: int, test: int, value: int) -> list[Instruction]:
    """Allow one call only when its first argument passes the test."""
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _FIRST_AT),
        (test, 1, 0, value),
        (_RETURN, 0, 0, _FAIL | errno.EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _unless(number: int, test: int, value: int) -> list[Instruction]:
    """Refuse one call when its first argument passes the test."""
    number_is, load, test_is, fail, allow = _only_if(number, test, value)
    return [number_is, load, test_is, allow, fail]


@functools.cache
def packed_program(machine: str) -> bytes:
    """Write the filter as the kernel reads it; a template does so once for all of its children."""
    return b"".join(struct.pack("=HBBI", *step) for step in program(machine))


def refuse_system_calls() -> None:
    """Install the filter in this process for good; no_new_privs must be set before.

    Raises:
        OSError: the kernel takes no filters.
        NotImplementedError: see denied_numbers.
    """
    packed = packed_program(platform.machine())
    filled = _Program(len(packed) // 8, packed)
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(_SET_SECCOMP), ctypes.c_ulong(_MODE_FILTER), ctypes.byref(filled)]
    if libc.prctl(*arguments, ctypes.c_ulong(0), ctypes.c_ulong(0)):
        code = ctypes.get_errno()
        raise OSError(code, f"seccomp: {os.strerror(code)}")
