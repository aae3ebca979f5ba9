"""Tasks made by a rule: what they hold, and what their baselines are."""

import numpy as np
import pytest

from helpers.datasets import tasks
from tests.support.tables import each_row

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


# ------------------------------------------------------------------ a^n b^n


def counting(ids):
    """Predict a^n b^n <EOS> as well as can be, p = 0.3. Shapes: ids (T, B) -> (T, B, 3)."""
    out = np.full((*ids.shape, 3), -np.inf)
    for b, column in enumerate(ids.T):
        for t in range(len(column)):
            a_s, b_s = (int((column[1 : t + 1] == i).sum()) for i in (0, 1))
            if b_s == 0 < a_s:
                out[t, b, :2] = np.log([0.7, 0.3])
            else:
                out[t, b, 0 if a_s == 0 else 1 if b_s < a_s else 2] = 0.0
    return out


def test_counting_reaches_the_floor_of_anbn():
    assert tasks.anbn_floor(0.3) == pytest.approx(0.26559, abs=5e-6)
    assert tasks.anbn_loss(counting, 0.3) == pytest.approx(tasks.anbn_floor(0.3), rel=1e-7)


def test_not_knowing_anything_costs_ln_3_a_symbol():
    def uniform(ids):
        return np.full((*ids.shape, 3), -np.log(3))

    assert tasks.anbn_loss(uniform, 0.3) == pytest.approx(np.log(3))


def test_anbn_sentences_have_geometric_lengths():
    drawn = tasks.anbn_sentences(np.random.default_rng(0), 20_000, 0.3)
    ns = np.array([len(s) // 2 for s in drawn])
    assert tasks.anbn(2).tolist() == [0, 0, 1, 1, 2]
    assert ns.min() == 1
    assert abs(np.mean(ns == 1) - 0.3) < 4 * np.sqrt(0.21 / 20_000)
    assert abs(ns.mean() - 1 / 0.3) < 4 * np.sqrt(0.7 / 0.09 / 20_000)


# ------------------------------------------------------------------ agreement


def true_nll(sentence, stop, agree):
    """Return the negative log-probability of a sentence under the process that draws it."""
    words = [tasks.AGREEMENT_VOCAB[i] for i in sentence.ids]
    plural = {form for _, form in tasks.NOUNS}
    numbers = [w in plural for w in words if any(w in pair for pair in tasks.NOUNS)]
    same = sum(number == numbers[0] for number in numbers[1:])
    k = sentence.distractors
    nll = np.log(2 * 20) + np.log(4) + np.log(6) - np.log(stop) - k * np.log(1 - stop)
    return nll + k * np.log(4 * 20) - same * np.log(agree) - (k - same) * np.log(1 - agree)


@pytest.mark.parametrize(("stop", "agree"), [(0.5, 0.9), (0.3, 0.5)])
def test_the_floor_of_agreement_is_the_entropy_of_its_source(stop, agree):
    drawn = tasks.agreement_sentences(np.random.default_rng(0), 20_000, stop, agree)
    nll = sum(true_nll(s, stop, agree) for s in drawn)
    tokens = sum(len(s.ids) for s in drawn)
    assert nll / tokens == pytest.approx(tasks.agreement_floor(stop, agree), rel=0.005)


def test_a_verb_agrees_with_its_subject_and_not_with_what_stands_between():
    vocab = tasks.AGREEMENT_VOCAB
    plural_nouns, plural_verbs = ({form for _, form in p} for p in (tasks.NOUNS, tasks.VERBS))
    drawn = tasks.agreement_sentences(np.random.default_rng(0), 500, 0.4)
    for s in drawn:
        words = [vocab[i] for i in s.ids]
        is_plural = words[1] in plural_nouns
        assert (words[s.verb] in plural_verbs) is is_plural
        assert (vocab[s.wrong] in plural_verbs) is not is_plural
        assert s.nearest_agrees is ((words[s.verb - 1] in plural_nouns) is is_plural)
        assert len(s.ids) == 5 + 3 * s.distractors
        assert words[-1] == "<EOS>"
    assert {s.nearest_agrees for s in drawn} == {True, False}
    fixed = tasks.agreement_sentences(np.random.default_rng(0), 5, 0.4, distractors=3)
    assert [s.distractors for s in fixed] == [3] * 5


@each_row("share", [0, 1, 1.5, True, None, "0.3"])
def test_a_share_that_is_none_is_named(share):
    for call in (tasks.anbn_floor, tasks.agreement_floor):
        with pytest.raises(ValueError, match="expected a number between 0 and 1"):
            call(share)
