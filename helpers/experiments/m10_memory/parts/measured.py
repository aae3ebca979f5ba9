"""What the notebook of module 10 measures of layers that learn nothing.

Axes  T steps, B batch, D width, H size of a query and of a key, C of a value, N nodes.
"""

import time
from functools import partial

import numpy as np
import torch

from helpers.datasets.generated.stories import PLACES, WORDS, draw_stories
from helpers.nn.cells import LSTMCell
from helpers.nn.layers import Recurrent
from helpers.nn.self_attention.positions import NoPositions, Sinusoids
from helpers.nn.self_attention.transformer import Transformer, state_size
from helpers.scratch.modules.m10_self_attention import (
    SelfAttentionParams,
    empty_cache,
    graph_attention,
    linear_attention,
)
from helpers.scratch.ops import softmax


def scaling(H, draws=200, T=16, seed=0):
    """Measure what scaling does to scores of random queries and keys of size H.

    Returns the standard deviation of a score, and the mean of the largest of T weights when the
    scores are left as they are, divided by sqrt(H), and divided by H.
    """
    rng = np.random.default_rng(seed)
    scores = np.einsum("bh,bth->bt", rng.normal(size=(draws, H)), rng.normal(size=(draws, T, H)))
    factors = (1.0, H**-0.5, 1.0 / H)
    return scores.std(), *(softmax(factor * scores).max(axis=1).mean() for factor in factors)


def draw_attention(rng, D, H, C):
    """Draw the weights of one head."""
    sizes = (H, H, C)
    return SelfAttentionParams(*(rng.normal(size=(D, size)) / D**0.5 for size in sizes))


def shuffled_attention(attend, T=12, D=8, seed=0):
    """Return by how much the last output of one causal layer moves when its past is shuffled.

    attend: as causal_self_attention.   The largest change, relative to the largest entry.
    """
    rng = np.random.default_rng(seed)
    p, xs = draw_attention(rng, D, D, D), rng.normal(size=(T, 1, D))
    order = [*rng.permutation(T - 1).tolist(), T - 1]
    before, after = (attend(p, one, np.array([T]))[0][-1] for one in (xs, xs[order]))
    return float(np.abs(before - after).max() / np.abs(before).max())


def most_frequent_place(moves=1, B=20_000, seed=0):
    """Return how often the place that a story names most often is the answer: a baseline."""
    stories = draw_stories(np.random.default_rng(seed), B, moves)
    named = [(stories.words[..., 2] == i).sum(axis=0) for i in range(len(WORDS))]
    counts = np.array([n if WORDS[i] in PLACES else 0 * n for i, n in enumerate(named)])
    best = counts == counts.max(axis=0)  # where several are named as often, one of them at random
    return float((best[stories.answers, np.arange(B)] / best.sum(axis=0)).mean())


@torch.no_grad()
def shuffled_past(layers, positions=False, T=12, D=32, seed=0):
    """Return the same of a random network of blocks, in float64."""
    rng = np.random.default_rng(seed)
    places = Sinusoids(D, torch.float64) if positions else NoPositions()
    net = Transformer(D, 4, layers, rng, positions=places, dtype=torch.float64)
    xs = torch.from_numpy(rng.normal(size=(T, 1, D)))
    order = [*rng.permutation(T - 1).tolist(), T - 1]
    before, after = (net(one)[0][-1] for one in (xs, xs[order]))
    return float((before - after).abs().max() / before.abs().max())


def cached_difference(step, attend, T=40, B=3, D=8, seed=0):
    """Return the largest difference between T cached steps and the whole run.

    step: as cached_step; attend: as causal_self_attention.
    """
    rng = np.random.default_rng(seed)
    p, xs = draw_attention(rng, D, 6, 5), rng.normal(size=(T, B, D))
    cache, ys = empty_cache(p, B), []
    for x_t in xs:
        y_t, cache = step(p, x_t, cache)
        ys.append(y_t)
    return float(np.abs(np.stack(ys) - attend(p, xs, np.full(B, T))[0]).max())


@torch.no_grad()
def token_costs(lengths, D=64, H=128, repeats=8):
    """Time one more token after so many: a transformer without and with a cache, and an LSTM.

    Returns rows [length, ms without, ms with, ms of the LSTM, numbers in the cache], and the
    numbers in the LSTM's state; ms are the least CPU times of the repeats.
    """
    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    net = Transformer(D, 4, 2, rng, positions=Sinusoids(D))
    layer = Recurrent(LSTMCell(D, H, rng))
    rows, state = [], layer(torch.zeros(1, 1, D))[1]
    for length in lengths:
        xs = torch.as_tensor(rng.normal(size=(length, 1, D))).float()
        cache = net(xs[:-1])[1]
        ways = (partial(net, xs), partial(net, xs[-1:], cache), partial(layer, xs[-1:], state))
        times = [_milliseconds(way, repeats) for way in ways]
        rows.append([length, *times, state_size(net(xs)[1])])
    return rows, sum(part.numel() for part in state)


def _milliseconds(way, repeats):
    """Return the least CPU milliseconds of several calls, after one that is not counted."""
    way()
    least = np.inf
    for _ in range(repeats):
        begun = time.process_time()
        way()
        least = min(least, time.process_time() - begun)
    return 1000 * least


def graphs(attend, N=10, D=8, seed=0):
    """Compare attention on three graphs with models that have another name.

    attend: as causal_self_attention.
    Returns {what is compared: largest difference}.
    """
    rng = np.random.default_rng(seed)
    p, xs = draw_attention(rng, D, 6, 5), rng.normal(size=(N, D))
    pairs = np.array([(i, j) for i in range(N) for j in range(N)])
    past = pairs[pairs[:, 1] <= pairs[:, 0]]
    chain = pairs[np.abs(pairs[:, 0] - pairs[:, 1]) <= 1]
    everything = softmax((xs @ p.W_q) @ (xs @ p.W_k).T / np.sqrt(p.W_q.shape[1])) @ (xs @ p.W_v)
    window = [graph_attention(p, xs[lo : lo + 3], _centre(3))[0][1] for lo in range(N - 2)]
    return {
        "complete graph against self-attention without a mask": _apart(
            graph_attention(p, xs, pairs)[0], everything
        ),
        "edges into the past against causal self-attention": _apart(
            graph_attention(p, xs, past)[0], attend(p, xs[:, None], np.array([N]))[0][:, 0]
        ),
        "chain against a window of 3 that slides, ends left out": _apart(
            graph_attention(p, xs, chain)[0][1:-1], np.array(window)
        ),
    }


def _centre(n):
    """Return all edges among n nodes."""
    return np.array([(i, j) for i in range(n) for j in range(n)])


def _apart(one, other):
    return float(np.abs(one - other).max())


def two_forms(step, T=40, H=6, C=5, seed=0):
    """Run linear attention step by step and all at once.

    step: as linear_attention_step.
    Returns the largest difference, and the first output entry of the last 5 steps in both forms.
    """
    rng = np.random.default_rng(seed)
    qs, ks, vs = (rng.normal(size=(T, 1, size)) for size in (H, H, C))
    S, z, ys = np.zeros((1, H, C)), np.zeros((1, H)), []
    for q, k, v in zip(qs, ks, vs, strict=True):
        y, S, z = step(S, z, q, k, v)
        ys.append(y)
    whole = linear_attention(qs, ks, vs)
    return _apart(np.stack(ys), whole), np.stack(ys)[-5:, 0, 0], whole[-5:, 0, 0]
