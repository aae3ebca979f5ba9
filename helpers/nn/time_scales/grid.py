"""One layer of a Grid LSTM as a recurrent cell, so that Recurrent and Stacked run it."""

import numpy as np
import torch

from helpers.nn.cells import RecurrentCell
from helpers.nn.weights import precision_of
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_count
from helpers.scratch.modules.m11_time_scales import GRID
from helpers.scratch.variants.grid import GridParams


class GridCell(RecurrentCell):
    """A grid's block at one step: it reads and shows h_2 and c_2 side by side, 2H wide.

    Stacked([Recurrent(GridCell(H, rng)), ...]) is a grid of as many layers; what enters it, such
    as an embedding, is 2H wide and stands for h_2 and c_2 below the lowest layer.
    """

    cell = GRID

    def __init__(self, H, rng, dtype=torch.float32):
        """Draw the weights as scratch does, from a NumPy generator.

        Raises: ValueError if H is not a whole number of at least 1.
        """
        super().__init__(2 * require_count("H", H), H, rng, dtype)

    def step(self, p, x, both, h_1, c_1):
        """Shapes: x (B, 2H); both (B, 2H), not read; h_1, c_1 (B, H) -> the three a step later."""
        h_2, c_2 = x.chunk(2, dim=-1)
        states = torch.cat([h_1, h_2], dim=-1)
        h_1, c_1 = _transform(states @ p.W_1 + p.b_1, c_1)
        h_2, c_2 = _transform(states @ p.W_2 + p.b_2, c_2)
        return torch.cat([h_2, c_2], dim=-1), h_1, c_1

    @classmethod
    def from_scratch(cls, p):
        """Make a module from scratch weights, in their precision.

        Raises: ValueError if p is no GridParams.
        """
        H = require_params(p, GridParams)["H"]
        return cls(H, np.random.default_rng(0), precision_of(p)).load(p)


def _transform(a, c):
    """Apply LSTM gates with pre-activations a (B, 4H) to a memory c: h_next, c_next."""
    a_i, a_f, a_g, a_o = a.chunk(4, dim=-1)
    c_next = a_f.sigmoid() * c + a_i.sigmoid() * a_g.tanh()
    return a_o.sigmoid() * c_next.tanh(), c_next
