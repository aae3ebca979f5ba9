"""What the notebook of module 11 trains and measures itself, with the learner's functions."""

import sys

import numpy as np
import torch
from tqdm import tqdm

from helpers.datasets.generated.copy_memory import draw_copies
from helpers.datasets.tasks import copy_memory_baseline
from helpers.experiments.m11_time_scales.parts import copying, lags
from helpers.scratch.cells import RNN
from helpers.scratch.init import init_cell
from helpers.scratch.variants.unitary import init_unitary

ENOUGH = 1 / 50  # of the memoryless baseline


def train_copier(kind, T, seed=0, *, H, rate, steps, B=32, every=10):
    """Train one network on copy memory with a progress bar, until a test is low enough.

    Returns the model and [[updates, test loss over the memoryless baseline], ...].
    """
    torch.set_num_threads(1)
    model = copying.make_copier(kind, H, seed)
    baseline = copy_memory_baseline(T, copying.K, copying.S)
    draws, rows = np.random.default_rng([seed, 1]), []
    tests = draw_copies(np.random.default_rng([seed, 2]), T, 100)
    optimizer = torch.optim.Adam(model.parameters(), rate)
    for step in tqdm(range(1, steps + 1), file=sys.stdout, unit="update", desc=kind):
        optimizer.zero_grad()
        model.loss(draw_copies(draws, T, B)).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % every == 0:
            with torch.no_grad():
                rows.append([step, float(model.loss(tests)) / baseline])
            if rows[-1][1] <= ENOUGH:
                break
    return model, rows


def copy_by(step, model, copies):
    """Run a trained unitary network in NumPy, every step by `step(p, z, x, permutation)`.

    Returns the tokens that it writes on the last S steps (S, B), and the lengths of its states
    (T + 2S, B).
    """
    cell = model.layer.layer.cell
    p = type(cell.to_scratch())(*(np.asarray(w) for w in cell.to_scratch()))
    order, eye = cell.permutation.numpy(), np.eye(copying.K + 2)
    W_y, b_y = (w.detach().numpy() for w in (model.W_y, model.b_y))
    z, written, lengths = np.zeros((copies.ids.shape[1], cell.H), complex), [], []
    for ids in copies.ids:
        z = step(p, z, eye[ids], order)
        lengths.append(np.linalg.norm(z, axis=1))
        written.append((np.hstack([z.real, z.imag]) @ W_y + b_y).argmax(axis=1))
    return np.array(written[-copying.S :]), np.array(lengths)


def noise_lengths(step, T=400, B=50, H=64, alpha=0.1):
    """Feed noise to a unitary network without nonlinearity, and to leaky sums beside it.

    step: a unitary step; b is 0. Both read the same noise, of length 1 a step on average.
    Shapes: -> {name: (T,)}, the root mean square of the state's length over the batch.
    """
    rng = np.random.default_rng(0)
    p, order = init_unitary(rng, H, H), rng.permutation(H)
    p = p._replace(W_x=np.eye(H, dtype=complex))
    xs = rng.normal(size=(T, B, H)) / np.sqrt(H)
    z, h, found = np.zeros((B, H), complex), np.zeros((B, H)), {"unitary": [], "leaky": []}
    for x in xs:
        z, h = step(p, z, x, order), (1 - alpha) * h + x
        for name, state in (("unitary", z), ("leaky", h)):
            found[name].append(np.sqrt((np.abs(state) ** 2).sum(axis=1).mean()))
    return {name: np.array(lengths) for name, lengths in found.items()}


def first_character(forward, length, T=48, H=32, eps=1e-5):
    """Measure how much each character state changes with the first character.

    forward: word_level_forward; length: of every word, None for one word without an end. By
    central differences, along a random direction; weights as drawn.
    Shapes: -> (T,), relative to the change of the first state.
    """
    rng = np.random.default_rng(0)
    p_char, p_word = init_cell(rng, RNN, 2 * H, H), init_cell(rng, RNN, H, H)
    xs, ends = rng.normal(size=(T, 20, H)), np.zeros((T, 20))
    if length is not None:
        ends[length - 1 :: length] = 1
    shift = np.zeros_like(xs)
    shift[0] = eps * rng.normal(size=xs[0].shape)
    up, down = (forward(p_char, p_word, xs + sign * shift, ends)[0] for sign in (1, -1))
    change = np.linalg.norm(up - down, axis=-1).mean(axis=1)
    return change / change[0]


def memories(ops, T=24):
    """Follow one memory whose segments end every 4 steps below it and every 12 in its own layer.

    ops: boundary_ops; beside it an LSTM's update at every step. Gates and candidates are the same:
    f = 0.8, i = 0.5, and a candidate of 1 at the first step, else 0.
    Shapes: -> {name: (T,)}, and what was done at each step, T letters.
    """
    c, d, kept, forgot, done = np.zeros((1, 1)), 0.0, [], [], ""
    one = np.ones((1, 1))
    for t in range(T):
        z, below = int(t > 0 and t % 12 == 0), int(t % 4 == 0)
        g = float(t == 0)
        c = ops(np.array([z]), np.array([below]), c, 0.8 * one, 0.5 * one, g * one)
        d = 0.8 * d + 0.5 * g
        kept.append(float(c[0, 0]))
        forgot.append(d)
        done += "F" if z else "U" if below else "c"
    return {"boundaries": np.array(kept), "update always": np.array(forgot)}, done


def lag_norms(seeds=(0, 1, 2)):
    """Return the gradients by lag of the module's networks, stacked over seeds, two dicts."""
    torch.set_num_threads(1)
    states = [lags.by_lag(("plain", "delayed", "leaky", "clockwork", "unitary"), s) for s in seeds]
    inputs = [lags.of_inputs(s) for s in seeds]
    return tuple({k: np.array([r[k] for r in rs]) for k in rs[0]} for rs in (states, inputs))


def cayley_norms(seeds=(0, 1, 2)):
    """Return the gradients by lag of a plain network and of one with an orthogonal matrix."""
    torch.set_num_threads(1)
    rows = [lags.by_lag(("plain", "Cayley tanh"), s) for s in seeds]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def right_in_noise(step, model, copies, sds):
    """Copy while noise is added to every state, and measure how many symbols are written right.

    sds: standard deviations of the noise, in each complex unit at each step.
    Returns {sd: share of the symbols}.
    """
    rng, shares = np.random.default_rng(0), {}
    for sd in sds:

        def noisy(p, z, x, order, sd=sd):
            parts = rng.normal(size=(2, *z.shape)) * sd / np.sqrt(2)
            return step(p, z, x, order) + parts[0] + 1j * parts[1]

        written, _ = copy_by(noisy, model, copies)
        shares[sd] = float((written == copies.targets[-copying.S :]).mean())
    return shares
