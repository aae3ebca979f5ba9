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


def two_post_norm_and_tanh(p, xs, heads):
    middle = layer_norm(xs + looked(p, xs, heads), *p.norm_1)
    found = np.tanh(middle @ p.net.W_1 + p.net.b_1) @ p.net.W_2 + p.net.b_2
    return layer_norm(middle + found, *p.norm_2)


def two_no_first_residual_and_no_second_norm(p, xs, heads):
    middle = looked(p, layer_norm(xs, *p.norm_1), heads)
    return middle + net(p, middle)


def two_one_head_and_no_relu(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), 1)
    hidden = layer_norm(middle, *p.norm_2) @ p.net.W_1 + p.net.b_1
    return middle + hidden @ p.net.W_2 + p.net.b_2


def two_reads_xs_and_norm_1(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    return xs + net(p, layer_norm(xs, *p.norm_2)) + 0 * middle


def post_norm_first_alone(p, xs, heads):
    middle = layer_norm(xs + looked(p, xs, heads), *p.norm_1)
    return middle + net(p, layer_norm(middle, *p.norm_2))


def net_output_normed(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    return middle + layer_norm(net(p, middle), *p.norm_2)


def biases_exchanged(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_1), heads)
    hidden = np.maximum(layer_norm(middle, *p.norm_2) @ p.net.W_1 + p.net.b_2, 0)
    return middle + hidden @ p.net.W_2 + p.net.b_1


def heads_not_causal(p, xs, heads):
    """Turn time round for the heads: they see the future."""
    normed = layer_norm(xs, *p.norm_1)
    middle = xs + looked(p, normed[::-1], heads)[::-1]
    return middle + net(p, layer_norm(middle, *p.norm_2))


def two_norm_twice_and_no_second_residual(p, xs, heads):
    found, _ = m10_self_attention.multi_head(p.attention, layer_norm(xs, *p.norm_1), heads)
    middle = xs + found
    hidden = np.maximum(layer_norm(middle, *p.norm_1) @ p.net.W_1 + p.net.b_1, 0.0)
    return hidden @ p.net.W_2 + p.net.b_2


WRONG = (
    wrong(post_norm, "The norms stand after the sums"),
    wrong(no_first_residual, "The heads' results were not added to xs"),
    wrong(no_second_residual, "The net's results were not added to middle"),
    wrong(first_norm_twice, "norm_1 serves both branches"),
    wrong(second_branch_reads_xs, "The net reads xs"),
    wrong(both_to_xs, "The net's results were added to xs"),
    wrong(residual_from_the_norm, "Both branches were added to what their norms made"),
    wrong(tanh_for_relu, "The units of the net are tanh"),
    wrong(relu_at_the_end, "The net's results were cut at 0, not its units"),
    wrong(no_relu, "The units of the net may be negative"),
    wrong(no_second_norm, "The net reads middle without a norm"),
    wrong(both_results, "Both results of the heads were added to xs, the weights included"),
    wrong(one_head, "All columns belong to one head"),
    wrong(whole_p, "The whole of p was passed to the heads"),
    wrong(norm_without_unpacking, "layer_norm got the norm's weights in one piece"),
    wrong(gain_and_shift_turned, "Gain and shift are exchanged in both norms"),
    wrong(middle_returned, "This is middle"),
    wrong(two_post_norm_and_norms_exchanged, "The norms stand after the sums, and are exchanged"),
    wrong(two_no_norms, "No branch has a norm"),
    wrong(
        two_no_second_residual_and_tanh,
        "The units of the net are tanh, and its results were not added to",
    ),
    wrong(two_norm_twice_and_xs_added, "The net's results were added to xs"),
    wrong(two_first_bias_and_relu, "b_1 is missing"),
    wrong(added_in_place, "xs was changed in place"),
    wrong(net_beside_the_heads, "The net reads xs through norm_1, beside the heads"),
    wrong(two_post_norm_and_tanh, "The norms stand after the sums"),
    wrong(two_no_first_residual_and_no_second_norm, "The heads' results were not added to xs"),
    wrong(two_one_head_and_no_relu, "The units of the net may be negative"),
    wrong(two_reads_xs_and_norm_1, "The net's results were added to xs"),
    wrong(post_norm_first_alone, "norm_1 stands after the first sum"),
    wrong(net_output_normed, "What the net found was normed, not what it reads"),
    wrong(biases_exchanged, "Write the shape of each array in this line beside it"),
    wrong(heads_not_causal, "ys is what xs in reverse order would produce"),
    wrong(
        two_norm_twice_and_no_second_residual,
        "norm_1 serves both branches, and the net's results were not added to",
    ),
)

EDGES = {
    "one head, and several": lambda cases: {1, 2, 3} == {heads for *_, heads in cases},
    "as many units as entries, more, fewer": lambda cases: (
        {-1, 0, 1} == {int(np.sign(len(p.net.b_1) - len(p.net.b_2))) for p, *_ in cases}
    ),
    "one step, one sequence": lambda cases: (
        any(len(xs) == 1 for _, xs, _ in cases) and any(xs.shape[1] == 1 for _, xs, _ in cases)
    ),
    "norms that differ": lambda cases: all(
        abs(p.norm_1.gain - p.norm_2.gain).max() > 1e-3 for p, *_ in cases
    ),
}
