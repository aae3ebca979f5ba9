"""Files that are broken: what can be read is, what cannot is named, and nothing raises."""

import json

from helpers.grading.submission.rebuild import plan, read_answers
from helpers.grading.submission.salvage import salvage
from tests.support.grading.filled_notebook import ASSIGNMENT, FILLED, RIGHT, own, text
from tests.support.tables import each_row


def test_a_cut_answer_is_named_and_not_graded():
    data = json.dumps(FILLED, indent=1).encode()
    cut = data.index(b"return ids[:-1]")
    answers = read_answers(data[:cut], ASSIGNMENT)
    assert text(answers) == RIGHT["one_hot"]
    assert text(answers, "next_token_pairs") is None
    assert any("answer-next_token_pairs" in p and "broken" in p for p in answers["problems"])
    assert answers["missing"] == ["next_token_pairs", "your_own_sequence"]
    assert set(answers["missing"]) <= {p.split(":")[0] for p in answers["lost"]}


def test_an_answer_that_was_taken_out_of_a_sound_file_is_not_called_missing():
    sound = json.loads(json.dumps(FILLED))
    sound["cells"] = [c for c in sound["cells"] if c.get("id") != "answer-next_token_pairs"]
    answers = read_answers(json.dumps(sound), ASSIGNMENT)
    assert answers["missing"] == []
    assert "next_token_pairs: no answer was found" in answers["lost"]


def test_cells_picked_out_of_broken_json_keep_what_they_are():
    whole = json.dumps(FILLED, indent=1)
    cells, problems = salvage(whole.replace('"nbformat"', "nbformat"))
    assert len(problems) == 1
    assert cells == salvage(whole).cells
    lost = whole.replace('"source": [\n    "def one_hot', '"sauce": [\n    "def one_hot')
    cells, problems = salvage(lost.replace('"nbformat"', "nbformat"))
    assert [c for c in salvage(whole).cells if c.id != "answer-one_hot"] == cells
    assert any("answer-one_hot" in problem for problem in problems)


@each_row(
    "data",
    [
        b"", b"[" * 200_000, b'{"a":' * 100_000, b'{"cells": ' + b"9" * 10_000 + b"}", b"\xff\xfe",
        b'{"source": ["a", "source": [' * 1000, b'"source":"' * 3000, b"def f(:\n" + b"(" * 9000,
        b'{"cells": [{"source": {"a": 1}}, null, [], 3]}', b"# %%\n" * 5000 + b"def f(): pass",
    ],
)  # fmt: skip
def test_nothing_makes_it_raise(data):
    answers = read_answers(data, ASSIGNMENT)
    assert answers["unread"]
    assert [step["do"] for step in plan(ASSIGNMENT, answers)].count("check") == 2


def test_text_is_made_fit_for_python_and_for_files():
    source = json.dumps({"cells": [own("a = '\ud800'\r\nb\0 = 1\r")], "nbformat": 4})
    assert salvage(source).cells[0].source == "a = '\ufffd'\nb = 1\n"
