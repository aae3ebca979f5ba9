"""A part of the Jupyter server: the learner's progress at course/progress.

`course lab` switches it on, and JupyterLab's settings put a button to it above each notebook
(helpers/course/jupyter/learner).
"""

from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from helpers.course.learner.progress_page import progress_page
from helpers.course.learner.workspace import LabError

PATH = "course/progress"


class ProgressPage(JupyterHandler):
    """Shows the page anew each time that it is asked for."""

    @web.authenticated
    def get(self) -> None:
        """Send the page, or in one line why there is none."""
        try:
            page = progress_page(Path(self.settings["server_root_dir"]).expanduser())
        except LabError as error:
            raise web.HTTPError(404, reason=str(error).replace("\n", " ")) from None
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    where = url_path_join(server.web_app.settings["base_url"], PATH)
    server.web_app.add_handlers(".*$", [(where, ProgressPage)])
