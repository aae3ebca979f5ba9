"""Checks of networks with several layers or directions: that their parts fit one another."""

import numpy as np

from helpers.scratch.contract.params import require_params, shape_of
from helpers.scratch.contract.protocol import Cell, require_cell, require_state
from helpers.scratch.contract.validation import require_axes


def directions(cell, p):
    """List the weights of a layer: one p, or one from the left and one from the right."""
    pair = isinstance(p, (tuple, list)) and not hasattr(p, "_fields") and len(p) == 2
    return list(p) if pair else [p]


def require_layers(cell, ps, stride):
    """Return each layer's cell and (D, width of what it shows), once layers fit each other."""
    if not isinstance(ps, (list, tuple)) or hasattr(ps, "_fields") or not ps:
        raise ValueError(f"ps is a {type(ps).__name__}, expected a list of at least one layer.")
    cells = [cell] * len(ps) if isinstance(cell, Cell) else cell
    if not isinstance(cells, (list, tuple)) or not all(isinstance(one, Cell) for one in cells):
        raise ValueError(f"cell is a {type(cell).__name__}, expected a Cell or a list of them.")
    if len(cells) != len(ps):
        raise ValueError(f"cell holds {len(cells)} cells, expected {len(ps)}, one per layer.")
    widths = []
    for layer, (one, p) in enumerate(zip(cells, ps, strict=True)):
        parts = directions(one, p)
        for place, part in zip([""] if len(parts) == 1 else ["[0]", "[1]"], parts, strict=True):
            sizes = require_params(part, one.params, f"ps[{layer}]{place}")
            D = stride * widths[-1][1] if layer else sizes["D"]
            if sizes["D"] != D:
                times = f"{stride} times " * (stride > 1)
                raise ValueError(
                    f"ps[{layer}]{place} has D={sizes['D']}, expected {D}, "
                    f"{times}the width of what ps[{layer - 1}] shows."
                )
        shown = shape_of(next(iter(one.state.values())), sizes | {"B": 1})[1]
        widths.append((sizes["D"], len(parts) * shown))
    return cells, widths


def require_links(residual, widths):
    """Return for each layer whether it has a residual link, once both its ends have one width."""
    every = isinstance(residual, (bool, np.bool_))
    links = (residual,) * len(widths) if every else residual
    booleans = (bool, np.bool_)
    if not isinstance(links, (list, tuple)) or not all(isinstance(x, booleans) for x in links):
        raise ValueError(f"residual is {residual!r}, expected a boolean, or a list of them.")
    if len(links) != len(widths):
        raise ValueError(
            f"residual has {len(links)} entries, expected {len(widths)}, one per layer."
        )
    for layer, (link, (D, width)) in enumerate(zip(links, widths, strict=True)):
        if link and width != D:
            raise ValueError(
                f"residual adds an input of width {D} to an output of width {width} "
                f"in layer {layer}, expected equal widths."
            )
    return links


def require_layer_states(name, states, cells, ps, B):
    """Return the list of the layers' states, None where it is left to be zeros."""
    if states is None:
        return [None] * len(ps)
    if not isinstance(states, (list, tuple)):
        raise ValueError(f"{name} is a {type(states).__name__}, expected a list, one per layer.")
    if len(states) != len(ps):
        raise ValueError(f"{name} has {len(states)} entries, expected {len(ps)}, one per layer.")
    for layer, (cell, p, state) in enumerate(zip(cells, ps, states, strict=True)):
        parts = directions(cell, p)
        here = f"{name}[{layer}]"
        if state is None:
            continue
        if len(parts) == 1:
            pairs = [(here, state, p)]
        elif isinstance(state, (list, tuple)) and len(state) == 2:
            pairs = [(f"{here}[{side}]", state[side], parts[side]) for side in (0, 1)]
        else:
            raise ValueError(f"{here} is not a pair of tuples, expected one per direction.")
        for place, part, weights in pairs:
            if part is not None:
                sizes = require_params(weights, cell.params) | {"B": B}
                require_state(place, part, cell.state, sizes, place + ".{}")
    return list(states)


def require_first_states(ps, xs, h0s):
    """Check that h0s holds one first state (B, H) for each Elman layer of ps."""
    sizes: dict[str, int] = {}
    require_axes("xs", xs, "T, B, D", sizes)
    if not isinstance(h0s, (list, tuple)):
        raise ValueError(f"h0s is a {type(h0s).__name__}, expected a list, one per layer.")
    if len(h0s) != len(ps):
        raise ValueError(f"h0s has {len(h0s)} entries, expected {len(ps)}, one per layer.")
    for layer, (p, h0) in enumerate(zip(ps, h0s, strict=True)):
        require_axes(f"h0s[{layer}]", h0, "B, H", {"B": sizes["B"], "H": len(p.b)})


def require_directions(cell, p_f, p_b):
    """Return the sizes that both directions share."""
    require_cell(cell)
    sizes = require_params(p_f, cell.params, "p_f")
    sizes_b = require_params(p_b, cell.params, "p_b")
    if sizes != sizes_b:
        raise ValueError(f"p_b has the sizes {sizes_b}, expected those of p_f, {sizes}.")
    return sizes


def pair_of(name, pair):
    """Return the parts of a pair for the two directions, two times None for None."""
    if pair is None:
        return None, None
    if not isinstance(pair, (tuple, list)):
        raise ValueError(f"{name} is a {type(pair).__name__}, expected a pair of tuples.")
    if len(pair) != 2 or any(isinstance(part, np.ndarray) for part in pair):
        got = ", ".join(type(part).__name__ for part in pair)
        raise ValueError(f"{name} is ({got}), expected a pair of tuples, one per direction.")
    return pair


def shown_twice(cell):
    """Declare the axes of both readers' shown states side by side, such as "T, B, 2H"."""
    shown = next(iter(cell.state.values()))
    return f"T, {shown.replace('H', '2H')}"
