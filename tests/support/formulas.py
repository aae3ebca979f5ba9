"""The formulas in a module's texts."""

import re

from tests.support.modules import MODULES

CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$\n]+)\$", re.DOTALL)


def formulas_of(slug):
    """Yield (TeX, whether it stands on a line of its own) for each formula of a module."""
    for cell in MODULES[slug].cells:
        if cell.kind in ("text", "essay"):
            for match in FORMULA.finditer(CODE.sub("", cell.source)):
                yield match.group(1) or match.group(2), bool(match.group(1))
