"""h_t = a_t * h_{t-1} + b_t for all steps of a sequence, and the layers whose states obey it.

Axes  T time, B batch, D input, H hidden.   dX = dL/dRe X + i dL/dIm X where X is complex.

helpers.scratch.scan halves the sequence again and again, about 2 log2(T) rounds of operations on
half of an array, a quarter, and so on. Here the sequence is cut once, into blocks that advance
side by side: about 2 sqrt(T) rounds on arrays that are read once. On a CPU that is faster as soon
as one step of the whole batch costs more than the call that computes it; and once one step alone
keeps the processor busy, a single block, the plain loop, is faster still.
"""

import functools
import math

import torch
from torch import nn
from torch.autograd.function import once_differentiable
from torch.nn.utils.rnn import PackedSequence

from helpers.nn.cells import RecurrentCell
from helpers.nn.layers import run_packed
from helpers.nn.variants.complex_weights import ComplexWeights
from helpers.nn.variants.diagonal import DiagonalCell, LRUCell
from helpers.nn.variants.minrnn import MinGRUCell, MinLSTMCell
from helpers.nn.weights import Weights
from helpers.scratch.contract.params import init_params
from helpers.scratch.contract.validation import require_lengths
from helpers.scratch.variants.diagonal import LRUReadoutParams

FULL = 2**11  # state values of a step from which on side-by-side blocks gain nothing on a CPU


def refuse_twice(backward):
    """Make a gradient of this backward pass's gradient an error, wherever that came from.

    once_differentiable by itself does so only if the gradient from upstream depends on a weight.
    Where it does not, as in that of a sum, the pass would be left out of the second gradient, and
    no error would show it.
    """
    once = once_differentiable(backward)

    @functools.wraps(backward)
    def wrapped(ctx, *upstream):
        if torch.is_grad_enabled():  # as it is with create_graph=True
            upstream = [None if d is None else d.detach().requires_grad_() for d in upstream]
        return once(ctx, *upstream)

    return wrapped


class Scan(torch.autograd.Function):
    """The recurrence and its backward pass, which is the same recurrence backwards in time."""

    @staticmethod
    def forward(ctx, a, b, h0):
        """Shapes: a, b (T, B, H); h0 (B, H) -> hs (T, B, H)."""
        hs = run_blocks(a, b, h0)
        ctx.save_for_backward(a, h0, hs)
        ctx.real = [not tensor.is_complex() for tensor in (a, b, h0)]
        return hs

    @staticmethod
    @refuse_twice
    def backward(ctx, dhs):
        """Shapes: dhs (T, B, H) -> da, db (T, B, H), dh0 (B, H)."""
        a, h0, hs = ctx.saved_tensors
        # dh_t = conj(a_{t+1}) * dh_{t+1} + dhs_t; nothing comes after the last step.
        later = torch.cat([a[1:], torch.zeros_like(a[:1])]).conj()
        db = run_blocks(later.flip(0), dhs.flip(0), torch.zeros_like(hs[0])).flip(0)
        da = db * torch.cat([h0[None].to(hs.dtype), hs[:-1]]).conj()
        gradients = (da, db, db[0] * a[0].conj())
        return tuple(d.real if real else d for d, real in zip(gradients, ctx.real, strict=True))


def scan(a, b, h0):
    """Compute every state of h_t = a_t * h_{t-1} + b_t.

    Shapes: a, b (T, B, H); h0 (B, H), each real or complex -> hs (T, B, H); h0 is not in it.
    It differentiates once: a gradient of its gradient is an error. Where a product of factors
    overflows, |a| being above 1, the steps are taken one after the other.
    Raises: ValueError if the shapes do not fit, T is 0, or an argument holds no floating-point
    or complex numbers.
    Source: Blelloch (1990). Differs: two levels, blocks and the states between them.
    """
    for name, tensor in (("a", a), ("b", b), ("h0", h0)):
        if not torch.is_tensor(tensor) or not (tensor.is_floating_point() or tensor.is_complex()):
            kind = tensor.dtype if torch.is_tensor(tensor) else f"a {type(tensor).__name__}"
            raise ValueError(f"{name} is {kind}, expected a tensor of floating-point numbers.")
    if a.dim() != 3 or 0 in a.shape:
        raise ValueError(f"a has shape {tuple(a.shape)}, expected (T, B, H), none empty.")
    for name, tensor, shape in (("b", b, a.shape), ("h0", h0, a.shape[1:])):
        if tensor.shape != shape:
            raise ValueError(f"{name} has shape {tuple(tensor.shape)}, expected {tuple(shape)}.")
    return Scan.apply(a, b, h0)


def run_blocks(a, b, h0):
    """Advance all blocks side by side from zero, then add what each one's first state becomes.

    Shapes: a, b (T, B, H); h0 (B, H) -> hs (T, B, H).
    """
    T, B, H = b.shape
    few = T if a.device.type == "cpu" and B * H >= FULL else math.isqrt(T - 1) + 1
    hs = run_blocks_of(few, a, b, h0)
    # inf * 0 is NaN where the loop has 0: only the loop tells which states are infinite.
    return hs if few == T or hs.isfinite().all() else run_blocks_of(T, a, b, h0)


def run_blocks_of(steps, a, b, h0):
    """Do what run_blocks does, in blocks of so many steps."""
    T, B, H = b.shape
    dtype = torch.promote_types(torch.promote_types(a.dtype, b.dtype), h0.dtype)
    blocks = -(-T // steps)
    if blocks * steps > T:  # steps that are never read fill up the last block
        a, b = (torch.cat([x, x.new_zeros(blocks * steps - T, B, H)]) for x in (a, b))
    a, b = (x.to(dtype).reshape(blocks, steps, B, H) for x in (a, b))
    hs = torch.empty(blocks, steps, B, H, dtype=dtype, device=b.device)
    hs[:, 0] = b[:, 0]
    hs[0, 0] += a[0, 0] * h0
    states, factors, terms = hs.unbind(1), a.unbind(1), b.unbind(1)
    for t in range(1, steps):
        torch.addcmul(terms[t], factors[t], states[t - 1], out=states[t])
    if blocks > 1:
        reach = a.clone()  # what is left of the state before a block after each of its steps
        for product_t, product in zip(reach.unbind(1)[1:], reach.unbind(1)[:-1], strict=True):
            product_t *= product
        for k in range(1, blocks):
            hs[k].addcmul_(reach[k], hs[k - 1, -1])
    return hs.view(blocks * steps, B, H)[:T]


class Scanned(RecurrentCell):
    """A layer over a sequence whose cell is linear in its state; a subclass writes coefficients.

    It has the interface of layers.Recurrent; start changes nothing, as it has no clock. Where its
    states are complex, a model needs real ones: LRULayer.
    """

    @property
    def width(self):
        """The number of values that a step shows: H."""
        return self.H

    def coefficients(self, p, xs):
        """Compute a and b of h_t = a_t * h_{t-1} + b_t. Shapes: xs (T, B, D) -> (T, B, H) each."""
        raise NotImplementedError

    def step(self, p, x, h):
        """Refuse to run step by step, as a cell in layers.Recurrent does: this is a layer already.

        Raises: ValueError.
        """
        name = type(self).__name__
        raise ValueError(
            f"{name} is a layer over a sequence already: use it without Recurrent or "
            f"Bidirectional, or {name}Cell inside them, which takes one step after the other."
        )

    def forward(self, xs, state0=None, lengths=None, start=0):
        """Run over a sequence from a state (zeros if None), all steps by a scan.

        Shapes: xs (T, B, D), or a PackedSequence of such; state0 (h0,) with h0 (B, H);
        lengths (B,), all T if None -> hs (T, B, H), or packed as xs, and the state (h,) after
        each row's last real step.
        Past its length a row is padding: its state stays as it was and its hs are 0.
        Raises: ValueError if an argument does not fit the weights, or a length is not from 1 to T.
        """
        if isinstance(xs, PackedSequence):
            return run_packed(self, xs, state0, lengths)
        self.require_input("xs", xs, "T, B, D")
        state0 = self.zero_state(xs.shape[1]) if state0 is None else state0
        self.require_state(state0, xs.shape[1], "state0")
        last, padding = real_steps(xs, lengths)
        a, b = self.coefficients(self.prepare(self.params()), hide(xs, padding))
        hs = scan(a, b, state0[0])
        return hide(hs, padding), (hs[last],)


class MinGRU(Scanned, MinGRUCell):
    """minGRU over a sequence: a = 1 - z, b = z * n."""

    def coefficients(self, p, xs):
        """Shapes: xs (T, B, D) -> a, b (T, B, H)."""
        a_z, n = (xs @ p.W_x + p.b).chunk(2, dim=-1)
        return (-a_z).sigmoid(), a_z.sigmoid() * n


class MinLSTM(Scanned, MinLSTMCell):
    """minLSTM over a sequence: a = f / (f + i), b = i / (f + i) * g."""

    def coefficients(self, p, xs):
        """Shapes: xs (T, B, D) -> a, b (T, B, H)."""
        a_f, a_i, g = (xs @ p.W_x + p.b).chunk(3, dim=-1)
        u = nn.functional.logsigmoid(a_f) - nn.functional.logsigmoid(a_i)  # log f - log i
        return u.sigmoid(), (-u).sigmoid() * g


class Diagonal(Scanned, DiagonalCell):
    """Real diagonal recurrence over a sequence: a = w, b = x @ W_x + b."""

    def coefficients(self, p, xs):
        """Shapes: xs (T, B, D) -> a, b (T, B, H)."""
        u = xs @ p.W_x + p.b
        return p.w.expand_as(u), u


class LRU(Scanned, LRUCell):
    """Linear recurrent unit over a sequence: a = lam, b = gamma * (x @ W_x), both complex."""

    def coefficients(self, p, xs):
        """Shapes: p lam, gamma and W_x from LRUCell.prepare; xs (T, B, D) -> (T, B, H)."""
        u = p.gamma * (xs.to(p.W_x.dtype) @ p.W_x)
        return p.lam.expand_as(u), u


class LRUReadout(ComplexWeights, Weights):
    """Real outputs from complex states, ys = Re(hs @ W_y) + w_skip * xs."""

    params_type = LRUReadoutParams

    def __init__(self, D, H, rng, dtype=torch.float32):
        """Draw W_y by scratch's plain rule; w_skip starts at 0.

        Raises: ValueError if D or H is not a whole number of at least 1, or rng is no generator.
        """
        super().__init__(init_params(rng, LRUReadoutParams, D, H), dtype)

    def forward(self, hs, xs):
        """Shapes: hs (T, B, H) complex; xs (T, B, D) -> ys (T, B, D) real."""
        return (hs @ self.W_y).real + self.w_skip * xs


class LRULayer(nn.Module):
    """A linear recurrent unit and its readout: a layer that shows as many real values as it reads.

    It has the interface of layers.Recurrent; start changes nothing, as it has no clock.
    """

    def __init__(self, D, H, rng, dtype=torch.float32, **ring):
        """Draw the weights of both, the recurrent ones first.

        ring: r_min, r_max and max_phase of the eigenvalues, as LRU takes them.
        Raises: ValueError if a size is not a whole number of at least 1, or ring is out of range.
        """
        super().__init__()
        self.lru, self.readout = LRU(D, H, rng, dtype, **ring), LRUReadout(D, H, rng, dtype)
        self.D = self.width = D

    def forward(self, xs, state0=None, lengths=None, start=0):
        """Run over a sequence from a state (zeros if None).

        Shapes: xs (T, B, D), or a PackedSequence of such; state0 (h0,) with h0 (B, H) complex;
        lengths (B,), all T if None -> ys (T, B, D) real, or packed as xs, 0 on padding, and the
        state (h,) after each row's last real step.
        Raises: ValueError if an argument does not fit the weights, or a length is not from 1 to T.
        """
        if isinstance(xs, PackedSequence):
            return run_packed(self, xs, state0, lengths)
        hs, state = self.lru(xs, state0, lengths)
        return self.readout(hs, hide(xs, real_steps(xs, lengths)[1])), state

    def to_scratch(self):
        """Return the weights as a pair of scratch's NamedTuples: LRUParams, LRUReadoutParams."""
        return self.lru.to_scratch(), self.readout.to_scratch()


def real_steps(xs, lengths):
    """Return where each row's last real step is, and which steps are padding.

    Shapes: xs (T, B, D); lengths (B,) or None -> an index of (T, B, H) that takes (B, H);
    (T, B, 1), True on padding, or None where nothing is.
    Raises: ValueError if a length is not a whole number from 1 to T, or there are not B of them.
    """
    T, B, _ = xs.shape
    if lengths is None:
        return -1, None
    lengths = lengths.detach().cpu().numpy() if torch.is_tensor(lengths) else lengths
    lengths = torch.as_tensor(require_lengths("lengths", lengths, T, B), device=xs.device).long()
    times, rows = torch.arange(T, device=xs.device), torch.arange(B, device=xs.device)
    return (lengths - 1, rows), (times[:, None] >= lengths)[:, :, None]


def hide(values, padding):
    """Put zeros on padding, also over NaN, which 0 * NaN would carry on."""
    return values if padding is None else values.masked_fill(padding, 0)
