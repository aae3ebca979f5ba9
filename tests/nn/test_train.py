"""The training loop: stopping at NaN, clipping, carried state, and what it leaves alone."""

import numpy as np
import pytest
import torch
from torch import nn

from helpers.nn.batches import cycle_stream, shuffled_rows
from helpers.nn.checkpoint import detached
from helpers.nn.train import Diverged, clip_gradients, train
from tests.support.small_runs import (
    OPTIMIZERS,
    N,
    Reader,
    batches,
    loss,
    plain_loss,
    run,
    same,
    weights,
)
from tests.support.tables import each_row

# NaN and infinity


def poisoned(at, how):
    """Make a loss that breaks at one step, in the loss itself or in one gradient only."""

    def broken(model, batch, state):
        value, state = loss(model, batch, state)
        if (step := broken.step) == at and how == "loss":
            value = value * float("nan")
        elif step == at and how == "infinite loss":
            value = value + float("inf")
        elif step == at:  # the root of 0 has an infinite slope, but is itself 0
            for weight in (model.cell.b, model.cell.W_h):
                value = value + (weight - weight.detach()).sum().sqrt()
        broken.step += 1
        return value, state

    broken.step = 0
    return broken


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ("loss", r"loss is nan, .*first gradient that is not finite is that of W_y\."),
        ("infinite loss", r"loss is inf, .*largest gradient is that of (cell\.\w+|W_y)\."),
        (
            "gradient",
            r"loss is \d.*gradient (nan|inf); the first gradient .* is that of cell\.W_h\.",
        ),
    ],
)
@pytest.mark.parametrize("at", [0, 4])
def test_nan_stops_the_run_before_the_update(tmp_path, how, named, at):
    model, path = Reader(), tmp_path / "run.pt"
    with pytest.raises(Diverged, match=rf"^step {at}: the " + named) as stop:
        run(N, model=model, loss=poisoned(at, how), path=path, every=2, clip=1.0)
    want, history = run(at, model=Reader(), clip=1.0)
    assert same(weights(model), weights(want))
    assert stop.value.step == at
    assert stop.value.history == history
    assert stop.value.parameter in dict(model.named_parameters())
    assert path.exists() == (at == 4)  # the checkpoint of the last good step stays
    assert all(p.grad is None for p in model.parameters())
    if at:
        assert f"One step before, the loss was {history.losses[-1]:.4g}" in str(stop.value)


def test_the_first_broken_gradient_is_named_and_else_the_largest():
    model = Reader()

    def heavy(model, batch):
        return plain_loss(model, batch) + 1e6 * model.cell.W_x.sum() + float("inf")

    with pytest.raises(Diverged) as stop:
        train(model, batches, heavy, OPTIMIZERS["sgd"](model.parameters()), 1, bar=False)
    assert stop.value.parameter == "cell.W_x"
    assert stop.value.loss == float("inf")


def test_a_weight_that_was_spoilt_before_the_step_is_named():
    model = Reader()
    with torch.no_grad():
        model.cell.W_h[1, 2] = float("inf")
    with pytest.raises(Diverged, match=r"The weight cell\.W_h held NaN or infinity already"):
        run(1, model=model)
    with pytest.raises(Diverged) as stop:
        run(1, model=Reader(), loss=poisoned(0, "loss"))
    assert "already" not in str(stop.value)


# Clipping


@pytest.mark.parametrize("clip", [1e-3, 0.3, 1e3])
def test_clipping_equals_torchs(clip):
    model, twin = Reader(), Reader()
    for m in (model, twin):
        plain_loss(m, batches(0)).backward()
    model.cell.b.grad = twin.cell.b.grad = None  # a weight the loss does not reach
    norm = nn.utils.clip_grad_norm_(twin.parameters(), clip)
    clip_gradients(model.parameters(), float(norm), clip)
    for got, want in zip(model.parameters(), twin.parameters(), strict=True):
        assert (got.grad is None) == (want.grad is None)
        if want.grad is not None:
            torch.testing.assert_close(got.grad, want.grad, rtol=1e-14, atol=0)


@pytest.mark.parametrize("clip", [None, 0.05, 100.0])
def test_the_loop_equals_one_written_out_with_torchs_own_clipping(clip):
    model, history = run(6, kind="momentum", carry=False, model=Reader(), clip=clip)
    twin = Reader()
    optimizer, losses, norms = OPTIMIZERS["momentum"](twin.parameters()), [], []
    for step in range(6):
        optimizer.zero_grad()
        value = plain_loss(twin, batches(step))
        value.backward()
        norms.append(float(nn.utils.clip_grad_norm_(twin.parameters(), clip or 1e9)))
        optimizer.step()
        losses.append(float(value.detach()))
    assert history.losses == pytest.approx(losses, rel=1e-12)
    assert history.norms == pytest.approx(norms, rel=1e-12)
    for got, want in zip(model.parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(got, want, rtol=1e-12, atol=1e-13)


# Carried state


def test_the_carried_state_keeps_its_value_and_loses_its_graph():
    seen = []

    def looking(model, batch, state):
        value, after = loss(model, batch, state)
        seen.append((state, after))
        return value, after

    run(4, loss=looking)
    assert seen[0][0] is None
    for (_, after), (state, _) in zip(seen[:-1], seen[1:], strict=True):
        assert all(part.grad_fn is None and not part.requires_grad for part in state)
        assert all(torch.equal(a, b) for a, b in zip(state, after, strict=True))
        assert all(part.grad_fn is not None for part in after)


def test_a_carried_state_keeps_nothing_but_itself_alive():
    hs = torch.ones(1000, 2)
    (state,) = detached((hs[-1],))  # a view: as it is, it would hold on to all of hs
    assert state.untyped_storage().nbytes() == 2 * 4
    hs.zero_()
    assert state.tolist() == [1.0, 1.0]


def test_a_state_may_be_nested_and_nothing_else():
    parts = {"a": [torch.ones(2), (None, torch.ones(1))]}
    run(2, loss=lambda model, batch, state: (plain_loss(model, batch), parts))
    with pytest.raises(ValueError, match="state that holds a str, expected None, tensors"):
        run(2, loss=lambda model, batch, state: (plain_loss(model, batch), ("x",)))


# What it leaves alone


def test_torchs_generator_is_left_as_it_was_and_does_not_matter():
    torch.manual_seed(1)
    before = torch.get_rng_state()
    model, history = run(4)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    other, again = run(4)
    assert same(weights(other), weights(model))
    assert again == history
    assert run(4, seed=1)[1] != history  # dropout follows the seed
    with pytest.raises(KeyboardInterrupt):
        run(4, loss=lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    torch.manual_seed(1)
    assert torch.equal(torch.get_rng_state(), before)


def test_dropout_differs_from_step_to_step():
    masks = []

    def looking(model, batch):
        masks.append(model.drop(torch.ones(50)))
        return plain_loss(model, batch)

    model = Reader(dropout=0.5)
    train(model, batches, looking, OPTIMIZERS["sgd"](model.parameters()), 3, bar=False)
    assert not torch.equal(masks[0], masks[1])
    assert not torch.equal(masks[1], masks[2])


def test_the_bar_goes_to_stdout_and_nothing_goes_to_stderr(capfd):
    run(3, bar=True)
    out, err = capfd.readouterr()
    assert "3/3" in out
    assert "loss" in out
    assert err == ""
    run(3, bar=False)
    assert capfd.readouterr() == ("", "")


def test_the_model_trains_in_training_mode():
    model = Reader(dropout=0.5).eval()
    run(1, model=model)
    assert model.training


# Sources of batches


def test_a_stream_starts_again_where_it_ended():
    batch = cycle_stream(np.arange(14), B=2, T=4)
    pieces = [batch(step) for step in range(4)]
    assert [piece.starts for piece in pieces] == [True, False, True, False]
    assert pieces[0].inputs.T.tolist() == [[0, 1, 2, 3], [6, 7, 8, 9]]
    assert pieces[1].inputs.T.tolist() == [[4, 5], [10, 11]]
    assert pieces[1].targets.T.tolist() == [[5, 6], [11, 12]]
    for a, b in zip(pieces[2][:2], batch(0)[:2], strict=True):
        np.testing.assert_array_equal(a, b)


def test_every_example_comes_once_a_round_in_a_new_order():
    rows = shuffled_rows(10, 4, seed=5)
    rounds = [np.concatenate([rows(step) for step in range(k, k + 3)]) for k in (0, 3, 6)]
    assert [sorted(r.tolist()) for r in rounds] == [list(range(10))] * 3
    assert len({tuple(r.tolist()) for r in rounds}) == 3
    assert [len(rows(step)) for step in range(3)] == [4, 4, 2]
    twin = shuffled_rows(10, 4, seed=5)
    np.testing.assert_array_equal(twin(7), rows(7))  # asked out of order
    rows(7)[:] = -1
    np.testing.assert_array_equal(twin(7), rows(7))
    assert shuffled_rows(10, 4, seed=6)(0).tolist() != rows(0).tolist()


@each_row(
    ("call", "message"),
    [
        (lambda: shuffled_rows(0, 4, 0), "N is 0, expected a whole number of at least 1"),
        (lambda: shuffled_rows(3, 2.0, 0), "B is 2.0, expected a whole number"),
        (lambda: shuffled_rows(3, 2, -1), "seed is -1, expected a whole number of at least 0"),
        (lambda: shuffled_rows(3, 2, 0)(-1), "step is -1, expected a whole number of at least 0"),
        (lambda: cycle_stream([1, 2], 2, 3), "ids holds 2 tokens, expected at least B"),
        (lambda: cycle_stream([1, 2, 3], 2, 3)(0.5), "step is 0.5, expected a whole number"),
    ],
)
def test_sources_check_their_arguments(call, message):
    with pytest.raises(ValueError, match=message):
        call()
