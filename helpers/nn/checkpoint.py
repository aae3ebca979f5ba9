"""One file that holds a run: written whole or not at all, and read without running its code."""

import hashlib
import io
import json
import os
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

MAGIC = b"rnn-course checkpoint 1\n"
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")  # of a function, say: another one in each process
DIGEST_SIZE = hashlib.sha256().digest_size


class CheckpointError(ValueError):
    """A checkpoint is damaged, or belongs to another run."""


class Run(NamedTuple):
    """What a run works on, and the settings that it may not change on its way."""

    model: torch.nn.Module
    optimizer: torch.optim.Optimizer
    generators: tuple  # numpy.random.Generators, in their order
    path: Path | str | None  # where its checkpoint is kept; None keeps none
    clip: float | None
    carry: bool
    rate: Callable | None  # the learning rate by step; None where the optimizer has its own
    seed: int


@dataclass
class Progress:
    """Where a run stands after its last whole step."""

    step: int = 0  # how many are done: the number of the next one
    state: object = None  # what the loss carries to the next step, cut from its graph
    losses: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)  # where each generator stands

    def advance(self, loss, norm, state, generators):
        """Note that a step is done."""
        self.step += 1
        self.state, self.drawn = state, positions(generators)
        self.losses.append(loss)
        self.norms.append(norm)


def start_run(run, resume, steps):
    """Return the progress to start from: none, or that of a checkpoint to resume.

    Raises: ValueError if the arguments do not fit together; FileExistsError if a checkpoint is
    in the way; CheckpointError if it is damaged, of another run, or further than `steps`.
    """
    for generator in run.generators:
        if not isinstance(generator, np.random.Generator):
            got = type(generator).__name__
            raise ValueError(f"generators holds a {got}, expected numpy.random.Generators.")
    if run.path is None:
        if resume:
            raise ValueError("resume is True, expected a path to continue from.")
        return Progress(drawn=positions(run.generators))
    path = Path(run.path)
    if not path.parent.is_dir() or path.is_dir():
        raise ValueError(f"path is {path}, expected a file in a folder that is there.")
    if not path.exists():
        return Progress(drawn=positions(run.generators))
    if not resume:
        raise FileExistsError(
            f"{path} exists already: pass resume=True to continue from it, or remove it."
        )
    return restore_run(run, steps)


def restore_run(run, steps):
    """Put model, optimizer and generators back to where the checkpoint of a run has them.

    All of it is compared first: a checkpoint that does not fit changes nothing.
    Raises: CheckpointError if it is damaged, of another run, or further than `steps`.
    """
    saved = load_checkpoint(run.path)
    require_same_run(run.path, saved["run"], describe_run(run))
    progress = Progress(**saved["progress"])
    if progress.step > steps:
        raise CheckpointError(
            f"{run.path} is at step {progress.step}, expected at most steps = {steps}."
        )
    first = next(run.model.parameters())
    progress.state = detached(progress.state, first.device)
    run.model.load_state_dict(saved["model"])
    run.optimizer.load_state_dict(saved["optimizer"])
    rewind(run.generators, progress.drawn)
    return progress


def save_run(run, progress):
    """Keep a checkpoint of a run at its path; without a path, write nothing."""
    if run.path is not None:
        contents = {
            "run": describe_run(run),
            "progress": vars(progress),
            "model": run.model.state_dict(),
            "optimizer": run.optimizer.state_dict(),
        }
        save_checkpoint(run.path, contents)


def save_checkpoint(path, contents):
    """Write tensors, numbers, strings, and tuples, lists or dicts of them, to a file.

    The file appears under its name only once it is complete: whatever goes wrong before, an
    older checkpoint of that name stays whole.
    """
    buffer = io.BytesIO()
    torch.save(contents, buffer)
    payload = buffer.getvalue()
    path = Path(path)
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "wb") as file:
            file.write(MAGIC + hashlib.sha256(payload).digest() + payload)
            file.flush()
            os.fsync(file.fileno())  # on the disk before the name moves, not some time after
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def load_checkpoint(path):
    """Read what save_checkpoint wrote.

    Nothing but tensors and plain values is ever built from the file (torch's weights_only), and
    its digest is compared first: torch itself does not notice a flipped bit in a tensor.
    Raises: CheckpointError if the file is no checkpoint or was damaged; OSError if it cannot be
    read.
    """
    raw = Path(path).read_bytes()
    start = len(MAGIC) + DIGEST_SIZE
    if not raw.startswith(MAGIC):
        raise CheckpointError(f"{path} is not a checkpoint of helpers.nn.train, or was truncated.")
    if hashlib.sha256(raw[start:]).digest() != raw[len(MAGIC) : start]:
        raise CheckpointError(f"{path} is damaged: its contents do not match its digest.")
    try:
        return torch.load(io.BytesIO(raw[start:]), weights_only=True, map_location="cpu")
    except pickle.UnpicklingError as error:
        raise CheckpointError(f"{path} holds more than tensors and plain values.") from error


def describe_run(run):
    """List what two runs must share for one to go on where the other stopped: {name: text}.

    Shapes and types of the weights, the kinds of the modules with what they print of themselves
    (a tanh and a ReLU cell have weights alike), the kind of optimizer and its numbers, and the
    settings.
    """
    described = {
        f"weight {name}": f"{tuple(w.shape)} {str(w.dtype).removeprefix('torch.')}"
        for name, w in run.model.state_dict().items()
    }
    for name, module in run.model.named_modules():
        said = ADDRESS.sub("", module.extra_repr())
        described[f"module {name}".rstrip()] = f"{type(module).__name__}({said})"
    described["optimizer"] = type(run.optimizer).__name__
    for index, group in enumerate(run.optimizer.state_dict()["param_groups"]):
        for key, value in group.items():
            if run.rate is None or key != "lr":
                described[f"optimizer group {index}, {key}"] = repr(value)
    settings = {"clip": run.clip, "carry": run.carry, "seed": run.seed}
    kinds = [type(g.bit_generator).__name__ for g in run.generators]
    return described | {name: repr(s) for name, s in settings.items()} | {"generators": repr(kinds)}


def require_same_run(path, saved, current):
    """Compare two descriptions of runs.

    Raises: CheckpointError naming the first difference.
    """
    for name in {**current, **saved}:
        was, now = (run.get(name, "not there") for run in (saved, current))
        if was != now:
            raise CheckpointError(
                f"{path} belongs to another run: {name} is {was} in the checkpoint, {now} here."
            )


def detached(state, device=None):
    """Cut a carried state from its graph: a copy, so that nothing of the past is kept alive.

    state: None, a tensor, or a tuple, list or dict of these.
    device: where the copy goes; None leaves it where the state is.
    Raises: ValueError if it holds anything else; a checkpoint could not keep that.
    """
    if state is None:
        return None
    if torch.is_tensor(state):
        return state.detach().to(device, copy=True)
    if type(state) in (tuple, list):
        return type(state)(detached(part, device) for part in state)
    if type(state) is dict:
        return {key: detached(part, device) for key, part in state.items()}
    raise ValueError(
        f"loss returned a state that holds a {type(state).__name__}, "
        "expected None, tensors, and plain tuples, lists or dicts of them."
    )


def positions(generators):
    """Write down where each generator stands; as text, since its numbers have 128 bits."""
    return [
        json.dumps(g.bit_generator.state, default=lambda array: array.tolist()) for g in generators
    ]


def rewind(generators, drawn):
    """Put each generator back to where it was written down."""
    for generator, text in zip(generators, drawn, strict=True):
        generator.bit_generator.state = json.loads(text)
