"""The figures of module 04: each draws on its Axes, repeats its bytes, and keeps text apart."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.plots import curves, figure, gradient_flow, states
from helpers.plots.modules import m04_lstm
from helpers.plots.style import contrast, luminance
from tests.support.figure_reading import assert_drawn_well

rng = np.random.default_rng(0)
NAMES = ("inside a string", "indentation", "bracket depth")
UNITS = {
    name: {"all": rng.uniform(-0.3, 0.3, size=128), "r": -0.8, "untrained": 0.2} for name in NAMES
}
STREAMS = {
    "1997": [{"errors": np.linspace(0.1, 0.3 + k / 9, 10)} for k in range(5)],
    "LSTM": [{"errors": np.full(10, 0.001)} for _ in range(5)],
}
LAGS = np.arange(101)
NORMS = {"LSTM, bias 0": 0.6**LAGS, "LSTM, bias 5": 1.01**LAGS, "tanh network": 0.61**LAGS}
DIRECT = {"LSTM, bias 0": 0.4**LAGS}
SOLVED = {"tanh network": [None] * 5, "LSTM, forget bias 1": [400, 600, None, 500, 500]}
LONGEST = {"RNN": [30, 31, 7, 9, 30], "GRU": [0, 0, 30, 33, 30], "LSTM": [59, 40, 87, 40, 44]}

DRAWN = {
    "units": (8.5, 3.6, lambda ax: states.all_units(ax, UNITS)),
    "stream": (
        4.5,
        3.1,
        lambda ax: curves.stream_lines(ax, STREAMS, "errors", "mean squared error", baseline=1 / 3),
    ),
    "two ways": (7.5, 3.6, lambda ax: gradient_flow.two_ways(ax, NORMS, DIRECT)),
    "updates": (8, 3.2, lambda ax: curves.updates_needed(ax, SOLVED, 1500)),
    "longest": (4.5, 3.1, lambda ax: curves.longest_strings(ax, LONGEST, 30)),
    "counter": (4.5, 3.1, lambda ax: states.counter(ax, -np.abs(np.arange(61) - 30.0), 30)),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert assert_drawn_well(*kind).get_ylabel()


def test_every_seed_is_a_mark_solved_or_not():
    _, ax = figure(8, 3.2)
    curves.updates_needed(ax, SOLVED, 1500)
    counts = {
        shape: sum(len(line.get_xdata()) for line in ax.lines if line.get_marker() == shape)
        for shape in "oX"
    }
    assert counts == {"o": 4, "X": 6}
    assert {text.get_text() for text in ax.texts} == {"0 of 5", "4 of 5", "not yet", "learned"}


def test_letters_stand_out_from_their_ground_whatever_the_value():
    values = np.linspace(-1, 1, 41)
    fig, ax = figure(9, 0.3)
    fig.set_layout_engine("none")
    ax.set_position((0, 0, 1, 1))
    states.coloured_text(ax, ["x" * 41], [values], 84)
    grounds = ax.images[0].get_cmap()(np.asarray(ax.images[0].get_array())[0, :41])
    letters = [text.get_color() for text in ax.texts]
    pairs = zip(letters, grounds[:, :3], strict=True)
    assert min(contrast_of(letter, ground) for letter, ground in pairs) >= 4
    lightness = [luminance(ground) for ground in grounds[:, :3]]
    assert np.all(np.diff(lightness) <= 0)
    assert lightness[0] - lightness[-1] > 0.8


def contrast_of(letter, ground):
    return contrast(to_rgb(letter), ground)


def test_long_lines_are_broken_and_each_character_keeps_its_value():
    text = "ab\n" + "c" * 100 + "\n\nd"
    values = np.arange(len(text))
    lines, parts = m04_lstm._lines(text, values)
    assert lines == ["ab", "c" * 84, "c" * 16, "", "d"]
    assert [part.tolist() for part in parts] == [
        [0, 1],
        list(range(3, 87)),
        list(range(87, 103)),
        [],
        [105],
    ]


def test_the_busiest_stretch_is_where_a_signal_begins_most_often():
    signal = np.zeros((100, 3))
    signal[[10, 30, 50, 52, 54, 56], 1] = 1
    signal[[20, 22], 2] = 1
    row, step = m04_lstm.busiest(signal, span=10)
    assert row == 1
    assert 45 <= step <= 49


@pytest.mark.parametrize(
    ("weights", "letter"), [((-1.0, 0.0, 0.0), "b"), ((0.1, 0.7, 0.0), "c"), ((0.6, 0.5, 0.0), "a")]
)
def test_the_kind_of_bracket_is_read_off_the_numbers(weights, letter, capsys):
    rng = np.random.default_rng(0)
    kinds = ("round", "square", "curly")
    counts = {kind: rng.integers(3, size=(80, 9)).astype(float) for kind in kinds}
    depth = sum(counts.values())
    cell = np.tanh(sum(w * counts[kind] for w, kind in zip(weights, kinds, strict=True)))
    assert m04_lstm.print_kinds(cell, counts, depth) == letter
    said = capsys.readouterr().out
    assert "in 100.0%" in said
    outside = depth == 0
    assert f"outside                  {cell[outside].mean():+.2f}   ({outside.sum():6,d}" in said
    only = (counts["square"] > 0) & (counts["square"] == depth)
    assert f"in square brackets only  {cell[only].mean():+.2f}   ({only.sum():6,d}" in said
