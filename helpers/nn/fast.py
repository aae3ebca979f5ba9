"""An LSTM over time with its backward pass written by hand, to come near torch.nn.LSTM's speed.

The loops over time are those of helpers.scratch.hoisted: NumPy operations that write into arrays
made once, where autograd would keep a node for each, and where a call costs about half of one of
PyTorch. The products are oneDNN's where PyTorch has it, as torch.nn.LSTM's are: one for the
inputs of all steps ahead of the loop, one a step in it, and behind it one for the gradients of
both weights and one for those of the inputs.

Axes  T time, B batch, D input, H hidden.   The blocks run i, f, g, o.
"""

import numpy as np
import torch
from torch.autograd.function import once_differentiable

from helpers.nn.cells import LSTMCell
from helpers.nn.scan import hide, real_steps
from helpers.scratch.bptt import chunk_bounds
from helpers.scratch.hoisted import LSTMTape, gate_scale, pull_steps, run_steps

# Multiplications up to which a product is NumPy's: oneDNN takes some microseconds to be called.
SMALL = 2**18
# Rows, steps times batch, that go through a product at once: what is computed of them, the gates
# or their gradients, is then read by the loop, or by the next product, while a cache holds it.
ROWS = 2048


class FastLSTM(LSTMCell):
    """LSTM over a whole sequence on the CPU, with the weights and equations of LSTMCell.

    It has the interface of layers.Recurrent. It differentiates once: a gradient of its gradient
    is an error.
    """

    @property
    def width(self):
        """Say how many values a step shows: H."""
        return self.H

    def forward(self, xs, state0=None, lengths=None):
        """Run over a sequence from a state (zeros if None).

        Shapes: xs (T, B, D); state0 (h0, c0), each (B, H); lengths (B,), all T if None
        -> hs (T, B, H), the state (h, c) after each row's last real step.
        Past its length a row is padding: its state stays as it was and its hs are 0.
        Raises: ValueError if a shape or number type does not fit the weights, a length is not
        from 1 to T, or an argument is not on the CPU.
        """
        self.require_input("xs", xs, "T, B, D")
        B = xs.shape[1]
        state0 = self.zero_state(B) if state0 is None else tuple(state0)
        self.require_state(state0, B, "state0")
        if {xs.device.type, self.b.device.type} != {"cpu"}:
            where = f"xs is on {xs.device} and the weights on {self.b.device}"
            raise ValueError(f"{where}, expected both on the CPU.")
        # Padding comes last, so the loop need not know of it: it reaches no real state, and what
        # is hidden behind a zero or never read sends no gradient back.
        last, padding = real_steps(xs, lengths)
        hs, cs = LSTMOverTime.apply(hide(xs, padding), *state0, self.W_x, self.W_h, self.b)
        return hide(hs, padding), (hs[last], cs[last])


class LSTMOverTime(torch.autograd.Function):
    """All steps of an LSTM: (xs, h0, c0, W_x, W_h, b) -> hs, cs."""

    @staticmethod
    def forward(ctx, xs, h0, c0, W_x, W_h, b):
        """Shapes: xs (T, B, D); h0, c0 (B, H); weights -> hs, cs (T, B, H)."""
        (T, B, D), H = xs.shape, len(W_h)
        scale = torch.from_numpy(gate_scale(b.numpy()))
        through_W_h = repeated_product(W_h * scale, B)
        hs, cs, tanh_cs = (
            xs.new_empty(T + 1, B, H),
            xs.new_empty(T + 1, B, H),
            xs.new_empty(T, B, H),
        )
        hs[0], cs[0] = h0, c0
        gates = []
        for piece in pieces(T, B):
            inputs = xs[piece].reshape(-1, D)
            gates.append(product(inputs, W_x * scale, b * scale).view(-1, B, 4 * H))
            run_steps(tape_of(piece, xs, hs, cs, gates[-1], tanh_cs), through_W_h)
        ctx.save_for_backward(xs, W_x, W_h, hs, cs, tanh_cs, *gates)
        ctx.set_materialize_grads(False)
        return hs[1:], cs[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx, dhs, dcs):
        """Shapes: dhs, dcs (T, B, H) or None -> dxs, dh0, dc0 and the gradients of the weights."""
        xs, W_x, W_h, hs, cs, tanh_cs, *gates = ctx.saved_tensors
        T, B, D = xs.shape
        dhs = torch.zeros_like(hs[1:]) if dhs is None else dhs
        dh, dc = (np.zeros_like(states[0].numpy()) for states in (hs, cs))
        dxs, dW, db = torch.empty_like(xs), torch.cat([W_x, W_h]).zero_(), torch.zeros_like(W_h[0])
        through_W_hT = repeated_product(W_h.t(), B)
        for piece, i_f_g_o in reversed([*zip(pieces(T, B), gates, strict=True)]):
            tape = tape_of(piece, xs, hs, cs, i_f_g_o, tanh_cs)
            upstream = [None if d is None else d[piece].numpy() for d in (dhs, dcs)]
            das, dh, dc = pull_steps(tape, *upstream, dh, dc, through_W_hT)
            rows = torch.from_numpy(das).view(-1, das.shape[-1])
            inputs = torch.cat([xs[piece], hs[piece]], dim=2).view(len(rows), -1)
            dxs[piece] = product(rows, W_x.t()).view(-1, B, D)
            dW += product(inputs.t(), rows)
            db += rows.sum(0)
        return dxs, torch.from_numpy(dh), torch.from_numpy(dc), dW[:D], dW[D:], db


def pieces(T, B):
    """Cut the steps into slices of about ROWS rows. Units: steps."""
    return [slice(*bounds) for bounds in chunk_bounds(T, max(1, ROWS // B))]


def tape_of(piece, xs, hs, cs, gates, tanh_cs):
    """Give the tape of some steps in NumPy; it shares its numbers with the tensors."""
    states = slice(piece.start, piece.stop + 1)  # of hs and cs, whose first is before step 0
    parts = (xs[piece], hs[states], cs[states], gates, tanh_cs[piece])
    return LSTMTape(*(part.numpy() for part in parts))


def product(a, W, b=None):
    """Compute a @ W, plus b where one is given.

    Shapes: a (N, D); W (D, H); b (H,) -> (N, H).
    """
    if a.numel() * W.shape[1] <= SMALL or not has_onednn(W):
        out = torch.from_numpy(a.numpy() @ W.numpy())
        return out if b is None else out + b
    return torch.ops.mkldnn._linear_pointwise(a, W.t(), b, "none", [], "")


def repeated_product(W, N):
    """Return the function a -> a @ W on NumPy arrays, for many a of N rows.

    Shapes: W (D, H); a (N, D) -> (N, H), valid until the next call.
    """
    if N * W.numel() <= SMALL or not has_onednn(W):
        array = np.ascontiguousarray(W.numpy())
        space = np.empty((N, array.shape[1]), array.dtype)
        return lambda a: np.matmul(a, array, out=space)
    laid_out = torch.ops.mkldnn._reorder_linear_weight(W.t().contiguous(), N)
    linear = torch.ops.mkldnn._linear_pointwise.default
    return lambda a: linear(torch.from_numpy(a), laid_out, None, "none", [], "").numpy()


def has_onednn(W):
    """Tell whether oneDNN's product can be called for this kind of array.

    PyTorch's own product of float32 arrays on a CPU is MKL's, which keeps off the widest
    instructions (AVX-512) on processors that are not Intel's: half of the speed there. oneDNN,
    which torch.nn.LSTM runs on, does use them. PyTorch calls its product by a private name, so
    where the name is gone, or for any other kind of array, the ordinary product does.
    """
    return (
        W.dtype == torch.float32
        and W.device.type == "cpu"
        and torch.backends.mkldnn.is_available()
        and hasattr(torch.ops.mkldnn, "_linear_pointwise")
        and hasattr(torch.ops.mkldnn, "_reorder_linear_weight")
    )
