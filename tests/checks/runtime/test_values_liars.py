"""Objects that lie about what they are: the engine reads what they hold, and says what it got."""

import warnings

import numpy as np
import pytest

from tests.support import engine_sample
from tests.support.engine_sample import after, check_step, check_total, failure, right

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
