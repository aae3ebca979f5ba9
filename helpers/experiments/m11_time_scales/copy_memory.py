"""Copy memory: ten symbols held over 50, 100 or 200 blanks, by seven recurrences."""

from helpers.experiments.m11_time_scales.parts.copying import learn

SEEDS = (0, 1, 2)
SETTINGS = {
    "lengths": {
        "50": ["leaky", "clockwork", "Cayley tanh", "GRU", "LSTM", "unitary", "LRU"],
        "100": ["leaky", "clockwork", "Cayley tanh", "GRU", "LSTM", "unitary", "LRU"],
        "200": ["GRU", "LSTM", "unitary", "LRU"],
    },
    "kinds": {
        "leaky": {"H": 128, "rate": 0.003, "steps": 250},
        "clockwork": {"H": 128, "rate": 0.003, "steps": 250},
        "Cayley tanh": {"H": 128, "rate": 0.001, "steps": 250},
        "GRU": {"H": 72, "rate": 0.005, "steps": 500},
        "LSTM": {"H": 64, "rate": 0.005, "steps": 500},
        "unitary": {"H": 128, "rate": 0.003, "steps": 300},
        "LRU": {"H": 128, "rate": 0.003, "steps": 300},
    },
    "training": {"B": 32, "every": 10},
}


def run(seed, *, lengths, kinds, training):
    """Train each recurrence on each number of blanks.

    Returns {blanks: {kind: as copying.learn returns it}}.
    """
    return {
        T: {kind: learn(kind, int(T), seed, **kinds[kind], **training) for kind in names}
        for T, names in lengths.items()
    }
