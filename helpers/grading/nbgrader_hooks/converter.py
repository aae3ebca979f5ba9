"""nbgrader's Autograde, made careful: it opens nothing of a submission's folder but a plain date.

Stock nbgrader copies every file beside a submitted notebook into the graded folder, also what a
link points to, waits for ever on a named pipe, and leaves out notebooks whose name it does not
know. Here a submission is its folder: the exporter looks into it (nbgrader_plugin.py).
"""

import glob
import os
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter

from helpers.common.nbgrader_settings import TIMESTAMP, CarefulCourseDirectory
from helpers.grading.gradebook.results import StoreError, check_student, composed

__all__ = ["SandboxedAutograde"]


class _CopiesNothing(BaseConverter):
    """Stands between Autograde and its base, whose init_assignment copies the student's files."""

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Make the graded folder, with the time of submission: a newer one is graded anew."""
        submitted = self.coursedir.get_existing_timestamp(
            self._format_source(assignment_id, student_id)
        )
        folder = Path(self._format_dest(assignment_id, student_id))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / TIMESTAMP).unlink(missing_ok=True)
        if submitted is not None:
            (folder / TIMESTAMP).write_text(f"{submitted.isoformat(' ')} UTC\n", encoding="ascii")


class SandboxedAutograde(Autograde, _CopiesNothing):
    """Autograde for which every submitted folder is a submission of the module's one notebook."""

    @classmethod
    def take_over(cls, converter: Autograde) -> None:
        """Turn nbgrader's converter, which has listed its submissions, into one of this class.

        nbgrader makes the converter itself and no setting names its class. Its exporter is the
        first thing of ours that it makes, and it has touched nothing by then.
        """
        converter.__class__ = cls
        converter.coursedir = CarefulCourseDirectory.like(converter.coursedir)
        converter.init_notebooks()

    def init_notebooks(self) -> None:
        """List every submitted folder, whatever is in it, under the name of the notebook."""
        slug = self.coursedir.assignment_id
        folders = glob.glob(self._format_source(slug, self.coursedir.student_id))
        self.assignments = {
            folder: [os.path.join(folder, f"{slug}.ipynb")]
            for folder in folders
            if self._can_be_graded(Path(folder).parent.name)
        }

    def _can_be_graded(self, student: str) -> bool:
        """Return whether a folder has the name of a student; others are named in the log."""
        try:
            check_student(student)
            if student != composed(student):  # nbgrader would make a second student of it
                raise StoreError(f"{student}: a name in decomposed letters; run: course grade")
        except StoreError as error:
            self.log.error("not graded: %s", error)
            return False
        return True

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Grade one submission as nbgrader does, and let the exporter keep what came of it."""
        super().convert_single_notebook(notebook_filename)
        self.exporter.keep_result()
