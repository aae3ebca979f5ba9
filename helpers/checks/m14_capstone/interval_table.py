"""Check of interval_table."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.comparison import interval_table
from helpers.datasets.paired import T_975, paired_interval


def interval_table_cases(seed):
    """Yield (results, baseline): seeds in another order, missing ones, one in common, two rows."""
    rng = np.random.default_rng(seed)
    yield drawn(rng, ("lstm", "gru", "rnn"), ((0, 1, 2, 3, 4),) * 3, "lstm")
    yield drawn(rng, ("gru", "lstm", "rnn"), ((3, 0, 4, 1), (1, 3, 0, 4), (4, 1, 0, 3)), "lstm")
    yield drawn(rng, ("lstm", "gru", "rnn"), ((0, 1, 2, 3), (0, 2, 3), (3, 1, 7)), "lstm")
    yield drawn(rng, ("gru", "mean", "lstm"), ((5, 6, 7, 8), (6, 9, 7), (7, 5, 8)), "gru")
    yield drawn(rng, ("a", "b"), ((0, 1), (1, 0)), "b")
    yield drawn(rng, ("a", "b", "c"), ((0, 1, 2), (2, 5), (0, 2, 1)), "a")  # one in common
    yield drawn(rng, ("only",), ((0, 1),), "only")
    yield {"a": {0: 0.0, 1: 0.5, 2: rng.uniform()}, "b": {0: 0.3, 1: 0.0, 2: 0.9}}, "a"  # zeros
    yield drawn(rng, ("lstm", "gru", "rnn"), ((0, 1, 2, 3, 4),) * 3, "lstm")


def drawn(rng, names, seeds, baseline):
    """Draw scores in which the seed matters more than the model."""
    hard = rng.permutation(np.linspace(1.0, 3.0, 10))
    results = {}
    for name, ran in zip(names, seeds, strict=True):
        better = rng.uniform(-0.2, 0.2)
        results[name] = {s: float(hard[s] + better + 0.1 * rng.normal()) for s in ran}
    return results, baseline


def table(results, baseline, row):
    """Return a table by row(scores, scores of the baseline), both {seed: score}."""
    return {
        name: row(scores, results[baseline]) for name, scores in results.items() if name != baseline
    }


def common(scores, base):
    seeds = [seed for seed in scores if seed in base]
    return np.array([scores[s] for s in seeds]), np.array([base[s] for s in seeds])


def around(mean, half):
    return float(mean), float(mean - half), float(mean + half)


def of_differences(d, quantile=None, ddof=1, root=math.sqrt):
    if len(d) == 1:
        return float(d[0]), -math.inf, math.inf
    t = T_975[len(d) - 1] if quantile is None else quantile(len(d))
    return around(d.mean(), t * d.std(ddof=ddof) / root(len(d)))


def paired_row(scores, base):
    a, b = common(scores, base)
    return of_differences(a - b)


def intervals_by_place(results, baseline):
    """Pair by place: the first scores of both, the second ones, and so on."""

    def row(scores, base):
        pairs = zip(scores.values(), base.values(), strict=False)
        return of_differences(np.array([a - b for a, b in pairs]))

    return table(results, baseline, row)


def intervals_sign(results, baseline):
    def row(scores, base):
        mean, low, high = paired_row(scores, base)
        return -mean, -high, -low

    return table(results, baseline, row)


def intervals_with_baseline(results, baseline):
    """Keep the baseline, with zeros."""
    return {name: paired_row(scores, results[baseline]) for name, scores in results.items()}


def intervals_unpaired(results, baseline):
    """Add the variances of both, as for independent runs."""

    def row(scores, base):
        a, b = common(scores, base)
        if len(a) == 1:
            return float(a[0] - b[0]), -math.inf, math.inf
        error = math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / len(a))
        return around(a.mean() - b.mean(), T_975[len(a) - 1] * error)

    return table(results, baseline, row)


def intervals_of_scores(results, baseline):
    """Return the interval of each model's own scores."""
    return table(results, baseline, lambda scores, base: of_differences(common(scores, base)[0]))


def intervals_all_seeds(results, baseline):
    """Subtract the means of all seeds, common or not."""

    def row(scores, base):
        mean, low, _ = paired_row(scores, base)
        moved = np.mean(list(scores.values())) - np.mean(list(base.values()))
        return around(moved, mean - low)

    return table(results, baseline, row)


def intervals_missing_as_zero(results, baseline):
    """Take 0 for a seed that the model has not run."""

    def row(scores, base):
        return of_differences(np.array([scores.get(s, 0.0) - base[s] for s in base]))

    return table(results, baseline, row)


def intervals_needs_all_seeds(results, baseline):
    """Read every seed of the baseline."""

    def row(scores, base):
        return of_differences(np.array([scores[s] - base[s] for s in base]))

    return table(results, baseline, row)


def intervals_needs_own_seeds(results, baseline):
    """Read every seed of the model."""

    def row(scores, base):
        return of_differences(np.array([scores[s] - base[s] for s in scores]))

    return table(results, baseline, row)


def intervals_common_to_all(results, baseline):
    """Keep the seeds that all models have run."""
    shared = set.intersection(*map(set, results.values()))
    kept = {name: {s: scores[s] for s in shared} for name, scores in results.items()}
    return interval_table(kept, baseline)


def intervals_one_seed_nan_mean(results, baseline):
    """Return no mean, either, where one seed is common."""
    found = interval_table(results, baseline)
    return {
        name: row if math.isfinite(row[1]) else (math.nan, *row[1:]) for name, row in found.items()
    }


def intervals_each_in_own_order(results, baseline):
    """Pair the common seeds in the order in which each model has them."""

    def row(scores, base):
        a = np.array([value for seed, value in scores.items() if seed in base])
        b = np.array([value for seed, value in base.items() if seed in scores])
        return of_differences(a - b)

    return table(results, baseline, row)


def intervals_one_seed_is_sure(results, baseline):
    """Return an interval without width where one seed is common."""

    def row(scores, base):
        a, b = common(scores, base)
        return paired_row(scores, base) if len(a) > 1 else around(a[0] - b[0], 0.0)

    return table(results, baseline, row)


def intervals_one_seed_left_out(results, baseline):
    found = interval_table(results, baseline)
    return {name: row for name, row in found.items() if math.isfinite(row[1])}


def intervals_one_seed_fails(results, baseline):
    """Ask paired_interval for one seed, too."""
    return table(results, baseline, lambda s, base: paired_interval(*common(s, base)))


def intervals_one_seed_nan(results, baseline):
    found = interval_table(results, baseline)
    return {
        name: row if math.isfinite(row[1]) else (row[0], math.nan, math.nan)
        for name, row in found.items()
    }


def intervals_half(results, baseline):
    """Return the mean, the half and the half again in place of the ends."""
    return {
        name: (mean, mean - low, high - mean)
        for name, (mean, low, high) in interval_table(results, baseline).items()
    }


def intervals_ends_first(results, baseline):
    return {
        name: (low, mean, high)
        for name, (mean, low, high) in interval_table(results, baseline).items()
    }


def intervals_relative(results, baseline):
    """Divide by the baseline's mean."""

    def row(scores, base):
        return tuple(x / float(common(scores, base)[1].mean()) for x in paired_row(scores, base))

    return table(results, baseline, row)


def by_loops(results, baseline):
    found = {}
    for name in results:
        if name == baseline:
            continue
        d = [
            results[name][s] - results[baseline][s] for s in results[name] if s in results[baseline]
        ]
        n, mean = len(d), sum(d) / len(d)
        half = math.inf
        if n > 1:
            variance = sum((x - mean) ** 2 for x in d) / (n - 1)
            half = T_975[n - 1] * math.sqrt(variance / n)
        found[name] = (mean, mean - half, mean + half)
    return found


def by_sorted_seeds(results, baseline):
    base, found = results[baseline], {}
    for name, scores in results.items():
        seeds = sorted(set(scores) & set(base))
        pair = np.array([[scores[s], base[s]] for s in seeds])
        if name != baseline and len(seeds) > 1:
            found[name] = paired_interval(pair[:, 0], pair[:, 1])
        elif name != baseline:
            found[name] = (pair[0, 0] - pair[0, 1], -np.inf, np.inf)
    return found


def by_arrays(results, baseline):
    found = {name: paired_row(scores, results[baseline]) for name, scores in results.items()}
    del found[baseline]
    return found


check_interval_table = Check(
    name="interval_table",
    reference=interval_table,
    cases=interval_table_cases,
    outputs=("table",),
    slips={
        "The scores were paired by their place. Which seed does each of them come "
        "from?": intervals_by_place,
        "The sign is reversed. Which of the two is subtracted from the other?": intervals_sign,
        "The baseline has a row, too. With what would it be compared?": intervals_with_baseline,
        "The variances of both models were added, as if their seeds were independent. Of which "
        "numbers is the spread to be taken?": intervals_unpaired,
        "These are intervals of the scores themselves. Of which differences are they to "
        "be?": intervals_of_scores,
        "The means were taken over all seeds of each model. Which seeds have both "
        "run?": intervals_all_seeds,
        "A seed that the model has not run counts as 0. Which seeds can be "
        "compared?": intervals_missing_as_zero,
        "A seed of the baseline is missing among the model's. Which seeds have both "
        "run?": intervals_needs_all_seeds,
        "A seed of the model is missing among the baseline's. Which seeds have both "
        "run?": intervals_needs_own_seeds,
        "The common seeds stand in the order of each model. Which scores belong to one "
        "seed?": intervals_each_in_own_order,
        "Only seeds count that all models have run. Which two does a row "
        "compare?": intervals_common_to_all,
        "With one seed in common the mean is NaN. How large is the one "
        "difference?": intervals_one_seed_nan_mean,
        "With one seed in common the interval has no width, as if nothing could be surer. What is "
        "known of the spread?": intervals_one_seed_is_sure,
        "A model with one seed in common has no row. What is known of it, and what is "
        "not?": intervals_one_seed_left_out,
        "One pair has no spread, and paired_interval refuses it. What is to be returned "
        "then?": intervals_one_seed_fails,
        "With one seed in common the ends are NaN. Which interval holds whatever may be "
        "true?": intervals_one_seed_nan,
        "In place of the ends stands half the width. Where does the interval begin and "
        "end?": intervals_half,
        "The three numbers stand in another order. Which one comes first?": intervals_ends_first,
        "The differences were divided by the baseline's mean. In which unit are they "
        "asked for?": intervals_relative,
    },
    alternatives=(by_loops, by_sorted_seeds, by_arrays),
    equivalent={
        "a -> b (in `table[name] = paired_interval(a, b) if len(a) > 1 else (a[0] - b[0]...`)": (
            "both have one score for each common seed"
        ),
    },
)
