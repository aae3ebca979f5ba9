"""minGRU and minLSTM as PyTorch modules, step by step; the equations of the scratch ones."""

from torch.nn.functional import logsigmoid

from helpers.nn.cells import RecurrentCell
from helpers.scratch.variants import minrnn


class MinGRUCell(RecurrentCell):
    """minGRU cell; blocks run z, n, and z = 1 takes the candidate."""

    cell = minrnn.MIN_GRU

    def step(self, p, x, h):
        """Shapes: x (B, D); h (B, H) -> (h_next,)."""
        a_z, n = (x @ p.W_x + p.b).chunk(2, dim=-1)
        z = a_z.sigmoid()
        return ((1 - z) * h + z * n,)


class MinLSTMCell(RecurrentCell):
    """minLSTM cell; blocks run f, i, g, and f and i are divided by their sum."""

    cell = minrnn.MIN_LSTM

    def step(self, p, x, h):
        """Shapes: x (B, D); h (B, H) -> (h_next,)."""
        a_f, a_i, g = (x @ p.W_x + p.b).chunk(3, dim=-1)
        u = logsigmoid(a_f) - logsigmoid(a_i)  # log f - log i
        return (u.sigmoid() * h + (-u).sigmoid() * g,)
