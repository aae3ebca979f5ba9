"""How a gradient grows or fades on its way back through time: measured, bounded and predicted.

An Elman state h_t = tanh(h_(t-1) @ W_h + ...) moves by dh_t = dh_(t-1) @ J_t when the state before
it moves by a small dh_(t-1), with the Jacobian J_t = W_h * (1 - h_t**2): entry (i, j) says how
unit j answers to unit i. Over k steps the Jacobians multiply.

Axes  T time, B batch, D input, H hidden.   dX is the gradient of the loss with respect to X.
A lag k counts steps back from the last state: lag 0 is the last state itself.
"""

import math

import numpy as np

from helpers.scratch.bptt import rnn_forward
from helpers.scratch.cells import RNNParams
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_axes, require_floats, require_numbers


def scalar_factors():
    """Work out the factors dh_t/dh_(t-1) of a one-unit network over three steps, in three cases.

    h_t = tanh(w * h_(t-1) + x_t) from h_0 = 0.5. small: w = 0.5; large: w = 1.5, both without
    input; pushed: w = 1.5 with x_2 = 2, which drives the unit into saturation.
    Shapes: -> small, large, pushed, each (factor 1, factor 2, factor 3, their product).
    """
    cases = []
    for w, xs in ((0.5, (0.0, 0.0, 0.0)), (1.5, (0.0, 0.0, 0.0)), (1.5, (0.0, 2.0, 0.0))):
        h, factors = 0.5, []
        for x in xs:
            h = math.tanh(w * h + x)
            factors.append(w * (1 - h**2))
        cases.append((*factors, math.prod(factors)))
    return tuple(cases)


def jacobian_product_norms(p, hs):
    """Measure how strongly the last state of one sequence can react to each earlier state.

    Shapes: hs (T, H), the states h_1 to h_T of one row -> norms (T + 1,): norms[k] is the spectral
    norm (largest singular value) of J_(T-k+1) @ ... @ J_T, which leads from h_(T-k) to h_T;
    norms[0] is 1, norms[T] reaches back to h_0.
    Raises: ValueError if hs does not fit the weights.
    Source: Pascanu, Mikolov & Bengio (2013), equation 5, for row vectors.
    """
    sizes = require_params(p, RNNParams)
    require_axes("hs", hs, "T, H", sizes)
    product = np.eye(sizes["H"], dtype=hs.dtype)
    norms = [1.0]
    for h in hs[::-1]:
        product = (p.W_h * (1 - h**2)) @ product
        norms.append(float(np.linalg.norm(product, 2)))
    return np.array(norms)


def gradient_by_lag(p, xs, h0, dh_last):
    """Pull a gradient of the last state back through time, and measure it at every lag.

    Shapes: xs (T, B, D); h0, dh_last (B, H) -> norms (T + 1, B): norms[k, r] is the 2-norm of
    row r of the gradient with respect to h_(T-k), where the loss reads the last state only.
    Raises: ValueError if a shape does not fit the weights.
    """
    hs, _ = rnn_forward(p, xs, h0)
    require_floats("dh_last", dh_last, B=hs.shape[1], H=hs.shape[2])
    dhs = [dh_last]
    for h in hs[::-1]:
        dhs.append((dhs[-1] * (1 - h**2)) @ p.W_h.T)
    return np.linalg.norm(np.stack(dhs), axis=-1)


def predicted_slope(gain, hs):
    """Predict by how much the log of the gradient's norm changes for each step of lag.

    With independent entries of W_h of sd gain / sqrt(H), a step back multiplies the squared norm
    by gain**2 * mean(tanh'**2) on average, tanh' = 1 - h**2.
    Shapes: hs any shape, the states of a tanh network -> float, ln(gain * rms of tanh').
    Units: nats a step; negative where gradients fade.
    Raises: ValueError if gain is not above 0, or hs is empty or holds no floats.
    Source: Poole et al. (2016) and Schoenholz et al. (2017), chi, for depth instead of time.
    """
    gain = float(require_numbers("gain", gain))
    if not gain > 0:
        raise ValueError(f"gain is {gain}, expected a number above 0.")
    if not np.size(require_numbers("hs", hs, kinds="f")):
        raise ValueError("hs is empty, expected at least one state.")
    return float(np.log(gain * np.sqrt(np.mean((1 - hs**2) ** 2))))


def bisect(f, low, high):
    """Find where a continuous function crosses 0 between two points, to the last bit.

    f takes and returns a number; f(low) and f(high) have opposite signs.
    Raises: ValueError if they have not.
    """
    sign = np.sign(f(low))
    if sign * np.sign(f(high)) >= 0:
        raise ValueError(f"f has no change of sign from {low} to {high}: f is {f(low)}, {f(high)}.")
    for _ in range(200):  # each round halves the interval: no float is left between its ends
        middle = 0.5 * (low + high)
        low, high = (middle, high) if np.sign(f(middle)) == sign else (low, middle)
    return 0.5 * (low + high)


def fixed_points(w, b):
    """Find the states that a one-unit network without input keeps: h = tanh(w * h + b).

    Shapes: w, b numbers -> points (n,) in ascending order, n from 1 to 3; stable (n,) bool: True
    where a small deviation shrinks, abs(w * (1 - h**2)) < 1.
    Raises: ValueError if w or b is not a finite number.
    Source: Bengio, Simard & Frasconi (1994), section III, for what a stable one costs.
    """
    w, b = (float(require_numbers(name, value)) for name, value in (("w", w), ("b", b)))
    if not (math.isfinite(w) and math.isfinite(b)):
        raise ValueError(f"w and b are {w} and {b}, expected finite numbers.")

    def move(h):
        return np.tanh(w * h + b) - h

    # Between its turning points, where w * tanh' is 1, move is monotone: at most one zero each.
    ends = [-1.0, 1.0]
    if w > 1:
        turn = math.atanh(math.sqrt(1 - 1 / w))
        ends += [(a - b) / w for a in (-turn, turn) if abs((a - b) / w) < 1]
    ends.sort()
    points = [end for end in ends if move(end) == 0]
    for low, high in zip(ends, ends[1:], strict=False):
        if move(low) * move(high) < 0:
            points.append(bisect(move, low, high))
    hs = np.array(sorted(points))
    return hs, np.abs(w * (1 - hs**2)) < 1
