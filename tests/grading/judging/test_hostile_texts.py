"""Texts that are made to keep the trusted side busy: one submission costs seconds and no more."""

import ast
import json

import pytest
from nbformat.v4 import new_notebook

from helpers.common import python_cells
from helpers.common.python_cells import parse
from helpers.grading.submission import answers as collected
from helpers.grading.submission import broken_json, files, match, rebuild, salvage
from helpers.grading.submission.files import take_in
from helpers.grading.submission.match import unfenced
from helpers.grading.submission.plain_files import read_script
from helpers.grading.submission.rebuild import plan, read_answers
from tests.support.cpu_limit import cpu_limit
from tests.support.grading.filled_notebook import ASSIGNMENT, FILLED, RIGHT, own, text
from tests.support.tables import each_row


@pytest.fixture(autouse=True)
def bounded():
    """With a step that is not linear each of these takes minutes or days."""
    with cpu_limit(60):
        yield


N = 200_000


def cell(source, kind="code", **more):
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def file(*cells):
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize(
    "data",
    [
        ">>>>>>>\n" + "<<<<<<<\n|||||||\n=======\n" * N, "<<<<<<<\n" * N + "=======\n" * N,
        "{" + "<<<<<<<\n=======\n" * N + ">>>>>>>\n" * N,
        "def f(\n" + "```x\n" * 39_000, "def f(\n" + "~~~ \n```x`\n" * 20_000,
        "def f(): pass\n" + "a\n" * 990_000, '{"cells":[' + "0," * 8_000_000,
        '{"cells":[' + "{}," * N + '{"source": "a"}], "nbformat": 4}',
        '"id":"",' * 1_000_000, '"source":"",' * 1_000_000,
        '"source":["' + '","' * 6_000_000,
        file(cell("```\n" + " " * 1_900_000 + "x", "markdown")),
        file(*[cell("\n" * 40)] * 10_000), file(*[cell("x = 1")] * 10_000),
        file(*[cell("a\n" * 399 + f"{i}") for i in range(3_000)]),
    ],
    ids=range(15),
)  # fmt: skip
def test_no_file_keeps_the_reader_busy(data, tmp_path):
    (tmp_path / "00_start_here.ipynb").write_text(data)
    taken = take_in(tmp_path, ASSIGNMENT)
    answers = read_answers(taken.notebook or b"", ASSIGNMENT)
    assert taken.unread or answers["problems"]
    assert len(answers["problems"]) < 2 * salvage.MOST_PROBLEMS
    assert len(plan(ASSIGNMENT, answers)) < salvage.MOST_CELLS + 10


@each_row("opening", ["(", "-", "a.", "not ", "lambda:", "1+", "a if b else ", "f'{"])
def test_deep_texts_are_parsed_or_refused(opening):
    for n in (190, 10_000, 100_000):
        tree = parse(opening * n + "b")
        assert tree is None or isinstance(tree, ast.Module)
        assert n < 50_000 or tree is None


def test_too_deep_and_too_long_texts_never_reach_the_parser(monkeypatch):
    monkeypatch.setattr(ast, "parse", lambda text: pytest.fail("parsed"))
    deep = python_cells.DEEPEST + 1
    assert parse("(" * deep + ")" * deep) is None
    assert parse(")" * deep + "[" * deep) is None
    assert parse("a\n" * python_cells.LONGEST) is None
    assert parse(f"import {'a . ' * 10_000}b") is None


def test_brackets_one_after_the_other_are_not_deep():
    assert parse("f(x[0])\n" * 5_000) is not None


def test_magics_are_left_out_and_lines_keep_their_numbers():
    tree = parse("%matplotlib inline\nx = 1\nnp.add?\nfiles = !ls\ny = 2")
    assert [node.lineno for node in tree.body] == [1, 2, 3, 4, 5]


@each_row(
    ("source", "code"),
    [
        ("```python\nx = 1\n```", "x = 1"), ("\n~~~~\nx = 1\n\n~~~~  \n", "x = 1\n"),
        ("```\nx = 1```", "x = 1"), ("```\nx", "```\nx"), ("```a`b\nx\n```", "```a`b\nx\n```"),
        ("``\nx\n``", "``\nx\n``"), ("```\n```", ""), ("```", "```"), ("", ""), ("x = 1", "x = 1"),
    ],
)  # fmt: skip
def test_a_fenced_block_gives_its_code(source, code):
    assert unfenced(source) == code


def test_the_blocks_of_markdown_are_read_one_by_one():
    source = "Text.\n```python\ndef f():\n    pass\n```\n```\nlost\n```{code} x\ny = 1\n\n``` \n"
    assert read_script(source) == [("code", "def f():\n    pass"), ("code", "y = 1")]
    longer = "Text!\n````\ndef f(): '''\n```py\n'''\n````\nMore text.\n~~~\ndef g(): 0\n~~~"
    assert read_script(longer) == [("code", "def f(): '''\n```py\n'''"), ("code", "def g(): 0")]


@pytest.mark.parametrize("base", ["", '||||||| base\n"lost",\n'])
def test_an_unfinished_merge_gives_one_side(base):
    whole = json.dumps(FILLED, indent=1)
    line = next(line for line in whole.splitlines() if "def one_hot" in line)
    both = f"<<<<<<< HEAD\n{line}\n{base}=======\n{line}x\n>>>>>>> other\n"
    answers = read_answers(whole.replace(f"{line}\n", both), ASSIGNMENT)
    assert text(answers) == RIGHT["one_hot"]
    assert any("unfinished merge" in problem for problem in answers["problems"])


def test_a_broken_file_is_searched_so_far_and_it_is_said(monkeypatch):
    data = "{" + '"source": "x = 1", ' * 9
    assert len(salvage.salvage(data).cells) == 9
    for limit in ("MOST_KEYS", "MOST_LINES"):
        monkeypatch.setattr(broken_json, limit, 4)
        found = salvage.salvage(data)
        assert len(found.cells) in (3, 4)
        assert any("its end was not read" in problem for problem in found.problems)


def test_many_cells_are_cut_and_it_is_said():
    cells = [own(f"x = {i}") for i in range(salvage.MOST_CELLS + 5)]
    found = salvage.salvage(file(*cells))
    assert len(found.cells) == salvage.MOST_CELLS
    assert "only the first" in found.problems[0]


def test_so_much_text_and_no_more(monkeypatch):
    monkeypatch.setattr(salvage, "MOST_TEXT", 25)
    found = salvage.salvage(file(*[own("x" * 10)] * 3))
    assert len(found.cells) == 2
    assert "only the first 2 cells" in found.problems[0]


def test_only_so_many_cells_are_compared_line_by_line(monkeypatch):
    compared = []
    monkeypatch.setattr(match, "MOST_COMPARED", 3)
    monkeypatch.setattr(match, "_match_edited", lambda match, gone: compared.append(1) or match)
    read_answers(file(*[cell(f"a\nb = {i}") for i in range(20)]), ASSIGNMENT)
    assert len(compared) == 3


def test_own_cells_get_ids_that_are_looked_for_once():
    cells = [{"id": None, "after": None, "source": "x"}] * 20_000
    made = rebuild.make_notebook(new_notebook(), {"cells": cells, "essays": {}})
    assert len({cell.id for cell in made.cells}) == 20_000


def test_an_endless_essay_is_cut_and_pictures_do_not_count(monkeypatch):
    monkeypatch.setattr(collected, "LONGEST_ESSAY", 40)
    picture = f"![](data:image/png;base64,{'A' * 500}=)"
    for essay, kept in ((f"Yes. {picture}", f"Yes. {picture}"), ("word " * 20, "word " * 8)):
        cells = [dict(one) for one in FILLED["cells"]]
        for one in cells:
            if one["id"].startswith("essay"):
                one["source"] = essay
        answers = read_answers(file(*cells), ASSIGNMENT)
        assert list(answers["essays"].values()) == [kept]
        assert any("of the essay" in problem for problem in answers["problems"]) == (essay != kept)


def test_no_flood_of_large_files_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_TOGETHER", 60_000)
    (tmp_path / "00_start_here.ipynb").write_text(json.dumps(FILLED))
    for i in range(9):
        (tmp_path / f"more{i}.ipynb").write_text(" " * 12_000)
    taken = take_in(tmp_path, ASSIGNMENT)
    assert taken.name == "00_start_here.ipynb"
    assert any("of 10 possible notebooks were read" in one for one in taken.problems)
