"""What a learner runs needs nothing that Windows lacks: modules, signals, a default of UTF-8.

Windows itself is not here. What Python lacks there is taken away from the course's own code, and a
file opened without naming its encoding is an error.
"""

import ast
import subprocess
import sys

from tests.support import ROOT

PRELUDE = """
import builtins, os, signal, sys, warnings
import IPython, jinja2, matplotlib.pyplot, numpy, rich.console, rich.table, typer
from pathlib import Path

ABSENT = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
imported = builtins.__import__

def as_on_windows(name, globals=None, *rest, **words):
    asks = str((globals or {}).get("__name__"))
    if name.partition(".")[0] in ABSENT and asks.startswith("helpers"):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return imported(name, globals, *rest, **words)

builtins.__import__ = as_on_windows
for home, names in (
    (signal, "SIGALRM SIGCHLD SIGHUP SIGKILL SIGSTOP SIGUSR1 alarm pthread_sigmask setitimer"),
    (os, "fork getuid geteuid killpg setsid register_at_fork sched_getaffinity sysconf uname "
         "O_CLOEXEC O_NOFOLLOW O_NONBLOCK O_DIRECTORY"),
):
    for name in names.split():
        delattr(home, name)
warnings.filterwarnings("error", category=EncodingWarning, module=r"helpers\\b")
"""
CELLS = """
from helpers.checks.catalogue import checks_of, modules
from helpers.checks.engine.check import CheckFailed
from helpers.checks.predict import score_prediction

records = {slug: checks_of(slug) for slug in modules()}
check = records["00_start_here"]["one_hot"]
check(lambda ids, V: numpy.eye(V)[ids])
try:
    check(lambda ids, V: numpy.eye(V)[ids].T)
except CheckFailed as failed:
    print(failed.shown())
score_prediction(3, 3)

from helpers.datasets import names, source_code, tagged
from helpers.datasets.text import pydoc_topics
from helpers.experiments import stored

assert pydoc_topics() and stored("elman_shakespeare")
"""
COMMANDS = """
from helpers.course import cli
from helpers.course.learner import jupyter, progress_page, workspace

root = Path(sys.argv[1])
assert len(workspace.fill_workspace(root)) == len(list((root / "notebooks").iterdir()))
os.chdir(root)
for words in ("--version", "progress", "progress --page p.html", "lab --refresh 1"):
    try:
        cli.app(words.split())
    except SystemExit as done:
        assert done.code == 0, words
os.name = "nt"
command = jupyter.lab_command(root, 8888, True, False)
assert not any("terminado" in word for word in command)
"""


def run(code, *words):
    return subprocess.run(
        [sys.executable, "-X", "warn_default_encoding", "-c", PRELUDE + code, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_notebooks_cells_run():
    done = run(CELLS)
    assert done.returncode == 0, done.stderr


def test_the_learners_commands_run(tmp_path):
    from tests.support.lab_page import copy_course

    root = copy_course(tmp_path)
    (root / "helpers" / "course" / "author").mkdir(parents=True)
    (root / "helpers" / "course" / "author" / "source.py").touch()
    for path in (root / "workspace").rglob("*.ipynb"):
        path.unlink()
    done = run(COMMANDS, str(root))
    assert done.returncode == 0, done.stderr
    assert "0 / 0 / 2" in done.stdout


NOTICED = """
for line in ("import fcntl", "from resource import getrlimit", "open(os.devnull)", "os.fork"):
    try:
        exec(line, {"__name__": "helpers.x", "os": os})
    except (ModuleNotFoundError, EncodingWarning, AttributeError) as error:
        print(type(error).__name__)
"""


def test_what_windows_lacks_would_be_noticed():
    done = run(NOTICED)
    noticed = ["ModuleNotFoundError", "ModuleNotFoundError", "EncodingWarning", "AttributeError"]
    assert done.stdout.split() == noticed, done.stderr


def test_helpers_names_the_encoding_of_every_text_file():
    """Read statically, for the code that the runs above do not reach."""
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "helpers").rglob("*.py")
        if "e_text(" in (text := path.read_text(encoding="utf-8")) or "d_text(" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("read_text", "write_text")
        if not node.args[node.func.attr == "write_text" :]
        if "encoding" not in {word.arg for word in node.keywords}
    ] == []
