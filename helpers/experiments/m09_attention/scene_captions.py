"""Captions of drawn scenes, with attention, without, and with the doubly stochastic penalty.

Running it writes the weights of seed 0, with attention, to data/weights/scene_captioner.npz.
"""

import numpy as np
import torch
from torch import nn

from helpers.datasets.generated.scenes import COLOURS, KINDS, SHAPES
from helpers.experiments.m09_attention.parts import captioner
from helpers.nn.batches import shuffled_rows
from helpers.scratch.modules.m09_attention import exact_match, token_accuracy

SEEDS = (0, 1, 2)
SETTINGS = {
    "sizes": {"D": 32, "H": 48},
    "training": {"B": 64, "rate": 0.008, "steps": 1500},
    "train": 6000,
    "test": 400,
    "penalties": {"mean of the grid": 0.0, "attention": 0.0, "attention, penalty": 1.0},
}
HELD_OUT = tuple(zip(COLOURS, SHAPES, strict=True))  # each colour once, and each shape
SEEN = tuple(kind for kind in KINDS if kind not in HELD_OUT)


def run(seed, *, sizes, training, train, test, penalties):
    """Train a captioner of each kind on scenes of one or two objects, none of HELD_OUT.

    Returns {kind: {"seen": scores on other such scenes, "new": on scenes of HELD_OUT alone,
    "three": on scenes of three objects}}.
    """
    rng = np.random.default_rng([seed, 5])
    tests = {
        "seen": captioner.draw_scenes(rng, test, SEEN),
        "new": captioner.draw_scenes(rng, test, HELD_OUT),
    }
    tests["three"] = captioner.draw_scenes(rng, test, SEEN, objects=(3,))
    pool, found = captioner.draw_scenes(rng, train, SEEN), {}
    for kind, penalty in penalties.items():
        attends = kind != "mean of the grid"
        model = captioner.Captioner(np.random.default_rng(seed), attends=attends, **sizes)
        fit(model, pool, seed, penalty=penalty, **training)
        if kind == "attention" and seed == SEEDS[0]:
            captioner.save_captioner(model)
        found[kind] = {name: scores(model, scenes) for name, scenes in tests.items()}
    return found


def fit(model, scenes, seed, *, penalty, B, rate, steps):
    """Train by Adam, the rate falling to 0 in a line, gradients clipped at norm 1."""
    torch.set_num_threads(1)
    rows_of, weights = shuffled_rows(len(scenes.lengths), B, seed), list(model.parameters())
    update = torch.optim.Adam(weights, rate)
    for step in range(steps):
        update.param_groups[0]["lr"] = rate * (1 - step / steps)
        loss = model.loss(scenes.take(rows_of(step)), penalty)
        model.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(weights, 1.0)
        update.step()


@torch.no_grad()
def scores(model, scenes):
    """Score greedy captions, and where attention is under teacher forcing.

    Returns {"exact", "tokens": exact match and token accuracy, "nats": loss of a caption} and what
    captioner.pointing returns.
    """
    ids, _ = model.describe(scenes.images)
    _, weights = model(scenes.images, scenes.captions)
    return {
        "exact": round(exact_match(ids, scenes.captions, captioner.EOS), 4),
        "tokens": round(token_accuracy(ids, scenes.captions, captioner.EOS), 4),
        "nats": round(float(model.loss(scenes, 0.0)), 4),
        **captioner.pointing(weights.numpy(), scenes.drawn),
    }
