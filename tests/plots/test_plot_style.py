"""The common look: a palette that can be told apart, figures that keep their bytes, alt texts."""

import base64
import html.parser
import io
import itertools

import IPython.display
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from PIL import Image

from helpers.plots import figure, show
from helpers.plots import style as looks
from tests.support.tables import each_row

# Machado, Oliveira & Fernandes (2009), full strength: how a colour looks without one kind of cone.
BLINDNESS = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
TOGETHER = {  # colours that one figure uses side by side
    "series": [series.colour for series in looks.SERIES],
    "weights": list(looks.WEIGHTS.values()),
    "arrows": [looks.BLUE, looks.VERMILLION, looks.PALE],
}
LINES = [looks.INK, looks.GREY, looks.PALE, looks.PALE_BLUE]
LINES += [looks.BLUE, looks.VERMILLION, looks.ORANGE, looks.GREEN]
COLOURS = [*LINES, looks.WASH]


def grey(colour):
    """Luma of a colour as image programs turn it to grey, 0 to 1."""
    return float(np.dot(to_rgb(colour), (0.299, 0.587, 0.114)))


def lab(rgb):
    """CIELAB of a linear sRGB colour."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(np.clip(to_xyz @ rgb / (0.9505, 1.0, 1.089), 1e-6, None))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def linear(colour):
    return np.array(
        [((c + 0.055) / 1.055) ** 2.4 if c > 0.04 else c / 12.92 for c in to_rgb(colour)]
    )


@pytest.mark.parametrize("colours", TOGETHER.values(), ids=TOGETHER)
def test_colours_used_together_differ_in_greyscale(colours):
    for a, b in itertools.combinations(colours, 2):
        assert abs(grey(a) - grey(b)) > 0.12, (a, b)


@each_row("matrix", BLINDNESS.values())
@each_row("colours", TOGETHER.values())
def test_colours_used_together_differ_for_colour_blind_readers(colours, matrix):
    for a, b in itertools.combinations(colours, 2):
        seen = [lab(np.clip(matrix @ linear(c), 0, 1)) for c in (a, b)]
        assert np.linalg.norm(seen[0] - seen[1]) > 15, (a, b)  # 2.3 is just noticeable


def test_series_differ_in_style_and_marker_too():
    for field in looks.Series._fields:
        assert len({getattr(series, field) for series in looks.SERIES}) == len(looks.SERIES)


@each_row("colour", LINES)
@each_row("ground", ["white", looks.WASH])
def test_a_line_stands_out_from_what_is_behind_it(colour, ground):
    assert looks.contrast(colour, ground) >= 3


@each_row("colour", [*LINES, "#E69F00", "#A9A9A9"])
def test_text_colours_stand_out_from_white(colour):
    assert looks.contrast(looks.readable(colour)) >= 4.5 - 0.05


def test_contrast_runs_from_1_to_21():
    assert looks.contrast("black") == looks.contrast("white", "black") == pytest.approx(21)
    assert looks.contrast("#808080", "#808080") == 1
    assert looks.luminance("white") == pytest.approx(1.0)
    assert looks.luminance("black") == 0.0


def test_figure_gives_one_axes_a_row_a_column_or_a_grid():
    assert figure()[1].get_figure() is not None
    assert figure(columns=3)[1].shape == (3,)
    assert figure(rows=2)[1].shape == (2,)
    assert figure(rows=2, columns=3)[1].shape == (2, 3)


def test_figure_stays_out_of_pyplot():
    figure()
    assert not plt.get_fignums()


def drawing():
    fig, ax = figure(3, 2)
    ax.plot([0, 1], [0, 1])
    ax.set_xlabel("$x$")
    return fig


def test_the_same_drawing_has_the_same_bytes_under_any_user_settings():
    first = looks.png(drawing())
    assert looks.png(drawing()) == first
    with matplotlib.rc_context({"font.size": 20, "axes.facecolor": "black", "figure.dpi": 50}):
        assert looks.png(drawing()) == first
        assert matplotlib.rcParams["font.size"] == 20


def test_png_stores_neither_date_nor_program():
    data = looks.png(drawing())
    for word in (b"Software", b"Creation", b"Date", b"matplotlib", b"tEXt"):
        assert word not in data


@pytest.fixture
def displayed(monkeypatch):
    calls = []
    monkeypatch.setattr(IPython.display, "display", lambda *args, **kw: calls.append((args, kw)))
    return calls


class Images(html.parser.HTMLParser):
    """The attributes of each image in a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.found.append(dict(attrs))


def test_show_emits_an_image_with_alt_text_and_then_the_caption(displayed):
    show(drawing(), alt='A "rising" line, 0 < x & y.', caption="**Up.**")
    (bundle,), options = displayed[0]
    assert options == {"raw": True}
    (image,) = Images(bundle["text/html"]).found
    kind, data = image.pop("src").split(",")
    assert image == {"alt": 'A "rising" line, 0 < x & y.', "width": "300"}
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data) == looks.png(drawing())
    assert bundle["text/plain"] == 'A "rising" line, 0 < x & y.'
    assert len(bundle) == 2  # the picture once
    (caption,), _ = displayed[1]
    assert isinstance(caption, IPython.display.Markdown)
    assert caption.data == "**Up.**"


def test_png_keeps_every_colour_of_a_drawing_at_the_size_of_a_screen():
    fig, ax = figure(3, 2)
    ax.set_axis_off()
    for i, colour in enumerate(COLOURS):
        ax.fill_between([i, i + 1], 0, 1, color=colour, lw=0)
    picture = Image.open(io.BytesIO(looks.png(fig)))
    assert picture.mode == "P"
    assert picture.size == (300 * looks.DENSITY, 200 * looks.DENSITY)
    seen = {to_hex(np.divide(colour, 255)) for _, colour in picture.convert("RGB").getcolors()}
    assert {colour.lower() for colour in COLOURS} <= seen


def test_show_without_a_caption_displays_the_figure_alone(displayed):
    show(drawing(), alt="A rising line.", caption="")
    assert len(displayed) == 1


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_show_refuses_a_figure_without_alt_text(displayed, alt):
    with pytest.raises(ValueError, match="alt is empty"):
        show(drawing(), alt=alt)
    assert not displayed


def test_show_needs_alt():
    with pytest.raises(TypeError):
        show(drawing())


def test_show_closes_a_figure_made_with_pyplot(displayed):
    fig, _ = plt.subplots()
    show(fig, alt="Empty axes.")
    assert not plt.get_fignums()
