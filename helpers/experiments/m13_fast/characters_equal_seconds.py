"""Character models of one size at equal seconds: LSTM, minGRU, LRU, and an LSTM in a block."""

import numpy as np
import torch

from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.experiments.m13_fast.parts.layers import make_layer
from helpers.experiments.m13_fast.parts.training import count, fit
from helpers.nn.batches import cycle_stream
from helpers.nn.models import LanguageModel

SEEDS = (0, 1)
SETTINGS = {
    "kinds": {
        "LSTM": {"D": 64, "H": 128},
        "minGRU": {"D": 96, "width": 96, "H": 128},
        "LRU": {"D": 96, "width": 96, "H": 80},
        "LSTM in a block": {"D": 96, "width": 96, "H": 100, "depth": 1},
    },
    "training": {"B": 32, "T": 64, "rate": 0.005, "seconds": 30.0, "tests": 10},
}


def run(seed, *, kinds, training):
    """Train each model on the help topics, split anew for each seed.

    Returns {kind: {"weights", "rows": [[updates, seconds of CPU, held-out nats per character],
    ...]}}.
    """
    torch.set_num_threads(1)
    train_text, test_text = split_topics(pydoc_topics(), seed=seed)
    vocab = char_vocab(train_text)
    ids, held_out = vocab.encode(train_text), vocab.encode(test_text)
    found = {}
    for kind, sizes in kinds.items():
        rng = np.random.default_rng(seed)
        model = LanguageModel(len(vocab), make_layer(kind, rng=rng, **sizes), rng)
        rows = learn(model, ids, held_out, **training)
        found[kind] = {"weights": count(model), "rows": rows}
    return found


def learn(model, ids, held_out, *, B, T, **training):
    """Train on a stream with the state carried, and test on held-out text."""
    pieces, carried = cycle_stream(ids, B, T), [None]

    def loss_of(step):
        inputs, targets, starts = pieces(step)
        loss, state = model.loss(inputs, targets, None if starts else carried[0])
        carried[0] = detached(state)
        return loss

    def test():
        width = 32
        tests = held_out[: (len(held_out) - 1) // width * width + 1]
        inputs, targets = (part.reshape(width, -1).T for part in (tests[:-1], tests[1:]))
        return model.loss(inputs[:500], targets[:500])[0]

    return fit(model.parameters(), loss_of, test, **training)


def detached(state):
    """Return a state, tuples of tensors in any depth, without the way back to its past."""
    if isinstance(state, torch.Tensor):
        return state.detach()
    return tuple(detached(part) for part in state)
