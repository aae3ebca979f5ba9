"""What a student's process can reach: its own small file system, and its own socket."""

import os
import sys
from pathlib import Path

import pytest

from helpers.grading.sandbox import bubblewrap
from helpers.grading.sandbox.inside.limits import Limits
from tests.support import ROOT
from tests.support.bubblewrap import need_bubblewrap
from tests.support.grading import grading_probe
from tests.support.grading.grading_probe import ask, value

LIMITS = Limits(memory_mb=256, cpu_seconds=60, threads=8, open_files=32, file_mb=2, tmp_mb=4)
SECRET = "course-secret-in-the-environment"


# Where Python or the course itself lies in /tmp, that much of it is seen there.
KEPT = {
    folder: [Path(path).name for path in bubblewrap.kept_below(bubblewrap.visible(), [folder])]
    for folder in ("/tmp", "/learner/home", "/dev/shm")
}
WALK = f"walk = [(f, d, n) for f, d, n in os.walk({str(ROOT)!r})]"


@pytest.fixture(scope="module")
def template():
    need_bubblewrap()
    os.environ["COURSE_SECRET"] = SECRET
    try:
        with grading_probe.template("import os, sys, ctypes", WALK, limits=LIMITS) as made:
            yield made
    finally:
        del os.environ["COURSE_SECRET"]


@pytest.fixture
def child(template):
    with template.start_child() as made:
        yield made


# --- files ------------------------------------------------------------------------------------


def test_only_what_python_needs_is_seen(child):
    listing = "found = sorted(os.listdir('/'))"
    assert set(value(child, listing)) <= {
        *("dev", "etc", "learner", "lib", "lib32", "lib64", "nix", "proc", "tmp", "usr"),
        *(path.split("/")[1] for path in bubblewrap.visible()),
    }
    assert set(value(child, "found = os.listdir('/etc')")) <= {*bubblewrap._SETTINGS}
    assert value(child, "found = os.listdir('/tmp') + os.listdir('/dev/shm')") == KEPT["/tmp"]


def course_files(walked):
    """Keep of a walk through the course the files that are not Python's own."""
    packages = [path for path in sys.path if Path(path).name == "site-packages"]
    python = tuple(f"{path}/" for path in (sys.prefix, sys.base_prefix, *packages))
    files = [f"{folder}/{name}" for folder, _, names in walked for name in names]
    return {os.path.relpath(file, ROOT) for file in files if not file.startswith(python)}


def test_of_the_course_a_child_sees_what_answers_use_and_no_more(child):
    seen = course_files(value(child, WALK + "; found = walk"))
    shown = tuple(f"helpers/{name}" for name in (*bubblewrap.FOR_STUDENTS, *bubblewrap.INSIDE))
    assert {name for name in seen if not name.startswith((*shown, "data/"))} == set()
    assert {"helpers/scratch/cells.py", "helpers/checks/runtime/call.py"} <= seen
    assert seen == course_files(value(child, "found = walk"))  # the template sees the same


@pytest.mark.parametrize("path", ["/", "/usr", "/etc", "/dev", "/learner", "/lib", "{helpers}"])
def test_nothing_can_be_written_outside_its_own_room(child, path):
    path = path.format(helpers=bubblewrap.HELPERS)
    said = ask(child, f"open({path!r} + '/new', 'w')")
    if path == "/learner":  # its own room
        assert said == "None"
    else:
        assert said.startswith(("OSError: [Errno 30]", "PermissionError"))


def test_every_mount_but_its_room_is_read_only(child):
    lines = value(child, "found = open('/proc/self/mounts').read()").splitlines()
    mounts = {place: flags.split(",") for _, place, _, flags, _, _ in map(str.split, lines)}
    writable = {place for place, flags in mounts.items() if "rw" in flags}
    assert writable - {"/dev/pts"} == {"/learner", "/tmp", "/dev/shm", "/proc"}
    assert value(child, "found = os.listdir('/dev/pts')") == []
    assert ask(child, "os.openpty()").startswith(("FileNotFoundError", "OSError"))


@pytest.mark.parametrize("folder", ["/tmp", "/learner/home", "/dev/shm"])
def test_a_file_is_gone_with_its_process(template, folder):
    with template.start_child() as first:
        assert value(first, f"open('{folder}/left', 'w').write('x'); found = 1") == 1
        assert "left" in value(first, f"found = os.listdir('{folder}')")
        with template.start_child() as beside:
            assert value(beside, f"found = os.listdir('{folder}')") == KEPT[folder]
    with template.start_child() as second:
        assert value(second, f"found = os.listdir('{folder}')") == KEPT[folder]


def test_what_lies_in_its_own_folders_stays_visible_there():
    seen = ["/tmp/course/.venv", "/tmp/course", "/usr", "/tmp2/x", "/tmp"]
    assert bubblewrap.kept_below(seen, ["/tmp", "/dev/shm"]) == ["/tmp/course"]


def test_all_its_folders_share_one_limit(child):
    fill = """
found = 0
for folder in ("/tmp", "/learner/home", "/dev/shm") * 3:
    try:
        with open(f"{folder}/{found}", "wb", buffering=0) as file:
            while True:
                found += file.write(bytes(1 << 16))
    except OSError:
        pass
"""
    assert value(child, fill) <= LIMITS.tmp_mb << 20


def test_a_file_has_a_limit(child):
    write = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    write += f"open('/tmp/big', 'wb').write(bytes({LIMITS.file_mb + 1} << 20))"
    assert ask(child, write).startswith("OSError: [Errno 27]")


# --- who and where it is ----------------------------------------------------------------------


def test_it_is_nobody_without_rights(child):
    status = value(child, "found = open('/proc/self/status').read()")
    fields = dict(line.split(":\t") for line in status.splitlines() if ":\t" in line)
    rights = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
    assert {int(fields[name], 16) for name in rights} == {0}
    assert (fields["NoNewPrivs"], fields["Seccomp"]) == ("1", "2")
    assert value(child, "found = os.getresuid() + os.getresgid()") == (65534,) * 6


def test_a_real_root_is_not_its_user_outside(child):
    outside = int(value(child, "found = open('/proc/self/uid_map').read()").split()[1])
    assert outside == 65534 or os.getuid() != 0


def test_it_has_namespaces_of_its_own(template, child):
    names = os.listdir("/proc/self/ns")
    read = f"found = {{n: os.readlink('/proc/self/ns/' + n) for n in {names}}}"
    inside = value(child, read)
    with template.start_child() as second:
        beside = value(second, read)
    for name in ("user", "mnt", "pid", "ipc", "uts"):
        assert inside[name] != beside[name]
    for name in ("user", "mnt", "pid", "ipc", "uts", "net"):
        assert inside[name] != os.readlink(f"/proc/self/ns/{name}")


def test_no_other_process_is_seen(child):
    assert value(child, "found = [n for n in os.listdir('/proc') if n.isdigit()]") == ["1"]
    assert value(child, "found = os.getpid(), os.getppid(), os.getsid(0)") == (1, 0, 1)


def test_the_environment_is_not_the_instructors(child):
    everything = value(child, "found = dict(os.environ)")
    assert set(everything) <= {*bubblewrap._environment(), "PWD", "LC_CTYPE"}
    read = "found = open('/proc/1/environ', 'rb').read() + open('/proc/1/cmdline', 'rb').read()"
    assert SECRET not in ask(child, read)


def test_no_file_is_open_but_its_socket(child):
    read = "found = {n: os.readlink(f'/proc/self/fd/{n}') for n in range(64)"
    read += " if os.path.exists(f'/proc/self/fd/{n}') or n == sock.fileno()}, sock.fileno()"
    files, own = value(child, read)
    assert files.pop(own).startswith("socket:")
    assert files == dict.fromkeys(range(3), "/dev/null")


def test_its_surroundings_are_plain(child):
    assert value(child, "found = os.getcwd(), os.umask(0o77), os.getpgid(0)") == (
        "/learner/home",
        0o22,
        1,
    )


def test_what_it_changes_about_itself_ends_with_it(template):
    look = "found = os.getcwd(), os.umask(0o22), dict(os.environ), os.getpriority(0, 0)"
    look += ", [__import__('resource').getrlimit(n) for n in range(16)], sys.path, sys.argv"
    with template.start_child() as first:
        before = value(first, look)
        change = "os.chdir('/tmp'); os.umask(0); os.environ['LEFT'] = '1'; sys.path.append('/tmp')"
        change += "; import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9)); found = 1"
        assert value(first, change) == 1
        assert value(first, look) != before
    with template.start_child() as second:
        assert value(second, look) == before


# --- the template and the other processes -----------------------------------------------------


@pytest.mark.parametrize("pid", [-1, 0, 1, 2, 3, 4, 5])
def test_the_template_gets_no_signal(template, child, pid):
    ask(child, f"os.kill({pid}, 9)")
    with template.start_child() as second:
        assert value(second, "found = 1") == 1


def test_the_template_itself_is_closed_to_its_user(template):
    """Whoever has the same uid, or got out of a child, can neither read nor trace it."""
    pid = grading_probe.descendants(template._line.process_id)[-1]
    with open(f"/proc/{pid}/status") as file:
        assert "\nUid:\t0\t" not in file.read()  # it is not root's ...
    assert os.stat(f"/proc/{pid}/mem").st_uid == 0  # ... but what is in it is
