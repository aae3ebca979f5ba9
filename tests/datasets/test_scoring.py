"""What log-probabilities say about a text, in the usual units."""

import numpy as np
import pytest

from helpers.datasets import scoring


def test_whole_and_rest_of_a_sentence():
    log_probs = np.log([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]])
    ids = np.array([0, 2, 1])
    assert scoring.sentence_log_prob(log_probs, ids, 1) == pytest.approx(np.log(0.2 * 0.8))
    assert scoring.sentence_log_prob(log_probs, ids, 2) == pytest.approx(np.log(0.8))
    assert scoring.sentence_log_prob(log_probs, ids, 3) == 0.0


def test_a_start_outside_the_sentence_is_named():
    log_probs, ids = np.zeros((3, 2)), np.array([0, 1, 1])
    with pytest.raises(ValueError, match="start is 0"):
        scoring.sentence_log_prob(log_probs, ids, 0)
    with pytest.raises(ValueError, match="start is 4, expected a position from 1 to T = 3"):
        scoring.sentence_log_prob(log_probs, ids, 4)


def test_units_by_hand():
    perplexity, bpc = scoring.perplexity_and_bpc(10 * np.log(2), 2, 10)
    assert perplexity == pytest.approx(32.0)
    assert bpc == pytest.approx(1.0)
    with pytest.raises(ValueError, match="n_chars is 0"):
        scoring.perplexity_and_bpc(1.0, 1, 0)


def test_the_four_tokens():
    found = scoring.four_token_sentence()
    assert found["probability"] == pytest.approx(0.04)
    assert found["perplexity"] == pytest.approx(np.sqrt(5.0))
    assert found["bpc"] == pytest.approx(np.log2(25) / 15)
