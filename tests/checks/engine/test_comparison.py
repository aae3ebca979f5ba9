"""The later stages: shape, dtype, NaN, slips, isolation, the worst entry; and their order."""

import numpy as np
import pytest

from helpers.checks.engine.check import Check, CheckFailed
from helpers.checks.engine.comparison import Leaf, dtype_finding
from tests.support.engine_sample import HINTS, Cache, after, check_step, check_total, failure, right
from tests.support.tables import each_row

# ----------------------------------------------------------------- shape, dtype, NaN


@pytest.mark.parametrize(
    ("change", "got", "step"),
    [
        (lambda h: h.T, "has shape (4, 2)", "h_next is right but transposed"),
        (lambda h: h[None], "has shape (1, 2, 4)", "There is an extra axis of length 1"),
        (lambda h: h.sum(0), "has shape (4,)", "Axis B is missing"),
        (lambda h: h.sum(), "is one number", "Was every axis summed or indexed away?"),
        (
            lambda h: h[:, :3],
            "has shape (2, 3)",
            "One item along axis H is missing: is it the first",
        ),
        (lambda h: h[:1, :3], "has shape (1, 3)", "Which lines decide how long axes B and H are"),
    ],
)
def test_shape_with_axis_names(change, got, step):
    check = type(check_step)(**{**vars(check_step), "slips": {}})
    said = failure(check, after(lambda h, c: (change(h), c)))
    assert said.stage == "shape"
    assert str(said).startswith(f"step: h_next {got}, expected (B=2, H=4).")
    assert f"Next: {step}" in str(said)


def test_shape_of_a_part_has_axis_names_where_given():
    said = failure(check_step, after(lambda h, c: (h, c._replace(a=c.a[0]))))
    assert "step: cache.a has shape (4,), expected (B=2, H=4)." in str(said)


@pytest.mark.parametrize("dtype", ["int64", "float32", "float16", "complex128", "bool"])
def test_dtype(dtype):
    said = failure(check_step, after(lambda h, c: (h.astype(dtype), c)))
    assert said.stage == "dtype"
    assert f"h_next has dtype {dtype}, expected float64" in str(said)


def test_float32_is_accepted_only_where_the_record_says_so():
    answer = after(lambda h, c: (h.astype(np.float32), c))
    lenient = type(check_step)(**{**vars(check_step), "float32": True})
    lenient(answer)
    assert failure(check_step, answer).stage == "dtype"
    far = after(lambda h, c: ((h + 1e-3).astype(np.float32), c))
    assert failure(lenient, far).stage == "values"


def test_numbers_in_every_accepted_form():
    for form in (float, np.float64, np.array, np.longdouble, lambda v: np.array(v)[()]):
        check_total(lambda xs, k, form=form: form(xs.sum() * k))


@each_row(
    ("form", "fact"),
    [
        (lambda v: True, "loss is a bool, expected a number."),
        (lambda v: np.array([v]), "loss has shape (1,), expected one number."),
        (lambda v: (v,), "total returned a tuple of 1, expected a number."),
        (complex, "loss is a complex number, expected a number."),
        (np.float32, "loss has dtype float32, expected float64."),
        (str, "total returned a text, expected a number."),
        (lambda v: 10**400, "total returned an integer too large for 64 bits"),
        (lambda v: float("nan"), "loss is NaN, expected 1.90214."),
        (lambda v: float("-inf"), "loss is infinite, expected 1.90214."),
    ],
)
def test_numbers_in_other_forms(form, fact):
    assert fact in str(failure(check_total, lambda xs, k: form(xs.sum() * k)))


def test_a_whole_number_where_zero_is_right():
    check = type(check_total)("total", nothing, lambda seed: iter([(np.zeros(2), 1)]), ("loss",))
    check(lambda xs, k: 0)


def nothing(xs, k):
    return 0.0


def test_nan_says_where():
    def spoil(h, c):
        h[1, 2] = np.nan
        h[1, 3] = np.inf
        return h, c

    said = failure(check_step, lambda *a: spoil(*right(*a)) if len(a[1]) == 2 else right(*a))
    assert said.stage == "nan"
    assert str(said).startswith("step: h_next[1, 2] is NaN, expected ")
    assert "(2 of 8 entries are not finite)" in str(said)


def rows_with_infinity(k):
    return np.array([1.5, -np.inf, 0.5])[:k]


def test_an_infinity_that_belongs_elsewhere_is_a_value():
    def cases(seed):
        yield from [(3,), (1,)]

    check = Check("rows_with_infinity", rows_with_infinity, cases, ("cut (V)",), tolerance=0.0)
    said = failure(check, lambda k: np.array([-np.inf, -np.inf, 0.5])[:k])
    assert (said.stage, "cut[0] is -inf, expected 1.5" in str(said)) == ("values", True)
    for entry in (np.inf, np.nan):
        assert failure(check, lambda k, e=entry: np.array([e, -np.inf, 0.5])[:k]).stage == "nan"
    said = failure(check, lambda k: np.full(1, -np.inf) if k == 1 else rows(k))
    assert said.stage == "nan"


def rows(k):
    return np.array([1.5, -np.inf, 0.5])[:k]


# ----------------------------------------------------------------- slips


def test_a_slip_written_by_hand_earns_its_hint():
    def step(p, x, h, scale):
        a = x @ p.W_x + h @ p.W_h
        return np.tanh(a) * scale, Cache(x, a)

    said = failure(check_step, step)
    assert said.stage == "slip"
    assert said.hint == HINTS["bias"]
    assert str(said).endswith(f"Next: {HINTS['bias']}")


@pytest.mark.parametrize("hint", check_step.slips)
def test_each_slip_earns_its_own_hint_at_whatever_stage(hint):
    assert failure(check_step, check_step.slips[hint]).hint == hint
    assert failure(check_step, check_step.slips[hint], seed=1).hint == hint


def test_a_slip_in_one_case_only_is_not_that_slip():
    def step(p, x, h, scale):
        b = p.b if len(x) > 2 else 0 * p.b
        return np.tanh(x @ p.W_x + h @ p.W_h + b) * scale, Cache(x, x @ p.W_x + h @ p.W_h + b)

    assert failure(check_step, step).hint is None


# ----------------------------------------------------------------- isolation, worst entry


def test_isolation_names_the_inputs_of_the_wrong_term():
    def step(p, x, h, scale):
        a = x @ p.W_x + 0.5 * h @ p.W_h + p.b
        return np.tanh(a) * scale, Cache(x, a)

    said = str(failure(check_step, step))
    assert (
        "Next: With every float input except p.W_h and h set to zero, cache.a is still wrong: "
        "which line, on the way to cache.a, combines p.W_h and h?" in said
    )


def test_isolation_names_a_single_input():
    def step(p, x, h, scale):
        a = x @ p.W_x + h @ p.W_h + np.abs(p.b)
        return np.tanh(x @ p.W_x + h @ p.W_h + p.b) * scale, Cache(x, a)

    said = str(failure(check_step, step))
    assert "except p.b set to zero, cache.a is still wrong: follow p.b to cache.a, line by" in said


def centre_and_spread(a, b):
    return (a - b).mean(), (a - b).std()


def test_isolation_names_what_is_right_and_blames_no_line_that_it_needs():
    def cases(seed):
        rng = np.random.default_rng(seed)
        for n in (5, 7):
            yield rng.normal(size=n), rng.normal(size=n)

    check = Check("centre_and_spread", centre_and_spread, cases, ("centre", "spread"))
    said = str(failure(check, lambda a, b: ((a - b).mean(), (a - b).std() ** 1.5)))
    assert (
        "except a set to zero, spread is still wrong and centre is right: which lines lead from a "
        "to spread, and not to centre?" in said
    )


def test_isolation_names_what_depends_on_no_input():
    said = str(
        failure(
            check_step, after(lambda h, c: (h + 0.1 * np.arange(1, h.size + 1).reshape(h.shape), c))
        )
    )
    assert "With every float input set to zero, h_next is still wrong" in said


def test_the_worst_entry_is_shown_with_what_is_right():
    def spoil(h, c):
        h[0, 1] += 0.25
        h[0, 2] += 0.5
        return h, c

    said = str(failure(check_step, after(spoil)))
    want = right(*next(check_step.cases(0)))[0][0, 2]
    assert said.startswith(f"step: h_next[0, 2] is {want + 0.5:.6g}, expected {want:.6g}")
    assert "(2 of 8 entries differ; cache.x and cache.a are right)" in said


def test_two_numbers_that_look_alike_get_the_digits_to_tell_them_apart():
    said = str(failure(check_step, after(lambda h, c: (h.astype(np.float32).astype(float), c))))
    got, want = said.split(" is ")[1].split(" (")[0].split(", expected ")
    assert got != want
    assert "float32" in said


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (lambda h: -h, "opposite sign"),
        (lambda h: 3 * h, "Every entry is 3 times too large"),
        (lambda h: h / 8, "Every entry is 8 times too small"),
        (lambda h: 0.9 * h, "Every entry is 0.9 times what it should be"),
    ],
)
def test_a_common_factor_is_named(change, step):
    assert step in str(failure(check_step, after(lambda h, c: (change(h), c))))


@pytest.mark.parametrize("tolerance", [1e-9, 1e-3])
def test_tolerance_is_relative_plus_absolute(tolerance):
    check = type(check_step)(**{**vars(check_step), "tolerance": tolerance})
    check(after(lambda h, c: (h + 0.9 * tolerance * (1 + abs(h)), c)))
    failure(check, after(lambda h, c: (h + 1.1 * tolerance * (1 + abs(h)), c)))


def test_infinity_and_nan_are_right_where_they_are_wanted():
    check = type(check_total)(
        "total", log_of, lambda seed: iter([(np.array([0.0, 1.0, -1.0]), 1)]), ("logs (N,)",)
    )
    check(lambda xs, k: np.log(xs))
    assert failure(check, lambda xs, k: np.log(np.abs(xs))).stage == "values"
    assert failure(check, lambda xs, k: -np.log(xs)).stage == "values"


def log_of(xs, k):
    return np.log(xs)


def cut_cases(seed):
    xs = np.random.default_rng(seed).normal(size=8)
    xs[[1, 4]] = -np.inf
    yield xs, 1
    yield xs + 1, 1


def upper(xs):
    return np.where(xs > np.median(xs), xs, -np.inf)


def kept(xs, k):
    return upper(xs)


check_kept = Check("kept", kept, cut_cases, ("cut (N,)",))


def test_beside_infinities_a_difference_is_no_rounding():
    said = str(failure(check_kept, lambda xs, k: upper(xs) - 0.5))
    assert "Every finite entry is 0.5 too small" in said
    said = str(failure(check_kept, lambda xs, k: upper(xs) * (1 + 1e-7)))
    assert "agree to about 6 digits" in said


@pytest.mark.parametrize("decimals", [2, 5])
def test_rounded_results_are_named(decimals):
    said = str(failure(check_step, after(lambda h, c: (np.round(h, decimals), c))))
    assert f"right but rounded to {decimals} decimals" in said
    said = str(failure(check_kept, lambda xs, k: np.round(upper(xs), decimals)))
    assert f"right but rounded to {decimals} decimals" in said


def two_numbers(xs, k):
    return xs[-1] - xs[0], float(k)


def test_an_array_of_numbers_passes_for_a_tuple_of_them():
    check = Check("two", two_numbers, lambda seed: iter([(np.ones(3), 2)]), ("span", "count"))
    check(lambda xs, k: np.array([xs[-1] - xs[0], k]))
    assert failure(check, lambda xs, k: np.zeros(3)).stage == "kind"
    assert failure(check, lambda xs, k: np.array([k, 0.0])).stage == "values"


def test_the_right_whole_number_alone_in_an_array_passes_for_a_float():
    def lengths(xs, k):
        return 1.5 * np.arange(k)

    check = Check("lengths", lengths, lambda seed: iter([(None, 4), (None, 1)]), ("x (k,)",))
    check(lambda xs, k: np.array([1.5 * i if i else 0 for i in range(k)]))
    assert failure(check, lambda xs, k: np.array([0] * k)).stage == "dtype"
    wrong_alone = failure(check, lambda xs, k: 1.5 * np.arange(k) if k > 1 else np.array([1]))
    assert wrong_alone.stage == "dtype"


# ----------------------------------------------------------------- order, rendering


def test_stages_come_in_order():
    def all_at_once(p, x, h, scale):
        h += 1
        return np.array([[np.nan]], dtype=np.float32)

    stages = []
    for answer in (
        all_at_once,
        lambda p, x, h, scale: np.array([[np.nan]], dtype=np.float32),
        after(lambda h, c: (np.full((1, 1), np.nan, np.float32), c)),
        after(lambda h, c: (np.full(h.shape, np.nan, np.float32), c)),
        after(lambda h, c: (np.full(h.shape, np.nan), c)),
        after(lambda h, c: (h + 1, c)),
    ):
        check = type(check_step)(**{**vars(check_step), "slips": {}})
        stages.append(failure(check, answer).stage)
    assert stages == ["changed", "kind", "shape", "dtype", "nan", "values"]


def test_ipython_is_given_the_lines_of_the_message():
    said = failure(check_step, after(lambda h, c: (h + 1, c)))
    lines = said._render_traceback_()
    assert " ".join(" ".join(lines).split()) == " ".join(str(said).split())
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 6
    assert isinstance(said, CheckFailed)
    assert isinstance(said, AssertionError)


def test_an_infinity_where_a_whole_number_belongs_is_named():
    leaf = Leaf("length", np.array(np.inf), np.array(7))
    found = dtype_finding(leaf, float32=False)
    assert found.fact == "length is a number, expected a whole number."
    assert "never replaced" in found.step
