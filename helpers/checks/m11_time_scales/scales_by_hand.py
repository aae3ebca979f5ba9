"""Check of scales_by_hand: four measures of time and three maps of a vector, on paper."""

import math

import numpy as np

from helpers.checks.paper import look_by_slips, paper_check
from helpers.scratch.modules.m11_norm_keeping import scales_by_hand

RIGHT = scales_by_hand()
ROOT = math.sqrt(5)


def with_row(name, first, second):
    """Return the right numbers with another row h, r, or complex number."""
    names = ("re", "im") if name == "z" else (f"{name}_1", f"{name}_2")
    return RIGHT | dict(zip(names, (float(first), float(second)), strict=True))


def hand_tau_small_alpha():
    return RIGHT | {"tau": 4.0}


def hand_tau_of_alpha():
    return RIGHT | {"tau": -1 / math.log(0.25)}


def hand_tau_negative():
    return RIGHT | {"tau": -RIGHT["tau"]}


def hand_tau_logarithm():
    return RIGHT | {"tau": math.log(0.75)}


def hand_tau_logarithm_positive():
    return RIGHT | {"tau": -math.log(0.75)}


def hand_tau_half_life():
    return RIGHT | {"tau": math.log(0.5) / math.log(0.75)}


def hand_tau_decimal():
    return RIGHT | {"tau": -1 / math.log10(0.75)}


def hand_tau_kept_share():
    """Take 1 / 0.75."""
    return RIGHT | {"tau": 1 / 0.75}


def hand_tau_of_longer():
    """Take the logarithm of 1.25."""
    return RIGHT | {"tau": 1 / math.log(1.25)}


def hand_tau_lost():
    """Ask when 1/e is lost."""
    return RIGHT | {"tau": math.log(1 - 1 / math.e) / math.log(0.75)}


def hand_tau_rounded_down():
    return RIGHT | {"tau": 3.0}


def hand_path_past_the_end():
    return RIGHT | {"path": 15.0}


def hand_path_sevens_alone():
    return RIGHT | {"path": 14.0}


def hand_path_quotient():
    return RIGHT | {"path": 100 / 7}


def hand_path_states():
    return RIGHT | {"path": 17.0}


def hand_path_ones():
    return RIGHT | {"path": 100.0}


def hand_path_of_both():
    """Take one step of 1 and one of 7 in turns."""
    return RIGHT | {"path": 25.0}


def hand_path_of_eight():
    return RIGHT | {"path": 12.5}


def hand_steps_rounded_down():
    return RIGHT | {"steps": 1.0}


def hand_steps_fraction():
    return RIGHT | {"steps": 23 / 12}


def hand_steps_of_the_sum():
    return RIGHT | {"steps": 4.0}


def hand_steps_two_layers():
    return RIGHT | {"steps": 6.0}


def hand_steps_of_the_first():
    return RIGHT | {"steps": 8.0}


def hand_steps_one_layer():
    return RIGHT | {"steps": 12.0}


def hand_steps_down_and_one():
    """Add 1 to every quotient: 12, 7, 3."""
    return RIGHT | {"steps": 3.0}


def hand_horizon_even_loss():
    return RIGHT | {"horizon": 99.0}


def hand_horizon_quotient():
    return RIGHT | {"horizon": 1.0}


def hand_horizon_of_loss():
    return RIGHT | {"horizon": 100.0}


def hand_horizon_turned():
    return RIGHT | {"horizon": math.log(0.99) / math.log(0.01)}


def hand_horizon_negative():
    return RIGHT | {"horizon": -RIGHT["horizon"]}


def hand_horizon_of_e():
    return RIGHT | {"horizon": -1 / math.log(0.99)}


def hand_horizon_logarithm():
    return RIGHT | {"horizon": -math.log(0.01)}


def hand_horizon_small_loss():
    """Take -ln(0.01) / 0.01."""
    return RIGHT | {"horizon": -math.log(0.01) / 0.01}


def hand_horizon_half_life():
    return RIGHT | {"horizon": math.log(0.5) / math.log(0.99)}


def hand_projected_away():
    return with_row("h", 2, -1)


def hand_not_divided():
    return with_row("h", -7, -19)


def hand_neither_two_nor_divided():
    return with_row("h", -2, -9)


def hand_divided_by_length():
    return with_row("h", 3 - 10 / ROOT, 1 - 20 / ROOT)


def hand_part_alone():
    return with_row("h", 1, 2)


def hand_mirrored_at_line():
    return with_row("h", -1, 3)


def hand_part_added():
    return with_row("h", 5, 5)


def hand_roles_exchanged():
    return with_row("h", -2, 1)


def hand_entry_by_entry():
    """Take h_j v_j v_j in place of the dot product."""
    return with_row("h", 3 - 2 * 3 / 5, 1 - 2 * 4 / 5)


def hand_two_subtracted_once():
    """Subtract 2 v / (v . v), without h . v."""
    return with_row("h", 3 - 2 / 5, 1 - 4 / 5)


def hand_without_inverse():
    return with_row("r", 1, -1)


def hand_inverse_alone():
    return with_row("r", 0.5, -0.5)


def hand_other_way_round():
    return with_row("r", 0, 1)


def hand_product_without_inverse():
    return with_row("r", 2, 0)


def hand_multiplied_entries():
    return with_row("r", 0.5, 0.5)


def hand_determinant_forgotten():
    return with_row("r", 0, -2)


def hand_inverse_of_the_product():
    return with_row("r", 0.5, 0)


def hand_a_alone():
    """Multiply by A + A.T and the like: the row as it was."""
    return with_row("r", 1, 0)


def hand_on_the_parts():
    return with_row("z", 1, 2)


def hand_real_part_alone():
    return with_row("z", 1, 4)


def hand_longer():
    return with_row("z", 4.2, 5.6)


def hand_length_of_two():
    return with_row("z", 1.2, 1.6)


def hand_length_of_one():
    return with_row("z", 0.6, 0.8)


def hand_length_alone():
    return with_row("z", 3, 0)


def hand_parts_exchanged():
    return with_row("z", 2.4, 1.8)


def hand_parts_added():
    """Take 3 + 4 for the length."""
    return with_row("z", 15 / 7, 20 / 7)


def hand_length_squared():
    return with_row("z", 2.76, 3.68)


def hand_not_divided_by_length():
    return with_row("z", 9, 12)


def hand_conjugated():
    return with_row("z", 1.8, -2.4)


def hand_to_two_decimals():
    return {name: round(value, 2) for name, value in RIGHT.items()}


def hand_as_list():
    return list(RIGHT.values())


def hand_in_four_decimals():
    numbers = {"tau": 3.4761, "path": 16, "steps": 2, "horizon": 458.2106}
    return numbers | {"h_1": 1, "h_2": -3, "r_1": 0, "r_2": -1, "re": 1.8, "im": 2.4}


def hand_by_matrices():
    A, v = np.array([[0.0, 1.0], [-1.0, 0.0]]), np.array([1.0, 2.0])
    mirror = np.eye(2) - 2 * np.outer(v, v) / (v @ v)
    h = np.array([3.0, 1.0]) @ mirror
    r = (np.linalg.inv(np.eye(2) + A) @ (np.eye(2) - A))[0]
    z = (abs(3 + 4j) - 2) * np.exp(1j * np.angle(3 + 4j))
    numbers = {"tau": float(-1 / np.log(1 - 0.25)), "path": 100 // 7 + 100 % 7}
    numbers |= {"steps": 2, "horizon": float(np.log(0.01) / np.log(0.99))}
    numbers |= {"h_1": float(h[0]), "h_2": float(h[1]), "r_1": float(r[0]), "r_2": float(r[1])}
    return numbers | {"re": float(z.real), "im": float(z.imag)}


def hand_by_search():
    """Find the measures of time by trying numbers, and the path by its steps."""
    tau = next(n / 1e5 for n in range(300000, 400000) if 0.75 ** (n / 1e5) <= math.exp(-1))
    horizon = next(n / 1e3 for n in range(458000, 460000) if 0.99 ** (n / 1e3) <= 0.01)
    path, t = 0, 100
    while t:
        t -= 7 if t >= 7 else 1
        path += 1
    steps = 23
    for stride in (2, 2, 3):
        steps = math.ceil(steps / stride)
    numbers = {"im": 4 - 2 * 4 / 5, "re": 3 - 2 * 3 / 5, "r_2": -1.0, "r_1": 0.0}
    numbers |= {"h_2": -3.0, "h_1": 1.0, "horizon": horizon}
    return numbers | {"steps": steps, "path": path, "tau": tau}


SLIPS = {
    "This is 1 / alpha, which the time constant comes near to for a small alpha only. What share "
    "is left after n steps?": hand_tau_small_alpha,
    "The logarithm was taken of 0.25. Which share does the unit keep at each "
    "step?": hand_tau_of_alpha,
    "The sign is reversed. Which sign has the logarithm of a number below 1?": hand_tau_negative,
    "This is ln 0.75. How many times must it be taken to make ln(1/e)?": hand_tau_logarithm,
    "This is -ln 0.75. How many times does it fit into 1?": hand_tau_logarithm_positive,
    "This is after how many steps half of the state is left. Which share is asked "
    "for?": hand_tau_half_life,
    "The logarithm was taken to the base 10. Which logarithm of 1/e is -1?": hand_tau_decimal,
    "This is 1 / 0.75. What is left after two steps, and after n?": hand_tau_kept_share,
    "The logarithm was taken of 1.25. Does the state grow or shrink at each "
    "step?": hand_tau_of_longer,
    "This is after how many steps 1/e of the state is lost. Is the share asked for lost or "
    "left?": hand_tau_lost,
    "This is a whole number. Which real number n solves the equation?": hand_tau_rounded_down,
    "15 connections of 7 lead past step 100. How is what remains of 100 after 14 of them "
    "covered?": hand_path_past_the_end,
    "14 connections of 7 lead to step 98. What leads from there to step "
    "100?": hand_path_sevens_alone,
    "This is 100 / 7. Can a path take a part of a connection?": hand_path_quotient,
    "This counts the states on the path, the first one included. What is to be counted, states or "
    "connections?": hand_path_states,
    "This is the path along connections of 1 alone. Which others may it take?": hand_path_ones,
    "Connections of 1 and 7 were taken in turns. Must a path take as many of both?": (
        hand_path_of_both
    ),
    "This is 100 / 8. Does one connection lead 1 + 7 steps on?": hand_path_of_eight,
    "The lengths were rounded down. What becomes of the steps that are left over at the end of a "
    "layer?": hand_steps_rounded_down,
    "This is 23 / 12. Can a layer make a part of a step?": hand_steps_fraction,
    "The strides were added to 7. How many of the first layer's steps does the second one read at "
    "a time?": hand_steps_of_the_sum,
    "These are the steps after two layers. How many layers are there?": hand_steps_two_layers,
    "The third stride was applied to the 23 steps. What does the third layer "
    "read?": hand_steps_of_the_first,
    "These are the steps after one layer. How many layers are there?": hand_steps_one_layer,
    "A step was added where nothing was left over. How many steps come of 12 by a stride of "
    "2?": hand_steps_down_and_one,
    "This loses 0.01 of the first state at every step. Of what does a step take away a share of "
    "0.01?": hand_horizon_even_loss,
    "This is 0.01 / 0.01. What is left after two steps, and after n?": hand_horizon_quotient,
    "This is 1 / 0.01. What is left after 100 steps?": hand_horizon_of_loss,
    "The fraction stands upside down. Is n more or less than 1?": hand_horizon_turned,
    "The sign is reversed. Which signs have the two logarithms?": hand_horizon_negative,
    "This is after how many steps 1/e is left. Which share is asked for?": hand_horizon_of_e,
    "This is -ln 0.01. Of what is it a multiple after n steps?": hand_horizon_logarithm,
    "0.01 was taken for -ln 0.99, which is near, but not to four decimals. Which logarithm "
    "belongs there?": hand_horizon_small_loss,
    "This is after how many steps half is left. Which share is asked for?": hand_horizon_half_life,
    "The part along v was subtracted once, so nothing along v is left. How often does it go to "
    "point the other way?": hand_projected_away,
    "h . v was not divided by v . v. How long is v?": hand_not_divided,
    "h . v was not divided by v . v, and the part was subtracted once. What is the part along v, "
    "and how often does it go?": hand_neither_two_nor_divided,
    "h . v was divided by the length of v. What is v . v, the length or its "
    "square?": hand_divided_by_length,
    "This is the part of h along v. What is left of h when it is subtracted "
    "twice?": hand_part_alone,
    "Both signs are reversed: the part across v was turned round, and the part along v stayed. "
    "Which of them should stay?": hand_mirrored_at_line,
    "The part along v was added twice. Which sign has it?": hand_part_added,
    "v was mirrored along h. Which of the two rows is mirrored?": hand_roles_exchanged,
    "h was multiplied by v entry by entry. How many numbers is a dot product?": hand_entry_by_entry,
    "The factor h . v is missing. How much of h lies along v?": hand_two_subtracted_once,
    "This is the first row of I - A. What does it have to be multiplied by?": hand_without_inverse,
    "This is the first row of the inverse of I + A. What does it have to be multiplied by?": (
        hand_inverse_alone
    ),
    "This is the other way round: the first column of W, or the row of the map with both signs of "
    "A exchanged. Which of the two matrices is inverted, and is it row or column?": (
        hand_other_way_round
    ),
    "I + A was multiplied, and not inverted. What does the exponent -1 stand "
    "for?": hand_product_without_inverse,
    "The matrices were multiplied entry by entry. How are two matrices "
    "multiplied?": hand_multiplied_entries,
    "The inverse was not divided by the determinant. What is the determinant of I + "
    "A?": hand_determinant_forgotten,
    "Both matrices were inverted. Which of the two is?": hand_inverse_of_the_product,
    "The row came back as it was. What is I - A?": hand_a_alone,
    "2 was subtracted from both parts. What is shortened by 2, and what stays?": hand_on_the_parts,
    "2 was subtracted from the real part. What is shortened by 2?": hand_real_part_alone,
    "The number is longer by 2. Should it be longer or shorter?": hand_longer,
    "The number has the length 2. How long should it be?": hand_length_of_two,
    "The number has the length 1. How long should it be?": hand_length_of_one,
    "This is the length alone. Which number of this length has the angle that 3 + 4i "
    "has?": hand_length_alone,
    "The real and the imaginary part are exchanged. Which of them is the "
    "larger?": hand_parts_exchanged,
    "3 + 4 was taken for the length. How long is the diagonal of a rectangle with the sides 3 and "
    "4?": hand_parts_added,
    "25 was taken for the length. Which root belongs to it?": hand_length_squared,
    "3 + 4i was multiplied by the new length. How long is the result?": hand_not_divided_by_length,
    "The sign of the imaginary part is reversed. Does the angle stay?": hand_conjugated,
    "The numbers are rounded to two decimals. How many does the exercise ask "
    "for?": hand_to_two_decimals,
    "The numbers came back without their names. Which brackets hold pairs of a key and a "
    "value?": hand_as_list,
}
RULES = {
    "tau": "Which power of 0.75 is 1/e? Take the logarithm of both sides.",
    "path": "How often does 7 fit into 100, and what covers the rest?",
    "steps": "Divide by 2, by 2 and by 3, each time rounded up: what comes after 12?",
    "horizon": "Which power of 0.99 is 0.01? Take the logarithm of both sides.",
    "h": "What are h . v and v . v, and so the part of h along v?",
    "r": "Write down I + A and its inverse first: does their product make I?",
    "re": "How long is 3 + 4i, and how long should it become?",
    "im": "Both parts shrink by the same factor: which?",
}
TELLTALE = [
    (slip, hint) for hint, slip in SLIPS.items() if slip not in (hand_to_two_decimals, hand_as_list)
]

check_scales_by_hand = paper_check(
    "scales_by_hand",
    scales_by_hand,
    look_by_slips(scales_by_hand, TELLTALE, RULES),
    equivalent={
        f"2 * 1 -> {mutant} (in `numbers |= {{'h_1': 3 - 2 * 1, 'h_2': 1 - 2 * 2, 'r_1': 0, 'r_2': "
        "-1}`)": "twice 1 is 2"
        for mutant in ("2 / 1", "2")
    },
    tolerance=2e-5,
    slips=SLIPS,
    alternatives=(hand_in_four_decimals, hand_by_matrices, hand_by_search),
)
