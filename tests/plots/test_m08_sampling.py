"""The figures of module 08: each draws on its Axes, repeats its bytes, and keeps text apart."""

import numpy as np
import pytest

from helpers.experiments import stored
from helpers.experiments.m08_sampling.parts import names
from helpers.experiments.names_model import EOS, spell
from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules.m08 import exposure
from helpers.plots.modules.m08 import sampling as module
from tests.support.figure_reading import assert_drawn_well, outside, overlapping

rng = np.random.default_rng(0)
FIVE = np.array([0.4, 0.1, 0.25, 0.2, 0.05])
TAUS = np.array([0.3, 0.7, 1.0, 1.3])
SLOPES = dict(zip(exposure.LINES, (0.01, 1e-3, 1e-5, 1e-4, 4e-5), strict=True))
LINES = {
    name: 0.01 + np.cumsum(rng.uniform(0, slope, size=(3, 101)), axis=1)
    for name, slope in SLOPES.items()
}
POINTS = {
    name: (row["nats"], row["distinct"])
    for name, row in module.sampler_rows(stored("samplers_compared")).items()
}
SHARES = rng.uniform(0.3, 0.7, size=(3, 4))
EPSILONS = np.linspace(0, 1, 5)
DRAWN = {
    "five": (3.2, 2.2, lambda ax: module.five_bars(ax, FIVE, FIVE[::-1], "some sampler")),
    "next": (8, 2.5, lambda ax: module.next_bars(ax, list("abcde"), FIVE, FIVE[::-1])),
    "loss": (4.5, 2.9, lambda ax: module.loss_line(ax, TAUS, 2 + (TAUS - 1) ** 2)),
    "parse": (4.5, 2.9, lambda ax: module.parse_lines(ax, TAUS, SHARES, 0.9)),
    "points": (7.5, 3.6, lambda ax: module.sampler_points(ax, POINTS)),
    "drift": (
        4.5,
        3.2,
        lambda ax: exposure.drift_lines(ax, {k: LINES[k] for k in exposure.REMEDIES}),
    ),
    "bound": (
        4.5,
        3.2,
        lambda ax: exposure.drift_lines(ax, {k: LINES[k] for k in exposure.BOUND}, log=True),
    ),
    "coin": (
        6.5,
        3.0,
        lambda ax: exposure.scheduled_lines(ax, EPSILONS, np.ones((2, 5)), (1 + EPSILONS) / 2),
    ),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert_drawn_well(*kind)


def test_a_tree_shows_every_kept_letter_and_a_square_for_each_end():
    table = names.letter_table(["ab", "abb", "ba"])
    logs = np.log(table, out=np.full_like(table, -np.inf), where=table > 0)
    levels = names.grow(lambda some: logs[[ids[-1] if ids else 0 for ids in some]], 3, 5)
    ax = assert_drawn_well(4.5, 2.6, lambda ax: module.beam_tree(ax, levels, 4, spell, EOS))
    drawn = [text.get_text() for text in ax.texts]
    kept = [h for level in levels[:4] for h in level]
    assert len(drawn) == 1 + len(kept)
    assert drawn.count("#") == sum(h.ids[-1] == EOS for h in kept) > 0


def test_the_map_has_every_part_in_small_and_in_large():
    for at in [(), *module.MAP.parts]:
        fig, ax = figure(5.4, 1.35)
        course_map(ax, module.MAP, at)
        assert not overlapping(fig)
        assert not outside(fig)


def test_chi_squared_counts_kept_tokens_only():
    probs = np.array([0.5, 0.0, 0.5])
    assert module.chi_squared(np.array([60, 0, 40]), probs) == (4.0, 1)
    assert module.chi_squared(np.array([60, 1, 39]), probs)[0] == np.inf


@pytest.mark.parametrize(
    ("value", "freedom", "share"),
    [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (18.467, 4, 0.001), (0.0, 5, 1.0)],
)
def test_the_share_beyond_a_chi_squared_is_that_of_the_tables(value, freedom, share):
    assert module.beyond(value, freedom) == pytest.approx(share, abs=2e-5)


def test_a_cut_is_told_by_what_it_keeps(capsys):
    logits = np.log([0.5, 0.25, 0.25])
    cut = np.array([logits[0], -np.inf, -np.inf])
    module.print_kept("a", logits, np.array([*logits[:2], -np.inf]), cut)
    said = capsys.readouterr().out
    assert "top-k keeps  2 (0.75), nucleus keeps  1 (0.50), the likeliest has 0.50" in said
