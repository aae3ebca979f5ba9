"""Gradients by lag against central differences and torch; the slope that theory predicts."""

import numpy as np
import pytest
import torch

from helpers.scratch import gradient_flow
from helpers.scratch.bptt import rnn_backward, rnn_forward
from helpers.scratch.gradcheck import numeric_gradient
from helpers.scratch.init import init_rnn
from tests.support.tables import each_row


def drawn(T, B, D, H, seed=0, gain=1.0):
    rng = np.random.default_rng(seed)
    p = init_rnn(rng, D, H, gain)._replace(b=0.3 * rng.normal(size=H))
    xs, h0 = rng.normal(size=(T, B, D)), np.tanh(rng.normal(size=(B, H)))
    return p, xs, h0, rng.normal(size=(B, H))


SIZES = [(1, 1, 1, 1), (1, 3, 2, 4), (5, 1, 3, 3), (6, 4, 2, 5)]


@pytest.mark.parametrize(("T", "B", "D", "H"), SIZES)
def test_gradient_by_lag_by_central_differences(T, B, D, H):
    p, xs, h0, dh_last = drawn(T, B, D, H)
    norms = gradient_flow.gradient_by_lag(p, xs, h0, dh_last)
    hs, _ = rnn_forward(p, xs, h0)
    for lag in range(1, T + 1):
        start = h0 if lag == T else hs[T - lag - 1]

        def loss(h, lag=lag):
            return float((rnn_forward(p, xs[T - lag :], h)[0][-1] * dh_last).sum())

        want = np.linalg.norm(numeric_gradient(loss, start), axis=-1)
        assert np.allclose(norms[lag], want, rtol=1e-7, atol=1e-9)
    assert np.allclose(norms[0], np.linalg.norm(dh_last, axis=-1), rtol=1e-14)


@pytest.mark.parametrize(("T", "B", "D", "H"), SIZES)
def test_gradient_by_lag_agrees_with_torch(T, B, D, H):
    p, xs, h0, dh_last = drawn(T, B, D, H, seed=1)
    W_x, W_h, b, x, h = (torch.tensor(a) for a in (*p, xs, h0))
    hs = [h.requires_grad_()]
    for t in range(T):
        hs.append(torch.tanh(x[t] @ W_x + hs[-1] @ W_h + b))
        hs[-1].retain_grad()
    (hs[-1] * torch.tensor(dh_last)).sum().backward()
    want = np.stack([state.grad.numpy() for state in hs[::-1]])
    norms = gradient_flow.gradient_by_lag(p, xs, h0, dh_last)
    assert np.allclose(norms, np.linalg.norm(want, axis=-1), rtol=1e-12)


def test_the_far_end_is_what_backpropagation_through_time_gives():
    p, xs, h0, dh_last = drawn(7, 2, 3, 4)
    dhs = np.zeros((7, 2, 4))
    dhs[-1] = dh_last
    _, dh0, _ = rnn_backward(p, rnn_forward(p, xs, h0)[1], dhs)
    norms = gradient_flow.gradient_by_lag(p, xs, h0, dh_last)
    assert np.allclose(norms[-1], np.linalg.norm(dh0, axis=-1), rtol=1e-12)


@pytest.mark.parametrize(("T", "D", "H"), [(1, 1, 1), (1, 2, 3), (5, 3, 4)])
def test_jacobian_products_agree_with_torch(T, D, H):
    p, xs, h0, _ = drawn(T, 1, D, H)
    hs, _ = rnn_forward(p, xs, h0)
    norms = gradient_flow.jacobian_product_norms(p, hs[:, 0])
    assert norms[0] == 1.0
    W_x, W_h, b, x = (torch.tensor(a) for a in (*p, xs[:, 0]))
    for lag in range(1, T + 1):

        def last(h, lag=lag):
            for t in range(T - lag, T):
                h = torch.tanh(x[t] @ W_x + h @ W_h + b)
            return h

        start = h0[0] if lag == T else hs[T - lag - 1, 0]
        jacobian = torch.autograd.functional.jacobian(last, torch.tensor(start))
        assert np.isclose(norms[lag], torch.linalg.matrix_norm(jacobian, 2).item(), rtol=1e-12)


def test_no_gradient_is_longer_than_the_jacobian_product_allows():
    p, xs, h0, dh_last = drawn(9, 1, 2, 6, gain=2.0)
    hs, _ = rnn_forward(p, xs, h0)
    bound = gradient_flow.jacobian_product_norms(p, hs[:, 0]) * np.linalg.norm(dh_last)
    norms = gradient_flow.gradient_by_lag(p, xs, h0, dh_last)[:, 0]
    assert (norms <= bound * (1 + 1e-12)).all()
    steps = np.linalg.norm(p.W_h, 2) ** np.arange(10)
    assert (gradient_flow.jacobian_product_norms(p, hs[:, 0]) <= steps * (1 + 1e-12)).all()


@pytest.mark.parametrize("gain", [0.5, 1.0, 1.5])
@pytest.mark.parametrize("inputs", [0.0, 0.5])
def test_slopes_are_what_theory_predicts(gain, inputs):
    slopes, predicted = [], []
    for seed in range(4):
        p, xs, _, dh_last = drawn(30, 4, 8, 200, seed, gain)
        p, h0 = p._replace(b=0 * p.b), np.zeros((4, 200))
        hs, _ = rnn_forward(p, inputs * xs, h0)
        norms = gradient_flow.gradient_by_lag(p, inputs * xs, h0, dh_last)
        slopes.append(np.polyfit(np.arange(31), np.log(norms).mean(axis=1), 1)[0])
        predicted.append(gradient_flow.predicted_slope(gain, hs))
    if inputs == 0:
        assert np.allclose(predicted, np.log(gain))  # at rest a tanh network is linear
    assert np.abs(np.subtract(slopes, predicted)).max() < 0.06


def test_factors_of_the_scalar_network_by_central_differences():
    numbers = gradient_flow.scalar_factors()
    cases = (("small", 0.5, (0, 0, 0)), ("large", 1.5, (0, 0, 0)), ("pushed", 1.5, (0, 2, 0)))
    for name, w, xs in cases:

        def last(h, w=w, xs=xs):
            for x in xs:
                h = np.tanh(w * h + x)
            return h

        product = numbers[f"{name}_product"]
        assert np.isclose(product, (last(0.5 + 1e-6) - last(0.5 - 1e-6)) / 2e-6, rtol=1e-7)
        assert np.isclose(product, np.prod([numbers[f"{name}_{t}"] for t in (1, 2, 3)]))


@each_row(
    ("w", "b", "n"),
    [
        *((0.0, 0.4, 1), (0.5, 0.3, 1), (1.0, 0.0, 1), (2.0, 0.0, 3), (2.0, 0.2, 3)),
        *((2.0, 1.0, 1), (-3.0, 0.1, 1), (8.0, -0.5, 3), (1.5, -0.05, 3), (30.0, 0.0, 3)),
    ],
)
def test_fixed_points_are_kept_and_their_stability_shows(w, b, n):
    points, stable = gradient_flow.fixed_points(w, b)
    assert len(points) == len(stable) == n
    assert (np.diff(points) > 0).all()
    assert np.allclose(np.tanh(w * points + b), points, atol=1e-12)
    for h, holds in zip(points, stable, strict=True):
        if abs(abs(w * (1 - h**2)) - 1) > 0.01:
            moved = h + 1e-4
            for _ in range(20):
                moved = np.tanh(w * moved + b)
            assert (abs(moved - h) < 1e-4) == holds


def test_bisect_finds_a_root_to_the_last_bit():
    assert abs(gradient_flow.bisect(lambda x: x**2 - 2, 0.0, 2.0) - np.sqrt(2)) < 1e-15
    with pytest.raises(ValueError, match="no change of sign"):
        gradient_flow.bisect(lambda x: x**2 + 1, 0.0, 2.0)


def test_what_does_not_fit_is_said():
    p, xs, h0, dh_last = drawn(3, 2, 2, 4)
    with pytest.raises(ValueError, match="hs has shape"):
        gradient_flow.jacobian_product_norms(p, np.zeros((3, 5)))
    with pytest.raises(ValueError, match="W_h has shape"):
        gradient_flow.jacobian_product_norms(p._replace(W_h=np.zeros((4, 3))), np.zeros((3, 4)))
    with pytest.raises(ValueError, match="dh_last has shape"):
        gradient_flow.gradient_by_lag(p, xs, h0, dh_last[:1])
    with pytest.raises(ValueError, match="gain is -1"):
        gradient_flow.predicted_slope(-1.0, xs)
    with pytest.raises(ValueError, match="hs is empty"):
        gradient_flow.predicted_slope(1.0, np.zeros((0, 2)))
    with pytest.raises(ValueError, match="finite"):
        gradient_flow.fixed_points(np.nan, 0.0)


# ------------------------------------------------------------------ the cliff


def test_the_cliffs_gradient_by_central_differences():
    rng = np.random.default_rng(0)
    for w, b in [*rng.uniform([0.5, -0.5], [1.4, 0.5], size=(8, 2)), (2.0, 0.1), (2.0, -0.9)]:
        loss, dw, db = gradient_flow.unit_loss(np.array(w), np.array(b))
        want = numeric_gradient(lambda x: gradient_flow.unit_loss(*x)[0], np.array([w, b]), 1e-6)
        assert np.allclose([dw, db], want, rtol=1e-5, atol=1e-8)
        h = 0.5
        for _ in range(25):
            h = np.tanh(w * h + b)
        assert np.isclose(loss, (h - 0.7) ** 2 / 2)


def test_the_grid_lies_along_the_cliff():
    ws, bs = gradient_flow.cliff_grid(np.linspace(1.6, 2.4, 5), width=0.3)
    losses = gradient_flow.unit_loss(ws, bs)[0]
    edge = len(losses) // 2
    assert (losses[: edge - 20] > 1.0).all()
    assert (losses[edge + 20 :] < 0.1).all()


def test_clipped_descent_arrives_where_plain_descent_is_thrown_out():
    plain, norms = gradient_flow.descend((2.2, -0.1), 0.3, 200)
    clipped, _ = gradient_flow.descend((2.2, -0.1), 0.3, 200, threshold=0.3)
    assert norms.max() > 1000
    assert np.abs(plain[-1, :2]).max() > 100
    assert clipped[-1, 2] < 0.001
    steps = np.linalg.norm(np.diff(clipped[:, :2], axis=0), axis=1)
    assert steps.max() <= 0.3 * 0.3 * (1 + 1e-12)


# ------------------------------------------------------------------ before training


def test_independent_matrices_spread_as_chi_squared_says():
    logs = gradient_flow.log_norms(20, 100, 400, False, np.random.default_rng(0))
    # ln of a norm adds 100 halves of ln(chi^2_n / n), each of sd about 1 / sqrt(2n)
    assert np.isclose(logs.std(), np.sqrt(100 / 40), rtol=0.15)
    fresh = []
    rng = np.random.default_rng(1)
    for _ in range(400):
        dh = np.eye(20)[0]
        for _ in range(10):
            dh = dh @ rng.normal(size=(20, 20)).T / np.sqrt(20)
        fresh.append(np.log(np.linalg.norm(dh)))
    short = gradient_flow.log_norms(20, 10, 400, False, rng)
    assert np.isclose(np.std(fresh), short.std(), rtol=0.2)
    assert abs(np.mean(fresh) - short.mean()) < 0.15


def test_one_shared_matrix_spreads_more():
    shared, fresh = (
        gradient_flow.log_norms(16, 100, 40, one, np.random.default_rng(0)).std()
        for one in (True, False)
    )
    assert shared > 3 * fresh


def by_differences(step, hs0, T, dh_last):
    """Return the norm of d(last state . dh_last) / d(first state), by central differences."""

    def loss(h):
        for t in range(T):
            h = step(t, h)
        return float((h * dh_last).sum())

    return np.linalg.norm(numeric_gradient(loss, hs0), axis=-1)


@pytest.mark.parametrize("remedy", ["plain tanh", "orthogonal tanh", "identity, ReLU", "leaky"])
def test_what_reaches_back_to_the_start_by_central_differences(remedy):
    T, B, H, inputs, seed = 6, 2, 3, 0.7, 1
    rng = np.random.default_rng(seed)
    p, xs = init_rnn(rng, 8, H), inputs * rng.normal(size=(T, B, 8))
    dh_last, draws = rng.normal(size=(B, H)), rng.normal(size=(H, H))
    W_h = gradient_flow.orthogonal(draws) if remedy == "orthogonal tanh" else p.W_h
    steps = {
        "identity, ReLU": lambda t, h: np.maximum(0.1 * (xs[t] @ p.W_x) + h, 0),
        "leaky": lambda t, h: 0.9 * h + 0.1 * np.tanh(xs[t] @ p.W_x + h @ W_h),
    }
    step = steps.get(remedy, lambda t, h: np.tanh(xs[t] @ p.W_x + h @ W_h))
    start = np.full((B, H), 0.1 if remedy == "identity, ReLU" else 0.0)
    want = by_differences(step, start, T, dh_last) / np.linalg.norm(dh_last, axis=-1)
    got = gradient_flow.reach(remedy, inputs, seed, T=T, B=B, H=H)
    assert np.isclose(got[-1], np.exp(np.log(want).mean()), rtol=1e-6)
    assert got[0] == 1.0


def test_a_delay_moves_a_gradient_d_steps_at_once():
    got = gradient_flow.reach("delay", 1.0, 0, T=12, B=2, H=4, d=3)
    assert (got[:3] == 1.0).all()
    assert np.allclose(got[3:6], got[3])
    assert len(np.unique(got.round(12))) == 5


def test_fresh_matrices_keep_only_the_spread_of_the_shared_one():
    rng = np.random.default_rng(0)
    p, xs, h0 = init_rnn(rng, 2, 100, 1.3), np.zeros((12, 3, 2)), np.zeros((3, 100))
    dh_last = rng.normal(size=(3, 100))
    norms = gradient_flow.fresh_by_lag(p, xs, h0, dh_last)
    shuffled = p._replace(W_h=rng.permutation(p.W_h))
    assert np.allclose(gradient_flow.fresh_by_lag(shuffled, xs, h0, dh_last), norms)
    assert not np.allclose(gradient_flow.gradient_by_lag(p, xs, h0, dh_last), norms)
    assert np.allclose(norms[0], np.linalg.norm(dh_last, axis=1))
    assert np.allclose(np.log(norms[-1] / norms[0]).mean() / 12, np.log(1.3), atol=0.06)


def test_reach_takes_the_orthogonal_matrix_that_is_given():
    def turn(draws, gain):
        return 0.5 * gain * np.eye(len(draws))

    settings = {"T": 5, "B": 2, "H": 4, "orthogonal": turn}
    norms = gradient_flow.reach("orthogonal tanh", 0.0, 0, **settings)
    assert np.allclose(norms, 0.5 ** np.arange(6))
