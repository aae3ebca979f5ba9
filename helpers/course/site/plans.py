"""Three ways to teach the course: which modules each week takes, what they cost, what they give.

Hours, points and prerequisites are read from the modules; here stand only the choice of modules
and what students can do after each. A module that the course does not have yet is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from helpers.common.errors import SourceError
from helpers.course.author.anatomy import main_minutes
from helpers.course.author.headers import Cell
from helpers.course.site.material import Material

__all__ = ["AFTER", "PLANS", "Plan", "Row", "Work", "needed", "plans", "work"]

SECTION = re.compile(r"^## (?:\d+ +)?(.+?) *$", re.MULTILINE)

# Completes "After it, students can".
AFTER = {
    "00": "read a notebook of the course, and say why order needs a model of its own",
    "01": "derive backpropagation through time, and train a character model in NumPy alone with it",
    "02": "score any text with a language model, and compare a network fairly with counts",
    "03": "predict from the weights how fast a gradient fades or grows, and choose what helps",
    "04": "write an LSTM and its backward pass, and say which failure each gate mends",
    "05": "write a paper's gated cell from its equations, and compare two networks fairly",
    "06": "read unequal sentences from both sides, and prove whether a model sees the future",
    "07": "stack layers, write a sentence as one vector, and hold a neural search against counting",
    "08": "let a model write, and say what a sampler does to its distribution",
    "09": "write attention and its backward pass, and translate with it",
    "10": "build and train a transformer's block, and say what a memory of one size forgets",
    "11": "count the factors on a gradient's way, and build networks in which they are fewer",
    "12": "train a network with latent variables, and measure its loss over an exact floor",
    "13": "say where a step's time goes, and run a linear recurrence as a scan or a convolution",
    "14": "plan, run and report a study of their own so that others can check it",
}


@dataclass(frozen=True)
class Row:
    """What is taught in one week, or in several: modules by number, in order.

    instead: other choices of modules for the same weeks.
    """

    modules: tuple[str, ...]
    weeks: int = 1
    instead: tuple[tuple[str, ...], ...] = ()

    def choices(self, there: set[str]) -> list[tuple[str, ...]]:
        """Return the choices that the course has all modules of."""
        return [choice for choice in (self.modules, *self.instead) if set(choice) <= there]


@dataclass(frozen=True)
class Plan:
    """A course of some weeks. sections: for a module not taught whole, the headings that are."""

    weeks: int
    about: str
    rows: tuple[Row, ...]
    sections: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """What is asked of students: minutes on the main path and beside it, points by check, essay."""

    minutes: float
    optional: float
    checked: float
    essay: float

    def __add__(self, other: "Work") -> "Work":
        """Return both together."""
        return Work(
            self.minutes + other.minutes,
            self.optional + other.optional,
            self.checked + other.checked,
            self.essay + other.essay,
        )


NOTHING = Work(0, 0, 0, 0)

PLANS = (
    Plan(
        15,
        "The whole course: a module a week, and the last two weeks for a study of one's own.",
        (
            Row(("00", "01")),
            *(Row((f"{number:02}",)) for number in range(2, 14)),
            Row(("14",), weeks=2),
        ),
    ),
    Plan(
        10,
        "The spine, from the first cell to attention; then a study of one's own, or two of three "
        "modules that lead on from there.",
        (
            Row(("00", "01")),
            *(Row((f"{number:02}",)) for number in range(2, 7)),
            Row(("07", "08")),
            Row(("09",)),
            Row(("14",), weeks=2, instead=(("10", "11"), ("10", "12"), ("11", "12"))),
        ),
    ),
    Plan(
        5,
        "The shortest way from a cell to attention that leaves no gap. Where sections are named, "
        "only those are taught; the rest of such a notebook runs without answers.",
        (
            Row(("00", "01")),
            Row(("02", "03")),
            Row(("04",)),
            Row(("05", "06", "08")),
            Row(("09",)),
        ),
        {
            "02": (
                "The probability of a sentence",
                "Counting: the model to beat",
                "Sentences of unequal length",
                "A network against the counts",
            ),
            "05": (
                "A leak that is learned",
                "From LSTM to GRU in three moves",
                "Often as good? How to compare fairly",
            ),
            "06": (
                "A score too good to be true",
                "Two readers, one batch",
                "Who sees the future?",
            ),
            "08": ("Draw one token", "Temperature and cuts", "Feed it back"),
        },
    ),
)

INTRODUCTION = """\
## Plans for 15, 10 and 5 weeks

Each keeps to what the modules say they need. Hours are those of the main path, as announced;
*optional* are the hours that come on top. *checks* are the points that `course grade` gives,
*essays* those that a person gives. For the meeting of a week: the predictions, asked before their
experiments run; the derivation with numbers, on paper; and from `course report`, the mistakes that
the class made most often.
"""

HEAD = """\
| week | modules | hours | optional | checks | essays | after it, students can |
|---|---|--:|--:|--:|--:|---|"""


def plans(materials: list[Material]) -> Iterator[str]:
    """Yield the section of the syllabus with the plans, as far as the modules are there."""
    there = {material.slug[:2]: material for material in materials}
    yield INTRODUCTION
    for plan in PLANS:
        yield f"### In {plan.weeks} weeks\n\n{plan.about}\n"
        yield "\n".join([HEAD, *_rows(plan, there)])
        yield from _remarks(plan, there)


def work(material: Material, sections: tuple[str, ...] = ()) -> Work:
    """Return what a module asks for, or what these sections of it do.

    Raises: SourceError for a section that the module does not have.
    """
    cells: Sequence[Cell] = material.module.cells
    minutes = float(material.minutes)
    if sections:
        found = _sections(cells)
        if missing := [heading for heading in sections if heading not in found]:
            raise SourceError(f"{material.slug}: there is no section {missing[0]!r}")
        cells = [cell for heading in sections for cell in found[heading]]
        minutes = main_minutes(cells)
    return Work(
        minutes,
        sum(cell.options["minutes"] for cell in cells if cell.options.get("optional")),
        sum(float(cell.options.get("points", 0)) for cell in cells if cell.kind == "check"),
        sum(float(cell.options["points"]) for cell in cells if cell.kind == "essay"),
    )


def needed(material: Material) -> set[str]:
    """Return the numbers of the modules that a module says one needs."""
    return set(re.findall(r"\b\d\d\b", material.needs))


def _sections(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """Return the cells below each heading of level 2; a text that holds a heading is parted."""
    heading, found = "", dict[str, list[Cell]]({"": []})
    for cell in cells:
        if cell.kind != "text":
            found[heading].append(cell)
            continue
        before, *rest = SECTION.split(cell.source)
        found[heading].append(replace(cell, source=before))
        for heading, source in zip(rest[::2], rest[1::2], strict=True):
            found[heading] = [replace(cell, source=source)]
    return found


def _rows(plan: Plan, there: dict[str, Material]) -> Iterator[str]:
    """Yield the rows of a plan's table; of several choices the first one counts in the sums."""
    first, spent, decided = 1, NOTHING, ""
    for row in plan.rows:
        choices = row.choices(set(there))
        costs = [
            sum((work(there[n], plan.sections.get(n, ())) for n in choice), NOTHING)
            for choice in choices
        ]
        if choices:
            week = str(first) if row.weeks == 1 else f"{first}–{first + row.weeks - 1}"
            names = [_name(there[number], plan.sections.get(number, ())) for number in choices[0]]
            others = "".join(f"; or {' and '.join(choice)}" for choice in choices[1:])
            after = "; ".join(AFTER[number] for number in choices[0])
            columns = [_or(*column) for column in zip(*map(_told, costs), strict=True)]
            yield f"| {week} | {'; '.join(names)}{others} | {' | '.join(columns)} | {after} |"
            spent += costs[0]
            decided = f", with {' and '.join(choices[0])}" if choices[1:] else decided
        first += row.weeks
    yield f"| | **all{decided}** | **{'** | **'.join(_told(spent))}** | |\n"


def _told(cost: Work) -> list[str]:
    """Return the four columns of a row that hold numbers."""
    times = [f"{minutes / 60:.1f}" for minutes in (cost.minutes, cost.optional)]
    return [*times, f"{cost.checked:g}", f"{cost.essay:g}"]


def _or(first: str, *others: str) -> str:
    """Return a number and the range of those that may stand in its place."""
    if set(others) <= {first}:
        return first
    low, high = min(others, key=float), max(others, key=float)
    return f"{first} or {low}" + (f" to {high}" if high != low else "")


def _name(material: Material, sections: tuple[str, ...]) -> str:
    listed = ", ".join(f"*{heading}*" for heading in sections)
    return f"{material.name}{f' (only {listed})' if listed else ''}"


def _remarks(plan: Plan, there: dict[str, Material]) -> Iterator[str]:
    """Yield what is left out, what may be, and what is graded where sections are."""
    offered = [choices for row in plan.rows if (choices := row.choices(set(there)))]
    chosen = [choices[0] for choices in offered]
    taught = [number for choice in chosen for number in choice]
    named = {n for row in plan.rows for choice in (row.modules, *row.instead) for n in choice}
    used = {number for taken in taught for number in needed(there[taken])}
    if left := [number for number in there if number not in named]:
        yield f"Left out, and needed by none of these: {', '.join(left)}.\n"
    if free := [n for n in taught if n not in used and n not in chosen[-1]]:
        told = " or ".join([", ".join(free[:-1]), free[-1]][len(free) == 1 :])
        first = "".join(f", and {' and '.join(c[0])} chosen" for c in offered if c[1:])
        yield f"If time is short{first}: no other module here needs {told}.\n"
    if plan.sections:
        whole = sum(there[number].minutes for number in taught)
        yield (
            f"The same modules taught whole take {whole / 60:.1f} hours. Where sections are left "
            "out, grade out of the points named here: `course grade` gives 0 for the rest, and the "
            "essays of these modules are not asked for.\n"
        )
