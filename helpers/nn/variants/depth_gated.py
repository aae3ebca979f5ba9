"""The cell of helpers.scratch.variants.depth_gated as a PyTorch module: same equations.

It reads two inputs, x and the memory of the layer below, so it is a module of its own kind.
"""

import numpy as np
import torch

from helpers.nn.weights import Weights, precision_of
from helpers.scratch.contract.params import require_params
from helpers.scratch.variants.depth_gated import DepthGatedParams, init_depth_gated


class DepthGatedLSTMCell(Weights):
    """Depth-gated LSTM cell, c_next = d * c_below + f * c + i * g; blocks run i, f, g, o."""

    params_type = DepthGatedParams

    def __init__(self, D, H, rng, dtype=torch.float32):
        """Draw the weights as scratch does, from a NumPy generator.

        Shapes: D inputs, H hidden units. rng: numpy.random.Generator.
        Raises: ValueError if D or H is not a whole number of at least 1.
        """
        super().__init__(init_depth_gated(rng, D, H), dtype)
        self.D, self.H = D, H

    def forward(self, x, state, c_below):
        """Advance by one step.

        Shapes: x (B, D); state (h, c) of (B, H) each; c_below (B, H) -> (h_next, c_next).
        Raises: ValueError if a shape or the precision does not fit the weights.
        """
        if not isinstance(state, (tuple, list)) or len(state) != 2:
            raise ValueError(f"state is {type(state).__name__}, expected a pair (h, c).")
        h, c = state
        sizes = [("x", x, self.D), ("h", h, self.H), ("c", c, self.H), ("c_below", c_below, self.H)]
        for name, value, size in sizes:
            if not torch.is_tensor(value) or value.dtype != self.W_x.dtype:
                raise ValueError(f"{name} is not a tensor of {self.W_x.dtype}, as the weights are.")
            if tuple(value.shape) != (len(x), size):
                got = tuple(value.shape)
                raise ValueError(f"{name} has shape {got}, expected (B={len(x)}, {size}).")
        a_i, a_f, a_g, a_o = (x @ self.W_x + h @ self.W_h + self.b).chunk(4, dim=-1)
        i = torch.sigmoid(a_i + self.p_i * c)
        f = torch.sigmoid(a_f + self.p_f * c)
        g = torch.tanh(a_g)
        d = torch.sigmoid(x @ self.W_xd + self.w_cd * c + self.w_ld * c_below + self.b_d)
        c_next = d * c_below + f * c + i * g
        o = torch.sigmoid(a_o + self.p_o * c_next)
        return o * c_next.tanh(), c_next

    @classmethod
    def from_scratch(cls, p):
        """Make a module from scratch weights, in their precision.

        Raises: ValueError if p does not hold this cell's weights.
        """
        sizes = require_params(p, DepthGatedParams)
        return cls(sizes["D"], sizes["H"], np.random.default_rng(0), precision_of(p)).load(p)
