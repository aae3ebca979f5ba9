"""From a stream of ids to batches."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.datasets.batching import (
    kept_share,
    next_token_pairs,
    pad_and_mask,
    stream_batches,
)
from helpers.scratch.language_model import init_language_model, language_model_loss
from tests.support.tables import each_row


def test_next_token_pairs_by_hand():
    inputs, targets = next_token_pairs(np.array([5, 6, 7]))
    assert inputs.tolist() == [5, 6]
    assert targets.tolist() == [6, 7]
    assert [part.shape for part in next_token_pairs([4])] == [(0,), (0,)]


def test_stream_batches_by_hand():
    batches = [(x.tolist(), y.tolist()) for x, y in stream_batches(np.arange(12), B=2, T=3)]
    assert batches == [
        ([[0, 5], [1, 6], [2, 7]], [[1, 6], [2, 7], [3, 8]]),
        ([[3, 8], [4, 9]], [[4, 9], [5, 10]]),
    ]


@settings(max_examples=50, deadline=None, derandomize=True)
@given(N=st.integers(2, 60), B=st.integers(1, 5), T=st.integers(1, 9))
def test_rows_go_on_from_batch_to_batch(N, B, T):
    B = min(B, N - 1)
    ids = np.random.default_rng(N).integers(100, size=N)
    batches = list(stream_batches(ids, B, T))
    steps = (N - 1) // B
    assert [len(x) for x, _ in batches[:-1]] == [T] * (len(batches) - 1)
    inputs, targets = (np.concatenate(parts) for parts in zip(*batches, strict=True))
    assert inputs.shape == targets.shape == (steps, B)
    np.testing.assert_array_equal(inputs.T.ravel(), ids[: B * steps])
    np.testing.assert_array_equal(targets.T.ravel(), ids[1 : B * steps + 1])
    assert N - 1 - B * steps < B  # no more is left out than does not fill a step


def test_a_carried_state_gives_the_loss_of_one_long_batch():
    rng = np.random.default_rng(0)
    ids, p = rng.integers(5, size=61), init_language_model(rng, 5, 3, 4, readout_sd=1.0)
    (whole,) = stream_batches(ids, B=3, T=20)
    want, _ = language_model_loss(p, *whole, np.zeros((3, 4)))
    total, h = 0.0, np.zeros((3, 4))
    for inputs, targets in stream_batches(ids, B=3, T=7):
        loss, h = language_model_loss(p, inputs, targets, h)
        total += loss * inputs.size
    assert total / 60 == pytest.approx(want, rel=1e-12)


@each_row(
    ("call", "message"),
    [
        (lambda: next_token_pairs([]), "ids .* at least one entry"),
        (lambda: next_token_pairs(np.zeros((2, 2), int)), r"ids has shape \(2, 2\), expected \(N,"),
        (lambda: stream_batches(np.arange(3), 3, 2), "ids holds 3 tokens, .* B \\+ 1 = 4"),
        (lambda: stream_batches(np.arange(9), 0, 2), "B is 0"),
        (lambda: stream_batches(np.arange(9), 2, 1.5), "T is 1.5"),
    ],
)
def test_bad_arguments_are_named_at_the_call(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_padding_by_hand():
    ids, mask = pad_and_mask([np.array([5, 0]), np.array([7])])
    assert ids.tolist() == [[5, 7], [0, 0]]
    assert mask.tolist() == [[1.0, 1.0], [1.0, 0.0]]
    assert (ids.dtype, mask.dtype) == (np.int64, np.float64)


@pytest.mark.parametrize(
    ("sequences", "message"),
    [
        ([], "sequences is empty"),
        ([np.array([1]), np.array([], dtype=int)], r"sequences\[1\] .* at least one entry"),
        ([np.zeros((2, 2), dtype=int)], r"sequences\[0\] has shape \(2, 2\)"),
    ],
)
def test_what_cannot_be_padded_is_named(sequences, message):
    with pytest.raises(ValueError, match=message):
        pad_and_mask(sequences)


def test_the_kept_share_is_what_counting_finds():
    for k in range(1, 12):
        for lag in range(15):
            assert kept_share(lag, k) == np.mean(np.arange(k) >= lag)
    with pytest.raises(ValueError, match="lag is -1"):
        kept_share(-1, 3)
