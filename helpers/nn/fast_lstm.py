"""An LSTM over time with its backward pass written by hand, to come near torch.nn.LSTM's speed.

In single precision the loops over time are those of fast_lstm_kernels, which numba compiles: some
seconds the first time, and then kept on disk. In double precision, and where there is no numba,
they are those of helpers.scratch.hoisted. What does not wait for a state stands outside the
loops: large products are oneDNN's where PyTorch has it, as torch.nn.LSTM's are, one for the inputs
of many steps ahead of the loop, and behind it one for the gradients of both weights and one for
those of the inputs.

Axes  T time, B batch, D input, H hidden.   The blocks run i, f, g, o.
"""

import functools
import importlib

import torch
from torch.nn.utils.rnn import PackedSequence

from helpers.nn.cells import LSTMCell
from helpers.nn.layers import run_packed
from helpers.nn.scan import hide, real_steps, refuse_twice
from helpers.scratch.bptt import chunk_bounds
from helpers.scratch.hoisted import LSTMTape, gate_scale, pull_steps, run_steps

# Rows, steps times batch, that go through a product at once: what is computed of them, the gates
# or their gradients, is then read by the loop, or by the next product, while a cache holds it.
ROWS = 2048
LARGE = 2**23  # multiplications from which on a product by oneDNN, whose call costs more, pays


class FastLSTM(LSTMCell):
    """LSTM over a whole sequence on the CPU, with the weights and equations of LSTMCell.

    It has the interface of layers.Recurrent; start changes nothing, as it has no clock. It
    differentiates once: a gradient of its gradient is an error.
    """

    @property
    def width(self):
        """The number of values that a step shows: H."""
        return self.H

    def step(self, p, x, h, c):
        """Refuse to run step by step, as a cell in layers.Recurrent does: this is a layer already.

        Raises: ValueError.
        """
        raise ValueError(
            "FastLSTM is a layer over a sequence already: use it without Recurrent or "
            "Bidirectional, or LSTMCell inside them, which takes one step after the other."
        )

    def forward(self, xs, state0=None, lengths=None, start=0):
        """Run over a sequence from a state (zeros if None).

        Shapes: xs (T, B, D), or a PackedSequence of such; state0 (h0, c0), each (B, H);
        lengths (B,), all T if None -> hs (T, B, H), or packed as xs, and the state (h, c) after
        each row's last real step.
        Past its length a row is padding: its state stays as it was and its hs are 0.
        Raises: ValueError if a shape or number type does not fit the weights, a length is not
        from 1 to T, or an argument is not on the CPU.
        """
        if isinstance(xs, PackedSequence):
            return run_packed(self, xs, state0, lengths)
        self.require_input("xs", xs, "T, B, D")
        B = xs.shape[1]
        state0 = self.zero_state(B) if state0 is None else state0
        self.require_state(state0, B, "state0")
        if {xs.device.type, self.b.device.type} != {"cpu"}:
            where = f"xs is on {xs.device} and the weights on {self.b.device}"
            raise ValueError(f"{where}, expected both on the CPU.")
        dtype = self.b.dtype
        if dtype not in (torch.float32, torch.float64):
            raise ValueError(f"the weights hold {dtype}, expected torch.float32 or float64.")
        xs, *state0 = (tensor.to(dtype) for tensor in (xs, *state0))  # autocast lets others in
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
        hs, cs = xs.new_empty(T + 1, B, H), xs.new_empty(T + 1, B, H)
        tanh_cs = xs.new_empty(T, B, H)
        hs[0], cs[0] = h0, c0
        run, _ = loops_for(xs.dtype)
        gates = []
        for piece in pieces(T, B):
            inputs = xs[piece].reshape(-1, D)
            gates.append(product(inputs, W_x, b).view(-1, B, 4 * H))
            run(tape_of(piece, xs, hs, cs, gates[-1], tanh_cs), W_h.numpy())
        ctx.save_for_backward(xs, W_x, W_h, hs, cs, tanh_cs, *gates)
        ctx.set_materialize_grads(False)
        return hs[1:], cs[1:]

    @staticmethod
    @refuse_twice
    def backward(ctx, dhs, dcs):
        """Shapes: dhs, dcs (T, B, H) or None -> dxs, dh0, dc0 and the gradients of the weights."""
        xs, W_x, W_h, hs, cs, tanh_cs, *gates = ctx.saved_tensors
        T, B, D = xs.shape
        dhs = torch.zeros_like(hs[1:]) if dhs is None else dhs
        dh, dc = (torch.zeros_like(states[0]).numpy() for states in (hs, cs))
        dxs = torch.empty_like(xs) if ctx.needs_input_grad[0] else None
        dW, db = torch.cat([W_x, W_h]).zero_(), torch.zeros_like(W_h[0])
        _, pull = loops_for(xs.dtype)
        for piece, i_f_g_o in reversed([*zip(pieces(T, B), gates, strict=True)]):
            tape = tape_of(piece, xs, hs, cs, i_f_g_o, tanh_cs)
            upstream = [None if d is None else d[piece].numpy() for d in (dhs, dcs)]
            das, dh, dc = pull(tape, *upstream, dh, dc, W_h.numpy())
            rows = torch.from_numpy(das).view(-1, das.shape[-1])
            inputs = torch.cat([xs[piece], hs[piece]], dim=2).view(len(rows), -1)
            if dxs is not None:
                dxs[piece] = product(rows, W_x.t()).view(-1, B, D)
            dW += product(inputs.t(), rows)
            db += rows.sum(0)
        return dxs, torch.from_numpy(dh), torch.from_numpy(dc), dW[:D], dW[D:], db


def loops_for(dtype):
    """Choose the loops over time: (run, pull), which take and return the same."""
    fast = compiled_kernels() if dtype == torch.float32 else None
    return (fast.run, fast.pull) if fast else (run_in_numpy, pull_in_numpy)


@functools.cache
def compiled_kernels():
    """Import the compiled loops when they are first needed: None where numba is missing.

    It is, for example, on a Python or with a NumPy that is too new for it.
    """
    try:
        return importlib.import_module("helpers.nn.fast_lstm_kernels")
    except ImportError:
        return None


def run_in_numpy(tape, W_h):
    """Do what fast_lstm_kernels.run does, in either precision."""
    scale = gate_scale(W_h[0])
    tape.gates[:] *= scale
    W_h = W_h * scale
    run_steps(tape, lambda h: h @ W_h)


def pull_in_numpy(tape, dhs, dcs, dh, dc, W_h):
    """Do what fast_lstm_kernels.pull does, in either precision."""
    return pull_steps(tape, dhs, dcs, dh, dc, lambda da: da @ W_h.T)


def pieces(T, B):
    """Cut the steps into slices of about ROWS rows. Units: steps."""
    return [slice(*bounds) for bounds in chunk_bounds(T, max(1, ROWS // B))]


def tape_of(piece, xs, hs, cs, gates, tanh_cs):
    """Return the tape of some steps in NumPy; it shares its numbers with the tensors."""
    states = slice(piece.start, piece.stop + 1)  # of hs and cs, whose first is before step 0
    parts = (xs[piece], hs[states], cs[states], gates, tanh_cs[piece])
    return LSTMTape(*(part.numpy() for part in parts))


def product(a, W, b=None):
    """Compute a @ W, plus b where one is given.

    Shapes: a (N, D); W (D, H); b (H,) -> (N, H).
    """
    if a.numel() * W.shape[1] >= LARGE and has_onednn(W):
        return torch.ops.mkldnn._linear_pointwise(a, W.t(), b, "none", [], "")
    out = a.new_empty(len(a), W.shape[1])  # with a place to write to, autocast rounds nothing
    return torch.mm(a, W, out=out) if b is None else torch.addmm(b, a, W, out=out)


def has_onednn(W):
    """Return whether oneDNN's product can be called for this kind of array.

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
    )
