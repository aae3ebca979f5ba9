"""Results are stored whole or not at all, one file a submission, and never outside their folder."""

import errno
import json
import os
import tempfile

import pytest

from helpers.common.files import write_whole
from helpers.grading.gradebook.results import (
    StoreError,
    load_result,
    load_results,
    results_folder,
    save_result,
)
from helpers.grading.submission.rebuild import digest_of

SLUG = "01_unrolling"
RESULT = {"module": SLUG, "version": "v", "answers": "a", "exercises": {"step": {"points": 2.0}}}


def test_a_result_comes_back_as_it_went_in(tmp_path):
    odd = {**RESULT, "problems": ["a lone \udc80, a line\n, ü"]}
    path = save_result(tmp_path, "Anna Müller-2", odd)
    assert path == tmp_path / "grading" / "results" / SLUG / "Anna Müller-2.json"
    assert load_result(tmp_path, SLUG, "Anna Müller-2") == odd
    assert load_results(tmp_path, SLUG) == {"Anna Müller-2": odd}


def test_a_second_result_takes_the_place_of_the_first(tmp_path):
    save_result(tmp_path, "anna", RESULT)
    newer = {**RESULT, "version": "w"}
    save_result(tmp_path, "anna", newer)
    assert load_results(tmp_path, SLUG) == {"anna": newer}
    assert len(list(results_folder(tmp_path, SLUG).iterdir())) == 1


def test_what_waits_for_a_yes_is_kept_apart(tmp_path):
    save_result(tmp_path, "anna", RESULT, waiting=True)
    assert load_result(tmp_path, SLUG, "anna") is None
    assert load_results(tmp_path, SLUG) == {}
    assert load_result(tmp_path, SLUG, "anna", waiting=True) == RESULT


REFUSED = ["", ".", "..", "../anna", "a/b", "/etc/anna", "a\0b", ".hidden", "a\\b", "a\nb"]
REFUSED += ["\udc80", "x" * 129, "ü" * 121, "*", "an?a", "[a]nna"]


def test_an_id_that_is_no_plain_file_name_is_refused(tmp_path):
    for student in REFUSED:
        with pytest.raises(StoreError, match="cannot be a student's id") as caught:
            save_result(tmp_path / "course", student, RESULT)
        assert not {"\n", "\0"} & set(str(caught.value)), student
        assert not list(tmp_path.iterdir()), student


@pytest.mark.parametrize(
    "data",
    [b"", b'{"module": ', b"\xff\xfe", b"[]", b"3", b'{"module": "00_other", "exercises": {}}']
    + [b'{"module": "01_unrolling"}', b"[" * 100_000],
)
def test_a_damaged_file_is_named_and_counts_as_absent(tmp_path, data):
    save_result(tmp_path, "anna", RESULT)
    save_result(tmp_path, "ben", RESULT).write_bytes(data)
    problems = []
    assert load_results(tmp_path, SLUG, problems) == {"anna": RESULT}
    assert [line.split(" ")[0] for line in problems] == [f"grading/results/{SLUG}/ben.json"]
    save_result(tmp_path, "ben", RESULT)
    assert load_results(tmp_path, SLUG) == {"anna": RESULT, "ben": RESULT}


def test_an_absent_folder_holds_no_results(tmp_path):
    assert load_results(tmp_path, SLUG) == {}
    assert load_result(tmp_path, SLUG, "anna") is None


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_write_that_is_cut_short_leaves_the_old_result(tmp_path, monkeypatch, step):
    save_result(tmp_path, "anna", RESULT)

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, step, stop)
    with pytest.raises(KeyboardInterrupt):
        save_result(tmp_path, "anna", {**RESULT, "version": "w"})
    monkeypatch.undo()
    assert load_results(tmp_path, SLUG) == {"anna": RESULT}
    assert [path.name for path in results_folder(tmp_path, SLUG).iterdir()] == ["anna.json"]


@pytest.mark.parametrize("step", ["mkstemp", "fsync"])
def test_what_cannot_be_written_is_named(tmp_path, monkeypatch, step):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", "a name of its own")

    monkeypatch.setattr(tempfile if step == "mkstemp" else os, step, full)
    with pytest.raises(OSError, match="No space left") as told:
        write_whole(tmp_path / "report.html", b"text")
    assert told.value.filename == str(tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_a_killed_run_left_is_no_result(tmp_path):
    save_result(tmp_path, "anna", RESULT)
    (results_folder(tmp_path, SLUG) / ".abc.tmp").write_text("{")
    (results_folder(tmp_path, SLUG) / ".x.json").write_text(json.dumps(RESULT))
    problems = []
    assert load_results(tmp_path, SLUG, problems) == {"anna": RESULT}
    assert problems == []


def test_a_number_that_json_does_not_know_is_refused(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        save_result(tmp_path, "anna", {**RESULT, "points": float("nan")})
    assert load_results(tmp_path, SLUG) == {}


def test_the_bits_of_a_file_are_those_asked_for(tmp_path):
    path = tmp_path / "new" / "file"
    write_whole(path, b"one", 0o444)
    write_whole(path, b"two", 0o444)
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o444)


def test_a_digest_tells_answers_apart_and_not_the_order_of_keys():
    one = {"cells": [{"id": "a", "source": "1"}], "essays": {}, "problems": []}
    assert digest_of(one) == digest_of(dict(reversed(one.items())))
    assert digest_of(one) != digest_of({**one, "cells": [{"id": "a", "source": "2"}]})
    assert digest_of({"cells": "\udc80"}) != digest_of({"cells": "\udc81"})
