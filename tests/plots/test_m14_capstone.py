"""The figures of module 14: rungs in order, the learner's own among them, studies as intervals."""

import numpy as np
import pytest

from helpers.experiments import stored
from helpers.experiments.m14_capstone.parts.tracks import TRACKS, baselines, reference
from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules.m14 import capstone, ladder, report
from tests.support.figure_reading import assert_drawn_well

RUNGS = [("5-grams", [1.65, 1.61, 1.68]), ("LSTM", [1.77, 1.7, 1.8]), ("yours", [1.9])]
COSTS = np.column_stack([np.zeros(5), *(np.linspace(a, a + 0.02, 5) for a in (0.03, 0.06, 0.01))])
STUDIES = {"LSTM, 5 seeds": COSTS[:, 3], "5-grams, 5 seeds": COSTS[:, 3] - 0.02}
DRAWN = {
    "ladder": (7.5, 2.5, lambda ax: ladder.ladder(ax, RUNGS, "nats", ["yours"], 1.5)),
    "directions": (
        7.5,
        3.0,
        lambda ax: capstone.directions(ax, {"LSTM": COSTS, "5-grams": COSTS / 2}),
    ),
    "studies": (7.5, 2.8, lambda ax: capstone.intervals(ax, STUDIES, 0.01)),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert_drawn_well(*kind)


def test_a_ladder_has_the_first_rung_on_top():
    _, ax = figure(7.5, 2.5)
    ladder.ladder(ax, RUNGS, "nats")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels == ["5-grams  1.647", "LSTM  1.757", "yours  1.900"]
    low, high = ax.get_ylim()
    assert low > high


def test_the_map_has_every_part():
    _, ax = figure(7.5, 2.5)
    course_map(ax, capstone.MAP, capstone.MAP.parts)
    assert len(ax.texts) >= len(capstone.MAP.parts)


@pytest.mark.parametrize("name", TRACKS)
def test_a_ladder_is_sorted_by_what_is_better(name, monkeypatch):
    track, scores = TRACKS[name], baselines(name)
    best, worst = (
        pick(scores, key=lambda rung: np.mean(list(scores[rung].values()))) for pick in (min, max)
    )
    if track.better == "higher":
        best, worst = worst, best
    order, _ = shown(monkeypatch, track, scores, reference(name))
    assert order[0] == best
    assert order[-1] == worst


def shown(monkeypatch, track, scores, more=None, own=None):
    """Return the rungs that a ladder names, from the top down, and its caption."""
    drawn = {}
    monkeypatch.setattr(ladder, "show", lambda fig, alt, caption: drawn.update(a=alt, c=caption))
    ladder.show_ladder(track, scores, more, own)
    rungs = drawn["a"].split("seeds: ")[1].rstrip(".").split("; ")
    return [rung.rpartition(" (")[0].rpartition(" ")[0] for rung in rungs], drawn["c"]


def test_the_learners_rung_stands_where_it_belongs(monkeypatch):
    track, scores = TRACKS["tagging"], baselines("tagging")
    order, caption = shown(monkeypatch, track, scores, own={"yours": {0: 0.99}})
    assert order[0] == "yours"
    assert "yours" in caption
    assert shown(monkeypatch, track, scores, own={"yours": {0: 0.1, 3: 0.2}})[0][-1] == "yours"
    assert (
        shown(monkeypatch, track, scores, own={"yours": {}})[0]
        == shown(monkeypatch, track, scores)[0]
    )


def test_the_seeds_that_an_interval_needs():
    """By hand: exercise 14.1's differences need five seeds for half an interval of 0.02."""
    assert capstone.seeds_for(np.array([-0.02, -0.05, -0.02]), 0.0316) == 4
    assert capstone.seeds_for(np.array([0.1, 0.1]), 0.01) == 2


def test_the_model_report_is_filled_in_and_says_what_the_store_says():
    first, second, leaks = map(
        stored, ("reading_direction", "reading_direction_again", "split_leaks")
    )
    text = report.report(first, second, leaks)
    assert 500 <= len(text.split()) <= 800
    assert "{" not in text
    lstm = capstone.excess_again(second, "LSTM")
    assert f"{lstm.mean():+.3f} [" in text


@pytest.mark.parametrize(
    ("mean", "said"),
    [
        (-0.02, "was wrong"),
        (0.03, "as the hypothesis has it"),
        (0.012, "not shown"),
        (0.004, "open"),
    ],
)
def test_the_verdict_follows_the_interval(mean, said):
    values = mean + 0.01 * np.array([-1, 0.5, -0.5, 1, 0.3, -0.3, 0.8, -0.8])
    assert said in report._verdict(values)
