"""First values of the weights, drawn from a given generator.

Raises  ValueError, from every function here, if a size is not a whole number of at least 1, rng
is no numpy.random.Generator, draws are no matrix of floats, or a factor such as gain is out of
its range.
"""

import math

import numpy as np

from helpers.scratch.attention import AdditiveParams, GeneralParams, MultiHeadParams
from helpers.scratch.cells import LSTMParams, RNNParams
from helpers.scratch.contract.params import init_forget_open, init_params, require_finite
from helpers.scratch.contract.protocol import require_cell
from helpers.scratch.contract.validation import (
    require_count,
    require_floats,
    require_generator,
    require_positive,
    require_single_or_double,
)


def init_cell(rng, cell, D, H):
    """Draw the weights of any cell: by its own rule where it has one, by init_params otherwise.

    An LSTM whose blocks run i, f, g, o starts with the forget bias 1, as in init_lstm.
    Shapes: -> p of type cell.params.
    """
    require_cell(cell)
    require_generator("rng", rng)
    D, H = require_count("D", D), require_count("H", H)
    return cell.init(rng, D, H) if cell.init else init_params(rng, cell.params, D, H)


def init_rnn(rng, D, H, gain=1.0):
    """Draw the weights of an Elman cell: normal, scaled by the number of inputs.

    Shapes: W_x (D, H) with sd 1 / sqrt(D); W_h (H, H) with sd gain / sqrt(H); b (H,) zeros.
    Drawn in this order: W_x, W_h.
    Units: at gain 1 and large H the spectral radius of W_h is about 1.
    """
    require_generator("rng", rng)
    gain = _require_number("gain", gain)
    D, H = require_count("D", D), require_count("H", H)
    return RNNParams(
        W_x=rng.normal(size=(D, H)) / np.sqrt(D),
        W_h=rng.normal(size=(H, H)) * (gain / np.sqrt(H)),
        b=np.zeros(H),
    )


def glorot(draws):
    """Scale draws so that signals and gradients both keep about their size.

    Shapes: draws (n_in, n_out), standard normal -> weights of sd sqrt(2 / (n_in + n_out)).
    Source: Glorot & Bengio (2010), equation 16. Differs: normal where theirs is uniform, with
    the same variance.
    """
    n_in, n_out = require_floats("draws", draws, n_in=None, n_out=None)
    return draws * math.sqrt(2.0 / (n_in + n_out))


def he(draws):
    """Scale draws so that signals keep their size where a ReLU drops half of them.

    Shapes: draws (n_in, n_out), standard normal -> weights of sd sqrt(2 / n_in).
    Source: He, Zhang, Ren & Sun (2015), section 2.2.
    """
    n_in, _ = require_floats("draws", draws, n_in=None, n_out=None)
    return draws * math.sqrt(2.0 / n_in)


def orthogonal(draws, gain=1.0):
    """Turn draws into a matrix with orthonormal columns, or rows where it has fewer rows.

    Shapes: draws (n_in, n_out), standard normal -> W (n_in, n_out), uniform over all such
    matrices (Haar), times gain.
    Source: Saxe, McClelland & Ganguli (2013) for the use; Mezzadri (2007) for the signs.
    """
    n_in, n_out = require_floats("draws", draws, n_in=None, n_out=None)
    require_single_or_double("draws", draws)
    require_finite("draws", draws)
    gain = require_positive("gain", gain)
    Q, R = np.linalg.qr(draws if n_in >= n_out else draws.T)
    # Which of Q and -Q comes out is the library's choice; a positive diagonal of R makes the
    # factorisation unique, and Q as evenly spread as the draws.
    Q = Q * np.where(np.diagonal(R) < 0, -1, 1).astype(Q.dtype)
    return gain * (Q if n_in >= n_out else Q.T)


def identity_init(H, scale=1.0):
    """Return the recurrent matrix that passes every unit's state on, times scale.

    Shapes: -> W_h (H, H).
    Source: Le, Jaitly & Hinton (2015), with ReLU units; their scale is 1, or below it where the
    past should fade.
    """
    return require_positive("scale", scale) * np.eye(require_count("H", H))


def init_matrix(draws, scheme):
    """Make a first weight matrix from draws by one of three schemes.

    Shapes: draws (n_in, n_out), standard normal; scheme "glorot", "he" or "identity", for which
    draws is square and only its size counts -> W (n_in, n_out).
    Raises: ValueError if scheme is another word, draws is no matrix of floats, or not square
    where it should be.
    Source: as glorot, he and identity_init.
    """
    if scheme == "identity":
        n_in, _ = require_floats("draws", draws, n_in=None, n_out=np.shape(draws)[0])
        return identity_init(n_in)
    if scheme not in ("glorot", "he"):
        raise ValueError(f"scheme is {scheme!r}, expected 'glorot', 'he' or 'identity'.")
    return glorot(draws) if scheme == "glorot" else he(draws)


def scale_to_radius(W, rho):
    """Scale a square matrix so that its largest eigenvalue has the absolute value rho.

    Shapes: W (H, H) -> (H, H).   Units: rho > 0.
    Raises: ValueError if W is not square, rho is not above 0, or all eigenvalues are 0.
    Source: Jaeger (2001), echo state networks.
    """
    require_floats("W", W, H=len(W), H_again=len(W))
    radius = float(np.abs(np.linalg.eigvals(W)).max())
    if radius == 0:
        raise ValueError("W has the eigenvalue 0 only, expected another one to scale by.")
    return W * (require_positive("rho", rho) / radius)


def init_lstm(rng, D, H, forget_bias=1.0):
    """Draw the weights of an LSTM as init_params does, with the forget gates open at first.

    Shapes: W_x (D, 4H), W_h (H, 4H), b (4H,): zeros, but forget_bias in the block f.
    Source: Gers, Schmidhuber & Cummins (2000); Jozefowicz, Zaremba & Sutskever (2015), who
    recommend 1.
    """
    D, H = require_count("D", D), require_count("H", H)
    forget_bias = _require_number("forget_bias", forget_bias)
    return init_forget_open(LSTMParams, rng, D, H, forget_bias)


def init_additive(rng, Q, D, H):
    """Draw the weights of the additive score: normal, sd 1 / sqrt(inputs).

    Shapes: W_q (Q, H) and W_k (D, H) for queries of size Q and keys of size D; v (H,).
    """
    require_generator("rng", rng)
    Q, D, H = require_count("Q", Q), require_count("D", D), require_count("H", H)
    return AdditiveParams(
        W_q=rng.normal(size=(Q, H)) / np.sqrt(Q),
        W_k=rng.normal(size=(D, H)) / np.sqrt(D),
        v=rng.normal(size=H) / np.sqrt(H),
    )


def init_general(rng, Q, D):
    """Draw the weights of the general score: scores of sd 1 for normal queries and keys.

    Shapes: W (Q, D) with sd 1 / sqrt(Q D), for queries of size Q and keys of size D.
    """
    require_generator("rng", rng)
    Q, D = require_count("Q", Q), require_count("D", D)
    return GeneralParams(W=rng.normal(size=(Q, D)) / np.sqrt(Q * D))


def init_multi_head(rng, D):
    """Draw the weights of multi-head attention by init_params' rule.

    Shapes: W_q, W_k, W_v, W_o (D, D) with sd 1 / sqrt(D); biases (D,) zeros.
    """
    return init_params(rng, MultiHeadParams, D, H=1)


def _require_number(name, value):
    """Return value as a float after checking that it is a finite number."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name} is {value!r}, expected a finite number.")
    return number
