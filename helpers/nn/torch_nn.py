"""Layers from torch.nn.RNN, LSTM and GRU, and back: the same numbers under other names.

PyTorch keeps each matrix transposed, `weight_ih_l0 (kH, D)` for W_x (D, kH), the gate blocks in
the order used here, and two biases where an Elman or LSTM cell here has one: their sum. A layer
that reads from the right has `_reverse` behind its names.
"""

import numpy as np
import torch
from torch import nn

from helpers.nn.cells import GRUCell, LSTMCell, ReLURNNCell, RNNCell
from helpers.nn.layers import Bidirectional, Recurrent, Stacked

CELLS = {"RNN_TANH": RNNCell, "RNN_RELU": ReLURNNCell, "LSTM": LSTMCell, "GRU": GRUCell}
WEIGHTS = ("weight_ih", "weight_hh")
BIASES = ("bias_ih", "bias_hh")


def from_torch(module):
    """Make layers with the weights of a torch.nn.RNN, LSTM or GRU, copied.

    Any number of layers, one direction or both -> Stacked. A module without biases gets zeros.
    Raises: ValueError if module is something else, or has batch_first, proj_size or dropout.
    """
    if not isinstance(module, nn.RNNBase) or module.mode not in CELLS:
        raise ValueError(f"module is a {type(module).__name__}, expected torch.nn.RNN, LSTM, GRU.")
    for option in ("batch_first", "proj_size", "dropout"):
        if getattr(module, option):
            raise ValueError(f"module has {option}={getattr(module, option)}, expected none.")
    layers = []
    for layer in range(module.num_layers):
        cells = [_cell_from_torch(module, suffix) for suffix in _suffixes(module, layer)]
        layers.append(Bidirectional(*cells) if module.bidirectional else Recurrent(*cells))
    return Stacked(layers)


def to_torch(layers):
    """Make a torch.nn.RNN, LSTM or GRU with the weights of layers, copied.

    layers: Recurrent, Bidirectional, or Stacked of them. Where a cell here has one bias and
    PyTorch two, the second one is 0.
    Raises: ValueError if PyTorch has no such module: residual links, a pyramid, layers of unlike
    cells, widths or directions, or a cell that torch.nn does not have.
    """
    rows, mode = _plain_rows(layers)
    first = rows[0][0]
    options = {"nonlinearity": mode[4:].lower()} if mode.startswith("RNN") else {}
    # Made as a mere form, and filled below: so nothing is drawn from torch's global generator.
    module = getattr(nn, mode[:3] if options else mode)(
        first.D,
        first.H,
        num_layers=len(rows),
        bidirectional=len(rows[0]) == 2,
        device="meta",
        dtype=first.W_x.dtype,
        **options,
    ).to_empty(device=first.W_x.device)
    with torch.no_grad():
        for layer, row in enumerate(rows):
            for cell, suffix in zip(row, _suffixes(module, layer), strict=True):
                for name, weight in cell.to_torch().named_parameters():
                    getattr(module, name + suffix).copy_(weight)
    return module


def _plain_rows(layers):
    """Return the cells of each layer, and PyTorch's name for their kind, once it has such a module.

    Raises: ValueError as to_torch does.
    """
    if isinstance(layers, (Recurrent, Bidirectional)):
        layers = Stacked([layers])
    if type(layers) is not Stacked or any(layers.residual):
        raise ValueError(
            "layers are no plain stack, expected Recurrent, Bidirectional, or Stacked of them "
            "without residual links."
        )
    rows = [_cells(layer) for layer in layers.layers]
    alike = {(type(cell), cell.H, len(row)) for row in rows for cell in row}
    modes = [mode for mode, kind in CELLS.items() if kind is type(rows[0][0])]
    if len(alike) != 1 or not modes:
        kinds = sorted(f"{kind.__name__} of H={H}, {n} a layer" for kind, H, n in alike)
        raise ValueError(f"layers hold {'; '.join(kinds)}: expected one kind that torch.nn has.")
    return rows, modes[0]


def _suffixes(module, layer):
    """Return the endings of a layer's weight names, such as _l0 and _l0_reverse."""
    return [f"_l{layer}", f"_l{layer}_reverse"][: 1 + module.bidirectional]


def _cells(layer):
    """List the cells of a layer, the left reader's first."""
    both = isinstance(layer, Bidirectional)
    return [layer.from_left.cell, layer.from_right.cell] if both else [layer.cell]


def _cell_from_torch(module, suffix):
    """Make the cell of one layer and direction, by way of the torch.nn cell with its weights."""
    names = WEIGHTS + BIASES if module.bias else WEIGHTS
    weights = {name: getattr(module, name + suffix).detach() for name in names}
    kind = CELLS[module.mode]
    W = weights["weight_ih"]
    twin = nn.utils.skip_init(
        kind.twin,
        W.shape[1],
        module.hidden_size,
        bias=module.bias,
        device=W.device,
        dtype=W.dtype,
        **kind.options,
    )
    twin.load_state_dict(weights)
    return kind.from_torch(twin)


def elman_gradients(p, xs, h0, dhs_direct):
    """Ask torch's autograd for the gradients of sum(hs * dhs_direct), hs from torch's own nn.RNN.

    Shapes: p scratch's RNNParams; xs (T, B, D), h0 (B, H), dhs_direct (T, B, H) arrays -> dict of
    arrays: "xs", "h0", "W_x", "W_h", "b", each of the shape of what it is named after.
    nn.RNN stores its weights transposed and has two biases: the second one is set to 0.
    """
    layer = nn.RNN(*p.W_x.shape).double()
    with torch.no_grad():
        weights = (p.W_x.T, p.W_h.T, p.b, np.zeros_like(p.b))
        for tensor, value in zip(layer.parameters(), weights, strict=True):
            tensor.copy_(torch.from_numpy(value))
    inputs, state = (torch.from_numpy(a).requires_grad_() for a in (xs, h0[None]))
    (layer(inputs, state)[0] * torch.from_numpy(dhs_direct)).sum().backward()
    W_x, W_h, b, _ = (tensor.grad.numpy() for tensor in layer.parameters())
    return {
        "xs": inputs.grad.numpy(),
        "h0": state.grad.numpy()[0],
        "W_x": W_x.T,
        "W_h": W_h.T,
        "b": b,
    }
