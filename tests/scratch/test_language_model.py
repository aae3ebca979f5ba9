"""The assembled character model."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch.contract.tree import tree_map
from helpers.scratch.gradcheck import check_gradients, relative_errors
from helpers.scratch.language_model import (
    LMParams,
    init_language_model,
    language_model_gradients,
    language_model_loss,
)
from helpers.scratch.optim import clip_by_norm, sgd_step
from tests.support.tables import each_row

SIZES = st.integers(1, 4)


def draw(seed, T, B, V, D, H):
    rng = np.random.default_rng(seed)
    p = init_language_model(rng, V, D, H, readout_sd=1.0)._replace(b_y=rng.normal(size=V))
    return p, rng.integers(V, size=(T, B)), rng.integers(V, size=(T, B)), rng.normal(size=(B, H))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, V=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 99))
def test_gradients_by_central_differences(T, B, V, D, H, seed):
    p, ids, targets, h0 = draw(seed, T, B, V, D, H)
    errors = check_gradients(
        lambda p: language_model_loss(p, ids, targets, h0)[0],
        lambda dloss, p: {
            "p": tree_map(
                lambda leaf: dloss * leaf, language_model_gradients(p, ids, targets, h0)[1]
            )
        },
        {"p": p},
        np.random.default_rng(seed),
    )
    assert set(errors) == {"p.E", "p.rnn.W_x", "p.rnn.W_h", "p.rnn.b", "p.W_y", "p.b_y"}
    assert max(errors.values()) < 1e-6, errors


@settings(max_examples=15, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, V=SIZES, D=SIZES, H=SIZES, seed=st.integers(0, 99))
def test_loss_and_gradients_agree_with_torch(T, B, V, D, H, seed):
    p, ids, targets, h0 = draw(seed, T, B, V, D, H)
    leaves = [p.E, *p.rnn, p.W_y, p.b_y]
    E, W_x, W_h, b, W_y, b_y = tensors = [torch.tensor(a, requires_grad=True) for a in leaves]
    h, states = torch.tensor(h0), []
    for t in range(T):
        h = torch.tanh(E[torch.tensor(ids[t])] @ W_x + h @ W_h + b)
        states.append(h)
    logits = (torch.stack(states) @ W_y + b_y).reshape(T * B, V)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(targets).reshape(T * B))
    loss.backward()
    got, dp, h_last = language_model_gradients(p, ids, targets, h0)
    assert got == pytest.approx(loss.item(), rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(h_last, h.detach(), atol=1e-12)
    dE, dW_x, dW_h, db, dW_y, db_y = (tensor.grad.numpy() for tensor in tensors)
    want = LMParams(dE, type(p.rnn)(dW_x, dW_h, db), dW_y, db_y)
    assert max(relative_errors(dp, want).values()) < 1e-9


def test_both_functions_give_the_same_loss_and_state():
    p, ids, targets, h0 = draw(0, 5, 3, 6, 2, 4)
    loss, h_last = language_model_loss(p, ids, targets, h0)
    got, _, state = language_model_gradients(p, ids, targets, h0)
    assert loss == got
    assert type(loss) is type(got) is float
    np.testing.assert_array_equal(h_last, state)


def test_a_tiny_readout_starts_at_ln_v():
    rng = np.random.default_rng(0)
    ids, targets, h0 = (
        rng.integers(50, size=(8, 4)),
        rng.integers(50, size=(8, 4)),
        np.zeros((4, 16)),
    )
    tiny = init_language_model(np.random.default_rng(1), 50, 8, 16)
    large = init_language_model(np.random.default_rng(1), 50, 8, 16, readout_sd=1.0)
    assert language_model_loss(tiny, ids, targets, h0)[0] == pytest.approx(np.log(50), abs=0.01)
    assert language_model_loss(large, ids, targets, h0)[0] > np.log(50) + 1
    assert not init_language_model(rng, 5, 2, 3, readout_sd=0.0).W_y.any()


def test_it_learns_a_text_that_repeats():
    """Training on one batch drives the loss far below what frequencies alone allow."""
    ids = np.tile(np.array([0, 1, 0, 2]), 8)[:, None]
    p, h0 = init_language_model(np.random.default_rng(0), 3, 4, 8), np.zeros((1, 8))
    for _ in range(300):
        _, dp, _ = language_model_gradients(p, ids[:-1], ids[1:], h0)
        p = sgd_step(p, clip_by_norm(dp, 1.0)[0], 0.5)
    # After 0 comes 1 or 2, told apart only by what came before the 0: a bigram stays at 0.35.
    assert language_model_loss(p, ids[:-1], ids[1:], h0)[0] < 0.05


P, IDS, TARGETS, H0 = draw(0, 4, 2, 5, 2, 3)


@each_row("f", [language_model_loss, language_model_gradients])
@each_row(
    ("args", "message"),
    [
        ((IDS[0], TARGETS, H0), r"ids has shape \(2,\), expected \(T, B\)"),
        ((IDS + 5, TARGETS, H0), "ids holds the id"),
        ((IDS * 1.0, TARGETS, H0), "ids is an array of float64"),
        ((IDS, TARGETS[:2], H0), r"targets has shape \(2, 2\), expected \(T=4, B=2\)"),
        ((IDS, TARGETS - 9, H0), "targets holds the id -"),
        ((IDS, TARGETS, H0[0]), r"h0 has shape \(3,\), expected \(B=2, H=3\)"),
    ],
)
def test_bad_arguments_are_named(f, args, message):
    with pytest.raises(ValueError, match=message):
        f(P, *args)


def test_bad_sizes_are_named():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="V is 0"):
        init_language_model(rng, 0, 2, 3)
    with pytest.raises(ValueError, match="readout_sd is -1"):
        init_language_model(rng, 4, 2, 3, readout_sd=-1)
