"""The cells of helpers.scratch.variants.greff as PyTorch modules: same names, same equations."""

import torch

from helpers.nn.cells import RecurrentCell
from helpers.scratch.variants.greff import GREFF


class GreffCell(RecurrentCell):
    """LSTM cell with peepholes and the one change that `variant` names."""

    variant: str

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


class VCell(GreffCell):
    """Vanilla: three gates, peepholes, two activations."""

    cell, variant = GREFF["V"], "V"


class NIGCell(GreffCell):
    """No input gate: i = 1."""

    cell, variant = GREFF["NIG"], "NIG"


class NFGCell(GreffCell):
    """No forget gate: f = 1."""

    cell, variant = GREFF["NFG"], "NFG"


class NOGCell(GreffCell):
    """No output gate: o = 1."""

    cell, variant = GREFF["NOG"], "NOG"


class NIAFCell(GreffCell):
    """No input activation function: g = a_g."""

    cell, variant = GREFF["NIAF"], "NIAF"


class NOAFCell(GreffCell):
    """No output activation function: h_next = o * c_next."""

    cell, variant = GREFF["NOAF"], "NOAF"


class NPCell(GreffCell):
    """No peepholes: the gates see x and h alone."""

    cell, variant = GREFF["NP"], "NP"


class CIFGCell(GreffCell):
    """Coupled input and forget gate: f = 1 - i."""

    cell, variant = GREFF["CIFG"], "CIFG"


class FGRCell(GreffCell):
    """Full gate recurrence: each of i, f, o also sees all three of the step before."""

    cell, variant = GREFF["FGR"], "FGR"


GREFF_CELLS = {
    "V": VCell,
    "NIG": NIGCell,
    "NFG": NFGCell,
    "NOG": NOGCell,
    "NIAF": NIAFCell,
    "NOAF": NOAFCell,
    "NP": NPCell,
    "CIFG": CIFGCell,
    "FGR": FGRCell,
}
