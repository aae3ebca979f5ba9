"""The pieces with a backward pass each: gradients, extreme values, precision, messages."""

import warnings
from decimal import Decimal

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch.gradcheck import check_gradients
from helpers.scratch.ops import (
    cross_entropy,
    cross_entropy_backward,
    length_mask,
    log_softmax,
    log_softmax_backward,
    masked_mean,
    masked_mean_backward,
    sequence_loss,
    sequence_loss_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    softmax_backward,
    tanh,
    tanh_backward,
)
from tests.support.proofs import rounding_bound
from tests.support.tables import each_row

SIZES = st.integers(1, 5)
SEEDS = st.integers(0, 999)
PAIRS = [
    (sigmoid, sigmoid_backward, torch.sigmoid),
    (tanh, tanh_backward, torch.tanh),
    (softmax, softmax_backward, lambda a: a.softmax(-1)),
    (log_softmax, log_softmax_backward, lambda a: a.log_softmax(-1)),
]
pairs = pytest.mark.parametrize(
    ("f", "f_backward", "in_torch"), PAIRS, ids=[f.__name__ for f, _, _ in PAIRS]
)
given_sizes = given(T=SIZES, B=SIZES, V=SIZES, seed=SEEDS)
few = settings(max_examples=12, deadline=None, derandomize=True)


@pairs
@few
@given_sizes
def test_a_backward_from_the_output_by_central_differences_and_torch(
    f, f_backward, in_torch, T, B, V, seed
):
    rng = np.random.default_rng(seed)
    a = 2 * rng.normal(size=(T, B, V))
    errors = check_gradients(
        lambda a: f(a), lambda dy, a: {"a": f_backward(f(a), dy)}, {"a": a}, rng
    )
    assert errors["a"] < 1e-6
    dy, tensor = rng.normal(size=a.shape), torch.tensor(a, requires_grad=True)
    out = in_torch(tensor)
    out.backward(torch.tensor(dy))
    np.testing.assert_allclose(f(a), out.detach(), atol=1e-12)
    np.testing.assert_allclose(f_backward(f(a), dy), tensor.grad, atol=1e-12)


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize(("f", "f_backward"), [pair[:2] for pair in PAIRS[2:]])
def test_softmax_backward_works_along_any_axis(f, f_backward, axis):
    rng = np.random.default_rng(0)
    a, dy = rng.normal(size=(3, 4, 5)), rng.normal(size=(3, 4, 5))
    want = np.moveaxis(f_backward(f(np.moveaxis(a, axis, -1)), np.moveaxis(dy, axis, -1)), -1, axis)
    got = f_backward(f(a, axis), dy, axis)
    np.testing.assert_allclose(got, want, atol=1e-15)
    np.testing.assert_allclose(got.sum(axis=axis), 0, atol=1e-14)


@pairs
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_entries_give_the_exact_limit_in_the_same_precision(f, f_backward, in_torch, dtype):
    a = np.array([[1000.0, -1000.0], [-1000.0, 0.0], [5.0, 5.0]], dtype)
    y, dy = f(a), np.array([[1.0, -2.0], [3.0, 4.0], [0.5, 0.25]], dtype)
    limits = {
        sigmoid: [[1, 0], [0, 0.5]],
        tanh: [[1, -1], [-1, 0]],
        softmax: [[1, 0], [0, 1], [0.5, 0.5]],
        log_softmax: [[0, -2000], [-1000, 0], [-np.log(dtype(2))] * 2],
    }[f]
    assert y[: len(limits)].tolist() == np.array(limits, dtype).tolist()
    assert y.dtype == f_backward(y, dy).dtype == dtype
    assert np.isfinite(f_backward(y, dy)).all()
    if f is not log_softmax:
        assert not f_backward(y, dy)[0].any()  # flat out there


@pytest.mark.parametrize(("dtype", "lowest"), [(np.float32, -87.0), (np.float64, -708.0)])
def test_sigmoid_keeps_its_relative_precision_in_both_tails(dtype, lowest):
    a = np.concatenate([np.linspace(lowest, -lowest, 400), np.linspace(-2, 2, 401)]).astype(dtype)
    for entry, y in zip(a, sigmoid(a), strict=True):
        exact = 1 / (1 + (-Decimal(float(entry))).exp())
        # NumPy's vector code for exp is off by up to 3 eps, sum and division by half of one each.
        assert abs(Decimal(float(y)) / exact - 1) < rounding_bound(dtype, 1)
    assert float(sigmoid(-50.0)) == pytest.approx(1.928749847963918e-22, rel=1e-14)


def test_no_warning_even_where_the_caller_asks_for_every_one():
    extreme = np.array([[1000.0, -1000.0, -np.inf]])
    with np.errstate(over="raise", invalid="raise", divide="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        for f in (sigmoid, softmax, log_softmax):
            for dtype in (np.float32, np.float64):
                assert not np.isnan(f(extreme.astype(dtype))).any()
    assert np.geterr()["over"] == "warn"


def test_a_logit_of_minus_infinity_has_no_probability_and_gets_no_gradient():
    logits = np.array([[0.0, -np.inf, np.log(3.0)]])
    probs = softmax(logits)
    np.testing.assert_allclose(probs, [[0.25, 0, 0.75]], rtol=1e-15)
    assert softmax_backward(probs, np.array([[1.0, 7.0, 2.0]]))[0, 1] == 0
    assert log_softmax(logits)[0, 1] == -np.inf
    assert cross_entropy(logits, [2]) == pytest.approx(np.log(4 / 3))
    assert cross_entropy_backward(logits, [2], np.ones(1))[0, 1] == 0


def test_cross_entropy_by_hand():
    logits = np.log([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]]) + np.array([[3.0], [-900.0]])
    losses = cross_entropy(logits, [1, 2])
    np.testing.assert_allclose(losses, [np.log(4), -np.log(0.7)], rtol=1e-12)
    dlogits = cross_entropy_backward(logits, [1, 2], np.array([1.0, 10.0]))
    np.testing.assert_allclose(dlogits, [[0.5, -0.75, 0.25], [1, 2, -3]], rtol=1e-12)
    assert cross_entropy(np.array([0.0, 1000.0]), 0) == 1000


@few
@given(shape=st.lists(SIZES, max_size=3), V=SIZES, seed=SEEDS)
def test_cross_entropy_and_its_gradient_for_any_number_of_axes(shape, V, seed):
    rng = np.random.default_rng(seed)
    logits, targets = 3 * rng.normal(size=(*shape, V)), rng.integers(V, size=shape)

    def backward(dlosses, logits):
        return {"logits": cross_entropy_backward(logits, targets, dlosses)}

    errors = check_gradients(
        lambda logits: cross_entropy(logits, targets), backward, {"logits": logits}, rng
    )
    assert errors["logits"] < 1e-6
    want = torch.nn.functional.cross_entropy(
        torch.tensor(logits).reshape(-1, V), torch.tensor(targets).reshape(-1), reduction="none"
    )
    np.testing.assert_allclose(cross_entropy(logits, targets).ravel(), want, atol=1e-12)


def test_sequence_loss_is_the_sum_of_cross_entropies_over_real_steps():
    rng = np.random.default_rng(0)
    logits, targets = rng.normal(size=(4, 3, 5)), rng.integers(5, size=(4, 3))
    mask = length_mask([4, 1, 3], 4)
    losses = cross_entropy(logits, targets)
    assert sequence_loss(logits, targets, mask, "sum") == pytest.approx(losses[mask].sum())
    assert sequence_loss(logits, targets, mask, "mean") == pytest.approx(losses[mask].mean())
    np.testing.assert_allclose(
        sequence_loss_backward(logits, targets, mask, "mean"),
        cross_entropy_backward(logits, targets, mask / mask.sum()),
        atol=1e-15,
    )


def test_length_mask_by_hand():
    mask = length_mask(np.array([3, 1]), 4)
    assert mask.dtype == bool
    assert mask.tolist() == [[True, True], [True, False], [True, False], [False, False]]
    assert (np.ones((4, 2), np.float32) * mask).dtype == np.float32


def test_masked_mean_by_hand():
    xs = np.array([[[1.0, 2.0], [5.0, 6.0]], [[3.0, 4.0], [np.nan, np.inf]]])
    mask = np.array([[1.0, 1.0], [1.0, 0.0]])
    assert masked_mean(xs, mask).tolist() == [[2, 3], [5, 6]]
    dxs = masked_mean_backward(mask, np.array([[2.0, 4.0], [6.0, 8.0]]))
    assert dxs.tolist() == [[[1, 2], [6, 8]], [[1, 2], [0, 0]]]


@few
@given(T=SIZES, B=SIZES, H=SIZES, seed=SEEDS)
def test_masked_mean_by_central_differences_and_row_by_row(T, B, H, seed):
    rng = np.random.default_rng(seed)
    lengths, xs = rng.integers(1, T + 1, size=B), rng.normal(size=(T, B, H))
    mask = length_mask(lengths, T)

    def backward(dmean, xs):
        return {"xs": masked_mean_backward(mask, dmean)}

    errors = check_gradients(lambda xs: masked_mean(xs, mask), backward, {"xs": xs}, rng)
    assert errors["xs"] < 1e-6
    for b, length in enumerate(lengths):
        np.testing.assert_allclose(masked_mean(xs, mask)[b], xs[:length, b].mean(axis=0))


@pytest.mark.parametrize("mask", [length_mask([2, 1], 2), np.array([[1, 1], [1, 0]])])
def test_new_pieces_keep_float32_and_their_arguments(mask):
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(2, 2, 3)).astype(np.float32)
    before, targets = logits.copy(), np.zeros((2, 2), int)
    assert masked_mean(logits, mask).dtype == np.float32
    assert masked_mean_backward(mask, logits[0]).dtype == np.float32
    assert cross_entropy(logits, targets).dtype == np.float32
    assert cross_entropy_backward(logits, targets, np.ones((2, 2))).dtype == np.float32
    softmax_backward(logits, logits)
    log_softmax_backward(logits, logits)
    np.testing.assert_array_equal(logits, before)


X, M = np.zeros((2, 3, 4)), np.ones((2, 3))


@each_row(
    ("call", "message"),
    [
        (lambda: sigmoid_backward(X, X[0]), r"dy has shape \(3, 4\), expected \(2, 3, 4\)"),
        (lambda: tanh_backward(X, X[:1]), r"dy has shape \(1, 3, 4\), expected \(2, 3, 4\)"),
        (lambda: softmax_backward(X, X[0]), r"dprobs has shape \(3, 4\)"),
        (lambda: log_softmax_backward(X, X[0]), r"dlog_probs has shape \(3, 4\)"),
        (lambda: cross_entropy(X, [0, 1]), r"targets has shape \(2,\), expected \(2, 3\): one id"),
        (lambda: cross_entropy(X[0], None), r"targets has shape \(\), expected \(3,\)"),
        (lambda: sigmoid_backward(X, X.astype(int)), "dy is an array of int64, expected floating"),
        (lambda: softmax_backward(X, X > 0), "dprobs is an array of bool, expected floating"),
        (lambda: cross_entropy_backward(X[0], [0, 1, 2], [1, 1, 1]), "dlosses is an array of int"),
        (lambda: cross_entropy(X[0], [0, 1, 4]), "targets holds the id 4"),
        (lambda: cross_entropy(X[0].astype(int), [0, 1, 2]), "logits is an array of int"),
        (lambda: cross_entropy(X[0], [0.0, 1.0, 2.0]), "targets is an array of float"),
        (lambda: cross_entropy_backward(X[0], [0, 1, 2], X[0]), r"dlosses has shape \(3, 4\)"),
        (lambda: masked_mean(X, M.T), r"mask has shape \(3, 2\), expected \(T=2, B=3\)"),
        (lambda: masked_mean(X[0], M), r"xs has shape \(3, 4\), expected \(T, B, H\)"),
        (lambda: masked_mean(X.astype(int), M), "xs is an array of int"),
        (lambda: masked_mean(X, M / 2), "mask holds other values than 0 and 1"),
        (lambda: masked_mean(X, M * [1, 0, 1]), "mask is 0 in all of row 1"),
        (lambda: masked_mean_backward(M, X[0, :2]), r"dmean has shape \(2, 4\), expected \(B=3"),
        (lambda: masked_mean_backward(0 * M, X[0]), "mask is 0 in all of row 0"),
        (lambda: length_mask([1, 5], 4), r"lengths holds 5 at \[1\], expected from 1 to T = 4"),
        (lambda: length_mask([0, 4], 4), r"lengths holds 0 at \[0\]"),
        (lambda: length_mask([1.0, 2.0], 4), "lengths is an array of float"),
        (lambda: length_mask(3, 4), r"lengths has shape \(\), expected \(B,\)"),
        (lambda: length_mask([1], 4.0), "T is 4.0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
