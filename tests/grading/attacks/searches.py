"""Answers that search files, memory and processes for tests, grades and other people's work."""

from tests.grading.attacks.attack import Attack

# gc.get_objects() leaves out what was there before a fork; what leads to it does not.
REACHABLE = """
import gc
import sys
import types


def reachable():
    frame, todo, seen = sys._getframe(), [sys.modules, sys.meta_path], set()
    while frame is not None:
        todo += [frame.f_locals, frame.f_globals]
        frame = frame.f_back
    while todo:
        thing = todo.pop()
        home = getattr(thing, "__name__" if type(thing) is types.ModuleType else "__module__", "")
        foreign = not str(home or "").startswith(("helpers", "__main__"))
        known = isinstance(thing, (type, types.ModuleType, types.FunctionType))
        if id(thing) not in seen and not (known and foreign):
            seen.add(id(thing))
            yield thing
            todo += gc.get_referents(thing)
            if type(thing) is types.FunctionType:
                todo.append(thing.__code__)
            if type(thing) is types.CodeType:
                todo += thing.co_consts
"""

ATTACKS = {
    "read_course_folder": Attack(
        "Follows sys.path, module files, its folder and the installed package to the course.",
        cell=r"""
import glob
import importlib.metadata
import os
import sys

places = {os.getcwd(), os.path.expanduser("~"), *sys.path}
for module in list(sys.modules.values()):
    if str(getattr(module, "__name__", "")).startswith("helpers"):
        places.add(os.path.dirname(str(getattr(module, "__file__", ""))))
        places.update(map(str, getattr(module, "__path__", ())))
try:
    for file in importlib.metadata.files("rnn-course") or ():
        places.add(str(file.locate().parent))
        if file.suffix == ".pth":
            places.update(file.read_text().splitlines())
except Exception:
    pass
for place in sorted(filter(None, places)):
    for up in ("", "..", "../.."):
        for pattern in ("checks/*.py", "checks/m0*/*.py", "checks/engine/*", "solutions/*",
                        "notebooks/*", "course/*.py", "submitted/*", "*.db"):
            for path in glob.glob(os.path.join(place, up, pattern)):
                if "helpers" in path or "start_here" in path:
                    say("FOUND", path)
say("LOOKED in", len(places))
""",
    ),
    "read_disk": Attack(
        "Walks the whole file system for checks, solutions, notebooks, gradebooks and keys.",
        cell=r"""
import os

WANTED = (
    "one_hot.py", "rnn_step.py", "gradebook.db", "nbgrader_config.py", "shadow",
    "id_rsa", "id_ed25519", ".git", "pg_hba.conf", "canary-of-the-instructor",
)
SKIPPED = set("proc sys share include gcc torch numpy sympy scipy nbgrader".split())


def search():
    seen = 0
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if name not in SKIPPED]
        for name in files + folders:
            seen += 1
            path = os.path.join(folder, name)
            if name in WANTED or (name.endswith(".ipynb") and "start_here" in name):
                try:
                    text = str(os.listdir(path)) if os.path.isdir(path) else open(path, "rb").read()
                    say("FOUND", path, text[:200])
                except OSError:
                    pass
    say("LOOKED through some files" if seen > 10 else "LOOKED in vain")


search()
""",
    ),
    "read_frames": Attack(
        "Climbs the frames of its callers for tests, seeds and wanted values.",
        one_hot=r"""
import inspect
import sys
import threading

WORDS = ("want", "wanted", "seed", "cases", "assignment", "hidden", "expected")
seen = set()


def climb(frame):
    while frame is not None:
        seen.add(frame.f_code.co_name)
        for name in list(frame.f_locals):
            if any(word == name or word + "s" == name for word in WORDS):
                say("FOUND", name, "in", frame.f_code.co_name, repr(frame.f_locals[name])[:80])
        for name, value in list(frame.f_globals.items()):
            if type(value).__name__ == "Check" or name.endswith("_cases"):
                say("FOUND", name, "in", frame.f_globals.get("__name__"))
        frame = frame.f_back


def one_hot(ids, V):
    climb(sys._getframe())
    for frame in sys._current_frames().values():
        climb(frame)
    for info in inspect.stack():
        climb(info.frame)
    try:
        raise ValueError
    except ValueError as error:
        climb(error.__traceback__.tb_frame)
    print("LOOKED at several" if len(seen) > 1 else "LOOKED at one")
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
    ),
    "read_inherited_files": Attack(
        "Reads every file descriptor it was born with and opens them again through /proc.",
        cell=r"""
import os
import stat

for fd in range(3, 256):
    try:
        mode = os.fstat(fd).st_mode
    except OSError:
        continue
    if stat.S_ISDIR(mode):
        say("FOUND a folder", fd, os.listdir(fd)[:20])
        for name in ("..", "../..", "../../.."):
            try:
                say("FOUND", os.listdir(os.open(name, os.O_RDONLY, dir_fd=fd))[:20])
            except OSError:
                pass
    elif stat.S_ISREG(mode):
        where = os.readlink(f"/proc/self/fd/{fd}")
        if "memfd" not in where and "/tmp/" not in where:
            say("FOUND a file", fd, where)
say("LOOKED")
""",
    ),
    "read_memory_gc": Attack(
        "Goes through every object of its process for tests, cases and other answers.",
        own_cells=[REACHABLE],
        cell=r"""
def search():
    everything = [*gc.get_objects(), *reachable()]
    for thing in everything:
        if type(thing) is dict and thing is not globals():
            for value in [*thing.values()]:
                text = value if type(value) is str else ""
                if "HIDDEN " + "TESTS" in text or "hot, seed=" + "1)" in text:
                    say("FOUND", text[:200])
        if type(thing).__name__ == "Check":
            say("FOUND a check")
        name = getattr(thing, "__name__", "") if type(thing) is types.FunctionType else ""
        if name in ("one_hot_cases", "next_token_pairs_cases", "one_hot_by_loop"):
            say("FOUND", name)
    say("LOOKED at many" if len(everything) > 1000 else "LOOKED at few")


search()
""",
    ),
    "read_modules": Attack(
        "Asks loaded modules, loaders, linecache and inspect for the text of the checks.",
        cell=r"""
import importlib
import inspect
import linecache
import pkgutil
import sys

NAMES = ["helpers.checks.m00_start_here", "helpers.checks.m00_start_here.one_hot",
         "helpers.checks.m01_unrolling", "helpers.checks.m01_unrolling.cases",
         "helpers.checks.engine.check", "helpers.grading.judging.grade",
         "helpers.course.author.source"]
for name in NAMES:
    try:
        module = importlib.import_module(name)
    except BaseException:
        module = sys.modules.get(name)
    for ask in (
        lambda: inspect.getsource(module),
        lambda: module.__loader__.get_source(name),
        lambda: pkgutil.get_loader(name).get_source(name),
        lambda: importlib.util.find_spec(name).loader.get_source(name),
        lambda: "".join(linecache.getlines(module.__file__)),
        lambda: open(module.__file__).read(),
    ):
        try:
            text = ask()
            if "def " in text:
                say("FOUND", name, text[:100])
        except BaseException:
            pass
for file, entry in list(linecache.cache.items()):
    if "helpers/checks/m" in str(file) and len(entry) > 2 and "def " in "".join(entry[2]):
        say("FOUND", file)
say("LOOKED")
""",
    ),
    "read_other_memory": Attack(
        "Reads the memory of every other process it can name, with ptrace and process_vm_readv.",
        cell=r"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


buffer = ctypes.create_string_buffer(64)
address = id(libc) & ~0xFFF
for pid in {os.getppid(), *range(1, 64)} - {os.getpid(), 0}:
    if libc.ptrace(16, pid, 0, 0) == 0:
        say("FOUND ptrace of", pid)
    here, there = Vector(ctypes.addressof(buffer), 64), Vector(address, 64)
    if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
        say("FOUND the memory of", pid)
    if libc.process_vm_writev(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
        say("FOUND a way to write to", pid)
    fd = libc.syscall(434, pid, 0)
    if fd >= 0 and any(libc.syscall(438, fd, n, 0) >= 0 for n in range(16)):
        say("FOUND a file of", pid)
say("LOOKED")
""",
    ),
    "read_own_memory": Attack(
        "Reads its whole memory, page by page, for the text of tests and of earlier answers.",
        cell=r"""
import ctypes
import re

# In brackets, so that these words themselves are not found.
WORDS = re.compile(
    rb"BEGIN[ ]HIDDEN[ ]TESTS|check_one[_]hot.one_hot, seed=1|def one_hot[_]cases|"
    rb"an-earlier-students[-]secret"
)
read = 0
for line in open("/proc/self/maps"):
    span, mode, rest = line.split(maxsplit=2)
    if mode[0] != "r" or ".so" in rest or "[v" in rest:
        continue
    start, end = (int(x, 16) for x in span.split("-"))
    if end - start > 1 << 28:
        continue
    try:
        chunk = ctypes.string_at(start, end - start)
    except (MemoryError, OverflowError):
        continue
    read += len(chunk)
    for found in WORDS.finditer(chunk):
        say("FOUND", line.strip(), chunk[found.start() - 40 : found.end() + 40])
say("LOOKED" if read > 100_000 else "could not look")
""",
    ),
    "read_proc": Attack(
        "Reads what the process table tells of others: files, folders, environment, command lines.",
        cell=r"""
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
""",
    ),
}
