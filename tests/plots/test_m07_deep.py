"""The figures of module 07: each draws on its Axes, repeats its bytes, and keeps text apart."""

import numpy as np
import pytest

from helpers.datasets.docstrings import Function
from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules import m07_deep as module
from tests.support.figure_reading import assert_drawn_well, outside, overlapping

rng = np.random.default_rng(0)
DEPTHS = {
    "plain": {L: 2.3 + 0.2 * L + 0.03 * rng.normal(size=3) for L in (1, 2, 3, 4)},
    "residual": {L: 2.5 - 0.05 * L + 0.03 * rng.normal(size=3) for L in (1, 2, 3, 4)},
}
STRIDES = {
    str(stride): np.stack(
        [
            [[u, u * 0.08 / stride, 0.2 + 0.0005 * stride * u + 0.01 * rng.normal()] for u in at]
            for at in [(40, 80, 120, 160, 200)] * 3
        ]
    )
    for stride in (1, 2, 4)
}
RECALLS = {
    name: np.sort(rng.uniform(low, 1, size=(3, len(module.KS))), axis=1)
    for name, low in (("TF-IDF", 0.5), ("mean of words", 0.4), ("GRU, mean", 0.3))
}
SCORES = rng.normal(size=(8, 8))
DRAWN = {
    "depth": (6.5, 3.0, lambda ax: module.depth_lines(ax, DEPTHS)),
    "updates": (
        4.5,
        2.8,
        lambda ax: module.pyramid_ranges(
            ax, (40, 80, 120, 160, 200), {k: v[:, :, 2] for k, v in STRIDES.items()}, "updates", 0.2
        ),
    ),
    "scores": (3.5, 3.2, lambda ax: module.score_table(ax, SCORES, "first")),
    "recall": (7, 3.2, lambda ax: module.recall_lines(ax, RECALLS)),
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


def test_the_rate_with_the_lowest_last_loss_counts():
    one = {"runs": [[[100, 2.0, 2.2], [200, 1.0, 1.9]], [[100, 2.0, 1.5], [200, 1.0, 2.0]]]}
    assert module.best_nats(one) == 1.9


def test_the_last_test_within_the_time_counts():
    rows = {"1": np.array([[[10, 4.0, 0.1], [20, 8.0, 0.2], [30, 12.0, 0.3]]])}
    assert module.accuracy_within(rows, 8.0)["1"].tolist() == [0.2]
    assert module.accuracy_within(rows, 11.9)["1"].tolist() == [0.2]
    with pytest.raises(IndexError):
        module.accuracy_within(rows, 3.0)


def test_recall_is_the_share_of_ranks_up_to_k():
    assert module.recalls([1, 2, 10, 11], (1, 2, 10)).tolist() == [0.25, 0.5, 0.75]


def test_found_functions_are_printed_in_order_and_cut_to_the_line(capsys):
    found = [Function("a", "f", ("x",), "Do it"), Function("b", "g", (), "word " * 40)]
    module.print_found(found)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [" 1  a.f(x)", "      Do it"]
    assert max(map(len, lines)) <= module.WIDE
    module.print_found([])
    assert "No word of this is known" in capsys.readouterr().out


def test_words_that_the_search_does_not_know_are_named(capsys):
    module.print_unknown("erase a file", {"a": 1, "file": 2})
    assert capsys.readouterr().out == "Unknown, and without effect: erase\n"
    module.print_unknown("a file", {"a": 1, "file": 2})
    assert capsys.readouterr().out == ""


def test_an_examples_rank_names_whose_it_is(capsys):
    class Record:
        results = ({"examples": {"TF-IDF over GRU, mean": [["Do it", "f()", 1, 58]]}},)

    module.print_examples(Record)
    printed = capsys.readouterr().out
    assert "TF-IDF over GRU, mean (in brackets the rank by GRU, mean):" in printed
    assert "f()   (rank 58)" in printed
