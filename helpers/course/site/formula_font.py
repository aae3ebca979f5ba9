"""The font of the formulas: STIX Two Math, cut down to the characters that formulas are made of.

A browser needs a font with the sizes and places of mathematical signs. Not every system has one.
Licence of the font: SIL Open Font License 1.1.
"""

from importlib.metadata import files
from pathlib import Path

__all__ = ["FONT", "write_font"]

FONT = "formulas.woff"
CHARACTERS = (
    *range(0x20, 0x7F),  # Latin letters, digits and signs
    *range(0xA0, 0x100),
    *range(0x391, 0x3F6),  # Greek
    *range(0x2010, 0x2060),  # dashes, dots, primes
    *range(0x2100, 0x2150),  # letters such as the real numbers' R
    *range(0x2190, 0x2300),  # arrows and operators
    *range(0x2308, 0x230C),  # floor and ceiling
    *range(0x27E8, 0x27EA),  # angle brackets
    *range(0x1D400, 0x1D468),  # bold and italic letters, Latin and Greek
    *range(0x1D6FC, 0x1D736),
)
FEATURES = ("ssty", "dtls", "flac")  # indices, and letters below accents, have shapes of their own


def write_font(path: Path) -> None:
    """Write the font as a file that browsers read."""
    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=FEATURES, notdef_outline=True)
    (whole,) = (path for path in files("ziamath") or () if path.name == "STIXTwoMath-Regular.ttf")
    path.parent.mkdir(parents=True, exist_ok=True)
    with subset.load_font(str(whole.locate()), options) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=CHARACTERS)
        subsetter.subset(font)
        subset.save_font(font, path, options)
