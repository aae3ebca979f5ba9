"""Networks that are asked for what stood beside something earlier, with about equal weights.

Axes  N pairs, T steps, B batch, D width, H hidden, V vocabulary.
"""

import numpy as np
import torch
from torch import nn

from helpers.datasets.generated.associative import draw_pairs, draw_repeats
from helpers.experiments.m10_memory.parts.learning import fit, right
from helpers.nn.models import LanguageModel
from helpers.nn.self_attention.over_states import OverStates
from helpers.nn.self_attention.positions import LearnedPositions
from helpers.nn.self_attention.transformer import Transformer
from helpers.nn.torch_layers import torch_recurrent

HEADS = 4
KEYS, VALUES = 32, 16
V_PAIRS = KEYS + VALUES
RATE, RATE_LSTM, WARM = 0.003, 0.005, 50


def transformer(V, layers, D, longest, seed):
    """Make a language model of some blocks with learned positions."""
    rng = np.random.default_rng(seed)
    positions = LearnedPositions(longest, D, rng)
    return LanguageModel(V, Transformer(D, HEADS, layers, rng, positions=positions), rng)


def lstm(V, D, H, seed, attends=False):
    """Make a language model of one LSTM layer, with forget bias 1; `attends`: over its states."""
    rng = np.random.default_rng(seed)
    layer = torch_recurrent("lstm", D, H, rng)
    return LanguageModel(V, OverStates(layer, rng) if attends else layer, rng)


def make_pairs(kind, longest, seed):
    """Make one of the four networks of associative recall, for up to `longest` pairs."""
    makers = {
        "two layers": lambda: transformer(V_PAIRS, 2, 32, 3 * longest, seed),
        "one layer": lambda: transformer(V_PAIRS, 1, 44, 3 * longest, seed),
        "LSTM": lambda: lstm(V_PAIRS, 24, 64, seed),
        "LSTM over its states": lambda: lstm(V_PAIRS, 24, 56, seed, attends=True),
    }
    return makers[kind]()


def loss_of(model, asked):
    """Return the mean loss of the questions, a scalar tensor in nats."""
    mask = torch.from_numpy(asked.mask)
    logits = model(torch.from_numpy(asked.ids))[0][mask]
    return nn.functional.cross_entropy(logits, torch.from_numpy(asked.targets)[mask])


def learn_pairs(model, kind, seed, *, longest, B, steps, every, enough=0.99, bar=None):
    """Train on 2 to `longest` pairs until that many are recalled twice in a row.

    Returns rows of fit, judged by accuracy at `longest` pairs on 250 sequences held out.
    """
    draws, held_out = (np.random.default_rng([seed, i]) for i in (1, 2))
    test = draw_pairs(held_out, 250, longest)
    last = [0.0]

    def loss(_):
        return loss_of(model, draw_pairs(draws, B, int(draws.integers(2, longest + 1))))

    def stop(judged):
        done = min(last[0], judged) >= enough
        last[0] = judged
        return done

    settings = {"rate": RATE_LSTM if "LSTM" in kind else RATE, "warm": WARM, "stop": stop}
    settings |= {"steps": steps, "every": every, "bar": bar}
    return fit(model, loss, lambda: right(model, test), **settings)


def most_frequent(N, draws=20_000, seed=0):
    """Return how often the value shown most often in a sequence is the one asked for: a baseline.

    With N values drawn from 16, the count of the most frequent one over N, on average.
    """
    values = np.random.default_rng(seed).integers(0, VALUES, size=(draws, N))
    counts = (values[:, :, None] == np.arange(VALUES)).sum(axis=1)
    return float(counts.max(axis=1).mean() / N)


def learn_repeats(model, seed, *, V, T, B, shortest, longest, steps, every, stop=None, bar=None):
    """Train on sequences that repeat their beginning; rows of fit, judged by accuracy there."""
    draws, held_out = (np.random.default_rng([seed, i]) for i in (1, 2))
    test = draw_repeats(held_out, T, 300, V, shortest, longest)

    def loss(_):
        return loss_of(model, draw_repeats(draws, T, B, V, shortest, longest))

    settings = {"rate": RATE, "warm": WARM, "steps": steps, "every": every}
    return fit(model, loss, lambda: right(model, test), stop=stop, bar=bar, **settings)
