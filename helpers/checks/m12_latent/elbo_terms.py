"""Check of elbo_terms."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m12_gaussians import (
    Gaussian,
    elbo_terms,
    gaussian_kl,
    gaussian_kl_each,
    gaussian_nll,
)

SIZES = (  # T, B, D, Z
    (5, 3, 2, 4),
    (4, 2, 3, 2),
    (3, 3, 3, 3),  # nothing is told apart by its size
    (6, 1, 2, 3),
    (1, 3, 2, 2),
    (3, 2, 1, 1),
    (5, 3, 2, 4),
)


def elbo_terms_cases(seed):
    """Yield (xs, output, posterior, prior, mask): as SIZES lists them.

    On padding: first nothing (no step is padding), then ordinary numbers, NaN, inf, large ones.
    """
    rng = np.random.default_rng(seed)
    filled = (None, 0.0, np.nan, np.nan, np.inf, 1e3, np.nan)
    for (T, B, D, Z), fill in zip(SIZES, filled, strict=True):
        lengths = rng.integers(1, T + 1, size=B) if fill is not None else np.full(B, T)
        if fill is not None and T > 1:
            lengths[rng.integers(B)] = T - 1
            if B > 1:  # in the first row, all or less than another row
                lengths[0], lengths[-1] = (T, T - 1) if D % 2 else (T - 1, T)
        elif fill is not None:
            lengths = np.array([1, 0, 1])
        mask = (np.arange(T)[:, None] < lengths).astype(float)
        yield *padded(drawn(rng, T, B, D, Z), mask, fill), mask


def drawn(rng, T, B, D, Z):
    """Draw xs, output, posterior and prior; log-variances lie away from 0."""
    means = rng.normal(size=(T, B, 2 * D + 2 * Z))
    log_vars = rng.choice([-0.9, 0.9], size=(T, B, D + 2 * Z)) + 0.3 * rng.normal(
        size=(T, B, D + 2 * Z)
    )
    xs, mu, mu_q, mu_p = np.split(means, [D, 2 * D, 2 * D + Z], axis=-1)
    log_var, log_var_q, log_var_p = np.split(log_vars, [D, D + Z], axis=-1)
    return xs, Gaussian(mu, log_var), Gaussian(mu_q, log_var_q), Gaussian(mu_p, log_var_p)


def padded(parts, mask, fill):
    """Put a number onto the padding of every array; 0.0: leave what was drawn."""
    if not fill:
        return tuple(parts)
    real = mask[..., None] == 1
    xs, *rest = parts
    return np.where(real, xs, fill), *(
        Gaussian(*(np.where(real, a, fill) for a in g)) for g in rest
    )


def hidden(mask, *arrays):
    """Make padding 0."""
    return [np.where(mask[..., None] == 1, a, 0) for a in arrays]


def ready(xs, output, posterior, prior, mask):
    """Return xs, output, posterior and prior with 0 on padding."""
    xs, *arrays = hidden(mask, xs, *output, *posterior, *prior)
    return xs, Gaussian(*arrays[:2]), Gaussian(*arrays[2:4]), Gaussian(*arrays[4:])


def elbo_multiplied(xs, output, posterior, prior, mask):
    with np.errstate(all="ignore"):
        return tuple(term * mask for term in plainly(xs, output, posterior, prior))


def plainly(xs, output, posterior, prior):
    """Return both terms by the formulas, which take NaN as well."""
    squares = (xs - output.mu) ** 2 / np.exp(output.log_var)
    nll = 0.5 * (np.log(2 * np.pi) + output.log_var + squares).sum(axis=-1)
    away = np.exp(posterior.log_var) + (posterior.mu - prior.mu) ** 2
    ratio = prior.log_var - posterior.log_var
    return nll, 0.5 * (ratio - 1 + away / np.exp(prior.log_var)).sum(axis=-1)


def elbo_refused(xs, output, posterior, prior, mask):
    """Give the arrays to the two functions as they are, and multiply by the mask then."""
    return gaussian_nll(xs, *output) * mask, gaussian_kl(*posterior, *prior) * mask


def elbo_numbers_of_nan(xs, output, posterior, prior, mask):
    arrays = [np.nan_to_num(a) for a in (xs, *output, *posterior, *prior)]
    with np.errstate(all="ignore"):
        return gaussian_nll(*arrays[:3]) * mask, gaussian_kl(*arrays[3:]) * mask


def elbo_zeros_scored(xs, output, posterior, prior, mask):
    xs, output, posterior, prior = ready(xs, output, posterior, prior, mask)
    return gaussian_nll(xs, *output), gaussian_kl(*posterior, *prior)


def elbo_padding_scored(xs, output, posterior, prior, mask):
    with np.errstate(all="ignore"):
        return plainly(xs, output, posterior, prior)


def elbo_prior_first(xs, output, posterior, prior, mask):
    return elbo_terms(xs, output, prior, posterior, mask)


def elbo_prior_first_zeros_scored(xs, output, posterior, prior, mask):
    return elbo_zeros_scored(xs, output, prior, posterior, mask)


def elbo_means(xs, output, posterior, prior, mask):
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return nll / xs.shape[-1], kl / posterior.mu.shape[-1]


def elbo_mean_over_D(xs, output, posterior, prior, mask):
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return nll / xs.shape[-1], kl


def elbo_mean_over_Z(xs, output, posterior, prior, mask):
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return nll, kl / posterior.mu.shape[-1]


def elbo_means_first(xs, output, posterior, prior, mask):
    """Give gaussian_kl both means first, then both log-variances."""
    (mu_q, log_q), (mu_p, log_p) = posterior, prior
    return elbo_terms(xs, output, Gaussian(mu_q, mu_p), Gaussian(log_q, log_p), mask)


def elbo_each_number(xs, output, posterior, prior, mask):
    xs, output, posterior, prior = ready(xs, output, posterior, prior, mask)
    nll, _ = elbo_terms(xs, output, posterior, prior, mask)
    return nll, np.where(mask[..., None] == 1, gaussian_kl_each(*posterior, *prior), 0)


def elbo_standard_prior(xs, output, posterior, prior, mask):
    zeros = np.zeros_like(prior.mu)
    return elbo_terms(xs, output, posterior, Gaussian(zeros, zeros), mask)


def elbo_unit_output(xs, output, posterior, prior, mask):
    return elbo_terms(xs, output._replace(log_var=0 * xs), posterior, prior, mask)


def elbo_log_likelihood(xs, output, posterior, prior, mask):
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return -nll, kl


def elbo_signs(xs, output, posterior, prior, mask):
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return -nll, -kl


def elbo_minus_kl(xs, output, posterior, prior, mask):
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return nll, -kl


def elbo_sum(xs, output, posterior, prior, mask):
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return nll + kl


def elbo_sum_first(xs, output, posterior, prior, mask):
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return nll + kl, kl


def elbo_over_steps(xs, output, posterior, prior, mask):
    return tuple(a.sum(axis=0) for a in elbo_terms(xs, output, posterior, prior, mask))


def elbo_over_rows(xs, output, posterior, prior, mask):
    return tuple(a.sum(axis=1) for a in elbo_terms(xs, output, posterior, prior, mask))


def elbo_totals(xs, output, posterior, prior, mask):
    return tuple(float(a.sum()) for a in elbo_terms(xs, output, posterior, prior, mask))


def elbo_mean_of_steps(xs, output, posterior, prior, mask):
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return nll / mask.sum(axis=0), kl / mask.sum(axis=0)


def elbo_real_alone(xs, output, posterior, prior, mask):
    return tuple(a[mask == 1] for a in elbo_terms(xs, output, posterior, prior, mask))


def elbo_first_row_decides(xs, output, posterior, prior, mask):
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return nll * mask[:, :1], kl * mask[:, :1]


def elbo_all_rows_real(xs, output, posterior, prior, mask):
    every = mask.min(axis=1, keepdims=True)
    nll, kl = elbo_terms(xs, output, posterior, prior, mask)
    return nll * every, kl * every


def elbo_reversed(xs, output, posterior, prior, mask):
    real = mask == 0
    with np.errstate(all="ignore"):
        nll, kl = plainly(xs, output, posterior, prior)
    return np.where(real, nll, 0), np.where(real, kl, 0)


def elbo_score_of_z(xs, output, posterior, prior, mask):
    """Estimate the KL by ln q(mu) - ln p(mu), at the posterior's mean."""
    xs, output, posterior, prior = ready(xs, output, posterior, prior, mask)
    kl = gaussian_nll(posterior.mu, *prior) - gaussian_nll(posterior.mu, *posterior)
    return elbo_terms(xs, output, posterior, prior, mask)[0], kl * mask


def by_choice(xs, output, posterior, prior, mask):
    """Score the real steps alone, and put them into zeros."""
    real = mask == 1
    nll, kl = np.zeros(mask.shape), np.zeros(mask.shape)
    nll[real] = gaussian_nll(xs[real], output.mu[real], output.log_var[real])
    kl[real] = gaussian_kl(*(a[real] for a in (*posterior, *prior)))
    return nll, kl


def by_loops(xs, output, posterior, prior, mask):
    """One step of one row after the other, by the formulas."""
    nll, kl = np.zeros(mask.shape), np.zeros(mask.shape)
    for t, b in zip(*np.nonzero(mask), strict=True):
        for x, mu, log_var in zip(xs[t, b], output.mu[t, b], output.log_var[t, b], strict=True):
            nll[t, b] += (np.log(2 * np.pi) + log_var + (x - mu) ** 2 / np.exp(log_var)) / 2
        for mu_q, log_q, mu_p, log_p in zip(*(a[t, b] for a in (*posterior, *prior)), strict=True):
            grown = np.exp(log_q - log_p) + (mu_q - mu_p) ** 2 * np.exp(-log_p)
            kl[t, b] += (log_p - log_q + grown - 1) / 2
    return nll, kl


def by_formulas(xs, output, posterior, prior, mask):
    """Score all, NaN too, and choose at the end; lists come back."""
    with np.errstate(all="ignore"):
        return [np.where(mask > 0, term, 0) for term in plainly(xs, output, posterior, prior)]


def in_float32(xs, output, posterior, prior, mask):
    single = [Gaussian(*(a.astype(np.float32) for a in g)) for g in (output, posterior, prior)]
    nll, kl = by_formulas(xs.astype(np.float32), *single, mask)
    return nll.astype(np.float32), kl.astype(np.float32)


check_elbo_terms = Check(
    name="elbo_terms",
    reference=elbo_terms,
    cases=elbo_terms_cases,
    outputs=("nll (T, B)", "kl (T, B)"),
    slips={
        "NaN or inf on padding was multiplied by 0, which makes NaN. How is it replaced and not "
        "multiplied away?": elbo_multiplied,
        "NaN or inf on padding reached gaussian_nll, which refuses it. What can stand there "
        "instead before it is called?": elbo_refused,
        "NaN alone was replaced, and what else stands on padding went into the formulas. Where may "
        "anything stand?": elbo_numbers_of_nan,
        "Padding was made 0 before the two functions, and zeros have an nll, too. What should "
        "stand on padding in the results?": elbo_zeros_scored,
        "The mask has no effect. What should stand on padding?": elbo_padding_scored,
        "Prior and posterior are exchanged. Of KL(q || p), which one is the "
        "posterior?": elbo_prior_first,
        "Prior and posterior are exchanged, and zeros on padding were scored. Which one is q, and "
        "what should stand on padding?": elbo_prior_first_zeros_scored,
        "Both terms are means over their D and Z numbers. What does the prompt ask "
        "for?": elbo_means,
        "nll is a mean over its D numbers. What does the prompt ask for?": elbo_mean_over_D,
        "kl is a mean over its Z numbers. What does the prompt ask for?": elbo_mean_over_Z,
        "gaussian_kl got both means first. In which order does it take mu and log_var of q and "
        "p?": elbo_means_first,
        "kl has a number for each latent number. Over which axis is it summed?": elbo_each_number,
        "The prior was taken for a standard normal one. Which argument holds "
        "it?": elbo_standard_prior,
        "The log-variance of the output has no effect. How wide is the output?": elbo_unit_output,
        "nll has the other sign. Is it ln p or -ln p?": elbo_log_likelihood,
        "Both terms have the other sign. Which sign has a KL?": elbo_signs,
        "kl has the other sign. Which sign has a KL?": elbo_minus_kl,
        "The two terms were added. How many results are asked for?": elbo_sum,
        "The first result is the sum of both terms. Which two are asked for?": elbo_sum_first,
        "The steps were summed. Which shape have the two results?": elbo_over_steps,
        "The rows were summed. Which shape have the two results?": elbo_over_rows,
        "Both terms came back as totals. Which shape have the two results?": elbo_totals,
        "Each step was divided by the number of real steps of its row. Is anything averaged over "
        "steps?": elbo_mean_of_steps,
        "The real steps alone came back, in one row. What stands in place of the "
        "padding?": elbo_real_alone,
        "The mask of the first row was applied to all rows, too. Which rows does mask[t] "
        "name?": elbo_first_row_decides,
        "A step with padding in one row became 0 in all rows. Which rows does mask[t] "
        "name?": elbo_all_rows_real,
        "The padding was scored, and the real steps are 0. What does a 1 in mask stand "
        "for?": elbo_reversed,
        "ln q - ln p was taken at the posterior's mean. Of what is KL the mean?": elbo_score_of_z,
    },
    alternatives=(by_choice, by_loops, by_formulas, in_float32),
    equivalent={
        "0 -> 1 (in `xs, *q = (np.where(real, a, 0) for a in (xs, *output, *posterior, *...`)": (
            "what is computed from it is replaced at the end, whichever number it is"
        ),
    },
    tolerance_reason="float64: sums of D or Z terms of the size of 1",
    float32=True,
)
