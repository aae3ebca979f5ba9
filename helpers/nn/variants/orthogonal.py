"""The orthogonal cells of helpers.scratch.variants.orthogonal as PyTorch modules."""

from functools import partial

import torch

from helpers.nn.cells import RNNCell
from helpers.scratch.cells import RNNParams
from helpers.scratch.contract.params import require_params
from helpers.scratch.variants.orthogonal import (
    CAYLEY_RNN,
    HOUSEHOLDER_RNN,
    HouseholderParams,
    init_householder,
)


class CayleyCell(RNNCell):
    """Elman cell with W_h = (I + A)^-1 (I - A), A = S - S.T."""

    cell = CAYLEY_RNN

    def prepare(self, p):
        """Compute the Elman weights; `step` is the Elman cell's."""
        A, eye = p.S - p.S.T, torch.eye(self.H, dtype=p.S.dtype, device=p.S.device)
        return RNNParams(p.W_x, torch.linalg.solve(eye + A, eye - A), p.b)


class HouseholderCell(RNNCell):
    """Elman cell whose W_h is the product of the reflections I - 2 v v.T / (v.T v)."""

    cell = HOUSEHOLDER_RNN

    def __init__(self, D, H, rng, dtype=torch.float32, *, K=None):
        """Draw the weights, with K reflections; H of them if K is None.

        Raises: ValueError if D, H or K is not a whole number of at least 1.
        """
        self.cell = HOUSEHOLDER_RNN._replace(init=partial(init_householder, K=K))
        super().__init__(D, H, rng, dtype)

    @classmethod
    def from_scratch(cls, p):
        """Make a module from scratch weights, in their precision, with as many reflections.

        Raises: ValueError if p is no HouseholderParams.
        """
        return super().from_scratch(p, K=require_params(p, HouseholderParams)["K"])

    def prepare(self, p):
        """Compute the Elman weights; `step` is the Elman cell's.

        Raises: ValueError if a v is zero.
        """
        largest = p.vs.detach().abs().amax(dim=1, keepdim=True)  # a length of v changes nothing
        if not largest.all():
            raise ValueError(f"vs[{int(largest.argmin())}] is zero, expected a direction.")
        scaled = p.vs / largest  # so that no square underflows or overflows
        W = torch.eye(self.H, dtype=p.vs.dtype, device=p.vs.device)
        for u in scaled / scaled.norm(dim=1, keepdim=True):
            W = W - torch.outer(2 * (W @ u), u)
        return RNNParams(p.W_x, W, p.b)
