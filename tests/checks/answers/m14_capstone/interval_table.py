"""Answers to interval_table that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.datasets.paired import T_975, paired_interval
from tests.checks.answers import wrong


def values_as_they_stand(results, baseline):
    table = {}
    for name in results:
        if name != baseline:
            a, b = list(results[name].values()), list(results[baseline].values())
            n = min(len(a), len(b))
            table[name] = paired_interval(a[:n], b[:n]) if n > 1 else (a[0] - b[0], -np.inf, np.inf)
    return table


def all_the_baselines_seeds(results, baseline):
    base = results[baseline]
    return {
        name: paired_interval([scores[s] for s in base], list(base.values()))
        for name, scores in results.items()
        if name != baseline
    }


def baseline_minus_model(results, baseline):
    table = {}
    for name in results:
        if name == baseline:
            continue
        seeds = [s for s in results[name] if s in results[baseline]]
        d = np.array([results[baseline][s] - results[name][s] for s in seeds])
        if len(d) == 1:
            table[name] = (d[0], -np.inf, np.inf)
        else:
            half = T_975[len(d) - 1] * d.std(ddof=1) / np.sqrt(len(d))
            table[name] = (d.mean(), d.mean() - half, d.mean() + half)
    return table


def population_spread(results, baseline):
    table = {}
    for name in results:
        if name == baseline:
            continue
        seeds = [s for s in results[name] if s in results[baseline]]
        d = np.array([results[name][s] - results[baseline][s] for s in seeds])
        half = T_975[len(d) - 1] * d.std() / np.sqrt(len(d)) if len(d) > 1 else np.inf
        table[name] = (d.mean(), d.mean() - half, d.mean() + half)
    return table


def keeps_the_baseline(results, baseline):
    table = {}
    for name in results:
        seeds = [s for s in results[name] if s in results[baseline]]
        a = [results[name][s] for s in seeds]
        b = [results[baseline][s] for s in seeds]
        table[name] = paired_interval(a, b) if len(a) > 1 else (a[0] - b[0], -np.inf, np.inf)
    return table


def forgets_the_single_one(results, baseline):
    table = {}
    for name in results:
        if name == baseline:
            continue
        seeds = [s for s in results[name] if s in results[baseline]]
        table[name] = paired_interval(
            [results[name][s] for s in seeds], [results[baseline][s] for s in seeds]
        )
    return table


def drops_the_baseline(results, baseline):
    """Take the baseline out of the dict that was given."""
    base = results.pop(baseline)
    table = {}
    for name, scores in results.items():
        seeds = [s for s in scores if s in base]
        a, b = [scores[s] for s in seeds], [base[s] for s in seeds]
        table[name] = paired_interval(a, b) if len(a) > 1 else (a[0] - b[0], -np.inf, np.inf)
    return table


def reversed_and_population(results, baseline):
    """Two mistakes: the sign, and the divisor n."""
    found = population_spread(results, baseline)
    return {name: (-mean, -high, -low) for name, (mean, low, high) in found.items()}


def right_with_a_helper(results, baseline):
    def row(scores):
        d = np.array(
            [scores[s] - results[baseline][s] for s in sorted(scores) if s in results[baseline]]
        )
        if d.size == 1:
            return d.item(), float("-inf"), float("inf")
        return paired_interval(d, np.zeros_like(d))

    return {name: row(scores) for name, scores in results.items() if name != baseline}


def right_by_the_reverse(results, baseline):
    """Turn around the table that has the baseline's score minus the model's."""

    def row(scores):
        seeds = [s for s in results[baseline] if s in scores]
        pair = [np.array([runs[s] for s in seeds]) for runs in (results[baseline], scores)]
        mean, low, high = (
            paired_interval(*pair)
            if len(seeds) > 1
            else ((pair[0] - pair[1]).item(), -np.inf, np.inf)
        )
        return np.array([-mean, -high, -low])

    return {name: row(scores) for name, scores in results.items() if name != baseline}


def pairs_each_in_its_own_order(results, baseline):
    """Keep the common seeds of both, but each in the order of its own dict."""
    table = {}
    for name, scores in results.items():
        if name != baseline:
            ours = [scores[s] for s in scores if s in results[baseline]]
            theirs = [results[baseline][s] for s in results[baseline] if s in scores]
            d = np.array(ours) - np.array(theirs)
            ends = (-np.inf, np.inf) if len(d) == 1 else paired_interval(d, 0 * d)[1:]
            table[name] = (d.mean(), *ends)
    return table


RIGHT = (right_with_a_helper, right_by_the_reverse)
WRONG = (
    wrong(values_as_they_stand, "The scores were paired by their place"),
    wrong(all_the_baselines_seeds, "A seed of the baseline is missing among the model's"),
    wrong(baseline_minus_model, "The sign is reversed"),
    wrong(population_spread, "interval_table"),
    wrong(keeps_the_baseline, "The baseline has a row, too"),
    wrong(forgets_the_single_one, "One pair has no spread"),
    wrong(drops_the_baseline, "changed its argument results"),
    wrong(reversed_and_population, "interval_table"),
    wrong(pairs_each_in_its_own_order, "table['gru'][1] is"),
)
EDGES = {
    "one seed in common": lambda cases: any(
        len(set(scores) & set(results[base])) == 1
        for results, base in cases
        for name, scores in results.items()
        if name != base
    ),
    "seeds in another order": lambda cases: any(
        list(scores) != list(results[base]) and set(scores) == set(results[base])
        for results, base in cases
        for scores in results.values()
    ),
    "the baseline alone": lambda cases: any(len(results) == 1 for results, _ in cases),
}
