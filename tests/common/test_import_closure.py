"""What a file of the course imports, read off its lines, is what Python reads in it."""

import ast

import pytest

from helpers.common import import_closure
from tests.support import ROOT

FILES = sorted((ROOT / "helpers").rglob("*.py"))


def of_the_tree(source):
    names = import_closure._names(ast.parse(source))
    return sorted(name for name in names if name.split(".")[0] == "helpers")


def of_the_lines(source):
    names = import_closure._names_in(source)
    return sorted(name for name in names if name.split(".")[0] == "helpers")


def test_the_lines_of_every_file_hold_what_its_tree_holds():
    assert len(FILES) > 400
    differ = [p for p in FILES if of_the_lines(p.read_bytes()) != of_the_tree(p.read_bytes())]
    assert differ == []


@pytest.mark.parametrize(
    "source",
    [
        b"import os, helpers.nn.cells as cells\nfrom helpers import nn\n",
        b"def f():\n    from helpers.nn import (  # two\n        cells,\n        train,\n    )\n",
        b"try:\n\timport helpers.nn\nexcept ImportError:\n\tfrom helpers . nn import cells\n",
        b'"""Why.\n\nimport helpers and all is well.\n"""\nfrom helpers import nn\n',
        b"from helpersome import nn\nimport os\n",
    ],
)
def test_statements_of_every_form_are_found_and_prose_is_not(source):
    assert of_the_lines(source) == of_the_tree(source)


def test_an_import_that_cannot_be_told_from_a_text_counts():
    """It makes a version change once too often, never too seldom."""
    assert of_the_lines(b'CODE = """\nfrom helpers import nn\n"""\n') == ["helpers.nn"]
