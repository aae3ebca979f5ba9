"""VRNN, STORN and DRAW's filter banks, module 12."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from helpers.scratch.cells import GRUParams, gru_step
from helpers.scratch.modules.m12_gaussians import gaussian_nll
from helpers.scratch.modules.m12_recurrent import (
    NetParams,
    STORNParams,
    VRNNParams,
    draw_read,
    draw_write,
    filter_bank,
    gaussian_net,
    init_net,
    init_storn,
    init_vrnn,
    storn_step,
    vrnn_sample,
    vrnn_step,
)
from tests.support.proofs import SEEDS, SIZES, draw_params
from tests.support.tables import each_row

few = settings(max_examples=12, deadline=None, derandomize=True)
B, D, H, LATENT, F = 3, 2, 5, 4, 6
Z = np.zeros


def draw_net(rng, reads, returns):
    """Draw every weight of a net, biases too."""
    return draw_params(rng, NetParams, D=reads, F=F, Z=returns)


def draw_vrnn(rng):
    """Draw the weights of a VRNN."""
    nets = draw_net(rng, H, LATENT), draw_net(rng, D + H, LATENT), draw_net(rng, LATENT + H, D)
    return VRNNParams(*nets, draw_params(rng, GRUParams, D=D + LATENT, H=H))


def draw_storn(rng):
    """Draw the weights of a STORN."""
    reader, cell = (draw_params(rng, GRUParams, D=d, H=H) for d in (D, D + LATENT))
    return STORNParams(reader, draw_net(rng, H, LATENT), cell, draw_net(rng, H, D))


def by_loops(p, a):
    """Run a net for one row, number by number."""
    hidden = [
        math.tanh(sum(a[i] * p.W_1[i, j] for i in range(len(a))) + p.b_1[j]) for j in range(F)
    ]
    out = [sum(hidden[j] * p.W_2[j, k] for j in range(F)) + p.b_2[k] for k in range(p.W_2.shape[1])]
    return np.array(out[: len(out) // 2]), np.array(out[len(out) // 2 :])


def test_a_vrnn_step_number_by_number():
    rng = np.random.default_rng(0)
    p = draw_vrnn(rng)
    x, h, eps = rng.normal(size=(B, D)), rng.normal(size=(B, H)), rng.normal(size=(B, LATENT))
    h_next, step = vrnn_step(p, x, h, eps)
    for b in range(B):
        mu, log_var = by_loops(p.encoder, [*x[b], *h[b]])
        z = mu + np.exp(log_var / 2) * eps[b]
        np.testing.assert_allclose(step.z[b], z, atol=1e-13)
        np.testing.assert_allclose([q[b] for q in step.posterior], [mu, log_var], atol=1e-13)
        np.testing.assert_allclose([q[b] for q in step.prior], by_loops(p.prior, h[b]), atol=1e-13)
        want = by_loops(p.decoder, [*z, *h[b]])
        np.testing.assert_allclose([q[b] for q in step.output], want, atol=1e-13)
        want, _ = gru_step(p.cell, np.array([[*x[b], *z]]), h[b : b + 1])
        np.testing.assert_allclose(h_next[b], want[0], atol=1e-13)


def test_a_sample_is_a_step_whose_posterior_is_the_prior():
    rng = np.random.default_rng(0)
    p = draw_vrnn(rng)
    h, eps, noise = (rng.normal(size=(B, n)) for n in (H, LATENT, D))
    x, h_next = vrnn_sample(p, h, eps, noise)
    z = gaussian_net(p.prior, h)
    z = z.mu + np.exp(z.log_var / 2) * eps
    output = gaussian_net(p.decoder, np.hstack([z, h]))
    np.testing.assert_allclose((x - output.mu) / np.exp(output.log_var / 2), noise, atol=1e-12)
    np.testing.assert_allclose(h_next, gru_step(p.cell, np.hstack([x, z]), h)[0], atol=1e-14)


def test_a_storn_step_by_its_parts():
    rng = np.random.default_rng(0)
    p = draw_storn(rng)
    x, x_before, h, r, eps = (rng.normal(size=(B, n)) for n in (D, D, H, H, LATENT))
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    np.testing.assert_array_equal(r_next, gru_step(p.reader, x, r)[0])
    np.testing.assert_array_equal(step.posterior.mu, gaussian_net(p.encoder, r_next).mu)
    z = step.posterior.mu + np.exp(step.posterior.log_var / 2) * eps
    np.testing.assert_allclose(step.z, z, atol=1e-14)
    np.testing.assert_allclose(h_next, gru_step(p.cell, np.hstack([x_before, z]), h)[0])
    np.testing.assert_array_equal(step.output.mu, gaussian_net(p.decoder, h_next).mu)
    assert not np.any(step.prior)


def test_the_output_does_not_see_the_state_that_x_enters():
    rng = np.random.default_rng(0)
    p, q = draw_vrnn(rng), draw_storn(rng)
    x, h, r, eps = (rng.normal(size=(B, n)) for n in (D, H, H, LATENT))
    prior = vrnn_step(p, x, h, eps)[1].prior
    np.testing.assert_array_equal(vrnn_step(p, x + 1, h, eps)[1].prior.mu, prior.mu)
    first = storn_step(q, x, 0 * x, h, r, eps)
    other = storn_step(q, x + 1, 0 * x, h, r, eps)
    assert abs(first[2].z - other[2].z).max() > 0.01  # x reaches the output through z alone
    blind = q._replace(encoder=q.encoder._replace(W_2=0 * q.encoder.W_2))
    got = [storn_step(blind, x + a, 0 * x, h, r, eps)[2].output.mu for a in (0, 1)]
    np.testing.assert_array_equal(*got)
    assert np.isfinite(gaussian_nll(x, *first[2].output)).all()


def test_first_weights():
    rng = np.random.default_rng(0)
    net = init_net(rng, 64, 256, 3)
    assert abs(net.W_1.std() * 8 - 1) < 0.05
    assert abs(net.W_2.std() * 16 - 1) < 0.05
    assert not net.b_2.any()
    x, h, eps = Z((B, D)), Z((B, H)), Z((B, LATENT))
    assert vrnn_step(init_vrnn(rng, D, H, LATENT, F), x, h, eps)[0].shape == (B, H)
    assert storn_step(init_storn(rng, D, H, LATENT, F), x, x, h, h, eps)[0].shape == (B, H)


def test_filters_by_hand():
    one = np.array([1.0])
    F_x, F_y = filter_bank(2 * one, one, 3 * one, 0.5 * one, 2, 4, 6)
    assert F_x.shape == (1, 2, 6)
    assert F_y.shape == (1, 2, 4)
    for bank, places, pixels in [(F_x, (0.5, 3.5), 6), (F_y, (-0.5, 2.5), 4)]:
        for i, place in enumerate(places):
            w = [math.exp(-((a - place) ** 2) / 0.5) for a in range(pixels)]
            np.testing.assert_allclose(bank[0, i], np.array(w) / sum(w), atol=1e-14)


@few
@given(N=SIZES, R=SIZES, C=SIZES, seed=SEEDS)
def test_reading_and_writing_are_transposes_of_one_another(N, R, C, seed):
    rng = np.random.default_rng(seed)
    gx, gy, delta = rng.normal(size=(3, B))
    sigma, gamma = rng.uniform(0.3, 2, size=(2, B))
    F_x, F_y = filter_bank(gx, gy, delta, sigma, N, R, C)
    for bank in (F_x, F_y):
        np.testing.assert_allclose(bank.sum(axis=2), 1, atol=1e-12)
    image, patch = rng.normal(size=(B, R, C)), rng.normal(size=(B, N, N))
    read, written = draw_read(image, F_x, F_y, gamma), draw_write(patch, F_x, F_y, gamma)
    want = torch.einsum("bnr,brc,bmc,b->bnm", *map(torch.tensor, (F_y, image, F_x, gamma)))
    np.testing.assert_allclose(read, want.numpy(), atol=1e-12)
    for b in range(B):  # <patch, read(image)> / gamma = gamma <write(patch), image>
        left, right = (patch[b] * read[b]).sum(), (written[b] * image[b]).sum()
        assert math.isclose(left, gamma[b] ** 2 * right, rel_tol=1e-9, abs_tol=1e-12)


def test_a_bank_far_from_the_image_and_a_very_narrow_one():
    far, one = np.array([1e6]), np.array([1.0])
    F_x, _ = filter_bank(far, far, one, one, 2, 3, 4)
    np.testing.assert_allclose(F_x[0], [[0, 0, 0, 1]] * 2, atol=1e-12)
    image = np.arange(12.0).reshape(1, 3, 4)
    middle = filter_bank(1.5 * one, one, one, 1e-3 * one, 2, 3, 4)
    sharp = filter_bank(one, one, one, 1e-3 * one, 1, 3, 4)
    assert draw_read(image, *sharp, 2 * one).tolist() == [[[10.0]]]
    np.testing.assert_allclose(middle[0][0], [[0, 1, 0, 0], [0, 0, 1, 0]], atol=1e-12)


RNG = np.random.default_rng(0)
P, STORN = draw_vrnn(RNG), draw_storn(RNG)
X, S, E = Z((B, D)), Z((B, H)), Z((B, LATENT))
ONE = np.ones(2)
BANK = filter_bank(ONE, ONE, ONE, ONE, 3, 4, 5)


@each_row(
    ("call", "message"),
    [
        (lambda: gaussian_net(P.prior, X), r"a has shape \(3, 2\), expected \(B=3, D=5\)"),
        (lambda: vrnn_step(STORN, X, S, E), "p is a STORNParams, expected VRNNParams"),
        (lambda: vrnn_step(P, S, S, E), "x has shape"),
        (lambda: vrnn_step(P, X, S, E[:2]), "eps has shape"),
        (lambda: vrnn_step(P._replace(decoder=P.prior), X, S, E), "p.decoder reads 5 numbers"),
        (lambda: vrnn_step(P._replace(cell=STORN.reader), X, S, E), "p.cell reads 2 numbers"),
        (lambda: vrnn_sample(P, S, E, S), "x has shape"),
        (
            lambda: storn_step(STORN._replace(reader=P.cell), X, X, S, S, E),
            "p.reader has the s",
        ),
        (lambda: storn_step(STORN, X, S, S, S, E), "x_before has shape"),
        (lambda: init_net(3, 1, 1, 1), "rng is a int"),
        (lambda: init_vrnn(RNG, 0, 1, 1, 1), "D is 0"),
        (lambda: filter_bank(ONE, ONE, ONE, 0 * ONE, 2, 3, 4), "sigma holds 0, expected numbers a"),
        (lambda: filter_bank(ONE, ONE * np.nan, ONE, ONE, 2, 3, 4), "gy holds nan or inf"),
        (lambda: filter_bank(ONE, Z(3), ONE, ONE, 2, 3, 4), "gy has shape"),
        (lambda: filter_bank(ONE, ONE, ONE, ONE, 0, 3, 4), "N is 0"),
        (lambda: draw_read(Z((2, 5, 4)), *BANK, ONE), "F_x has shape"),
        (lambda: draw_write(Z((2, 3, 3)), *BANK, 0 * ONE), "gamma holds 0"),
        (lambda: draw_write(Z((2, 3, 4)), *BANK, ONE), "patch has shape"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
