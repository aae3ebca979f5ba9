"""Imports between the parts of helpers/ point one way, down the list in design order.

The lowest parts also stay light: a NumPy module's checks answer without loading torch.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# A part may import from those after it, never from those before it.
ORDER = [
    "course",
    "grading",
    "checks",
    "experiments",
    "plots",
    "nn",
    "sampling",
    "datasets",
    "scratch",
    "__init__",
]
# The one pair that knows each other: grading/ reads sources, and the command line grades.
ALLOWED_UP = {("grading", "helpers.course.source")}
ONLY_FOR_CLI = "grading"
CLI = {"cli.py", "cli_grading.py"}
NOTEBOOK_PACKAGES = {"nbgrader", "nbformat", "nbclient", "nbconvert", "nbval", "jupytext"}
WITHOUT_TORCH = ["scratch", "datasets", "sampling", "plots", "checks"]
LIGHT = ["scratch", "datasets", "sampling", "checks"]  # no matplotlib on import


def part_of(path, package="helpers"):
    """Return the part of helpers/ that a file belongs to."""
    return path.relative_to(path_of(path, package)).parts[0].removesuffix(".py")


def path_of(path, package):
    return next(parent for parent in path.parents if parent.name == package)


def files():
    return sorted((ROOT / "helpers").rglob("*.py"))


def imports(path, top_level_only=False):
    """Yield (line, full name) of everything a file imports, relative imports resolved."""
    base = path_of(path, "helpers").parent
    package = list(path.relative_to(base).parent.parts)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            for name in node.names:
                yield node.lineno, f"{module}.{name.name}"


def directions(path):
    """Yield one complaint for each import of a file that points up."""
    part = part_of(path)
    for line, name in imports(path):
        if name.split(".")[0] != "helpers":
            continue
        target = name.split(".")[1] if "." in name else "__init__"
        target = target if target in ORDER else "__init__"
        up = ORDER.index(target) < ORDER.index(part)
        allowed = any(part == who and name.startswith(what) for who, what in ALLOWED_UP)
        grades = part == "course" and target == ONLY_FOR_CLI and path.name not in CLI
        if (up and not allowed) or grades:
            yield f"{path.relative_to(path_of(path, 'helpers').parent)}:{line}: {name}"


def test_every_part_has_its_place_in_the_order():
    assert {part_of(path) for path in files()} <= set(ORDER)


def test_imports_point_down():
    assert [complaint for path in files() for complaint in directions(path)] == []


def test_only_course_and_grading_know_notebooks():
    assert [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in files()
        if part_of(path) not in ("course", "grading")
        for line, name in imports(path)
        if name.split(".")[0] in NOTEBOOK_PACKAGES
    ] == []


@pytest.mark.parametrize(("parts", "package"), [(WITHOUT_TORCH, "torch"), (LIGHT, "matplotlib")])
def test_light_parts_import_nothing_heavy(parts, package):
    assert [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in files()
        if part_of(path) in parts
        for line, name in imports(path, top_level_only=package == "matplotlib")
        if name.split(".")[0] == package
    ] == []


@pytest.mark.parametrize(
    ("where", "line", "found"),
    [
        ("scratch/ops.py", "from helpers.checks.core import Check", True),
        ("scratch/ops.py", "import helpers.plots.style", True),
        ("scratch/ops.py", "from helpers import datasets", True),
        ("scratch/ops.py", "from ..plots import style", True),
        ("sampling.py", "def f():\n    from helpers.nn import cells", True),
        ("grading/worker.py", "from helpers.course import build", True),
        ("grading/worker.py", "from helpers.course.source import read_module", False),
        ("course/cli.py", "from helpers.grading import report", False),
        ("course/build.py", "from helpers.grading import report", True),
        ("checks/core.py", "from helpers.scratch import ops", False),
        ("checks/core.py", "from . import plain", False),
        ("checks/core.py", "import numpy.checks", False),
    ],
)
def test_a_wrong_direction_is_named_with_file_and_line(tmp_path, where, line, found):
    path = tmp_path / "helpers" / where
    path.parent.mkdir(parents=True)
    path.write_text(line + "\n")
    complaints = list(directions(path))
    assert bool(complaints) == found
    if found:
        assert complaints[0].startswith(f"helpers/{where}:{1 + line.count(chr(10))}: helpers.")


def test_a_numpy_modules_checks_load_fast_and_without_torch():
    code = (
        "import sys, time; start = time.process_time();"
        "import helpers.checks.m00_start_here, helpers.checks.m01_unrolling;"
        "import helpers.scratch.language_model, helpers.datasets.text, helpers.sampling;"
        "print(time.process_time() - start, 'torch' in sys.modules, 'matplotlib' in sys.modules)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(3)
    ]
    assert {(torch, matplotlib) for _, torch, matplotlib in runs} == {("False", "False")}
    assert min(float(seconds) for seconds, *_ in runs) < 0.5
