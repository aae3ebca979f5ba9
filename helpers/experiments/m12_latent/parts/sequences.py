"""Trains densities on a GRU, VRNN and STORN on sequences, and scores them over an exact floor.

Axes  T steps, B rows, D numbers observed, Z latent numbers, K samples.   Scores in nats a step.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch

from helpers.experiments.m11_time_scales.parts.fit import count, fit
from helpers.nn.latent.gaussians import MixtureOutput, Predictor, free_bits
from helpers.nn.latent.recurrent import STORN, VRNN
from helpers.nn.torch_layers import torch_recurrent
from helpers.scratch.modules.m12_gaussians import importance_bound

LATENT = {"VRNN": VRNN, "STORN": STORN}
CHECKED = 100  # rows of the test that are scored by many samples


class Task(NamedTuple):
    """Sequences to learn from, and others to be tested on."""

    draw: Callable  # (rng, B) -> xs (T, B, D)
    tests: np.ndarray  # (T, B, D)
    floors: np.ndarray  # (B,), the least that any model can score on each row, or 0


class Plan(NamedTuple):
    """A model and how it is trained; shares are of all updates."""

    model: str  # "GRU", "VRNN" or "STORN"
    H: int
    steps: int
    rate: float
    K: int = 1  # Gaussians of the output of a GRU
    Z: int = 1
    F: int = 1
    anneal: float = 0.0  # share over which the weight of the KL rises from 0 to 1
    free: float = 0.0  # nats that every latent number costs at least
    heavy: float = 1.0  # weight of the KL in the first updates
    heavy_until: float = 0.0  # share of the updates that are the first


def make(plan, D, rng):
    """Make a model over D numbers from a NumPy generator."""
    if plan.model in LATENT:
        return LATENT[plan.model](D, plan.H, plan.Z, plan.F, rng)
    return Predictor(torch_recurrent("gru", D, plan.H, rng), MixtureOutput(plan.H, D, plan.K, rng))


def learn(plan, task, seed, *, B=32, tests=10, samples=(10, 100)):
    """Train one model, and score it.

    plan: the fields of a Plan, in a dict. tests: how often it is tested meanwhile.
    Returns the model and {"weights", "rows": [[updates, CPU seconds, excess], ...], "excess":
    {samples: nats a step over the floor, bounds from above}, "kl": nats a step, for each of the Z
    numbers}; the last is empty for a GRU.
    """
    torch.set_num_threads(1)
    plan = Plan(**plan)
    rng, draws = np.random.default_rng(seed), np.random.default_rng([seed, 1])
    model = make(plan, task.tests.shape[2], rng)
    rows = fit(
        model.parameters(),
        lambda step: objective(plan, model, task.draw(draws, B), draws, step / plan.steps),
        lambda: excess(model, task)[0],
        steps=plan.steps,
        every=plan.steps // tests,
        rate=plan.rate,
        falling=True,
    )
    with torch.no_grad():
        last, kl = excess(model, task)
        scores = {"1": round(last, 4)}
        if plan.model in LATENT:
            scores |= {str(K): round(by_samples(model, task, K), 4) for K in samples}
    return model, {"weights": count(model), "rows": rows, "excess": scores, "kl": kl}


def objective(plan, model, xs, rng, share):
    """Return the loss of a batch, xs (T, B, D), after a share of the updates."""
    xs = tensor(xs)
    if plan.model not in LATENT:
        return model.nll(xs).mean()
    run = model(xs, noise(rng, *xs.shape[:2], model.Z))
    weight = min(1.0, share / plan.anneal) if plan.anneal else 1.0
    if share < plan.heavy_until:
        weight = plan.heavy
    return run.nll.mean() + weight * free_bits(run.kl.flatten(0, 1), plan.free)


def excess(model, task):
    """Score the tests by one sample each: nats a step over the floor, KL of each number."""
    xs = tensor(task.tests)
    if isinstance(model, Predictor):
        return float(model.nll(xs).mean() - task.floors.mean()), []
    run = model(xs, noise(np.random.default_rng(5), *xs.shape[:2], model.Z))
    kl = [round(float(each), 4) for each in run.kl.mean(dim=(0, 1))]
    return float((run.nll + run.kl.sum(dim=-1)).mean() - task.floors.mean()), kl


def by_samples(model, task, K, seed=6):
    """Score the first rows of the tests by K importance samples, nats a step over the floor."""
    xs, rng = tensor(task.tests[:, :CHECKED]), np.random.default_rng(seed)
    log_w = [
        model.log_weights(xs, noise(rng, min(10, K), *xs.shape[:2], model.Z))
        for _ in range(max(1, K // 10))
    ]
    bound = importance_bound(torch.cat(log_w).double().numpy())
    return float(-bound.mean() / len(xs) - task.floors[:CHECKED].mean())


def tensor(array):
    """Return an array in single precision."""
    return torch.from_numpy(np.asarray(array, np.float32))


def noise(rng, *shape):
    """Draw standard normal numbers from a NumPy generator."""
    return tensor(rng.normal(size=shape))
