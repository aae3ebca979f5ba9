"""The mean loss over batches: no gradients, no update, and everything as it was before."""

import numpy as np
import pytest
import torch

from helpers.nn.train import evaluate
from tests.support.small_runs import Reader, batches, loss, plain_loss, same, weights
from tests.support.tables import each_row


def test_it_is_the_mean_of_the_losses():
    model = Reader()
    want = np.mean([float(plain_loss(model, batches(step)).detach()) for step in range(5)])
    assert evaluate(model, batches, plain_loss, 5) == pytest.approx(want, rel=1e-12)


def test_a_carried_state_goes_on_from_batch_to_batch():
    model, state, values = Reader(), None, []
    for step in range(4):
        value, state = loss(model, batches(step), state)
        values.append(float(value.detach()))
    assert evaluate(model, batches, loss, 4, carry=True) == pytest.approx(np.mean(values))
    assert values[1] != float(plain_loss(model, batches(1)).detach())


def test_no_gradient_is_kept_and_dropout_is_off():
    model, graphs = Reader(dropout=0.5), []

    def watched(model, batch):
        value = plain_loss(model, batch)
        graphs.append(value.requires_grad)
        return value

    assert evaluate(model, batches, watched, 2) == evaluate(Reader(), batches, plain_loss, 2)
    assert graphs == [False, False]
    assert all(p.grad is None for p in model.parameters())


@pytest.mark.parametrize("fails", [False, True])
def test_weights_modes_and_generator_are_as_before(fails):
    model = Reader(dropout=0.5)
    model.train()
    model.cell.eval()  # as one leaves a part that is not to be trained
    modes = [part.training for part in model.modules()]
    before, drawn = weights(model), torch.get_rng_state()

    def noisy(model, batch):
        if fails:
            raise OSError("the disk is gone")
        return plain_loss(model, batch) + torch.rand(())

    if fails:
        with pytest.raises(OSError, match="the disk is gone"):
            evaluate(model, batches, noisy, 3)
    else:
        assert evaluate(model, batches, noisy, 3) == evaluate(model, batches, noisy, 3)
        assert evaluate(model, batches, noisy, 3) != evaluate(model, batches, noisy, 3, seed=1)
    assert [part.training for part in model.modules()] == modes
    assert True in modes
    assert False in modes
    assert same(weights(model), before)
    assert torch.equal(torch.get_rng_state(), drawn)


@each_row(
    ("arguments", "message"),
    [
        ((None, batches, plain_loss, 1), r"model is a NoneType, expected a torch\.nn\.Module"),
        ((Reader(), [1], plain_loss, 1), "batches is a list, expected a function of the step"),
        ((Reader(), batches, 2.0, 1), "loss is a float, expected a function"),
        ((Reader(), batches, plain_loss, 0), "steps is 0, expected a whole number of at least 1"),
        (
            (Reader(), batches, lambda m, b: m(b[0])[0], 1),
            "loss returned .*, expected one real",
        ),
    ],
)
def test_a_wrong_argument_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        evaluate(*arguments)
