"""The figures of language models: what they draw, and that their labels keep apart."""

import numpy as np
import pytest

from helpers.plots import figure, language_models
from helpers.plots.style import png
from tests.support.figure_reading import outside, overlapping

rng = np.random.default_rng(0)
TEXT = "The value of x is 1."
ROWS = {"counts": rng.uniform(0, 7, len(TEXT)), "LSTM": rng.uniform(0, 2, len(TEXT))}
CONTEXTS = [1, 2, 4, 8, 16]
LOSSES = 1.5 + 2.0 ** -np.arange(5.0) + rng.uniform(0, 0.05, (3, 5))
ORDERS = np.arange(1, 8)
NGRAMS = 1.6 + 0.1 * (ORDERS - 4.0) ** 2
ACCURACIES = {"plain": rng.uniform(0.6, 1, (5, 4)), "LSTM": rng.uniform(0.9, 1, (5, 4))}
PLACES = {"carried": 1.6 + rng.uniform(0, 0.1, (3, 8)), "reset": 1.6 + 2.0 ** -np.arange(8.0)}
DRAWN = {
    "surprise": (9, 1.2, lambda ax: language_models.surprise_rows(ax, TEXT, ROWS)),
    "context": (
        7,
        3.3,
        lambda ax: language_models.loss_by_context(ax, CONTEXTS, LOSSES, ORDERS, NGRAMS),
    ),
    "orders": (
        7,
        3.2,
        lambda ax: language_models.losses_by_order(ax, ORDERS, {"a": NGRAMS}, {"LSTM": [1.4, 1.5]}),
    ),
    "places": (5, 3.2, lambda ax: language_models.loss_by_place(ax, PLACES, "a title", (1.0, 3.0))),
    "accuracy": (
        5,
        3.2,
        lambda ax: language_models.accuracy_lines(
            ax, np.arange(4), ACCURACIES | {"none": None}, "distance", "a title", legend=True
        ),
    ),
    "shares": (
        6,
        2.6,
        lambda ax: language_models.shares_at_chance(ax, {"a": [0.5, 0.6], "b": 0.4}, 150),
    ),
}


@pytest.fixture(params=DRAWN.values(), ids=DRAWN)
def kind(request):
    return request.param


def test_each_returns_its_axes_and_repeats_its_bytes(kind):
    width, height, draw = kind
    pictures = []
    for _ in range(2):
        fig, ax = figure(width, height)
        assert draw(ax) is ax
        pictures.append(png(fig))
    assert pictures[0] == pictures[1]


def test_text_is_inside_the_figure_and_apart(kind):
    width, height, draw = kind
    fig, ax = figure(width, height)
    draw(ax)
    assert outside(fig) == []
    assert overlapping(fig) == []


def test_a_sure_token_is_white_and_a_great_surprise_is_not():
    fig, ax = figure(4, 1.2)
    language_models.surprise_rows(ax, "ab", {"model": [0.0, 8 * np.log(2)]})
    (boxes,) = ax.collections
    assert np.allclose(boxes.get_facecolor()[0], 1.0)
    assert boxes.get_facecolor()[1][2] < 0.4
    assert [text.get_text() for text in ax.texts] == ["a", "b", "model", "4.00", "bits"]
