"""A submitted folder is a stranger's: nothing in it is followed, waited for or unpacked."""

import json
import os
import socket
import stat
from pathlib import Path

import pytest

from helpers.grading.assignment import read_assignment
from helpers.grading.submission import files
from helpers.grading.submission.files import take_in
from helpers.grading.submission.rebuild import read_answers
from tests.grading.submission import corruptions

SLUG = "00_start_here"
NAME = f"{SLUG}.ipynb"
ASSIGNMENT = read_assignment(corruptions.ROOT, SLUG)
RELEASED = (corruptions.ROOT / "notebooks" / SLUG / NAME).read_bytes()
FILLED = json.dumps(corruptions.filled(SLUG)[0]).encode()
OTHER = json.dumps(corruptions.filled("01_unrolling")[0]).encode()


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
    assert take_in(folder, ASSIGNMENT) == (FILLED, (), NAME, ("data.csv",))


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


@pytest.mark.parametrize("files", [{}, {"other.ipynb": OTHER}, {"a.csv": b"1"}])
def test_a_folder_without_a_notebook_is_graded_as_empty(folder, files):
    put(folder, files)
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook is None
    problem_with(taken, "graded as empty")


def test_a_broken_notebook_under_the_right_name_is_still_handed_on(folder):
    put(folder, {NAME: b'{"cells": [', "other.ipynb": OTHER})
    assert take_in(folder, ASSIGNMENT).notebook == b'{"cells": ['


def test_no_folder_a_file_and_a_link_in_its_place_are_named(tmp_path, folder):
    (tmp_path / "link").symlink_to(folder)
    put(tmp_path, {"file": b""})
    put(folder, {NAME: FILLED})
    for name in ("absent", "file", "link"):
        taken = take_in(tmp_path / name, ASSIGNMENT)
        assert taken.notebook is None
        assert "cannot be opened" in taken.problems[0]


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
        file.truncate(files.MOST_BYTES + 1)
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook is None
    assert "20 MB" in problem_with(taken, "too large")


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


@pytest.mark.parametrize("files", [{}, {NAME: b""}])
def test_an_empty_submission_is_one_problem(folder, files):
    put(folder, files)
    taken = take_in(folder, ASSIGNMENT)
    answers = read_answers(taken.notebook or b"", ASSIGNMENT)
    said = [*taken.problems, *answers["problems"]]
    assert sum("graded as empty" in problem for problem in said) == 1
    assert not any("can be read" in problem for problem in said)


def test_folders_are_not_followed_without_end(folder):
    put(folder, {NAME: FILLED, f"{'d/' * 12}x.ipynb": FILLED})
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook == FILLED
    problem_with(taken, "too deep")


@pytest.mark.parametrize("name", ["work.zip", "work.tar.gz", "work.7z", "work.RAR", NAME])
def test_archives_are_named_and_not_opened(folder, name):
    put(folder, {name: b"PK\x03\x04" + FILLED})
    taken = take_in(folder, ASSIGNMENT)
    assert taken.notebook is None
    assert "Unpack it" in problem_with(taken, name, "an archive")


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
