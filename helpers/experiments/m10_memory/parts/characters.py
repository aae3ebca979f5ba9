"""A transformer and an LSTM as character models of the help topics, with about equal weights.

Axes  T steps of a window, B windows or rows, D width or embedding, H hidden, V vocabulary.
"""

import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.experiments.source_reader import WEIGHTS
from helpers.nn.batches import cycle_stream
from helpers.nn.models import LanguageModel, stream_loss
from helpers.nn.self_attention.positions import LearnedPositions
from helpers.nn.self_attention.transformer import Transformer
from helpers.nn.torch_layers import torch_recurrent

FILE = WEIGHTS.with_name("character_block.npz")


def corpus():
    """Return vocab, training ids and held-out ids: the split of every module, by topic."""
    train_text, test_text = split_topics(pydoc_topics(), seed=0)
    vocab = char_vocab(train_text)
    return vocab, vocab.encode(train_text), vocab.encode(test_text)


def make_transformer(V, seed, *, D, heads, layers, T):
    """Make a language model of blocks with T learned positions."""
    rng = np.random.default_rng(seed)
    positions = LearnedPositions(T, D, rng)
    return LanguageModel(V, Transformer(D, heads, layers, rng, positions=positions), rng)


def make_lstm(V, seed, *, D, H):
    """Make a language model of one LSTM layer with forget bias 1."""
    rng = np.random.default_rng(seed)
    return LanguageModel(V, torch_recurrent("lstm", D, H, rng), rng)


def learn(model, ids, held_out, *, T, B, rate, warm, carry, seconds, marks):
    """Train for some CPU seconds, the rate falling to 0 in a line.

    carry: the state goes on from window to window, as an LSTM's can; else each starts anew.
    marks: shares of the time after which the held-out loss is taken.
    Returns rows [CPU seconds, steps, characters read, nats per character].
    """
    torch.set_num_threads(1)
    weights, batches = list(model.parameters()), cycle_stream(ids, B, T)
    update = torch.optim.Adam(weights, rate)
    rows: list[list[float]] = []
    spent, step, state = 0.0, 0, None
    while len(rows) < len(marks):
        begun = time.process_time()
        batch = batches(step)
        factor = min(1.0, (step + 1) / warm) * max(0.02, 1 - spent / seconds)
        update.param_groups[0]["lr"] = rate * factor
        loss, state = stream_loss(model, batch, state if carry else None)
        model.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        update.step()
        state = tuple(part.detach() for part in state) if carry else None
        step, spent = step + 1, spent + time.process_time() - begun
        if spent >= marks[len(rows)] * seconds:
            nats = (
                held_out_stream(model, held_out) if carry else held_out_windows(model, held_out, T)
            )
            rows.append([round(spent, 1), step, step * T * B, round(nats, 4)])
    return rows


@torch.no_grad()
def held_out_stream(model, ids, rows=16, piece=500):
    """Score a text in rows side by side, the state carried. Units: nats per character."""
    batches, length = cycle_stream(ids, rows, piece), (len(ids) - 1) // rows
    state, total, count = None, 0.0, 0
    for step in range(length // piece):
        batch = batches(step)
        loss, state = stream_loss(model, batch, state)
        total, count = total + float(loss), count + 1
    return total / count


def windows(ids, T, most=None):
    """Cut a text into windows that overlap by half. Returns inputs, targets (T, B)."""
    starts = np.arange(0, len(ids) - T, T // 2)[:most]
    at = starts + np.arange(T)[:, None]
    return ids[at], ids[at + 1]


@torch.no_grad()
def held_out_windows(model, ids, T, most=None):
    """Score the later half of each window, so that half a window at least stands before.

    Units: nats per character.
    """
    inputs, targets = windows(ids, T, most)
    losses = []
    for first in range(0, inputs.shape[1], 64):
        logits, _ = model(inputs[:, first : first + 64])
        wanted = torch.from_numpy(targets[T // 2 :, first : first + 64])
        losses.append(
            nn.functional.cross_entropy(
                logits[T // 2 :].flatten(0, 1), wanted.flatten(), reduction="none"
            )
        )
    return float(torch.cat(losses).mean())


def save(model, path: Path = FILE):
    """Write the weights to a .npz file, rounded to float16."""
    weights = {name: w.detach().numpy().astype(np.float16) for name, w in model.named_parameters()}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **weights)


def load(V, path: Path = FILE, **sizes):
    """Read the transformer that the course ships.   sizes: as make_transformer's.

    Raises: FileNotFoundError if the file is not there, and says which command makes it.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there; run: course experiments character_block")
    model = make_transformer(V, 0, **sizes)
    with np.load(path) as file, torch.no_grad():
        for name, weight in model.named_parameters():
            weight.copy_(torch.from_numpy(file[name]))
    return model
