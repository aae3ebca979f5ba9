"""A recurrent layer that also looks back at its own earlier states: a memory that grows with time.

The layer's state has one size; what it showed before is kept beside it and read by attention.
Axes  T new steps, S steps so far, B batch, D input, H width of the layer.
"""

import torch
from torch import nn

from helpers.nn.attention import GeneralAttention, length_mask, require_tensor
from helpers.nn.models import dtype_of, require_layer


class OverStates(nn.Module):
    """Shows each state and, beside it, an average of the earlier ones, weighted by their scores.

    Scores are learned inner products, (h_t @ W) . h_s for s < t; the first step, which has nothing
    to look at, shows zeros beside its state.
    """

    def __init__(self, layer, rng):
        """Take a one-way layer of real states, and draw W (H, H) from a NumPy generator.

        Raises: ValueError if layer is no layer, or rng no generator.
        """
        super().__init__()
        self.D = require_layer("layer", layer)
        self.layer, self.width = layer, 2 * layer.width
        self.score = GeneralAttention(layer.width, layer.width, rng, dtype_of(layer))

    def forward(self, xs, state0=None, lengths=None):
        """Run the layer, and let each step look at those before it.

        Shapes: xs (T, B, D); state0 a pair, the layer's state and the states (S, B, H) shown so
        far, both empty if None; lengths (B,) int, all T if None -> hs (T, B, 2H), 0 on padding,
        and the pair S + T steps later. With lengths there is no pair: rows that end apart have no
        common next step.
        Raises: ValueError if an argument does not fit the layer, or both lengths and a state are
        given.
        """
        if lengths is not None and state0 is not None:
            raise ValueError("lengths was passed beside state0, expected one of them at most.")
        inner, past = self._require_state(state0)
        hs, state = self.layer(xs, inner, lengths)
        memory = hs if past is None else torch.cat([past, hs])
        weights = self.weights(hs, memory)
        found = (weights @ memory.transpose(0, 1)).transpose(0, 1)
        shown = torch.cat([hs, found], dim=-1)
        if lengths is None:
            return shown, (state, memory)
        real = length_mask(lengths, *hs.shape[:2], hs.device)
        return shown.where(real[..., None], 0), None

    def weights(self, hs, memory):
        """Return what each step looks at.

        Shapes: hs (T, B, H), the last T states of memory (S + T, B, H) -> (B, T, S + T); every row
        sums to 1, but for a first step, which is all zeros.
        """
        T, before = len(hs), len(memory) - len(hs)
        seen = torch.ones(T, len(memory), dtype=torch.bool, device=hs.device).tril(before - 1)
        scores = (hs @ self.score.W).transpose(0, 1) @ memory.permute(1, 2, 0)
        alone = ~seen.any(dim=1, keepdim=True)
        weights = scores.masked_fill(~seen & ~alone, float("-inf")).softmax(dim=-1)
        return weights.masked_fill(alone, 0.0)

    def _require_state(self, state0):
        """Return the layer's state and the states so far, None for an empty one."""
        if state0 is None:
            return None, None
        if not isinstance(state0, tuple) or len(state0) != 2:
            raise ValueError("state0 is not a pair, expected the layer's state and earlier states.")
        require_tensor("earlier states", state0[1], "S, B, H", {"H": self.layer.width})
        return state0
