"""The loop that learns the adding problem, with one network of four and any way to clip.

Axes  T time, B batch, H hidden.   Errors are mean squares.
"""

import sys
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from helpers.datasets.tasks import adding_problem, draw_adding
from helpers.scratch.init import identity_init, orthogonal
from helpers.scratch.optim import clip_by_norm

KINDS = ("tanh", "orthogonal tanh", "IRNN", "LSTM")
TEST_ROWS, TEST_SEED = 2_000, 12345  # the same test set for every network and seed


class Run(NamedTuple):
    """What a run measured."""

    steps: list[int]  # when the test error was taken
    errors: list[float]  # mean squared error on the test set
    norms: list[float]  # of the whole gradient before clipping, one a step


class AddingNetwork(nn.Module):
    """A recurrent layer whose last state is read out as one number."""

    def __init__(self, kind, H, rng):
        """Draw the weights from a NumPy generator; all biases 0, but an LSTM's forget gates' 1.

        tanh: W_h normal, sd 1 / sqrt(H); orthogonal tanh: W_h orthogonal; IRNN: ReLU units and
        W_h the identity (Le, Jaitly & Hinton 2015; their W_x has sd 0.001, here 0.1).
        Raises: ValueError if kind is none of KINDS.
        """
        super().__init__()
        if kind not in KINDS:
            raise ValueError(f"kind is {kind!r}, expected one of {', '.join(KINDS)}.")
        with torch.random.fork_rng(devices=[]):  # torch draws weights, which are replaced below
            self.layer, self.head = _layer(kind, H), nn.Linear(H, 1)
        rows = self.layer.weight_hh_l0.shape[0]
        W_x = rng.normal(size=(rows, 2)) * (0.1 if kind == "IRNN" else 1 / np.sqrt(2))
        draws = rng.normal(size=(rows, H))
        W_h = {
            "orthogonal tanh": lambda: orthogonal(draws),
            "IRNN": lambda: identity_init(H),
        }.get(kind, lambda: draws / np.sqrt(H))()
        W_y = rng.normal(size=(1, H)) / np.sqrt(H)
        with torch.no_grad():
            for weight in self.parameters():
                weight.zero_()
            for weight, value in (
                (self.layer.weight_ih_l0, W_x),
                (self.layer.weight_hh_l0, W_h),
                (self.head.weight, W_y),
            ):
                weight.copy_(torch.from_numpy(value))
            if kind == "LSTM":
                self.layer.bias_ih_l0[H : 2 * H] = 1.0  # blocks run i, f, g, o

    def forward(self, xs):
        """Read sequences to their end. Shapes: xs (T, B, 2) -> (B,)."""
        return self.head(self.layer(xs)[0][-1])[:, 0]


def train_adding(
    kind,
    T,
    H,
    rate,
    steps,
    seed,
    *,
    B=32,
    every=50,
    stop=0.0,
    optimizer="adam",
    threshold=1.0,
    clip=clip_by_norm,
    make=adding_problem,
    bar=False,
):
    """Train one network on fresh sequences, and test it now and then.

    clip: (list of arrays, threshold) -> (list of arrays, norm); threshold None never clips.
    make: (T, u, positions) -> xs (T, B, 2), targets (B,). stop: a test error that is enough.
    optimizer: "adam" or "sgd". A run ends where a gradient is no longer finite.
    Shapes: -> Run.
    """
    rng = np.random.default_rng(seed)
    model = AddingNetwork(kind, H, rng)
    weights = list(model.parameters())
    update = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[optimizer](weights, rate)
    test = _batch(make, np.random.default_rng(TEST_SEED), T, TEST_ROWS)
    run = Run([], [], [])
    for step in tqdm(range(steps + 1), desc=kind, file=sys.stdout, disable=not bar, unit="step"):
        if step % every == 0:
            with torch.no_grad():
                run.steps.append(step)
                run.errors.append(float(_error(model, test)))
        if step == steps or run.errors[-1] <= stop:
            break
        model.zero_grad()
        _error(model, _batch(make, rng, T, B)).backward()
        norm = _clip(weights, threshold, clip)
        if not np.isfinite(norm):
            break
        run.norms.append(norm)
        update.step()
    return run


def _clip(weights, threshold, clip):
    """Clip the gradients of the weights in place, and return their norm before that."""
    grads = [weight.grad.numpy() for weight in weights]
    norm = float(np.linalg.norm([np.linalg.norm(g.astype(np.float64)) for g in grads]))
    if threshold is None or not np.isfinite(norm):
        return norm
    clipped, norm = clip(grads, threshold)
    for weight, grad in zip(weights, clipped, strict=True):
        weight.grad.copy_(torch.from_numpy(np.asarray(grad)))
    return float(norm)


def _layer(kind, H):
    """Make torch's layer of a kind."""
    if kind == "LSTM":
        return nn.LSTM(2, H)
    return nn.RNN(2, H, nonlinearity="relu" if kind == "IRNN" else "tanh")


def _batch(make, rng, T, B):
    """Draw a batch as float32 tensors."""
    return [torch.tensor(a, dtype=torch.float32) for a in make(T, *draw_adding(rng, T, B))]


def _error(model, batch):
    xs, targets = batch
    return ((model(xs) - targets) ** 2).mean()
