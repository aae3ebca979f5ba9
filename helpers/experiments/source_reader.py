"""A character LSTM that reads Python source: trained by torch, stored as arrays.

Axes  T time, B batch, D input, H hidden, V vocabulary.   Losses are in nats per character.
"""

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from tqdm import tqdm

from helpers.datasets.batching import stream_batches
from helpers.datasets.source_code import CODE_VOCAB, strip_docstrings
from helpers.scratch.cells import LSTMParams, lstm_step
from helpers.scratch.ops import log_softmax

WEIGHTS = Path(__file__).parents[2] / "data" / "weights" / "source_lstm.npz"


class Reader(nn.Module):
    """Characters through an embedding and torch's LSTM to the logits of the next one."""

    def __init__(self, D, H, rng):
        """Draw the weights from a NumPy generator: normal, sd 1 / sqrt(inputs); forget biases 1."""
        super().__init__()
        V = len(CODE_VOCAB)
        with torch.random.fork_rng(devices=[]):  # torch draws weights, which are replaced below
            self.embed, self.lstm, self.head = nn.Embedding(V, D), nn.LSTM(D, H), nn.Linear(H, V)
        with torch.no_grad():
            for name, weight in self.named_parameters():
                fan = 1 if name == "embed.weight" else weight.shape[-1]
                drawn = rng.normal(size=tuple(weight.shape)) / np.sqrt(fan)
                weight.copy_(torch.from_numpy(drawn if weight.ndim == 2 else 0 * drawn))
            self.lstm.bias_ih_l0[H : 2 * H] = 1.0  # blocks run i, f, g, o

    def forward(self, ids, state=None):
        """Return logits and the last state. Shapes: ids (T, B) int64 -> (T, B, V), (h, c)."""
        hs, state = self.lstm(self.embed(ids), state)
        return self.head(hs), state


class ReaderWeights(NamedTuple):
    """A trained reader as arrays: the blocks of W_x, W_h and b run i, f, g, o."""

    E: np.ndarray  # (V, D), one row for each character
    W_x: np.ndarray  # (D, 4H)
    W_h: np.ndarray  # (H, 4H)
    b: np.ndarray  # (4H,)
    W_y: np.ndarray  # (H, V)
    b_y: np.ndarray  # (V,)

    @property
    def lstm(self):
        """The weights of the LSTM alone, as LSTMParams."""
        return LSTMParams(self.W_x, self.W_h, self.b)


def training_ids(sources, rng):
    """Return the files of {path: source} as one text of ids, without docstrings, in random order.

    A file that this Python cannot parse is left out.
    """
    parts = []
    for path in rng.permutation(sorted(sources)):
        try:
            parts.append(CODE_VOCAB.encode(strip_docstrings(sources[path])))
        except (SyntaxError, ValueError):
            continue
    return np.concatenate(parts)


def train_reader(ids, seed, *, D, H, B, T, rate, steps, bar=False):
    """Train on a text and return ReaderWeights in float32.

    Adam, its rate falling to 0 in a line, gradients clipped at norm 1; B rows of the text are
    read side by side in chunks of T, the state carried from chunk to chunk.
    Shapes: ids (N,).
    """
    model = Reader(D, H, np.random.default_rng(seed))
    optimizer = torch.optim.Adam(model.parameters(), rate)
    state, chunks = None, _chunks(ids, B, T)
    for step in tqdm(range(steps), file=sys.stdout, disable=not bar, unit="update"):
        optimizer.param_groups[0]["lr"] = rate * (1 - step / steps)
        inputs, targets, first = next(chunks)
        logits, state = model(inputs, None if first else state)
        state = tuple(part.detach() for part in state)
        optimizer.zero_grad()
        nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten()).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return _as_arrays(model)


def rounded(weights):
    """Round weights to float16, as they are stored, and return them as float64 arrays."""
    return ReaderWeights(*(w.astype(np.float16).astype(np.float64) for w in weights))


def save_reader(weights, path=WEIGHTS):
    """Write the weights to a .npz file, rounded to float16."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **{k: w.astype(np.float16) for k, w in weights._asdict().items()})


def load_reader(path=WEIGHTS):
    """Read the weights that the course ships, as float64 arrays.

    Raises: FileNotFoundError if the file is not there, and says which command makes it.
    """
    if not Path(path).exists():
        raise FileNotFoundError(f"{path} is not there; run: course experiments source_lstm")
    with np.load(path) as file:
        return ReaderWeights(*(file[name].astype(np.float64) for name in ReaderWeights._fields))


def read(weights, ids):
    """Read texts from the zero state.

    Shapes: ids (T, B) -> hs, cs (T, B, H).
    """
    h = c = np.zeros((ids.shape[1], len(weights.W_h)))
    hs, cs = [], []
    for x in weights.E[ids]:
        h, c, _ = lstm_step(weights.lstm, x, h, c)
        hs.append(h)
        cs.append(c)
    return np.stack(hs), np.stack(cs)


def held_out_nats(weights, ids):
    """Score every next character of texts read from the zero state. Shapes: ids (T, B)."""
    hs, _ = read(weights, ids[:-1])
    log_probs = log_softmax(hs @ weights.W_y + weights.b_y)
    return float(-np.take_along_axis(log_probs, ids[1:, :, None], axis=-1).mean())


def _chunks(ids, B, T):
    """Yield (inputs, targets, first) without end; first where the text begins anew."""
    while True:
        for number, pair in enumerate(stream_batches(ids, B, T)):
            yield *(torch.from_numpy(part) for part in pair), number == 0


def _as_arrays(model):
    """Return the weights of a Reader in the course's form: x @ W, and one bias."""
    lstm, head = model.lstm, model.head
    with torch.no_grad():
        found = (
            model.embed.weight,
            lstm.weight_ih_l0.T,
            lstm.weight_hh_l0.T,
            lstm.bias_ih_l0 + lstm.bias_hh_l0,
            head.weight.T,
            head.bias,
        )
        return ReaderWeights(*(np.ascontiguousarray(w.numpy()) for w in found))
