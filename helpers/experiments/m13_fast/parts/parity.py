"""Parity at every step by linear recurrences with eigenvalues of different ranges, and by others.

Axes  T bits, B batch, H hidden.
"""

import numpy as np
import torch
from torch import nn

from helpers.experiments.m13_fast.parts.layers import Reader
from helpers.experiments.m13_fast.parts.training import count, fit
from helpers.nn.linear_recurrence.signed import SquashedDiagonal
from helpers.nn.torch_layers import torch_recurrent

SQUASHED = ("sigmoid", "tanh", "clamp")
LENGTHS = (20, 100, 1000)


def make_net(kind, seed, H=16):
    """Make a network with a linear readout: "sigmoid", "tanh", "clamp", "LSTM" or "tanh RNN"."""
    rng = np.random.default_rng(seed)
    if kind in SQUASHED:
        return Reader(SquashedDiagonal(1, H, rng, kind), 1, 1, rng)
    plain = torch_recurrent({"LSTM": "lstm", "tanh RNN": "rnn"}[kind], 1, 2 * H, rng)
    return Reader(plain, 1, 1, rng)


def logits_of(net, bits):
    """Shapes: bits (T, B) int -> (T, B)."""
    return net(torch.from_numpy(bits[..., None]).float()).squeeze(-1)


def learn(kind, seed, *, updates, rates, T=20, B=64, bar=None):
    """Train on up to T bits, half of the batches on just T, and test on 20, 100 and 1,000.

    rates: {kind: learning rate}.
    Returns the network, and {"weights", "rows": [[updates, seconds of CPU, loss], ...], "right":
    shares of last answers right by LENGTHS, "eigenvalues": the smallest at a bit 1 and the
    largest at a bit 0, where the input makes them}.
    """
    torch.set_num_threads(1)
    net, draws = make_net(kind, seed), np.random.default_rng([seed, 1])
    last = [0.0]

    def loss_of(step):
        bits = draws.integers(0, 2, (T if step % 2 == 0 else int(draws.integers(1, T + 1)), B))
        wanted = torch.from_numpy(bits.cumsum(axis=0) % 2).float()
        loss = nn.functional.binary_cross_entropy_with_logits(logits_of(net, bits), wanted)
        last[0] = loss.item()
        return loss

    rows = fit(
        net.parameters(),
        loss_of,
        lambda: last[0],
        rate=rates[kind],
        tests=10,
        updates=updates,
        bar=bar,
    )
    tests = np.random.default_rng([seed, 2])
    found = {"weights": count(net), "rows": rows, "eigenvalues": eigenvalues(net)}
    return net, found | {"right": [right(net, tests, length) for length in LENGTHS]}


def right(net, rng, T, B=500):
    """Return the share of rows whose answer after the last of T bits is right."""
    bits = rng.integers(0, 2, (T, B))
    with torch.no_grad():
        guesses = logits_of(net, bits)[-1].numpy() > 0
    return float((guesses == bits.sum(axis=0) % 2).mean())


def eigenvalues(net):
    """Return the smallest eigenvalue at a bit 1 and the largest at a bit 0, or None."""
    if not isinstance(net.layer, SquashedDiagonal):
        return None
    with torch.no_grad():
        at_0, at_1 = (net.layer.eigenvalues(torch.full((1, 1, 1), bit)) for bit in (0.0, 1.0))
    return [float(at_1.min()), float(at_0.max())]
