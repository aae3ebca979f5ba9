"""Mutants: every kind is made, each once, in the same order and words every time."""

import ast

import pytest

from helpers.course.measure.mutants import mutants
from tests.support.tables import each_row

SOURCE = '''
def rnn_loss(p, xs, h0, k):
    """Sum 1 + 2 over the steps."""
    total, h = 0.5, h0
    seen = []
    for t in reversed(range(len(xs))):
        h = np.tanh(xs[t] @ p.W_x + h @ p.W_h.T)
        total += h.sum(axis=0)
        seen.append(-h.T)
    if k > 2 and total == 1:
        return np.zeros(3), total
    return np.stack(seen[1:k], axis=1), helper(total, h)


def helper(a, b):
    return a * b
'''


@pytest.fixture(scope="module")
def made():
    return {m.text: m.source for m in mutants(SOURCE, "rnn_loss")}


@each_row(
    "change",
    [
        "xs[t] @ p.W_x + h @ p.W_h.T -> xs[t] @ p.W_x - h @ p.W_h.T (in",  # operators
        "xs[t] @ p.W_x + h @ p.W_h.T -> xs[t] @ p.W_x (in",  # dropped terms
        "xs[t] @ p.W_x + h @ p.W_h.T -> h @ p.W_h.T (in",
        "xs[t] @ p.W_x -> p.W_x @ xs[t] (in",
        "h @ p.W_h.T -> h @ p.W_h (in",
        "h.T -> h (in",
        "p.W_x -> p.W_h (in",  # swapped names
        "h0 -> k (in",
        "a -> b (in",
        "0.5 -> 1.0 (in",  # constants
        "2 -> 3 (in",
        "2 -> 1 (in",
        "total += h.sum(axis=0) -> total = h.sum(axis=0) (in",  # missing accumulation
        "total += h.sum(axis=0) -> total -= h.sum(axis=0) (in",
        "h.sum(axis=0) -> h.sum() (in",  # axes
        "0 -> 1 (in `total += h.sum(axis=0)`)",
        "h.sum -> h.mean (in",
        "xs[t] -> xs[t - 1] (in",  # indices
        "seen[1:k] -> seen[:k] (in",  # slice bounds
        "seen[1:k] -> seen[1:] (in",
        "seen[1:k] -> seen[1:k - 1] (in",
        "reversed(range(len(xs))) -> range(len(xs)) (in",
        "range(len(xs)) -> range(len(xs) - 1) (in",
        "k > 2 -> k >= 2 (in",  # comparisons
        "total == 1 -> total != 1 (in",
        "k > 2 and total == 1 -> k > 2 or total == 1 (in",
        "-h.T -> h.T (in",
        "np.zeros -> np.ones (in",
        "np.tanh(xs[t] @ p.W_x + h @ p.W_h.T) -> xs[t] @ p.W_x + h @ p.W_h.T (in",
        "helper(total, h) -> helper(h, total) (in",
        "(np.zeros(3), total) -> (total, np.zeros(3)) (in",
        "a * b -> a / b (in `return a * b`)",  # helpers of the solution too
    ],
)
def test_each_kind_is_made(made, change):
    assert any(text.startswith(change) for text in made), change


def test_each_mutant_is_another_program_that_compiles(made):
    original = ast.unparse(ast.parse(SOURCE))
    assert len(set(made.values())) == len(made)
    for source in made.values():
        assert source != original
        compile(source, "mutant", "exec")


def test_each_mutant_has_one_change(made):
    original = ast.unparse(ast.parse(SOURCE)).splitlines()
    for text, source in made.items():
        changed = [a for a, b in zip(original, source.splitlines(), strict=True) if a != b]
        assert len(changed) == 1, text


def test_the_docstring_and_strict_are_left_alone():
    source = 'def f(a, b):\n    """1 + 1."""\n    return list(zip(a, b, strict=True))'
    texts = [m.text for m in mutants(source, "f")]
    assert texts
    assert not any("True" in t.split(" -> ")[0] and "zip" not in t for t in texts)
    assert all('"""1 + 1."""' in m.source for m in mutants(source, "f"))


def test_text_and_order_depend_on_the_source_alone(made):
    assert list(made) == [m.text for m in mutants(SOURCE, "rnn_loss")]
    moved = "\n\n# a comment\n" + SOURCE.replace("total += h.sum", "total += (h).sum")
    assert list(made) == [m.text for m in mutants(moved, "rnn_loss")]


def test_equal_changes_on_equal_lines_are_numbered():
    source = "def f(a):\n    a = a + 1\n    a = a + 1\n    return a"
    texts = [m.text for m in mutants(source, "f")]
    assert "a + 1 -> a - 1 (in `a = a + 1`)" in texts
    assert "a + 1 -> a - 1 (in `a = a + 1`) #2" in texts
    assert len(texts) == len(set(texts))


def test_a_solution_without_its_function_is_named():
    with pytest.raises(ValueError, match="the solution of g does not define g"):
        mutants("def f(): return 1", "g")
