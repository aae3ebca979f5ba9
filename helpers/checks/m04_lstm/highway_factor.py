"""Check of highway_factor."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.runtime.text import two_numbers
from helpers.scratch.modules.m04_lstm import highway_factor
from helpers.scratch.ops import sigmoid

CLOSE = 1e-9  # relative: the products here go down to 1e-61


def highway_factor_cases(seed):
    """Yield (fs,): ordinary, T = H, one step, one unit, gates of float32, a closed one, long."""
    rng = np.random.default_rng(seed)
    yield (sigmoid(rng.normal(size=(5, 3))),)
    yield (sigmoid(rng.normal(size=(4, 4))),)
    yield (sigmoid(rng.normal(size=(1, 2))),)
    yield (sigmoid(rng.normal(size=(6, 1))),)
    yield (sigmoid(rng.normal(size=(200, 2))).astype(np.float32),)  # underflows in float32
    fs = sigmoid(rng.normal(size=(5, 3)) + 1)
    fs[2, 1] = 0.0
    yield (fs,)
    yield (sigmoid(rng.normal(size=(100, 2)) + 5),)


def right_in_its_digits(answer, args, got):
    """Compare relative to the product: to be near 0 is not enough where it is 1e-61."""
    want = np.prod(args[0], axis=0, dtype=np.float64)
    off = np.abs(got - want) > CLOSE * want
    if not off.any():
        return None
    n = int(off.argmax())
    ours, theirs = two_numbers(got[n].item(), want[n].item())
    return f"factor[{n}] is {ours}, expected {theirs}."


def wide(fs):
    return fs.astype(np.float64)


def highway_in_float32(fs):
    return np.prod(fs, axis=0)


def highway_always_in_float32(fs):
    return wide(np.prod(fs.astype(np.float32), axis=0))


def highway_over_units(fs):
    return np.prod(wide(fs), axis=1)


def highway_of_everything(fs):
    return np.prod(wide(fs))


def highway_of_everything_as_it_is(fs):
    return np.prod(fs)


def highway_mean_of_units(fs):
    return np.prod(wide(fs), axis=0).mean()


def highway_everything_for_each(fs):
    return np.full(fs.shape[1], np.prod(wide(fs)))


def highway_running(fs):
    return np.cumprod(wide(fs), axis=0)


def highway_sum(fs):
    return wide(fs).sum(axis=0)


def highway_mean(fs):
    return wide(fs).mean(axis=0)


def highway_logarithm(fs):
    with np.errstate(divide="ignore"):
        return np.log(wide(fs)).sum(axis=0)


def highway_exp_without_log(fs):
    return np.exp(wide(fs).sum(axis=0))


def highway_skips_first(fs):
    return np.prod(wide(fs)[1:], axis=0)


def highway_skips_last(fs):
    return np.prod(wide(fs)[:-1], axis=0)


def highway_power_of_mean(fs):
    return wide(fs).mean(axis=0) ** len(fs)


def highway_power_of_first(fs):
    return wide(fs)[0] ** len(fs)


def highway_power_of_last(fs):
    return wide(fs)[-1] ** len(fs)


def highway_geometric_mean(fs):
    return np.prod(wide(fs), axis=0) ** (1 / len(fs))


def highway_of_the_rest(fs):
    return np.prod(1 - wide(fs), axis=0)


def highway_gates_again(fs):
    return np.prod(sigmoid(wide(fs)), axis=0)


def highway_by_slopes(fs):
    return np.prod(wide(fs) * (1 - wide(fs)), axis=0)


def highway_by_logarithms(fs):
    with np.errstate(divide="ignore"):
        return np.exp(np.log(fs.astype(np.float64)).sum(axis=0))


def highway_by_loop(fs):
    factor = np.ones(fs.shape[1])
    for f in fs:
        factor *= f
    return factor


def highway_unit_by_unit(fs):
    factors = []
    for unit in fs.T.tolist():
        product = 1.0
        for f in unit:
            product *= f
        factors.append(product)
    return np.array(factors)


check_highway_factor = Check(
    name="highway_factor",
    reference=highway_factor,
    cases=highway_factor_cases,
    outputs=("factor (H,)",),
    slips={
        "The gates of float32 stayed in float32, which keeps 7 digits and rounds what is below "
        "1e-45 to 0. In which dtype should the product be taken?": highway_in_float32,
        "All gates were rounded to float32 before they were multiplied. Which of the two types has "
        "more digits?": highway_always_in_float32,
        "The gates of one step were multiplied over the units. Which axis of fs (T, H) is "
        "time?": highway_over_units,
        "All gates of all units were multiplied. How many factors does a layer of H units "
        "have?": highway_of_everything,
        "All gates of all units were multiplied, and in the dtype of fs. Over which axis should "
        "the product run?": highway_of_everything_as_it_is,
        "This is the mean of the factors of all units. How many factors does a layer of H units "
        "have?": highway_mean_of_units,
        "Every unit got the product over all units. Which gates lie on the way of one "
        "unit?": highway_everything_for_each,
        "These are the running products, one for each step. Which of them spans all "
        "steps?": highway_running,
        "The gates were added. A change passes one gate after another: how do factors "
        "combine?": highway_sum,
        "This is the mean gate. How do successive factors combine?": highway_mean,
        "This is the logarithm of the product. Which function undoes it?": highway_logarithm,
        "This is exp of a sum of gates. A sum of what becomes a product under "
        "exp?": highway_exp_without_log,
        "The first gate is missing. How many gates lie between c_0 and c_T?": highway_skips_first,
        "The last gate is missing. How many gates lie between c_0 and c_T?": highway_skips_last,
        "The mean gate was raised to the power of T. Is a product of different gates a power of "
        "their mean?": highway_power_of_mean,
        "The first gate was raised to the power of T. Are all gates of a run "
        "equal?": highway_power_of_first,
        "The last gate was raised to the power of T. Are all gates of a run "
        "equal?": highway_power_of_last,
        "This is the geometric mean, the factor of one step. What is asked is the factor of all T "
        "of them: which root is too much?": highway_geometric_mean,
        "1 - f was multiplied. Which share of the memory passes a gate?": highway_of_the_rest,
        "The sigmoid was applied once more. Are fs gates already, or their "
        "sums?": highway_gates_again,
        "f * (1 - f) was multiplied, which leads to the gate's sum. With the gates held fixed, "
        "what multiplies c at each step?": highway_by_slopes,
    },
    alternatives=(highway_by_logarithms, highway_by_loop, highway_unit_by_unit),
    properties=(right_in_its_digits,),
    tolerance_reason=(
        "the engine compares absolutely near 0, and the property relatively: 200 products leave "
        "about 3e-14, and sums of 200 logarithms about 1e-13"
    ),
)
