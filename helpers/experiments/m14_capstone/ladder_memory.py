"""Track b: the longest adding problem that a network solves within a budget of seconds."""

import time

from helpers.experiments.adding import train_adding

SEEDS = (0, 1, 2)
SETTINGS = {
    "kinds": {"RNN": ["tanh", 0.001], "IRNN": ["IRNN", 0.001], "LSTM": ["LSTM", 0.005]},
    "lengths": [25, 50, 100, 200, 400],
    "budget": 30.0,
    "training": {"H": 64, "steps": 2000, "B": 32, "every": 50, "stop": 0.01},
}


def run(seed, *, kinds, lengths, budget, training):
    """Train on longer and longer sequences, each time anew, until one is not solved in time.

    Solved is a mean squared error of at most training["stop"] on test sequences within `budget`
    CPU seconds; a network that always says 1 has 1/6.
    Returns {kind: rows [T, seconds, steps, error]}; the last one is the one not solved, if any.
    """
    found = {}
    for name, (kind, rate) in kinds.items():
        rows = []
        for T in lengths:
            begun = time.process_time()
            trial = train_adding(kind, T, rate=rate, seed=seed, **training)
            seconds = round(time.process_time() - begun, 1)
            rows.append([T, seconds, trial.steps[-1], round(trial.errors[-1], 4)])
            if seconds > budget or rows[-1][3] > training["stop"]:
                break
        found[name] = rows
    return found
