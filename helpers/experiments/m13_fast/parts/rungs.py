"""The ladder: one LSTM training step in eight ways, and what the machine could do.

Gradients are taken of the weights, not of the inputs, as in a first layer.
Axes  T steps, B batch, D input, H hidden.   A size is (T, B, D, H).
"""

import time
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import torch

from helpers.nn import fast_lstm
from helpers.nn.fast_lstm import FastLSTM
from helpers.scratch.cells import LSTMParams
from helpers.scratch.hoisted import lstm_backward, lstm_forward
from helpers.scratch.init import init_params

SIZES = {"large": (64, 32, 64, 128), "small": (64, 8, 32, 32)}
BY_HAND, COMPILED, TORCH = "backward by hand", "loop compiled", "nn.LSTM"
RUNGS = (
    "eight products",
    "four gates in one",
    "[x, h] in one",
    "inputs hoisted, gx[t]",
    "inputs hoisted",
    BY_HAND,
    COMPILED,
    TORCH,
)


def draw(size):
    """Draw weights, inputs and the gradients of all states, in single precision."""
    T, B, D, H = size
    rng = np.random.default_rng(0)
    p = LSTMParams(*(w.astype(np.float32) for w in init_params(rng, LSTMParams, D, H)))
    xs, dhs = (rng.normal(size=(T, B, K)).astype(np.float32) for K in (D, H))
    return SimpleNamespace(p=p, xs=xs, dhs=dhs, size=size)


def steps(run):
    """Return {rung: a function that takes one training step}, each returning the gradients."""
    ways = dict(zip(RUNGS[:5], _loops(run), strict=True))
    module, net = FastLSTM.from_scratch(run.p), torch_lstm(run.p)
    ways[BY_HAND] = lambda: by_hand(run)
    ways[COMPILED] = lambda: step(run, module)
    ways[TORCH] = lambda: step(run, net)
    return {name: ways[name] for name in RUNGS}


def _loops(run):
    """Yield five steps of a loop in Python, the gradients by PyTorch."""
    xs, dhs, z = torch.tensor(run.xs), torch.tensor(run.dhs), torch.zeros(run.dhs.shape[1:])
    W_x, W_h, b = (torch.tensor(w, requires_grad=True) for w in run.p)
    W = torch.tensor(np.vstack(run.p[:2]), requires_grad=True)
    parts = [[torch.tensor(x, requires_grad=True) for x in np.split(w, 4, -1)] for w in run.p]

    def eight(x, h):
        return [x @ parts[0][k] + h @ parts[1][k] + parts[2][k] for k in range(4)]

    def of(weights, gates, inputs):
        def loop():
            h = c = z
            hs = []
            for x in inputs():
                h, c = advance(gates(x, h), c)
                hs.append(h)
            return torch.autograd.grad(torch.stack(hs), weights, dhs)

        return loop

    yield of([w for part in parts for w in part], eight, lambda: xs)
    yield of([W_x, W_h, b], lambda x, h: (x @ W_x + h @ W_h + b).chunk(4, -1), lambda: xs)
    yield of([W, b], lambda x, h: (torch.cat([x, h], 1) @ W + b).chunk(4, -1), lambda: xs)
    for each in (lambda gx: (gx[t] for t in range(len(xs))), lambda gx: gx.unbind(0)):
        yield of(
            [W_x, W_h, b],
            lambda x, h: (x + h @ W_h).chunk(4, -1),
            lambda each=each: each(xs @ W_x + b),
        )


def advance(gates, c):
    """Advance an LSTM by its four pre-activations. Shapes: (B, H) each -> h_next, c_next."""
    i, f, g, o = gates
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def by_hand(run):
    """Take a step in NumPy, module 04's backward pass behind it."""
    zeros = np.zeros(run.dhs.shape[1:], np.float32)
    return lstm_backward(run.p, lstm_forward(run.p, run.xs, zeros, zeros)[2], run.dhs)[3]


def torch_lstm(p):
    """Make PyTorch's LSTM of the weights; its second bias is 0."""
    net = torch.nn.LSTM(len(p.W_x), len(p.W_h))
    with torch.no_grad():
        for weight, value in zip(net.parameters(), (p.W_x.T, p.W_h.T, p.b, 0 * p.b), strict=True):
            weight.copy_(torch.tensor(value))
    return net


def step(run, net, inputs=False):
    """Take a step of a whole layer; with `inputs`, the gradient of the inputs too."""
    xs = torch.tensor(run.xs, requires_grad=inputs)
    weights = [*net.parameters(), *([xs] if inputs else [])]
    return torch.autograd.grad(net(xs)[0], weights, torch.tensor(run.dhs))


# ------------------------------------------------------------------ what is measured


def fastest(ways, rounds, clock=time.process_time):
    """Run all ways in turn, `rounds` times. Returns {name: the fewest milliseconds}."""
    best = dict.fromkeys(ways, np.inf)
    for _ in range(rounds + 1):  # the first round, with all that is made once, never wins
        for name, work in ways.items():
            begun = clock()
            work()
            best[name] = min(best[name], 1000 * (clock() - begun))
    return best


def machine(rounds=5, n=1024, clock=time.process_time):
    """Measure the peak, of a large product, and the memory's speed, of a large copy.

    Returns {"peak": flops a second, "bandwidth": bytes a second}, single precision.
    """
    a, source = torch.rand(n, n), torch.rand(2**25)
    target = torch.empty_like(source)
    ways = {"mm": lambda: a @ a, "product": lambda: fast_lstm.product(a, a)}
    ms = fastest(ways | {"copy": lambda: target.copy_(source)}, rounds, clock)
    peak = 2 * n**3 / min(ms["mm"], ms["product"]) * 1000
    return {"peak": peak, "bandwidth": 2 * source.numel() * 4 / ms["copy"] * 1000}


@contextmanager
def threads(n):
    """Let PyTorch, and NumPy's products, use n threads."""
    # scikit-learn brings it.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    before = torch.get_num_threads()
    torch.set_num_threads(n)
    try:
        with threadpool_limits(limits=n):
            yield
    finally:
        torch.set_num_threads(before)
