"""Character models of several layers on English text, and the loop that trains them.

Axes  T time, B batch, H hidden and embedding, V vocabulary, L layers.   Losses in nats a character.
"""

import numpy as np
import torch
from torch import nn

from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.nn.batches import cycle_stream
from helpers.nn.cells import LSTMCell
from helpers.nn.variants.depth_gated import DepthGatedLSTMCell

LAYERS = {"RNN": nn.RNN, "LSTM": nn.LSTM}
BLOCKS = {"RNN": 1, "LSTM": 4}


def text_ids(seed):
    """Split pydoc's topics under a seed. Returns training ids (N,), held-out ids (M,), and V."""
    train, held_out = split_topics(pydoc_topics(), seed=seed)
    vocab = char_vocab(train)
    return vocab.encode(train), vocab.encode(held_out), len(vocab)


def weight_count(kind, V, H, L):
    """Count the weights of a DeepText, both biases of PyTorch's layers included."""
    return L * BLOCKS[kind] * (2 * H * H + 2 * H) + 2 * V * H + V


def width_for(kind, V, L, weights):
    """Return the H that brings a DeepText nearest to a number of weights."""
    return min(range(1, 500), key=lambda H: abs(weight_count(kind, V, H, L) - weights))


class DeepText(nn.Module):
    """An embedding, L of PyTorch's layers, and a readout.

    With residual links every layer but the lowest adds its input to what it shows.
    """

    def __init__(self, kind, V, H, L, residual, rng):
        """Draw every weight uniform within 1 / sqrt(H) of 0; an LSTM's forget bias starts at 1."""
        super().__init__()
        self.residual = residual
        with torch.random.fork_rng(devices=[]):  # torch draws weights, which are replaced below
            self.embedding, self.readout = nn.Embedding(V, H), nn.Linear(H, V)
            self.layers = nn.ModuleList(LAYERS[kind](H, H) for _ in range(L))
        draw_weights(self, H, rng)
        for layer in self.layers if kind == "LSTM" else ():
            with torch.no_grad():
                layer.bias_ih_l0[H : 2 * H], layer.bias_hh_l0[H : 2 * H] = 1.0, 0.0

    def forward(self, ids, states=None):
        """Predict what follows. Shapes: ids (T, B) -> logits (T, B, V), states to carry on."""
        xs, last = self.embedding(ids), []
        states = states or [None] * len(self.layers)
        for number, (layer, state) in enumerate(zip(self.layers, states, strict=True)):
            hs, state = layer(xs, state)
            xs = hs + xs if self.residual and number > 0 else hs
            last.append(state)
        return self.readout(xs), last


class DepthGatedText(nn.Module):
    """As DeepText with LSTM layers, but each memory has a gated way to the one above."""

    def __init__(self, V, H, L, rng):
        """Draw embedding and readout as DeepText does, the cells as they draw themselves."""
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            self.embedding, self.readout = nn.Embedding(V, H), nn.Linear(H, V)
        draw_weights(self, H, rng)
        self.lowest = LSTMCell(H, H, rng)
        self.cells = nn.ModuleList(DepthGatedLSTMCell(H, H, rng) for _ in range(L - 1))

    def forward(self, ids, states=None):
        """Predict what follows. Shapes: ids (T, B) -> logits (T, B, V), states to carry on."""
        xs, tops = self.embedding(ids), []
        zeros = torch.zeros_like(xs[0])
        states = [(zeros, zeros)] * (1 + len(self.cells)) if states is None else states
        for x in xs:
            first, *above = states
            h, c = self.lowest(x, first)
            states = [(h, c)]
            for cell, state in zip(self.cells, above, strict=True):
                h, c = cell(h, state, c)
                states.append((h, c))
            tops.append(h)
        return self.readout(torch.stack(tops)), states


def draw_weights(model, H, rng):
    """Draw every weight uniform within 1 / sqrt(H) of 0, from a NumPy generator."""
    with torch.no_grad():
        for weight in model.parameters():
            draws = rng.uniform(-1, 1, size=tuple(weight.shape)) / np.sqrt(H)
            weight.copy_(torch.from_numpy(draws))


def learn(model, ids, held_out, rate, steps, every, B=32, T=32, clip=1.0):
    """Train by Adam, the rate falling in a line to 0, and score held-out text now and then.

    Returns rows [updates, training loss of the last batch, held-out loss].
    """
    batches, weights = cycle_stream(ids, B, T), list(model.parameters())
    update, rows, states = torch.optim.Adam(weights, rate), [], None
    for step in range(steps):
        batch = batches(step)
        logits, states = model(torch.from_numpy(batch.inputs), None if batch.starts else states)
        states = _cut(states)
        loss = nn.functional.cross_entropy(
            logits.flatten(0, 1), torch.from_numpy(batch.targets).flatten()
        )
        model.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, clip)
        update.param_groups[0]["lr"] = rate * (1 - step / steps)
        update.step()
        if (step + 1) % every == 0:
            nats = held_out_nats(model, held_out)
            rows.append([step + 1, round(float(loss.detach()), 4), round(nats, 4)])
    return rows


def held_out_nats(model, ids, B=16, most=24_000):
    """Score the first characters of a text, as B rows side by side, from the zero state."""
    T = min(len(ids), most) // B
    rows = torch.from_numpy(ids[: B * T].reshape(B, T).T.copy())
    with torch.no_grad():
        logits, _ = model(rows[:-1])
        return float(nn.functional.cross_entropy(logits.flatten(0, 1), rows[1:].flatten()))


def letters_alone(ids, held_out, V, most=24_000):
    """Score the first held-out characters by how often each stands in the training text.

    Units: nats a character; each count starts at 1.
    """
    counts = np.bincount(ids, minlength=V) + 1
    return float(-np.log(counts / counts.sum())[held_out[:most]].mean())


def _cut(states):
    """Take states out of the graph: a list of tensors, or of pairs."""
    return [
        tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        for state in states
    ]
