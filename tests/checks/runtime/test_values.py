"""Answers that ask for too much, remember earlier calls, or meddle with their surroundings."""

import builtins
import itertools
import random
import sys

import numpy as np
import pytest

from helpers.checks.engine.check import Check
from tests.support.engine_sample import after, check_step, failure, right

# ----------------------------------------------------------------- too much


def deep(*args):
    nested: list = []
    for _ in range(100_000):
        nested = [nested]
    return nested, nested


def cyclic(*args):
    ring: list = []
    ring.append(ring)
    return ring, ring


@pytest.mark.parametrize(
    "answer",
    [
        deep,
        cyclic,
        lambda *args: (itertools.count(), itertools.count()),
        lambda *args: (x for x in itertools.count()),
        lambda *args: [0] * 2_000_000,
        lambda *args: (np.broadcast_to(0.0, (10**9, 10**9)), None),
        lambda *args: (np.broadcast_to(np.float64(1), (10**4, 10**4)), right(*args)[1]),
        lambda *args: np.empty((10**7, 10**7)),
        lambda *args: {i: i for i in range(200_000)},
        lambda *args: [np.zeros(5_000_000)] * 5_000,
    ],
)
def test_nothing_huge_or_endless_is_followed(answer):
    failure(check_step, answer)  # following it would take all memory, or never end


def test_a_huge_array_is_named_by_its_shape():
    answer = after(lambda h, c: (np.broadcast_to(0.0, (10**6, 10**6)), c))
    assert "h_next has shape (1000000, 1000000)" in str(failure(check_step, answer))


# ----------------------------------------------------------------- memory between calls


def test_one_buffer_returned_again_and_again_is_no_trouble():
    buffer = {}

    def step(p, x, h, scale):
        kept = buffer.setdefault(x.shape, np.empty((len(x), len(p.b))))
        h_next, cache = right(p, x, h, scale)
        kept[:] = h_next
        return kept, cache

    check_step(step)


def test_one_buffer_does_not_hide_which_slip_it_was():
    buffer = np.empty((2, 3))
    check = Check("twice", twice, same_size_cases, ("y (B, H)",), slips={"Not thrice.": thrice})
    said = failure(check, lambda x: np.multiply(3, x, out=buffer))
    assert said.hint == "Not thrice."


def twice(x):
    return 2 * x


def thrice(x):
    return 3 * x


def same_size_cases(seed):
    rng = np.random.default_rng(seed)
    for _ in range(3):
        yield (rng.normal(size=(2, 3)),)


def test_a_result_that_changes_when_the_call_is_repeated():
    calls = []

    def step(*args):
        calls.append(args)
        h_next, cache = right(*args)
        return h_next + (len(calls) > 3), cache

    said = failure(check_step, step)
    assert said.stage == "state"
    assert "keep something between calls" in str(said)


def test_changing_the_arguments_of_an_earlier_call_changes_nothing():
    kept = []

    def step(p, x, h, scale):
        for array in kept:
            array[:] = 0
        kept.append(h)
        return right(p, x, h, scale)

    check_step(step)


# ----------------------------------------------------------------- changing the surroundings


def test_replaced_names_do_not_fool_the_comparison():
    kept = {n: getattr(builtins, n) for n in ("all", "any", "zip", "len", "isinstance", "type")}
    kept_np = {n: getattr(np, n) for n in ("allclose", "where", "abs", "subtract", "isfinite")}

    def step(*args):
        h_next, cache = right(*args)
        for name in kept_np:
            setattr(np, name, lambda *a, **k: np.zeros(1))
        for name in kept:
            setattr(builtins, name, lambda *a, **k: True)
        return 0 * h_next, cache

    try:
        assert failure(check_step, step).stage == "values"
        assert all(getattr(builtins, n) is f for n, f in kept.items())
        assert all(getattr(np, n) is f for n, f in kept_np.items())
    finally:
        vars(builtins).update(kept)
        vars(np).update(kept_np)


def test_names_replaced_before_the_check():
    kept = np.isfinite, np.abs
    np.allclose, close = (lambda *a, **k: True), np.allclose
    try:
        assert failure(check_step, after(lambda h, c: (h + 1, c))).stage == "values"
    finally:
        np.allclose = close
    assert (np.isfinite, np.abs) == kept


def test_settings_are_restored():
    state = np.random.get_state()[1].copy(), random.getstate()
    before = np.geterr(), sys.getrecursionlimit(), sys.stdout, sys.stderr, sys.gettrace()

    def step(*args):
        np.random.seed(0)
        np.random.normal(size=3)
        random.seed(0)
        np.seterr(all="raise")
        sys.setrecursionlimit(sys.getrecursionlimit() + 100)
        sys.stderr = sys.stdout = None
        return right(*args)

    check_step(step)
    after_it = np.geterr(), sys.getrecursionlimit(), sys.stdout, sys.stderr, sys.gettrace()
    assert all(a is b or a == b for a, b in zip(before, after_it, strict=True))
    assert (np.random.get_state()[1] == state[0]).all()
    assert random.getstate() == state[1]


def test_the_engine_itself_draws_nothing():
    state = np.random.get_state()[1].copy()
    check_step(right)
    failure(check_step, after(lambda h, c: (h + 1, c)))
    assert (np.random.get_state()[1] == state).all()


def test_a_random_answer_is_judged_like_any_other():
    assert (
        failure(check_step, after(lambda h, c: (np.random.normal(size=h.shape), c))).stage
        == "values"
    )
