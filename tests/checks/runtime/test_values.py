"""Answers that ask for too much, remember earlier calls, meddle with their surroundings, or lie."""

import builtins
import functools
import itertools
import random
import sys
import warnings

import numpy as np
import pytest

from helpers.checks.engine.check import Check
from tests.support import engine_sample
from tests.support.engine_sample import after, check_step, check_total, failure, right

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
    assert "Is something kept between calls" in str(said)


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


def test_a_cached_answer_is_not_blamed_on_its_signature():
    said = str(failure(check_step, functools.lru_cache(right)))
    assert "cannot be called" not in said
    assert said.startswith("step raised TypeError: unhashable type: 'numpy.ndarray'.")
    assert said.endswith(
        "An array cannot be a key: leave out lru_cache, or use plain numbers as keys."
    )
    said = str(failure(check_step, functools.lru_cache(lambda p: p)))
    assert "def step(p, x, h, scale):" in said


class Pair(tuple):
    """A tuple of another name."""


def test_a_tuple_of_another_name_is_a_tuple():
    check_step(after(lambda h, c: Pair((h, c))))


# ----------------------------------------------------------------- objects that lie


class AlwaysEqual:
    """Says yes to everything, and is not to be touched."""

    __class__ = property(lambda self: np.ndarray)  # type: ignore[assignment]
    shape, ndim, size, dtype = (2, 4), 2, 8, np.dtype(float)

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = None

    def __array__(self, *args, **kwargs):
        raise SystemExit("was asked for its entries")

    def __iter__(self):
        return iter((self, self))

    def __len__(self):
        return 2


class LyingArray(np.ndarray):
    """Differs from nothing, whatever it is compared or computed with."""

    shape = property(lambda self: (2, 4))  # type: ignore[assignment]
    dtype = property(lambda self: np.dtype(float))  # type: ignore[assignment]

    def __array_ufunc__(self, *args, **kwargs):
        return np.zeros(np.ndarray.view(self, np.ndarray).shape)

    def __array_function__(self, *args, **kwargs):
        return True

    def __eq__(self, other):
        return True

    def copy(self, order="C"):
        return right(*next(check_step.cases(0)))[0]


class LyingFloat(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    def __float__(self):
        return right_total

    __hash__ = None


class LyingTuple(tuple):
    def __iter__(self):
        return iter(right(*next(check_step.cases(0))))

    def __len__(self):
        return 2

    def __getitem__(self, i):
        return right(*next(check_step.cases(0)))[i]


def closed():
    """Make an object that neither it nor its class can be asked anything about."""

    class Untouchable(type):
        def __getattribute__(cls, name):
            raise SystemExit(name)

    class Closed(metaclass=Untouchable):
        def __getattribute__(self, name):
            raise SystemExit(name)

    return object.__new__(Closed)


right_total = engine_sample.total(*next(engine_sample.total_cases(0)))


@pytest.mark.parametrize(
    ("result", "name"),
    [
        (AlwaysEqual, "returned an object of type AlwaysEqual"),
        (lambda: (AlwaysEqual(), AlwaysEqual()), "h_next is an object of type AlwaysEqual"),
        (closed, "returned an object of type Closed"),
        (lambda: np.ma.masked, "returned a number"),
    ],
)
def test_an_object_that_lies_is_named_by_its_true_type(result, name):
    said = failure(check_step, lambda *args: result())
    assert said.stage == "kind"
    assert name in str(said)


def test_a_lying_array_is_read_as_what_it_holds():
    said = failure(check_step, after(lambda h, c: ((h + 1).view(LyingArray), c)))
    assert said.stage == "values"
    assert "Note: a LyingArray was read as a plain array." in str(said)
    check_step(after(lambda h, c: (h.view(LyingArray), c)))
    said = failure(check_step, after(lambda h, c: (h[:1].view(LyingArray), c)))
    assert "h_next has shape (1, 4)" in str(said)


def test_lying_numbers_and_containers():
    said = failure(check_total, lambda xs, k: LyingFloat(7))
    assert "loss is 7, expected" in str(said)
    assert "LyingFloat" in str(said)
    said = failure(check_step, lambda *args: LyingTuple((1, 2, 3)))
    assert "returned a tuple of 3" in str(said)


class LyingFields(tuple):
    _fields = ("x", "a")
    x = a = 0


def test_a_tuple_with_the_fields_of_a_namedtuple_is_judged_by_its_items():
    check_step(after(lambda h, c: (h, LyingFields(c))))
    failure(check_step, after(lambda h, c: (h, LyingFields((c.x, c.a + 1)))))


def test_a_masked_array_hides_nothing():
    said = failure(check_step, after(lambda h, c: (np.ma.masked_all_like(h) * 0 + 9, c)))
    assert said.stage in ("values", "nan")


class Meddler(Exception):
    def __str__(self):
        raise RuntimeError("no")


def test_an_exception_without_a_text():
    def step(*args):
        raise Meddler

    assert "Meddler: (its text cannot be read)" in str(failure(check_step, step))


class Backwards(Exception):
    __traceback__ = property(lambda self: 1 / 0)  # type: ignore[assignment]
    args = property(lambda self: 1 / 0)  # type: ignore[assignment]


def test_an_exception_that_hides_where_it_was():
    def step(*args):
        raise Backwards

    line = step.__code__.co_firstlineno + 1
    assert f"Where: line {line}: raise Backwards" in str(failure(check_step, step))


def test_source_is_not_looked_for_in_devices():
    scope: dict = {"warnings": warnings}
    source = "def step(*args):\n    warnings.warn('look')\n    raise ValueError('there')"
    exec(compile(source, "/dev/zero", "exec"), scope)
    assert "Where: line 3\n" in str(failure(check_step, scope["step"]))


def test_texts_from_outside_are_shortened_and_cleaned():
    bad = type("Evil\n\x1b[31m" + "x" * 100, (), {})

    def step(*args):
        raise ValueError("\x1b[2J" + "long " * 1000)

    said = str(failure(check_step, lambda *args: bad()))
    assert len(said) < 400
    assert "\x1b" not in said
    assert said.count("\n") < 4
    said = str(failure(check_step, step))
    assert len(said) < 700
    assert "\x1b" not in said
