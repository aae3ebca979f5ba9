"""The clockwork RNN of helpers.scratch.variants.clockwork as a PyTorch module."""

import torch

from helpers.nn.cells import RecurrentCell
from helpers.scratch.contract.validation import require_count
from helpers.scratch.variants.clockwork import clockwork_cell, require_periods


class ClockworkCell(RecurrentCell):
    """Clockwork cell: a unit runs at multiples of its period and reads no faster unit."""

    cell = clockwork_cell([1])  # each module puts the one of its own periods in its place

    def __init__(self, D, H, rng, dtype=torch.float32, *, periods):
        """Draw the weights; periods (H,) int, one for each unit.

        Raises: ValueError if there are not H periods, or one is no whole number of at least 1.
        """
        self.cell = clockwork_cell(require_periods(periods, H))
        super().__init__(D, H, rng, dtype)
        self.periods: torch.Tensor
        self.register_buffer("periods", torch.tensor([int(period) for period in periods]))

    def extra_repr(self):
        """Return which cell this is, and its periods."""
        return f"{super().extra_repr()}, periods={self.periods.tolist()}"

    def step(self, p, x, h, t):
        """Shapes: x (B, D); h (B, H); t from 0 -> (h_next,). Only running units are computed."""
        runs = (require_count("t", t, least=0) % self.periods == 0).nonzero().squeeze(1)
        feeds = self.periods[:, None] >= self.periods[runs]
        a = x @ p.W_x[:, runs] + h @ (p.W_h[:, runs] * feeds) + p.b[runs]
        return (h.index_copy(1, runs, a.tanh()),)
