"""What the tests of all check records share: judging an answer, and what every record must keep."""

import contextlib
import inspect
import io

import pytest

from helpers.checks.engine.check import Check, CheckFailed


def failure(check: Check, answer, seed: int = 0) -> CheckFailed:
    """Return what the check says about a wrong answer."""
    with pytest.raises(CheckFailed) as caught, contextlib.redirect_stdout(io.StringIO()):
        check(answer, seed=seed)
    return caught.value


def accept(check: Check, answer) -> None:
    """Judge a right answer as the notebook does, shown and hidden."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        for seed in (0, 1, 2):
            check(answer, seed=seed)
    assert len(out.getvalue().splitlines()) == 3  # one line a call, and no warnings


def slips_of(checks):
    return [
        pytest.param(check, hint, slip, id=f"{check.name}-{slip.__name__}")
        for check in checks
        for hint, slip in check.slips.items()
    ]


def alternatives_of(checks):
    return [
        pytest.param(check, answer, id=f"{check.name}-{answer.__name__}")
        for check in checks
        for answer in check.alternatives
    ]


def earns_its_own_hint(check: Check, hint: str, slip) -> None:
    for seed in (0, 1):
        caught = failure(check, slip, seed)
        assert caught.hint == hint
        assert str(caught).endswith(f"\nNext: {hint}")
        assert str(caught).count(hint) == 1  # said once, as the next step
        assert "Traceback" not in str(caught)


def keeps_the_house_style(check: Check) -> None:
    """Enough slips and alternatives, hints that ask, no line of code given away, right names."""
    assert len(check.slips) >= 4
    assert len(check.alternatives) >= 3
    assert len(set(check.slips.values())) == len(check.slips)
    for hint in check.slips:
        assert hint.endswith("?") or "? " in hint, hint
        assert len(hint) <= 240, hint
        assert "!" not in hint, hint
        assert "`" not in hint, hint
        assert " = np." not in hint, hint
        assert "return " not in hint, hint
    assert check.tolerance_reason
    assert check.reference.__name__ == check.name
    wanted = list(inspect.signature(check.reference).parameters)
    for answer in (*check.slips.values(), *check.alternatives):
        assert list(inspect.signature(answer).parameters) == wanted, answer.__name__
