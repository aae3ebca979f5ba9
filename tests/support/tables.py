"""Tables of cases as one test: every row is run, and every row that fails is named."""

import inspect

import pytest

__all__ = ["each_row"]


def each_row(names, rows):
    """Run a test for each row of a table, as pytest.mark.parametrize would, but as one test.

    names: of the arguments that a row holds, in order. Rows share the test's fixtures, so they
    must leave them as they were. The failure names every row that failed, by its number and text.
    """
    rows = list(rows)
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)

    def decorate(test):
        parameters = inspect.signature(test).parameters
        assert set(names) <= set(parameters), names

        def whole(**fixtures):
            failed = []
            for number, row in enumerate(rows):
                values = row if len(names) > 1 else (row,)
                try:
                    test(**dict(zip(names, values, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as error:
                    row_text = ", ".join(f"{value!r:.80}" for value in values)
                    failed.append(f"row {number} ({row_text}): {type(error).__name__}: {error}")
            assert not failed, "\n".join([f"{len(failed)} of {len(rows)} rows failed", *failed])

        whole.__name__, whole.__doc__ = test.__name__, test.__doc__
        whole.__module__ = test.__module__
        whole.__signature__ = inspect.Signature(
            [p for name, p in parameters.items() if name not in names]
        )
        return whole

    return decorate
