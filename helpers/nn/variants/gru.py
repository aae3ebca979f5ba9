"""The cell of helpers.scratch.variants.gru as a PyTorch module: same name, same equations."""

import torch

from helpers.nn.cells import RecurrentCell
from helpers.scratch.variants import gru


class GRUResetBeforeCell(RecurrentCell):
    """GRU cell, the reset before the product; blocks run r, z, n."""

    cell = gru.GRU_RESET_BEFORE

    def step(self, p, x, h):
        """Shapes: x (B, D); h (B, H) -> (h_next,)."""
        W_hr, W_hz, W_hn = p.W_h.chunk(3, dim=-1)
        a_r, a_z, a_n = (x @ p.W_x + p.b_x + p.b_h).chunk(3, dim=-1)
        r = torch.sigmoid(a_r + h @ W_hr)
        z = torch.sigmoid(a_z + h @ W_hz)
        n = torch.tanh(a_n + (r * h) @ W_hn)
        return ((1 - z) * n + z * h,)
