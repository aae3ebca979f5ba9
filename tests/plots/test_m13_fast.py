"""The figures of module 13, and the numbers they stand on."""

import pytest

from helpers.experiments import stored
from helpers.plots import figure
from helpers.plots.course_map import course_map
from helpers.plots.modules.m13 import ladder, learned, scans
from helpers.plots.modules.m13 import map as m13_map
from helpers.scratch.modules.m13_machine import arithmetic_intensity, lstm_flops
from tests.support.figure_reading import assert_drawn_well

RUNGS = (
    "eight products", "four gates in one", "[x, h] in one", "inputs hoisted, gx[t]",
    "inputs hoisted", "backward by hand", "loop compiled", "nn.LSTM",
)  # fmt: skip
CLIMBED = {
    "machine": {"peak": 1e11, "bandwidth": 2e10},
    "sizes": {"large": (64, 32, 64, 128), "small": (64, 8, 32, 32)},
    "large": dict(zip(RUNGS, (32.0, 26.0, 27.0, 38.0, 25.0, 20.0, 15.5, 15.0), strict=True)),
    "small": dict(zip(RUNGS, (13.0, 7.5, 7.4, 7.9, 6.5, 1.8, 1.1, 1.0), strict=True)),
}
WAYS = {way: {64: 0.1, 1024: 2.0 + k} for k, way in enumerate(scans.WAYS)}
ERRORS = {"loop": {0.9: 1e-6, 0.99: 1e-5}, "scan": {0.9: 3e-6, 0.99: 1e-4}}
RUNS = [
    {kind: {"rows": [[10, 1, 0.2 + k / 10], [20, 2, 0.3 + k / 10]]} for k, kind in enumerate(
        ("LSTM", "minGRU", "LRU"))}
]  # fmt: skip

DRAWN = {
    "climb": (5.0, 4.0, lambda ax: ladder.climb(ax, CLIMBED)),
    "roofs": (4.0, 4.0, lambda ax: ladder.roofs(ax, CLIMBED)),
    "seconds": (4.4, 3.6, lambda ax: scans.seconds_lines(ax, WAYS, "64 states")),
    "by seconds": (4.6, 3.0, lambda ax: learned.second_lines(ax, RUNS, "64 steps", 0.1)),
}


@pytest.mark.parametrize("kind", DRAWN.values(), ids=DRAWN)
def test_each_names_its_axes_has_the_same_bytes_twice_and_keeps_its_text_apart(kind):
    assert_drawn_well(*kind)


def test_errors_are_drawn_with_their_names():
    _, ax = figure(4, 3)
    scans.error_lines(ax, ERRORS)
    assert [text.get_text() for text in ax.texts] == ["loop", "scan"]


def test_the_stored_ladder_is_the_mean_of_its_blocks_on_one_thread():
    record = stored("ladder")
    times = [block["1"]["small"]["nn.LSTM"] for block in record.results]
    found = ladder.one_thread(record)
    assert found["small"]["nn.LSTM"] == pytest.approx(sum(times) / len(times))
    assert [*found["large"]] == [*RUNGS]
    assert set(found) == set(CLIMBED)


def test_speeds_leave_the_inputs_gradient_out():
    size = CLIMBED["sizes"]["large"]
    T, B, D, H = size
    work = sum(lstm_flops(*size).values()) - 8 * T * B * D * H
    assert ladder.speeds(CLIMBED["large"], size)["nn.LSTM"] == pytest.approx(work / 0.015)


def test_intensities_are_those_of_the_products():
    T, B, D, H = size = CLIMBED["sizes"]["small"]
    fused = ladder.intensity("[x, h] in one", size)
    assert fused == pytest.approx(arithmetic_intensity(B, D + H, 4 * H))
    found = [ladder.intensity(rung, size) for rung in RUNGS]
    assert found[0] < found[1] < found[4] < found[5] == found[7]


def test_the_map_names_every_part():
    for part in m13_map.MAP.parts:
        _, ax = figure(5.4, 1.35)
        course_map(ax, m13_map.MAP, part)
