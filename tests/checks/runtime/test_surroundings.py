"""Nothing on stderr, prints and warnings kept, few and readable lines in a real notebook."""

import ctypes
import logging
import os
import pickle
import subprocess
import sys
import warnings

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

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
    with pytest.raises(KeyboardInterrupt):
        check_step(answer)
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
    assert capsys.readouterr().out == "rows: hs did what was asked in 3 calls.\n"
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


# ----------------------------------------------------------------- in a notebook

SETUP = """\
import logging, os, sys, warnings
import numpy as np
from helpers.checks.m01_unrolling import check_rnn_step
from helpers.scratch.cells import RNNCache
logging.basicConfig()
"""
STUB = """\
def rnn_step(p, x, h):
    # YOUR CODE HERE
    raise NotImplementedError()
"""
SWAPPED = """\
def rnn_step(p, x, h):
    h_next = np.tanh(x @ p.W_h + h @ p.W_x + p.b)
    return h_next, RNNCache(x, h, h_next)
"""
LOUD = """\
def rnn_step(p, x, h):
    warnings.warn("careful")
    logging.warning("logged")
    print("to stderr", file=sys.stderr)
    os.write(2, b"to descriptor 2\\n")
    np.log(np.zeros(1))
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)
"""


@pytest.fixture(scope="module")
def cells():
    check = "check_rnn_step(rnn_step)"
    sources = [SETUP, STUB, check, SWAPPED, check, LOUD, check, "import time; time.sleep(0.3)"]
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    NotebookClient(notebook, allow_errors=True, timeout=120).execute()
    return notebook.cells


def test_a_failure_is_a_few_lines_in_a_notebook(cells):
    (output,) = cells[2].outputs
    assert (output.output_type, output.ename) == ("error", "NotAttempted")
    assert output.traceback[0] == "rnn_step is not attempted yet."
    (output,) = cells[4].outputs
    assert output.ename == "CheckFailed"
    assert len(output.traceback) == 4
    assert output.traceback[1] == "Where: line 2: h_next = np.tanh(x @ p.W_h + h @ p.W_x + p.b)"
    assert "W_x and W_h" in output.traceback[3]


def test_nothing_is_on_stderr_in_a_notebook(cells):
    assert [o.output_type for o in cells[6].outputs if o.output_type == "error"] == []
    streams = [o for cell in cells for o in cell.outputs if o.output_type == "stream"]
    assert {o.name for o in streams} == {"stdout"}
    text = "".join(o.text for o in streams)
    for part in ("careful", "logged", "to stderr", "to descriptor 2", "divide by zero", "agree"):
        assert part in text
