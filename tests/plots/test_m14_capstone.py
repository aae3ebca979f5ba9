"""The figures of module 14: rungs in order, the learner's own among them, bad scores refused."""

import numpy as np
import pytest

from helpers.experiments.m14_capstone.parts.tracks import TRACKS, baselines
from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules.m14 import capstone
from tests.support.figure_reading import assert_drawn_well

RUNGS = [("5-grams", [1.65, 1.61, 1.68]), ("LSTM", [1.77, 1.7, 1.8]), ("yours", [1.9])]
COSTS = np.column_stack([np.zeros(5), *(np.linspace(a, a + 0.02, 5) for a in (0.03, 0.06, 0.01))])
DRAWN = {
    "ladder": (7.5, 2.5, lambda ax: capstone.ladder(ax, RUNGS, "nats")),
    "directions": (
        7.5,
        3.0,
        lambda ax: capstone.directions(ax, {"LSTM": COSTS, "5-grams": COSTS / 2}),
    ),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert_drawn_well(*kind)


def test_a_ladder_has_the_first_rung_on_top():
    _, ax = figure(7.5, 2.5)
    capstone.ladder(ax, RUNGS, "nats")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["5-grams", "LSTM", "yours"]
    low, high = ax.get_ylim()
    assert low > high


def test_the_map_has_every_part():
    _, ax = figure(7.5, 2.5)
    course_map(ax, capstone.MAP, capstone.MAP.parts)
    assert len(ax.texts) >= len(capstone.MAP.parts)


@pytest.mark.parametrize("name", TRACKS)
def test_a_ladder_is_sorted_by_what_is_better(name, capsys):
    track, scores = TRACKS[name], baselines(name)
    best, worst = (
        pick(scores, key=lambda rung: np.mean(list(scores[rung].values()))) for pick in (min, max)
    )
    if track.better == "higher":
        best, worst = worst, best
    said = shown_order(track, name, scores)
    assert said[0] == best
    assert said[-1] == worst


def shown_order(track, name, scores, mine=None):
    drawn = {}
    original = capstone.show
    try:
        capstone.show = lambda fig, alt, caption: drawn.update(alt=alt)
        capstone.show_ladder(name, track, scores, mine)
    finally:
        capstone.show = original
    rungs = drawn["alt"].split("seeds: ")[1].rstrip(".").split("; ")
    return [rung.rpartition(" (")[0].rpartition(" ")[0] for rung in rungs]


def test_the_learners_rung_stands_where_it_belongs():
    track, scores = TRACKS["tagging"], baselines("tagging")
    assert shown_order(track, "tagging", scores, {0: 0.99})[0] == "yours"
    assert shown_order(track, "tagging", scores, {0: 0.1, 3: 0.2})[-1] == "yours"


@pytest.mark.parametrize("mine", [0.9, {}, [0.9], {0: "good"}, {0: None}])
def test_scores_of_another_form_are_refused(mine):
    with pytest.raises(ValueError, match="seed: score"):
        capstone.show_ladder("tagging", TRACKS["tagging"], baselines("tagging"), mine)
