"""How a gradient grows or fades on its way back through time: measured, bounded and predicted.

An Elman state h_t = tanh(h_(t-1) @ W_h + ...) moves by dh_t = dh_(t-1) @ J_t when the state before
it moves by a small dh_(t-1), with the Jacobian J_t = W_h * (1 - h_t**2): entry (i, j) says how
unit j answers to unit i. Over k steps the Jacobians multiply.

Axes  T time, B batch, D input, H hidden.   dX is the gradient of the loss with respect to X.
A lag k counts steps back from the last state: lag 0 is the last state itself.
"""

import math

import numpy as np

from helpers.scratch.bptt import rnn_forward, unroll
from helpers.scratch.cells import RNNParams
from helpers.scratch.contract.params import require_params
from helpers.scratch.contract.validation import require_axes, require_floats, require_numbers
from helpers.scratch.init import init_rnn, orthogonal
from helpers.scratch.optim import clip_by_norm
from helpers.scratch.variants.skips import LEAKY, LeakyParams, delay_forward


def scalar_factors():
    """Work out the factors dh_t/dh_(t-1) of a one-unit network over three steps, in three cases.

    h_t = tanh(w * h_(t-1) + x_t) from h_0 = 0.5. small: w = 0.5; large: w = 1.5, both without
    input; pushed: w = 1.5 with x_2 = 2, which drives the unit into saturation.
    Shapes: -> {"small_1": ..., "small_2", "small_3", "small_product", "large_1", ...}.
    """
    numbers = {}
    for name, w, xs in (
        ("small", 0.5, (0, 0, 0)),
        ("large", 1.5, (0, 0, 0)),
        ("pushed", 1.5, (0, 2, 0)),
    ):
        h, product = 0.5, 1.0
        for t, x in enumerate(xs, start=1):
            h = math.tanh(w * h + x)
            numbers[f"{name}_{t}"] = w * (1 - h**2)
            product *= w * (1 - h**2)
        numbers[f"{name}_product"] = product
    return numbers


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


def fresh_by_lag(p, xs, h0, dh_last):
    """Pull a gradient back as gradient_by_lag does, but with W_h drawn anew at every step.

    That is what predicted_slope assumes, and what a network that shares its weights does not do.
    The drawn matrices have the standard deviation of p.W_h, and depend on nothing else.
    Shapes: as gradient_by_lag.
    """
    rng = np.random.default_rng(0)
    hs, _ = rnn_forward(p, xs, h0)
    dhs = [dh_last]
    for h in hs[::-1]:
        W = p.W_h.std() * rng.normal(size=p.W_h.shape)
        dhs.append((dhs[-1] * (1 - h**2)) @ W.T)
    return np.linalg.norm(np.stack(dhs), axis=-1)


def bisect(f, low, high):
    """Find where a continuous function crosses 0 between two points, to the last bit.

    f takes and returns a number; f(low) and f(high) have opposite signs.
    Raises: ValueError if they have not.
    """
    sign = np.sign(f(low))
    if sign * np.sign(f(high)) >= 0:
        raise ValueError(f"f has no change of sign from {low} to {high}: f is {f(low)}, {f(high)}.")
    for _ in range(100):  # each round halves the interval: no float is left between its ends
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


CLIFF_STEPS, CLIFF_FIRST, CLIFF_TARGET = 25, 0.5, 0.7


def unit_loss(w, b):
    """Compute a loss that has a cliff: one tanh unit, run for 25 steps, should end at 0.7.

    h_t = tanh(w * h_(t-1) + b) from h_0 = 0.5; the loss is (h_25 - 0.7)**2 / 2.
    Shapes: w, b of one shape -> loss, dw, db, each of that shape.
    Source: Pascanu, Mikolov & Bengio (2013), figure 6, with a sigmoid unit and 50 steps.
    """
    hs = [np.full(np.shape(w), CLIFF_FIRST)]
    for _ in range(CLIFF_STEPS):
        hs.append(np.tanh(w * hs[-1] + b))
    dh, dw, db = hs[-1] - CLIFF_TARGET, 0.0, 0.0
    for h_before, h in zip(hs[-2::-1], hs[:0:-1], strict=True):
        da = dh * (1 - h**2)
        dw, db, dh = dw + da * h_before, db + da, da * w
    return 0.5 * (hs[-1] - CLIFF_TARGET) ** 2, dw, db


def cliff_grid(ws, width, n=100):
    """Lay a grid along the cliff of unit_loss, finest at its edge.

    The edge is where the first state is an unstable fixed point: b = artanh(h_0) - w * h_0.
    Shapes: ws (m,) -> W, B (2n + 1, m), B up to width on either side of the edge.
    """
    across = width * np.linspace(-1, 1, 2 * n + 1) ** 3
    edge = np.arctanh(CLIFF_FIRST) - ws * CLIFF_FIRST
    return np.broadcast_to(ws, (2 * n + 1, len(ws))), edge + across[:, None]


def descend(start, rate, updates, threshold=None, clip=clip_by_norm):
    """Follow the gradient downhill from start = (w, b), clipped at threshold or never (None).

    clip: (list of arrays, threshold) -> (list of arrays, norm).
    Shapes: -> path (updates + 1, 3) of w, b and loss; norms (updates,) before clipping.
    """
    w, b = start
    path, norms = [], []
    for _ in range(updates):
        loss, dw, db = unit_loss(w, b)
        path.append((w, b, loss))
        norms.append(np.hypot(dw, db))
        if threshold is not None:
            (dw, db), _ = clip([np.array(dw), np.array(db)], threshold)
        w, b = w - rate * float(dw), b - rate * float(db)
    path.append((w, b, unit_loss(w, b)[0]))
    return np.array(path, dtype=float), np.array(norms)


def log_norms(n, lag, draws, shared, rng):
    """Draw random linear networks, and take ln of what a gradient of length 1 becomes.

    n units, weights of sd 1 / sqrt(n); shared: one matrix for all lag steps, else a fresh one at
    each. (A fresh Gaussian matrix times a vector is a Gaussian vector of the vector's length.)
    Shapes: -> (draws,).
    """
    logs = np.empty(draws)
    for i in range(draws):
        dh = rng.normal(size=n)
        dh /= np.linalg.norm(dh)
        W = rng.normal(size=(n, n)) / np.sqrt(n)
        for _ in range(lag):
            fresh = rng.normal(size=n) * (np.linalg.norm(dh) / np.sqrt(n))
            dh = dh @ W.T if shared else fresh
        logs[i] = np.log(np.linalg.norm(dh))
    return logs


def reach(remedy, inputs, seed, *, T=100, B=4, H=64, d=10, orthogonal=orthogonal):
    """Measure the gradient's norm at every lag for one remedy, divided by that at lag 0.

    remedy: "plain tanh", "orthogonal tanh", "identity, ReLU", "leaky" (alpha 0.1) or "delay" (the
    state d steps ago is read instead of the last one).   inputs: their standard deviation.
    orthogonal: (draws (H, H), gain) -> an orthogonal matrix times gain.
    Shapes: -> (T + 1,), the mean over rows of ln norm, as a norm again.
    """
    rng = np.random.default_rng(seed)
    p, xs = init_rnn(rng, 8, H), inputs * rng.normal(size=(T, B, 8))
    dh_last, draws = rng.normal(size=(B, H)), rng.normal(size=(H, H))
    h0 = np.zeros((B, H))
    if remedy == "orthogonal tanh":
        p = p._replace(W_h=orthogonal(draws, 1.0))
    if remedy in ("plain tanh", "orthogonal tanh"):
        norms = gradient_by_lag(p, xs, h0, dh_last)
    else:
        by_lag = {"identity, ReLU": _relu, "leaky": _leaky, "delay": _delayed}[remedy]
        norms = by_lag(p, xs, h0, dh_last, d)
    return np.exp(np.log(norms / norms[0]).mean(axis=1))


def _relu(p, xs, h0, dh_last, d):
    """Take W_h = I and ReLU units, started at 0.1 so that they are on. Shapes: (T + 1, B)."""
    h, dhs, is_open = h0 + 0.1, [dh_last], []
    for x in xs:
        h = np.maximum(0.1 * (x @ p.W_x) + h, 0)
        is_open.append(h > 0)
    for mask in is_open[::-1]:
        dhs.append(dhs[-1] * mask)
    return np.linalg.norm(dhs, axis=-1)


def _leaky(p, xs, h0, dh_last, d):
    """Take an Elman cell's weights with a leak of 0.1. Shapes: (T + 1, B)."""
    alpha = 0.1
    _, _, tape = unroll(LEAKY, LeakyParams(*p, np.full(p.b.shape, _logit(alpha))), xs, (h0,))
    dhs = [dh_last]
    for cache in tape.caches[::-1]:
        da = alpha * dhs[-1] * (1 - cache.g**2)
        dhs.append((1 - alpha) * dhs[-1] + da @ p.W_h.T)
    return np.linalg.norm(dhs, axis=-1)


def _delayed(p, xs, h0, dh_last, d):
    """Read the state d steps ago: a gradient moves d steps at once. Shapes: (T + 1, B).

    Between two moves the norm after the last one stands.
    """
    hs, _ = delay_forward(p, xs, np.zeros((d, *h0.shape)), d)
    dhs = [dh_last]
    for h in hs[::-d]:
        dhs.append((dhs[-1] * (1 - h**2)) @ p.W_h.T)
    return np.repeat(np.linalg.norm(dhs, axis=-1), d, axis=0)[: len(xs) + 1]


def _logit(share):
    return np.log(share / (1 - share))
