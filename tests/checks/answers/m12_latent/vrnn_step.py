"""Answers to vrnn_step that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.cells import gru_step
from helpers.scratch.modules.m12_gaussians import Gaussian
from helpers.scratch.modules.m12_recurrent import LatentStep, gaussian_net
from tests.checks.answers import wrong


def side(a, b):
    return np.concatenate([a, b], axis=1)


def finish(p, x, h, z, prior, posterior):
    output = gaussian_net(p.decoder, side(z, h))
    h_next, _ = gru_step(p.cell, side(x, z), h)
    return h_next, LatentStep(z, prior, posterior, output)


def sd_is_log_var(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    return finish(p, x, h, posterior.mu + posterior.log_var * eps, prior, posterior)


def root_of_log_var(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    with np.errstate(invalid="ignore"):
        z = posterior.mu + eps * posterior.log_var**0.5
    return finish(p, x, h, z, prior, posterior)


def variance_for_sd(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    return finish(p, x, h, posterior.mu + np.exp(posterior.log_var) * eps, prior, posterior)


def z_from_the_prior(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    return finish(p, x, h, prior.mu + np.exp(prior.log_var / 2) * eps, prior, posterior)


def names_exchanged(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    output = gaussian_net(p.decoder, side(z, h))
    return gru_step(p.cell, side(x, z), h)[0], LatentStep(z, posterior, prior, output)


def cache_kept(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    output = gaussian_net(p.decoder, side(z, h))
    h_next = gru_step(p.cell, side(x, z), h)
    return h_next, LatentStep(z, prior, posterior, output)


def decoder_reads_the_next_state(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    h_next, _ = gru_step(p.cell, side(x, z), h)
    output = gaussian_net(p.decoder, side(z, h_next))
    return h_next, LatentStep(z, prior, posterior, output)


def one_overwritten_state(p, x, h, eps):
    """Two mistakes: h is overwritten before the prior and the output read it."""
    posterior = gaussian_net(p.encoder, side(x, h))
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    h, _ = gru_step(p.cell, side(x, z), h)
    return h, LatentStep(
        z, gaussian_net(p.prior, h), posterior, gaussian_net(p.decoder, side(z, h))
    )


def h_first_and_variance(p, x, h, eps):
    """Two mistakes: [h, x], and exp(log_var) for the standard deviation."""
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(h, x))
    return finish(p, x, h, posterior.mu + np.exp(posterior.log_var) * eps, prior, posterior)


def z_first_in_the_cell(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    output = gaussian_net(p.decoder, side(z, h))
    return gru_step(p.cell, side(z, x), h)[0], LatentStep(z, prior, posterior, output)


def mean_for_the_draw(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    return finish(p, x, h, posterior.mu, prior, posterior)


def one_eps_a_row(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps[:, :1]
    return finish(p, x, h, z, prior, posterior)


def flat_results(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    h_next, step = finish(
        p, x, h, posterior.mu + np.exp(0.5 * posterior.log_var) * eps, prior, posterior
    )
    return h_next, *step


def below_each_other(p, x, h, eps):
    prior = gaussian_net(p.prior, h)
    posterior = gaussian_net(p.encoder, np.concatenate([x, h]))
    return finish(p, x, h, posterior.mu + np.exp(0.5 * posterior.log_var) * eps, prior, posterior)


def two_draws(p, x, h, eps):
    """The output reads a draw from the prior, the state one from the posterior."""
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    other = prior.mu + np.exp(0.5 * prior.log_var) * eps
    output = gaussian_net(p.decoder, side(other, h))
    return gru_step(p.cell, side(x, z), h)[0], LatentStep(z, prior, posterior, output)


def prior_reads_the_encoder(p, x, h, eps):
    """The prior is the encoder's answer to an x of zeros."""
    prior = gaussian_net(p.encoder, side(np.zeros_like(x), h))
    posterior = gaussian_net(p.encoder, side(x, h))
    return finish(p, x, h, posterior.mu + np.exp(0.5 * posterior.log_var) * eps, prior, posterior)


def output_mean_for_x(p, x, h, eps):
    """The state reads the mean of the output, not x."""
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    output = gaussian_net(p.decoder, side(z, h))
    return gru_step(p.cell, side(output.mu, z), h)[0], LatentStep(z, prior, posterior, output)


def by_rows(p, x, h, eps):
    """One row of the batch after the other, stacked again."""
    rows = []
    for i in range(len(x)):
        one = slice(i, i + 1)
        prior = gaussian_net(p.prior, h[one])
        posterior = gaussian_net(p.encoder, np.append(x[i], h[i])[None])
        z = posterior.mu + eps[one] * np.exp(posterior.log_var) ** 0.5
        output = gaussian_net(p.decoder, np.append(z, h[i])[None])
        rows.append(
            (gru_step(p.cell, np.append(x[i], z)[None], h[one])[0], z, prior, posterior, output)
        )
    h_next, z, *pairs = zip(*rows, strict=True)
    stacked = [Gaussian(*map(np.concatenate, zip(*pair, strict=True))) for pair in pairs]
    return np.concatenate(h_next), LatentStep(np.concatenate(z), *stacked)


def sd_of_the_prior(p, x, h, eps):
    """The mean of the posterior and the standard deviation of the prior."""
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    return finish(p, x, h, posterior.mu + np.exp(0.5 * prior.log_var) * eps, prior, posterior)


def mean_of_the_prior_added(p, x, h, eps):
    """The posterior as a correction of the prior."""
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    z = prior.mu + posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    return finish(p, x, h, z, prior, posterior)


def residual_state(p, x, h, eps):
    """The new state is added to the old one."""
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    h_next, step = finish(
        p, x, h, posterior.mu + np.exp(0.5 * posterior.log_var) * eps, prior, posterior
    )
    return h + h_next, step


def clipped_log_var(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    sd = np.exp(0.5 * np.clip(posterior.log_var, -10, 10))
    return finish(p, x, h, posterior.mu + sd * eps, prior, posterior)


def decoder_reads_x(p, x, h, eps):
    """[x, z] goes into the decoder as well; it fits where D = H."""
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    z = posterior.mu + np.exp(0.5 * posterior.log_var) * eps
    output = gaussian_net(p.decoder, side(x, z))
    return gru_step(p.cell, side(x, z), h)[0], LatentStep(z, prior, posterior, output)


def record_forgotten(p, x, h, eps):
    """A dict in place of the LatentStep."""
    h_next, step = finish(
        p, x, h, eps, gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    )
    return h_next, step._asdict()


RIGHT = (by_rows,)
WRONG = (
    wrong(sd_is_log_var, "eps was multiplied by log_var"),
    wrong(root_of_log_var, "The root of log_var is no number where log_var is below 0"),
    wrong(variance_for_sd, "eps was multiplied by the variance"),
    wrong(z_from_the_prior, "z was drawn from the prior"),
    wrong(names_exchanged, "Prior and posterior are exchanged in the result"),
    wrong(cache_kept, "h_next holds two things, what gru_step returns"),
    wrong(decoder_reads_the_next_state, "The decoder read h_next, which already holds x"),
    wrong(one_overwritten_state, "Prior and decoder read h_next, which already holds x"),
    wrong(
        h_first_and_variance, "The encoder read h before x, and eps was multiplied by the variance"
    ),
    wrong(z_first_in_the_cell, "The GRU read z before x"),
    wrong(mean_for_the_draw, "z is the mean of the posterior"),
    wrong(one_eps_a_row, "One number of eps serves for all of a row"),
    wrong(flat_results, "Five results came back"),
    wrong(below_each_other, "x and h were put below each other"),
    wrong(two_draws, "The decoder read a draw from the prior"),
    wrong(prior_reads_the_encoder, "The prior was made by the encoder, with zeros for x"),
    wrong(output_mean_for_x, "The GRU read the mean of the output"),
    wrong(
        sd_of_the_prior,
        "Work one entry out by hand for a tiny input, and print the parts of your li",
    ),
    wrong(mean_of_the_prior_added, "z was drawn from the prior"),
    wrong(
        residual_state,
        "With every float input except h set to zero, h_next is still wrong: follow ",
    ),
    wrong(
        clipped_log_var,
        "The calls before this one returned the right results: what is new in its in",
    ),
    wrong(decoder_reads_x, "Write the shape of each array in this line beside it."),
    wrong(
        record_forgotten,
        "Name its fields: LatentStep(z=..., prior=..., posterior=..., output=...).",
    ),
)
EDGES = {
    "one row": lambda cases: any(len(x) == 1 for _, x, _, _ in cases),
    "B, D, H and Z different, first": lambda cases: (
        len({*cases[0][1].shape, cases[0][2].shape[1], cases[0][3].shape[1]}) == 4
    ),
    "B, D, H and Z alike": lambda cases: any(
        len(x) == x.shape[1] == h.shape[1] == eps.shape[1] > 1 for _, x, h, eps in cases
    ),
    "one number each": lambda cases: any(
        x.shape[1] == h.shape[1] == eps.shape[1] == 1 for _, x, h, eps in cases
    ),
    "a narrow posterior": lambda cases: any(
        (gaussian_net(p.encoder, side(x, h)).log_var < -15).all() for p, x, h, _ in cases
    ),
}
