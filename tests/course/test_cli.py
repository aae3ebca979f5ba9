"""`course` explains itself, and every error of its own is one line and exit code 1."""

import json
import platform
import re
import subprocess
import sys

import pytest
import yaml
from typer.testing import CliRunner

from helpers.course import VERSION, cli
from helpers.course.author.notebook import make_notebook
from helpers.course.author.release import make_student
from helpers.course.author.source import find_sources, read_module
from helpers.course.learner import jupyter, workspace
from helpers.course.measure import check_strength, timing
from tests.support.course_tiny import ROOT, SLUG, TINY, make_course


@pytest.fixture
def course(tmp_path, monkeypatch):
    root = make_course(tmp_path)
    module = read_module(find_sources(root)[0])
    path = root / "notebooks" / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(make_student(make_notebook(module), module, root))
    monkeypatch.chdir(root)
    return root


def run(*words):
    return CliRunner().invoke(cli.app, words, terminal_width=200, env={"COLUMNS": "200"})


def one_line(result):
    assert result.exit_code == 1, result
    assert result.stderr.count("\n") == 1, result.stderr
    assert "Traceback" not in result.output
    return result.stderr


def test_help_names_every_command_and_what_it_is_for():
    for words in (["--help"], []):
        done = run(*words)
        for name in ("build", "checks", "lab", "progress", "time", "MODULE"):
            assert name in done.output
        panels = [done.output.index(f"For {who}") for who in ("learners", "instructors", "authors")]
        assert panels == sorted(panels)


@pytest.mark.parametrize("name", ["build", "checks", "lab", "progress", "time"])
def test_every_command_has_help(name):
    done = run(name, "--help")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 4


def test_the_version_is_that_of_every_place_that_names_one():
    done = run("--version")
    assert (done.exit_code, done.stderr) == (0, "")
    first, below = done.stdout.splitlines()
    assert first == VERSION
    assert all(
        name in below for name in (f"Python {platform.python_version()}", "NumPy", "PyTorch")
    )
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == VERSION
    changes = re.findall(r"^## (\S+), (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert changes[0] == (VERSION, str(citation["date-released"]))


def test_help_writes_module_once():
    usage = run("build", "--help").output
    assert "[[" not in usage
    assert "[MODULE]..." in usage


def test_a_note_goes_to_stderr(course, monkeypatch):
    monkeypatch.setattr("helpers.course.author.build.notes", lambda names: ["hm"])
    done = run("build", "1")
    assert (done.stdout, done.stderr) == ("built 01_tiny\n", "note: hm\n")


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom helpers.course import cli\n"
        "print([m for m in ('torch', 'numpy', 'nbgrader', 'nbformat', 'jupytext', 'matplotlib')"
        " if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "[]\n"


def test_nbval_returns_what_pytest_returns(course, monkeypatch):
    called = []

    def start(words, cwd, check):
        called.append((words[1:], cwd))
        return subprocess.CompletedProcess(words, 3)

    monkeypatch.setattr("helpers.course.measure.outputs.subprocess.run", start)
    assert run("nbval", "1").exit_code == 3
    words = ["-m", "pytest", "--nbval", "-p", "no:cacheprovider", f"solutions/{SLUG}"]
    assert called == [(words, course)]


@pytest.mark.parametrize("name", ["build", "checks", "nbval", "time"])
def test_an_unknown_module(course, name):
    assert "no module '99'; there are 01_tiny" in one_line(run(name, "99"))


def test_a_broken_source(course):
    (course / "solutions" / f"{SLUG}.py").write_text(TINY.replace("minutes=1", "", 1))
    for words in (["build"], ["build", "--check"]):
        assert "course: solutions/01_tiny.py:30: exercise 'double'" in one_line(run(*words))


def test_a_stale_course_is_named(course):
    line = one_line(run("build", "--check"))
    assert line.startswith("stale: 01_tiny: solutions/01_tiny/01_tiny.ipynb is missing")


def test_build_then_check(course):
    assert run("build", "1").stdout == "built 01_tiny\n"
    done = run("build", "--check")
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_place_that_cannot_be_written(course, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", "workspace")

    monkeypatch.setattr(workspace, "fill_workspace", refuse)
    assert one_line(run("lab")) == "course: workspace: Permission denied\n"


def test_progress(course):
    done = run("progress")
    assert "01_tiny" in done.stdout
    assert "0 / 0 / 2" in done.stdout
    assert "Next: Begin exercise double in workspace/01_tiny." in done.stdout
    assert not re.search(r"^ *all ", done.stdout, re.MULTILINE)  # one row is its own total
    assert json.loads(run("progress", "--json").stdout)[0]["points_all"] == 5


def test_progress_with_a_broken_copy(course):
    workspace.fill_workspace(course)
    workspace.workspace_path(course, SLUG).write_text("{")
    done = run("progress")
    assert done.exit_code == 0
    assert done.stderr == "course: workspace/01_tiny/01_tiny.ipynb is not a notebook\n"


ROW = {"module": SLUG, "exercise": "double", "points": 2, "slips": 4, "slips_caught": 4}
ROW |= {"alternatives": 3, "alternatives_accepted": 3, "mutants": 20, "killed": 18}
ROW |= {"equivalent": 1, "score": 0.9615}
ROW |= {"pairs": 5, "pairs_rejected": 5, "pairs_named": 4, "pairs_untrue": 0}
TIMES = {"module": SLUG, "seconds": 12.34, "peak_mb": 345.6, "slowest_cell_seconds": 5.0}
TIMES |= {"cells": 20}


def test_checks_table_and_json(course, monkeypatch):
    monkeypatch.setattr(check_strength, "measure_checks", lambda names: [ROW])
    table = run("checks").stdout
    for text in ("4/4", "3/3", "18/20", "0.9615", "double"):
        assert text in table
    assert json.loads(run("checks", "--json").stdout) == [ROW]


def test_checks_of_several_exercises_end_with_the_sums(course, monkeypatch):
    monkeypatch.setattr(check_strength, "measure_checks", lambda names: [ROW, ROW | {"slips": 5}])
    last = run("checks").stdout.rstrip().splitlines()[-1].split()
    assert last == ["all", "4", "8/9", "6/6", "36/40", "2", "10/10", "8", "0"]


def test_time_table_and_json(course, monkeypatch):
    monkeypatch.setattr(timing, "measure_time", lambda names: [TIMES])
    table = run("time").stdout
    for text in ("12.3", "346", "5.0", "20"):
        assert text in table
    assert json.loads(run("time", "01", "--json").stdout) == [TIMES]


def test_what_cannot_be_measured_is_one_line(course, monkeypatch):
    def fail(names):
        raise check_strength.MeasureError(
            "double: listed as equivalent, but rejected: a + b -> a - b"
        )

    monkeypatch.setattr(check_strength, "measure_checks", fail)
    assert "listed as equivalent" in one_line(run("checks"))


def test_lab_fills_the_workspace_and_starts(course, monkeypatch):
    calls = []
    monkeypatch.setattr(jupyter, "start_lab", lambda *args: calls.append(args))
    done = run("lab", "--port", "9001", "--no-browser")
    assert done.stdout == f"new: workspace/{SLUG}/{SLUG}.ipynb\n"
    assert calls == [(course, "9001", False, False)]
    assert run("lab").stdout == ""
    assert calls[1] == (course, "8888", True, False)


def test_an_instructor_gets_no_workspace(course, monkeypatch):
    calls = []
    monkeypatch.setattr(jupyter, "start_lab", lambda *args: calls.append(args))
    assert run("lab", "--instructor").exit_code == 0
    assert calls == [(course, "8888", True, True)]
    assert not (course / "workspace").exists()


@pytest.mark.parametrize("port", ["x", "-1", "70000"])
def test_a_port_that_is_none(course, port):
    assert port in one_line(run("lab", "--port", port))


def test_refresh_says_what_it_did(course):
    assert run("lab", "--refresh", "1").stdout == f"new: workspace/{SLUG}/{SLUG}.ipynb\n"
    assert "up to date; nothing to do" in run("lab", "--refresh", "01").stdout
    path = workspace.workspace_path(course, SLUG)
    notebook = json.loads(path.read_text())
    notebook["cells"][3]["source"] = "def double(x):\n    return 2 * x"
    notebook["cells"].pop(2)
    path.write_text(json.dumps(notebook))
    done = run("lab", "--refresh", SLUG)
    assert "Kept: 1 answer and 0 cells of your own. The file as it was: 01_tiny.bak1.ipynb" in (
        done.stdout
    )


def test_refresh_of_a_broken_copy(course):
    workspace.fill_workspace(course)
    workspace.workspace_path(course, SLUG).write_text("{")
    assert "nothing was changed" in one_line(run("lab", "--refresh", "1"))


def test_the_program_itself_exits_with_one(tmp_path):
    done = subprocess.run(
        # -P: the folder holds a helpers/ of its own
        [sys.executable, "-P", "-m", "helpers.course.cli", "build", "--check"],
        capture_output=True,
        text=True,
        cwd=make_course(tmp_path),
    )
    assert done.returncode == 1
    assert done.stderr.startswith("stale: ")


# What takes long to import, and is needed to build, run or grade notebooks alone.
SLOW = ("IPython", "jsonschema", "jupytext", "matplotlib", "nbformat", "nbgrader", "numpy", "torch")


@pytest.mark.parametrize("words", [["progress"], ["--help"], ["progress", "--json"]], ids=str)
def test_a_quick_command_imports_nothing_slow(words):
    code = (
        "import sys; from helpers.course.cli import app; app(standalone_mode=False);"
        f"print('slow:', sorted(set(sys.modules) & set({SLOW})))"
    )
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "slow: []"
