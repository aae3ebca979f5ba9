"""Check of lstm_step_backward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m04_lstm.cases import ROUNDING, lstm_axes, lstm_inputs, one_term_cases
from helpers.scratch.cells import LSTMParams, lstm_step, lstm_step_backward


def lstm_step_backward_cases(seed):
    """Yield (p, cache, dh_next, dc_next): some sizes, edges, then one term of the gradient alone.

    The edges: one row, D = H, one unit, dh_next = 0, dc_next = 0, gradients five times as large.
    """
    rng = np.random.default_rng(seed)
    for B, D, H, of_h, of_c in [
        *((2, 3, 4, 1, 1), (1, 4, 2, 1, 1), (3, 3, 3, 1, 1), (2, 1, 1, 1, 1)),
        *((2, 3, 2, 0, 1), (2, 3, 2, 1, 0), (2, 2, 3, 5, 5)),
    ]:
        p, (x,), h, c = lstm_inputs(rng, 1, B, D, H)
        dh_next, dc_next = of_h * rng.normal(size=(B, H)), of_c * rng.normal(size=(B, H))
        yield p, lstm_step(p, x, h, c)[2], dh_next, dc_next
    yield from one_term_cases(rng)


def terms(cache, dh_next, dc_next):
    """Return the whole gradient of c_next, and those of the four blocks' sums."""
    _, _, c, i, f, g, o, tanh_c = cache
    dc = dc_next + dh_next * o * (1 - tanh_c**2)
    da_o = dh_next * tanh_c * o * (1 - o)
    return dc, dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), da_o


def collected(p, cache, dc, da_i, da_f, da_g, da_o):
    """Return the step's results from the gradients of the sums and of c_next."""
    da = np.hstack([da_i, da_f, da_g, da_o])
    dp = LSTMParams(W_x=cache.x.T @ da, W_h=cache.h.T @ da, b=da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dc * cache.f, dp


def through(p, cache, dh_next, dc):
    """Return the results when c_next has the gradient dc."""
    x, h, c, i, f, g, o, tanh_c = cache
    da_i, da_f, da_g = dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2)
    return collected(p, cache, dc, da_i, da_f, da_g, dh_next * tanh_c * o * (1 - o))


def but_one(p, cache, dh_next, dc_next, block, value):
    """Return the results with the gradient of one block's sum replaced."""
    found = list(terms(cache, dh_next, dc_next))
    found[1 + "ifgo".index(block)] = value(cache, found[0])
    return collected(p, cache, *found)


def stepback_direct_only(p, cache, dh_next, dc_next):
    return through(p, cache, dh_next, dc_next)


def stepback_ignores_dc_next(p, cache, dh_next, dc_next):
    return through(p, cache, dh_next, dh_next * cache.o * (1 - cache.tanh_c**2))


def stepback_returns_one_way(p, cache, dh_next, dc_next):
    dx, dh, _, dp = lstm_step_backward(p, cache, dh_next, dc_next)
    return dx, dh, dc_next * cache.f, dp


def stepback_gates_from_dc_next(p, cache, dh_next, dc_next):
    dx, dh, _, dp = through(p, cache, dh_next, dc_next)
    return dx, dh, lstm_step_backward(p, cache, dh_next, dc_next)[2], dp


def stepback_dc_without_f(p, cache, dh_next, dc_next):
    dx, dh, _, dp = lstm_step_backward(p, cache, dh_next, dc_next)
    return dx, dh, terms(cache, dh_next, dc_next)[0], dp


def stepback_dc_by_i(p, cache, dh_next, dc_next):
    dx, dh, _, dp = lstm_step_backward(p, cache, dh_next, dc_next)
    return dx, dh, terms(cache, dh_next, dc_next)[0] * cache.i, dp


def stepback_without_tanh_slope(p, cache, dh_next, dc_next):
    return through(p, cache, dh_next, dc_next + dh_next * cache.o)


def stepback_without_o(p, cache, dh_next, dc_next):
    return through(p, cache, dh_next, dc_next + dh_next * (1 - cache.tanh_c**2))


def stepback_dh_added_whole(p, cache, dh_next, dc_next):
    return through(p, cache, dh_next, dc_next + dh_next)


def stepback_squashes_twice(p, cache, dh_next, dc_next):
    slope = 1 - np.tanh(cache.tanh_c) ** 2
    return through(p, cache, dh_next, dc_next + dh_next * cache.o * slope)


def stepback_slope_of_old_c(p, cache, dh_next, dc_next):
    slope = 1 - np.tanh(cache.c) ** 2
    return through(p, cache, dh_next, dc_next + dh_next * cache.o * slope)


def stepback_slope_of_c_unsquashed(p, cache, dh_next, dc_next):
    slope = 1 - cache.c**2
    return through(p, cache, dh_next, dc_next + dh_next * cache.o * slope)


def stepback_slope_without_square(p, cache, dh_next, dc_next):
    return through(p, cache, dh_next, dc_next + dh_next * cache.o * (1 - cache.tanh_c))


def stepback_slope_squashed_h(p, cache, dh_next, dc_next):
    slope = 1 - (cache.o * cache.tanh_c) ** 2
    return through(p, cache, dh_next, dc_next + dh_next * cache.o * slope)


def stepback_slope_on_both_ways(p, cache, dh_next, dc_next):
    return through(p, cache, dh_next, (dc_next + dh_next * cache.o) * (1 - cache.tanh_c**2))


def stepback_no_slopes(p, cache, dh_next, dc_next):
    dc = terms(cache, dh_next, dc_next)[0]
    sums = dc * cache.g, dc * cache.c, dc * cache.i, dh_next * cache.tanh_c
    return collected(p, cache, dc, *sums)


def stepback_no_gate_slopes(p, cache, dh_next, dc_next):
    dc, _, _, da_g, _ = terms(cache, dh_next, dc_next)
    return collected(p, cache, dc, dc * cache.g, dc * cache.c, da_g, dh_next * cache.tanh_c)


def stepback_tanh_slopes(p, cache, dh_next, dc_next):
    _, _, c, i, f, g, o, tanh_c = cache
    dc, _, _, da_g, _ = terms(cache, dh_next, dc_next)
    da_i, da_f = dc * g * (1 - i**2), dc * c * (1 - f**2)
    return collected(p, cache, dc, da_i, da_f, da_g, dh_next * tanh_c * (1 - o**2))


def stepback_i_tanh_slope(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "i", lambda k, dc: dc * k.g * (1 - k.i**2))


def stepback_f_tanh_slope(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "f", lambda k, dc: dc * k.c * (1 - k.f**2))


def stepback_o_tanh_slope(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "o", lambda k, dc: dh_next * k.tanh_c * (1 - k.o**2))


def stepback_mixed_slopes(p, cache, dh_next, dc_next):
    _, _, c, i, f, g, o, tanh_c = cache
    dc, _, _, da_g, _ = terms(cache, dh_next, dc_next)
    da_i, da_f = dc * g * i * (1 - i**2), dc * c * f * (1 - f**2)
    return collected(p, cache, dc, da_i, da_f, da_g, dh_next * tanh_c * o * (1 - o**2))


def stepback_mixed_slopes_everywhere(p, cache, dh_next, dc_next):
    _, _, c, i, f, g, o, tanh_c = cache
    dc = terms(cache, dh_next, dc_next)[0]
    da_i, da_f = dc * g * i * (1 - i**2), dc * c * f * (1 - f**2)
    da_g, da_o = dc * i * g * (1 - g**2), dh_next * tanh_c * o * (1 - o**2)
    return collected(p, cache, dc, da_i, da_f, da_g, da_o)


def stepback_i_without_slope(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "i", lambda k, dc: dc * k.g)


def stepback_f_without_slope(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "f", lambda k, dc: dc * k.c)


def stepback_g_without_slope(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "g", lambda k, dc: dc * k.i)


def stepback_g_sigmoid_slope(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "g", lambda k, dc: dc * k.i * k.g * (1 - k.g))


def stepback_g_without_square(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "g", lambda k, dc: dc * k.i * (1 - k.g))


def stepback_g_without_i(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "g", lambda k, dc: dc * (1 - k.g**2))


def stepback_o_without_slope(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "o", lambda k, dc: dh_next * k.tanh_c)


def stepback_o_from_dc(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "o", lambda k, dc: dc * k.tanh_c * k.o * (1 - k.o))


def stepback_o_by_c(p, cache, dh_next, dc_next):
    def value(k, dc):
        return dh_next * (k.f * k.c + k.i * k.g) * k.o * (1 - k.o)

    return but_one(p, cache, dh_next, dc_next, "o", value)


def stepback_o_by_old_c(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "o", lambda k, dc: dh_next * k.c * k.o * (1 - k.o))


def stepback_o_without_tanh_c(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "o", lambda k, dc: dh_next * k.o * (1 - k.o))


def stepback_i_by_i(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "i", lambda k, dc: dc * k.i * k.i * (1 - k.i))


def stepback_i_by_c(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "i", lambda k, dc: dc * k.c * k.i * (1 - k.i))


def stepback_i_and_g_exchanged(p, cache, dh_next, dc_next):
    _, _, _, i, _, g, _, _ = cache
    dc, _, da_f, _, da_o = terms(cache, dh_next, dc_next)
    return collected(p, cache, dc, dc * i * i * (1 - i), da_f, dc * g * (1 - g**2), da_o)


def stepback_f_by_c_next(p, cache, dh_next, dc_next):
    def value(k, dc):
        return dc * (k.f * k.c + k.i * k.g) * k.f * (1 - k.f)

    return but_one(p, cache, dh_next, dc_next, "f", value)


def stepback_f_by_tanh_c(p, cache, dh_next, dc_next):
    return but_one(p, cache, dh_next, dc_next, "f", lambda k, dc: dc * k.tanh_c * k.f * (1 - k.f))


def stepback_ifog(p, cache, dh_next, dc_next):
    dc, da_i, da_f, da_g, da_o = terms(cache, dh_next, dc_next)
    return collected(p, cache, dc, da_i, da_f, da_o, da_g)


def stepback_in_place(p, cache, dh_next, dc_next):
    dc_next += dh_next * cache.o * (1 - cache.tanh_c**2)
    return through(p, cache, dh_next, dc_next)


def stepback_dh_keeps_dh_next(p, cache, dh_next, dc_next):
    dx, dh, dc, dp = lstm_step_backward(p, cache, dh_next, dc_next)
    return dx, dh + dh_next, dc, dp


def stepback_W_h_not_transposed(p, cache, dh_next, dc_next):
    H = cache.h.shape[1]
    dx, _, dc, dp = lstm_step_backward(p, cache, dh_next, dc_next)
    da = np.hstack(terms(cache, dh_next, dc_next)[1:])
    dh = sum(da[:, k * H : (k + 1) * H] @ p.W_h[:, k * H : (k + 1) * H] for k in range(4))
    return dx, dh, dc, dp


def stepback_W_h_from_new_h(p, cache, dh_next, dc_next):
    dx, dh, dc, dp = lstm_step_backward(p, cache, dh_next, dc_next)
    da = np.hstack(terms(cache, dh_next, dc_next)[1:])
    return dx, dh, dc, dp._replace(W_h=(cache.o * cache.tanh_c).T @ da)


def stepback_W_h_from_c(p, cache, dh_next, dc_next):
    dx, dh, dc, dp = lstm_step_backward(p, cache, dh_next, dc_next)
    da = np.hstack(terms(cache, dh_next, dc_next)[1:])
    return dx, dh, dc, dp._replace(W_h=cache.c.T @ da)


def stepback_keeps_batch_in_b(p, cache, dh_next, dc_next):
    dx, dh, dc, dp = lstm_step_backward(p, cache, dh_next, dc_next)
    return dx, dh, dc, dp._replace(b=np.hstack(terms(cache, dh_next, dc_next)[1:]))


def stepback_averages_b(p, cache, dh_next, dc_next):
    dx, dh, dc, dp = lstm_step_backward(p, cache, dh_next, dc_next)
    return dx, dh, dc, dp._replace(b=dp.b / len(dh_next))


def stepback_averages_batch(p, cache, dh_next, dc_next):
    dx, dh, dc, dp = lstm_step_backward(p, cache, dh_next, dc_next)
    return dx, dh, dc, LSTMParams(*(leaf / len(dh_next) for leaf in dp))


def stepback_by_loop(p, cache, dh_next, dc_next):
    dx, dh, dc = (np.zeros(a.shape) for a in (cache.x, cache.h, cache.c))
    dp = LSTMParams(*(np.zeros(leaf.shape) for leaf in p))
    H = cache.h.shape[1]
    for n in range(len(dh_next)):
        x, h, c, i, f, g, o, tanh_c = (leaf[n] for leaf in cache)
        da = np.zeros(4 * H)
        whole = dc_next[n] + dh_next[n] * o * (1 - tanh_c**2)
        da[:H] = whole * g * i * (1 - i)
        da[H : 2 * H] = whole * c * f * (1 - f)
        da[2 * H : 3 * H] = whole * i * (1 - g**2)
        da[3 * H :] = dh_next[n] * tanh_c * o * (1 - o)
        dp.W_x[:] += np.outer(x, da)
        dp.W_h[:] += np.outer(h, da)
        dp.b[:] += da
        dx[n], dh[n], dc[n] = p.W_x @ da, p.W_h @ da, f * whole
    return dx, dh, dc, dp


def stepback_gate_by_gate(p, cache, dh_next, dc_next):
    x, h, c, i, f, g, o, tanh_c = cache
    W_x, W_h = np.split(p.W_x, 4, axis=1), np.split(p.W_h, 4, axis=1)
    do, dtanh = dh_next * tanh_c, dh_next * o
    dmemory = dtanh - dtanh * tanh_c**2 + dc_next
    di, df, dg = dmemory * g, dmemory * c, dmemory * i
    das = [di * (i - i**2), df * (f - f**2), dg * (1 - g) * (1 + g), do * (o - o**2)]
    dx, dh = (sum(da @ W.T for da, W in zip(das, Ws, strict=True)) for Ws in (W_x, W_h))
    dW_x, dW_h = (np.concatenate([v.T @ da for da in das], axis=1) for v in (x, h))
    return dx, dh, f * dmemory, LSTMParams(dW_x, dW_h, np.concatenate([d.sum(0) for d in das]))


def stepback_recomputed(p, cache, dh_next, dc_next):
    x, h, c = cache[:3]
    D, a = x.shape[1], np.split(x @ p.W_x + h @ p.W_h + p.b, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-a[k])) for k in (0, 1, 3))
    g = np.tanh(a[2])
    memory = f * c + i * g
    dc = dc_next + dh_next * o / np.cosh(memory) ** 2
    da_i, da_f, da_g = dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i / np.cosh(a[2]) ** 2
    da = np.stack([da_i, da_f, da_g, dh_next * np.tanh(memory) * o * (1 - o)], axis=1)
    da = da.reshape(len(x), -1)
    dW = np.hstack([x, h, np.ones((len(x), 1))]).T @ da
    dinputs = da @ np.vstack([p.W_x, p.W_h]).T
    return dinputs[:, :D], dinputs[:, D:], dc * f, LSTMParams(dW[:D], dW[D:-1], dW[-1])


check_lstm_step_backward = Check(
    name="lstm_step_backward",
    reference=lstm_step_backward,
    cases=lstm_step_backward_cases,
    outputs=("dx (B, D)", "dh (B, H)", "dc (B, H)", "dp", *lstm_axes("dp")),
    slips={
        "Only dc_next reached the memory: what comes through h_next is missing. How many arrows "
        "leave c_next?": stepback_direct_only,
        "dc_next was not used: only what comes through h_next reached the memory. How many arrows "
        "leave c_next?": stepback_ignores_dc_next,
        "dc is dc_next * f: the gates got the whole gradient of c_next, and dc only a part of it. "
        "Does the way through h_next end at the gates?": stepback_returns_one_way,
        "dc is right, but i, f and g got dc_next alone. Which gradient of c_next do they "
        "need?": stepback_gates_from_dc_next,
        "dc is the gradient of c_next. What multiplies c in c_next?": stepback_dc_without_f,
        "dc was multiplied by i. What multiplies c in c_next?": stepback_dc_by_i,
        "The derivative of tanh is missing on the way from h_next to c_next. What does a saturated "
        "memory do to a gradient?": stepback_without_tanh_slope,
        "The output gate is missing on the way from h_next to c_next. What multiplies tanh of "
        "c_next?": stepback_without_o,
        "dh_next was added to dc_next as it is. Which two factors lie between c_next and "
        "h_next?": stepback_dh_added_whole,
        "tanh was applied a second time inside its own derivative. What does tanh_c hold "
        "already?": stepback_squashes_twice,
        "The derivative of tanh was taken at c, the memory before the step. Which memory does "
        "h_next show?": stepback_slope_of_old_c,
        "The derivative of tanh was taken as 1 - c**2. Which variable holds the output of that "
        "tanh?": stepback_slope_of_c_unsquashed,
        "The derivative of tanh lacks its square: tanh_c = -1 gives 2. What should it be for a "
        "saturated memory?": stepback_slope_without_square,
        "The derivative was taken as 1 - h_next**2, as in an RNN. Which part of h_next = o * "
        "tanh_c is the tanh?": stepback_slope_squashed_h,
        "dc_next passed through tanh as well. On which of the two ways does a tanh "
        "lie?": stepback_slope_on_both_ways,
        "No sum got the derivative of what squashes it. What lies between a gate and its "
        "sum?": stepback_no_slopes,
        "The derivative of the sigmoid is missing at all three gates. What is it in terms of the "
        "gate's value?": stepback_no_gate_slopes,
        "The gates have the derivative of tanh, 1 - s**2. What is it for a "
        "sigmoid?": stepback_tanh_slopes,
        "The input gate has the derivative of tanh, 1 - i**2, unlike f and o. What is it for a "
        "sigmoid?": stepback_i_tanh_slope,
        "The forget gate has the derivative of tanh, 1 - f**2, unlike i and o. What is it for a "
        "sigmoid?": stepback_f_tanh_slope,
        "The output gate has the derivative of tanh, 1 - o**2, unlike i and f. What is it for a "
        "sigmoid?": stepback_o_tanh_slope,
        "The gates have s * (1 - s**2), a mixture of two derivatives. What is the sigmoid's, and "
        "what is tanh's?": stepback_mixed_slopes,
        "All four blocks have s * (1 - s**2), a mixture of two derivatives. What is the sigmoid's, "
        "and what is tanh's?": stepback_mixed_slopes_everywhere,
        "The input gate's sum lacks the derivative of its sigmoid, unlike those of f and o. What "
        "is it in terms of i?": stepback_i_without_slope,
        "The forget gate's sum lacks the derivative of its sigmoid, unlike those of i and o. What "
        "is it in terms of f?": stepback_f_without_slope,
        "The candidate's sum lacks the derivative of its tanh. What is it in terms of "
        "g?": stepback_g_without_slope,
        "The candidate has the derivative of a sigmoid, g * (1 - g). Which function made "
        "g?": stepback_g_sigmoid_slope,
        "The candidate's derivative lacks its square: g = -1 gives 2. What should it be for a "
        "saturated g?": stepback_g_without_square,
        "The candidate's part lacks the input gate. What multiplies g in "
        "c_next?": stepback_g_without_i,
        "The output gate's sum lacks the derivative of its sigmoid, unlike those of i and f. What "
        "is it in terms of o?": stepback_o_without_slope,
        "The output gate's part starts from the gradient of c_next. In which of h_next and c_next "
        "does o occur?": stepback_o_from_dc,
        "The output gate's part has c_next where tanh of it belongs. What does o multiply in "
        "h_next?": stepback_o_by_c,
        "The output gate's part has c, the memory before the step. What does o multiply in "
        "h_next?": stepback_o_by_old_c,
        "The output gate's part lacks what o multiplies in h_next. Which field of the cache holds "
        "it?": stepback_o_without_tanh_c,
        "The input gate's part was multiplied by i itself. What does i multiply in "
        "c_next?": stepback_i_by_i,
        "The input gate's part was multiplied by c. Which of c and g does i "
        "multiply?": stepback_i_by_c,
        "The parts of i and g have each other's factor. In the product i * g, what is the "
        "derivative with respect to i?": stepback_i_and_g_exchanged,
        "The forget gate's part has c_next. Which memory did f multiply, the one before or after "
        "the step?": stepback_f_by_c_next,
        "The forget gate's part has tanh of c_next. Which memory did f multiply, and was it "
        "squashed?": stepback_f_by_tanh_c,
        "The blocks were joined in the order i, f, o, g. Which is the third one in this "
        "course?": stepback_ifog,
        "dc_next was changed in place, and the caller still needs it. Where could the sum be "
        "stored instead?": stepback_in_place,
        "dh_next was added to dh. Is there an arrow from h to h_next that passes by the "
        "gates?": stepback_dh_keeps_dh_next,
        "dh was computed with the blocks of W_h as they are. Which product takes the gradients of "
        "the gates back to the units that fed them?": stepback_W_h_not_transposed,
        "dp.W_h was computed with the new h. Which one did W_h multiply in the forward "
        "pass?": stepback_W_h_from_new_h,
        "dp.W_h was computed with c. Which state does W_h multiply?": stepback_W_h_from_c,
        "db still has a row for every sequence of the batch. One b is shared by all rows: how do "
        "their gradients combine?": stepback_keeps_batch_in_b,
        "db was averaged over the batch, the matrices summed. Does x.T @ da take a sum or a mean "
        "over rows?": stepback_averages_b,
        "The weights' gradients were averaged over the batch. Is dh_next the gradient of the whole "
        "loss, or of a mean?": stepback_averages_batch,
    },
    alternatives=(stepback_by_loop, stepback_gate_by_gate, stepback_recomputed),
    tolerance_reason=ROUNDING,
    float32=True,
)
