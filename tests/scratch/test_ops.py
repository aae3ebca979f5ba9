"""Squashing, token vectors, and the loss over a sequence."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch.gradcheck import check_gradients
from helpers.scratch.ops import (
    cross_entropy,
    embed_backward,
    log_softmax,
    log_softmax_backward,
    masked_mean,
    masked_mean_backward,
    one_hot,
    sequence_loss,
    sequence_loss_backward,
    sigmoid,
    softmax,
    softmax_backward,
    tanh,
)
from tests.support.proofs import rounding_bound
from tests.support.tables import each_row

SIZES = st.integers(1, 4)
REDUCTIONS = ("sum", "mean")


def loss_arguments(rng, T, B, V):
    mask = (rng.uniform(size=(T, B)) < 0.6).astype(float)
    mask[0, 0] = 1.0  # a mean needs one real step
    return 3 * rng.normal(size=(T, B, V)), rng.integers(V, size=(T, B)), mask


def test_sigmoid_is_the_logistic_function_and_never_overflows():
    a = np.array([-1000.0, -2.0, 0.0, 2.0, 1000.0])
    want = [0.0, 1 / (1 + np.exp(2.0)), 0.5, 1 / (1 + np.exp(-2.0)), 1.0]
    np.testing.assert_allclose(sigmoid(a), want, rtol=1e-14, atol=1e-17)


def test_softmax_and_log_softmax_agree_with_torch_at_any_size_of_logit():
    logits = (
        np.random.default_rng(0).normal(size=(2, 3, 5)) * np.array([1.0, 50.0, 1000.0])[:, None]
    )
    whole = softmax(logits, (0, 1, 2))
    np.testing.assert_allclose(whole.ravel(), softmax(logits.ravel()), atol=1e-15)
    for axis in (-1, 0, 1):
        tensor = torch.tensor(logits)
        np.testing.assert_allclose(softmax(logits, axis), tensor.softmax(axis), atol=1e-15)
        np.testing.assert_allclose(log_softmax(logits, axis), tensor.log_softmax(axis), atol=1e-12)


def test_one_hot_by_hand():
    vectors = one_hot(np.array([[2, 0], [1, 1]]), 3)
    assert vectors.dtype == np.float64
    assert vectors.tolist() == [[[0, 0, 1], [1, 0, 0]], [[0, 1, 0], [0, 1, 0]]]
    assert one_hot(1, 2).tolist() == [0, 1]
    assert one_hot([], 2).shape == (0, 2)


def test_a_lookup_is_a_one_hot_product():
    rng = np.random.default_rng(0)
    E, ids = rng.normal(size=(7, 3)), rng.integers(7, size=(4, 2))
    np.testing.assert_array_equal(one_hot(ids, 7) @ E, E[ids])


def test_sequence_loss_by_hand():
    logits = np.log([[[0.5, 0.5], [0.25, 0.75]], [[0.9, 0.1], [0.5, 0.5]]])
    targets, mask = np.array([[0, 1], [1, 0]]), np.array([[1, 1], [1, 0]])
    total = -np.log(0.5) - np.log(0.75) - np.log(0.1)
    assert sequence_loss(logits, targets, mask, "sum") == pytest.approx(total, rel=1e-12)
    assert sequence_loss(logits, targets, mask, "mean") == pytest.approx(total / 3, rel=1e-12)
    assert type(sequence_loss(logits, targets, mask, "sum")) is float


@settings(max_examples=25, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, V=SIZES, seed=st.integers(0, 99), reduction=st.sampled_from(REDUCTIONS))
def test_sequence_loss_and_its_gradient_agree_with_torch(T, B, V, seed, reduction):
    logits, targets, mask = loss_arguments(np.random.default_rng(seed), T, B, V)
    tensor = torch.tensor(logits, requires_grad=True)
    each = torch.nn.functional.cross_entropy(
        tensor.reshape(T * B, V), torch.tensor(targets).reshape(T * B), reduction="none"
    )
    loss = (each * torch.tensor(mask).reshape(T * B)).sum()
    loss = loss / mask.sum() if reduction == "mean" else loss
    loss.backward()
    assert sequence_loss(logits, targets, mask, reduction) == pytest.approx(loss.item(), abs=1e-10)
    np.testing.assert_allclose(
        sequence_loss_backward(logits, targets, mask, reduction), tensor.grad, atol=1e-12
    )


@settings(max_examples=25, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, V=SIZES, seed=st.integers(0, 99), reduction=st.sampled_from(REDUCTIONS))
def test_sequence_loss_backward_by_central_differences(T, B, V, seed, reduction):
    rng = np.random.default_rng(seed)
    logits, targets, mask = loss_arguments(rng, T, B, V)
    errors = check_gradients(
        lambda logits: sequence_loss(logits, targets, mask, reduction),
        lambda dloss, logits: {
            "logits": dloss * sequence_loss_backward(logits, targets, mask, reduction)
        },
        {"logits": logits},
        rng,
    )
    assert errors["logits"] < 1e-6


def test_padding_changes_neither_loss_nor_gradient():
    rng = np.random.default_rng(0)
    logits, targets, mask = loss_arguments(rng, 5, 3, 4)
    other = np.where(mask[..., None] == 1, logits, rng.normal(size=logits.shape))
    for reduction in REDUCTIONS:
        for f in (sequence_loss, sequence_loss_backward):
            np.testing.assert_array_equal(
                f(logits, targets, mask, reduction), f(other, targets, mask.astype(bool), reduction)
            )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_loss_takes_any_logits_on_padding_even_nan(dtype):
    logits, targets, mask = loss_arguments(np.random.default_rng(0), 5, 3, 4)
    logits, padded = logits.astype(dtype), mask[..., None] == 0
    for reduction in REDUCTIONS:
        want = sequence_loss_backward(np.where(padded, 0, logits), targets, mask, reduction)
        assert want.dtype == dtype
        total = sequence_loss(np.where(padded, 0, logits), targets, mask, reduction)
        spoilt = np.where(padded, dtype(np.nan), logits)
        assert sequence_loss(spoilt, targets, mask, reduction) == total
        got = sequence_loss_backward(spoilt, targets, mask, reduction)
        assert got.dtype == dtype
        np.testing.assert_array_equal(got, want)


def test_embed_backward_adds_up_every_use_of_a_row():
    dxs = np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]])
    dE = embed_backward(np.array([[1, 0], [1, 1]]), dxs, 3)
    assert dE.tolist() == [[3, 4], [13, 16], [0, 0]]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(T=SIZES, B=SIZES, D=SIZES, V=SIZES, seed=st.integers(0, 99), flat=st.booleans())
def test_embed_backward_by_central_differences_and_torch(T, B, D, V, seed, flat):
    rng = np.random.default_rng(seed)
    ids = rng.integers(V, size=B if flat else (T, B))
    E = rng.normal(size=(V, D))
    errors = check_gradients(
        lambda E: E[ids], lambda dxs, E: {"E": embed_backward(ids, dxs, V)}, {"E": E}, rng
    )
    assert errors["E"] < 1e-6
    dxs, table = rng.normal(size=(*ids.shape, D)), torch.tensor(E, requires_grad=True)
    torch.nn.functional.embedding(torch.tensor(ids), table).backward(torch.tensor(dxs))
    np.testing.assert_allclose(embed_backward(ids, dxs, V), table.grad, atol=1e-12)


def test_float32_stays_float32():
    rng = np.random.default_rng(0)
    logits, targets, mask = loss_arguments(rng, 2, 3, 4)
    logits = logits.astype(np.float32)
    assert sequence_loss_backward(logits, targets, mask, "mean").dtype == np.float32
    assert embed_backward(targets, logits, 4).dtype == np.float32


LOGITS, TARGETS, MASK = np.zeros((2, 3, 4)), np.zeros((2, 3), dtype=int), np.ones((2, 3))


@each_row("f", [sequence_loss, sequence_loss_backward])
@each_row(
    ("args", "message"),
    [
        ((LOGITS[0], TARGETS, MASK, "sum"), r"logits has shape \(3, 4\), expected \(T, B, V\)"),
        ((LOGITS.astype(int), TARGETS, MASK, "sum"), "logits is an array of int"),
        ((LOGITS, TARGETS.T, MASK, "sum"), r"targets has shape \(3, 2\), expected \(T=2, B=3\)"),
        ((LOGITS, TARGETS, MASK[0], "sum"), r"mask has shape \(3,\), expected \(T=2, B=3\)"),
        ((LOGITS, TARGETS + 4, MASK, "sum"), "targets holds the id 4, expected ids from 0 to"),
        ((LOGITS, TARGETS - 1, MASK, "sum"), "targets holds the id -1"),
        ((LOGITS, TARGETS * 1.0, MASK, "sum"), "targets is an array of float64"),
        ((LOGITS, TARGETS, MASK, "max"), 'reduction is \'max\', expected "sum" or "mean"'),
        ((LOGITS, TARGETS, 0 * MASK, "mean"), "mask is 0 everywhere"),
    ],
)
def test_bad_arguments_of_the_loss_are_named(f, args, message):
    with pytest.raises(ValueError, match=message):
        f(*args)


@each_row(
    ("call", "message"),
    [
        (lambda: one_hot([0, 3], 3), r"ids holds the id 3, expected ids from 0 to V - 1 = 2"),
        (lambda: one_hot([0, -1], 3), "ids holds the id -1"),
        (lambda: one_hot([0.0], 3), "ids is an array of float64, expected integer ids"),
        (lambda: one_hot([True], 3), "ids is an array of bool"),
        (lambda: one_hot([0], 0), "V is 0, expected a whole number of at least 1"),
        (lambda: one_hot([0], 2.0), "V is 2.0"),
        (lambda: embed_backward([0, 1], np.zeros((3, 2)), 4), r"dxs has shape \(3, 2\)"),
        (lambda: embed_backward([0, 4], np.zeros((2, 2)), 4), "ids holds the id 4"),
        (lambda: embed_backward([0, 1], np.ones((2, 2), int), 4), "dxs is an array of int64"),
        (
            lambda: sequence_loss(np.zeros((1, 2, 3)), [[0, 1]], np.array([[1, 2]]), "sum"),
            "mask holds other values than 0 and 1",
        ),
    ],
)
def test_bad_tokens_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_logits_as_far_apart_as_floats_go_keep_their_probabilities(kind):
    big = np.finfo(kind).max
    logits = np.array([[big, -big], [-big, -big], [0, -np.inf]], kind)
    probabilities = np.array([[1, 0], [0.5, 0.5], [1, 0]])
    np.testing.assert_array_equal(softmax(logits), probabilities)
    assert softmax(logits).dtype == log_softmax(logits).dtype == kind
    losses = cross_entropy(logits, [0, 1, 0])
    np.testing.assert_allclose(losses, [0, np.log(2), 0], rtol=rounding_bound(kind, 1))


@pytest.mark.parametrize("held", [np.nan, np.inf, -np.inf])
def test_what_logits_hold_on_padding_reaches_neither_loss_nor_gradient(held):
    logits, targets, mask = np.zeros((2, 1, 4)), np.zeros((2, 1), int), np.array([[1], [0]])
    logits[1] = held
    assert sequence_loss(logits, targets, mask, "mean") == np.log(4)
    gradient = sequence_loss_backward(logits, targets, mask, "mean")
    np.testing.assert_array_equal(gradient[1], 0)
    np.testing.assert_allclose(gradient[0, 0], [-0.75, 0.25, 0.25, 0.25])


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int64])
def test_whole_numbers_count_as_the_floats_they_are(kind):
    whole = np.array([1, 3, 100], kind)
    for f in (sigmoid, tanh, softmax, log_softmax):
        np.testing.assert_array_equal(f(whole), f(whole.astype(float)))
        np.testing.assert_array_equal(f(whole.tolist()), f(whole.astype(float)))


@each_row("f", [sigmoid, tanh, softmax, log_softmax])
@each_row(
    ("value", "got"),
    [
        (None, "a NoneType"),
        ("x", "a str"),
        (torch.zeros(2), "a Tensor"),
        (np.array([True]), "an array of bool"),
        (np.array([1j]), "an array of complex128"),
    ],
)
def test_what_holds_no_real_numbers_is_named(f, value, got):
    with pytest.raises(ValueError, match=f"(a|logits) is {got}, expected real numbers"):
        f(value)


@pytest.mark.parametrize(
    ("logits", "message"),
    [
        ([[0.0, 1.0], [-np.inf, -np.inf]], "logits has -inf as the largest of a row"),
        ([[np.inf, 0.0]], "logits has inf as the largest of a row"),
        (np.zeros((2, 0)), r"logits has shape \(2, 0\), expected an entry on axis -1"),
    ],
)
def test_rows_without_a_largest_logit_are_named(logits, message):
    for f in (softmax, log_softmax):
        with pytest.raises(ValueError, match=message):
            f(logits)
        with pytest.raises(ValueError, match="axis 2 is out of bounds"):
            f(np.zeros((2, 3)), axis=2)


@pytest.mark.parametrize("mark", [-100, -1, 10**6])
def test_a_target_on_padding_may_be_any_whole_number(mark):
    logits, targets, mask = loss_arguments(np.random.default_rng(0), 5, 3, 4)
    marked = np.where(mask == 1, targets, mark)
    for reduction in REDUCTIONS:
        for f in (sequence_loss, sequence_loss_backward):
            np.testing.assert_array_equal(
                f(logits, marked, mask, reduction), f(logits, targets, mask, reduction)
            )
    first = np.argwhere(mask == 1)[0]
    marked[tuple(first)] = mark
    with pytest.raises(ValueError, match=f"targets holds the id {mark}"):
        sequence_loss(logits, marked, mask, "sum")
    with pytest.raises(ValueError, match="targets is an array of bool"):
        sequence_loss(logits, targets > 1, mask, "sum")


V = 70_000  # more entries than float16 can count
HALF = np.float16


def test_half_precision_is_summed_in_single():
    """Each result is the float32 one, rounded: in float16 the sums overflow or lose their ends."""
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(2, V)).astype(HALF)
    d = rng.normal(size=(2, V)).astype(HALF)
    xs, mask = (10 + rng.normal(size=(V, 1, 2))).astype(HALF), np.ones((V, 1))
    single = {id(a): a.astype(np.float32) for a in (logits, d, xs)}
    probs, logs = softmax(logits), log_softmax(logits)
    single |= {id(probs): probs.astype(np.float32), id(logs): logs.astype(np.float32)}
    calls = [
        (softmax, logits),
        (log_softmax, logits),
        (softmax_backward, probs, d),
        (log_softmax_backward, logs, d),
        (masked_mean, xs, mask),
        (masked_mean_backward, mask, xs[0]),
    ]
    for function, *arguments in calls:
        got = function(*arguments)
        wide = [single.get(id(a), a.astype(np.float32) if a is not mask else a) for a in arguments]
        assert got.dtype == HALF
        np.testing.assert_array_equal(got, function(*wide).astype(HALF), function.__name__)


def test_the_loss_of_half_precision_logits_is_that_of_single():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(300, 100, 20)).astype(HALF)  # in sum more nats than float16 holds
    targets, mask = rng.integers(20, size=(300, 100)), np.ones((300, 100))
    for reduction in REDUCTIONS:
        want = sequence_loss(logits.astype(np.float32), targets, mask, reduction)
        assert sequence_loss(logits, targets, mask, reduction) == want
        got = sequence_loss_backward(logits, targets, mask, reduction)
        want = sequence_loss_backward(logits.astype(np.float32), targets, mask, reduction)
        np.testing.assert_array_equal(got, want.astype(HALF))
