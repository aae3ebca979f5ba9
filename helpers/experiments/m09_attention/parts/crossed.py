"""A translator whose score, and the place at which its context enters, are chosen apart.

Axes  B batch, C width of the encoder, H hidden.
"""

import numpy as np
import torch
from torch import nn

from helpers.nn.attention import AdditiveAttention, DotAttention
from helpers.nn.cells import GRUCell
from helpers.nn.encoder_decoder import EncoderDecoder
from helpers.nn.torch_layers import torch_recurrent

SCORES = ("additive", "dot")
PLACES = ("step", "step and readout", "readout")


class CrossedDecoder(EncoderDecoder):
    """An EncoderDecoder of any score and place.

    place "step": the state before the step is the query, and the context enters the step.
    "step and readout": the same lookup, and the context also joins the new state before the
    readout, tanh([context, state] @ W_c). "readout": the new state is the query, and the context
    joins it after the step alone.
    "additive" at the step and "dot" at the readout are the EncoderDecoder's own, weight for weight.
    """

    def __init__(self, V_source, V_target, encoder, H, rng, score, place):
        """Take an encoder layer of width H, and draw everything else from a NumPy generator.

        Encoder, embeddings and first state start alike under one seed, whatever score and place.
        """
        base = "dot" if place == "readout" else "additive"
        super().__init__(V_source, V_target, encoder, GRUCell, H, rng, base)
        self.place = place
        if score == "dot":
            self.attention = DotAttention()
        elif base == "dot":
            self.attention = AdditiveAttention(H, encoder.width, H, rng)
        if place == "step and readout":
            width = encoder.width + H
            W_c = rng.normal(size=(width, H)) / width**0.5
            self.W_c = nn.Parameter(torch.as_tensor(W_c).float())

    def _advance(self, ids, state, memory, t):
        """Do what EncoderDecoder.step does, with arguments known to be right."""
        y, context, weights = self.target(ids), None, None
        if self.place != "readout":
            context, weights = self.attention(state[0], memory.hs, memory.hs, memory.lengths)
            y = torch.cat([y, context], dim=-1)
        state = self.cell(y, state, t)
        shown = state[0]
        if self.place == "readout":
            context, weights = self.attention(shown, memory.hs, memory.hs, memory.lengths)
        if self.place != "step":
            shown = torch.tanh(torch.cat([context, shown], dim=-1) @ self.W_c)
        return self.readout(shown), state, weights


def make_crossed(V_source, V_target, score, place, seed, *, D, H):
    """Make a translator that has not learned anything: encoder and sizes as make_translator."""
    rng = np.random.default_rng(seed)
    encoder = torch_recurrent("gru", D, H // 2, rng, bidirectional=True)
    return CrossedDecoder(V_source, V_target, encoder, H, rng, score, place)
