"""Check of paired_interval."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.paired import T_975, paired_interval

T_950 = {1: 6.31375151, 2: 2.91998558, 4: 2.13184679, 9: 1.83311293, 29: 1.69912703}


def paired_interval_cases(seed):
    """Yield (scores_a, scores_b): five seeds, two, three, ten, thirty, and five again.

    A seed moves both scores of a pair by far more than the models differ.
    """
    rng = np.random.default_rng(seed)
    for n, gain in [(5, 0.04), (3, -0.3), (10, 0.1), (2, 0.2), (30, -0.02), (5, 2.0)]:
        hard = rng.permutation(np.linspace(-1.5, 1.5, n))
        noise = 0.2 * rng.normal(size=(2, n))
        yield 3.0 + gain + hard + noise[0], 3.0 + hard + noise[1]


def around(mean, half):
    return float(mean), float(mean - half), float(mean + half)


def interval(a, b, ddof=1, quantile=lambda n: T_975[n - 1], root=np.sqrt, spread=np.std):
    d = np.asarray(a) - np.asarray(b)
    return around(d.mean(), quantile(len(d)) * spread(d, ddof=ddof) / root(len(d)))


def pair_two_samples_quantile(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: T_975[2 * n - 2])


def pair_by_n_and_n_degrees(scores_a, scores_b):
    return interval(scores_a, scores_b, ddof=0, quantile=lambda n: T_975[n])


def pair_by_n_and_normal(scores_a, scores_b):
    return interval(scores_a, scores_b, ddof=0, quantile=lambda n: 1.96)


def pair_by_n_without_root(scores_a, scores_b):
    return interval(scores_a, scores_b, ddof=0, root=lambda n: 1.0)


def pair_normal_over_n(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: 1.96, root=lambda n: n)


def pair_n_degrees_without_root(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: T_975[n], root=lambda n: 1.0)


def pair_variance_over_n(scores_a, scores_b):
    return interval(scores_a, scores_b, spread=np.var, root=lambda n: n)


def pair_variance_without_root(scores_a, scores_b):
    return interval(scores_a, scores_b, spread=np.var, root=lambda n: 1.0)


def pair_normal_without_root(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: 1.96, root=lambda n: 1.0)


def pair_n_degrees_high_first(scores_a, scores_b):
    mean, low, high = pair_n_degrees(scores_a, scores_b)
    return mean, high, low


def pair_as_strangers(scores_a, scores_b):
    a, b, n = scores_a, scores_b, len(scores_a)
    half = T_975[n - 1] * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / n)
    return around(a.mean() - b.mean(), half)


def pair_as_two_samples(scores_a, scores_b):
    a, b, n = scores_a, scores_b, len(scores_a)
    quantile = T_975.get(2 * n - 2, 2.0017)
    return around(a.mean() - b.mean(), quantile * np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / n))


def pair_spread_of_a(scores_a, scores_b):
    half = T_975[len(scores_a) - 1] * scores_a.std(ddof=1) / np.sqrt(len(scores_a))
    return around((scores_a - scores_b).mean(), half)


def pair_divides_by_n(scores_a, scores_b):
    return interval(scores_a, scores_b, ddof=0)


def pair_normal_quantile(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: 1.96)


def pair_exact_normal_quantile(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: 1.959963984540054)


def pair_n_degrees(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: T_975[n])


def pair_n_minus_two_degrees(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: T_975[max(n - 2, 1)])


def pair_one_sided(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: T_950[n - 1])


def pair_always_five(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: T_975[4])


def pair_without_quantile(scores_a, scores_b):
    return interval(scores_a, scores_b, quantile=lambda n: 1.0)


def pair_without_root_n(scores_a, scores_b):
    return interval(scores_a, scores_b, root=lambda n: 1.0)


def pair_over_n(scores_a, scores_b):
    return interval(scores_a, scores_b, root=lambda n: n)


def pair_over_root_n_minus_one(scores_a, scores_b):
    return interval(scores_a, scores_b, root=lambda n: np.sqrt(n - 1))


def pair_variance(scores_a, scores_b):
    return interval(scores_a, scores_b, spread=np.var)


def pair_b_minus_a(scores_a, scores_b):
    return interval(scores_b, scores_a)


def pair_absolute(scores_a, scores_b):
    return interval(np.abs(scores_a - scores_b), np.zeros_like(scores_b))


def pair_sum(scores_a, scores_b):
    mean, low, high = interval(scores_a, scores_b)
    return around((scores_a - scores_b).sum(), mean - low)


def pair_median(scores_a, scores_b):
    mean, low, high = interval(scores_a, scores_b)
    return around(np.median(scores_a - scores_b), mean - low)


def pair_twice_as_wide(scores_a, scores_b):
    mean, low, high = interval(scores_a, scores_b)
    return mean, mean - (high - low), mean + (high - low)


def pair_half_as_wide(scores_a, scores_b):
    mean, low, high = interval(scores_a, scores_b)
    return mean, (mean + low) / 2, (mean + high) / 2


def pair_mean_and_half(scores_a, scores_b):
    mean, low, high = interval(scores_a, scores_b)
    return mean, high - mean


def pair_in_rising_order(scores_a, scores_b):
    mean, low, high = interval(scores_a, scores_b)
    return low, mean, high


def pair_high_first(scores_a, scores_b):
    mean, low, high = interval(scores_a, scores_b)
    return mean, high, low


def pair_halves_alone(scores_a, scores_b):
    mean, low, high = interval(scores_a, scores_b)
    return mean, low - mean, high - mean


def pair_largest_and_smallest(scores_a, scores_b):
    d = scores_a - scores_b
    return float(d.mean()), float(d.min()), float(d.max())


def pair_by_sums(scores_a, scores_b):
    differences = [a - b for a, b in zip(scores_a, scores_b, strict=True)]
    n = len(differences)
    mean = sum(differences) / n
    squares = sum((d - mean) ** 2 for d in differences)
    half = T_975[n - 1] * (squares / (n * (n - 1))) ** 0.5
    return mean, mean - half, mean + half


def pair_over_n_both_times(scores_a, scores_b):
    d = scores_a - scores_b
    half = T_975[d.size - 1] * d.std() / np.sqrt(d.size - 1)
    low, high = d.mean() + np.array([-half, half])
    return d.mean(), low, high


def pair_by_covariance(scores_a, scores_b):
    """Var(a - b) = Var a + Var b - 2 Cov(a, b): what the unpaired interval leaves out."""
    n = len(scores_a)
    (var_a, cov), (_, var_b) = np.cov(scores_a, scores_b)
    half = T_975[n - 1] * np.sqrt((var_a + var_b - 2 * cov) / n)
    mean = scores_a.mean() - scores_b.mean()
    return mean, mean - half, mean + half


check_paired_interval = Check(
    name="paired_interval",
    reference=paired_interval,
    cases=paired_interval_cases,
    outputs=("mean", "low", "high"),
    slips={
        "The variances of a and of b were added, as for unrelated runs. Entry i of both shares a "
        "seed: of what should the spread be taken?": pair_as_strangers,
        "This is the interval of two unrelated samples, with 2n - 2 degrees of freedom. How many "
        "differences are there, and what is their spread?": pair_as_two_samples,
        "The spread is that of a alone. Of what should it be taken?": pair_spread_of_a,
        "The squares were divided by n, not by n - 1. Which argument of NumPy's std sets "
        "that?": pair_divides_by_n,
        "The quantile is the normal one, 1.96, whatever n is. Which one does a standard deviation "
        "estimated from n differences need?": pair_normal_quantile,
        "The quantile is the normal one, 1.959964, whatever n is. Which one does a standard "
        "deviation estimated from n differences need?": pair_exact_normal_quantile,
        "The quantile is that of n degrees of freedom. How many are left once the mean of n "
        "differences is known?": pair_n_degrees,
        "The quantile is that of n - 2 degrees of freedom. How many means were estimated from the "
        "n differences?": pair_n_minus_two_degrees,
        "The quantile is one-sided: 5 % lie beyond each end. How many per cent should lie outside "
        "in all, and how many at either end?": pair_one_sided,
        "The quantile is that of 4 degrees of freedom, as for five differences. On what does it "
        "depend?": pair_always_five,
        "The quantile is that of 2n - 2 degrees of freedom, as for two unrelated samples. How many "
        "differences are there, and how many means were estimated?": pair_two_samples_quantile,
        "The squares were divided by n, and the quantile is that of n degrees of freedom. Where "
        "does n - 1 belong, in one of the two places or in both?": pair_by_n_and_n_degrees,
        "The squares were divided by n, and the quantile is 1.96. What does the formula have in "
        "each of these two places?": pair_by_n_and_normal,
        "The squares were divided by n, and the root of n is missing. What stands below each of "
        "the two fraction lines?": pair_by_n_without_root,
        "The quantile is 1.96, and s was divided by n. Which quantile does the formula have, and "
        "what stands below s?": pair_normal_over_n,
        "The half width is wrong in two of its factors: the quantile is that of n degrees of "
        "freedom, and the root of n is missing. Which degrees, and what stands below "
        "s?": pair_n_degrees_without_root,
        "The half width has s squared over n, which is the square of the standard error. Of which "
        "two factors is the root missing?": pair_variance_over_n,
        "The half width has s squared, and nothing stands below it. Which power of s belongs "
        "there, and what stands below it?": pair_variance_without_root,
        "The quantile is 1.96, and the root of n is missing. Which quantile does the formula have, "
        "and what stands below s?": pair_normal_without_root,
        "low and high are exchanged, and the quantile is that of n degrees of freedom. Which end "
        "is mean minus half, and how many degrees are left?": pair_n_degrees_high_first,
        "The quantile is missing: this is one standard error on either side. By what is it "
        "multiplied?": pair_without_quantile,
        "The root of n is missing: this is where single differences lie. How does the spread of a "
        "mean shrink with n?": pair_without_root_n,
        "s was divided by n. Does the spread of a mean shrink with n or with its "
        "root?": pair_over_n,
        "s was divided by the root of n - 1. In which of the two places does n - 1 stand, s or "
        "the root?": pair_over_root_n_minus_one,
        "s squared stands where s belongs. Which unit has a variance, and which an "
        "interval?": pair_variance,
        "These are the differences b - a. Which sign should the mean have where a scores "
        "higher?": pair_b_minus_a,
        "The differences lost their signs. What should happen to a pair in which b scores "
        "higher?": pair_absolute,
        "The differences were added up. Which centre does the interval have?": pair_sum,
        "The centre is the median of the differences. Which centre does the t interval "
        "have?": pair_median,
        "The interval is twice as wide as it should be. Is the term after the plus-minus sign the "
        "half or the whole width?": pair_twice_as_wide,
        "The interval is half as wide as it should be. Is the term after the plus-minus sign the "
        "half or the whole width?": pair_half_as_wide,
        "Only a mean and a half width came back. Which three numbers does the exercise ask "
        "for?": pair_mean_and_half,
        "The numbers came back in rising order: low, mean, high. Which of them stands "
        "first?": pair_in_rising_order,
        "low and high are exchanged. Which of them is mean minus half the width?": pair_high_first,
        "low and high are distances from the mean. What is still to be added to "
        "them?": pair_halves_alone,
        "The ends are the smallest and the largest difference. What does the formula put "
        "there?": pair_largest_and_smallest,
    },
    alternatives=(pair_by_sums, pair_over_n_both_times, pair_by_covariance),
    tolerance=1e-6,
    tolerance_reason="the table of quantiles has nine digits, exact ones have more",
)
