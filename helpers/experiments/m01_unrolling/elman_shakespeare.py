"""A larger Elman network, trained for longer on Tiny Shakespeare, and ten lines that it writes."""

import numpy as np

from helpers.datasets.ngrams import interpolated_nll
from helpers.datasets.text import char_vocab, tiny_shakespeare
from helpers.experiments.character_model import chunks, held_out_loss, write
from helpers.scratch import language_model, optim
from helpers.scratch.contract.tree import tree_leaves, tree_map

SEEDS = (0, 1, 2)
SETTINGS = {
    "B": 32,
    "T": 64,
    "D": 64,
    "H": 512,
    "lr": 0.002,
    "clip": 1.0,
    "updates": 5000,
    "scored_every": 1000,
    "tau": 0.5,
    "orders": [1, 2, 3, 4, 5, 6, 7],
}


def run(seed, tau, orders, **training):
    """Train on the first nine tenths of the plays, score on the last, write 600 characters."""
    plays = tiny_shakespeare()
    cut = int(0.9 * len(plays))
    vocab = char_vocab(plays[:cut])
    ids, test_ids = vocab.encode(plays[:cut]), vocab.encode(plays[cut:])
    V = len(vocab)
    p, updates, losses = train(seed, ids, test_ids, V, **training)
    us = np.random.default_rng(seed).uniform(size=(600, 1))
    return {
        "updates": updates,
        "losses": losses,
        "weights": sum(leaf.size for _, leaf in tree_leaves(p)),
        "text": vocab.decode(write(p, vocab.encode("\n\n"), us, tau)[:, 0]),
        "ngrams": [interpolated_nll(ids, test_ids, V, n) for n in orders],
    }


def train(seed, ids, test_ids, V, B, T, D, H, lr, clip, updates, scored_every):
    """Train by Adam, the rate falling linearly to 0, in single precision to save time.

    Returns the weights, and the held-out losses with the numbers of updates after which they
    were measured.
    """
    p = language_model.init_language_model(np.random.default_rng(seed), V, D, H)
    p = tree_map(lambda leaf: leaf.astype(np.float32), p)
    state, h, scored, losses = optim.adam_start(p), None, [], []
    for done, (inputs, targets, first) in enumerate(chunks(ids, B, T)):
        if done % scored_every == 0 or done == updates:
            scored.append(done)
            losses.append(held_out_loss(p, test_ids))
        if done == updates:
            return p, scored, losses
        h = np.zeros((B, H), np.float32) if first else h
        _, dp, h = language_model.language_model_gradients(p, inputs, targets, h)
        dp, _ = optim.clip_by_norm(dp, clip)
        p, state = optim.adam_step(p, dp, state, lr * (1 - done / updates))
    raise AssertionError("chunks never ends")
