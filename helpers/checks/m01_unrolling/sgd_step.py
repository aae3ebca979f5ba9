"""Check of sgd_step, for parameters that hold parameters: a cell's, and the whole model's."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m01_unrolling.cases import (
    ROUNDING,
    clipped,
    language_model_case,
    rnn_axes,
    rnn_params,
)
from helpers.scratch.cells import RNNParams
from helpers.scratch.language_model import LMParams
from helpers.scratch.optim import sgd_step


def in_form(rule, p, *others):
    """Apply a rule to every array of trees of one form, and return a tree of that form."""
    if isinstance(p, np.ndarray):
        return rule(p, *others)
    parts = zip(p, *others, strict=True)
    return type(p)(*(in_form(rule, *leaves) for leaves in parts))


def sgd_step_cases(seed):
    """Yield (p, dp, lr): a cell, D = H, all ones, rates of 3 and 0.01, thousands, whole models."""
    rng = np.random.default_rng(seed)
    for D, H, lr in [(3, 4, 0.1), (2, 2, 1.0), (1, 1, 0.5), (5, 2, 3.0), (2, 3, 0.01)]:
        yield rnn_params(rng, D, H), rnn_params(rng, D, H, scale=2.0), lr
    p = rnn_params(rng, 2, 3)
    steep = (rng.uniform(2e3, 9e3, size=w.shape) * rng.choice([-1.0, 1.0], size=w.shape) for w in p)
    yield p, RNNParams(*steep), 0.1
    for B, D, H, V, lr in [(2, 3, 4, 5, 0.1), (1, 2, 2, 2, 1.5)]:
        model, gradients = (language_model_case(rng, 1, B, D, H, V)[0] for _ in range(2))
        yield model, gradients, lr


def sgd_in_place(p, dp, lr):
    for weight, gradient in zip(p, dp, strict=True):
        if isinstance(weight, tuple):
            sgd_in_place(weight, gradient, lr)
        else:
            weight -= lr * gradient
    return p


def sgd_unchanged(p, dp, lr):
    return p


def sgd_uphill(p, dp, lr):
    return in_form(lambda w, dw: w + lr * dw, p, dp)


def sgd_plain_tuple(p, dp, lr):
    return tuple(
        sgd_plain_tuple(w, dw, lr) if isinstance(w, tuple) else w - lr * dw
        for w, dw in zip(p, dp, strict=True)
    )


def sgd_plain_tuple_uphill(p, dp, lr):
    return tuple(
        sgd_plain_tuple_uphill(w, dw, lr) if isinstance(w, tuple) else w + lr * dw
        for w, dw in zip(p, dp, strict=True)
    )


def sgd_forgets_b(p, dp, lr):
    stepped = sgd_step(p, dp, lr)
    if isinstance(p, RNNParams):
        return stepped._replace(b=p.b)
    return stepped._replace(b_y=p.b_y, rnn=stepped.rnn._replace(b=p.rnn.b))


def sgd_ignores_lr(p, dp, lr):
    return in_form(lambda w, dw: w - dw, p, dp)


def sgd_returns_steps(p, dp, lr):
    return in_form(lambda w, dw: -lr * dw, p, dp)


def sgd_shrinks_weights(p, dp, lr):
    return in_form(lambda w: w - lr * w, p)


def sgd_scales_everything(p, dp, lr):
    return in_form(lambda w, dw: lr * (w - dw), p, dp)


def sgd_wrong_order(p, dp, lr):
    stepped = sgd_step(p, dp, lr)
    return type(p)(*reversed(stepped))


def sgd_normalised(p, dp, lr):
    return in_form(lambda w, dw: w - lr * dw / np.linalg.norm(dw), p, dp)


def sgd_clipped(p, dp, lr):
    return in_form(lambda w, dw: w - lr * clipped(dw), p, dp)


def sgd_always_a_cell(p, dp, lr):
    return RNNParams(
        *(
            sgd_always_a_cell(w, dw, lr) if isinstance(w, tuple) else w - lr * dw
            for w, dw in zip(p, dp, strict=True)
        )
    )


def sgd_skips_the_cell(p, dp, lr):
    return type(p)(
        *(w if isinstance(w, tuple) else w - lr * dw for w, dw in zip(p, dp, strict=True))
    )


def sgd_field_by_field(p, dp, lr):
    if isinstance(p, LMParams):
        return LMParams(
            E=p.E - lr * dp.E,
            rnn=sgd_field_by_field(p.rnn, dp.rnn, lr),
            W_y=p.W_y - lr * dp.W_y,
            b_y=p.b_y - lr * dp.b_y,
        )
    return RNNParams(
        W_x=p.W_x - lr * dp.W_x,
        W_h=p.W_h - lr * dp.W_h,
        b=p.b - lr * dp.b,
    )


def sgd_on_copies(p, dp, lr):
    fresh = in_form(np.copy, p)
    sgd_in_place(fresh, dp, lr)
    return fresh


def sgd_by_replace(p, dp, lr):
    for name in p._fields:
        w, dw = getattr(p, name), getattr(dp, name)
        new = sgd_by_replace(w, dw, lr) if hasattr(w, "_fields") else w + (-lr) * dw
        p = p._replace(**{name: new})
    return p


check_sgd_step = Check(
    name="sgd_step",
    reference=sgd_step,
    cases=sgd_step_cases,
    outputs=("p_new", *rnn_axes("p_new")),
    slips={
        "The new weights were returned as a plain tuple or list, and the step goes uphill. What "
        "does type(p)(*parts) return, and in which direction does the gradient "
        "point?": sgd_plain_tuple_uphill,
        "The old weights were overwritten: w -= ... writes into the array that the caller holds. "
        "Which expression creates a new array instead?": sgd_in_place,
        "The weights were returned unchanged. Assigning to the name w in a loop does not change p, "
        "nor does a _replace whose result is discarded: where are the new arrays "
        "stored?": sgd_unchanged,
        "This is ascent: the loss would grow. In which direction does the gradient "
        "point?": sgd_uphill,
        "The new weights were returned as a plain tuple or list, so p.W_x no longer works. What "
        "does type(p)(*parts) return?": sgd_plain_tuple,
        "b was not updated. Which of the three fields of p are learned?": sgd_forgets_b,
        "The learning rate was not used. How far does a step go when lr is 0.1?": sgd_ignores_lr,
        "This is the update itself, not the updated weight. What should a weight be when its "
        "gradient is 0?": sgd_returns_steps,
        "The gradients were not used: every weight shrank towards 0. What does lr "
        "multiply?": sgd_shrinks_weights,
        "lr multiplies the old weight as well. What should a weight be when its gradient "
        "is 0?": sgd_scales_everything,
        "The fields are in reverse order. In which order does RNNParams take W_x, W_h and "
        "b?": sgd_wrong_order,
        "Everything was returned as an RNNParams. What is type(p) when p is the whole "
        "model?": sgd_always_a_cell,
        "The cell inside the model was not updated. Which of the model's fields holds several "
        "weights?": sgd_skips_the_cell,
        "Every gradient was divided by its norm, so all steps have the same length. Is that part of"
        " the rule w - lr * dw?": sgd_normalised,
        "The gradients were clipped to [-5, 5] first. Module 03 does that, but as a separate step. "
        "By how much does plain descent move a weight whose gradient is 1000, with lr = "
        "0.1?": sgd_clipped,
    },
    alternatives=(sgd_field_by_field, sgd_on_copies, sgd_by_replace),
    equivalent={
        "p -> dp (in `if isinstance(p, np.ndarray):`)": "weights and gradients have one form",
        "p -> dp (in `return type(p)(*(sgd_step(w, dw, lr) for w, dw in zip(p, dp, strict...`)": (
            "weights and gradients have one type"
        ),
    },
    tolerance_reason=ROUNDING,
    float32=True,
)
