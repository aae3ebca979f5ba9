"""The GRU with the reset before the product (Cho et al. 2014), in NumPy and PyTorch."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings

from helpers.nn.variants.gru import GRUResetBeforeCell
from helpers.scratch.cells import GRUParams, gru_step
from helpers.scratch.variants.gru import GRU_RESET_BEFORE, gru_step_reset_before
from tests.support.proofs import SEEDS, SIZES, draw_params, prove_gradients, prove_torch_agrees


@settings(max_examples=10, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, seed=0)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_gradients_and_pytorch(T, B, D, H, seed):
    prove_gradients(GRU_RESET_BEFORE, T, B, D, H, seed)
    prove_torch_agrees(GRU_RESET_BEFORE, GRUResetBeforeCell, T, B, D, H, seed)


def draw(B=2, D=3, H=4):
    rng = np.random.default_rng(2)
    return draw_params(rng, GRUParams, D=D, H=H), rng.normal(size=(B, D)), rng.normal(size=(B, H))


def test_the_step_follows_the_paper_unit_by_unit():
    p, x, h = draw()
    B, H = h.shape

    def a(row, state, block, j):
        """Pre-activation of unit j of a block, with a state that may be reset."""
        column = block * H + j
        from_x = sum(x[row, d] * p.W_x[d, column] for d in range(x.shape[1]))
        from_h = sum(state[k] * p.W_h[k, column] for k in range(H))
        return from_x + from_h + p.b_x[column] + p.b_h[column]

    def sig(value):
        return 1 / (1 + math.exp(-value))

    h_next, _ = gru_step_reset_before(p, x, h)
    for row in range(B):
        reset = [sig(a(row, h[row], 0, k)) * h[row, k] for k in range(H)]
        for j in range(H):
            z, n = sig(a(row, h[row], 1, j)), math.tanh(a(row, reset, 2, j))
            assert h_next[row, j] == pytest.approx(z * h[row, j] + (1 - z) * n, abs=1e-13)


def test_both_places_of_the_reset_agree_where_it_is_open_or_there_is_one_unit():
    p, x, h = draw()
    opened = p._replace(b_x=p.b_x + np.repeat([90.0, 0.0, 0.0], 4))  # r = 1
    before, after = gru_step_reset_before(opened, x, h)[0], gru_step(opened, x, h)[0]
    np.testing.assert_allclose(before, after, rtol=1e-12)
    p, x, h = draw(H=1)
    p = p._replace(b_h=np.zeros(3))  # and no bias inside r: (r * h) * w is r * (h * w)
    before, after = gru_step_reset_before(p, x, h)[0], gru_step(p, x, h)[0]
    np.testing.assert_allclose(before, after, rtol=1e-12)


def test_the_place_of_the_reset_matters_otherwise():
    p, x, h = draw()
    p = p._replace(b_h=np.zeros(12))
    before, after = gru_step_reset_before(p, x, h)[0], gru_step(p, x, h)[0]
    assert np.abs(before - after).max() > 0.01


def test_z_is_the_share_of_the_old_state():
    p, x, h = draw()
    kept = p._replace(b_x=p.b_x + np.repeat([0.0, 90.0, 0.0], 4))
    np.testing.assert_allclose(gru_step_reset_before(kept, x, h)[0], h, rtol=1e-12)
