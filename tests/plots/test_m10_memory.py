"""The figures of module 10: each draws on its Axes, repeats its bytes, and keeps text apart."""

import numpy as np
import pytest

from helpers.datasets.generated.associative import draw_pairs
from helpers.datasets.generated.stories import draw_stories
from helpers.experiments import stored
from helpers.experiments.m10_memory.parts import measured, recalled
from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules import claims
from helpers.plots.modules.m10 import blocks, memory, text_and_cost
from helpers.plots.modules.m10 import claims as m10_claims
from helpers.scratch.modules import m10_memory, m10_self_attention
from tests.support.figure_reading import assert_drawn_well, outside, overlapping

rng = np.random.default_rng(0)
NUMBERS = [1, 8, 32, 64, 96, 128, 256]
LEVELS = {"outer product": 4.0, "orthonormal keys": 3.0, "least squares": 0.8, "attention": 0.01}
ERRORS = {
    name: level * np.linspace(0, 1, 7) * rng.uniform(0.95, 1.05, size=(5, 7))
    for name, level in LEVELS.items()
}
COSTS = np.array(
    [[32, 0.5, 0.3, 0.1, 8192], [256, 2.0, 0.3, 0.1, 65536], [1024, 18, 0.4, 0.1, 262144]]
)
ROWS = [[50 * i, 0.6 * i, 0.02 + 0.98 * i / 19] for i in range(20)]
WEIGHTS = rng.dirichlet(np.ones(16), size=8)
LINES = [f"Anna moved to the place {n}" for n in range(10)]


def draw_looks(ax):
    names = [blocks.token_name(i) for i in range(24, 40)]
    return blocks.look_map(ax, WEIGHTS, names, names[:8], np.arange(8))


def draw_hops(ax):
    return memory.hop_columns(ax, LINES, WEIGHTS[:2, :10].T, (3, 7))


def draw_times(ax):
    return text_and_cost.cost_lines(ax, COSTS[:, 0], COSTS[:, 1:4].T, "milliseconds")


def draw_text(ax):
    return text_and_cost.text_lines(
        ax, stored("character_block"), stored("character_block_long"), 0
    )


DRAWN = {
    "errors": (4.8, 3.5, lambda ax: memory.error_lines(ax, ERRORS, NUMBERS, 64)),
    "bits": (4.2, 3.5, lambda ax: memory.bit_lines(ax, stored("recall_bits"))),
    "hops": (5.2, 3.6, draw_hops),
    "starts": (7.2, 3.0, lambda ax: memory.start_lines(ax, stored("latest_counts"))),
    "looks": (5.0, 3.4, draw_looks),
    "jump": (8.2, 3.5, lambda ax: blocks.jump_lines(ax, stored("associative_recall"), 0.26, ROWS)),
    "drawn": (4.5, 3.1, lambda ax: blocks.repeat_lines(ax, stored("induction"), "drawn")),
    "fixed": (4.5, 3.1, lambda ax: blocks.repeat_lines(ax, stored("induction"), "fixed")),
    "text": (4.5, 3.2, draw_text),
    "times": (4.5, 3.1, draw_times),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert_drawn_well(*kind)


def test_the_map_has_every_part_in_small_and_in_large():
    for at in [(), *memory.MAP.parts]:
        fig, ax = figure(5.4, 1.35)
        course_map(ax, memory.MAP, at)
        assert not overlapping(fig)
        assert not outside(fig)


@pytest.fixture
def shown(monkeypatch):
    """What the functions that show a figure would display."""
    found = []
    for module in (blocks, memory):
        monkeypatch.setattr(module, "show", lambda fig, **texts: found.append((fig, texts)))
    return found


def test_looks_frame_the_key_before_a_value_and_the_value_asked_for(shown):
    pairs = draw_pairs(np.random.default_rng(0), 2, 3)
    weights = np.zeros((2, 2, 9, 9))
    at_value, ids = np.arange(1, 6, 2), pairs.ids[:, 0]
    weights[:, 1, at_value, at_value - 1] = 1
    blocks.show_looks(pairs, [weights, np.full((2, 2, 9, 9), 0.1)])
    fig, texts = shown[0]
    first, last = ([int(f.get_x() + 0.5) for f in ax.patches] for ax in fig.axes)
    assert first == [0, 2, 4]
    assert [pairs.ids[column, 0] for column in last] == pairs.targets[6:, 0].tolist()
    assert [ids[column - 1] for column in last] == ids[6:].tolist()
    assert "1.00 of its weight to the key" in texts["alt"]


def test_a_story_is_drawn_with_its_two_facts_framed(shown):
    stories = draw_stories(np.random.default_rng(0), 3)
    weights = np.zeros((2, 10, 3))
    for k in range(2):
        weights[k, stories.support[k], np.arange(3)] = 1
    memory.show_hops(stories, 1, weights)
    fig, texts = shown[0]
    frames = [int(frame.get_y() + 0.5) for frame in fig.axes[0].patches]
    assert frames == stories.support[:, 1].tolist()
    assert "took the" in texts["alt"].split("hop 1: ")[1].split(";")[0]


def test_the_stored_numbers_bear_out_every_claim(monkeypatch):
    rows = []
    monkeypatch.setattr(claims, "show_claims", rows.extend)
    errors, _ = recalled.recall_errors(m10_memory.outer_product_memory, counts := [8, 64, 128])
    step = m10_self_attention.linear_attention_step
    found = {
        "shuffled": (measured.shuffled_past(1), measured.shuffled_past(2)),
        "linear": {N: recalled.linear_recall(step, N)[0] for N in (8, 64)},
        "same": measured.two_forms(step)[0],
    }
    names = ("recall_bits", "associative_recall", "induction", "story_hops", "latest_counts")
    more = ("character_block", "character_block_long")
    m10_claims.show_claims(errors, counts, *map(stored, names + more), found)
    assert len(rows) == 8
    assert not [row for row in rows if claims.OTHERWISE in row]
