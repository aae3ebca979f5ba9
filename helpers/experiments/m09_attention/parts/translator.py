"""A translator with or without attention: its data as arrays, its training, its scores.

Axes  S source length, T target length, B batch, N examples.   Id 0 is <EOS>: it ends both sides,
starts the target, and fills what is left.   Losses in nats per target token.
"""

import time
from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from helpers.nn.batches import shuffled_rows
from helpers.nn.cells import GRUCell
from helpers.nn.encoder_decoder import EncoderDecoder
from helpers.nn.torch_layers import torch_recurrent
from helpers.scratch.modules.m09_attention import exact_match, token_accuracy

EOS = 0
END = "<EOS>"


class Pairs(NamedTuple):
    """Sources and targets, each ended by <EOS> and filled up with it."""

    source: np.ndarray  # (S, N) ids
    lengths: np.ndarray  # (N,), <EOS> included
    target: np.ndarray  # (T, N) ids
    target_lengths: np.ndarray  # (N,), <EOS> included

    def take(self, rows):
        """Take some examples, no longer than the longest of them."""
        lengths, target_lengths = self.lengths[rows], self.target_lengths[rows]
        source = self.source[: lengths.max(), rows]
        return Pairs(source, lengths, self.target[: target_lengths.max(), rows], target_lengths)


def as_pairs(sources, targets, source_words, target_words):
    """Write token sequences as ids; the words of a vocabulary begin at id 1.

    sources, targets: N sequences of tokens each.   Raises: KeyError for an unknown token.
    """
    return Pairs(*_padded(sources, source_words), *_padded(targets, target_words))


def _padded(sequences, words):
    """Return ids (T, N), each sequence ended by <EOS>, and the lengths (N,) with it."""
    ids = {word: i for i, word in enumerate(words, start=1)}
    lengths = np.array([len(tokens) + 1 for tokens in sequences])
    padded = np.full((lengths.max(), len(sequences)), EOS)
    for column, tokens in zip(padded.T, sequences, strict=True):
        column[: len(tokens)] = [ids[token] for token in tokens]
    return padded, lengths


def make_translator(V_source, V_target, kind, seed, *, D, H):
    """Make a translator that has not learned anything.

    The encoder is a GRU in both directions of H / 2 units each, the decoder a GRU of H units: the
    same, weight for weight, for every kind of attention.
    kind: None, "additive", "dot" or "general".
    """
    rng = np.random.default_rng(seed)
    encoder = torch_recurrent("gru", D, H // 2, rng, bidirectional=True)
    return EncoderDecoder(V_source, V_target, encoder, GRUCell, H, rng, kind)


def fit(model, pairs, judge, seed, *, B, rate, steps, every, bar=None):
    """Train by Adam, its rate falling to 0 in a line, gradients clipped at norm 1.

    judge: () -> number, asked every so many steps.   bar: wraps the range of steps, as tqdm does.
    Returns rows [steps, CPU seconds of training alone, judged], the first before any step.
    """
    torch.set_num_threads(1)
    rows_of = shuffled_rows(len(pairs.lengths), B, seed)
    weights = list(model.parameters())
    update = torch.optim.Adam(weights, rate)
    curve, seconds = [[0, 0.0, judge()]], 0.0
    for step in range(steps) if bar is None else bar(range(steps)):
        begun = time.process_time()
        update.param_groups[0]["lr"] = rate * (1 - step / steps)
        loss = loss_of(model, pairs.take(rows_of(step)))
        model.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        update.step()
        seconds += time.process_time() - begun
        if (step + 1) % every == 0:
            curve.append([step + 1, round(seconds, 2), judge()])
    return curve


def loss_of(model, batch):
    """Return the loss of a batch of Pairs under teacher forcing, a scalar tensor."""
    return model.loss(
        batch.source, batch.lengths, inputs_of(batch), batch.target, batch.target_lengths
    )


def inputs_of(batch):
    """Return what a decoder reads under teacher forcing: <EOS>, then the target (T, B)."""
    start = np.full((1, batch.target.shape[1]), EOS)
    return np.concatenate([start, batch.target[:-1]])


def written(model, batch):
    """Translate the sources of a batch greedily. Returns ids (T_p, B)."""
    longest = 2 * len(batch.target)
    return model.generate(batch.source, batch.lengths, EOS, EOS, longest)[0].numpy()


def exact(model, batch):
    """Return the share of a batch that is translated without any mistake."""
    return exact_match(written(model, batch), batch.target, EOS)


def scores(model, batch):
    """Return [exact match, token accuracy] of greedy translations of a batch."""
    ids = written(model, batch)
    pair = exact_match(ids, batch.target, EOS), token_accuracy(ids, batch.target, EOS)
    return [round(x, 4) for x in pair]


@torch.no_grad()
def alignments(model, batch):
    """Return the attention weights (T, S, B) under teacher forcing, as an array."""
    _, weights = model(batch.source, batch.lengths, inputs_of(batch))
    return weights.numpy()
