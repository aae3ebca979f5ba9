"""The minimal gated unit, in NumPy and PyTorch."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings

from helpers.nn.variants.minimal import MinimalGatedCell
from helpers.scratch.cells import GRUParams
from helpers.scratch.variants.gru import gru_step_reset_before
from helpers.scratch.variants.minimal import MGU, MGUParams, minimal_gated_step
from tests.support.proofs import SEEDS, SIZES, draw_params, prove_gradients, prove_torch_agrees

B, D, H = 2, 3, 4


@settings(max_examples=10, deadline=None, derandomize=True)
@example(T=1, B=1, D=3, H=2, seed=0)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_gradients_and_pytorch(T, B, D, H, seed):
    prove_gradients(MGU, T, B, D, H, seed)
    prove_torch_agrees(MGU, MinimalGatedCell, T, B, D, H, seed)


def draw():
    rng = np.random.default_rng(9)
    p = draw_params(rng, MGUParams, D=D, H=H)
    return p, rng.normal(size=(B, D)), rng.normal(size=(B, H))


def test_the_step_follows_the_paper_unit_by_unit():
    p, x, h = draw()

    def a(row, state, column):
        from_x = sum(x[row, d] * p.W_x[d, column] for d in range(D))
        return from_x + sum(state[k] * p.W_h[k, column] for k in range(H)) + p.b[column]

    h_next, _ = minimal_gated_step(p, x, h)
    for row in range(B):
        f = [1 / (1 + math.exp(-a(row, h[row], j))) for j in range(H)]
        reset = [f[k] * h[row, k] for k in range(H)]
        for j in range(H):
            want = (1 - f[j]) * h[row, j] + f[j] * math.tanh(a(row, reset, H + j))
            assert h_next[row, j] == pytest.approx(want, abs=1e-13)


def test_it_is_the_gru_of_2014_whose_z_is_one_minus_its_r():
    p, x, h = draw()
    (x_f, x_n), (h_f, h_n), (b_f, b_n) = (np.split(w, 2, axis=-1) for w in p)
    tied = GRUParams(  # sigmoid(-a) = 1 - sigmoid(a)
        np.hstack([x_f, -x_f, x_n]),
        np.hstack([h_f, -h_f, h_n]),
        np.hstack([b_f, -b_f, b_n]),
        np.zeros(3 * H),
    )
    want = gru_step_reset_before(tied, x, h)[0]
    np.testing.assert_allclose(minimal_gated_step(p, x, h)[0], want, rtol=1e-12)


def test_a_shut_gate_keeps_the_state():
    p, x, h = draw()
    shut = p._replace(b=np.repeat([-90.0, 0.0], H))
    np.testing.assert_allclose(minimal_gated_step(shut, x, h)[0], h, rtol=1e-12)
