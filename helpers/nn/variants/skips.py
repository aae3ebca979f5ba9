"""The leaky cell and the delay line of helpers.scratch.variants.skips as PyTorch modules."""

import torch

from helpers.nn.cells import RecurrentCell
from helpers.scratch.variants.skips import LEAKY, delay_cell


class LeakyCell(RecurrentCell):
    """Leaky integrators, h_next = (1 - alpha) * h + alpha * g, g an Elman cell's state."""

    cell = LEAKY

    def step(self, p, x, h):
        """Shapes: x (B, D); h (B, H) -> (h_next,)."""
        g = torch.tanh(x @ p.W_x + h @ p.W_h + p.b)
        alpha = p.a_alpha.sigmoid()
        return ((1 - alpha) * h + alpha * g,)


class DelayCell(RecurrentCell):
    """Elman cell with a second connection from the state d steps ago."""

    cell = delay_cell(1)  # each module puts the one of its own delay in its place

    def __init__(self, D, H, rng, dtype=torch.float32, *, d):
        """Draw the weights; d is the delay in steps.

        Raises: ValueError if d is not a whole number of at least 1.
        """
        self.cell = delay_cell(d)
        super().__init__(D, H, rng, dtype)

    def step(self, p, x, *hs):
        """Shapes: x (B, D); d states (B, H), newest first -> the d states one step later."""
        h_next = torch.tanh(x @ p.W_x + hs[0] @ p.W_h + hs[-1] @ p.W_d + p.b)
        return h_next, *hs[:-1]
