"""The cells of helpers.scratch.variants.greff as one PyTorch module: same equations."""

import numpy as np
import torch

from helpers.nn.cells import RecurrentCell
from helpers.nn.weights import precision_of
from helpers.scratch.contract.params import require_params
from helpers.scratch.variants.greff import GREFF


def greff_cell(variant):
    """Return the scratch record of a variant.

    Raises: ValueError if there is no such variant.
    """
    if not isinstance(variant, str) or variant not in GREFF:
        raise ValueError(f"variant is {variant!r}, expected one of {', '.join(GREFF)}.")
    return GREFF[variant]


class GreffCell(RecurrentCell):
    """LSTM cell with peepholes and the one change that `variant` names."""

    def __init__(self, D, H, rng, dtype=torch.float32, *, variant):
        """Draw the weights; variant is a key of GREFF.

        Raises: ValueError if there is no such variant.
        """
        self.variant, self.cell = variant, greff_cell(variant)
        super().__init__(D, H, rng, dtype)

    @classmethod
    def from_scratch(cls, p, *, variant):
        """Make a module from scratch weights, in their precision.

        Raises: ValueError if p does not hold this variant's weights.
        """
        sizes = require_params(p, greff_cell(variant).params)
        rng = np.random.default_rng(0)  # load replaces what is drawn
        return cls(sizes["D"], sizes["H"], rng, precision_of(p), variant=variant).load(p)

    def step(self, p, x, h, c, gates=None):
        """Shapes: x (B, D); h, c (B, H) -> (h_next, c_next); with FGR also gates (B, 3H)."""
        variant = self.variant
        one = torch.ones_like(c)
        peep = 0 if variant == "NP" else 1
        a_i, a_f, a_g, a_o = (x @ p.W_x + h @ p.W_h + p.b).chunk(4, dim=-1)
        r_i, r_f, r_o = (gates @ p.W_r).chunk(3, dim=-1) if variant == "FGR" else (0, 0, 0)
        i = one if variant == "NIG" else torch.sigmoid(a_i + r_i + peep * p.p_i * c)
        f = one if variant == "NFG" else torch.sigmoid(a_f + r_f + peep * p.p_f * c)
        f = 1 - i if variant == "CIFG" else f
        g = a_g if variant == "NIAF" else torch.tanh(a_g)
        c_next = f * c + i * g
        o = one if variant == "NOG" else torch.sigmoid(a_o + r_o + peep * p.p_o * c_next)
        h_next = o * (c_next if variant == "NOAF" else torch.tanh(c_next))
        gates_next = (torch.cat([i, f, o], dim=-1),) if variant == "FGR" else ()
        return h_next, c_next, *gates_next
