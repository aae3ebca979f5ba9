"""The state carried from chunk to chunk against a state set to 0: in training, and in use."""

import numpy as np
import torch

from helpers.datasets.batching import stream_batches
from helpers.experiments.m02_language_models.character_lstm import corpus
from helpers.nn.batches import cycle_stream
from helpers.nn.models import LanguageModel, stream_loss
from helpers.nn.tokens import sequence_loss
from helpers.nn.torch_layers import torch_recurrent
from helpers.nn.train import train

SEEDS = (0, 1, 2)
SETTINGS = {"H": 128, "D": 32, "B": 32, "T": 16, "steps": 3000, "lr": 0.005}


def run(seed, H, D, B, T, steps, lr):
    """Train one model with the state carried and one with it reset, and use each in both ways.

    Returns {trained: {used: nats per character at each of the T places of a chunk}}, where
    trained and used are "carried" or "reset".
    """
    vocab, train_ids, test_ids, _ = corpus()
    results = {}
    for trained in ("carried", "reset"):
        rng = np.random.default_rng(seed)
        model = LanguageModel(len(vocab), torch_recurrent("lstm", D, H, rng), rng)
        train(
            model,
            cycle_stream(train_ids, B, T),
            stream_loss if trained == "carried" else reset_loss,
            torch.optim.Adam(model.parameters()),
            steps,
            clip=1.0,
            carry=trained == "carried",
            rate=lambda step: lr * (1 - step / steps),
            bar=False,
        )
        results[trained] = {
            used: nats_by_place(model, test_ids, B, T, used == "carried")
            for used in ("carried", "reset")
        }
    return results


def reset_loss(model, batch):
    """Score a piece of a stream from an empty past. Units: nats per token."""
    return model.loss(batch.inputs, batch.targets)[0]


def nats_by_place(model, ids, B, T, carried):
    """Score full chunks of a stream; returns the mean of each of the T places in a chunk."""
    places, state = [], None
    with torch.no_grad():
        for inputs, targets in stream_batches(ids, B, T):
            if len(inputs) == T:
                logits, state = model(inputs, state if carried else None)
                rows = zip(logits, targets, strict=True)
                places.append([float(sequence_loss(o[None], y[None])) for o, y in rows])
    return np.mean(places, axis=0).tolist()
