"""An answer that runs elsewhere is judged in the same words, with what earlier ones taught."""

import contextlib
import io
import os
import sys

import numpy as np
import pytest

import helpers as helpers_package
from helpers.checks import m01_unrolling
from helpers.checks.engine.check import Check, CheckFailed
from helpers.checks.runtime.call import Answer, Memory, Runner, is_stub
from helpers.checks.runtime.surroundings import Surroundings
from helpers.scratch import cells
from tests.support.engine_sample import (
    HINTS,
    check_spans,
    check_step,
    check_total,
    right,
    spans,
    step,
    total,
)


class NextDoor(Answer):
    """An answer whose calls are counted, with a memory that may be shared."""

    def __init__(self, answer, memory=None):
        self.answer, self.known, self.calls = answer, memory or Memory(), 0
        self.surroundings = Surroundings()
        self.stub, self.own_solution, self.not_callable = is_stub(answer), False, ""

    def begin(self, parameters):
        self.runner = Runner(self.answer, parameters, [], self.surroundings)

    def run(self, args, silent=False):
        self.calls += 1
        return self.runner.run(args, silent)

    def report(self):
        self.surroundings.report()

    def memory(self, name, seed):
        return self.known


def verdict(check, answer):
    """Return what a check says and prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            check(answer)
        except CheckFailed as error:
            return error.stage, error.hint, str(error), out.getvalue()
    return None, None, "", out.getvalue()


def loud(p, x, h, scale):
    print("in the call")
    return right(p, x, h, scale)


def broken(p, x, h, scale):
    return x.nothing


def float_like(p, x, h, scale):
    a, cache = right(p, x, h, scale)
    return a * 1.01, cache


def blank(p, x, h, scale):
    raise NotImplementedError


def empty(p, x, h, scale):
    pass


ANSWERS = [right, loud, broken, float_like, blank, empty, lambda *args: None]
ANSWERS += list(check_step.slips.values())


@pytest.mark.parametrize("shared", [False, True])
def test_the_words_are_the_same_as_next_to_it(shared):
    memory = Memory()
    for answer in [*ANSWERS, *ANSWERS]:
        here = verdict(check_step, wrapped(answer))
        assert verdict(check_step, NextDoor(answer, memory if shared else None)) == here


def wrapped(answer):
    """Give a slip as a learner would have written it: not the record's own function."""
    return answer if answer not in check_step.slips.values() else NextDoor(answer)


def test_a_shared_memory_leaves_the_cases_and_verdicts_alone():
    memory = Memory()
    for answer in ANSWERS:
        verdict(check_step, NextDoor(answer, memory))
    fresh = list(check_step.cases(0))
    assert len(fresh) == memory.own_cases == len(memory.cases) - 1
    for case, kept in zip(fresh, memory.cases[:-1], strict=True):
        for a, b in zip((*case[0], *case[1:]), (*kept[0], *kept[1:]), strict=True):
            np.testing.assert_array_equal(a, b)
    assert set(memory.slips) == set(HINTS.values())


def test_slips_run_once_for_all_answers():
    runs = []

    def counted(xs, k):
        runs.append(1)
        return float(xs.sum() + k)

    check = Check("total", total, check_total.cases, ("loss",), slips={"Once?": counted})
    memory = Memory()
    for offset in (1.0, 2.0, 3.0):
        verdict(check, NextDoor(lambda xs, k, offset=offset: offset, memory))
    once = len(runs)
    verdict(check, NextDoor(lambda xs, k: 4.0, memory))
    assert 0 < once == len(runs) <= 9  # four cases, and calls with most inputs zero


def test_a_property_that_calls_the_answer_is_put_to_every_answer():
    def twice_as_much(answer, args, got):
        if answer(args[0], 2 * args[1]) != 2 * got:
            return "not linear.\nNext: Why?"

    check = Check("total", total, check_total.cases, ("loss",), properties=(twice_as_much,))
    memory, calls = Memory(), []

    def liar(xs, k):
        calls.append(k)
        return float(xs.sum() * k) if len(calls) % 2 else 0.0

    honest = NextDoor(lambda xs, k: float(xs.sum() * k), memory)
    assert verdict(check, honest)[0] is None
    assert honest.calls == 10  # 3 cases and one more, each asked about once, and a repeated one
    assert verdict(check, NextDoor(liar, memory))[0] == "property"


def test_a_property_is_asked_once_about_one_result():
    asked = []

    def positive(answer, args, got):
        asked.append(got)

    check = Check("total", total, check_total.cases, ("loss",), properties=(positive,))
    memory = Memory()
    for _ in range(3):
        assert verdict(check, NextDoor(lambda xs, k: float(xs.sum() * k), memory))[0] is None
    assert len(asked) == 4  # one for each case, and for one with earlier shapes


class Gone(BaseException):
    """The other process is gone."""


def test_what_ends_the_other_process_passes_through_the_engine():
    class Dying(NextDoor):
        def run(self, args, silent=False):
            found = super().run(args, silent)
            if self.calls == 2:
                raise Gone
            return found

    for answer in (step, spans):
        check = check_step if answer is step else check_spans
        with pytest.raises(Gone), contextlib.redirect_stdout(io.StringIO()):
            check(Dying(answer))


def test_facts_about_the_answer_are_believed():
    answer = NextDoor(right)
    answer.own_solution = True
    assert verdict(check_step, answer)[0] == "reference"
    answer = NextDoor(right)
    answer.not_callable = "Module"
    assert "is of type Module" in verdict(check_step, answer)[2]


def test_a_right_answer_passes_through_at_most_ten_files():
    check = m01_unrolling.check_rnn_step
    entered, helpers = set(), os.path.dirname(os.path.abspath(helpers_package.__file__))

    def trace(frame, event, argument):
        if frame.f_code.co_filename.startswith(helpers):
            entered.add(frame.f_code.co_filename)

    def rnn_step(p, x, h):
        h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
        return h_next, cells.RNNCache(x, h, h_next)

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        check(rnn_step)
    finally:
        sys.settrace(before)
    assert 5 < len(entered) <= 10, sorted(entered)
