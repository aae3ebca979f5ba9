"""The machine that breaks notebooks: seeded corruptions of a filled notebook, each with a name.

A case is made in three steps: changes of the notebook as data (which may end up as no valid
notebook), a way to write it down, and damage to the bytes. What a case's answers were is kept;
whether they can still be read is judged by corruption_criterion.py, which knows nothing of
helpers/grading.
"""

import copy
import json
import random
from typing import NamedTuple

import nbformat

from helpers.course.author.source import read_module
from tests.grading.submission import corruption_bytes, corruption_cells, corruption_places
from tests.support import ROOT

SLUGS = ("00_start_here", "01_unrolling")
SEEDS = 5  # of each kind and module
RANDOM_SEEDS = 15  # of the kinds that hit another place each time
COMBINED = 100
CHANGES = corruption_cells.KINDS | corruption_places.KINDS
# Combined with others, these leave two versions of an answer in a file.
AMBIGUOUS = {"merged after", "helper above", "answer in own cell", "all in one cell"}


class Case(NamedTuple):
    """One broken notebook: its bytes, and the right answers that went into it.

    rivals: exercises that another complete answer competes for, so that either may be taken.
    """

    name: str
    kind: str
    slug: str
    data: bytes
    answers: dict[str, str]
    rivals: frozenset[str]


def filled(slug, essay='Größe und Ordnung: both orders matter, since „dog“ is no "god".'):
    """Return a released notebook with right answers, an essay, an own cell, and outputs."""
    module = read_module(ROOT / "solutions" / f"{slug}.py")
    notebook = nbformat.read(ROOT / "notebooks" / slug / f"{slug}.ipynb", as_version=4)
    answers = {name: module.solution(name) for name in module.exercises}
    for i, cell in enumerate(notebook.cells):
        name = cell.id.removeprefix("answer-")
        cell.source = (
            answers.get(name, cell.source) if cell.id.startswith("answer-") else cell.source
        )
        if cell.id.startswith("essay-"):
            cell.source = essay
        if cell.id.startswith("check-"):
            cell.execution_count = i
            line = f"{cell.id.removeprefix('check-')}: 14 calls agree\n"
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=line)]
    own = nbformat.v4.new_code_cell("scratch = {'source': [1, 2]}\nscratch", id="a1b2c3d4")
    notebook.cells.insert(len(notebook.cells) // 2, own)
    return json.loads(nbformat.writes(notebook)), answers


def cases():
    """Yield every case, the same ones each time."""
    for slug in SLUGS:
        notebook, answers = filled(slug)
        changes, damages = CHANGES, corruption_bytes.KINDS
        for kind in (*changes, *damages):
            function = changes.get(kind) or damages[kind]
            for seed in range(RANDOM_SEEDS if kind.startswith("random") else SEEDS):
                yield make(slug, notebook, answers, [(kind, function)], seed)
        for seed in range(COMBINED):
            rng = random.Random(f"combined {slug} {seed}")
            picked = rng.sample(sorted(changes.items()), rng.randint(1, 3))
            picked += rng.sample(sorted(damages.items()), rng.randint(0, 1))
            yield make(slug, notebook, answers, picked, seed, "combined")


def make(slug, notebook, answers, picked, seed, kind=None):
    """Make one case: change the cells, write the file, damage its bytes."""
    label = "+".join(picked_kind for picked_kind, _ in picked)
    name = f"{slug[:2]}-{'combined-' if kind else ''}{label}-{seed}"
    rng = random.Random(name)
    state = corruption_cells.State(copy.deepcopy(notebook), dict(answers), rng, set())
    for picked_kind, function in picked:
        if picked_kind in CHANGES:
            attempt(function, len(picked) > 1, state)
    if len(picked) > 1 and AMBIGUOUS & dict(picked).keys():
        state.rivals.update(answers)
    data = write(state.notebook, rng)
    for picked_kind, function in picked:
        if picked_kind in corruption_bytes.KINDS:
            data = attempt(function, len(picked) > 1, data, rng) or data
    return Case(name, kind or picked[0][0], slug, data, state.answers, frozenset(state.rivals))


def attempt(function, combined, *args):
    """Change or damage; what an earlier change has made impossible is left out."""
    try:
        return function(*args)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError):
        if not combined:
            raise
        return None


def write(notebook, rng):
    """Write a notebook as one of the programs that write notebooks would."""
    indent = rng.choice([1, 1, 1, 2, None])
    text = json.dumps(notebook, indent=indent, ensure_ascii=rng.random() < 0.3)
    return (text + "\n").encode("utf-8", "surrogatepass")
