"""A signal of two periods, written without input: three recurrences of about equal weights."""

from helpers.experiments.m11_time_scales.parts.periods import learn

SEEDS = (0, 1, 2)
SETTINGS = {
    "kinds": {  # about equal seconds of CPU: an LSTM's update takes a sixth
        "clockwork": {"H": 49, "steps": 1000},
        "LSTM": {"H": 19, "steps": 6000},
        "plain": {"H": 38, "steps": 1000},
    },
    "training": {"every": 100, "rate": 0.005},
}


def run(seed, *, kinds, training):
    """Train one network of each kind.

    Returns {kind: as periods.learn returns it}.
    """
    return {kind: learn(kind, seed, **one, **training) for kind, one in kinds.items()}
