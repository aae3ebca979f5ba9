"""Check of storn_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m12_latent.vrnn_step import (
    draw_half_variance,
    draw_inverse,
    draw_log_var,
    draw_mean,
    draw_variance,
    draw_without_mean,
    drawn,
    drawn_gru,
    drawn_net,
    side,
)
from helpers.scratch.cells import gru_step
from helpers.scratch.modules.m12_gaussians import Gaussian
from helpers.scratch.modules.m12_recurrent import LatentStep, STORNParams, gaussian_net, storn_step

SIZES = (  # B, D, H, Z, F
    (3, 2, 5, 4, 6),
    (2, 4, 3, 2, 5),
    (3, 3, 3, 3, 3),  # nothing is told apart by its size
    (1, 2, 4, 3, 2),
    (4, 1, 1, 1, 1),
    (3, 2, 5, 4, 6),
)


def storn_step_cases(seed):
    """Yield (p, x, x_before, h, r, eps): as SIZES lists them; one as at the first step."""
    rng = np.random.default_rng(seed)
    for i, (B, D, H, Z, F) in enumerate(SIZES):
        reader, encoder = drawn_gru(rng, D, H), drawn_net(rng, H, F, Z)
        p = STORNParams(reader, encoder, drawn_gru(rng, D + Z, H), drawn_net(rng, H, F, D))
        x, x_before = rng.normal(size=(2, B, D))
        h, r = rng.normal(size=(2, B, H))
        if i == len(SIZES) - 2:
            x_before, h, r = 0 * x_before, 0 * h, 0 * r
        yield p, x, x_before, h, r, rng.normal(size=(B, Z))


def standard(z):
    return Gaussian(np.zeros_like(z), np.zeros_like(z))


def made(p, x, x_before, h, r, eps, draw=drawn, read=None, order=side, start=None):
    """Take the step with parts exchanged. read: for x in the reader; start: for h in the cell."""
    r_next = gru_step(p.reader, x if read is None else read, r)[0]
    return finished(p, x_before, h if start is None else start, r_next, r_next, eps, draw, order)


def finished(p, x_before, h, r_next, known, eps, draw=drawn, order=side):
    """Recognise z by the state `known`, and generate."""
    posterior = gaussian_net(p.encoder, known)
    z = draw(posterior, eps)
    h_next = gru_step(p.cell, order(x_before, z), h)[0]
    output = gaussian_net(p.decoder, h_next)
    return h_next, r_next, LatentStep(z, standard(z), posterior, output)


def other_side(a, b):
    return side(b, a)


def storn_cell_reads_x(p, x, x_before, h, r, eps):
    return finished(p, x, h, *2 * [gru_step(p.reader, x, r)[0]], eps)


def storn_cell_reads_x_variance(p, x, x_before, h, r, eps):
    return finished(p, x, h, *2 * [gru_step(p.reader, x, r)[0]], eps, draw_variance)


def storn_cell_reads_zeros(p, x, x_before, h, r, eps):
    return made(p, x, np.zeros_like(x), h, r, eps)


def storn_reader_reads_before(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, read=x_before)


def storn_inputs_exchanged(p, x, x_before, h, r, eps):
    return storn_step(p, x_before, x, h, r, eps)


def storn_encoder_reads_r(p, x, x_before, h, r, eps):
    return finished(p, x_before, h, gru_step(p.reader, x, r)[0], r, eps)


def storn_encoder_reads_h(p, x, x_before, h, r, eps):
    return finished(p, x_before, h, gru_step(p.reader, x, r)[0], h, eps)


def storn_decoder_reads_h(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r_next, step._replace(output=gaussian_net(p.decoder, h))


def storn_decoder_reads_r_next(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r_next, step._replace(output=gaussian_net(p.decoder, r_next))


def storn_old_states_read(p, x, x_before, h, r, eps):
    """Let encoder and decoder read the states before the step."""
    h_next, r_next, step = storn_encoder_reads_r(p, x, x_before, h, r, eps)
    return h_next, r_next, step._replace(output=gaussian_net(p.decoder, h))


def storn_reader_from_h(p, x, x_before, h, r, eps):
    return storn_step(p, x, x_before, h, h, eps)


def storn_cell_from_r(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, start=r)


def storn_cell_from_r_next(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, start=gru_step(p.reader, x, r)[0])


def storn_cell_from_zeros(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, start=np.zeros_like(h))


def storn_one_state(p, x, x_before, h, r, eps):
    h_next, _, step = storn_step(p, x, x_before, h, h, eps)
    return h_next, r.copy(), step


def storn_states_in_exchanged(p, x, x_before, h, r, eps):
    return storn_step(p, x, x_before, r, h, eps)


def storn_r_kept(p, x, x_before, h, r, eps):
    h_next, _, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r.copy(), step


def storn_h_kept(p, x, x_before, h, r, eps):
    _, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h.copy(), r_next, step


def storn_z_first(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, order=other_side)


def storn_log_var_for_sd(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, draw_log_var)


def storn_variance_for_sd(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, draw_variance)


def storn_half_variance(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, draw_half_variance)


def storn_inverse_sd(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, draw_inverse)


def storn_mean_for_z(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, draw_mean)


def storn_without_mean(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, draw_without_mean)


def draw_from_prior(of, eps):
    return eps.copy()


def storn_z_from_prior(p, x, x_before, h, r, eps):
    return made(p, x, x_before, h, r, eps, draw_from_prior)


def storn_prior_log_var_1(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    prior = Gaussian(np.zeros_like(step.z), np.ones_like(step.z))
    return h_next, r_next, step._replace(prior=prior)


def storn_prior_is_draw(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r_next, step._replace(prior=Gaussian(eps.copy(), np.zeros_like(eps)))


def storn_prior_from_h(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r_next, step._replace(prior=gaussian_net(p.encoder, h))


def storn_posterior_twice(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r_next, step._replace(prior=step.posterior)


def storn_names_exchanged(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r_next, step._replace(prior=step.posterior, posterior=step.prior)


def storn_prior_of_numbers(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r_next, step._replace(prior=Gaussian(0.0, 0.0))


def storn_prior_of_D(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r_next, step._replace(prior=standard(x))


def storn_states_out_exchanged(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return r_next, h_next, step


def storn_step_first(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return step, h_next, r_next


def storn_r_left_out(p, x, x_before, h, r, eps):
    h_next, _, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, step


def storn_flat(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r_next, *step


def storn_z_last(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return h_next, r_next, LatentStep(step.prior, step.posterior, step.output, step.z)


def storn_cache_read(p, x, x_before, h, r, eps):
    return gaussian_net(p.encoder, gru_step(p.reader, x, r))


def storn_cache_kept(p, x, x_before, h, r, eps):
    h_next, r_next, step = storn_step(p, x, x_before, h, r, eps)
    return gru_step(p.cell, side(x_before, step.z), h), r_next, step


def storn_cell_reads_z(p, x, x_before, h, r, eps):
    return gru_step(p.cell, storn_step(p, x, x_before, h, r, eps)[2].z, h)


def by_plain_arithmetic(p, x, x_before, h, r, eps):
    """The nets and the GRUs written out."""

    def net(q, a):
        return Gaussian(*np.split(np.tanh(a @ q.W_1 + q.b_1) @ q.W_2 + q.b_2, 2, axis=1))

    def gru(q, a, state):
        a_x, a_h = (
            np.split(a @ q.W_x + q.b_x, 3, axis=1),
            np.split(state @ q.W_h + q.b_h, 3, axis=1),
        )
        reset, u = (1 / (1 + np.exp(-(a_x[k] + a_h[k]))) for k in (0, 1))
        n = np.tanh(a_x[2] + reset * a_h[2])
        return n + u * (state - n)

    r_next = gru(p.reader, x, r)
    posterior = net(p.encoder, r_next)
    z = np.sqrt(np.exp(posterior.log_var)) * eps + posterior.mu
    h_next = gru(p.cell, np.hstack([x_before, z]), h)
    step = LatentStep(z, Gaussian(0 * z, 0 * z), posterior, net(p.decoder, h_next))
    return h_next, r_next, step


def by_split_weights(p, x, x_before, h, r, eps):
    """The cell's weights are cut in two in place of its input being put together."""
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = posterior.mu + np.exp(posterior.log_var / 2) * eps
    D, q = x.shape[1], p.cell
    sums = x_before @ q.W_x[:D] + z @ q.W_x[D:]
    h_next, _ = gru_step(q._replace(W_x=np.eye(sums.shape[1])), sums, h)
    prior = Gaussian(np.zeros(z.shape), np.log(np.ones(z.shape)))
    return h_next, r_next, LatentStep(z, prior, posterior, gaussian_net(p.decoder, h_next))


def by_rows(p, x, x_before, h, r, eps):
    rows = [
        by_split_weights(p, *(a[i : i + 1] for a in (x, x_before, h, r, eps)))
        for i in range(len(x))
    ]
    hs, rs, steps = zip(*rows, strict=True)
    z, *pairs = zip(*steps, strict=True)
    stacked = [Gaussian(*map(np.concatenate, zip(*pair, strict=True))) for pair in pairs]
    return np.concatenate(hs), np.concatenate(rs), LatentStep(np.concatenate(z), *stacked)


def in_float32(p, x, x_before, h, r, eps):
    p = STORNParams(*(type(q)(*(leaf.astype(np.float32) for leaf in q)) for q in p))
    return by_plain_arithmetic(p, *(a.astype(np.float32) for a in (x, x_before, h, r, eps)))


check_storn_step = Check(
    name="storn_step",
    reference=storn_step,
    cases=storn_step_cases,
    outputs=(
        "h_next (B, H)",
        "r_next (B, H)",
        "step",
        "step.z (B, Z)",
        "step.prior.mu (B, Z)",
        "step.prior.log_var (B, Z)",
        "step.posterior.mu (B, Z)",
        "step.posterior.log_var (B, Z)",
        "step.output.mu (B, D)",
        "step.output.log_var (B, D)",
    ),
    slips={
        "The reader read x_before. Up to which output does r read?": storn_reader_reads_before,
        "The state that generates read x itself. Which output may it know?": storn_cell_reads_x,
        "The prior has the log-variance 1. What is the logarithm of the variance "
        "1?": storn_prior_log_var_1,
        "x and x_before are exchanged. Which of the two states may know x?": storn_inputs_exchanged,
        "The state that generates read zeros for x_before. What stands beside z in its "
        "input?": storn_cell_reads_zeros,
        "eps stands for the mean of the prior. What is the mean of a standard normal "
        "number?": storn_prior_is_draw,
        "The encoder read r as it was before the step. Which r has seen x?": storn_encoder_reads_r,
        "The cell read z before x_before. In which order do they stand side by "
        "side?": storn_z_first,
        "The prior was read off h. What does the prior of a STORN know?": storn_prior_from_h,
        "The encoder read h. Which state recognises z?": storn_encoder_reads_h,
        "The cell started from r. Which state does it carry on?": storn_cell_from_r,
        "The posterior stands in the place of the prior as well. What does the prior of a STORN "
        "know?": storn_posterior_twice,
        "Prior and posterior are exchanged in the result. Which of the two has seen "
        "x?": storn_names_exchanged,
        "The reader started from h. Which state does it carry on?": storn_reader_from_h,
        "The cell started from r_next, which has seen x. Which state does it carry "
        "on?": storn_cell_from_r_next,
        "The prior holds two numbers. Which shape do mu and log_var have?": storn_prior_of_numbers,
        "h and r are exchanged on the way in. Which state belongs to the "
        "reader?": storn_states_in_exchanged,
        "The cell started from zeros. Which state does it carry on?": storn_cell_from_zeros,
        "The prior is one of D numbers. Of which variable is it the prior?": storn_prior_of_D,
        "r came back as it was. What does the reader make of it?": storn_r_kept,
        "h came back as it was. What does the cell make of it?": storn_h_kept,
        "The two states are exchanged in the result. Which one comes "
        "first?": storn_states_out_exchanged,
        "The reader started from h, and r came back as it was. How many states has the "
        "network?": storn_one_state,
        "The decoder read h as it was before the step. Which h has taken z "
        "in?": storn_decoder_reads_h,
        "The LatentStep came first. In which order are the three results?": storn_step_first,
        "eps was multiplied by log_var. What is the standard deviation if ln(sd^2) is "
        "log_var?": storn_log_var_for_sd,
        "The decoder read r_next, which has seen x. Which state "
        "generates?": storn_decoder_reads_r_next,
        "r_next did not come back. Which three results are asked for?": storn_r_left_out,
        "eps was multiplied by the variance. Which power of e is the standard "
        "deviation?": storn_variance_for_sd,
        "Encoder and decoder read the states before the step. What do they have to "
        "know?": storn_old_states_read,
        "Six results came back. Which four of them belong into one LatentStep?": storn_flat,
        "Half the variance was taken for the standard deviation. Where does the half belong: "
        "before exp, or in its argument?": storn_half_variance,
        "The state that generates read x itself, and eps was multiplied by the variance. Which "
        "output may it know, and what is the standard deviation?": storn_cell_reads_x_variance,
        "z stands last. In which order are the fields of a LatentStep?": storn_z_last,
        "eps was divided by the standard deviation. Does a wide posterior draw far from its mean "
        "or near it?": storn_inverse_sd,
        "The encoder got two things, what gru_step returns. Which of them is the "
        "state?": storn_cache_read,
        "h_next holds two things, what gru_step returns. Which of them is the "
        "state?": storn_cache_kept,
        "z is the mean of the posterior. What do eps and the standard deviation "
        "add?": storn_mean_for_z,
        "The cell got z alone. What stands beside it in a row?": storn_cell_reads_z,
        "z lacks the mean. Around what is it drawn?": storn_without_mean,
        "z is eps, a draw from the prior. Which distribution knows x?": storn_z_from_prior,
    },
    alternatives=(by_plain_arithmetic, by_split_weights, by_rows, in_float32),
    tolerance_reason="float64 sums of D + Z products differ by about 1e-15",
    float32=True,
)
