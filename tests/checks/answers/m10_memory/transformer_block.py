"""Answers to transformer_block that its record did not foresee; the attempts came before it."""

import numpy as np

from helpers.scratch.modules import m10_self_attention
from helpers.scratch.modules.m10_self_attention import layer_norm
from tests.checks.answers import wrong


def looked(p, xs, heads):
    return m10_self_attention.multi_head(p.attention, xs, heads)[0]


def net(p, xs):
    return np.maximum(xs @ p.net.W_1 + p.net.b_1, 0) @ p.net.W_2 + p.net.b_2


def post_norm(p, xs, heads):
    middle = layer_norm(xs + looked(p, xs, heads), *p.norm_1)
    return layer_norm(middle + net(p, middle), *p.norm_2)


def no_first_residual(p, xs, heads):
    middle = looked(p, layer_norm(xs, *p.norm_1), heads)
    return middle + net(p, layer_norm(middle, *p.norm_2))


def no_second_residual(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    return net(p, layer_norm(middle, *p.norm_2))


def first_norm_twice(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    return middle + net(p, layer_norm(middle, *p.norm_1))


def second_branch_reads_xs(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    return middle + net(p, layer_norm(xs, *p.norm_2))


def both_to_xs(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    return xs + net(p, layer_norm(middle, *p.norm_2))


def residual_from_the_norm(p, xs, heads):
    normed = layer_norm(xs, *p.norm_1)
    middle = normed + looked(p, normed, heads)
    normed = layer_norm(middle, *p.norm_2)
    return normed + net(p, normed)


def tanh_for_relu(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    normed = layer_norm(middle, *p.norm_2)
    return middle + np.tanh(normed @ p.net.W_1 + p.net.b_1) @ p.net.W_2 + p.net.b_2


def relu_at_the_end(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    normed = layer_norm(middle, *p.norm_2)
    hidden = normed @ p.net.W_1 + p.net.b_1
    return middle + np.maximum(hidden @ p.net.W_2 + p.net.b_2, 0)


def no_relu(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    normed = layer_norm(middle, *p.norm_2)
    return middle + (normed @ p.net.W_1 + p.net.b_1) @ p.net.W_2 + p.net.b_2


def no_second_norm(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    return middle + net(p, middle)


def both_results(p, xs, heads):
    """Forget that the heads return two things."""
    found = m10_self_attention.multi_head(p.attention, layer_norm(xs, *p.norm_1), heads)
    middle = xs + found
    return middle + net(p, layer_norm(middle, *p.norm_2))


def one_head(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), 1)
    return middle + net(p, layer_norm(middle, *p.norm_2))


def whole_p(p, xs, heads):
    found, _ = m10_self_attention.multi_head(p, layer_norm(xs, *p.norm_1), heads)
    middle = xs + found
    return middle + net(p, layer_norm(middle, *p.norm_2))


def norm_without_unpacking(p, xs, heads):
    found, _ = m10_self_attention.multi_head(p.attention, layer_norm(xs, p.norm_1), heads)
    middle = xs + found
    return middle + net(p, layer_norm(middle, p.norm_2))


def gain_and_shift_turned(p, xs, heads):
    found = looked(p, layer_norm(xs, p.norm_1.shift, p.norm_1.gain), heads)
    middle = xs + found
    return middle + net(p, layer_norm(middle, p.norm_2.shift, p.norm_2.gain))


def middle_returned(p, xs, heads):
    return xs + looked(p, layer_norm(xs, *p.norm_1), heads)


def two_post_norm_and_norms_exchanged(p, xs, heads):
    middle = layer_norm(xs + looked(p, xs, heads), *p.norm_2)
    return layer_norm(middle + net(p, middle), *p.norm_1)


def two_no_norms(p, xs, heads):
    middle = xs + looked(p, xs, heads)
    return middle + net(p, middle)


def two_no_second_residual_and_tanh(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    normed = layer_norm(middle, *p.norm_2)
    return np.tanh(normed @ p.net.W_1 + p.net.b_1) @ p.net.W_2 + p.net.b_2


def two_norm_twice_and_xs_added(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    return xs + net(p, layer_norm(middle, *p.norm_1))


def two_first_bias_and_relu(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    normed = layer_norm(middle, *p.norm_2)
    return middle + normed @ p.net.W_1 @ p.net.W_2 + p.net.b_2


def added_in_place(p, xs, heads):
    xs += looked(p, layer_norm(xs, *p.norm_1), heads)
    xs += net(p, layer_norm(xs, *p.norm_2))
    return xs


def net_beside_the_heads(p, xs, heads):
    normed = layer_norm(xs, *p.norm_1)
    return xs + looked(p, normed, heads) + net(p, normed)
