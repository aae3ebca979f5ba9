"""The cells of helpers.scratch.cells as PyTorch modules: same names, same equations.

Axes  B batch, D input, H hidden.   Autograd does here what scratch derives by hand.
"""

from typing import ClassVar

import numpy as np
import torch
from torch import nn

from helpers.nn.weights import Weights, precision_of
from helpers.scratch import cells
from helpers.scratch.contract.params import require_params, shape_of
from helpers.scratch.contract.protocol import Cell
from helpers.scratch.contract.validation import parse_axes, require_count
from helpers.scratch.init import init_cell


def under_autocast(x):
    """Return whether autocast is on for x: PyTorch itself then brings products to one dtype."""
    device = x.device.type
    try:
        return torch.is_autocast_enabled(device)
    except TypeError:  # before PyTorch 2.4 it takes no device: the CPU has a function of its own
        on_cpu = device == "cpu"
        return torch.is_autocast_cpu_enabled() if on_cpu else torch.is_autocast_enabled()
    except RuntimeError:  # a device without autocast, such as "meta"
        return False


class RecurrentCell(Weights):
    """One step of a recurrent network; a subclass names its scratch cell and writes `step`."""

    cell: Cell

    def __init__(self, D, H, rng, dtype=torch.float32):
        """Draw the weights as scratch does, from a NumPy generator.

        Shapes: D inputs, H hidden units. rng: numpy.random.Generator.
        Raises: ValueError if D or H is not a whole number of at least 1.
        """
        super().__init__(init_cell(rng, self.cell, D, H), dtype)
        self.D, self.H = D, H

    @property
    def params_type(self):
        """The NamedTuple type that holds the weights in scratch."""
        return self.cell.params

    def extra_repr(self):
        """Return which cell this is; a checkpoint belongs to one that prints the same."""
        return f"{self.cell.name}, D={self.D}, H={self.H}"

    def params(self):
        """Return the weights as the NamedTuple that scratch uses, of tensors."""
        return self.cell.params(**{name: getattr(self, name) for name in self.cell.params._fields})

    def prepare(self, p):
        """Compute what depends on the weights alone; `step` gets the result. Here: nothing."""
        return p

    def step(self, p, x, *state):
        """Advance by one step. Shapes: x (B, D); state as the scratch cell's -> state_next."""
        raise NotImplementedError

    def forward(self, x, state=None, t=0):
        """Advance by one step from a state (zeros if None).

        Shapes: x (B, D); state a tuple such as (h, c) -> a tuple of the same shapes.
        Raises: ValueError if x or a state has another shape than (B, D) and the state's own.
        """
        self.require_input("x", x, "B, D")
        state = self.zero_state(len(x)) if state is None else state
        self.require_state(state, len(x))
        clock = {"t": t} if self.cell.timed else {}
        return self.step(self.prepare(self.params()), x, *state, **clock)

    def zero_state(self, B):
        """Return the state that stands for an empty past: zeros beside the weights.

        Raises: ValueError if B is not a whole number of at least 1.
        """
        B = require_count("B", B)
        weight, sizes = next(self.parameters()), {"B": B, "D": self.D, "H": self.H}
        return tuple(
            weight.new_zeros(shape_of(axes, sizes), dtype=kind)
            for axes, kind in zip(self.cell.state.values(), self._state_kinds(), strict=True)
        )

    def require_input(self, name, x, axes):
        """Compare an input with axes such as "T, B, D"; T and B are free.

        Raises: ValueError naming the argument, what it is, and what was expected.
        """
        got = tuple(x.shape) if torch.is_tensor(x) else f"a {type(x).__name__}"
        wants = len(parse_axes(axes)[0])
        if not torch.is_tensor(x) or x.dim() != wants or x.shape[-1] != self.D or 0 in x.shape:
            raise ValueError(f"{name} is {got}, expected a tensor ({axes}={self.D}), none empty.")
        if not x.is_floating_point():
            raise ValueError(f"{name} holds {x.dtype}, expected real floating-point numbers.")
        kind = next(self.parameters()).dtype.to_real()
        if x.dtype != kind and not under_autocast(x):
            raise ValueError(f"{name} holds {x.dtype}, expected {kind}, as the weights do.")

    def require_state(self, state, B, name="state"):
        """Check that a state has the arrays, shapes and precision of this cell's.

        Raises: ValueError naming the state that differs.
        """
        wanted = {
            key: shape_of(axes, {"B": B, "H": self.H}) for key, axes in self.cell.state.items()
        }
        if not isinstance(state, (tuple, list)) or not all(map(torch.is_tensor, state)):
            raise ValueError(f"{name} is not a tuple of tensors, expected one of shapes {wanted}.")
        got = [tuple(value.shape) for value in state]
        if got != list(wanted.values()):
            raise ValueError(f"{name} has the shapes {got}, expected {wanted}.")
        held, kinds = [value.dtype for value in state], self._state_kinds()
        if held != kinds and not under_autocast(state[0]):
            raise ValueError(f"{name} holds {held}, expected {kinds}, as the weights do.")

    def _state_kinds(self):
        """List the dtypes of the states: the weights' precision, complex where declared so."""
        dtype = next(self.parameters()).dtype
        kinds = {"f": dtype.to_real(), "c": dtype.to_complex()}
        return [kinds[parse_axes(axes)[1]] for axes in self.cell.state.values()]

    @classmethod
    def from_scratch(cls, p, **options):
        """Make a module from scratch weights, in their precision.

        options: what this cell's __init__ takes beside the sizes, rng and dtype.
        Raises: ValueError if p does not hold this cell's weights.
        """
        sizes = require_params(p, cls.cell.params)
        rng = np.random.default_rng(0)  # load replaces what is drawn
        return cls(sizes["D"], sizes["H"], rng, precision_of(p), **options).load(p)


class StandardCell(RecurrentCell):
    """A cell that torch.nn has too; it converts to and from that twin."""

    twin: type[nn.RNNCellBase]
    options: ClassVar[dict] = {}  # what the twin is told beside its sizes

    def to_torch(self):
        """Make the torch.nn cell with these weights, copied: its matrices are transposed.

        Where this cell has one bias and PyTorch two, the second one is 0.
        """
        p = self.params()
        b_x, b_h = (p.b_x, p.b_h) if "b_x" in p._fields else (p.b, torch.zeros_like(p.b))
        # skip_init, for the constructor would draw weights from torch's global generator.
        twin = nn.utils.skip_init(
            self.twin, self.D, self.H, device=p.W_x.device, dtype=p.W_x.dtype, **self.options
        )
        with torch.no_grad():
            twin.weight_ih.copy_(p.W_x.T)
            twin.weight_hh.copy_(p.W_h.T)
            twin.bias_ih.copy_(b_x)
            twin.bias_hh.copy_(b_h)
        return twin

    @classmethod
    def from_torch(cls, twin):
        """Make a module with the weights of a torch.nn cell, copied.

        Where this cell has one bias and PyTorch two, it gets their sum; without any, zeros.
        Raises: ValueError if twin is another kind of cell.
        """
        options = {name: getattr(twin, name, None) for name in cls.options}
        if type(twin) is not cls.twin or options != cls.options:
            wanted = f"torch.nn.{cls.twin.__name__}" + (f" with {cls.options}" if options else "")
            raise ValueError(f"twin is {twin}, expected a {wanted}.")
        weight = twin.weight_ih
        module = cls(twin.input_size, twin.hidden_size, np.random.default_rng(0), weight.dtype)
        p = module.to(weight.device).params()
        zeros = weight.new_zeros(len(weight))
        b_x, b_h = (twin.bias_ih, twin.bias_hh) if twin.bias else (zeros, zeros)
        biases = (b_x, b_h) if "b_x" in p._fields else (b_x + b_h,)
        with torch.no_grad():
            for mine, theirs in zip(p, (weight.T, twin.weight_hh.T, *biases), strict=True):
                mine.copy_(theirs)
        return module


class RNNCell(StandardCell):
    """Elman cell, h_next = tanh(x @ W_x + h @ W_h + b)."""

    cell = cells.RNN
    twin = nn.RNNCell
    options: ClassVar[dict] = {"nonlinearity": "tanh"}

    def step(self, p, x, h):
        """Shapes: x (B, D); h (B, H) -> (h_next,)."""
        return (torch.tanh(x @ p.W_x + h @ p.W_h + p.b),)


class ReLURNNCell(StandardCell):
    """Elman cell of rectified units, h_next = max(0, x @ W_x + h @ W_h + b)."""

    cell = cells.RELU_RNN
    twin = nn.RNNCell
    options: ClassVar[dict] = {"nonlinearity": "relu"}

    def step(self, p, x, h):
        """Shapes: x (B, D); h (B, H) -> (h_next,)."""
        return (torch.relu(x @ p.W_x + h @ p.W_h + p.b),)


class LSTMCell(StandardCell):
    """LSTM cell with forget gate, without peepholes; blocks run i, f, g, o.

    Its forget bias starts at 1, as in helpers.scratch.init.
    """

    cell = cells.LSTM
    twin = nn.LSTMCell

    def step(self, p, x, h, c):
        """Shapes: x (B, D); h, c (B, H) -> (h_next, c_next)."""
        a_i, a_f, a_g, a_o = (x @ p.W_x + h @ p.W_h + p.b).chunk(4, dim=-1)
        i, f, g, o = a_i.sigmoid(), a_f.sigmoid(), a_g.tanh(), a_o.sigmoid()
        c_next = f * c + i * g
        return o * c_next.tanh(), c_next


class GRUCell(StandardCell):
    """GRU cell, the reset after the product; blocks run r, z, n."""

    cell = cells.GRU
    twin = nn.GRUCell

    def step(self, p, x, h):
        """Shapes: x (B, D); h (B, H) -> (h_next,)."""
        ax_r, ax_z, ax_n = (x @ p.W_x + p.b_x).chunk(3, dim=-1)
        ah_r, ah_z, ah_n = (h @ p.W_h + p.b_h).chunk(3, dim=-1)
        r, z = (ax_r + ah_r).sigmoid(), (ax_z + ah_z).sigmoid()
        n = (ax_n + r * ah_n).tanh()
        return ((1 - z) * n + z * h,)
