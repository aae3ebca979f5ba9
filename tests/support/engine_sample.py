"""A few records for the tests of the engine, and how they are asked for a message."""

import contextlib
import io
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from helpers.checks.engine.check import Check, CheckFailed


class Weights(NamedTuple):
    W_x: np.ndarray
    W_h: np.ndarray
    b: np.ndarray


class Cache(NamedTuple):
    x: np.ndarray
    a: np.ndarray


def step(p, x, h, scale):
    a = x @ p.W_x + h @ p.W_h + p.b
    return np.tanh(a) * scale, Cache(x, a)


def right(p, x, h, scale):
    """The same as step, written once more: an answer may not call it."""
    a = x @ p.W_x + h @ p.W_h + p.b
    return np.tanh(a) * scale, Cache(x, a)


def step_cases(seed):
    rng = np.random.default_rng(seed)
    for B, D, H in [(2, 3, 4), (1, 5, 2), (3, 4, 4)]:
        p = Weights(*(rng.normal(size=s) for s in [(D, H), (H, H), (H,)]))
        yield p, rng.normal(size=(B, D)), rng.normal(size=(B, H)), 1.5


def no_bias(p, x, h, scale):
    return step(p._replace(b=0 * p.b), x, h, scale)


def swapped_weights(p, x, h, scale):
    return step(Weights(p.W_h, p.W_x, p.b), x, h, scale)


def transposed_result(p, x, h, scale):
    h_next, cache = step(p, x, h, scale)
    return h_next.T, cache


def changes_h(p, x, h, scale):
    result = step(p, x, h, scale)
    h *= 2
    return result


def not_a_number(p, x, h, scale):
    h_next, cache = step(p, x, h, scale)
    return h_next / 0 * 0, cache


HINTS = {
    "bias": "Which term is there when x and h are zero?",
    "weights": "Which of the weights has as many rows as x has columns?",
    "transposed": "Units stand in columns.",
    "changed": "Twice the old state is not asked for.",
    "nan": "Nothing is divided in this formula.",
}
check_step = Check(
    name="step",
    reference=step,
    cases=step_cases,
    outputs=("h_next (B, H)", "cache", "cache.a (B, H)"),
    slips={
        HINTS["bias"]: no_bias,
        HINTS["weights"]: swapped_weights,
        HINTS["transposed"]: transposed_result,
        HINTS["changed"]: changes_h,
        HINTS["nan"]: not_a_number,
    },
)


def total(xs, k):
    return float(xs.sum() * k)


def total_cases(seed):
    rng = np.random.default_rng(seed)
    for n in (3, 1, 5):
        yield rng.normal(size=n), n


check_total = Check("total", total, total_cases, ("loss",))


def spans(ids, names):
    return [(0, len(ids)), (len(ids), 2 * len(ids))], {"first": ids[0] > 1, "names": names}


def spans_cases(seed):
    yield np.array([3, 1, 2]) + seed, ["a", "b"]
    yield np.array([1]), []


check_spans = Check("spans", spans, spans_cases, ("bounds", "facts"))


def failure(check: Check, answer: Callable, seed: int = 0) -> CheckFailed:
    """Give what the check raises for a wrong answer."""
    with contextlib.redirect_stdout(io.StringIO()), pytest.raises(CheckFailed) as caught:
        check(answer, seed)
    return caught.value


def after(change: Callable) -> Callable:
    """Make an answer to step that is right until `change` has been at its two results."""
    return lambda *args: change(*right(*args))
