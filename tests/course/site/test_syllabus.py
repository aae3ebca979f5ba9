"""The instructor's page is made of the sources: nothing on it is written twice."""

import json
import re

import pytest
from typer.testing import CliRunner

from helpers.checks.catalogue import checks_of
from helpers.course import cli
from helpers.course.author.anatomy import main_minutes
from helpers.course.site import syllabus as page
from helpers.course.site.material import read_material
from helpers.course.site.syllabus import GRADING_TIME, syllabus
from tests.support import ROOT
from tests.support.modules import MODULES, SLUGS, solution_lines

MATERIALS = read_material(ROOT)
PAGE = syllabus(MATERIALS, ROOT)
SECTIONS = dict(zip(SLUGS, re.split(r"^## \d\d .*$", PAGE, flags=re.MULTILINE)[1:], strict=True))


def test_the_overview_adds_up():
    overview = PAGE.partition("\n## ")[0]
    rows = [row for row in overview.splitlines() if re.match(r"\| \d\d ", row)]
    cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows]
    assert len(cells) == len(SLUGS)
    for slug, row in zip(SLUGS, cells, strict=True):
        module = MODULES[slug]
        points = [c.options.get("points", 0) for c in module.cells if c.kind in ("check", "essay")]
        assert float(row[3]) == sum(points)
        assert int(row[4]) + int(row[5]) == len(module.exercises)
        assert abs(float(row[2]) * 60 - main_minutes(module.cells)) < 30
    total = sum(float(row[3]) for row in cells)
    assert f"{total:g} points" in " ".join(PAGE.split())


@pytest.mark.parametrize("slug", SLUGS)
def test_each_module_has_its_exercises_its_experiments_and_its_mistakes(slug):
    text, module = SECTIONS[slug], MODULES[slug]
    for name in module.exercises:
        assert len(re.findall(rf"^\| `{name}` \|", text, re.MULTILINE)) == 1
        slips = checks_of(slug)[name].slips
        assert f"<code>{name}</code>: {len(slips)}<" in text or not slips
    listed = re.findall(r"^- (?!\*\*)", text.partition("### Mistakes")[2], re.MULTILINE)
    assert len(listed) == sum(len(check.slips) for check in checks_of(slug).values())
    shown = text.partition("### What the experiments show")[2].partition("###")[0]
    assert bool(shown) == any(cell.kind == "experiment" for cell in module.cells)
    assert ("measured" in shown) == any("Claimed and" in cell.source for cell in module.cells)
    for name in module.exercises:
        long = [line for line in solution_lines(module, name) if len(line) > 20]
        assert [line for line in long if line in text] == []


def test_the_time_of_grading_is_that_which_was_measured(tmp_path):
    assert set(json.loads((ROOT / GRADING_TIME).read_text())) <= set(SLUGS)
    assert "How long grading takes" not in syllabus(MATERIALS[:1], tmp_path)
    (tmp_path / GRADING_TIME).parent.mkdir()
    (tmp_path / GRADING_TIME).write_text('{"00_start_here": {"first": 2.0, "next": 0.5}}')
    assert "| 00_start_here | 2.0 | 0.50 | 6 |" in syllabus(MATERIALS[:1], tmp_path)


def test_the_command_prints_it_or_writes_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(page, "checks_of", lambda slug: {})
    assert CliRunner().invoke(cli.app, ["syllabus"]).output.startswith("# Syllabus\n")
    target = tmp_path / "syllabus.md"
    assert CliRunner().invoke(cli.app, ["syllabus", "--to", str(target)]).exit_code == 0
    assert target.read_text().startswith("# Syllabus\n")
