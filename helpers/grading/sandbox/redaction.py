"""What a template loads of the course: a copy in which the references have no bodies.

Code that a process has once read stays in its memory, also after it was let go, and every child
has that memory. So the functions that must not answer for a student never come into a template:
neither their text, nor their bytecode, nor a cache that holds it.
"""

import ast
import io
import os
import shutil
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.grading.sandbox.bubblewrap import FOR_STUDENTS, HELPERS, SandboxError

__all__ = ["copy_helpers", "redacted"]

REFUSAL = ' raise SystemExit("the course\'s own solution does not run where answers are graded")'
_CACHES = shutil.ignore_patterns("__pycache__", "*.pyc")
Function = ast.FunctionDef | ast.AsyncFunctionDef
Place = tuple[int, int]  # line from 1, column in characters from 0


def copy_helpers(target: Path, guarded: list[list[str]]) -> None:
    """Copy the modules that answers may use into a folder, the guarded functions without bodies.

    guarded: (exercise, module, qualified name) for each. Caches of bytecode are left out. Everybody
    may read the copy, whatever the umask is: in the sandbox an unprivileged user does.

    Raises:
        SandboxError: a function cannot be taken out, or the copy cannot be written.
    """
    names: dict[str, set[str]] = {}
    for _, module, name in guarded:
        names.setdefault(module, set()).add(name)
    try:
        for name in FOR_STUDENTS:
            if (HELPERS / name).is_dir():
                shutil.copytree(HELPERS / name, target / name, ignore=_CACHES)
            elif (HELPERS / name).exists():
                shutil.copyfile(HELPERS / name, target / name)
        for folder, folders, files in os.walk(target):
            for name in (*folders, *files):
                os.chmod(os.path.join(folder, name), 0o755 if name in folders else 0o644)
        for module, wanted in names.items():
            _redact_file(_file_of(module, target), module, wanted)
    except (OSError, shutil.Error) as error:
        raise SandboxError(f"the course's modules could not be copied: {error}") from None


def _file_of(module: str, target: Path) -> Path:
    base = target.joinpath(*module.split(".")[1:])
    for file in (base / "__init__.py", base.with_name(f"{base.name}.py")):
        if module.startswith("helpers.") and file.is_file():
            return file
    raise SandboxError(f"{module} holds a reference, and is no module that answers may use")


def _redact_file(file: Path, module: str, names: set[str]) -> None:
    try:
        with tokenize.open(file) as opened:
            encoding, source = opened.encoding, opened.read()
        text = redacted(source, names, module)
        file.write_bytes(text.encode(encoding))
    except (SyntaxError, ValueError, tokenize.TokenError) as error:
        raise SandboxError(f"{module} holds a reference, and cannot be read: {error}") from None


def redacted(source: str, names: set[str], module: str) -> str:
    """Give a module's source with a refusal for the body of each named function.

    names: qualified names; of a function that is defined twice, both bodies go. Signatures,
    decorators and the number of lines stay. module: its name, for messages.

    Raises:
        SandboxError: there is no such function, or it cannot be taken out.
        SyntaxError, ValueError: the source is not Python.
    """
    found = [(n, f) for n, f in _functions(ast.parse(source)) if n in names]
    for name in sorted(names - {name for name, _ in found}):
        raise SandboxError(f"{module}.{name} cannot be kept from answers: no def of that name")
    lines = source.split("\n")
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for _, function in found:
        start, last = _body(function, tokens, lines)
        lines[start[0] - 1] = lines[start[0] - 1][: start[1]] + REFUSAL
        lines[start[0] : last] = [""] * (last - start[0])
    text = "\n".join(lines)
    for name, function in _functions(ast.parse(text)):
        if name in names and not _refuses(function):
            raise SandboxError(f"{module}.{name} cannot be kept from answers: its body stays")
    return text


def _functions(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, Function]]:
    """Give each function that can be reached by its qualified name, wherever it stands."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield inside + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{inside}{node.name}.")
        else:
            yield from _functions(node, inside)


def _refuses(function: Function) -> bool:
    return [ast.unparse(node) for node in function.body] == [ast.unparse(ast.parse(REFUSAL[1:]))]


def _body(
    function: Function, tokens: list[tokenize.TokenInfo], lines: list[str]
) -> tuple[Place, int]:
    """Give where the colon before a function's body ends, and the last line of the body.

    The comments below the last statement that stand as deep as the body belong to it.
    """
    signature = function.args
    parts: list[Any] = [*signature.posonlyargs, *signature.args, *signature.kwonlyargs]
    parts += [*signature.defaults, *signature.kw_defaults, signature.vararg, signature.kwarg]
    parts += [function.returns, *getattr(function, "type_params", [])]
    known = [_end(part, lines) for part in parts if part is not None]
    after = max(known, default=(function.lineno, function.col_offset))
    start = next(t.end for t in tokens if t.start >= after and t.string == ":")
    end = _end(function.body[-1], lines)
    rest = iter([t for t in tokens if t.start >= end])
    last = next(t.start[0] for t in rest if t.type == tokenize.NEWLINE)
    for token in rest:
        if token.type == tokenize.COMMENT and token.start[1] > function.col_offset:
            last = token.start[0]
        elif token.type not in (*_BETWEEN, tokenize.COMMENT):
            break
    return start, last


_BETWEEN = (tokenize.NL, tokenize.INDENT, tokenize.DEDENT)


def _end(node: ast.expr | ast.arg | ast.stmt, lines: list[str]) -> Place:
    """Give where a node ends; ast counts columns in bytes."""
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    line = lines[node.end_lineno - 1].encode()
    return node.end_lineno, len(line[: node.end_col_offset].decode())
