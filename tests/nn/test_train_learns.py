"""Models under the training loop learn: 20 examples by heart, and a task down to its floor."""

import math

import numpy as np
import pytest
import torch

from helpers.nn.batches import cycle_stream
from helpers.nn.cells import LSTMCell
from helpers.nn.encoder_decoder import EncoderDecoder
from helpers.nn.models import DualEncoder, LanguageModel, SentenceEncoder, Tagger, stream_loss
from helpers.nn.tokens import sequence_loss
from helpers.nn.torch_layers import torch_recurrent
from helpers.nn.train import train

START, END, A, B_ = 0, 1, 2, 3
STOP = 0.3  # n is at least 1, and ends with this probability at each


def fit(model, batches, loss, steps, lr=0.05, **settings):
    """Train with Adam, its rate falling to 0 in a straight line."""
    optimizer, settings = torch.optim.Adam(model.parameters()), settings | {"bar": False}
    settings["rate"] = lambda step: lr * (1 - step / steps)
    return train(model, batches, loss, optimizer, steps, clip=1.0, **settings)


def small_lm(V, seed, H=16):
    rng = np.random.default_rng(seed)
    return LanguageModel(V, torch_recurrent("lstm", 8, H, rng), rng)


@pytest.mark.parametrize("kind", ["lm", "tagger", "dual"])
def test_a_model_learns_20_examples_by_heart(kind):
    rng = np.random.default_rng(0)
    ids, tags = rng.integers(30, size=(5, 20)), rng.integers(4, size=(5, 20))
    ids[0] = np.arange(20)  # so that every row can be told apart from its first token on
    layer, lengths = torch_recurrent("lstm", 12, 24, rng), rng.integers(2, 6, size=20)
    model, loss = {
        "lm": lambda: (
            LanguageModel(30, layer, rng),
            lambda model, ids: model.loss(ids, np.roll(ids, -1, axis=0), lengths=lengths)[0],
        ),
        "tagger": lambda: (
            Tagger(30, 4, layer, rng),
            lambda model, ids: model.loss(ids, tags, lengths),
        ),
        "dual": lambda: (
            DualEncoder(SentenceEncoder(30, layer, rng), SentenceEncoder(30, layer, rng)),
            lambda model, ids: model.loss(ids, 29 - ids, lengths, lengths),
        ),
    }[kind]()
    history = fit(model, lambda step: ids, loss, 80)
    assert history.losses[-1] < 0.02


@pytest.mark.parametrize("attention", [None, "additive", "dot", "general"])
def test_an_encoder_decoder_learns_20_examples_by_heart_and_writes_them(attention):
    rng = np.random.default_rng(3)
    lengths = rng.integers(2, 6, size=20)
    source = rng.integers(2, 12, size=(5, 20))
    targets = np.full((6, 20), END)
    for b, n in enumerate(lengths):
        targets[:n, b] = source[:n, b][::-1]
    inputs = np.concatenate([np.full((1, 20), START), targets[:-1]])
    encoder = torch_recurrent("gru", 12, 16, rng, bidirectional=True)
    model = EncoderDecoder(12, 12, encoder, LSTMCell, 32, rng, attention)
    batch = (source, lengths, inputs, targets, lengths + 1)
    fit(model, lambda step: batch, lambda model, batch: model.loss(*batch), 80, lr=0.03)
    ids, counts = model.generate(source, lengths, START, END, max_len=8)
    assert counts.tolist() == (lengths + 1).tolist()
    np.testing.assert_array_equal(ids, targets[: len(ids)])


def anbn(ns):
    """Write a^n b^n for each n: inputs from START, targets to END, and the real steps."""
    T = 2 * max(ns) + 1
    inputs, targets = np.full((T, len(ns)), END), np.full((T, len(ns)), END)
    for b, n in enumerate(ns):
        inputs[: 2 * n + 1, b] = [START] + [A] * n + [B_] * n
        targets[: 2 * n + 1, b] = [A] * n + [B_] * n + [END]
    return inputs, targets, np.array([2 * n + 1 for n in ns])


def exact_loss(model):
    """Average over all n, by enumeration: nats per symbol."""
    ns = np.arange(1, 41)
    probs = STOP * (1 - STOP) ** (ns - 1)
    inputs, targets, lengths = anbn(ns)
    with torch.no_grad():
        logits, _ = model(inputs, lengths=lengths)
        real = np.arange(len(inputs))[:, None] < lengths
        rows = [
            sequence_loss(logits[:, [k]], targets[:, [k]], real[:, [k]], "sum").item()
            for k in range(len(ns))
        ]
    return float(np.dot(probs, rows) / np.dot(probs, lengths))


@pytest.mark.parametrize("seed", range(3))
def test_a_language_model_reaches_the_floor_of_anbn(seed):
    floor = -(STOP * math.log(STOP) + (1 - STOP) * math.log(1 - STOP)) / STOP / (2 / STOP + 1)
    assert floor == pytest.approx(0.26559, abs=1e-5)
    model = small_lm(4, seed)

    def batches(step):
        return anbn(np.random.default_rng([seed, step]).geometric(STOP, size=32))

    def loss(model, batch):
        inputs, targets, lengths = batch
        return model.loss(inputs, targets, lengths=lengths)[0]

    fit(model, batches, loss, 200)
    assert floor < exact_loss(model) < 1.03 * floor


@pytest.mark.parametrize("seed", range(3))
def test_the_carried_state_is_worth_what_it_remembers(seed):
    """A text of period 9, read one token at a time, is certain only to one who remembers."""
    text = np.tile([0, 0, 0, 0, 1, 0, 0, 1, 1], 80)
    stream = cycle_stream(text, B=4, T=6)

    def forgetful(model, batch):
        return model.loss(batch.inputs, batch.targets)[0]

    carried = fit(small_lm(2, seed), stream, stream_loss, 150, carry=True).losses
    alone = fit(small_lm(2, seed), stream, forgetful, 150).losses
    assert np.mean(carried[-10:]) < 0.1 < np.mean(alone[-10:])
