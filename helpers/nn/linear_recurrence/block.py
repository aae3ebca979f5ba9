"""The block that carries a linear recurrence in a deep stack: norm, gate, and a residual link.

Axes  T steps, B batch, D width of the block, H width of its layer.
"""

import math

import torch
from torch import nn

from helpers.nn.layers import Stacked
from helpers.nn.linear_recurrence.steps import drawn
from helpers.nn.models import dtype_of, require_layer


class GatedBlock(nn.Module):
    """xs + (layer(n) * silu(n @ W_g + b_g)) @ W_o with n = layer_norm(xs).

    A linear recurrence squashes nothing; what is not linear stands here, between the steps of the
    stack and not between those of time.
    """

    def __init__(self, layer, rng):
        """Take a one-way layer of real states, and draw W_g, then W_o, from a NumPy generator.

        Shapes: W_g (D, H), W_o (H, D), normal with sd 1 / sqrt(rows).
        Raises: ValueError if layer is no layer.
        """
        super().__init__()
        self.D = self.width = require_layer("layer", layer)
        H, dtype = layer.width, dtype_of(layer)
        self.layer, self.norm = layer, nn.LayerNorm(self.D, dtype=dtype)
        self.W_g = drawn(rng, (self.D, H), 1 / math.sqrt(self.D), dtype)
        self.b_g = nn.Parameter(torch.zeros(H, dtype=dtype))
        self.W_o = drawn(rng, (H, self.D), 1 / math.sqrt(H), dtype)

    def forward(self, xs, state0=None, lengths=None):
        """Run the block.

        Shapes: xs (T, B, D); state0 and lengths as the layer's -> ys (T, B, D), and the layer's
        state. With lengths, xs passes on unchanged on padding.
        """
        normed = self.norm(xs)
        hs, state = self.layer(normed, state0, lengths)
        return xs + (hs * nn.functional.silu(normed @ self.W_g + self.b_g)) @ self.W_o, state


def stack(make_layer, D, H, depth, rng):
    """Stack blocks of equal size: make_layer(D, H, rng) -> a layer; returns a Stacked."""
    return Stacked([GatedBlock(make_layer(D, H, rng), rng) for _ in range(depth)])
