"""Copies of notebooks for Colab and JupyterLite: a first cell installs the course there."""

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


def first_cell(calls):
    """Return the cell as Python, with what it would run in a shell or by a magic noted in calls."""
    copy = nbformat.reads(colab_copy(student(SLUGS[0]), ADDRESS), as_version=4)
    python = TransformerManager().transform_cell(copy.cells[0].source)
    note = f"class Shell:\n    def system(self, text): {calls}.append(text)\n"
    note += f"    def run_line_magic(self, name, text): {calls}.append(name + ' ' + text)\n"
    return f"{calls} = []\n{note}get_ipython = Shell\n{python}\nprint(*{calls}, sep=chr(10))"


def test_anywhere_else_it_does_nothing():
    done = subprocess.run(
        [sys.executable, "-c", first_cell("calls")], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_in_colab_it_fetches_the_course_and_installs_it():
    pretend = "import sys, types\nsys.modules['google.colab'] = types.ModuleType('google.colab')\n"
    code = pretend + first_cell("calls")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    fetched, installed = done.stdout.strip().splitlines()
    assert fetched == f"git clone --quiet --depth 1 {ADDRESS} /content/course"
    assert installed.startswith("pip install --quiet -c /content/course/constraints.txt -e")


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
