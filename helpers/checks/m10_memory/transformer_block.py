"""Check of transformer_block."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m09_attention.cases import ROUNDING, drawn_params
from helpers.scratch.attention import MultiHeadParams
from helpers.scratch.modules import m10_self_attention
from helpers.scratch.modules.m10_self_attention import (
    BlockParams,
    NetParams,
    NormParams,
    block_forward,
    layer_norm,
    transformer_block,
)

SIZES = (  # T, B, D, F, heads
    (4, 3, 6, 5, 2),
    (3, 2, 4, 8, 2),
    (3, 3, 3, 3, 3),
    (5, 2, 4, 4, 1),
    (1, 2, 4, 3, 2),
    (4, 1, 6, 2, 3),
    (2, 3, 4, 1, 2),
    (4, 3, 6, 5, 2),
)


def transformer_block_cases(seed):
    """Yield (p, xs, heads): as SIZES lists them, no gain 1 and no shift 0."""
    rng = np.random.default_rng(seed)
    for T, B, D, F, heads in SIZES:
        norms = [NormParams(rng.uniform(0.5, 1.5, size=D), rng.normal(size=D)) for _ in range(2)]
        attention = drawn_params(rng, MultiHeadParams, D=D)
        net = drawn_params(rng, NetParams, D=D, F=F)
        p = BlockParams(norms[0], attention, norms[1], net)
        yield p, 0.5 + 1.5 * rng.normal(size=(T, B, D)), heads


def looked(p, xs, heads):
    return m10_self_attention.multi_head(p.attention, xs, heads)[0]


def units(p, xs):
    return xs @ p.net.W_1 + p.net.b_1


def net(p, xs):
    return np.maximum(units(p, xs), 0) @ p.net.W_2 + p.net.b_2


def first(p, xs, heads):
    """Return middle."""
    return xs + looked(p, layer_norm(xs, *p.norm_1), heads)


def second(p, middle):
    """Return what the net adds to middle."""
    return net(p, layer_norm(middle, *p.norm_2))


def block_post_norm(p, xs, heads):
    middle = layer_norm(xs + looked(p, xs, heads), *p.norm_1)
    return layer_norm(middle + net(p, middle), *p.norm_2)


def block_post_norm_exchanged(p, xs, heads):
    return block_post_norm(p._replace(norm_1=p.norm_2, norm_2=p.norm_1), xs, heads)


def block_post_norm_first_alone(p, xs, heads):
    middle = layer_norm(xs + looked(p, xs, heads), *p.norm_1)
    return middle + second(p, middle)


def block_net_normed(p, xs, heads):
    """Norm what the net found, and not what it reads."""
    middle = first(p, xs, heads)
    return middle + layer_norm(net(p, middle), *p.norm_2)


def block_batch_first(p, xs, heads):
    return transformer_block(p, xs, heads).swapaxes(0, 1)


def block_without_first_stream(p, xs, heads):
    middle = looked(p, layer_norm(xs, *p.norm_1), heads)
    return middle + second(p, middle)


def block_without_second_stream(p, xs, heads):
    return second(p, first(p, xs, heads))


def block_without_streams(p, xs, heads):
    return second(p, looked(p, layer_norm(xs, *p.norm_1), heads))


def block_middle_too(p, xs, heads):
    middle = first(p, xs, heads)
    return middle + second(p, middle), middle


def block_middle(p, xs, heads):
    return first(p, xs, heads)


def block_first_norm_twice(p, xs, heads):
    middle = first(p, xs, heads)
    return middle + net(p, layer_norm(middle, *p.norm_1))


def block_first_norm_twice_without_stream(p, xs, heads):
    return net(p, layer_norm(first(p, xs, heads), *p.norm_1))


def block_norms_exchanged(p, xs, heads):
    middle = xs + looked(p, layer_norm(xs, *p.norm_2), heads)
    return middle + net(p, layer_norm(middle, *p.norm_1))


def block_hidden_returned(p, xs, heads):
    """Return the units of the net."""
    return np.maximum(units(p, layer_norm(first(p, xs, heads), *p.norm_2)), 0)


def block_net_reads_xs(p, xs, heads):
    return first(p, xs, heads) + second(p, xs)


def block_net_reads_first_norm(p, xs, heads):
    """Run both branches beside each other on the same norm."""
    return first(p, xs, heads) + net(p, layer_norm(xs, *p.norm_1))


def block_net_added_to_xs(p, xs, heads):
    return xs + second(p, first(p, xs, heads))


def block_last_step(p, xs, heads):
    return transformer_block(p, xs, heads)[-1]


def block_streams_normed(p, xs, heads):
    """Add the branches to what the norms made."""
    normed = layer_norm(xs, *p.norm_1)
    middle = normed + looked(p, normed, heads)
    normed = layer_norm(middle, *p.norm_2)
    return normed + net(p, normed)


def block_second_stream_normed(p, xs, heads):
    normed = layer_norm(first(p, xs, heads), *p.norm_2)
    return normed + net(p, normed)


def block_first_stream_normed(p, xs, heads):
    normed = layer_norm(xs, *p.norm_1)
    middle = normed + looked(p, normed, heads)
    return middle + second(p, middle)


def block_without_norms(p, xs, heads):
    middle = xs + looked(p, xs, heads)
    return middle + net(p, middle)


def block_without_first_norm(p, xs, heads):
    middle = xs + looked(p, xs, heads)
    return middle + second(p, middle)


def block_without_second_norm(p, xs, heads):
    middle = first(p, xs, heads)
    return middle + net(p, middle)


def block_normed_at_the_end(p, xs, heads):
    return layer_norm(transformer_block(p, xs, heads), *p.norm_2)


def block_summed_over_steps(p, xs, heads):
    return transformer_block(p, xs, heads).sum(axis=0)


def block_tanh(p, xs, heads):
    middle = first(p, xs, heads)
    hidden = np.tanh(units(p, layer_norm(middle, *p.norm_2)))
    return middle + hidden @ p.net.W_2 + p.net.b_2


def block_tanh_without_stream(p, xs, heads):
    hidden = np.tanh(units(p, layer_norm(first(p, xs, heads), *p.norm_2)))
    return hidden @ p.net.W_2 + p.net.b_2


def block_without_relu(p, xs, heads):
    middle = first(p, xs, heads)
    hidden = units(p, layer_norm(middle, *p.norm_2))
    return middle + hidden @ p.net.W_2 + p.net.b_2


def block_relu_at_the_end(p, xs, heads):
    middle = first(p, xs, heads)
    hidden = units(p, layer_norm(middle, *p.norm_2))
    return middle + np.maximum(hidden @ p.net.W_2 + p.net.b_2, 0)


def block_relu_of_ys(p, xs, heads):
    return np.maximum(transformer_block(p, xs, heads), 0)


def block_relu_before_bias(p, xs, heads):
    middle = first(p, xs, heads)
    hidden = np.maximum(layer_norm(middle, *p.norm_2) @ p.net.W_1, 0) + p.net.b_1
    return middle + hidden @ p.net.W_2 + p.net.b_2


def block_relu_turned(p, xs, heads):
    middle = first(p, xs, heads)
    hidden = np.minimum(units(p, layer_norm(middle, *p.norm_2)), 0)
    return middle + hidden @ p.net.W_2 + p.net.b_2


def block_branches_listed(p, xs, heads):
    """Return what both branches found, not added."""
    middle = first(p, xs, heads)
    return [middle - xs, second(p, middle)]


def block_without_b_1(p, xs, heads):
    middle = first(p, xs, heads)
    hidden = np.maximum(layer_norm(middle, *p.norm_2) @ p.net.W_1, 0)
    return middle + hidden @ p.net.W_2 + p.net.b_2


def block_without_b_2(p, xs, heads):
    middle = first(p, xs, heads)
    return middle + second(p, middle) - p.net.b_2


def block_without_any_bias(p, xs, heads):
    middle = first(p, xs, heads)
    hidden = np.maximum(layer_norm(middle, *p.norm_2) @ p.net.W_1, 0)
    return middle + hidden @ p.net.W_2


def block_turned_gain_and_shift(p, xs, heads):
    norm_1, norm_2 = (NormParams(n.shift, n.gain) for n in (p.norm_1, p.norm_2))
    return transformer_block(p._replace(norm_1=norm_1, norm_2=norm_2), xs, heads)


def block_both_results(p, xs, heads):
    """Add both results of the heads."""
    found = m10_self_attention.multi_head(p.attention, layer_norm(xs, *p.norm_1), heads)
    return xs + found


def block_one_head(p, xs, heads):
    return transformer_block(p, xs, 1)


def block_whole_p_in_heads(p, xs, heads):
    return m10_self_attention.multi_head(p, layer_norm(xs, *p.norm_1), heads)[0]


def block_norm_in_one_piece(p, xs, heads):
    return layer_norm(xs, p.norm_1)


def block_xs_twice(p, xs, heads):
    """Add xs to the second sum, too."""
    return xs + transformer_block(p, xs, heads)


def block_net_twice(p, xs, heads):
    ys = transformer_block(p, xs, heads)
    return ys + second(p, ys)


def block_net_first(p, xs, heads):
    middle = xs + net(p, layer_norm(xs, *p.norm_1))
    return middle + looked(p, layer_norm(middle, *p.norm_2), heads)


def block_multiplied(p, xs, heads):
    middle = first(p, xs, heads)
    return middle * second(p, middle)


def block_in_place(p, xs, heads):
    xs += looked(p, layer_norm(xs, *p.norm_1), heads)
    xs += second(p, xs)
    return xs


def normed_by_hand(x, norm):
    sd = np.sqrt(((x - x.mean(axis=-1, keepdims=True)) ** 2).mean(axis=-1, keepdims=True) + 1e-5)
    return (x - x.mean(axis=-1, keepdims=True)) / sd * norm.gain + norm.shift


def by_equations(p, xs, heads):
    """Everything written out, a head at a time."""
    T, d = len(xs), xs.shape[2] // heads
    a, p_a = normed_by_hand(xs, p.norm_1), p.attention
    q, k, v = a @ p_a.W_q + p_a.b_q, a @ p_a.W_k + p_a.b_k, a @ p_a.W_v + p_a.b_v
    middle = xs + p_a.b_o
    for h in range(heads):
        own = slice(h * d, (h + 1) * d)
        scores = np.einsum("tbd,sbd->bts", q[..., own], k[..., own]) / np.sqrt(d)
        exps = np.exp(scores - scores.max(axis=2, keepdims=True)) * np.tri(T)
        weights = exps / exps.sum(axis=2, keepdims=True)
        middle = middle + np.einsum("bts,sbd->tbd", weights, v[..., own]) @ p_a.W_o[own]
    hidden = normed_by_hand(middle, p.norm_2) @ p.net.W_1 + p.net.b_1
    return middle + hidden * (hidden > 0) @ p.net.W_2 + p.net.b_2


def by_given_parts(p, xs, heads):
    middle = (
        xs
        + m10_self_attention.multi_head(
            p.attention, layer_norm(xs, p.norm_1.gain, p.norm_1.shift), heads
        )[0]
    )
    a = layer_norm(middle, p.norm_2.gain, p.norm_2.shift)
    hidden = np.where(a @ p.net.W_1 + p.net.b_1 > 0, a @ p.net.W_1 + p.net.b_1, 0.0)
    return p.net.b_2 + hidden @ p.net.W_2 + middle


def by_rows(p, xs, heads):
    """Each sequence on its own, each step of the net on its own."""
    ys = xs.copy()
    for b in range(xs.shape[1]):
        one = layer_norm(xs[:, b : b + 1], *p.norm_1)
        ys[:, b : b + 1] += m10_self_attention.multi_head(p.attention, one, heads)[0]
        for t in range(len(xs)):
            a = normed_by_hand(ys[t, b], p.norm_2) @ p.net.W_1 + p.net.b_1
            ys[t, b] += np.maximum(a, 0) @ p.net.W_2 + p.net.b_2
    return ys


def in_float32(p, xs, heads):
    parts = [type(part)(*(leaf.astype(np.float32) for leaf in part)) for part in p]
    return by_equations(BlockParams(*parts), xs.astype(np.float32), heads).astype(np.float32)


check_transformer_block = Check(
    name="transformer_block",
    reference=transformer_block,
    twins=(block_forward,),
    cases=transformer_block_cases,
    outputs=("ys (T, B, D)",),
    slips={
        "The norms stand after the sums. Where does a branch of a pre-norm block have its "
        "norm?": block_post_norm,
        "The norms stand after the sums, and are exchanged. Where does a branch have its norm, and "
        "which of the two does the first one read through?": block_post_norm_exchanged,
        "norm_1 stands after the first sum. Where does a branch of a pre-norm block have its "
        "norm?": block_post_norm_first_alone,
        "What the net found was normed, not what it reads. Where does a branch have its "
        "norm?": block_net_normed,
        "ys has the batch first. Which axis comes first in (T, B, D)?": block_batch_first,
        "The heads' results were not added to xs. What stays on the stream beside "
        "them?": block_without_first_stream,
        "The net's results were not added to middle. What stays on the stream beside "
        "them?": block_without_second_stream,
        "No branch was added to anything. To what does each branch add what it "
        "found?": block_without_streams,
        "middle came back as well. How many results does the prompt ask for?": block_middle_too,
        "This is middle. What does the second branch add?": block_middle,
        "norm_1 serves both branches. Which norm does the net's branch have?": (
            block_first_norm_twice
        ),
        "norm_1 serves both branches, and the net's results were not added to middle. Which norm "
        "is the net's, and what stays on the stream?": block_first_norm_twice_without_stream,
        "norm_1 and norm_2 are exchanged. Which of them do the heads read through?": (
            block_norms_exchanged
        ),
        "These are the units of the net. What do W_2 and the stream make of "
        "them?": block_hidden_returned,
        "The net reads xs. Which array is on the stream when its turn comes?": block_net_reads_xs,
        "The net reads xs through norm_1, beside the heads. What has been added to the stream "
        "before the net reads it, and which norm is the net's?": block_net_reads_first_norm,
        "The net's results were added to xs: what the heads found is lost from the stream. To "
        "which array are they added?": block_net_added_to_xs,
        "Only the last step came back. How many steps does ys have?": block_last_step,
        "Both branches were added to what their norms made. What is on the stream, the normed "
        "array or the one before it?": block_streams_normed,
        "The net's results were added to the normed middle. To which array are they "
        "added?": block_second_stream_normed,
        "The heads' results were added to the normed xs. To which array are they "
        "added?": block_first_stream_normed,
        "No branch has a norm. What does each branch read?": block_without_norms,
        "The heads read xs without a norm. What does norm_1 make of xs first?": (
            block_without_first_norm
        ),
        "The net reads middle without a norm. What does norm_2 make of it first?": (
            block_without_second_norm
        ),
        "ys was normed once more at the end. What follows the second sum?": (
            block_normed_at_the_end
        ),
        "The steps were summed. How many steps does ys have?": block_summed_over_steps,
        "The units of the net are tanh. Which function does the prompt take?": block_tanh,
        "The units of the net are tanh, and its results were not added to middle. Which function "
        "is taken, and what stays on the stream?": block_tanh_without_stream,
        "The units of the net may be negative. Which function stands between W_1 and "
        "W_2?": block_without_relu,
        "The net's results were cut at 0, not its units. Does the maximum stand before or after "
        "W_2?": block_relu_at_the_end,
        "ys was cut at 0. Where does the maximum stand?": block_relu_of_ys,
        "b_1 was added after the maximum. What is inside of it?": block_relu_before_bias,
        "The units are cut from above: the minimum with 0. Which of the two, minimum or "
        "maximum?": block_relu_turned,
        "What the branches found came back in a list. To what is it added?": block_branches_listed,
        "b_1 is missing. What is added after the product with W_1?": block_without_b_1,
        "b_2 is missing. What is added after the product with W_2?": block_without_b_2,
        "b_1 and b_2 are missing. What is added after each product of the "
        "net?": block_without_any_bias,
        "Gain and shift are exchanged in both norms. In which order does layer_norm take "
        "them?": block_turned_gain_and_shift,
        "Both results of the heads were added to xs, the weights included. Which of the two is "
        "it?": block_both_results,
        "All columns belong to one head. Which argument says how many there are?": block_one_head,
        "The whole of p was passed to the heads. Which part of it holds their "
        "weights?": block_whole_p_in_heads,
        "layer_norm got the norm's weights in one piece. How many arguments does it "
        "take?": block_norm_in_one_piece,
        "xs was added a second time at the end. What does middle hold already?": block_xs_twice,
        "The net ran twice. How many branches does a block have?": block_net_twice,
        "The net comes before the heads. Which branch is the first?": block_net_first,
        "middle was multiplied by what the net found. How does a branch join the "
        "stream?": block_multiplied,
        "xs was changed in place. Which line should make a new array?": block_in_place,
    },
    alternatives=(by_equations, by_given_parts, by_rows, in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
