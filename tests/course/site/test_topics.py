"""The index of topics: each row names what is there, and nothing is missing from it."""

import json
import re

from helpers.course.site.material import read_material
from helpers.course.site.module_page import module_page, section_label
from helpers.course.site.tables import IN_CODE, topic_key, topic_rows, topics
from helpers.experiments.m14_capstone.parts.tracks import TRACKS
from tests.support import ROOT
from tests.support.modules import MODULES

ROWS = topic_rows()
BY_NUMBER = {slug[:2]: module for slug, module in MODULES.items()}
HEADING = re.compile(r"^#{2,4} (.+)$", re.MULTILINE)
LADDERS = {track.experiment for track in TRACKS.values()}  # shown by way of their tracks
STORED = {path.stem for path in (ROOT / "data" / "results").glob("*.json")}


def names(row):
    return IN_CODE.findall(row[3])


def is_there(name, module):
    """Whether a module has an exercise of this name, or shows a stored experiment's result."""
    shown = name in STORED and f'"{name}"' in module.path.read_text("utf-8")
    laddered = module.slug == "14_capstone" and name in LADDERS
    return name in module.exercises or shown or laddered


def test_each_row_names_a_section_and_what_is_in_its_module():
    assert [row for row in ROWS if len(row) != 4 or not row[0] or row[1] not in BY_NUMBER] == []
    for number, module in BY_NUMBER.items():
        rows = [row for row in ROWS if row[1] == number]
        texts = "\n".join(cell.source for cell in module.cells if cell.kind == "text")
        assert [row for row in rows if row[2] not in HEADING.findall(texts)] == []
        assert [(row[0], n) for row in rows for n in names(row) if not is_there(n, module)] == []
        assert [row for row in rows if IN_CODE.sub("", row[3]).strip(", ")] == []


def test_no_exercise_and_no_stored_experiment_is_missing():
    for number, module in BY_NUMBER.items():
        listed = {name for row in ROWS if row[1] == number for name in names(row)}
        assert listed, f"module {number} has no row in topics.md"
        assert [name for name in module.exercises if name not in listed] == [], number
    listed = {name for row in ROWS for name in names(row)}
    assert sorted(STORED - listed) == []


def test_rows_stand_in_order_and_none_twice():
    order = [(topic_key(topic), number) for topic, number, *_ in ROWS]
    assert order == sorted(order)
    assert len({tuple(row[:3]) for row in ROWS}) == len(ROWS)


def test_every_link_has_its_target():
    materials = read_material(ROOT)
    page = topics(materials)
    assert page.count("\n| ") == len(ROWS) + page.count("\n## ")
    for material in materials:
        text = "\n".join(
            "".join(cell["source"]) for cell in json.loads(module_page(material, "")[0])["cells"]
        )
        targets = re.findall(rf"\(#((?:section|exercise)-{material.slug}-[^)]*)\)", page)
        assert targets
        assert [target for target in targets if text.count(f"({target})=\n") != 1] == []


def test_a_heading_makes_a_label():
    assert (
        section_label("05_x", "6 Often as good? How, then")
        == "section-05_x-6-often-as-good-how-then"
    )
