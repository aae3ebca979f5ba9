"""Answers to lstm_step_backward that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong
from tests.checks.answers.m04_lstm.first_attempts import pulled, step_back


def direct_way_only(p, cache, dh_next, dc_next):
    x, h, c, i, f, g, o, tanh_c = cache
    da = [dc_next * g * i * (1 - i), dc_next * c * f * (1 - f), dc_next * i * (1 - g**2)]
    da = np.hstack([*da, dh_next * tanh_c * o * (1 - o)])
    dx, dh, dp = pulled(p, cache, da)
    return dx, dh, dc_next * f, dp


def dc_next_ignored(p, cache, dh_next, dc_next):
    return step_back(p, cache, dh_next, np.zeros_like(dc_next))


def dc_of_the_new_memory_returned(p, cache, dh_next, dc_next):
    dx, dh, dc, dp = step_back(p, cache, dh_next, dc_next)
    return dx, dh, dc / cache.f, dp


def no_gate_slopes(p, cache, dh_next, dc_next):
    x, h, c, i, f, g, o, tanh_c = cache
    dc = dc_next + dh_next * o * (1 - tanh_c**2)
    da = np.hstack([dc * g, dc * c, dc * i, dh_next * tanh_c])
    dx, dh, dp = pulled(p, cache, da)
    return dx, dh, dc * f, dp


def candidate_with_sigmoid_slope(p, cache, dh_next, dc_next):
    x, h, c, i, f, g, o, tanh_c = cache
    dc = dc_next + dh_next * o * (1 - tanh_c**2)
    da = [dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * g * (1 - g)]
    da = np.hstack([*da, dh_next * tanh_c * o * (1 - o)])
    dx, dh, dp = pulled(p, cache, da)
    return dx, dh, dc * f, dp


def upstream_changed_in_place(p, cache, dh_next, dc_next):
    x, h, c, i, f, g, o, tanh_c = cache
    dc_next += dh_next * o * (1 - tanh_c**2)
    da = [dc_next * g * i * (1 - i), dc_next * c * f * (1 - f), dc_next * i * (1 - g**2)]
    da = np.hstack([*da, dh_next * tanh_c * o * (1 - o)])
    dx, dh, dp = pulled(p, cache, da)
    return dx, dh, dc_next * f, dp


def tanh_slope_of_the_old_memory(p, cache, dh_next, dc_next):
    return step_back(p, cache._replace(tanh_c=np.tanh(cache.c)), dh_next, dc_next)


def i_and_g_mixed_up(p, cache, dh_next, dc_next):
    x, h, c, i, f, g, o, tanh_c = cache
    dc = dc_next + dh_next * o * (1 - tanh_c**2)
    da = [dc * i * i * (1 - i), dc * c * f * (1 - f), dc * g * (1 - g**2)]
    da = np.hstack([*da, dh_next * tanh_c * o * (1 - o)])
    dx, dh, dp = pulled(p, cache, da)
    return dx, dh, dc * f, dp


def mixed_slopes_in_all_four_blocks(p, cache, dh_next, dc_next):
    x, h, c, i, f, g, o, tanh_c = cache
    dc = dc_next + dh_next * o * (1 - tanh_c**2)
    parts = ((dc * g, i), (dc * c, f), (dc * i, g), (dh_next * tanh_c, o))
    dx, dh, dp = pulled(p, cache, np.hstack([d * s * (1 - s**2) for d, s in parts]))
    return dx, dh, dc * f, dp


def forget_gate_with_tanh_slope(p, cache, dh_next, dc_next):
    x, h, c, i, f, g, o, tanh_c = cache
    dc = dc_next + dh_next * o * (1 - tanh_c**2)
    da = [dc * g * i * (1 - i), dc * c * (1 - f**2), dc * i * (1 - g**2)]
    dx, dh, dp = pulled(p, cache, np.hstack([*da, dh_next * tanh_c * o * (1 - o)]))
    return dx, dh, dc * f, dp


RIGHT = (step_back,)
WRONG = (
    wrong(direct_way_only, "Only dc_next reached"),
    wrong(dc_next_ignored, "dc_next was not used"),
    wrong(dc_of_the_new_memory_returned, "dc is the gradient of c_next"),
    wrong(no_gate_slopes, "No sum got"),
    wrong(candidate_with_sigmoid_slope, "derivative of a sigmoid"),
    wrong(upstream_changed_in_place, "changed in place"),
    wrong(tanh_slope_of_the_old_memory, "taken at c, the memory before"),
    wrong(forget_gate_with_tanh_slope, "1 - f**2, unlike i and o"),
    wrong(
        mixed_slopes_in_all_four_blocks,
        "All four blocks have s * (1 - s**2)",
        unsaid=("each other's factor",),
    ),
    wrong(i_and_g_mixed_up, "each other's factor"),
)
