"""The table of claims: its rows as Markdown, and a verdict that the numbers can deny."""

import IPython.display

from helpers.plots.modules.claims import OTHERWISE, show_claims, verdict


def test_a_verdict_stands_only_where_all_that_it_rests_on_holds():
    assert verdict("holds") == "holds"
    assert verdict("holds", 1 < 2, True) == "holds"
    assert verdict("holds", 1 < 2, 2 < 1) == OTHERWISE


def test_the_table_has_a_row_for_each_claim(monkeypatch):
    shown = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    show_claims([("a claim", "1.5", "holds"), ("another", "2", "open")])
    lines = shown[0].data.splitlines()
    assert lines[0].count("|") == lines[-1].count("|") == 4
    assert lines[2:] == ["| a claim | 1.5 | holds |", "| another | 2 | open |"]
