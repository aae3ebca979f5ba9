"""The unitary recurrent network as a PyTorch module; the equations of the scratch one."""

import torch

from helpers.nn.cells import RecurrentCell
from helpers.nn.variants.complex_weights import ComplexWeights
from helpers.scratch.variants import unitary


class UnitaryCell(ComplexWeights, RecurrentCell):
    """Unitary network with a complex state, h_next = modrelu(W h + x @ W_x, b)."""

    cell = unitary.UNITARY

    def __init__(self, D, H, rng, dtype=torch.float32, *, permutation=None):
        """Draw the weights as scratch does.

        Shapes: permutation (H,) int, such as unitary.draw_permutation returns, or None.
        Raises: ValueError if D or H is not a whole number of at least 1, or permutation does
        not hold 0 to H - 1.
        """
        super().__init__(D, H, rng, dtype)
        self.permute_by(permutation)

    def permute_by(self, permutation):
        """Set the fixed permutation P, which is saved with the weights but not learned.

        Raises: ValueError if permutation (H,) does not hold 0 to H - 1.
        """
        order = unitary.require_permutation(permutation, self.H)
        self.cell = unitary.unitary_cell(order)
        self.register_buffer("permutation", None if order is None else torch.as_tensor(order))

    def extra_repr(self):
        """Return which cell this is, and its permutation."""
        order = None if self.permutation is None else self.permutation.tolist()
        return f"{super().extra_repr()}, permutation={order}"

    def prepare(self, p):
        """Check that both reflections have a direction.

        Raises: ValueError if a reflection's vector is 0.
        """
        unitary.require_vectors(p._replace(v_1=p.v_1.detach(), v_2=p.v_2.detach()))
        return p

    def product(self, p, h):
        """Apply W = D_3 R_2 F^-1 D_2 P R_1 F D_1 to every row. Shapes: h (B, H) -> (B, H)."""
        h = _reflect(torch.fft.fft(_turn(h, p.theta_1), norm="ortho"), p.v_1)
        h = h if self.permutation is None else h[:, self.permutation]
        h = _reflect(torch.fft.ifft(_turn(h, p.theta_2), norm="ortho"), p.v_2)
        return _turn(h, p.theta_3)

    def step(self, p, x, h):
        """Shapes: x (B, D) real; h (B, H) complex -> (h_next,) complex."""
        return (modrelu(self.product(p, h) + x.to(p.W_x.dtype) @ p.W_x, p.b),)


def modrelu(a, b):
    """Add b to the length of a and keep its angle; 0 where the length would be negative.

    Shapes: a (B, H) complex; b (H,) real -> (B, H) complex.
    Source: Arjovsky, Shah & Bengio (2016), modReLU.
    """
    length = a.abs()
    normal = length >= torch.finfo(length.dtype).tiny  # below it 1 / length may overflow
    angle = torch.where(normal, a / torch.where(normal, length, 1), 0)
    return torch.where(length + b >= 0, a + b * angle, 0)


def _turn(h, theta):
    """Multiply every row by exp(i theta)."""
    return h * torch.exp(1j * theta)


def _reflect(h, v):
    """Reflect every row along v, (I - 2 v v^H / |v|^2) h."""
    return h - torch.outer(h @ v.conj(), (2 / torch.vdot(v, v).real) * v)
