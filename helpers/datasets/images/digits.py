"""Handwritten digits of 8 by 8 pixels, which scikit-learn brings along.

Axes  N images, 8 rows, 8 columns.
Source: Alpaydin & Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning
Repository, CC BY 4.0; scikit-learn ships its 1,797 test images. Each pixel counts the ink in a
square of 4 by 4, from 0 to 16.
"""

from typing import NamedTuple

import numpy as np

from helpers.scratch.contract.validation import require_count

HELD_OUT = 300  # images at the end of the file


class Digits(NamedTuple):
    """Images and what they show."""

    images: np.ndarray  # (N, 8, 8) float, from 0 to 1
    labels: np.ndarray  # (N,) int, from 0 to 9


def load_digits():
    """Load the digits in the file's order: the last 300 are held out.

    Shapes: -> Digits of 1,497 images to train on, Digits of 300 to test with.
    """
    from sklearn.datasets import load_digits  # a second to import: only where it is needed

    data = load_digits()
    images, labels = data.images / 16.0, data.target.astype(np.int64)
    train, test = slice(None, -HELD_OUT), slice(-HELD_OUT, None)
    return Digits(images[train], labels[train]), Digits(images[test], labels[test])


def as_sequences(images, times=1):
    """Read images pixel by pixel, row by row, each pixel `times` times each way.

    Shapes: images (N, R, C); times -> xs (R C times^2, N, 1), the time axis first.
    Raises: ValueError if times is not a whole number of at least 1.
    """
    times = require_count("times", times)
    larger = images.repeat(times, axis=1).repeat(times, axis=2)
    return larger.reshape(len(images), -1).T[:, :, None].copy()


def binarise(images, threshold=0.5):
    """Return 1 where a pixel is at least the threshold, 0 elsewhere. Shapes: as images."""
    return (images >= threshold).astype(images.dtype)
