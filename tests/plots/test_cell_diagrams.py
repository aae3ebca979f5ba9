"""Diagrams of cells: each computes what its cell computes, and is legible large and small."""

import IPython.display
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyBboxPatch

from helpers.plots import figure
from helpers.plots.cell_diagrams import (
    alternative_text,
    cell_diagram,
    show_cell,
    show_cells,
)
from helpers.plots.cell_parts import CELLS
from helpers.plots.style import BLUE, VERMILLION, png, settle
from helpers.scratch import cells
from helpers.scratch.variants import gru, lstm, minimal
from tests.support.figure_reading import outside, overlapping
from tests.support.proofs import draw_array, draw_params, draw_state
from tests.support.tables import each_row

STEPS = {
    "rnn": cells.RNN,
    "lstm": cells.LSTM,
    "lstm_1997": lstm.LSTM_1997,
    "peephole": lstm.PEEPHOLE,
    "coupled": lstm.COUPLED,
    "gru": cells.GRU,
    "gru_reset_before": gru.GRU_RESET_BEFORE,
    "mgu": minimal.MGU,
}
WHERE = [(name, part) for name, cell in CELLS.items() for part in cell.parts]
SIZES = [(9.0, 3.8), (5.4, 2.1), (4.4, 1.9)]


def arriving(cell, node):
    """Return the names at the starts of the edges that end in a node."""
    return [edge.split(">")[0] for edge in cell.edges if edge.split(">")[1] == node]


def value(cell, known, node):
    """Compute what a node holds from the nodes whose arrows reach it."""
    if node in known:
        return known[node]
    terms = [value(cell, known, start) for start in arriving(cell, node)]
    text = cell.nodes[node].text
    if text == "×":
        return np.prod(terms, axis=0)
    if text == "+":
        return np.sum(terms, axis=0)
    (term,) = terms
    return {"1−": lambda a: 1 - a, r"$\tanh$": np.tanh, "$f=1-i$": lambda a: 1 - a}.get(
        text, lambda a: a
    )(term)


def one_step(cell):
    """Take one step with random weights, input and states; return weights and what came of it."""
    rng = np.random.default_rng(0)
    p = draw_params(rng, cell.params, D=3, H=4)
    return p, cell.step(p, draw_array(rng, (2, 3)), *draw_state(rng, cell, B=2, H=4))


@each_row("name", STEPS)
def test_following_the_arrows_computes_the_cell(name):
    p, (*after, cache) = one_step(STEPS[name])
    known = {k: v for k, v in cache._asdict().items() if k in set("cfghinorz")}
    if name == "rnn":
        known["tanh"] = np.tanh(cache.x @ p.W_x + cache.h @ p.W_h + p.b)
    for state, expected in zip(("h_next", "c_next"), after, strict=False):
        np.testing.assert_allclose(value(CELLS[name], known, state), expected, atol=1e-12)


def test_an_additive_memory_adds_its_candidate():
    got = value(CELLS["additive"], {"c": np.array(0.5), "g": np.array(-0.2)}, "h_next")
    assert got == pytest.approx(np.tanh(0.3))


@each_row("name", STEPS)
def test_every_gate_of_the_equations_is_in_the_diagram(name):
    _, (*_, cache) = one_step(STEPS[name])
    assert (set(cache._fields) & set("cfghinorz")) | {"x", "h_next", "L"} <= set(CELLS[name].nodes)


def test_the_reset_stands_where_the_equation_has_it():
    after, before = CELLS["gru"].edges, CELLS["gru_reset_before"].edges
    assert {"W>reset", "reset>n"} <= set(after)
    assert {"reset>W", "W>n"} <= set(before)


def test_peepholes_see_the_memory_that_their_gate_sees():
    nodes, edges = CELLS["peephole"].nodes, CELLS["peephole"].edges
    assert edges["old>f"][0][1] == edges["new>o"][0][1] == nodes["c"].y
    assert nodes["c"].x < edges["old>f"][0][0] < nodes["keep"].x  # before the step
    assert edges["new>o"][0][0] > nodes["c_next"].x  # after it


@each_row("name", CELLS)
def test_a_point_where_a_line_starts_lies_on_another_line(name):
    cell = CELLS[name]
    lines = [segment for edge in cell.edges for segment in segments(cell, edge)]
    bus = (cell.nodes["x"].y, max(cell.nodes[key].x for key in cell.feeds))
    for edge, via in cell.edges.items():
        start, stop = edge.split(">")
        if start not in cell.nodes:
            own = segments(cell, edge)
            assert any(on_segment(via[0], line) for line in lines if line not in own), edge
        if stop not in cell.nodes:
            assert via[-1][1] == bus[0], edge
            assert 0 < via[-1][0] < bus[1], edge


def segments(cell, edge):
    start, stop = edge.split(">")
    ends = [[(cell.nodes[n].x, cell.nodes[n].y)] if n in cell.nodes else [] for n in (start, stop)]
    points = [*ends[0], *cell.edges[edge], *ends[1]]
    return list(zip(points[:-1], points[1:], strict=True))


def on_segment(point, segment):
    """Say whether a point lies on an upright or level line; one to the loss is drawn level."""
    (x, y), ((x0, y0), (x1, y1)) = point, segment
    y1 = y0 if x1 == CELLS["lstm"].nodes["L"].x else y1
    between = min(x0, x1) <= x <= max(x0, x1) and min(y0, y1) <= y <= max(y0, y1)
    return between and (x0 == x1 or y0 == y1)


@each_row("name", ["lstm", "lstm_1997", "peephole", "coupled"])
def test_the_two_ways_lead_from_the_memory_to_the_loss(name):
    cell = CELLS[name]
    for way, through in (("way_h", ["tanh", "read", "h_next"]), ("way_c", [])):
        stations = ["c_next", *through, "L"]
        edges = {f"{a}>{b}" for a, b in zip(stations, stations[1:], strict=False)}
        assert set(cell.parts[way].members) == {*stations, *edges}
        assert edges <= set(cell.edges)


@each_row(("name", "part"), WHERE)
def test_a_part_names_only_what_the_diagram_has(name, part):
    cell = CELLS[name]
    assert set(cell.parts[part].members) <= {*cell.nodes, *cell.edges}


@pytest.mark.parametrize(
    ("name", "size"),
    [(name, size) for name in CELLS for size in SIZES[: 3 if "gru" in name else 2]],
)
def test_a_diagram_is_legible_large_and_small(name, size):
    fig, ax = figure(*size)
    assert cell_diagram(ax, name, tuple(CELLS[name].parts)) is ax
    settle(fig)
    fig.set_layout_engine("none")  # it is laid out, and each look at it would do so again
    assert not overlapping(fig)
    assert not outside(fig, of_axes=True)
    assert min(text.get_fontsize() for text in ax.texts) >= 5.5
    kinds = [node.kind for node in CELLS[name].nodes.values()]
    pairs = list(framed(ax))
    assert len(pairs) == sum(kind in ("gate", "input", "loss") for kind in kinds)
    assert all(text.width < 0.98 * frame.width for text, frame in pairs)


def framed(ax):
    """Yield the boxes of a text and of the frame that it stands in."""
    for patch in ax.patches:
        frame = patch.get_window_extent()
        for text in ax.texts:
            if isinstance(patch, FancyBboxPatch) and frame.contains(*centre(text)):
                yield text.get_window_extent(), frame


def centre(text):
    box = text.get_window_extent()
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def test_formulas_stand_in_the_large_one_only():
    words = []
    for size in SIZES[:2]:
        _, ax = figure(*size)
        cell_diagram(ax, "lstm")
        words.append([text.get_text() for text in ax.texts])
    assert r"$f=\sigma(a_f)$" in words[0]
    assert "$f$" in words[1]
    assert not any("sigma" in word or "later" in word for word in words[1])


def edge_colours(ax):
    return {patch.get_edgecolor()[:3] for patch in ax.patches}


def test_the_two_ways_differ_in_colour_and_in_line():
    _, ax = figure(9, 3.8)
    cell_diagram(ax, "lstm", ("way_h", "way_c"))
    assert {to_rgb(BLUE), to_rgb(VERMILLION)} <= edge_colours(ax)
    styles = {
        patch.get_edgecolor()[:3]: patch.get_linestyle()
        for patch in ax.patches
        if patch.get_facecolor()[3] == 0 and not isinstance(patch, FancyBboxPatch)
    }
    assert styles[to_rgb(VERMILLION)] != "solid"


def test_nothing_is_in_colour_unless_asked():
    _, ax = figure(9, 3.8)
    cell_diagram(ax, "lstm")
    assert not {to_rgb(BLUE), to_rgb(VERMILLION)} & edge_colours(ax)


def test_the_same_diagram_is_the_same_bytes():
    drawn = []
    for _ in range(2):
        fig, ax = figure(5.4, 2.1)
        cell_diagram(ax, "gru", "reset")
        drawn.append(png(fig))
    assert drawn[0] == drawn[1]


def test_an_unknown_cell_or_part_is_named_with_what_there_is():
    with pytest.raises(ValueError, match="there is no cell 'elman'; there are rnn, additive"):
        cell_diagram(figure()[1], "elman")
    with pytest.raises(
        ValueError, match="the diagram of 'gru' has no part 'forget'; it has memory"
    ):
        cell_diagram(figure()[1], "gru", "forget")


def test_alternative_texts_say_what_is_where_and_what_is_in_colour():
    assert len({alternative_text(name) for name in CELLS}) == len(CELLS)
    assert alternative_text("lstm").startswith("LSTM: x and h enter")
    both = alternative_text("lstm", ("way_h", "way_c"))
    assert "In colour: c_next's way to the loss through tanh" in both
    assert "and c_next's way to the loss through later" in both


def test_a_cell_is_shown_with_its_text_large_small_or_above_another(monkeypatch):
    shown = []
    monkeypatch.setattr(IPython.display, "display", lambda data, **_: shown.append(data))
    show_cell("lstm", "forget")
    show_cell("lstm", caption="**An LSTM.**")
    show_cells(("gru", "gru_reset_before"), "**Two places.**", at="reset")
    pages = [data for data in shown if isinstance(data, dict)]
    assert [page["text/html"].count("<img") for page in pages] == [1, 1, 1]
    assert ['width="540"' in page["text/html"] for page in pages] == [True, False, False]
    assert "In colour: the forget gate f." in pages[0]["text/plain"]
    assert pages[2]["text/plain"].count("In colour") == 2
