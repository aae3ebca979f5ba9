"""The course's own names: enough, none twice, told apart by spelling, and read with care."""

import math
from collections import Counter

import pytest

from helpers.datasets.names import ALPHABET, load_names, split_names
from tests.support import ROOT
from tests.support.tables import each_row

NAMES = load_names()
EVERY = [name for names in NAMES.values() for name in names]


def test_there_are_enough_and_none_twice():
    assert len(NAMES) >= 8
    assert len(EVERY) >= 1600
    assert len(set(EVERY)) == len(EVERY)
    assert {len(names) for names in NAMES.values()} == {240}


def test_names_are_words_over_the_stated_alphabet():
    assert set("".join(EVERY)) <= set(ALPHABET)
    assert (min(map(len, EVERY)), max(map(len, EVERY))) == (3, 16)


def test_order_is_alphabetical_in_the_files_and_as_read():
    assert list(NAMES) == sorted(NAMES)
    for category, names in NAMES.items():
        lines = (ROOT / "data" / "names" / f"{category}.txt").read_text().splitlines()
        assert list(names) == lines == sorted(lines)


def test_the_datasheet_states_these_numbers():
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert f"{len(EVERY):,} family names of {len(NAMES)} languages, 240 each" in text
    assert all(category.capitalize() in text for category in NAMES)


def test_a_split_keeps_every_name_on_one_side_and_shares_equal():
    train, test = split_names(NAMES, held_out=0.25, seed=3)
    for category, names in NAMES.items():
        assert sorted([*train[category], *test[category]]) == list(names)
        assert len(test[category]) == 60


def test_a_split_depends_on_its_seed_alone():
    assert split_names(NAMES, seed=1) == split_names(NAMES, seed=1)
    assert split_names(NAMES, seed=1) != split_names(NAMES, seed=2)
    shuffled = {category: names[::-1] for category, names in NAMES.items()}
    assert split_names(shuffled, seed=1) == split_names(NAMES, seed=1)


@each_row("held_out", [0, 1, -0.1, 1.5])
def test_a_share_outside_of_0_and_1_is_refused(held_out):
    with pytest.raises(ValueError, match=f"held_out is {held_out}, expected a share between"):
        split_names(NAMES, held_out)


@pytest.mark.parametrize(("held_out", "left"), [(0.1, "0 to test and 3"), (0.9, "3 to test and 0")])
def test_a_category_too_small_to_split_is_named(held_out, left):
    with pytest.raises(ValueError, match=f"'few' has 3 names; .* leaves {left} to train"):
        split_names({"few": ("a", "b", "c")}, held_out)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds no .txt file"),
        ({"a": ""}, "a.txt holds no name"),
        ({"a": "anna\nBerta\n"}, "a.txt, line 2: 'Berta', expected a name of the letters a to z"),
        ({"a": "anna\n\nberta\n"}, "a.txt, line 2: '', expected a name"),
        ({"a": "zoë\n"}, "a.txt, line 1: 'zoë', expected a name"),
        ({"a": "anna\nanna\n"}, "a.txt, line 2: 'anna' stands already in a.txt, line 1"),
        ({"a": "anna\n", "b": "otto\nanna\n"}, "b.txt, line 2: 'anna' stands already in a.txt"),
    ],
)
def test_a_broken_folder_is_refused_by_file_and_line(tmp_path, files, message):
    for name, text in files.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        load_names(tmp_path)


def test_a_folder_of_ones_own_is_read(tmp_path):
    (tmp_path / "rivers.txt").write_text("rhine\ndanube", encoding="utf-8")
    assert load_names(tmp_path) == {"rivers": ("danube", "rhine")}


def test_spelling_tells_languages_apart_as_far_as_the_datasheet_says():
    shares = [bayes_accuracy(*split_names(NAMES, seed=seed)) for seed in range(5)]
    assert (round(100 * min(shares)), round(100 * max(shares))) == (79, 82)


def bayes_accuracy(train, test):
    """Naive Bayes on three-letter sequences, 1 added to every count."""
    counts = {c: Counter(g for name in names for g in threes(name)) for c, names in train.items()}
    V = len(set().union(*counts.values())) + 1  # one more stands for every new sequence
    asked = [(category, name) for category, names in test.items() for name in names]
    return sum(best(name, counts, V) == category for category, name in asked) / len(asked)


def best(name, counts, V):
    def score(count):
        total = count.total() + V
        return sum(math.log((count[three] + 1) / total) for three in threes(name))

    return max(counts, key=lambda category: score(counts[category]))


def threes(name):
    padded = f"^^{name}$"
    return [padded[k : k + 3] for k in range(len(padded) - 2)]
