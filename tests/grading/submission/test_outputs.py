"""Outputs cost no points: they go before the limits of size are applied."""

import json

import pytest

from helpers.grading.submission import files
from helpers.grading.submission.files import take_in, take_in_file
from helpers.grading.submission.outputs import without_outputs
from helpers.grading.submission.rebuild import read_answers
from tests.grading.submission.test_intake import ASSIGNMENT, NAME, SLUG, put
from tests.support.cpu_limit import cpu_limit
from tests.support.grading.odd_submissions import as_bytes, right, with_outputs


@pytest.mark.parametrize("indent", [None, 1])
def test_a_notebook_with_21_mb_of_outputs_is_read_whole_and_without_a_remark(tmp_path, indent):
    data = json.dumps(with_outputs(SLUG), indent=indent).encode()
    assert len(data) > files.MOST_BYTES
    put(tmp_path, {NAME: data})
    with cpu_limit(20):
        taken = take_in(tmp_path, ASSIGNMENT)
    assert taken.problems == ()
    assert len(taken.notebook) < 100_000
    assert take_in_file(tmp_path / NAME, ASSIGNMENT).notebook == taken.notebook
    assert read_answers(taken.notebook, ASSIGNMENT) == read_answers(
        as_bytes(right(SLUG)), ASSIGNMENT
    )


def test_only_outputs_and_the_state_of_widgets_go():
    notebook = with_outputs(SLUG, 0)
    notebook["metadata"]["widgets"] = {"state": {"a": [{"b": "}]"}]}}
    notebook["cells"][0]["source"] = 'a = {"outputs": [1, 2]}; "\\"outputs\\": ["'
    kept = json.loads(without_outputs(json.dumps(notebook).encode()))
    for cell in notebook["cells"]:
        if "outputs" in cell:
            cell["outputs"] = []
    notebook["metadata"]["widgets"] = {}
    assert kept == notebook


@pytest.mark.parametrize("data", [b"", b'"outputs": [', b'"outputs": [{"a": "', b'"outputs":[}]x'])
def test_what_never_ends_is_left_as_it_is(data):
    assert without_outputs(data) in (data, b'"outputs":[]x', b'"outputs":[]]x')


def test_many_small_outputs_take_no_long_time():
    data = b'{"cells": [{"outputs": [' + b"[[1], [2]], " * 100_000 + b'0], "source": "a"}]}'
    with cpu_limit(20):
        assert without_outputs(data) == b'{"cells": [{"outputs": [], "source": "a"}]}'
    with cpu_limit(20):
        without_outputs(b'"outputs": [' * 100_000)
        without_outputs(b'"outputs": ["' + rb"\"" * 1_000_000)
