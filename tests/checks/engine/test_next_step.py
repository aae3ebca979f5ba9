"""How the engine comes to its next step: like a slip but for wording, factors, whole numbers."""

from dataclasses import replace

import numpy as np
import pytest

from helpers.checks.engine.check import Check, NotAttempted
from tests.support.judging import accepts, failure


def double(a):
    return 2.0 * a


def double_cases(seed):
    rng = np.random.default_rng(seed)
    for n in (2, 3, 4):
        yield (rng.normal(size=(n, n)) + 3.0,)


def joined(a):
    """Raise where a has more than three rows, and return something wrong elsewhere."""
    if len(a) > 3:
        raise ValueError("the slip's own words")
    return 5.0 - a


def joined_in_other_words(a):
    if len(a) > 3:
        raise ValueError("quite other words")
    return 5.0 - a


def joined_with_another_error(a):
    if len(a) > 3:
        raise TypeError("the slip's own words")
    return 5.0 - a


def joined_elsewhere(a):
    if len(a) > 3:
        raise ValueError("words of a third kind")
    return 5.0 - a


def only_raises(a):
    raise ValueError("no case has a value")


check_double = Check(
    name="double",
    reference=double,
    cases=double_cases,
    outputs=("twice (N, N)",),
    slips={"Was it joined?": joined},
)
check_raising = replace(check_double, slips={"Does it only raise?": only_raises})


def test_an_exception_in_other_words_still_earns_the_slips_hint():
    assert failure(check_double, joined).hint == "Was it joined?"
    assert failure(check_double, joined_in_other_words).hint == "Was it joined?"


def test_a_slip_is_named_where_it_gives_the_output_shown_though_another_call_differs():
    assert failure(check_double, joined_with_another_error).hint == "Was it joined?"


def test_of_two_slips_that_fit_equally_well_neither_is_named():
    two = replace(check_double, slips={"One?": joined, "The other?": joined_elsewhere})
    assert failure(two, joined).hint == "One?"
    assert failure(two, joined_elsewhere).hint == "The other?"
    assert failure(two, joined_in_other_words).hint is None


def test_a_type_of_exception_alone_is_no_evidence():
    def other(a):
        raise ValueError("something else went wrong")

    assert failure(check_raising, only_raises).hint == "Does it only raise?"
    assert failure(check_raising, other).hint is None


# ------------------------------------------------------------------- factors


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (3.0, "3 times too large: is it a sum where a mean belongs, or is one factor too many?"),
        (0.25, "4 times too small: is it a mean where a sum belongs, or is a factor missing?"),
        (1.3, "1.3 times what it should be"),
    ],
)
def test_a_factor_is_named_the_right_way_round(factor, said):
    assert said in str(failure(check_double, lambda a: factor * (a + a)))


def test_a_sum_for_a_mean_may_have_another_factor_in_each_call():
    assert "2 times too large" in str(failure(check_double, lambda a: (a + a) * len(a)))


@pytest.mark.parametrize(
    "answer",
    [
        lambda a: (a + a) * min(1.0, 5.0 / np.linalg.norm(a)),  # another factor in each call
        lambda a: (a + a) * (1.0 if len(a) < 4 else 0.5),  # in one call only
        lambda a: (a + a) * (1.0 if len(a) < 3 else 0.3),  # not in the first
        lambda a: (a + a) * 3.0 if len(a) < 3 else a - 1.0,  # and something else later
    ],
)
def test_what_is_no_common_factor_is_not_called_one(answer):
    message = str(failure(check_double, answer))
    assert "times" not in message
    assert "Next: " in message


# ------------------------------------------------------------- whole numbers


def is_double(answer, args, got):
    right = got.dtype == np.float64 and np.array_equal(got, double(*args))
    return None if right else "it is not the double\nNext: What is twice 1?"


def whole_cases(seed):
    yield (np.array([[1.0, 2.0], [3.0, 4.0]]),)


check_by_property = Check(
    name="double",
    reference=double,
    cases=whole_cases,
    outputs=("twice (N, N)",),
    properties=(is_double,),
    compare=False,
)


def test_where_properties_decide_whole_numbers_pass_for_floats():
    accepts(check_by_property, lambda a: (2 * a).astype(int))
    by_value = replace(check_by_property, compare=True, properties=())
    assert failure(by_value, lambda a: (2 * a).astype(int)).stage == "dtype"


def test_a_slip_in_whole_numbers_is_known_as_well():
    check = replace(check_by_property, slips={"Three?": lambda a: 3.0 * a})
    assert failure(check, lambda a: (3 * a).astype(int)).hint == "Three?"


def test_a_property_may_give_the_next_step():
    assert str(failure(check_by_property, lambda a: a)).splitlines()[0::2] == [
        "double: it is not the double",
        "Next: What is twice 1?",
    ]


# ------------------------------------------------------------------ begun


def only_the_stub(a):
    """Double a."""
    raise NotImplementedError("write me")


def stub_after_lines(a):
    twice = 2.0 * a  # noqa: F841
    raise NotImplementedError()


def test_only_a_real_stub_is_not_attempted():
    assert str(failure(check_double, only_the_stub)).startswith("double is not attempted yet.")
    said = failure(check_double, stub_after_lines)
    assert isinstance(said, NotAttempted)
    assert str(said).startswith("double ends without a return: it reaches raise")


# ----------------------------------------------------------------- dicts


def powers(a):
    return {"first": a, "second": a @ a, "third": a @ a @ a}


def without_third(a):
    return {"first": a, "second": a @ a}


def third_renamed(a):
    return {"first": a, "second": a @ a, "cube": a @ a @ a}


check_powers = Check(
    name="powers",
    reference=powers,
    cases=double_cases,
    outputs=("powers",),
    slips={"Where is the third power?": without_third, "How is it called?": third_renamed},
)


@pytest.mark.parametrize(
    ("answer", "fact", "step"),
    [
        (without_third, "has no key 'third'.", "Where is the third power?"),
        (
            lambda a: {"first": a.T, "second": a},
            "has no key 'third'.",
            "Where is the third power?",
        ),
        (lambda a: {"first": a.T, "third": a @ a @ a}, "has no key 'second'.", "Its keys should"),
        (
            lambda a: {"first": a.T, "second": 0, "cube": 0},
            "has no key 'third', but 'cube'.",
            "How is it called?",
        ),
        (
            lambda a: {"first": a.T, "second": a, "third": a, "fourth": a},
            "has 'fourth' too, which should not be among its keys.",
            "Its keys should",
        ),
        (
            lambda a: {"first": a, "second": a @ a @ a, "third": a @ a},
            "powers['second'][",
            "have each other's values. Which key does each belong to?",
        ),
        (
            lambda a: {"first": a, "second": (a @ a).T, "third": a @ a @ a},
            "powers['second'][",
            "powers['second'] is right but transposed.",
        ),
        (lambda a: {}, "returned a dict of 0, expected a dict of 3.", "Its keys should"),
    ],
)
def test_dicts_are_compared_key_by_key(answer, fact, step):
    said, _, found = str(failure(check_powers, answer)).partition("\nNext: ")
    assert fact in said
    assert step in found
