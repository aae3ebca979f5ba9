"""Check of sampling_by_hand: three samplers and a beam, worked out on paper."""

import math

from helpers.checks.paper import look_by_slips, paper_check

PROBS = {"A": 0.40, "B": 0.10, "C": 0.25, "D": 0.20, "E": 0.05}


def sampling_by_hand():
    """Cut one distribution in three ways, and search a table of three tokens with a beam of two.

    At temperature 0.5 the probabilities are squared. The beam: step 1 keeps a 0.6, b 0.4; step 2
    a b 0.30 and b # 0.20, which is finished, of a a 0.18, a b 0.30, a # 0.12, b a 0.04, b b 0.16,
    b # 0.20; step 3 a b # 0.15 and a b b 0.12. score_b belongs to b #, score_ab to a b #.
    Shapes: -> dict of fourteen numbers. Units: scores in nats / length ** alpha.
    """
    squares = {token: p**2 for token, p in PROBS.items()}
    b, ab = math.log(0.4 * 0.5), math.log(0.6 * 0.5 * 0.5)
    return {
        "tau_half_A": squares["A"] / sum(squares.values()),
        "tau_half_E": squares["E"] / sum(squares.values()),
        "top2_A": 0.40 / 0.65,
        "top2_C": 0.25 / 0.65,
        "nucleus_count": 3.0,
        "nucleus_A": 0.40 / 0.85,
        "nucleus_D": 0.20 / 0.85,
        "step2_best": 0.6 * 0.5,
        "step2_second": 0.4 * 0.5,
        "step3_best": 0.6 * 0.5 * 0.5,
        "score_b_0": b,
        "score_ab_0": ab,
        "score_b_1": b / 2,
        "score_ab_1": ab / 3,
    }


RIGHT = sampling_by_hand()
LN_B, LN_AB = math.log(0.20), math.log(0.15)


def hand_squares_alone():
    return RIGHT | {"tau_half_A": 0.16, "tau_half_E": 0.0025}


def hand_roots():
    roots = [math.sqrt(p) for p in PROBS.values()]
    return RIGHT | {"tau_half_A": roots[0] / sum(roots), "tau_half_E": roots[-1] / sum(roots)}


def hand_halves():
    """Multiply the probabilities by 0.5 and divide by their sum: nothing changes."""
    return RIGHT | {"tau_half_A": 0.40, "tau_half_E": 0.05}


def hand_doubles():
    return RIGHT | {"tau_half_A": 0.80, "tau_half_E": 0.10}


def hand_softmax_of_probabilities():
    exps = [math.exp(2 * p) for p in PROBS.values()]
    return RIGHT | {"tau_half_A": exps[0] / sum(exps), "tau_half_E": exps[-1] / sum(exps)}


def hand_last_square_alone():
    return RIGHT | {"tau_half_E": 0.0025}


def hand_top2_alone():
    return RIGHT | {"top2_A": 0.40, "top2_C": 0.25}


def hand_first_two_letters():
    return RIGHT | {"top2_A": 0.80, "top2_C": 0.0}


def hand_top2_equal():
    return RIGHT | {"top2_A": 0.5, "top2_C": 0.5}


def hand_top2_of_three():
    return RIGHT | {"top2_A": 0.40 / 0.85, "top2_C": 0.25 / 0.85}


def hand_top2_tempered():
    return RIGHT | {"top2_A": 0.16 / 0.2225, "top2_C": 0.0625 / 0.2225}


def hand_crossing_dropped():
    return RIGHT | {"nucleus_count": 2, "nucleus_A": 0.40 / 0.65, "nucleus_D": 0.0}


def hand_one_too_many():
    return RIGHT | {"nucleus_count": 4, "nucleus_A": 0.40 / 0.95, "nucleus_D": 0.20 / 0.95}


def hand_none_alone():
    return RIGHT | {"nucleus_count": 0, "nucleus_A": 0.0, "nucleus_D": 0.0}


def hand_nucleus_of_two():
    return RIGHT | {"nucleus_A": 0.40 / 0.65, "nucleus_D": 0.0}


def hand_nucleus_over_p():
    return RIGHT | {"nucleus_A": 0.40 / 0.80, "nucleus_D": 0.20 / 0.80}


def hand_nucleus_alone():
    return RIGHT | {"nucleus_A": 0.40, "nucleus_D": 0.20}


def hand_last_factors():
    return RIGHT | {"step2_best": 0.5, "step2_second": 0.5, "step3_best": 0.5}


def hand_sums():
    return RIGHT | {"step2_best": 1.1, "step2_second": 0.9, "step3_best": 1.6}


def hand_step1():
    return RIGHT | {"step2_best": 0.6, "step2_second": 0.4, "step3_best": 0.3}


def hand_unfinished_alone():
    """Keep unfinished sequences only."""
    return RIGHT | {"step2_second": 0.18}


def hand_best_of_b():
    """Take b b, the best extension of b that does not end."""
    return RIGHT | {"step2_second": 0.16}


def hand_step3_unfinished():
    return RIGHT | {"step3_best": 0.12}


def hand_finished_first():
    """Count the finished b # among the two of step 3."""
    return RIGHT | {"step3_best": 0.20}


def hand_without_ends():
    return RIGHT | {"score_b_0": math.log(0.4), "score_ab_0": math.log(0.3)}


def hand_decimal_logs():
    tens = {"score_b_0": math.log10(0.20), "score_ab_0": math.log10(0.15)}
    return RIGHT | tens | {"score_b_1": math.log10(0.20) / 2, "score_ab_1": math.log10(0.15) / 3}


def hand_bits():
    twos = {"score_b_0": math.log2(0.20), "score_ab_0": math.log2(0.15)}
    return RIGHT | twos | {"score_b_1": math.log2(0.20) / 2, "score_ab_1": math.log2(0.15) / 3}


def hand_positive():
    return RIGHT | {name: -value for name, value in RIGHT.items() if name.startswith("score")}


def hand_probabilities():
    plain = {"score_b_0": 0.20, "score_ab_0": 0.15}
    return RIGHT | plain | {"score_b_1": 0.20 / 2, "score_ab_1": 0.15 / 3}


def hand_zero_at_zero():
    """Multiply by alpha in place of raising the length to it."""
    return RIGHT | {"score_b_0": 0.0, "score_ab_0": 0.0}


def hand_exchanged_at_zero():
    return RIGHT | {"score_b_0": LN_AB, "score_ab_0": LN_B}


def hand_not_divided():
    return RIGHT | {"score_b_1": LN_B, "score_ab_1": LN_AB}


def hand_end_not_counted():
    """b # is divided by 1, which is no division; a b # by 2."""
    return RIGHT | {"score_ab_1": LN_AB / 2}


def hand_start_counted():
    return RIGHT | {"score_b_1": LN_B / 3, "score_ab_1": LN_AB / 4}


def hand_multiplied():
    return RIGHT | {"score_b_1": 2 * LN_B, "score_ab_1": 3 * LN_AB}


def hand_to_two_decimals():
    return {name: round(value, 2) for name, value in RIGHT.items()}


def hand_as_list():
    return list(RIGHT.values())


def hand_in_four_decimals():
    cut = (0.5818, 0.0091, 0.6154, 0.3846, 3, 0.4706, 0.2353)
    beam = (0.3, 0.2, 0.15, -1.6094, -1.8971, -0.8047, -0.6324)
    return dict(zip(RIGHT, (*cut, *beam), strict=True))


def hand_by_softmax():
    """Take logs first, divide, and take them back: what the code does."""
    halved = [math.exp(math.log(p) / 0.5) for p in PROBS.values()]
    ranked = sorted(PROBS.values(), reverse=True)
    sums = [sum(ranked[:n]) for n in range(6)]
    n = next(n for n, total in enumerate(sums) if total >= 0.8)
    logs = {"b": math.log(0.4) + math.log(0.5), "ab": math.log(0.6) + 2 * math.log(0.5)}
    numbers = {"tau_half_A": halved[0] / sum(halved), "tau_half_E": halved[4] / sum(halved)}
    numbers |= {"top2_A": ranked[0] / sums[2], "top2_C": ranked[1] / sums[2], "nucleus_count": n}
    numbers |= {"nucleus_A": ranked[0] / sums[n], "nucleus_D": ranked[2] / sums[n]}
    numbers |= {"step2_best": 0.3, "step2_second": 0.2, "step3_best": math.exp(logs["ab"])}
    numbers |= {"score_b_0": logs["b"], "score_ab_0": logs["ab"]}
    return numbers | {"score_b_1": logs["b"] / 2, "score_ab_1": logs["ab"] / 3}


def hand_in_another_order():
    return dict(reversed(hand_in_four_decimals().items()))


SLIPS = {
    "This is the square. What do all five squares sum to, and what must probabilities sum "
    "to?": hand_squares_alone,
    "The roots were taken, as at temperature 2. Does a low temperature make the likely token more "
    "or less likely?": hand_roots,
    "This is the probability as it was. What does dividing the logarithm by 0.5 do to a "
    "probability?": hand_halves,
    "The probability was divided by 0.5. Is it the probability that is divided, or its "
    "logarithm?": hand_doubles,
    "The probabilities went through a softmax. Whose softmax are they "
    "already?": hand_softmax_of_probabilities,
    "The square of E is not divided. By which sum was that of A divided?": hand_last_square_alone,
    "This is the probability as it was. What do the two that are left sum to?": hand_top2_alone,
    "A and B were kept, the first two letters. Which two are the most "
    "likely?": hand_first_two_letters,
    "Both have the same share. Do the odds of two kept tokens change by a cut?": hand_top2_equal,
    "This was divided by the sum of three tokens. How many does top-2 keep?": hand_top2_of_three,
    "The tempered distribution was cut. From which five numbers does each sampler "
    "start?": hand_top2_tempered,
    "Two tokens sum to 0.65. Have they reached 0.8, and with which one is it "
    "reached?": hand_crossing_dropped,
    "Four tokens are one too many. What do three sum to?": hand_one_too_many,
    "No token has a probability of 0.8. What is to reach 0.8, one probability or a "
    "sum?": hand_none_alone,
    "nucleus_count is right, but this was divided by the sum of two tokens. What do all that are "
    "kept sum to?": hand_nucleus_of_two,
    "This was divided by 0.8. What do the kept tokens sum to?": hand_nucleus_over_p,
    "This is the probability as it was. What do the kept tokens sum to?": hand_nucleus_alone,
    "This is the last factor alone. What is the probability of a whole sequence made "
    "of?": hand_last_factors,
    "The probabilities of the steps were added. How do those of independent steps "
    "combine?": hand_sums,
    "This is a step earlier. How long are the sequences at step 2?": hand_step1,
    "0.18 is a a, which has not ended. Does a sequence that ends in # take up a place at its "
    "step?": hand_unfinished_alone,
    "0.16 is b b. Which extension of all six is the second most likely?": hand_best_of_b,
    "0.12 is a b b. Which of the three extensions of a b is the most "
    "likely?": hand_step3_unfinished,
    "0.20 is b #, which was finished at step 2. Which sequences compete at step "
    "3?": hand_finished_first,
    "The end is missing in P: this is the log of the sequence without #. Which probability does "
    "its last token have?": hand_without_ends,
    "These are logarithms to base 10. Which ones does the prompt ask for?": hand_decimal_logs,
    "These are logarithms to base 2. Which ones does the prompt ask for?": hand_bits,
    "The sign is reversed. Which sign has the log of a probability?": hand_positive,
    "This is the probability itself. Which function of it is the score?": hand_probabilities,
    "The score is 0. What is the length to the power 0?": hand_zero_at_zero,
    "The scores of the two sequences are exchanged. Which of them is a b "
    "#?": hand_exchanged_at_zero,
    "The log-probability is not divided. What is the length of b #, with # "
    "counted?": hand_not_divided,
    "The log of a b # was divided by 2. How long is it, with # counted?": hand_end_not_counted,
    "The length is one too large. Does the # count that the sequence starts "
    "after?": hand_start_counted,
    "The log-probability was multiplied by the length. On which side of the fraction does the "
    "length stand?": hand_multiplied,
    "The numbers are rounded to two decimals. How many does the exercise ask "
    "for?": hand_to_two_decimals,
    "The numbers came back without their names. Which brackets hold pairs of a key and a "
    "value?": hand_as_list,
}
RULES = {
    "tau": "Square all five probabilities: what do the squares sum to, and which share is this?",
    "top2": "Which two tokens are the most likely, and what do they sum to?",
    "nucleus": "Add up from the most likely token on: with which one does the sum reach 0.8?",
    "step2": "Write down all six extensions of a and b: which are the two largest products?",
    "step3": "Only a b is extended: which of its three extensions is the most likely?",
    "score": "Which probability has this sequence, and how many tokens, with # counted?",
}


TELLTALE = [
    (slip, hint) for hint, slip in SLIPS.items() if slip not in (hand_to_two_decimals, hand_as_list)
]

check_sampling_by_hand = paper_check(
    "sampling_by_hand",
    sampling_by_hand,
    look_by_slips(sampling_by_hand, TELLTALE, RULES),
    tolerance=2e-4,
    slips=SLIPS,
    alternatives=(hand_in_four_decimals, hand_by_softmax, hand_in_another_order),
)
