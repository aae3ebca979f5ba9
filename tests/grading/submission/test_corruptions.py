"""A thousand broken notebooks: none is lost, and what is still readable is recovered exactly.

Graded for real is every STRIDE-th of them; COURSE_ALL_CORRUPTIONS=1 grades all:

    COURSE_ALL_CORRUPTIONS=1 pytest -n 0 -s tests/grading/test_grading_corruptions.py
"""

import os
import random
from collections import defaultdict

import nbformat
import pytest

from helpers.grading.assignment import read_assignment, read_instructor_notebook
from helpers.grading.judging.grade import grade_answers
from helpers.grading.submission.rebuild import make_notebook, plan, read_answers
from tests.grading.submission import corruption_bytes, corruptions
from tests.grading.submission.corruption_criterion import readable

STRIDE = 1 if os.environ.get("COURSE_ALL_CORRUPTIONS") == "1" else 9
ASSIGNMENTS = {slug: read_assignment(corruptions.ROOT, slug) for slug in corruptions.SLUGS}
NOTEBOOKS = {slug: read_instructor_notebook(corruptions.ROOT, slug) for slug in corruptions.SLUGS}
KINDS = {*corruptions.CHANGES, *corruption_bytes.KINDS, "combined"}


@pytest.fixture(scope="module")
def broken():
    """Every case with what the independent criterion finds readable in it."""
    return [(case, readable(case.data, case.answers)) for case in corruptions.cases()]


def run_texts(case):
    """What would run as each exercise's answer, and the problems that are named."""
    answers = read_answers(case.data, ASSIGNMENTS[case.slug])
    steps = plan(ASSIGNMENTS[case.slug], answers)
    found = {step["exercise"]: step["source"] for step in steps if step["do"] == "cell"}
    found.pop(None, None)
    return found, answers


def table(rows):
    """Print a line for each kind: cases, answers readable, recovered, lost."""
    sums = defaultdict(lambda: [0, 0, 0, 0])
    for kind, numbers in rows:
        for key in (kind, "all"):
            sums[key] = [a + b for a, b in zip(sums[key], numbers, strict=True)]
    print(f"\n{'kind':28}{'cases':>8}{'readable':>10}{'recovered':>11}{'lost':>6}")
    for kind, (cases, *others) in sums.items():
        print(f"{kind:28}{cases:>8}" + "{:>10}{:>11}{:>6}".format(*others))
    return sums["all"]


def test_the_cases_are_a_thousand_different_ones_of_every_kind(broken):
    cases = [case for case, _ in broken]
    assert len(cases) >= 1000
    assert len({case.name for case in cases}) == len(cases)
    # Few kinds have fewer ways to go wrong than seeds.
    assert len({(case.slug, case.data) for case in cases}) >= 1000
    assert {case.kind for case in cases} == KINDS
    assert [case.name for case in corruptions.cases()][::50] == [c.name for c in cases][::50]


def test_the_criterion_finds_what_stands_and_not_what_does_not(broken):
    """It is neither always true nor always false, and no cut answer is readable."""
    total = sum(len(case.answers) for case, _ in broken)
    found = sum(len(names) for _, names in broken)
    assert 0.8 * total < found < 0.95 * total
    notebook, answers = corruptions.filled("00_start_here")
    data = corruptions.write(notebook, random.Random(0))
    assert readable(data, answers) == set(answers)
    assert readable(data.replace(b"np.zeros((len", b"np.zeros((lem"), answers) != set(answers)


def test_no_corruption_is_lost_and_every_readable_answer_is_recovered(broken):
    rows, lost = [], []
    for case, names in broken:
        found, answers = run_texts(case)
        recovered = {name for name in names if found.get(name) == case.answers[name]}
        missed = names - recovered - case.rivals
        lost += [(case.name, name) for name in sorted(missed)]
        rows.append((case.kind, (1, len(names), len(recovered), len(missed))))
        untaken = case.answers.keys() - found.keys()
        problems = " ".join(answers["problems"])
        told = answers["unread"] or all(name in problems for name in untaken)
        assert told, (case.name, untaken)
    assert lost == []
    assert table(rows)[0] == len(broken)


def test_an_answer_with_a_rival_is_taken_from_one_of_the_two(broken):
    """Which one is taken may be argued about; that there is one may not."""
    rivals = [(case, names & case.rivals) for case, names in broken if names & case.rivals]
    assert len(rivals) > 20
    for case, names in rivals:
        assert names <= run_texts(case)[0].keys(), case.name


def test_the_notebook_made_of_any_corruption_is_valid_and_shows_no_solution(broken):
    for case, _ in broken[::7]:
        _, answers = run_texts(case)
        made = make_notebook(NOTEBOOKS[case.slug], answers)
        nbformat.validate(made)
        nbformat.writes(made).encode("utf-8")
        assert "BEGIN SOLUTION" not in nbformat.writes(made), case.name


@pytest.mark.usefixtures("needs_bwrap")
def test_readable_answers_get_full_marks(broken):
    """Module 00, graded as a class is."""
    assignment, rows, wrong = ASSIGNMENTS["00_start_here"], [], []
    chosen = [(case, names) for case, names in broken if case.slug == assignment.slug]
    for case, names in chosen[::STRIDE]:
        result = grade_answers(read_answers(case.data, assignment), assignment)
        marks = {name: row["points"] / row["max"] for name, row in result["exercises"].items()}
        assert marks.keys() == case.answers.keys()
        full = {name for name in names if marks[name] == 1}
        missed = names - full - case.rivals
        wrong += [(case.name, name, result["exercises"][name]["message"]) for name in missed]
        rows.append((case.kind, (1, len(names), len(full), len(missed))))
    assert wrong == []
    assert table(rows)[0] == len(chosen[::STRIDE])
