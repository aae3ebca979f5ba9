"""One LSTM training step, forward and backward, in four ways; and what the machine could do.

`make bench` runs it with one thread and with two and writes the table (tests/benchmarks/table.py).
Gradients are taken of xs, h0, c0 and all weights, in single precision.
"""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from helpers.nn.fast_lstm import FastLSTM, product
from helpers.nn.scan import MinGRU
from helpers.scratch.cells import LSTMParams
from helpers.scratch.gradcheck import relative_error
from helpers.scratch.hoisted import lstm_backward, lstm_forward
from helpers.scratch.init import init_params

SIZES = [(64, 32, 64, 128), (128, 64, 128, 256), (32, 1, 32, 64), (100, 64, 32, 64)]
OVER_T = [(T, 32, 64, 128) for T in (32, 128, 256)]  # with the first of SIZES, T = 32 to 256
OVER_H = [(64, 32, 64, H) for H in (64, 256, 512)]  # likewise, H = 64 to 512
LONG = (1024, 32, 64, 128)  # for the scan
PEAK = 2048  # rows and columns of the product that shows the machine's peak


def draw(T, B, D, H):
    """Draw weights, inputs, a first state and the gradients of all states."""
    rng = np.random.default_rng(0)
    p = LSTMParams(*(w.astype(np.float32) for w in init_params(rng, LSTMParams, D, H)))
    shapes = {"xs": (T, B, D), "h0": (B, H), "c0": (B, H), "dhs": (T, B, H)}
    arrays = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    return SimpleNamespace(p=p, **arrays)


def scratch_step(run):
    """Return the training step in NumPy: no argument -> dxs, dh0, dc0, dW_x, dW_h, db."""

    def step():
        tape = lstm_forward(run.p, run.xs, run.h0, run.c0)[2]
        dxs, dh0, dc0, dp = lstm_backward(run.p, tape, run.dhs)
        return dxs, dh0, dc0, *dp

    return step


def fast_step(run):
    module = FastLSTM.from_scratch(run.p)
    return by_autograd(run, lambda xs, h0, c0: module(xs, (h0, c0))[0], module.params())


def torch_step(run):
    net = torch.nn.LSTM(*run.xs.shape[2:], run.h0.shape[1])
    with torch.no_grad():
        net.weight_ih_l0.copy_(torch.tensor(run.p.W_x.T))
        net.weight_hh_l0.copy_(torch.tensor(run.p.W_h.T))
        net.bias_ih_l0.copy_(torch.tensor(run.p.b))
        net.bias_hh_l0.zero_()
    weights = (net.weight_ih_l0, net.weight_hh_l0, net.bias_ih_l0, net.bias_hh_l0)
    return by_autograd(run, lambda xs, h0, c0: net(xs, (h0[None], c0[None]))[0], weights)


def textbook_step(run):
    """The equations as they are printed: two products for each gate, eight a step."""
    W_x, W_h, b = (
        [torch.tensor(block).requires_grad_() for block in np.split(weight, 4, axis=-1)]
        for weight in run.p
    )

    def forward(xs, h, c):
        hs = []
        for x in xs:
            a_i, a_f, a_g, a_o = (x @ W_x[k] + h @ W_h[k] + b[k] for k in range(4))
            c = a_f.sigmoid() * c + a_i.sigmoid() * a_g.tanh()
            h = a_o.sigmoid() * c.tanh()
            hs.append(h)
        return torch.stack(hs)

    return by_autograd(run, forward, (*W_x, *W_h, *b))


def by_autograd(run, forward, weights):
    """Return a training step whose gradients PyTorch takes."""
    inputs = [torch.tensor(array, requires_grad=True) for array in (run.xs, run.h0, run.c0)]
    dhs = torch.tensor(run.dhs)
    return lambda: torch.autograd.grad(forward(*inputs), (*inputs, *weights), dhs)


WAYS = {
    "torch.nn.LSTM": torch_step,
    "nn/fast_lstm": fast_step,
    "scratch": scratch_step,
    "textbook": textbook_step,
}


def rounds(size):
    """Give the number of rounds: some seconds for the smallest, a few rounds for the largest."""
    T, B, D, H = size
    work = T * (B * H * (D + H) / 1e6 + 0.3)  # about milliseconds / 20 of the slowest way
    return int(np.clip(4000 / work, 7, 200))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", SIZES + OVER_T + OVER_H, ids=str)
def test_training_step(benchmark, size, way):
    run = draw(*size)
    step = WAYS[way](run)
    dxs, dh0, *_ = step()
    for got, want in zip((dxs, dh0), torch_step(run)(), strict=False):
        assert relative_error(np.asarray(got), want.numpy()) < 1e-4  # all do the same work
    benchmark.extra_info.update(kind="step", size=size, way=way)
    benchmark.pedantic(step, rounds=rounds(size), warmup_rounds=3)


@pytest.mark.parametrize("way", ["torch.nn.LSTM", "minGRU, scanned"])
def test_long_sequence(benchmark, way):
    run = draw(*LONG)
    module = MinGRU(*LONG[2:], np.random.default_rng(0))
    xs, dhs = torch.tensor(run.xs, requires_grad=True), torch.tensor(run.dhs)
    inputs = (xs, *module.params())
    scanned = lambda: torch.autograd.grad(module(xs)[0], inputs, dhs)  # noqa: E731
    benchmark.extra_info.update(kind="long", size=LONG, way=way)
    step = torch_step(run) if way == "torch.nn.LSTM" else scanned
    benchmark.pedantic(step, rounds=7, warmup_rounds=2)


@pytest.mark.parametrize("way", ["NumPy", "torch.mm", "oneDNN"])
def test_product(benchmark, way):
    """The largest of these is the peak that the table's fractions refer to."""
    rng = np.random.default_rng(0)
    a, W = (rng.normal(size=(PEAK, PEAK)).astype(np.float32) for _ in range(2))
    out = np.empty_like(a)
    ta, tW, tout = map(torch.from_numpy, (a, W, out))
    products = {
        "NumPy": lambda: np.matmul(a, W, out=out),
        "torch.mm": lambda: torch.mm(ta, tW, out=tout),
        "oneDNN": lambda: product(ta, tW),
    }
    benchmark.extra_info.update(kind="product", size=PEAK, way=way)
    benchmark.pedantic(products[way], rounds=15, warmup_rounds=2)
