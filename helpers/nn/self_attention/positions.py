"""Ways to tell steps apart: attention by itself sees a set of steps, not their order.

Each is a module that is called with the first position, the number of steps and the vectors.
Axes  T steps, B batch, D width.
"""

import torch
from torch import nn

from helpers.nn.weights import require_dtype
from helpers.scratch.contract.validation import require_count, require_generator
from helpers.scratch.modules.m10_self_attention import sinusoids


class Sinusoids(nn.Module):
    """Adds scratch's sinusoids: nothing is learned, and there is no longest sequence."""

    def __init__(self, D, dtype=torch.float32):
        """Take the width, an even number. Raises: ValueError if it is not."""
        super().__init__()
        self.table: torch.Tensor
        table = torch.as_tensor(sinusoids(64, D)).to(require_dtype(dtype))
        self.register_buffer("table", table, persistent=False)  # it can be computed again

    def forward(self, xs, start=0):
        """Add the positions. Shapes: xs (T, B, D), its first step at position start -> like xs."""
        end = require_count("start", start, least=0) + len(xs)
        if end > len(self.table):  # twice as long as needed, so that it seldom grows
            table = torch.as_tensor(sinusoids(2 * end, self.table.shape[1]))
            self.table = table.to(self.table)
        return xs + self.table[start:end, None]


class LearnedPositions(nn.Module):
    """Adds a learned vector for each of the first positions; past those it is an error."""

    def __init__(self, longest, D, rng, sd=0.1, dtype=torch.float32):
        """Draw the vectors, normal, from a NumPy generator.

        Shapes: P (longest, D).
        Raises: ValueError if a size is not a whole number of at least 1.
        """
        super().__init__()
        shape = require_count("longest", longest), require_count("D", D)
        draws = torch.as_tensor(require_generator("rng", rng).normal(size=shape) * sd)
        self.P = nn.Parameter(draws.to(require_dtype(dtype)))

    def forward(self, xs, start=0):
        """Add the positions. Shapes: xs (T, B, D), its first step at position start -> like xs.

        Raises: ValueError if the last step is past the positions that there are.
        """
        end = require_count("start", start, least=0) + len(xs)
        if end > len(self.P):
            raise ValueError(f"xs reaches position {end - 1}, expected at most {len(self.P) - 1}.")
        return xs + self.P[start:end, None]


class NoPositions(nn.Module):
    """Adds nothing; that the mask shows each step only its past is then all that tells order."""

    def forward(self, xs, start=0):
        """Shapes: xs (T, B, D) -> the same."""
        return xs
