"""The figures of module 05: each draws on its Axes, repeats its bytes, and keeps text apart."""

import numpy as np
import pytest

from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules import m05_gru_family as module
from tests.support.figure_reading import assert_drawn_well, outside, overlapping

rng = np.random.default_rng(0)
STEPS = np.arange(40)
ROWS = {
    f"{name} - RNN": (mean + 0.01 * rng.normal(size=5), mean, mean - 0.02, mean + 0.02)
    for name, mean in (("GRU", -0.1), ("LSTM", 0.02), ("counts", 0.05))
}
SCORES = {name: 0.002 * (1 + k) * np.exp(rng.normal(size=5)) for k, name in enumerate("abcdefghi")}


def leak(ax):
    lines = {"fixed, keeps 0.92": 0.1 * np.sin(STEPS), "gated": np.sign(STEPS - 20) * 0.5}
    return module.leak_traces(ax, np.sign(STEPS - 20) * 0.5, STEPS % 20 == 0, lines)


DRAWN = {
    "leak": (8, 2.8, leak),
    "differences": (3, 3.1, lambda ax: module.differences(ax, ROWS, title="equal weights")),
    "dots": (
        7.5,
        3.2,
        lambda ax: module.dot_rows(ax, SCORES, "error", {"always 1": 1 / 6}, log=True),
    ),
    "counter": (
        4.5,
        2.6,
        lambda ax: module.counter_traces(ax, STEPS % 10 / 9, STEPS % 10 == 9, "$N = 10$"),
    ),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert_drawn_well(*kind)


def test_equal_scores_are_drawn_one_above_the_other():
    _, ax = figure(7, 2)
    module.dot_rows(ax, {"a": [100, 100, 200, 100]}, "updates")
    heights = ax.lines[0].get_ydata()
    assert len(set(heights[[0, 1, 3]])) == 3
    assert heights[2] == pytest.approx(0)
    assert np.mean(heights) == pytest.approx(0)


def test_an_interval_is_drawn_from_its_low_end_to_its_high_end():
    _, ax = figure(3, 3)
    module.differences(ax, ROWS)
    bars = [line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 2][1:]
    assert np.allclose(bars, [row[2:] for row in ROWS.values()])


def test_the_map_has_every_part_in_small_and_in_large():
    for at in [(), *module.MAP.parts]:
        fig, ax = figure(5.4, 1.35)
        course_map(ax, module.MAP, at)
        assert not overlapping(fig)
        assert not outside(fig)


def test_the_kept_loss_is_the_one_at_the_lowest_validation_loss():
    first = [[[3.0, 1.0], [3.0, 9.0]], [[2.0, 5.0], [4.0, 6.0]]]  # (tests, networks, 2)
    second = [[[2.5, 7.0], [1.0, 8.0]], [[2.1, 2.0], [5.0, 3.0]]]
    assert module.kept_losses([first, second]).tolist() == [5.0, 8.0]


def test_losses_by_bias_are_printed_with_their_differences(capsys):
    scores = {"GRU, z 0": (np.array([2.0, 3.0]), None), "GRU, z 1": (np.array([1.0, 1.5]), None)}
    pairs = (("GRU, z 1", "GRU, z 0"),)
    module.print_biases({"5 updates": scores}, pairs, lambda a, b: (np.mean(a - b), -2.0, 0.5))
    printed = capsys.readouterr().out
    assert "GRU, z 0 2.500; GRU, z 1 1.250" in printed
    assert "GRU, z 1 - GRU, z 0: -1.250 [-2.000, +0.500]" in printed


def test_tables_are_printed_with_their_differences(capsys):
    runs = np.full((1, 2, 3, 2), 2.0)
    record = type("Record", (), {})()
    record.results = [{"GRU": {"H": 4, "runs": runs}, "LSTM": {"H": 3, "runs": runs + 1}}]
    record.settings, record.seconds, record.name = {"networks": 3}, 12.0, "names_family"
    beside = {"LSTM": "GRU"}
    module.print_family(record, lambda a, b: (float(np.mean(a - b)), 0.9, 1.1), beside)
    printed = capsys.readouterr().out
    assert "LSTM" in printed
    assert printed.count("+1.000 [+0.900, +1.100] to GRU") == 1
    assert "3 networks each, 12 s" in printed


def test_greffs_variants_are_printed_with_the_weights_they_use(capsys):
    runs = np.full((1, 2, 3, 2), 2.0)
    records = []
    for name, cells in (("a", {"V": (4, 0), "NIG": (4, 1)}), ("b", {"NIG": (5, 2)})):
        record = type("Record", (), {})()
        record.results = [{k: {"H": H, "runs": runs + by} for k, (H, by) in cells.items()}]
        record.settings, record.seconds, record.name = {"networks": 3}, 12.0, name
        records.append(record)
    module.print_greff(
        *records, lambda a, b: (float(np.mean(a - b)), 0.9, 1.1), lambda n, H: 10 * H
    )
    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[:2] for row in rows[1:3]] == [["V", "4"], ["NIG", "4"]]
    assert rows[3].split() == ["NIG,", "wider", "5", "50", "4.000", "+2.000", "[+0.900,", "+1.100]"]
    assert len([row for row in rows if "12 s" in row]) == 2
