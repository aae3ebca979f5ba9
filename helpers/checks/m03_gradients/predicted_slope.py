"""Check of predicted_slope."""

import math

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m03_gradients.cases import ROUNDING
from helpers.scratch.gradient_flow import predicted_slope


def predicted_slope_cases(seed):
    """Yield (gain, hs): ordinary, one number, near saturation, a shape again, gain 1, at rest."""
    rng = np.random.default_rng(seed)
    for gain, shape, sd in [
        *((1.5, (5, 2, 3), 0.7), (0.6, (3, 3, 3), 0.4), (1.2, (1, 1, 1), 0.5)),
        *((2.5, (4, 1, 6), 2.0), (0.9, (5, 2, 3), 0.6), (1.0, (4, 2, 3), 0.8)),
    ]:
        yield gain, np.tanh(sd * rng.normal(size=shape))
    yield 1.5, np.zeros((4, 2, 3))
    yield 1.0, np.full((2, 2, 2), 0.999)


def slope_by_mean(gain, hs):
    return float(np.log(gain * np.mean(1 - hs**2)))


def slope_without_root(gain, hs):
    return float(np.log(gain * np.mean((1 - hs**2) ** 2)))


def slope_of_typical_unit(gain, hs):
    return float(np.log(gain) + np.mean(np.log(1 - hs**2)))


def slope_of_states(gain, hs):
    return float(np.log(gain * np.sqrt(np.mean(1 - hs**2))))


def slope_through_tanh_twice(gain, hs):
    return float(np.log(gain * np.sqrt(np.mean((1 - np.tanh(hs) ** 2) ** 2))))


def slope_without_inner_square(gain, hs):
    return float(np.log(gain * np.sqrt(np.mean((1 - hs) ** 2))))


def slope_base_10(gain, hs):
    return predicted_slope(gain, hs) / math.log(10)


def slope_base_2(gain, hs):
    return predicted_slope(gain, hs) / math.log(2)


def slope_without_log(gain, hs):
    return math.exp(predicted_slope(gain, hs))


def slope_of_gain_alone(gain, hs):
    return float(np.log(gain))


def slope_without_gain(gain, hs):
    return float(np.log(np.sqrt(np.mean((1 - hs**2) ** 2))))


def slope_of_squared_norm(gain, hs):
    return 2 * predicted_slope(gain, hs)


def slope_sum_of_squares(gain, hs):
    return float(np.log(gain * np.linalg.norm(1 - hs**2)))


def slope_as_log_of_gain_times(gain, hs):
    return float(np.log(gain) * np.sqrt(np.mean((1 - hs**2) ** 2)))


def slope_last_step(gain, hs):
    return predicted_slope(gain, hs[-1:])


def slope_per_step(gain, hs):
    return np.log(gain * np.sqrt(np.mean((1 - hs**2) ** 2, axis=(1, 2))))


def slope_averaged_over_steps(gain, hs):
    return np.mean(slope_per_step(gain, hs))


def slope_by_deviation(gain, hs):
    with np.errstate(divide="ignore"):
        return float(np.log(gain * np.std(1 - hs**2)))


def slope_rms_of_states(gain, hs):
    with np.errstate(divide="ignore"):
        return float(np.log(gain * np.sqrt(np.mean(hs**2))))


def slope_gain_outside(gain, hs):
    return float(gain * np.log(np.sqrt(np.mean((1 - hs**2) ** 2))))


def slope_gain_outside_without_root(gain, hs):
    return float(gain * np.log(np.mean((1 - hs**2) ** 2)))


def slope_of_states_without_log(gain, hs):
    return float(gain * np.sqrt(np.mean(1 - hs**2)))


def slope_in_parts(gain, hs):
    squares = (1 - hs * hs) ** 2
    return math.log(gain) + 0.5 * math.log(squares.sum() / squares.size)


def slope_with_math(gain, hs):
    slopes = [1 - h**2 for h in hs.ravel().tolist()]
    return math.log(gain * math.sqrt(sum(s**2 for s in slopes) / len(slopes)))


def slope_by_norm(gain, hs):
    slopes = np.ravel(1 - hs**2)
    return np.log(gain * np.linalg.norm(slopes) / np.sqrt(len(slopes)))


check_predicted_slope = Check(
    name="predicted_slope",
    reference=predicted_slope,
    cases=predicted_slope_cases,
    outputs=("slope",),
    slips={
        "This takes the mean of tanh'. The derivation averages the squared norm: which mean of "
        "tanh' results from that?": slope_by_mean,
        "The square root is missing: this is the mean of the squares. What does rms stand "
        "for?": slope_without_root,
        "This is ln of the gain plus the mean of ln tanh', which describes a typical unit. A norm "
        "adds squares: which units count most in it?": slope_of_typical_unit,
        "tanh' itself is not squared: the root is taken of the mean of 1 - h^2. What is "
        "squared in a root mean square of tanh'?": slope_of_states,
        "tanh was applied to the states once more. The states already are tanh a: what is left to "
        "do?": slope_through_tanh_twice,
        "The square is missing in 1 - h^2. What is the derivative of tanh in terms of its value "
        "h?": slope_without_inner_square,
        "This is a logarithm to base 10. Which logarithm does the exercise use for the "
        "slope?": slope_base_10,
        "This is a logarithm to base 2. Which logarithm does the exercise use for the "
        "slope?": slope_base_2,
        "This is the factor per step. What does a factor become on a log axis?": slope_without_log,
        "This is ln of the gain alone, which is right only at rest. What does tanh do to a gradient"
        " when the states are not 0?": slope_of_gain_alone,
        "The gain is missing. By which factor does W_h itself change a "
        "gradient?": slope_without_gain,
        "This is the slope of the squared norm. How do ln of a number and ln of its square "
        "compare?": slope_of_squared_norm,
        "This is a 2-norm over all entries: it grows with their number. Which mean does the "
        "exercise ask for?": slope_sum_of_squares,
        "ln of the gain is multiplied by rms. What is ln of a product?": slope_as_log_of_gain_times,
        "Only the last step's states were used. Over which entries of hs does the mean "
        "run?": slope_last_step,
        "There is one slope for each step. Over which entries of hs does the mean "
        "run?": slope_per_step,
        "The rms was taken step by step, and the slopes were averaged. Is a mean of logarithms the "
        "logarithm of a mean?": slope_averaged_over_steps,
        "This is the rms of the states. What is the derivative of tanh in terms of its value "
        "h?": slope_rms_of_states,
        "The gain multiplies the logarithm instead of the number inside it. What is ln of a "
        "product?": slope_gain_outside,
        "The gain multiplies the logarithm instead of the number inside it, and the square root is "
        "missing. What is ln of a product?": slope_gain_outside_without_root,
        "This is a standard deviation, which subtracts the mean first. What does rms do before it "
        "squares?": slope_by_deviation,
        "tanh' itself is not squared, and the logarithm is missing. What is squared in a root "
        "mean square of tanh'?": slope_of_states_without_log,
    },
    alternatives=(slope_in_parts, slope_with_math, slope_by_norm),
    tolerance_reason=ROUNDING,
    float32=True,
)
