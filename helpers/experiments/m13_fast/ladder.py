"""The ladder of LSTM training steps, with one thread and with two, in milliseconds of the clock.

It takes the machine for itself: run it when nothing else runs, without OMP_NUM_THREADS.
"""

import time

import torch

from helpers.experiments.m13_fast.parts.diagonals import layers_and_diagonals
from helpers.experiments.m13_fast.parts.remainder import forward_ways
from helpers.experiments.m13_fast.parts.rungs import (
    COMPILED,
    TORCH,
    draw,
    fastest,
    machine,
    step,
    steps,
    threads,
    torch_lstm,
)
from helpers.nn.fast_lstm import FastLSTM

SEEDS = (0, 1, 2)  # blocks of runs, one after the other: all draw the same numbers
SETTINGS = {
    "threads": [1, 2],
    "sizes": {"large": [64, 32, 64, 128], "small": [64, 8, 32, 32]},
    "rounds": {"large": 6, "small": 12},
    "stacks": [[2, 64, 32, 128], [2, 64, 8, 32], [4, 64, 8, 32]],
    "parts": [[64, 32, 64, 128], [32, 1, 32, 64]],
    "compared": [
        [64, 32, 64, 128],
        [128, 64, 128, 256],
        [32, 1, 32, 64],
        [100, 64, 32, 64],
        [256, 32, 64, 128],
    ],
}


def run(seed, *, threads, sizes, rounds, stacks, parts, compared):
    """Measure all rungs at both sizes, and FastLSTM against nn.LSTM at five.

    Returns {threads: {"machine": as rungs.machine returns it, "large" and "small": {rung:
    milliseconds}, "stacks": {"L, T, B, H": {"layers", "diagonals": ms}}, "compared": {"T, B, D, H":
    {"with inputs", "weights", "forward": {way: ms}}}, "parts": {"T, B, D, H": {"product", "loop",
    "FastLSTM", "nn.LSTM": ms}}}}.
    """
    return {str(n): measured(n, sizes, rounds, stacks, parts, compared) for n in threads}


def measured(n, sizes, rounds, stacks, parts, compared):
    """Measure with n threads."""
    clock = time.perf_counter
    with threads(n):
        found = {"machine": machine(clock=clock)}
        for name, count in rounds.items():
            ways = steps(draw(tuple(sizes[name])))
            found[name] = rounded(fastest(ways, count, clock))
        found["stacks"] = {
            ", ".join(map(str, size)): rounded(
                fastest(layers_and_diagonals(*size), rounds["large"], clock)
            )
            for size in stacks
        }
        found["parts"] = {
            ", ".join(map(str, size)): rounded(fastest(forward_ways(tuple(size)), 20, clock))
            for size in parts
        }
        found["compared"] = {", ".join(map(str, size)): against(size) for size in compared}
    return found


def against(size):
    """Time FastLSTM and nn.LSTM on the same work, three kinds of it."""
    drawn, found = draw(tuple(size)), {}
    nets = {COMPILED: FastLSTM.from_scratch(drawn.p), TORCH: torch_lstm(drawn.p)}
    rounds = max(4, min(20, int(1.5e10 / (size[0] * size[1] * size[3] ** 2 * 100))))
    for kind in ("with inputs", "weights", "forward"):
        ways = {name: _work(kind, drawn, net) for name, net in nets.items()}
        found[kind] = rounded(fastest(ways, rounds, time.perf_counter))
    return found


def rounded(ms):
    """Return the milliseconds with four decimals."""
    return {name: round(value, 4) for name, value in ms.items()}


def _work(kind, drawn, net):
    if kind != "forward":
        return lambda: step(drawn, net, inputs=kind == "with inputs")

    def forward():
        with torch.no_grad():
            net(torch.tensor(drawn.xs))

    return forward
