"""Check of memory_by_hand: a matrix memory, a soft lookup and a write, on paper."""

import math

from helpers.checks.paper import look_by_slips, paper_check
from helpers.scratch.modules.m10_memory import memory_by_hand

RIGHT = memory_by_hand()
VALUES = (2.0, -1.0)
LIKENESS = 0.6


def from_matrix(M_1, M_2):
    """Return all numbers that follow from another matrix."""
    r_1, r_2 = M_1, 0.6 * M_1 + 0.8 * M_2
    return RIGHT | {
        "M_1": M_1,
        "M_2": M_2,
        "r_1": r_1,
        "r_2": r_2,
        "e_1": r_1 - 2,
        "e_2": r_2 + 1,
    }


def from_weight(w_1):
    return RIGHT | {"w_1": w_1, "read": 2 * w_1 - (1 - w_1)}


def share(first, second):
    return math.exp(first) / (math.exp(first) + math.exp(second))


def hand_second_plus():
    """Take the second value for 1."""
    return from_matrix(2.6, 0.8)


def hand_first_alone():
    return from_matrix(2.0, 0.0)


def hand_second_alone():
    return from_matrix(-0.6, -0.8)


def hand_mean():
    return from_matrix(0.7, -0.4)


def hand_values_exchanged():
    return from_matrix(-1 + 2 * 0.6, 2 * 0.8)


def hand_entries_exchanged():
    return from_matrix(-0.8, 1.4)


def hand_sum_of_keys():
    return from_matrix(1.6, 0.8)


def hand_recalls_stored():
    return RIGHT | {"r_1": 2.0, "r_2": -1.0, "e_1": 0.0, "e_2": 0.0}


def hand_recall_plus():
    """Take r_2 as 0.6 * 1.4 + 0.8 * 0.8."""
    return RIGHT | {"r_2": 1.48, "e_2": 2.48}


def hand_recall_sum():
    return RIGHT | {"r_1": 0.6, "r_2": 0.6, "e_1": -1.4, "e_2": 1.6}


def hand_recall_second_entry():
    return RIGHT | {"r_2": -0.8, "e_2": 0.2}


def hand_recall_by_length():
    """Divide r_2 by 1.4, the sum of the key's entries."""
    return RIGHT | {"r_2": 0.2 / 1.4, "e_2": 0.2 / 1.4 + 1}


def hand_stored_minus_recalled():
    return RIGHT | {"e_1": 0.6, "e_2": -1.2}


def hand_own_value():
    return RIGHT | {"e_1": 1.2, "e_2": -0.6}


def hand_error_size():
    return RIGHT | {"e_1": 0.6, "e_2": 1.2}


def hand_error_squared():
    return RIGHT | {"e_1": 0.36, "e_2": 1.44}


def hand_error_relative():
    return RIGHT | {"e_1": -0.3, "e_2": -1.2}


def hand_error_sum():
    """Add what was stored."""
    return RIGHT | {"e_1": 3.4, "e_2": -0.8}


def hand_second_error_sign():
    return RIGHT | {"e_2": -0.8}


def hand_expected_all():
    return RIGHT | {"expected": 9 / 64}


def hand_expected_one():
    return RIGHT | {"expected": 1 / 64}


def hand_expected_root():
    return RIGHT | {"expected": math.sqrt(8 / 64)}


def hand_expected_D_squared():
    return RIGHT | {"expected": 8 / 64**2}


def hand_expected_root_D():
    """Take 1 / sqrt(D) for the mean square."""
    return RIGHT | {"expected": 8 / 8}


def hand_expected_D_less_one():
    return RIGHT | {"expected": 8 / 63}


def hand_expected_pairs():
    return RIGHT | {"expected": 36 / 64}


def hand_expected_mean():
    """Divide by N - 1, too."""
    return RIGHT | {"expected": 8 / 64 / 9}


def hand_expected_here():
    """Take 0.36, the square of 0.6."""
    return RIGHT | {"expected": 0.36}


def hand_expected_turned():
    return RIGHT | {"expected": 8.0}


def hand_without_beta():
    return from_weight(share(1, 0.6))


def hand_beta_once():
    return from_weight(share(5, 0.6))


def hand_other_query():
    return from_weight(share(3, 5))


def hand_orthogonal():
    """Take 0 for the second score."""
    return from_weight(share(5, 0))


def hand_score_of_second_entry():
    return from_weight(share(5, 4))


def hand_scores_over_sum():
    return from_weight(5 / 8)


def hand_exponential():
    return from_weight(math.exp(5))


def hand_base_two():
    return from_weight(2**5 / (2**5 + 2**3))


def hand_softmax_of_values():
    return from_weight(share(10, -3))


def hand_second_weight():
    return RIGHT | {"w_1": share(3, 5)}


def hand_read_plus():
    w_1 = RIGHT["w_1"]
    return RIGHT | {"read": 2 * w_1 + (1 - w_1)}


def hand_read_first_alone():
    return RIGHT | {"read": 2 * RIGHT["w_1"]}


def hand_read_turned():
    w_1 = RIGHT["w_1"]
    return RIGHT | {"read": 2 * (1 - w_1) - w_1}


def hand_read_matrix():
    return RIGHT | {"read": 1.4}


def hand_read_halved():
    return RIGHT | {"read": RIGHT["read"] / 2}


def hand_read_by_scores():
    return RIGHT | {"read": 2 * 5 - 3.0}


def hand_add_first():
    return RIGHT | {"slot": (3 + 1) * 0.6}


def hand_erase_in_full():
    return RIGHT | {"slot": 3 * 0.2 + 1}


def hand_add_in_full():
    return RIGHT | {"slot": 3 * 0.6 + 2}


def hand_both_in_full():
    return RIGHT | {"slot": 3 * 0.2 + 2}


def hand_kept_part_erased():
    """Keep w erase of the slot instead of erasing it."""
    return RIGHT | {"slot": 3 * 0.4 + 1}


def hand_erase_subtracted():
    return RIGHT | {"slot": 3 - 0.4 + 1}


def hand_no_erase():
    return RIGHT | {"slot": 4.0}


def hand_no_add():
    return RIGHT | {"slot": 1.8}


def hand_gate():
    """Erase all that the weight covers."""
    return RIGHT | {"slot": 3 * 0.5 + 1}


def hand_to_two_decimals():
    return {name: round(value, 2) for name, value in RIGHT.items()}


def hand_as_list():
    return list(RIGHT.values())


def hand_in_four_decimals():
    numbers = {"M_1": 1.4, "M_2": -0.8, "r_1": 1.4, "r_2": 0.2, "e_1": -0.6, "e_2": 1.2}
    return numbers | {"expected": 0.125, "w_1": 0.8808, "read": 1.6424, "slot": 2.8}


def hand_by_cross_talk():
    """Write down what is stored and what the other pair adds."""
    e_1, e_2 = LIKENESS * VALUES[1], LIKENESS * VALUES[0]
    r_1, r_2 = VALUES[0] + e_1, VALUES[1] + e_2
    numbers = {"M_1": r_1, "M_2": (r_2 - 0.6 * r_1) / 0.8, "r_1": r_1, "r_2": r_2}
    w_1 = 1 / (1 + math.exp(-2))
    numbers |= {"e_1": e_1, "e_2": e_2, "expected": 2**-3, "w_1": w_1}
    return numbers | {"read": 3 * w_1 - 1, "slot": 1.8 + 1}


def hand_by_sums():
    keys = ((1.0, 0.0), (0.6, 0.8))
    M = [sum(k[d] * v for k, v in zip(keys, VALUES, strict=True)) for d in (0, 1)]
    r = [k[0] * M[0] + k[1] * M[1] for k in keys]
    exps = [math.exp(5 * k[0]) for k in keys]
    w = [e / sum(exps) for e in exps]
    errors = [r_i - v for r_i, v in zip(r, VALUES, strict=True)]
    numbers = dict(zip(("e_1", "e_2"), errors, strict=True)) | {"M_1": M[0], "M_2": M[1]}
    numbers |= {"r_1": r[0], "r_2": r[1], "expected": sum(1 / 64 for _ in range(8))}
    return numbers | {"w_1": w[0], "read": w[0] * 2 - w[1], "slot": 3 - 3 * 0.4 + 1}


SLIPS = {
    "The second value counts as positive. Which sign has it?": hand_second_plus,
    "Only the first pair is stored. What does the second one add to each entry?": hand_first_alone,
    "Only the second pair is stored. What does the first one add?": hand_second_alone,
    "The sum was divided by 2. Is the matrix a sum or a mean?": hand_mean,
    "Each key was stored with the other's value. Which value belongs to the key (1, "
    "0)?": hand_values_exchanged,
    "M_1 and M_2 are exchanged. Which of them comes from the keys' first "
    "entries?": hand_entries_exchanged,
    "The keys were added without their values, or the sum of keys times the sum of values. By what "
    "is each key multiplied?": hand_sum_of_keys,
    "This is what was stored. What does the other pair add to it when the matrix is "
    "read?": hand_recalls_stored,
    "The second product counts as positive. Which sign has M_2?": hand_recall_plus,
    "The entries of M were added up. By what is each of them multiplied first?": hand_recall_sum,
    "This is M_2. Which two products make the inner product with (0.6, 0.8)?": (
        hand_recall_second_entry
    ),
    "The inner product was divided by 1.4, the sum of the key's entries. Is anything "
    "divided?": hand_recall_by_length,
    "The sign is reversed. Which of recalled and stored is subtracted from the "
    "other?": hand_stored_minus_recalled,
    "This is 0.6 times the own value. Which pair's value is mixed in by mistake?": hand_own_value,
    "This is the size of the error. Which sign has it, recalled minus stored?": hand_error_size,
    "This is the square of the error. What does e_1 stand for in the prompt?": hand_error_squared,
    "The error was divided by the stored value. What does e_1 stand for in the "
    "prompt?": hand_error_relative,
    "The stored value was added. What is subtracted from what?": hand_error_sum,
    "The stored value is -1. What is 0.2 minus -1?": hand_second_error_sign,
    "The pair itself counts as well. How many other pairs are there to disturb "
    "it?": hand_expected_all,
    "This is the share of one other pair. How many others are there?": hand_expected_one,
    "This is the root of it. Is the squared error asked for?": hand_expected_root,
    "There is a factor 1/D too many. What is the mean of the squared inner product of two random "
    "keys?": hand_expected_D_squared,
    "The inner product counts with 1 over the root of D. What is the mean of its "
    "square?": hand_expected_root_D,
    "8 was divided by D - 1. What is the mean of the squared inner product?": (
        hand_expected_D_less_one
    ),
    "All 36 couples of two pairs count. How many of them disturb one recalled "
    "value?": hand_expected_pairs,
    "The sum was divided by the number of pairs. What does each of the others add to one "
    "value?": hand_expected_mean,
    "This is the square of 0.6, which belongs to the two keys above. What is the mean of that "
    "square for random keys with D = 64?": hand_expected_here,
    "D is missing. What does each of the eight others add on average?": hand_expected_turned,
    "The scores were taken without the factor 5. By what is each inner product "
    "multiplied?": hand_without_beta,
    "Only the first score was multiplied by 5. What is 5 times 0.6?": hand_beta_once,
    "This is the weight for the query k_2. Which query does the prompt ask for?": hand_other_query,
    "The second score counts as 0. What is the inner product of (1, 0) and (0.6, "
    "0.8)?": hand_orthogonal,
    "The second score is 5 times 0.8. Which entry of k_2 meets the 1 of "
    "k_1?": hand_score_of_second_entry,
    "The scores themselves were divided by their sum. Which function is taken of them "
    "first?": hand_scores_over_sum,
    "This is the exponential of the score. By what is it divided?": hand_exponential,
    "The scores are exponents of 2. Of which number are they exponents in a "
    "softmax?": hand_base_two,
    "The values entered the scores. Which two vectors make a score?": hand_softmax_of_values,
    "This is the second weight. Which of the two scores is larger?": hand_second_weight,
    "The second product counts as positive. Which sign has the second value?": hand_read_plus,
    "The second value is missing. Which share has it?": hand_read_first_alone,
    "The weights are exchanged. Which value has the larger one?": hand_read_turned,
    "This is what the matrix recalls. With which weights is the lookup here?": hand_read_matrix,
    "The sum was divided by 2. What do the weights sum to already?": hand_read_halved,
    "The values were multiplied by the scores. Which numbers weigh them?": hand_read_by_scores,
    "Add came before erase, so that part of what was written is erased at once. Which comes "
    "first?": hand_add_first,
    "Erase counts in full. By what is it multiplied?": hand_erase_in_full,
    "Add counts in full. By what is it multiplied?": hand_add_in_full,
    "Erase and add both count in full. By what is each of them multiplied?": hand_both_in_full,
    "The part that should go was kept. How much is 1 minus 0.5 times 0.8?": (hand_kept_part_erased),
    "0.4 was subtracted from the slot. Is that a number to subtract, or a share of what it "
    "holds?": hand_erase_subtracted,
    "Nothing was erased. Which share of the 3 stays?": hand_no_erase,
    "Nothing was added. What does the weight let in?": hand_no_add,
    "Half of the slot was erased, without the 0.8. Which share is w times erase?": hand_gate,
    "The numbers are rounded to two decimals. How many does the exercise ask "
    "for?": hand_to_two_decimals,
    "The numbers came back without their names. Which brackets hold pairs of a key and a "
    "value?": hand_as_list,
}
RULES = {
    "M": "Multiply each value by this entry of its key, and add the two products: what is left?",
    "r": "Multiply the key's two entries by M_1 and M_2, signs kept, and add up: what is it?",
    "e": "Subtract what was stored from what was recalled: what is left?",
    "expected": "Write down the error of one value, square it, and take the mean term by term: how "
    "many terms stay, and how large is each?",
    "w": "Write down both scores, then both exponentials: which share has the first one?",
    "read": "Multiply each value by its weight, signs kept: what is the sum?",
    "slot": "Work out w times erase first: which share of 3 stays, and what is added?",
}
TELLTALE = [
    (slip, hint) for hint, slip in SLIPS.items() if slip not in (hand_to_two_decimals, hand_as_list)
]

check_memory_by_hand = paper_check(
    "memory_by_hand",
    memory_by_hand,
    look_by_slips(memory_by_hand, TELLTALE, RULES),
    tolerance=2e-4,
    equivalent={
        "keys.T @ values -> keys.T @ values.T (in `M = keys.T @ values`)": (
            "values has one axis, which .T leaves as it is"
        ),
        "keys @ M -> keys @ M.T (in `r = keys @ M`)": ("M has one axis, which .T leaves as it is"),
        "M -> r (in `numbers = {'M_1': M[0], 'M_2': M[1], 'r_1': r[0], 'r_2': r[1]}`)": (
            "the first key is (1, 0), so that it recalls M_1 itself"
        ),
        "5 * keys @ keys[0] -> 5 * keys @ keys[0].T (in `w = softmax(5 * keys @ keys[0])`)": (
            "keys[0] has one axis, which .T leaves as it is"
        ),
        "w @ values -> values @ w (in `numbers |= {'w_1': w[0], 'read': w @ values, "
        "'slot': 3 * (1 - 0.5 *...`)": ("an inner product has the same value in either order"),
        "w @ values -> w @ values.T (in `numbers |= {'w_1': w[0], 'read': w @ values, "
        "'slot': 3 * (1 - 0.5 *...`)": ("values has one axis, which .T leaves as it is"),
        "float(number) -> number (in `return {name: float(number) for name, number in "
        "numbers.items()}`)": ("a NumPy number is a number"),
    },
    slips=SLIPS,
    alternatives=(hand_in_four_decimals, hand_by_cross_talk, hand_by_sums),
)
