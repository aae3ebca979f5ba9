"""A run that was stopped, by Ctrl-C or a crash, goes on to the same numbers."""

import os
import signal
import threading

import numpy as np
import pytest
import torch

from helpers.nn.checkpoint import load_checkpoint
from tests.support.small_runs import OPTIMIZERS, N, Reader, batches, loss, run, same, weights

# Going on from a checkpoint


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("cut", [1, 5, N - 1, N])
def test_a_resumed_run_gives_the_same_numbers_bit_for_bit(tmp_path, kind, cut):
    settings = {"kind": kind, "clip": 0.5, "rate": lambda step: 0.05 * 0.9**step}
    model, history = run(N, **settings)
    path = tmp_path / "run.pt"
    run(cut, path=path, **settings)
    resumed, again = run(N, path=path, resume=True, **settings)
    assert same(weights(resumed), weights(model))
    assert again == history
    assert max(history.norms) > 0.5  # so that clipping took part


@pytest.mark.parametrize("cut", [3, 8])
def test_a_run_resumes_from_its_last_checkpoint_after_a_crash(tmp_path, cut):
    path = tmp_path / "run.pt"

    def crashing(step):
        if step == cut:
            raise OSError("the disk is gone")
        return batches(step)

    with pytest.raises(OSError, match="the disk is gone"):
        run(N, path=path, every=2, batches=crashing)
    resumed, history = run(N, path=path, every=2, resume=True)
    model, want = run(N)
    assert same(weights(resumed), weights(model))
    assert history == want


def test_generators_go_on_where_they_stood(tmp_path):
    def noisy(rng):
        return lambda model, batch, state: loss(model, (batch[0] + rng.normal(), batch[1]), state)

    def once(steps, **settings):
        rng = np.random.default_rng(3)
        return run(steps, loss=noisy(rng), generators=[rng], **settings), rng.normal()

    path = tmp_path / "run.pt"
    (model, history), after = once(N)
    once(4, path=path)
    (resumed, again), last = once(N, path=path, resume=True)
    assert same(weights(resumed), weights(model))
    assert again == history
    assert last == after


def test_resume_starts_at_the_beginning_where_there_is_nothing_yet(tmp_path):
    path = tmp_path / "run.pt"
    model, history = run(3, path=path, resume=True)
    assert history == run(3)[1]
    _, again = run(3, path=path, resume=True)  # the run is over: nothing is left to do
    assert again == history


def test_nothing_is_written_without_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(3, every=1)
    assert list(tmp_path.iterdir()) == []
    run(3, every=1, path=tmp_path / "run.pt")
    assert [path.name for path in tmp_path.iterdir()] == ["run.pt"]


def test_a_checkpoint_in_the_way_is_neither_used_nor_overwritten(tmp_path):
    path = tmp_path / "run.pt"
    run(2, path=path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match=r"run\.pt exists already: pass resume=True"):
        run(3, path=path)
    assert path.read_bytes() == before


# Ctrl-C


def interrupt_in(part):
    """Make settings of a run in which Ctrl-C comes at step 5, in one part of the step."""

    def press(at, step=5):
        if at == part and press.step == step:
            press.step = None  # once
            os.kill(os.getpid(), signal.SIGINT)

    def numbered(step):
        press.step = step if press.step is not None else None
        press("batches")
        return batches(step)

    def pressed(model, batch, state):
        press("loss")
        out, state = loss(model, batch, state)
        out.register_hook(lambda grad: press("backward"))
        return out, state

    press.step = 0
    return press, {"batches": numbered, "loss": pressed}


@pytest.fixture
def terminal():
    """Let Ctrl-C raise KeyboardInterrupt; a job in a shell's background starts with it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("part", "done"), [("batches", 5), ("loss", 5), ("backward", 5), ("update", 6)]
)
def test_ctrl_c_stops_between_two_steps_and_keeps_a_checkpoint(tmp_path, monkeypatch, part, done):
    path, model = tmp_path / "run.pt", Reader(dropout=0.3)
    press, settings = interrupt_in(part)
    plain_step = torch.optim.AdamW.step

    def pressed_step(self, *args):
        press("update")  # a first weight is changed only after the key was pressed
        return plain_step(self, *args)

    monkeypatch.setattr(torch.optim.AdamW, "step", pressed_step)
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        run(N, model=model, path=path, **settings)
    assert signal.getsignal(signal.SIGINT) is handler
    assert same(weights(model), weights(run(done)[0]))
    assert load_checkpoint(path)["progress"]["step"] == done
    assert all(p.grad is None for p in model.parameters())
    resumed, history = run(N, path=path, resume=True)
    want, want_history = run(N)
    assert same(weights(resumed), weights(want))
    assert history == want_history


def test_ctrl_c_gives_generators_back_as_the_last_whole_step_left_them():
    rng, twin = np.random.default_rng(0), np.random.default_rng(0)

    def noisy(model, batch, state):
        noise = rng.normal()
        if len(calls := seen) == 3:
            raise KeyboardInterrupt
        calls.append(noise)
        return loss(model, batch, state)

    seen = []
    with pytest.raises(KeyboardInterrupt):
        run(N, loss=noisy, generators=(rng,))
    assert [twin.normal() for _ in range(3)] == seen
    assert rng.normal() == twin.normal()


def test_training_works_outside_the_main_thread():
    results = []
    thread = threading.Thread(target=lambda: results.append(run(2)[1]))
    thread.start()
    thread.join()
    assert results == [run(2)[1]]
