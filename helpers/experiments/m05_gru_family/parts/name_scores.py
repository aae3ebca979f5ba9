"""What the stored runs on names scored, within a budget of updates or seconds."""

import numpy as np

from helpers.experiments.names_model import kept

KINDS = ("RNN", "GRU", "LSTM")


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
    scores = {kind: kept_scores(results, kind, **budget) for kind in KINDS}
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
