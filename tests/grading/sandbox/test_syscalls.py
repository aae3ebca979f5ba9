"""What a student's process may ask of the kernel, and how much of the machine it may use."""

import os

import pytest

from helpers.grading.sandbox.inside import seccomp
from helpers.grading.sandbox.inside.limits import Limits
from tests.support.bubblewrap import need_bubblewrap
from tests.support.grading import grading_probe
from tests.support.grading.grading_probe import ask, value

LIMITS = Limits(memory_mb=256, cpu_seconds=60, threads=8, open_files=32, file_mb=2, tmp_mb=4)


@pytest.fixture(scope="module")
def template():
    need_bubblewrap()
    with grading_probe.template("import os, sys, ctypes", limits=LIMITS) as made:
        yield made


@pytest.fixture
def child(template):
    with template.start_child() as made:
        yield made


CALL = """
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *given):
    result = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, given))
    return -ctypes.get_errno() if result == -1 else result
"""


# --- system calls -----------------------------------------------------------------------------

NUMBERS = seccomp.denied_numbers(os.uname().machine)


def test_every_refused_call_fails_and_the_process_goes_on(child):
    calls = f"found = {{name: call(n, 0, 0, 0, 0, 0) for name, n in {NUMBERS}.items()}}"
    assert value(child, CALL + calls) == dict.fromkeys(NUMBERS, -1)
    assert value(child, "found = 1") == 1


def test_an_answer_is_one_process(child):
    assert ask(child, "os.fork()").startswith("PermissionError")
    assert ask(child, "os.execv('/usr/bin/true', ['true'])").startswith("PermissionError")
    assert ask(child, "__import__('subprocess').run('true')").startswith("PermissionError")
    clone, clone3 = {"x86_64": 56, "aarch64": 220}[os.uname().machine], 435
    for flags in (17, 0x100 | 17, 0x10000000 | 17, 0x20000000 | 17):  # SIGCHLD, VM, NEWUSER, NEWPID
        assert value(child, CALL + f"found = call({clone}, {flags}, 0, 0, 0, 0)") == -1
    assert value(child, CALL + f"found = call({clone3}, 0, 0)") == -38


def test_only_sockets_between_its_own_threads(child):
    assert value(child, "import socket; a, b = socket.socketpair(); found = a.send(b'x')") == 1
    assert ask(child, "socket.socket(socket.AF_UNIX)").startswith("PermissionError")
    assert ask(child, "socket.socketpair(socket.AF_INET)").startswith("PermissionError")
    send = "c, d = socket.socketpair(type=socket.SOCK_DGRAM); c.bind('\\0left')"
    assert ask(child, send).startswith("PermissionError")


def test_an_event_loop_and_threads_run(child):
    assert ask(child, "import asyncio; asyncio.run(asyncio.sleep(0))") == "None"
    thread = "import threading; t = threading.Thread(target=dict); t.start(); t.join(); found = 1"
    assert value(child, thread) == 1


def test_torch_computes_however_many_threads_are_asked_for():
    """More than a process may start end it: with signal 11, or a line of OpenMP's."""
    need_bubblewrap()
    work = "import torch; torch.set_num_threads(64); x = torch.ones(700, 700); y = x @ x"
    with grading_probe.template() as template, template.start_child() as child:
        assert value(child, f"{work}; found = float(y[0, 0])") == 700.0


def test_it_never_leaves_a_core_to_the_hosts_own_program_for_crashes(child):
    prctl = {"x86_64": 157, "aarch64": 167}[os.uname().machine]
    ask_it, set_it = (f"call({prctl}, {option}, 1, 0, 0, 0)" for option in (3, 4))
    assert value(child, CALL + f"found = {ask_it}, {set_it}, {ask_it}") == (0, -1, 0)


def test_limits_of_others_are_closed_and_its_own_cannot_grow(child):
    prlimit = {"x86_64": 302, "aarch64": 261}[os.uname().machine]
    assert value(child, CALL + f"found = call({prlimit}, 1, 0, 0, 0)") == -1
    grow = "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))"
    assert "Error" in ask(child, grow)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="only x86_64 has a second numbering")
def test_the_second_numbering_of_x86_64_is_refused(child):
    for name in ("memfd_create", "ptrace", "execve"):
        assert value(child, CALL + f"found = call({0x40000000 + NUMBERS[name]}, 0, 0, 0)") == -1


def test_calls_newer_than_the_list_do_not_exist(child):
    assert value(child, CALL + "found = [call(n, 0, 0) for n in range(463, 600)]") == [-38] * 137


# --- memory -----------------------------------------------------------------------------------


def test_memory_has_a_limit_and_honest_answers_room(child):
    assert ask(child, "found = len(bytearray(100 << 20))") == str(100 << 20)
    assert ask(child, f"bytearray({LIMITS.memory_mb + 16} << 20)").startswith("MemoryError")
    many = f"kept = [bytearray(1 << 20) for _ in range({LIMITS.memory_mb + 16})]"
    assert ask(child, many).startswith("MemoryError")


@pytest.mark.parametrize(
    "way",
    [
        "import mmap; mmap.mmap(-1, SIZE)",
        "import mmap; mmap.mmap(-1, SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)",
        "os.memfd_create('left')",
        "os.fork()",
        "os.posix_spawn('/usr/bin/true', ['true'], {})",
        "import multiprocessing as m; m.get_context('fork').Process(target=len).start()",
        "import multiprocessing.shared_memory as m; m.SharedMemory(create=True, size=SIZE)",
        "os.ftruncate(os.open('/dev/shm/big', os.O_CREAT | os.O_RDWR), SIZE)",
        "file = open('/tmp/big', 'wb'); file.write(bytes(SIZE))",
        "import threading; e = threading.Event()\n"
        "for _ in range(20): threading.Thread(target=e.wait, daemon=True).start()",
        "kept = [os.pipe() for _ in range(64)]",
    ],
)
def test_no_way_around_the_memory_limit(child, way):
    said = ask(child, way.replace("SIZE", str(LIMITS.memory_mb << 20)))
    assert "Error" in said or said == ""


def test_threads_have_a_limit():
    need_bubblewrap()
    many = "import threading; wait = threading.Event().wait; found = 0\ntry:\n    while True: "
    many += "threading.Thread(target=wait, daemon=True).start(); found += 1\nexcept RuntimeError: 1"
    limits = Limits(threads=8, memory_mb=8192)
    with grading_probe.template(limits=limits) as made, made.start_child() as child:
        assert value(child, many) == limits.threads - 1


def test_an_endless_loop_ends_at_its_cpu_limit():
    need_bubblewrap()
    with (
        grading_probe.template(limits=LIMITS._replace(cpu_seconds=1)) as made,
        made.start_child() as child,
    ):
        assert ask(child, "while True:\n    try:\n        1\n    except: pass") == ""
        assert child.ending(60) == "signal 9 (SIGKILL)"
