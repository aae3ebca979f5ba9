"""Recurrent networks with a latent variable at every step: VRNN, STORN, and DRAW's filter banks.

Axes  B batch, D numbers observed, H hidden, Z latent numbers, F units of a net, N filters each way,
R rows and C columns of an image.   Every net is tanh(a @ W_1 + b_1) @ W_2 + b_2, and the two
halves of what it returns are the mean and the log-variance of a Gaussian.
Raises  ValueError, from every function here, if a shape does not fit the weights or another
argument, an array holds no floating-point numbers, or a number is out of its range.
"""

import math
from typing import Annotated, NamedTuple

import numpy as np

from helpers.scratch.cells import GRUParams, gru_step
from helpers.scratch.contract.params import init_params, require_params, require_record
from helpers.scratch.contract.validation import (
    require_axes,
    require_count,
    require_generator,
)
from helpers.scratch.modules.m12_gaussians import Gaussian, reparametrise
from helpers.scratch.ops import softmax

LAST = {"x": "D", "x_before": "D", "h": "H", "r": "H", "eps": "Z"}  # last axis of an argument


class NetParams(NamedTuple):
    """Weights of a net that reads D numbers and returns a Gaussian over Z."""

    W_1: Annotated[np.ndarray, "D, F"]
    b_1: Annotated[np.ndarray, "F"]
    W_2: Annotated[np.ndarray, "F, 2Z"]
    b_2: Annotated[np.ndarray, "2Z"]


class VRNNParams(NamedTuple):
    """Weights of a variational recurrent network."""

    prior: NetParams  # h (B, H) -> z
    encoder: NetParams  # [x, h] (B, D + H) -> z
    decoder: NetParams  # [z, h] (B, Z + H) -> x
    cell: GRUParams  # reads [x, z] (B, D + Z)


class STORNParams(NamedTuple):
    """Weights of a stochastic recurrent network."""

    reader: GRUParams  # reads x (B, D) into the state r that recognises
    encoder: NetParams  # r (B, H) -> z
    cell: GRUParams  # reads [x_before, z] (B, D + Z) into the state h that generates
    decoder: NetParams  # h (B, H) -> x


class LatentStep(NamedTuple):
    """What a step knows beside its state: a draw of z, and three distributions."""

    z: np.ndarray  # (B, Z)
    prior: Gaussian  # (B, Z), of z before x is seen
    posterior: Gaussian  # (B, Z), of z after it
    output: Gaussian  # (B, D), of x given z


def gaussian_net(p, a):
    """Read a mean and a log-variance off a net of one hidden layer.

    Shapes: p NetParams; a (B, D) -> Gaussian of (B, Z): the first half of the outputs is mu.
    """
    require_axes("a", a, "B, D", require_params(p, NetParams))
    mu, log_var = np.split(np.tanh(a @ p.W_1 + p.b_1) @ p.W_2 + p.b_2, 2, axis=-1)
    return Gaussian(mu, log_var)


def vrnn_step(p, x, h, eps):
    """Advance a VRNN by one step of training, where x is known.

    The prior of z reads h; the posterior reads [x, h]; the output reads [z, h], z being drawn from
    the posterior; the state then takes both in, h_next = gru([x, z], h).
    Shapes: p VRNNParams; x (B, D); h (B, H); eps (B, Z), standard normal -> h_next (B, H),
    LatentStep.
    Source: Chung et al. (2015), equations 5 to 9. Differs: a GRU for an LSTM, one tanh layer in
    each net, and no nets that extract features of x and z.
    """
    _require_vrnn(p, x=x, h=h, eps=eps)
    prior = gaussian_net(p.prior, h)
    posterior = gaussian_net(p.encoder, np.hstack([x, h]))
    z = reparametrise(*posterior, eps)
    output = gaussian_net(p.decoder, np.hstack([z, h]))
    h_next, _ = gru_step(p.cell, np.hstack([x, z]), h)
    return h_next, LatentStep(z, prior, posterior, output)


def vrnn_sample(p, h, eps, noise):
    """Advance a VRNN by one step of its own making: z from the prior, x from the output.

    Shapes: p VRNNParams; h (B, H); eps (B, Z), noise (B, D), standard normal -> x (B, D),
    h_next (B, H).
    Source: as vrnn_step.
    """
    _require_vrnn(p, x=noise, h=h, eps=eps)
    z = reparametrise(*gaussian_net(p.prior, h), eps)
    x = reparametrise(*gaussian_net(p.decoder, np.hstack([z, h])), noise)
    return x, gru_step(p.cell, np.hstack([x, z]), h)[0]


def storn_step(p, x, x_before, h, r, eps):
    """Advance a STORN by one step of training: as a VRNN, but the prior knows nothing.

    A second state r reads the sequence up to x, and the posterior of z reads r. The generating
    state reads what came before and z, h_next = gru([x_before, z], h), and the output reads h_next.
    The prior of z is N(0, 1) at every step, whatever came before.
    Shapes: p STORNParams; x, x_before (B, D), the latter zeros at the first step; h (B, H);
    r (B, H); eps (B, Z), standard normal -> h_next (B, H), r_next (B, H), LatentStep.
    Source: Bayer & Osendorfer (2014). Differs: GRUs, and one tanh layer in each
    net.
    """
    _require_storn(p, x=x, x_before=x_before, h=h, r=r, eps=eps)
    r_next, _ = gru_step(p.reader, x, r)
    posterior = gaussian_net(p.encoder, r_next)
    z = reparametrise(*posterior, eps)
    h_next, _ = gru_step(p.cell, np.hstack([x_before, z]), h)
    prior = Gaussian(np.zeros_like(z), np.zeros_like(z))
    return h_next, r_next, LatentStep(z, prior, posterior, gaussian_net(p.decoder, h_next))


def init_net(rng, D, F, Z):
    """Draw the weights of a net: matrices normal with sd 1 / sqrt(rows), biases zeros.

    Shapes: -> NetParams that reads D numbers and returns a Gaussian over Z; W_1 is drawn first.
    """
    require_generator("rng", rng)
    D, F, Z = require_count("D", D), require_count("F", F), require_count("Z", Z)
    W_1, W_2 = rng.normal(size=(D, F)) / math.sqrt(D), rng.normal(size=(F, 2 * Z)) / math.sqrt(F)
    return NetParams(W_1, np.zeros(F), W_2, np.zeros(2 * Z))


def init_vrnn(rng, D, H, Z, F):
    """Draw the weights of a VRNN, in the order of VRNNParams, by init_net and init_params."""
    D, H = require_count("D", D), require_count("H", H)
    nets = init_net(rng, H, F, Z), init_net(rng, D + H, F, Z), init_net(rng, Z + H, F, D)
    return VRNNParams(*nets, init_params(rng, GRUParams, D + Z, H))


def init_storn(rng, D, H, Z, F):
    """Draw the weights of a STORN, in the order of STORNParams, by init_net and init_params."""
    reader, encoder = init_params(rng, GRUParams, D, H), init_net(rng, H, F, Z)
    return STORNParams(
        reader, encoder, init_params(rng, GRUParams, D + Z, H), init_net(rng, H, F, D)
    )


def filter_bank(gx, gy, delta, sigma, N, R, C):
    """Make N by N Gaussian filters, evenly spaced about a point of an image.

    Filter i stands at g + (i - (N - 1) / 2) delta, i from 0, and weighs pixel a by
    exp(-(a - place)^2 / (2 sigma^2)); each filter's weights sum to 1.
    Shapes: gx, gy, delta, sigma (B,); N filters each way; R rows, C columns -> F_x (B, N, C),
    F_y (B, N, R).
    Units: pixels, 0 being the middle of the first; sigma > 0.
    Raises: ValueError also if a sigma is not above 0, or another number is not finite.
    Source: Gregor et al. (2015), equations 19 to 26. Differs: places count from 0; their A, B and Z
    are C, R and the sums.
    """
    sizes: dict[str, int] = {}
    for name, array in {"gx": gx, "gy": gy, "delta": delta, "sigma": sigma}.items():
        require_axes(name, array, "B", sizes)
        if not np.isfinite(array).all():
            raise ValueError(f"{name} holds nan or inf, expected finite numbers.")
    if sigma.min() <= 0:
        raise ValueError(f"sigma holds {sigma.min():g}, expected numbers above 0: a width.")
    N, R, C = require_count("N", N), require_count("R", R), require_count("C", C)
    return _filters(gx, delta, sigma, N, C), _filters(gy, delta, sigma, N, R)


def draw_read(image, F_x, F_y, gamma):
    """Look at an image through a bank of filters: a patch of N by N numbers, times gamma.

    Shapes: image (B, R, C); F_x (B, N, C); F_y (B, N, R); gamma (B,) -> patch (B, N, N),
    rows first.
    Source: Gregor et al. (2015), equation 27.
    """
    sizes: dict[str, int] = {}
    require_axes("image", image, "B, R, C", sizes)
    _require_bank(F_x, F_y, gamma, sizes)
    return gamma[:, None, None] * (F_y @ image @ F_x.swapaxes(1, 2))


def draw_write(patch, F_x, F_y, gamma):
    """Lay a patch of N by N numbers down on an image through a bank of filters, over gamma.

    Shapes: patch (B, N, N); F_x (B, N, C); F_y (B, N, R); gamma (B,), none 0 -> image (B, R, C).
    Raises: ValueError also if a gamma is 0.
    Source: Gregor et al. (2015), equation 29.
    """
    sizes: dict[str, int] = {}
    require_axes("patch", patch, "B, N, N", sizes)
    _require_bank(F_x, F_y, gamma, sizes)
    if not gamma.all():
        raise ValueError("gamma holds 0, expected none: a written patch is divided by it.")
    return F_y.swapaxes(1, 2) @ patch @ F_x / gamma[:, None, None]


def _filters(g, delta, sigma, N, pixels):
    """Return one direction of a bank, (B, N, pixels)."""
    places = g[:, None] + (np.arange(N) - (N - 1) / 2) * delta[:, None]
    away = (np.arange(pixels) - places[:, :, None]) / sigma[:, None, None]
    return softmax(-0.5 * away**2)  # a bank far outside the image still sums to 1


def _require_bank(F_x, F_y, gamma, sizes):
    """Check a bank of filters and its strength."""
    require_axes("F_x", F_x, "B, N, C", sizes)
    require_axes("F_y", F_y, "B, N, R", sizes)
    require_axes("gamma", gamma, "B", sizes)


def _require_vrnn(p, **arrays):
    """Check the arguments of a VRNN's step."""
    require_record("p", p, VRNNParams)
    D, H, Z = _sizes(p.cell, p.encoder, "p.cell", "p.encoder")
    _require_net("p.prior", p.prior, H, Z)
    _require_net("p.encoder", p.encoder, D + H, Z)
    _require_net("p.decoder", p.decoder, Z + H, D)
    _require_rows(arrays, {"D": D, "H": H, "Z": Z})


def _require_storn(p, **arrays):
    """Check the arguments of a STORN's step."""
    require_record("p", p, STORNParams)
    D, H, Z = _sizes(p.cell, p.encoder, "p.cell", "p.encoder")
    if (own := require_params(p.reader, GRUParams, "p.reader")) != {"D": D, "H": H}:
        raise ValueError(f"p.reader has the sizes {own}, expected D={D}, H={H}, as p.cell has.")
    _require_net("p.encoder", p.encoder, H, Z)
    _require_net("p.decoder", p.decoder, H, D)
    _require_rows(arrays, {"D": D, "H": H, "Z": Z})


def _sizes(cell, encoder, cell_name, encoder_name):
    """Return D, H, Z of a network whose cell reads D + Z numbers."""
    of_cell = require_params(cell, GRUParams, cell_name)
    Z = require_params(encoder, NetParams, encoder_name)["Z"]
    if of_cell["D"] <= Z:
        got = f"{cell_name} reads {of_cell['D']} numbers"
        raise ValueError(f"{got}, expected more than the {Z} latent ones: x and z.")
    return of_cell["D"] - Z, of_cell["H"], Z


def _require_net(name, p, D, Z):
    """Check that a net reads D numbers and returns a Gaussian over Z."""
    sizes = require_params(p, NetParams, name)
    if (sizes["D"], sizes["Z"]) != (D, Z):
        got = f"{name} reads {sizes['D']} numbers and returns a Gaussian over {sizes['Z']}"
        raise ValueError(f"{got}, expected {D} and {Z}.")


def _require_rows(arrays, sizes):
    """Check arrays of one batch whose last axis is named in LAST."""
    for name, array in arrays.items():
        require_axes(name, array, f"B, {LAST[name]}", sizes)
