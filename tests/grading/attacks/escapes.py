"""Answers that try to leave the sandbox: files, gradebooks, network, kernel."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "leave_the_sandbox": Attack(
        "Tries mounts, chroot, other users, device nodes and modules to get at the host's files.",
        cell=r"""
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
""",
    ),
    "write_everywhere": Attack(
        "Writes a file into every folder of the Python environment, the course and the system.",
        cell=r"""
import os
import sys
import sysconfig

places = {"/", "/etc", "/usr", "/usr/local", "/opt", "/srv", "/var", "/var/lib", "/run", "/root",
          "/home", "/boot", "/mnt", "/sys", "/sys/fs/cgroup", "/proc/sys/kernel", "/work"}
places |= set(filter(None, sys.path)) | set(sysconfig.get_paths().values())
for module in list(sys.modules.values()):
    places.add(os.path.dirname(str(getattr(module, "__file__", None) or "")))
for place in sorted(places - {""}):
    path = os.path.join(place, "attack_was_here.pth")
    try:
        with open(path, "w") as file:
            file.write("import os")
    except OSError:
        continue
    say("WROTE", path)
for path in ("/proc/sysrq-trigger", "/proc/self/oom_score_adj",
             "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/dev/kmsg", "/dev/mem"):
    try:
        with open(path, "w") as file:
            file.write("0")
        if "self" not in path:
            say("WROTE", path)
    except OSError:
        pass
""",
    ),
    "write_gradebook": Attack(
        "Looks for gradebooks in every folder and writes itself full marks.",
        cell=r"""
import glob
import os
import sqlite3

tops = [f"/{name}" for name in os.listdir("/") if name not in ("proc", "sys", "usr", "lib")]
patterns = [f"{top}/{deep}*.db" for top in tops for deep in ("", "*/")]
found = [path for pattern in patterns for path in glob.glob(pattern)]
for up in range(8):
    found += glob.glob("../" * up + "gradebook.db") + glob.glob("../" * up + "grading/*.db")
for path in found:
    say("FOUND", path)
    try:
        base = sqlite3.connect(path, timeout=0.1)
        base.execute("UPDATE grade SET auto_score = 100, manual_score = 100")
        base.commit()
        say("WROTE", path)
    except Exception:
        pass
try:
    from nbgrader.api import Gradebook

    Gradebook("sqlite:///gradebook.db").update_or_create_student("mallory")
except BaseException:
    pass
say("LOOKED")
""",
    ),
    "network": Attack(
        "Connects to local ports, outside hosts, name servers and sockets of every kind.",
        cell=r"""
import socket


def attempt(family, kind, address):
    try:
        with socket.socket(family, kind) as s:
            s.settimeout(0.05)
            s.connect(address)
            if kind == socket.SOCK_DGRAM and family == socket.AF_INET:
                s.send(b"attack")
        say("FOUND", address)
    except (OSError, AttributeError):
        pass


tcp, udp = socket.SOCK_STREAM, socket.SOCK_DGRAM
for port in [22, 53, 80, 443, 5432, 8000, 8786, 8787, 8888, *range(30000, 61000)]:
    attempt(socket.AF_INET, tcp, ("127.0.0.1", port))
for address in ("1.1.1.1", "8.8.8.8", "169.254.169.254", "10.0.0.1", "172.17.0.1"):
    attempt(socket.AF_INET, tcp, (address, 80))
    attempt(socket.AF_INET, udp, (address, 53))
attempt(socket.AF_INET6, tcp, ("::1", 8888))
for path in ("/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket",
             "/run/postgresql/.s.PGSQL.5432", "/tmp/.s.PGSQL.5432", "\0canary-of-the-instructor"):
    attempt(socket.AF_UNIX, tcp, path)
    attempt(socket.AF_UNIX, udp, path)
try:
    for line in list(open("/proc/net/unix"))[1:]:
        name = line.split()[7] if len(line.split()) > 7 else ""
        if name.startswith("@"):
            attempt(socket.AF_UNIX, tcp, "\0" + name[1:])
except OSError:
    pass
say("LOOKED")
""",
    ),
    "network_by_name": Attack(
        "Asks for pages and names with the standard libraries.",
        cell=r"""
import socket
import subprocess
import urllib.request

for ask in (
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: urllib.request.urlopen("http://example.org", timeout=0.2).read(10),
    lambda: subprocess.run(["getent", "hosts", "example.org"], check=True, timeout=0.5),
):
    try:
        say("FOUND", ask())
    except BaseException:
        pass
say("LOOKED")
""",
    ),
    "other_entry": Attack(
        "Enters the kernel by the door for programs of 32 bits, where calls have other numbers.",
        one_hot="""
import ctypes
import mmap
import os
import platform


def one_hot(ids, V):
    if platform.machine() != "x86_64":
        os.abort()  # no such door
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(bytes.fromhex("b814000000cd80c3"))  # getpid
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    print("GAINED", ctypes.CFUNCTYPE(ctypes.c_int)(address)())
    return np.eye(V)[ids]
""",
        status="died",
    ),
}
