"""Handwritten digits."""

import numpy as np
import pytest

from helpers.datasets.images.digits import as_sequences, binarise, load_digits


def test_digits_are_there_and_kept_apart():
    train, test = load_digits()
    assert train.images.shape == (1497, 8, 8)
    assert test.images.shape == (300, 8, 8)
    for part in (train, test):
        assert (part.images.min(), part.images.max()) == (0, 1)
        assert set(part.labels) == set(range(10))
        assert abs(np.bincount(part.labels) / len(part.labels) - 0.1).max() < 0.03


def test_a_sequence_reads_row_by_row_and_larger_ones_repeat():
    images = np.arange(8.0).reshape(2, 2, 2)
    xs = as_sequences(images)
    assert xs.shape == (4, 2, 1)
    assert xs[:, 1, 0].tolist() == [4, 5, 6, 7]
    larger = as_sequences(images, 2)
    assert larger[:8, 0, 0].tolist() == [0, 0, 1, 1, 0, 0, 1, 1]
    assert binarise(images / 7)[0].tolist() == [[0, 0], [0, 0]]
    assert binarise(images / 7)[1].tolist() == [[1, 1], [1, 1]]
    with pytest.raises(ValueError, match="times is 0"):
        as_sequences(images, 0)
