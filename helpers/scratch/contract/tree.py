"""Nested parameters as trees: NamedTuples, tuples, lists and dicts with arrays as leaves.

Raises  ValueError, where trees of one form are wanted, naming the first place where two differ.
"""

import numpy as np


def is_leaf(tree):
    """Return whether this is an array or a number rather than a container."""
    return not isinstance(tree, (tuple, list, dict))


def tree_leaves(tree, name=""):
    """List (path, leaf) pairs in order, with paths such as rnn.W_x, [0] or ['b'].

    `name` stands in front of every path.
    """
    if is_leaf(tree):
        return [(name, tree)]
    pairs = []
    for step, child in _children(tree):
        path = f"{name}{step}" if name else step.removeprefix(".")
        pairs.extend(tree_leaves(child, path))
    return pairs


def tree_map(function, tree, *others):
    """Build a tree of the same form from function(leaf, leaf of the others...)."""
    for other in others:
        require_same_form(tree, other)
    return _map(function, tree, *others)


def require_same_form(tree, other, name="", other_name="the other"):
    """Compare two trees' containers, keys and leaf shapes."""
    here = name or "the tree"
    if is_leaf(tree) or is_leaf(other):
        got, want = _form(other), _form(tree)
        if got != want:
            raise ValueError(f"{here} differs between trees: {other_name} has {got}, not {want}.")
        return
    steps, other_steps = ([s for s, _ in _children(t)] for t in (tree, other))
    if steps != other_steps:
        raise ValueError(
            f"{here} differs between trees: {other_name} holds {' '.join(other_steps)}, "
            f"not {' '.join(steps)}."
        )
    for (step, child), (_, twin) in zip(_children(tree), _children(other), strict=True):
        require_same_form(child, twin, name + step if name else step.removeprefix("."), other_name)


def _form(tree):
    """Return what stands at one place of a tree."""
    return f"shape {np.shape(tree)}" if is_leaf(tree) else f"a {type(tree).__name__}"


def _children(tree):
    """Pair each child with the step that leads to it."""
    if isinstance(tree, dict):
        return [(f"[{key!r}]", child) for key, child in tree.items()]
    if hasattr(tree, "_fields"):
        return [(f".{field}", child) for field, child in zip(tree._fields, tree, strict=True)]
    return [(f"[{index}]", child) for index, child in enumerate(tree)]


def _map(function, tree, *others):
    """Apply function leaf by leaf to trees known to have one form."""
    if is_leaf(tree):
        return function(tree, *others)
    if isinstance(tree, dict):
        return {key: _map(function, tree[key], *(o[key] for o in others)) for key in tree}
    children = [_map(function, *group) for group in zip(tree, *others, strict=True)]
    return type(tree)(*children) if hasattr(tree, "_fields") else type(tree)(children)
