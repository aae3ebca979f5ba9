"""Passes the learner's own function to an experiment, once its check has passed in this session."""

from collections.abc import Callable

from helpers.checks.engine.check import Check

__all__ = ["yours"]

_told: dict[str, bool] = {}


def yours(answer: Callable, check: Check, reference: Callable) -> Callable:
    """Return the learner's function if its check has passed in this session, else the reference.

    An answer that was defined again since then counts only once its check has passed anew. A line
    says which of the two is used, when that has changed since the last call for this exercise.
    """
    own = check.has_passed(answer)
    if _told.get(check.name) is not own:
        _told[check.name] = own
        print(
            f"{check.name}: your own function runs here."
            if own
            else f"{check.name}: the course's function runs here, since the check of yours has not "
            "passed in this session."
        )
    return answer if own else reference
