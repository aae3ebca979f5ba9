"""Check of sgd_step."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import ROUNDING, clipped, rnn_axes, rnn_params
from helpers.scratch.cells import RNNParams
from helpers.scratch.optim import sgd_step


def sgd_step_cases(seed):
    """Yield (p, dp, lr): ordinary sizes, D = H, all ones, a rate above 1, a tiny one, thousands."""
    rng = np.random.default_rng(seed)
    for D, H, lr in [(3, 4, 0.1), (2, 2, 1.0), (1, 1, 0.5), (5, 2, 3.0), (2, 3, 0.01)]:
        yield rnn_params(rng, D, H), rnn_params(rng, D, H, scale=2.0), lr
    p = rnn_params(rng, 2, 3)
    steep = (rng.uniform(2e3, 9e3, size=w.shape) * rng.choice([-1.0, 1.0], size=w.shape) for w in p)
    yield p, RNNParams(*steep), 0.1


def sgd_in_place(p, dp, lr):
    for weight, gradient in zip(p, dp, strict=True):
        weight -= lr * gradient
    return p


def sgd_unchanged(p, dp, lr):
    return p


def sgd_uphill(p, dp, lr):
    return RNNParams(*(w + lr * dw for w, dw in zip(p, dp, strict=True)))


def sgd_plain_tuple(p, dp, lr):
    return tuple(w - lr * dw for w, dw in zip(p, dp, strict=True))


def sgd_forgets_b(p, dp, lr):
    return RNNParams(p.W_x - lr * dp.W_x, p.W_h - lr * dp.W_h, p.b)


def sgd_ignores_lr(p, dp, lr):
    return RNNParams(*(w - dw for w, dw in zip(p, dp, strict=True)))


def sgd_returns_steps(p, dp, lr):
    return RNNParams(*(-lr * dw for dw in dp))


def sgd_shrinks_weights(p, dp, lr):
    return RNNParams(*(w - lr * w for w in p))


def sgd_scales_everything(p, dp, lr):
    return RNNParams(*(lr * (w - dw) for w, dw in zip(p, dp, strict=True)))


def sgd_wrong_order(p, dp, lr):
    return RNNParams(b=p.W_x - lr * dp.W_x, W_h=p.W_h - lr * dp.W_h, W_x=p.b - lr * dp.b)


def sgd_normalised(p, dp, lr):
    return RNNParams(*(w - lr * dw / np.linalg.norm(dw) for w, dw in zip(p, dp, strict=True)))


def sgd_clipped(p, dp, lr):
    return RNNParams(*(w - lr * dw for w, dw in zip(p, clipped(dp), strict=True)))


def sgd_field_by_field(p, dp, lr):
    return RNNParams(
        W_x=p.W_x - lr * dp.W_x,
        W_h=p.W_h - lr * dp.W_h,
        b=p.b - lr * dp.b,
    )


def sgd_on_copies(p, dp, lr):
    fresh = RNNParams(*(weight.copy() for weight in p))
    for weight, gradient in zip(fresh, dp, strict=True):
        weight -= lr * gradient
    return fresh


def sgd_by_replace(p, dp, lr):
    new = {name: getattr(p, name) + (-lr) * getattr(dp, name) for name in p._fields}
    return p._replace(**new)


def sgd_as_one_vector(p, dp, lr):
    flat, dflat = (np.concatenate([leaf.ravel() for leaf in tree]) for tree in (p, dp))
    pieces = np.split(flat - lr * dflat, np.cumsum([leaf.size for leaf in p])[:-1])
    return type(p)(*(piece.reshape(leaf.shape) for piece, leaf in zip(pieces, p, strict=True)))


check_sgd_step = Check(
    name="sgd_step",
    reference=sgd_step,
    cases=sgd_step_cases,
    outputs=("p_new", *rnn_axes("p_new")),
    slips={
        "The old weights were overwritten: w -= ... writes into the array that the caller "
        "holds. Which expression makes a new array instead?": sgd_in_place,
        "The weights came back as they were. Giving the name w a new value in a loop leaves p "
        "alone, and so does a _replace that nobody keeps: where do the new arrays "
        "go?": sgd_unchanged,
        "This climbs: the loss would grow. In which direction does the gradient point?": sgd_uphill,
        "The new weights came back as a plain tuple or list, so p.W_x no longer works. What "
        "makes an RNNParams from three arrays?": sgd_plain_tuple,
        "b stayed as it was. Which of the three fields of p are learned?": sgd_forgets_b,
        "The learning rate was not used. How far does a step go when lr is 0.1?": sgd_ignores_lr,
        "This is the step, not the place where it leads. What should a weight be when "
        "its gradient is 0?": sgd_returns_steps,
        "The gradients were not used: every weight shrank towards 0. What does lr "
        "multiply?": sgd_shrinks_weights,
        "lr multiplies the old weight as well. What should a weight be when its gradient "
        "is 0?": sgd_scales_everything,
        "The fields are in another order. In which order does RNNParams take W_x, W_h and "
        "b?": sgd_wrong_order,
        "Every gradient was divided by its norm, so all steps have one length. Is that in "
        "the rule w - lr * dw?": sgd_normalised,
        "The gradients were clipped to [-5, 5] first. Module 03 does that, and as a step of its "
        "own. By how much does plain descent move a weight whose gradient is 1000, with lr = "
        "0.1?": sgd_clipped,
    },
    alternatives=(sgd_field_by_field, sgd_on_copies, sgd_by_replace, sgd_as_one_vector),
    tolerance_reason=ROUNDING,
    float32=True,
)
