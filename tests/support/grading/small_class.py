"""A small class of module 00 whose answers are words for fake_grader; graded without a sandbox."""

import contextlib
import functools
import io
import json
import shutil

from nbgrader.api import Gradebook

import helpers.grading.batch.grade_class as batch
from helpers.common.nbgrader_settings import read_settings
from helpers.grading.assignment import read_assignment
from helpers.grading.batch.grade_class import grade_class
from helpers.grading.batch.grader import Done
from helpers.grading.batch.options import Options
from helpers.grading.batch.progress import Progress
from helpers.grading.gradebook.results import load_results
from tests.support import ROOT
from tests.support.grading.fake_grader import fake_grader

SLUG = "00_start_here"
ESSAY = "My own sequence is the tides."


def lay_out(root):
    """Make a course of the one module; return its folder."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "solutions" / SLUG, root / "solutions" / SLUG)
    return root


def notebook(*words, essay=None):
    """Return the student notebook's text with a word for each exercise."""
    read = json.loads((ROOT / "notebooks" / SLUG / f"{SLUG}.ipynb").read_text())
    left = list(words)
    for cell in read["cells"]:
        if cell["id"].startswith("answer-") and left:
            cell["source"] = f"# {left.pop(0)}"
        elif cell["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("essay") and essay:
            cell["source"] = essay
    return json.dumps(read)


def hand_in(root, student, *words, essay=None, time=None):
    """Put a submission where nbgrader keeps it; return the file."""
    folder = root / "grading" / "submitted" / student / SLUG
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{SLUG}.ipynb"
    file.write_text(notebook(*words, essay=essay))
    if time is not None:
        (folder / "timestamp.txt").write_text(time)
    return file


def in_this_process(monkeypatch):
    """Let grading run without processes, in order."""

    class Here:
        def __init__(self, grader, options):
            self.grader = grader

        def grade_all(self, jobs):
            for student, answers in jobs:
                try:
                    yield Done(student, self.grader(answers))
                except RuntimeError as error:
                    yield Done(student, None, str(error))

    monkeypatch.setattr(batch, "_started", lambda *given: contextlib.nullcontext(Here(*given)))


def grader_of(root, **settings):
    """Return the fake grader for the module as it stands."""
    return functools.partial(
        fake_grader, assignment=read_assignment(root, SLUG).as_dict(), **settings
    )


def grade(root, ask=None, grader=None, **options):
    """Grade the class; without ask, no grade may change."""

    def refuse(changes):
        raise AssertionError(f"nobody was to be asked: {changes}")

    return grade_class(
        root,
        SLUG,
        Options(**options),
        ask or refuse,
        lambda total: Progress(total, io.StringIO()),
        grader or grader_of(root),
    )


def new_version(root):
    """Change a check of the module, so that its version is another."""
    path = root / "solutions" / SLUG / f"{SLUG}.ipynb"
    read = json.loads(path.read_text())
    for cell in read["cells"]:
        if cell["id"].startswith("check-"):
            cell["source"] = [*cell["source"], "\n# corrected"]
    path.write_text(json.dumps(read))


def gradebook(root):
    """Open nbgrader's own view of the grades."""
    course = read_settings(root).course
    return Gradebook(course.db_url, course.course_id)


def grades(root, student):
    """Return the scores of a student's cells in the gradebook: name -> (auto, needs a person)."""
    with gradebook(root) as book:
        found = book.find_submission_notebook(SLUG, SLUG, student)
        return {g.name: (g.auto_score, g.needs_manual_grade) for g in found.grades}


def everything(root):
    """Return all that grading leaves: grades, comments, graded notebooks, stored results."""
    with gradebook(root) as book:
        found = book.assignment_submissions(SLUG)
        rows = {
            one.student.id: (
                one.timestamp,
                sorted(
                    (g.name, g.auto_score, g.needs_manual_grade) for g in one.notebooks[0].grades
                ),
                sorted((c.name, c.auto_comment or "") for c in one.notebooks[0].comments),
            )
            for one in found
        }
    notebooks = {
        str(path.relative_to(root)): path.read_text()
        for path in sorted((root / "grading" / "autograded").rglob("*.*"))
    }
    return rows, notebooks, load_results(root, SLUG)
