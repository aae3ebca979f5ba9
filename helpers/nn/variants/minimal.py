"""The cell of helpers.scratch.variants.minimal as a PyTorch module: same name, same equations."""

import torch

from helpers.nn.cells import RecurrentCell
from helpers.scratch.variants import minimal


class MinimalGatedCell(RecurrentCell):
    """Minimal gated unit, h_next = (1 - f) * h + f * n; blocks run f, n."""

    cell = minimal.MGU

    def step(self, p, x, h):
        """Shapes: x (B, D); h (B, H) -> (h_next,)."""
        W_hf, W_hn = p.W_h.chunk(2, dim=-1)
        a_f, a_n = (x @ p.W_x + p.b).chunk(2, dim=-1)
        f = torch.sigmoid(a_f + h @ W_hf)
        n = torch.tanh(a_n + (f * h) @ W_hn)
        return ((1 - f) * h + f * n,)
