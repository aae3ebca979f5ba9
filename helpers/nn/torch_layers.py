"""PyTorch's own recurrent layers, fast on the CPU, in the form that the models here take.

Axes  T time, B batch, D input, H hidden.
"""

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from helpers.nn.cells import under_autocast
from helpers.nn.weights import require_dtype
from helpers.scratch.contract.validation import (
    require_count,
    require_generator,
    require_lengths,
    require_shape,
)

KINDS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


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
            # The module skips padding only when packed, and wants the lengths on the CPU.
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
            raise ValueError(f"state0 is no tuple of {', '.join(names)}.")
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
