"""The instructor's page: plans for a term, what modules ask for and show, mistakes checks name.

All of it is read: hours and points from the sources, what the experiments show from the captions
under their figures, the mistakes from the checks, the time that grading takes from a measurement,
and that which reading takes from trials.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.checks.catalogue import checks_of
from helpers.checks.runtime.text import first_sentence
from helpers.course.author.anatomy import WORDS_PER_MINUTE
from helpers.course.author.headers import Cell
from helpers.course.site.material import Material, section
from helpers.course.site.plans import plans
from helpers.course.site.tables import TABLE

__all__ = ["GRADING_TIME", "READING_TIME", "syllabus"]

GRADING_TIME = Path("data") / "grading_time.json"
READING_TIME = Path("data") / "reading_time.json"  # minutes, by module: see its section
AIMS = re.compile(r"After this module you can\n+((?:- .*\n?)+)")
HEADING = re.compile(r"^#{2,4} +(?:[\d.]+ +)?(.+?) *$", re.MULTILINE)
MAP = "- **The module on one page.**"
CLAIMS = "Claimed and measured"
SPECIAL = re.compile(r"([\\`*_\[\]<>$|#~])")
CLASS = 20  # students, for which the time is worked out

PAGE = """\
# Syllabus

For whoever teaches with the course: {modules} modules, {hours} hours of work on the main path and
{optional} more in optional exercises; {points} points, of which {essays} are for essays that a
person grades.

{overview}

*main* and *optional* count exercises. Points are those of the main exercises' checks and of the
essay; optional exercises have none.
"""

READING = """\
## What the hours mean

The hours are those that the modules announce: what their main exercises, essay and experiments
take, and reading at {speed} words a minute. They are estimates, and no class has been timed. For
each module in the table one trial reader solved the exercises and estimated what a student needs
for the main path: {lowest:.1f} to {highest:.1f} times as long ({slowest} the longest),
in all {trial} hours where {announced} are announced. Plan with up to {highest:.1f} times the hours
for slow readers, and with the optional exercises on top.

| module | announced, minutes | trial reader, minutes |
|---|--:|--:|
{rows}
"""

GRADING = """\
## How long grading takes

Measured with every answer right, one submission at a time in one process; the first one of a run
waits for the module's imports. Processes share a class: with two of them, a class of {number} takes
about as long as the first submission and {half} others. Essays are read by a person.

{table}

`course time --grading` measures again.
"""

MODULES = """\
## What each module holds

The mistakes are those that a check names, with a hint for each. Beside them, every check recognises
results in exchanged order, state that is kept between calls, a step too few at either end, a sum in
place of a mean, and steps in the wrong direction.
"""


def syllabus(materials: list[Material], root: Path) -> str:
    """Return the page in Markdown; root: of the course, where the measured time of grading is."""
    parts = [_opening(materials), *_reading(materials, root), *plans(materials)]
    parts += [*_grading(root), MODULES]
    for material in materials:
        parts += _module(material)
    return "\n".join(parts)


def _opening(materials: list[Material]) -> str:
    rows = [
        "| module | you need | hours | points | main | optional |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for material in materials:
        main, optional = _exercises(material)
        rows.append(
            f"| {material.title} | {material.needs or '–'} | {material.minutes / 60:.1f} "
            f"| {_points(material):g} | {len(main)} | {len(optional)} |"
        )
    extra = sum(c.options["minutes"] for m in materials for c in _exercises(m)[1])
    return PAGE.format(
        modules=len(materials),
        hours=round(sum(material.minutes for material in materials) / 60),
        optional=round(extra / 60),
        points=f"{sum(map(_points, materials)):g}",
        essays=f"{sum(c.options['points'] for m in materials for c in _cells(m, 'essay')):g}",
        overview="\n".join(rows),
    )


def _cells(material: Material, kind: str) -> list[Cell]:
    return [cell for cell in material.module.cells if cell.kind == kind]


def _exercises(material: Material) -> tuple[list[Cell], list[Cell]]:
    """Return the exercises of the main path, and the optional ones."""
    cells = _cells(material, "exercise")
    optional = [cell for cell in cells if cell.options.get("optional")]
    return [cell for cell in cells if cell not in optional], optional


def _points(material: Material) -> float:
    graded = [*_cells(material, "check"), *_cells(material, "essay")]
    return sum(float(cell.options.get("points", 0)) for cell in graded)


def _reading(materials: list[Material], root: Path) -> Iterator[str]:
    """Yield the section on the hours, if somebody has read one of the modules."""
    path = root / READING_TIME
    stored: dict[str, float] = json.loads(path.read_bytes()) if path.is_file() else {}
    read = [material for material in materials if material.slug in stored]
    if not read:
        return
    ratios = {material.title: stored[material.slug] / material.minutes for material in read}
    rows = (
        f"| {material.title} | {material.minutes} | {stored[material.slug]} |" for material in read
    )
    yield READING.format(
        speed=WORDS_PER_MINUTE,
        lowest=min(ratios.values()),
        highest=max(ratios.values()),
        slowest=max(ratios, key=lambda title: ratios[title]),
        trial=round(sum(stored[material.slug] for material in read) / 60),
        announced=round(sum(material.minutes for material in read) / 60),
        rows="\n".join(rows),
    )


def _grading(root: Path) -> Iterator[str]:
    """Yield the section on the time of grading, if it was measured."""
    path = root / GRADING_TIME
    if not path.is_file():
        return
    measured: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        "| module | first submission, s | each further one, s | 20 on two processes, s |",
        "|---|--:|--:|--:|",
    ]
    for slug, time in measured.items():
        whole = time["first"] + time["next"] * (CLASS / 2 - 1)
        rows.append(f"| {slug} | {time['first']:.1f} | {time['next']:.2f} | {whole:.0f} |")
    yield GRADING.format(number=CLASS, half=CLASS // 2 - 1, table="\n".join(rows))


def _module(material: Material) -> Iterator[str]:
    """Yield what the page says of one module."""
    essay = sum(float(cell.options["points"]) for cell in _cells(material, "essay"))
    yield f"## {material.title}\n"
    if material.summary:
        yield f"In it: {material.summary}.\n"
    needs = f" You need {material.needs}." if material.needs else ""
    yield (
        f"**{material.minutes} minutes, {_points(material):g} points**, {essay:g} of them for the "
        f"essay; {len(_cells(material, 'predict'))} predictions before measuring.{needs}\n"
    )
    aims = AIMS.search(_cells(material, "text")[0].source)
    if aims:
        yield f"After it one can\n\n{aims[1]}"
    yield _table(material)
    yield from _shown(material)
    yield from _mistakes(material)


def _table(material: Material) -> str:
    """Return the table of a module's exercises, in order; the optional ones last."""
    rows = ["| exercise | minutes | points | mistakes known by name |", "|---|--:|--:|--:|"]
    checks, points = checks_of(material.slug), dict[str, float]()
    for check in _cells(material, "check"):
        points[check.name] = points.get(check.name, 0) + check.options.get("points", 0)
    for cell in (cell for group in _exercises(material) for cell in group):
        worth = "optional" if cell.options.get("optional") else f"{points.get(cell.name, 0):g}"
        known = len(checks[cell.name].slips) if cell.name in checks else 0
        rows.append(f"| `{cell.name}` | {cell.options['minutes']} | {worth} | {known} |")
    return "\n".join(rows) + "\n"


def _shown(material: Material) -> Iterator[str]:
    """Yield what the experiments show: captions, sections with numbers, and the claims measured."""
    captions, numbers = [], []
    for heading, outputs in _experiments(material):
        texts = (str(output.get("data", {}).get("text/markdown", "")) for output in outputs)
        found = [f"- {' '.join(text.split())}" for text in texts if text.startswith("**")]
        found = [caption for caption in found if not caption.startswith(MAP)]
        captions += found
        if not found and outputs and heading != CLAIMS:
            numbers.append(heading)
    claims = TABLE.findall(section(material.texts(), CLAIMS))
    if captions or numbers or claims:
        yield "### What the experiments show\n"
    if captions:
        yield "\n".join(dict.fromkeys(captions)) + "\n"
    if numbers:
        yield f"In numbers, in the sections {', '.join(dict.fromkeys(numbers))}.\n"
    yield from claims


def _experiments(material: Material) -> Iterator[tuple[str, list[Any]]]:
    """Yield for each experiment the heading above it, without its number, and its outputs."""
    ids = (one for one in material.shown if one.startswith("experiment-"))
    heading = "at the start"
    for cell in material.module.cells:
        if cell.kind == "text":
            heading = ([heading] + HEADING.findall(cell.source))[-1]
        elif cell.kind == "experiment":
            yield heading, material.shown[next(ids)]


def _mistakes(material: Material) -> Iterator[str]:
    """Yield the mistakes that each check of a module knows by name, folded."""
    yield "### Mistakes that the checks know by name\n"
    for name, check in checks_of(material.slug).items():
        hints = [SPECIAL.sub(r"\\\1", first_sentence(hint)) for hint in check.slips]
        if hints:
            yield f"<details><summary><code>{name}</code>: {len(hints)}</summary>\n"
            yield "\n".join(f"- {hint}" for hint in hints)
            yield "\n</details>\n"
