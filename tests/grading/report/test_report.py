"""The instructor's page and tables: right numbers, and students' text as text."""

import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from helpers.course import cli
from helpers.grading.gradebook.read import ByHand, Submission
from helpers.grading.gradebook.results import results_folder
from helpers.grading.report.gather import gather
from helpers.grading.report.page import write_report
from tests.support.grading.report_class import (
    ESSAY,
    HINT,
    done,
    in_gradebook,
    rows_of,
    small_class,
    store,
    text_of,
)
from tests.support.grading.synthetic_results import NASTY, SLUG, lay_out, make_class


@pytest.fixture
def course(tmp_path):
    return lay_out(tmp_path / "course")


class Outline(HTMLParser):
    """What a page is made of: tags with attributes, in order, and whether they are closed."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.wrong = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "br", "input", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def named(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]


def test_a_small_class_by_hand(course):
    small_class(course)
    found = gather(course, SLUG)
    step = found.exercises[0]
    assert (step.name, step.max, step.attempted) == ("rnn_step", 2, 4)
    assert step.mean == 2 / (2 * 5)
    assert step.counts == {
        "passed": 1,
        "failed": 3,
        "not attempted": 1,
        "timed out": 0,
        "died": 0,
        "missing": 0,
    }
    (slip,) = step.slips
    assert (slip.name, slip.hint, slip.count, slip.share) == ("The bias is missing.", HINT, 2, 0.5)
    assert [who.name for who in slip.who] == ["bob", "cid"]
    (failure,) = step.failures
    assert (failure.count, failure.share, failure.example) == (1, 0.25, "odd shape")
    assert found.exercises[2].counts["missing"] == 5
    assert sorted(found.totals) == [0, 0, 0, 0, 2]
    assert (found.with_problems, found.max_total, found.quartiles) == (0, 20, (0, 0, 0))
    assert [note.lines for note in found.problems] == [["two cells have one id"]]


def test_who_could_not_be_read_stands_first_and_in_no_number(course, monkeypatch):
    small_class(course)
    store(course, "gus", unread="a.ipynb: an empty file", problems=["nothing"])
    store(course, "hal", problems=["cut", "renamed"], lost=["cut"])
    waits = Submission(0.0, 0.0, True)
    in_gradebook(monkeypatch, course, {"gus": waits, "fay": Submission(3.0, 0.0, False)})
    store(course, "fay", unread="a.zip: an archive that is damaged")
    found = gather(course, SLUG)
    assert [note.lines for note in found.unread] == [
        ["a.zip: an archive that is damaged", "graded by hand: 3 points"],
        ["a.ipynb: an empty file", "no grade yet"],
    ]
    assert (found.submissions, len(found.totals)) == (6, 6)
    assert found.exercises[0].counts["not attempted"] == 2
    assert [note.lines for note in found.lost] == [["cut"]]
    assert [note.lines for note in found.problems] == [["two cells have one id"], ["renamed"]]
    write_report(course, SLUG)
    page = text_of(course)
    assert page.index("an empty file") < page.index('<h2 id="points">')
    rows = [row for row in rows_of(course, "report.csv") if row["student"] == "gus"]
    assert {(row["points"], row["status"]) for row in rows} == {("", "unread")}


def test_the_page_says_the_slip_with_its_share(course):
    small_class(course)
    write_report(course, SLUG)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text_of(course)))
    assert "50 % (2 of 4): The bias is missing. What should h_next be" in text
    assert "25 % (1 of 4), no known slip: returned a wrong shape." in text


def test_optional_exercises_stand_apart_and_count_in_no_total(course):
    store(course, "ann", exercises={"rnn_step": done("passed", 2.0)})
    store(course, "bob", exercises={"chunk_bounds": done("passed", 0.0) | {"max": 0.0}})
    report = gather(course, SLUG, False)
    assert {"rnn_step", "rnn_forward"} <= {one.name for one in report.main}
    assert "chunk_bounds" in {one.name for one in report.optional}
    assert sorted(report.totals) == [0.0, 2.0]
    write_report(course, SLUG)
    before, heading, after = text_of(course).partition("Optional, without points")
    assert heading
    assert "#wrong-chunk_bounds" in after
    assert "#wrong-chunk_bounds" not in before
    assert "#wrong-rnn_step" in before
    assert "<code>chunk_bounds</code> (optional)" in after


def test_the_tables_have_a_row_for_each_student_and_exercise_and_for_each_slip(course):
    small_class(course)
    write_report(course, SLUG)
    rows = rows_of(course, "report.csv")
    assert len(rows) == 5 * (13 + 1)
    bob = next(row for row in rows if row["student"] == "bob")
    assert (bob["exercise"], bob["status"], bob["slip"]) == ("rnn_step", "failed", HINT)
    assert [row["status"] for row in rows if row["exercise"] == ESSAY] == ["waiting"] + [
        "blank"
    ] * 4
    assert rows_of(course, "slips.csv") == [
        {"exercise": "rnn_step", "slip": HINT, "students": "2", "attempted": "4", "share": "0.5"}
    ]


def test_points_given_by_hand_count_and_essays_once_all_are_graded(course, monkeypatch):
    small_class(course)
    essay, check = f"essay_{ESSAY}", "check_rnn_step"
    by_hand = {
        student: Submission(waiting=False, cells={essay: ByHand(points, False)})
        for student, points in zip(
            ["ann", "bob", "cid", "dan", "eve"], [3.5, 0, 0, 0, 0], strict=True
        )
    }
    by_hand["dan"].cells[check] = ByHand(1.5, False)
    in_gradebook(monkeypatch, course, by_hand)
    found = gather(course, SLUG)
    assert found.essays_in_totals
    assert sorted(found.totals) == [0, 0, 0, 1.5, 5.5]
    assert found.max_total == 24
    by_hand["ann"].cells[essay] = ByHand(None, True)
    found = gather(course, SLUG)
    assert not found.essays_in_totals
    assert (sorted(found.totals)[-1], found.max_total) == (2, 20)
    assert (found.essays[0].graded, found.essays[0].texts[0].points) == (4, None)


def test_the_essay_has_its_task_and_rubric_of_the_module(course):
    small_class(course)
    (essay,) = gather(course, SLUG).essays
    assert essay.task.startswith("**25 minutes, 4 points, graded by hand.**")
    assert essay.rubric.startswith("**Rubric.**")
    assert (essay.blank, [text.text for text in essay.texts]) == (4, ["My text."])


def test_similar_answers_are_found_in_a_class(course):
    make_class(course, 40, seed=3)
    alike = gather(course, SLUG).alike
    copied = {frozenset(["ztu00006", "zoë müll 00007"]), frozenset(["zoë müll 00031", "学生00032"])}
    assert {frozenset(w.name for w in pair.who) for pair in alike.pairs} <= copied
    assert alike.pairs
    assert {frozenset(w.name for w in group.who) for group in alike.groups} <= copied


@pytest.mark.parametrize("number", [0, 1, 2, 5])
@pytest.mark.parametrize("hidden", [False, True])
def test_the_page_is_whole_and_needs_nothing_else(course, number, hidden):
    make_class(course, number)
    write_report(course, SLUG, hidden)
    page = Outline(text_of(course))
    assert (page.open, page.wrong) == ([], [])
    links = [attrs.get("src") or attrs.get("href", "") for _, attrs in page.tags]
    assert {link[:1] for link in links if link} <= {"#", "d"}
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in links if link)
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in page.tags}
    assert "url(" not in text_of(course)
    targets = {attrs.get("id") for _, attrs in page.tags}
    assert {link[1:] for link in links if link.startswith("#")} <= targets
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)


def test_the_page_can_be_read_by_machines_that_read_to_people(course):
    make_class(course, 5)
    write_report(course, SLUG)
    page = Outline(text_of(course))
    assert page.named("html") == [{"lang": "en"}]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.named(
        "meta"
    )
    assert len(page.named("img")) == 2
    assert all(len(img["alt"]) > 80 for img in page.named("img"))
    assert page.named("th")
    assert all(th.get("scope") in ("col", "row", "rowgroup") for th in page.named("th"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_what_students_write_stays_text(course):
    store(
        course,
        "<b>mal<i>",
        essay=NASTY,
        exercises={"rnn_step": done("failed", stage="raised", message=NASTY)},
        problems=[NASTY],
        sources={"rnn_step": f"import gc\n{NASTY}"},
    )
    write_report(course, SLUG)
    for name in ("report.html", "report.csv", "slips.csv"):
        text = text_of(course, name)
        assert not [c for c in set(text) if not c.isprintable() and c not in "\r\n\t"]
    page = text_of(course)
    assert page.count("&lt;script&gt;alert(") >= 3
    assert "<script" not in page
    assert "<b>" not in page


def test_the_same_results_make_the_same_page(course):
    make_class(course, 8)
    write_report(course, SLUG)
    before = text_of(course), text_of(course, "report.csv"), text_of(course, "slips.csv")
    write_report(course, SLUG)
    assert (text_of(course), text_of(course, "report.csv"), text_of(course, "slips.csv")) == before


def test_a_damaged_result_is_named_and_loses_no_other(course):
    small_class(course)
    (results_folder(course, SLUG) / "zed.json").write_text("{")
    written = write_report(course, SLUG)
    assert written.submissions == 5
    assert "zed.json" in text_of(course)
    write_report(course, SLUG, hide_names=True)
    assert "zed" not in text_of(course)


def test_a_long_list_of_names_is_cut_and_says_so(course, monkeypatch):
    monkeypatch.setattr("helpers.grading.report.page.MOST_NAMED", 1)
    small_class(course)
    write_report(course, SLUG)
    assert "and 1 more (report.csv has all)" in text_of(course)


def test_a_cell_of_the_table_runs_no_formula(course):
    store(course, "=HYPERLINK(1)", exercises={"rnn_step": done("failed", hint="=1+1. Really?")})
    write_report(course, SLUG)
    assert rows_of(course, "report.csv")[0]["student"] == "'=HYPERLINK(1)"
    assert rows_of(course, "slips.csv")[0]["slip"] == "'=1+1. Really?"


def test_the_command_prints_where_the_report_is(course, monkeypatch):
    small_class(course)
    (course / "helpers" / "course" / "author").mkdir(parents=True)
    (course / "helpers" / "course" / "author" / "source.py").touch()
    shutil.copy(Path(cli.__file__).parents[2] / "solutions" / f"{SLUG}.py", course / "solutions")
    monkeypatch.chdir(course)
    ran = CliRunner().invoke(cli.app, ["report", "1", "--hide-names"])
    assert (ran.exit_code, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0] == "5 submissions:"
    assert [Path(name.strip()).name for name in lines[1:]] == [
        "report.html",
        "report.csv",
        "slips.csv",
    ]
    assert all(Path(name.strip()).is_file() for name in lines[1:])
    shutil.rmtree(course / "solutions" / SLUG)
    ran = CliRunner().invoke(cli.app, ["report", "1"])
    assert ran.exit_code == 1
    assert ran.stderr.count("\n") == 1
    assert "course build" in ran.stderr
