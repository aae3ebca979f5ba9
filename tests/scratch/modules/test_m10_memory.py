"""Outer products, slots and hops: the memories of module 10."""

import math

import numpy as np
import pytest
import torch

from helpers.scratch.modules.m10_memory import (
    content_weights,
    expected_recall_error,
    memory_by_hand,
    memory_hop,
    outer_product_memory,
    recall,
    recall_error,
    shift_weights,
    write_memory,
)
from tests.support.tables import each_row

N, B, C, D = 5, 3, 4, 6
Z = np.zeros


def unit(rng, N, D):
    keys = rng.normal(size=(N, D))
    return keys / np.linalg.norm(keys, axis=1, keepdims=True)


def test_a_matrix_is_the_sum_of_outer_products_and_recall_has_cross_talk():
    rng = np.random.default_rng(0)
    keys, values = unit(rng, N, D), rng.normal(size=(N, C))
    M = outer_product_memory(keys, values)
    np.testing.assert_allclose(M, sum(np.outer(k, v) for k, v in zip(keys, values, strict=True)))
    likeness = keys @ keys.T - np.eye(N)
    np.testing.assert_allclose(recall(M, keys), values + likeness @ values, atol=1e-14)


def test_orthonormal_keys_recall_exactly():
    rng = np.random.default_rng(0)
    keys, values = np.linalg.qr(rng.normal(size=(D, D)))[0], rng.normal(size=(D, C))
    assert recall_error(recall(outer_product_memory(keys, values), keys), values) < 1e-28


@pytest.mark.parametrize(("pairs", "width"), [(1, 8), (9, 64), (65, 64), (40, 8)])
def test_the_error_of_random_keys_is_on_its_line(pairs, width):
    found = []
    for seed in range(200):
        rng = np.random.default_rng([seed, pairs])
        keys, values = unit(rng, pairs, width), rng.normal(size=(pairs, 16))
        found.append(recall_error(recall(outer_product_memory(keys, values), keys), values))
    want = expected_recall_error(pairs, width)
    assert abs(np.mean(found) - want) < 4 * np.std(found) / math.sqrt(200) + 1e-12


def test_content_weights_agree_with_torch_and_do_not_depend_on_lengths():
    rng = np.random.default_rng(0)
    memory, key, beta = rng.normal(size=(N, B, C)), rng.normal(size=(B, C)), np.array([0.0, 1, 50])
    cosines = torch.nn.functional.cosine_similarity(
        torch.from_numpy(memory), torch.from_numpy(key), dim=-1
    )
    want = (torch.from_numpy(beta) * cosines).softmax(dim=0).numpy()
    np.testing.assert_allclose(content_weights(memory, key, beta), want, atol=1e-14)
    longer = memory * rng.uniform(0.1, 9, size=(N, B, 1))
    np.testing.assert_allclose(content_weights(longer, 3 * key, beta), want, atol=1e-13)
    np.testing.assert_allclose(content_weights(memory * 1e200, key * 1e-200, beta), want, atol=1e-9)
    np.testing.assert_allclose(want[:, 0], 1 / N)


def test_zeros_are_like_nothing():
    memory = np.array([[[1.0, 0.0]], [[0.0, 0.0]], [[-1.0, 0.0]]])  # cosines 1, 0, -1
    got = content_weights(memory, np.array([[2.0, 0.0]]), np.array([math.log(2)]))
    np.testing.assert_allclose(got[:, 0], np.array([2, 1, 0.5]) / 3.5)
    nothing = content_weights(memory, Z((1, 2)), np.array([5.0]))
    np.testing.assert_allclose(nothing, 1 / 3)


def test_shifts_by_hand_and_by_loops():
    w = np.array([[0.0], [1.0], [0.0], [0.0]])
    got = shift_weights(w, np.array([[0.1], [0.2], [0.7]]))
    np.testing.assert_allclose(got[:, 0], [0.1, 0.2, 0.7, 0])
    last = shift_weights(np.roll(w, 2, axis=0), np.array([[0.0], [0.0], [1.0]]))
    np.testing.assert_array_equal(last[:, 0], [1, 0, 0, 0])  # from the last slot to the first
    rng = np.random.default_rng(0)
    w, s = rng.dirichlet(np.ones(N), B).T, rng.dirichlet(np.ones(5), B).T
    want = Z((N, B))
    for b in range(B):
        for i in range(N):
            for j in range(N):
                for k, shift in enumerate(range(-2, 3)):
                    want[i, b] += w[j, b] * s[k, b] * ((j + shift) % N == i)
    np.testing.assert_allclose(shift_weights(w, s), want, atol=1e-15)
    np.testing.assert_array_equal(shift_weights(w, np.ones((1, B))), w)


def test_a_full_write_replaces_and_no_weight_keeps():
    rng = np.random.default_rng(0)
    memory, add = rng.normal(size=(N, B, C)), rng.normal(size=(B, C))
    w = Z((N, B))
    w[2] = 1.0
    got = write_memory(memory, w, np.ones((B, C)), add)
    np.testing.assert_array_equal(got[2], add)
    np.testing.assert_array_equal(np.delete(got, 2, axis=0), np.delete(memory, 2, axis=0))
    w, erase = rng.uniform(size=(N, B)), rng.uniform(size=(B, C))
    got = write_memory(memory, w, erase, add)
    i, b, c = 1, 2, 3
    want = memory[i, b, c] * (1 - w[i, b] * erase[b, c]) + w[i, b] * add[b, c]
    assert math.isclose(got[i, b, c], want)


def test_a_hop_by_torch_and_two_hops_follow_a_chain():
    rng = np.random.default_rng(0)
    u, m_in, m_out = rng.normal(size=(B, D)), *rng.normal(size=(2, N, B, D))
    u_next, weights = memory_hop(u, m_in, m_out)
    tu, t_in, t_out = map(torch.from_numpy, (u, m_in, m_out))
    want = torch.einsum("bd,nbd->nb", tu, t_in).softmax(dim=0)
    np.testing.assert_allclose(weights, want.numpy(), atol=1e-14)
    found = torch.einsum("nb,nbd->bd", want, t_out)
    np.testing.assert_allclose(u_next, (tu + found).numpy(), atol=1e-14)
    # The question points at slot 0, what slot 0 says at slot 2.
    one = 30 * np.eye(3)[:, None]
    said = np.array([[[-30.0, 0, 30]], [[0, 0, 0]], [[0, 0, 0]]])
    first, weights = memory_hop(one[0] / 30, one, said)
    assert weights[0, 0] > 0.999
    assert memory_hop(first, one, said)[1][2, 0] > 0.999


def test_memory_by_hand():
    numbers = memory_by_hand()
    want = [1.4, -0.8, 1.4, 0.2, -0.6, 1.2, 0.125, 0.8808, 1.6424, 2.8]
    np.testing.assert_allclose(list(numbers.values()), want, atol=5e-5)
    keys = np.array([[[1.0, 0.0]], [[0.6, 0.8]]])
    w = content_weights(keys, keys[0], np.array([5.0]))
    assert math.isclose(numbers["w_1"], w[0, 0])
    slot = write_memory(
        np.full((1, 1, 1), 3.0), np.full((1, 1), 0.5), Z((1, 1)) + 0.8, Z((1, 1)) + 2
    )
    assert math.isclose(numbers["slot"], slot[0, 0, 0])


@each_row(
    ("call", "message"),
    [
        (lambda: outer_product_memory(Z((0, 3)), Z((0, 2))), "keys has shape .0, 3."),
        (lambda: outer_product_memory(Z((4, 3)), Z((3, 2))), "values has shape"),
        (lambda: outer_product_memory([[1.0]], Z((1, 2))), "keys is a list"),
        (lambda: recall(Z((3, 2)), Z((4, 2))), "query has shape"),
        (lambda: recall_error(Z((3, 2)), Z((3, 2))), "values are all 0"),
        (lambda: expected_recall_error(0, 4), "N is 0"),
        (lambda: content_weights(Z((0, B, C)), Z((B, C)), Z(B)), "memory has shape .0, 3, 4."),
        (lambda: content_weights(Z((N, B, C)), Z((B, D)), Z(B)), "key has shape"),
        (lambda: content_weights(Z((N, B, C)), Z((B, C)), Z(B) - 1), "beta holds -1.0"),
        (lambda: content_weights(Z((N, B, C)), Z((B, C)), Z(B) + np.inf), "beta holds inf"),
        (lambda: shift_weights(Z((N, B)), Z((2, B))), "s has 2 shifts, expected an odd"),
        (lambda: shift_weights(Z((2, B)), Z((3, B))), "s has 3 shifts"),
        (lambda: write_memory(Z((N, B, C)), Z((N, B)), Z((B, C)) + 2, Z((B, C))), "erase holds"),
        (lambda: write_memory(Z((N, B, C)), Z((B, N)), Z((B, C)), Z((B, C))), "w has shape"),
        (lambda: memory_hop(Z((B, D)), Z((N, B, D)), Z((N, B, C))), "m_out has shape"),
        (lambda: memory_hop(Z((B, D)), Z((0, B, D)), Z((0, B, D))), "m_in has shape .0, 3, 6."),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
