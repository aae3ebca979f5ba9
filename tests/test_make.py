"""The Makefile's targets and what CI calls."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


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
    assert "there is no program no-such-python here; install Python 3.11" in lines[0]


def test_make_test_runs_everything_in_order():
    commands = [line.split('PATH" ')[-1] for line in make("-n", "test").stdout.splitlines()]
    commands = commands[-5:]
    assert commands == [
        "ruff check",
        "ruff format --check",
        "mypy helpers",
        "course build --check",
        "pytest",
    ]


def test_make_lab_honours_port_and_browser():
    command = make("-n", "lab", "PORT=9001", "BROWSER=no").stdout.splitlines()[-1]
    assert command.endswith('course lab --port "9001" --no-browser')
    assert "--no-browser" not in make("-n", "lab", "BROWSER=firefox").stdout


def test_ci_calls_make_test_and_nothing_more():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"\bmake .*", script.read_text().split("set -eu")[1]) == ["make test"]
