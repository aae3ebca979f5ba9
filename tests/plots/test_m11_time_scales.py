"""The figures of module 11: graphs and their paths, and that each draws well."""

from itertools import pairwise

import numpy as np
import pytest

from helpers.experiments import stored
from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules import claims
from helpers.plots.modules.m11 import claims as m11_claims
from helpers.plots.modules.m11 import map as m11_map
from helpers.plots.modules.m11 import norms, paths, scales
from helpers.scratch.modules import m11_time_scales
from tests.support.figure_reading import assert_drawn_well

rng = np.random.default_rng(0)
LAGS = np.arange(201)
FALLS = {"plain": 0.47, "delayed": 0.1, "leaky": 0.05, "clockwork": 0.03, "unitary": 0.0}
STATES = {k: np.exp(-fall * LAGS - 0.02 * rng.random((3, 1)) * LAGS) for k, fall in FALLS.items()}
INPUTS = {
    k: np.exp(-fall * LAGS) * np.ones((3, 1))
    for k, fall in {
        "plain": 0.46, "clockwork": 0.4, "dilated, 7 layers": 0.0, "pyramid": 0.03,
        "words of 8": 0.01,
    }.items()
}  # fmt: skip
CAYLEY = {"plain": STATES["plain"], "Cayley tanh": STATES["plain"] * 1.1}
COPIES = {k: [[[10 * i, 0.1 * i, 1.2 - 0.01 * i] for i in range(1, 20)]] * 3 for k in norms.KINDS}


DRAWN = {
    "copying": (4.0, 3.3, lambda ax: norms.copy_lines(ax, COPIES, "100 blanks")),
    "reflection": (4.0, 3.1, norms.reflection),
    "cayley": (4.0, 3.1, lambda ax: norms.cayley_angles(ax, norms.cayley_turns((0.1, 1, 30)))),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert_drawn_well(*kind)


@pytest.mark.parametrize("T", [1, 5, 16, 40])
def test_shortest_paths_are_those_of_the_references(T):
    for delays in ((1,), (1, 4), (1, 3, 4)):
        found, _ = paths.shortest(paths.delayed(T, delays), (T, 0))
        assert found == m11_time_scales.delayed_path_length(T, delays)
    periods = np.array([1, 2, 8])
    found = [paths.shortest(paths.clockwork(T, periods), (T, g))[0] for g in range(3)]
    assert found == m11_time_scales.clockwork_paths(periods, T).tolist()


def test_shortest_paths_by_hand():
    graphs = paths.networks(16, (1, 4), (1, 2, 4, 8), (1, 2, 8), (2, 2), 4)
    assert [paths.shortest(*net)[0] for net in graphs.values()] == [16, 4, 5, 2, 6, 8]
    length, path = paths.shortest(paths.delayed(6, (1, 4)), (6, 0))
    assert (length, len(path), sum(b[0] - a[0] == 4 for a, b in pairwise(path))) == (3, 4, 1)
    lengths = paths.at_lag(100)
    assert lengths["dilated, 7 layers"] == 7 - 1 + 3  # the state that it starts from is not counted


def test_a_path_is_drawn_over_its_states():
    _, ax = figure(4, 2)
    paths.unrolled(ax, "delays", *paths.PICTURE["delays 1 and 4"])
    marked = [
        line for line in ax.lines if line.get_color() == paths.VERMILLION and line.get_lw() > 2
    ]
    assert [(line.get_xdata()[0], line.get_xdata()[-1]) for line in marked] == [
        (0, 4), (4, 8), (8, 12), (12, 16)
    ]  # fmt: skip


def test_the_map_names_every_part():
    for part in m11_map.MAP.parts:
        _, ax = figure(5.4, 1.35)
        course_map(ax, m11_map.MAP, part)


def test_whole_figures_say_what_they_show(monkeypatch, capsys):
    shown = []
    for module in (paths, norms, scales):
        monkeypatch.setattr(module, "show", lambda fig, alt, caption: shown.append((fig, alt)))
    paths.show_paths(STATES, INPUTS)
    paths.print_lags(paths.at_lag(200), STATES, INPUTS)
    norms.show_cayley(CAYLEY)
    norms.show_keepers(norms.cayley_turns((0.1, 30)))
    norms.show_noise({"unitary": np.sqrt(LAGS[1:]), "leaky": np.full(200, 2.3)})
    norms.show_copying(stored("copy_memory"))
    norms.print_longer(stored("copy_longer"))
    scales.show_signal(np.sin(np.arange(244)), stored("two_periods"))
    scales.show_first_character({"one long word": 0.8**LAGS, "words of 8": 0.95**LAGS})
    scales.show_memories(
        {"boundaries": np.full(24, 0.4), "update always": 0.5 ** LAGS[:24]}, "Uc" * 12
    )
    scales.show_levels(stored("two_levels"))
    scales.print_pyramid(stored("pyramid_windows"))
    scales.print_grid(stored("grid_parity"))
    assert len(shown) == 9
    assert "plain 16" in shown[0][1]
    assert "nan" not in capsys.readouterr().out
    assert not any("nan" in alt.split() for _, alt in shown)


def test_the_claims_hold_for_what_is_stored(monkeypatch):
    rows = []
    monkeypatch.setattr(claims, "show_claims", rows.extend)
    names = ("two_periods", "two_levels", "pyramid_windows", "grid_parity")
    two, levels, windows, parity = map(stored, names)
    copying, longer, lags = stored("copy_memory"), stored("copy_longer"), (STATES, INPUTS)
    m11_claims.show_claims(CAYLEY, copying, longer, lags, two, levels, windows, parity)
    assert len(rows) == 8
    assert not [row for row in rows if row[2] == claims.OTHERWISE]
