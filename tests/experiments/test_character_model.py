"""What the experiments with character models share, on models so small that one can count."""

import itertools

import numpy as np
import pytest

from helpers.experiments.character_model import (
    chunks,
    held_out_loss,
    lexicon,
    loss_by_context,
    real_word_share,
    truncation,
    write,
)
from helpers.scratch.language_model import init_language_model, language_model_loss

IDS = np.random.default_rng(0).integers(5, size=400)
P = init_language_model(np.random.default_rng(1), V=5, D=3, H=4, readout_sd=1.0)


def test_chunks_begin_anew_where_the_text_does():
    firsts = [first for _, _, first in itertools.islice(chunks(np.arange(41), 2, 8), 7)]
    assert firsts == [True, False, False, True, False, False, True]
    inputs, targets, _ = next(chunks(np.arange(41), 2, 8))
    assert inputs.shape == (8, 2)
    assert np.array_equal(targets, inputs + 1)


def test_a_held_out_loss_is_that_of_the_text_read_in_one_piece():
    rows = IDS[:385].reshape(-1)
    inputs, targets = (part.reshape(16, 24).T for part in (rows[:-1], rows[1:]))
    whole, _ = language_model_loss(P, inputs, targets, np.zeros((16, 4)))
    assert held_out_loss(P, rows) == pytest.approx(whole, rel=1e-12)


def test_a_loss_by_context_forgets_what_lies_further_back():
    other = IDS.copy()
    ends = np.arange(4, len(IDS), 7)
    for end in ends:
        other[end - 4] = (other[end - 4] + 1) % 5  # four back from every scored character
    assert loss_by_context(P, IDS, [3, 4])[0] == loss_by_context(P, other, [3, 4])[0]
    assert loss_by_context(P, IDS, [4])[0] != loss_by_context(P, other, [4])[0]


def test_the_same_numbers_write_the_same_text_row_by_row():
    us = np.random.default_rng(2).uniform(size=(20, 3))
    together = write(P, np.array([1, 2]), us)
    alone = write(P, np.array([1, 2]), us[:, 1:2])
    assert together.shape == (20, 3)
    assert np.array_equal(together[:, 1:2], alone)
    assert not np.array_equal(together[:, 0], together[:, 1])


def test_a_cold_temperature_writes_the_likeliest():
    warm, cold = (write(P, np.array([1]), np.full((30, 1), 0.9), tau) for tau in (1.0, 0.01))
    logits = np.tanh(P.E[[1]] @ P.rnn.W_x + P.rnn.b) @ P.W_y + P.b_y
    assert cold[0, 0] == logits.argmax()
    assert not np.array_equal(warm, cold)


def test_words_are_real_when_they_are_known_and_not_cut_off():
    known = lexicon("The cat sat on the mat, the Cat.")
    assert known == {"the", "cat", "sat", "mat"}
    assert real_word_share(["xxx cat sot of mat yyy"], known) == pytest.approx(2 / 3)
    assert real_word_share(["a"], known) == 0


def test_a_truncated_gradient_of_all_steps_is_the_full_one():
    errors, cosines = truncation(P, IDS, [1, 3, 8], T=8, B=4)
    assert errors[-1] == 0
    assert cosines[-1] == pytest.approx(1.0)
    assert errors[0] > errors[-1]
