"""Check of anbn_floor, which is optional."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.tasks import anbn_floor


def anbn_floor_cases(seed):
    """Yield (p,): from long strings to hardly more than a b."""
    rng = np.random.default_rng(seed)
    for p in (0.3, 0.5, 0.1, 0.9, 0.02, *rng.uniform(0.1, 0.9, size=4).tolist()):
        yield (float(p),)


def entropy(p):
    return -p * math.log(p) - (1 - p) * math.log(1 - p)


def of_a_string(p):
    return entropy(p) / p


def of_one_choice(p):
    return entropy(p)


def one_choice_over_the_length(p):
    return entropy(p) / (2 / p + 1)


def without_brackets(p):
    return entropy(p) / p / 2 / p + 1


def over_two_n(p):
    return entropy(p) / p / (2 / p)


def over_the_as(p):
    return entropy(p) / p / (1 / p + 1)


def in_bits(p):
    return entropy(p) / math.log(2) / (2 + p)


def of_mean_length_with_n_from_zero(p):
    return entropy(p) / p / (2 * (1 - p) / p + 1)


def over_two_n_in_bits(p):
    return over_two_n(p) / math.log(2)


def start_counted(p):
    return entropy(p) / p / (2 / p + 2)


def every_symbol_a_choice(p):
    return entropy(p) * (2 / p + 1)


def turned_sign(p):
    return -entropy(p) / (2 + p)


def stop_only(p):
    return -p * math.log(p) / (2 + p)


def exchanged(p):
    return entropy(p) / (2 + (1 - p))


def without_weights(p):
    return (-math.log(p) - math.log(1 - p)) / (2 + p)


def by_numpy(p):
    return np.negative(p * np.log(p) + (1 - p) * np.log1p(-p)) / (2 + p)


def by_enumeration(p):
    bits = symbols = 0.0
    for n in range(1, 4000):
        share = p * (1 - p) ** (n - 1)
        if share < 1e-300:
            break
        bits -= share * (math.log(p) + (n - 1) * math.log(1 - p))
        symbols += share * (2 * n + 1)
    return bits / symbols


def by_expectation(p):
    mean_n = 1 / p
    total = -math.log(p) - (mean_n - 1) * math.log(1 - p)
    return total / (2 * mean_n + 1)


check_anbn_floor = Check(
    name="anbn_floor",
    reference=anbn_floor,
    cases=anbn_floor_cases,
    outputs=("floor",),
    slips={
        "This is the entropy of a whole string. By which number should it be divided?": of_a_string,
        "This is the entropy of one choice, a or b. How many choices, and how many symbols, does a "
        "string have on average?": of_one_choice,
        "The entropy of one choice was divided by the mean length. How many choices does a string "
        "make on average?": one_choice_over_the_length,
        "Only the first 2 divides: brackets are missing around the mean length. What does Python "
        "make of a / b + 1?": without_brackets,
        "The strings have 2m symbols here. Does <EOS> count?": over_two_n,
        "The entropy was divided by m + 1. Do the b's count as symbols too, even though they are "
        "certain?": over_the_as,
        "This is in bits. Which logarithm gives nats?": in_bits,
        "This is in bits, and <EOS> is left out of the 2m + 1 symbols. Which logarithm gives "
        "nats?": over_two_n_in_bits,
        "The mean of m is 1/p where m starts at 1, and (1 - p)/p where it starts at 0. Which is it "
        "here?": of_mean_length_with_n_from_zero,
        "The start symbol was counted. Is it predicted?": start_counted,
        "The entropy was multiplied by the length. Which symbols can even the best model not "
        "predict with certainty?": every_symbol_a_choice,
        "The sign is reversed. Is the log of a probability positive?": turned_sign,
        "The choice to continue is missing. How many nats does a second a cost?": stop_only,
        "p was read as the probability of another a. After each a, what happens with probability "
        "p, and how long is a string on average?": exchanged,
        "The logs were added without weights. With which probability does each of the two choices "
        "occur?": without_weights,
    },
    alternatives=(by_numpy, by_enumeration, by_expectation),
    tolerance_reason="closed form or a sum of float64 terms: about 1e-13 of its size",
)
