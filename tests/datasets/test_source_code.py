"""Source code as text: docstrings go, comments stay, and what holds at each character."""

import ast

import numpy as np
import pytest

from helpers.datasets import source_code
from helpers.datasets.source_code import (
    CODE_VOCAB,
    SIGNALS,
    best_unit_for,
    code_signals,
    code_windows,
    split_code,
    strip_docstrings,
    unit_correlations,
)

SOURCE = '''"""About.

More."""
# a comment
def f(x):
    """Say."""
    """second"""
    return {"a": [x]}  # "no string"


class C:
    r"""Only this."""


def g(): "stays"
'''
STRIPPED = '''# a comment
def f(x):
    """second"""
    return {"a": [x]}  # "no string"


class C:


def g(): "stays"
'''


def test_docstrings_go_and_everything_else_stays():
    assert strip_docstrings(SOURCE) == STRIPPED
    with pytest.raises(SyntaxError):
        strip_docstrings("def f(:\n")


def shown(signal):
    return "".join(str(int(value)) for value in signal)


@pytest.mark.parametrize(
    ("source", "strings", "blocks", "brackets"),
    [
        ("x = 'ab'\n", "000011100", "000000000", "000000000"),
        ("f(rb'(', [1])\n", "00001100000000", "00000000000000", "01111111122100"),
        ("if x:\n  y\nz\n", "000000000000", "000000001100", "000000000000"),
        ('s = """a\nb"""\n', "00001111111100", "00000000000000", "00000000000000"),
        ("f'{a(1)}'\n", "0111111100", "0000000000", "0000000000"),
        ("# 'no' (\n", "000000000", "000000000", "000000000"),
    ],
)
def test_signals_hold_after_each_character(source, strings, blocks, brackets):
    found = code_signals(source)
    assert tuple(found) == SIGNALS
    names = ("inside a string", "indentation", "bracket depth")
    assert [shown(found[name]) for name in names] == [strings, blocks, brackets]


def test_strings_are_told_apart_by_the_mark_that_opens_them():
    found = code_signals("x = 'a\"' + b\"c'\" + '''d'''\n")
    assert shown(found["inside '...'"]) == "000011100000000000011111100"
    assert shown(found['inside "..."']) == "000000000000111000000000000"
    both = found["inside '...'"] + found['inside "..."']
    assert np.array_equal(both, found["inside a string"])


def test_nested_strings_end_with_the_outer_one():
    found = code_signals('f"a{b["c"]}d" + "e"\n') if _new_strings() else None
    if found is not None:
        assert shown(found["inside a string"]) == "01111111111100001100"


def _new_strings():
    try:
        ast.parse('f"{a["b"]}"')
    except SyntaxError:
        return False
    return True


def test_a_file_is_on_the_same_side_whatever_else_there_is():
    paths = [f"folder/m{i}.py" for i in range(300)]
    sources = dict.fromkeys([*paths, "encodings/cp1.py"], "x = 1\n")
    training, held_out = split_code(sources)
    assert sorted([*training, *held_out]) == sorted(paths)
    assert 10 <= len(held_out) <= 50
    few = {path: sources[path] for path in paths[:100]}
    assert set(split_code(few)[1]) == set(held_out) & set(few)


def test_windows_come_from_different_files_and_start_a_line():
    body = "".join(f"def name_{i}(x):\n    return x + {i}\n" for i in range(60))
    sources = {f"m{i}.py": f"# file {i}\n{body}" for i in range(9)} | {"broken.py": "(" * 3000}
    paths, ids, signals = code_windows(sources, 6, 400)
    assert len(set(paths)) == 6
    assert ids.shape == (400, 6)
    assert {name: signal.shape for name, signal in signals.items()} == dict.fromkeys(
        SIGNALS, (400, 6)
    )
    text = CODE_VOCAB.decode(ids[:, 0])
    assert text in sources[paths[0]]
    assert text.startswith(("def", "    return"))
    assert np.array_equal(signals["bracket depth"][:, 0] > 0, _in_brackets(text))
    assert (
        len(code_windows(sources, 10, 400)[0]) == 9
    )  # a Python with fewer files has fewer windows
    with pytest.raises(ValueError, match="No file has 400 characters of code"):
        code_windows({"broken.py": "(" * 3000}, 1, 400)


def _in_brackets(text):
    depth = np.cumsum([(letter == "(") - (letter == ")") for letter in text])
    return depth > 0


def test_one_kind_of_bracket_is_counted_outside_strings():
    ids = CODE_VOCAB.encode("f([g(')')])")[:, None]
    outside = np.ones((11, 1), dtype=bool)
    outside[5:7] = False
    assert shown(source_code.depth_of(ids, "(", ")", outside)[:, 0]) == "01112222110"
    assert shown(source_code.depth_of(ids, "[", "]", outside)[:, 0]) == "00111111100"


def test_the_vocabulary_does_not_depend_on_the_text():
    assert len(CODE_VOCAB) == 98
    assert CODE_VOCAB.decode(CODE_VOCAB.encode("a\tb\n~\u00e9")) == "a\tb\n~\ufffd"


def test_the_best_unit_is_the_one_that_follows_the_signal_with_its_sign():
    rng = np.random.default_rng(0)
    cells, signal = rng.normal(size=(200, 5)), (rng.uniform(size=200) < 0.3).astype(float)
    cells[:, 3] -= 2 * signal
    cells[:, 1] = 7.3
    found = unit_correlations(cells, signal)
    others = [0, 2, 3, 4]
    assert np.allclose(found[others], [np.corrcoef(cells[:, k], signal)[0, 1] for k in others])
    assert found[1] == 0
    index, r = best_unit_for(cells, signal)
    assert (index, r) == (3, found[3])
    assert r < -0.5
    assert best_unit_for(cells, np.full(200, 0.1)) == (0, 0.0)


def test_the_standard_library_has_enough_files_on_both_sides():
    training, held_out = split_code()
    assert len(training) > 200
    assert len(held_out) > 30
    assert not any(path.startswith(source_code.TABLES) for path in [*training, *held_out])
