"""Chains and state spaces with exact floors."""

import math

import numpy as np
import pytest

from helpers.datasets.generated.hidden_states import (
    chains_floor,
    draw_chains,
    draw_rotation,
    draw_state_space,
    state_space_floor,
)
from helpers.scratch.modules.m12_floors import stationary_covariance
from tests.support.tables import each_row

A = 0.9 * np.array([[math.cos(0.3), -math.sin(0.3)], [math.sin(0.3), math.cos(0.3)]])
C, Q, R = np.array([[1.0, 0.0]]), 0.05 * np.eye(2), np.array([[0.25]])


def test_chains_stay_as_often_as_they_should_and_their_floor_is_the_entropy():
    xs = draw_chains(np.random.default_rng(0), 200, 500, 2, stay=0.8, sd=0.1)
    signs = np.sign(xs)
    assert abs((signs[1:] == signs[:-1]).mean() - 0.8) < 0.005
    assert abs((xs - signs).std() - 0.1) < 0.001
    assert abs(signs.mean()) < 0.02
    noise = 0.5 * math.log(2 * math.pi * math.e * 0.01)
    rate = -(0.8 * math.log(0.8) + 0.2 * math.log(0.2))
    want = 2 * (noise + (math.log(2) + 199 * rate) / 200)  # sd .1 never hides a sign
    assert abs(chains_floor(xs, 0.8, 0.1) - want) < 0.01
    assert chains_floor(xs, 0.8, 0.12) > chains_floor(xs, 0.8, 0.1)
    assert chains_floor(xs, 0.7, 0.1) > chains_floor(xs, 0.8, 0.1)


def test_a_rotation_keeps_lengths():
    W = draw_rotation(np.random.default_rng(0), 6)
    np.testing.assert_allclose(W @ W.T, np.eye(6), atol=1e-12)


def test_a_state_space_has_the_spread_that_its_covariances_say():
    P_0 = stationary_covariance(A, Q)
    xs = draw_state_space(np.random.default_rng(0), 50, 4000, A, C, Q, R, P_0)
    want = (C @ P_0 @ C.T + R).item()
    np.testing.assert_allclose((xs**2).mean(axis=1)[[0, 25, 49], 0], want, rtol=0.08)
    lagged = (C @ A @ P_0 @ C.T).item()
    assert abs((xs[1:] * xs[:-1]).mean() - lagged) < 0.02
    floor = state_space_floor(xs, A, C, Q, R, P_0)
    assert floor < 0.5 * math.log(2 * math.pi * math.e * want) - 0.02
    assert floor < state_space_floor(xs, 0.5 * A, C, Q, R, P_0)


@each_row(
    ("call", "message"),
    [
        (lambda rng: draw_chains(rng, 3, 2, 1, stay=1.5), "stay is 1.5"),
        (lambda rng: draw_chains(rng, 3, 2, 1, sd=0), "sd is 0"),
        (lambda rng: draw_chains(3, 3, 2, 1), "rng is a int"),
        (lambda rng: chains_floor(np.zeros(3)), "xs has shape"),
        (lambda rng: draw_rotation(rng, 0), "D is 0"),
        (lambda rng: draw_state_space(rng, 3, 2, A, C, R, R, Q), "Q has shape"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))
