"""What the training loop and its checkpoints say when something does not fit."""

import os

import numpy as np
import pytest
import torch
from torch import nn

from helpers.nn import checkpoint
from helpers.nn.checkpoint import CheckpointError, load_checkpoint, save_checkpoint
from helpers.nn.train import train
from tests.support.tables import each_row


def make_model(H=3):
    model = nn.Linear(2, H, dtype=torch.float64)
    with torch.no_grad():
        model.weight.copy_(torch.arange(2.0 * H).reshape(H, 2) / 10)
        model.bias.zero_()
    return model


def batches(step):
    return torch.tensor(np.random.default_rng(step).normal(size=(4, 2)))


def loss(model, xs):
    return ((model(xs) - 1.0) ** 2).mean()


def run(steps=3, model=None, **settings):
    model = make_model() if model is None else model
    optimizer = settings.pop("optimizer", torch.optim.SGD)
    if isinstance(optimizer, type):
        optimizer = optimizer(model.parameters(), lr=settings.pop("lr", 0.1))
    arguments = {"batches": batches, "loss": loss, "bar": False} | settings
    return train(model, optimizer=optimizer, steps=steps, **arguments)


@each_row(
    ("settings", "message"),
    [
        ({"steps": -1}, "steps is -1, expected a whole number of at least 0"),
        ({"steps": 2.5}, "steps is 2.5, expected a whole number"),
        ({"every": 0}, "every is 0, expected a whole number of at least 1"),
        ({"seed": -3}, "seed is -3, expected a whole number of at least 0"),
        ({"clip": 0.0}, "clip is 0.0, expected a finite number above 0"),
        ({"clip": float("nan")}, "clip is nan, expected a finite number above 0"),
        ({"model": lambda xs: xs, "optimizer": None}, r"model is a function, expected a torch\.nn"),
        ({"batches": [1, 2]}, r"batches is a list, expected a function of the step \(see helpers"),
        ({"loss": 3.0}, "loss is a float, expected a function"),
        ({"optimizer": "adam"}, r"optimizer is a str, expected a torch\.optim\.Optimizer"),
        ({"rate": 0.1}, "rate is a float, expected a function of the step, or None"),
        ({"rate": lambda step: -1.0}, r"rate\(0\) is -1.0, expected a finite number above 0"),
        ({"generators": np.random.default_rng(0)}, "generators is a Generator, expected a tuple"),
        ({"generators": [torch.Generator()]}, r"generators holds a Generator, expected numpy"),
        ({"resume": True}, "resume is True, expected a path"),
        ({"path": "no such folder/run.pt"}, "expected a file in a folder that is there"),
        ({"path": ".", "resume": True}, "path is ., expected a file in a folder that is there"),
        ({"loss": lambda m, xs: m(xs)}, r"loss returned torch.float64 \(4, 3\), expected one"),
        (
            {"loss": lambda m, xs: 1.0},
            "loss returned <class 'float'>, expected one real number as a scalar",
        ),
        ({"loss": lambda m, xs: (loss(m, xs), None)}, "loss returned .*, expected one real number"),
        ({"loss": lambda m, xs: loss(m, xs).detach()}, "depends on no weight, expected one with"),
        ({"loss": lambda m, xs, s: loss(m, xs), "carry": True}, r"expected \(scalar tensor, state"),
    ],
)
def test_a_wrong_argument_is_named(settings, message):
    with pytest.raises(ValueError, match=message):
        run(**settings)


def test_an_optimizer_of_another_model_is_noticed():
    other = torch.optim.SGD(make_model().parameters(), lr=0.1)
    with pytest.raises(ValueError, match="optimizer holds 2 weights that are not the model's"):
        run(optimizer=other)


def test_a_loss_that_misses_every_weight_is_noticed():
    loose = torch.ones(1, requires_grad=True, dtype=torch.float64)
    with pytest.raises(ValueError, match="depends on no weight of the optimizer's"):
        run(loss=lambda model, xs: (loose**2).sum())


def test_weights_that_the_optimizer_does_not_hold_stay_and_do_not_count():
    model = make_model()
    optimizer = torch.optim.SGD([model.bias], lr=0.1)
    before = model.weight.detach().clone()
    history = run(3, model, optimizer=optimizer)
    assert torch.equal(model.weight, before)
    xs = batches(0)
    da = 2 * (xs @ before.T - 1.0) / 12
    assert history.norms[0] == pytest.approx(float(da.sum(dim=0).norm()))


# Checkpoints


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"model": make_model(4)}, r"weight weight is \(3, 2\) float64 .*, \(4, 2\) float64 here"),
        ({"model": make_model().float()}, r"weight weight is \(3, 2\) float64 .*float32 here"),
        ({"model": nn.Sequential(make_model())}, "weight 0.weight is not there in the checkpoint"),
        ({"optimizer": torch.optim.Adam}, "optimizer is SGD in the checkpoint, Adam here"),
        ({"lr": 0.2}, "optimizer group 0, lr is 0.1 in the checkpoint, 0.2 here"),
        ({"rate": lambda step: 0.1}, "optimizer group 0, lr is 0.1 in the checkpoint, not there"),
        ({"clip": 2.0}, "clip is 1.0 in the checkpoint, 2.0 here"),
        ({"clip": None}, "clip is 1.0 in the checkpoint, None here"),
        ({"seed": 4}, "seed is 0 in the checkpoint, 4 here"),
        ({"carry": True}, "carry is False in the checkpoint, True here"),
        ({"generators": [np.random.default_rng(0)]}, r"generators is \[\] in the .*'PCG64'"),
        ({"steps": 1}, "is at step 2, expected at most steps = 1"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused_and_changes_nothing(tmp_path, settings, message):
    path = tmp_path / "run.pt"
    run(2, path=path, clip=1.0)
    model = settings.get("model") or make_model()
    before = [w.detach().clone() for w in model.parameters()]
    with pytest.raises(CheckpointError, match=r"run\.pt .*" + message):
        run(**{"steps": 4, "model": model, "path": path, "clip": 1.0, "resume": True} | settings)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))


def test_every_flipped_bit_and_every_cut_is_noticed(tmp_path):
    path, rng = tmp_path / "run.pt", np.random.default_rng(0)
    run(2, path=path)
    whole = path.read_bytes()
    for place in [0, 30, len(whole) - 1, *rng.integers(0, len(whole), 100)]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        with pytest.raises(CheckpointError, match=r"run\.pt is (damaged|not a checkpoint)"):
            load_checkpoint(path)
    for stop in [0, 10, 24, 40, 500, len(whole) - 1]:
        path.write_bytes(whole[:stop])
        with pytest.raises(CheckpointError, match=r"run\.pt is (damaged|not a checkpoint)"):
            run(4, path=path, resume=True)
    path.write_bytes(whole)
    assert run(4, path=path, resume=True) == run(4)


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "run.pt"
    torch.save({"weight": torch.ones(1)}, path)
    with pytest.raises(CheckpointError, match=r"run\.pt is not a checkpoint of helpers\.nn\.train"):
        run(2, path=path, resume=True)


class Boom:
    """Would run code when it is loaded by plain pickle."""

    ran = False

    def __reduce__(self):
        return (setattr, (Boom, "ran", True))


def test_no_code_of_a_checkpoint_is_run(tmp_path):
    path = tmp_path / "run.pt"
    save_checkpoint(path, {"run": Boom()})
    with pytest.raises(CheckpointError, match=r"run\.pt holds more than tensors and plain values"):
        load_checkpoint(path)
    assert not Boom.ran


def test_a_crash_while_saving_leaves_the_old_checkpoint_whole(tmp_path, monkeypatch):
    path = tmp_path / "run.pt"
    run(2, path=path)
    before = path.read_bytes()

    def failing(*_):
        raise OSError("no space left")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, failing)
            with pytest.raises(OSError, match="no space left"):
                run(4, path=path, resume=True)
        assert path.read_bytes() == before
        assert [entry.name for entry in tmp_path.iterdir()] == ["run.pt"]
    assert run(4, path=path, resume=True) == run(4)


def test_the_name_is_given_only_once_the_file_is_complete(tmp_path, monkeypatch):
    """Stop dead in front of the renaming, as when the power fails: no clean-up runs."""
    path, sizes = tmp_path / "run.pt", []
    plain = os.replace

    def looking(part, whole):
        sizes.append((os.path.getsize(part), path.exists()))
        plain(part, whole)

    monkeypatch.setattr(checkpoint.os, "replace", looking)
    save_checkpoint(path, {"a": torch.ones(1000)})
    assert sizes == [(path.stat().st_size, False)]
    assert torch.equal(load_checkpoint(path)["a"], torch.ones(1000))


def test_any_bit_generator_can_be_kept(tmp_path):
    kinds = [np.random.MT19937, np.random.Philox, np.random.SFC64, np.random.PCG64DXSM]

    def make():
        return [np.random.Generator(kind(5)) for kind in kinds]

    def noisy(generators):
        return lambda model, xs: loss(model, xs + sum(float(g.normal()) for g in generators))

    path = tmp_path / "run.pt"
    (first, second, whole) = make(), make(), make()
    run(2, path=path, loss=noisy(first), generators=first)
    got = run(5, path=path, loss=noisy(second), generators=second, resume=True)
    assert got == run(5, loss=noisy(whole), generators=whole)
