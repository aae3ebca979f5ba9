"""The training loop of the course: one function, whatever the model; and one that evaluates.

A run is a function of its arguments. Everything random in it is drawn from its seed and the
number of the step; so a run that was stopped goes on to the same numbers, bit for bit.
"""

import math
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager
from types import NoneType
from typing import NamedTuple

import numpy as np
import torch
from tqdm import tqdm

from helpers.nn.checkpoint import Run, detached, rewind, save_run, start_run
from helpers.scratch.contract.validation import require_count, require_positive


class History(NamedTuple):
    """What a run measured, one number a step."""

    losses: list[float]  # of the batch, before the step's update
    norms: list[float]  # of the whole gradient, before clipping


class Diverged(ArithmeticError):
    """A loss or a gradient became NaN or infinite: `step`, `loss`, `parameter`, `history`."""

    def __init__(self, message, step, loss, parameter, history):
        super().__init__(message)
        self.step, self.loss, self.parameter, self.history = step, loss, parameter, history


def train(
    model,
    batches,
    loss,
    optimizer,
    steps,
    *,
    clip=None,
    carry=False,
    rate=None,
    seed=0,
    generators=(),
    path=None,
    every=100,
    resume=False,
    bar=True,
):
    """Train a model for a number of steps, counted from 0, and give the history of the run.

    model, optimizer: torch's; the model is put in training mode and changed in place.
    batches: batches(step) -> the batch of that step, always the same (see helpers.nn.batches).
    loss: loss(model, batch) -> a scalar tensor, the mean loss of the batch.
    carry: if True, loss(model, batch, state) -> (scalar, state_next). The state is None at step
        0; each next one is cut from its graph: truncated backpropagation through time.
    clip: the largest norm of the whole gradient; None never clips.
    rate: rate(step) -> the learning rate of that step; None leaves it to the optimizer.
    seed: what dropout, or anything else on torch's CPU generator, draws at a step depends on
        seed and step alone. The generator itself is given back as it was.
    generators: numpy.random.Generators that batches or loss draw from; a checkpoint keeps them.
    path, every: a checkpoint is kept at path: after every so many steps, at the end, and on
        Ctrl-C, which stops the run between two steps. Without a path nothing is written.
    resume: if True, continue from the checkpoint at path, or start where there is none yet.
    bar: show a progress bar, on stdout.
    Shapes: -> History of `steps` losses and gradient norms, the resumed ones included.
    Units: losses as `loss` returns them.
    Raises: Diverged if a loss or a gradient is NaN or infinite, the model then being as it was
    before that step; ValueError if an argument is not as above; CheckpointError (a ValueError)
    if the checkpoint is damaged or of another run; FileExistsError if there is one at path and
    resume is False.
    Source: Williams & Peng (1990) for the carried state; Pascanu, Mikolov & Bengio (2013),
    algorithm 1, for clipping.
    """
    steps, every = require_count("steps", steps, least=0), require_count("every", every)
    seed = require_count("seed", seed, least=0)
    clip = None if clip is None else require_positive("clip", clip)
    _require_kinds(model, batches, loss, optimizer, generators, rate, path)
    run = Run(model, optimizer, tuple(generators), path, clip, bool(carry), rate, seed)
    progress = start_run(run, resume, steps)
    model.train()
    shown = {"initial": progress.step, "file": sys.stdout, "disable": not bar, "unit": "step"}
    with (
        torch.random.fork_rng(devices=[]),
        _clean_exit(run, progress),
        tqdm(total=steps, **shown) as meter,
    ):
        while progress.step < steps:
            _step(run, progress, batches, loss)
            if progress.step % every == 0 or progress.step == steps:
                save_run(run, progress)
            meter.set_postfix_str(f"loss {progress.losses[-1]:.4g}", refresh=False)
            meter.update()
    return History(progress.losses, progress.norms)


def evaluate(model, batches, loss, steps, *, carry=False, seed=0):
    """Return the mean loss over some batches, without gradients.

    Arguments as train's. The model is in evaluation mode meanwhile, and every part of it then
    back in its own; no weight changes, and torch's generator is given back as it was.
    Shapes: -> float, the mean of the losses of the batches 0 to steps - 1, each counting once:
    per token only where all batches hold equally many.
    Units: losses as `loss` returns them.
    Raises: ValueError if an argument is not as above, or steps is not at least 1.
    """
    steps, seed = require_count("steps", steps), require_count("seed", seed, least=0)
    _require_each(_kinds(model, batches, loss))
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    total, state = 0.0, None
    try:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            for step in range(steps):
                torch.default_generator.manual_seed(_seed_of(seed, step))
                value, state = _score(loss, model, batches(step), state, carry)
                total += float(value)
    finally:
        for part, training in modes:
            part.training = training
    return total / steps


def _step(run, progress, batches, loss):
    """Take one step: loss, gradients, update."""
    step, parameters = progress.step, _trained_parameters(run)
    torch.default_generator.manual_seed(_seed_of(run.seed, step))
    value, state = _score(loss, run.model, batches(step), progress.state, run.carry)
    norm = _gradients(value, run.model, parameters, progress)
    _set_rate(run.optimizer, run.rate, step)
    with _interrupts_held():
        if run.clip is not None:
            clip_gradients(parameters.values(), norm, run.clip)
        run.optimizer.step()
        progress.advance(float(value.detach()), norm, state, run.generators)


def clip_gradients(parameters, norm, threshold):
    """Scale all gradients by one factor so that their common norm is at most threshold.

    parameters: an iterable; norm: of all their gradients together; the gradients change in place.
    Source: Pascanu, Mikolov & Bengio (2013), algorithm 1. Differs: 1e-6 is added to the norm, as
    torch.nn.utils.clip_grad_norm_ does, to give the same numbers.
    """
    factor = threshold / (norm + 1e-6)
    if factor < 1.0:
        for parameter in parameters:
            if parameter.grad is not None:
                parameter.grad.mul_(factor)


def _score(loss, model, batch, state, carry):
    """Compute the loss of a batch: a scalar tensor, and the state to carry on (None without)."""
    value = loss(model, batch, state) if carry else loss(model, batch)
    if carry:
        if not (isinstance(value, tuple) and len(value) == 2):
            raise ValueError(
                f"loss returned a {type(value).__name__}, expected (scalar tensor, state): carry."
            )
        value, state = value[0], detached(value[1])
    if not torch.is_tensor(value) or value.dim() != 0 or not value.is_floating_point():
        kind = f"{value.dtype} {tuple(value.shape)}" if torch.is_tensor(value) else type(value)
        raise ValueError(f"loss returned {kind}, expected one real number as a scalar tensor.")
    return value, state


def _gradients(value, model, parameters, progress):
    """Backpropagate, and return the norm of the whole gradient once it is known to be finite."""
    if not value.requires_grad:
        raise ValueError(
            "loss returned a number that depends on no weight, expected one with a graph."
        )
    model.zero_grad()
    value.backward()
    norms = {
        name: float(torch.linalg.vector_norm(p.grad))
        for name, p in parameters.items()
        if p.grad is not None
    }
    if not norms:
        raise ValueError("loss returned a number that depends on no weight of the optimizer's.")
    norm = math.hypot(*norms.values())
    if not (math.isfinite(float(value.detach())) and math.isfinite(norm)):
        _report(float(value.detach()), norm, norms, progress, model)
    return norm


def _report(loss, norm, norms, progress, model):
    """Raise Diverged, naming the first gradient that is not finite, or else the largest."""
    step, history = progress.step, History(progress.losses, progress.norms)
    broken = [name for name, size in norms.items() if not math.isfinite(size)]
    name = broken[0] if broken else max(norms, key=lambda key: norms[key])
    which = "the first gradient that is not finite" if broken else "the largest gradient"
    lines = [
        f"step {step}: the loss is {loss:.4g}, the norm of its gradient {norm:.4g};",
        f"{which} is that of {name}.",
    ]
    if step:
        lines.append(
            f"One step before, the loss was {history.losses[-1]:.4g} and the norm "
            f"{history.norms[-1]:.4g}."
        )
    spoilt = [n for n, weight in model.named_parameters() if not weight.isfinite().all()]
    if spoilt:
        lines.append(f"The weight {spoilt[0]} held NaN or infinity already.")
    lines.append("The model is as it was before this step.")
    raise Diverged(" ".join(lines), step, loss, name, history)


def _set_rate(optimizer, rate, step):
    """Set the learning rate of this step for all weights."""
    if rate is not None:
        for group in optimizer.param_groups:
            group["lr"] = require_positive(f"rate({step})", rate(step))


def _seed_of(seed, step):
    """Return the seed of a step; those of neighbouring steps share nothing."""
    return int(np.random.SeedSequence([seed, step]).generate_state(1, np.uint64)[0] >> 1)


@contextmanager
def _interrupts_held():
    """Let Ctrl-C wait until the body is done, so that no update is ever cut in half."""
    python_handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or python_handler is None:
        yield  # only the main thread is interrupted; a handler not set from Python stays as it is
        return
    waiting = []
    signal.signal(signal.SIGINT, lambda *_: waiting.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, python_handler)
        if waiting:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def _clean_exit(run, progress):
    """Leave a run between two steps, however it ends; keep a checkpoint when it is Ctrl-C."""
    try:
        yield
    except BaseException as stop:
        run.model.zero_grad()
        rewind(run.generators, progress.drawn)
        if isinstance(stop, KeyboardInterrupt):
            save_run(run, progress)
        raise


def _trained_parameters(run):
    """Return the weights that the optimizer changes, by their names in the model."""
    held = {id(p) for group in run.optimizer.param_groups for p in group["params"]}
    return {name: p for name, p in run.model.named_parameters() if id(p) in held}


def _require_kinds(model, batches, loss, optimizer, generators, rate, path):
    """Check what kind of thing each argument of train is.

    Raises: ValueError naming the one that is not as wanted, or if the optimizer holds weights
    that are not the model's.
    """
    _require_each(
        [
            *_kinds(model, batches, loss),
            ("optimizer", optimizer, torch.optim.Optimizer, "a torch.optim.Optimizer"),
            ("generators", generators, (tuple, list), "a tuple of numpy.random.Generators"),
            ("rate", rate, (Callable, NoneType), "a function of the step, or None"),
            ("path", path, (str, os.PathLike, NoneType), "a path, or None"),
        ]
    )
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    foreign = held - {id(p) for p in model.parameters()}
    if foreign:
        raise ValueError(
            f"optimizer holds {len(foreign)} weights that are not the model's, "
            "expected one made of model.parameters()."
        )


def _kinds(model, batches, loss):
    """List what train and evaluate share: name, value, kind, and the kind in words."""
    return [
        ("model", model, torch.nn.Module, "a torch.nn.Module"),
        ("batches", batches, Callable, "a function of the step (see helpers.nn.batches)"),
        ("loss", loss, Callable, "a function of the model and a batch"),
    ]


def _require_each(kinds):
    """Check what kind of thing each value is: name, value, kind, and the kind in words."""
    for name, value, kind, wanted in kinds:
        if not isinstance(value, kind):
            raise ValueError(f"{name} is a {type(value).__name__}, expected {wanted}.")
