"""What the notebook of module 13 measures itself, with the learner's functions.

Axes  T steps, B batch, D channels, N states of a channel, H hidden.
"""

import numpy as np
import torch

from helpers.datasets.images.digits import as_sequences, load_digits
from helpers.experiments.m13_fast.parts import rungs
from helpers.experiments.m13_fast.parts.rungs import fastest
from helpers.nn.scan import scan as torch_scan
from helpers.scratch import scan as scratch_scan
from helpers.scratch.cells import LSTMParams, lstm_step
from helpers.scratch.init import init_params
from helpers.scratch.modules import m13_state_spaces
from helpers.scratch.variants import diagonal

ROUNDS = {"large": 5, "small": 12}


def climb(rounds=None):
    """Measure the machine and the rungs at both sizes, one thread, milliseconds of CPU.

    Returns {"machine", "sizes", "large", "small"}, as the experiment `ladder` does for a thread.
    """
    rounds = rounds or ROUNDS
    with rungs.threads(1):
        found = {"machine": rungs.machine(3), "sizes": rungs.SIZES}
        for name, count in rounds.items():
            found[name] = fastest(rungs.steps(rungs.draw(rungs.SIZES[name])), count)
    return found


def forward_ms(forward, size, rounds=8):
    """Time an LSTM's forward pass in NumPy, one thread: step after step, and by `forward`.

    forward(p, xs, h0, c0) as hoisted_lstm_forward. Returns {"step by step", "inputs hoisted": ms}.
    """
    T, B, D, H = size
    rng = np.random.default_rng(0)
    p = init_params(rng, LSTMParams, D, H)
    xs, zeros = rng.normal(size=(T, B, D)), np.zeros((B, H))

    def by_steps():
        h = c = zeros
        for x in xs:
            h, c, _ = lstm_step(p, x, h, c)

    ways = {"step by step": by_steps, "inputs hoisted": lambda: forward(p, xs, zeros, zeros)}
    with rungs.threads(1):
        return fastest(ways, rounds)


# ------------------------------------------------------------------ loop, scan, convolution


def seconds_by_T(scan, convolve, Ts, B, H, rounds=3):
    """Time five ways to take the steps of one recurrence of fixed eigenvalues, forward, float32.

    scan(a, b) as hillis_steele; convolve(u, k) as fft_causal_convolution, whose kernel is given.
    Returns {way: {T: milliseconds of CPU}}.
    """
    torch.set_num_threads(1)
    found, rng = {}, np.random.default_rng(0)
    for T in Ts:
        lam = rng.uniform(0.9, 0.999, H).astype(np.float32)
        b = rng.normal(size=(T, B, H)).astype(np.float32)
        a, h0 = np.broadcast_to(lam, b.shape).copy(), np.zeros((B, H), np.float32)
        k = lam ** np.arange(T, dtype=np.float32)[:, None]
        tensors = [torch.from_numpy(x) for x in (a, b, h0)]
        ways = {
            "loop, PyTorch": lambda ts=tensors: torch_loop(*ts),
            "loop, NumPy": lambda a=a, b=b, h0=h0: scratch_scan.scan_loop(a, b, h0),
            "your scan, NumPy": lambda a=a, b=b: scan(a, b),
            "scan in blocks, PyTorch": lambda ts=tensors: torch_scan(*ts),
            "convolution, kernel kept": lambda b=b, k=k: convolve(b, k),
        }
        for name, ms in fastest(ways, rounds).items():
            found.setdefault(name, {})[T] = ms
    return found


def torch_loop(a, b, h):
    """Shapes: a, b (T, B, H); h (B, H) -> (T, B, H)."""
    hs = []
    for a_t, b_t in zip(a.unbind(0), b.unbind(0), strict=True):
        h = a_t * h + b_t
        hs.append(h)
    return torch.stack(hs)


def lru_on_digits(N=32, seed=0):
    """Run an LRU of one channel, as first drawn, over the digits held out, pixel by pixel.

    Returns u (64, 300, 1), the eigenvalues lam, B and C (1, N), and its outputs (64, 300, 1), all
    steps by a loop in NumPy.
    """
    rng = np.random.default_rng(seed)
    p, readout = (
        diagonal.init_lru(rng, 1, N),
        (rng.normal(size=(1, N)) + 1j * rng.normal(size=(1, N))) / np.sqrt(2 * N),
    )
    q, _ = diagonal.lru_prepare(p)
    u = as_sequences(load_digits()[1].images)
    h, ys = np.zeros((u.shape[1], N), complex), []
    for x in u:
        h = diagonal.lru_step(q, x, h)[0]
        ys.append((h @ readout.T).real)
    return u, q.lam[None], q.gamma * q.W_x, readout, np.array(ys)


def channels_ms(kernel, convolve, D=8, N=64, B=1, T=4096):
    """Time one layer of D channels with N complex states: by a scan, by kernel and convolution.

    Returns {way: ms}.
    """
    rng = np.random.default_rng(0)
    lam = rng.uniform(0.9, 0.999, (D, N)) * np.exp(2j * np.pi * rng.uniform(size=(D, N)))
    lam, ones = lam.astype(np.complex64), np.ones((D, N), np.complex64)
    u = rng.normal(size=(T, B, D)).astype(np.float32)
    tensors = [torch.from_numpy(x) for x in (lam, u)]

    def by_scan():
        a, b = (x.expand(T, B, D, N) for x in (tensors[0], tensors[1][..., None].cfloat()))
        hs = torch_scan(*(x.reshape(T, B, D * N) for x in (a, b)), torch.zeros(B, D * N).cfloat())
        return hs.view(T, B, D, N).sum(-1).real

    k = kernel(lam, ones, ones, T)
    ways = {
        "scan of all states": by_scan,
        "kernel and convolution": lambda: convolve(u, kernel(lam, ones, ones, T)),
        "convolution, kernel kept": lambda: convolve(u, k),
    }
    return fastest(ways, 3)


def conditioning(scan, kernel, convolve, sizes, T=4096, H=32):
    """Measure the error of loop, scan and convolution in float32, by the eigenvalues' size.

    Against a loop in float64, over the root mean square. Returns {way: {size: error}}.
    """
    found, rng = {}, np.random.default_rng(0)
    for size in sizes:
        lam = (size * np.exp(2j * np.pi * rng.uniform(size=H))).astype(np.complex64)
        b = rng.normal(size=(T, 1, 1)).astype(np.float32)
        ones, wide = np.ones((1, H), np.complex64), np.ones((T, 1, H), np.complex64)
        true = scratch_scan.scan_loop(
            (wide * lam).astype(complex), (wide * b).astype(complex), np.zeros((1, H), complex)
        )
        true = true.real.sum(-1)
        loop = scratch_scan.scan_loop(wide * lam, wide * b, np.zeros((1, H), np.complex64))
        ways = {
            "loop": loop.real.sum(-1),
            "scan": scan(wide * lam, wide * b)[1].real.sum(-1),
            "convolution": convolve(b, kernel(lam[None], ones, ones, T))[..., 0],
        }
        for name, got in ways.items():
            error = np.abs(got - true).max() / np.sqrt((true**2).mean())
            found.setdefault(name, {})[size] = float(error)
    return found


def log_space_errors(log_scan, scan, Ts, H=64, scale=5.0):
    """Measure the relative error of a scan in logarithms and of one without, in float32.

    log_scan(log_a, log_b) as log_space_scan. Gates are sigmoids of normal numbers of that scale.
    Returns {way: {T: error}}.
    """
    found, rng = {"in logarithms": {}, "without": {}}, np.random.default_rng(0)
    for T in Ts:
        z, n = scale * rng.normal(size=(T, 1, H)), np.exp(rng.normal(size=(T, 1, H)))
        log_a, log_b = -np.logaddexp(0, z), -np.logaddexp(0, -z) + np.log(n)
        true = scratch_scan.scan_loop(np.exp(log_a), np.exp(log_b), np.zeros((1, H)))
        singles = [x.astype(np.float32) for x in (log_a, log_b)]
        got = {
            "in logarithms": log_scan(*singles),
            "without": scan(*(np.exp(x) for x in singles))[1],
        }
        for name, hs in got.items():
            found[name][T] = float((np.abs(hs - true) / true).max())
    return found


# ------------------------------------------------------------------ exponential gates


def exponential_gates(step, sd, T=2000, H=8, dtype=np.float32):
    """Run a matrix memory with exponential gates as they are written, and with the stabiliser.

    step as mlstm_step. Pre-activations of the input gate are normal with standard deviation sd.
    Returns the first step at which the naive output is not finite (None: never), and whether all
    of the stabilised ones are finite.
    """
    rng = np.random.default_rng(0)
    q, k, v = (rng.normal(size=(T, 1, H)).astype(dtype) for _ in range(3))
    log_i = (sd * rng.normal(size=(T, 1))).astype(dtype)
    log_f = -np.logaddexp(0, -rng.normal(size=(T, 1)) - 3).astype(dtype)
    S, n, m = np.zeros((1, H, H), dtype), np.zeros((1, H), dtype), np.full(1, -np.inf, dtype)
    naive, first, finite = (S, n), None, True
    for t in range(T):
        with np.errstate(over="ignore", invalid="ignore"):
            naive, y = naive_step(*naive, q[t], k[t], v[t], log_f[t], log_i[t])
        if first is None and not np.isfinite(y).all():
            first = t
        y, S, n, m = step(S, n, m, q[t], k[t], v[t], log_f[t], log_i[t])
        finite &= bool(np.isfinite(y).all())
    return first, finite


def naive_step(S, n, q, k, v, log_f, log_i):
    """Take a step of xLSTM's matrix memory without a stabiliser: f = exp(log_f), i = exp(log_i)."""
    f, i, k = np.exp(log_f)[:, None], np.exp(log_i)[:, None], k / np.sqrt(k.shape[1])
    S = f[..., None] * S + (i * k)[:, :, None] * v[:, None]
    n = f * n + i * k
    size = np.maximum(np.abs((q * n).sum(1)), 1)
    return (S, n), (q[:, :, None] * S).sum(1) / size[:, None]


def memory_forms(step, Ts, H=16, dtype=np.float32):
    """Compare a matrix memory step by step with all its steps at once, as masked attention.

    Returns {T: largest difference over the root mean square}.
    """
    found = {}
    for T in Ts:
        rng = np.random.default_rng(0)
        q, k, v = (rng.normal(size=(T, 2, H)).astype(dtype) for _ in range(3))
        log_i = rng.normal(size=(T, 2)).astype(dtype)
        log_f = -np.logaddexp(0, -rng.normal(size=(T, 2)) - 3).astype(dtype)
        S, n = np.zeros((2, H, H), dtype), np.zeros((2, H), dtype)
        m, ys = np.full(2, -np.inf, dtype), []
        for t in range(T):
            y, S, n, m = step(S, n, m, q[t], k[t], v[t], log_f[t], log_i[t])
            ys.append(y)
        at_once = m13_state_spaces.mlstm_parallel(q, k, v, log_f, log_i)
        gap = np.abs(np.array(ys, float) - at_once)
        found[T] = float(gap.max() / np.sqrt((at_once.astype(float) ** 2).mean()))
    return found


def selective_states(step, T=40, marked=8, seed=0):
    """Feed values to a channel whose step size reads a mark, and to one whose step size is fixed.

    step as selective_step. An input holds a value, a mark, which is 1 at one step, and a 1; the
    input's share reads the 1 alone.
    Returns {"value", "fixed", "by the input": (T,)}: the values and two states.
    """
    rng = np.random.default_rng(seed)
    xs = np.stack([rng.normal(size=T), np.arange(T) == marked, np.ones(T)], axis=1)
    found = {"value": xs[:, 0]}
    for name, slope, bias in (("fixed", 0.0, -1.0), ("by the input", 12.0, -6.0)):
        W_delta, W_B = np.zeros((3, 3)), np.zeros((3, 1))
        W_delta[1, 0], W_B[2] = slope, 1 / np.logaddexp(0, slope + bias)
        p = m13_state_spaces.SelectiveParams(
            log_rate=np.zeros((3, 1)),
            W_delta=W_delta,
            b_delta=np.full(3, bias),
            W_B=W_B,
            W_C=np.ones((3, 1)),
            w_skip=np.zeros(3),
        )
        h, hs = np.zeros((1, 3, 1)), []
        for x in xs:
            _, h = step(p, x[None], h)
            hs.append(h[0, 0, 0])
        found[name] = np.array(hs)
    return found
