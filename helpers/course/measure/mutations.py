"""The single changes that mutants.py makes: operators, constants, axes, indices, names and more."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_SWAPS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.Lt: (ast.LtE,),
    ast.LtE: (ast.Lt,),
    ast.Gt: (ast.GtE,),
    ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
_TWINS = {
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "argmax": "argmin",
    "argmin": "argmax",
    "tanh": "sin",
    "exp": "expm1",
    "log": "log1p",
    "sqrt": "abs",
    "maximum": "minimum",
    "minimum": "maximum",
}


def short(text: str, limit: int = 70) -> str:
    """Cut a text to a length."""
    return text if len(text) <= limit else text[: limit - 3] + "..."


@dataclass(frozen=True)
class Names:
    """What a function calls its values: by these a name is swapped for a neighbour."""

    values: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, function: ast.FunctionDef) -> "Names":
        """Read a function's arguments, local names, and the fields taken of each."""
        values = [argument.arg for argument in function.args.args]
        fields: dict[str, list[str]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                values.append(node.id)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                fields.setdefault(node.value.id, []).append(node.attr)
        kept = {name: tuple(dict.fromkeys(f)) for name, f in fields.items() if name in values}
        return cls(tuple(dict.fromkeys(values)), kept)


def _next(items: tuple[str, ...], item: str) -> str | None:
    """Return the item after this one, the first after the last; None where there is no other."""
    return items[(items.index(item) + 1) % len(items)] if len(items) > 1 else None


def changes(node: ast.AST, names: Names) -> Iterator[tuple[str, ast.AST]]:
    """Yield (text, replacement) for every change of one node."""
    for replacement in [*_replacements(node), *_other_names(node, names)]:
        yield f"{_text(node)} -> {_text(replacement)}", replacement


def _other_names(node: ast.AST, names: Names) -> Iterator[ast.AST]:
    """Swap a name for the function's next one, a field for the next one taken of that name."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names.values:
        other = _next(names.values, node.id)
        if other is not None:
            yield _changed(node, id=other)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        fields = names.fields.get(node.value.id, ())
        other = _next(fields, node.attr) if node.attr in fields else None
        if other is not None:
            yield _changed(node, attr=other)


def _text(node: ast.AST) -> str:
    return short(ast.unparse(node).split("\n")[0], 60)


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    makers: dict[type, Callable[[Any], Iterator[ast.AST]]] = {
        ast.BinOp: _binary,
        ast.BoolOp: _boolean,
        ast.Compare: _comparison,
        ast.UnaryOp: _unary,
        ast.Constant: _constant,
        ast.AugAssign: _accumulation,
        ast.Attribute: _attribute,
        ast.Call: _call,
        ast.Subscript: _subscript,
        ast.Tuple: _tuple,
        ast.IfExp: _choice,
    }
    maker = makers.get(type(node))
    if maker is not None:
        yield from maker(node)


def _binary(node: ast.BinOp) -> Iterator[ast.AST]:
    for other in _SWAPS.get(type(node.op), ()):
        yield _changed(node, op=other())
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow | ast.FloorDiv):
        yield node.left  # the right term or factor dropped
    if isinstance(node.op, ast.Add | ast.Mult):
        yield node.right
    if isinstance(node.op, ast.MatMult):
        yield _changed(node, left=node.right, right=node.left)
        yield _changed(node, right=_transposed(node.right))


def _transposed(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(value=node, attr="T", ctx=ast.Load())


def _boolean(node: ast.BoolOp) -> Iterator[ast.AST]:
    for other in _SWAPS[type(node.op)]:
        yield _changed(node, op=other())


def _comparison(node: ast.Compare) -> Iterator[ast.AST]:
    for other in _SWAPS.get(type(node.ops[0]), ()):
        yield _changed(node, ops=[other(), *node.ops[1:]])


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.USub | ast.Not):
        yield node.operand


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
        if value > 0:
            yield ast.Constant(value - 1)
    elif isinstance(value, float):
        yield ast.Constant(value * 2 if value else 1.0)
        if value:
            yield ast.UnaryOp(ast.USub(), node)


def _accumulation(node: ast.AugAssign) -> Iterator[ast.AST]:
    yield ast.Assign(targets=[node.target], value=node.value, lineno=node.lineno)
    for other in _SWAPS.get(type(node.op), ()):
        yield _changed(node, op=other())


def _attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    if node.attr == "T":
        yield node.value
    elif node.attr in _TWINS:
        yield _changed(node, attr=_TWINS[node.attr])


def _call(node: ast.Call) -> Iterator[ast.AST]:
    function = node.func.id if isinstance(node.func, ast.Name) else ""
    if function in ("reversed", "float", "int", "abs", "list", "sorted") and len(node.args) == 1:
        yield node.args[0]
    if function == "range" and not isinstance(node.args[-1], ast.Constant):
        stop = 0 if len(node.args) == 1 else 1
        fewer = ast.BinOp(node.args[stop], ast.Sub(), ast.Constant(1))
        yield _changed(node, args=[*node.args[:stop], fewer, *node.args[stop + 1 :]])
    if isinstance(node.func, ast.Attribute) and node.func.attr == "copy":
        yield node.func.value
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("tanh", "exp", "log", "sqrt"):
        yield from node.args[:1]  # the function left out
    for i, keyword in enumerate(node.keywords):
        if keyword.arg in ("axis", "keepdims", "dtype"):
            yield _changed(node, keywords=node.keywords[:i] + node.keywords[i + 1 :])
    names = [a for a in node.args if isinstance(a, ast.Name | ast.Attribute)]
    if len(node.args) == len(names):
        for i in range(len(node.args) - 1):
            swapped = list(node.args)
            swapped[i], swapped[i + 1] = swapped[i + 1], swapped[i]
            yield _changed(node, args=swapped)


def _subscript(node: ast.Subscript) -> Iterator[ast.AST]:
    bounds = node.slice
    if isinstance(bounds, ast.Slice):
        for part in ("lower", "upper", "step"):
            if getattr(bounds, part) is not None:
                yield _changed(node, slice=_changed(bounds, **{part: None}))
        if bounds.upper is not None and not isinstance(bounds.upper, ast.Constant):
            fewer = ast.BinOp(bounds.upper, ast.Sub(), ast.Constant(1))
            yield _changed(node, slice=_changed(bounds, upper=fewer))
    elif isinstance(bounds, ast.Name) and isinstance(node.ctx, ast.Load):
        yield _changed(node, slice=ast.BinOp(bounds, ast.Sub(), ast.Constant(1)))


def _tuple(node: ast.Tuple) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load):
        for i in range(len(node.elts) - 1):
            swapped = list(node.elts)
            swapped[i], swapped[i + 1] = swapped[i + 1], swapped[i]
            yield _changed(node, elts=swapped)


def _choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse


def _changed(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other
