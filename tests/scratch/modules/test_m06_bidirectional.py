"""Tagging and batches of unequal length, against torch, central differences and plain loops."""

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from helpers.scratch import bidirectional
from helpers.scratch.bptt import rnn_forward
from helpers.scratch.cells import RNNParams
from helpers.scratch.gradcheck import check_gradients
from helpers.scratch.modules.m06_bidirectional import (
    birnn_forward,
    bucket,
    final_states,
    leaking_steps,
    masked_tag_loss,
    most_frequent_tag_baseline,
    pack,
    padding_waste,
    span_f1,
    tag_spans,
    unpack,
)
from helpers.scratch.ops import length_mask
from tests.support.proofs import TOLERANCE, draw_params

LENGTHS = st.lists(st.integers(1, 6), min_size=1, max_size=5)
quick = settings(max_examples=25, deadline=None, derandomize=True)


def padded(lengths, D, seed=0, padding=np.nan):
    rng = np.random.default_rng(seed)
    mask = length_mask(np.array(lengths), max(lengths) + 1)
    return np.where(mask[..., None], rng.normal(size=(*mask.shape, D)), padding)


# ------------------------------------------------------------- tagging


@quick
@given(lengths=LENGTHS)
def test_the_states_of_both_readers_are_those_of_each_sentence_alone(lengths):
    rng = np.random.default_rng(1)
    p_f, p_b = (draw_params(rng, RNNParams, D=3, H=2) for _ in range(2))
    xs = padded(lengths, 3)
    hs = birnn_forward(p_f, p_b, xs, np.array(lengths))
    assert hs.shape == (*xs.shape[:2], 4)
    for b, n in enumerate(lengths):
        row, h0 = xs[:n, [b]], np.zeros((1, 2))
        left, right = rnn_forward(p_f, row, h0)[0], rnn_forward(p_b, row[::-1], h0)[0][::-1]
        assert np.allclose(hs[:n, [b]], np.concatenate([left, right], axis=-1), atol=1e-12)
        assert not hs[n:, b].any()


def test_the_states_agree_with_torch():
    rng = np.random.default_rng(2)
    p_f, p_b = (draw_params(rng, RNNParams, D=3, H=4) for _ in range(2))
    lengths, module = [3, 5, 1], torch.nn.RNN(3, 4, bidirectional=True).double()
    weights = {}
    for p, end in ((p_f, ""), (p_b, "_reverse")):
        weights |= {f"weight_ih_l0{end}": p.W_x.T, f"weight_hh_l0{end}": p.W_h.T}
        weights |= {f"bias_ih_l0{end}": p.b, f"bias_hh_l0{end}": np.zeros(4)}
    module.load_state_dict({name: torch.tensor(value) for name, value in weights.items()})
    xs = padded(lengths, 3, padding=7.0)
    packed = pack_padded_sequence(torch.tensor(xs), lengths, enforce_sorted=False)
    shown, _ = pad_packed_sequence(module(packed)[0], total_length=len(xs))
    assert np.allclose(
        birnn_forward(p_f, p_b, xs, np.array(lengths)), shown.detach().numpy(), atol=1e-12
    )


def tagged(lengths, V, seed=3):
    rng = np.random.default_rng(seed)
    logits = padded(lengths, V, seed, padding=1e3)
    mask = length_mask(np.array(lengths), len(logits)).astype(float)
    return logits, np.where(mask, rng.integers(V, size=mask.shape), -100), mask


@quick
@given(lengths=LENGTHS)
def test_loss_and_gradient_agree_with_torch(lengths):
    logits, tags, mask = tagged(lengths, 4)
    loss, dlogits = masked_tag_loss(logits, tags, mask)
    given_logits = torch.tensor(logits, requires_grad=True)
    want = torch.nn.functional.cross_entropy(
        given_logits.flatten(0, 1), torch.tensor(tags).flatten(), ignore_index=-100
    )
    want.backward()
    assert loss == pytest.approx(want.item(), abs=1e-12)
    assert np.allclose(dlogits, given_logits.grad.numpy(), atol=1e-14)


def test_the_gradient_of_the_loss_agrees_with_central_differences():
    logits, tags, mask = tagged([3, 1, 4], 3)
    logits = np.where(mask[..., None], logits, 0.0)

    def forward(logits):
        return np.array([masked_tag_loss(logits, tags, mask)[0]])

    def backward(dloss, logits):
        return {"logits": dloss * masked_tag_loss(logits, tags, mask)[1]}

    errors = check_gradients(forward, backward, {"logits": logits}, np.random.default_rng(0))
    assert max(errors.values()) < TOLERANCE, errors


def test_padding_changes_neither_loss_nor_gradient():
    logits, tags, mask = tagged([2, 4], 3)
    other = np.where(mask[..., None], logits, np.nan)
    loss, dlogits = masked_tag_loss(logits, tags, mask)
    other_loss, other_dlogits = masked_tag_loss(other, tags, mask)
    assert other_loss == loss
    assert np.array_equal(other_dlogits, dlogits)


def test_the_future_leaks_into_a_bidirectional_network_and_into_no_other():
    rng = np.random.default_rng(4)
    p_f, p_b = (draw_params(rng, RNNParams, D=2, H=3) for _ in range(2))
    xs = rng.normal(size=(6, 2, 2))
    changed = xs.copy()
    changed[4:] += 1.0
    lengths, h0 = np.array([6, 6]), np.zeros((2, 3))
    both = [birnn_forward(p_f, p_b, x, lengths) for x in (xs, changed)]
    assert leaking_steps(*both, 4) == [0, 1, 2, 3]
    one = [rnn_forward(p_f, x, h0)[0] for x in (xs, changed)]
    assert leaking_steps(*one, 4) == []


@pytest.mark.parametrize(("move", "want"), [(1e-8, [1]), (-1e-8, [1]), (1e-10, []), (0.0, [])])
def test_a_move_by_more_than_rounding_is_a_leak(move, want):
    ys = np.ones((4, 2, 3))
    changed = ys.copy()
    changed[1, 1, 2] += move
    changed[3] += 1.0
    assert leaking_steps(ys, changed, 3) == want
    assert leaking_steps(ys, changed, 1) == []
    assert leaking_steps(ys, changed, 0) == []


def test_the_last_states_are_those_that_torch_returns():
    torch.manual_seed(0)
    lengths, module = [2, 4, 1], torch.nn.RNN(3, 2, bidirectional=True).double()
    packed = pack_padded_sequence(torch.tensor(padded(lengths, 3)), lengths, enforce_sorted=False)
    shown, last = module(packed)
    hs_f, hs_b = np.split(pad_packed_sequence(shown)[0].detach().numpy(), 2, axis=-1)
    want = np.concatenate([*last.detach().numpy()], axis=-1)
    assert np.array_equal(final_states(hs_f, hs_b, np.array(lengths)), want)


# ------------------------------------------------------------- spans and counts


def test_spans_are_runs_of_equal_tags():
    assert tag_spans(["A", "A", "O", "A", "B"]) == [(0, 2, "A"), (3, 4, "A"), (4, 5, "B")]
    assert tag_spans(["A"]) == [(0, 1, "A")]
    assert tag_spans(["O", "O"]) == []


SENTENCES = st.lists(st.lists(st.sampled_from("ABO"), min_size=1, max_size=6), min_size=1)


@quick
@given(data=st.data(), gold=SENTENCES)
def test_span_f1_counts_what_is_in_both(data, gold):
    predicted = [
        data.draw(st.lists(st.sampled_from("ABO"), min_size=len(s), max_size=len(s))) for s in gold
    ]
    sides = [
        {(n, i, j, row[i]) for n, row in enumerate(part) for i in range(len(row))
         for j in range(i + 1, len(row) + 1)
         if row[i] != "O" and set(row[i:j]) == {row[i]}
         and row[i - 1 : i] != [row[i]] and row[j : j + 1] != [row[i]]}
        for part in (gold, predicted)
    ]  # fmt: skip
    wanted, found = map(len, sides)
    right = len(sides[0] & sides[1])
    precision, recall, f1 = span_f1(gold, predicted)
    assert precision == (right / found if found else 0)
    assert recall == (right / wanted if wanted else 0)
    assert f1 == pytest.approx(2 * right / (wanted + found) if right else 0)
    assert span_f1(predicted, gold) == pytest.approx((recall, precision, f1))


def test_span_f1_by_hand():
    gold, predicted = [["O", "P", "P"], ["N"]], [["O", "N", "P"], ["N"]]
    assert span_f1(gold, predicted) == pytest.approx((1 / 3, 1 / 2, 2 / 5))


def test_a_word_gets_its_most_frequent_tag():
    words, tags = "The duck ducks duck the duck".split(), "D N V V D N".split()
    assert most_frequent_tag_baseline(words, tags, ["Duck", "the", "goose"]) == ["N", "D", "D"]
    assert most_frequent_tag_baseline(["a", "A"], ["X", "Y"], ["a"]) == ["X"]


# ------------------------------------------------------------- batches


@quick
@given(lengths=st.lists(st.integers(1, 9), min_size=1), B=st.integers(1, 6))
def test_buckets_hold_every_sentence_once_from_the_shortest_to_the_longest(lengths, B):
    batches = bucket(lengths, B)
    order = [n for batch in batches for n in batch]
    assert order == sorted(range(len(lengths)), key=lambda n: lengths[n])
    assert [len(batch) for batch in batches[:-1]] == [B] * (len(batches) - 1)
    assert 1 <= len(batches[-1]) <= B
    wasted, words = 0, sum(lengths)
    for batch in batches:
        wasted += sum(max(lengths[n] for n in batch) - lengths[m] for m in batch)
    assert padding_waste(lengths, batches) == pytest.approx(wasted / (wasted + words))


@quick
@given(lengths=LENGTHS)
def test_unpack_undoes_pack(lengths):
    xs = padded(lengths, 2)
    data, batch_sizes = pack(xs, np.array(lengths))
    assert len(data) == sum(lengths) == batch_sizes.sum()
    assert np.isfinite(data).all()
    want = np.nan_to_num(xs[: max(lengths)])
    assert np.array_equal(unpack(data, batch_sizes, np.array(lengths)), want)


@pytest.mark.parametrize("lengths", [[3, 5, 1, 2], [4, 4], [2], [1, 1, 1]])
def test_pack_agrees_with_torch(lengths):
    """Rows of equal length are equal here, as torch does not promise their order."""
    rows = np.random.default_rng(5).normal(size=(len(lengths), 6, 2))
    xs = np.stack([rows[lengths.index(n)] for n in lengths], axis=1)
    data, batch_sizes = pack(xs, np.array(lengths))
    packed = pack_padded_sequence(torch.tensor(xs), lengths, enforce_sorted=False)
    assert np.array_equal(data, packed.data.numpy())
    assert np.array_equal(batch_sizes, packed.batch_sizes.numpy())


# ------------------------------------------------------------- arguments

XS, HS = np.zeros((3, 2, 1)), np.zeros((3, 2, 4))
LOGITS, TWO = np.zeros((2, 1, 3)), np.ones((2, 1))
ZERO_LENGTH = "lengths holds 0 at [0], expected from 1 to T = 3."
TOO_LONG = "lengths holds 4 at [1], expected from 1 to T = 3."
P = RNNParams(np.ones((1, 2)), np.ones((2, 2)), np.ones(2))


@pytest.mark.parametrize(
    ("function", "args", "said"),
    [
        (pack, (XS, [0, 1]), ZERO_LENGTH),
        (pack, (XS, [3, 4]), TOO_LONG),
        (pack, (XS[:, :0], []), "xs has shape (3, 0, 1), expected (T, B, D)"),
        (pack, (XS, [1, 2, 3]), "lengths has shape (3,), expected (B=2,)"),
        (birnn_forward, (P, P, XS, np.array([0, 1])), ZERO_LENGTH),
        (birnn_forward, (P, P, XS, np.array([3, 4])), TOO_LONG),
        (birnn_forward, (P, P, XS[:, :0], np.array([], int)), "xs has shape (3, 0, 1)"),
        (bidirectional.reverse_padded, (XS, [0, 1]), ZERO_LENGTH),
        (bidirectional.reverse_padded, (XS[:, :0], []), "T and B at least 1"),
        (final_states, (HS, HS, [0, 1]), ZERO_LENGTH),
        (final_states, (HS, HS[:2], [1, 1]), "hs_b has shape (2, 2, 4), expected (T=3"),
        (masked_tag_loss, (LOGITS, np.array([[3], [0]]), TWO), "tags holds the id 3"),
        (masked_tag_loss, (LOGITS, np.array([[-1], [0]]), TWO), "tags holds the id -1"),
        (masked_tag_loss, (LOGITS, np.array([[0], [0]]), 0 * TWO), "mask is 0 everywhere"),
        (masked_tag_loss, (LOGITS, np.array([[0], [0]]), TWO.T), "mask has shape (1, 2)"),
        (masked_tag_loss, (LOGITS[:, :0], TWO[:, :0], TWO[:, :0]), "logits has shape (2, 0, 3)"),
        (leaking_steps, (XS, XS, 3), "t is 3, expected a step from 0 to T - 1 = 2."),
        (leaking_steps, (XS, XS[:2], 1), "ys_changed has shape (2, 2, 1)"),
        (tag_spans, ([],), "tags is empty, expected at least one."),
        (span_f1, ([], []), "0 and 0 sentences, expected equally many, at least one."),
        (span_f1, ([["A"]], [["A"], ["B"]]), "1 and 2 sentences"),
        (span_f1, ([["A"], ["A"]], [["A"], ["A", "B"]]), "sentence 1 has 1 and 2 tags"),
        (most_frequent_tag_baseline, (["a"], [], ["a"]), "words and tags hold 1 and 0"),
        (bucket, ([], 2), "lengths has shape (0,), expected (N,) with at least one entry"),
        (bucket, ([3, 0], 2), "lengths is [3, 0], expected whole numbers of at least 1."),
        (bucket, ([1.5], 2), "lengths is [1.5], expected whole numbers"),
        (bucket, ([3, 1], 0), "B is 0, expected a whole number of at least 1."),
        (padding_waste, ([3, 1], [[0], []]), "holds an empty batch"),
        (padding_waste, ([3, 1], [[0, 2]]), "batches holds the id 2"),
        (unpack, (np.zeros((3, 1)), np.array([1, 2]), [2, 1]), "expected [2, 1]"),
        (unpack, (np.zeros((4, 1)), np.array([2, 1]), [2, 1]), "data has shape (4, 1)"),
    ],
)
def test_what_does_not_fit_is_named(function, args, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        function(*args)
