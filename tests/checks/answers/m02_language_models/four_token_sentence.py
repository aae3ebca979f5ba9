"""Answers to four_token_sentence that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def three_tokens():
    p = 0.5 * 0.4 * 0.25 * 0.8
    return {
        "probability": p,
        "mean_nll": -np.log(p) / 3,
        "perplexity": np.exp(-np.log(p) / 3),
        "bpc": -np.log2(p) / 15,
    }


def decimal_logs():
    p = 0.04
    n = -np.log10(p)
    return {
        "probability": p,
        "mean_nll": n / 4,
        "perplexity": 10 ** (n / 4),
        "bpc": -np.log2(p) / 15,
    }


def no_end_at_all():
    p = 0.5 * 0.4 * 0.25
    n = -np.log(p)
    return {
        "probability": p,
        "mean_nll": n / 3,
        "perplexity": np.exp(n / 3),
        "bpc": n / np.log(2) / 14,
    }


def in_float32():
    bits = -np.log2(np.array([0.5, 0.4, 0.25, 0.8], dtype=np.float32)).sum()
    numbers = 2**-bits, bits / 4 * np.log(np.float32(2)), 2 ** (bits / 4), bits / 15
    return dict(zip(("probability", "mean_nll", "perplexity", "bpc"), numbers, strict=True))


RIGHT = (in_float32,)
WRONG = (
    wrong(three_tokens, "The sum was divided by three."),
    wrong(decimal_logs, "mean_nll is in decimal digits, as log10 gives."),
    wrong(no_end_at_all, "<EOS> was left out of the product and of the"),
)
