"""The figures of module 12: that each draws well, and says what it shows."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from helpers.experiments import stored
from helpers.experiments.m12_latent.parts import live
from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules import claims
from helpers.plots.modules.m12 import claims as m12_claims
from helpers.plots.modules.m12 import digits, drawn, futures, latents, strokes
from helpers.plots.modules.m12 import map as m12_map
from helpers.scratch.modules import m12_recurrent
from tests.support.figure_reading import assert_drawn_well

PEAK = np.exp(-50 * (np.abs(futures.GRID) - 1) ** 2)
DENSITIES = {
    "floor": 2 * PEAK, "one Gaussian": np.exp(-(futures.GRID**2)) / 2, "mixture of 2": 1.9 * PEAK,
    "VRNN": 1.7 * PEAK,
}  # fmt: skip
ROWS = {"one Gaussian": [[15, 1.6], [150, 1.59]], "mixture of 2": [[40, 0.5], [400, 0.03]]}
CURVES = {"VRNN": [[10, 0.1, 5.6], [20, 0.2, 5.5]], "annealed": [[10, 0.1, 9.0], [20, 0.2, 2.4]]}
KLS = {"VRNN": [0.0, 0.01, 0.0], "annealed": [0.8, 0.9, 0.85]}
TIGHTER = {1: 0.42, 10: 0.33, 100: 0.3, 1000: 0.28}

DRAWN = {
    "fan": (4.0, 3.0, lambda ax: drawn.fan(ax, np.ones(12), np.tile([1.0, -1.0], (5, 2)), "black")),
    "density": (4.0, 3.0, lambda ax: futures.density(ax, DENSITIES)),
    "past": (4.0, 3.0, lambda ax: futures.past(ax, np.ones(12))),
    "learning": (6.4, 2.8, lambda ax: futures.learning(ax, ROWS)),
    "excess": (4.6, 3.0, lambda ax: latents.excess_lines(ax, CURVES)),
    "used": (4.0, 3.0, lambda ax: latents.numbers_used(ax, KLS)),
    "looseness": (6.8, 3.0, lambda ax: latents.looseness(ax, {"VRNN": TIGHTER})),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert_drawn_well(*kind)


def test_the_map_names_every_part():
    for part in m12_map.MAP.parts:
        _, ax = figure(5.4, 1.35)
        course_map(ax, m12_map.MAP, part)


def test_pixels_and_strokes_are_where_they_were_put():
    _, ax = figure(2, 2)
    digits.pixels(ax, np.eye(8) * 100)
    np.testing.assert_array_equal(ax.images[0].get_array(), np.eye(8) * 100)
    _, ax = figure(2, 2)
    strokes.pen(ax, np.ones((4, 2)), "black")
    np.testing.assert_allclose(ax.lines[0].get_xdata(), 0.1 * np.arange(5))


def test_whole_figures_say_what_they_show(monkeypatch, capsys):
    shown = []
    for module in (digits, drawn, futures, latents, strokes):
        monkeypatch.setattr(module, "show", lambda fig, alt, caption: shown.append((fig, alt)))
    futures.show_next(np.ones(12), DENSITIES)
    futures.show_next(np.ones(12), dict(list(DENSITIES.items())[:2]))
    futures.show_learning(ROWS)
    two, six = stored("two_futures"), stored("six_chains")
    latents.print_scores(two)
    latents.show_collapse(two, ("VRNN", "annealed", "free bits", "heavy KL first"))
    latents.show_looseness(TIGHTER, six)
    latents.print_scores(stored("linear_gaussian"), "two numbers", ".3f")
    painted, pens = stored("digit_writes"), stored("pen_strokes")
    digits.show_writes(painted)
    digits.print_digits(painted)
    bank, write = m12_recurrent.filter_bank, m12_recurrent.draw_write
    digits.show_patches(live.patches_on_a_digit(bank, write))
    seen = stored("drawn_futures").results[0]
    drawn.show_futures(seen["past"], seen["futures"])
    strokes.show_strokes(pens, live.real_strokes(pens.settings), live.distances_to_letters(pens))
    assert len(shown) == 9
    assert [len(fig.axes) for fig, _ in shown[:2]] == [1, 2]  # the past is shown once
    assert "one Gaussian 1.59" in shown[2][1]
    assert "nan" not in capsys.readouterr().out
    assert not any("nan" in alt.split() for _, alt in shown)


def test_a_number_that_is_not_used_is_marked_by_a_0():
    _, ax = figure(4, 3)
    latents.numbers_used(ax, KLS)
    marks = [text for text in ax.texts if text.get_text() == "0"]
    assert [round(text.get_position()[0]) for text in marks] == [0, 1, 2]


def test_a_kind_has_one_colour_in_every_figure():
    _, (lines, bars, bounds) = figure(9, 3, columns=3)
    latents.excess_lines(lines, dict.fromkeys(("annealed", "VRNN"), CURVES["VRNN"]))
    latents.numbers_used(bars, {kind: [0.5] for kind in ("annealed", "VRNN")})
    latents.looseness(bounds, {"VRNN": TIGHTER})
    vrnn = latents.LOOKS["VRNN"].colour
    assert lines.lines[1].get_color() == bounds.lines[0].get_color() == vrnn
    assert bars.patches[1].get_facecolor() == to_rgba(vrnn)


def test_a_caption_says_where_the_plain_bound_ends(monkeypatch):
    said = []
    monkeypatch.setattr(latents, "show", lambda fig, alt, caption: said.append(caption))
    for name in ("two_futures", "six_chains"):
        latents.show_collapse(stored(name), ("VRNN", "annealed", "free bits"))
    assert said[0].startswith("**The remedies cost here**, annealed by 0.10 and free bits by 0.22")
    assert said[1].startswith("**Collapse, and what mends it.** The plain bound ends at 5.5")


def test_the_claims_hold_for_what_is_stored(monkeypatch):
    rows = []
    monkeypatch.setattr(claims, "show_claims", rows.extend)
    names = ("two_futures", "six_chains", "linear_gaussian", "pen_strokes", "digit_writes")
    distances = live.distances_to_letters(stored("pen_strokes"))
    m12_claims.show_claims(*map(stored, names), TIGHTER, distances)
    assert len(rows) == 8
    assert not [row for row in rows if row[2] == claims.OTHERWISE]
