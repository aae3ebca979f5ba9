"""The decoder's step, the readings of attention weights, and the scores of module 09."""

import math

import numpy as np
import pytest
import torch

from helpers.nn.attention import AdditiveAttention
from helpers.nn.cells import GRUCell
from helpers.scratch.attention import attend_backward, masked_softmax
from helpers.scratch.cells import GRU
from helpers.scratch.init import init_additive, init_cell
from helpers.scratch.modules.m09_attention import (
    BahdanauParams,
    alignment_entropy,
    attention_by_hand,
    bahdanau_step,
    coverage,
    doubly_stochastic_penalty,
    exact_match,
    scaled_dot_scores,
    token_accuracy,
)
from tests.support.tables import each_row

S, B, D, C, H = 5, 3, 2, 4, 6
RNG = np.random.default_rng(0)
LENGTHS = np.array([5, 1, 3])


def drawn():
    """Return weights and arguments of a step."""
    rng = np.random.default_rng(1)
    p = BahdanauParams(init_additive(rng, H, C, 7), init_cell(rng, GRU, D + C, H))
    y, s = rng.normal(size=(B, D)), rng.normal(size=(B, H))
    return p, y, s, *rng.normal(size=(2, S, B, C))


def test_a_step_is_that_of_the_torch_modules():
    p, y, s, keys, values = drawn()
    s_next, context, weights = bahdanau_step(p, y, s, keys, values, LENGTHS)
    tensors = [torch.from_numpy(array) for array in (s, keys, values)]
    want_context, want_weights = AdditiveAttention.from_scratch(p.score)(*tensors, LENGTHS)
    read = torch.cat([torch.from_numpy(y), want_context], dim=-1)
    want_s = GRUCell.from_scratch(p.cell)(read, (tensors[0],))
    want_s = want_s[0] if isinstance(want_s, tuple) else want_s
    for got, want in [(s_next, want_s), (context, want_context), (weights, want_weights)]:
        np.testing.assert_allclose(got, want.detach().numpy(), atol=1e-12)


def test_padding_does_not_matter_and_has_no_weight():
    p, y, s, keys, values = drawn()
    wants = bahdanau_step(p, y, s, keys, values, LENGTHS)
    assert (wants[2][1:, 1] == 0).all()
    keys[3:, 2], values[1:, 1] = 99.0, np.nan
    for got, want in zip(bahdanau_step(p, y, s, keys, values, LENGTHS), wants, strict=True):
        np.testing.assert_array_equal(got, want)


def test_scaled_scores_keep_their_spread():
    for width in (4, 400):
        query, keys = RNG.normal(size=(50, width)), RNG.normal(size=(40, 50, width))
        scores = scaled_dot_scores(query, keys)
        np.testing.assert_allclose(scores[3, 2], query[2] @ keys[3, 2] / math.sqrt(width))
        assert 0.8 < scores.std() < 1.2


def test_entropy_of_sharp_even_and_mixed_weights():
    weights = np.zeros((3, 4, 2))
    weights[0, 1] = 1.0
    weights[1] = 0.25
    weights[2, :2] = 0.5
    want = [[0, 0], [math.log(4)] * 2, [math.log(2)] * 2]
    np.testing.assert_allclose(alignment_entropy(weights), want, atol=1e-15)


def test_coverage_and_penalty():
    weights = np.array([[1.0, 0.5], [0.0, 0.5]])[:, :, None]  # (T, S, 1): rows (1, .5), (0, .5)
    np.testing.assert_allclose(coverage(weights), [[1.0], [1.0]])
    np.testing.assert_allclose(doubly_stochastic_penalty(weights), [0.0])
    twice = np.array([[1.0, 0.0], [1.0, 0.0]])[:, :, None]
    np.testing.assert_allclose(doubly_stochastic_penalty(twice), [2.0])


EOS = 9


@each_row(
    ("predicted", "target", "exact", "accuracy"),
    [
        ([1, 2, 9], [1, 2, 9], 1, 1),
        ([1, 2, 9, 5], [1, 2, 9, 0], 1, 1),  # after <EOS> nothing counts
        ([1, 2, 9], [1, 2, 9, 0, 0], 1, 1),
        ([1, 9, 9], [1, 2, 9], 0, 1 / 3),  # it ends with its first 9
        ([1, 2, 3, 9], [1, 2, 9, 0], 0, 2 / 3),
        ([1, 2], [1, 2, 9], 0, 2 / 3),
        ([1, 2], [1, 2], 1, 1),
        ([9], [9], 1, 1),
        ([2, 1, 9], [1, 2, 9], 0, 1 / 3),
    ],
)
def test_scores_by_hand(predicted, target, exact, accuracy):
    predicted, target = np.array(predicted)[:, None], np.array(target)[:, None]
    assert exact_match(predicted, target, EOS) == exact
    assert math.isclose(token_accuracy(predicted, target, EOS), accuracy)


def test_rows_count_alike_in_exact_match_and_by_length_in_token_accuracy():
    targets = np.array([[9, 1], [0, 2], [0, 9]])
    predicted = np.array([[9, 3], [7, 3], [7, 3]])
    assert exact_match(predicted, targets, EOS) == 0.5
    assert token_accuracy(predicted, targets, EOS) == 1 / 4


def test_attention_by_hand_is_what_the_functions_give():
    numbers = attention_by_hand()
    weights = masked_softmax(2 * np.array([[1.0], [0.0], [-0.5]]))
    values = np.array([[[4.0]], [[1.0]], [[-2.0]]])
    dscores, _ = attend_backward(weights, values, np.array([[0.5]]))
    np.testing.assert_allclose([numbers[f"w_{j}"] for j in (1, 2, 3)], weights[:, 0])
    np.testing.assert_allclose(numbers["context"], (weights * values[..., 0]).sum())
    np.testing.assert_allclose([numbers[f"ds_{j}"] for j in (1, 2, 3)], dscores[:, 0])
    eps = 1e-6
    for j in range(3):
        up, down = (2 * np.array([[1.0], [0.0], [-0.5]]) for _ in range(2))
        up[j] += eps
        down[j] -= eps
        slope = (masked_softmax(up) - masked_softmax(down))[0, 0] / (2 * eps)
        assert math.isclose(numbers[f"J_1{j + 1}"], slope, rel_tol=1e-7)
    for names in (["J_11", "J_12", "J_13"], ["ds_1", "ds_2", "ds_3"]):
        assert abs(sum(numbers[name] for name in names)) < 1e-12


@each_row(
    ("call", "message"),
    [
        (lambda: alignment_entropy(np.zeros((2, 3))), "weights has shape"),
        (lambda: coverage([[1.0]]), "weights is a list, expected an array"),
        (lambda: exact_match(np.zeros((2, 3), int), np.zeros((2, 4), int), 1), "predicted has sh"),
        (lambda: token_accuracy(np.zeros(2, int), np.zeros((2, 4), int), 1), "predicted has sh"),
        (lambda: exact_match(np.zeros((2, 1), int), np.zeros((2, 1), int), -1), "eos is -1"),
        (lambda: scaled_dot_scores(np.zeros((2, 3)), np.zeros((4, 2, 5))), "keys has shape"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
