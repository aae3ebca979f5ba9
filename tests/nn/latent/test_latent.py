"""Densities, VRNN, STORN and DRAW in PyTorch against the course's own, and their gradients."""

import math

import numpy as np
import pytest
import torch

from helpers.nn.latent.draw import DRAW
from helpers.nn.latent.gaussians import (
    MixtureOutput,
    Predictor,
    free_bits,
    gaussian_kl_each,
    gaussian_nll,
    mixture_nll,
)
from helpers.nn.latent.recurrent import STORN, VRNN
from helpers.nn.torch_layers import torch_recurrent
from helpers.scratch.modules import m12_gaussians as scratch
from helpers.scratch.modules import m12_recurrent
from helpers.scratch.modules.m12_gaussians import Gaussian, elbo_terms, importance_bound
from tests.scratch.modules.test_m12_recurrent import draw_storn, draw_vrnn

T, B, D, H, LATENT = 4, 3, 2, 5, 4  # as in the weights that are drawn there


def test_densities_agree_with_scratch():
    rng = np.random.default_rng(0)
    x, mu, log_var, mu_p, log_var_p = rng.normal(size=(5, T, B, D))
    tensors = [torch.tensor(a) for a in (x, mu, log_var, mu_p, log_var_p)]
    np.testing.assert_allclose(gaussian_nll(*tensors[:3]), scratch.gaussian_nll(x, mu, log_var))
    np.testing.assert_allclose(
        gaussian_kl_each(*tensors[1:]), scratch.gaussian_kl_each(mu, log_var, mu_p, log_var_p)
    )
    log_pi = np.log(rng.dirichlet(np.ones(3), size=(T, B)))
    mu, log_var = rng.normal(size=(2, T, B, 3, D))
    got = mixture_nll(*(torch.tensor(a) for a in (x, log_pi, mu, log_var)))
    np.testing.assert_allclose(got, scratch.mixture_nll(x, log_pi, mu, log_var))
    kl = rng.uniform(size=(6, 4))
    assert math.isclose(free_bits(torch.tensor(kl), 0.5), scratch.free_bits(kl, 0.5))


def run_in_numpy(model, p, xs, eps):
    """Run the NumPy model: the steps, and the last state."""
    h = r = np.zeros((B, H))
    before, steps = np.zeros((B, D)), []
    for x, e in zip(xs, eps, strict=True):
        if model is VRNN:
            h, step = m12_recurrent.vrnn_step(p, x, h, e)
        else:
            h, r, step = m12_recurrent.storn_step(p, x, before, h, r, e)
        steps.append(step)
        before = x
    return steps


@pytest.mark.parametrize(("model", "draw"), [(VRNN, draw_vrnn), (STORN, draw_storn)])
def test_a_run_agrees_with_scratch(model, draw):
    rng = np.random.default_rng(0)
    p, xs, eps = draw(rng), rng.normal(size=(T, B, D)), rng.normal(size=(T, B, LATENT))
    steps = run_in_numpy(model, p, xs, eps)
    module = model.from_scratch(p)
    run = module(torch.tensor(xs), torch.tensor(eps))
    parts = {
        name: Gaussian(*(np.array([getattr(step, name)[i] for step in steps]) for i in (0, 1)))
        for name in ("output", "posterior", "prior")
    }
    nll, kl = elbo_terms(xs, *parts.values(), np.ones((T, B)))
    np.testing.assert_allclose(run.nll.detach(), nll, atol=1e-12)
    np.testing.assert_allclose(run.kl.sum(dim=-1).detach(), kl, atol=1e-12)
    z = np.array([step.z for step in steps])
    ratio = scratch.gaussian_nll(z, *parts["posterior"]) - scratch.gaussian_nll(z, *parts["prior"])
    np.testing.assert_allclose(run.log_ratio.detach(), ratio, atol=1e-11)
    for got, want in zip(module.to_scratch(), p, strict=True):
        np.testing.assert_array_equal(
            np.hstack([w.ravel() for w in got]), np.hstack([w.ravel() for w in want])
        )


@pytest.mark.parametrize("model", [VRNN, STORN])
def test_every_weight_has_a_gradient_and_samples_stay_finite(model):
    rng = np.random.default_rng(0)
    module = model(D, H, LATENT, 6, rng, torch.float64)
    xs, eps = (
        torch.tensor(rng.normal(size=(T, B, D))),
        torch.tensor(rng.normal(size=(T, B, LATENT))),
    )
    run = module(xs, eps)
    (run.nll.sum() + run.kl.sum()).backward()
    assert all(w.grad.abs().sum() > 0 for w in module.parameters())
    ways = eps.repeat(7, 1, 1, 1) + torch.arange(7.0).view(-1, 1, 1, 1)
    log_w = module.log_weights(xs, ways).detach()
    first = module(xs, ways[2])
    np.testing.assert_allclose(log_w[2], (first.log_ratio - first.nll).sum(0).detach(), rtol=1e-10)
    assert np.isfinite(importance_bound(log_w.numpy())).all()
    drawn = module.sample(eps, torch.zeros(T, B, D, dtype=torch.float64))
    assert drawn.shape == (T, B, D)
    assert drawn.isfinite().all()
    with pytest.raises(ValueError, match="xs and eps are"):
        module(xs, eps[:, :2])


def test_a_mean_of_kl_draws_is_the_kl():
    rng = np.random.default_rng(0)
    module = VRNN(D, H, LATENT, 6, rng, torch.float64)
    xs = torch.tensor(rng.normal(size=(1, 1, D))).repeat(1, 20000, 1)
    run = module(xs, torch.tensor(rng.normal(size=(1, 20000, LATENT))))
    assert abs(run.log_ratio.mean() + run.kl.sum(-1).mean()) < 5 * run.log_ratio.std() / 141


def test_a_mixture_predicts_from_the_past_alone():
    rng = np.random.default_rng(0)
    output = MixtureOutput(5, D, 3, rng, torch.float64)
    model = Predictor(torch_recurrent("gru", D, 5, rng, dtype=torch.float64), output)
    xs = torch.tensor(rng.normal(size=(T, B, D)))
    nll = model.nll(xs)
    other = xs.clone()
    other[2] += 1
    changed = (model.nll(other) - nll).abs().sum(dim=1) > 0
    assert changed.tolist() == [False, False, True, True]
    log_pi, mu, log_var = output(torch.zeros(1, 5, dtype=torch.float64))
    assert torch.allclose(log_pi.exp(), torch.full((1, 3), 1 / 3, dtype=torch.float64))
    drawn = [
        output.sample(torch.zeros(1, 5).double(), torch.tensor([u]), torch.zeros(1, D))
        for u in (0.1, 0.5, 0.999)
    ]
    for k, sample in enumerate(drawn):
        assert torch.equal(sample, mu[:, k])
    assert not MixtureOutput(5, D, 1, rng).b.any()


@pytest.mark.parametrize("N", [None, 3])
def test_draw_writes_on_its_canvas_and_one_write_is_a_vae(N):
    rng = np.random.default_rng(0)
    model = DRAW(4, 6, 3, 5, 2, rng, N=N, dtype=torch.float64)
    images = torch.tensor(rng.integers(0, 2, size=(B, 4, 6)).astype(float))
    eps = torch.tensor(rng.normal(size=(3, B, 2)))
    run = model(images, eps)
    logits = run.canvases[-1]
    want = -(images * logits - torch.logaddexp(torch.zeros_like(logits), logits)).sum(dim=(1, 2))
    torch.testing.assert_close(run.nll, want)
    (run.nll.sum() + run.kl.sum()).backward()
    assert all(w.grad.abs().sum() > 0 for w in model.parameters())
    assert model.log_weights(images, eps[None]).shape == (1, B)
    assert model.sample(eps).shape == (3, B, 4, 6)
    one = DRAW(4, 6, 1, 5, 2, rng, N=N, dtype=torch.float64)(images, eps[:1])
    assert one.canvases.shape == (1, B, 4, 6)
    many = model(images[:1].repeat(4000, 1, 1), torch.tensor(rng.normal(size=(3, 4000, 2))))
    apart = many.log_ratio + many.kl.sum(dim=(0, 2))  # 0 on average, whatever z was drawn
    assert abs(apart.mean()) < 5 * apart.std() / math.sqrt(4000)


def test_the_bank_of_draw_is_that_of_scratch():
    rng = np.random.default_rng(0)
    model = DRAW(5, 7, 2, 4, 2, rng, N=3, dtype=torch.float64)
    numbers = rng.normal(size=(B, 5)) * 0.3
    F_x, F_y, gamma = model.bank(torch.tensor(numbers))
    gx, gy = 3 * (numbers[:, 0] + 1), 2 * (numbers[:, 1] + 1)
    sigma, delta = np.exp(numbers[:, 2] / 2), 3 * np.exp(numbers[:, 3])
    want = m12_recurrent.filter_bank(gx, gy, delta, sigma, 3, 5, 7)
    for got, bank in zip((F_x, F_y), want, strict=True):
        np.testing.assert_allclose(got, bank, atol=1e-12)
    np.testing.assert_allclose(gamma[:, 0, 0], np.exp(numbers[:, 4]))


def test_the_global_generator_stays_as_it_was():
    before = torch.random.get_rng_state()
    DRAW(4, 4, 2, 3, 2, np.random.default_rng(0))
    VRNN(2, 3, 2, 4, np.random.default_rng(0))
    assert torch.equal(before, torch.random.get_rng_state())
