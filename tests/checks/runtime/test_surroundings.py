"""Nothing on stderr, prints and warnings kept, a bound for all that would not end."""

import builtins
import ctypes
import logging
import os
import pickle
import signal
import subprocess
import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest

from helpers.checks.engine.check import Check, CheckFailed
from tests.support.engine_sample import (
    Cache,
    after,
    check_step,
    check_total,
    failure,
    right,
    step_cases,
)


def loud(p, x, h, scale):
    print("printed")
    print("to stderr", file=sys.stderr)
    os.write(2, b"to descriptor 2\n")
    ctypes.CDLL(None).perror(b"from C")
    os.system("echo from a child process 1>&2")
    warnings.warn("careful", stacklevel=1)
    np.log(np.array(-1.0))
    logging.getLogger("learner").warning("logged")
    return right(p, x, h, scale)


def test_stderr_stays_empty_and_everything_is_shown_on_stdout(capfd):
    handler = logging.StreamHandler()  # keeps the sys.stderr of now
    logging.getLogger("learner").addHandler(handler)
    try:
        check_step(loud)
    finally:
        logging.getLogger("learner").removeHandler(handler)
    out, err = capfd.readouterr()
    assert err == ""
    for text in ("printed", "to stderr", "to descriptor 2", "from C", "from a child", "logged"):
        assert text in out
    assert handler.stream is not sys.stdout


def test_a_warning_is_shown_once_with_its_line(capsys):
    check_step(loud)
    out = capsys.readouterr().out
    first = loud.__code__.co_firstlineno
    assert out.count("careful") == 2  # the text, and the line that it is quoted with
    assert f'UserWarning: careful (line {first + 6}: warnings.warn("careful", stacklevel=1))' in out
    assert f"RuntimeWarning: invalid value encountered in log (line {first + 7}: np.log" in out


def test_many_warnings_are_counted(capsys):
    def answer(*args):
        for i in range(30):
            warnings.warn(f"number {i}", stacklevel=1)
        return right(*args)

    check_step(answer)
    out = capsys.readouterr().out
    assert "number 4" in out
    assert "number 5" not in out
    assert "... and 25 more warnings" in out


def test_a_warning_is_harmless_also_where_warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_step(loud)


def test_prints_are_kept_and_not_repeated_while_looking_for_the_reason(capsys):
    def answer(*args):
        print("here")
        return right(*args)[0] + 1, right(*args)[1]

    with pytest.raises(CheckFailed):
        check_step(answer)
    assert capsys.readouterr().out == "here\n"


def test_stderr_is_given_back_after_a_keyboard_interrupt(capfd):
    def answer(*args):
        raise KeyboardInterrupt

    stream = sys.stderr
    assert failure(check_step, answer).stage == "interrupted"
    assert sys.stderr is stream
    os.write(2, b"mine\n")
    assert capfd.readouterr().err == "mine\n"


def test_slips_that_overflow_make_no_noise(capfd):
    def too_large(p, x, h, scale):
        return np.exp(1000 * np.abs(x @ p.W_x)), Cache(x, x @ p.W_x)

    check = Check(**{**vars(check_step), "slips": {"hint": too_large}})
    failure(check, after(lambda h, c: (h + 1, c)))
    assert capfd.readouterr() == ("", "")


# ----------------------------------------------------------------- properties


def first_hidden(p, x, h, scale):
    return np.tanh(h) * scale


def rows_are_apart(answer, args, got):
    p, x, h, scale = args
    h[0] += 1
    again = answer(p, x, h, scale)
    if not np.array_equal(again[1:], got[1:]):
        return "A row changed when another row did."
    return None


check_rows = Check(
    "rows", first_hidden, step_cases, ("hs (B, H)",), properties=(rows_are_apart,), compare=False
)


def test_properties_alone_judge_where_values_are_not_compared(capsys):
    check_rows(lambda p, x, h, scale: h * 3.0)
    assert capsys.readouterr().out == "rows: 3 calls meet all that the prompt asks (hs).\n"
    replace(check_rows, asked="no row acts on another")(lambda p, x, h, scale: h * 3.0)
    assert capsys.readouterr().out == "rows: no row acts on another.\n"
    said = failure(check_rows, lambda p, x, h, scale: h - h.mean(axis=0))
    assert said.stage == "property"
    assert str(said).startswith("rows: A row changed when another row did.\nCall: rows(p, x (2, 3)")
    assert failure(check_rows, lambda p, x, h, scale: h.T).stage == "shape"


def test_properties_come_after_the_comparison():
    check = Check(**{**vars(check_rows), "compare": True})
    check(lambda p, x, h, scale: np.tanh(h) * scale)
    assert failure(check, lambda p, x, h, scale: h).stage == "values"


def test_an_answer_that_fails_when_a_property_calls_it():
    calls = []

    def answer(p, x, h, scale):
        calls.append(1)
        return 1 / 0 if len(calls) == 2 else h * 1.0

    assert "rows raised ZeroDivisionError" in str(failure(check_rows, answer))


# ----------------------------------------------------------------- imports, pickling


def test_importing_the_checks_takes_no_torch_and_no_matplotlib():
    code = (
        "import sys, helpers.checks.m01_unrolling, helpers.scratch, helpers.datasets.text;"
        "print(sorted({'torch', 'matplotlib', 'IPython', 'nbformat'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


def test_a_record_and_a_failure_can_be_pickled():
    again = pickle.loads(pickle.dumps(check_total))
    again(lambda xs, k: xs.sum() * k)
    said = failure(again, lambda xs, k: xs)
    copy = pickle.loads(pickle.dumps(said))
    assert (type(copy), str(copy), copy.stage) == (type(said), str(said), said.stage)


def test_a_torch_tensor_is_named():
    torch = pytest.importorskip("torch")
    answer = after(lambda h, c: (torch.from_numpy(h), c))
    said = str(failure(check_step, answer))
    assert "step: h_next is a torch tensor, expected an array (B=2, H=4)." in said
    check = Check("double", doubled, lambda seed: iter([(torch.ones(2, 3),)]), ("y (B, H)",))
    check(lambda x: x + x)
    assert "y[0, 0] is 1, expected 2" in str(failure(check, lambda x: x))
    assert failure(check, lambda x: (2 * x).numpy()).stage == "kind"
    assert "changed its argument x" in str(failure(check, lambda x: x.mul_(2)))


def doubled(x):
    return 2 * x


# ----------------------------------------------------------------- what would end a call


def test_input_is_not_answered(monkeypatch):
    asked = []
    monkeypatch.setattr("builtins.input", asked.append)
    said = str(failure(check_step, lambda *args: input("scale? ")))
    assert "step raised EOFError: input() is not answered while a check runs.\nWhere: " in said
    assert said.endswith("Remove input() from the answer: all it needs is passed as arguments.")
    assert builtins.input == asked.append
    assert asked == []


def test_exit_is_the_answers_mistake():
    for answer in (lambda *args: sys.exit(), lambda *args: exit()):
        said = str(failure(check_step, answer))
        assert "step raised SystemExit" in said
        assert said.endswith("Remove exit() from the answer: a function ends with return.")


@pytest.fixture
def interrupts():
    """A job in the background may have been started with this signal ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_says_in_one_line_where_the_answer_was(interrupts):
    calls = []

    def answer(*args):
        calls.append(1)
        while len(calls) < 2:
            signal.raise_signal(signal.SIGINT)

    said = failure(check_step, answer)
    line = answer.__code__.co_firstlineno + 3
    assert str(said) == (
        f"Interrupted in step(p, x (2, 3), h (2, 4), scale=1.5), at line {line} "
        "(signal.raise_signal(signal.SIGINT)). Does this loop end?"
    )
    assert (said.stage, said.hint) == ("interrupted", None)
    assert len(calls) == 1  # it is not tried again


@pytest.mark.parametrize(
    "printed", ["a line\n", "a line without an end", "many\nlines\nat\nonce\n" * 100, "x" * 50_000]
)
def test_a_flood_of_printing_is_cut_and_the_answer_goes_on(capsys, printed):
    def answer(*args):
        for _ in range(2_000):
            sys.stdout.write(printed)
        return right(*args)

    check_step(answer)
    out = capsys.readouterr().out
    assert len(out) < 31_000
    assert out.count("\n") <= 303
    assert out.count("... (cut: at most 300 lines are shown of what a check prints)\n") == 1
    assert out.startswith(printed[:20])
    assert out.splitlines()[-1].startswith("step: ")


def test_what_is_under_the_bound_is_shown_whole(capsys):
    def answer(*args):
        sys.stdout.writelines(f"{i}\n" for i in range(100))
        return right(*args)

    check_step(answer)
    shown = "".join(f"{i}\n" for i in range(100))
    assert capsys.readouterr().out.startswith(3 * shown)
