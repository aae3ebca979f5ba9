"""Losses, pooling and the language model, against scratch and by hand."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.cells import RNNCell
from helpers.nn.layers import Recurrent
from helpers.nn.models import LanguageModel, in_batch_retrieval_loss, pool
from helpers.nn.tokens import sequence_loss
from helpers.scratch import language_model as scratch
from helpers.scratch import ops
from helpers.scratch.cells import RNNParams
from helpers.scratch.gradcheck import relative_errors
from tests.support.tables import each_row

SIZES = st.integers(1, 5)
SEEDS = st.integers(0, 999)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, V=SIZES, seed=SEEDS)
@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_the_loss_agrees_with_scratch(T, B, V, seed, reduction):
    rng = np.random.default_rng(seed)
    logits, targets = rng.normal(size=(T, B, V)) * 3, rng.integers(V, size=(T, B))
    mask = rng.random(size=(T, B)) < 0.7
    mask[0, 0] = True
    given = torch.tensor(logits, requires_grad=True)
    value = sequence_loss(given, targets, mask, reduction)
    value.backward()
    assert float(value.detach()) == pytest.approx(
        ops.sequence_loss(logits, targets, mask, reduction), rel=1e-12
    )
    want = ops.sequence_loss_backward(logits, targets, mask, reduction)
    np.testing.assert_allclose(given.grad, want, rtol=1e-10, atol=1e-14)
    everywhere = ops.sequence_loss(logits, targets, np.ones((T, B)), reduction)
    value = sequence_loss(given.detach(), targets, None, reduction)
    assert float(value) == pytest.approx(everywhere)


def test_what_stands_on_padding_does_not_reach_the_loss():
    logits = torch.zeros(3, 2, 4, dtype=torch.float64, requires_grad=True)
    with torch.no_grad():
        logits[2, 1] = float("nan")
    mask = torch.tensor([[1, 1], [1, 1], [1, 0]])
    value = sequence_loss(logits, torch.zeros(3, 2, dtype=torch.int64), mask)
    assert float(value.detach()) == pytest.approx(math.log(4))
    value.backward()
    assert not logits.grad[2, 1].any()  # NaN there would reach the weights of the readout


def test_pooling_by_hand():
    hs = torch.tensor([[[1.0], [-2.0]], [[4.0], [-3.0]], [[9.0], [100.0]]]).double()
    assert pool(hs, [3, 2], "last").tolist() == [[9.0], [-3.0]]
    assert pool(hs, [3, 1], "mean").tolist() == [[pytest.approx(14 / 3)], [-2.0]]
    assert pool(hs, [3, 2], "max").tolist() == [[9.0], [-2.0]]
    assert pool(hs, [1, 2], "mean").tolist() == [[1.0], [-2.5]]


def test_retrieval_loss_by_hand():
    q = torch.tensor([[1.0, 0.0], [0.0, 2.0]], dtype=torch.float64)
    d = torch.tensor([[3.0, 0.0], [1.0, 1.0]], dtype=torch.float64)
    # scores: [[3, 1], [0, 2]]; the diagonal is gold, each row one query.
    want = (math.log(1 + math.exp(-2)) + math.log(1 + math.exp(-2))) / 2
    assert float(in_batch_retrieval_loss(q, d)) == pytest.approx(want)
    d = d + torch.tensor([[0.0, 0.5], [0.0, 0.0]])  # scores [[3, 1], [1, 2]]
    want = (math.log(1 + math.exp(-2)) + math.log(1 + math.exp(-1))) / 2
    assert float(in_batch_retrieval_loss(q, d)) == pytest.approx(want)
    assert float(in_batch_retrieval_loss(q * 0, d)) == pytest.approx(math.log(2))


@settings(max_examples=10, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, V=SIZES, seed=SEEDS)
def test_the_language_model_agrees_with_scratch(T, B, D, H, V, seed):
    rng = np.random.default_rng(seed)
    p = scratch.init_language_model(rng, V, D, H, readout_sd=1.0)
    p = p._replace(b_y=rng.normal(size=V), rnn=p.rnn._replace(b=rng.normal(size=H)))
    model = LanguageModel(V, Recurrent(RNNCell.from_scratch(p.rnn)), rng)
    with torch.no_grad():
        for weight, value in [
            (model.embedding.E, p.E),
            (model.readout.W_y, p.W_y),
            (model.readout.b_y, p.b_y),
        ]:
            weight.copy_(torch.tensor(value))
    model = model.double()
    ids, targets = rng.integers(V, size=(2, T, B))
    h0 = rng.normal(size=(B, H))
    value, (h_last,) = model.loss(ids, targets, (torch.tensor(h0),))
    value.backward()
    want, dp, want_last = scratch.language_model_gradients(p, ids, targets, h0)
    cell = model.layer.cell
    got = scratch.LMParams(
        model.embedding.E.grad.numpy(),
        RNNParams(*(getattr(cell, name).grad.numpy() for name in RNNParams._fields)),
        model.readout.W_y.grad.numpy(),
        model.readout.b_y.grad.numpy(),
    )
    assert float(value.detach()) == pytest.approx(want, rel=1e-12)
    np.testing.assert_allclose(h_last.detach(), want_last, rtol=1e-12)
    assert max(relative_errors(got, dp).values()) < 1e-10


@each_row("shape", [(0, 2, 3), (2, 0, 3), (2, 3, 0)])
@each_row("reduction", ["sum", "mean"])
def test_a_loss_over_nothing_is_refused(shape, reduction):
    with pytest.raises(ValueError, match=r"logits has shape .* at least one entry on every axis"):
        sequence_loss(
            torch.zeros(shape), torch.zeros(shape[:2], dtype=torch.int64), None, reduction
        )


@pytest.mark.parametrize("mark", [-100, -1])
def test_a_target_on_padding_may_be_any_whole_number(mark):
    rng = np.random.default_rng(0)
    logits, targets = torch.tensor(rng.normal(size=(4, 3, 5))), rng.integers(5, size=(4, 3))
    mask = np.arange(4)[:, None] < np.array([4, 1, 2])
    want = sequence_loss(logits, targets, mask)
    marked = np.where(mask, targets, mark)
    for value in (marked, torch.tensor(marked)):
        assert sequence_loss(logits, value, mask) == want
        with pytest.raises(ValueError, match=f"targets holds the id {mark}"):
            sequence_loss(logits, value)


def test_a_model_takes_marked_targets_past_the_lengths():
    rng = np.random.default_rng(0)
    model = LanguageModel(5, Recurrent(RNNCell(2, 3, rng)), rng)
    ids, lengths = rng.integers(5, size=(4, 2)), [4, 2]
    marked = np.where(np.arange(4)[:, None] < lengths, ids, -100)
    assert model.loss(ids, marked, None, lengths)[0] == model.loss(ids, ids, None, lengths)[0]
