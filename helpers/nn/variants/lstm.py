"""The cells of helpers.scratch.variants.lstm as PyTorch modules: same names, same equations."""

import torch

from helpers.nn.cells import RecurrentCell
from helpers.scratch.variants import lstm


class LSTM1997Cell(RecurrentCell):
    """LSTM cell without forget gate, c_next = c + i * g; blocks run i, g, o."""

    cell = lstm.LSTM_1997

    def step(self, p, x, h, c):
        """Shapes: x (B, D); h, c (B, H) -> (h_next, c_next)."""
        a_i, a_g, a_o = (x @ p.W_x + h @ p.W_h + p.b).chunk(3, dim=-1)
        i, g, o = a_i.sigmoid(), a_g.tanh(), a_o.sigmoid()
        c_next = c + i * g
        return o * c_next.tanh(), c_next


class CoupledLSTMCell(RecurrentCell):
    """LSTM cell with coupled gates, c_next = (1 - i) * c + i * g; blocks run i, g, o."""

    cell = lstm.COUPLED

    def step(self, p, x, h, c):
        """Shapes: x (B, D); h, c (B, H) -> (h_next, c_next)."""
        a_i, a_g, a_o = (x @ p.W_x + h @ p.W_h + p.b).chunk(3, dim=-1)
        i, g, o = a_i.sigmoid(), a_g.tanh(), a_o.sigmoid()
        c_next = (1 - i) * c + i * g
        return o * c_next.tanh(), c_next


class PeepholeLSTMCell(RecurrentCell):
    """LSTM cell with peepholes: i and f see c, o sees c_next; blocks run i, f, g, o."""

    cell = lstm.PEEPHOLE

    def step(self, p, x, h, c):
        """Shapes: x (B, D); h, c (B, H) -> (h_next, c_next)."""
        a_i, a_f, a_g, a_o = (x @ p.W_x + h @ p.W_h + p.b).chunk(4, dim=-1)
        i = torch.sigmoid(a_i + p.p_i * c)
        f = torch.sigmoid(a_f + p.p_f * c)
        g = torch.tanh(a_g)
        c_next = f * c + i * g
        o = torch.sigmoid(a_o + p.p_o * c_next)
        return o * c_next.tanh(), c_next
