"""Parity at every step: Grid LSTM and stacked LSTMs at equal weights, by length and depth."""

from helpers.experiments.m11_time_scales.parts.parity import learn

SEEDS = (0, 1, 2)
SETTINGS = {
    "cases": [[8, 2], [16, 2], [8, 4], [8, 6]],  # bits, layers
    "units": {"grid": 24, "stack": 34, "residual": 34},
    "training": {"B": 64, "steps": 600, "every": 20, "rate": 0.01, "enough": 0.01},
}


def run(seed, *, cases, units, training):
    """Train one of each kind for each case.

    Returns {"bits, layers": {kind: as parity.learn returns it}}.
    """
    return {
        f"{k}, {layers}": {
            kind: learn(kind, k, layers, seed, H=H, **training) for kind, H in units.items()
        }
        for k, layers in cases
    }
