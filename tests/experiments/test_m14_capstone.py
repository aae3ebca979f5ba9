"""What module 14 claims of its stored results, and the small parts of its experiments."""

import math

import numpy as np
import pytest

from helpers.datasets.comparison import split_by_topic
from helpers.datasets.paired import paired_interval
from helpers.experiments import stored
from helpers.experiments.m14_capstone.parts import directions, leaks
from helpers.experiments.m14_capstone.parts.tracks import TRACKS, baselines
from helpers.plots.modules.m14.capstone import excess


def test_turned_texts_by_hand():
    text = "to be,  or\nnot"
    assert directions.turned(text, False, False) == text
    assert directions.turned(text, True, True) == text[::-1]
    assert directions.turned(text, True, False) == "not\nor  be, to"
    assert directions.turned(text, False, True) == "ot ,eb  ro\nton"


def test_backwards_costs_the_lstm_and_not_the_counts():
    record = stored("reading_direction")
    lstm, counts = excess(record, "LSTM"), excess(record, "n-grams")
    assert paired_interval(lstm[:, 3], np.zeros(len(lstm)))[1] > 0
    assert abs(counts[:, 3].mean()) < 0.01
    for costs in (lstm, counts):  # either change by itself
        assert costs[:, 1:3].min() > 0


def test_a_split_lets_copies_through_until_they_are_kept_together():
    found = {w: leaks.leaks(*pair) for w, pair in leaks.splits(split_by_topic, 0).items()}
    assert found["by paragraph"][0] > 0.2
    assert found["by topic"][0] > 0.2
    assert found["no copies"][0] < 0.03
    assert found["no copies"][2] > found["by topic"][2] + 0.4


@pytest.mark.parametrize("name", TRACKS)
def test_each_track_has_baselines_over_three_seeds(name):
    rungs = baselines(name)
    assert len(rungs) >= 3
    for scores in rungs.values():
        assert len(scores) >= 3
        assert all(math.isfinite(score) for score in scores.values())


def test_a_longest_problem_is_one_that_was_solved_in_time():
    record = stored("ladder_memory")
    for kind, scores in baselines("memory").items():
        for seed, T in scores.items():
            rows = {row[0]: row for row in record.results[record.seeds.index(seed)][kind]}
            if T:
                _, seconds, _, error = rows[T]
                assert seconds <= record.settings["budget"]
                assert error <= record.settings["training"]["stop"]
