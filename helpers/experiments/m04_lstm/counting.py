"""a^n b^n learned from short strings and continued on long ones: RNN, GRU and LSTM.

The three have about as many weights as each other.
"""

import numpy as np
import torch

from helpers.datasets.batching import pad_and_mask
from helpers.datasets.tasks import ANBN_VOCAB, anbn
from helpers.datasets.words import EOS
from helpers.nn.models import LanguageModel
from helpers.nn.tokens import sequence_loss
from helpers.nn.torch_layers import torch_recurrent
from helpers.nn.train import train

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {"longest": 30, "D": 8, "B": 64, "steps": 1500, "lr": 0.01}
WIDTHS = {"rnn": 35, "gru": 19, "lstm": 16}
TESTED = 200  # the longest n that is tried
START = ANBN_VOCAB.index(EOS)
B_ID, END = ANBN_VOCAB.index("b"), ANBN_VOCAB.index(EOS)


def run(seed, **settings):
    """Train each network: {kind: {"weights", "right": the n from 1 to 200 that it closes}}."""
    results = {}
    for kind in WIDTHS:
        model = train_counter(kind, seed, **settings)
        weights = sum(weight.numel() for weight in model.layer.parameters())
        results[kind] = {"weights": weights, "right": closed(model.log_probs)}
    return results


def train_counter(kind, seed, longest, D, B, steps, lr):
    """Train on strings a^n b^n with n drawn evenly from 1 to `longest`, and return the model."""
    rng = np.random.default_rng(seed)
    layer = torch_recurrent(kind, D, WIDTHS[kind], rng)
    model = LanguageModel(len(ANBN_VOCAB), layer, rng)

    def batch(step):
        lengths = np.random.default_rng([seed, step]).integers(1, longest + 1, size=B)
        return pad_and_mask([np.concatenate([[START], anbn(int(n))]) for n in lengths])

    def loss(model, pair):
        ids, mask = pair
        return sequence_loss(model(ids[:-1])[0], ids[1:], mask[1:])

    optimizer = torch.optim.Adam(model.parameters())
    falling = {"rate": lambda step: lr * (1 - step / steps), "bar": False}
    train(model, batch, loss, optimizer, steps, clip=1.0, **falling)
    return model


def closed(log_probs, most=TESTED):
    """List the n up to `most` whose string is closed right.

    log_probs: as LanguageModel's. Right means: after a^n and its first b, the likeliest symbol is
    b until n of them were read, and <EOS> then.
    """
    right = []
    for n in range(1, most + 1):
        ids = np.concatenate([[START], anbn(n)])[:, None]
        likeliest = log_probs(ids[:-1])[n + 1 :, 0].argmax(axis=-1)
        if np.array_equal(likeliest, ids[n + 2 :, 0]):
            right.append(n)
    return right


def longest_closed(right):
    """Return the largest n up to which all strings were closed right, 0 if there is none."""
    n = 0
    while n + 1 in right:
        n += 1
    return n


def cells_while_reading(model, n):
    """Return the memory cells of an LSTM after each symbol of <EOS> a^n b^n.

    Shapes: -> (2n + 1, H), the first row after <EOS>.
    """
    found, state = [], None
    with torch.no_grad():
        for symbol in [START, *anbn(n)[:-1]]:
            _, state = model(np.array([[symbol]]), state)
            found.append(state[1].numpy().ravel())
    return np.array(found)
