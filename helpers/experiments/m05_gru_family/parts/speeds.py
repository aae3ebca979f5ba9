"""CPU time of cells: PyTorch's, the course's in NumPy, and a clockwork RNN's.

Axes  T time, B batch, D input, H hidden.
"""

import time
from functools import partial

import numpy as np
import torch
from torch import nn

from helpers.scratch import cells
from helpers.scratch.contract.protocol import zero_state
from helpers.scratch.init import init_cell
from helpers.scratch.variants.clockwork import clockwork_mask

LAYERS = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}


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
