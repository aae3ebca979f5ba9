"""Defects that an audit found in the engine, each held by a test."""

import contextlib
import functools
import gc
import io
import logging
import os
import pickle
import sys
import types

import numpy as np
import pytest

from helpers.checks.engine.check import Check, CheckFailed
from helpers.checks.runtime import surroundings
from helpers.course.measure.check_worker import Job, judge
from helpers.scratch import ops
from tests.support.engine_sample import check_step, check_total, failure, right, step, step_cases


def encode(ids, V):
    return np.eye(V)[ids]


def encode_cases(seed):
    rng = np.random.default_rng(seed)
    for n, V in [(3, 4), (5, 6), (1, 2)]:
        yield rng.integers(V, size=n), V


def encode_otherwise(ids, V):
    return (ids[:, None] == np.arange(V)).astype(float)


def encode_shifted(ids, V):
    return np.roll(np.eye(V)[ids], 1, axis=1)


check_encode = Check(
    "encode",
    encode,
    encode_cases,
    ("x (T, V)",),
    slips={"Where does the one stand?": encode_shifted},
    alternatives=(encode_otherwise,),
)


def scaled(x, limit):
    return np.exp(x) * limit


def scaled_cases(seed):
    rng = np.random.default_rng(seed)
    for n in (3, 2, 4, 5):
        yield rng.normal(size=n) - 10 * (n < 4), 1000.0


check_scaled = Check("scaled", scaled, scaled_cases, ("y (N)",))


def loss(nll, top):
    return float(nll.max() * top)


def loss_cases(seed):
    for worst in (1.0, 1.0, 1000.0, 1000.0):
        yield np.array([0.5, worst, 0.25]), 1.0


check_loss = Check("loss", loss, loss_cases, ("loss",))


# ----------------------------------------------------------------- claims about all entries


def test_a_factor_is_not_claimed_where_zeros_are_wrong_too():
    assert "times" not in str(failure(check_encode, lambda ids, V: np.eye(V)[ids] + 1))
    assert "3 times too large" in str(failure(check_encode, lambda ids, V: np.eye(V)[ids] * 3))


def signs_cases(seed):
    yield (np.array([-1.0, -2.0]),)
    yield (np.array([1.0, -2.0, 3.0]),)


def signs(a):
    return np.tanh(a)


check_signs = Check("signs", signs, signs_cases, ("h (N)",))


def test_the_opposite_sign_is_claimed_only_if_no_call_contradicts():
    assert "opposite sign" not in str(failure(check_signs, lambda a: np.tanh(abs(a))))
    assert "opposite sign" in str(failure(check_signs, lambda a: -np.tanh(a)))


def test_a_limit_is_no_factor():
    text = str(failure(check_loss, lambda nll, top: float(np.minimum(nll, 50).max() * top)))
    assert "20 times" not in text


def test_a_factor_that_is_a_length_of_each_call_is_one():
    assert "3 times too small" in str(failure(check_total, lambda xs, k: float(xs.sum())))


# ----------------------------------------------------------------- streams


class OutStream(io.StringIO):
    """As ipykernel's: an object of Python's, with a dict of its own."""


def said(answer):
    """Judge an answer between two such streams, and give them."""
    out, err = OutStream(), OutStream()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        check_step(answer(err))
    return out, err


def test_an_old_stderr_that_the_cell_kept_leads_to_stdout():
    def answer(kept):
        def step(*args):
            kept.write("one\n")
            kept.writelines(["two\n"])
            print("three", file=kept)
            return right(*args)

        return step

    out, err = said(answer)
    assert err.getvalue() == ""
    assert all(word in out.getvalue() for word in ("one", "two", "three"))
    err.write("after")
    assert err.getvalue() == "after"
    assert not {"write", "writelines", "close"} & set(vars(err))


def test_a_write_of_ipythons_own_is_put_back():
    def answer(kept):
        def step(*args):
            kept.write("one\n")
            return right(*args)

        return step

    out, err, seen = OutStream(), OutStream(), []
    err.write = own = seen.append
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        check_step(answer(err))
    assert "one" in out.getvalue()
    assert seen == []
    assert err.write is own


def test_one_stream_for_both_is_no_endless_circle():
    both = OutStream()

    def step(*args):
        print("said", file=sys.stderr)
        return right(*args)

    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        check_step(step)
    assert "said" in both.getvalue()


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_an_answer_cannot_close_the_streams_of_the_notebook(name):
    def answer(kept):
        def step(*args):
            getattr(sys, name).close()
            with getattr(sys, name) as stream:
                stream.write("still\n")
            kept.close()
            return right(*args)

        return step

    out, err = said(answer)
    assert not out.closed
    assert not err.closed
    assert "still" in out.getvalue()
    assert err.getvalue() == ""


def test_a_handler_made_in_an_answer_is_silent_in_the_silent_calls():
    logger = logging.Logger("own")

    def step(*args):
        if not logger.handlers:
            logger.addHandler(logging.StreamHandler())
        logger.warning("seen")
        return right(*args)

    out, err = said(lambda kept: step)
    assert out.getvalue().count("seen") == 3  # once for each case, and not when repeated
    with contextlib.redirect_stdout(out):
        logger.warning("later")
    assert "later" in out.getvalue()
    assert err.getvalue() == ""


def test_writing_below_python_is_silent_in_the_silent_calls(capfd):
    def step(*args):
        os.write(2, b"raw\n")
        return right(*args)

    check_step(step)
    seen = capfd.readouterr()
    assert seen.out.count("raw") == 3
    assert seen.err == ""


# ----------------------------------------------------------------- what an answer leaves behind


def test_settings_and_folder_are_put_back(tmp_path):
    before = np.get_printoptions(), os.getcwd(), gc.isenabled()

    def step(*args):
        np.set_printoptions(precision=2)
        os.chdir(tmp_path)
        gc.disable()
        return right(*args)

    with contextlib.redirect_stdout(io.StringIO()):
        check_step(step)
    assert (np.get_printoptions(), os.getcwd(), gc.isenabled()) == before


class Unreadable(BaseException):
    def __str__(self):
        raise SystemExit


def test_an_exception_whose_text_ends_the_program():
    def step(*args):
        raise Unreadable

    assert "its text cannot be read" in str(failure(check_step, step))


# ----------------------------------------------------------------- the record's own functions


def test_an_answer_may_not_leave_the_work_to_an_alternative():
    def by_name(ids, V):
        return check_encode.alternatives[0](ids, V)

    for answer in (by_name, functools.partial(encode_otherwise)):
        caught = failure(check_encode, answer)
        assert caught.stage == "reference"
        assert "course's own encode" in str(caught)
    with contextlib.redirect_stdout(io.StringIO()):
        check_encode(encode_otherwise)  # itself it is still a right answer
    assert failure(check_encode, encode_shifted).hint == "Where does the one stand?"


def test_slips_cannot_be_added_to():
    with pytest.raises(TypeError):
        check_encode.slips["mine"] = encode_otherwise
    again = pickle.loads(pickle.dumps(check_encode))
    assert again.slips == check_encode.slips
    assert isinstance(again.slips, types.MappingProxyType)
    assert again.reference is encode


# ----------------------------------------------------------------- no place, a changed course


def test_where_is_left_out_where_no_line_is_the_learners():
    text = str(failure(check_encode, np.eye))
    assert "raised" in text or "cannot be called" in text
    assert "Where" not in text


def test_a_reference_that_fails_says_that_the_course_was_changed(monkeypatch):
    monkeypatch.setitem(globals(), "broken", True)
    caught = failure(check_fragile, lambda x: x * 2)
    assert caught.stage == "course"
    assert "restart the kernel" in str(caught)


broken = False


def fragile(x):
    if broken:
        raise ValueError("patched")
    return x * 2


check_fragile = Check("fragile", fragile, lambda seed: iter([(np.ones(2),)]), ("y (N)",))


def test_a_patched_course_module_is_put_back():
    surroundings.keep_names("helpers.scratch")
    name, own = next((k, v) for k, v in vars(ops).items() if isinstance(v, types.FunctionType))
    try:
        setattr(ops, name, None)
        with contextlib.redirect_stdout(io.StringIO()):
            check_step(right)
        assert getattr(ops, name) is own
    finally:
        setattr(ops, name, own)


def total_low_high(x):
    return x.sum(), x.min(), x.max()


def total_low_high_cases(seed):
    yield (np.random.default_rng(seed).normal(size=4),)


def without_high(x):
    return total_low_high(x)[:2]


check_total_low_high = Check(
    "total_low_high",
    total_low_high,
    total_low_high_cases,
    ("total", "low", "high"),
    slips={"Which third number is asked for?": without_high},
)


def test_a_slip_with_too_few_results_is_recognised():
    found = failure(check_total_low_high, lambda x: (x.sum(), x.min()))
    assert found.hint == "Which third number is asked for?"


# ----------------------------------------------------------------- measuring


def test_only_the_check_and_the_mutants_own_cell_kill(monkeypatch):
    def verdict(source):
        return judge(check_fragile, {"__name__": "__main__"}, Job("source", source=source))

    fine = "def fragile(x):\n    return x * 2"
    with contextlib.redirect_stdout(io.StringIO()):
        assert verdict(fine).accepted
        for source in (fine.replace("2", "3"), "1 / 0\n" + fine, "def other(x): pass"):
            found = verdict(source)
            assert not found.accepted
            assert not found.crash
        monkeypatch.setitem(globals(), "broken", True)
        assert "restart the kernel" in verdict(fine).crash
        monkeypatch.setattr(Check, "parameters", property(lambda self: 1 / 0))
        assert verdict(fine).crash.startswith("ZeroDivisionError")


def test_the_samples_are_right():
    with contextlib.redirect_stdout(io.StringIO()):
        check_step(right)
        check_scaled(lambda x, limit: limit * np.exp(x))
        check_loss(lambda nll, top: float(max(nll) * top))
    with pytest.raises(CheckFailed):
        check_step(step)
    assert list(step_cases(0))
