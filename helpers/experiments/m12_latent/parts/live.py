"""What the notebook of module 12 trains and measures itself, with the learner's functions.

Axes  T steps, B rows, D numbers observed (1 for two futures), H hidden, K components or samples.
"""

import sys
import time
from typing import NamedTuple, cast

import numpy as np
import torch
from tqdm import tqdm

from helpers.datasets.generated.strokes import draw_strokes, pen_path
from helpers.datasets.images.digits import load_digits
from helpers.experiments.m12_latent import two_futures
from helpers.experiments.m12_latent.parts import kept, tasks
from helpers.experiments.m12_latent.parts.sequences import noise, tensor
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.cells import GRU, GRUParams
from helpers.scratch.init import init_cell
from helpers.scratch.modules.m12_gaussians import gaussian_nll
from helpers.scratch.modules.m12_recurrent import gaussian_net
from helpers.scratch.ops import log_softmax, log_softmax_backward
from helpers.scratch.optim import adam_start, adam_step, clip_by_norm

SD = cast(dict, two_futures.SETTINGS["data"])["sd"]
LONGEST = 60  # seconds of a training that slow functions may take


class DensityParams(NamedTuple):
    """Weights of a GRU and of an affine map to K Gaussians over one number."""

    cell: GRUParams
    W: np.ndarray  # (H, 3K)
    b: np.ndarray  # (3K,)


def two_futures_task():
    """Return the data of two futures with their floors, a sequences.Task."""
    return tasks.chains(**two_futures.SETTINGS["data"])


def learn_density(K, nll, backward, steps, seed=0, H=32, B=32, rate=0.005):
    """Train K Gaussians on a GRU on two futures in NumPy, with a progress bar.

    nll, backward: mixture_nll and its backward pass. A run that takes over LONGEST seconds stops.
    Returns the weights and [[updates, nats a step over the floor], ...].
    """
    task, rng = two_futures_task(), np.random.default_rng(seed)
    start, b = rng.normal(size=K) if K > 1 else np.zeros(1), np.zeros(3 * K)
    b[K : 2 * K] = start  # means that start apart can go apart
    p = DensityParams(init_cell(rng, GRU, 1, H), 0.1 * rng.normal(size=(H, 3 * K)) / np.sqrt(H), b)
    state, rows, begun = adam_start(p), [], time.process_time()
    name = f"{K} Gaussian{'s' * (K > 1)}"
    for step in tqdm(range(steps), file=sys.stdout, unit="update", desc=name, mininterval=1):
        dp = gradients(p, task.draw(rng, B), nll, backward)
        dp, _ = clip_by_norm(dp, 1.0)
        p, state = adam_step(p, dp, state, rate * max(0.02, 1 - step / steps))
        if (step + 1) % (steps // 10) == 0:
            score = nll(task.tests, *heads(p, states(p, task.tests)[0])).mean()
            rows.append([step + 1, float(score - task.floors.mean())])
        if time.process_time() - begun > LONGEST:
            print(f"stopped after {step + 1} updates: {LONGEST} s; are there loops over the rows?")
            break
    return p, rows


def gradients(p, xs, nll, backward):
    """Return the gradients of the mean nll of a batch. Shapes: xs (T, B, 1) -> DensityParams."""
    hs, tape = states(p, xs)
    log_pi, mu, log_var = heads(p, hs)
    dnll = np.full(xs.shape[:2], 1 / xs[..., 0].size)
    _, dlog_pi, dmu, dlog_var = backward(xs, log_pi, mu, log_var, dnll)
    parts = log_softmax_backward(log_pi, dlog_pi), dmu[..., 0], dlog_var[..., 0]
    dout = np.concatenate(parts, axis=-1)
    dcell = unroll_backward(GRU, p.cell, tape, dout @ p.W.T)[2]
    return DensityParams(dcell, np.tensordot(hs, dout, ([0, 1], [0, 1])), dout.sum(axis=(0, 1)))


def states(p, xs):
    """Run the GRU over what came before each step. Shapes: xs (T, B, 1) -> hs (T, B, H), tape."""
    before = np.concatenate([np.zeros_like(xs[:1]), xs[:-1]])
    hs, _, tape = unroll(GRU, p.cell, before)
    return hs, tape


def heads(p, hs):
    """Read K Gaussians off states: log_pi (..., K), mu and log_var (..., K, 1)."""
    logits, mu, log_var = np.split(hs @ p.W + p.b, 3, axis=-1)
    return log_softmax(logits), mu[..., None], log_var[..., None]


# ------------------------------------------------------------------ what comes next


def next_densities(densities, nll, forward, context, grid):
    """Return what several models say about the number after a context.

    densities: {name: DensityParams}; nll: mixture_nll; forward: forward_nll.
    Shapes: context (t,); grid (n,) -> {name: (n,)}, with the exact density under "floor".
    """
    xs = np.repeat(np.append(context, 0.0)[:, None, None], len(grid), axis=1)
    xs[-1, :, 0] = grid
    stay, half = tasks.STAY, np.array([0.5, 0.5])
    P = np.array([[stay, 1 - stay], [1 - stay, stay]])
    found = {"floor": np.exp(-forward(xs, half, P, np.array([[-1.0], [1.0]]), SD)[-1])}
    for name, p in densities.items():
        found[name] = np.exp(-nll(xs[-1], *(a[-1] for a in heads(p, states(p, xs)[0]))))
    return found


def latent_density(step, p, context, grid, draws=400):
    """Return what a VRNN says about the number after a context, averaged over draws of z.

    step: vrnn_step. Shapes: context (t,); grid (n,) -> (n,).
    """
    rng, Z = np.random.default_rng(0), p.encoder.b_2.size // 2
    h = np.zeros((draws, p.cell.W_h.shape[0]), np.float32)
    for x in context:
        eps = rng.normal(size=(draws, Z)).astype(np.float32)
        h, _ = step(p, np.full((draws, 1), x, np.float32), h, eps)
    prior = gaussian_net(p.prior, h)
    z = prior.mu + np.exp(prior.log_var / 2) * rng.normal(size=prior.mu.shape)
    output = gaussian_net(p.decoder, np.hstack([z, h]))
    xs, mu, log_var = np.broadcast_arrays(grid[:, None, None], output.mu, output.log_var)
    return np.exp(-gaussian_nll(xs, mu, log_var)).mean(axis=1)


# ------------------------------------------------------------------ the bound


def gradient_noise(draws=100_000):
    """Estimate the gradient of -nll by mu, for the numbers of latent_by_hand, one draw at a time.

    Returns {how: (mean, standard deviation) of the estimates}.
    """
    x, R, mu, var = 1.0, 0.25, 0.5, 0.25
    z = mu + np.sqrt(var) * np.random.default_rng(0).normal(size=draws)
    f = -0.5 * (np.log(2 * np.pi * R) + (x - z) ** 2 / R)
    found = {"through the draw": (x - z) / R, "by the density": f * (z - mu) / var}
    return {how: (float(each.mean()), float(each.std())) for how, each in found.items()}


def run_latent(step, kl, p, xs, eps):
    """Score sequences by a VRNN, step by step. step: vrnn_step; kl: gaussian_kl.

    Shapes: xs (T, B, D); eps (T, B, Z) -> nll, kl (T, B).
    """
    h, nlls, kls = np.zeros((xs.shape[1], p.cell.W_h.shape[0]), xs.dtype), [], []
    for x, e in zip(xs, eps, strict=True):
        h, found = step(p, x, h, e)
        nlls.append(gaussian_nll(x, *found.output))
        kls.append(kl(*found.posterior, *found.prior))
    return np.stack(nlls), np.stack(kls)


def inputs_of(model):
    """Return the tests of two futures (T, B, 1) and noise for them (T, B, Z), float32 arrays."""
    xs = two_futures_task().tests.astype(np.float32)
    return xs, noise(np.random.default_rng(5), *xs.shape[:2], model.Z).numpy()


@torch.no_grad()
def torch_bound(model, xs, eps):
    """Return the bound of a model on sequences, nats a step, by PyTorch."""
    run = model(tensor(xs), tensor(eps))
    return float((run.nll + run.kl.sum(dim=-1)).mean())


@torch.no_grad()
def bounds_by_samples(bound, model, ks=(1, 10, 100, 1000), rows=50):
    """Score the VRNN of two futures by more and more samples. bound: importance_bound.

    Returns {K: nats a step over the floor}, each the mean over all disjoint groups of K.
    """
    torch.set_num_threads(1)
    task, rng = two_futures_task(), np.random.default_rng(6)
    xs = tensor(task.tests[:, :rows])
    chunks = [model.log_weights(xs, noise(rng, 50, *xs.shape[:2], model.Z)) for _ in range(20)]
    log_w, floor = torch.cat(chunks).double().numpy(), task.floors[:rows].mean()
    return {
        K: float(-np.mean([bound(w) for w in np.split(log_w, len(log_w) // K)]) / len(xs) - floor)
        for K in ks
    }


load_vrnn = kept.load


# ------------------------------------------------------------------ writing through filters


def patches_on_a_digit(bank, write, which=3):
    """Write one patch of 3 by 3 numbers on a held-out digit, at three places and sizes.

    bank: filter_bank; write: draw_write.
    Returns {name: (image (8, 8), places (9, 2) of the filters, x first)}.
    """
    digit = load_digits()[1].images[which]
    patch = np.array([[[0.0, 1, 0], [1, 1, 1], [0, 1, 0]]])
    found = {}
    for name, gx, gy, delta, sigma in (
        ("wide and soft", 3.5, 3.5, 2.5, 1.0),
        ("small and sharp", 1.0, 1.5, 1.0, 0.4),
        ("half outside", 7.0, 6.5, 1.5, 0.6),
    ):
        F_x, F_y = bank(*(np.array([v]) for v in (gx, gy, delta, sigma)), 3, *digit.shape)
        written = write(patch, F_x, F_y, np.ones(1))[0]
        i = (np.arange(3) - 1) * delta
        places = np.stack([np.tile(gx + i, 3), np.repeat(gy + i, 3)], axis=1)
        found[name] = digit, written, places
    return found


def linear_tests(**sizes):
    """Return the matrices of a linear Gaussian task and its tests (T, B, D).

    sizes: T, C, Q, R as tasks.linear takes them.
    """
    T = sizes.pop("T")
    return tasks.state_space(**sizes), tasks.linear(T, **sizes).tests


def real_strokes(settings):
    """Return letters drawn by the rule (T, B, 2), as many as the stored models drew."""
    rng = np.random.default_rng(3)
    return draw_strokes(rng, settings["data"]["T"], settings["letters"]).xs


def distances_to_letters(record, many=2000):
    """Return how far each model's letters are from the nearest of many drawn by the rule.

    record: the stored strokes. The distance is the root mean square over the steps, in sides of
    the square, of two centred paths.
    Returns {name: (seeds * letters,)}, new letters of the rule among them as "the rule".
    """
    rng, T = np.random.default_rng(4), record.settings["data"]["T"]
    known, count = draw_strokes(rng, T, many).xs, len(record.results) * record.settings["letters"]
    found = {"the rule": draw_strokes(rng, T, count).xs}
    for name in record.settings["plans"]:
        found[name] = np.concatenate([run[name]["written"] for run in record.results], axis=1)
    return {name: nearest(xs, known) for name, xs in found.items()}


def nearest(xs, known):
    """Return each letter's distance from the nearest known one. Shapes: (T, B, 2) both -> (B,)."""
    rows, others = (
        (path - path.mean(axis=0)).transpose(1, 0, 2).reshape(path.shape[1], -1)
        for path in (pen_path(xs), pen_path(known))
    )
    squares = ((rows[:, None] - others) ** 2).sum(axis=2)
    return np.sqrt(squares.min(axis=1) / (len(xs) + 1))
