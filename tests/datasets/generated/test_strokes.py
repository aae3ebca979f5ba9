"""Letters as pen strokes."""

import numpy as np
import pytest

from helpers.datasets.generated.strokes import LETTERS, NAMES, curve, draw_strokes, pen_path


def test_a_curve_passes_through_its_points_smoothly():
    points = np.random.default_rng(0).normal(size=(3, 6, 2))
    path = curve(points, 101)
    np.testing.assert_allclose(path[::20].swapaxes(0, 1), points, atol=1e-12)
    turns = np.diff(path, n=2, axis=0)
    assert abs(turns).max() < 0.1 * abs(np.diff(points, axis=1)).max()  # no corner anywhere
    line = curve(np.array([[[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]]]), 5)
    np.testing.assert_allclose(line[:, 0, 1], 2 * line[:, 0, 0], atol=1e-12)


def test_strokes_without_jitter_are_the_letters():
    strokes = draw_strokes(np.random.default_rng(0), 40, 50, jitter=0)
    path = pen_path(strokes.xs)
    assert path.shape == (41, 50, 2)
    assert set(strokes.letters) == set(range(len(LETTERS)))
    for row, letter in enumerate(strokes.letters):
        points = np.array(LETTERS[NAMES[letter]])
        np.testing.assert_allclose(path[::8, row], points - points[0], atol=1e-12)
    moved = draw_strokes(np.random.default_rng(0), 40, 50)
    assert 0.5 < moved.xs.std() < 1.5
    assert 0 < abs(pen_path(moved.xs) - path).mean() < 0.2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: draw_strokes(rng, 0, 1), "T is 0"),
        (lambda rng: draw_strokes(rng, 2, 1, -0.1), "jitter is -0.1"),
        (lambda rng: curve(np.zeros((1, 1, 2)), 3), "number of points is 1"),
        (lambda rng: curve(np.zeros((1, 3, 3)), 3), "points has shape"),
        (lambda rng: pen_path(np.zeros((2, 3))), "xs has shape"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))
