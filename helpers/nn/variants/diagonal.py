"""Diagonal linear recurrences as PyTorch modules, step by step; the equations of scratch."""

from functools import partial

import torch

from helpers.nn.cells import RecurrentCell
from helpers.nn.variants.complex_weights import ComplexWeights
from helpers.scratch.variants import diagonal


class DiagonalCell(RecurrentCell):
    """Real diagonal recurrence, h_next = w * h + x @ W_x + b."""

    cell = diagonal.DIAGONAL

    def step(self, p, x, h):
        """Shapes: x (B, D); h (B, H) -> (h_next,)."""
        return (p.w * h + x @ p.W_x + p.b,)


class LRUCell(ComplexWeights, RecurrentCell):
    """Linear recurrent unit with a complex state, h_next = lam * h + gamma * (x @ W_x)."""

    cell = diagonal.LRU

    def __init__(self, D, H, rng, dtype=torch.float32, **ring):
        """Draw the weights as scratch does.

        ring: r_min, r_max and max_phase, where the eigenvalues start, as scratch's init_lru
        takes them.
        Raises: ValueError if D or H is not a whole number of at least 1, or ring is out of range.
        """
        self.cell = diagonal.LRU._replace(init=partial(diagonal.init_lru, **ring))
        super().__init__(D, H, rng, dtype)

    def prepare(self, p):
        """Compute lam and gamma from nu and theta."""
        lam = torch.exp(torch.complex(-p.nu.exp(), p.theta.exp()))
        # sqrt(1 - |lam|^2), kept above 0 where exp(nu) rounds to 0: its slope divides by it.
        m = p.nu.exp().clamp_min(torch.finfo(p.nu.dtype).tiny)
        gamma = (-torch.expm1(-2 * m)).sqrt()
        return diagonal.LRUWeights(lam, gamma, p.W_x)

    def step(self, q, x, h):
        """Shapes: x (B, D) real; h (B, H) complex -> (h_next,) complex."""
        return (q.lam * h + q.gamma * (x.to(q.W_x.dtype) @ q.W_x),)
