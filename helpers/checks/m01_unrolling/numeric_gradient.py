"""Check of numeric_gradient: the gradient of every weight by central differences."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import rnn_axes, rnn_inputs
from helpers.scratch.bptt import rnn_backward, rnn_forward
from helpers.scratch.cells import RNNParams


def numeric_gradient(p, xs, h0, dhs_direct, eps):
    """Measure the gradient of L = sum(hs * dhs_direct) with respect to every weight.

    Shapes: xs (T, B, D); h0 (B, H); dhs_direct (T, B, H) -> RNNParams, each entry
    (L(entry + eps) - L(entry - eps)) / (2 eps).
    Units: eps > 0.
    Source: derived in module 01; scratch.gradcheck.numeric_gradient is the general form.
    """
    return by_entry(p, xs, h0, dhs_direct, lambda L: (L(eps) - L(-eps)) / (2 * eps))


def by_entry(p, xs, h0, dhs_direct, quotient):
    """Apply a quotient of differences to each entry; it is given L as a function of the move."""
    gradient = {}
    for name, weight in p._asdict().items():
        entries = np.empty_like(weight)
        for at in np.ndindex(weight.shape):

            def loss(move, name=name, weight=weight, at=at):
                changed = weight.copy()
                changed[at] += move
                return loss_of(p._replace(**{name: changed}), xs, h0, dhs_direct)

            entries[at] = quotient(loss)
        gradient[name] = entries
    return RNNParams(**gradient)


def loss_of(p, xs, h0, dhs_direct):
    return np.sum(rnn_forward(p, xs, h0)[0] * dhs_direct)


def numeric_gradient_cases(seed):
    """Yield (p, xs, h0, dhs_direct, eps): small steps, and large ones, where the formula shows.

    The sizes are small because every entry of every weight costs two runs of the network.
    """
    rng = np.random.default_rng(seed)
    for T, B, D, H, eps in [
        (2, 2, 1, 2, 1e-3),
        (2, 1, 2, 1, 0.3),
        (2, 2, 1, 2, 0.1),
        (1, 3, 2, 1, 0.5),
        (1, 1, 1, 1, 1e-3),
    ]:
        yield *rnn_inputs(rng, T, B, D, H), rng.normal(size=(T, B, H)), eps


def numeric_one_sided(p, xs, h0, dhs_direct, eps):
    return by_entry(p, xs, h0, dhs_direct, lambda L: (L(eps) - L(0.0)) / eps)


def numeric_backward_sided(p, xs, h0, dhs_direct, eps):
    return by_entry(p, xs, h0, dhs_direct, lambda L: (L(0.0) - L(-eps)) / eps)


def numeric_divided_by_eps(p, xs, h0, dhs_direct, eps):
    return by_entry(p, xs, h0, dhs_direct, lambda L: (L(eps) - L(-eps)) / eps)


def numeric_not_divided(p, xs, h0, dhs_direct, eps):
    return by_entry(p, xs, h0, dhs_direct, lambda L: L(eps) - L(-eps))


def numeric_turned(p, xs, h0, dhs_direct, eps):
    return by_entry(p, xs, h0, dhs_direct, lambda L: (L(-eps) - L(eps)) / (2 * eps))


def numeric_half_steps(p, xs, h0, dhs_direct, eps):
    return by_entry(p, xs, h0, dhs_direct, lambda L: (L(eps / 2) - L(-eps / 2)) / eps)


def numeric_backpropagated(p, xs, h0, dhs_direct, eps):
    return rnn_backward(p, rnn_forward(p, xs, h0)[1], dhs_direct)[2]


def numeric_without_upstream(p, xs, h0, dhs_direct, eps):
    return by_entry(p, xs, h0, np.ones_like(dhs_direct), lambda L: (L(eps) - L(-eps)) / (2 * eps))


def numeric_last_state_only(p, xs, h0, dhs_direct, eps):
    last = np.zeros_like(dhs_direct)
    last[-1] = dhs_direct[-1]
    return by_entry(p, xs, h0, last, lambda L: (L(eps) - L(-eps)) / (2 * eps))


def numeric_mean(p, xs, h0, dhs_direct, eps):
    scaled = dhs_direct / dhs_direct.size
    return by_entry(p, xs, h0, scaled, lambda L: (L(eps) - L(-eps)) / (2 * eps))


def numeric_all_entries_at_once(p, xs, h0, dhs_direct, eps):
    gradient = {}
    for name, weight in p._asdict().items():
        up, down = (
            loss_of(p._replace(**{name: weight + move}), xs, h0, dhs_direct) for move in (eps, -eps)
        )
        gradient[name] = np.full_like(weight, (up - down) / (2 * eps))
    return RNNParams(**gradient)


def numeric_not_put_back(p, xs, h0, dhs_direct, eps):
    p = RNNParams(*(weight.copy() for weight in p))
    gradient = RNNParams(*(np.zeros_like(weight) for weight in p))
    for weight, entries in zip(p, gradient, strict=True):
        for at in np.ndindex(weight.shape):
            weight[at] += eps
            up = loss_of(p, xs, h0, dhs_direct)
            weight[at] -= 2 * eps
            entries[at] = (up - loss_of(p, xs, h0, dhs_direct)) / (2 * eps)
    return gradient


def numeric_with_copies(p, xs, h0, dhs_direct, eps):
    parts = []
    for i, weight in enumerate(p):
        entries = np.zeros_like(weight)
        for at in np.ndindex(weight.shape):
            sides = []
            for sign in (1, -1):
                moved = [other.copy() for other in p]
                moved[i][at] += sign * eps
                sides.append((rnn_forward(RNNParams(*moved), xs, h0)[0] * dhs_direct).sum())
            entries[at] = (sides[0] - sides[1]) / (2 * eps)
        parts.append(entries)
    return RNNParams(*parts)


def numeric_on_one_vector(p, xs, h0, dhs_direct, eps):
    sizes = np.cumsum([weight.size for weight in p])[:-1]
    flat = np.concatenate([weight.ravel() for weight in p])

    def loss_at(vector):
        parts = zip(np.split(vector, sizes), p, strict=True)
        q = RNNParams(*(part.reshape(weight.shape) for part, weight in parts))
        return np.vdot(rnn_forward(q, xs, h0)[0], dhs_direct)

    steps = eps * np.eye(len(flat))
    slopes = np.array([(loss_at(flat + e) - loss_at(flat - e)) / (2 * eps) for e in steps])
    parts = zip(np.split(slopes, sizes), p, strict=True)
    return RNNParams(*(part.reshape(weight.shape) for part, weight in parts))


def numeric_put_back(p, xs, h0, dhs_direct, eps):
    p = RNNParams(*(weight.copy() for weight in p))
    gradient = RNNParams(*(np.zeros_like(weight) for weight in p))
    for weight, entries in zip(p, gradient, strict=True):
        for at in np.ndindex(weight.shape):
            old = weight[at]
            weight[at] = old + eps
            up = loss_of(p, xs, h0, dhs_direct)
            weight[at] = old - eps
            entries[at] = (up - loss_of(p, xs, h0, dhs_direct)) / (2 * eps)
            weight[at] = old
    return gradient


check_numeric_gradient = Check(
    name="numeric_gradient",
    reference=numeric_gradient,
    cases=numeric_gradient_cases,
    outputs=("dp", *rnn_axes("dp")),
    slips={
        "This is a one-sided difference: L(w + eps) - L(w), over eps. Between which two points is "
        "the central difference taken?": numeric_one_sided,
        "This is a one-sided difference: L(w) - L(w - eps), over eps. Between which two points is "
        "the central difference taken?": numeric_backward_sided,
        "Twice too large. How far apart are w + eps and w - eps?": numeric_divided_by_eps,
        "The difference was not divided. Over what distance was the change in L "
        "measured?": numeric_not_divided,
        "The sign is reversed. Which of the two losses is subtracted from the "
        "other?": numeric_turned,
        "Each side moved by half of eps. How far from the weight does the exercise evaluate "
        "L?": numeric_half_steps,
        "These are the exact gradients, as backpropagation or an eps far smaller than this call's "
        "finds them. How much does L change when one entry moves by the eps of this "
        "call?": numeric_backpropagated,
        "dhs_direct was not used: L is the sum of hs * dhs_direct. By what is each state "
        "weighted?": numeric_without_upstream,
        "Only the last state counts here. Over which steps does L = sum(hs * dhs_direct) "
        "run?": numeric_last_state_only,
        "L was averaged instead of summed. By which number is everything divided?": numeric_mean,
        "All entries of a weight were moved together, so each received the same value. Which one "
        "entry should move?": numeric_all_entries_at_once,
        "An entry was not put back before the next one moved. What should the weights be when "
        "the next entry is measured?": numeric_not_put_back,
    },
    alternatives=(numeric_with_copies, numeric_on_one_vector, numeric_put_back),
    equivalent={
        "weight.copy() -> weight (in `p = RNNParams(*(weight.copy() for weight in p))`)": (
            "each entry is put back exactly, so the weights that were given end as they began"
        ),
        "np.zeros_like -> np.ones_like (in `dp = RNNParams(*(np.zeros_like(weight) for weight in "
        "p))`)": "every entry is written over",
        "weight -> entries (in `for at in np.ndindex(weight.shape):`)": "both have one shape",
    },
    tolerance=1e-8,
    tolerance_reason=(
        "a difference of losses near 1 is rounded by about 1e-15, and is divided by 2e-3 or more"
    ),
)
