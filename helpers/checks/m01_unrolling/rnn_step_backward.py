"""Check of rnn_step_backward."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import ROUNDING, clipped, rnn_axes, rnn_params, steep_inputs
from helpers.scratch.cells import (
    RNNParams,
    relu_rnn_step_backward,
    rnn_step,
    rnn_step_backward,
)


def rnn_step_backward_cases(seed):
    """Yield (p, cache, dh_next): some sizes, one row, D = H, one unit, saturation, thousands."""
    rng = np.random.default_rng(seed)
    for B, D, H in [(3, 2, 4), (1, 4, 2), (2, 3, 3), (2, 1, 1), (5, 3, 2)]:
        p = rnn_params(rng, D, H)
        _, cache = rnn_step(p, rng.normal(size=(B, D)), np.tanh(rng.normal(size=(B, H))))
        yield p, cache, rng.normal(size=(B, H))
    p = rnn_params(rng, 2, 3)
    _, cache = rnn_step(p, 15.0 * rng.normal(size=(2, 2)), rng.normal(size=(2, 3)))
    yield p, cache, 3.0 * rng.normal(size=(2, 3))
    p, (x,), h, (dh_next,) = steep_inputs(rng, 1, 2, 2, 3)
    yield p, rnn_step(p, x, h)[1], dh_next


def pulled_back(p, cache, da):
    """Return (dx, dh, dp) for a given gradient da (B, H) of the pre-activation."""
    dp = RNNParams(W_x=cache.x.T @ da, W_h=cache.h.T @ da, b=da.sum(axis=0))
    return da @ p.W_x.T, da @ p.W_h.T, dp


def stepback_squashes_twice(p, cache, dh_next):
    return pulled_back(p, cache, dh_next * (1 - np.tanh(cache.h_next) ** 2))


def stepback_at_old_state(p, cache, dh_next):
    return pulled_back(p, cache, dh_next * (1 - cache.h**2))


def stepback_squashes_old_state(p, cache, dh_next):
    return pulled_back(p, cache, dh_next * (1 - np.tanh(cache.h) ** 2))


def stepback_without_derivative(p, cache, dh_next):
    return pulled_back(p, cache, dh_next)


def stepback_as_sigmoid(p, cache, dh_next):
    return pulled_back(p, cache, dh_next * cache.h_next * (1 - cache.h_next))


def stepback_without_square(p, cache, dh_next):
    return pulled_back(p, cache, dh_next * (1 - cache.h_next))


def stepback_keeps_batch_in_b(p, cache, dh_next):
    da = dh_next * (1 - cache.h_next**2)
    dx, dh, dp = pulled_back(p, cache, da)
    return dx, dh, dp._replace(b=da)


def stepback_W_h_from_new_state(p, cache, dh_next):
    da = dh_next * (1 - cache.h_next**2)
    dx, dh, dp = pulled_back(p, cache, da)
    return dx, dh, dp._replace(W_h=cache.h_next.T @ da)


def stepback_swaps_weights(p, cache, dh_next):
    da = dh_next * (1 - cache.h_next**2)
    dx, dh, dp = pulled_back(p, cache, da)
    return dh, dx, dp


def stepback_averages_batch(p, cache, dh_next):
    dx, dh, dp = pulled_back(p, cache, dh_next * (1 - cache.h_next**2))
    return dx, dh, RNNParams(*(leaf / len(dh_next) for leaf in dp))


def stepback_averages_b(p, cache, dh_next):
    da = dh_next * (1 - cache.h_next**2)
    dx, dh, dp = pulled_back(p, cache, da)
    return dx, dh, dp._replace(b=da.mean(axis=0))


def stepback_sums_b_over_units(p, cache, dh_next):
    da = dh_next * (1 - cache.h_next**2)
    dx, dh, dp = pulled_back(p, cache, da)
    return dx, dh, dp._replace(b=da.sum(axis=1))


def stepback_W_h_not_transposed(p, cache, dh_next):
    da = dh_next * (1 - cache.h_next**2)
    dx, _, dp = pulled_back(p, cache, da)
    return dx, da @ p.W_h, dp


def stepback_transposes_dW_h(p, cache, dh_next):
    dx, dh, dp = pulled_back(p, cache, dh_next * (1 - cache.h_next**2))
    return dx, dh, dp._replace(W_h=dp.W_h.T)


def stepback_b_before_tanh(p, cache, dh_next):
    dx, dh, dp = pulled_back(p, cache, dh_next * (1 - cache.h_next**2))
    return dx, dh, dp._replace(b=dh_next.sum(axis=0))


def stepback_inputs_before_tanh(p, cache, dh_next):
    _, _, dp = pulled_back(p, cache, dh_next * (1 - cache.h_next**2))
    return dh_next @ p.W_x.T, dh_next @ p.W_h.T, dp


def stepback_clipped(p, cache, dh_next):
    return clipped(pulled_back(p, cache, dh_next * (1 - cache.h_next**2)))


def stepback_by_loop(p, cache, dh_next):
    dx, dh = np.zeros(cache.x.shape), np.zeros(cache.h.shape)
    dp = RNNParams(*(np.zeros(leaf.shape) for leaf in p))
    for n in range(len(dh_next)):
        da = dh_next[n] * (1.0 - cache.h_next[n] ** 2)
        dp.W_x[:] += np.outer(cache.x[n], da)
        dp.W_h[:] += np.outer(cache.h[n], da)
        dp.b[:] += da
        dx[n] = p.W_x @ da
        dh[n] = p.W_h @ da
    return dx, dh, dp


def stepback_by_einsum(p, cache, dh_next):
    x, h, h_next = cache
    da = (1 - h_next) * (1 + h_next) * dh_next
    dW_x = np.einsum("bd,bh->dh", x, da)
    dW_h = np.einsum("bi,bj->ij", h, da)
    dx, dh = np.einsum("bh,dh->bd", da, p.W_x), np.einsum("bj,ij->bi", da, p.W_h)
    return dx, dh, RNNParams(dW_x, dW_h, np.einsum("bh->h", da))


def stepback_one_product(p, cache, dh_next):
    D = cache.x.shape[1]
    a = cache.x @ p.W_x + cache.h @ p.W_h + p.b
    da = dh_next / np.cosh(np.clip(a, -300, 300)) ** 2  # tanh' once more from the sum
    dinputs = da @ np.vstack([p.W_x, p.W_h]).T
    dW = np.hstack([cache.x, cache.h, np.ones((len(a), 1))]).T @ da
    return dinputs[:, :D], dinputs[:, D:], RNNParams(dW[:D], dW[D:-1], dW[-1])


def stepback_in_float32(p, cache, dh_next):
    W_x, W_h, _ = (leaf.astype(np.float32) for leaf in p)
    x, h, h_next = (leaf.astype(np.float32) for leaf in cache)
    da = dh_next.astype(np.float32) * (1 - h_next) * (1 + h_next)
    return da @ W_x.T, da @ W_h.T, RNNParams(x.T @ da, h.T @ da, da.sum(axis=0))


check_rnn_step_backward = Check(
    name="rnn_step_backward",
    reference=rnn_step_backward,
    twins=(relu_rnn_step_backward,),
    cases=rnn_step_backward_cases,
    outputs=("dx (B, D)", "dh (B, H)", "dp", *rnn_axes("dp")),
    slips={
        "The tanh was applied a second time inside its own derivative. Which of the "
        "cache's variables is already squashed?": stepback_squashes_twice,
        "The derivative of tanh was taken from h, the state before the step. Which state is the "
        "output of this tanh?": stepback_at_old_state,
        "The derivative was taken as 1 - tanh(h)**2. Is h the argument of this step's tanh, and "
        "which variable holds its output?": stepback_squashes_old_state,
        "The gradient passed the tanh unchanged. What does a saturated unit do to a "
        "gradient?": stepback_without_derivative,
        "This is the derivative of the sigmoid, s * (1 - s). What is it for tanh, in terms of its "
        "own output?": stepback_as_sigmoid,
        "The derivative lacks a square: h_next = -1 gives 2 here. What should it be for a saturated"
        " unit, at either end?": stepback_without_square,
        "db still has a row for every sequence of the batch. One b is shared by all rows: how do "
        "their gradients combine?": stepback_keeps_batch_in_b,
        "dp.W_h was computed with h_next. Which state was multiplied by W_h in the forward "
        "pass?": stepback_W_h_from_new_state,
        "dx was computed with W_h, and dh with W_x. Which matrix multiplies x in the forward "
        "pass?": stepback_swaps_weights,
        "The parameters' gradients were averaged over the batch. dh_next is already the gradient of"
        " the whole loss: sum or mean?": stepback_averages_batch,
        "db was averaged over the batch, the matrices summed. Does x.T @ da take a sum or "
        "a mean over rows?": stepback_averages_b,
        "db was summed over the units, so it has one number for each row of the batch. Which axis "
        "of da (B, H) is the batch?": stepback_sums_b_over_units,
        "dh was computed with W_h as it is. In the forward pass, row i of W_h distributes old unit "
        "i to the new units: which product collects their gradients "
        "again?": stepback_W_h_not_transposed,
        "dp.W_h is transposed. Its entry [i, j] belongs to the arrow from old unit i to new unit j:"
        " which index belongs to h?": stepback_transposes_dW_h,
        "db was computed from dh_next. Is b inside or outside the tanh?": stepback_b_before_tanh,
        "dx and dh were computed from dh_next itself, unlike the parameters' gradients. What lies "
        "between h_next and x?": stepback_inputs_before_tanh,
        "Every gradient was clipped to [-5, 5]. Training may do that later (module 03), but a "
        "derivative is not clipped: if dh_next becomes ten times as large, what should become of "
        "dx?": stepback_clipped,
    },
    alternatives=(stepback_by_loop, stepback_by_einsum, stepback_one_product, stepback_in_float32),
    tolerance_reason=ROUNDING,
    float32=True,
)
