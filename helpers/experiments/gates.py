"""Module 05's short experiments: a leak, gradients by lag, speed, a counter, intervals, clocks.

Axes  T time, B batch, D input, H hidden.
"""

import math
import time
from functools import partial

import numpy as np
import torch
from torch import nn

from helpers.experiments.names_model import kept
from helpers.scratch import cells
from helpers.scratch.contract.protocol import zero_state
from helpers.scratch.init import init_cell
from helpers.scratch.variants.clockwork import clockwork_cell, clockwork_mask
from helpers.scratch.variants.lstm import PeepholeParams

LAYERS = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
UNTRAINED = {  # name -> cell, bias of a GRU's update gate
    "RNN": (cells.RNN, None),
    "GRU": (cells.GRU, None),
    "GRU, z bias 1": (cells.GRU, 1.0),
    "LSTM, f bias 1": (cells.LSTM, None),
    "clockwork": (clockwork_cell(np.repeat(2 ** np.arange(8), 8)), None),
}


# ------------------------------------------------------------------ a leak


def marked_values(rng, T, B, share=0.06):
    """Draw values, of which a few are marked, and the last marked one at each step.

    Shapes: -> values, marks, targets (T, B). The first step is always marked.
    """
    values, marks = rng.uniform(-1, 1, size=(T, B)), rng.uniform(size=(T, B)) < share
    marks[0] = True
    last = np.maximum.accumulate(np.where(marks, np.arange(T)[:, None], 0), axis=0)
    return values, marks.astype(float), np.take_along_axis(values, last, axis=0)


def leak(values, keep):
    """Run h_next = keep * h + (1 - keep) * value from 0. Shapes: values, keep (T, B) -> (T, B)."""
    h, hs = np.zeros(values.shape[1]), []
    for value, share in zip(values, np.broadcast_to(keep, values.shape), strict=True):
        h = share * h + (1 - share) * value
        hs.append(h)
    return np.array(hs)


# ------------------------------------------------------------------ gradients


def state_gradient_by_lag(cell, seed, *, keep_bias=None, D=8, H=64, T=100, B=4):
    """Measure how far a gradient reaches in a cell that is not trained yet.

    keep_bias: of a GRU's update gate, 0 if None; an LSTM's forget bias is 1 here.
    The loss reads the shown state of the last step in a random direction; the inputs are normal.
    Shapes: -> (T + 1,): mean over rows of ln norm of the gradient of the whole state, h and c
    where there is one, as a norm again, divided by that at lag 0.
    """
    rng = np.random.default_rng(seed)
    p, xs, caches = init_cell(rng, cell, D, H), rng.normal(size=(T, B, D)), []
    if keep_bias is not None:
        p.b_x[H : 2 * H] = keep_bias  # blocks run r, z, n
    state = zero_state(cell, p, B)
    for t, x in enumerate(xs):
        *state, cache = cell.step(p, x, *state, **({"t": t} if cell.timed else {}))
        caches.append(cache)
    dstate = [rng.normal(size=(B, H)), *(np.zeros_like(s) for s in state[1:])]
    norms = [np.linalg.norm(np.hstack(dstate), axis=1)]
    for cache in caches[::-1]:
        _, *dstate, _ = cell.step_backward(p, cache, *dstate)
        norms.append(np.linalg.norm(np.hstack(dstate), axis=1))
    logs = np.log(np.maximum(norms, 1e-300)).mean(axis=1)
    return np.exp(logs - logs[0])


# ------------------------------------------------------------------ speed


def time_torch(kind, D, H, T, B):
    """Make a function that runs one of PyTorch's layers forward and backward once."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        layer, xs = LAYERS[kind](D, H), torch.randn(T, B, D)

    def run():
        layer.zero_grad()
        layer(xs)[0].sum().backward()

    return run


def time_numpy(kind, D, H, T, B):
    """Make a function that runs one of the course's NumPy cells forward and backward once."""
    cell, rng = {"RNN": cells.RNN, "GRU": cells.GRU, "LSTM": cells.LSTM}[kind], np.random
    rng = rng.default_rng(0)
    p, xs = init_cell(rng, cell, D, H), rng.normal(size=(T, B, D))

    def run():
        state, caches = zero_state(cell, p, B), []
        for x in xs:
            *state, cache = cell.step(p, x, *state)
            caches.append(cache)
        dstate = [np.ones((B, H)), *(np.zeros((B, H)) for _ in state[1:])]
        for cache in caches[::-1]:
            _, *dstate, _ = cell.step_backward(p, cache, *dstate)

    return run


def fastest(runs, rounds=5):
    """Time functions in turn, several rounds: {name: least CPU milliseconds}.

    The least time is the one that other programs on the machine disturbed least.
    """
    best = dict.fromkeys(runs, np.inf)
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.process_time()
            run()
            best[name] = min(best[name], 1000 * (time.process_time() - start))
    return best


def measure_speed(D=64, H=128, T=32, B=32):
    """Time RNN, GRU and LSTM: {"PyTorch" or "NumPy": {kind: milliseconds}}, one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        return {
            name: fastest({kind: make(kind, D, H, T, B) for kind in LAYERS})
            for name, make in (("PyTorch", time_torch), ("NumPy", time_numpy))
        }
    finally:
        torch.set_num_threads(threads)


# ------------------------------------------------------------------ intervals


def bootstrap_interval(differences, rng, draws=1000):
    """Take the middle 95 % of the means of resampled differences. Shapes: (n,) -> mean, low, high.

    Source: Efron (1979), the percentile interval.
    """
    picked = rng.integers(len(differences), size=(draws, len(differences)))
    low, high = np.quantile(np.asarray(differences)[picked].mean(axis=1), [0.025, 0.975])
    return float(np.mean(differences)), float(low), float(high)


def coverage(intervals, n, rounds=2000, spread=1.0, shared=3.0):
    """Return how often intervals hold the true difference, which is 0, and how wide they are.

    intervals: name -> function(scores_a, scores_b) -> mean, low, high. Scores of a seed have a
    part that both models share, of standard deviation `shared`, and one of their own each, so
    that differences have the standard deviation `spread`.
    Shapes: -> {name: (share that hold it, median width)}.
    """
    rng = np.random.default_rng(0)
    found = {name: [] for name in intervals}
    for _ in range(rounds):
        seeds = shared * rng.normal(size=n)
        scores = [seeds + spread / np.sqrt(2) * rng.normal(size=n) for _ in range(2)]
        for name, interval in intervals.items():
            found[name].append(interval(*scores)[1:])
    return {
        name: (
            float(np.mean([low <= 0 <= high for low, high in ends])),
            float(np.median([high - low for low, high in ends])),
        )
        for name, ends in found.items()
    }


def unpaired_interval(scores_a, scores_b, t_975):
    """Take the interval by t of two independent samples of equal size, their variances pooled.

    Shapes: (n,), (n,) -> mean, low, high.   t_975: {degrees of freedom: 0.975 quantile of t}.
    """
    n, mean = len(scores_a), float(np.mean(scores_a) - np.mean(scores_b))
    pooled = (np.var(scores_a, ddof=1) + np.var(scores_b, ddof=1)) / n
    half = t_975[2 * n - 2] * np.sqrt(pooled)
    return mean, mean - half, mean + half


def fisher_p(a, b, n):
    """Return how likely two shares of n are at least as far apart, if both have one chance.

    a, b: successes of n each.   Source: Fisher's exact test, two-sided: tables that are no more
    likely than the one found, all with the same sums.
    """
    ways = {
        k: math.comb(n, k) * math.comb(n, a + b - k)
        for k in range(max(0, a + b - n), min(n, a + b) + 1)
    }
    return sum(w for w in ways.values() if w <= ways[a]) / sum(ways.values())


# ------------------------------------------------------------------ a counter, clocks


def counter_weights(N):
    """Set the weights of one unit with peepholes that fires at every N-th step, without inputs.

    The memory grows by 1 / N a step; when it has reached 1, o opens, and one step later f, which
    sees the old memory, closes: the count begins again.
    """
    sharp, theta = 40.0 * N, 1 - 0.5 / N  # 20 to either side: a gate of 1 - 2e-9 or 2e-9
    return PeepholeParams(
        W_x=np.zeros((1, 4)),
        W_h=np.zeros((1, 4)),
        b=np.array([30.0, sharp * theta, np.arctanh(1 / N), -sharp * theta]),
        p_i=np.zeros(1),
        p_f=np.array([-sharp]),
        p_o=np.array([sharp]),
    )


def run_counter(step, N, T):
    """Run the counter with a peephole step: its memory and what it shows. Shapes: -> (T,), (T,)."""
    p, x, h, c = counter_weights(N), np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1))
    cs, hs = [], []
    for _ in range(T):
        h, c = step(p, x, h, c)[:2]
        cs.append(c[0, 0])
        hs.append(h[0, 0])
    return np.array(cs), np.array(hs)


def clockwork_costs(step, group, groups, D, B, rounds=5):
    """Count and time a clockwork RNN against an Elman network of as many units.

    The units form groups of equal size with the periods 1, 2, 4, ..., in this order: those that
    run at a step are the first ones, so that a slice of W_h is enough, masked once.
    step: (p, x, h, periods, t) -> h_next, timed beside the slices.
    Timed are as many steps as the longest period has, forward alone.
    Returns (products a step and row: Elman, clockwork), {"Elman", "clockwork, sliced",
    "clockwork_step": milliseconds}.
    """
    periods = np.repeat(2 ** np.arange(groups), group)
    H, T, rng = len(periods), int(periods[-1]), np.random.default_rng(0)
    feeds = periods[:, None] >= periods[None, :]
    running = [int(clockwork_mask(periods, t).sum()) for t in range(T)]
    needed = np.mean([m * D + feeds[:, :m].sum() for m in running])
    p, xs = init_cell(rng, cells.RNN, D, H), rng.normal(size=(T, B, D))
    masked = p.W_h * feeds

    def sliced(x, h, t):
        m, h = running[t], h.copy()
        h[:, :m] = np.tanh(x @ p.W_x[:, :m] + h @ masked[:, :m] + p.b[:m])
        return h

    steps = {
        "Elman": lambda x, h, t: cells.rnn_step(p, x, h)[0],
        "clockwork, sliced": sliced,
        "clockwork_step": lambda x, h, t: step(p, x, h, periods, t),
    }
    timed = fastest({name: partial(_walk, step, xs, H) for name, step in steps.items()}, rounds)
    return (H * (D + H), float(needed)), timed


def _walk(step, xs, H):
    """Run a step over a sequence from zeros."""
    h = np.zeros((xs.shape[1], H))
    for t, x in enumerate(xs):
        h = step(x, h, t)


# ------------------------------------------------------------------ stored runs on names


def kept_scores(results, kind, updates=np.inf, seconds=np.inf):
    """Return the test loss of each seed within a budget, and the updates that were made for it.

    results: of the experiment names_compared. Kept is, of all learning rates and all moments
    within the budget, the one with the lowest loss on the validation names.
    Shapes: -> nats (seeds,), updates (seeds,).
    """
    rows = [
        kept([row for run in result[kind]["runs"] for row in run], updates, seconds)
        for result in results
    ]
    return np.array([row[3] for row in rows]), np.array([row[0] for row in rows])


def scores_by_kind(results, **budget):
    """Return kept_scores of RNN, GRU and LSTM, and the scores of counts, which need no updates.

    Shapes: -> {kind: (nats (seeds,), updates (seeds,))}.
    """
    scores = {kind: kept_scores(results, kind, **budget) for kind in LAYERS}
    counts = np.array([result["counts"] for result in results])
    return scores | {"counts": (counts, np.zeros(len(counts)))}


def bias_scores(usual, other, **budget):
    """Return kept_scores of GRU and LSTM for either first bias of the gate that keeps, z or f.

    usual, other: results of the experiments names_compared and names_biases.
    Shapes: -> {cell: (nats (seeds,), updates (seeds,))}.
    """
    named = {"GRU, z 0": (usual, "GRU"), "GRU, z 1": (other, "GRU")}
    named |= {"LSTM, f 0": (other, "LSTM"), "LSTM, f 1": (usual, "LSTM")}
    return {name: kept_scores(results, kind, **budget) for name, (results, kind) in named.items()}


def pair_intervals(scores, pairs, interval):
    """Compare kinds on equal seeds: {"A - B": (differences (seeds,), mean, low, high)}.

    scores: as scores_by_kind.   interval: (scores_a, scores_b) -> mean, low, high.
    """
    return {
        f"{a} - {b}": (scores[a][0] - scores[b][0], *interval(scores[a][0], scores[b][0]))
        for a, b in pairs
    }


def seconds_of(results, kind, updates):
    """Return the median CPU seconds that a kind of network took for a number of updates."""
    taken = [row[1] for one in results for run in one[kind]["runs"] for row in run]
    steps = [row[0] for one in results for run in one[kind]["runs"] for row in run]
    return float(np.median([s for s, step in zip(taken, steps, strict=True) if step == updates]))
