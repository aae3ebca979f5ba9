"""Characters under words against one flat LSTM, at equal weights and about equal seconds."""

import numpy as np
import torch

from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.experiments.m11_time_scales.parts.fit import count, fit
from helpers.experiments.m11_time_scales.parts.levels import TwoLevels, flat
from helpers.nn.batches import cycle_stream

SEEDS = (0, 1, 2)
SETTINGS = {
    "D": 32,
    "units": {"flat": 150, "two levels": [96, 64]},
    "steps": {"flat": 1000, "two levels": 550},
    "training": {"B": 32, "T": 64, "rate": 0.005, "every": 50},
}


def run(seed, *, D, units, steps, training):
    """Train both models on the help topics, split anew for each seed.

    Returns {kind: {"weights", "rows": [[updates, seconds of CPU, held-out nats per character],
    ...]}}.
    """
    torch.set_num_threads(1)
    train_text, test_text = split_topics(pydoc_topics(), seed=seed)
    vocab = char_vocab(train_text)
    ids, held_out = vocab.encode(train_text), vocab.encode(test_text)
    ends = [character.isspace() for character in vocab.chars] + [False]  # the last id is unknown
    rng = np.random.default_rng(seed)
    models = {
        "flat": flat(len(vocab), D, units["flat"], rng),
        "two levels": TwoLevels(ends, D, *units["two levels"], rng),
    }
    return {
        kind: {
            "weights": count(model),
            "rows": learn(model, ids, held_out, steps=steps[kind], **training),
        }
        for kind, model in models.items()
    }


def learn(model, ids, held_out, *, B, T, rate, steps, every):
    """Train on a stream with the state carried, and test on held-out text."""
    pieces, carried = cycle_stream(ids, B, T), [None]

    def loss_of(step):
        inputs, targets, starts = pieces(step)
        loss, state = model.loss(inputs, targets, None if starts else carried[0])
        carried[0] = tuple(part.detach() for part in state)
        return loss

    def test():
        width = 32
        tests = held_out[: (len(held_out) - 1) // width * width + 1]
        inputs, targets = (part.reshape(width, -1).T for part in (tests[:-1], tests[1:]))
        return model.loss(inputs[:500], targets[:500])[0]

    return fit(model.parameters(), loss_of, test, steps=steps, every=every, rate=rate, falling=True)
