"""Answers to elbo_terms that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.modules import m12_gaussians as gaussians
from tests.checks.answers import wrong


def zeroed(mask, *arrays):
    return [np.where(mask[..., None] == 1, a, 0) for a in arrays]


def straight(xs, output, posterior, prior, mask):
    """Multiplied by the mask at the end, which never gets there."""
    nll = gaussians.gaussian_nll(xs, *output)
    kl = gaussians.gaussian_kl(*posterior, *prior)
    return nll * mask, kl * mask


def own_formulas_times_mask(xs, output, posterior, prior, mask):
    with np.errstate(invalid="ignore", over="ignore"):
        nll = 0.5 * (
            np.log(2 * np.pi) + output.log_var + (xs - output.mu) ** 2 / np.exp(output.log_var)
        ).sum(axis=-1)
        kl = 0.5 * (
            prior.log_var
            - posterior.log_var
            - 1
            + (np.exp(posterior.log_var) + (posterior.mu - prior.mu) ** 2) / np.exp(prior.log_var)
        ).sum(axis=-1)
        return nll * mask, kl * mask


def only_replaced_before(xs, output, posterior, prior, mask):
    """Zeros on padding score ln 2 pi / 2 each."""
    xs, *arrays = zeroed(mask, xs, *output, *posterior, *prior)
    return gaussians.gaussian_nll(xs, *arrays[:2]), gaussians.gaussian_kl(*arrays[2:])


def prior_first(xs, output, posterior, prior, mask):
    xs, *arrays = zeroed(mask, xs, *output, *prior, *posterior)
    return (
        gaussians.gaussian_nll(xs, *arrays[:2]) * mask,
        gaussians.gaussian_kl(*arrays[2:]) * mask,
    )


def mean_over_the_numbers(xs, output, posterior, prior, mask):
    xs, *arrays = zeroed(mask, xs, *output, *posterior, *prior)
    nll = gaussians.gaussian_nll(xs, *arrays[:2]) / xs.shape[-1]
    kl = gaussians.gaussian_kl(*arrays[2:]) / arrays[2].shape[-1]
    return nll * mask, kl * mask


def prior_first_and_not_masked_after(xs, output, posterior, prior, mask):
    """Two mistakes: the arguments exchanged, and the score of zeros left on padding."""
    xs, *arrays = zeroed(mask, xs, *output, *prior, *posterior)
    return gaussians.gaussian_nll(xs, *arrays[:2]), gaussians.gaussian_kl(*arrays[2:])


def summed_over_steps(xs, output, posterior, prior, mask):
    xs, *arrays = zeroed(mask, xs, *output, *posterior, *prior)
    nll = gaussians.gaussian_nll(xs, *arrays[:2]) * mask
    kl = gaussians.gaussian_kl(*arrays[2:]) * mask
    return nll.sum(axis=0), kl.sum(axis=0)


def one_sum(xs, output, posterior, prior, mask):
    xs, *arrays = zeroed(mask, xs, *output, *posterior, *prior)
    nll = gaussians.gaussian_nll(xs, *arrays[:2]) * mask
    return nll + gaussians.gaussian_kl(*arrays[2:]) * mask


def nan_to_num(xs, output, posterior, prior, mask):
    """NaN is made 0, but the finite garbage on padding stays, and so does inf."""
    arrays = [np.nan_to_num(a) for a in (xs, *output, *posterior, *prior)]
    with np.errstate(over="ignore", invalid="ignore"):
        nll = gaussians.gaussian_nll(*arrays[:3])
        kl = gaussians.gaussian_kl(*arrays[3:])
    return nll * mask, kl * mask


def likelihood_for_its_negative(xs, output, posterior, prior, mask):
    xs, *arrays = zeroed(mask, xs, *output, *posterior, *prior)
    nll = gaussians.gaussian_nll(xs, *arrays[:2])
    return -nll * mask, gaussians.gaussian_kl(*arrays[2:]) * mask


def boolean_choice(xs, output, posterior, prior, mask):
    """Only the real steps come back, in one row."""
    real = mask == 1
    nll = gaussians.gaussian_nll(xs[real], output.mu[real], output.log_var[real])
    kl = gaussians.gaussian_kl(*(a[real] for a in (*posterior, *prior)))
    return nll, kl


def whole_steps_alone(xs, output, posterior, prior, mask):
    """A step counts for all rows where it is real in the first one."""
    real = mask[:, :1] * np.ones_like(mask)
    xs, *arrays = zeroed(np.minimum(mask, real), xs, *output, *posterior, *prior)
    nll = gaussians.gaussian_nll(xs, *arrays[:2]) * real * mask
    return nll, gaussians.gaussian_kl(*arrays[2:]) * real * mask


def standard_prior(xs, output, posterior, prior, mask):
    xs, *arrays = zeroed(mask, xs, *output, *posterior, *prior)
    zeros = np.zeros_like(arrays[2])
    nll = gaussians.gaussian_nll(xs, *arrays[:2])
    return nll * mask, gaussians.gaussian_kl(*arrays[2:4], zeros, zeros) * mask


def padding_removed(xs, output, posterior, prior, mask):
    """Into zeros, at the real steps alone."""
    real = mask.astype(bool)
    nll, kl = np.zeros(mask.shape), np.zeros(mask.shape)
    nll[real] = gaussians.gaussian_nll(xs[real], output.mu[real], output.log_var[real])
    kl[real] = gaussians.gaussian_kl(*(a[real] for a in (*posterior, *prior)))
    return nll, kl


def mask_without_an_axis(xs, output, posterior, prior, mask):
    """The mask meets the last axis of xs."""
    xs = np.where(mask == 1, xs, 0)
    return gaussians.gaussian_nll(xs, *output), gaussians.gaussian_kl(*posterior, *prior)


def padding_to_zero_by_product(xs, output, posterior, prior, mask):
    with np.errstate(invalid="ignore"):
        arrays = [a * mask[..., None] for a in (xs, *output, *posterior, *prior)]
    nll, kl = gaussians.gaussian_nll(*arrays[:3]), gaussians.gaussian_kl(*arrays[3:])
    return nll * mask, kl * mask


def posterior_scores_xs(xs, output, posterior, prior, mask):
    """The posterior is taken for the output."""
    xs, *arrays = zeroed(mask, xs, *output, *posterior, *prior)
    nll = gaussians.gaussian_nll(xs, *arrays[2:4])
    return nll * mask, gaussians.gaussian_kl(*arrays[2:]) * mask


def order_of_the_four(xs, output, posterior, prior, mask):
    """Both means first, then both log-variances."""
    xs, *arrays = zeroed(mask, xs, *output, *posterior, *prior)
    nll = gaussians.gaussian_nll(xs, *arrays[:2])
    kl = gaussians.gaussian_kl(arrays[2], arrays[4], arrays[3], arrays[5])
    return nll * mask, kl * mask


def only_xs_hidden(xs, output, posterior, prior, mask):
    xs = np.where(mask[..., None] == 1, xs, 0)
    return gaussians.gaussian_nll(xs, *output) * mask, gaussians.gaussian_kl(
        *posterior, *prior
    ) * mask


RIGHT = (padding_removed,)
WRONG = (
    wrong(straight, "NaN or inf on padding reached gaussian_nll, which refuses it"),
    wrong(own_formulas_times_mask, "NaN or inf on padding was multiplied by 0, which makes NaN"),
    wrong(
        only_replaced_before,
        "Padding was made 0 before the two functions, and zeros have an nll, too",
    ),
    wrong(prior_first, "Prior and posterior are exchanged"),
    wrong(mean_over_the_numbers, "Both terms are means over their D and Z numbers"),
    wrong(
        prior_first_and_not_masked_after,
        "Prior and posterior are exchanged, and zeros on padding were scored",
    ),
    wrong(summed_over_steps, "The steps were summed"),
    wrong(one_sum, "The two terms were added"),
    wrong(
        nan_to_num, "NaN alone was replaced, and what else stands on padding went into the formu"
    ),
    wrong(likelihood_for_its_negative, "nll has the other sign"),
    wrong(boolean_choice, "The real steps alone came back, in one row"),
    wrong(whole_steps_alone, "The mask of the first row was applied to all rows, too"),
    wrong(standard_prior, "The prior was taken for a standard normal one"),
    wrong(mask_without_an_axis, "Write the shape of each array in this line beside it."),
    wrong(
        padding_to_zero_by_product, "NaN or inf on padding reached gaussian_nll, which refuses it"
    ),
    wrong(posterior_scores_xs, "Write the shape of each array in this line beside it."),
    wrong(order_of_the_four, "gaussian_kl got both means first"),
    wrong(only_xs_hidden, "NaN or inf on padding reached gaussian_nll, which refuses it"),
)
EDGES = {
    "no padding, first": lambda cases: cases[0][-1].all(),
    "ordinary numbers on padding": lambda cases: any(
        not mask.all() and np.isfinite(xs).all() for xs, *_, mask in cases
    ),
    "NaN on padding": lambda cases: any(np.isnan(xs).any() for xs, *_ in cases),
    "inf on padding": lambda cases: any(np.isinf(xs).any() for xs, *_ in cases),
    "lengths of their own": lambda cases: any(np.ptp(mask.sum(axis=0)) > 0 for *_, mask in cases),
    "one step, one row": lambda cases: (
        any(len(mask) == 1 for *_, mask in cases) and any(mask.shape[1] == 1 for *_, mask in cases)
    ),
    "B, D and Z different, first": lambda cases: (
        len({*cases[0][0].shape[1:], cases[0][2].mu.shape[2]}) == 3
    ),
    "finite on real steps": lambda cases: all(
        np.isfinite(a[mask == 1]).all()
        for xs, *three, mask in cases
        for a in (xs, *(part for g in three for part in g))
    ),
}
