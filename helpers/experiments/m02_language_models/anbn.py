"""The language aⁿbⁿ learned by a small LSTM, its loss computed exactly."""

import numpy as np
import torch

from helpers.datasets.batching import pad_and_mask
from helpers.datasets.tasks import ANBN_VOCAB, anbn_loss, anbn_sentences
from helpers.datasets.words import EOS
from helpers.nn.models import LanguageModel
from helpers.nn.tokens import sequence_loss
from helpers.nn.torch_layers import torch_recurrent
from helpers.nn.train import train

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {"p": 0.3, "H": 16, "B": 64, "steps": 1000, "lr": 0.02}
START = ANBN_VOCAB.index(EOS)


def run(seed, p, H, B, steps, lr):
    """Train one model. Returns {"nats": the exact loss per symbol}."""
    model = train_anbn(seed, pad_and_mask, p, H, B, steps, lr)
    return {"nats": anbn_loss(model.log_probs, p)}


def train_anbn(seed, pad, p, H, B, steps, lr):
    """Train an LSTM on strings aⁿbⁿ, padded by `pad`, and return it."""
    rng = np.random.default_rng(seed)
    model = LanguageModel(len(ANBN_VOCAB), torch_recurrent("lstm", H, H, rng), rng)

    def batch(step):
        drawn = anbn_sentences(np.random.default_rng([seed, step]), B, p)
        return pad([np.concatenate([[START], s]) for s in drawn])

    def loss(model, pair):
        ids, mask = pair
        return sequence_loss(model(ids[:-1])[0], ids[1:], mask[1:])

    optimizer = torch.optim.Adam(model.parameters())
    falling = {"rate": lambda step: lr * (1 - step / steps), "bar": False}
    train(model, batch, loss, optimizer, steps, clip=1.0, **falling)
    return model
