"""The transformer block of helpers.scratch.modules.m10_self_attention as PyTorch modules.

Axes  T new steps, S steps that are cached, B batch, D width, F units of the position-wise net, K
heads.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from helpers.nn.attention import MultiHeadAttention, require_one_dtype, require_tensor
from helpers.nn.weights import Weights, precision_of
from helpers.scratch.contract.params import require_record
from helpers.scratch.modules import m10_self_attention as scratch


class KeysValues(NamedTuple):
    """What a block keeps of the S steps so far: it grows by one key and one value a step."""

    keys: torch.Tensor  # (B, K, S, D / K)
    values: torch.Tensor  # (B, K, S, D / K)


class LayerNorm(Weights):
    """Layer norm over the last axis, with a gain and a shift."""

    params_type = scratch.NormParams

    def forward(self, x):
        """Shapes: x (..., D) -> (..., D)."""
        return nn.functional.layer_norm(x, self.gain.shape, self.gain, self.shift, scratch.EPS)


class PositionWise(Weights):
    """The net that every step goes through alone, relu(x @ W_1 + b_1) @ W_2 + b_2."""

    params_type = scratch.NetParams

    def forward(self, x):
        """Shapes: x (..., D) -> (..., D)."""
        return (x @ self.W_1 + self.b_1).relu() @ self.W_2 + self.b_2


class TransformerBlock(nn.Module):
    """Causal self-attention and a position-wise net, each added to what passes straight on."""

    def __init__(self, D, K, rng, F=None, dtype=torch.float32):
        """Draw the weights as scratch does, from a NumPy generator.

        Shapes: D the width; K heads of size D / K; F units of the net, 4 D if None.
        Raises: ValueError if a size is not a whole number of at least 1, or K does not divide D.
        """
        super().__init__()
        self.attention = MultiHeadAttention(D, K, np.random.default_rng(0), dtype)
        p = scratch.init_block(rng, D, 4 * D if F is None else F)
        self.norm_1, self.norm_2 = LayerNorm(p.norm_1, dtype), LayerNorm(p.norm_2, dtype)
        self.net = PositionWise(p.net, dtype)
        self.attention.load(p.attention)
        self.D, self.K = self.attention.D, self.attention.K

    def forward(self, xs, past=None):
        """Run the block over steps that follow those of a cache.

        Shapes: xs (T, B, D); past KeysValues of S steps, none if None -> ys (T, B, D), KeysValues
        of S + T steps.
        Raises: ValueError if an argument does not fit the weights or the other.
        """
        sizes = {"D": self.D}
        require_tensor("xs", xs, "T, B, D", sizes)
        require_one_dtype(self, xs=xs)
        past = self.empty(xs) if past is None else self._require_past(past, sizes["B"])
        found, present = self._attend(self.norm_1(xs), past)
        middle = xs + found
        return middle + self.net(self.norm_2(middle)), present

    def weights(self, xs):
        """Return what the heads look at in a sequence. Shapes: xs (T, B, D) -> (B, K, T, T)."""
        normed = self.norm_1(xs)
        return self.attention(normed, normed, normed, causal=True)[1]

    def empty(self, xs):
        """Return the cache before the first step, for the rows of xs (T, B, D)."""
        nothing = xs.new_zeros(xs.shape[1], self.K, 0, self.D // self.K)
        return KeysValues(nothing, nothing)

    def _attend(self, xs, past):
        """Attend to the cache and to the new steps up to each one's own: (T, B, D), KeysValues."""
        own, (T, B, _) = self.attention, xs.shape
        q = own.split(xs @ own.W_q + own.b_q)
        k = torch.cat([past.keys, own.split(xs @ own.W_k + own.b_k)], dim=2)
        v = torch.cat([past.values, own.split(xs @ own.W_v + own.b_v)], dim=2)
        S = k.shape[2] - T
        seen = torch.ones(T, S + T, dtype=torch.bool, device=xs.device).tril(S) if T > 1 else None
        heads = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=seen)
        heads = heads.permute(2, 0, 1, 3).reshape(T, B, self.D)
        return heads @ own.W_o + own.b_o, KeysValues(k, v)

    def _require_past(self, past, B):
        """Return past once it is a cache of this block's form for B rows."""
        require_record("past", past, KeysValues)
        for name, part in past._asdict().items():
            want = (B, self.K, past.keys.shape[2], self.D // self.K)
            if tuple(part.shape) != want:
                raise ValueError(f"past.{name} has shape {tuple(part.shape)}, expected {want}.")
        return past

    def to_scratch(self):
        """Return the weights as scratch's BlockParams of arrays, copied."""
        return scratch.BlockParams(
            *(getattr(self, name).to_scratch() for name in scratch.BlockParams._fields)
        )

    @classmethod
    def from_scratch(cls, p, K):
        """Make a block of K heads from scratch weights, in their precision.

        Raises: ValueError if p is no BlockParams, or K does not divide D.
        """
        require_record("p", p, scratch.BlockParams)
        D, F = p.net.W_1.shape
        block = cls(D, K, np.random.default_rng(0), F, precision_of(p.net))
        for name, part in p._asdict().items():
            getattr(block, name).load(part)
        return block
