"""Letters drawn by a pen: a Gaussian, a mixture of 10, and a VRNN, their scores and their letters.

No floor is known: scores are nats a step.
"""

import numpy as np
import torch

from helpers.experiments.m12_latent.parts.sequences import learn, noise, tensor
from helpers.experiments.m12_latent.parts.tasks import strokes

VRNN = {"model": "VRNN", "H": 64, "Z": 8, "F": 64}

SEEDS = (0, 1, 2)
SETTINGS = {
    "data": {"T": 40},
    "plans": {
        "Gaussian": {"model": "GRU", "H": 64, "K": 1, "steps": 2000, "rate": 0.005},
        "mixture of 10": {"model": "GRU", "H": 64, "K": 10, "steps": 2000, "rate": 0.005},
        "VRNN": {**VRNN, "steps": 1000, "rate": 0.005, "anneal": 0.4},
    },
    "letters": 8,
}


def run(seed, *, data, plans, letters):
    """Train each model, and let it write letters.

    Returns {name: as sequences.learn returns it, and "written": (T, letters, 2) in lists}.
    """
    task, found = strokes(**data), {}
    for name, plan in plans.items():
        model, result = learn(plan, task, seed)
        xs = write(model, np.random.default_rng([seed, 2]), *task.tests.shape[::2], letters)
        found[name] = result | {"written": np.round(xs, 3).tolist()}
    return found


def write(model, rng, T, D, B):
    """Let a model write B sequences. Shapes: -> (T, B, D) array."""
    with torch.no_grad():
        if hasattr(model, "Z"):
            return model.sample(noise(rng, T, B, model.Z), noise(rng, T, B, D)).numpy()
        x, state, xs = torch.zeros(1, B, D), None, []
        for _ in range(T):
            hs, state = model.layer(x, state)
            x = model.output.sample(hs[0], tensor(rng.uniform(size=B)), noise(rng, B, D))[None]
            xs.append(x[0])
        return torch.stack(xs).numpy()
