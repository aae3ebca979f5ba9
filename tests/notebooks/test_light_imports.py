"""What modules 00 to 03 import from the course loads where there is NumPy but not much else.

In a browser (JupyterLite) there is no PyTorch, no Numba, no nbgrader, and no process can start.
Cells that compare with PyTorch or train in it import from helpers.nn, or an experiment.
"""

import ast
import subprocess
import sys

import pytest

from helpers.course.author.rules import parse
from tests.support.modules import MODULES

IN_PYTORCH = ("helpers.nn", "helpers.experiments.")
LIGHT = [slug for slug in MODULES if slug[:2] <= "03"]
WITHOUT = """
import sys

STARTS = ("subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system")

def refuse(event, arguments):
    if event in STARTS:
        raise RuntimeError(f"{event} while importing")

for name in ("torch", "numba", "nbgrader"):
    sys.modules[name] = None  # importing it raises ImportError
sys.addaudithook(refuse)
"""


def imported(slug):
    """Return the names of helpers that a notebook's cells import, PyTorch's part left out."""
    names = set()
    for cell in MODULES[slug].cells:
        if cell.kind in ("text", "essay"):
            continue
        for node in ast.walk(parse(cell)):
            if isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            elif isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
    return sorted(n for n in names if n.startswith("helpers.") and not n.startswith(IN_PYTORCH))


def load(names):
    """Import names where nothing heavy can be; one that is no module is what a module holds."""
    code = WITHOUT + (
        "from importlib import import_module\n"
        "from importlib.util import find_spec\n"
        f"for name in {names!r}:\n"
        "    above = import_module(name.rpartition('.')[0])\n"
        "    if not hasattr(above, '__path__') or find_spec(name) is None:\n"
        "        continue\n"
        "    import_module(name)\n"
        "    print(name)\n"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("slug", LIGHT)
def test_the_course_s_part_of_a_numpy_module_is_light(slug):
    names = imported(slug)
    assert f"helpers.checks.m{slug}" in names
    done = load(names)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) >= 3


@pytest.mark.parametrize(
    ("name", "said"),
    [("helpers.nn.cells", "torch"), ("helpers.nn.fast_lstm_kernels", "numba")],
)
def test_what_is_heavy_would_be_named(name, said):
    done = load([name])
    assert done.returncode != 0
    assert said in done.stderr.splitlines()[-1]


def test_a_process_would_be_named():
    code = WITHOUT + "import subprocess\nsubprocess.run(['true'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "subprocess.Popen while importing" in done.stderr
