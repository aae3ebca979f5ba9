"""The rules of the house: where files stand, what imports what, sizes, docstrings, plain words.

Imports between the rooms of helpers/ point one way, down the list, and no module is on a circle.
The lowest rooms also stay light: a NumPy module's checks answer without loading torch.
"""

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache

import pytest
import yaml

from helpers.course import cli
from tests.support import ROOT

# A room may import from those after it, never from those before it.
ORDER = """
    course grading common checks experiments plots nn sampling datasets scratch __init__
""".split()
ONLY_FOR_CLI = "grading"
CLI = {"cli.py", "cli_grading.py"}
NOTEBOOK_PACKAGES = {"nbgrader", "nbformat", "nbclient", "nbconvert", "nbval", "jupytext"}
KNOW_NOTEBOOKS = ("course", "grading", "common")
WITHOUT_TORCH = ["scratch", "datasets", "sampling", "plots", "checks"]
LIGHT = ["scratch", "datasets", "sampling", "checks"]  # no matplotlib on import
MOST_FILES = 15  # Python files of a folder, its __init__.py included
LONGEST_FILE = 450
LONGEST_FUNCTION = 40
LONGEST_README = 120
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]")
# Rooms whose walls decide something: each may import from these only, and from itself.
WALLS = {
    "checks/runtime": set(),
    "checks/engine": {"checks/runtime"},
    "grading/sandbox/inside": {"checks/runtime"},
    "grading/sandbox": {"grading/sandbox/inside", "checks/runtime"},
    "grading/submission": {"grading", "common", "checks/runtime"},
    "grading/judging": {
        *("grading", "grading/submission", "grading/sandbox", "grading/sandbox/inside"),
        *("checks/engine", "checks/runtime", "common"),
    },
}


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
        grades = part == "course" and target == ONLY_FOR_CLI and path.name not in CLI
        if up or grades:
            yield f"{path.relative_to(path_of(path, 'helpers').parent)}:{line}: {name}"


def module_name(path):
    """Return the dotted name of a file of helpers/."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def graph():
    """Return for each module of helpers/ the modules that it imports, wherever in its text."""
    names = {module_name(path): path for path in files()}
    found = {}
    for name, path in names.items():
        targets = set()
        for _, target in imports(path):
            while target and target not in names:
                target = target.rpartition(".")[0]
            targets.add(target)
        found[name] = targets - {name, ""}
    return found


def reached(start, edges):
    """Return every module that a module leads to."""
    waiting, seen = list(edges[start]), set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += edges.get(name, ())
    return seen


def test_every_part_has_its_place_in_the_order():
    assert {part_of(path) for path in files()} <= set(ORDER)


def test_imports_point_down():
    assert [complaint for path in files() for complaint in directions(path)] == []


def test_no_module_is_on_a_circle():
    edges = graph()
    assert [name for name in edges if name in reached(name, edges)] == []


def test_a_circle_would_be_seen():
    edges = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert [name for name in edges if name in reached(name, edges)] == ["a", "b", "c"]


def room_of(path):
    return path.parent.relative_to(ROOT / "helpers").as_posix()


def test_the_rooms_that_decide_import_only_what_may_decide():
    homes = {module_name(path): path for path in files()}
    assert [
        f"{name} imports {target}"
        for name, targets in graph().items()
        if (room := room_of(homes[name])) in WALLS
        for target in sorted(targets)
        if room_of(homes[target]) not in {room, *WALLS[room]}
        and homes[target].name != "__init__.py"
    ] == []


def test_no_room_is_crowded_and_each_says_what_is_in_it():
    counts = Counter(path.parent for path in files())
    assert {str(room): n for room, n in counts.items() if n > MOST_FILES} == {}
    silent = [
        str(room)
        for room in counts
        if not ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_only_rooms_that_handle_notebooks_know_them():
    assert [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in files()
        if part_of(path) not in KNOW_NOTEBOOKS
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
        ("scratch/ops.py", "from helpers.checks.engine.check import Check", True),
        ("grading/sandbox/inside/worker.py", "from helpers.course.author import build", True),
        ("grading/assignment.py", "from helpers.common.files import write_whole", False),
        ("scratch/ops.py", "import helpers.plots.style", True),
        ("scratch/ops.py", "from helpers import datasets", True),
        ("scratch/ops.py", "from ..plots import style", True),
        ("sampling/beam.py", "def f():\n    from helpers.nn import cells", True),
        ("course/cli.py", "from helpers.grading import report", False),
        ("course/author/build.py", "from helpers.grading import report", True),
        ("checks/engine/check.py", "from helpers.scratch import ops", False),
        ("checks/engine/check.py", "from . import judge", False),
        ("checks/engine/check.py", "import numpy.checks", False),
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


def python_files(folder="helpers"):
    return sorted((ROOT / folder).rglob("*.py"))


@cache
def tracked_files():
    """Return what belongs to the project: not what git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_files_can_be_read_in_one_sitting():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in [*python_files(), *python_files("tests")]
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_functions_are_short():
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.name} has {length} lines"
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        if (length := body_lines(node)) > LONGEST_FUNCTION
    ] == []


def body_lines(function):
    """Count a function's lines without its docstring."""
    docstring = ast.get_docstring(function, clean=False)
    return function.end_lineno - function.lineno + 1 - (docstring or "").count("\n")


def test_every_file_and_public_function_of_helpers_says_what_it_is_for():
    missing = []
    for path in python_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        public = [
            node
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        ]
        # A slip or an alternative of a check is explained by the hint it belongs to.
        if any(re.fullmatch(r"m\d\d_\w+", room) for room in path.relative_to(ROOT).parts):
            public = []
        missing += [
            f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
            for node in [tree, *public]
            if not ast.get_docstring(node)
        ]
    assert missing == []


def test_no_emoji():
    named = [p for p in tracked_files() if p.suffix in {".py", ".md", ".ipynb", ".toml", ".yml"}]
    assert [str(p) for p in named if EMOJI.search(p.read_text(encoding="utf-8"))] == []


PAGES = ["README.md", "INSTRUCTORS.md", "CONTRIBUTING.md", "CHANGELOG.md"]


@pytest.mark.parametrize("name", PAGES)
def test_the_links_of_a_page_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (ROOT / link).exists()] == []


def test_the_readme_is_short_and_leads_to_the_other_pages():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < LONGEST_README
    assert [name for name in PAGES[1:] if f"]({name})" not in text] == []


def test_the_map_names_the_minutes_that_the_modules_name():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    stated = {}
    for path in sorted((ROOT / "solutions").glob("[0-9]*.py")):
        stated[path.stem[:2]] = re.search(r"^# \*\*(\d+) minutes", path.read_text(), re.MULTILINE)[
            1
        ]
    assert (
        dict(re.findall(r"^\| (\d\d) .*\| (\d+) \| \[read, with solutions\]", text, re.MULTILINE))
        == stated
    )
    hours = re.search(r"take about (\d+) hours", text)[1]
    assert abs(int(hours) - sum(map(int, stated.values())) / 60) <= 0.5


# Of the exercise and the module that CONTRIBUTING.md takes as its examples.
EXAMPLES = re.compile(r"lerp|NN_topic")


def test_the_contributors_page_names_only_files_that_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    words = re.findall(
        r"(?<![\w./])((?:helpers|tests|solutions|data|worked|notebooks)/[\w./]*)", text
    )
    paths = {word.rstrip(".") for word in words if not EXAMPLES.search(word)}
    assert len(paths) > 15
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_only_commands_that_exist(name):
    code = "\n".join(code_of((ROOT / name).read_text(encoding="utf-8")))
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"\bmake ([a-z]+)", code))
    assert [t for t in sorted(targets) if not re.search(rf"^{t}:", makefile, re.MULTILINE)] == []
    known = {command.name or command.callback.__name__ for command in cli.app.registered_commands}
    commands = set(re.findall(r"(?<![-\w])course ([a-z]+)", code))
    assert targets | commands
    assert commands <= known


def code_of(markdown):
    """Return the code blocks and code words of a Markdown text."""
    return re.findall(r"```.*?```|`[^`\n]+`", markdown, re.DOTALL)


def test_pre_commit_runs_what_make_test_runs():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    entries = " ".join(hook["entry"] for repo in config["repos"] for hook in repo["hooks"])
    for part in ["ruff check", "ruff format", "mypy helpers", "tests/test_house.py"]:
        assert part in entries
