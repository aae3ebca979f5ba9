"""What layers with a linear state share: all steps by a scan, with padding left out.

Axes  T steps, B batch, D input, H hidden.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence

from helpers.nn.layers import run_packed
from helpers.nn.scan import hide, real_steps, scan
from helpers.scratch.contract.validation import require_count, require_generator


class LinearLayer(nn.Module):
    """A layer over a sequence, h_t = a_t * h_{t-1} + b_t; a subclass writes coefficients.

    It has the interface of helpers.nn.layers.Recurrent; start changes nothing: it has no clock.
    """

    def __init__(self, D, H):
        """Take the number of inputs and that of the states, which are shown.

        Raises: ValueError if one is not a whole number of at least 1.
        """
        super().__init__()
        self.D, self.width = require_count("D", D), require_count("H", H)

    def coefficients(self, xs):
        """Compute a and b of every step. Shapes: xs (T, B, D) -> (T, B, H) each."""
        raise NotImplementedError

    def forward(self, xs, state0=None, lengths=None, start=0):
        """Run over a sequence from a state (zeros if None).

        Shapes: xs (T, B, D), or a PackedSequence of such; state0 (h0,) with h0 (B, H);
        lengths (B,) int, all T if None -> hs (T, B, H), or packed as xs, 0 on padding, and the
        state (h,) after each row's last real step.
        Raises: ValueError if a shape does not fit, or a length is not from 1 to T.
        """
        if isinstance(xs, PackedSequence):
            return run_packed(self, xs, state0, lengths)
        require_sequence(xs, self.D)
        last, padding = real_steps(xs, lengths)
        a, b = self.coefficients(hide(xs, padding))
        h0 = torch.zeros_like(b[0]) if state0 is None else state0[0]
        hs = scan(a, b, h0)
        return hide(hs, padding), (hs[last],)


def require_sequence(xs, D):
    """Check that xs is a tensor (T, B, D) of floats, T and B at least 1."""
    got = tuple(xs.shape) if torch.is_tensor(xs) else f"a {type(xs).__name__}"
    if not torch.is_tensor(xs) or xs.dim() != 3 or xs.shape[-1] != D or 0 in xs.shape:
        raise ValueError(f"xs is {got}, expected a tensor (T, B, D={D}), none empty.")
    if not xs.is_floating_point():
        raise ValueError(f"xs holds {xs.dtype}, expected floating-point numbers.")


def drawn(rng, shape, sd, dtype):
    """Make a weight of normal numbers from a NumPy generator."""
    require_generator("rng", rng)
    return nn.Parameter(torch.as_tensor(rng.normal(size=shape) * sd).to(dtype))
