"""Compares FastLSTM with torch.nn.LSTM: with the inputs' gradient, without it, and forward alone.

Run by hand: `python tests/benchmarks/fast_lstm.py`. Both run in turns, so that what else the
machine does meets both; a ratio is FastLSTM's median time over nn.LSTM's, and in brackets its
fastest over nn.LSTM's. Each number of threads has a process of its own. --cpu measures the
processor time of one thread, for a machine that is not quiet.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import torch
from bench_lstm import OVER_T, SIZES, draw, rounds
from table import markdown

from helpers.nn.fast_lstm import FastLSTM

HERE = Path(__file__).resolve()
HEAD = ("T, B, D, H", "threads", "nn.LSTM ms", "all gradients", "weights' alone", "forward alone")


def main():
    """Measure one number of threads, or print the table of all."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    words.add_argument("--rounds", type=int, default=0, help="for each size; else by its work")
    words.add_argument("--cpu", action="store_true", help="processor time, of one thread")
    words.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    words = words.parse_args()
    if words.here:
        for size in dict.fromkeys([*SIZES, *OVER_T]):
            print("\t".join(row(size, words)), flush=True)
        return
    lines = []
    for threads in [1] if words.cpu else words.threads:
        command = [sys.executable, str(HERE), "--here", "--threads", str(threads)]
        command += ["--rounds", str(words.rounds), *(["--cpu"] if words.cpu else [])]
        free = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        done = subprocess.run(command, env=free, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"fast_lstm: the run with {threads} threads failed.")
        lines += [line.split("\t") for line in done.stdout.splitlines()]
    print(markdown(HEAD, lines))


def row(size, words):
    """Measure one size -> the cells of its row."""
    torch.set_num_threads(words.threads[0])
    ways = ways_of(draw(*size))
    times = {name: [] for name in ways}
    clock = time.process_time if words.cpu else time.perf_counter
    for count in range(3 + (words.rounds or rounds(size))):
        for name, step in ways.items():
            start = clock()
            step()
            if count >= 3:  # the first rounds compile, and fill caches
                times[name].append(1000 * (clock() - start))
    ratios = []
    for kind in ("all", "weights", "forward"):
        fast, plain = times[f"fast {kind}"], times[f"torch {kind}"]
        usual, best = (over(fast) / over(plain) for over in (statistics.median, min))
        ratios.append(f"{usual:.2f} ({best:.2f})")
    usual = statistics.median(times["torch all"])
    return [", ".join(map(str, size)), str(words.threads[0]), f"{usual:.3g}", *ratios]


def ways_of(run):
    """Return the steps to measure by name, each kind's two next to each other."""
    fast = FastLSTM.from_scratch(run.p)
    plain = torch.nn.LSTM(*run.xs.shape[2:], run.h0.shape[1])
    free, held = (torch.tensor(run.xs, requires_grad=needed) for needed in (True, False))
    dhs, ways = torch.tensor(run.dhs), {}
    for name, module in (("torch", plain), ("fast", fast)):
        weights = tuple(module.parameters())
        ways["all", name] = gradients_of(module, free, (free, *weights), dhs)
        ways["weights", name] = gradients_of(module, held, weights, dhs)
        ways["forward", name] = torch.no_grad()(lambda module=module: module(held))
    return {f"{name} {kind}": ways[kind, name] for kind, name in sorted(ways)}


def gradients_of(module, xs, inputs, dhs):
    """Return a training step. Shapes: xs (T, B, D); dhs (T, B, H)."""
    return lambda: torch.autograd.grad(module(xs)[0], inputs, dhs)


if __name__ == "__main__":
    main()
