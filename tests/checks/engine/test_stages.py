"""The early stages: not attempted, raised, changed arguments, kind and number of results."""

import functools

import numpy as np
import pytest

from helpers.checks.engine.check import Check, CheckFailed, NotAttempted
from tests.support.engine_sample import (
    Cache,
    after,
    check_spans,
    check_step,
    failure,
    right,
)


def test_a_right_answer_prints_one_plain_line(capsys):
    check_step(right)
    assert capsys.readouterr() == (
        "step: 3 calls agree with the reference (h_next and cache).\n",
        "",
    )


@pytest.mark.parametrize("seed", [1, 7])
def test_other_seeds_give_other_cases(seed):
    check_step(right, seed=seed)


# ----------------------------------------------------------------- not attempted


def step_as_released(p, x, h, scale):
    """Advance by one step."""
    # YOUR CODE HERE
    raise NotImplementedError()


def step_pass(p, x, h, scale):
    """Advance by one step."""


def step_dots(p, x, h, scale): ...


def step_returns_none(p, x, h, scale):
    return None


@pytest.mark.parametrize(
    "answer", [step_as_released, step_pass, step_dots, step_returns_none, None, ...]
)
def test_an_untouched_answer_is_not_attempted(answer):
    said = failure(check_step, answer)
    assert isinstance(said, NotAttempted)
    assert said.stage == "not attempted"
    assert str(said).startswith("step is not attempted yet.\nNext: ")


def test_a_helper_that_is_still_a_stub_is_named():
    said = failure(check_step, lambda *args: step_as_released(*args))
    assert isinstance(said, NotAttempted)
    assert "step calls step_as_released, which is not written yet" in str(said)


def test_an_answer_with_one_case_left_is_not_finished():
    def step(p, x, h, scale):
        if len(x) == 1:
            raise NotImplementedError
        return right(p, x, h, scale)

    said = failure(check_step, step)
    assert isinstance(said, NotAttempted)
    assert "step is not finished" in str(said)
    assert "x (1, 5)" in str(said)


# ----------------------------------------------------------------- raised


def test_raised_names_the_call_the_line_and_the_error():
    def step(p, x, h, scale):
        h = h.T
        return np.tanh(x @ p.W_x + h @ p.W_h + p.b) * scale, None

    said = failure(check_step, step)
    line = step.__code__.co_firstlineno + 2
    assert said.stage == "raised"
    assert str(said).splitlines() == [
        "step raised ValueError: the sizes next to @ differ: 2 columns on its left, "
        "4 rows on its right.",
        f"Where: line {line}: return np.tanh(x @ p.W_x + h @ p.W_h + p.b) * scale, None",
        "Call: step(p, x (2, 3), h (2, 4), scale=1.5)",
        "Next: Write the shape of each array in this line beside it: (a, b) @ (b, c) is (a, c).",
    ]


def test_raised_inside_a_library_names_the_learners_line():
    def step(p, x, h, scale):
        return np.stack([np.zeros(2), np.zeros(3)]), None

    assert f"line {step.__code__.co_firstlineno + 1}: return np.stack" in str(
        failure(check_step, step)
    )


@pytest.mark.parametrize(
    ("wrong", "step"),
    [
        (lambda x: x.dot(x), "(a, b) @ (b, c) is (a, c)"),
        (lambda x: x + np.ones(5), "Write the shape of each array in this line beside it."),
        (lambda x: 1 if x > 0 else 2, "which entry decides?"),
        (lambda x: np.array([[1, 2], [3]]), "rows of different shapes"),
        (lambda x: x[7], "The last one is length - 1"),
        (lambda x: unknown_name, "Is the name spelled"),  # noqa: F821
    ],
)
def test_advice_goes_with_what_the_exception_says(wrong, step):
    assert step in str(failure(check_step, lambda p, x, h, scale: wrong(x)))


def test_a_call_without_arguments_is_not_described():
    check = Check("forty_two", forty_two, lambda seed: iter([()]), ("n",))
    check(lambda: 42)
    assert "Call:" not in str(failure(check, lambda: 43))


def forty_two():
    return 42


@pytest.mark.parametrize(
    "answer", [lambda p, x, h: 1, lambda: 1, np.tanh, lambda p, x, h, scale, y: 1]
)
def test_a_wrong_signature_is_named_as_such(answer):
    said = str(failure(check_step, answer))
    assert said.startswith("step cannot be called with 4 arguments. TypeError: ")
    assert said.endswith("Next: Its first line should read: def step(p, x, h, scale):")


def test_a_type_error_inside_the_answer_is_no_wrong_signature():
    def step(p, x, h, scale):
        return len(3)

    assert "step raised TypeError" in str(failure(check_step, step))


@pytest.mark.parametrize(
    "stop", [SystemExit(2), GeneratorExit(), RecursionError("deep"), MemoryError()]
)
def test_whatever_is_raised_becomes_a_message(stop):
    def step(p, x, h, scale):
        raise stop

    assert f"step raised {type(stop).__name__}" in str(failure(check_step, step))


def test_endless_recursion_is_named():
    def step(p, x, h, scale):
        return step(p, x, h, scale)

    assert "recurses forever" in str(failure(check_step, step))


def test_a_keyboard_interrupt_ends_the_check_at_once():
    calls = []

    def step(p, x, h, scale):
        calls.append(1)
        raise KeyboardInterrupt

    assert failure(check_step, step).stage == "interrupted"
    assert len(calls) == 1
    check_step(right)


def test_what_is_not_a_function_is_named():
    assert "step is not a function: it is of type float." in str(failure(check_step, 0.5))


def test_partials_and_callables_may_answer():
    check_step(functools.partial(right, scale=1.5) and functools.partial(right))


# ----------------------------------------------------------------- changed arguments


def test_changed_arguments_are_named_by_path():
    def step(p, x, h, scale):
        result = right(p, x, h, scale)
        p.W_x[0, 0] += 1
        h += 1
        return result

    said = failure(check_step, step)
    assert said.stage == "changed"
    assert str(said).startswith("step changed its arguments p.W_x and h.\nCall: ")


@pytest.mark.parametrize("change", [list.pop, list.reverse, lambda a: a.append(3)])
def test_a_changed_list_is_seen(change):
    def answer(ids, names):
        result = [(0, len(ids)), (len(ids), 2 * len(ids))], {"first": ids[0] > 1, "names": names[:]}
        change(names)
        return result

    assert "spans changed its argument names" in str(failure(check_spans, answer))


def test_results_may_be_views_of_the_arguments():
    check_step(
        lambda p, x, h, scale: (right(p, x, h, scale)[0], Cache(x[:], right(p, x, h, scale)[1].a))
    )


# ----------------------------------------------------------------- kind and number


@pytest.mark.parametrize(
    ("change", "fact", "step"),
    [
        (
            lambda h, c: {}.get(1),
            "step returned None, expected a tuple of 2: h_next, cache.",
            "return",
        ),
        (
            lambda h, c: h,
            "step returned an array (2, 4), expected a tuple of 2",
            "return h_next, cache",
        ),
        (
            lambda h, c: (h, c, h),
            "step returned a tuple of 3, expected a tuple of 2",
            "return h_next",
        ),
        (lambda h, c: (x for x in (h, c)), "step returned a generator", "collect them in a list"),
        (
            lambda h, c: (c, h),
            "step: h_next is a Cache, expected an array (B=2, H=4).",
            "they look exchanged",
        ),
        (
            lambda h, c: (h.tolist(), c),
            "step: h_next is a list of 2, expected an array",
            "np.array",
        ),
        (
            lambda h, c: (h, tuple(c)),
            "step: cache is a tuple of 2, expected a Cache.",
            "Cache(x=...",
        ),
        (
            lambda h, c: (h, c._asdict()),
            "step: cache is a dict of 2, expected a Cache.",
            "Name its fields: Cache(x=...",
        ),
        (
            lambda h, c: (h, type(c)),
            "step: cache is an object of type type, expected a Cache.",
            "Print what is returned here",
        ),
        (lambda h, c: (h, c._asdict()), "step: cache is a dict of 2, expected a Cache.", None),
        (lambda h, c: (h.astype(object), c), "step: h_next is an array of dtype object", "unequal"),
        (lambda h, c: (np.tanh, c), "step: h_next is an object of type ufunc", None),
        (lambda h, c: (right, c), "step: h_next is a function", "parentheses"),
        (lambda h, c: ("h", c), "step: h_next is a text", None),
    ],
)
def test_kind(change, fact, step):
    said = failure(check_step, after(change))
    assert said.stage == "kind"
    assert fact in str(said)
    assert (step or "") in str(said)


def test_a_coroutine_is_named_and_leaves_no_warning(capsys):
    async def step(p, x, h, scale):
        return right(p, x, h, scale)

    with pytest.raises(CheckFailed, match="step returned a coroutine"):
        check_step(step)
    assert capsys.readouterr() == ("", "")


def test_a_list_passes_for_a_tuple_and_other_fields_do_not():
    check_step(after(lambda h, c: [h, c]))
    check_spans(
        lambda ids, names: [
            [[0, len(ids)], (len(ids), np.int64(2 * len(ids)))],
            {"names": tuple(names), "first": bool(ids[0] > 1)},
        ]
    )


def test_wrong_number_of_items_and_keys():
    short = lambda ids, names: ([(0, len(ids))], {"first": True, "names": names})  # noqa: E731
    assert "bounds is a list of 1, expected a list of 2." in str(failure(check_spans, short))
    other = lambda ids, names: (  # noqa: E731
        [(0, len(ids)), (len(ids), 2 * len(ids))],
        {"first": True, "name": names},
    )
    assert "Its keys should be 'first' and 'names'." in str(failure(check_spans, other))


def nothing(names):
    return {}


def nothing_cases(seed):
    yield ((f"a{seed}", "b"),)
    yield (("c",),)


def test_keys_where_none_belong():
    check = Check("nothing", nothing, nothing_cases, ("found",))
    assert "Here it should be empty." in str(failure(check, lambda names: {names[0]: 1}))


def test_texts_are_compared():
    answer = lambda ids, names: (  # noqa: E731
        [(0, len(ids)), (len(ids), 2 * len(ids))],
        {"first": bool(ids[0] > 1), "names": ["a", "c"]},
    )
    assert "facts['names'][1] is 'c', expected 'b'." in str(failure(check_spans, answer))
