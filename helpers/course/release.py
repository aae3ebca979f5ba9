"""Makes the student notebook from the instructor notebook with nbgrader's own step."""

import logging
import shutil
import tempfile
import traceback
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from helpers.course.source import Module, SourceError

CONFIG = "nbgrader_config.py"


def load_config(root: Path, folder: Path) -> Any:
    """Read the course's nbgrader_config.py as if it stood in another folder.

    Its paths start from where it stands, so nbgrader works in that folder and nowhere else.
    Raises: SourceError if the course has none, or if it fails.
    """
    from traitlets.config.loader import PyFileConfigLoader

    if not (root / CONFIG).is_file():
        raise SourceError(
            f"{root / CONFIG}: not found; it tells nbgrader the folders of the course"
        )
    shutil.copy(root / CONFIG, folder / CONFIG)
    try:
        return PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if Path(frame.filename).name == CONFIG]
        at = getattr(error, "lineno", None) or (lines[-1] if lines else 1)
        raise SourceError(f"{CONFIG}:{at}: {_one_line(error)}; correct this file") from None


def _one_line(error: BaseException) -> str:
    text = " ".join(str(getattr(error, "msg", None) or error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


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
        config = load_config(root, Path(folder))
        try:
            course = CourseDirectory(config=config, log=log, assignment_id=module.slug)
        except TraitError as error:
            raise SourceError(f"{CONFIG}:1: {_one_line(error)}; correct this file") from None
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
