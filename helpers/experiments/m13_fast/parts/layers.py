"""The layers that are compared: PyTorch's own, and stacks of blocks around a scan.

Axes  T steps, B batch, D width of a stack's blocks, H hidden.
"""

import math

import numpy as np
import torch
from torch import nn

from helpers.nn.linear_recurrence.block import stack
from helpers.nn.linear_recurrence.selective import Selective
from helpers.nn.scan import LRULayer, MinGRU
from helpers.nn.torch_layers import torch_recurrent

PLAIN = {"LSTM": "lstm", "GRU": "gru", "tanh RNN": "rnn"}


class Reader(nn.Module):
    """Real inputs through a layer to logits at every step, or of the mean over the steps."""

    def __init__(self, layer, D, K, rng, mean=False):
        """Draw a first map where the layer is wider than its D inputs, and the readout of K."""
        super().__init__()
        wide = layer.D != D
        self.W_in = weight(rng, D, layer.D) if wide else None
        self.layer, self.mean = layer, mean
        self.W_y, self.b_y = weight(rng, layer.width, K), nn.Parameter(torch.zeros(K))

    def forward(self, xs):
        """Shapes: xs (T, B, D) -> logits (T, B, K), or (B, K) of the mean."""
        hs, _ = self.layer(xs if self.W_in is None else xs @ self.W_in)
        return (hs.mean(0) if self.mean else hs) @ self.W_y + self.b_y


def weight(rng, rows, columns):
    """Draw a weight of standard deviation 1 / sqrt(rows)."""
    drawn = rng.normal(size=(rows, columns)) / math.sqrt(rows)
    return nn.Parameter(torch.from_numpy(drawn).float())


def make_layer(kind, D, rng, H, width=None, depth=2, ring=None):
    """Make a layer over D inputs: PyTorch's with H units, or a stack of blocks of `width`.

    kind: a name of PLAIN; "minGRU", "LRU", "selective" with H states of a channel, or "LSTM in a
    block". ring: r_min and r_max of an LRU.
    """
    if kind in PLAIN:
        return torch_recurrent(PLAIN[kind], D, H, rng)
    inside = {
        "minGRU": MinGRU,
        "selective": Selective,
        "LRU": lambda D, H, rng: LRULayer(D, H, rng, **(ring or {})),
        "LSTM in a block": lambda D, H, rng: torch_recurrent("lstm", D, H, rng),
    }
    return stack(inside[kind], width, H, depth, rng)


def make_reader(kind, D, K, seed, mean=False, **sizes):
    """Make a Reader, its weights drawn from a seed."""
    rng = np.random.default_rng(seed)
    return Reader(make_layer(kind, D, rng, **sizes), D, K, rng, mean)
