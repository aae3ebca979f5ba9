"""A notebook that the course has left behind says so in its first cell, and no other does."""

import json
import subprocess
import sys

import pytest

from helpers.checks.runtime import drift
from tests.support import ROOT

SLUG = "01_unrolling"


def notebook(version, **checksums):
    """Return a notebook with the cells of a release, by name and checksum."""
    cells = [
        {"metadata": {"nbgrader": {"grade_id": name, "checksum": checksum}}, "source": "1"}
        for name, checksum in checksums.items()
    ]
    own = {"metadata": {}, "source": "mine"}
    course = {"course": {"module": SLUG, "version": version}} if version else {}
    return {"cells": [*cells, own], "metadata": course}


@pytest.fixture
def say(tmp_path, monkeypatch):
    """Return a function: a learner's notebook and the released one -> what the first cell says."""
    monkeypatch.setattr(drift, "ROOT", tmp_path)
    path = tmp_path / "notebooks" / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)

    def said(mine, released, name=f"{SLUG}.ipynb", variable=True):
        (tmp_path / name).write_text(json.dumps(mine))
        path.write_text(json.dumps(released))
        if variable:
            monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / name))
            return drift.drift_note({})
        monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
        return drift.drift_note({"__vsc_ipynb_file__": str(tmp_path / name)})

    return said


NOW = notebook("0.10.0", setup="a", check="b")
OLD = notebook("0.9.0", setup="a", check="older")


@pytest.mark.parametrize("variable", [True, False])
def test_an_older_notebook_names_both_versions_and_the_command(say, variable):
    said = say(OLD, NOW, variable=variable)
    assert " ".join(said.split()) == (
        "This notebook is from version 0.9.0 of the course, and version 0.10.0 is installed. Save "
        "it, run course lab --refresh 01 in a terminal (your answers are kept), and reload it."
    )
    assert max(map(len, said.splitlines())) <= 80


def test_a_newer_notebook_asks_for_a_newer_course(say):
    said = " ".join(say(NOW, OLD).split())
    assert "from version 0.10.0 of the course, and version 0.9.0 is installed: update" in said


def test_what_has_not_changed_is_not_older(say):
    assert say(NOW, NOW) == ""
    assert say(notebook("0.9.0", setup="a", check="b"), NOW) == ""
    assert say(notebook(None, setup="a", check="b"), NOW) == ""


def test_a_notebook_from_before_versions_is_found_by_its_name(say):
    said = say(notebook(None, setup="a", check="older"), NOW, name="01_unrolling (1).ipynb")
    assert "is older than the course that is installed" in said
    assert "--refresh 01" in said


def test_a_deleted_cell_makes_no_other_version_but_an_added_one_does(say):
    assert say(notebook("0.10.0", setup="a"), NOW) == ""
    assert "--refresh 01" in say(notebook("0.9.0", setup="a"), NOW)
    assert "is older than" in say(notebook("0.10.0", setup="a", check="b", gone="c"), NOW)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"metadata": {}, "cells": [1]}'])
def test_a_notebook_of_another_kind_is_none_of_the_courses(say, tmp_path, text):
    say(NOW, NOW)
    (tmp_path / f"{SLUG}.ipynb").write_text(text)
    assert drift.drift_note({}) == ""
    assert say(OLD, NOW, name="notes.ipynb") != ""  # renamed, but it carries its module
    assert say(notebook(None, a="b"), NOW, name="notes.ipynb") == ""


@pytest.mark.parametrize(("checksum", "lines"), [("0", 3), (None, 0)])
def test_the_first_cell_that_imports_a_check_shows_it(tmp_path, checksum, lines):
    mine = json.loads((ROOT / "notebooks" / SLUG / f"{SLUG}.ipynb").read_text())
    if checksum:
        mine["cells"][0]["metadata"]["nbgrader"]["checksum"] = checksum
    path = tmp_path / f"{SLUG}.ipynb"
    path.write_text(json.dumps(mine))
    code = (
        "import os, sys\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        f"os.environ['JPY_SESSION_NAME'] = {str(path)!r}\n"
        "shell = InteractiveShell.instance()\n"
        "for _ in range(2): shell.run_cell('from helpers.checks import m00_start_here, predict')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert len(done.stdout.splitlines()) == lines
    assert ("course lab --refresh 01" in " ".join(done.stdout.split())) == bool(lines)
