"""The adding problem over 100 steps for the cell of 1997 and for LSTMs with other forget biases.

tanh and the LSTM with forget bias 1 are in `adding_100`, with the same sizes and seeds.
"""

import numpy as np
import torch

from helpers.datasets.tasks import adding_problem, draw_adding
from helpers.experiments.adding import TEST_ROWS, TEST_SEED, AddingNetwork
from helpers.experiments.gated_networks import set_gates
from helpers.nn.train import train

SEEDS = (0, 1, 2, 3, 4)
SETTINGS = {"T": 100, "H": 64, "B": 32, "rate": 0.005, "steps": 1500, "every": 100, "stop": 0.005}
CELLS = {
    "1997, input bias 0": {"forget": False},
    "1997, input bias -3": {"forget": False, "input_bias": -3.0},
    "LSTM, forget bias 0": {"forget_bias": 0.0},
    "LSTM, forget bias 5": {"forget_bias": 5.0},
}


def run(seed, **settings):
    """Train each cell: {name: {"steps": [...], "errors": [...]}}."""
    return {name: train_cell(gates, seed, **settings) for name, gates in CELLS.items()}


def train_cell(gates, seed, T, H, B, rate, steps, every, stop):
    """Train one network with the gates that set_gates is told, until the test error is `stop`."""
    rng = np.random.default_rng(seed)
    model = AddingNetwork("LSTM", H, rng)
    set_gates(model.layer, **gates)
    optimizer = torch.optim.Adam(model.parameters(), rate)
    test = _batch(np.random.default_rng(TEST_SEED), T, TEST_ROWS)
    done, errors = [0], [_test_error(model, test)]
    while done[-1] < steps and errors[-1] > stop:
        train(model, lambda _: _batch(rng, T, B), _error, optimizer, every, clip=1.0, bar=False)
        done.append(done[-1] + every)
        errors.append(_test_error(model, test))
    return {"steps": done, "errors": errors}


def _batch(rng, T, B):
    """Draw a batch as float32 tensors."""
    arrays = adding_problem(T, *draw_adding(rng, T, B))
    return [torch.tensor(array, dtype=torch.float32) for array in arrays]


def _error(model, batch):
    xs, targets = batch
    return ((model(xs) - targets) ** 2).mean()


def _test_error(model, batch):
    with torch.no_grad():
        return float(_error(model, batch))
