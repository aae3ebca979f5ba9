"""What a real kernel shows: few and readable lines, nothing on stderr, and it stays alive."""

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

CHECK = "check_rnn_step(rnn_step)"
SETUP = """\
import logging, os, signal, sys, warnings
import numpy as np
from helpers.checks.m01_unrolling import check_rnn_step
from helpers.checks.predict import score_prediction
from helpers.scratch.cells import RNNCache
logging.basicConfig()
"""
DEF = "def rnn_step(p, x, h):\n    "
STUB = f"{DEF}# YOUR CODE HERE\n    raise NotImplementedError()\n"
SWAPPED = f"""\
{DEF}h_next = np.tanh(x @ p.W_h + h @ p.W_x + p.b)
    return h_next, RNNCache(x, h, h_next)
"""
LOUD = f"""\
{DEF}warnings.warn("careful")
    logging.warning("logged")
    print("to stderr", file=sys.stderr)
    os.write(2, b"to descriptor 2\\n")
    np.log(np.zeros(1))
    h_next = np.tanh(x @ p.W_x + h @ p.W_h + p.b)
    return h_next, RNNCache(x, h, h_next)
"""
LEAVES = f"{DEF}exit()\n"
ASKS = f"{DEF}return input()\n"
ENDLESS = f"{DEF}while True:\n        signal.raise_signal(signal.SIGINT)\n"
# By what they end in: cells of which a learner has left one out, and of an older notebook.
CELLS = {
    "setup": SETUP,
    "not run": CHECK,
    "blank": f"{STUB}{CHECK}",
    "slip": f"{SWAPPED}{CHECK}",
    "loud": f"{LOUD}{CHECK}",
    "leaves": f"{LEAVES}{CHECK}",
    "asks": f"{ASKS}{CHECK}",
    "endless": f"{ENDLESS}{CHECK}",
    "no setup": "check_one_hot(one_hot)",
    "no prediction": "score_prediction(prediction, 3)",
    "older": "from helpers.checks.m01_unrolling import check_old",
    "own mistake": "undefined_name",
    "end": "import time; time.sleep(0.3); print('alive')",
}


@pytest.fixture(scope="module")
def cells():
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    NotebookClient(notebook, allow_errors=True, timeout=120).execute()
    return dict(zip(CELLS, notebook.cells, strict=True))


def error(cell):
    (output,) = cell.outputs
    assert output.output_type == "error"
    return output


def test_what_is_not_attempted_is_said_calmly(cells):
    outputs = cells["blank"].outputs  # several pieces of one text on a busy machine
    assert {(output.output_type, output.name) for output in outputs} == {("stream", "stdout")}
    assert "".join(output.text for output in outputs) == (
        "rnn_step is not attempted yet. Write it in the cell above, then run both cells.\n"
    )


def test_the_kernel_reports_it_as_an_error_all_the_same():
    """Else nbgrader would give points for it, and a run that stops at errors would go on."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(f"{SETUP}{STUB}{CHECK}")]
    with pytest.raises(CellExecutionError, match="rnn_step is not attempted yet"):
        NotebookClient(notebook, timeout=120).execute()


def test_a_failure_is_a_few_lines(cells):
    output = error(cells["slip"])
    assert output.ename == "CheckFailed"
    lines = output.traceback
    assert "Where: line 2: h_next = np.tanh(x @ p.W_h + h @ p.W_x + p.b)" in lines
    assert any(line.startswith("Next: W_x and W_h") for line in lines)
    assert all(len(line) <= 80 for line in lines)
    assert lines[-1].startswith("      ")  # under the words after Next:


def test_nothing_is_on_stderr(cells):
    assert [o.output_type for o in cells["loud"].outputs if o.output_type == "error"] == []
    streams = [o for cell in cells.values() for o in cell.outputs if o.output_type == "stream"]
    assert {o.name for o in streams} == {"stdout"}
    text = "".join(o.text for o in streams)
    for part in ("careful", "logged", "to stderr", "to descriptor 2", "divide by zero", "agree"):
        assert part in text


def test_what_would_end_a_call_is_named_and_the_kernel_lives(cells):
    assert error(cells["leaves"]).traceback[0] == "rnn_step raised SystemExit."
    assert "input() is not answered" in error(cells["asks"]).traceback[0]
    assert "\n".join(error(cells["endless"]).traceback) == (
        "Interrupted in rnn_step(p, x (2, 3), h (2, 4)), at line 3\n"
        "(signal.raise_signal(signal.SIGINT)). Does this loop end?"
    )
    assert cells["end"].outputs[-1].text.endswith("alive\n")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (
            "no prediction",
            "NameError: no prediction yet: run the cell above first, with or without one.",
        ),
        ("not run", "NameError: rnn_step is not defined: run the answer cell above first."),
        (
            "no setup",
            "NameError: check_one_hot is not imported: run the setup cell at the top first.",
        ),
        (
            "older",
            "ImportError: helpers.checks.m01_unrolling has no check_old. This notebook comes "
            "from another version of the course: save it, run course lab --refresh 01 in a "
            "terminal, and reload it.",
        ),
    ],
)
def test_a_name_that_is_not_there_is_explained(cells, cell, said):
    assert " ".join(error(cells[cell]).traceback) == said


def test_any_other_error_is_shown_as_ever(cells):
    assert "undefined_name" in error(cells["own mistake"]).traceback[-1]
    assert "Traceback" in "".join(error(cells["own mistake"]).traceback)
