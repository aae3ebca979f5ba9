"""A submitted folder is a stranger's: nothing in it is followed, waited for or run."""

import json
import os
import socket
import stat
from pathlib import Path

import pytest

from helpers.grading.assignment import read_assignment
from helpers.grading.submission import files
from helpers.grading.submission.files import take_in
from tests.grading.submission import corruptions

SLUG = "00_start_here"
NAME = f"{SLUG}.ipynb"
ASSIGNMENT = read_assignment(corruptions.ROOT, SLUG)
RELEASED = (corruptions.ROOT / "notebooks" / SLUG / NAME).read_bytes()
FILLED = json.dumps(corruptions.filled(SLUG)[0]).encode()
OTHER = json.dumps(corruptions.filled("01_unrolling")[0]).encode()
FIRST = corruptions.filled(SLUG)[1]["one_hot"]


@pytest.fixture
def folder(tmp_path):
    """An empty submission."""
    made = tmp_path / "submission"
    made.mkdir()
    return made


def put(folder, files):
    """Write files: a path in the folder -> its bytes."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def problem_with(taken, *words):
    """The one problem that holds all these words."""
    found = [p for p in taken.problems if all(word in p for word in words)]
    assert len(found) == 1, taken.problems
    return found[0]


def test_a_notebook_is_taken_as_it_is(folder):
    put(folder, {NAME: FILLED, "data.csv": b"1,2"})
    assert take_in(folder, ASSIGNMENT) == (FILLED, (), NAME, ("data.csv",), "")


@pytest.mark.parametrize(
    "name",
    [
        "homework.ipynb", f"{SLUG} (1).ipynb", f"{SLUG}-Copy1.ipynb", f"{SLUG}.json", NAME + ".txt",
        f"handed in/{NAME}", f"{SLUG}.qmd", "no_ending", "00_START_HERE.IPYNB",
    ],
)  # fmt: skip
def test_a_misnamed_notebook_is_known_by_its_cells(folder, name):
    put(folder, {name: FILLED, "other.ipynb": OTHER, "notes.txt": b"def f(): pass"})
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook == FILLED
    assert NAME in problem_with(taken, "used as the notebook")


@pytest.mark.parametrize(
    ("files", "takes", "says"),
    [
        ({NAME: FILLED, "a.ipynb": FILLED + b" "}, FILLED, "a.ipynb: also holds answers"),
        ({NAME: OTHER, "a.ipynb": FILLED}, FILLED, "a.ipynb: used as the notebook"),
        ({NAME: RELEASED, f"{SLUG}-Copy1.ipynb": FILLED}, FILLED, "Copy1.ipynb: used as"),
        ({NAME: RELEASED, f".ipynb_checkpoints/{NAME}": FILLED}, FILLED, "_checkpoints"),
        ({NAME: b"", f".ipynb_checkpoints/{NAME}": FILLED}, FILLED, "_checkpoints"),
        ({"b.ipynb": RELEASED, f".ipynb_checkpoints/{NAME}": OTHER}, RELEASED, "b.ipynb: used"),
    ],
)
def test_of_several_the_one_with_answers_is_taken_and_it_is_said(folder, files, takes, says):
    put(folder, files)
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook == takes
    problem_with(taken, says)


def test_a_checkpoint_beside_answers_is_passed_over(folder):
    put(folder, {NAME: FILLED, f".ipynb_checkpoints/{SLUG}-checkpoint.ipynb": FILLED + b"\n"})
    assert take_in(folder, ASSIGNMENT)[:2] == (FILLED, ())


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "the folder is empty"),
        ({"a.csv": b"1", "b.png": b"2"}, "no notebook, only a.csv, b.png"),
        ({NAME: b" \n"}, f"{NAME}: an empty file"),
        ({NAME: b"<!DOCTYPE html><html>"}, f"{NAME}: a web page in place of the notebook"),
        ({NAME: b'{"cells": ['}, f"{NAME}: no notebook can be read from it"),
        ({NAME: OTHER}, f"{NAME}: the notebook of another module (01 Unrolling and back"),
        ({"a.ipynb": OTHER, "b.json": b"{}"}, "a.ipynb: the notebook of another module"),
        ({NAME: b"def f():\n    pass"}, f"{NAME}: a notebook without a cell of {SLUG}"),
    ],
)
def test_why_nothing_of_a_folder_is_read_is_said(folder, files, why):
    put(folder, files)
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook is None
    assert taken.unread.startswith(why)


def test_a_function_of_the_same_name_makes_another_modules_notebook_no_submission(folder):
    other = json.loads(OTHER)
    other["cells"][5] = {"cell_type": "code", "source": FIRST, "metadata": {}, "outputs": []}
    put(folder, {NAME: json.dumps(other).encode()})
    assert "another module" in take_in(folder, ASSIGNMENT).unread
    put(folder, {NAME: FIRST.encode()})  # while a script, which has no cells, is known by it
    assert take_in(folder, ASSIGNMENT).notebook == FIRST.encode()


def test_no_folder_a_file_and_a_link_in_its_place_are_named(tmp_path, folder):
    (tmp_path / "link").symlink_to(folder)
    put(tmp_path, {"file": b""})
    put(folder, {NAME: FILLED})
    for name in ("absent", "file", "link"):
        taken = take_in(tmp_path / name, ASSIGNMENT)
        assert taken.notebook is None
        assert "cannot be opened" in taken.unread


def test_links_are_named_and_not_followed(tmp_path, folder):
    put(tmp_path, {"solution.ipynb": FILLED, f"outside/{NAME}": FILLED})
    (folder / NAME).symlink_to(tmp_path / "solution.ipynb")
    (folder / "sub").symlink_to(tmp_path / "outside")
    (folder / "loop").symlink_to(folder)
    (folder / "dangling").symlink_to("/nowhere")
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook is None
    for name in (NAME, "sub", "loop", "dangling"):
        problem_with(taken, name, "symbolic link")


def test_a_hard_link_to_a_file_outside_is_not_read(tmp_path, folder):
    put(tmp_path, {"solution.ipynb": FILLED})
    os.link(tmp_path / "solution.ipynb", folder / NAME)
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook is None
    problem_with(taken, NAME, "hard link")


def test_two_names_of_one_file_inside_are_no_harm(folder):
    put(folder, {NAME: FILLED})
    os.link(folder / NAME, folder / "copy.dat")
    assert take_in(folder, ASSIGNMENT)[:2] == (FILLED, ())


def test_pipes_sockets_and_devices_are_named_and_never_waited_for(folder, monkeypatch):
    os.mkfifo(folder / NAME)
    monkeypatch.chdir(folder)  # the path of a socket has to be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.ipynb")
        if os.geteuid() == 0:
            os.mknod("device.ipynb", stat.S_IFCHR | 0o600, os.makedev(1, 5))
        taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook is None
    problem_with(taken, NAME, "named pipe")
    problem_with(taken, "socket.ipynb", "a socket")
    if os.geteuid() == 0:
        problem_with(taken, "device.ipynb", "a device")


@pytest.mark.parametrize(
    ("exchange", "words"),
    [
        (lambda path, secret: path.symlink_to(secret), "cannot be read"),
        (lambda path, secret: os.mkfifo(path), "changed while it was read"),
        (lambda path, secret: os.link(secret, path), "changed while it was read"),
        (lambda path, secret: path.write_bytes(b"another"), "changed while it was read"),
        (lambda path, secret: os.link(path.parents[1] / "was", path), "changed while it was read"),
    ],
)
def test_a_file_exchanged_between_look_and_opening_is_not_read(
    tmp_path, folder, monkeypatch, exchange, words
):
    put(folder, {NAME: FILLED})
    put(tmp_path, {"secret": FILLED})
    read_file = files._read_file

    def exchanged(top, file, problems):
        (folder / NAME).rename(tmp_path / "was")
        exchange(folder / NAME, tmp_path / "secret")
        return read_file(top, file, problems)

    monkeypatch.setattr(files, "_read_file", exchanged)
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook is None
    problem_with(taken, words)


def test_a_folder_exchanged_for_a_link_is_not_entered(tmp_path, folder, monkeypatch):
    put(folder, {f"sub/{NAME}": FILLED})
    put(tmp_path, {f"outside/{NAME}": b"secret"})
    read_file = files._read_file

    def exchanged(top, file, problems):
        (folder / "sub").rename(folder / "was")
        (folder / "sub").symlink_to(tmp_path / "outside")
        return read_file(top, file, problems)

    monkeypatch.setattr(files, "_read_file", exchanged)
    assert take_in(folder, ASSIGNMENT).notebook is None


def test_large_files_are_named_with_their_size(folder):
    with open(folder / NAME, "wb") as file:
        file.truncate(files.MOST_TOGETHER + 1)
    (folder / "b.ipynb").write_bytes(b"{" * (files.MOST_BYTES + 1))
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook is None
    assert "100 MB" in problem_with(taken, NAME, "too large")
    assert "20 MB without outputs" in problem_with(taken, "b.ipynb", "too large")


def test_many_files_and_deep_folders_end_somewhere(folder, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 30)
    put(folder, {NAME: FILLED} | {f"z{i}.ipynb": OTHER for i in range(60)})
    put(folder, {f"d{i}/e/f/x.ipynb": FILLED for i in range(60)})
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook == FILLED
    problem_with(taken, "more than 30 files")
    problem_with(taken, "were read")


def test_no_flood_of_notebooks_hides_the_right_one(folder, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 30)
    put(folder, {NAME: FILLED} | {f"-{i}.ipynb": OTHER for i in range(60)})
    assert take_in(folder, ASSIGNMENT).notebook == FILLED


def test_folders_are_not_followed_without_end(folder):
    put(folder, {NAME: FILLED, f"{'d/' * 12}x.ipynb": FILLED})
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook == FILLED
    problem_with(taken, "too deep")


def test_odd_names_cannot_forge_a_line_of_a_report(folder):
    odd = os.fsencode("a\nb\x1b[31m\u202e") + b"\xff.zip"
    Path(os.fsdecode(os.path.join(os.fsencode(folder), odd))).write_bytes(b"")
    (problem,) = (p for p in take_in(folder, ASSIGNMENT).problems if "archive" in p)
    assert problem.isprintable()
    assert problem.encode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(folder):
    put(folder, {NAME: FILLED})
    (folder / NAME).chmod(0)
    problem_with(take_in(folder, ASSIGNMENT), NAME, "cannot be read")
