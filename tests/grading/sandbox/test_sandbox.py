"""Templates and their children: how they start, what they hold, and how they end."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from helpers.grading.sandbox.host import SandboxError
from tests.support import ROOT
from tests.support.bubblewrap import need_bubblewrap
from tests.support.grading import grading_probe
from tests.support.grading.grading_probe import Watched, ask, descendants, value


@pytest.fixture(params=["sandbox", "unsafe"])
def unsafe(request):
    if request.param == "sandbox":
        need_bubblewrap()
    return request.param == "unsafe"


@pytest.fixture
def sandboxed():
    need_bubblewrap()
    with grading_probe.template() as made:
        yield made


# --- what a template holds --------------------------------------------------------------------


def test_the_setup_has_run(unsafe):
    sources = ["import numpy as np\nx = np.arange(3)", "y = x.sum()"]
    with grading_probe.template(*sources, unsafe=unsafe) as made, made.start_child() as child:
        assert ask(child, "found = int(y)") == "3"
        assert ask(child, "import sys; found = sys.modules[__name__].y is y") == "True"


def test_a_setup_that_raises_is_named(unsafe):
    with pytest.raises(SandboxError, match="ZeroDivisionError: division by zero"):
        grading_probe.template("1 / 0", unsafe=unsafe)
    with pytest.raises(SandboxError, match="SystemExit"):
        grading_probe.template("raise SystemExit", unsafe=unsafe)


def test_checks_are_inert(unsafe):
    source = "from helpers.checks.m99_none import check_it"
    modules = {"helpers.checks.m99_none": ["check_it", "check_more"]}
    with (
        grading_probe.template(source, unsafe=unsafe, check_modules=modules) as made,
        made.start_child() as child,
    ):
        assert ask(child, "found = check_it(len), check_it.__name__") == "(None, 'check_it')"


def test_references_are_known_by_exercise(unsafe):
    guarded = [
        ("rnn_step", "helpers.scratch.cells", "rnn_step"),
        ("attend", "helpers.scratch.attention", "attend"),  # which the setup does not import
        ("gone", "helpers.scratch.cells", "no_such_function"),
    ]
    source = "from helpers.scratch import cells"
    with (
        grading_probe.template(source, unsafe=unsafe, guarded=guarded) as made,
        made.start_child() as child,
    ):
        found = "found = {name: [f.__name__ for f in them] for name, them in references.items()}"
        assert value(child, found) == {"rnn_step": ["rnn_step"], "attend": ["attend"]}
        assert ask(child, "found = references['rnn_step'][0] is cells.rnn_step") == "True"


def test_the_cpu_time_of_a_child_is_read_from_outside(unsafe):
    with grading_probe.template(unsafe=unsafe) as made, made.start_child() as child:
        start = child.cpu_seconds()
        work = "import time, threading\nend = time.process_time() + 0.5\n"
        work += "def loop():\n    while time.process_time() < end: pass\n"
        work += "other = threading.Thread(target=loop)\nother.start()\nother.join()\n"
        assert ask(child, work) == "None"
        used = child.cpu_seconds() - start
        assert 0.4 < used < 5
        assert ask(child, "time.sleep(0.5)") == "None"
        assert child.cpu_seconds() - start - used < 0.3
        last = child.cpu_seconds()
        child.kill()
        assert child.ending(60) == "signal 9 (SIGKILL)"
        assert child.cpu_seconds() <= last + 0.3
    assert child.cpu_seconds() >= start


def test_torch_works_loaded_before_and_loaded_by_the_answer(unsafe):
    use = "import torch; found = float((torch.ones(300, 300) @ torch.ones(300, 300)).mean())"
    for preload in ([], ["torch"]):
        with (
            grading_probe.template(unsafe=unsafe, preload=preload) as made,
            made.start_child() as first,
            made.start_child() as second,
        ):
            assert ask(first, use) == ask(second, use) == "300.0"


# --- children ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "how"),
    [
        ("import os; os._exit(3)", "exit status 3"),
        ("sock.shutdown(0)", "exit status 0"),
        ("import ctypes; ctypes.string_at(0)", "signal 11 (SIGSEGV)"),
    ],
)
def test_an_ending_is_said_in_words(unsafe, deed, how):
    with grading_probe.template(unsafe=unsafe) as made, made.start_child() as child:
        assert ask(child, deed) in ("", "None")
        assert child.ending(60) == how


def test_a_killed_child_is_gone_at_once_with_its_threads(unsafe):
    with grading_probe.template(unsafe=unsafe) as made, made.start_child() as child:
        loop = "import threading; threading.Thread(target=lambda: [0 for _ in iter(int, 1)],"
        assert ask(child, loop + " daemon=True).start()") == "None"
        assert child.ending(0) == "still running"
        watched = Watched(descendants(made._line.process_id)[-1:])
        assert watched.none_gone()
        child.close()
        assert watched.all_gone()
        assert child.ending(0) == "signal 9 (SIGKILL)"
        watched.close()


def test_children_are_many_and_apart(unsafe):
    with grading_probe.template(unsafe=unsafe) as made:
        children = [made.start_child() for _ in range(8)]
        for number, child in enumerate(children):
            assert ask(child, f"mine = {number}") == "None"
        for number, child in reversed([*enumerate(children)]):
            assert ask(child, "found = mine") == str(number)
            child.close()


def test_children_start_and_end_from_several_threads(unsafe):
    answers = []

    def work():
        for _ in range(5):
            with made.start_child() as child:
                answers.append(ask(child, "found = 1"))

    with grading_probe.template(unsafe=unsafe) as made:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == ["1"] * 20


# --- templates --------------------------------------------------------------------------------


def test_a_template_outlives_the_thread_that_asked_for_it(unsafe):
    made = []
    thread = threading.Thread(target=lambda: made.append(grading_probe.template(unsafe=unsafe)))
    thread.start()
    thread.join()
    with made[0] as template, template.start_child() as child:
        assert ask(child, "found = 1") == "1"


def test_templates_stand_beside_each_other(unsafe):
    with (
        grading_probe.template("x = 1", unsafe=unsafe) as first,
        grading_probe.template("x = 2", unsafe=unsafe) as second,
    ):
        with first.start_child() as one, second.start_child() as two:
            assert [ask(one, "found = x"), ask(two, "found = x")] == ["1", "2"]
        first.close()
        with second.start_child() as two:
            assert ask(two, "found = x") == "2"


def test_closing_leaves_no_process(unsafe):
    made = grading_probe.template(unsafe=unsafe)
    children = [made.start_child(), made.start_child()]
    watched = Watched([made._line.process_id, *descendants(made._line.process_id)])
    assert watched.none_gone()
    assert len(watched.pidfds) == 2 + len(children) - unsafe
    made.close()
    assert watched.all_gone()
    assert not made.alive
    assert [child.ending() for child in children] == ["ended with its template"] * 2
    for child in children:
        child.close()
    watched.close()
    with pytest.raises(SandboxError, match="template has ended"):
        made.start_child()


def test_a_template_that_nobody_holds_any_more_ends():
    made = grading_probe.template(unsafe=True)
    watched = Watched([made._line.process_id])
    del made
    assert watched.all_gone()
    watched.close()


def test_a_dead_template_is_noticed_and_another_starts(unsafe):
    made = grading_probe.template(unsafe=unsafe)
    child = made.start_child()
    watched = Watched(descendants(made._line.process_id))
    os.kill(made._line.process_id, signal.SIGKILL)
    assert watched.all_gone(60)
    assert ask(child, "found = 1") == ""
    assert child.ending() == "ended with its template"
    child.close()
    with pytest.raises(SandboxError, match="template has ended"):
        made.start_child()
    made.close()
    watched.close()
    with grading_probe.template(unsafe=unsafe) as another, another.start_child() as child:
        assert ask(child, "found = 1") == "1"


OWNER = """
import sys
sys.path.insert(0, {root!r})
from tests.support.grading import grading_probe
made = grading_probe.template(unsafe={unsafe})
child = made.start_child()
child.socket.sendall(b'"while True: pass"\\n')
{then}
"""


def test_nothing_outlives_a_killed_owner(unsafe):
    then = "print('started', flush=True); sys.stdin.read()"
    code = OWNER.format(root=str(ROOT), unsafe=unsafe, then=then)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout.readline() == "started\n"
        watched = Watched(descendants(owner.pid))
        assert watched.none_gone()
        assert len(watched.pidfds) == 3 - unsafe
        owner.kill()
        assert watched.all_gone(60)
        watched.close()


def test_an_owner_that_forgets_to_close_ends_quietly(unsafe):
    code = OWNER.format(root=str(ROOT), unsafe=unsafe, then="")
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_it_starts_where_stdin_stdout_and_stderr_are_closed(unsafe):
    then = "ok = child.ending(0) == 'still running'; made.close(); import os; os._exit(40 + ok)"
    code = OWNER.format(root=str(ROOT), unsafe=unsafe, then=then)
    command = 'exec "$0" -c "$1" 0<&- 1>&- 2>&-'
    assert subprocess.run(["sh", "-c", command, sys.executable, code]).returncode == 41


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_fork_of_the_owner_neither_uses_nor_ends_it(unsafe):
    with grading_probe.template(unsafe=unsafe) as made:
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                made.start_child()
            except SandboxError:
                made.close()
                status = 42
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 42
        with made.start_child() as child:
            assert ask(child, "found = 1") == "1"
