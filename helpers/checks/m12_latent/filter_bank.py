"""Check of filter_bank."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m12_recurrent import filter_bank

SIZES = (  # B, N, R, C
    (3, 2, 5, 7),
    (2, 3, 6, 4),
    (4, 4, 4, 4),  # nothing is told apart by its size
    (1, 5, 3, 8),
    (2, 1, 5, 4),
    (2, 2, 1, 6),
    (3, 2, 5, 7),
)


def filter_bank_cases(seed):
    """Yield (gx, gy, delta, sigma, N, R, C): as SIZES lists them; then centres far outside of the
    image, narrow filters, and whole numbers for the centres.
    """
    rng = np.random.default_rng(seed)
    for B, N, R, C in SIZES[:-1]:
        yield *drawn(rng, B, R, C), N, R, C
    gx, gy, delta, sigma = drawn(rng, 3, 5, 6)
    yield gx + [0, 900, 0], gy - [700, 0, 0], delta, sigma, 3, 5, 6
    gx, gy, delta, sigma = drawn(rng, 2, 6, 4)
    yield gx, gy, 3 * delta, 0.08 * sigma, 4, 6, 4
    gx, gy, delta, sigma = drawn(rng, 2, 4, 5)
    yield np.floor(gx), np.floor(gy), np.ones(2), sigma, 3, 4, 5
    yield *drawn(rng, SIZES[-1][0], *SIZES[-1][2:]), *SIZES[-1][1:]


def drawn(rng, B, R, C):
    """Draw centres inside of the image, and widths on either side of 1."""
    gx, gy = rng.uniform(0.3, C - 0.7, size=B), rng.uniform(0.2, R - 0.6, size=B)
    sigma = rng.uniform(0.6, 0.9, size=B)
    sigma[::2] += 0.8
    return gx, gy, rng.uniform(0.7, 1.6, size=B), sigma


def spread(N):
    return np.arange(N) - (N - 1) / 2


def places_of(g, delta, offsets):
    return g[:, None] + offsets * delta[:, None]


def exponent(places, sigma, pixels, first=0, power=2, halves=2):
    away = np.arange(first, first + pixels) - places[:, :, None]
    return -(away**2) / (halves * sigma[:, None, None] ** power)


def softly(a):
    a = np.exp(a - a.max(axis=2, keepdims=True))
    return a / a.sum(axis=2, keepdims=True)


def both(gx, gy, delta, sigma, N, R, C, offsets=None, norm=softly, **words):
    """Make both banks with parts of them exchanged."""
    offsets = spread(N) if offsets is None else offsets
    with np.errstate(all="ignore"):
        return tuple(
            norm(exponent(places_of(g, delta, offsets), sigma, pixels, **words))
            for g, pixels in ((gx, C), (gy, R))
        )


def not_divided(a):
    return np.exp(a)


def bank_not_normalised(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, norm=not_divided)


def plain_quotient(a):
    return np.exp(a) / np.exp(a).sum(axis=2, keepdims=True)


def bank_nan_outside(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, norm=plain_quotient)


def bank_zeros_outside(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, norm=lambda a: np.nan_to_num(plain_quotient(a)))


def small_added(a, small=1e-8):
    return np.exp(a) / (np.exp(a).sum(axis=2, keepdims=True) + small)


def bank_small_number(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, norm=small_added)


def bank_tiny_number(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, norm=lambda a: small_added(a, 1e-12))


def bank_small_floor(gx, gy, delta, sigma, N, R, C):
    return both(
        gx,
        gy,
        delta,
        sigma,
        N,
        R,
        C,
        norm=lambda a: np.exp(a) / np.maximum(np.exp(a).sum(axis=2, keepdims=True), 1e-8),
    )


def bank_over_filters(gx, gy, delta, sigma, N, R, C):
    return both(
        gx,
        gy,
        delta,
        sigma,
        N,
        R,
        C,
        norm=lambda a: np.exp(a) / np.exp(a).sum(axis=1, keepdims=True),
    )


def bank_over_bank(gx, gy, delta, sigma, N, R, C):
    return both(
        gx,
        gy,
        delta,
        sigma,
        N,
        R,
        C,
        norm=lambda a: np.exp(a) / np.exp(a).sum(axis=(1, 2), keepdims=True),
    )


def largest_of_bank(a):
    a = np.exp(a - a.max(axis=(1, 2), keepdims=True))
    return a / a.sum(axis=2, keepdims=True)


def bank_largest_of_bank(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, norm=largest_of_bank)


def by_largest(a):
    return np.exp(a - a.max(axis=2, keepdims=True))


def bank_largest_is_1(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, norm=by_largest)


def over_squares(a):
    a = np.exp(a - a.max(axis=2, keepdims=True))
    return a / np.sqrt((a**2).sum(axis=2, keepdims=True))


def bank_length_1(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, norm=over_squares)


def bank_density(gx, gy, delta, sigma, N, R, C):
    scale = (sigma * np.sqrt(2 * np.pi))[:, None, None]
    return tuple(F / scale for F in bank_not_normalised(gx, gy, delta, sigma, N, R, C))


def bank_half_off(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, offsets=np.arange(N) - N / 2)


def bank_half_off_not_normalised(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, offsets=np.arange(N) - N / 2, norm=not_divided)


def bank_whole_half(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, offsets=np.arange(N) - N // 2)


def bank_whole_half_not_normalised(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, offsets=np.arange(N) - N // 2, norm=not_divided)


def bank_paper_from_0(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, offsets=np.arange(N) - N / 2 - 0.5)


def bank_from_centre(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, offsets=np.arange(N))


def bank_whole_places(gx, gy, delta, sigma, N, R, C):
    def one(g, pixels):
        places = np.round(places_of(g, delta, spread(N)))
        return softly(exponent(places, sigma, pixels))

    return one(gx, C), one(gy, R)


def bank_clipped(gx, gy, delta, sigma, N, R, C):
    return filter_bank(gx.clip(0, C - 1), gy.clip(0, R - 1), delta, sigma, N, R, C)


def bank_backwards(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, offsets=-spread(N))


def bank_delta_of_1(gx, gy, delta, sigma, N, R, C):
    return filter_bank(gx, gy, np.ones_like(delta), sigma, N, R, C)


def bank_whole_width(gx, gy, delta, sigma, N, R, C):
    """Take delta for the width of the whole bank."""
    return filter_bank(gx, gy, delta / max(N - 1, 1), sigma, N, R, C)


def bank_spread_divided(gx, gy, delta, sigma, N, R, C):
    return filter_bank(gx, gy, delta / N, sigma, N, R, C)


def bank_sigma_not_squared(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, power=1)


def bank_without_2(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, halves=1)


def bank_without_2_centres_exchanged(gx, gy, delta, sigma, N, R, C):
    return both(gy, gx, delta, sigma, N, R, C, halves=1)


def bank_not_squared_without_2(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, power=1, halves=1)


def bank_sigma_below(gx, gy, delta, sigma, N, R, C):
    """Square 2 sigma as a whole."""
    return both(gx, gy, delta, sigma, N, R, C, halves=4)


def bank_not_squared_distance(gx, gy, delta, sigma, N, R, C):
    def one(g, pixels):
        away = np.arange(pixels) - places_of(g, delta, spread(N))[:, :, None]
        return softly(-np.abs(away) / (2 * sigma[:, None, None] ** 2))

    return one(gx, C), one(gy, R)


def bank_pixels_from_1(gx, gy, delta, sigma, N, R, C):
    return both(gx, gy, delta, sigma, N, R, C, first=1)


def bank_sizes_exchanged(gx, gy, delta, sigma, N, R, C):
    return filter_bank(gx, gy, delta, sigma, N, C, R)


def bank_centres_exchanged(gx, gy, delta, sigma, N, R, C):
    return filter_bank(gy, gx, delta, sigma, N, R, C)


def bank_results_exchanged(gx, gy, delta, sigma, N, R, C):
    return filter_bank(gx, gy, delta, sigma, N, R, C)[::-1]


def bank_gx_twice(gx, gy, delta, sigma, N, R, C):
    return filter_bank(gx, gx, delta, sigma, N, R, C)


def bank_pixels_first(gx, gy, delta, sigma, N, R, C):
    return tuple(F.swapaxes(1, 2) for F in filter_bank(gx, gy, delta, sigma, N, R, C))


def bank_first_row(gx, gy, delta, sigma, N, R, C):
    return filter_bank(*(np.full_like(a, a[0]) for a in (gx, gy, delta, sigma)), N, R, C)


def bank_first_places(gx, gy, delta, sigma, N, R, C):
    return filter_bank(*(np.full_like(a, a[0]) for a in (gx, gy, delta)), sigma, N, R, C)


def bank_first_centre(gx, gy, delta, sigma, N, R, C):
    return filter_bank(*(np.full_like(a, a[0]) for a in (gx, gy)), delta, sigma, N, R, C)


def bank_first_delta_sigma(gx, gy, delta, sigma, N, R, C):
    return filter_bank(
        gx, gy, np.full_like(delta, delta[0]), np.full_like(sigma, sigma[0]), N, R, C
    )


def by_loops(gx, gy, delta, sigma, N, R, C):
    """One filter after the other, the nearest pixel's exponent subtracted."""
    banks = []
    for g, pixels in ((gx, C), (gy, R)):
        F = np.zeros((len(g), N, pixels))
        for b in range(len(g)):
            for i in range(N):
                place = g[b] + delta[b] * i - delta[b] * (N - 1) / 2
                squares = [(a - place) ** 2 / sigma[b] ** 2 / 2 for a in range(pixels)]
                for a in range(pixels):
                    F[b, i, a] = np.exp(min(squares) - squares[a])
                F[b, i] /= sum(F[b, i])
        banks.append(F)
    return tuple(banks)


def by_logs(gx, gy, delta, sigma, N, R, C):
    """Subtract ln of the sum, by logaddexp; lists come back."""
    offsets = np.linspace(-(N - 1) / 2, (N - 1) / 2, N)
    banks = []
    for g, pixels in ((gx, C), (gy, R)):
        away = np.subtract.outer(g[:, None] + np.outer(delta, offsets), np.arange(pixels))
        a = -0.5 * (away / sigma[:, None, None]) ** 2
        banks.append(np.exp(a - np.logaddexp.reduce(a, axis=2)[..., None]))
    return banks


def by_ratios(gx, gy, delta, sigma, N, R, C):
    """Each weight is 1 over the sum of the others' ratios to it."""

    def one(g, pixels):
        places = (g + delta * np.arange(-(N - 1), N, 2)[:, None] / 2).T
        a = -(((np.arange(pixels) - places[..., None]) / sigma[:, None, None]) ** 2) / 2
        with np.errstate(over="ignore"):
            return 1 / np.exp(a[..., None, :] - a[..., :, None]).sum(axis=-1)

    return one(gx, C), one(gy, R)


def in_float32(gx, gy, delta, sigma, N, R, C):
    single = (a.astype(np.float32) for a in (gx, gy, delta, sigma))
    return tuple(F.astype(np.float32) for F in by_logs(*single, N, R, C))


check_filter_bank = Check(
    name="filter_bank",
    reference=filter_bank,
    cases=filter_bank_cases,
    outputs=("F_x (B, N, C)", "F_y (B, N, R)"),
    slips={
        "The weights were not divided by their sum. What do the weights of one filter sum "
        "to?": bank_not_normalised,
        "A filter far outside of the image was divided by a sum of 0. What can be subtracted "
        "before exp?": bank_nan_outside,
        "One number was subtracted from all filters of a bank before exp, and those farther away "
        "were divided by a sum of 0. From what is each filter's taken?": bank_largest_of_bank,
        "A filter far outside of the image became 0. What should its weights sum "
        "to?": bank_zeros_outside,
        "About 1e-8 was added to the sums, which then are not 1. What can be subtracted before "
        "exp instead?": bank_small_number,
        "About 1e-12 was added to the sums, which then are not 1. What can be subtracted before "
        "exp instead?": bank_tiny_number,
        "The sums were kept from falling below 1e-8. What should the weights of a filter far "
        "outside sum to?": bank_small_floor,
        "The sums run over the filters. Over which axis do the weights of one filter "
        "stand?": bank_over_filters,
        "One sum was taken of all filters of a bank. What do the weights of one filter sum "
        "to?": bank_over_bank,
        "The largest weight of each filter is 1. What should be 1?": bank_largest_is_1,
        "The squares of the weights sum to 1. What should sum to 1?": bank_length_1,
        "The weights were divided by sigma sqrt(2 pi), as a density is. What do they sum to over "
        "the pixels?": bank_density,
        "The filters stand half a delta too low: at i - N / 2. What is the mean of the numbers 0 "
        "to N - 1?": bank_half_off,
        "The filters stand half a delta too low, and the weights were not divided by their sum. "
        "What is the mean of 0 to N - 1, and what sums to 1?": bank_half_off_not_normalised,
        "The filters stand at i - N // 2, which has another mean for an even N. What is the mean "
        "of the numbers 0 to N - 1?": bank_whole_half,
        "The filters stand at i - N // 2, and the weights were not divided by their sum. What is "
        "the mean of 0 to N - 1, and what sums to 1?": bank_whole_half_not_normalised,
        "The filters stand one delta too low: i - N / 2 - 0.5 counts i from 1. From where does "
        "np.arange count?": bank_paper_from_0,
        "The first filter stands at the centre. What is the mean of all places?": bank_from_centre,
        "The places were rounded to whole pixels. May a filter stand between two "
        "pixels?": bank_whole_places,
        "A centre outside of the image was moved to its edge. Where may the centre "
        "lie?": bank_clipped,
        "The places run backwards. In which order do they stand?": bank_backwards,
        "delta has no effect. How far is one filter from the next?": bank_delta_of_1,
        "delta was taken for the width of the whole bank. How far is one filter from the "
        "next?": bank_whole_width,
        "delta was divided by N. How far is one filter from the next?": bank_spread_divided,
        "sigma was not squared. By what is the squared distance divided?": bank_sigma_not_squared,
        "The 2 beside sigma^2 is missing. By what is the squared distance divided?": bank_without_2,
        "The 2 beside sigma^2 is missing, and gx and gy are exchanged. What divides the square, "
        "and which of the two is a column?": bank_without_2_centres_exchanged,
        "The squared distance was divided by sigma alone. By what is it "
        "divided?": bank_not_squared_without_2,
        "The 2 was squared with sigma. By what is the squared distance divided?": bank_sigma_below,
        "The distance was not squared. What stands above the fraction "
        "line?": bank_not_squared_distance,
        "The pixels were counted from 1. Where does the first pixel stand?": bank_pixels_from_1,
        "R and C are exchanged. How many pixels does a filter along the columns "
        "weigh?": bank_sizes_exchanged,
        "gx and gy are exchanged. Which of them is a column?": bank_centres_exchanged,
        "The two banks are exchanged. Which one comes first?": bank_results_exchanged,
        "gx serves for both banks. Around what do the filters along the rows stand?": bank_gx_twice,
        "The pixels stand before the filters. In which order are the axes?": bank_pixels_first,
        "The first row of the batch decides for all rows. How many centres are "
        "there?": bank_first_row,
        "The places of the first row serve for all rows. How many centres are "
        "there?": bank_first_places,
        "gx and gy of the first row serve for all rows. How many centres are "
        "there?": bank_first_centre,
        "delta and sigma of the first row serve for all rows. How many of each are "
        "there?": bank_first_delta_sigma,
    },
    alternatives=(by_loops, by_logs, by_ratios, in_float32),
    tolerance_reason="float64: exponents of up to 1e6 lose ten digits of sixteen at most",
    float32=True,
)
