"""Answers that leave something for the next student, who looks for it."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "left_device_times": Attack(
        "Sets the times of the host's device nodes, which the next student could read.",
        cell="""
import os

for entry in os.scandir("/dev"):
    try:
        os.utime(entry.path, follow_symlinks=False)
    except OSError as error:
        say("LOOKED", entry.name, error.strerror)
    else:
        if entry.name != "shm":  # the only one that is its own
            say("WROTE the times of", entry.path)
""",
    ),
    "left_files": Attack(
        "Leaves files in every folder it can write to for the next student.",
        cell="""
import os
import tempfile

places = [os.path.expanduser("~"), "/tmp", "/var/tmp", "/dev/shm", "/run", os.getcwd(), "/"]
for place in [*places, tempfile.gettempdir(), *os.environ.values()]:
    try:
        os.makedirs(os.path.join(place, "attack-was-here"), exist_ok=True)
        with open(os.path.join(place, "attack-was-here", "secret"), "w") as file:
            file.write("the answer is 42")
    except (OSError, ValueError):
        pass
""",
        finder=r"""
import os

for folder, folders, files in os.walk("/"):
    if folder == "/":
        folders[:] = [name for name in folders if name not in ("proc", "sys", "usr", "lib")]
    folders[:] = [name for name in folders if name != "site-packages"]
    for name in folders + files:
        if "attack-was-here" in name:
            say("FOUND", os.path.join(folder, name))
say("LOOKED")
""",
    ),
    "left_keyring": Attack(
        "Leaves a key in each of the kernel's keyrings for the next student.",
        cell="""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for ring in (-1, -2, -3, -4, -5):
    libc.syscall(248, b"user", b"attack-secret", b"answer", 6, ring)
""",
        finder=r"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for ring in (-1, -2, -3, -4, -5):
    if libc.syscall(250, 10, ring, b"user", b"attack-secret", 0) > 0:
        say("FOUND a key in ring", ring)
try:
    if "attack-secret" in open("/proc/keys").read():
        say("FOUND a key")
except OSError:
    pass
say("LOOKED")
""",
    ),
    "left_posix_memory": Attack(
        "Leaves POSIX shared memory, semaphores and message queues for the next student.",
        cell="""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.shm_open(b"/attack-secret", os.O_CREAT | os.O_RDWR, 0o666)
libc.sem_open(b"/attack-secret", os.O_CREAT, 0o666, 1)
libc.mq_open(b"/attack-secret", os.O_CREAT | os.O_RDWR, 0o666, None)
try:
    from multiprocessing import shared_memory

    kept = shared_memory.SharedMemory("attack-secret-2", create=True, size=64)
    from multiprocessing import resource_tracker

    resource_tracker.unregister(kept._name, "shared_memory")
except BaseException:
    pass
""",
        finder=r"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.shm_open(b"/attack-secret", os.O_RDWR, 0) >= 0:
    say("FOUND shared memory")
libc.sem_open.restype = ctypes.c_void_p
if libc.sem_open(b"/attack-secret", 0):
    say("FOUND a semaphore")
if libc.mq_open(b"/attack-secret", os.O_RDWR) >= 0:
    say("FOUND a queue")
for place in ("/dev/shm", "/dev/mqueue"):
    if os.path.isdir(place) and os.listdir(place):
        say("FOUND", os.listdir(place))
say("LOOKED")
""",
    ),
    "left_process": Attack(
        "Leaves a daemon that listens, waits and answers the next student.",
        cell=r"""
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
""",
        finder=r"""
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
""",
    ),
    "left_settings": Attack(
        "Leaves patched modules, environment variables, a host name and limits.",
        cell="""
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
""",
        finder=r"""
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
""",
        loses=("next_token_pairs",),
    ),
    "left_shared_memory": Attack(
        "Leaves System V segments, semaphores and queues for the next student, who looks for them.",
        cell=r"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
segment = libc.shmget(0x5EC2E7, 4096, 0o1666)
at = libc.shmat(segment, None, 0)
if segment >= 0 and at not in (None, ctypes.c_void_p(-1).value):
    ctypes.memmove(at, b"answer", 6)
    say("LEFT a segment")
libc.semget(0x5EC2E7, 1, 0o1666)
libc.msgget(0x5EC2E7, 0o1666)
""",
        finder=r"""
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
for name in ("shmget", "semget", "msgget"):
    sizes = {"shmget": (4096,), "semget": (1,), "msgget": ()}[name]
    if getattr(libc, name)(0x5EC2E7, *sizes, 0) >= 0:
        say("FOUND", name)
if open("/proc/sysvipc/shm").read().count("\n") > 1:
    say("FOUND a segment")
say("LOOKED")
""",
    ),
    "left_start_up_files": Attack(
        "Leaves start-up files of Python, IPython, Jupyter and the shell for the next student.",
        cell=r"""
import os
import site

home = os.path.expanduser("~")
line = "import os; os.environ['ATTACK'] = 'was here'; print('FOUND start-up')"
for path in (
    "sitecustomize.py", "usercustomize.py", "numpy.py", "helpers/__init__.py", "json.py",
    "torch.py", ".ipython/profile_default/startup/00.py", ".pythonrc.py", ".bashrc", ".profile",
    ".ipython/profile_default/ipython_config.py", ".jupyter/jupyter_config.py",
    ".jupyter/nbgrader_config.py", "nbgrader_config.py", ".config/matplotlib/matplotlibrc",
):
    for place in (home, os.getcwd(), "/tmp", site.getusersitepackages(), *site.getsitepackages()):
        try:
            target = os.path.join(place, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "w") as file:
                file.write(line)
        except OSError:
            pass
""",
        finder=r"""
import os
import sys

if "ATTACK" in os.environ or "sitecustomize" in sys.modules and "FOUND" in str(sys.modules):
    say("FOUND start-up")
if sys.modules["numpy"].__file__.endswith("numpy.py"):
    say("FOUND numpy.py")
say("LOOKED")
""",
    ),
}
