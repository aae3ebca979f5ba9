"""A small model and its training run, shared by the tests of the training loop."""

import numpy as np
import torch
from torch import nn

from helpers.nn.cells import LSTMCell
from helpers.nn.train import train

N = 12  # steps of a whole run


class Reader(nn.Module):
    """An LSTM over time with a readout and dropout: small, and everything a run can hold."""

    def __init__(self, seed=0, dropout=0.0):
        super().__init__()
        rng = np.random.default_rng(seed)
        self.cell = LSTMCell(2, 3, rng, torch.float64)
        self.W_y = nn.Parameter(torch.tensor(rng.normal(size=(3, 1))))
        self.drop = nn.Dropout(dropout)

    def forward(self, xs, state=None):
        total = 0.0
        for x in xs:
            state = self.cell(x, state)
            total = total + (self.drop(state[0]) @ self.W_y)
        return total, state


def batches(step):
    rng = np.random.default_rng([7, step])
    return torch.tensor(rng.normal(size=(4, 5, 2))), torch.tensor(rng.normal(size=(5, 1)))


def loss(model, batch, state):
    out, state = model(batch[0], state)
    return ((out - batch[1]) ** 2).mean(), state


def plain_loss(model, batch):
    return loss(model, batch, None)[0]


OPTIMIZERS = {
    "sgd": lambda ps: torch.optim.SGD(ps, lr=0.05),
    "momentum": lambda ps: torch.optim.SGD(ps, lr=0.02, momentum=0.9, nesterov=True),
    "adam": lambda ps: torch.optim.AdamW(ps, lr=0.02, amsgrad=True),
}


def run(steps, kind="adam", carry=True, model=None, loss=loss, **settings):
    model = Reader(dropout=0.3) if model is None else model
    optimizer = OPTIMIZERS[kind](model.parameters())
    return model, train(
        model,
        settings.pop("batches", batches),
        loss if carry else plain_loss,
        optimizer,
        steps,
        carry=carry,
        bar=settings.pop("bar", False),
        **settings,
    )


def weights(model):
    return {name: w.detach().clone() for name, w in model.state_dict().items()}


def same(got, want):
    return list(got) == list(want) and all(torch.equal(got[name], want[name]) for name in want)
