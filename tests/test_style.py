"""House rules that no formatter holds: sizes of files and functions, docstrings, plain words."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 340
LONGEST_FUNCTION = 40
LONGEST_README = 200
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]")


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
        if path.parent.name == "checks" and path.name.lstrip("_").startswith("m"):
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


def test_the_readme_is_short_and_its_links_lead_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < LONGEST_README
    links = re.findall(r"\]\(([^)#]+)\)", text)
    local = [link for link in links if "://" not in link]
    assert local
    assert [link for link in local if not (ROOT / link).exists()] == []


def test_the_readme_names_only_commands_that_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"\bmake ([a-z]+)", "\n".join(code_of(text))))
    makefile = (ROOT / "Makefile").read_text()
    assert {"lab", "setup", "test", "instructor"} <= targets
    assert [t for t in sorted(targets) if not re.search(rf"^{t}:", makefile, re.MULTILINE)] == []


def code_of(markdown):
    """Return the code blocks and code words of a Markdown text."""
    return re.findall(r"```.*?```|`[^`\n]+`", markdown, re.DOTALL)


def test_pre_commit_runs_what_make_test_runs():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    entries = " ".join(hook["entry"] for repo in config["repos"] for hook in repo["hooks"])
    for part in ["ruff check", "ruff format", "mypy helpers", "tests/test_imports.py"]:
        assert part in entries
