"""Check of scalar_lstm: two steps of an LSTM of one unit, worked out on paper.

Each number follows from those before it, so only the first wrong one is a mistake: what it was
taken for is found by trying.
"""

import math

from helpers.checks.paper import paper_check
from helpers.scratch.modules.m04_lstm import scalar_lstm

CLOSE = 5e-4  # relative to 1 + the number: four decimals are asked for
RIGHT = scalar_lstm()
I_1, F_1, G_1, O_1, I_2, F_2, G_2, O_2 = 0.5, 0.9, 0.8, 0.6, 0.4, 0.7, -0.5, 0.8
C_0, TARGET_1, TARGET_2 = 1.0, 0.2, 1.0
C_1, H_1, C_2, H_2 = (RIGHT[name] for name in ("c_1", "h_1", "c_2", "h_2"))
TANH_1, TANH_2 = math.tanh(C_1), math.tanh(C_2)
DH_2, DC_2, DH_1 = RIGHT["dh_2"], RIGHT["dc_2"], RIGHT["dh_1"]
WAY_H, WAY_C = RIGHT["way_h"], RIGHT["way_c"]

# What a number is when a usual mistake is made, and the next look.
MISTAKES = {
    "c_1": (
        (F_1 * C_0 * I_1 * G_1, "These are multiplied. Which sign stands between f c and i g?"),
        (I_1 * C_0 + F_1 * G_1, "i and f are exchanged. Which of them multiplies the old memory?"),
        (I_1 * G_1, "This is what is written alone. What is kept of c_0?"),
        (C_0 + I_1 * G_1, "c_0 was kept whole. Which gate multiplies it?"),
        (F_1 * C_0 + G_1, "g_1 was written whole. Which gate multiplies it?"),
        (F_1 * C_0 + I_1 * math.tanh(G_1), "tanh was applied to g_1. Is g_1 not squashed already?"),
        (math.tanh(1.3), "tanh was applied to the memory. Where in the equations is it squashed?"),
        ((1 - F_1) * C_0 + I_1 * G_1, "1 - f was used. Does f = 1 keep the memory or clear it?"),
        (F_1 * C_0 + (1 - F_1) * G_1, "1 - f was used for i. Which gate multiplies g?"),
    ),
    "h_1": (
        (O_1 * C_1, "This is o_1 c_1. What lies between the memory and the output gate?"),
        (TANH_1, "The output gate is missing. What does o_1 multiply?"),
        (math.tanh(O_1 * C_1), "The gate is inside tanh. What is squashed, c_1 or o_1 c_1?"),
        (O_1 * math.tanh(C_0), "The old memory was shown. Which memory does h_1 show?"),
        (O_2 * TANH_1, "This has the output gate of step 2. Which one belongs to h_1?"),
        (O_1 + TANH_1, "o_1 was added. What does a gate do to a value?"),
    ),
    "c_2": (
        (F_2 * H_1 + I_2 * G_2, "This starts from h_1. Which of the states does f multiply?"),
        (F_2 * TANH_1 + I_2 * G_2, "This starts from tanh c_1. Is the memory itself squashed?"),
        (F_2 * C_1 - I_2 * G_2, "The sign of g_2 is lost. Is the memory raised or lowered here?"),
        (F_2 * C_0 + I_2 * G_2, "This starts from c_0 again. Which memory is the one before c_2?"),
        (I_2 * C_1 + F_2 * G_2, "i and f are exchanged. Which of them multiplies the old memory?"),
        (F_1 * C_1 + I_1 * G_2, "These are gates of step 1. Which ones belong to step 2?"),
        (C_1 + I_2 * G_2, "c_1 was kept whole. Which gate multiplies it?"),
        (F_2 * C_1 + G_2, "g_2 was written whole. Which gate multiplies it?"),
        (math.tanh(C_2), "tanh was applied to the memory. Where in the equations is it squashed?"),
        (I_2 * G_2, "This is what is written alone. What is kept of c_1?"),
        (F_2 * C_1, "This is what is kept alone. What is written?"),
    ),
    "h_2": (
        (O_2 * C_2, "This is o_2 c_2. What lies between the memory and the output gate?"),
        (TANH_2, "The output gate is missing. What does o_2 multiply?"),
        (math.tanh(O_2 * C_2), "The gate is inside tanh. What is squashed, c_2 or o_2 c_2?"),
        (O_2 * TANH_1, "The memory of step 1 was shown. Which one does h_2 show?"),
        (O_1 * TANH_2, "This has the output gate of step 1. Which one belongs to h_2?"),
    ),
    "dh_2": (
        (-DH_2, "The sign is reversed. Does L grow or fall when h_2 grows a little?"),
        (DH_2 / 2, "The 1/2 is still there. What is the derivative of z^2 / 2?"),
        (2 * DH_2, "A factor 2 is left. What is the derivative of z^2 / 2?"),
        (DH_2**2 / 2, "This is a term of L itself. What is its derivative with respect to h_2?"),
        (H_2 - TARGET_1, "This is the target of step 1. What should h_2 be?"),
        (C_2 - TARGET_2, "The memory was compared with the target. Which state is in L?"),
        (H_2, "This is h_2 itself. By how much does L change when h_2 does?"),
        (DH_2 + DH_1, "Both losses are in it. In which of them does h_2 occur?"),
    ),
    "do_2": (
        (DH_2 * C_2, "This is dh_2 c_2. What does o_2 multiply in h_2?"),
        (DH_2 * TANH_2 * O_2 * (1 - O_2), "This goes on to the sum. What is asked is o_2's own?"),
        (DH_2 * O_2, "This is dh_2 o_2. What does o_2 multiply in h_2?"),
        (DH_2 * H_2, "This is dh_2 h_2. What is left of h_2 when o_2 is taken away?"),
        (DH_2 * (1 - TANH_2**2), "Is tanh c_2 or its derivative what o_2 multiplies?"),
        (DH_2, "This is dh_2 itself. What does o_2 multiply in h_2?"),
        (DH_2 * TANH_1, "This has the memory of step 1. Which one does h_2 show?"),
        (-DH_2 * TANH_2, "The sign is reversed. Which signs have dh_2 and tanh c_2?"),
    ),
    "dc_2": (
        (DH_2 * O_2, "This is dh_2 o_2: tanh was left out. What is its derivative at c_2?"),
        (DH_2 * (1 - TANH_2**2), "The output gate is missing. What multiplies tanh c_2 in h_2?"),
        (DH_2 * O_2 * (1 - TANH_2), "The square is missing. What is the derivative of tanh?"),
        (DH_2 * O_2 * (1 - C_2**2), "1 - c_2^2 was used. Which is the tanh, c_2 or tanh c_2?"),
        (DH_2 * O_2 * (1 - H_2**2), "1 - h_2^2 was used, as in an RNN. Is h_2 tanh of c_2 here?"),
        (DH_2 * O_2 * (1 - math.tanh(TANH_2) ** 2), "tanh was applied twice. Where is c_2?"),
        (DH_2 * O_2 * (1 - TANH_1**2), "This is tanh' at c_1. Which memory does h_2 show?"),
        (DH_2 * O_2 * TANH_2, "This has tanh c_2 in it. What is the derivative of tanh there?"),
        (DH_2 * O_2 * TANH_2**2, "This has tanh^2 in it. Is that its derivative, or 1 minus it?"),
        (DH_2, "This is dh_2 itself. What lies between c_2 and h_2?"),
        (DH_2 * O_2 * (1 - O_2), "That is a sigmoid's derivative. Which function is around c_2?"),
        (DH_2 * O_1 * (1 - TANH_2**2), "This has o_1. Which output gate belongs to h_2?"),
        (-DC_2, "The sign is reversed. Does h_2 grow or fall when c_2 grows?"),
    ),
    "df_2": (
        (DC_2 * C_2, "This has the new memory. Which memory did f_2 multiply?"),
        (DC_2 * TANH_1, "This has tanh c_1. Does f_2 multiply the memory or its tanh?"),
        (DC_2 * H_1, "This has h_1. Which of the two states does f_2 multiply?"),
        (DC_2 * C_1 * F_2 * (1 - F_2), "This goes on to the sum. What is asked is f_2's own?"),
        (DC_2 * F_2, "This is what goes on to c_1. What multiplies f_2 in c_2?"),
        (DC_2, "This is dc_2 itself. What does f_2 multiply in c_2?"),
        (DC_2 * G_2, "This is the input gate's. What does f_2 multiply in c_2?"),
        (DH_2 * C_1, "This starts from dh_2. What lies between h_2 and f_2?"),
    ),
    "dh_1": (
        (-DH_1, "The sign is reversed. Does L grow or fall when h_1 grows a little?"),
        (DH_1 / 2, "The 1/2 is still there. What is the derivative of z^2 / 2?"),
        (2 * DH_1, "A factor 2 is left. What is the derivative of z^2 / 2?"),
        (DH_1**2 / 2, "This is a term of L itself. What is its derivative with respect to h_1?"),
        (H_1 - TARGET_2, "This is the target of step 2. What should h_1 be?"),
        (C_1 - TARGET_1, "The memory was compared with the target. Which state is in L?"),
        (H_1, "This is h_1 itself. By how much does L change when h_1 does?"),
        (DH_1 + DH_2, "Both losses are in it. Does h_2 depend on h_1 when the gates are given?"),
        (DC_2 * F_2, "This is a way from c_2 back. Does c_2 depend on h_1 when gates are given?"),
        (0.0, "This is 0. Which part of L is h_1 in?"),
    ),
    "way_h": (
        (DH_1 * O_1, "This is dh_1 o_1: tanh was left out. What is its derivative at c_1?"),
        (DH_1 * (1 - TANH_1**2), "The output gate is missing. What multiplies tanh c_1 in h_1?"),
        (DH_1 * O_1 * (1 - TANH_1), "The square is missing. What is the derivative of tanh?"),
        (DH_1 * O_1 * (1 - C_1**2), "1 - c_1^2 was used. Which is the tanh, c_1 or tanh c_1?"),
        (DH_1 * O_1 * (1 - H_1**2), "1 - h_1^2 was used, as in an RNN. Is h_1 tanh of c_1 here?"),
        (DH_1 * O_1 * (1 - TANH_2**2), "This is tanh' at c_2. Which memory does h_1 show?"),
        (DH_1 * O_2 * (1 - TANH_1**2), "This has o_2. Which output gate belongs to h_1?"),
        (DH_1 * O_1 * (1 - math.tanh(TANH_1) ** 2), "tanh was applied twice. Where is c_1?"),
        (DH_1, "This is dh_1 itself. What lies between c_1 and h_1?"),
        (WAY_H + WAY_C, "This is the sum of both ways. Which part comes by way of h_1 alone?"),
        (WAY_C, "This is the other way. Which part comes by way of h_1?"),
    ),
    "way_c": (
        (DC_2, "This is dc_2 itself. What multiplies c_1 in c_2?"),
        (DC_2 * F_1, "This has f_1. Which forget gate lies between c_1 and c_2?"),
        (DC_2 * I_2, "This has the input gate. What multiplies c_1 in c_2?"),
        (DC_2 * (1 - F_2), "1 - f was used. What multiplies c_1 in c_2?"),
        (DC_2 * C_1, "This is the forget gate's gradient. What multiplies c_1 in c_2?"),
        (DC_2 * F_2 * (1 - TANH_1**2), "tanh' is in it. Is there a tanh between c_1 and c_2?"),
        (DC_2 * F_2 * (1 - F_2), "f (1 - f) leads to the gate's sum. What multiplies c_1 in c_2?"),
        (DH_2 * F_2, "This starts from dh_2. What lies between h_2 and c_2?"),
        (WAY_H + WAY_C, "This is the sum of both ways. Which part comes by way of c_2 alone?"),
        (DC_2 / F_2, "This divides by f_2. What is the derivative of f_2 c_1?"),
        (-WAY_C, "The sign is reversed. Is there a minus between c_1 and c_2?"),
    ),
    "dc_1": (
        (WAY_C, "This is one way only. How many arrows leave c_1?"),
        (WAY_H, "This is one way only. How many arrows leave c_1?"),
        (WAY_H * WAY_C, "The ways were multiplied. How do gradients of two uses combine?"),
        ((WAY_H + WAY_C) / 2, "This is the mean. How do gradients of two uses combine?"),
        (WAY_C - WAY_H, "The ways were subtracted. How do gradients of two uses combine?"),
        (WAY_H - WAY_C, "The ways were subtracted. How do gradients of two uses combine?"),
        ((WAY_H + WAY_C) * F_1, "This is dc_0: one step too far. What is asked is dc_1?"),
        (WAY_H + DC_2, "dc_2 was added as it is. Which number is the way through c_2?"),
        (DH_1 + WAY_C, "dh_1 was added as it is. Which number is the way through h_1?"),
    ),
}
RULES = {
    "c_1": "What is kept of c_0 is f_1 c_0. What is written?",
    "h_1": "h_1 is the output gate times a squashed memory. Which memory, and squashed by what?",
    "c_2": "This is step 1 again, from c_1 and with other gates. What are its two products?",
    "h_2": "This is h_1 again with the gate and the memory of step 2. What is tanh c_2?",
    "dh_2": "In which part of L is h_2, and what is the derivative of z^2 / 2?",
    "do_2": "h_2 = o_2 tanh c_2: what multiplies o_2?",
    "dc_2": "h_2 = o_2 tanh c_2: which two factors lie between c_2 and h_2?",
    "df_2": "c_2 = f_2 c_1 + i_2 g_2: what multiplies f_2?",
    "dh_1": "The gates are given, so h_1 is in one part of L only. Which one?",
    "way_h": "This is the way of dc_2 again, one step earlier. Which dh, o and c belong to it?",
    "way_c": "c_2 = f_2 c_1 + i_2 g_2: what multiplies c_1?",
    "dc_1": "c_1 is used twice, in h_1 and in c_2. How do two gradients of one number combine?",
}


def next_look(name, value):
    """Return the question that fits what a number was taken for, or the rule that it follows."""
    off, hint = min((abs(wrong - value), hint) for wrong, hint in MISTAKES[name])
    return hint if off <= CLOSE else RULES[name]


def by_rules(
    keep=lambda f, c: f * c,
    write=lambda i, g: i * g,
    show=lambda o, c: o * math.tanh(c),
    start=lambda h, target: h - target,
    gate=lambda dh, o, c: dh * math.tanh(c),
    through=lambda dh, o, c, h: dh * o * (1 - math.tanh(c) ** 2),
    forget=lambda dc, c_before, c, f: dc * c_before,
    back=lambda dc, f: dc * f,
    total=lambda way_h, way_c: way_h + way_c,
):
    """Work out all twelve numbers with some of the rules replaced."""
    c_1 = keep(F_1, C_0) + write(I_1, G_1)
    h_1 = show(O_1, c_1)
    c_2 = keep(F_2, c_1) + write(I_2, G_2)
    h_2 = show(O_2, c_2)
    dh_2 = start(h_2, TARGET_2)
    dc_2 = through(dh_2, O_2, c_2, h_2)
    dh_1 = start(h_1, TARGET_1)
    way_h, way_c = through(dh_1, O_1, c_1, h_1), back(dc_2, F_2)
    numbers = {"c_1": c_1, "h_1": h_1, "c_2": c_2, "h_2": h_2, "dh_2": dh_2}
    numbers |= {"do_2": gate(dh_2, O_2, c_2), "dc_2": dc_2, "df_2": forget(dc_2, c_1, c_2, F_2)}
    return numbers | {
        "dh_1": dh_1,
        "way_h": way_h,
        "way_c": way_c,
        "dc_1": total(way_h, way_c),
    }


def scalar_keeps_all():
    return by_rules(keep=lambda f, c: c)


def scalar_writes_all():
    return by_rules(write=lambda i, g: g)


def scalar_squashes_g_again():
    return by_rules(write=lambda i, g: i * math.tanh(g))


def scalar_keeps_the_rest():
    return by_rules(keep=lambda f, c: (1 - f) * c)


def scalar_shows_c():
    return by_rules(show=lambda o, c: o * c)


def scalar_without_o():
    return by_rules(show=lambda o, c: math.tanh(c))


def scalar_gate_inside():
    return by_rules(show=lambda o, c: math.tanh(o * c))


def scalar_sign_turned():
    return by_rules(start=lambda h, target: target - h)


def scalar_factor_2():
    return by_rules(start=lambda h, target: 2 * (h - target))


def scalar_half_kept():
    return by_rules(start=lambda h, target: (h - target) / 2)


def scalar_loss_itself():
    return by_rules(start=lambda h, target: (h - target) ** 2 / 2)


def scalar_gate_times_c():
    return by_rules(gate=lambda dh, o, c: dh * c)


def scalar_gate_to_its_sum():
    return by_rules(gate=lambda dh, o, c: dh * math.tanh(c) * o * (1 - o))


def scalar_gate_times_h():
    return by_rules(gate=lambda dh, o, c: dh * o * math.tanh(c))


def scalar_without_slope():
    return by_rules(through=lambda dh, o, c, h: dh * o)


def scalar_back_without_o():
    return by_rules(through=lambda dh, o, c, h: dh * (1 - math.tanh(c) ** 2))


def scalar_slope_of_h():
    return by_rules(through=lambda dh, o, c, h: dh * o * (1 - h**2))


def scalar_slope_of_c():
    return by_rules(through=lambda dh, o, c, h: dh * o * (1 - c**2))


def scalar_slope_without_square():
    return by_rules(through=lambda dh, o, c, h: dh * o * (1 - math.tanh(c)))


def scalar_forget_of_new():
    return by_rules(forget=lambda dc, c_before, c, f: dc * c)


def scalar_forget_to_its_sum():
    return by_rules(forget=lambda dc, c_before, c, f: dc * c_before * f * (1 - f))


def scalar_forget_is_way():
    return by_rules(forget=lambda dc, c_before, c, f: dc * f)


def scalar_back_whole():
    return by_rules(back=lambda dc, f: dc)


def scalar_back_by_the_rest():
    return by_rules(back=lambda dc, f: dc * (1 - f))


def scalar_back_to_the_sum():
    return by_rules(back=lambda dc, f: dc * f * (1 - f))


def scalar_one_way():
    return by_rules(total=lambda way_h, way_c: way_c)


def scalar_ways_multiplied():
    return by_rules(total=lambda way_h, way_c: way_h * way_c)


def scalar_dh_1_twice():
    numbers = by_rules()
    return numbers | {"dh_1": numbers["dh_1"] + numbers["dh_2"]}


def scalar_dc_0():
    numbers = by_rules()
    return numbers | {"dc_1": numbers["dc_1"] * F_1}


def scalar_as_list():
    return list(scalar_lstm().values())


def scalar_in_four_decimals():
    return {
        "c_1": 1.3,
        "h_1": 0.5170,
        "c_2": 0.71,
        "h_2": 0.4885,
        "dh_2": -0.5115,
        "do_2": -0.3124,
        "dc_2": -0.2566,
        "df_2": -0.3335,
        "dh_1": 0.3170,
        "way_h": 0.0490,
        "way_c": -0.1796,
        "dc_1": -0.1306,
    }


def scalar_line_by_line():
    c_1 = 0.9 + 0.4
    c_2 = 0.7 * c_1 - 0.2
    t_1, t_2 = math.tanh(c_1), math.tanh(c_2)
    dh_1, dh_2 = 0.6 * t_1 - 0.2, 0.8 * t_2 - 1.0
    dc_2 = dh_2 * 0.8 / math.cosh(c_2) ** 2
    way_h, way_c = dh_1 * 0.6 / math.cosh(c_1) ** 2, dc_2 * 0.7
    return {
        "c_1": c_1,
        "h_1": 0.6 * t_1,
        "c_2": c_2,
        "h_2": 0.8 * t_2,
        "dh_2": dh_2,
        "do_2": dh_2 * t_2,
        "dc_2": dc_2,
        "df_2": dc_2 * c_1,
        "dh_1": dh_1,
        "way_h": way_h,
        "way_c": way_c,
        "dc_1": way_h + way_c,
    }


def scalar_by_differences():
    """Move each number on its own, and watch the loss."""

    def loss(c_1=0.0, c_1_shown=0.0, c_1_kept=0.0, c_2=0.0, h_1=0.0, h_2=0.0, f_2=0.0, o_2=0.0):
        first = 0.9 * 1.0 + 0.5 * 0.8 + c_1
        shown = 0.6 * math.tanh(first + c_1_shown) + h_1
        second = (0.7 + f_2) * (first + c_1_kept) - 0.4 * 0.5 + c_2
        last = (0.8 + o_2) * math.tanh(second) + h_2
        return 0.5 * (shown - 0.2) ** 2 + 0.5 * (last - 1.0) ** 2

    moved = {"dh_2": "h_2", "do_2": "o_2", "dc_2": "c_2", "df_2": "f_2", "dh_1": "h_1"}
    moved |= {"way_h": "c_1_shown", "way_c": "c_1_kept", "dc_1": "c_1"}
    numbers = {"c_1": 1.3, "h_1": 0.6 * math.tanh(1.3), "c_2": 0.71, "h_2": 0.8 * math.tanh(0.71)}
    for name, part in moved.items():
        numbers[name] = (loss(**{part: 1e-5}) - loss(**{part: -1e-5})) / 2e-5
    return numbers


SLIPS = (
    scalar_keeps_all,
    scalar_writes_all,
    scalar_squashes_g_again,
    scalar_keeps_the_rest,
    scalar_shows_c,
    scalar_without_o,
    scalar_gate_inside,
    scalar_sign_turned,
    scalar_factor_2,
    scalar_half_kept,
    scalar_loss_itself,
    scalar_gate_times_c,
    scalar_gate_to_its_sum,
    scalar_gate_times_h,
    scalar_without_slope,
    scalar_back_without_o,
    scalar_slope_of_h,
    scalar_slope_of_c,
    scalar_slope_without_square,
    scalar_forget_of_new,
    scalar_forget_to_its_sum,
    scalar_forget_is_way,
    scalar_back_whole,
    scalar_back_by_the_rest,
    scalar_back_to_the_sum,
    scalar_one_way,
    scalar_ways_multiplied,
    scalar_dh_1_twice,
    scalar_dc_0,
)
NO_NAMES = (
    "The numbers came back without their names. Which brackets hold pairs of a key and a value?"
)


def hint_of(slip):
    """Return the next look at the first number that a slip gets wrong."""
    numbers = slip()
    off = (n for n in RIGHT if abs(numbers[n] - RIGHT[n]) > CLOSE * (1 + abs(RIGHT[n])))
    name = next(off)
    return next_look(name, numbers[name])


check_scalar_lstm = paper_check(
    "scalar_lstm",
    scalar_lstm,
    next_look,
    tolerance=CLOSE,
    slips={hint_of(slip): slip for slip in SLIPS} | {NO_NAMES: scalar_as_list},
    alternatives=(scalar_in_four_decimals, scalar_line_by_line, scalar_by_differences),
    equivalent={
        "0.6107 -> -0.6107 (in `dc_2 = dh_2 * 0.8 * (1 - 0.6107 ** 2)`)": "the number is squared",
        "0.8617 -> -0.8617 (in `way_h = dh_1 * 0.6 * (1 - 0.8617 ** 2)`)": "the number is squared",
    },
)
