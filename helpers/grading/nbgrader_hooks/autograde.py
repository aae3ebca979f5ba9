"""nbgrader grades through here: its command line, formgrader's button and its Python API alike.

nbgrader_config.py names the two classes. RebuildingExporter opens a submission in place of
nbgrader and returns the instructor's notebook with the student's text in it. GradeInSandbox
takes the place of executing that notebook: the answers run in the sandbox, the checks here.
Scores, late penalties, manual grades and comments are nbgrader's business as ever.
"""

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Bool, Dict

from helpers.common.errors import GradebookError
from helpers.common.nbgrader_settings import Settings
from helpers.grading.assignment import (
    Assignment,
    AssignmentError,
    read_assignment,
    read_instructor_notebook,
)
from helpers.grading.batch.find import Submission, read_submission
from helpers.grading.gradebook.marks import is_missing, mark
from helpers.grading.gradebook.results import save_result
from helpers.grading.gradebook.write import ClassGradebook
from helpers.grading.judging.grade import grade_answers
from helpers.grading.nbgrader_hooks.converter import SandboxedAutograde
from helpers.grading.sandbox.host import sandbox_problem
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.submission.rebuild import NOT_GRADED, Answers, make_notebook, withhold

__all__ = ["GradeInSandbox", "RebuildingExporter", "SaveGrades"]

Pair = tuple[NotebookNode, Any]


class RebuildingExporter(NotebookExporter):
    """Reads a submission as far as it can be read, and never fails on what a student wrote."""

    assignment: Assignment
    root: Path
    student: str
    answers: Answers
    result: dict[str, Any] | None

    def __init__(self, **settings: Any) -> None:
        """Take over the converter that makes this exporter.

        Raises: NbGraderException, before anything is touched, if nothing can be graded: no
            sandbox here, no such module, or a gradebook that cannot be used.
        """
        super().__init__(**settings)
        if not isinstance(self.parent, Autograde):
            return
        try:
            if not GradeInSandbox(parent=self).unsafe:
                self._need_sandbox()
            self._read_module(self.parent.coursedir)
        except (AssignmentError, GradebookError) as error:
            self._refuse(str(error))
        SandboxedAutograde.take_over(self.parent)

    def _need_sandbox(self) -> None:
        problem = sandbox_problem()
        if problem:
            self._refuse(f"{problem} (For nbgrader it is --GradeInSandbox.unsafe=True.)")

    def _read_module(self, course: CourseDirectory) -> None:
        """Read the module once for all submissions of this run."""
        self.root, slug = Path(course.root), course.assignment_id
        self.assignment = read_assignment(self.root, slug)
        self._instructor = read_instructor_notebook(self.root, slug)
        for cell in self._instructor.cells:  # its pictures are copied for every student otherwise
            if cell.cell_type == "code":
                cell.outputs = []
        settings = Settings(self.root, self.config, course)
        with ClassGradebook(settings, self.assignment) as gradebook:
            self._released = gradebook.released

    def _refuse(self, why: str) -> None:
        self.log.error(why)
        raise NbGraderException(why)

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """Convert a submission, whatever its folder holds; other notebooks as nbconvert does."""
        if filename not in getattr(self.parent, "notebooks", ()):
            return super().from_filename(filename, resources, **kw)
        self.student, self.result = resources["nbgrader"]["student"], None
        submission = Submission(self.student, Path(filename).parent)
        self.answers = read_submission(submission, self.assignment)
        return self.from_notebook_node(make_notebook(self._instructor, self.answers), resources)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> Any:
        """Hand a notebook to nbgrader's steps, with no check that counts before it is judged."""
        if isinstance(self.parent, Autograde):
            for cell in nb.cells:
                withhold(cell)
        return super().from_notebook_node(nb, resources, **kw)

    def graded(self, result: dict[str, Any]) -> NotebookNode:
        """Return the instructor's notebook with this student's text and the checks' messages.

        nbgrader's next steps read the scores from it, and from the checksums who wrote nothing.
        """
        self.result = result
        notebook = make_notebook(self._instructor, self.answers, result)
        mark(notebook, result, self._released)
        return notebook

    def keep_result(self) -> None:
        """Store the result for `course report`, after the gradebook has it: see store.py."""
        if self.result is None:
            self.log.error("%s, %s: %s", self.assignment.slug, self.student, NOT_GRADED)
        else:
            save_result(self.root, self.student, self.result)


class GradeInSandbox(NbGraderPreprocessor):
    """Runs a submission's answers in the sandbox and fills in the checks' messages."""

    unsafe = Bool(
        False,
        help="Run the answers without a sandbox, with all your rights: only for code you trust.",
    ).tag(config=True)

    limits = Dict(
        help="Other limits than the usual ones, by name (grading/sandbox/inside/limits.py),"
        ' such as {"seconds": 60} for an exercise.',
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> Pair:
        """Grade one submission.

        Raises: NbGraderException if c.Autograde.exporter_class is another than ours; what a
            check of the course raises by mistake, which nbgrader counts for this student only.
        """
        exporter = self.parent
        if not isinstance(exporter, RebuildingExporter):
            raise NbGraderException(
                "GradeInSandbox needs c.Autograde.exporter_class of this course"
            )
        limits = Limits()._replace(**self.limits)
        # Its template process is kept from one submission to the next, and ends with this one.
        result = grade_answers(
            exporter.answers, exporter.assignment, limits=limits, unsafe=self.unsafe
        )
        for remark in [*filter(None, [result["unread"]]), *result["problems"]]:
            self.log.warning("%s, %s: %s", exporter.assignment.slug, exporter.student, remark)
        return exporter.graded(result), resources


class SaveGrades(SaveAutoGrades):
    """Saves the scores as nbgrader does; of what could not be read, none is 0.

    Such a cell waits for a person instead, as an essay does.
    """

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        super()._add_score(cell, resources)
        result, name = getattr(self.parent, "result", None), cell.metadata["nbgrader"]["grade_id"]
        if result and is_missing(result, name):
            place = (self.notebook_id, self.assignment_id, self.student_id)
            grade = self.gradebook.find_grade(name, *place)
            grade.auto_score, grade.needs_manual_grade = None, True
            self.gradebook.db.commit()
