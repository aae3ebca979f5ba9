"""Answers to storn_step that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.cells import gru_step
from helpers.scratch.modules.m12_gaussians import Gaussian
from helpers.scratch.modules.m12_recurrent import LatentStep, gaussian_net
from tests.checks.answers import wrong


def side(a, b):
    return np.concatenate([a, b], axis=1)


def standard(z):
    return Gaussian(np.zeros_like(z), np.zeros_like(z))


def drawn(posterior, eps):
    return posterior.mu + np.exp(0.5 * posterior.log_var) * eps


def cell_reads_x(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x, z), h)
    return h_next, r_next, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h_next))


def encoder_reads_the_old_r(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    return h_next, r_next, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h_next))


def decoder_reads_the_old_h(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    return h_next, r_next, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h))


def prior_log_var_one(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    prior = Gaussian(np.zeros_like(z), np.ones_like(z))
    return h_next, r_next, LatentStep(z, prior, posterior, gaussian_net(p.decoder, h_next))


def prior_as_numbers(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    return (
        h_next,
        r_next,
        LatentStep(z, Gaussian(0.0, 0.0), posterior, gaussian_net(p.decoder, h_next)),
    )


def states_exchanged(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    return r_next, h_next, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h_next))


def reader_reads_the_step_before(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x_before, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    return h_next, r_next, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h_next))


def variance_and_x(p, x, x_before, h, r, eps):
    """Two mistakes: the variance for the standard deviation, and x in the cell."""
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = posterior.mu + np.exp(posterior.log_var) * eps
    h_next, _ = gru_step(p.cell, side(x, z), h)
    return h_next, r_next, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h_next))


def z_first(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(z, x_before), h)
    return h_next, r_next, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h_next))


def one_state(p, x, x_before, h, r, eps):
    """Two mistakes: the reader starts from h, and r is never moved."""
    seen, _ = gru_step(p.reader, x, h)
    posterior = gaussian_net(p.encoder, seen)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    return h_next, r, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h_next))


def cache_kept(p, x, x_before, h, r, eps):
    r_next = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    return posterior


def draw_from_the_prior(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    h_next, _ = gru_step(p.cell, side(x_before, eps), h)
    return (
        h_next,
        r_next,
        LatentStep(eps, standard(eps), posterior, gaussian_net(p.decoder, h_next)),
    )


def prior_and_posterior_exchanged(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    return h_next, r_next, LatentStep(z, posterior, standard(z), gaussian_net(p.decoder, h_next))


def cell_from_r(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), r_next)
    return h_next, r_next, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h_next))


def mean_for_z(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = posterior.mu
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    return h_next, r_next, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h_next))


def prior_of_ones(p, x, x_before, h, r, eps):
    """Mean 1 and log-variance 0: the numbers of N(0, 1) in the other order."""
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    prior = Gaussian(np.ones_like(z), np.zeros_like(z))
    return h_next, r_next, LatentStep(z, prior, posterior, gaussian_net(p.decoder, h_next))


def reader_after_the_draw(p, x, x_before, h, r, eps):
    """The posterior is made of r, and r is moved at the end; the decoder reads h."""
    posterior = gaussian_net(p.encoder, r)
    z = drawn(posterior, eps)
    output = gaussian_net(p.decoder, h)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    r_next, _ = gru_step(p.reader, x, r)
    return h_next, r_next, LatentStep(z, standard(z), posterior, output)


def as_a_vrnn(p, x, x_before, h, r, eps):
    """x in the cell, and the output before the state moves."""
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    output = gaussian_net(p.decoder, h)
    h_next, _ = gru_step(p.cell, side(x, z), h)
    return h_next, r_next, LatentStep(z, standard(z), posterior, output)


def eps_times_log_var(p, x, x_before, h, r, eps):
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = posterior.mu + posterior.log_var * eps
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    return h_next, r_next, LatentStep(z, standard(z), posterior, gaussian_net(p.decoder, h_next))


def posterior_twice(p, x, x_before, h, r, eps):
    """The prior is the posterior, so that the KL is 0."""
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = drawn(posterior, eps)
    h_next, _ = gru_step(p.cell, side(x_before, z), h)
    return h_next, r_next, LatentStep(z, posterior, posterior, gaussian_net(p.decoder, h_next))


WRONG = (
    wrong(cell_reads_x, "The state that generates read x itself"),
    wrong(encoder_reads_the_old_r, "The encoder read r as it was before the step"),
    wrong(decoder_reads_the_old_h, "The decoder read h as it was before the step"),
    wrong(prior_log_var_one, "The prior has the log-variance 1"),
    wrong(prior_as_numbers, "The prior holds two numbers"),
    wrong(states_exchanged, "The two states are exchanged in the result"),
    wrong(reader_reads_the_step_before, "The reader read x_before"),
    wrong(
        variance_and_x,
        "The state that generates read x itself, and eps was multiplied by the varia",
    ),
    wrong(z_first, "The cell read z before x_before"),
    wrong(one_state, "The reader started from h, and r came back as it was"),
    wrong(cache_kept, "The encoder got two things, what gru_step returns"),
    wrong(draw_from_the_prior, "z is eps, a draw from the prior"),
    wrong(prior_and_posterior_exchanged, "Prior and posterior are exchanged in the result"),
    wrong(cell_from_r, "The cell started from r_next, which has seen x"),
    wrong(mean_for_z, "z is the mean of the posterior"),
    wrong(
        prior_of_ones, "With every float input set to zero, step.prior.mu is still wrong: work step"
    ),
    wrong(reader_after_the_draw, "Encoder and decoder read the states before the step"),
    wrong(as_a_vrnn, "The state that generates read x itself"),
    wrong(eps_times_log_var, "eps was multiplied by log_var"),
    wrong(posterior_twice, "The posterior stands in the place of the prior as well"),
)
EDGES = {
    "one row": lambda cases: any(len(x) == 1 for _, x, *_ in cases),
    "B, D, H and Z different, first": lambda cases: (
        len({*cases[0][1].shape, cases[0][3].shape[1], cases[0][5].shape[1]}) == 4
    ),
    "B, D, H and Z alike": lambda cases: any(
        len(x) == x.shape[1] == h.shape[1] == eps.shape[1] > 1 for _, x, _, h, _, eps in cases
    ),
    "as at the first step": lambda cases: any(
        not (x_before.any() or h.any() or r.any()) for _, _, x_before, h, r, _ in cases
    ),
}
