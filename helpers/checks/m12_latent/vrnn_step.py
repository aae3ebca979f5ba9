"""Check of vrnn_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.cells import GRUParams, gru_step
from helpers.scratch.contract.params import param_shapes
from helpers.scratch.modules.m12_gaussians import Gaussian
from helpers.scratch.modules.m12_recurrent import (
    LatentStep,
    NetParams,
    VRNNParams,
    gaussian_net,
    vrnn_step,
)

SIZES = (  # B, D, H, Z, F
    (3, 2, 5, 4, 6),
    (2, 4, 3, 2, 5),
    (3, 3, 3, 3, 3),  # nothing is told apart by its size
    (1, 2, 4, 3, 2),
    (4, 1, 1, 1, 1),
    (3, 2, 5, 4, 6),
)


def vrnn_step_cases(seed):
    """Yield (p, x, h, eps): as SIZES lists them; one with a very narrow posterior."""
    rng = np.random.default_rng(seed)
    for B, D, H, Z, F in SIZES:
        nets = (drawn_net(rng, H, F, Z), drawn_net(rng, D + H, F, Z), drawn_net(rng, Z + H, F, D))
        if B == 1:
            nets[1].b_2[Z:] -= 25
        p = VRNNParams(*nets, drawn_gru(rng, D + Z, H))
        yield p, rng.normal(size=(B, D)), rng.normal(size=(B, H)), rng.normal(size=(B, Z))


def drawn_net(rng, D, F, Z):
    """Draw a net whose log-variances lie away from 0, where their exponential would be 1."""
    shapes = param_shapes(NetParams, D=D, F=F, Z=Z)
    p = NetParams(**{name: 0.7 * rng.normal(size=shape) for name, shape in shapes.items()})
    p.b_2[Z:] += rng.choice([-1.2, 1.2], size=Z)
    return p


def drawn_gru(rng, D, H):
    shapes = param_shapes(GRUParams, D=D, H=H)
    return GRUParams(**{name: 0.7 * rng.normal(size=shape) for name, shape in shapes.items()})


def side(a, b):
    return np.concatenate([a, b], axis=1)


def drawn(of, eps):
    return of.mu + np.exp(0.5 * of.log_var) * eps


def made(p, x, h, eps, draw=drawn):
    """Take the step with another way to draw from the posterior."""
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    return finished(p, x, h, draw(posterior, eps), prior, posterior)


def finished(p, x, h, z, prior, posterior):
    h_next = gru_step(p.cell, side(x, z), h)[0]
    return h_next, LatentStep(z, prior, posterior, gaussian_net(p.decoder, side(z, h)))


def vrnn_names_exchanged(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return h_next, step._replace(prior=step.posterior, posterior=step.prior)


def vrnn_z_from_prior(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    return finished(p, x, h, drawn(prior, eps), prior, posterior)


def vrnn_exchanged_throughout(p, x, h, eps):
    """Exchange the names, and draw from what is called the posterior then."""
    posterior, prior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(x, h))
    return finished(p, x, h, drawn(posterior, eps), prior, posterior)


def draw_log_var(of, eps):
    return of.mu + of.log_var * eps


def vrnn_log_var_for_sd(p, x, h, eps):
    return made(p, x, h, eps, draw_log_var)


def draw_variance(of, eps):
    return of.mu + np.exp(of.log_var) * eps


def vrnn_variance_for_sd(p, x, h, eps):
    return made(p, x, h, eps, draw_variance)


def draw_half_log_var(of, eps):
    return of.mu + 0.5 * of.log_var * eps


def vrnn_half_log_var(p, x, h, eps):
    return made(p, x, h, eps, draw_half_log_var)


def draw_half_variance(of, eps):
    return of.mu + 0.5 * np.exp(of.log_var) * eps


def vrnn_half_variance(p, x, h, eps):
    return made(p, x, h, eps, draw_half_variance)


def draw_inverse(of, eps):
    return of.mu + np.exp(-0.5 * of.log_var) * eps


def vrnn_inverse_sd(p, x, h, eps):
    return made(p, x, h, eps, draw_inverse)


def vrnn_root_of_log_var(p, x, h, eps):
    with np.errstate(invalid="ignore"):
        return made(p, x, h, eps, lambda of, eps: of.mu + np.sqrt(of.log_var) * eps)


def draw_mean(of, eps):
    return of.mu.copy()


def vrnn_mean_for_z(p, x, h, eps):
    return made(p, x, h, eps, draw_mean)


def draw_eps(of, eps):
    return of.mu + eps


def vrnn_sd_of_1(p, x, h, eps):
    return made(p, x, h, eps, draw_eps)


def draw_without_mean(of, eps):
    return np.exp(0.5 * of.log_var) * eps


def vrnn_without_mean(p, x, h, eps):
    return made(p, x, h, eps, draw_without_mean)


def draw_one_eps(of, eps):
    return drawn(of, eps[:, :1])


def vrnn_one_eps(p, x, h, eps):
    return made(p, x, h, eps, draw_one_eps)


def changed(p, x, h, eps, **inputs):
    """Take the step with other inputs to a net or the cell: made of x, h and z."""
    of = ORDINARY | inputs
    posterior = gaussian_net(p.encoder, of["encoder"](x, h, eps))
    z = drawn(posterior, eps)
    h_next = gru_step(p.cell, of["cell"](x, h, z), h)[0]
    prior, output = (gaussian_net(getattr(p, n), of[n](x, h, z)) for n in ("prior", "decoder"))
    return h_next, LatentStep(z, prior, posterior, output)


def h_x(x, h, z):
    return side(h, x)


def h_z(x, h, z):
    return side(h, z)


def z_x(x, h, z):
    return side(z, x)


ORDINARY = {
    "prior": lambda x, h, z: h,
    "encoder": lambda x, h, z: side(x, h),
    "decoder": lambda x, h, z: side(z, h),
    "cell": lambda x, h, z: side(x, z),
}


def vrnn_encoder_h_first(p, x, h, eps):
    return changed(p, x, h, eps, encoder=h_x)


def vrnn_encoder_h_first_variance(p, x, h, eps):
    prior, posterior = gaussian_net(p.prior, h), gaussian_net(p.encoder, side(h, x))
    return finished(p, x, h, draw_variance(posterior, eps), prior, posterior)


def vrnn_decoder_h_first(p, x, h, eps):
    return changed(p, x, h, eps, decoder=h_z)


def vrnn_cell_z_first(p, x, h, eps):
    return changed(p, x, h, eps, cell=z_x)


def vrnn_all_exchanged(p, x, h, eps):
    return changed(p, x, h, eps, encoder=h_x, decoder=h_z, cell=z_x)


def vrnn_encoder_without_h(p, x, h, eps):
    return changed(p, x, h, eps, encoder=lambda x, h, z: side(x, np.zeros_like(h)))


def vrnn_encoder_without_x(p, x, h, eps):
    return changed(p, x, h, eps, encoder=lambda x, h, z: side(np.zeros_like(x), h))


def vrnn_decoder_without_h(p, x, h, eps):
    return changed(p, x, h, eps, decoder=lambda x, h, z: side(z, np.zeros_like(h)))


def vrnn_cell_without_x(p, x, h, eps):
    return changed(p, x, h, eps, cell=lambda x, h, z: side(np.zeros_like(x), z))


def vrnn_cell_from_zeros(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return gru_step(p.cell, side(x, step.z), np.zeros_like(h))[0], step


def vrnn_decoder_reads_h_next(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return h_next, step._replace(output=gaussian_net(p.decoder, side(step.z, h_next)))


def vrnn_prior_reads_h_next(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return h_next, step._replace(prior=gaussian_net(p.prior, h_next))


def vrnn_all_read_h_next(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    output = gaussian_net(p.decoder, side(step.z, h_next))
    return h_next, step._replace(prior=gaussian_net(p.prior, h_next), output=output)


def vrnn_prior_by_encoder(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return h_next, step._replace(prior=gaussian_net(p.encoder, side(np.zeros_like(x), h)))


def vrnn_decoder_reads_mean(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return h_next, step._replace(output=gaussian_net(p.decoder, side(step.posterior.mu, h)))


def vrnn_decoder_reads_prior_draw(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    z = drawn(step.prior, eps)
    return h_next, step._replace(output=gaussian_net(p.decoder, side(z, h)))


def vrnn_cell_reads_mean(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return gru_step(p.cell, side(x, step.posterior.mu), h)[0], step


def vrnn_cell_reads_output(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return gru_step(p.cell, side(step.output.mu, step.z), h)[0], step


def vrnn_state_kept(p, x, h, eps):
    return h.copy(), vrnn_step(p, x, h, eps)[1]


def vrnn_output_drawn(p, x, h, eps):
    """Return the variance where the log-variance is asked for, of all three."""
    h_next, step = vrnn_step(p, x, h, eps)
    return h_next, LatentStep(step.z, *(Gaussian(g.mu, np.exp(g.log_var)) for g in step[1:]))


def vrnn_sd_returned(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return h_next, LatentStep(step.z, *(Gaussian(g.mu, np.exp(g.log_var / 2)) for g in step[1:]))


def vrnn_fields_exchanged(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return h_next, LatentStep(step.z, *(Gaussian(g.log_var, g.mu) for g in step[1:]))


def vrnn_z_last(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return h_next, LatentStep(step.prior, step.posterior, step.output, step.z)


def vrnn_step_first(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return step, h_next


def vrnn_flat(p, x, h, eps):
    h_next, step = vrnn_step(p, x, h, eps)
    return h_next, *step


def vrnn_cache_kept(p, x, h, eps):
    step = vrnn_step(p, x, h, eps)[1]
    return gru_step(p.cell, side(x, step.z), h), step


def vrnn_below_each_other(p, x, h, eps):
    return gaussian_net(p.encoder, np.concatenate([x, h]))


def vrnn_encoder_reads_x(p, x, h, eps):
    return gaussian_net(p.encoder, x)


def by_plain_nets(p, x, h, eps):
    """The nets and the GRU written out."""

    def net(q, a):
        out = np.tanh(a @ q.W_1 + q.b_1) @ q.W_2 + q.b_2
        half = out.shape[1] // 2
        return Gaussian(out[:, :half], out[:, half:])

    prior = net(p.prior, h)
    posterior = net(p.encoder, np.hstack([x, h]))
    z = posterior.mu + eps * np.sqrt(np.exp(posterior.log_var))
    output = net(p.decoder, np.hstack([z, h]))
    a_x, a_h = np.hstack([x, z]) @ p.cell.W_x + p.cell.b_x, h @ p.cell.W_h + p.cell.b_h
    H = h.shape[1]
    r, u = (1 / (1 + np.exp(-(a_x + a_h)[:, k * H : (k + 1) * H])) for k in (0, 1))
    n = np.tanh(a_x[:, 2 * H :] + r * a_h[:, 2 * H :])
    return n + u * (h - n), LatentStep(z, prior, posterior, output)


def by_first_drawing(p, x, h, eps):
    """Draw before anything else; fill the record by names."""
    q = gaussian_net(p.encoder, np.concatenate((x, h), axis=-1))
    z = q.mu + eps * np.exp(q.log_var / 2)
    step = LatentStep(
        output=gaussian_net(p.decoder, np.concatenate((z, h), axis=-1)),
        posterior=q,
        prior=gaussian_net(p.prior, h),
        z=z,
    )
    return gru_step(p.cell, np.concatenate((x, z), axis=-1), h)[0], step


def in_float32(p, x, h, eps):
    p = VRNNParams(*(type(q)(*(leaf.astype(np.float32) for leaf in q)) for q in p))
    return by_first_drawing(p, *(a.astype(np.float32) for a in (x, h, eps)))


check_vrnn_step = Check(
    name="vrnn_step",
    reference=vrnn_step,
    cases=vrnn_step_cases,
    outputs=(
        "h_next (B, H)",
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
        "z was drawn from the prior. Which distribution knows x?": vrnn_z_from_prior,
        "The decoder read h before z. In which order do they stand side by "
        "side?": vrnn_decoder_h_first,
        "The GRU read z before x. In which order do they stand side by side?": vrnn_cell_z_first,
        "eps was multiplied by log_var. What is the standard deviation if ln(sd^2) is "
        "log_var?": vrnn_log_var_for_sd,
        "The root of log_var is no number where log_var is below 0. Which function makes sd^2 of "
        "ln(sd^2)?": vrnn_root_of_log_var,
        "The decoder read zeros for h. What beside z does the output know?": vrnn_decoder_without_h,
        "The GRU read zeros for x. What beside z does the state take in?": vrnn_cell_without_x,
        "eps was multiplied by the variance. Which power of e is the standard "
        "deviation?": vrnn_variance_for_sd,
        "The decoder read h_next, which already holds x. Which state does the output "
        "read?": vrnn_decoder_reads_h_next,
        "The GRU started from zeros. From which state does it step?": vrnn_cell_from_zeros,
        "eps was multiplied by log_var / 2, which is ln sd. What is sd?": vrnn_half_log_var,
        "The decoder read the posterior's mean. Which z reaches it?": vrnn_decoder_reads_mean,
        "The GRU read the posterior's mean. Which z reaches it?": vrnn_cell_reads_mean,
        "Half the variance was taken for the standard deviation. Where does the half belong: "
        "before exp, or in its argument?": vrnn_half_variance,
        "The decoder read a draw from the prior. Which z reaches it?": (
            vrnn_decoder_reads_prior_draw
        ),
        "eps was divided by the standard deviation. Does a wide posterior draw far from its mean "
        "or near it?": vrnn_inverse_sd,
        "The prior read h_next, which already holds x. Which state is known before x "
        "is?": vrnn_prior_reads_h_next,
        "The GRU read the mean of the output. In training, which x does the state take "
        "in?": vrnn_cell_reads_output,
        "z is the mean of the posterior. What do eps and the standard deviation "
        "add?": vrnn_mean_for_z,
        "The prior was made by the encoder, with zeros for x. Which net makes it, and of "
        "what?": vrnn_prior_by_encoder,
        "The state came back as it was. What makes the next one?": vrnn_state_kept,
        "z is the mean plus eps. What multiplies eps?": vrnn_sd_of_1,
        "Prior and posterior are exchanged in the result. Which of the two has seen "
        "x?": vrnn_names_exchanged,
        "h_next holds two things, what gru_step returns. Which of them is the "
        "state?": vrnn_cache_kept,
        "z lacks the mean. Around what is it drawn?": vrnn_without_mean,
        "Variances came back. What does the second field of a Gaussian hold?": vrnn_output_drawn,
        "The LatentStep came first. In which order are the two results?": vrnn_step_first,
        "One number of eps serves for all of a row. How many draws need Z latent "
        "numbers?": vrnn_one_eps,
        "Standard deviations came back. What does the second field of a Gaussian "
        "hold?": vrnn_sd_returned,
        "Five results came back. Which four of them belong into one LatentStep?": vrnn_flat,
        "The encoder read h before x. In which order do they stand side by "
        "side?": vrnn_encoder_h_first,
        "Log-variances stand where means belong, and the means in their place. In which order are "
        "the fields of a Gaussian?": vrnn_fields_exchanged,
        "z stands last. In which order are the fields of a LatentStep?": vrnn_z_last,
        "The encoder read h before x, and eps was multiplied by the variance. In which order do "
        "they stand, and what is the standard deviation?": vrnn_encoder_h_first_variance,
        "Prior and posterior are exchanged throughout: what the encoder says is called the prior. "
        "Which one has seen x?": vrnn_exchanged_throughout,
        "x and h were put below each other. Which axis makes D + H columns of "
        "them?": vrnn_below_each_other,
        "The encoder read zeros for h. What beside x does the posterior "
        "know?": vrnn_encoder_without_h,
        "Prior and decoder read h_next, which already holds x. Was h "
        "overwritten?": vrnn_all_read_h_next,
        "The encoder got x alone. What stands beside it in a row?": vrnn_encoder_reads_x,
        "The encoder read zeros for x. What does the posterior know that the prior does "
        "not?": vrnn_encoder_without_x,
        "Encoder and decoder read h first, and the GRU z. In which order do the two stand side by "
        "side?": vrnn_all_exchanged,
    },
    alternatives=(by_plain_nets, by_first_drawing, in_float32),
    tolerance_reason="float64 sums of D + H products differ by about 1e-15",
    float32=True,
)
