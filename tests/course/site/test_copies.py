"""Copies of notebooks for Colab and JupyterLite: a first cell gets the course there."""

import ast
import json
import subprocess
import sys

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

from helpers.course.site.opening import colab_copy, lite_copy
from tests.support import ROOT
from tests.support.modules import SLUGS, student

ADDRESS = "https://example.org/owner/name"


def test_it_is_the_student_notebook_with_one_cell_before_it():
    copy = nbformat.reads(colab_copy(student(SLUGS[1]), ADDRESS), as_version=4)
    nbformat.validate(copy)
    assert copy.cells[1:] == student(SLUGS[1]).cells
    assert copy.metadata == student(SLUGS[1]).metadata


def first_cell():
    """Return the cell as Python that prints what it would run in a shell, then the path."""
    copy = nbformat.reads(colab_copy(student(SLUGS[0]), ADDRESS), as_version=4)
    python = TransformerManager().transform_cell(copy.cells[0].source)
    shell = "class Shell:\n    def system(self, command): print(command)\nget_ipython = Shell\n"
    return f"{shell}{python}\nprint(sys.path[0])"


def test_anywhere_else_it_does_nothing():
    done = subprocess.run([sys.executable, "-c", first_cell()], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_in_colab_it_fetches_the_course_and_finds_it_there():
    pretend = "import sys, types\nsys.modules['google.colab'] = types.ModuleType('google.colab')\n"
    code = pretend + first_cell()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines() == [
        f"git clone --quiet --depth 1 {ADDRESS} /content/course",
        "/content/course",
    ]


def test_what_colab_has_is_all_that_a_notebook_imports():
    there = {
        "IPython",
        "PIL",
        "ipywidgets",
        "matplotlib",
        "numba",
        "numpy",
        "pooch",
        "sklearn",
        "threadpoolctl",  # with sklearn
        "torch",
        "tqdm",
    }
    rooms = ("checks", "datasets", "experiments", "nn", "plots", "sampling", "scratch")
    files = [path for room in rooms for path in (ROOT / "helpers" / room).rglob("*.py")]
    found = set()
    for path in [*files, *(ROOT / "solutions").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module.partition(".")[0])
    assert found - there - set(sys.stdlib_module_names) - {"helpers"} == set()
    assert {"numpy", "torch", "matplotlib"} <= found


def test_the_first_module_runs_in_jupyterlite_on_numpy_alone():
    copy = nbformat.reads(lite_copy(student("00_start_here")), as_version=4)
    assert copy.cells[0].source.endswith('await piplite.install("rnn-course", deps=False)')
    code = "import sys\n"
    code += (
        "for name in ('torch', 'numba', 'nbgrader', 'matplotlib', 'pooch', 'tqdm', 'nbformat'):\n"
    )
    code += "    sys.modules[name] = None\n"
    for cell in copy.cells[1:]:
        if cell.cell_type == "code":
            may_fail = "raises-exception" in cell.metadata.get("tags", [])
            code += f"try:\n    exec({cell.source!r})\n"
            code += f"except Exception:\n    if not {may_fail}: raise\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "headlines" in done.stdout
    dropped = len(student("00_start_here").cells) + 1 - len(copy.cells)
    assert 1 <= dropped <= 2  # the versions of packages, and what stands below them


def test_jupyterlite_takes_its_parts_from_where_they_are_made():
    config = json.loads((ROOT / "lite" / "jupyter_lite_config.json").read_text())
    made = config["LiteBuildConfig"]["contents"] + config["PipliteAddon"]["piplite_urls"]
    assert made == ["site/source/lite", "wheels"]  # below build/, where the command runs
