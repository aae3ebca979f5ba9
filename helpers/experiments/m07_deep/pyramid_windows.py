"""Of which package is a window of source code? Three LSTM layers, halving the sequence or not."""

import time
import zlib

import numpy as np
import torch
from torch import nn

from helpers.datasets.source_code import CODE_VOCAB
from helpers.datasets.text import stdlib_sources
from helpers.nn.layers import pyramid_reduce
from helpers.nn.models import pool

SEEDS = (0, 1, 2)
SETTINGS = {
    "packages": ["asyncio", "email", "multiprocessing", "tkinter", "unittest", "xml"],
    "T": 256,
    "B": 32,
    "weights": 65_000,
    "halved": {"1": [], "2": [1], "4": [1, 2]},  # stride: before which layers, counted from 0
    "rate": 0.005,
    "steps": 1000,
    "every": 100,
}
LAYERS, HELD_OUT = 3, 400  # windows


class WindowReader(nn.Module):
    """Three LSTM layers over characters, the sequence halved before some, and a readout."""

    def __init__(self, H, C, halved, rng):
        """Draw every weight uniform within 1 / sqrt(H) of 0; forget biases start at 1."""
        super().__init__()
        self.halved = tuple(halved)
        with torch.random.fork_rng(devices=[]):
            self.embedding = nn.Embedding(len(CODE_VOCAB), H)
            self.layers = nn.ModuleList(
                nn.LSTM(2 * H if layer in halved else H, H) for layer in range(LAYERS)
            )
            self.readout = nn.Linear(H, C)
        with torch.no_grad():
            for weight in self.parameters():
                draws = rng.uniform(-1, 1, size=tuple(weight.shape)) / np.sqrt(H)
                weight.copy_(torch.from_numpy(draws))
            for layer in self.layers:
                layer.bias_ih_l0[H : 2 * H], layer.bias_hh_l0[H : 2 * H] = 1.0, 0.0

    def forward(self, ids):
        """Score the packages. Shapes: ids (T, B) -> logits (B, C)."""
        hs = self.embedding(torch.from_numpy(ids))
        for layer, lstm in enumerate(self.layers):
            hs = pyramid_reduce(hs)[0] if layer in self.halved else hs
            hs = lstm(hs)[0]
        return self.readout(pool(hs, np.full(hs.shape[1], len(hs)), "max"))


def weight_count(H, C, halved):
    """Count the weights of a WindowReader."""
    inputs = sum(2 * H if layer in halved else H for layer in range(LAYERS))
    return 4 * H * (inputs + LAYERS * (H + 2)) + len(CODE_VOCAB) * H + C * (H + 1)


def run(seed, *, packages, T, B, weights, halved, rate, steps, every):
    """Train a reader for each stride on windows of files, and test it on other files.

    Returns {"share": of the most frequent package among the test windows, stride: {"H": units,
    "rows": [[updates, seconds of CPU, test accuracy], ...]}}.
    """
    torch.set_num_threads(1)
    sides = texts(packages, seed)
    draws = np.random.default_rng([seed, 1])
    held_out, labels = windows(sides[1], T, HELD_OUT, draws)
    results = {"share": round(float(np.bincount(labels).max() / len(labels)), 4)}
    for stride, where in halved.items():
        H = min(range(1, 200), key=lambda n: abs(weight_count(n, len(packages), where) - weights))
        model = WindowReader(H, len(packages), where, np.random.default_rng(seed))
        batches = np.random.default_rng([seed, 2])
        update, rows, spent = torch.optim.Adam(model.parameters(), rate), [], 0.0
        for step in range(1, steps + 1):
            ids, wanted = windows(sides[0], T, B, batches)
            start = time.process_time()
            model.zero_grad()
            nn.functional.cross_entropy(model(ids), torch.from_numpy(wanted)).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            update.step()
            spent += time.process_time() - start
            if step % every == 0:
                with torch.no_grad():
                    guesses = model(held_out).argmax(dim=1).numpy()
                rows.append([step, round(spent, 2), round(float(np.mean(guesses == labels)), 4)])
        results[stride] = {"H": H, "rows": rows}
    return results


def texts(packages, seed):
    """Join the files of each package, a fifth of them held out.

    Returns two lists, one entry a package: ids (N,).
    """
    joined: tuple[list, list] = ([], [])
    sources = stdlib_sources()
    for package in packages:
        parts: tuple[list, list] = ([], [])
        for path, source in sources.items():
            if path.startswith(f"{package}/"):
                number = zlib.crc32(f"{seed} {path}".encode())
                parts[number % 5 == 0].append(CODE_VOCAB.encode(source))
        for side, part in zip(joined, parts, strict=True):
            side.append(np.concatenate(part))
    return joined


def windows(texts, T, count, rng):
    """Cut windows at random places, of packages drawn at random.

    Shapes: -> ids (T, count), packages (count,).
    """
    labels = rng.integers(len(texts), size=count)
    starts = [rng.integers(len(texts[label]) - T) for label in labels]
    rows = [texts[label][at : at + T] for label, at in zip(labels, starts, strict=True)]
    return np.stack(rows, axis=1), labels
