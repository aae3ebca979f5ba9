"""Check of scalar_bptt: nine numbers that are worked out on paper, named by the first that is off.

Each number follows from those before it, so only the first wrong one is a mistake: it is judged
against what the numbers before it lead to, and what it was taken for is found by trying.
"""

from itertools import accumulate

import numpy as np

from helpers.checks.paper import paper_check

W_X, W_H, XS, TARGET = 0.5, 0.8, (1.0, 0.0, 0.0), 1.0
# h_0, then h_1, h_2, h_3
HS = tuple(accumulate(XS, lambda h, x: float(np.tanh(W_X * x + W_H * h)), initial=0.5))
NAMES = tuple(f"{name}_{t}" for t in (3, 2, 1) for name in ("dh", "da", "dw_h"))
CLOSE = 1e-3  # relative to 1 + the number: three decimals on the way are enough


def scalar_bptt():
    """Backpropagate through three steps of a scalar tanh network; L = (h_3 - target)^2 / 2.

    Shapes: -> dict of nine floats, in the order in which they are found: dh_3, da_3, dw_h_3,
    dh_2, ..., dw_h_1. dh_t and da_t are gradients of L; dw_h_t is copy t's part of that of w_h.
    Source: Rumelhart, Hinton & Williams (1986), derived in module 01.
    """
    numbers, dh = {}, HS[3] - TARGET
    for t in (3, 2, 1):
        da = dh * (1 - HS[t] ** 2)
        numbers |= {f"dh_{t}": dh, f"da_{t}": da, f"dw_h_{t}": da * HS[t - 1]}
        dh = da * W_H
    return numbers


RIGHT = scalar_bptt()


def mistaken(name, before):
    """Return what a number is when a usual mistake is made: pairs of it and the next look.

    before: the right numbers that come before it.
    """
    kind, step = name.rsplit("_", 1)
    t = int(step)
    if kind == "dw_h":
        return copy_mistakes(t, before)
    if kind == "da":
        return tanh_mistakes(t, before[f"dh_{t}"])
    return back_mistakes(t, before) if t < 3 else start_mistakes()


def start_mistakes():
    off = HS[3] - TARGET
    return [
        (-off, "The sign is reversed. Does L grow or fall when h_3 grows a little?"),
        (off / 2, "The 1/2 is still there. What is the derivative of z^2 / 2?"),
        (2 * off, "A factor 2 is left. L has a 1/2: what is the derivative of z^2 / 2?"),
        (off**2 / 2, "This is L itself. What is its derivative with respect to h_3?"),
        (HS[3], "This is h_3 itself. By how much does L change when h_3 does?"),
    ]


def back_mistakes(t, before):
    da, dh = before[f"da_{t + 1}"], before[f"dh_{t + 1}"]
    a, h = f"a_{t + 1}", f"h_{t}"
    return [
        (da, f"This is d{a} itself. By what is {h} multiplied inside {a}?"),
        (da * W_X, f"This went back through w_x. Which weight multiplies {h} inside {a}?"),
        (dh * W_H, f"This is w_h dh_{t + 1}. What lies between h_{t + 1} and {a}?"),
        (da / W_H, f"This divides by w_h. What is the derivative of w_h {h} with respect to {h}?"),
        (da * HS[t], f"This is copy {t + 1} of dw_h. What multiplies {h} inside {a}?"),
        (da * W_H + HS[t] - TARGET, f"A loss was added at step {t}. Which steps have a target?"),
        (-da * W_H, f"The sign is reversed. Is there a minus between {h} and {a}?"),
    ]


def tanh_mistakes(t, dh):
    h = HS[t]
    return [
        (dh, f"This is dh_{t} itself: tanh was left out. What is its derivative at a_{t}?"),
        (dh * (1 - h), f"Is the derivative of tanh 1 - h_{t}, or 1 - h_{t}^2?"),
        (dh * h * (1 - h), "h (1 - h) belongs to the logistic function. What is tanh's?"),
        (dh * (1 - np.arctanh(h) ** 2), f"1 - a_{t}^2 was used. Which is the tanh of a_{t}?"),
        (dh * (1 - HS[t - 1] ** 2), f"h_{t - 1} was used. Which state is the tanh of a_{t}?"),
        (dh * h**2, f"This is dh_{t} h_{t}^2. Is that the derivative of tanh, or 1 minus it?"),
        (
            dh * (1 - np.tanh(h) ** 2),
            f"This uses tanh(h_{t}). Of which variable is h_{t} the tanh?",
        ),
        (dh / (1 - h**2), "This divides by the derivative. What does the chain rule do?"),
    ]


def copy_mistakes(t, before):
    da, h, a = before[f"da_{t}"], HS[t - 1], f"a_{t}"
    usual = [
        (da * HS[t], f"h_{t} was used. Which state does copy {t} of w_h multiply inside {a}?"),
        (da, f"This is d{a} itself. By what is copy {t} of w_h multiplied inside {a}?"),
        (
            da * W_H,
            f"This is the gradient passed back, dh_{t - 1}. What multiplies w_h inside {a}?",
        ),
        (before[f"dh_{t}"] * h, f"This is dh_{t} h_{t - 1}. What lies between h_{t} and {a}?"),
        (da * XS[t - 1], f"This is the part of w_x. What does w_h multiply inside {a}?"),
    ]
    if t < 3:
        sum_so_far = sum(before[f"dw_h_{later}"] for later in range(t + 1, 4)) + da * h
        usual.append((sum_so_far, f"This is the sum so far. What does copy {t} alone add?"))
    return usual


def next_look(name, value):
    """Return the question that fits what a number was taken for, or the rule that it follows."""
    near = [(abs(wrong - value), hint) for wrong, hint in mistaken(name, RIGHT)]
    off, hint = min(near)
    if off <= CLOSE / 2:
        return hint
    kind, step = name.rsplit("_", 1)
    t = int(step)
    if kind == "da":
        return (
            f"da_{t} is dh_{t} times tanh's derivative. What is that derivative in terms of h_{t}?"
        )
    if kind == "dw_h":
        return f"In a_{t}, copy {t} of w_h multiplies one state. Which one, and what is da_{t}?"
    if t == 3:
        return "What is the derivative of L = (h_3 - target)^2 / 2 with respect to h_3?"
    return f"One step back: what multiplies h_{t} inside a_{t + 1}, and what is da_{t + 1}?"


def by_rules(start=None, tanh=None, copy=None, back=None):
    """Work out all nine numbers with some of the rules replaced."""
    start = HS[3] - TARGET if start is None else start
    tanh = tanh or (lambda dh, h, before: dh * (1 - h**2))
    copy = copy or (lambda da, dh, h, before: da * before)
    back = back or (lambda da, dh, before: da * W_H)
    numbers, dh = {}, start
    for t in (3, 2, 1):
        da = tanh(dh, HS[t], HS[t - 1])
        numbers |= {f"dh_{t}": dh, f"da_{t}": da, f"dw_h_{t}": copy(da, dh, HS[t], HS[t - 1])}
        dh = back(da, dh, HS[t - 1])
    return numbers


def scalar_sign_turned():
    return by_rules(start=TARGET - HS[3])


def scalar_half_kept():
    return by_rules(start=(HS[3] - TARGET) / 2)


def scalar_starts_from_loss():
    return by_rules(start=(HS[3] - TARGET) ** 2 / 2)


def scalar_without_tanh():
    return by_rules(tanh=lambda dh, h, before: dh)


def scalar_tanh_not_squared():
    return by_rules(tanh=lambda dh, h, before: dh * (1 - h))


def scalar_logistic():
    return by_rules(tanh=lambda dh, h, before: dh * h * (1 - h))


def scalar_tanh_of_old_state():
    return by_rules(tanh=lambda dh, h, before: dh * (1 - before**2))


def scalar_copy_takes_new_state():
    return by_rules(copy=lambda da, dh, h, before: da * h)


def scalar_copy_without_tanh():
    return by_rules(copy=lambda da, dh, h, before: dh * before)


def scalar_back_without_weight():
    return by_rules(back=lambda da, dh, before: da)


def scalar_back_through_w_x():
    return by_rules(back=lambda da, dh, before: da * W_X)


def scalar_back_without_tanh():
    return by_rules(back=lambda da, dh, before: dh * W_H)


def scalar_copies_added_up():
    numbers, total = by_rules(), 0.0
    for t in (3, 2, 1):
        total += numbers[f"dw_h_{t}"]
        numbers[f"dw_h_{t}"] = total
    return numbers


def scalar_as_list():
    return list(scalar_bptt().values())


def scalar_in_three_decimals():
    return {
        "dh_3": -0.608,
        "da_3": -0.515,
        "dw_h_3": -0.266,
        "dh_2": -0.412,
        "da_2": -0.301,
        "dw_h_2": -0.216,
        "dh_1": -0.241,
        "da_1": -0.117,
        "dw_h_1": -0.059,
    }


def scalar_line_by_line():
    h_1 = np.tanh(0.9)
    h_2 = np.tanh(0.8 * h_1)
    h_3 = np.tanh(0.8 * h_2)
    slope_1, slope_2, slope_3 = 1 - h_1**2, 1 - h_2**2, 1 - h_3**2
    dh_3 = h_3 - 1.0
    dh_2 = dh_3 * slope_3 * 0.8
    dh_1 = dh_2 * slope_2 * 0.8
    da_3, da_2, da_1 = dh_3 * slope_3, dh_2 * slope_2, dh_1 * slope_1
    return {
        "dh_3": dh_3,
        "da_3": da_3,
        "dw_h_3": da_3 * h_2,
        "dh_2": dh_2,
        "da_2": da_2,
        "dw_h_2": da_2 * h_1,
        "dh_1": dh_1,
        "da_1": da_1,
        "dw_h_1": da_1 * 0.5,
    }


def scalar_by_differences():
    """Move each copy, each pre-activation and each state on its own, and watch the loss."""

    def loss(copies, da, dh):
        h = 0.5
        for x, w, a_off, h_off in zip((1.0, 0.0, 0.0), copies, da, dh, strict=True):
            h = np.tanh(0.5 * x + w * h + a_off) + h_off
        return 0.5 * (h - 1.0) ** 2

    numbers, e = {}, 1e-5
    for t in (3, 2, 1):
        for name, part in (("dh", 2), ("da", 1), ("dw_h", 0)):
            sides = []
            for move in (e, -e):
                given = [[0.8] * 3, [0.0] * 3, [0.0] * 3]
                given[part][t - 1] += move
                sides.append(loss(*given))
            numbers[f"{name}_{t}"] = (sides[0] - sides[1]) / (2 * e)
    return numbers


SLIPS = (
    scalar_sign_turned,
    scalar_half_kept,
    scalar_starts_from_loss,
    scalar_without_tanh,
    scalar_tanh_not_squared,
    scalar_logistic,
    scalar_tanh_of_old_state,
    scalar_copy_takes_new_state,
    scalar_copy_without_tanh,
    scalar_back_without_weight,
    scalar_back_through_w_x,
    scalar_back_without_tanh,
    scalar_copies_added_up,
)


NO_NAMES = (
    "The numbers came back without their names. Which brackets hold pairs of a key and a value?"
)


def hint_of(slip):
    """Return the next look at the first number that a slip gets wrong."""
    numbers = slip()
    name = next(name for name in NAMES if abs(numbers[name] - RIGHT[name]) > CLOSE)
    return next_look(name, numbers[name])


check_scalar_bptt = paper_check(
    "scalar_bptt",
    scalar_bptt,
    next_look,
    tolerance=CLOSE,
    slips={hint_of(slip): slip for slip in SLIPS} | {NO_NAMES: scalar_as_list},
    alternatives=(scalar_in_three_decimals, scalar_line_by_line, scalar_by_differences),
    equivalent={
        f"{h} -> -{h} (in `da_{t} = dh_{t} * (1 - {h} ** 2)`)": "the number is squared"
        for t, h in ((3, 0.3919), (2, 0.5176), (1, 0.7163))
    },
)
