"""An LSTM in NumPy learns the adding problem, on gradients that the caller computes.

Axes  T time, B batch, H hidden.
"""

import numpy as np

from helpers.datasets.tasks import adding_problem, draw_adding
from helpers.experiments.character_model import progress
from helpers.scratch import init, optim

SETTINGS = {"T": 50, "H": 32, "B": 32, "rate": 0.01, "updates": 400, "every": 50}


def adding_test(T, rows=500):
    """Draw the sequences of the test errors.   Shapes: -> xs (T, rows, 2), targets (rows,)."""
    return adding_problem(T, *draw_adding(np.random.default_rng(12345), T, rows))


def train_adding(gradients, forget_bias, T, H, B, rate, updates, every, seed=0):
    """Train with Adam, gradients clipped at norm 1.

    gradients: (params, xs (T, B, 2), targets (B,)) -> mean squared error, and gradients in the form
    of params = (LSTMParams, W_y (H, 1), b_y (1,)).
    Returns params, and {update: test error} at every `every` updates.
    """
    rng, test = np.random.default_rng(seed), adding_test(T)
    p, W_y = init.init_lstm(rng, 2, H, forget_bias), rng.normal(size=(H, 1)) / np.sqrt(H)
    params, errors = (p, W_y, np.zeros(1)), {}
    state = optim.adam_start(params)
    for update in progress(updates + 1):
        if update % every == 0:
            errors[update] = gradients(params, *test)[0]
        batch = adding_problem(T, *draw_adding(rng, T, B))
        clipped, _ = optim.clip_by_norm(gradients(params, *batch)[1], 1.0)
        params, state = optim.adam_step(params, clipped, state, rate)
    return params, errors
