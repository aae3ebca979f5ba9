"""A pyramid whose layers shorten the sequence by any stride."""

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence

from helpers.nn.layers import Pyramid, pyramid_reduce, run_packed
from helpers.scratch.contract.validation import require_count
from helpers.scratch.modules.m11_time_scales import pyramid_lengths


class StridedPyramid(Pyramid):
    """Layers over a sequence of which every s steps are made one before a layer of stride s."""

    def __init__(self, layers, strides):
        """Take layers, the lowest first, and for each the stride in front of it; 1 keeps all steps.

        Shapes: a layer of stride s over a width W has D = s W; the lowest has the stride 1.
        Raises: ValueError if a layer does not fit the one below, or the strides do not fit.
        """
        nn.Module.__init__(self)  # Stacked's own expects one stride for all layers
        layers = list(layers)
        if not layers or any(not hasattr(layer, "width") for layer in layers):
            raise ValueError("layers holds no layers, expected layers such as Recurrent.")
        self.strides = tuple(require_count("strides", stride) for stride in strides)
        if len(self.strides) != len(layers) or self.strides[0] != 1:
            raise ValueError(f"strides are {self.strides}, expected {len(layers)}, the first 1.")
        for below, layer, stride in zip(layers, layers[1:], self.strides[1:], strict=False):
            if stride * below.width != layer.D:
                want = f"{stride} * {below.width}"
                raise ValueError(f"layers: one has D={layer.D} over a width that requires {want}.")
        self.layers, self.residual = nn.ModuleList(layers), (False,) * len(layers)
        self.D, self.width = layers[0].D, layers[-1].width

    def forward(self, xs, state0=None, lengths=None):
        """Run the layers from the lowest to the top.

        Shapes: xs (T, B, D), or a PackedSequence of such; state0 a list with each layer's first
        state, zeros where None; lengths (B,) int, all T if None -> hs (T', B, width), T' being T
        over every stride, rounded up each time; the list of states; lengths' (B,), None where
        lengths is.
        """
        if isinstance(xs, PackedSequence):
            return run_packed(self, xs, state0, lengths)
        hs, states = xs, []
        rows = zip(self.layers, self.strides, self.first_states(state0), strict=True)
        for layer, stride, first in rows:
            hs, lengths = stride_reduce(hs, stride, lengths)
            hs, state = layer(hs, first, lengths)
            states.append(state)
        return hs, states, lengths

    def extra_repr(self):
        """Return the strides."""
        return f"strides={self.strides}"


def stride_reduce(hs, stride, lengths=None):
    """Make one step of every `stride`, side by side in the order of time.

    Shapes: hs (T, B, H); lengths (B,) int, all T if None -> (ceil(T / stride), B, stride H), zeros
    standing for steps that are not there, and the new lengths (B,), None where lengths is.
    Raises: ValueError if a length is not from 1 to T, or stride is not a whole number from 1.
    Source: Chan et al. (2016), for stride 2.
    """
    stride = require_count("stride", stride)
    if stride == 1:
        return hs, lengths
    zeroed, _ = pyramid_reduce(hs, lengths)  # checks both, and clears the padding
    T, B, H = hs.shape
    hs = zeroed.reshape(-1, B, 2, H).transpose(1, 2).reshape(-1, B, H)[:T]
    missing = hs.new_zeros(-T % stride, B, H)
    groups = torch.cat([hs, missing]).reshape(-1, stride, B, H).transpose(1, 2)
    reduced = groups.reshape(-1, B, stride * H)
    if lengths is None:
        return reduced, None
    kept = lengths.cpu().numpy() if torch.is_tensor(lengths) else lengths
    return reduced, torch.from_numpy(pyramid_lengths(kept, [stride])[0]).to(hs.device)
