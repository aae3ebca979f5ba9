"""Answers to filter_bank that its record did not foresee; the attempts came before it."""

import numpy as np

from tests.checks.answers import wrong


def weights(places, sigma, pixels):
    away = np.arange(pixels) - places[:, :, None]
    return np.exp(-(away**2) / (2 * sigma[:, None, None] ** 2))


def centred(g, delta, N):
    return g[:, None] + (np.arange(N) - (N - 1) / 2) * delta[:, None]


def as_in_the_paper(gx, gy, delta, sigma, N, R, C):
    """Places from i - N / 2 - 0.5 with i from 1 are right, but 1e-8 guards the sum."""
    F_x = weights(centred(gx, delta, N), sigma, C)
    F_y = weights(centred(gy, delta, N), sigma, R)
    return (
        F_x / (F_x.sum(axis=2, keepdims=True) + 1e-8),
        F_y / (F_y.sum(axis=2, keepdims=True) + 1e-8),
    )


def plain_quotient(gx, gy, delta, sigma, N, R, C):
    F_x = weights(centred(gx, delta, N), sigma, C)
    F_y = weights(centred(gy, delta, N), sigma, R)
    with np.errstate(invalid="ignore"):
        return F_x / F_x.sum(axis=2, keepdims=True), F_y / F_y.sum(axis=2, keepdims=True)


def not_normalised(gx, gy, delta, sigma, N, R, C):
    return weights(centred(gx, delta, N), sigma, C), weights(centred(gy, delta, N), sigma, R)


def density_of_the_normal(gx, gy, delta, sigma, N, R, C):
    """The factor of the density, in place of the sum over the pixels."""
    scale = (sigma * np.sqrt(2 * np.pi))[:, None, None]
    F_x, F_y = not_normalised(gx, gy, delta, sigma, N, R, C)
    return F_x / scale, F_y / scale


def half_a_delta_off(gx, gy, delta, sigma, N, R, C):
    i = np.arange(N)
    F_x = weights(gx[:, None] + (i - N / 2) * delta[:, None], sigma, C)
    F_y = weights(gy[:, None] + (i - N / 2) * delta[:, None], sigma, R)
    with np.errstate(invalid="ignore"):
        return F_x / F_x.sum(axis=2, keepdims=True), F_y / F_y.sum(axis=2, keepdims=True)


def half_off_and_not_normalised(gx, gy, delta, sigma, N, R, C):
    """Two mistakes: the centre, and the sums."""
    i = np.arange(N)
    F_x = weights(gx[:, None] + (i - N // 2) * delta[:, None], sigma, C)
    F_y = weights(gy[:, None] + (i - N // 2) * delta[:, None], sigma, R)
    return F_x, F_y


def exchanged(gx, gy, delta, sigma, N, R, C):
    """F_x is along the rows, since x is taken for the first axis."""
    F_x = softly(centred(gx, delta, N), sigma, R)
    F_y = softly(centred(gy, delta, N), sigma, C)
    return F_x, F_y


def softly(places, sigma, pixels):
    away = np.arange(pixels) - places[:, :, None]
    a = -0.5 * (away / sigma[:, None, None]) ** 2
    a = np.exp(a - a.max(axis=2, keepdims=True))
    return a / a.sum(axis=2, keepdims=True)


def sigma_not_squared(gx, gy, delta, sigma, N, R, C):
    return (
        softly(centred(gx, delta, N), np.sqrt(sigma), C),
        softly(centred(gy, delta, N), np.sqrt(sigma), R),
    )


def sums_over_the_filters(gx, gy, delta, sigma, N, R, C):
    F_x = weights(centred(gx, delta, N), sigma, C)
    F_y = weights(centred(gy, delta, N), sigma, R)
    with np.errstate(invalid="ignore"):
        return F_x / F_x.sum(axis=1, keepdims=True), F_y / F_y.sum(axis=1, keepdims=True)


def pixels_from_one(gx, gy, delta, sigma, N, R, C):
    return (
        softly(centred(gx, delta, N) - 1, sigma, C),
        softly(centred(gy, delta, N) - 1, sigma, R),
    )


def starting_at_the_centre(gx, gy, delta, sigma, N, R, C):
    """The first filter stands at the centre."""
    i = np.arange(N)
    return (
        softly(gx[:, None] + i * delta[:, None], sigma, C),
        softly(gy[:, None] + i * delta[:, None], sigma, R),
    )


def first_row_for_all(gx, gy, delta, sigma, N, R, C):
    B = len(gx)
    places = np.repeat(centred(gx[:1], delta[:1], N), B, axis=0)
    others = np.repeat(centred(gy[:1], delta[:1], N), B, axis=0)
    return softly(places, sigma, C), softly(others, sigma, R)


def no_two_and_exchanged(gx, gy, delta, sigma, N, R, C):
    """Two mistakes: sigma squared without the 2, and gx where gy belongs."""
    narrow = sigma / np.sqrt(2)
    return softly(centred(gy, delta, N), narrow, C), softly(centred(gx, delta, N), narrow, R)


def pixels_first(gx, gy, delta, sigma, N, R, C):
    F_x = softly(centred(gx, delta, N), sigma, C)
    F_y = softly(centred(gy, delta, N), sigma, R)
    return F_x.swapaxes(1, 2), F_y.swapaxes(1, 2)


def zeros_far_outside(gx, gy, delta, sigma, N, R, C):
    """NaN far outside the image, made 0."""
    F_x = weights(centred(gx, delta, N), sigma, C)
    F_y = weights(centred(gy, delta, N), sigma, R)
    with np.errstate(invalid="ignore"):
        return (
            np.nan_to_num(F_x / F_x.sum(axis=2, keepdims=True)),
            np.nan_to_num(F_y / F_y.sum(axis=2, keepdims=True)),
        )


def over_the_whole_bank(gx, gy, delta, sigma, N, R, C):
    """One sum for all filters of a row of the batch."""
    F_x = weights(centred(gx, delta, N), sigma, C)
    F_y = weights(centred(gy, delta, N), sigma, R)
    with np.errstate(invalid="ignore"):
        return (
            F_x / F_x.sum(axis=(1, 2), keepdims=True),
            F_y / F_y.sum(axis=(1, 2), keepdims=True),
        )


def wrong_axis_of_delta(gx, gy, delta, sigma, N, R, C):
    """delta meets the filters, not the batch."""
    places = gx[:, None] + (np.arange(N) - (N - 1) / 2) * delta
    others = gy[:, None] + (np.arange(N) - (N - 1) / 2) * delta
    return softly(places, sigma, C), softly(others, sigma, R)


def softmax_over_filters(gx, gy, delta, sigma, N, R, C):
    """A softmax over the wrong axis, safe from 0."""
    banks = []
    for g, pixels in ((gx, C), (gy, R)):
        away = np.arange(pixels) - centred(g, delta, N)[:, :, None]
        a = -(away**2) / (2 * sigma[:, None, None] ** 2)
        a = np.exp(a - a.max(axis=1, keepdims=True))
        banks.append(a / a.sum(axis=1, keepdims=True))
    return tuple(banks)


def clipped_centres(gx, gy, delta, sigma, N, R, C):
    """A centre outside of the image is moved to its edge."""
    gx, gy = np.clip(gx, 0, C - 1), np.clip(gy, 0, R - 1)
    return softly(centred(gx, delta, N), sigma, C), softly(centred(gy, delta, N), sigma, R)


def whole_pixels(gx, gy, delta, sigma, N, R, C):
    """Places rounded to pixels."""
    return (
        softly(np.round(centred(gx, delta, N)), sigma, C),
        softly(np.round(centred(gy, delta, N)), sigma, R),
    )


def one_largest(gx, gy, delta, sigma, N, R, C):
    """One number is subtracted from the exponents of the whole batch."""
    banks = []
    for g, pixels in ((gx, C), (gy, R)):
        away = np.arange(pixels) - centred(g, delta, N)[:, :, None]
        a = -(away**2) / (2 * sigma[:, None, None] ** 2)
        a = np.exp(a - a.max())
        with np.errstate(invalid="ignore"):
            banks.append(a / a.sum(axis=2, keepdims=True))
    return tuple(banks)


def not_square_and_half_off(gx, gy, delta, sigma, N, R, C):
    """Two mistakes: |distance| / sigma in the exponent, and i - N / 2."""
    banks = []
    for g, pixels in ((gx, C), (gy, R)):
        places = g[:, None] + (np.arange(N) - N / 2) * delta[:, None]
        a = -np.abs(np.arange(pixels) - places[:, :, None]) / sigma[:, None, None]
        a = np.exp(a - a.max(axis=2, keepdims=True))
        banks.append(a / a.sum(axis=2, keepdims=True))
    return tuple(banks)


WRONG = (
    wrong(as_in_the_paper, "About 1e-8 was added to the sums, which then are not 1"),
    wrong(plain_quotient, "A filter far outside of the image was divided by a sum of 0"),
    wrong(not_normalised, "The weights were not divided by their sum"),
    wrong(density_of_the_normal, "The weights were divided by sigma sqrt(2 pi), as a density is"),
    wrong(half_a_delta_off, "The filters stand half a delta too low: at i - N / 2"),
    wrong(
        half_off_and_not_normalised,
        "The filters stand at i - N // 2, and the weights were not divided by their ",
    ),
    wrong(exchanged, "R and C are exchanged"),
    wrong(sigma_not_squared, "sigma was not squared"),
    wrong(sums_over_the_filters, "The sums run over the filters"),
    wrong(pixels_from_one, "The pixels were counted from 1"),
    wrong(starting_at_the_centre, "The first filter stands at the centre"),
    wrong(first_row_for_all, "The places of the first row serve for all rows"),
    wrong(no_two_and_exchanged, "The 2 beside sigma^2 is missing, and gx and gy are exchanged"),
    wrong(pixels_first, "The pixels stand before the filters"),
    wrong(zeros_far_outside, "A filter far outside of the image became 0"),
    wrong(over_the_whole_bank, "One sum was taken of all filters of a bank"),
    wrong(wrong_axis_of_delta, "Write the shape of each array in this line beside it."),
    wrong(softmax_over_filters, "The sums run over the filters"),
    wrong(clipped_centres, "A centre outside of the image was moved to its edge"),
    wrong(whole_pixels, "The places were rounded to whole pixels"),
    wrong(one_largest, "A filter far outside of the image was divided by a sum of 0"),
    wrong(
        not_square_and_half_off,
        "With every float input except sigma set to zero, F_x and F_y are still wron",
    ),
)
EDGES = {
    "even and odd N, and one filter": lambda cases: {case[4] for case in cases} >= {1, 2, 3, 4},
    "one row of the batch, one pixel": lambda cases: (
        any(len(case[0]) == 1 for case in cases) and any(case[5] == 1 for case in cases)
    ),
    "B, N, R and C different, first": lambda cases: len({len(cases[0][0]), *cases[0][4:]}) == 4,
    "B, N, R and C alike": lambda cases: any(
        len(case[0]) == case[4] == case[5] == case[6] for case in cases
    ),
    "centres far outside of the image, in some rows": lambda cases: any(
        case[0].max() > 500 and case[0].min() < case[6] and case[1].min() < -500 for case in cases
    ),
    "sigma on either side of 1": lambda cases: any(
        (case[3] < 0.95).any() and (case[3] > 1.2).any() for case in cases
    ),
    "narrow filters": lambda cases: any(case[3].max() < 0.2 for case in cases),
    "whole numbers": lambda cases: any((case[0] % 1 == 0).all() for case in cases),
}
