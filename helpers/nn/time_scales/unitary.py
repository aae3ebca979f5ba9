"""The unitary cell with its matrix formed once a sequence."""

from typing import NamedTuple

import torch

from helpers.nn.variants.unitary import UnitaryCell, modrelu


class UnitaryMatrix(NamedTuple):
    """What the steps of one sequence use."""

    W_x: torch.Tensor  # (D, H) complex
    W_h: torch.Tensor  # (H, H) complex, a row of states becoming h @ W_h
    b: torch.Tensor  # (H,)


class UnitaryMatrixCell(UnitaryCell):
    """UnitaryCell whose eight factors are multiplied out before the first step.

    The factors need about H log H products for every row and step, the matrix H^2 of them, but in
    one call instead of a dozen; at the sizes of the course that is faster on a CPU.
    """

    def prepare(self, p):
        """Form the matrix: the product of the factors with every row of the identity.

        Raises: ValueError if a reflection's vector is 0.
        """
        p = super().prepare(p)
        eye = torch.eye(self.H, dtype=p.W_x.dtype, device=p.W_x.device)
        return UnitaryMatrix(p.W_x, self.product(p, eye), p.b)

    def step(self, p, x, h):
        """Shapes: p UnitaryMatrix; x (B, D) real; h (B, H) complex -> (h_next,) complex."""
        return (modrelu(h @ p.W_h + x.to(p.W_x.dtype) @ p.W_x, p.b),)
