"""Drawn scenes with captions: shapes in colours on a grid, and sentences that say what is where.

The caption is decided by the picture alone, so a right answer is one sentence and no other. One
object is named with its place, "a red circle in the top left"; several are named in reading
order, row by row, each with its relation to the next: "a red circle above a blue square left of a
green cross".

Axes  C colour channel (red, green, blue), Y downward, X to the right, both in pixels; the grid
has GRID x GRID cells, numbered row by row from the top left: cell = GRID * row + column.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.contract.validation import require_count, require_generator

GRID = 4  # cells a side
CELL = 8  # pixels a side of a cell
COLOURS = {
    "red": (0.9, 0.15, 0.15),
    "green": (0.1, 0.7, 0.2),
    "blue": (0.2, 0.35, 1.0),
    "yellow": (0.95, 0.85, 0.1),
    "white": (1.0, 1.0, 1.0),
}
SHAPES = ("circle", "square", "triangle", "cross", "ring")
KINDS = tuple((colour, shape) for colour in COLOURS for shape in SHAPES)
PLACES = ("top left", "top right", "bottom left", "bottom right")
WORDS = ("a", *COLOURS, *SHAPES, *"in the top bottom left right above of".split())
MOST = 3  # objects in a scene
NOISE = 0.05  # standard deviation of the grey background
_BACKGROUND = 0.2


class Thing(NamedTuple):
    """An object of a scene."""

    colour: str
    shape: str
    cell: int  # from 0 to GRID**2 - 1


class Scene(NamedTuple):
    """A picture and what it shows.

    nouns: for each shape named in the caption the position of its word and the object's cell.
    """

    image: np.ndarray  # (C, Y, X) float32, from 0 to 1
    caption: tuple[str, ...]
    nouns: tuple[tuple[int, int], ...]
    things: tuple[Thing, ...]  # in the order of the caption


def draw_scene(rng, count=None, kinds=KINDS):
    """Draw a scene: so many objects, of different kinds, in different cells, all equally likely.

    count: from 1 to MOST; None draws it. kinds: pairs (colour, shape) that may stand in the scene:
    hold some out of training, and the test asks for words that were never seen together.
    Raises: ValueError if rng is no numpy.random.Generator, count is not from 1 to MOST, a kind is
    not one of KINDS, or there are fewer than count different ones.
    """
    require_generator("rng", rng)
    kinds = list(dict.fromkeys(tuple(kind) for kind in kinds))
    if count is None:
        count = int(rng.integers(1, MOST + 1))
    if require_count("count", count) > MOST:
        raise ValueError(f"count is {count}, expected from 1 to {MOST} objects.")
    if len(kinds) < count:
        raise ValueError(f"kinds holds {len(kinds)} kinds, expected at least {count}.")
    chosen = rng.choice(len(kinds), size=count, replace=False)
    cells = rng.choice(GRID**2, size=count, replace=False)
    return render(rng, [Thing(*kinds[i], int(cell)) for i, cell in zip(chosen, cells, strict=True)])


def render(rng, things):
    """Draw the picture of some objects and write its caption.

    rng: for the noise, and where in its cell an object stands and how large it is.
    Raises: ValueError if rng is no numpy.random.Generator, there are not from 1 to MOST objects,
    one has a colour, shape or cell that there is not, or two are of one kind or in one cell.
    """
    require_generator("rng", rng)
    things = tuple(sorted(things, key=lambda thing: thing.cell))
    _require_things(things)
    side = GRID * CELL
    image = rng.normal(_BACKGROUND, NOISE, size=(3, side, side))
    for thing in things:
        row, column = divmod(thing.cell, GRID)
        mask = _mask(thing.shape, rng)
        cell = image[:, row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL]
        cell[:, mask] = np.array(COLOURS[thing.colour])[:, None]
    tokens, nouns = _caption(things)
    return Scene(np.clip(image, 0, 1).astype(np.float32), tokens, nouns, things)


def place_of(cell):
    """Return which quarter of the picture a cell lies in, one of PLACES."""
    row, column = divmod(cell, GRID)
    return PLACES[2 * (2 * row >= GRID) + (2 * column >= GRID)]


def relation(cell, later):
    """Return how a cell lies to a later one of the grid: "above", "left of" or "right of".

    The larger distance decides, of equal ones the vertical.
    """
    (row, column), (later_row, later_column) = divmod(cell, GRID), divmod(later, GRID)
    if later_row - row >= abs(later_column - column):
        return "above"
    return "left of" if column < later_column else "right of"


def _caption(things):
    """Return the tokens of a caption, and the position and cell of each noun in it."""
    tokens: list[str] = []
    nouns = []
    for i, thing in enumerate(things):
        tokens += ["a", thing.colour, thing.shape]
        nouns.append((len(tokens) - 1, thing.cell))
        if i + 1 < len(things):
            tokens += relation(thing.cell, things[i + 1].cell).split()
    if len(things) == 1:
        tokens += ["in", "the", *place_of(things[0].cell).split()]
    return tuple(tokens), tuple(nouns)


def _mask(shape, rng):
    """Return which pixels of a cell a shape covers, (CELL, CELL) of booleans.

    It is 5 to 7 pixels wide and high, and stands anywhere in its cell.
    """
    size = int(rng.integers(5, 8))
    top, left = rng.integers(CELL - size + 1, size=2)
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    distance = np.hypot(y, x)
    covered = {
        "square": distance >= 0,
        "triangle": abs(x) <= (y + size / 2 + 0.5) / 2,  # its tip on top
        "cross": np.minimum(abs(y), abs(x)) <= (size - 1) / 6,
        "circle": distance <= size / 2,
        "ring": (distance <= size / 2) & (distance >= size / 2 - 1.5),
    }
    mask = np.zeros((CELL, CELL), dtype=bool)
    mask[top : top + size, left : left + size] = covered[shape]
    return mask


def _require_things(things):
    """Check that a scene's objects are known, few enough, and of different kinds and cells."""
    if not 1 <= len(things) <= MOST:
        raise ValueError(f"things holds {len(things)} objects, expected from 1 to {MOST}.")
    for thing in things:
        if (thing.colour, thing.shape) not in KINDS or thing.cell not in range(GRID**2):
            raise ValueError(f"things holds {thing}, expected a kind of KINDS and a cell.")
    for name, values in [
        ("kind", [thing[:2] for thing in things]),
        ("cell", [thing.cell for thing in things]),
    ]:
        if len(set(values)) < len(values):
            raise ValueError(f"things has two objects of one {name}, expected different ones.")
