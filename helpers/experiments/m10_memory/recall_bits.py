"""Bits recalled by a trained LSTM and by memories that learn nothing, from as many numbers.

An LSTM of 32 units has a state of 64 numbers, as many as a matrix of 8 x 8.
Axes  N pairs, B batch, D size of a key and of a value.
"""

import numpy as np
import torch
from torch import nn

from helpers.experiments.m10_memory.parts.learning import count_weights, fit
from helpers.nn.torch_layers import torch_recurrent
from helpers.scratch.ops import softmax

SEEDS = (0, 1, 2)
SETTINGS = {
    "D": 8,
    "H": 32,
    "beta": 8.0,
    "pairs": [1, 2, 4, 6, 8, 12, 16],
    "training": {"B": 64, "rate": 0.005, "steps": 6000, "every": 1000},
}


class LSTMMemory(nn.Module):
    """Reads N pairs, then N keys, and answers each key with D logits."""

    def __init__(self, D, H, seed):
        """Draw an LSTM with forget bias 1, and its readout."""
        super().__init__()
        rng = np.random.default_rng(seed)
        self.layer = torch_recurrent("lstm", 2 * D + 1, H, rng)
        self.W_y = nn.Parameter(torch.as_tensor(rng.normal(size=(H, D)) / H**0.5).float())
        self.b_y = nn.Parameter(torch.zeros(D))

    def forward(self, keys, values, asked):
        """Return logits. Shapes: keys, values, asked (N, B, D) arrays -> (N, B, D)."""
        N, B, D = keys.shape
        xs = np.zeros((2 * N, B, 2 * D + 1), np.float32)
        xs[:N, :, :D], xs[:N, :, D:-1] = keys, values
        xs[N:, :, :D], xs[N:, :, -1] = asked, 1
        hs, _ = self.layer(torch.from_numpy(xs))
        return hs[N:] @ self.W_y + self.b_y


def run(seed, *, D, H, beta, pairs, training):
    """Train an LSTM on 1 to 16 pairs of a random unit key and a value of D signs.

    Returns {"weights", "curve", "bits": {kind: {N: share of bits right}}} for the LSTM, an outer
    product and a softmax lookup, on the same 500 sequences of each N.
    """
    model, longest = LSTMMemory(D, H, seed), max(pairs)
    draws, B = np.random.default_rng([seed, 1]), training["B"]
    middle = draw(np.random.default_rng([seed, 2]), longest // 2, 500, D)

    def loss(_):
        keys, values, asked, answers = draw(draws, int(draws.integers(1, longest + 1)), B, D)
        wanted = torch.from_numpy(answers > 0).float()
        return nn.functional.binary_cross_entropy_with_logits(model(keys, values, asked), wanted)

    rest = {name: training[name] for name in ("rate", "steps", "every")}
    curve = fit(
        model,
        loss,
        lambda: share(lstm_reads(model, *middle[:3]), middle[3]),
        **{"fall": True, **rest},
    )
    readers = {
        "LSTM": lambda *some: lstm_reads(model, *some),
        "outer product": outer_product_reads,
        "attention": lambda *some: attention_reads(*some, beta),
    }
    bits: dict = {name: {} for name in readers}
    for N in pairs:
        *some, answers = draw(np.random.default_rng([seed, 3, N]), N, 500, D)
        for name, read in readers.items():
            bits[name][str(N)] = share(read(*some), answers)
    return {"weights": count_weights(model), "curve": curve, "bits": bits}


def draw(rng, N, B, D):
    """Draw keys, values, and the keys again in another order with their values: four (N, B, D)."""
    keys = rng.normal(size=(N, B, D))
    keys /= np.linalg.norm(keys, axis=-1, keepdims=True)
    values = rng.choice([-1.0, 1.0], size=(N, B, D))
    order = rng.uniform(size=(N, B, 1)).argsort(axis=0)
    return keys, values, np.take_along_axis(keys, order, 0), np.take_along_axis(values, order, 0)


@torch.no_grad()
def lstm_reads(model, keys, values, asked):
    """Return the model's logits as an array (N, B, D)."""
    return model(keys, values, asked).numpy()


def outer_product_reads(keys, values, asked):
    """Recall from one sum of outer products for each row: (N, B, D)."""
    M = np.einsum("nbd,nbc->bdc", keys, values)
    return np.einsum("nbd,bdc->nbc", asked, M)


def attention_reads(keys, values, asked, beta):
    """Recall by a softmax over all keys: (N, B, D)."""
    weights = softmax(beta * np.einsum("nbd,mbd->nbm", asked, keys))
    return np.einsum("nbm,mbc->nbc", weights, values)


def share(read, answers):
    """Return the share of signs that are right."""
    return round(float(((read > 0) == (answers > 0)).mean()), 4)
