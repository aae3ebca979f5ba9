"""The findings that need no comparison: not attempted, raised, changed its arguments."""

import re
from collections.abc import Sequence

from helpers.checks.engine.outputs import Finding
from helpers.checks.runtime.call import Outcome
from helpers.checks.runtime.text import listed

_SHAPE_WORDS = ("shape", "broadcast", "mismatch", "dimension", "aligned", "axis", "axes")
_MATMUL = re.compile(
    r"matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
    r"\S+ \(size (\d+) is different from (\d+)\)"
)
_MATMUL_IN_WORDS = r"the sizes next to @ differ: \2 columns on its left, \1 rows on its right"
_IMPORTS = "What the setup cell imports is enough for this exercise: do without this import."
_ADVICE = {
    "NameError": "Is the name spelled as where it was given its value?",
    "UnboundLocalError": "Give the name a value before this line, on every way that leads here.",
    "AttributeError": "Is the name after the dot right, and the value before it what you expect?",
    "TypeError": "Print the types in this line: one value is not what the line takes it for.",
    "IndexError": "Which index runs past the end? The last one is length - 1.",
    "KeyError": "Print the keys that are there.",
    "RecursionError": "The function calls itself without an end.",
    "SystemExit": "Take exit() out of the answer: a function ends with return.",
    "EOFError": "Take input() out of the answer: all it needs comes in as its arguments.",
    "ImportError": _IMPORTS,
    "ModuleNotFoundError": _IMPORTS,
    "ZeroDivisionError": "What was it that turned out to be 0 here?",
    "MemoryError": "Print the shapes before this line: is an axis far longer than it should be?",
}


def not_attempted(name: str, got: Outcome | None = None, done: int = 0) -> Finding:
    """Say that a function is still to be written, wholly or in part."""
    fact = f"{name} is not attempted yet."
    step = "Write it in the cell above, then run both cells."
    if got is None:
        step = "Write its body and return the result, then run both cells."
    elif got.where not in ("", name):
        fact = f"{name} calls {got.where}, which is not written yet ({got.line})."
        step = f"Finish {got.where} first, or use the course's own."
    elif done:
        fact = f"{name} is not finished: this call reaches NotImplementedError ({got.line})."
        step = "Write the case that is left."
    elif got.begun:
        fact = f"{name} ends without a return: it reaches raise NotImplementedError() ({got.line})."
        step = "What should stand in that line's place, for the caller to get the result?"
    return Finding("not attempted", fact, step)


def raised(name: str, parameters: Sequence[str], got: Outcome) -> Finding:
    """Say what was raised, and where; a call that did not fit is named as such."""
    error = (got.error or "").rstrip(".")
    if got.error_kind == "TypeError" and not got.reached:
        n = len(parameters)
        many = "no argument" if n == 0 else "1 argument" if n == 1 else f"{n} arguments"
        fact = f"{name} cannot be called with {many}. {error}."
        return Finding(
            "raised", fact, f"Its first line should read: def {name}({', '.join(parameters)}):"
        )
    fact = f"{name} raised {_MATMUL.sub(_MATMUL_IN_WORDS, error)}."
    if got.line:
        fact += f"\nWhere: {got.line}"
    step = _ADVICE.get(got.error_kind, "")
    return Finding("raised", fact, _advice_by_text(error) or step)


def interrupted(got: Outcome) -> Finding:
    """Say which line was running when the learner stopped a call."""
    number, _, code = got.line.partition(": ")
    place = f", at {number}" + (f" of {got.where}" if got.where else "") if number else ""
    return Finding("interrupted", f"{place} ({code})" if code else place, "Does this loop end?")


_TUPLE_ARITHMETIC = re.compile(
    r"can't multiply sequence|unsupported operand type\(s\) for .*'(tuple|list|\w+Params)'"
)


def _advice_by_text(error: str) -> str:
    """Give the advice that goes with what an exception says, if it tells more than its kind."""
    if "unhashable type: 'numpy.ndarray'" in error:
        return "An array cannot be a key: leave out lru_cache, or use plain numbers as keys."
    if "can't set attribute" in error:
        return "The fields of a NamedTuple cannot be set. How is a new one made of new values?"
    if _TUPLE_ARITHMETIC.search(error):
        return (
            "A tuple or list in this line is taken for a number. On which of its items should "
            "the arithmetic be done, one by one?"
        )
    if "all input arrays must have the same shape" in error:
        return (
            "np.stack makes a new axis, so all shapes must be equal. Which function joins "
            "arrays along an axis that they have already?"
        )
    if "matmul" in error or "not aligned" in error:
        return "Write the shape of each array in this line beside it: (a, b) @ (b, c) is (a, c)."
    if "truth value of an array" in error:
        return "Here one True or False is wanted, and a whole array is given: which entry decides?"
    if "inhomogeneous" in error:
        return "What is put into one array here has rows of different shapes: print them."
    if any(word in error.lower() for word in _SHAPE_WORDS) and "IndexError" not in error:
        return "Write the shape of each array in this line beside it."
    return ""


def changed(name: str, paths: Sequence[str]) -> Finding:
    """Say which arguments are no longer what they were."""
    shown = listed(paths[:3]) + (" and others" if len(paths) > 3 else "")
    fact = f"{name} changed its argument{'s' if len(paths) > 1 else ''} {shown}."
    step = (
        "The caller still needs what it passed in: write a = a + b instead of a += b, "
        "or work on a copy."
    )
    return Finding("changed", fact, step)


_FALLBACK = {
    "raised": "Print the values that this line works on, just before it.",
    "kind": "Print what is returned here, and compare its type and length with the prompt.",
    "shape": "Write the shape of every array beside each line, and follow them down.",
    "dtype": "Print the dtype of each array on the way: where does it change?",
}


def fallback(stage: str) -> str:
    """Give the next step where nothing better is known."""
    return _FALLBACK.get(stage, "Work this call through by hand, and print your parts beside it.")


def another_result(finding: Finding) -> Finding:
    """Say that a call was right the first time and wrong the second."""
    fact = f"The same call came out right once and wrong when repeated: {finding.fact}"
    step = "Does the function keep something between calls: a global, a default argument?"
    return Finding("state", fact, step)


def own_solution(name: str) -> Finding:
    """Say that the answer is the reference itself."""
    fact = f"{name} is the course's own solution."
    return Finding("reference", fact, "Write the function yourself in the answer cell.")


def calls_reference(name: str) -> Finding:
    """Say that the answer leaves the work to the reference."""
    fact = f"{name} calls the course's own {name}, which does not run while yours is checked."
    return Finding("reference", fact, "Write the steps yourself in the answer cell.")


def course_changed(name: str, error: str) -> Finding:
    """Say that the reference itself fails, which only a changed course can bring about."""
    fact = f"{name} cannot be judged: the course's own {name} fails here ({error.rstrip('.')})."
    return Finding("course", fact, "A module of the course was changed: restart the kernel.")


def not_callable(name: str, kind: str) -> Finding:
    """Say that the answer is no function."""
    fact = f"{name} is not a function: it is of type {kind}."
    return Finding("kind", fact, "Has the name been given to something else? Run its cell again.")
