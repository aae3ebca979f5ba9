"""A learner with a copy of the tiny module and a newer release of it, for the tests of refresh."""

import json

import nbformat

from helpers.course.author.notebook import make_notebook
from helpers.course.author.release import make_student
from helpers.course.author.source import find_sources, read_module
from helpers.course.learner.workspace import fill_workspace, read_notebook, refresh, workspace_path
from tests.support.course_tiny import SLUG, TINY, make_course

NEWER = (
    TINY.replace("Doubling 3 gives 6.", "Doubling 3 gives 6, and -3 gives -6.")
    .replace("# Addition does it as well.", "# Addition does it as well, if you like.")
    .replace("# ## 2. Square\n", "# ## 2. Square\n#\n# Squaring 3 gives 9.\n")
    .replace("points=3", "points=5")
)
DOUBLE = 'def double(x):\n    """Mine: café, 数."""\n    return 2 * x'


def release(root, source):
    """Put the student notebook of a source into notebooks/, without running anything."""
    make_course(root, source)
    module = read_module(find_sources(root)[0])
    path = root / "notebooks" / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(make_student(make_notebook(module), module, root))


class Course:
    """A learner's course: an old copy in the workspace and a newer release."""

    def __init__(self, root, old, new):
        self.root = make_course(root)
        self.release = root / "notebooks" / SLUG / f"{SLUG}.ipynb"
        self.release.parent.mkdir(parents=True)
        self.release.write_text(old)
        fill_workspace(root)
        self.release.write_text(new)
        self.path = workspace_path(root, SLUG)

    def edit(self, change):
        notebook = json.loads(self.path.read_text())
        change(notebook["cells"])
        self.path.write_text(json.dumps(notebook))

    def write(self, cell_id, source):
        self.edit(lambda cells: find(cells, cell_id).update(source=source))

    def refresh(self):
        return refresh(SLUG, self.root)

    def cells(self):
        nbformat.validate(nbformat.read(self.path, as_version=4))
        return read_notebook(self.path)["cells"]

    def sources(self):
        return [cell["source"] for cell in self.cells()]


def find(cells, cell_id):
    return next(cell for cell in cells if cell.get("id") == cell_id)


def index(cells, cell_id):
    return [cell.get("id") for cell in cells].index(cell_id)


def own(source, cell_id="abc123", **metadata):
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
