"""Check of perplexity_and_bpc."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.scoring import perplexity_and_bpc


def perplexity_and_bpc_cases(seed):
    """Yield (total_nll, n_tokens, n_chars): words, characters, a long text, sure, one token.

    The first two counts return with another NLL.
    """
    rng = np.random.default_rng(seed)
    yield 41.5, 10, 55
    yield 12.25, 7, 31
    yield 76000.0, 20000, 47000
    yield 330.0, 180, 180  # a character model: one token a character
    yield 0.0, 3, 12  # a vocabulary of one: sure and right
    yield 2.5, 1, 1
    yield 9.0, 1, 6
    yield 55.5, 10, 55
    for _ in range(3):
        n_tokens = int(rng.integers(5, 40))
        yield float(rng.uniform(10, 80)), n_tokens, n_tokens * int(rng.integers(2, 7))


def bits(total_nll):
    return total_nll / math.log(2)


def exchanged(total_nll, n_tokens, n_chars):
    return bits(total_nll) / n_chars, math.exp(total_nll / n_tokens)


def perplexity_base_two(total_nll, n_tokens, n_chars):
    return 2.0 ** (total_nll / n_tokens), bits(total_nll) / n_chars


def perplexity_of_the_total(total_nll, n_tokens, n_chars):
    return float(np.exp(np.minimum(total_nll, 700.0))), bits(total_nll) / n_chars


def perplexity_not_taken(total_nll, n_tokens, n_chars):
    return total_nll / n_tokens, bits(total_nll) / n_chars


def perplexity_turned(total_nll, n_tokens, n_chars):
    return math.exp(-total_nll / n_tokens), bits(total_nll) / n_chars


def perplexity_per_character(total_nll, n_tokens, n_chars):
    return math.exp(total_nll / n_chars), bits(total_nll) / n_chars


def perplexity_of_bits(total_nll, n_tokens, n_chars):
    return math.exp(bits(total_nll) / n_tokens), bits(total_nll) / n_chars


def bpc_in_nats(total_nll, n_tokens, n_chars):
    return math.exp(total_nll / n_tokens), total_nll / n_chars


def bpc_per_token(total_nll, n_tokens, n_chars):
    return math.exp(total_nll / n_tokens), bits(total_nll) / n_tokens


def bpc_total(total_nll, n_tokens, n_chars):
    return math.exp(total_nll / n_tokens), bits(total_nll)


def bpc_the_wrong_way(total_nll, n_tokens, n_chars):
    return math.exp(total_nll / n_tokens), total_nll * math.log(2) / n_chars


def bpc_of_the_mean(total_nll, n_tokens, n_chars):
    return math.exp(total_nll / n_tokens), bits(total_nll / n_tokens) / n_chars


def bpc_in_decimal_digits(total_nll, n_tokens, n_chars):
    return math.exp(total_nll / n_tokens), total_nll / math.log(10) / n_chars


def bpc_of_the_perplexity(total_nll, n_tokens, n_chars):
    perplexity = math.exp(total_nll / n_tokens)
    return perplexity, perplexity / n_chars


def bpc_log_of_the_total(total_nll, n_tokens, n_chars):
    with np.errstate(divide="ignore"):
        return math.exp(total_nll / n_tokens), float(np.log2(total_nll)) / n_chars


def bpc_log_of_the_share(total_nll, n_tokens, n_chars):
    with np.errstate(divide="ignore"):
        return math.exp(total_nll / n_tokens), float(np.log2(total_nll / n_chars))


def by_math(total_nll, n_tokens, n_chars):
    return math.exp(total_nll / n_tokens), total_nll / (n_chars * math.log(2))


def by_two_to_the_bits(total_nll, n_tokens, n_chars):
    total_bits = total_nll * math.log2(math.e)
    return 2.0 ** (total_bits / n_tokens), total_bits / n_chars


def by_the_perplexity(total_nll, n_tokens, n_chars):
    perplexity = np.exp(total_nll) ** (1 / n_tokens) if total_nll < 600 else None
    perplexity = perplexity or math.e ** (total_nll / n_tokens)
    return perplexity, np.log2(perplexity) * n_tokens / n_chars


check_perplexity_and_bpc = Check(
    name="perplexity_and_bpc",
    reference=perplexity_and_bpc,
    cases=perplexity_and_bpc_cases,
    outputs=("perplexity", "bpc"),
    slips={
        "The two numbers are swapped. Which of them is returned first?": exchanged,
        "The perplexity was computed with base 2, but the total is in nats. Which base inverts a "
        "natural logarithm?": perplexity_base_two,
        "The perplexity belongs to the whole text. By which number should the total be divided "
        "first?": perplexity_of_the_total,
        "The perplexity equals the mean. Which function inverts the "
        "logarithm?": perplexity_not_taken,
        "The perplexity is below 1, as if the model chose among fewer than one token. Which sign "
        "does a negative log-probability have?": perplexity_turned,
        "The perplexity is per character. Per which unit is it defined?": perplexity_per_character,
        "The perplexity is e to the number of bits. Which base belongs to "
        "bits?": perplexity_of_bits,
        "bpc is in nats. How many nats make one bit?": bpc_in_nats,
        "bpc is bits per token. What does the c stand for?": bpc_per_token,
        "bpc is the total for the whole text. By which number should it be divided?": bpc_total,
        "The nats were multiplied by ln 2. One bit is ln 2 = 0.69 nats: is the number of bits "
        "larger or smaller than the number of nats?": bpc_the_wrong_way,
        "bpc was computed from the mean per token, so it was divided twice. Which total should be "
        "divided by the number of characters?": bpc_of_the_mean,
        "bpc is in decimal digits, as log10 gives. Which logarithm counts bits?": (
            bpc_in_decimal_digits
        ),
        "The logarithm of the total was taken, but total_nll is a sum of logarithms already. Which "
        "number turns nats into bits?": bpc_log_of_the_total,
        "The logarithm of nats per character was taken, but total_nll is a sum of logarithms "
        "already. Which number turns nats into bits?": bpc_log_of_the_share,
        "bpc was computed from the perplexity. Which of the arguments should be converted to "
        "bits?": bpc_of_the_perplexity,
    },
    alternatives=(by_math, by_two_to_the_bits, by_the_perplexity),
    tolerance_reason="one logarithm and one exponential, each exact to about 1e-15",
)
