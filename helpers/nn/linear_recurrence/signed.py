"""A real diagonal recurrence whose eigenvalues are kept in a range, fixed or made by the input.

Axes  T steps, B batch, D input, H hidden.
"""

import math

import torch
from torch import nn

from helpers.nn.linear_recurrence.steps import LinearLayer, drawn

# Where an eigenvalue may lie, and how it gets there. tanh comes near -1 and 1 but never reaches
# them; the clamp does, and has no slope outside.
SQUASH = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "clamp": lambda a: a.clamp(-1, 1),
}
NEAR = 0.3  # sd of what is squashed at first, where the input makes the eigenvalues


class SquashedDiagonal(LinearLayer):
    """h_t = a_t * h_{t-1} + x_t @ W_x + b with a_t = squash(x_t @ W_a + b_a), or squash(b_a)."""

    def __init__(self, D, H, rng, squash="sigmoid", from_input=True, dtype=torch.float32):
        """Draw the weights from a NumPy generator: b_a, W_x, and W_a last where there is one.

        squash: "sigmoid" keeps the eigenvalues in (0, 1), "tanh" in (-1, 1), "clamp" in [-1, 1].
        from_input: whether the input makes them, or they are the same at every step. Where it does
        they start near squash(0), so that few are at an end of their range, where the clamp has no
        slope: b_a has the sd 0.3 and W_a 0.3 / sqrt(D); otherwise b_a has the sd 1, so that they
        are spread. W_x has the sd 1 / sqrt(D); b is 0.
        Raises: ValueError if a size is not a whole number of at least 1, or squash another word.
        """
        super().__init__(D, H)
        if squash not in SQUASH:
            raise ValueError(f"squash is {squash!r}, expected one of {', '.join(SQUASH)}.")
        self.squash = squash
        spread = NEAR if from_input else 1.0
        self.b_a = drawn(rng, (H,), spread, dtype)
        self.W_x = drawn(rng, (D, H), 1 / math.sqrt(D), dtype)
        self.b = nn.Parameter(torch.zeros(H, dtype=dtype))
        self.W_a = drawn(rng, (D, H), spread / math.sqrt(D), dtype) if from_input else None

    def extra_repr(self):
        """Return what keeps the eigenvalues in their range."""
        return f"D={self.D}, H={self.width}, squash={self.squash}"

    def eigenvalues(self, xs):
        """Return the eigenvalues of every step. Shapes: xs (T, B, D) -> (T, B, H)."""
        a = self.b_a if self.W_a is None else xs @ self.W_a + self.b_a
        return SQUASH[self.squash](a).expand(*xs.shape[:2], self.width)

    def coefficients(self, xs):
        """Shapes: xs (T, B, D) -> a, b (T, B, H)."""
        return self.eigenvalues(xs), xs @ self.W_x + self.b
