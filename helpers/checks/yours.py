"""Passes the learner's own function to an experiment, once its check has passed in this session."""

import sys
from collections.abc import Callable

from helpers.checks.engine.check import Check

__all__ = ["yours"]

# Exercises whose own function was the last to run: the cell that said so, and its run.
_own_named: dict[str, tuple[str, int]] = {}


def yours(answer: Callable, check: Check, reference: Callable) -> Callable:
    """Return the learner's function if its check has passed in this session, else the reference.

    An answer that was defined again since then counts only once its check has passed anew. A line
    says when the reference runs, each time, and when the learner's own function runs, at first and
    whenever the cell that said so runs again, which cleared the line.
    """
    if check.has_passed(answer):
        cell, run = _running_cell()
        said_in, at = _own_named.setdefault(check.name, (cell, -1))
        if cell == said_in and run != at:
            print(f"{check.name}: your own function runs here.")
            _own_named[check.name] = (cell, run)
        return answer
    _own_named.pop(check.name, None)
    print(
        f"{check.name}: the course's function runs here, since the check of yours has not passed "
        "in this session."
    )
    return reference


def _running_cell() -> tuple[str, int]:
    """Return the text of the notebook cell that runs, and its run's number; ("", 0) if none."""
    ipython = sys.modules.get("IPython.core.getipython")
    shell = ipython.get_ipython() if ipython else None
    return (shell.history_manager.input_hist_raw[-1], shell.execution_count) if shell else ("", 0)
