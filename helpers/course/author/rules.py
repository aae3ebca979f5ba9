"""What each kind of source cell must and must not hold.

Every rule looks at the syntax tree or the lines of one cell and raises Problem with the line
of the file. A cell's first source line is the one after its header.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from helpers.common.python_cells import MAGIC
from helpers.course.author.headers import Cell, Problem, a_cell

SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
BARE_IMAGE = re.compile(r"!\[\s*\]\(|<img(?![^>]*\balt=[\"'][^\"']+[\"'])[^>]*>")
PICTURE = re.compile(r"""!\[[^\]]*\]\(\s*<?([^)\s>]+)|<img[^>]*\bsrc=["']([^"']+)["']""")
ELSEWHERE = re.compile(r"[A-Za-z][\w+.-]*:|//|#")
CODE_SPAN = re.compile(r"(`+).*?\1", re.DOTALL)


def check_cell(cell: Cell) -> None:
    """Check one cell against the rules of its kind.

    Raises: Problem.
    """
    _check_markers(cell)
    if cell.kind in ("text", "essay"):
        _check_text(cell)
        return
    tree = parse(cell)
    _check_figures(cell, tree)
    rule = {
        "setup": _check_setup,
        "exercise": _check_exercise,
        "check": _check_check,
        "predict": _check_predict,
        "code": _check_code,
        "experiment": _check_code,
    }.get(cell.kind)
    if rule is not None:
        rule(cell, tree)


def check_pictures(cell: Cell, folder: Path) -> None:
    """Check that the local pictures of a text exist, seen from the notebook's folder.

    Raises: Problem.
    """
    if cell.kind not in ("text", "essay"):
        return
    text = CODE_SPAN.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), cell.source)
    for match in PICTURE.finditer(text):
        target = match.group(1) or match.group(2)
        if not ELSEWHERE.match(target) and not (folder / target).is_file():
            at = cell.line + 1 + text[: match.start()].count("\n")
            raise Problem(
                at,
                f"the picture {target!r} does not exist, seen from solutions/{folder.name}/; "
                "correct its path",
            )


def parse(cell: Cell, source: str | None = None) -> ast.Module:
    """Parse a code cell; lines of magics count as `pass`, except in setup cells.

    Raises: Problem at the line of a syntax error.
    """
    lines = (cell.source if source is None else source).split("\n")
    for i, line in enumerate(lines):
        if MAGIC.match(line):
            if cell.kind not in ("code", "experiment"):
                raise Problem(
                    cell.line + 1 + i,
                    f"a magic in {a_cell(cell.kind)}; grading runs this cell as plain "
                    "Python, so move the magic to a code cell",
                )
            lines[i] = re.match(r"\s*", line).group() + "pass"  # type: ignore[union-attr]
    try:
        return ast.parse("\n".join(lines))
    except SyntaxError as error:
        at = cell.line + (error.lineno or 1)
        raise Problem(at, f"not valid Python ({error.msg}); correct this line") from None


def region(source: str, markers: tuple[str, str]) -> tuple[int, int]:
    """Return the indices of the lines that hold the two markers."""
    lines = [line.strip() for line in source.split("\n")]
    return lines.index(markers[0]), lines.index(markers[1])


def without_markers(source: str) -> str:
    """Return the source of an exercise or check cell without its marker lines."""
    marks = {*SOLUTION, *HIDDEN}
    return "\n".join(line for line in source.split("\n") if line.strip() not in marks)


def without_region(source: str, markers: tuple[str, str], stub: str = "") -> str:
    """Return the source with the region between the markers replaced by an indented stub."""
    lines = source.split("\n")
    start, stop = region(source, markers)
    indent = re.match(r"\s*", lines[start]).group()  # type: ignore[union-attr]
    return "\n".join(lines[:start] + ([indent + stub] if stub else []) + lines[stop + 1 :])


def _check_markers(cell: Cell) -> None:
    """Each marker pair once, in order, only where it belongs; nothing that looks like one."""
    for markers, kind in ((SOLUTION, "exercise"), (HIDDEN, "check")):
        found = list(_marker_lines(cell, markers))
        if cell.kind != kind:
            for at, text in found:
                raise Problem(at, f"{text!r} in {a_cell(cell.kind)}; it belongs in {a_cell(kind)}")
            continue
        if [text for _, text in found] != list(markers):
            at = found[0][0] if found else cell.line
            raise Problem(
                at,
                f"{kind} {cell.name!r} needs {markers[0]!r} and then {markers[1]!r}, once each, "
                "on lines of their own",
            )


def _marker_lines(cell: Cell, markers: tuple[str, str]) -> Iterator[tuple[int, str]]:
    """Find every line nbgrader would take for one of the markers."""
    for i, line in enumerate(cell.source.split("\n")):
        if any(marker.removeprefix("### ") in line for marker in markers):
            yield cell.line + 1 + i, line.strip()


def _check_text(cell: Cell) -> None:
    match = BARE_IMAGE.search(cell.source)
    if match is not None:
        at = cell.line + 1 + cell.source[: match.start()].count("\n")
        raise Problem(at, "a picture without alternative text; say in words what it shows")
    if not cell.source.strip():
        raise Problem(cell.line, f"an empty {cell.kind} cell; fill it or remove it")


def _check_setup(cell: Cell, tree: ast.Module) -> None:
    if not tree.body:
        raise Problem(cell.line, "an empty setup cell; fill it or remove it")


def _check_code(cell: Cell, tree: ast.Module) -> None:
    if not cell.source.strip():
        raise Problem(cell.line, f"an empty {cell.kind} cell; fill it or remove it")


def _check_exercise(cell: Cell, tree: ast.Module) -> None:
    """Outside its solution an exercise holds one def line, a docstring and comments."""
    stub = parse(cell, without_region(cell.source, SOLUTION, "raise NotImplementedError"))
    first, last = region(cell.source, SOLUTION)
    if not any(line.split("#")[0].strip() for line in cell.source.split("\n")[first + 1 : last]):
        raise Problem(cell.line + 1 + first, f"exercise {cell.name!r} has an empty solution")
    outside = "keep only the def line, its docstring and comments outside the solution markers"
    if not stub.body or not isinstance(stub.body[0], ast.FunctionDef):
        at = cell.line + (stub.body[0].lineno if stub.body else 1)
        raise Problem(at, f"exercise {cell.name!r} does not start with its def line; {outside}")
    function = stub.body[0]
    if function.name != cell.name:
        at = cell.line + function.lineno
        raise Problem(at, f"the exercise {cell.name!r} defines {function.name!r}; name them alike")
    # The marker lines before the solution do not move; after it the stub stands for the region.
    extra = stub.body[1:] + [
        node
        for i, node in enumerate(function.body)
        if not isinstance(node, ast.Raise) and not (i == 0 and _is_text(node))
    ]
    for node in extra:
        at = cell.line + node.lineno + (last - first if node.lineno > first + 1 else 0)
        raise Problem(at, f"solution text of {cell.name!r} outside its markers; {outside}")


def _check_check(cell: Cell, tree: ast.Module) -> None:
    """Both parts of a check end in its call, so that no bare number is taken for points."""
    visible = parse(cell, without_region(cell.source, HIDDEN))
    wanted = f"check_{cell.name}({cell.name})"
    if not any(ast.unparse(node) == wanted for node in visible.body):
        raise Problem(
            cell.line, f"check {cell.name!r} never calls {wanted} outside its hidden part"
        )
    first, last = region(cell.source, HIDDEN)
    if not any(line.split("#")[0].strip() for line in cell.source.split("\n")[first + 1 : last]):
        raise Problem(cell.line + 1 + first, f"check {cell.name!r} has an empty hidden part")
    hidden = [node for node in tree.body if first < node.lineno <= last + 1]
    shown = [node for node in tree.body if node not in hidden]
    for part, body in (("visible", shown), ("hidden", hidden)):
        if not body or not _calls(body[-1], cell.name):
            raise Problem(
                cell.line + (body[-1].lineno if body else 1 + first),
                f"the {part} part of this check does not end in check_{cell.name}({cell.name}...);"
                " end with it, since nbgrader reads a bare value as partial credit",
            )


def _calls(node: ast.stmt, name: str) -> bool:
    """Return whether a statement is check_NAME(NAME, ...) and nothing else."""
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    call = node.value
    return [ast.unparse(part) for part in (call.func, *call.args[:1])] == [f"check_{name}", name]


def _check_predict(cell: Cell, tree: ast.Module) -> None:
    if [ast.unparse(node) for node in tree.body] != ["prediction = None"]:
        raise Problem(cell.line, f"prediction {cell.name!r} must contain only: prediction = None")


def _check_figures(cell: Cell, tree: ast.Module) -> None:
    """A figure is shown by show(fig, alt=...), so that it has alternative text."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function, at = node.func, cell.line + node.lineno
        name = getattr(function, "attr", getattr(function, "id", ""))
        base = getattr(getattr(function, "value", None), "id", "")
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        if name == "show" and base not in ("plt", "pyplot"):
            alt = named.get("alt", node.args[1] if len(node.args) > 1 else None)
            empty = isinstance(alt, ast.Constant) and not str(alt.value or "").strip()
            if (alt is None and None not in named) or empty:
                raise Problem(at, "a figure without alternative text; call show(fig, alt=...)")
        elif name == "show" or (name == "display" and _is_figure(node.args)):
            raise Problem(at, f"{name}() gives no alternative text; call show(fig, alt=...)")


def _is_figure(args: list[ast.expr]) -> bool:
    return any(isinstance(arg, ast.Name) and arg.id.startswith("fig") for arg in args)


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
