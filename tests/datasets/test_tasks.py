"""Tasks made by a rule: what they hold, and what their baselines are."""

import numpy as np
import pytest

from helpers.datasets import tasks

# ------------------------------------------------------------------ long memories


def test_a_small_adding_problem_by_hand():
    u = np.array([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]])
    xs, targets = tasks.adding_problem(3, u, np.array([[0, 1], [2, 2]]))
    assert np.allclose(targets, [0.6, 1.0])
    assert np.array_equal(xs[..., 0], u)
    assert np.array_equal(xs[..., 1], [[1, 0], [0, 1], [1, 1]])


def test_the_baseline_of_the_adding_problem_is_what_answering_1_scores():
    rng = np.random.default_rng(0)
    _, targets = tasks.adding_problem(10, *tasks.draw_adding(rng, 10, 100_000))
    # sd of the squared error over its mean is 1.18: 4 sds of the mean of 100,000 are 0.0025
    assert abs(np.mean((targets - 1) ** 2) - tasks.ADDING_BASELINE) < 0.0025
    assert abs(targets.var() - tasks.ADDING_BASELINE) < 0.0025


@pytest.mark.parametrize("T", [2, 3, 50])
def test_one_mark_stands_in_each_half(T):
    u, positions = tasks.draw_adding(np.random.default_rng(0), T, 200)
    xs, _ = tasks.adding_problem(T, u, positions)
    assert (xs[: T // 2, :, 1].sum(axis=0) == 1).all()
    assert (xs[T // 2 :, :, 1].sum(axis=0) == 1).all()
    assert set(positions[0]) == set(range(T // 2))


def test_what_is_no_adding_problem_is_refused():
    u, positions = tasks.draw_adding(np.random.default_rng(0), 5, 2)
    with pytest.raises(ValueError, match="u has shape"):
        tasks.adding_problem(4, u, positions)
    with pytest.raises(ValueError, match="positions has shape"):
        tasks.adding_problem(5, u, positions[:1])
    with pytest.raises(ValueError, match="steps from 0 to 4"):
        tasks.adding_problem(5, u, positions + 5)
    with pytest.raises(ValueError, match="one step twice"):
        tasks.adding_problem(5, u, 0 * positions)


def test_the_baseline_of_copy_memory():
    assert np.isclose(tasks.copy_memory_baseline(100, 8, 10), 0.17329, atol=1e-5)
    assert tasks.copy_memory_baseline(1, 1, 1) == 0.0
    with pytest.raises(ValueError, match="K is 0"):
        tasks.copy_memory_baseline(10, 0, 1)
