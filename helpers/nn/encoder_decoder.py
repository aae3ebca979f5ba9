"""Sequence to sequence: an encoder, a decoder, and attention between them.

Axes  S source length, T target length, B batch, D input, H hidden of the decoder, C width of the
encoder, V vocabulary.   ids and lengths are tensors or arrays.   Losses in nats.
"""

from typing import NamedTuple

import torch
from torch import nn

from helpers.nn.attention import AdditiveAttention, DotAttention, GeneralAttention
from helpers.nn.models import TokenReader, dtype_of, last_read, masked_loss, require_layer
from helpers.nn.tokens import Embedding, Readout, as_ids
from helpers.scratch.contract.params import shape_of
from helpers.scratch.contract.validation import require_count

ATTENTIONS = (None, "additive", "dot", "general")


class Memory(NamedTuple):
    """What the decoder may attend to."""

    hs: torch.Tensor  # (S, B, C), the encoder's states: keys and values
    lengths: torch.Tensor  # (B,), how many of them are real


class EncoderDecoder(nn.Module):
    """Reads a source, then writes a target token by token.

    attention None: the encoder's last state is all that the decoder gets (Sutskever et al. 2014).
    "additive": the previous state is the query, and the context enters the step (Bahdanau, Cho &
    Bengio 2015). "dot", "general": the current state is the query, and the context joins it after
    the step (Luong, Pham & Manning 2015). The encoder is the same in all of them.
    """

    def __init__(
        self, V_source, V_target, encoder, decoder, H, rng, attention=None, readout_sd=0.01
    ):
        """Take an encoder layer, and draw everything else from a NumPy generator.

        decoder: makes the decoder's cell, decoder(D, H, rng, dtype); LSTMCell, for example.
        Shapes: E of source and target (V, D) with the encoder's D; for each state of the decoder
        a W_0 (C, H) and b_0 (H,) give its first value; W_y (H, V_target), b_y (V_target,); with
        "dot" or "general" a W_c (C + H, H) that joins context and state.
        Drawn in this order: source, target, W_0, then the decoder, readout and attention. With
        one seed all choices of attention share the first three, and all but "additive" the rest.
        Raises: ValueError if a size is not a whole number of at least 1, attention is another
        word, encoder is no layer, or "dot" meets an encoder whose width is not H.
        """
        super().__init__()
        D, C, H = _check_parts(encoder, decoder, H, attention)
        dtype = dtype_of(encoder)
        self.kind = attention
        self.source = TokenReader(require_count("V_source", V_source), encoder, rng)
        self.target = Embedding(require_count("V_target", V_target), D, rng, dtype)
        bridges = torch.as_tensor(rng.normal(size=(2, C, H)) / C**0.5).to(dtype)
        self.cell = decoder(D + C if attention == "additive" else D, H, rng, dtype)
        shapes = [shape_of(axes, {"B": 1, "H": H}) for axes in self.cell.cell.state.values()]
        if len(shapes) > len(bridges) or any(shape != (1, H) for shape in shapes):
            raise ValueError("decoder makes a cell whose states are not one or two of (B, H).")
        self.W_0 = nn.ParameterList([nn.Parameter(W.clone()) for W in bridges[: len(shapes)]])
        self.b_0 = nn.ParameterList([nn.Parameter(torch.zeros(H, dtype=dtype)) for _ in shapes])
        self.readout = Readout(H, V_target, rng, readout_sd, dtype)
        self.attention = _make_attention(attention, H, C, rng, dtype)
        if attention in ("dot", "general"):
            W_c = rng.normal(size=(C + H, H)) / (C + H) ** 0.5
            self.W_c = nn.Parameter(torch.as_tensor(W_c).to(dtype))

    def encode(self, source, lengths=None):
        """Read the source.

        Shapes: source (S, B) int; lengths (B,) int, all S if None -> Memory, and the decoder's
        first state, tanh(last @ W_0 + b_0), where last (B, C) is the encoder's after all of it.
        Raises: ValueError if source holds no ids of its vocabulary, or a length does not fit.
        Source: Bahdanau et al. (2015), appendix A.2.2. Differs: both ends of a two-way encoder
        count, where they take that of the backward reader.
        """
        hs, _, lengths = self.source.read("source", source, None, lengths)
        last = last_read(self.source.layer, hs, lengths)
        pairs = zip(self.W_0, self.b_0, strict=True)
        return Memory(hs, lengths), tuple(torch.tanh(last @ W + b) for W, b in pairs)

    def step(self, ids, state, memory, t=0):
        """Read one target token, and predict the next.

        Shapes: ids (B,) int64; state a tuple of (B, H) -> logits (B, V), state, weights (S, B),
        None without attention. t is the number of the step, for a cell that runs on a clock.
        Source: Bahdanau et al. (2015), section 3.1; Luong et al. (2015), section 3.1, equation 5.
        Differs: the readout is linear in one state, where Bahdanau et al. add a maxout layer over
        state, token and context; no biases in scores and W_c.
        Raises: ValueError if memory is none, ids are not B ids of the target's vocabulary, or state
        does not fit.
        """
        if not isinstance(memory, Memory):
            raise ValueError(f"memory is a {type(memory).__name__}, expected encode's Memory.")
        B = memory.hs.shape[1]
        self.cell.require_state(state, B)
        ids = as_ids("ids", ids, self.target.V, memory.hs.device, B=B)
        return self._advance(ids, state, memory, t)

    def _advance(self, ids, state, memory, t):
        """Do what step does, with arguments known to be right."""
        y, weights = self.target(ids), None
        if self.kind == "additive":
            context, weights = self.attention(state[0], memory.hs, memory.hs, memory.lengths)
            y = torch.cat([y, context], dim=-1)
        state = self.cell(y, state, t)
        shown = state[0]
        if self.kind in ("dot", "general"):
            context, weights = self.attention(shown, memory.hs, memory.hs, memory.lengths)
            shown = torch.tanh(torch.cat([context, shown], dim=-1) @ self.W_c)
        return self.readout(shown), state, weights

    def forward(self, source, lengths, inputs):
        """Predict each target token from the true ones before it: teacher forcing.

        Shapes: source (S, B) int; lengths (B,) int or None; inputs (T, B) int, the start symbol
        and then the target without its last token -> logits (T, B, V), of what follows each
        input, and weights (T, S, B), None without attention.
        Raises: ValueError if source or inputs hold no ids of their vocabulary, or the shapes do
        not fit.
        """
        memory, state = self.encode(source, lengths)
        B = memory.hs.shape[1]
        inputs = as_ids("inputs", inputs, self.target.V, memory.hs.device, T=None, B=B)
        steps = []
        for t, ids in enumerate(inputs):
            logits, state, weights = self._advance(ids, state, memory, t)
            steps.append((logits, weights))
        logits, weights = zip(*steps, strict=True)
        return torch.stack(logits), None if self.kind is None else torch.stack(weights)

    def loss(self, source, lengths, inputs, targets, target_lengths=None):
        """Score the targets under teacher forcing.

        Shapes: as forward; targets (T, B) int, targets[t] following inputs[t]; target_lengths
        (B,) int, all T if None -> scalar.
        Units: nats per real target token.
        Raises: as forward, for targets and target_lengths too.
        """
        logits, _ = self(source, lengths, inputs)
        return masked_loss(logits, targets, target_lengths, "targets", "target_lengths")

    @torch.no_grad()
    def generate(self, source, lengths, start, eos, max_len):
        """Write the most probable token at each step, and read it at the next: greedy search.

        Shapes: source (S, B) int; lengths (B,) int or None; start, eos ids of the target's
        vocabulary -> ids (T, B) int64 with T <= max_len, lengths (B,) int64. A row ends with its
        first eos, which counts in its length; what stands after it is eos too.
        Raises: ValueError if an id is not in its vocabulary, a length does not fit, or max_len is
        not a whole number of at least 1.
        """
        memory, state = self.encode(source, lengths)
        B, device = memory.hs.shape[1], memory.hs.device
        ids = as_ids("start", [start], self.target.V, device, start=1).expand(B)
        eos = as_ids("eos", [eos], self.target.V, device, eos=1).expand(B)
        going = torch.ones(B, dtype=torch.bool, device=device)
        written, counts = [], torch.zeros(B, dtype=torch.int64, device=device)
        for t in range(require_count("max_len", max_len)):
            logits, state, _ = self._advance(ids, state, memory, t)
            ids = torch.where(going, logits.argmax(dim=-1), eos)
            written.append(ids)
            counts += going
            going = going & (ids != eos)
            if not going.any():
                break
        return torch.stack(written), counts


def _check_parts(encoder, decoder, H, attention):
    """Return the sizes D, C and H once what an EncoderDecoder is made of fits together."""
    D, C = require_layer("encoder", encoder), encoder.width
    H = require_count("H", H)
    if attention not in ATTENTIONS:
        names = ", ".join(repr(name) for name in ATTENTIONS)
        raise ValueError(f"attention is {attention!r}, expected one of {names}.")
    if attention == "dot" and C != H:
        raise ValueError(f"H is {H}, expected the encoder's width {C}: attention is 'dot'.")
    if not callable(decoder):
        got = type(decoder).__name__
        raise ValueError(f"decoder is a {got}, expected what makes a cell, such as LSTMCell.")
    return D, C, H


def _make_attention(kind, H, C, rng, dtype):
    """Make the attention of a name; queries are of size H, keys of size C."""
    if kind == "additive":
        return AdditiveAttention(H, C, H, rng, dtype)
    if kind == "general":
        return GeneralAttention(H, C, rng, dtype)
    return DotAttention() if kind == "dot" else None
