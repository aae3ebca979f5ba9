"""Complex states shown as real ones, so that they fit a stack, a readout and a model."""

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence

from helpers.nn.layers import run_packed
from helpers.nn.models import require_layer


class RealParts(nn.Module):
    """A layer of complex states that shows their real and imaginary parts side by side.

    A readout over it is a real matrix on both parts, as Arjovsky, Shah & Bengio (2016) have.
    """

    def __init__(self, layer):
        """Take a layer such as Recurrent(UnitaryMatrixCell(D, H, rng)), which is kept as it is.

        Raises: ValueError if it is no layer.
        """
        super().__init__()
        self.D = require_layer("layer", layer)
        self.layer, self.width = layer, 2 * layer.width

    def forward(self, xs, state0=None, lengths=None):
        """Run the layer.

        Shapes: xs (T, B, D), or a PackedSequence of such; state0 and lengths as the layer's
        -> hs (T, B, 2H) real, or packed as xs, and the layer's state, which stays complex.
        Raises: ValueError if an argument does not fit the layer, or its states are real.
        """
        if isinstance(xs, PackedSequence):
            return run_packed(self, xs, state0, lengths)
        hs, state = self.layer(xs, state0, lengths)
        if not hs.is_complex():
            raise ValueError(f"layer shows {hs.dtype}, expected complex states.")
        return torch.cat([hs.real, hs.imag], dim=-1), state

    def to_scratch(self):
        """Return the layer's weights; there are no others."""
        return self.layer.to_scratch()
