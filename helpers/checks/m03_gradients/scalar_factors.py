"""Check of scalar_factors: three rounds of a one-unit network, worked out on paper."""

import math

import numpy as np

from helpers.checks.paper import look_by_slips, paper_check
from helpers.scratch.gradient_flow import scalar_factors

CASES = ("small", "large", "pushed")
RUNS = ((0.5, (0.0, 0.0, 0.0)), (1.5, (0.0, 0.0, 0.0)), (1.5, (0.0, 2.0, 0.0)))


def worked_out(factor, product=math.prod, h0=0.5, runs=RUNS, carry=True):
    """Return the numbers by a rule of one's own for a factor, given w, h before, h and a."""
    results = []
    for w, xs in runs:
        h, factors = h0, []
        for x in xs:
            a = w * (h if carry else h0) + x
            h_before, h = h, math.tanh(a)
            factors.append(factor(w, h_before, h, a))
        results.append((*factors, product(factors)))
    return named(results)


def named(results):
    """Name the numbers of three cases."""
    parts = ("1", "2", "3", "product")
    return {
        f"{case}_{part}": value
        for case, values in zip(CASES, results, strict=True)
        for part, value in zip(parts, values, strict=True)
    }


def slope(w, h_before, h, a):
    return w * (1 - h**2)


def factors_without_w():
    return worked_out(lambda w, h_before, h, a: 1 - h**2)


def factors_of_old_state():
    return worked_out(lambda w, h_before, h, a: w * (1 - h_before**2))


def factors_of_pre_activation():
    return worked_out(lambda w, h_before, h, a: w * (1 - a**2))


def factors_without_square():
    return worked_out(lambda w, h_before, h, a: w * (1 - h))


def factors_through_tanh_twice():
    return worked_out(lambda w, h_before, h, a: w * (1 - math.tanh(h) ** 2))


def factors_of_w_alone():
    return worked_out(lambda w, h_before, h, a: w)


def factors_are_states():
    return worked_out(lambda w, h_before, h, a: h)


def factors_added():
    return worked_out(slope, product=sum)


def factors_last_two():
    return worked_out(slope, product=lambda factors: math.prod(factors[1:]))


def factors_from_zero():
    return worked_out(slope, h0=0.0)


def factors_without_push():
    return worked_out(slope, runs=(*RUNS[:2], RUNS[1]))


def factors_pushed_first():
    return worked_out(slope, runs=(*RUNS[:2], (1.5, (2.0, 0.0, 0.0))))


def factors_pushed_last():
    return worked_out(slope, runs=(*RUNS[:2], (1.5, (0.0, 0.0, 2.0))))


def factors_pushed_small():
    return worked_out(slope, runs=(*RUNS[:2], (0.5, (0.0, 2.0, 0.0))))


def factors_state_not_carried():
    return worked_out(slope, carry=False)


def factors_back_to_front():
    right = worked_out(slope)
    turned = {f"{case}_{t}": right[f"{case}_{4 - t}"] for case in CASES for t in (1, 2, 3)}
    return {name: turned.get(name, value) for name, value in right.items()}


def factors_rounded():
    return named(
        (
            (0.4700, 0.4926, 0.4981, 0.1153),
            (0.8949, 0.6763, 0.5289, 0.3201),
            (0.8949, 0.0163, 0.2751, 0.0040),
        )
    )


def factors_by_cosh():
    return worked_out(lambda w, h_before, h, a: w / math.cosh(a) ** 2)


def factors_by_differences():
    def step(w, h, x):
        return math.tanh(w * h + x)

    results = []
    for w, xs in RUNS:
        h, factors = 0.5, []
        for x in xs:
            factors.append((step(w, h + 1e-6, x) - step(w, h - 1e-6, x)) / 2e-6)
            h = step(w, h, x)
        results.append([*factors, factors[0] * factors[1] * factors[2]])
    return named(results)


def factors_in_float32():
    return {name: float(np.float32(value)) for name, value in worked_out(slope).items()}


def factors_to(digits):
    return {name: round(value, digits) for name, value in worked_out(slope).items()}


def factors_to_two_decimals():
    return factors_to(2)


def factors_to_three_decimals():
    return factors_to(3)


FACTOR = "A factor is w (1 - h^2), where h is the state after this step: which h did you square?"
PRODUCT = "A change passes through one step after another: how do factors combine?"
NEXT = {
    "small_1": "h_1 is tanh of 0.5 times 0.5, and the factor is w (1 - h_1^2): what is h_1?",
    "small_2": FACTOR,
    "small_3": FACTOR,
    "small_product": PRODUCT,
    "large_1": "Only w has changed: what is h_1 = tanh(1.5 * 0.5)?",
    "large_2": FACTOR,
    "large_3": FACTOR,
    "large_product": PRODUCT,
    "pushed_1": "No input has come yet: which number of the second case is this?",
    "pushed_2": "x_2 = 2 is added inside the tanh: what is h_2, and how close to 1?",
    "pushed_3": "The third step starts from the h_2 of this case: what is h_3?",
    "pushed_product": PRODUCT,
}
TELLTALE = (  # what a single number gives away, whatever the others are
    (factors_without_w, "This is 1 - h^2. Which inner derivative does the chain rule add?"),
    (factors_of_old_state, "This is w (1 - h^2) with the h that goes in: which one comes out?"),
    (factors_of_pre_activation, "The sum inside tanh was squared: which value is h?"),
    (factors_without_square, "This is w (1 - h): what is the derivative of tanh at 0.5?"),
    (factors_of_w_alone, "This is w itself: what does tanh do to a small change?"),
    (factors_are_states, "This is the state: how much does it move with the one before?"),
    (factors_added, "This is a sum: how do successive factors combine?"),
    (factors_from_zero, "This starts from 0: what is h_0?"),
)


check_scalar_factors = paper_check(
    "scalar_factors",
    scalar_factors,
    next_look=look_by_slips(scalar_factors, TELLTALE, NEXT),
    tolerance=2e-4,
    slips={
        "The factors lack w. In tanh(w h + x), which inner derivative does the chain rule "
        "add?": factors_without_w,
        "tanh' was taken from the state before the step. In w (1 - h_t^2), is h_t the state before "
        "or after the step?": factors_of_old_state,
        "1 - a^2 is not the derivative: a is the sum inside tanh. Which of a and tanh a is "
        "squared?": factors_of_pre_activation,
        "The square is missing in 1 - h^2. What is the derivative of tanh at "
        "0.5?": factors_without_square,
        "tanh was applied to the state once more. The state already is tanh a: what is left to "
        "do?": factors_through_tanh_twice,
        "Every factor is w itself, as if the unit were linear. What does tanh do to a small "
        "change when the state is not 0?": factors_of_w_alone,
        "These are the states h_1, h_2, h_3. How much does each of them change when the previous "
        "one changes a little?": factors_are_states,
        "The factors were added. A change passes through one step after another: how do successive "
        "factors combine?": factors_added,
        "The product has two factors only. How many steps lead from h_0 to h_3?": factors_last_two,
        "The network was started at 0. What is h_0 here?": factors_from_zero,
        "pushed is the same as large: the input is missing. What does x_2 = 2 add inside the second"
        " tanh?": factors_without_push,
        "In pushed the input came in at step 1. Which of the three steps reads "
        "x_2?": factors_pushed_first,
        "In pushed the input came in at step 3. Which of the three steps reads "
        "x_2?": factors_pushed_last,
        "In pushed w is 0.5. Which of the two weights does the third case "
        "have?": factors_pushed_small,
        "Every step started from h_0 again. What does step 2 receive from step "
        "1?": factors_state_not_carried,
        "The numbers are rounded to two decimals. How many does the exercise ask "
        "for?": factors_to_two_decimals,
        "The numbers are rounded to three decimals. How many does the exercise ask "
        "for?": factors_to_three_decimals,
        "The factors are in the order of the backward pass. To which step does the first one "
        "belong?": factors_back_to_front,
    },
    alternatives=(factors_rounded, factors_by_cosh, factors_by_differences, factors_in_float32),
)
