"""A character model of two levels: an LSTM over characters, and a slower one over their words.

It has the form of word_level_forward in helpers.scratch.modules.m11_time_scales, with LSTM cells
in place of Elman ones.
Axes  T time, B batch, V vocabulary, D embedding.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from helpers.experiments.m11_time_scales.parts.fit import drawn
from helpers.nn.models import LanguageModel
from helpers.nn.torch_layers import torch_recurrent


class LevelStates(NamedTuple):
    """What is carried from one character to the next; each (B, units)."""

    h: torch.Tensor
    c: torch.Tensor
    h_word: torch.Tensor
    c_word: torch.Tensor


class TwoLevels(nn.Module):
    """Characters under words; it has the interface of a LanguageModel: loss(ids, targets, state).

    A word ends with a white-space character. There the word LSTM reads the character state and
    takes a step, and the character state starts again from 0.
    """

    def __init__(self, ends, D, H_char, H_word, rng):
        """Draw the weights.   Shapes: ends (V,), 1 where a character ends a word."""
        super().__init__()
        V = len(ends)
        self.register_buffer("ends", torch.as_tensor(ends, dtype=torch.float32))
        self.H_char, self.H_word = H_char, H_word
        self.E = drawn(rng, V, D, sd=1.0)
        self.W_x = drawn(rng, D, 4 * H_char)
        self.W_s = drawn(rng, H_char + H_word, 4 * H_char)  # [h_char, h_word]
        self.W_w = drawn(rng, H_char + H_word, 4 * H_word)  # of the word LSTM, the same rows
        self.b, self.b_w = (nn.Parameter(torch.zeros(4 * H)) for H in (H_char, H_word))
        self.W_y, self.b_y = drawn(rng, H_char, V, sd=0.01), nn.Parameter(torch.zeros(V))
        with torch.no_grad():
            self.b[H_char : 2 * H_char] = 1.0
            self.b_w[H_word : 2 * H_word] = 1.0

    def first_state(self, B):
        """Return zeros for B rows."""
        widths = (self.H_char, self.H_char, self.H_word, self.H_word)
        return LevelStates(*(torch.zeros(B, H) for H in widths))

    def forward(self, ids, state=None):
        """Shapes: ids (T, B) -> logits (T, B, V), state."""
        ids = torch.as_tensor(np.ascontiguousarray(ids))
        h, c, h_word, c_word = self.first_state(ids.shape[1]) if state is None else state
        inputs = self.E[ids] @ self.W_x + self.b
        goes_on = (1 - self.ends[ids])[..., None]
        hs = []
        for a_x, on in zip(inputs.unbind(0), goes_on.unbind(0), strict=True):
            both = torch.cat([h, h_word], dim=1)
            h, c = gates(torch.addmm(a_x, both, self.W_s), c)
            hs.append(h)
            if not on.all():
                both = torch.cat([h, h_word], dim=1)
                h_new, c_new = gates(torch.addmm(self.b_w, both, self.W_w), c_word)
                h_word, c_word = torch.lerp(h_new, h_word, on), torch.lerp(c_new, c_word, on)
                h, c = h * on, c * on
        return torch.stack(hs) @ self.W_y + self.b_y, LevelStates(h, c, h_word, c_word)

    def loss(self, ids, targets, state=None):
        """Shapes: ids, targets (T, B) -> scalar in nats per character, state."""
        logits, state = self(ids, state)
        wanted = torch.as_tensor(np.ascontiguousarray(targets)).flatten()
        return nn.functional.cross_entropy(logits.flatten(0, 1), wanted), state


def gates(a, c):
    """Advance an LSTM's memory. Shapes: a (B, 4H); c (B, H) -> h_next, c_next."""
    i, f, g, o = a.chunk(4, dim=1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def flat(V, D, H, rng):
    """Make the model to compare with: one LSTM over characters."""
    return LanguageModel(V, torch_recurrent("lstm", D, H, rng), rng)
