"""Check of four_token_sentence, which is worked out on paper."""

from math import exp, log

from helpers.checks.paper import paper_check
from helpers.datasets.scoring import four_token_sentence

P = (0.5, 0.4, 0.25, 0.8)  # of the tokens of the sentence, <EOS> last
CHARS = 15


def scores(probability, tokens=4, chars=CHARS):
    """Return the four numbers that belong to a probability."""
    nll = -log(probability)
    return {
        "probability": probability,
        "mean_nll": nll / tokens,
        "perplexity": exp(nll / tokens),
        "bpc": nll / log(2) / chars,
    }


def right():
    return scores(P[0] * P[1] * P[2] * P[3])


def without_eos():
    return scores(P[0] * P[1] * P[2], tokens=3, chars=14)


def eos_not_multiplied():
    return scores(P[0] * P[1] * P[2])


def divided_by_three():
    return scores(P[0] * P[1] * P[2] * P[3], tokens=3)


def added_probabilities():
    return scores(sum(P))


def mean_of_probabilities():
    return scores(sum(P) / 4) | {"mean_nll": -log(sum(P) / 4), "perplexity": 4 / sum(P)}


def mean_not_taken():
    return right() | {"mean_nll": -log(0.04), "perplexity": exp(-log(0.04))}


def sum_as_mean():
    return right() | {"mean_nll": -log(0.04)}


def perplexity_of_the_sum():
    return right() | {"perplexity": 1 / 0.04}


def perplexity_base_two():
    return right() | {"perplexity": 2 ** (-log(0.04) / 4)}


def perplexity_not_taken():
    return right() | {"perplexity": -log(0.04) / 4}


def perplexity_turned():
    return right() | {"perplexity": exp(log(0.04) / 4)}


def mean_in_bits():
    return right() | {"mean_nll": -log(0.04) / log(2) / 4}


def mean_to_two_decimals():
    return right() | {"mean_nll": 0.80}


def mean_in_decimal_digits():
    return right() | {"mean_nll": -log(0.04) / log(10) / 4}


def mean_negative():
    return right() | {"mean_nll": log(0.04) / 4}


def bpc_in_nats():
    return right() | {"bpc": -log(0.04) / CHARS}


def bpc_per_token():
    return right() | {"bpc": -log(0.04) / log(2) / 4}


def bpc_of_the_mean():
    return right() | {"bpc": -log(0.04) / 4 / log(2) / CHARS}


def bpc_without_the_end():
    return right() | {"bpc": -log(0.04) / log(2) / 14}


def bpc_of_letters_only():
    return right() | {"bpc": -log(0.04) / log(2) / 12}


def bpc_total():
    return right() | {"bpc": -log(0.04) / log(2)}


def by_hand_rounded():
    return {"probability": 0.04, "mean_nll": 0.8047, "perplexity": 2.2361, "bpc": 0.3096}


def by_roots():
    return {
        "probability": 1 / 25,
        "mean_nll": log(5) / 2,
        "perplexity": 5**0.5,
        "bpc": 2 * log(5) / log(2) / 15,
    }


def by_sums_of_logs():
    nll = -sum(log(p) for p in P)
    return {
        "bpc": nll / (log(2) * len("the dog sleeps\n")),
        "perplexity": exp(nll / len(P)),
        "mean_nll": nll / len(P),
        "probability": exp(-nll),
    }


check_four_token_sentence = paper_check(
    name="four_token_sentence",
    reference=four_token_sentence,
    next_look={
        "probability": "Which four numbers in the table belong to this sentence, and how does the "
        "chain rule combine them?",
        "mean_nll": "Take the natural log of the probability, reverse its sign, and divide it by "
        "the number of predicted tokens.",
        "perplexity": "Invert the natural log: which function of mean_nll does that?",
        "bpc": "Convert the negative log-probability of the whole sentence to bits, and divide it "
        "by the number of characters.",
    },
    slips={
        "<EOS> was left out of the product and of the counts. Does a model that never stops after "
        "'sleeps' give this sentence any probability?": without_eos,
        "The product has three factors. Which of the four tokens is missing?": eos_not_multiplied,
        "The sum was divided by three. How many tokens does the model predict, <EOS> "
        "included?": divided_by_three,
        "The probabilities were added. All four events must occur, one after another: how does the "
        "chain rule combine their probabilities?": added_probabilities,
        "The probabilities were averaged before the log. Which mean belongs to a product: that "
        "of its factors, or that of their logs?": mean_of_probabilities,
        "Mean and perplexity belong to the whole sentence. By which number should the sum be "
        "divided first?": mean_not_taken,
        "mean_nll is the sum over the sentence. By how many tokens should it be "
        "divided?": sum_as_mean,
        "The perplexity is e to the sum, which is 1 over the probability. Which mean belongs in the"
        " exponent?": perplexity_of_the_sum,
        "The mean is in nats, but the perplexity was computed with base 2. Which base inverts a "
        "natural logarithm?": perplexity_base_two,
        "The perplexity equals the mean. Among how many equally likely tokens does a model with "
        "this mean choose? Invert the log.": perplexity_not_taken,
        "The perplexity is below 1. Does the exponent have the sign of ln P or of -ln "
        "P?": perplexity_turned,
        "mean_nll is in bits. Which logarithm gives nats?": mean_in_bits,
        "mean_nll has two decimals. To how many was it asked for?": mean_to_two_decimals,
        "mean_nll is in decimal digits, as log10 gives. Which logarithm gives "
        "nats?": mean_in_decimal_digits,
        "mean_nll is negative. What does the n in nll stand for?": mean_negative,
        "bpc is in nats. How many nats make one bit?": bpc_in_nats,
        "bpc is bits per token. How many characters does the sentence have, its end "
        "counted as one?": bpc_per_token,
        "bpc was computed from the mean, so it was divided twice. Which total should be divided by "
        "the number of characters?": bpc_of_the_mean,
        "bpc counts 14 characters. <EOS> was predicted too: as how many characters does it "
        "count?": bpc_without_the_end,
        "bpc counts the letters only. Do the two spaces and <EOS> count as characters "
        "too?": bpc_of_letters_only,
        "bpc is the total for the whole sentence. By which number should it be divided?": bpc_total,
    },
    alternatives=(by_hand_rounded, by_roots, by_sums_of_logs),
)
