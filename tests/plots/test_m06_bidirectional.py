"""The figures of module 06: each draws on its Axes, repeats its bytes, and keeps text apart."""

import numpy as np
import pytest

from helpers.datasets.tagged import TAGS
from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules import m06_bidirectional as module
from helpers.plots.modules import m06_claims
from helpers.plots.modules.claims import OTHERWISE
from tests.support.figure_reading import assert_drawn_well, outside, overlapping

rng = np.random.default_rng(0)
WORDS = "Will and Grace opened a cafe in Cork .".split()
WORD_TAGS = "PROPN CCONJ PROPN VERB DET NOUN ADP PROPN PUNCT".split()
LEFT, RIGHT = rng.normal(2, 3, size=(2, 9))
DICE = {
    "one way": np.full(20, np.log(8)),
    "two ways": np.where(np.arange(20) == 19, np.log(8), 0.02),
}
COUNTS = rng.integers(0, 40, size=(17, 17))
LATE = {k: rng.uniform(0.5, 0.9, size=(5, 2)) for k in range(4)}
BATCHES = [np.array([3, 5, 9]), np.array([12, 12, 20])]
DRAWN = {
    "dice": (7.5, 2.7, lambda ax: module.dice_by_step(ax, DICE, np.log(8))),
    "leaks": (3.6, 3, lambda ax: module.leak_cells(ax, np.ones((8, 8), bool), "two readers")),
    "votes": (9, 2.4, lambda ax: module.vote_bars(ax, WORDS, WORD_TAGS, LEFT, RIGHT)),
    "confusions": (7.2, 4.6, lambda ax: module.confusion_cells(ax, COUNTS, TAGS)),
    "waiting": (7, 3, lambda ax: module.waiting(ax, LATE, LATE[1])),
    "batches": (4.5, 2.6, lambda ax: module.padded_rows(ax, BATCHES, "shuffled")),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert_drawn_well(*kind)


def test_the_map_has_every_part_in_small_and_in_large():
    for at in [(), *module.MAP.parts]:
        fig, ax = figure(5.4, 1.35)
        course_map(ax, module.MAP, at)
        assert not overlapping(fig)
        assert not outside(fig)


def test_bars_are_as_high_as_the_votes():
    _, ax = figure(9, 2.4)
    module.vote_bars(ax, WORDS, WORD_TAGS, LEFT, RIGHT)
    heights = [bar.get_height() for bar in ax.patches]
    assert np.allclose(heights, [*LEFT, *RIGHT])


def test_a_leak_is_dark_and_what_may_move_is_pale():
    _, ax = figure(3, 3)
    moved = np.array([[True, True], [True, False]])
    module.leak_cells(ax, moved, "")
    assert [patch.get_alpha() for patch in ax.patches] == [0.35, 0.35, 1.0]


def test_padding_is_drawn_up_to_the_longest_of_a_batch():
    _, ax = figure(4, 3)
    module.padded_rows(ax, BATCHES, "")
    widths = [bar.get_width() for bar in ax.patches]
    assert widths == [9, 9, 9, 3, 5, 9, 20, 20, 20, 12, 12, 20]


def test_the_most_frequent_mistakes_are_named_with_gold_first():
    counts = np.array([[90, 3, 0], [7, 80, 1], [0, 2, 70]])
    assert module.top_confusions(counts, "abc", 3) == [("b", "a", 7), ("a", "b", 3), ("c", "b", 2)]


def test_scores_are_printed_with_their_differences(capsys):
    scores = {"both": np.full((2, 3), 0.75), "left": np.full((2, 3), 0.5), "one": np.full(3, 0.1)}
    module.print_scores(scores, [("both", "left")], lambda a, b: (np.mean(a - b), -1.0, 1.0))
    printed = capsys.readouterr().out
    assert "0.750 (0.750, 0.750)" in printed
    assert "+0.250 [-1.000, +1.000]" in printed
    assert printed.splitlines()[3].split() == ["one", "0.100", "0.100", "0.100"]


def test_a_claim_is_denied_by_other_numbers():
    flat = {name: np.full((5, 3), 0.5) for name in ("both", "left", "right", "window of 3")}
    told = m06_claims._both_sides(flat, flat, lambda a, b: (0.0, 0.0, 0.0))
    assert told[2] == OTHERWISE
