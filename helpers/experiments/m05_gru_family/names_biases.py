"""The GRU and the LSTM of names_compared with the other gate bias: z 1 in place of 0, f 0 of 1."""

import numpy as np
import torch

from helpers.experiments.names_model import NameModel, corpus, learn, width_for

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {
    "keep_biases": {"GRU": 1.0, "LSTM": 0.0},
    "rates": [0.002, 0.005, 0.01],
    "weights": 18_800,
    "D": 16,
    "steps": 1200,
    "every": 50,
}


def run(seed, *, keep_biases, rates, weights, D, steps, every):
    """Train each network on the split, the first weights and the batches of one seed.

    keep_biases: {kind: the first bias of the gate that keeps, a GRU's z or an LSTM's f}.
    Returns {kind: {"H": units, "runs": [rows of each rate]}}; rows as names_model.learn's.
    """
    data, results = corpus(seed), {}
    for kind, bias in keep_biases.items():
        H, runs = width_for(kind, data.V, D, weights), []
        for rate in rates:
            model = NameModel(kind, data.V, D, H, np.random.default_rng(seed))
            set_keep_bias(model.layer, bias)
            rows = learn(model, data, seed, rate, steps, every)
            runs.append([[round(value, 4) for value in row] for row in rows])
        results[kind] = {"H": H, "runs": runs}
    return results


def set_keep_bias(layer, bias):
    """Set the bias of z in PyTorch's GRU, of f in its LSTM: both are the second block of H."""
    H = layer.hidden_size
    with torch.no_grad():  # PyTorch adds two biases
        layer.bias_ih_l0[H : 2 * H] = bias
        layer.bias_hh_l0[H : 2 * H] = 0.0
