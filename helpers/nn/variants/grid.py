"""The Grid LSTM of helpers.scratch.variants.grid as PyTorch modules."""

import numpy as np
import torch

from helpers.nn.weights import Weights, precision_of
from helpers.scratch.contract.params import require_params
from helpers.scratch.variants.grid import GridParams, init_grid_block


class GridLSTMCell(Weights):
    """One block: an LSTM along time (1) and one along depth (2), both reading [h_1, h_2]."""

    params_type = GridParams

    def __init__(self, H, rng, dtype=torch.float32):
        """Draw the weights as scratch does, from a NumPy generator.

        Raises: ValueError if H is not a whole number of at least 1.
        """
        super().__init__(init_grid_block(rng, H), dtype)
        self.H = H

    def forward(self, h_1, c_1, h_2, c_2):
        """Pass the block. Shapes: four states (B, H) -> h_1, c_1 for t + 1, h_2, c_2 for l + 1.

        Raises: ValueError if a state is not a tensor of the weights' precision, has another shape
        than the first, or not H columns.
        """
        for name, state in {"h_1": h_1, "c_1": c_1, "h_2": h_2, "c_2": c_2}.items():
            if not torch.is_tensor(state) or state.dtype != self.W_1.dtype:
                raise ValueError(f"{name} is not a tensor of {self.W_1.dtype}, as the weights are.")
            if tuple(state.shape) != (len(h_1), self.H):
                raise ValueError(
                    f"{name} has shape {tuple(state.shape)}, expected (B={len(h_1)}, H={self.H})."
                )
        both = torch.cat([h_1, h_2], dim=-1)
        time = self.transform(both @ self.W_1 + self.b_1, c_1)
        depth = self.transform(both @ self.W_2 + self.b_2, c_2)
        return *time, *depth

    def transform(self, a, c):
        """Apply LSTM gates with pre-activations a (B, 4H) to a memory c: h_next, c_next."""
        a_i, a_f, a_g, a_o = a.chunk(4, dim=-1)
        i, f, g, o = a_i.sigmoid(), a_f.sigmoid(), a_g.tanh(), a_o.sigmoid()
        c_next = f * c + i * g
        return o * c_next.tanh(), c_next

    @classmethod
    def from_scratch(cls, p):
        """Make a module from scratch weights, in their precision.

        Raises: ValueError if p is no GridParams.
        """
        sizes = require_params(p, GridParams)
        return cls(sizes["H"], np.random.default_rng(0), precision_of(p)).load(p)
