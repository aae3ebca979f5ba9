"""Words as tokens: cutting, choosing a vocabulary, looking ids up, spelling what is unknown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.datasets import words


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.text(alphabet="ab é,.'-\n\t_1", max_size=60))
def test_tokens_joined_are_the_text(text):
    assert "".join(words.word_tokens(text)) == text


def test_a_word_keeps_the_space_before_it():
    assert words.word_tokens("A model, two.\n\nEnd") == [
        "A",
        " model",
        ",",
        " two",
        ".",
        "\n\n",
        "End",
    ]
    assert words.sentence_tokens("A model, two.\n") == ["A", "model", ",", "two", "."]


def test_a_vocabulary_by_hand():
    tokens = "b a b c a b <EOS>".split()
    specials = [words.UNK, words.EOS]
    assert words.build_vocab(tokens, 2, specials) == [*specials, "b", "a"]
    assert words.build_vocab(tokens, 1, specials) == [*specials, "b", "a", "c"]
    assert words.build_vocab([], 1, specials) == specials
    with pytest.raises(ValueError, match="min_count is 0"):
        words.build_vocab(tokens, 0, specials)


def test_unknown_words_and_the_end():
    ids = words.encode(["a", "c"], ["a", words.UNK, words.EOS])
    assert ids.tolist() == [0, 1, 2]
    assert ids.dtype == np.int64
    with pytest.raises(ValueError, match="lacks <UNK> or <EOS>"):
        words.encode(["a"], ["a", words.UNK])


def test_spelling_costs_what_the_letters_of_rare_words_say():
    # rare: "ab", so a, b and the end have count 1, and every count gets 1: 2/6 each
    assert words.spelling_nll(["a"], ["ab"]) == pytest.approx(2 * np.log(3))
    # a new letter: 1 of 1 + 1 + 1 + 4 kinds
    assert words.spelling_nll(["c"], ["ab"]) == pytest.approx(np.log(7) + np.log(7 / 2))
    assert words.spelling_nll([], ["ab"]) == 0.0
