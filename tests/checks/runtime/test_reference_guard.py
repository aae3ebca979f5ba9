"""An answer that is, or calls, its own exercise's reference is told so, by whatever way."""

import contextlib
import copy
import functools
import gc
import inspect
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from helpers.checks import m01_unrolling
from helpers.checks.engine.check import Check
from helpers.scratch import cells
from helpers.scratch.contract.checked import unchecked
from tests.support import engine_sample
from tests.support.engine_sample import Cache, check_step, check_total, failure, right, step
from tests.support.tables import each_row

# ----------------------------------------------------------------- the reference itself


def in_a_thread(*args):
    found = []
    thread = threading.Thread(target=lambda: found.append(step(*args)))
    thread.start()
    thread.join()
    return found[0] if found else right(*args)


def copy_in_a_thread(*args):
    found = []
    mine = types.FunctionType(KEPT_CODE, step.__globals__)
    thread = threading.Thread(target=lambda: found.append(mine(*args)))
    thread.start()
    thread.join()
    return found[0] if found else right(*args)


def swallowing(*args):
    try:
        return step(*args)
    except BaseException:
        return right(*args)


def discarding(*args):
    try:
        step(*args)
    finally:
        return right(*args)  # noqa: B012


ALIASES = [step]
KEPT_CODE = step.__code__
CHEATS = {
    "itself": step,
    "alias": ALIASES[0],
    "partial": functools.partial(step),
    "lambda": lambda *args: step(*args),
    "in a list": lambda *args: ALIASES[0](*args),
    "getattr": lambda *args: getattr(engine_sample, "st" + "ep")(*args),
    "sys.modules": lambda *args: sys.modules[engine_sample.__name__].step(*args),
    "eval": lambda *args: eval("f(*a)", {"f": step, "a": args}),
    "exec": lambda *args: (
        exec("r.append(f(*a))", s := {"f": step, "a": args, "r": []}) or s["r"][0]
    ),
    "the check's own": lambda *args: check_step.reference(*args),
    "a method": types.MethodType(lambda self, *args: step(*args), 0),
    "a deep copy": copy.deepcopy(step),
    "a copy of the function": types.FunctionType(step.__code__, step.__globals__),
    "a renamed copy": types.FunctionType(step.__code__.replace(co_name="mine"), step.__globals__),
    "a copy in the call": lambda *args: types.FunctionType(step.__code__, step.__globals__)(*args),
    "found by gc": lambda *args: next(
        f
        for f in gc.get_objects()
        if type(f) is types.FunctionType
        and f.__name__ == "step"
        and f.__module__ == engine_sample.__name__
    )(*args),
    "a thread": in_a_thread,
    "a copy in a thread": copy_in_a_thread,
    "swallowing": swallowing,
    "discarding": discarding,
    "through a slip": lambda *args: engine_sample.no_bias(*args),
    "map": lambda *args: next(map(step, *[[a] for a in args])),
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("how", CHEATS)
def test_the_reference_is_refused(how, capsys):
    said = failure(check_step, CHEATS[how])
    assert said.stage == "reference"
    assert "the course's own" in str(said)
    assert capsys.readouterr().err == ""
    check_step(right)


def test_a_fresh_import_of_the_references_module_is_refused():
    import importlib.util

    spec = importlib.util.spec_from_file_location("another", engine_sample.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert failure(check_step, lambda *args: module.step(*args)).stage == "reference"


def wrapper(p, x, h, scale):
    return step(p, x, h, scale)


def test_a_reference_that_wraps_the_courses_function_guards_that_too():
    record = {**vars(check_step), "reference": wrapper, "slips": {}}
    check = Check(**record)
    assert failure(check, lambda *args: step(*args)).stage == "reference"
    check(right)


class LikeTanh:
    """NumPy, as far as a twin's code needs it to be the reference's."""

    maximum = staticmethod(lambda a, _: np.tanh(a))


def test_a_twin_of_the_reference_is_refused_too():
    check = m01_unrolling.check_rnn_step
    other = {**vars(cells), "np": LikeTanh}
    cell = types.FunctionType(inspect.unwrap(cells.relu_rnn_step).__code__, other)
    args = next(check.cases(0))
    assert np.array_equal(cell(*args)[0], check.reference(*args)[0])
    assert failure(check, cell).stage == "reference"
    assert failure(check, cells.relu_rnn_step).stage == "reference"
    backward = m01_unrolling.check_rnn_step_backward
    assert failure(backward, lambda *a: cells.relu_rnn_step_backward(*a)).stage == "reference"
    assert cells.relu_rnn_step(*args)[0].min() == 0  # and works again afterwards
    for plain in (check, backward):
        with pytest.raises(TypeError, match="plain module-level function"):
            Check(**{**vars(plain), "twins": (print,)})


def test_the_reference_works_again_afterwards():
    args = next(check_step.cases(0))
    before = step.__code__
    for answer in (right, swallowing, CHEATS["lambda"], lambda *a: 1 / 0):
        with contextlib.suppress(AssertionError):
            check_step(answer)
        assert step.__code__ is before
        assert step(*args)[0].shape == (2, 4)


def test_an_answer_that_rewrites_the_reference_gains_nothing():
    mine = lambda p, x, h, scale: (0 * h, Cache(x, 0 * h))  # noqa: E731
    kept = step.__code__

    def rewriting(*args):
        step.__code__ = mine.__code__
        return mine(*args)

    assert failure(check_step, rewriting).stage == "values"
    step.__code__ = mine.__code__
    try:
        assert failure(check_step, mine).stage == "values"
    finally:
        step.__code__ = kept
    check_step(right)


def test_equations_behind_the_references_checks_are_guarded_and_restored():
    check, equations = m01_unrolling.check_rnn_step, unchecked(cells.rnn_step)
    assert failure(check, equations).stage == "reference"
    assert failure(check, lambda *args: equations(*args)).stage == "reference"
    kept, mine = equations.__code__, lambda p, x, h: (0 * h, cells.RNNCache(x, h, 0 * h))
    equations.__code__ = mine.__code__
    try:
        assert failure(check, mine).stage == "values"
    finally:
        equations.__code__ = kept


def test_checks_inside_an_answer_are_safe():
    def another(*args):
        check_total(lambda xs, k: float(xs.sum() * k))
        return right(*args)

    def itself(*args):
        check_step(right)  # which would have to run the reference
        return right(*args)

    check_step(another)
    assert failure(check_step, itself).stage == "reference"
    check_step(right)
    assert failure(check_total, lambda xs, k: engine_sample.total(xs, k)).stage == "reference"


def test_slips_may_use_the_reference():
    assert failure(check_step, engine_sample.no_bias).stage == "slip"


@pytest.mark.parametrize("reference", [np.tanh, functools.partial(step), 3])
def test_a_reference_that_could_not_be_guarded_is_not_accepted(reference):
    with pytest.raises(TypeError, match="plain module-level function"):
        Check("step", reference, check_step.cases, ("h_next",))


@each_row("outputs", [(), "h_next", ("h_next (B, H",), ("cache.x",)])
def test_outputs_that_say_nothing_are_not_accepted(outputs):
    with pytest.raises(ValueError, match="outputs"):
        Check("step", step, check_step.cases, outputs)


def test_a_thread_that_was_started_earlier_is_refused_too():
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()
        assert failure(check_step, lambda *args: pool.submit(step, *args).result()).stage == (
            "reference"
        )


def test_the_reference_is_refused_while_a_profiler_is_at_work():
    sys.setprofile(lambda *event: None)
    try:
        assert failure(check_step, lambda *args: step(*args)).stage == "reference"
        assert sys.getprofile() is not None
    finally:
        sys.setprofile(None)
