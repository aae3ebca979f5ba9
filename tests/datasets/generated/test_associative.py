"""Pairs to recall, repeats, two-hop stories, and symbols to copy: every target by a plain rule."""

import numpy as np
import pytest

from helpers.datasets.generated.associative import draw_pairs, draw_repeats
from helpers.datasets.generated.copy_memory import draw_copies
from helpers.datasets.generated.stories import (
    MOVED,
    PEOPLE,
    PLACES,
    TOOK,
    WORDS,
    draw_stories,
    tell,
)
from helpers.datasets.tasks import copy_memory_baseline
from tests.support.tables import each_row


def rng(seed=0):
    return np.random.default_rng(seed)


def test_every_question_has_its_pairs_value():
    ids, targets, mask = draw_pairs(rng(), 200, 8)
    assert ids.shape == targets.shape == mask.shape == (24, 200)
    for row in range(200):
        pairs = dict(zip(ids[0:16:2, row].tolist(), ids[1:16:2, row].tolist(), strict=True))
        assert len(pairs) == 8
        assert sorted(ids[16:, row].tolist()) == sorted(pairs)
        assert [pairs[key] for key in ids[16:, row].tolist()] == targets[16:, row].tolist()
    assert mask.sum(axis=0).tolist() == [8] * 200
    assert mask[16:].all()
    assert ids[0:16:2].max() < 32 <= ids[1:16:2].min()
    assert ids[1:16:2].max() == 47


def test_a_repeat_says_what_follows():
    ids, targets, mask = draw_repeats(rng(), 32, 100, 32, 8, 15)
    np.testing.assert_array_equal(ids[1:], targets[:-1])
    periods = 32 - mask.sum(axis=0)
    assert (periods.min(), periods.max()) == (8, 15)
    for row, period in enumerate(periods.tolist()):
        assert len(set(ids[:period, row].tolist())) == period
        np.testing.assert_array_equal(ids[period:, row], ids[:-period, row])
        for t in np.flatnonzero(mask[:, row]):  # what followed the same token before
            before = ids[:t, row].tolist().index(ids[t, row])
            assert ids[before + 1, row] == targets[t, row]


@pytest.mark.parametrize("moves", [1, 3])
def test_an_object_is_where_its_taker_moved_last(moves):
    stories = draw_stories(rng(), 100, moves)
    assert stories.words.shape == (5 * moves + 5, 100, 3)
    for b in range(100):
        *lines, asked = tell(stories, b).split("\n")
        thing, place = asked.removeprefix("Where is the ").split("? ")
        (taker,) = [n for n, line in enumerate(lines) if line.endswith(f" {TOOK} {thing}")]
        person = lines[taker].split()[0]
        moved = [n for n, line in enumerate(lines) if line.startswith(f"{person} {MOVED} ")]
        assert len(moved) == moves
        assert lines[moved[-1]].split()[-1] == place
        assert stories.support[:, b].tolist() == [taker, moved[-1]]
    assert len(set(stories.answers.tolist())) == len(PLACES)
    assert len(set(WORDS)) == len(WORDS) == len(PEOPLE) + 2 + 5 + 6


def test_symbols_come_again_in_order():
    ids, targets = draw_copies(rng(), 20, 3)
    assert ids.shape == targets.shape == (40, 3)
    np.testing.assert_array_equal(targets[30:], ids[:10])
    assert (targets[:30] == 8).all()
    assert (ids[29] == 9).all()
    assert (np.delete(ids[10:], 19, axis=0) == 8).all()
    assert ids[:10].max() == 7
    # The baseline knows the blanks and guesses the symbols.
    losses = np.where(targets < 8, np.log(8), 0).mean()
    assert np.isclose(losses, copy_memory_baseline(20, 8, 10))


@pytest.mark.parametrize("draw", [draw_pairs, draw_stories])
def test_a_draw_depends_on_its_generator_alone(draw):
    one, two = draw(rng(1), 4, 2), draw(rng(1), 4, 2)
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a, b)
    assert (draw(rng(2), 4, 2)[0] != one[0]).any()


@each_row(
    ("call", "message"),
    [
        (lambda: draw_pairs(rng(), 2, 0), "N is 0"),
        (lambda: draw_pairs(rng(), 2, 5, keys=4), "N is 5, expected at most 4"),
        (lambda: draw_pairs(0, 2, 3), "rng is a int"),
        (lambda: draw_repeats(rng(), 15, 2, 32, 8, 15), "T is 15, expected .* at least 16"),
        (lambda: draw_repeats(rng(), 20, 2, 10, 8, 15), "V is 10"),
        (lambda: draw_repeats(rng(), 20, 2, 32, 8, 7), "longest is 7"),
        (lambda: draw_stories(rng(), 2, 0), "moves is 0"),
        (lambda: draw_copies(rng(), 0, 2), "T is 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
