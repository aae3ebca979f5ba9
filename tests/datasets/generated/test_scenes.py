"""Drawn scenes: captions by hand, and pictures read back from their pixels."""

import re
from collections import Counter

import numpy as np
import pytest

from helpers.datasets.generated.scenes import (
    CELL,
    COLOURS,
    GRID,
    KINDS,
    SHAPES,
    WORDS,
    Thing,
    draw_scene,
    place_of,
    relation,
    render,
)
from tests.support.draws import bound, chi_squared
from tests.support.tables import each_row

RNG = np.random.default_rng(0)
DRAWN = [draw_scene(np.random.default_rng(seed)) for seed in range(400)]


@each_row(
    ("things", "caption", "nouns"),
    [
        ([("red", "circle", 0)], "a red circle in the top left", [(2, 0)]),
        ([("blue", "ring", 7)], "a blue ring in the top right", [(2, 7)]),
        ([("white", "cross", 9)], "a white cross in the bottom left", [(2, 9)]),
        ([("green", "square", 10)], "a green square in the bottom right", [(2, 10)]),
        (
            [("blue", "square", 12), ("red", "circle", 0)],  # the order given does not matter
            "a red circle above a blue square",
            [(2, 0), (6, 12)],
        ),
        (
            [("red", "circle", 4), ("red", "square", 7)],
            "a red circle left of a red square",
            [(2, 4), (7, 7)],
        ),
        (  # one row down, two columns to the left
            [("green", "triangle", 3), ("yellow", "triangle", 5)],
            "a green triangle right of a yellow triangle",
            [(2, 3), (7, 5)],
        ),
        (  # one down and one to the right: of equal distances the vertical decides
            [("red", "ring", 0), ("red", "cross", 5), ("blue", "cross", 6)],
            "a red ring above a red cross left of a blue cross",
            [(2, 0), (6, 5), (11, 6)],
        ),
    ],
)
def test_captions_by_hand(things, caption, nouns):
    scene = render(np.random.default_rng(0), [Thing(*thing) for thing in things])
    assert " ".join(scene.caption) == caption
    assert list(scene.nouns) == nouns


def test_every_noun_points_at_its_object():
    for scene in DRAWN:
        assert len(scene.nouns) == len(scene.things)
        for (position, cell), thing in zip(scene.nouns, scene.things, strict=True):
            assert cell == thing.cell
            assert scene.caption[position - 2 : position + 1] == ("a", thing.colour, thing.shape)
        assert [token for token in scene.caption if token in SHAPES] == [
            thing.shape for thing in scene.things
        ]


NOUN_PHRASE = rf"a ({'|'.join(COLOURS)}) ({'|'.join(SHAPES)})"
CHAIN = rf"{NOUN_PHRASE}( (above|left of|right of) {NOUN_PHRASE}){{1,2}}"
SENTENCE = re.compile(rf"{NOUN_PHRASE} in the (top|bottom) (left|right)|{CHAIN}")


def test_captions_follow_the_grammar_and_use_every_word():
    assert all(SENTENCE.fullmatch(" ".join(scene.caption)) for scene in DRAWN)
    assert {token for scene in DRAWN for token in scene.caption} == set(WORDS)
    assert len(set(WORDS)) == len(WORDS)


def test_relations_are_what_the_coordinates_say():
    for cell in range(GRID**2):
        for later in range(cell + 1, GRID**2):
            (y, x), (later_y, later_x) = divmod(cell, GRID), divmod(later, GRID)
            down, aside = later_y - y, later_x - x
            want = "above" if down >= abs(aside) else "left of" if aside > 0 else "right of"
            assert relation(cell, later) == want
    counts = Counter(place_of(cell) for cell in range(GRID**2))
    assert set(counts.values()) == {4}


def seen(image):
    """Read the objects back from the pixels: {cell: (colour, shape)}."""
    found = {}
    for cell in range(GRID**2):
        row, column = divmod(cell, GRID)
        pixels = image[:, row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL]
        for colour, value in COLOURS.items():
            mask = np.abs(pixels - np.array(value, np.float32)[:, None, None]).max(axis=0) < 1e-6
            if mask.any():
                assert cell not in found, "two colours in one cell"
                found[cell] = (colour, shape_of(mask))
    return found


def shape_of(mask):
    """Name a shape by its rows: how wide they are, and whether there is a hole."""
    box = mask[mask.any(axis=1)][:, mask.any(axis=0)]
    widths = box.sum(axis=1)
    corners = box[[0, 0, -1, -1], [0, -1, 0, -1]]
    if box.all():
        return "square"
    filled = [row[row.argmax() : len(row) - row[::-1].argmax()].all() for row in box]
    if not all(filled):
        return "ring"
    if corners[2:].all() and (np.diff(widths) >= 0).all():
        return "triangle"
    assert not corners.any()
    return "cross" if widths[0] <= len(box) // 2 and widths[1] == widths[0] else "circle"


def test_pictures_show_what_the_caption_says():
    for scene in DRAWN:
        assert scene.image.shape == (3, GRID * CELL, GRID * CELL)
        assert scene.image.dtype == np.float32
        assert 0 <= scene.image.min() <= scene.image.max() <= 1
        assert seen(scene.image) == {thing.cell: thing[:2] for thing in scene.things}


def test_draws_are_even_and_repeat_under_their_seed():
    again = draw_scene(np.random.default_rng(3))
    np.testing.assert_array_equal(again.image, DRAWN[3].image)
    assert again[1:] == DRAWN[3][1:]
    rng = np.random.default_rng(0)
    scenes = [draw_scene(rng) for _ in range(1_500)]
    sizes = np.bincount([len(scene.things) for scene in scenes], minlength=4)[1:]
    assert chi_squared(sizes, np.full(3, 1 / 3)) < bound(2)
    cells = [thing.cell for scene in scenes for thing in scene.things]
    assert chi_squared(np.bincount(cells, minlength=16), np.full(16, 1 / 16)) < bound(15)
    kinds = [KINDS.index(thing[:2]) for scene in scenes for thing in scene.things]
    assert chi_squared(np.bincount(kinds, minlength=25), np.full(25, 1 / 25)) < bound(24)


def test_kinds_can_be_held_out():
    kept = [kind for kind in KINDS if kind != ("red", "ring")]
    rng = np.random.default_rng(0)
    drawn = {thing[:2] for _ in range(200) for thing in draw_scene(rng, 3, kept).things}
    assert drawn == set(kept)


@each_row(
    ("call", "message"),
    [
        (lambda: draw_scene(np.random), "rng is numpy.random, expected"),
        (lambda: draw_scene(RNG, 0), "count is 0, expected a whole number"),
        (lambda: draw_scene(RNG, 4), "count is 4, expected from 1 to 3 objects"),
        (lambda: draw_scene(RNG, 2, [("red", "ring")] * 2), "kinds holds 1 kinds, expected at"),
        (lambda: draw_scene(RNG, 1, [("pink", "ring")]), "things holds Thing.*expected a kind"),
        (lambda: render(RNG, []), "things holds 0 objects"),
        (lambda: render(RNG, [Thing("red", "ring", 16)]), "expected a kind of KINDS and a cell"),
        (lambda: render(RNG, [Thing("red", "ring", 1)] * 2), "two objects of one kind"),
        (
            lambda: render(RNG, [Thing("red", "ring", 1), Thing("red", "cross", 1)]),
            "two objects of one cell",
        ),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
