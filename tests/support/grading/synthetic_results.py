"""Results of a class that never was: made like those of grading, without running anything.

Names and texts hold what real ones may: accents, other scripts, markup, control characters.
"""

import random
import shutil

from helpers.checks.catalogue import checks_of
from helpers.grading.assignment import read_assignment
from helpers.grading.gradebook.results import save_result
from tests.support import ROOT

SLUG = "01_unrolling"
FIRST = ["Zoë", "José María", "李", "Øyvind", "Ng", "Anna", "Łukasz", "نور", "Saoirse", "Bob"]
LAST = ["Müller", "García López", "小龙", "Ødegård", "Vần", "O'Brien", "Żuraw", "حسن", "Ní Dhuill"]
NASTY = (
    "<script>alert('x')</script> & \"quotes\" \x1b[31m red \x00 \u202e desrever \ud800 "
    + "long" * 300
)
STAGES = ["raised", "shape", "values", "changed", "property"]


def identity(number):
    """Return (id, first name, last name) of a student; ids hold spaces and accents, too."""
    first, last = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    style = number % 3
    name = [f"ztu{number:05d}", f"zoë müll {number:05d}", f"学生{number:05d}"][style]
    return name, first, last


def exercise(rng, check, most, blank):
    """Return how one exercise went."""
    chance = rng.random()
    status, points, stage, hint, message = "passed", most, None, None, ""
    if blank or chance < 0.12:
        status, points, stage = "not attempted", 0.0, "not attempted"
    elif chance < 0.3 and check.slips:
        hints = list(check.slips)
        hint = hints[min(int(rng.expovariate(0.6)), len(hints) - 1)]
        status, points, stage, message = "failed", 0.0, "values", f"{check.name}: {hint}"
    elif chance < 0.4:
        stage = rng.choice(STAGES)
        status, points = "failed", 0.0
        message = f"{check.name} raised ValueError: {rng.choice(['shapes differ', NASTY])}"
    elif chance < 0.42:
        status, points = rng.choice([("timed out", 0.0), ("died", 0.0), ("missing", 0.0)])
        message = "It was stopped after 20 s."
    return {
        "points": float(points),
        "max": float(most),
        "status": status,
        "stage": stage,
        "hint": hint,
        "message": message,
        "printed": "",
        "seconds": round(rng.random(), 3),
    }


def answer(rng, solution, name):
    """Return a text like the solution's, with lines of its own."""
    extra = "".join(
        f"    part_{i} = {rng.randrange(10**6)} + part_{rng.randrange(6)}\n" for i in range(6)
    )
    return f"{solution}\n\ndef helper_{name}(part_0):\n{extra}    return part_0\n"


def result(rng, assignment, checks, student):
    """Return one submission's result."""
    level = rng.random()
    done = {
        name: exercise(rng, checks[name], assignment.points(name), rng.random() > level + 0.35)
        for name in assignment.exercises
    }
    sources = {
        name: answer(rng, assignment.part("exercise", name).source, name)
        for name in assignment.exercises
    }
    if rng.random() < 0.02:
        name = assignment.exercises[0]
        sources[name] += "\nimport gc\nprint(open('/proc/self/maps').read())\n"
    essays = {}
    for name in assignment.essays:
        blank = rng.random() < 0.2
        text = f"I am {student[1]}. " + "The value is kept, the gradient is cut. " * 20 + NASTY
        essays[name] = {"max": 4.0, "text": "" if blank else text, "blank": blank}
    return {
        "module": assignment.slug,
        "version": assignment.version,
        "answers": f"{rng.random():.12f}",
        "exercises": done,
        "checks": {},
        "essays": essays,
        "problems": [f"submitted/{student[0]}/x.ipynb: two cells have one id"]
        if rng.random() < 0.03
        else [],
        "sources": sources,
    }


def lay_out(root, slug=SLUG):
    """Make a course of the one module in a folder, without a gradebook."""
    shutil.copytree(ROOT / "solutions" / slug, root / "solutions" / slug)
    return root


def make_class(root, number, seed=0, slug=SLUG):
    """Store results of so many students in a course; two of each 25 hand in alike answers."""
    rng = random.Random(seed)
    assignment, checks = read_assignment(root, slug), checks_of(slug)
    people, before = [], None
    for i in range(number):
        person = identity(i)
        made = result(rng, assignment, checks, person)
        if before and i % 25 == 7:
            for name in assignment.exercises[2:8]:
                made["sources"][name] = before["sources"][name].replace("part_", "mine_")
                made["exercises"][name] = before["exercises"][name]
        save_result(root, person[0], made)
        people.append(person)
        before = made
    return people
