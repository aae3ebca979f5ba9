"""A character LSTM on the standard library's source: which units follow what the code does.

Running it writes the weights of seed 0 to data/weights/source_lstm.npz.
"""

import numpy as np

from helpers.datasets.source_code import (
    SIGNALS,
    best_unit_for,
    code_windows,
    split_code,
    unit_correlations,
)
from helpers.experiments.source_reader import (
    held_out_nats,
    read,
    rounded,
    save_reader,
    train_reader,
    training_ids,
)

SEEDS = (0, 1, 2)
SETTINGS = {"D": 32, "H": 128, "B": 32, "T": 128, "rate": 0.004, "steps": 3500}
WINDOWS, LENGTH, WARM_UP = 40, 1200, 200  # of text; the first steps of each are not counted
GROUPS = 8  # of the held-out windows, for a spread


def run(seed, **settings):
    """Train a reader, and find its units on training files and measure them on held-out ones.

    Returns {"nats": of held-out text, "signals": {name: as measure_units does}, "untrained": the
    same for the first weights}. What is measured are the weights rounded to float16.
    """
    training, held_out = split_code()
    ids = training_ids(training, np.random.default_rng(seed))
    first, weights = (
        rounded(train_reader(ids, seed, **{**settings, "steps": steps}))
        for steps in (0, settings["steps"])
    )
    if seed == SEEDS[0]:
        save_reader(weights)
    return {
        "nats": held_out_nats(weights, code_windows(held_out, WINDOWS, LENGTH)[1]),
        "signals": measure_units(weights, training, held_out),
        "untrained": measure_units(first, training, held_out),
    }


def measure_units(weights, training, held_out):
    """Choose the best unit for each signal on training files, and measure it on held-out ones.

    Returns {signal: {"unit", "chosen" (its r on training windows), and as on_held_out returns}}.
    """
    cells, _, signals = cells_of(weights, training)
    new_cells, _, new_signals = cells_of(weights, held_out)
    found = {}
    for name in SIGNALS:
        unit, chosen = best_unit_for(flat(cells), signals[name].ravel())
        measured = on_held_out(unit, new_cells, new_signals[name])
        found[name] = {"unit": unit, "chosen": round(chosen, 4), **measured}
    return found


def on_held_out(unit, cells, signal):
    """Correlate one unit, and all units, with a signal.

    Shapes: cells (T, B, H), signal (T, B) -> {"r": of the unit, "groups": in each of 8 groups of
    windows, "all": of every unit}.
    """
    everywhere = unit_correlations(flat(cells), signal.ravel())
    groups = [
        unit_correlations(flat(some[:, :, [unit]]), wanted.ravel())[0]
        for some, wanted in zip(
            np.array_split(cells, GROUPS, axis=1),
            np.array_split(signal, GROUPS, axis=1),
            strict=True,
        )
    ]
    return {
        "r": round(float(everywhere[unit]), 4),
        "groups": [round(float(r), 4) for r in groups],
        "all": [round(float(r), 4) for r in everywhere],
    }


def cells_of(weights, sources, run=read):
    """Read windows of source files.

    run: (weights, ids) -> hs, cs.
    Shapes: -> tanh(c) (T, B, H), ids (T, B), {signal: (T, B)}, the warm-up cut off.
    """
    _, ids, signals = code_windows(sources, WINDOWS, LENGTH)
    cs = run(weights, ids)[1][WARM_UP:]
    return np.tanh(cs), ids[WARM_UP:], {name: s[WARM_UP:] for name, s in signals.items()}


def flat(cells):
    """Put windows one after the other. Shapes: (T, B, H) -> (T * B, H)."""
    return cells.reshape(-1, cells.shape[-1])
