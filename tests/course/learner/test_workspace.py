"""The workspace is filled and refreshed, and no file of a learner is overwritten."""

import os

import pytest

from helpers.course.learner.workspace import LabError, fill_workspace, read_notebook, refresh
from tests.support.course_learner import DOUBLE, Course, find
from tests.support.course_tiny import ROOT, SLUG


def test_workspace_is_filled_once(learner):
    assert learner.path.is_file()
    learner.path.write_text("mine")
    assert fill_workspace(learner.root) == []
    assert learner.path.read_text() == "mine"
    learner.path.unlink()
    assert fill_workspace(learner.root) == [learner.path]
    assert learner.path.read_bytes() == learner.release.read_bytes()


def test_a_dangling_link_is_there_too(learner):
    learner.path.unlink()
    learner.path.symlink_to(learner.root / "elsewhere.ipynb")
    assert fill_workspace(learner.root) == []


def test_nothing_to_copy_is_told(tmp_path):
    with pytest.raises(LabError, match="course build"):
        fill_workspace(tmp_path)


def test_no_permission_is_told(tmp_path, texts):
    learner = Course(tmp_path / "course", *texts)
    (learner.root / "workspace" / SLUG / f"{SLUG}.ipynb").unlink()
    (learner.root / "workspace" / SLUG).rmdir()
    (learner.root / "workspace" / SLUG).write_text("in the way")
    with pytest.raises(LabError, match="cannot be written"):
        fill_workspace(learner.root)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", '{"nbformat": 3, "worksheets": []}', '{"nbformat": 4}'),
        *('{"nbformat": 4, "cells": [3]}', '{"nbformat": 4, "cells": [{"cell_type": "code"}]}'),
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "outputs": [3]}]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "outputs": 3}]}',
        *("[" * 100_000, "9" * 5000),
    ],
)
def test_a_broken_copy_is_told_and_left_alone(learner, text):
    learner.path.write_text(text)
    with pytest.raises(LabError, match="not a notebook") as caught:
        learner.refresh()
    assert "nothing was changed" in str(caught.value)
    assert "move it away and run make lab again" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert learner.path.read_text() == text
    assert [path.name for path in learner.path.parent.iterdir()] == [learner.path.name]


def test_a_folder_in_its_place_is_told(learner):
    learner.path.unlink()
    learner.path.mkdir()
    with pytest.raises(LabError, match=r"cannot be read: Is a directory.*move it away"):
        learner.refresh()


def test_a_broken_release_says_to_build_it_and_is_not_copied(learner):
    learner.release.write_text("{")
    with pytest.raises(LabError, match=f"run: course build {SLUG}") as caught:
        learner.refresh()
    assert "make lab" not in str(caught.value)
    learner.path.unlink()
    with pytest.raises(LabError, match=f"run: course build {SLUG}"):
        fill_workspace(learner.root)
    assert not learner.path.exists()


def test_bytes_that_are_no_text(learner):
    learner.path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LabError, match="not a notebook"):
        learner.refresh()


def test_half_a_surrogate_pair_survives(learner):
    learner.write("answer-double", "s = '\ud83d'")
    learner.refresh()
    assert find(read_notebook(learner.path)["cells"], "answer-double")["source"] == "s = '\ud83d'"


def test_backups_are_numbered_and_never_overwritten(learner, texts):
    contents = []
    for i in range(3):
        learner.write("answer-double", f"{DOUBLE}\n# {i}")
        learner.release.write_text(texts[i % 2])
        contents.append(learner.path.read_bytes())
        done = learner.refresh()
        if done.backup:
            assert done.backup.read_bytes() == contents[-1]
    backups = sorted(path.name for path in learner.path.parent.iterdir() if "bak" in path.name)
    assert backups == [f"{SLUG}.bak{i}.ipynb" for i in (1, 2)][: len(backups)]
    assert len(backups) >= 2


def test_a_failed_write_leaves_the_old_file(learner, monkeypatch):
    learner.write("answer-double", DOUBLE)
    before = learner.path.read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(LabError, match="No space left"):
        learner.refresh()
    assert learner.path.read_bytes() == before
    assert not list(learner.path.parent.glob("*.tmp"))


def test_refresh_of_a_module_not_begun_copies_it(learner):
    learner.path.unlink()
    done = learner.refresh()
    assert done.copied
    assert learner.cells() == read_notebook(learner.release)["cells"]


def test_refresh_without_a_release_is_told(learner):
    learner.release.unlink()
    with pytest.raises(LabError, match="cannot be read"):
        learner.refresh()


def test_real_releases_refresh_onto_themselves(tmp_path):
    for path in sorted((ROOT / "notebooks").glob("*/*.ipynb")):
        copied = tmp_path / "notebooks" / path.stem / path.name
        copied.parent.mkdir(parents=True)
        copied.write_bytes(path.read_bytes())
        fill_workspace(tmp_path)
        assert refresh(path.stem, tmp_path).backup is None
