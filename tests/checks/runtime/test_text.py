"""Messages fit the page: wrapped between words, each part under its label."""

import numpy as np
import pytest

from helpers.checks.runtime.text import (
    CheckFailed,
    NotAttempted,
    argument_text,
    two_numbers,
    wrapped,
)

WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"


@pytest.mark.parametrize("label", ["Call: ", "Where: ", "Note: ", "Next: "])
def test_what_follows_a_label_stands_under_it(label):
    first, second = wrapped(label + WORDS).splitlines()
    assert first.startswith(f"{label}one")
    assert len(first) <= 80
    assert second == " " * len(label) + WORDS[len(first) - len(label) + 1 :]


def test_a_fact_has_no_indent_and_every_line_stays_a_line():
    text = f"step: {WORDS}.\nCall: step(x)"
    assert wrapped(text).splitlines()[1][0] != " "
    assert wrapped(text).endswith("\nCall: step(x)")
    assert wrapped("a\n\nb") == "a\n\nb"


@pytest.mark.parametrize("word", ["x" * 100, "a-b" * 40])
def test_a_word_is_never_broken(word):
    assert wrapped(f"see {word} here").splitlines() == ["see", word, "here"]


def test_a_failure_is_shown_wrapped_and_said_in_one_piece():
    text = f"step: {WORDS}.\nNext: {WORDS}?"
    assert str(CheckFailed(text)) == text
    assert CheckFailed(text).shown() == wrapped(text)
    assert CheckFailed(text)._render_traceback_() == wrapped(text).splitlines()


def test_what_is_not_attempted_is_running_text_unless_it_names_a_call():
    assert NotAttempted("f is not attempted yet.\nNext: Write it.").shown() == (
        "f is not attempted yet. Write it."
    )
    unfinished = "f is not finished.\nCall: f(x)\nNext: Write the case that is left."
    assert NotAttempted(unfinished).shown() == unfinished


def test_two_numbers_are_written_until_they_differ():
    assert two_numbers(0.5, 0.25) == ("0.5", "0.25")
    assert two_numbers(1.0, 1.0 + 1e-9) == ("1", "1.000000001")
    assert two_numbers(np.float64(-0.0), 1.0) == ("0", "1")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (np.array([5, 2, 9]), "x [5, 2, 9]"),
        (np.arange(9), "x (9,)"),
        (np.array([0.5, 1.0]), "x (2,)"),
        (np.zeros((2, 2), int), "x (2, 2)"),
        ([[1, 3], [4, 0], [2]], "x [[1, 3], [4, 0], [2]]"),
        ([["O", "PROPN"], ["NOUN"]], "x [['O', 'PROPN'], ['NOUN']]"),
        ([[1, 2, 3, 4, 5], [6, 7, 8, 9]], "x (list of 2)"),
        ([1, 0.5], "x (list of 2)"),
        ([1, None], "x (list of 2)"),
        (["w" * 30, "v" * 30], "x (list of 2)"),
        ([], "x []"),
        ((1, 7), "x (1, 7)"),
        ((4,), "x (4,)"),
        ((1, 0.5), "x"),
    ],
)
def test_a_call_shows_what_can_be_followed_by_hand(value, shown):
    assert argument_text("x", value) == shown
