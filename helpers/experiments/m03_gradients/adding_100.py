"""The adding problem over 100 steps: four networks, five seeds each."""

from helpers.experiments.adding import train_adding

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {
    "T": 100,
    "H": 64,
    "B": 32,
    "steps": 1500,
    "every": 100,
    "stop": 0.005,
    "rates": {"tanh": 0.001, "orthogonal tanh": 0.001, "IRNN": 0.001, "LSTM": 0.005},
}


def run(seed, *, rates, **settings):
    """Train each network: {kind: {"steps": [...], "errors": [...], "largest_norm": number}}."""
    results = {}
    for kind, rate in rates.items():
        done = train_adding(kind, rate=rate, seed=seed, **settings)
        results[kind] = {
            "steps": done.steps,
            "errors": done.errors,
            "largest_norm": max(done.norms),
        }
    return results
