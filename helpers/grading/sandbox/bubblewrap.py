"""The command line of bubblewrap: what a template sees of the machine, and as whom it runs."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from helpers.grading.sandbox.inside.namespaces import HOME, ROOM, UNPRIVILEGED, Isolation

HELPERS = Path(__file__).resolve().parents[2]
# The helpers that answers may use. No checks, no tools, nothing that judges or releases.
FOR_STUDENTS = ("__init__.py", "sampling", "scratch", "nn", "datasets", "plots")
INSIDE = ("checks/runtime", "grading/sandbox/inside")  # what serves and calls an answer
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/nix/store")
_SETTINGS = ("ld.so.cache", "alternatives", "localtime")  # of /etc: where libraries and clocks are
_START = (
    "import sys; sys.path[:] = sys.argv[2:];"
    "from helpers.grading.sandbox.inside.fork_server import main; main(int(sys.argv[1]))"
)
_OWN = [["tmp", "/tmp"], ["shm", "/dev/shm"]]


class SandboxError(Exception):
    """A template or a child could not be started, or is gone; the text is one line."""


class Launch(NamedTuple):
    """How to start a template.

    command: from the number of its control line's descriptor. order: its first message.
    """

    command: Callable[[int], list[str]]
    environment: dict[str, str]
    order: dict[str, Any]


def launch(unsafe: bool) -> Launch:
    """Return how a template is started on this machine; unsafe: without a sandbox.

    Raises:
        FileNotFoundError: bubblewrap is not installed.
    """
    environment = _environment()
    if unsafe:
        places = dict.fromkeys(("HOME", "TMPDIR"), tempfile.gettempdir())
        return Launch(_python, environment | places, {"root": False, "isolation": None})
    bwrap, root = find_bwrap(), is_real_root()
    if bwrap is None:
        raise FileNotFoundError("bubblewrap is not installed")
    seen = visible()
    before = [bwrap, *_spaces(root), *_folders(seen)]
    hidden = ["/dev/pts"]  # a terminal would be seen by all children
    isolation = Isolation(hidden, _OWN, kept_below(seen, [folder for _, folder in _OWN]))
    return Launch(
        lambda fd: [*before, "--", *_python(fd)],
        environment,
        {"root": root, "isolation": list(isolation)},
    )


def find_bwrap() -> str | None:
    """Find the program bubblewrap, also where PATH is short."""
    return shutil.which("bwrap") or shutil.which("bwrap", path="/usr/bin:/usr/local/bin:/bin")


def is_real_root() -> bool:
    """Return whether this process is root, and there is another user that it can become.

    Without one it is root only in name, inside a container that has no other users.
    """
    if os.geteuid() != 0:
        return False
    with open("/proc/self/uid_map") as file:
        ranges = [[int(part) for part in line.split()] for line in file]
    return any(first <= UNPRIVILEGED < first + count for first, _, count in ranges)


def _environment() -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": HOME,
        "TMPDIR": f"{ROOM}/tmp",
        "USER": "learner",
        "LOGNAME": "learner",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "Agg",
        "PYTHONHASHSEED": "0",  # the same answers give the same result
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        # Holds after torch.set_num_threads(64) too: more than may be started, they would crash.
        "OMP_THREAD_LIMIT": "1",
    }


def _python(fd: int) -> list[str]:
    return [sys.executable, "-s", "-S", "-P", "-B", "-c", _START, str(fd), *search_path()]


def search_path() -> list[str]:
    """List where a template finds modules: the standard library, the packages, the helpers."""
    bases = (sys.base_prefix, os.path.realpath(sys.base_prefix))
    packages = ("site-packages", "dist-packages")
    found = [p for p in sys.path if Path(p).name in packages or any(_below(p, b) for b in bases)]
    return [*dict.fromkeys(found), str(HELPERS.parent)]


def kept_below(seen: Iterable[str], folders: Iterable[str]) -> list[str]:
    """List what must stay visible in folders that are otherwise a child's own, such as /tmp.

    Only the first name below the folder counts: what lies deeper comes with it.
    """
    parts = [
        (folder, path[len(folder) + 1 :])
        for folder in folders
        for path in seen
        if _below(path, folder)
    ]
    return sorted({f"{folder}/{rest.split('/')[0]}" for folder, rest in parts if rest})


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _spaces(root: bool) -> list[str]:
    """Return the options for namespaces and rights; root needs some rights at first."""
    options = "--unshare-pid --unshare-ipc --unshare-uts --unshare-net --unshare-cgroup-try"
    options += " --as-pid-1 --die-with-parent --new-session --cap-drop ALL --hostname sandbox"
    if root:
        options += " --cap-add CAP_SYS_ADMIN --cap-add CAP_SETUID --cap-add CAP_SETGID"
        return [*options.split(), "--dir", "/proc"]
    user = f"--unshare-user --uid {UNPRIVILEGED} --gid {UNPRIVILEGED} --proc /proc"
    return [*options.split(), *user.split()]


def visible() -> dict[str, str | None]:
    """Return what is seen in the sandbox: path -> where it comes from; None for an empty folder.

    A deeper path covers the one that it lies in, so the course stays empty where it lies inside a
    visible folder, and of the helpers only FOR_STUDENTS and INSIDE are there, read-only.
    """
    bases = [sys.base_prefix, sys.prefix, os.path.realpath(sys.executable)]
    bases += [path for path in search_path()[:-1] if Path(path).is_dir()]
    seen: dict[str, str | None] = {path: path for path in _SYSTEM if Path(path).is_dir()}
    seen |= {f"/etc/{name}": f"/etc/{name}" for name in _SETTINGS}
    for base in bases:
        for path in (base, os.path.realpath(base)):
            if not any(_below(path, other) for other in seen):
                seen[path] = path
    parent = HELPERS.parent
    if parent.name not in ("site-packages", "dist-packages"):
        seen = {k: v for k, v in seen.items() if k != str(parent)} | {str(parent): None}
    seen[str(HELPERS)] = None
    for name in (*FOR_STUDENTS, *INSIDE):
        if (HELPERS / name).exists():
            seen[str(HELPERS / name)] = str(HELPERS / name)
    data = parent / "data"  # the course's data sets
    if (data / "registry.toml").exists():
        seen[str(data)] = str(data)
    return seen


def _folders(seen: dict[str, str | None]) -> list[str]:
    options = ["--dev", "/dev", "--size", str(64 << 20), "--tmpfs", ROOM]
    options += ["--dir", HOME, "--dir", f"{ROOM}/tmp", "--dir", "/tmp"]
    for path in sorted(seen, key=lambda path: path.count("/")):
        source, parent = seen[path], os.path.dirname(path)
        if parent != "/":  # left to itself, bubblewrap makes it for root alone
            options += ["--dir", parent]
        options += ["--tmpfs", path] if source is None else ["--ro-bind-try", source, path]
    empty = [path for path, source in seen.items() if source is None]
    for path in ("/dev", *empty, "/"):
        options += ["--remount-ro", path]
    return options
