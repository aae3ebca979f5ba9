"""Names by language as sequences of ids, and the loop in which a network learns to spell them.

A name is its language's symbol, then its letters, then <EOS>; all but the symbol is predicted.

Axes  T time, B batch, D input, H hidden, V vocabulary.   Losses in nats per predicted symbol.
"""

import time
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from helpers.datasets.batching import pad_and_mask
from helpers.datasets.names import ALPHABET, load_names, split_names
from helpers.datasets.ngrams import interpolated_rows

EOS = 0  # letters are 1 to 26, then come the symbols of the languages


class Corpus(NamedTuple):
    """Names as ids, each (letters + 2,) int64: the symbol of its language, its letters, <EOS>."""

    languages: tuple
    train: list
    valid: list  # 10 % of the names, which decide when to stop
    test: list  # 20 %

    @property
    def V(self):
        """Count the symbols: <EOS>, the letters, and one for each language."""
        return 1 + len(ALPHABET) + len(self.languages)

    def symbol(self, language):
        """Return the id that a name of this language begins with."""
        return 1 + len(ALPHABET) + self.languages.index(language)


def corpus(seed):
    """Split the course's names under a seed, and write them as ids."""
    names = load_names()
    rest, test = split_names(names, held_out=0.2, seed=seed)
    train, valid = split_names(rest, held_out=0.125, seed=seed)
    parts = [
        [
            np.array([1 + len(ALPHABET) + k, *(1 + ALPHABET.index(c) for c in name), EOS])
            for k, language in enumerate(names)
            for name in part[language]
        ]
        for part in (train, valid, test)
    ]
    return Corpus(tuple(names), *parts)


def spell(ids):
    """Return ids as letters, up to the first <EOS>."""
    ids = list(ids)
    ids = ids[: ids.index(EOS)] if EOS in ids else ids
    return "".join(ALPHABET[i - 1] for i in ids if 1 <= i <= len(ALPHABET))


def baseline(data, orders=range(1, 6)):
    """Score the best interpolated counts on the test names: {kind: (nats, order)}.

    Counted are all names together, those of each language apart, or the mean of both
    probabilities. The order of each is the one that is best on the validation names.
    """
    scores = {
        part: [_count_scores(data, rows, n) for n in orders]
        for part, rows in (("valid", data.valid), ("test", data.test))
    }
    best = {}
    for kind in ("together", "apart", "mean of both"):
        at = int(np.argmin([score[kind] for score in scores["valid"]]))
        best[kind] = (scores["test"][at][kind], list(orders)[at])
    return best


def _count_scores(data, rows, n):
    """Score names with counts of order n: {kind: nats per symbol}."""
    together = np.concatenate(interpolated_rows(np.concatenate(data.train), rows, data.V, n))
    apart = [
        np.concatenate(
            interpolated_rows(
                np.concatenate([name for name in data.train if name[0] == row_symbol]),
                [row for row in rows if row[0] == row_symbol],
                data.V,
                n,
            )
        )
        for row_symbol in range(data.V - len(data.languages), data.V)
    ]
    apart = np.concatenate(apart)  # rows are sorted by language, as they were
    both = np.logaddexp(together, apart) - np.log(2)
    scored = zip(("together", "apart", "mean of both"), (together, apart, both), strict=True)
    return {kind: float(-values.mean()) for kind, values in scored}


LAYERS = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
BLOCKS = {"RNN": 1, "GRU": 3, "LSTM": 4}


def weight_count(kind, V, D, H):
    """Count the weights of a NameModel, biases and embedding included."""
    return BLOCKS[kind] * H * (D + H + 2) + V * D + H * V + V


def width_for(kind, V, D, weights):
    """Return the number of units that brings a NameModel nearest to a number of weights."""
    return min(range(1, 1000), key=lambda H: abs(weight_count(kind, V, D, H) - weights))


class NameModel(nn.Module):
    """An embedding, one of PyTorch's own recurrent layers, and a readout."""

    def __init__(self, kind, V, D, H, rng):
        """Draw every weight uniform within 1 / sqrt(H) of 0; an LSTM's forget bias starts at 1."""
        super().__init__()
        with torch.random.fork_rng(devices=[]):  # torch draws weights, which are replaced below
            self.embedding, self.layer = nn.Embedding(V, D), LAYERS[kind](D, H)
            self.readout = nn.Linear(H, V)
        with torch.no_grad():
            for weight in self.parameters():
                draws = rng.uniform(-1, 1, size=tuple(weight.shape)) / np.sqrt(H)
                weight.copy_(torch.from_numpy(draws))
            if kind == "LSTM":  # blocks run i, f, g, o; PyTorch adds two biases
                self.layer.bias_ih_l0[H : 2 * H] = 1.0
                self.layer.bias_hh_l0[H : 2 * H] = 0.0

    def forward(self, ids):
        """Predict what follows each symbol. Shapes: ids (T, B) -> logits (T, B, V)."""
        return self.readout(self.layer(self.embedding(ids))[0])


def as_batch(names):
    """Return names as tensors: inputs (T, B), targets (T, B), mask (T, B)."""
    ids, mask = pad_and_mask(names)
    ids, mask = torch.from_numpy(ids), torch.from_numpy(mask).float()
    return ids[:-1], ids[1:], mask[1:]


def nats(model, batch):
    """Return the mean loss over the real symbols of a batch, a scalar tensor."""
    inputs, targets, mask = batch
    losses = nn.functional.cross_entropy(
        model(inputs).flatten(0, 1), targets.flatten(), reduction="none"
    )
    return (losses * mask.flatten()).sum() / mask.sum()


def learn(model, data, seed, rate, steps, every, B=32, clip=1.0):
    """Train a language model by Adam, and score it now and then.

    Returns rows [updates, seconds, valid, test]: seconds are of CPU and count the updates alone.
    """
    rng, weights = np.random.default_rng([seed, 1]), list(model.parameters())
    update = torch.optim.Adam(weights, rate)
    held_out = [as_batch(data.valid), as_batch(data.test)]
    rows, spent = [], 0.0
    for step in range(steps + 1):
        if step % every == 0:
            with torch.no_grad():
                rows.append([step, spent, *(float(nats(model, batch)) for batch in held_out)])
        start = time.process_time()
        batch = as_batch([data.train[i] for i in rng.integers(len(data.train), size=B)])
        model.zero_grad()
        nats(model, batch).backward()
        nn.utils.clip_grad_norm_(weights, clip)
        update.step()
        spent += time.process_time() - start
    return rows


def kept(rows, updates=np.inf, seconds=np.inf):
    """Return the row with the lowest validation loss among those within a budget."""
    within = [row for row in rows if row[0] <= updates and row[1] <= seconds]
    return min(within, key=lambda row: row[2])
