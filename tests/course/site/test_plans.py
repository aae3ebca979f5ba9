"""The plans for a term keep to what the modules say of themselves."""

import json
import re

import pytest

from helpers.common.errors import SourceError
from helpers.course.author.anatomy import main_minutes
from helpers.course.site.material import read_material
from helpers.course.site.plans import AFTER, PLANS, Plan, Row, needed, plans, work
from helpers.course.site.syllabus import READING_TIME, syllabus
from tests.support import ROOT
from tests.support.modules import SLUGS

MATERIALS = read_material(ROOT)
THERE = {material.slug[:2]: material for material in MATERIALS}
PAGE = "\n".join(plans(MATERIALS))


def table(page, weeks):
    """Return the cells of a plan's rows, the sum included."""
    part = page.split(f"### In {weeks} weeks\n")[1].split("### ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip(" *") for cell in line.split(" | ")] for line in lines]


def taught_too_early(plan):
    """Return (module, what it says it needs and has not been taught) for every choice."""
    missing, taught = [], set()
    for row in plan.rows:
        for choice in row.choices(set(THERE)):
            known = set(taught)
            for number in choice:
                missing += [(number, other) for other in needed(THERE[number]) - known]
                known.add(number)
        taught |= set(row.modules)
    return missing


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.weeks} weeks")
def test_a_module_comes_after_those_that_it_says_it_needs(plan):
    assert taught_too_early(plan) == []


def test_a_plan_in_the_wrong_order_is_noticed():
    assert taught_too_early(Plan(2, "", (Row(("00", "02")), Row(("01",))))) == [("02", "01")]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.weeks} weeks")
def test_a_plan_fills_its_weeks_with_modules_that_exist_each_once(plan):
    assert sum(row.weeks for row in plan.rows) == plan.weeks
    firsts = [number for row in plan.rows for number in row.modules]
    assert len(firsts) == len(set(firsts))
    named = {n for row in plan.rows for choice in (row.modules, *row.instead) for n in choice}
    assert named | set(plan.sections) <= set(AFTER)
    assert named <= set(THERE)
    assert set(THERE) <= set(AFTER)


def test_the_long_plan_teaches_every_module():
    assert set(THERE) <= {number for row in PLANS[0].rows for number in row.modules}


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.weeks} weeks")
def test_hours_and_points_are_the_sums_of_what_the_modules_say(plan):
    *rows, last = table(PAGE, plan.weeks)
    for row in rows:
        minutes = points = 0
        for number in re.findall(r"\b(\d\d) [A-Z]", row[1]):
            module = THERE[number].module
            cells = module.cells
            if number in plan.sections:
                whole = work(THERE[number])
                part = work(THERE[number], plan.sections[number])
                assert 0 < part.minutes < whole.minutes
                minutes, points = minutes + part.minutes, points + part.checked
                continue
            minutes += int(re.search(r"\*\*(\d+) minutes", cells[0].source)[1])
            points += sum(c.options.get("points", 0) for c in cells if c.kind in ("check", "essay"))
        assert row[2].split(" or ")[0] == f"{minutes / 60:.1f}"
        told = [row[i].split(" or ")[0] for i in (4, 5)]
        assert sum(map(float, told)) == points
    for column in range(2, 6):
        total = sum(float(row[column].split(" or ")[0]) for row in rows)
        assert float(last[column]) == pytest.approx(total, abs=0.05 * len(rows))


def test_the_sections_of_a_module_add_up_to_it():
    material = THERE["03"]
    headings = re.findall(r"^## (?:\d+ )?(.+)$", material.texts(), re.MULTILINE)
    parts = [work(material, (heading,)) for heading in headings]
    assert sum(part.checked + part.essay for part in parts) == 26
    before = main_minutes(material.module.cells) - sum(part.minutes for part in parts)
    assert 0 < before < 5  # the opening stands above the first heading


def test_a_section_that_does_not_exist_is_named():
    with pytest.raises(SourceError, match="06_bidirectional: there is no section 'Two readers'"):
        work(THERE["06"], ("Two readers",))


def test_a_module_that_is_missing_leaves_its_weeks_out():
    page = "\n".join(plans([material for material in MATERIALS if material.slug < "13"]))
    assert "14 Capstone" not in page
    rows = table(page, 15)
    assert [row[0].strip("| ") for row in rows[:-1]] == [str(week) for week in range(1, 13)]
    assert table(page, 10)[-1][1] == "all, with 10 and 11"


def test_the_capstone_is_the_project_of_both_longer_plans():
    assert [row[1] for row in table(PAGE, 15)][-2] == "14 Capstone"
    assert table(PAGE, 10)[-2][0] == "| 9–10"
    assert table(PAGE, 10)[-2][1] == "14 Capstone; or 10 and 11; or 10 and 12; or 11 and 12"
    assert re.fullmatch(r"\d+\.\d or \d\.\d to \d\.\d", table(PAGE, 10)[-2][2])


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.weeks} weeks")
def test_what_may_be_left_out_is_needed_by_nothing_that_is_taught(plan):
    part = PAGE.split(f"### In {plan.weeks} weeks\n")[1].split("### ")[0]
    free = re.search(r"no other module here needs (.*)\.", part)
    taught = [number for row in plan.rows for number in row.choices(set(THERE))[0]]
    used = set().union(*(needed(THERE[number]) for number in taught))
    last = plan.rows[-1].choices(set(THERE))[0]
    expected = [number for number in taught if number not in used and number not in last]
    assert (re.findall(r"\d\d", free[1]) if free else []) == expected


def test_the_page_and_the_readme_say_how_much_longer_a_trial_took():
    stored = json.loads((ROOT / READING_TIME).read_bytes())
    assert set(stored) <= set(SLUGS)
    ratios = [stored[m.slug] / m.minutes for m in MATERIALS if m.slug in stored]
    text = " ".join(syllabus(MATERIALS, ROOT).split())
    assert f"{min(ratios):.1f} to {max(ratios):.1f} times as long" in text
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    stated = re.search(r"trial readers .* up to (\d\.\d) times as long", readme)[1]
    assert abs(float(stated) - max(ratios)) < 0.15  # may lag behind a small change of one module


def test_without_trial_readings_the_page_says_nothing_of_them(tmp_path):
    assert "What the hours mean" not in syllabus(MATERIALS[:1], tmp_path)
