"""Mends what no setting of nbgrader reaches: formgrader trusts the folder of a submission.

nbgrader_config.py calls mend_formgrader(), which every part of nbgrader reads before it begins.
"""

from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from nbgrader.apps.api import NbGraderAPI
from nbgrader.server_extensions.formgrader import formgrader

from helpers.common.nbgrader_settings import time_of
from helpers.grading.nbgrader_hooks.formulas import PageExporter

__all__ = ["mend_formgrader"]


def mend_formgrader() -> None:
    """Let formgrader's lists survive any timestamp.txt, and its pages any name.

    Its API opens that file whatever it is: one that is no date takes the list of the whole class
    away, and a named pipe the server. Its pages hold ids as they are, also out of an address that
    a person clicks on: a script there could reach the whole Jupyter server. And its page of a
    submission would load MathJax from the network.
    """
    for owner, name, mended in (
        (NbGraderAPI, "get_submitted_timestamp", _get_submitted_timestamp),
        (formgrader, "Environment", partial(Environment, autoescape=True)),
        (formgrader, "HTMLExporter", PageExporter),
    ):
        setattr(owner, name, mended)


def _get_submitted_timestamp(api: Any, assignment_id: str, student_id: str) -> Any:
    """Stand in place of the API's method of this name."""
    course = api.coursedir
    folder = course.format_path(course.submitted_directory, student_id, assignment_id)
    return time_of(Path(folder), api.log)
