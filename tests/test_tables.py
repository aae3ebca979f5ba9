"""A table of cases as one test: every row runs, and every row that fails is named."""

import pytest

from tests.support.tables import each_row


def test_every_row_runs_and_each_that_fails_is_named(tmp_path):
    seen = []

    def fail(n, kind):
        if n < 3:
            raise kind("asked")

    @each_row("n, kind", [(1, ValueError), (2, KeyError), (3, ValueError)])
    @each_row("word", ["a", "b"])
    def raises(word, n, kind, tmp_path):
        seen.append((n, word))
        with pytest.raises(ValueError, match="asked"):
            fail(n, kind)

    with pytest.raises(AssertionError) as caught:
        raises(tmp_path=tmp_path)
    assert seen == [(n, word) for n in (1, 2, 3) for word in "ab"]
    lines = str(caught.value).splitlines()
    assert lines[0] == "2 of 3 rows failed"
    assert lines[1].startswith("row 1 (2, <class 'KeyError'>): AssertionError: 2 of 2 rows failed")
    assert "row 0 ('a'): KeyError: 'asked'" in lines[2]
    assert any(line.startswith("row 2 (3, ") for line in lines)
    assert "DID NOT RAISE" in lines[-1]
