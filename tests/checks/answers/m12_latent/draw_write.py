"""Answers to draw_write that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def times_gamma(patch, F_x, F_y, gamma):
    return gamma[:, None, None] * (F_y.swapaxes(1, 2) @ patch @ F_x)


def without_gamma(patch, F_x, F_y, gamma):
    return F_y.swapaxes(1, 2) @ patch @ F_x


def as_reading(patch, F_x, F_y, gamma):
    """The formula of reading, with the patch for the image."""
    return F_y @ patch @ F_x.swapaxes(1, 2) / gamma[:, None, None]


def whole_batch_transposed(patch, F_x, F_y, gamma):
    return F_y.T @ patch @ F_x / gamma[:, None, None]


def patch_transposed(patch, F_x, F_y, gamma):
    return np.einsum("bia,bji,bjc->bac", F_y, patch, F_x) / gamma[:, None, None]


def banks_exchanged(patch, F_x, F_y, gamma):
    return F_x.swapaxes(1, 2) @ patch @ F_y / gamma[:, None, None]


def banks_exchanged_times_gamma(patch, F_x, F_y, gamma):
    """Two mistakes: the banks exchanged, and times gamma."""
    return F_x.swapaxes(1, 2) @ patch @ F_y * gamma[:, None, None]


def gamma_along_the_columns(patch, F_x, F_y, gamma):
    """gamma meets the last axis."""
    return F_y.swapaxes(1, 2) @ patch @ F_x / gamma


def first_gamma(patch, F_x, F_y, gamma):
    return F_y.swapaxes(1, 2) @ patch @ F_x / gamma[0]


def mean_over_the_filters(patch, F_x, F_y, gamma):
    """Divided by N twice, as a mean is."""
    N = patch.shape[1]
    return F_y.swapaxes(1, 2) @ patch @ F_x / gamma[:, None, None] / N**2


def summed_over_the_batch(patch, F_x, F_y, gamma):
    """Two mistakes: the batch is summed away in the first product, and gamma multiplies."""
    scaled = patch * gamma[:, None, None]
    return np.einsum("bia,bij,djc->bac", F_y, scaled, F_x)


def size_of_gamma(patch, F_x, F_y, gamma):
    return F_y.swapaxes(1, 2) @ patch @ F_x / np.abs(gamma)[:, None, None]


def log_gamma(patch, F_x, F_y, gamma):
    """The paper's net returns ln gamma."""
    return F_y.swapaxes(1, 2) @ patch @ F_x / np.exp(gamma)[:, None, None]


def entry_by_entry(patch, F_x, F_y, gamma):
    return F_y.swapaxes(1, 2) * patch * F_x / gamma[:, None, None]


def gamma_twice(patch, F_x, F_y, gamma):
    """Once for each direction."""
    return F_y.swapaxes(1, 2) @ patch @ F_x / gamma[:, None, None] ** 2


def inverse_of_reading(patch, F_x, F_y, gamma):
    """The image that would be read as the patch."""
    return np.linalg.pinv(F_y) @ patch @ np.linalg.pinv(F_x).swapaxes(1, 2) / gamma[:, None, None]


def patch_transposed_times_gamma(patch, F_x, F_y, gamma):
    """Two mistakes."""
    return F_y.swapaxes(1, 2) @ patch.swapaxes(1, 2) @ F_x * gamma[:, None, None]


WRONG = (
    wrong(times_gamma, "The image was multiplied by gamma, as in reading"),
    wrong(without_gamma, "gamma has no effect"),
    wrong(as_reading, "This is F_y patch F_x', the product of reading, over gamma"),
    wrong(whole_batch_transposed, "F_y.T turns round the batch, too"),
    wrong(patch_transposed, "The patch is transposed"),
    wrong(banks_exchanged, "F_x and F_y are exchanged"),
    wrong(banks_exchanged_times_gamma, "F_x and F_y are exchanged, and gamma multiplies"),
    wrong(gamma_along_the_columns, "gamma met the last axis"),
    wrong(first_gamma, "The first gamma serves for all rows of the batch"),
    wrong(mean_over_the_filters, "The sum was divided by N^2"),
    wrong(summed_over_the_batch, "F_x was summed over the batch, and gamma multiplies"),
    wrong(size_of_gamma, "The size of gamma was taken"),
    wrong(log_gamma, "The image was divided by e^gamma"),
    wrong(entry_by_entry, "The arrays were multiplied entry by entry"),
    wrong(gamma_twice, "The image was divided by gamma twice"),
    wrong(inverse_of_reading, "This is the image that would be read as the patch"),
    wrong(patch_transposed_times_gamma, "The patch is transposed, and gamma multiplies"),
)
EDGES = {
    "one row of the batch, one filter, one row of pixels": lambda cases: (
        any(len(gamma) == 1 for *_, gamma in cases)
        and any(patch.shape[1] == 1 for patch, *_ in cases)
        and any(F_y.shape[2] == 1 for _, _, F_y, _ in cases)
    ),
    "B, N, R and C different, first": lambda cases: (
        len({*cases[0][1].shape, cases[0][2].shape[2]}) == 4
    ),
    "B, N, R and C alike": lambda cases: any(
        len({*F_x.shape, *F_y.shape}) == 1 for _, F_x, F_y, _ in cases
    ),
    "gamma below 0, and away from 1 and -1": lambda cases: all(
        (gamma < 0).any() and (abs(abs(gamma) - 1) > 0.1).all() for *_, gamma in cases
    ),
    "filters that do not sum to 1": lambda cases: all(
        (abs(F_x.sum(axis=2) - 1) > 1e-3).any() for _, F_x, _, _ in cases
    ),
}
