"""Unitary recurrent network: a complex state that the recurrent map turns but never stretches.

The matrix W = D_3 R_2 F^-1 D_2 P R_1 F D_1 is a product of maps that each keep the norm and cost
at most H log H: phases D, reflections R, a permutation P, and the Fourier transform F. What is
learned are the phases and the reflections, so no update can leave the unitary matrices.
A row h of states becomes the row of W h: D_1 is applied first.

Axes  B batch, D input, H hidden.   dX = dL/dRe X + i dL/dIm X where X is complex. Back through a
unitary map the gradient goes by its adjoint, which is its inverse.
Source: Arjovsky, Shah & Bengio (2016), "Unitary Evolution Recurrent Neural Networks".
Raises  ValueError, from every function here, if an argument does not fit the weights, a cache is
another cell's, or a weight is not finite; also if a reflection's vector is 0, or its squared
length rounds to 0 or infinity, or a permutation does not hold 0 to H - 1, each once.
"""

from functools import partial
from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.contract.checked import checked, checked_step_backward, unchecked
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.protocol import Cell, require_cache, require_step
from helpers.scratch.contract.validation import require_axes, require_count, require_generator

COMPLEX_HIDDEN = {"h": "B, H complex"}


class UnitaryParams(NamedTuple):
    """Weights of one unitary recurrent network."""

    W_x: Annotated[np.ndarray, "D, H complex"]
    theta_1: Annotated[np.ndarray, "H"]  # the phases of D_1, in radians
    theta_2: Annotated[np.ndarray, "H"]
    theta_3: Annotated[np.ndarray, "H"]
    v_1: Annotated[np.ndarray, "H complex"]  # R_1 reflects along v_1; its length does not count
    v_2: Annotated[np.ndarray, "H complex"]
    b: Annotated[np.ndarray, "H"]  # real: modReLU adds it to the length of its input


class UnitaryProductCache(NamedTuple):
    """What the product keeps for its backward pass: the inputs or outputs of the learned maps."""

    turned_1: np.ndarray  # (B, H), after D_1
    before_r_1: np.ndarray  # (B, H), before R_1
    turned_2: np.ndarray  # (B, H), after D_2
    before_r_2: np.ndarray  # (B, H), before R_2
    turned_3: np.ndarray  # (B, H), after D_3
    permutation: np.ndarray | None


class UnitaryCache(NamedTuple):
    """What one step keeps for its backward pass."""

    x: np.ndarray  # (B, D)
    h: np.ndarray  # (B, H), the state before the step
    a: np.ndarray  # (B, H), the pre-activation
    product: UnitaryProductCache


def _check_product(p, h, permutation=None):
    """Check the arguments of unitary_product."""
    sizes = require_params(p, UnitaryParams)
    require_axes("h", h, COMPLEX_HIDDEN["h"], sizes)
    require_vectors(p)
    require_permutation(permutation, sizes["H"])


def _check_step(p, x, h, permutation):
    """Check the arguments of unitary_step."""
    require_step(p, UnitaryParams, x, COMPLEX_HIDDEN, h=h)
    _check_product(p, h, permutation)


def _check_product_backward(p, cache, dout):
    """Check the arguments of unitary_product_backward."""
    require_cache(cache, UnitaryProductCache)
    sizes = require_params(p, UnitaryParams) | {"B": len(cache.turned_3)}
    require_axes("cache.turned_3", cache.turned_3, "B, H complex", sizes)
    require_axes("dout", dout, "B, H complex", sizes)


def _check_modrelu(a, b, dout=None):
    """Check the arguments of modrelu and modrelu_backward."""
    sizes: dict[str, int] = {}
    require_axes("a", a, "B, H complex", sizes)
    require_axes("b", b, "H", sizes)
    if dout is not None:
        require_axes("dout", dout, "B, H complex", sizes)


@checked(_check_step)
def unitary_step(p, x, h, permutation=None):
    """Advance a unitary network by one step, h_next = modrelu(W h + x @ W_x, b).

    Shapes: x (B, D) real; h (B, H) complex; permutation as unitary_product's -> h_next (B, H)
    complex, cache UnitaryCache.
    Source: Arjovsky, Shah & Bengio (2016). Differs: no readout here; theirs is a real matrix on
    the real and imaginary parts side by side.
    """
    turned, product = unchecked(unitary_product)(p, h, permutation)
    a = turned + x @ p.W_x
    return unchecked(modrelu)(a, p.b), UnitaryCache(x, h, a, product)


@checked_step_backward(UnitaryParams, COMPLEX_HIDDEN, UnitaryCache)
def unitary_step_backward(p, cache, dh_next):
    """Pull dh_next back through one step.

    Shapes: dh_next (B, H) complex -> dx (B, D) real, dh (B, H) complex, dp UnitaryParams.
    """
    x, h, a, product = cache
    da, db = unchecked(modrelu_backward)(a, p.b, dh_next)
    dh, dp = unchecked(unitary_product_backward)(p, product, da)
    return (da @ p.W_x.conj().T).real, dh, dp._replace(W_x=x.T @ da, b=db)


@checked(_check_product)
def unitary_product(p, h, permutation=None):
    """Apply W = D_3 R_2 F^-1 D_2 P R_1 F D_1 to every row of h, keeping its norm.

    Shapes: p UnitaryParams; h (B, H) complex; permutation (H,) int, entry j of the permuted row
    being entry permutation[j] of the row before; None leaves the order -> W h (B, H) complex,
    cache UnitaryProductCache.
    Source: Arjovsky, Shah & Bengio (2016), the composition of parametrised unitary maps.
    """
    turned_1 = h * np.exp(1j * p.theta_1)
    before_r_1 = np.fft.fft(turned_1, norm="ortho")
    reflected_1 = _reflect(before_r_1, p.v_1)
    permuted = reflected_1 if permutation is None else reflected_1[:, permutation]
    turned_2 = permuted * np.exp(1j * p.theta_2)
    before_r_2 = np.fft.ifft(turned_2, norm="ortho")
    turned_3 = _reflect(before_r_2, p.v_2) * np.exp(1j * p.theta_3)
    permutation = None if permutation is None else np.asarray(permutation)
    cache = UnitaryProductCache(turned_1, before_r_1, turned_2, before_r_2, turned_3, permutation)
    return turned_3, cache


@checked(_check_product_backward)
def unitary_product_backward(p, cache, dout):
    """Pull dout back through the product, undoing the maps one by one in reverse order.

    Shapes: dout (B, H) complex -> dh (B, H) complex of the same norm, dp UnitaryParams, whose W_x
    and b are 0: the product does not use them.
    """
    d, dtheta_3 = _turn_backward(cache.turned_3, p.theta_3, dout)
    d, dv_2 = _reflect_backward(cache.before_r_2, p.v_2, d)
    d = np.fft.fft(d, norm="ortho")
    d, dtheta_2 = _turn_backward(cache.turned_2, p.theta_2, d)
    if cache.permutation is not None:
        d = d[:, np.argsort(cache.permutation)]  # argsort inverts a permutation
    d, dv_1 = _reflect_backward(cache.before_r_1, p.v_1, d)
    d = np.fft.ifft(d, norm="ortho")
    d, dtheta_1 = _turn_backward(cache.turned_1, p.theta_1, d)
    nothing = {"W_x": np.zeros_like(p.W_x), "b": np.zeros_like(p.b)}
    return d, UnitaryParams(
        theta_1=dtheta_1, theta_2=dtheta_2, theta_3=dtheta_3, v_1=dv_1, v_2=dv_2, **nothing
    )


@checked(_check_modrelu)
def modrelu(a, b):
    """Add b to the length of a and keep its angle; 0 where the length would be negative.

    modrelu(a, b) = (|a| + b) a / |a| if |a| + b >= 0, else 0. The angle of 0 is not defined, and
    modrelu(0, b) = 0 here. An a so short that 1 / |a| overflows counts as 0.
    Shapes: a (B, H) complex; b (H,) real -> (B, H) complex.
    Source: Arjovsky, Shah & Bengio (2016), modReLU.
    """
    length, angle = _polar(a)
    return np.where(length + b >= 0, a + b * angle, 0)  # a = |a| * angle


@checked(_check_modrelu)
def modrelu_backward(a, b, dout):
    """Pull dout back through modrelu(a, b).

    The part of dout along a passes; the part across it, which changes the angle, is stretched
    as the length is, by (|a| + b) / |a|. At a = 0 all of it passes if b >= 0.
    Shapes: dout (B, H) complex -> da (B, H) complex, db (H,) real.
    """
    length, angle = _polar(a)
    dout = np.where(length + b >= 0, dout, 0)
    along = (dout * angle.conj()).real
    ratio = np.divide(b, length, out=np.zeros_like(length), where=length > 0)
    return dout + ratio * (dout - along * angle), along.sum(axis=0)


def draw_permutation(rng, H):
    """Draw the fixed permutation of a unitary network: (H,) int, every order equally likely."""
    require_generator("rng", rng)
    return rng.permutation(require_count("H", H))


def require_permutation(permutation, H):
    """Return permutation as an array once it is known to hold 0 to H - 1; None stays None."""
    if permutation is None:
        return None
    order = np.asarray(permutation)
    if order.shape != (H,) or order.dtype.kind not in "iu" or set(order.tolist()) != set(range(H)):
        raise ValueError(f"permutation is {permutation}, expected 0 to H - 1 = {H - 1}, each once.")
    return order


def require_vectors(p):
    """Check that both reflections have a direction; p holds arrays or tensors."""
    for name in ("v_1", "v_2"):
        with np.errstate(over="ignore"):
            length = float((abs(getattr(p, name)) ** 2).sum()) ** 0.5
        if not 0 < length < np.inf:
            got = f"p.{name} has the length {length:g}"
            raise ValueError(f"{got}, expected a vector to reflect along.")


def init_unitary(rng, D, H):
    """Draw the weights of a unitary network.

    Shapes: W_x (D, H) complex, uniform with |Re|, |Im| < sqrt(6 / (D + H)); phases (H,) uniform
    from -pi to pi; reflection vectors (H,) complex with uniform parts from -1 to 1; b zeros.
    Drawn in the order of UnitaryParams, real parts before imaginary ones.
    Source: Arjovsky, Shah & Bengio (2016), on initialisation.
    """
    require_generator("rng", rng)
    D, H = require_count("D", D), require_count("H", H)
    limit = np.sqrt(6 / (D + H))
    W_x = rng.uniform(-limit, limit, (D, H)) + 1j * rng.uniform(-limit, limit, (D, H))
    thetas = rng.uniform(-np.pi, np.pi, (3, H))
    v_1, v_2 = (rng.uniform(-1, 1, H) + 1j * rng.uniform(-1, 1, H) for _ in range(2))
    return UnitaryParams(W_x, *thetas, v_1, v_2, np.zeros(H))


def unitary_cell(permutation=None):
    """Make the record of a unitary network with this permutation (H,), or without one."""
    return Cell(
        "unitary",
        UnitaryParams,
        partial(unitary_step, permutation=permutation),
        unitary_step_backward,
        "The recurrent matrix is unitary by construction, and the state complex.",
        COMPLEX_HIDDEN,
        init=init_unitary,
    )


def _turn_backward(turned, theta, d):
    """Pull d back through turned = h * exp(i theta): dh, dtheta."""
    dtheta = (d * turned.conj()).imag.sum(axis=0)  # turned changes by i * turned per radian
    return d * np.exp(-1j * theta), dtheta


def _reflect(h, v):
    """Reflect every row of h along v: (I - 2 v v^H / |v|^2) h, which is its own inverse."""
    return h - np.outer(h @ v.conj(), (2 / np.vdot(v, v).real) * v)


def _reflect_backward(h, v, d):
    """Pull d back through _reflect(h, v): dh, dv. The map is its own adjoint.

    With s = v^H h and r = v^H d per row, the loss holds -2 Re(conj(r) s) / |v|^2.
    """
    norm2 = np.vdot(v, v).real
    s, r = h @ v.conj(), d @ v.conj()
    dv = -2 / norm2 * (r.conj() @ h + s.conj() @ d - 2 * (r.conj() @ s).real / norm2 * v)
    return _reflect(d, v), dv


def _polar(a):
    """Return |a| and a / |a|, both 0 where |a| is no normal number."""
    length = np.abs(a)
    normal = length >= np.finfo(length.dtype).tiny
    return np.where(normal, length, 0), np.where(normal, a, 0) / np.where(normal, length, 1)


UNITARY = unitary_cell()
