"""A text read in other directions: its words from the end, its letters from the end, or both.

Axes  T steps of a window, B rows read side by side, V vocabulary.
"""

import re

import numpy as np
import torch
from torch import nn

from helpers.datasets.ngrams import interpolated_nll
from helpers.datasets.text import char_vocab
from helpers.experiments.m10_memory.parts import characters
from helpers.nn.batches import cycle_stream
from helpers.nn.models import stream_loss

PIECES = re.compile(r"\s+|\S+")  # words with their marks, and the spaces between them
ORDERS = range(2, 8)  # of the n-grams


def turned(text, words, letters):
    """Return a text with the order of its pieces reversed, or that of each piece's letters.

    Both together are the text from its last character to its first.
    """
    pieces = PIECES.findall(text)
    if words:
        pieces = pieces[::-1]
    return "".join(piece[::-1] if letters else piece for piece in pieces)


def encoded(train_text, test_text, words, letters):
    """Return V and the ids of both texts, turned."""
    train_text, test_text = (turned(text, words, letters) for text in (train_text, test_text))
    vocab = char_vocab(train_text)
    return len(vocab), vocab.encode(train_text), vocab.encode(test_text)


def counted(V, train_ids, test_ids):
    """Return the nats per character of interpolated n-grams, for each of ORDERS."""
    return [round(float(interpolated_nll(train_ids, test_ids, V, n)), 4) for n in ORDERS]


def learned(V, train_ids, test_ids, seed, *, D, H, T, B, rate, steps):
    """Train an LSTM, the rate falling to 0 in a line, and return its nats per character."""
    torch.set_num_threads(1)
    model = characters.make_lstm(V, seed, D=D, H=H)
    weights, batches = list(model.parameters()), cycle_stream(train_ids, B, T)
    update, state = torch.optim.Adam(weights, rate), None
    for step in range(steps):
        update.param_groups[0]["lr"] = rate * (1 - step / steps)
        loss, state = stream_loss(model, batches(step), state)
        model.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        update.step()
        state = tuple(part.detach() for part in state)
    return round(float(np.mean(characters.held_out_stream(model, test_ids))), 4)
