"""Check of gradient_by_lag."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m03_gradients.cases import ROUNDING, network_inputs
from helpers.scratch.bptt import rnn_backward, rnn_forward
from helpers.scratch.gradient_flow import gradient_by_lag


def gradient_by_lag_cases(seed):
    """Yield (p, xs, h0, dh_last): ordinary, T + 1 = B = H, one step, one of all, gain 1.5."""
    rng = np.random.default_rng(seed)
    for T, B, D, H, gain in [
        *((5, 2, 3, 4, 1.0), (2, 3, 2, 3, 1.5), (1, 3, 2, 4, 1.0), (1, 1, 1, 1, 1.0)),
        *((4, 1, 2, 3, 1.0), (5, 2, 3, 4, 1.0), (8, 2, 1, 5, 1.5)),
    ]:
        yield *network_inputs(rng, T, B, D, H, gain), rng.normal(size=(B, H))


def dhs_by_lag(p, hs, dh_last, slopes=lambda h: 1 - h**2, W=lambda p: p.W_h.T):
    """Return the gradients of h_T, h_(T-1), ..., h_0, each (B, H)."""
    dhs = [dh_last]
    for h in hs[::-1]:
        dhs.append((dhs[-1] * slopes(h)) @ W(p))
    return np.stack(dhs)


def states(p, xs, h0):
    return rnn_forward(p, xs, h0)[0]


def norms_of(dhs):
    return np.linalg.norm(dhs, axis=-1)


def lag_not_transposed(p, xs, h0, dh_last):
    return norms_of(dhs_by_lag(p, states(p, xs, h0), dh_last, W=lambda p: p.W_h))


def lag_without_tanh(p, xs, h0, dh_last):
    return norms_of(dhs_by_lag(p, states(p, xs, h0), dh_last, slopes=np.ones_like))


def lag_without_square(p, xs, h0, dh_last):
    return norms_of(dhs_by_lag(p, states(p, xs, h0), dh_last, slopes=lambda h: 1 - h))


def lag_through_tanh_twice(p, xs, h0, dh_last):
    slopes = lambda h: 1 - np.tanh(h) ** 2  # noqa: E731
    return norms_of(dhs_by_lag(p, states(p, xs, h0), dh_last, slopes=slopes))


def lag_of_old_states(p, xs, h0, dh_last):
    return norms_of(dhs_by_lag(p, np.stack([h0, *states(p, xs, h0)[:-1]]), dh_last))


def lag_walks_forward(p, xs, h0, dh_last):
    return norms_of(dhs_by_lag(p, states(p, xs, h0)[::-1], dh_last))


def lag_in_order_of_time(p, xs, h0, dh_last):
    return gradient_by_lag(p, xs, h0, dh_last)[::-1]


def lag_0_missing(p, xs, h0, dh_last):
    return gradient_by_lag(p, xs, h0, dh_last)[1:]


def lag_without_h0(p, xs, h0, dh_last):
    return gradient_by_lag(p, xs, h0, dh_last)[:-1]


def lag_whole_batch(p, xs, h0, dh_last):
    dhs = dhs_by_lag(p, states(p, xs, h0), dh_last)
    return np.sqrt((dhs**2).sum(axis=(1, 2)))


def lag_over_rows(p, xs, h0, dh_last):
    return np.linalg.norm(dhs_by_lag(p, states(p, xs, h0), dh_last), axis=1)


def lag_squared(p, xs, h0, dh_last):
    return gradient_by_lag(p, xs, h0, dh_last) ** 2


def lag_root_mean_square(p, xs, h0, dh_last):
    return gradient_by_lag(p, xs, h0, dh_last) / np.sqrt(h0.shape[1])


def lag_sum_of_sizes(p, xs, h0, dh_last):
    return np.abs(dhs_by_lag(p, states(p, xs, h0), dh_last)).sum(axis=-1)


def lag_largest_entry(p, xs, h0, dh_last):
    return np.abs(dhs_by_lag(p, states(p, xs, h0), dh_last)).max(axis=-1)


def lag_ignores_h0(p, xs, h0, dh_last):
    return gradient_by_lag(p, xs, np.zeros_like(h0), dh_last)


def lag_loss_at_every_step(p, xs, h0, dh_last):
    dhs = [dh_last]
    for h in states(p, xs, h0)[::-1]:
        dhs.append((dhs[-1] * (1 - h**2)) @ p.W_h.T + dh_last)
    return norms_of(np.stack(dhs))


def lag_pre_activations(p, xs, h0, dh_last):
    hs = states(p, xs, h0)
    dhs = dhs_by_lag(p, hs, dh_last)
    return norms_of(np.concatenate([dhs[:-1] * (1 - hs[::-1] ** 2), dhs[-1:]]))


def lag_one_step_each(p, xs, h0, dh_last):
    hs = states(p, xs, h0)
    return norms_of(np.stack([dh_last, *((dh_last * (1 - h**2)) @ p.W_h.T for h in hs[::-1])]))


def lag_divided_by_lag_0(p, xs, h0, dh_last):
    norms = gradient_by_lag(p, xs, h0, dh_last)
    return norms / norms[0]


def lag_forward_not_transposed(p, xs, h0, dh_last):
    hs = states(p, xs, h0)[::-1]
    return norms_of(dhs_by_lag(p, hs, dh_last, W=lambda p: p.W_h))


def lag_skips_the_last_step(p, xs, h0, dh_last):
    return norms_of(dhs_by_lag(p, states(p, xs, h0)[:-1], dh_last))


def lag_one_norm_for_all(p, xs, h0, dh_last):
    return np.linalg.norm(dhs_by_lag(p, states(p, xs, h0), dh_last))


def lag_through_weights_first(p, xs, h0, dh_last):
    dhs = [dh_last]
    for h in states(p, xs, h0)[::-1]:
        dhs.append((dhs[-1] @ p.W_h.T) * (1 - h**2))
    return norms_of(dhs)


def lag_with_own_states(p, xs, h0, dh_last):
    T, B, _ = xs.shape
    hs = np.empty((T + 1, *h0.shape))
    hs[0] = h0
    for t in range(T):
        hs[t + 1] = np.tanh(xs[t] @ p.W_x + hs[t] @ p.W_h + p.b)
    norms, dh = np.empty((T + 1, B)), dh_last
    for lag in range(T + 1):
        norms[lag] = np.sqrt((dh * dh).sum(axis=1))
        dh = np.einsum("bj,bj,ij->bi", dh, 1 - hs[T - lag] ** 2, p.W_h)
    return norms


def lag_by_whole_runs(p, xs, h0, dh_last):
    hs, caches = rnn_forward(p, xs, h0)
    norms = [np.linalg.norm(dh_last, axis=1)]
    for lag in range(1, len(xs) + 1):
        dhs = np.zeros((lag, *dh_last.shape))
        dhs[-1] = dh_last
        _, dh, _ = rnn_backward(p, caches[len(xs) - lag :], dhs)
        norms.append(np.linalg.norm(dh, axis=1))
    return np.array(norms)


def lag_by_jacobians(p, xs, h0, dh_last):
    hs, _ = rnn_forward(p, xs, h0)
    norms = np.zeros((len(xs) + 1, len(h0)))
    for r, dh in enumerate(dh_last):
        norms[0, r] = np.linalg.norm(dh)
        for lag, h in enumerate(hs[::-1, r], start=1):
            dh = (p.W_h * (1 - h**2)) @ dh
            norms[lag, r] = np.linalg.norm(dh)
    return norms


check_gradient_by_lag = Check(
    name="gradient_by_lag",
    reference=gradient_by_lag,
    cases=gradient_by_lag_cases,
    outputs=("norms (T+1, B)",),
    slips={
        "W_h is not transposed. In the forward pass, entry (i, j) carries unit i to unit j: which "
        "way does a gradient cross it?": lag_not_transposed,
        "tanh' is missing. What does a gradient pass through before it reaches W_h in the backward "
        "pass?": lag_without_tanh,
        "The square is missing in 1 - h^2. What is the derivative of tanh in terms of its value "
        "h?": lag_without_square,
        "tanh was applied to the states once more. The states already are tanh a: what is left to "
        "do?": lag_through_tanh_twice,
        "tanh' was taken from the state before each step. Which state is the output of the tanh "
        "that the gradient passes first?": lag_of_old_states,
        "The loop starts at the first step. At which end does a gradient of the last state "
        "enter?": lag_walks_forward,
        "The norms are in the order of time. To which state does norms[0] "
        "belong?": lag_in_order_of_time,
        "Lag 0 is missing. What is the gradient of the last state itself, and how many lags are "
        "there from 0 to T?": lag_0_missing,
        "The gradient of h_0 is missing: T steps lead back to it. How many lags are there from 0 "
        "to T?": lag_without_h0,
        "One norm was taken over all rows. Over which axis does the norm run if each row of the "
        "batch keeps its own?": lag_whole_batch,
        "The norm runs over the rows of the batch. Which axis of (T+1, B, H) holds the "
        "units?": lag_over_rows,
        "These are squared norms. Which function of the sum of squares is a 2-norm?": lag_squared,
        "These are root mean squares. Does a 2-norm divide by the number of "
        "units?": lag_root_mean_square,
        "These are sums of absolute values. What is the 2-norm of (3, 4)?": lag_sum_of_sizes,
        "These are the largest entries. What is the 2-norm of the vector (3, 4)?": (
            lag_largest_entry
        ),
        "The run started from zeros. Which argument holds the initial state?": lag_ignores_h0,
        "dh_last was added at every step. How many states does this loss "
        "read?": lag_loss_at_every_step,
        "Up to the last lag these are the gradients of the pre-activations. Which comes first in "
        "the backward pass: the state, or the sum inside its tanh?": lag_pre_activations,
        "Every lag was taken one step back from dh_last. Which gradient does each step pass to the "
        "one before?": lag_one_step_each,
        "Everything was divided by lag 0. Does the exercise ask for a ratio or for the norms "
        "themselves?": lag_divided_by_lag_0,
        "The loop starts at the first step, and W_h is not transposed. At which end does a gradient"
        " of the last state enter?": lag_forward_not_transposed,
        "The tanh of the last step is left out: dh_last was used as the gradient of the previous "
        "state. Which tanh does it pass first?": lag_skips_the_last_step,
        "W_h was passed before tanh: a gradient of h_t meets the tanh of step t first, and W_h "
        "after it. In which order do the two enter dh_(t-1)?": lag_through_weights_first,
        "Everything was reduced to one number. Over which axis of (T+1, B, H) should the norm "
        "run?": lag_one_norm_for_all,
    },
    alternatives=(lag_with_own_states, lag_by_whole_runs, lag_by_jacobians),
    tolerance_reason=ROUNDING,
    float32=True,
)
