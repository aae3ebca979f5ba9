"""A stack of transformer blocks with the interface of a recurrent layer.

Its state is the keys and values of all steps so far, so one step with a state is a cached step,
and a model that takes a recurrent layer (helpers.nn.models) takes this one too. An RNN's state
has one size; this one grows with every step.
Axes  T new steps, S steps so far, B batch, D width, K heads.
"""

import numpy as np
import torch
from torch import nn

from helpers.nn.attention import length_mask
from helpers.nn.self_attention.block import LayerNorm, TransformerBlock
from helpers.nn.self_attention.positions import NoPositions
from helpers.scratch.contract.validation import require_count
from helpers.scratch.modules.m10_self_attention import NormParams


class Transformer(nn.Module):
    """Positions, blocks, and a last layer norm, over a causal sequence."""

    def __init__(self, D, K, layers, rng, F=None, positions=None, dtype=torch.float32):
        """Draw the blocks, the lowest first, from a NumPy generator.

        Shapes: D the width; K heads; F units of each net, 4 D if None. positions: a module of
        helpers.nn.self_attention.positions, nothing added if None.
        Raises: ValueError if a size is not a whole number of at least 1, or K does not divide D.
        """
        super().__init__()
        count = require_count("layers", layers)
        self.blocks = nn.ModuleList(TransformerBlock(D, K, rng, F, dtype) for _ in range(count))
        self.positions = NoPositions() if positions is None else positions
        self.D = self.width = self.blocks[0].D
        self.norm = LayerNorm(NormParams(np.ones(self.D), np.zeros(self.D)), dtype)

    def forward(self, xs, state0=None, lengths=None):
        """Run the blocks over steps that follow those of a state.

        Shapes: xs (T, B, D); state0 a tuple with the KeysValues of each block, of no step if None;
        lengths (B,) int, all T if None -> hs (T, B, D), 0 on padding, and the state of S + T
        steps. With lengths there is no state: rows that end apart have no common next step.
        Raises: ValueError if an argument does not fit the weights or another one, or both lengths
        and a state are given.
        """
        if lengths is not None and state0 is not None:
            raise ValueError("lengths was passed beside state0, expected one of them at most.")
        past = self._require_state(state0)
        real = None
        if lengths is not None and torch.is_tensor(xs) and xs.dim() == 3:
            real = length_mask(lengths, *xs.shape[:2], xs.device)[..., None]
            xs = xs.where(real, 0)
        start = 0 if state0 is None else state0[0].keys.shape[2]
        hs, state = self.positions(xs, start), []
        for block, kept in zip(self.blocks, past, strict=True):
            hs, present = block(hs, kept)
            state.append(present)
        hs = self.norm(hs)
        return (hs, tuple(state)) if real is None else (hs.where(real, 0), None)

    def weights(self, xs):
        """Return what each block's heads look at. Shapes: xs (T, B, D) -> list of (B, K, T, T)."""
        hs, found = self.positions(xs), []
        for block in self.blocks:
            found.append(block.weights(hs))
            hs = block(hs)[0]
        return found

    def _require_state(self, state0):
        """Return one entry for each block, None for an empty one."""
        if state0 is None:
            return (None,) * len(self.blocks)
        if not isinstance(state0, tuple) or len(state0) != len(self.blocks):
            raise ValueError(f"state0 is not a tuple of {len(self.blocks)}, one for each block.")
        return state0

    def to_scratch(self):
        """Return the weights as scratch's: a list of BlockParams, and the last NormParams."""
        return [block.to_scratch() for block in self.blocks], self.norm.to_scratch()


def state_size(state):
    """Count the numbers that a state holds, over all rows: a Transformer's grows with T."""
    return sum(part.numel() for kept in state for part in kept)
