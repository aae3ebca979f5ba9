"""Check of lstm_param_count."""

import numpy as np

from helpers.checks.counts import count_property
from helpers.checks.engine.check import Check
from helpers.scratch.modules.m04_lstm import lstm_param_count


def lstm_param_count_cases(seed):
    """Yield (D, H): small ones, D = H, ones, and drawn ones up to 500."""
    rng = np.random.default_rng(seed)
    yield from [(3, 5), (4, 4), (1, 1), (1, 7), (6, 1)]
    for D, H in rng.integers(2, 500, size=(3, 2)):
        yield int(D), int(H)


def count_of_one_gate(D, H):
    return D * H + H * H + H


def count_of_three(D, H):
    return 3 * (D * H + H * H + H)


def count_of_three_without_bias(D, H):
    return 3 * (D * H + H * H)


def count_without_bias(D, H):
    return 4 * (D * H + H * H)


def count_two_biases(D, H):
    return 4 * (D * H + H * H + 2 * H)


def count_one_bias_for_all(D, H):
    return 4 * (D * H + H * H) + H


def count_bias_of_one(D, H):
    return 4 * (D * H + H * H + 1)


def count_without_W_h(D, H):
    return 4 * (D * H + H)


def count_W_h_by_D(D, H):
    return 4 * (D * H + D * D + H)


def count_of_units(D, H):
    return 4 * (D + H + 1)


def count_by_shapes(D, H):
    shapes = {"W_x": (D, 4 * H), "W_h": (H, 4 * H), "b": (4 * H,)}
    return sum(int(np.prod(shape)) for shape in shapes.values())


def count_by_unit(D, H):
    return H * 4 * (D + H + 1)


def count_by_arrays(D, H):
    return np.zeros((D + H + 1, 4 * H), dtype=np.int8).size


check_lstm_param_count = Check(
    name="lstm_param_count",
    reference=lstm_param_count,
    cases=lstm_param_count_cases,
    outputs=("count",),
    slips={
        "This is one block's count. How many blocks do W_x, W_h and b have?": count_of_one_gate,
        "This counts three blocks. Is the candidate a block, too?": count_of_three,
        "This counts three blocks and no bias. Which four blocks stand side by side in each of "
        "W_x, W_h and b?": count_of_three_without_bias,
        "The bias is missing. How many entries has b?": count_without_bias,
        "Two biases were counted. How many does LSTMParams hold?": count_two_biases,
        "The bias was counted for one block only. How long is b?": count_one_bias_for_all,
        "Each block got one bias. How many units does a block have?": count_bias_of_one,
        "W_h is missing. What does the old state go through?": count_without_W_h,
        "D * D was counted where W_h has its place. How many rows has W_h?": count_W_h_by_D,
        "This is the number of arrows into the four sums of one unit. How many units are "
        "there?": count_of_units,
    },
    alternatives=(count_by_shapes, count_by_unit, count_by_arrays),
    properties=(count_property(lstm_param_count, ["count: W_x (D, 4H), W_h (H, 4H) and b (4H,)"]),),
    compare=False,
    tolerance_reason="whole numbers are compared exactly",
)
