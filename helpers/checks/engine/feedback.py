"""The findings that need no comparison: not attempted, raised, changed its arguments."""

import re
from collections.abc import Sequence

from helpers.checks.engine.comparison import Finding
from helpers.checks.runtime.call import Outcome
from helpers.checks.runtime.text import listed

_SHAPE_WORDS = ("shape", "broadcast", "mismatch", "dimension", "aligned", "axis", "axes")
_MATMUL = re.compile(
    r"matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
    r"\S+ \(size (\d+) is different from (\d+)\)"
)
_MATMUL_IN_WORDS = r"the sizes next to @ differ: \2 columns on its left, \1 rows on its right"
_IMPORTS = "Remove this import: what the setup cell imports is enough for this exercise."
_ADVICE = {
    "NameError": "Is the name spelled as in the line that assigns it?",
    "UnboundLocalError": "Assign the name on every path before this line.",
    "AttributeError": (
        "Is the name after the dot spelled right, and is the value before it what you expect?"
    ),
    "TypeError": "Print the types of the values in this line: which one is not what you expect?",
    "IndexError": (
        "Which index runs past the end? The last one is length - 1. Is it meant for this axis?"
    ),
    "KeyError": "Print the keys of the dict before this line.",
    "RecursionError": "The function recurses forever: which call should not call it again?",
    "SystemExit": "Remove exit() from the answer: a function ends with return.",
    "EOFError": "Remove input() from the answer: all it needs is passed as arguments.",
    "ImportError": _IMPORTS,
    "ModuleNotFoundError": _IMPORTS,
    "ZeroDivisionError": "Which value in this line is 0?",
    "MemoryError": "Print the shapes before this line: is an axis much longer than it should be?",
}


def not_attempted(name: str, got: Outcome | None = None, done: int = 0) -> Finding:
    """Report that a function is still to be written, wholly or in part."""
    fact = f"{name} is not attempted yet."
    step = "Write it in the cell above, then run both cells."
    if got is None:
        step = "Write its body and return the result, then run both cells."
    elif got.where not in ("", name):
        fact = f"{name} calls {got.where}, which is not written yet ({got.line})."
        step = f"Finish {got.where} first, or use the course's own."
    elif done:
        fact = f"{name} is not finished: this call reaches NotImplementedError ({got.line})."
        step = "Write the remaining case."
    elif got.begun:
        fact = f"{name} ends without a return: it reaches raise NotImplementedError ({got.line})."
        step = "Replace that line: what should the function return?"
    return Finding("not attempted", fact, step)


def raised(name: str, parameters: Sequence[str], got: Outcome, hidden: bool = False) -> Finding:
    """Report what was raised, and where; a call with the wrong arguments is named as such.

    hidden: the inputs are those of a hidden test, which the text of an exception must not quote.
    """
    error = (got.error or "").rstrip(".")
    if got.error_kind == "TypeError" and not got.reached:
        n = len(parameters)
        many = "no argument" if n == 0 else "1 argument" if n == 1 else f"{n} arguments"
        fact = f"{name} cannot be called with {many}. {error}."
        return Finding(
            "raised", fact, f"Its first line should read: def {name}({', '.join(parameters)}):"
        )
    told = _without_inputs(got, error) if hidden else error
    fact = f"{name} raised {_MATMUL.sub(_MATMUL_IN_WORDS, told)}."
    if got.line:
        fact += f"\nWhere: {got.line}"
    step = _ADVICE.get(got.error_kind, "")
    return Finding("raised", fact, _advice_by_text(error, got.line) or step)


_OWN_LINE = re.compile(r"line \d+: *(if\b.*: *)?(raise|assert)\b")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\[.*\]|-?\d+(\.\d*)?(e[-+]?\d+)?")
_SHAPES_ONLY = re.compile(r"shape|size|dimension|axis|matmul|argument", re.IGNORECASE)
_NAMES_ONLY = ("NameError", "UnboundLocalError", "AttributeError", "ImportError", "TypeError")


def _without_inputs(got: Outcome, error: str) -> str:
    """Return an exception's text without what it may quote of the inputs."""
    kind, colon, text = error.partition(": ")
    own = re.search(_OWN_LINE, got.line)
    if not colon or own:
        return kind
    if kind in _NAMES_ONLY or (_SHAPES_ONLY.search(text) and "index" not in text):
        return error
    return f"{kind}: {_QUOTED.sub('...', text)}"


_TWO_SHAPES = re.compile(r"\((\d+),(\d+)\) \((\d+),(\d+)\)")


def _fit_product(error: str) -> bool:
    """Return whether the two shapes that an error names fit a matrix product."""
    found = _TWO_SHAPES.search(error)
    return bool(found) and found.group(2) == found.group(3)  # type: ignore[union-attr]


def interrupted(got: Outcome) -> Finding:
    """Report which line was running when the learner stopped a call."""
    number, _, code = got.line.partition(": ")
    place = f", at {number}" + (f" of {got.where}" if got.where else "") if number else ""
    return Finding("interrupted", f"{place} ({code})" if code else place, "Does this loop end?")


def _advice_by_text(error: str, line: str = "") -> str:
    """Return the advice that goes with what an exception says and the line that raised it."""
    if "could not be broadcast" in error and _fit_product(error) and "*" in line:
        return (
            "* multiplies entry by entry; these two shapes fit a matrix product. Which operator "
            "sums over the axis they share?"
        )
    if ".T" in line and (":" in line) and ("broadcast" in error or "matmul" in error):
        return (
            "Write the shape of each array in this line beside it. .T reverses all axes: of "
            "(T, B, H) it makes (H, B, T)."
        )
    if re.search(_OWN_LINE, line):
        return "This line is your own: should it refuse these inputs?"
    for pattern, advice in _BY_TEXT.items():
        if re.search(pattern, error):
            return advice
    if any(word in error.lower() for word in _SHAPE_WORDS) and "IndexError" not in error:
        return "Write the shape of each array in this line beside it."
    return ""


_BY_TEXT = {
    "unhashable type: 'numpy.ndarray'": (
        "An array cannot be a key: leave out lru_cache, or use plain numbers as keys."
    ),
    "can't set attribute": (
        "The fields of a NamedTuple cannot be set. How is a new one made from new values?"
    ),
    r"can't multiply sequence|unsupported operand type\(s\) for .*'(tuple|list|\w+Params)'": (
        "A tuple or list is used as a number in this line. On which of its items should the "
        "arithmetic be done, one by one?"
    ),
    "all input arrays must have the same shape": (
        "np.stack creates a new axis, so all shapes must be equal. Which function joins "
        "arrays along an existing axis?"
    ),
    "matmul|not aligned": (
        "Write the shape of each array in this line beside it: (a, b) @ (b, c) is (a, c)."
    ),
    "truth value of an array": (
        "A single True or False is needed here, but this is a whole array: which entry decides?"
    ),
    r"Cannot cast ufunc.* to dtype\('int": (
        "The array on the left holds whole numbers and takes no fractions: in which line, and "
        "with which dtype, was it created?"
    ),
    "empty sequence": (
        "This sequence is empty here: is that right, and what should the result be then?"
    ),
    "as a data type": (
        "The second argument of np.zeros is a dtype: a shape of two numbers is one tuple."
    ),
    "inhomogeneous": "The rows of this array have different shapes: print them.",
}


def changed(name: str, paths: Sequence[str]) -> Finding:
    """Report which arguments are no longer what they were."""
    shown = listed(paths[:3]) + (" and others" if len(paths) > 3 else "")
    fact = f"{name} changed its argument{'s' if len(paths) > 1 else ''} {shown}."
    step = (
        "The caller still needs what it passed in: write a = a + b instead of a += b, "
        "or work on a copy."
    )
    return Finding("changed", fact, step)


_BY_HAND = "Work this call out by hand, and print each part of yours beside it."
_FALLBACK = {
    "raised": "Print the values that this line uses, just before it.",
    "kind": "Print what is returned here, and compare its type and length with the prompt.",
    "shape": "Write the shape of every array beside each line, from the first to the last.",
    "dtype": "Print the dtype of each array in turn: where does it change?",
}


def fallback(stage: str) -> str:
    """Return the next step where nothing better is known."""
    return _FALLBACK.get(stage, _BY_HAND)


def another_result(finding: Finding, right: bool = True) -> Finding:
    """Report that a repeated call returned another result; right: it was right at first."""
    what = "returned the right result once and a wrong one when repeated"
    fact = f"The same call {what}: {finding.fact}"
    if not right:
        fact = f"The same call returned two different results; in the second, {finding.fact}"
    return Finding("state", fact, _STATE, finding.path)


def earlier_result(finding: Finding) -> Finding:
    """Report that a call returned the result of an earlier one with other inputs."""
    return Finding("state", f"This is the result of an earlier call: {finding.fact}", _STATE)


_STATE = (
    "Is something kept between calls: a global, a mutable default argument such as x=[] or "
    "x={}, a cache, an array from np.empty that is never filled?"
)


def own_solution(name: str) -> Finding:
    """Report that the answer is the reference itself."""
    fact = f"{name} is the course's own solution."
    return Finding("reference", fact, "Write the function yourself in the answer cell.")


def calls_reference(name: str) -> Finding:
    """Report that the answer calls the reference."""
    fact = f"{name} calls the course's own {name}, which does not run while yours is checked."
    return Finding("reference", fact, "Write the steps yourself in the answer cell.")


def course_changed(name: str, error: str) -> Finding:
    """Report that the reference itself fails, which happens only if the course was changed."""
    fact = f"{name} cannot be judged: the course's own {name} fails here ({error.rstrip('.')})."
    return Finding("course", fact, "A module of the course was changed: restart the kernel.")


def not_callable(name: str, kind: str) -> Finding:
    """Report that the answer is not a function."""
    fact = f"{name} is not a function: it is of type {kind}."
    return Finding("kind", fact, "Was the name assigned to something else? Run its cell again.")
