"""Signs in an answer's text that it went looking for more than its arguments.

A list for a person to read, never a verdict: a right answer may use a word of this list for a good
reason, and one that hides its tracks uses none. What keeps answers from the tests is the sandbox.
Nothing here runs what a student wrote.
"""

import ast
import re
from collections.abc import Mapping

from helpers.common.python_cells import LONGEST, parse

__all__ = ["signs"]

_MODULES: Mapping[str, str] = {
    "gc": "searches memory",
    "inspect": "reads code and frames",
    "ctypes": "reads and writes memory",
    "mmap": "reads and writes memory",
    "subprocess": "starts programs",
    "multiprocessing": "starts processes",
    "threading": "starts threads",
    "signal": "handles signals",
    "socket": "opens connections",
    "urllib": "opens connections",
    "requests": "opens connections",
    "http": "opens connections",
    "marshal": "reads and makes code",
    "pickle": "reads and makes objects",
    "importlib": "imports by name",
    "builtins": "changes the language",
    "os": "reaches files and processes",
    "pathlib": "reaches files",
    "shutil": "reaches files",
    "sys": "reaches frames and modules",
    "resource": "reads and sets limits",
    "atexit": "runs code later",
    "linecache": "reads source files",
    "traceback": "reads frames",
    "IPython": "changes how cells run",
    "nbgrader": "reaches the grading",
    "helpers.checks": "reaches the checks",
    "helpers.grading": "reaches the grading",
    "helpers.course": "reaches the course's tools",
}
_NAMES: Mapping[str, str] = {
    "__builtins__": "changes the language",
    "__import__": "imports by name",
    "eval": "runs text as code",
    "exec": "runs text as code",
    "compile": "makes code of text",
    "open": "opens a file",
    "globals": "reads all names",
    "breakpoint": "stops for a debugger",
    "get_ipython": "changes how cells run",
}
_ATTRIBUTES: Mapping[str, str] = {
    "__globals__": "reads a function's surroundings",
    "__closure__": "reads a function's surroundings",
    "__code__": "reads or changes a function's code",
    "__subclasses__": "searches all types",
    "__mro__": "searches all types",
    "__dict__": "reads an object's inside",
    "__defaults__": "changes a function's defaults",
    "__wrapped__": "reads what a function wraps",
    "__loader__": "reaches a module's source",
    "__spec__": "reaches a module's source",
    "tb_frame": "reads frames",
    "f_back": "reads frames",
    "f_globals": "reads frames",
    "f_locals": "reads frames",
    "gi_frame": "reads frames",
    "_getframe": "reads frames",
    "settrace": "watches other code run",
    "setprofile": "watches other code run",
    "modules": "reaches imported modules",
    "ctypeslib": "reads and writes memory",
    "input_transformers_post": "changes how cells run",
    "input_transformers_cleanup": "changes how cells run",
}
_METHODS: Mapping[str, str] = {
    "__eq__": "decides what it is equal to",
    "__ne__": "decides what it is equal to",
    "__array__": "decides what NumPy takes it for",
    "__array_ufunc__": "decides what NumPy does with it",
    "__array_function__": "decides what NumPy does with it",
    "__torch_function__": "decides what PyTorch does with it",
    "__reduce__": "runs code when it is unpickled",
    "__reduce_ex__": "runs code when it is unpickled",
    "__del__": "runs code when it is thrown away",
}
_TEXTS: Mapping[str, str] = {
    "/proc": "a path of the system",
    "/sys/": "a path of the system",
    "/dev/": "a path of the system",
    "helpers.checks": "the checks, by name",
    "helpers/checks": "the checks, by path",
    "gradebook": "the gradebook, by name",
    "solutions/": "the solutions, by path",
    "nbgrader": "the grading, by name",
}
LONGEST_NAME = 100
_LIBRARIES = {"np", "numpy", "torch", "helpers", "math"}
# What is asked before a tree is made: a word of the lists, or a name of a library given a value.
_WORD = re.compile(r"\w+")
_WORDS = {"getattr", "setattr", "delattr", *_NAMES, *_ATTRIBUTES, *_METHODS}
_WORDS |= {name.split(".")[-1] for name in _MODULES}
_GIVEN = re.compile(
    rf"(?<![\w.])(?:{'|'.join(sorted(_LIBRARIES))})(?:\.\w+)+\s*[^\w\s=<>!()\[\].,:]*=(?!=)"
)


def signs(source: str) -> list[str]:
    """List what in a cell's text is worth a look: "gc: searches memory", in alphabetical order.

    Text that is no Python is searched for the same words.
    """
    words = _WORDS.intersection(_WORD.findall(source))
    words.update(text for text in _TEXTS if text in source)
    if not words and not _GIVEN.search(source[:LONGEST]):
        return []
    tree = parse(source)
    if tree is None:
        return sorted(f"{word}: in text that is no Python" for word in words)
    found: set[str] = set()
    for node in ast.walk(tree):
        found.update(_of(node))
    return sorted(found)


def _of(node: ast.AST) -> list[str]:
    """List the signs in one node, its children apart."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return _imports(node)
    if isinstance(node, ast.Name):
        kind = _NAMES.get(node.id)
        return [f"{node.id}: {kind}"] if kind and isinstance(node.ctx, ast.Load) else []
    if isinstance(node, ast.Attribute):
        return _attribute(node)
    if isinstance(node, ast.FunctionDef):
        kind = _METHODS.get(node.name)
        return [f"{node.name}: {kind}"] if kind else []
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        known = {**_TEXTS, **dict.fromkeys(_ATTRIBUTES, "an inner name, as text")}
        return [f"{text!r}: {kind}" for text, kind in known.items() if _holds(node.value, text)]
    if isinstance(node, ast.Call):
        return _by_name(node)
    return []


def _holds(text: str, word: str) -> bool:
    return text == word if word == "modules" else word in text


def _imports(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        module = (node.module or "")[:LONGEST_NAME]  # it is joined to every name
        names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return [
        f"import {module}: {kind}"
        for module, kind in _MODULES.items()
        if any(name == module or name.startswith(f"{module}.") for name in names)
    ]


def _attribute(node: ast.Attribute) -> list[str]:
    """Tell of an inner attribute, and of a value given to something of a library."""
    kind = _ATTRIBUTES.get(node.attr)
    found = [f".{node.attr}: {kind}"] if kind else []
    if not isinstance(node.ctx, ast.Load):
        root: ast.AST = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in _LIBRARIES:
            found.append(f"{root.id}: one of its names is given another value")
    return found


def _by_name(node: ast.Call) -> list[str]:
    """Tell of getattr and its kin with a name that is put together, or an inner one."""
    called = node.func.id if isinstance(node.func, ast.Name) else ""
    if called not in ("getattr", "setattr", "delattr") or len(node.args) < 2:
        return []
    name = node.args[1]
    plain = isinstance(name, ast.Constant) and not str(name.value).startswith("__")
    return [] if plain else [f"{called}: an attribute by a name that is put together or inner"]
