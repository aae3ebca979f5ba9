"""Makes a class for the grading benchmark: a course in a folder, and submissions to it.

Half are right, with the harmless variations of real work; a fifth are blank; the others have one
to three of the slips that the checks know. With bad: some crash, and some never end.
"""

import importlib
import json
import random
import shutil
import sys
from pathlib import Path

from helpers.checks.catalogue import checks_of
from helpers.course.author.source import read_module

ROOT = Path(__file__).resolve().parents[2]

STOCK = """
c.Autograde.exporter_class = "nbconvert.exporters.NotebookExporter"
steps = "ClearOutput DeduplicateIds OverwriteKernelspec OverwriteCells CheckCellMetadata"
c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors." + step for step in steps.split()]
steps = "Execute LimitOutput SaveAutoGrades AssignLatePenalties CheckCellMetadata"
c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors." + step for step in steps.split()]
c.OverwriteCells.add_missing_cells = True
"""
BAD = {
    "exits": "import os\nos._exit(3)",
    "segfault": "import ctypes\nctypes.string_at(0)",
    "loop": "while True:\n        pass",
}
EVERY_BAD = 20  # one submission in so many is bad, if any are


def lay_out(folder: Path, slug: str, stock: bool = False) -> Path:
    """Make a course of one module; stock: with nbgrader's own steps. Return its folder."""
    for name in (f"solutions/{slug}.py", "nbgrader_config.py", "helpers/course/author/source.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "solutions" / slug, folder / "solutions" / slug)
    if stock:
        with (folder / "nbgrader_config.py").open("a") as file:
            file.write(STOCK)
    return folder


def hand_in(folder: Path, slug: str, number: int, bad: bool = False, seed: int = 0) -> list[str]:
    """Write submissions of a class into a course; return the ids of those that are bad."""
    maker, wrong = _Maker(slug, random.Random(seed)), []
    for i in range(number):
        student = f"s{i:05}"
        text, is_bad = maker.notebook(bad and i % EVERY_BAD == 1)
        path = folder / "grading" / "submitted" / student / slug / f"{slug}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        wrong += [student] if is_bad else []
    return wrong


class _Maker:
    """Makes notebooks from the student notebook of a module."""

    def __init__(self, slug: str, draw: random.Random) -> None:
        self.draw = draw
        self.released = (ROOT / "notebooks" / slug / f"{slug}.ipynb").read_text()
        as_cell = _as_cell()
        module = read_module(ROOT / "solutions" / f"{slug}.py")
        self.right, self.slips = {}, {}
        for name, check in checks_of(slug).items():
            others = [as_cell(other, name) for other in check.alternatives]
            self.right[name] = [module.solution(name), *others]
            self.slips[name] = [as_cell(slip, name) for slip in check.slips.values()]

    def notebook(self, bad: bool) -> tuple[str, bool]:
        """Return one submission's text, and whether it is a bad one."""
        kind = self.draw.random()
        notebook = json.loads(self.released)
        if kind < 0.2 and not bad:
            return self.released, False
        answers = {
            name: self._varied(self.draw.choice(texts)) for name, texts in self.right.items()
        }
        if kind >= 0.7:
            number = min(self.draw.randint(1, 3), len(self.slips))
            for name in self.draw.sample(sorted(self.slips), number):
                answers[name] = self.draw.choice(self.slips[name])
        if bad:
            name = self.draw.choice(sorted(answers))
            body = self.draw.choice(sorted(BAD.values()))
            lines = body.replace("\n", "\n    ") if "while" not in body else body
            answers[name] = f"def {name}(*arguments, **keywords):\n    {lines}\n"
        for cell in notebook["cells"]:
            name = cell["id"].removeprefix("answer-")
            cell["source"] = answers.get(name, cell["source"])
        if self.draw.random() < 0.3:
            notebook["cells"].insert(self.draw.randrange(3, len(notebook["cells"])), _own_cell())
        return json.dumps(notebook), bad

    def _varied(self, source: str) -> str:
        """Change what does not matter: comments, empty lines, spaces at the ends."""
        comment = f"# version {self.draw.randrange(1000)}\n"
        return comment + source.replace("\n\n", "\n\n\n") + self.draw.choice(["", "\n", "  \n"])


def _as_cell():
    """Return the function of the tests that writes any function as an answer's cell."""
    sys.path.insert(0, str(ROOT))
    return importlib.import_module("tests.support.grading.small_assignment").as_cell


def _own_cell() -> dict:
    source = "mine = [1, 2, 3]\nprint(sum(mine))"
    fixed = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
    return {**fixed, "id": "my-own", "source": source}
