"""A class of one module in a temporary course: its folders, nbgrader's API, and what came out."""

import logging
import os
import shutil
import sys
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

from helpers.course.author.source import read_module
from tests.support import ROOT

SLUG = "00_start_here"
MODULE = read_module(ROOT / "solutions" / f"{SLUG}.py")
FIRST, SECOND = MODULE.exercises
FULL = {f"check_{FIRST}": 1.0, f"check_{SECOND}": 1.0, "essay_your_own_sequence": 0.0}

LOOP = f"def {SECOND}(*args):\n    while True:\n        pass"
EXIT = f"import os\ndef {FIRST}(*args):\n    os._exit(3)"


def scores(first=1.0, second=1.0):
    """The scores of a submission without an essay."""
    return FULL | {f"check_{FIRST}": first, f"check_{SECOND}": second}


class Classroom:
    """A course in which a module is released and handed in; nothing goes through an exchange."""

    def __init__(self, root, seconds=20.0, module=MODULE):
        self.root, self.module, self.slug = root, module, module.slug
        shutil.copy(ROOT / "nbgrader_config.py", root)
        self.config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
        self.config.GradeInSandbox.limits = {"seconds": seconds}
        self.log = logging.getLogger("traitlets")
        self.release = root / "notebooks" / self.slug / f"{self.slug}.ipynb"
        if not self.release.exists():
            shutil.copytree(ROOT / "solutions" / self.slug, root / "solutions" / self.slug)
            done = self.api().generate_assignment(self.slug)
            assert done["success"], done

    def api(self):
        """Return a new API, as a new process would have it."""
        return NbGraderAPI(config=self.config)

    def notebook(self, **answers):
        """Return the released notebook with answers: an exercise's name -> its text."""
        notebook = nbformat.read(self.release, as_version=4)
        for cell in notebook.cells:
            cell.source = answers.get(cell.id.removeprefix("answer-"), cell.source)
        return notebook

    def right(self, **others):
        """Return a notebook that solves everything but the essay, with some answers replaced."""
        solved = {name: self.module.solution(name) for name in self.module.exercises}
        return self.notebook(**(solved | others))

    def folder(self, who):
        """Return a student's folder of the module, made if need be."""
        folder = self.root / "grading" / "submitted" / who / self.slug
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def hand_in(self, who, notebook, name=None):
        """Write a notebook, or a text, into a student's folder; return the folder."""
        folder = self.folder(who)
        text = notebook if isinstance(notebook, str) else nbformat.writes(notebook)
        (folder / (name or f"{self.slug}.ipynb")).write_text(text, encoding="utf-8")
        return folder

    def autograde(self, who="*", **options):
        """Grade through nbgrader's API; return its answer: success, log, error."""
        return self.api().autograde(self.slug, who, **options)

    def gradebook(self):
        return Gradebook(self.config.CourseDirectory.db_url, "rnn")

    def scores(self, who):
        """Return the scores in the gradebook, by cell; None if there is no such submission."""
        with self.gradebook() as gradebook:
            try:
                found = gradebook.find_submission_notebook(self.slug, self.slug, who)
            except MissingEntry:
                return None
            return {grade.name: grade.score for grade in found.grades}

    def files(self, step, who):
        """Return every name below a student's folder of a step ("autograded", "feedback")."""
        folder = self.root / "grading" / step / who / self.slug
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))

    def lines(self, log, who):
        """Return the log's lines that name a student's submission."""
        return [line for line in log.splitlines() if f"{self.slug}, {who}: " in line]


def new_classroom(folder, patch, seconds=20.0):
    """Make a classroom in a folder and go there, as long as the patch lasts."""
    patch.chdir(folder)
    patch.setenv("PATH", programs_on_path())
    return Classroom(folder, seconds)


def nbgrader_command(*arguments):
    """Return nbgrader's command line, run by this Python."""
    return [str(Path(sys.executable).parent / "nbgrader"), *arguments]


def programs_on_path():
    """Return PATH with this environment's programs first: nbgrader calls alembic by name."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
