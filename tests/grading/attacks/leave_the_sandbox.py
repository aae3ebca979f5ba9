"""Tries new mounts, chroot, other users, device nodes and modules to get at the host's files."""

ANSWERS = {
    "one_hot": r"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
tries = {
    "setuid": lambda: libc.setuid(0),
    "setresuid": lambda: libc.syscall(117, 0, 0, 0),
    "mount /": lambda: libc.mount(b"none", b"/", None, 32 | 4096, None),
    "remount rw": lambda: libc.mount(b"/", b"/", None, 32, None),
    "umount /usr": lambda: libc.umount2(b"/usr", 2),
    "umount /tmp": lambda: libc.umount2(b"/tmp", 2),
    "mknod": lambda: libc.syscall(133, b"/tmp/disk", 0o60600, 0x800),
    "init_module": lambda: libc.syscall(175, 0, 0, b""),
    "reboot": lambda: libc.syscall(169, 0xFEE1DEAD, 672274793, 0),
    "bpf": lambda: libc.syscall(321, 0, 0, 0),
    "open_by_handle_at": lambda: libc.syscall(304, -100, 0, 0),
    "settimeofday": lambda: libc.settimeofday(ctypes.create_string_buffer(16), None),
}
for name, attempt in tries.items():
    if attempt() == 0:
        say("GAINED", name)
for fd in range(3, 64):
    try:
        os.fchdir(fd)
        say("GAINED a folder")
    except OSError:
        pass
if os.getuid() == 0 or os.geteuid() == 0:
    try:
        open("/usr/attack_was_here", "w").close()
        say("WROTE /usr")
    except OSError:
        pass
if libc.unshare(0x10000000 | 0x00020000) == 0:
    libc.mount(b"none", b"/", None, 32 | 4096, None)
    libc.mount(b"/usr", b"/usr", None, 32, None)
    libc.mount(b"/", b"/", None, 32, None)
    for path in ("/usr/attack_was_here", "/attack_was_here", "/etc/attack_was_here"):
        try:
            open(path, "w").close()
            say("WROTE", path)
        except OSError:
            pass
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
