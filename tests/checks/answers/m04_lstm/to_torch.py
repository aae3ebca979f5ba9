"""Answers to to_torch that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def state(p):
    return {
        "weight_ih_l0": p.W_x.T,
        "weight_hh_l0": p.W_h.T,
        "bias_ih_l0": p.b,
        "bias_hh_l0": np.zeros_like(p.b),
    }


def but(**changed):
    """Return an answer with some entries made otherwise from p."""
    return lambda p: {**state(p), **{name: make(p) for name, make in changed.items()}}


def reordered(W, order):
    blocks = np.split(W, 4, axis=-1)
    return np.concatenate([blocks[k] for k in order], axis=-1)


def without_layer(p):
    return {name.removesuffix("_l0"): value for name, value in state(p).items()}


def one_bias(p):
    return {name: value for name, value in state(p).items() if name != "bias_hh_l0"}


def without(*names, **changed):
    """Return an answer without some entries, and others made otherwise from p."""
    return lambda p: {k: v for k, v in but(**changed)(p).items() if k not in names}


def exchanged(p):
    return {**state(p), "weight_ih_l0": p.W_h.T, "weight_hh_l0": p.W_x.T}


def in_float32(p):
    b = p.b.astype(np.float32)
    weights = {"weight_ih_l0": p.W_x.T.astype("f4"), "weight_hh_l0": p.W_h.T.astype("f4")}
    return weights | {"bias_ih_l0": b / 4, "bias_hh_l0": 3 * b / 4}


RIGHT = (
    in_float32,
    state,
)
WRONG = (
    wrong(but(weight_ih_l0=lambda p: p.W_x, weight_hh_l0=lambda p: p.W_h), "4H rows?"),
    wrong(but(bias_hh_l0=lambda p: p.b), "b is in both biases"),
    wrong(but(weight_hh_l0=lambda p: p.W_h), "weight_hh_l0 was not transposed"),
    wrong(
        but(
            weight_ih_l0=lambda p: reordered(p.W_x, (0, 1, 3, 2)).T,
            weight_hh_l0=lambda p: reordered(p.W_h, (0, 1, 3, 2)).T,
            bias_ih_l0=lambda p: reordered(p.b, (0, 1, 3, 2)),
        ),
        "order i, f, o, g",
    ),
    wrong(without_layer, "number of the layer"),
    wrong(one_bias, "second bias is missing"),
    wrong(exchanged, "two matrices are exchanged"),
    wrong(
        without("bias_hh_l0", weight_ih_l0=lambda p: p.W_x),
        "has no key 'bias_hh_l0'.",
        "second bias is missing",
    ),
    wrong(
        without("weight_hh_l0", bias_hh_l0=lambda p: p.b),
        "has no key 'weight_hh_l0'.",
        "Its keys should be",
        slip=False,
    ),
    wrong(
        but(weight_hh_l0=lambda p: p.b, bias_ih_l0=lambda p: p.W_h.T),
        "state['weight_hh_l0'] and state['bias_ih_l0'] have each other's values",
    ),
    wrong(
        but(bias=lambda p: p.b, weight_hh_l0=lambda p: p.W_h),
        "has 'bias' too, which should not be among its keys.",
    ),
    wrong(but(weight_hh_l0=lambda p: p.W_h.reshape(p.W_h.shape[::-1])), "entries of W_h"),
    wrong(but(weight_ih_l0=lambda p: p.W_x.reshape(p.W_x.shape[::-1])), "read off in another way"),
)
