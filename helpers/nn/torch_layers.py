"""PyTorch's own nn.RNN, LSTM and GRU: wrapped as layers, and converted to the layers here and back.

PyTorch keeps each matrix transposed, `weight_ih_l0 (kH, D)` for W_x (D, kH), the gate blocks in
the order used here, and two biases where an Elman or LSTM cell here has one: their sum. A layer
that reads from the right has `_reverse` behind its names.
Axes  T time, B batch, D input, H hidden.
"""

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from helpers.nn.cells import GRUCell, LSTMCell, ReLURNNCell, RNNCell, under_autocast
from helpers.nn.layers import Bidirectional, Recurrent, Stacked
from helpers.nn.weights import require_dtype
from helpers.scratch.contract.validation import (
    require_count,
    require_generator,
    require_lengths,
    require_shape,
)

KINDS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
CELLS = {"RNN_TANH": RNNCell, "RNN_RELU": ReLURNNCell, "LSTM": LSTMCell, "GRU": GRUCell}
WEIGHTS = ("weight_ih", "weight_hh")
BIASES = ("bias_ih", "bias_hh")


class TorchRecurrent(nn.Module):
    """A torch.nn.RNN, LSTM or GRU behind the interface of helpers.nn.layers.Recurrent."""

    def __init__(self, module):
        """Take a time-major torch.nn.RNN, LSTM or GRU, which is kept as it is.

        D is what it reads at a step, width what it shows: H, or 2H in both directions.
        Raises: ValueError if it is another module, batch_first, or an LSTM with a projection.
        """
        super().__init__()
        if not isinstance(module, tuple(KINDS.values())):
            got = type(module).__name__
            raise ValueError(f"module is a {got}, expected a torch.nn.RNN, LSTM or GRU.")
        if module.batch_first or module.proj_size:
            raise ValueError("module is batch_first or has proj_size, expected neither.")
        self.module = module
        self.D, self.bidirectional = module.input_size, module.bidirectional
        self.width = module.hidden_size * (2 if module.bidirectional else 1)

    def forward(self, xs, state0=None, lengths=None):
        """Run over a sequence; past its length a row's hs are 0 and its state stays.

        Shapes: xs (T, B, D); state0 a tuple (h0, c0), or (h0,) without memory cells, each
        (layers times directions, B, H), zeros if None; lengths (B,) int, all T if None
        -> hs (T, B, width), state like state0.
        Raises: ValueError if a shape does not fit, or a length is not from 1 to T.
        """
        T, B, _ = _require_floats("xs", xs, T=None, B=None, D=self.D)
        kind = next(self.parameters()).dtype
        if xs.dtype != kind and not under_autocast(xs):
            raise ValueError(f"xs holds {xs.dtype}, expected {kind}, as the weights do.")
        first = self._first(state0, B)
        if lengths is None:
            hs, state = self.module(xs, first)
        else:
            # The module skips padding only when packed, and takes the lengths from the CPU.
            lengths = lengths.cpu().numpy() if torch.is_tensor(lengths) else lengths
            lengths = torch.from_numpy(np.array(require_lengths("lengths", lengths, T, B)))
            packed = pack_padded_sequence(xs, lengths, enforce_sorted=False)
            packed_hs, state = self.module(packed, first)
            hs, _ = pad_packed_sequence(packed_hs, total_length=T)
        return hs, state if isinstance(state, tuple) else (state,)

    def _first(self, state0, B):
        """Return the first state as the module takes it: a pair, one tensor, or None."""
        if state0 is None:
            return None
        names = ("h0", "c0") if isinstance(self.module, nn.LSTM) else ("h0",)
        if not isinstance(state0, (tuple, list)) or len(state0) != len(names):
            raise ValueError(f"state0 is not a tuple of {', '.join(names)}.")
        rows = self.module.num_layers * (2 if self.bidirectional else 1)
        for name, state in zip(names, state0, strict=True):
            _require_floats(name, state, layers=rows, B=B, H=self.module.hidden_size)
        return tuple(state0) if len(names) == 2 else state0[0]


def torch_recurrent(kind, D, H, rng, layers=1, bidirectional=False, dtype=torch.float32):
    """Make a torch.nn.RNN, LSTM or GRU with weights from a NumPy generator, and wrap it.

    kind: "rnn", "lstm" or "gru". Every weight is uniform within 1 / sqrt(H) of 0, as torch
    draws it, but torch's own generator is left as it was. The forget bias of an LSTM, the sum of
    its two, starts at 1, as that of the course's own LSTM.
    Raises: ValueError if kind is another, a size is not a whole number of at least 1, rng is no
    generator, or dtype no floating-point type.
    """
    require_generator("rng", rng)
    require_dtype(dtype)
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"kind is {kind!r}, expected one of {', '.join(KINDS)}.")
    sizes = [require_count(name, n) for name, n in [("D", D), ("H", H), ("layers", layers)]]
    with torch.random.fork_rng(devices=[]):
        module = KINDS[kind](*sizes, bidirectional=bool(bidirectional), dtype=dtype)
    bound = 1.0 / np.sqrt(H)
    with torch.no_grad():
        for weight in module.parameters():
            weight.copy_(torch.from_numpy(rng.uniform(-bound, bound, size=tuple(weight.shape))))
        for name, weight in module.named_parameters() if kind == "lstm" else ():
            if name.startswith("bias"):  # blocks run i, f, g, o
                weight[H : 2 * H] = 1.0 if name.startswith("bias_ih") else 0.0
    return TorchRecurrent(module)


def _require_floats(name, x, **axes):
    """Return a tensor's shape once it fits the named axes and holds floating-point numbers.

    Raises: ValueError if it does not.
    """
    if not torch.is_tensor(x) or not x.is_floating_point():
        got = x.dtype if torch.is_tensor(x) else type(x).__name__
        raise ValueError(f"{name} is {got}, expected a tensor of floating-point numbers.")
    # Only the shape matters; a view of one zero has it at no cost.
    return require_shape(name, np.broadcast_to(0.0, tuple(x.shape)), **axes)


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
            "layers are not a plain stack, expected Recurrent, Bidirectional, or Stacked of them "
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
