"""Updates and clipping against torch.optim and torch.nn.utils, over many steps."""

from typing import NamedTuple

import numpy as np
import pytest
import torch

from helpers.scratch.contract.tree import tree_leaves, tree_map
from helpers.scratch.optim import (
    adam_start,
    adam_step,
    clip_by_norm,
    clip_by_value,
    momentum_start,
    momentum_step,
    sgd_step,
)
from tests.support.proofs import rounding_bound

STEPS = 60


class Inner(NamedTuple):
    W: np.ndarray
    z: np.ndarray  # complex


def draw_tree(rng, dtype=np.float64, scale=1.0):
    """Draw a tree with every kind of container, a complex leaf and a scalar leaf."""
    z = (rng.normal(size=3) + 1j * rng.normal(size=3)) * scale
    return {
        "inner": Inner((rng.normal(size=(2, 3)) * scale).astype(dtype), z.astype(
            np.complex64 if dtype == np.float32 else np.complex128
        )),
        "rest": [(rng.normal(size=4) * scale).astype(dtype), (np.array(rng.normal(), dtype),)],
    }  # fmt: skip


def in_torch(tree):
    return [torch.tensor(leaf, requires_grad=True) for _, leaf in tree_leaves(tree)]


def largest_difference(tree, tensors):
    pairs = zip(tree_leaves(tree), tensors, strict=True)
    return max(float(np.abs(leaf - t.detach().numpy()).max()) for (_, leaf), t in pairs)


def follow(p, step, make_optimizer, rng, dtype=np.float64):
    """Update p and its twin in torch with the same gradients; return the largest difference.

    The gradients pull towards 0 and are noisy, with a size that changes a thousandfold.
    """
    tensors, worst = in_torch(p), 0.0
    optimizer = make_optimizer(tensors)
    for t in range(STEPS):
        noise = draw_tree(rng, dtype, scale=10.0 ** (t % 4 - 2))
        dp = tree_map(lambda weight, draw: (weight + draw).astype(weight.dtype), p, noise)
        for tensor, (_, leaf) in zip(tensors, tree_leaves(dp), strict=True):
            tensor.grad = torch.tensor(leaf)
        optimizer.step()
        p = step(p, dp)
        worst = max(worst, largest_difference(p, tensors))
    return worst


@pytest.mark.parametrize(("momentum", "nesterov"), [(0.0, False), (0.9, False), (0.7, True)])
def test_momentum_step_agrees_with_torch(momentum, nesterov):
    rng = np.random.default_rng(0)
    p = draw_tree(rng)
    velocity = momentum_start(p)

    def step(p, dp):
        nonlocal velocity
        p, velocity = momentum_step(p, dp, velocity, 0.03, momentum, nesterov)
        return p

    def optimizer(tensors):
        return torch.optim.SGD(tensors, lr=0.03, momentum=momentum, nesterov=nesterov)

    assert follow(p, step, optimizer, rng) < 1e-12


def test_sgd_step_agrees_with_torch():
    rng = np.random.default_rng(0)
    p = draw_tree(rng)
    worst = follow(p, lambda p, dp: sgd_step(p, dp, 0.1), lambda t: torch.optim.SGD(t, lr=0.1), rng)
    assert worst < 1e-12


@pytest.mark.parametrize(
    ("beta1", "beta2", "eps"), [(0.9, 0.999, 1e-8), (0.5, 0.8, 1e-2), (0.0, 0.0, 1.0)]
)
def test_adam_step_agrees_with_torch(beta1, beta2, eps):
    rng = np.random.default_rng(0)
    p = draw_tree(rng)
    state = adam_start(p)

    def step(p, dp):
        nonlocal state
        p, state = adam_step(p, dp, state, 0.02, beta1, beta2, eps)
        return p

    def optimizer(tensors):
        return torch.optim.Adam(tensors, lr=0.02, betas=(beta1, beta2), eps=eps)

    assert follow(p, step, optimizer, rng) < 1e-12
    assert state.t == STEPS


def test_adam_step_agrees_with_torch_by_its_defaults_and_in_float32():
    rng = np.random.default_rng(0)
    p = draw_tree(rng, np.float32)
    state = adam_start(p)

    def step(p, dp):
        nonlocal state
        p, state = adam_step(p, dp, state, 0.001)
        assert [leaf.dtype.itemsize for _, leaf in tree_leaves((p, state.m, state.v))] == [
            4, 8, 4, 4,
        ] * 3  # fmt: skip
        return p

    # A weight moves by about a thousandth at each step, so that rounding the weight itself, once
    # a step, is what keeps the two apart.
    largest = max(float(np.abs(leaf).max()) for _, leaf in tree_leaves(p))
    bound = rounding_bound(np.float32, STEPS) * largest
    assert follow(p, step, torch.optim.Adam, rng, np.float32) < bound


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
@pytest.mark.parametrize("threshold", [0.01, 1.0, 50.0])
def test_clip_by_norm_agrees_with_torch(scale, threshold):
    rng = np.random.default_rng(0)
    for _ in range(10):
        grads = draw_tree(rng, scale=scale)
        tensors = in_torch(grads)
        for tensor, (_, leaf) in zip(tensors, tree_leaves(grads), strict=True):
            tensor.grad = torch.tensor(leaf)
        want = torch.nn.utils.clip_grad_norm_(tensors, threshold)
        clipped, norm = clip_by_norm(grads, threshold)
        assert norm == pytest.approx(float(want), rel=1e-12)
        # PyTorch divides by norm + 1e-6: relative to the norm, a difference of 1e-6 / norm.
        allowed = 1e-6 if norm > threshold else 1e-12
        assert largest_difference(clipped, [t.grad for t in tensors]) < allowed


@pytest.mark.parametrize("limit", [0.1, 1.0, 100.0])
def test_clip_by_value_agrees_with_torch(limit):
    rng = np.random.default_rng(0)
    grads = draw_tree(rng, scale=3.0)
    clipped = clip_by_value(grads, limit)
    # torch has no clamp of complex numbers; their parts are real.
    tensors = in_torch([grads["inner"].W, grads["inner"].z.view(float), *grads["rest"]])
    for tensor in tensors:
        tensor.grad = tensor.detach().clone()
    torch.nn.utils.clip_grad_value_(tensors, limit)
    got = [clipped["inner"].W, clipped["inner"].z.view(float), *clipped["rest"]]
    assert largest_difference(got, [t.grad for t in tensors]) == 0
