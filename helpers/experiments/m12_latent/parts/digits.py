"""Trains DRAW on digits of 8 by 8 pixels, black or white; with one write it is a VAE.

Axes  T writes, B images, R rows, C columns, Z latent numbers a write.   Scores in nats an image.
"""

import numpy as np
import torch

from helpers.datasets.images.digits import binarise, load_digits
from helpers.experiments.m11_time_scales.parts.fit import count, fit
from helpers.experiments.m12_latent.parts.sequences import noise, tensor
from helpers.nn.latent.draw import DRAW
from helpers.scratch.modules.m12_gaussians import importance_bound

SHOWN = 6  # images of its own
REDRAWN = 4  # of the held-out images


def images():
    """Return the images to train on and those held out, (N, 8, 8) tensors of 0 and 1."""
    return tuple(tensor(binarise(part.images)) for part in load_digits())


def independent_pixels():
    """Score the held-out images when each pixel is as often 1 as in training, by itself."""
    train, test = images()
    p = train.mean(dim=0).clamp(0.01, 0.99)
    return float(-(test * p.log() + (1 - test) * (1 - p).log()).sum(dim=(1, 2)).mean())


def learn(seed, *, T, Z, H, steps, rate, N=None, B=64, K=50):
    """Train one model, and score it on the held-out images.

    Returns {"weights", "rows": [[updates, CPU seconds, bound], ...], "bound": by one sample, "by
    samples": by K, "kl": of each write, "drawn", "redrawn": canvases as percent()}.
    """
    torch.set_num_threads(1)
    train, test = images()
    rng, draws = np.random.default_rng(seed), np.random.default_rng([seed, 1])
    model = DRAW(*train.shape[1:], T, H, Z, rng, N=N)

    def loss(_):
        run = model(train[draws.integers(0, len(train), B)], noise(draws, T, B, Z))
        return run.nll.mean() + run.kl.sum(dim=(0, 2)).mean()

    rows = fit(
        model.parameters(),
        loss,
        lambda: bound(model, test)[0],
        steps=steps,
        every=steps // 10,
        rate=rate,
        falling=True,
    )
    with torch.no_grad():
        last, run = bound(model, test)
        log_w = model.log_weights(test, noise(np.random.default_rng(6), K, T, len(test), Z))
        own = model.sample(noise(np.random.default_rng(7), T, SHOWN, Z))
        return {
            "weights": count(model),
            "rows": rows,
            "bound": round(last, 3),
            "by samples": round(float(-importance_bound(log_w.double().numpy()).mean()), 3),
            "kl": [round(float(kl), 3) for kl in run.kl.sum(dim=2).mean(dim=1)],
            "drawn": percent(own),
            "redrawn": percent(run.canvases[:, :REDRAWN]),
        }


def bound(model, test):
    """Return the bound on held-out images by one sample, and the run."""
    run = model(test, noise(np.random.default_rng(5), model.T, len(test), model.Z))
    return float((run.nll + run.kl.sum(dim=(0, 2))).mean()), run


def percent(canvases):
    """Return the probability of ink in percent, in nested lists. Shapes: (T, B, R, C)."""
    return (100 * canvases.sigmoid()).round().int().tolist()
