"""Check of attention_by_hand: attention over three scalar keys, forward and backward, on paper."""

import math

from helpers.checks.paper import look_by_slips, paper_check
from helpers.scratch.modules.m09_attention import attention_by_hand

RIGHT = attention_by_hand()
SCORES = (2.0, 0.0, -1.0)
VALUES = (4.0, 1.0, -2.0)
W = tuple(RIGHT[f"w_{j}"] for j in (1, 2, 3))
CONTEXT = RIGHT["context"]
UPSTREAM = 0.5


def three(name, numbers):
    return {f"{name}{j}": float(number) for j, number in enumerate(numbers, 1)}


def shares(scores, function=math.exp):
    parts = [function(score) for score in scores]
    return [part / sum(parts) for part in parts]


def from_weights(w):
    """Return all ten numbers that follow from other weights."""
    context = sum(w_j * v for w_j, v in zip(w, VALUES, strict=True))
    numbers = three("w_", w) | {"context": context}
    numbers |= three("J_1", [w[0] * (1 - w[0]), -w[0] * w[1], -w[0] * w[2]])
    return numbers | three("ds_", [0.5 * w[j] * (VALUES[j] - context) for j in range(3)])


def hand_query_forgotten():
    return from_weights(shares([1.0, 0.0, -0.5]))


def hand_softmax_of_values():
    return from_weights(shares(VALUES))


def hand_values_scored():
    return from_weights(shares([2 * v for v in VALUES]))


def hand_reversed():
    return from_weights(shares([-score for score in SCORES]))


def hand_base_two():
    return from_weights(shares(SCORES, lambda score: 2**score))


def hand_base_ten():
    return from_weights(shares(SCORES, lambda score: 10**score))


def hand_without_third():
    """Leave the negative score out."""
    return from_weights([*shares(SCORES[:2]), 0.0])


def hand_third_sign():
    return from_weights(shares([2.0, 0.0, 1.0]))


def hand_zero_for_second():
    """Take exp(0) for 0."""
    total = math.exp(2) + math.exp(-1)
    return from_weights([math.exp(2) / total, 0.0, math.exp(-1) / total])


def hand_scores_for_weights():
    return RIGHT | three("w_", SCORES)


def hand_exponentials():
    return RIGHT | three("w_", map(math.exp, SCORES))


def hand_context_of_keys():
    return RIGHT | {"context": W[0] - 0.5 * W[2]}


def hand_context_mean():
    return RIGHT | {"context": 1.0}


def hand_context_divided():
    return RIGHT | {"context": CONTEXT / 3}


def hand_context_all_plus():
    return RIGHT | {"context": 4 * W[0] + W[1] + 2 * W[2]}


def hand_context_largest():
    return RIGHT | {"context": 4.0}


def hand_context_of_scores():
    return RIGHT | {"context": sum(s * v for s, v in zip(SCORES, VALUES, strict=True))}


def hand_context_of_exponentials():
    products = [math.exp(s) * v for s, v in zip(SCORES, VALUES, strict=True)]
    return RIGHT | {"context": sum(products)}


def hand_weight_alone():
    return RIGHT | {"J_11": W[0]}


def hand_weight_squared():
    return RIGHT | {"J_11": W[0] ** 2}


def hand_rest_alone():
    return RIGHT | {"J_11": 1 - W[0]}


def hand_diagonal_negative():
    return RIGHT | {"J_11": -W[0] * (1 - W[0])}


def hand_one():
    return RIGHT | {"J_11": 1.0}


def hand_row_positive():
    return RIGHT | {"J_12": W[0] * W[1], "J_13": W[0] * W[2]}


def hand_row_zero():
    return RIGHT | {"J_12": 0.0, "J_13": 0.0}


def hand_own_slopes():
    """Take w_j (1 - w_j) for every j."""
    return RIGHT | {"J_12": W[1] * (1 - W[1]), "J_13": W[2] * (1 - W[2])}


def hand_others_alone():
    return RIGHT | {"J_12": -W[1], "J_13": -W[2]}


def hand_own_weight():
    return RIGHT | {"J_12": -W[0], "J_13": -W[0]}


def hand_rest_of_others():
    """Take w_1 (1 - w_j)."""
    return RIGHT | {"J_12": W[0] * (1 - W[1]), "J_13": W[0] * (1 - W[2])}


def hand_second_row():
    return RIGHT | {"J_13": -W[1] * W[2]}


def hand_with_query():
    return RIGHT | three("J_1", [2 * RIGHT[f"J_1{j}"] for j in (1, 2, 3)])


def hand_without_context():
    return RIGHT | three("ds_", [0.5 * w * v for w, v in zip(W, VALUES, strict=True)])


def hand_own_slope_alone():
    return RIGHT | three("ds_", [0.5 * v * w * (1 - w) for w, v in zip(W, VALUES, strict=True)])


def hand_first_row_alone():
    row = [RIGHT[f"J_1{j}"] for j in (1, 2, 3)]
    return RIGHT | three("ds_", [0.5 * v * J for v, J in zip(VALUES, row, strict=True)])


def hand_first_value():
    """Take 0.5 v_1 J_1j for every j: the way through w_1 alone."""
    return RIGHT | three("ds_", [0.5 * 4 * RIGHT[f"J_1{j}"] for j in (1, 2, 3)])


def hand_upstream_forgotten():
    return RIGHT | three("ds_", [w * (v - CONTEXT) for w, v in zip(W, VALUES, strict=True)])


def hand_both_forgotten():
    return RIGHT | three("ds_", [w * v for w, v in zip(W, VALUES, strict=True)])


def hand_signs_turned():
    return RIGHT | three("ds_", [0.5 * w * (CONTEXT - v) for w, v in zip(W, VALUES, strict=True)])


def hand_weight_forgotten():
    return RIGHT | three("ds_", [0.5 * (v - CONTEXT) for v in VALUES])


def hand_of_weights():
    return RIGHT | three("ds_", [0.5 * v for v in VALUES])


def hand_of_values():
    return RIGHT | three("ds_", [0.5 * w for w in W])


def hand_plain_mean():
    return RIGHT | three("ds_", [0.5 * w * (v - 1.0) for w, v in zip(W, VALUES, strict=True)])


def hand_without_values():
    row = [RIGHT[f"J_1{j}"] for j in (1, 2, 3)]
    return RIGHT | three("ds_", [0.5 * J for J in row])


def hand_to_two_decimals():
    return {name: round(value, 2) for name, value in RIGHT.items()}


def hand_as_list():
    return list(RIGHT.values())


def hand_in_four_decimals():
    weights = {"w_1": 0.8438, "w_2": 0.1142, "w_3": 0.0420, "context": 3.4054}
    row = {"J_11": 0.1318, "J_12": -0.0964, "J_13": -0.0354}
    return weights | row | {"ds_1": 0.2509, "ds_2": -0.1373, "ds_3": -0.1135}


def hand_by_differences():
    """Raise each score a little, and look what changes."""
    numbers = three("w_", shares(SCORES))
    numbers["context"] = _context(SCORES)
    step = 1e-5
    raised = [[s + step * (i == j) for i, s in enumerate(SCORES)] for j in range(3)]
    numbers |= three("J_1", [(shares(up)[0] - shares(SCORES)[0]) / step for up in raised])
    ds = [UPSTREAM * (_context(up) - _context(SCORES)) / step for up in raised]
    return numbers | three("ds_", ds)


def _context(scores):
    return sum(w * v for w, v in zip(shares(scores), VALUES, strict=True))


def hand_by_the_whole_jacobian():
    w = shares(SCORES)
    J = [[w[i] * ((i == j) - w[j]) for j in range(3)] for i in range(3)]
    ds = [0.5 * sum(VALUES[i] * J[i][j] for i in range(3)) for j in range(3)]
    numbers = three("ds_", ds) | three("J_1", J[0])
    return numbers | {"context": _context(SCORES)} | three("w_", w)


SLIPS = {
    "These are the weights of the keys as they are. By what is each multiplied to make a "
    "score?": hand_query_forgotten,
    "This is the softmax of the values. Of which three numbers is it "
    "taken?": hand_softmax_of_values,
    "The query was multiplied by the values. What does it meet to make a "
    "score?": hand_values_scored,
    "The lowest score has the largest weight. Which sign has the score in the "
    "exponent?": hand_reversed,
    "The scores are exponents of 2. Of which number are they exponents in a "
    "softmax?": hand_base_two,
    "The scores are exponents of 10. Of which number are they exponents in a "
    "softmax?": hand_base_ten,
    "The third position is left out. Is the exponential of a negative number "
    "0?": hand_without_third,
    "The third score has the wrong sign. What is 2 times -0.5?": hand_third_sign,
    "The second position has no weight. What is exp(0)?": hand_zero_for_second,
    "2 is the first score, also where the scores are divided by their sum, 1. Which function makes "
    "weights of the three?": hand_scores_for_weights,
    "This is the exponential of the score. By what is it divided?": hand_exponentials,
    "The keys were weighed. Of which three numbers is the context made?": hand_context_of_keys,
    "This is the plain mean of the values. What weighs them?": hand_context_mean,
    "The sum was divided by 3. What do the weights sum to already?": hand_context_divided,
    "The third value counts as positive. Which sign has it?": hand_context_all_plus,
    "This is the value of the largest weight alone. Which share have the other "
    "two?": hand_context_largest,
    "The values were multiplied by the scores. Which numbers weigh them?": hand_context_of_scores,
    "The values were multiplied by exponentials that are not divided. What do the weights sum "
    "to?": hand_context_of_exponentials,
    "This is the weight itself. The sum below the fraction line grows with the score, too: what "
    "does that take away?": hand_weight_alone,
    "This is the square of the weight. From what is it subtracted?": hand_weight_squared,
    "This is 1 minus the weight. Which factor is missing?": hand_rest_alone,
    "The sign is reversed. Does a weight grow or fall when its own score "
    "grows?": hand_diagonal_negative,
    "1 would be the slope of the score itself. How far does a softmax near 0.84 still "
    "rise?": hand_one,
    "The sign is reversed. Does the first weight grow or fall when another score "
    "grows?": hand_row_positive,
    "0 would mean that the first weight does not feel the other scores. Where in its fraction "
    "do they stand?": hand_row_zero,
    "This is the slope of another weight by its own score. Whose slope is J_1j, and by which "
    "score?": hand_own_slopes,
    "One factor is missing: this is minus the other weight. What is the weight whose change is "
    "asked for?": hand_others_alone,
    "One factor is missing: this is minus the first weight. Which score is "
    "raised?": hand_own_weight,
    "The formula of J_11 was taken with another weight. Does the score that is raised stand above "
    "the fraction line of w_1?": hand_rest_of_others,
    "This is J_23. Which weight changes in the first row?": hand_second_row,
    "There is a factor of 2, the query. Is the derivative by the score or by the "
    "key?": hand_with_query,
    "This is 0.5 w v alone. A score that grows takes weight from all three: what is subtracted "
    "from the value?": hand_without_context,
    "Only the way through the position's own weight was taken. How do the other two weights "
    "change with this score?": hand_own_slope_alone,
    "The first row of J was multiplied entry by entry by the values. Over which index runs the "
    "sum?": hand_first_row_alone,
    "Only the way through w_1 was taken. Which two other weights does the score "
    "change?": hand_first_value,
    "This is twice too large. What is the gradient of the loss with respect to the context, and "
    "does the query belong here?": hand_upstream_forgotten,
    "This is w v: the upstream gradient is missing, and so is what the score takes from all three "
    "weights. What is subtracted from the value?": hand_both_forgotten,
    "All three have the wrong sign. Does raising the score of a value above the context raise the "
    "context?": hand_signs_turned,
    "The weight is missing as a factor. Can a score move a position far whose weight is almost "
    "0?": hand_weight_forgotten,
    "These are the gradients of the weights. Which step leads from weights to "
    "scores?": hand_of_weights,
    "These are the gradients of the values. Which of the two, value or score, is asked "
    "for?": hand_of_values,
    "The plain mean of the values was subtracted. With which weights is that mean "
    "taken?": hand_plain_mean,
    "The values are missing. How does the context change with a weight?": hand_without_values,
    "The numbers are rounded to two decimals. How many does the exercise ask "
    "for?": hand_to_two_decimals,
    "The numbers came back without their names. Which brackets hold pairs of a key and a "
    "value?": hand_as_list,
}
RULES = {
    "w": "Write down the three exponentials and their sum: which share is this one?",
    "context": "Multiply each value by its weight, signs kept, and add up: what is the third?",
    "J": "Differentiate the fraction of w_1: where does this score stand in it?",
    "ds": "Add up three products of 0.5, a value and an entry of J: which column of J is it?",
}
TELLTALE = [
    (slip, hint) for hint, slip in SLIPS.items() if slip not in (hand_to_two_decimals, hand_as_list)
]

check_attention_by_hand = paper_check(
    "attention_by_hand",
    attention_by_hand,
    look_by_slips(attention_by_hand, TELLTALE, RULES),
    equivalent={
        "float(e / sum(exps)) -> e / sum(exps) (in `w = [float(e / sum(exps)) for e in exps]`)": (
            "a NumPy number is a number"
        ),
        "zip(w, values, strict=True) -> zip(values, w, strict=True) (in `context = sum((w_j * v_j "
        "for w_j, v_j in zip(w, values, strict=True)))`)": (
            "a product has the same value in either order"
        ),
    },
    tolerance=2e-4,
    slips=SLIPS,
    alternatives=(hand_in_four_decimals, hand_by_differences, hand_by_the_whole_jacobian),
)
