"""The cells of helpers.scratch.variants.multiplicative as PyTorch modules: same equations."""

import torch

from helpers.nn.cells import RecurrentCell
from helpers.scratch.variants import multiplicative


class MultiplicativeRNNCell(RecurrentCell):
    """Multiplicative RNN cell, h_next = tanh(x @ W_x + m @ W_m + b)."""

    cell = multiplicative.MRNN

    def step(self, p, x, h):
        """Shapes: x (B, D); h (B, H) -> (h_next,)."""
        m = (x @ p.W_mx) * (h @ p.W_mh)
        return (torch.tanh(x @ p.W_x + m @ p.W_m + p.b),)


class MultiplicativeLSTMCell(RecurrentCell):
    """Multiplicative LSTM cell: m is read wherever an LSTM reads h; blocks run i, f, g, o."""

    cell = multiplicative.MLSTM

    def step(self, p, x, h, c):
        """Shapes: x (B, D); h, c (B, H) -> (h_next, c_next)."""
        m = (x @ p.W_mx) * (h @ p.W_mh)
        a_i, a_f, a_g, a_o = (x @ p.W_x + m @ p.W_m + p.b).chunk(4, dim=-1)
        i, f, g, o = a_i.sigmoid(), a_f.sigmoid(), a_g.tanh(), a_o.sigmoid()
        c_next = f * c + i * g
        return o * c_next.tanh(), c_next
