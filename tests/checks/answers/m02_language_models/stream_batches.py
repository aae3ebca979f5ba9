"""Answers to stream_batches that its record did not foresee."""

import numpy as np

from helpers.datasets import batching
from tests.checks.answers import wrong


def rolled_stream(ids, B, T):
    s = len(ids) // B
    x = ids[: B * s].reshape(B, s).T
    y = np.roll(ids, -1)[: B * s].reshape(B, s).T
    return [(x[t : t + T], y[t : t + T]) for t in range(0, s, T)]


def blocks_of_B_T(ids, B, T):
    out = []
    for a in range(0, len(ids) - B * T, B * T):
        out.append((ids[a : a + B * T].reshape(B, T).T, ids[a + 1 : a + B * T + 1].reshape(B, T).T))
    return out


def exchanged_and_batch_first(ids, B, T):
    s = (len(ids) - 1) // B
    x = ids[: B * s].reshape(B, s)
    y = ids[1 : B * s + 1].reshape(B, s)
    return [(y[:, t : t + T], x[:, t : t + T]) for t in range(0, s, T)]


def sliding_windows(ids, B, T):
    s = (len(ids) - 1) // B
    x = ids[: B * s].reshape(B, s).T
    y = ids[1 : B * s + 1].reshape(B, s).T
    return [(x[t : t + T], y[t : t + T]) for t in range(s - T)]


def one_step_at_least(ids, B, T):
    steps = (len(ids) - 1) // B
    rows = ids[: B * steps].reshape(B, steps).T
    return [(rows[t : t + T], rows[t + 1 : t + T + 1]) for t in range(0, steps - 1, T)]


WRONG = (
    wrong(rolled_stream, "The rows have N // B steps, so where B divides"),
    wrong(blocks_of_B_T, "Row b of the second batch does not continue"),
    wrong(exchanged_and_batch_first, "Inputs and targets are swapped, and both are"),
    wrong(sliding_windows, "The batches overlap:"),
    wrong(one_step_at_least, "batches["),
    wrong(lambda ids, B, T: list(batching.stream_batches(ids, B, T)), "the course's own"),
    wrong(
        lambda ids, B, T: [(ids[i : i + T], ids[i + 1 : i + T + 1]) for i in range(0, len(ids), T)],
        "a list of 5, expected a list of 2",
        slip=False,
    ),
)
EDGES = {
    "T = 1": lambda cases: any(T == 1 for _, _, T in cases),
    "B = 1": lambda cases: any(B == 1 for _, B, _ in cases),
    "one batch": lambda cases: any((len(ids) - 1) // B <= T for ids, B, T in cases),
    "a short last batch": lambda cases: any((len(ids) - 1) // B % T for ids, B, T in cases),
    "tokens left over": lambda cases: any((len(ids) - 1) % B for ids, B, _ in cases),
    "a vocabulary of one": lambda cases: any(len(set(ids.tolist())) == 1 for ids, _, _ in cases),
}
