"""The loops of module 03's experiments: deterministic, and clipped by what they are given."""

import numpy as np
import pytest
import torch

from helpers.experiments import adding
from helpers.experiments.m03_gradients import clipping
from helpers.scratch.optim import clip_by_norm

SMALL = {"T": 6, "H": 8, "rate": 0.003, "steps": 4, "every": 2}


@pytest.mark.parametrize("kind", adding.KINDS)
def test_a_run_is_a_function_of_its_seed_and_leaves_torchs_generator_alone(kind):
    before = torch.random.get_rng_state()
    first, again, other = (adding.train_adding(kind, seed=seed, **SMALL) for seed in (0, 0, 1))
    assert first == again
    assert first.errors != other.errors
    assert first.steps == [0, 2, 4]
    assert len(first.norms) == 4
    assert torch.equal(torch.random.get_rng_state(), before)


def test_first_weights_are_as_said():
    networks = {
        kind: adding.AddingNetwork(kind, 5, np.random.default_rng(0)) for kind in adding.KINDS
    }
    weights = {kind: one.layer.weight_hh_l0.detach().numpy() for kind, one in networks.items()}
    assert np.array_equal(weights["IRNN"], np.eye(5))
    assert np.allclose(
        weights["orthogonal tanh"] @ weights["orthogonal tanh"].T, np.eye(5), atol=1e-6
    )
    biases = networks["LSTM"].layer.bias_ih_l0.detach().numpy()
    assert np.array_equal(biases, np.repeat([0, 1, 0, 0], 5))
    with pytest.raises(ValueError, match="kind is 'gru'"):
        adding.AddingNetwork("gru", 5, np.random.default_rng(0))


def test_the_clipping_that_was_given_is_used():
    calls = []

    def clip(grads, threshold):
        calls.append(threshold)
        return [np.zeros_like(g) for g in grads], 7.0

    run = adding.train_adding("tanh", seed=0, clip=clip, threshold=0.5, **SMALL)
    assert calls == [0.5] * 4
    assert run.norms == [7.0] * 4
    assert len(set(run.errors)) == 1  # gradients of 0 move nothing
    free = adding.train_adding("tanh", seed=0, clip=clip, threshold=None, **SMALL)
    assert len(calls) == 4
    assert len(set(free.errors)) == 3


def test_a_run_stops_at_an_error_that_is_enough():
    run = adding.train_adding("tanh", seed=0, stop=100.0, **SMALL)
    assert run.steps == [0]
    assert run.norms == []


def test_text_is_trained_with_the_clipping_that_was_given():
    settings = {"seed": 0, "rate": 1.0, "gain": 1.0, "updates": 3}
    losses, norms, shares = clipping.train_text(threshold=1e-9, **settings)
    free, free_norms, _ = clipping.train_text(threshold=None, **settings)
    assert np.allclose(losses, losses[0], atol=0.2)  # the weights hardly move
    assert norms[0] == free_norms[0]
    assert np.ptp(shares) < 0.1
    assert 0 <= min(shares) <= max(shares) < 0.2  # units at rest are far from saturation
    assert losses[0] == free[0]
    assert free[2] < losses[2]

    def lists(grads, threshold):
        assert all(isinstance(g, np.ndarray) for g in grads)
        return clip_by_norm(list(grads), threshold)

    assert clipping.train_text(threshold=1.0, clip=lists, **settings)[0][0] == losses[0]
