"""Densities, bounds and their gradients, module 12."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal, kl_divergence

from helpers.scratch.gradcheck import check_gradients, relative_error
from helpers.scratch.modules.m12_gaussians import (
    Gaussian,
    elbo_terms,
    free_bits,
    free_bits_backward,
    gaussian_kl,
    gaussian_kl_backward,
    gaussian_kl_each,
    gaussian_nll,
    gaussian_nll_backward,
    importance_bound,
    mixture_nll,
    mixture_nll_backward,
    reparametrise,
    reparametrise_backward,
)
from helpers.scratch.ops import log_softmax
from tests.support.proofs import SEEDS, SIZES
from tests.support.tables import each_row

few = settings(max_examples=12, deadline=None, derandomize=True)
Z = np.zeros


def hold(forward, backward, inputs, rng, want=None):
    """Hold a backward pass against central differences, and against torch's where given."""
    names = list(inputs)

    def as_dict(dout, **values):
        return dict(zip(names, backward(**values, dout=dout), strict=True))

    errors = check_gradients(forward, as_dict, inputs, rng)
    assert len(errors) == len(names)
    assert max(errors.values()) < 1e-6, errors
    if want is not None:
        tensors = {name: torch.tensor(value, requires_grad=True) for name, value in inputs.items()}
        out = want(**tensors)
        np.testing.assert_allclose(forward(**inputs), out.detach().numpy(), atol=1e-11)
        dout = rng.normal(size=out.shape)
        out.backward(torch.tensor(dout))
        for name, got in zip(names, backward(**inputs, dout=dout), strict=True):
            assert relative_error(got, tensors[name].grad.numpy()) < 1e-9, name


def normal(mu, log_var):
    """Return torch's Gaussian over the last axis."""
    return Independent(Normal(mu, (0.5 * log_var).exp()), 1)


@few
@given(T=SIZES, B=SIZES, D=SIZES, seed=SEEDS)
def test_gaussian_densities_and_their_gradients(T, B, D, seed):
    rng = np.random.default_rng(seed)
    x, mu, log_var = rng.normal(size=(3, T, B, D))
    hold(
        gaussian_nll,
        lambda x, mu, log_var, dout: gaussian_nll_backward(x, mu, log_var, dout),
        {"x": x, "mu": mu, "log_var": log_var},
        rng,
        lambda x, mu, log_var: -normal(mu, log_var).log_prob(x),
    )


@few
@given(B=SIZES, D=SIZES, seed=SEEDS)
def test_the_kl_of_two_gaussians_and_its_gradients(B, D, seed):
    rng = np.random.default_rng(seed)
    names = ["mu_q", "log_var_q", "mu_p", "log_var_p"]
    inputs = dict(zip(names, rng.normal(size=(4, B, D)), strict=True))
    hold(
        gaussian_kl,
        lambda dout, **v: gaussian_kl_backward(*v.values(), dout),
        inputs,
        rng,
        lambda mu_q, log_var_q, mu_p, log_var_p: kl_divergence(
            normal(mu_q, log_var_q), normal(mu_p, log_var_p)
        ),
    )
    each = gaussian_kl_each(*inputs.values())
    np.testing.assert_allclose(each.sum(axis=-1), gaussian_kl(*inputs.values()))
    assert each.min() > 0
    assert not gaussian_kl(*2 * [inputs["mu_q"], inputs["log_var_q"]]).any()


def test_a_kl_is_the_mean_of_the_difference_of_the_densities():
    rng = np.random.default_rng(0)
    q, p = Gaussian(np.array([0.5]), np.array([-1.0])), Gaussian(np.array([-0.2]), np.array([0.3]))
    grid = np.linspace(-8, 9, 20001)[:, None]
    log_q, log_p = (-gaussian_nll(grid, *np.broadcast_arrays(*g, grid)[:2]) for g in (q, p))
    want = (np.exp(log_q) * (log_q - log_p)).sum() * (grid[1, 0] - grid[0, 0])
    assert math.isclose(gaussian_kl(*q, *p), want, rel_tol=1e-7)
    tiny = rng.normal(size=4) * 1e-9  # no cancellation where q is almost p
    np.testing.assert_allclose(gaussian_kl_each(Z(4), tiny, Z(4), Z(4)), tiny**2 / 4, rtol=1e-6)


def test_a_vector_without_leading_axes():
    x, mu, log_var = np.array([1.0, 2.0]), Z(2), np.array([0.0, math.log(4)])
    want = math.log(2 * math.pi) + math.log(2) + 0.5 + 0.5
    assert math.isclose(gaussian_nll(x, mu, log_var), want)
    dx, dmu, dlog_var = gaussian_nll_backward(x, mu, log_var, 2.0)
    np.testing.assert_allclose([dx, dmu, dlog_var], [[2, 1], [-2, -1], [0, 0]])


@few
@given(B=SIZES, D=SIZES, seed=SEEDS)
def test_a_draws_gradient(B, D, seed):
    rng = np.random.default_rng(seed)
    mu, log_var, eps = rng.normal(size=(3, B, D))
    hold(
        lambda mu, log_var: reparametrise(mu, log_var, eps),
        lambda mu, log_var, dout: reparametrise_backward(log_var, eps, dout),
        {"mu": mu, "log_var": log_var},
        rng,
        lambda mu, log_var: mu + (0.5 * log_var).exp() * torch.tensor(eps),
    )
    dz = rng.normal(size=(B, D))
    assert reparametrise_backward(log_var, eps, dz)[0] is not dz


@few
@given(T=SIZES, B=SIZES, K=SIZES, D=SIZES, seed=SEEDS)
def test_mixtures_and_their_gradients(T, B, K, D, seed):
    rng = np.random.default_rng(seed)
    logits, x = rng.normal(size=(T, B, K)), rng.normal(size=(T, B, D))
    mu, log_var = rng.normal(size=(2, T, B, K, D))
    inputs = {"x": x, "log_pi": log_softmax(logits), "mu": mu, "log_var": log_var}
    hold(mixture_nll, lambda dout, **v: mixture_nll_backward(*v.values(), dout), inputs, rng)
    tensors = [torch.tensor(v, requires_grad=True) for v in (x, logits, mu, log_var)]
    mixture = MixtureSameFamily(Categorical(logits=tensors[1]), normal(*tensors[2:]))
    want = -mixture.log_prob(tensors[0])
    np.testing.assert_allclose(mixture_nll(*inputs.values()), want.detach().numpy(), atol=1e-11)
    dnll = rng.normal(size=(T, B))
    want.backward(torch.tensor(dnll))
    got = list(mixture_nll_backward(*inputs.values(), dnll))
    got[1] -= np.exp(inputs["log_pi"]) * got[1].sum(axis=-1, keepdims=True)  # through log_softmax
    for ours, tensor in zip(got, tensors, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), atol=1e-10)


def test_a_mixture_far_from_its_components_and_with_one_left_out():
    x, mu, log_var = np.array([[60.0]]), np.array([[[0.0], [1.0]]]), Z((1, 2, 1))
    log_pi = np.log(np.array([[0.5, 0.5]]))
    want = -(math.log(0.5) - 0.5 * math.log(2 * math.pi) - 59.0**2 / 2)
    assert math.isclose(mixture_nll(x, log_pi, mu, log_var)[0], want, rel_tol=1e-12)
    only = np.array([[0.0, -np.inf]])
    assert mixture_nll(x, only, mu, log_var)[0] == gaussian_nll(x, mu[:, 0], log_var[:, 0])[0]
    shares = mixture_nll_backward(x, only, mu, log_var, np.ones(1))[1]
    np.testing.assert_array_equal(shares, [[-1, 0]])


def drawn_terms(seed=0, T=4, B=3, D=2, latent=5):
    """Draw the arguments of elbo_terms without its mask."""
    rng = np.random.default_rng(seed)
    xs = rng.normal(size=(T, B, D))
    parts = [Gaussian(*rng.normal(size=(2, T, B, size))) for size in (D, latent, latent)]
    return xs, *parts


def test_the_terms_of_the_bound_and_what_padding_holds():
    xs, output, posterior, prior = drawn_terms()
    mask = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [1, 0, 0]])
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    np.testing.assert_array_equal(nll, np.where(mask, gaussian_nll(xs, *output), 0))
    np.testing.assert_array_equal(kl, np.where(mask, gaussian_kl(*posterior, *prior), 0))
    for array in (xs, *output, *posterior, *prior):
        array[mask == 0] = np.nan
    again = elbo_terms(xs, output, posterior, prior, mask)
    np.testing.assert_array_equal(again, [nll, kl])


def test_free_bits_by_hand_and_its_gradient():
    kl = np.array([[0.2, 3.0], [0.4, 1.0], [0.0, 2.0]])
    assert math.isclose(free_bits(kl, 0.5), 0.5 + 2.0)
    assert math.isclose(free_bits(kl, 0), 0.2 + 2.0)
    np.testing.assert_allclose(free_bits_backward(kl, 0.5, 3.0), [[0, 1]] * 3)
    rng = np.random.default_rng(0)
    hold(
        lambda kl: free_bits(kl, 0.3),
        lambda kl, dout: [free_bits_backward(kl, 0.3, dout)],
        {"kl": rng.uniform(0, 1, size=(4, 5))},
        rng,
    )


def test_importance_samples_tighten_the_bound_to_the_evidence():
    # z ~ N(0, 1), x given z ~ N(z, 0.25), x = 1; q = N(0.5, 0.25) is not the posterior.
    rng = np.random.default_rng(0)
    z = 0.5 + 0.5 * rng.normal(size=(1000, 2000))
    log_joint = -0.5 * (z**2 + 4 * (1 - z) ** 2 + 2 * math.log(2 * math.pi) + math.log(0.25))
    log_q = -0.5 * (4 * (z - 0.5) ** 2 + math.log(2 * math.pi) + math.log(0.25))
    log_w = log_joint - log_q
    means = [importance_bound(log_w[:K]).mean() for K in (1, 10, 1000)]
    evidence = -0.5 * (math.log(2 * math.pi * 1.25) + 1 / 1.25)
    assert means == sorted(means)
    assert means[0] < evidence - 0.2
    assert abs(means[2] - evidence) < 2e-3
    want = torch.logsumexp(torch.tensor(log_w), 0).numpy() - math.log(1000)
    np.testing.assert_allclose(importance_bound(log_w), want, rtol=1e-12)


def test_weights_that_no_exponential_holds():
    log_w = np.array([[-2000.0, 1000.0], [-np.inf, -np.inf]])
    np.testing.assert_allclose(importance_bound(log_w), log_w[0] - math.log(2))


def test_single_precision_stays_single():
    xs, output, posterior, prior = drawn_terms()
    single = [a.astype(np.float32) for a in (xs, *output)]
    assert gaussian_nll(*single).dtype == np.float32
    log_pi = log_softmax(single[0])[0]
    mu = np.repeat(single[0][0][:, None], 2, axis=1)
    nll = mixture_nll(single[0][0], log_pi, mu, Z(mu.shape, np.float32))
    assert nll.dtype == np.float32


TERMS = drawn_terms()
LOW, NAN = np.full((2, 2, 3), [[[-np.inf]], [[np.nan]]])


@each_row(
    ("call", "message"),
    [
        (lambda: gaussian_nll(Z((2, 3)), Z((2, 3)), LOW), r"log_var holds -inf at \[0, 0\], a var"),
        (lambda: gaussian_nll(Z((2, 3)), Z((2, 3)), NAN), "log_var holds nan"),
        (lambda: gaussian_nll(Z((2, 3)), Z((3, 2)), Z((2, 3))), "mu has shape"),
        (lambda: gaussian_nll(1.0, 0.0, 0.0), "x is a float"),
        (lambda: gaussian_nll(Z((2, 0)), Z((2, 0)), Z((2, 0))), "x has shape"),
        (lambda: gaussian_nll_backward(Z((2, 3)), Z((2, 3)), Z((2, 3)), Z(3)), "dnll has shape"),
        (lambda: gaussian_nll_backward(Z(3), Z(3), Z(3), Z(3)), "dnll has shape .* a number"),
        (lambda: gaussian_kl(Z(3), Z(3), Z(3), LOW[0]), "log_var_p holds -inf"),
        (lambda: gaussian_kl(Z(3), LOW[0], Z(3), Z(3)), "log_var_q holds -inf"),
        (lambda: gaussian_kl_backward(Z(3), Z(3), Z(2), Z(3), 1.0), "mu_p has shape"),
        (lambda: reparametrise(Z(3), LOW[0], Z(3)), "log_var holds -inf"),
        (lambda: reparametrise_backward(Z(3), Z(3), Z(2)), "dz has shape"),
        (lambda: mixture_nll(Z((2, 1)), Z((2, 3)), Z((2, 3, 1)), Z((2, 3, 1))), "that sum to 3, e"),
        (lambda: mixture_nll(Z((2, 1)), LOW, Z((2, 3, 1)), Z((2, 3, 1))), r"all -inf at \[0\]"),
        (
            lambda: mixture_nll(Z((2, 1)), -LOW, Z((2, 3, 1)), Z((2, 3, 1))),
            "log_pi holds nan",
        ),
        (lambda: mixture_nll(Z((2, 1)), Z((2, 1)), Z((2, 2, 1)), Z((2, 2, 1))), "log_pi has shape"),
        (lambda: mixture_nll(Z(1), Z(1), Z(1), Z(1)), r"mu has shape .* expected \(..., K, D\)"),
        (lambda: elbo_terms(*TERMS, np.ones((3, 3))), "mask has shape"),
        (lambda: elbo_terms(*TERMS, np.full((4, 3), 2)), "mask holds other values"),
        (lambda: elbo_terms(*TERMS[:3], Gaussian(Z(2), Z(2)), np.ones((4, 3))), "prior.mu has sh"),
        (lambda: elbo_terms(*TERMS[:3], (Z(2), Z(2)), np.ones((4, 3))), "prior is a tuple"),
        (lambda: free_bits(Z((2, 3)), -1), "free is -1"),
        (lambda: free_bits(Z(3), 1), "kl has shape"),
        (lambda: free_bits_backward(Z((2, 3)), math.nan), "free is nan"),
        (lambda: importance_bound(LOW), r"log_w has weights that are all -inf at \[0\]"),
        (lambda: importance_bound(Z(3)), "log_w has shape"),
        (lambda: importance_bound(NAN), "log_w holds nan or inf"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
