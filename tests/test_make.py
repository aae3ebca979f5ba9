"""The Makefile's targets and what CI calls."""

import os
import re
import shutil
import subprocess

import pytest
import yaml

from tests.conftest import LONGEST
from tests.support import ROOT


def make(*arguments):
    """Run make as a user's shell would, also when make runs this test."""
    ours = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHON", "PORT", "BROWSER")
    variables = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )


def test_make_without_python_says_so():
    done = make("setup", "PYTHON=no-such-python")
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1
    assert "there is no program no-such-python here; install Python 3.11 to 3.14" in lines[0]


@pytest.fixture
def run_setup(tmp_path):
    """Return a function that runs `make setup` on a machine with these Pythons and no other.

    Every Python is a script that says its name and what it was called with.
    """

    def put(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f'#!/bin/sh\necho "{path.name if path.parent == programs else path}" "$@"\n'
        )
        path.chmod(0o755)

    programs = tmp_path / "programs"
    programs.mkdir()
    shutil.copy(ROOT / "Makefile", tmp_path)

    def run(*pythons, arguments=(), **variables):
        for name in pythons:
            put(tmp_path / name if "/" in name else programs / name)
        return subprocess.run(
            [shutil.which("make"), "setup", *arguments],
            cwd=tmp_path,
            env={"PATH": str(programs), **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_make_setup_says_whether_python_was_chosen(run_setup):
    script = "helpers/course/environment.py"
    assert run_setup("python3", "python9", ".venv/bin/python").stdout == f"python3 {script}\n"
    chosen = f"python9 {script} --python-chosen\n"
    assert run_setup(arguments=["PYTHON=python9"]).stdout == chosen
    assert run_setup(PYTHON="python9").stdout == chosen


def test_without_python3_the_one_in_venv_will_do(run_setup):
    done = run_setup()
    assert done.returncode != 0
    assert "there is no program python3 here" in done.stderr
    done = run_setup(".venv/bin/python")
    assert done.returncode == 0
    assert done.stdout.endswith(".venv/bin/python helpers/course/environment.py\n")
    assert run_setup(arguments=["PYTHON=python9"]).returncode != 0


def test_make_test_runs_everything_in_order():
    commands = [line.split('PATH" ')[-1] for line in make("-n", "test").stdout.splitlines()]
    commands = commands[-5:]
    assert commands == [
        "ruff check",
        "ruff format --check",
        "mypy helpers",
        "course build --check",
        "pytest -n 2 --dist loadscope --no-loadscope-reorder --timeout 600 --durations 25",
    ]
    assert LONGEST.is_file()  # what it starts with


def test_make_lab_honours_port_and_browser():
    command = make("-n", "lab", "PORT=9001", "BROWSER=no").stdout.splitlines()[-1]
    assert command.endswith('course lab --port "9001" --no-browser')
    assert "--no-browser" not in make("-n", "lab", "BROWSER=firefox").stdout


def test_the_workflow_to_copy_types_what_exists():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "notebooks.yml").read_text())
    *setup, typed = [step.get("run") for step in workflow["jobs"]["nbval"]["steps"]]
    assert setup == [None, None, "make setup"]
    assert typed == ".venv/bin/course nbval"
    used = ROOT / "tests" / "notebooks" / "test_nbval.py"
    assert '("helpers.course.cli", "nbval")' in used.read_text()


def test_ci_calls_make_test_and_nothing_more():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"\bmake .*", script.read_text().split("set -eu")[1]) == ["make test"]
