"""The look of every figure: colours, lines, fonts, and how a figure is shown.

Colours are Okabe and Ito's (2008), darkened until a line in each of them stands out at 3 to 1 from
what is behind it (WCAG 2), and so that in greyscale, too, no two series are alike: INK, BLUE,
VERMILLION and ORANGE step evenly from dark to light. No figure relies on colour alone: a series
also has a line style and a marker, an arrow a label. A figure brings its own white ground, so a
dark page changes nothing in it.
"""

import base64
import html
import io
import sys
from functools import wraps
from typing import NamedTuple

import matplotlib.style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from PIL import Image

INK, GREY, PALE, PALE_BLUE = "#1A1A1A", "#6B6B6B", "#8B8B8B", "#648FB6"
BLUE, VERMILLION, ORANGE, GREEN = "#004C85", "#B24300", "#BC8000", "#008C63"
WASH = "#F4F4F4"  # a shaded region, never a line
WEIGHTS = {"W_x": ORANGE, "W_h": BLUE, "W_y": GREEN}


class Series(NamedTuple):
    """How one line among several looks: apart in colour, in greyscale, in style and in marker."""

    colour: str
    linestyle: str | tuple
    marker: str


SERIES = (
    Series(BLUE, "-", "o"),
    Series(VERMILLION, (0, (5, 1.6)), "s"),
    Series(ORANGE, (0, (5, 1.4, 1, 1.4)), "^"),
    Series(INK, (0, (1, 1.3)), "D"),
)

PIXELS_PER_INCH = 100  # as shown on the page
DENSITY = 1.5  # stored pixels for each shown one: sharp on dense screens, and still a small file
COLOURS = 64  # in a stored figure: its own few, and the steps by which their edges fade
STYLE = {
    "font.family": "DejaVu Sans",  # ships with matplotlib, so every machine draws the same
    "font.size": 10,
    "mathtext.fontset": "cm",  # the letters of the formulas in the text around the figure
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.xmargin": 0.03,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.7,
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "lines.linewidth": 2,
    "lines.markersize": 5,
    "figure.facecolor": "white",  # a dark notebook theme would swallow black text
    "figure.dpi": PIXELS_PER_INCH * DENSITY,
    "savefig.dpi": PIXELS_PER_INCH * DENSITY,
}


def in_style():
    """Return the context in which matplotlib draws in the course's style, whatever the user's own.

    The defaults come first, so that a user's matplotlibrc or an interactive backend changes no
    byte of a figure.
    """
    return matplotlib.style.context(["default", STYLE])


def styled(draw):
    """Make a drawing function run in the course's style, and leave the global one alone."""

    @wraps(draw)
    def drawn(*args, **kwargs):
        with in_style():
            return draw(*args, **kwargs)

    return drawn


@styled
def figure(
    width=7.0,
    height=3.2,
    rows=1,
    columns=1,
    width_ratios=None,
    height_ratios=None,
    projection=None,
):
    """Make an empty figure, outside pyplot: it is shown by `show` and never on its own.

    Units: width and height in inches; 9 inches fill a notebook's width. projection: "3d" for
    surfaces.
    Returns fig and its Axes: one, an array of them for one row or column, else (rows, columns).
    """
    fig = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(fig)
    axes = fig.subplots(
        rows,
        columns,
        width_ratios=width_ratios,
        height_ratios=height_ratios,
        subplot_kw={"projection": projection},
    )
    return fig, axes


def settle(fig):
    """Lay a figure out until its layout stays: each round of matplotlib's moves it a little less.

    A figure laid out once would change by a fraction of a pixel when it is drawn again.
    """
    engine = fig.get_layout_engine()
    for _ in range(3 if engine is not None else 0):
        engine.execute(fig)


def png(fig):
    """Return a figure as the bytes of a palette PNG, the same bytes for the same drawing.

    Neither a date nor a program's version is stored.
    """
    drawn, stored = io.BytesIO(), io.BytesIO()
    with in_style():
        settle(fig)
        fig.savefig(drawn, format="png", dpi=PIXELS_PER_INCH * DENSITY)
    picture = Image.open(drawn).convert("RGB")
    cut, plain = Image.Quantize.MEDIANCUT, Image.Dither.NONE
    picture.quantize(COLOURS, method=cut, dither=plain).save(stored, "PNG", optimize=True)
    return stored.getvalue()


def show(fig, alt, caption=""):
    """Display a figure with its alternative text, then its caption as Markdown, and close it.

    alt states what a reader who cannot see the figure needs to know. The figure is displayed as
    HTML, since neither JupyterLab nor nbconvert writes an alt of its own on the page of a PNG.
    Raises: ValueError if alt is empty.
    """
    if not alt or not alt.strip():
        raise ValueError("alt is empty: say what the figure shows, for those who cannot see it")
    from IPython.display import Markdown, display  # here: nothing else in plots needs IPython

    width = round(fig.get_figwidth() * PIXELS_PER_INCH)
    source = "data:image/png;base64," + base64.b64encode(png(fig)).decode("ascii")
    image = f'<img alt="{html.escape(alt)}" width="{width}" src="{source}">'
    display({"text/html": image, "text/plain": alt}, raw=True)
    if caption:
        display(Markdown(caption))
    if "matplotlib.pyplot" in sys.modules:  # a figure made with pyplot would appear twice
        sys.modules["matplotlib.pyplot"].close(fig)


def luminance(colour):
    """Return a colour's relative luminance, 0 for black to 1 for white (WCAG 2)."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), channels, strict=True))


def contrast(colour, ground="white"):
    """Return how a colour stands out from what is behind it, 1 to 21 (WCAG 2)."""
    dark, light = sorted((luminance(colour), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour):
    """Darken a colour until text in it stands out from white at 4.5 to 1 (WCAG 2, level AA)."""
    rgb = to_rgb(colour)
    while contrast(rgb) < 4.5:
        rgb = tuple(0.97 * c for c in rgb)
    return to_hex(rgb)
