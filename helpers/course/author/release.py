"""Makes the student notebook from the instructor notebook with nbgrader's own step."""

import logging
import tempfile
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.common.errors import SourceError
from helpers.common.nbgrader_settings import faulty_config, read_config
from helpers.course.author.source import Module


def make_student(instructor: NotebookNode, module: Module, root: Path) -> str:
    """Return the student notebook's text, as `nbgrader generate_assignment` would write it.

    It runs in a temporary course with the settings of the real one. Saving cells to the gradebook
    is left out: that step reads the notebook and changes nothing in it.
    Raises: SourceError with nbgrader's reason if it refuses the notebook.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import capture_log
    from traitlets import TraitError

    log = logging.getLogger("course.release")
    log.propagate = False
    with tempfile.TemporaryDirectory() as folder:
        config = read_config(root, Path(folder))
        try:
            course = CourseDirectory(config=config, log=log, assignment_id=module.slug)
        except TraitError as error:
            raise faulty_config(error) from None
        source = Path(course.format_path(course.source_directory, ".", module.slug))
        source.mkdir(parents=True)
        nbformat.write(instructor, source / f"{module.slug}.ipynb")
        app = GenerateAssignment(coursedir=course, config=config, log=log)
        app.no_database = True
        app.preprocessors = [step for step in app.preprocessors if "SaveCells" not in str(step)]
        result = capture_log(app)
        if not result["success"]:
            log_lines = (result.get("log") or result["error"]).strip().splitlines()
            raise SourceError(
                f"solutions/{module.slug}.py:1: nbgrader refuses the notebook: {log_lines[-1]}"
            )
        release = Path(course.format_path(course.release_directory, ".", module.slug))
        return (release / f"{module.slug}.ipynb").read_text(encoding="utf-8")
