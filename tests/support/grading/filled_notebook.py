"""Module 00 as an instructor has it and as a learner hands it in, for tests of what is taken."""

from helpers.grading.assignment import read_assignment, read_instructor_notebook
from tests.grading.submission import corruptions

SLUG = "00_start_here"
ROOT = corruptions.ROOT
ASSIGNMENT = read_assignment(ROOT, SLUG)
INSTRUCTOR = read_instructor_notebook(ROOT, SLUG)
FILLED, RIGHT = corruptions.filled(SLUG)


def own(source, kind="code", **others):
    """A cell of the learner's own."""
    return {"cell_type": kind, "metadata": {}, "source": source, "id": "own"} | others


def text(answers, name="one_hot"):
    """The text that was taken as an exercise's answer, or None."""
    return {c["id"]: c["source"] for c in answers["cells"]}.get(f"answer-{name}")
