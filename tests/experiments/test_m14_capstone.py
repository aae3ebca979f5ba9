"""What module 14 claims of its stored results, and the small parts of its experiments."""

import math
import re

import numpy as np
import pytest

from helpers.datasets.comparison import interval_table, leak_check, split_by_topic
from helpers.datasets.paired import paired_interval
from helpers.experiments import stored
from helpers.experiments.m14_capstone.parts import blind, directions, entries, leaks, runner
from helpers.experiments.m14_capstone.parts.runner import Rung, run_baseline
from helpers.experiments.m14_capstone.parts.tracks import TRACKS, baselines, reference
from helpers.plots.modules.m14.capstone import (
    excess,
    excess_again,
    seeds_for,
    without_largest,
)


def test_turned_texts_by_hand():
    text = "to be,  or\nnot"
    assert directions.turned(text, False, False) == text
    assert directions.turned(text, True, True) == text[::-1]
    assert directions.turned(text, True, False) == "not\nor  be, to"
    assert directions.turned(text, False, True) == "ot ,eb  ro\nton"


def test_either_turn_costs_and_both_together_cost_less():
    record = stored("reading_direction")
    for reader in ("LSTM", "5-grams"):
        costs = excess(record, reader)
        assert costs[:, 1:3].min() > 0
        assert costs[:, 3].mean() < costs[:, 1:3].mean(axis=0).min()
    assert abs(excess(record, "5-grams")[:, 3].mean()) < 0.01


def test_the_first_study_decides_nothing_and_its_pilot_promised_five_seeds():
    values = excess(stored("reading_direction"), "LSTM")[:, 3]
    _, low, high = paired_interval(values, np.zeros(len(values)))
    assert low < 0 < 0.01 < high
    assert seeds_for(values[:3], 0.02) == len(values)


def test_the_second_study_has_new_seeds_and_as_many_as_its_plan_says():
    first, second = stored("reading_direction"), stored("reading_direction_again")
    assert first.settings == second.settings
    assert not set(first.seeds) & set(second.seeds)
    assert seeds_for(excess(first, "LSTM")[:, 3], 0.01) == len(second.seeds)


def test_a_split_lets_copies_through_until_they_are_kept_together():
    for run in stored("split_leaks").results:
        assert run["by paragraph"][0] > 0.2
        assert run["by topic"][0] > 0.2
        assert run["no copies"][0] < 0.03
        assert run["no copies"][2] > run["by topic"][2]


def test_the_splits_of_a_seed_are_the_stored_ones():
    found = leaks.splits(split_by_topic, 1)
    share, longest, nats = leaks.leaks(*found["no copies"])
    stored_row = stored("split_leaks").results[1]["no copies"]
    assert [round(share, 4), longest, round(nats, 4)] == stored_row


@pytest.mark.parametrize("name", TRACKS)
def test_each_track_has_baselines_over_three_seeds(name):
    rungs = baselines(name)
    assert len(rungs) >= 3
    for rung in rungs.values():
        assert len(rung) >= 3
        assert all(math.isfinite(score) for score in rung.values())


def test_a_longest_problem_is_one_that_was_solved_in_time():
    record = stored("ladder_memory")
    for kind, rung in baselines("memory").items():
        for seed, score in rung.items():
            rows = {row[0]: row for row in record.results[record.seeds.index(seed)][kind]}
            if score:
                _, seconds, _, error = rows[round(2**score)]
                assert seconds <= record.settings["budget"]
                assert error <= record.settings["training"]["stop"]


@pytest.mark.parametrize("name", TRACKS)
def test_what_had_more_is_better_than_every_baseline(name):
    if (more := reference(name)) is not None:
        rows = [score for rung in baselines(name).values() for score in rung.values()]
        assert more[0] < min(rows) if TRACKS[name].better == "lower" else more[0] > max(rows)


def test_the_runner_repeats_a_stored_score_and_a_setting_changes_it():
    stored_scores = baselines("tagging")
    assert (
        run_baseline("tagging", "most frequent tag", 3).score
        == stored_scores["most frequent tag"][3]
    )
    assert run_baseline("tagging", "most frequent tag", 3, sentences=300).score > 0.75


@pytest.mark.parametrize("name", TRACKS)
def test_the_runner_leaves_no_other_baseline_to_be_trained(name):
    counted = {"most frequent tag", "counts"}  # which come with any other
    for rung in baselines(name):
        left = [
            settings for key, settings in runner._only(name, rung).items() if key in runner.CHOICES
        ]
        assert sum(map(len, left)) == (rung not in counted)


def test_the_runner_trains_what_was_asked():
    rung = run_baseline("tagging", "window of 3", 0, training={"epochs": 1})
    assert 0 < rung.dev < 1
    assert 0 < rung.score < baselines("tagging")["window of 3"][0]


@pytest.mark.parametrize(
    ("asked", "changes", "said"),
    [
        (("chess", "LSTM", 0), {}, "no track 'chess'; there are 'source', 'memory'"),
        (("tagging", "GRU", 0), {}, "no baseline 'GRU'; there are 'most frequent tag'"),
        (("tagging", "window of 3", 0), {"width": 3}, "no setting 'width'"),
        (("tagging", "window of 3", 0), {"training": {"lr": 1}}, "no setting of training 'lr'"),
        (("tagging", "window of 3", 0), {"training": 0.0}, "training is 0.0, expected a dict"),
        (("tagging", "window of 3", "0"), {}, "seed is '0', expected a whole number"),
    ],
)
def test_the_runner_names_what_there_is(asked, changes, said):
    with pytest.raises(ValueError, match=said):
        run_baseline(*asked, **changes)


OFF = [  # what a learner may put there, in which words it is answered, how many scores are drawn
    ("tagging", None, "No scores yet", 0),
    ("tagging", [0.7, 0.8], "a dict from seeds to numbers", 0),
    ("tagging", 0.7, "a dict from seeds to numbers", 0),
    ("tagging", {}, "a dict from seeds to numbers", 0),
    ("tagging", {0: "good", 1: 0.8, 2: 0.7}, "Left out: seed 0, whose score is 'good'", 2),
    ("tagging", {0: math.nan, 1: 0.8}, "whose score is nan", 1),
    ("tagging", {0: None, 1: True}, "whose score is None", 0),
    ("tagging", {0: [0.7], 1: 0.8}, r"whose score is \[0.7\]", 1),
    ("tagging", {0: 78.5, 1: 79.0}, "in percent", 0),
    ("tagging", {"0": 0.7, "1": 0.8}, "those in quotes are texts", 2),
    ("tagging", {7: 0.7, 8: 0.8}, "Without a common seed", 2),
    ("tagging", {0: 0.7, 9: 0.8}, "One common seed", 2),
    ("tagging", {0: 0.7, 1: np.float64(0.8)}, "", 2),
    ("names", {0: 3.0, 1: 3.1}, "in bits\\? In nats it is 2.079", 2),
    ("names", {0: 7.7, 1: 7.9}, "in a perplexity\\? In nats it is 2.041", 2),
    ("names", {0: 205.0, 1: 204.0}, "is it the nats per letter of the track", 2),
    ("tagging", {0: 1.0, 1: 1.0}, "leak", 2),
    ("tagging", {0: 0.2, 1: 0.2}, "Far worse than every baseline", 2),
    ("tagging", {0: Rung(0.7, 1.0), 1: 0.8}, "Write the score alone, 0.700", 1),
    ("tagging", {0: 0.77, 1: 0.78, 9: 0.77}, "No baseline has seed 9", 3),
    ("source", {0: 0.1, 1: 0.2}, "leak", 2),
    ("names", {0: -1.0, 1: 2.0}, "not a finite number, at least 0", 1),
    ("memory", {0: 200, 1: 400}, "is it the doublings of the track|leak", 2),
    ("memory", {0: 7.64, 1: 6.64}, "", 2),
]


@pytest.mark.parametrize(("track", "mine", "said", "drawn"), OFF)
def test_wrong_scores_get_one_sentence_and_whatever_fits_is_drawn(track, mine, said, drawn, capsys):
    rungs = baselines(track)
    fit = entries.read_scores(mine, TRACKS[track], rungs)
    printed = capsys.readouterr().out.replace("\n", " ")
    assert re.search(said, printed) if said else printed == ""
    assert len(fit) == drawn
    table = entries.pairs(rungs, fit)
    assert ("yours" in table) == bool(drawn)
    assert all(math.isfinite(row[0]) for row in interval_table(table, next(iter(table))).values())


def test_a_blind_sheet_holds_both_kinds_and_a_coin_is_right_in_half():
    sheet, key = blind.names_sheet()
    assert len(set(sheet)) == len(sheet) == 12
    assert key.sum() == 6
    assert blind.blind_sheet(["a", "b"], ["c", "d"], 0)[1].dtype == bool
    for text, written in zip(*blind.blind_sheet(["a", "b"], ["c", "d"], 0), strict=True):
        assert (text in "cd") == written
    share, chance = blind.told_apart(key, key)
    assert share == 1.0
    assert chance == pytest.approx(0.98 / math.sqrt(12))
    assert blind.told_apart(~key, key)[0] == 0.0


@pytest.mark.parametrize(
    "lists", [(["a"], []), ([], []), (["a", "b"], ["c", "a"])], ids=["length", "empty", "shared"]
)
def test_a_blind_sheet_of_other_lists_is_refused(lists):
    with pytest.raises(ValueError, match="expected"):
        blind.blind_sheet(*lists, 0)


@pytest.mark.parametrize(("marked", "read"), [("ac", [0, 2]), ("A, C", [0, 2]), ("", [])])
def test_a_reading_is_a_string_of_letters(marked, read):
    assert np.flatnonzero(entries.read_sheet(marked, ["x", "y", "z"])).tolist() == read


@pytest.mark.parametrize("marked", [None, "AZ", 3, ["A"], "1"])
def test_anything_else_gets_a_sentence(marked, capsys):
    assert entries.read_sheet(marked, ["x", "y", "z"]) is None
    assert "letters from A to C" in capsys.readouterr().out


def test_the_second_study_decides_the_sign_with_and_without_its_largest_split():
    values = excess_again(stored("reading_direction_again"), "LSTM")
    assert paired_interval(values, np.zeros(len(values)))[1] > 0.01
    rest = without_largest(values)
    assert len(rest) == len(values) - 1
    low = paired_interval(rest, np.zeros(len(rest)))[1]
    assert 0 < low < 0.01
    counts = excess_again(stored("reading_direction_again"), "5-grams")
    assert max(map(abs, paired_interval(counts, np.zeros(len(counts))))) < 0.01


@pytest.mark.parametrize(
    ("chosen", "name", "said"),
    [
        ("names", "names", ""),
        (" Names ", "names", ""),
        (None, "tagging", ""),
        ("chess", "tagging", "No track 'chess'; there are source, memory, tagging, names."),
        (["names"], "tagging", "No track"),
    ],
)
def test_a_track_is_read_and_anything_else_gets_a_sentence(chosen, name, said, capsys):
    assert entries.read_track(chosen, TRACKS) == name
    printed = capsys.readouterr().out
    assert said in printed if said else printed == ""


@pytest.mark.parametrize("name", TRACKS)
def test_every_baseline_says_what_can_be_changed(name):
    for rung in baselines(name):
        assert runner.changeable(name, rung)
    changed = {"lstm": {"LSTM 64": {"steps": 3}}}
    assert runner._changed("lstm", runner.changeable("source", "LSTM 64")["lstm"], changed["lstm"])[
        "LSTM 64"
    ] == runner.changeable("source", "LSTM 64")["lstm"]["LSTM 64"] | {"steps": 3}


def test_a_quick_answer_runs_and_a_slow_one_does_not(capsys):
    def slow(train_ids, test_ids, n):
        train = [tuple(train_ids[i : i + n]) for i in range(len(train_ids) - n + 1)]
        found = [tuple(test_ids[i : i + n]) in train for i in range(len(test_ids) - n + 1)]
        return sum(found) / len(found), 0

    assert leaks.quick(leak_check, most=30) is leak_check
    assert capsys.readouterr().out == ""
    assert leaks.quick(slow, most=0.02) is leak_check
    assert "through all of training" in capsys.readouterr().out
