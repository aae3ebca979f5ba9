"""Samplers that cut off a tail: by hand, against naive forms, at their edges, and drawn from."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sampling import sample, temper
from helpers.sampling.truncation import greedy, min_p, nucleus, redraw_unk, top_k, typical
from helpers.scratch.ops import softmax
from tests.support.draws import bound, chi_squared
from tests.support.tables import each_row

INF = np.inf
FIVE = np.log([0.4, 0.1, 0.25, 0.2, 0.05])


def kept(logits):
    """Return the ids that a sampler has left."""
    return np.flatnonzero(np.isfinite(logits)).tolist()


@each_row(
    ("sampler", "setting", "want"),
    [
        (top_k, 1, [0]),
        (top_k, 2, [0, 2]),
        (top_k, 5, [0, 1, 2, 3, 4]),
        (nucleus, 0, [0]),
        (nucleus, 0.39, [0]),
        (nucleus, 0.41, [0, 2]),
        (nucleus, 0.8, [0, 2, 3]),  # 0.4 + 0.25 = 0.65: the token that crosses 0.8 is kept
        (nucleus, 0.96, [0, 1, 2, 3, 4]),
        (nucleus, 1, [0, 1, 2, 3, 4]),
        (min_p, 0, [0, 1, 2, 3, 4]),
        (min_p, 0.2, [0, 1, 2, 3]),
        (min_p, 0.26, [0, 2, 3]),
        (min_p, 1, [0]),
        # The entropy is 1.4150 nats; surprises 0.9163, 2.3026, 1.3863, 1.6094, 2.9957.
        (typical, 0, [2]),
        (typical, 0.25, [2]),
        (typical, 0.26, [2, 3]),
        (typical, 0.5, [0, 2, 3]),
        (typical, 0.9, [0, 1, 2, 3]),
        (typical, 1, [0, 1, 2, 3, 4]),
    ],
)
def test_five_tokens_by_hand(sampler, setting, want):
    got = sampler(FIVE, setting)
    assert kept(got) == want
    np.testing.assert_array_equal(got[want], FIVE[want])


@each_row(
    ("sampler", "setting", "want"),
    [
        (top_k, 2, [1, 2]),
        (nucleus, 0.5, [1, 2]),
        (nucleus, 0.25, [1]),
        (min_p, 1, [1, 2, 4, 5]),
        (typical, 0.5, [1, 2]),
        (typical, 0, [1]),
    ],
)
def test_ties_go_to_the_lowest_ids(sampler, setting, want):
    for scale in (0.0, 3.0, -700.0):  # of logits; probabilities stay the same
        logits = np.array([-INF, scale, scale, -INF, scale, scale])
        assert kept(sampler(logits, setting)) == want
    assert greedy(logits) == 1


def test_a_sum_reaches_its_threshold_whichever_way_it_was_rounded():
    for probs in ([0.4, 0.3, 0.2, 0.1], [0.1] * 10, [0.05] * 20, [1 / 3] * 3):
        for count in range(1, len(probs)):
            assert len(kept(nucleus(np.log(probs), round(sum(probs[:count]), 12)))) == count
    assert kept(min_p(np.log([0.6, 0.3, 0.1]), 0.5)) == [0, 1]
    # Two tokens at one distance from the entropy, on its two sides: the lower id comes first.
    half = np.log([0.5, 0.25, 0.25])
    assert kept(typical(half, 0.2)) == [0]


ROWS = st.lists(st.one_of(st.just(-INF), st.floats(-9, 9)), min_size=1, max_size=7).filter(
    lambda row: max(row) > -INF
)
COARSE = st.lists(st.integers(-2, 2).map(float), min_size=1, max_size=7)


def naive(sampler, logits, setting):
    """Return the ids that a sampler keeps, in plain Python, and whether the choice is clear."""
    total = math.fsum(math.exp(x) for x in logits)
    probs = {i: math.exp(x) / total for i, x in enumerate(logits) if x > -INF}
    if sampler is top_k:
        return sorted(sorted(probs, key=lambda i: (-logits[i], i))[:setting]), True
    if sampler is min_p:
        ratios = {i: p / max(probs.values()) for i, p in probs.items()}
        return [i for i in ratios if ratios[i] >= setting], clear(ratios.values(), setting)
    order = {i: (-logits[i], i) for i in probs}
    if sampler is typical:
        entropy = -math.fsum(p * math.log(p) for p in probs.values())
        order = {i: (round(abs(-math.log(p) - entropy), 9), i) for i, p in probs.items()}
    left, sums = [], []
    for i in sorted(order, key=order.get):
        if left and sums[-1] >= setting and setting < 1:
            break
        left.append(i)
        sums.append(math.fsum(probs[j] for j in left))
    return sorted(left), clear(sums, setting)


def clear(values, threshold):
    return all(abs(value - threshold) > 1e-6 for value in values)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(row=st.one_of(ROWS, COARSE), share=st.floats(0, 1), k=st.integers(1, 7))
def test_naive_forms_keep_the_same_tokens(row, share, k):
    logits = np.array(row)
    table = [(top_k, min(k, len(row))), (nucleus, share), (min_p, share), (typical, share)]
    for sampler, setting in table:
        want, is_clear = naive(sampler, row, setting)
        if is_clear:
            assert kept(sampler(logits, setting)) == want, sampler.__name__


def test_rows_are_cut_each_for_itself_on_any_number_of_axes():
    logits = np.random.default_rng(0).normal(size=(3, 2, 6))
    for sampler, setting in [(top_k, 2), (nucleus, 0.6), (min_p, 0.3), (typical, 0.6)]:
        got = sampler(logits, setting)
        for row in np.ndindex(3, 2):
            np.testing.assert_array_equal(got[row], sampler(logits[row], setting))
        assert np.isfinite(got).any(axis=-1).all()
    np.testing.assert_array_equal(greedy(logits), logits.argmax(axis=-1))
    assert greedy(logits).dtype == np.int64


@each_row("sampler, setting", [(top_k, 3), (nucleus, 1), (min_p, 0), (typical, 1)])
def test_the_setting_that_changes_nothing_returns_a_copy(sampler, setting):
    logits = np.array([0.0, -1e4, -INF])  # the second has a probability that rounds to 0
    got = sampler(logits, setting)
    np.testing.assert_array_equal(got, logits)
    got[0] = 7.0
    assert logits[0] == 0.0


@each_row("sampler, setting", [(top_k, 1), (nucleus, 0), (min_p, 1)])
def test_the_other_end_is_greedy(sampler, setting):
    logits = np.random.default_rng(1).normal(size=(50, 9))
    got = sampler(logits, setting)
    np.testing.assert_array_equal(got.argmax(axis=-1), greedy(logits))
    assert (np.isfinite(got).sum(axis=-1) == 1).all()


@each_row("kind", [np.float16, np.float32, np.float64])
def test_the_largest_numbers_of_a_type_are_no_trouble(kind):
    top = np.finfo(kind).max
    logits = np.array([-top, top, 0, -INF, top], kind)
    for sampler, setting in [(top_k, 2), (nucleus, 0.9), (min_p, 0.9), (typical, 0.9)]:
        got = sampler(logits, setting)
        assert got.dtype == kind
        assert kept(got) == [1, 4], sampler.__name__
    assert greedy(logits) == 1
    tiny = np.array([0, 1], kind) * np.finfo(kind).smallest_subnormal
    assert kept(nucleus(tiny, 0.9)) == [0, 1]
    assert (greedy(tiny), kept(top_k(tiny, 1))) == (1, [1])


def test_a_temperature_before_a_cut_changes_what_is_cut_and_after_it_does_not():
    assert kept(nucleus(temper(FIVE, 0.5), 0.8)) == [0, 2]
    assert kept(temper(nucleus(FIVE, 0.8), 0.5)) == [0, 2, 3]
    for tau in (1e-3, 1e3):
        assert kept(top_k(temper(FIVE, tau), 2)) == [0, 2]
    assert kept(nucleus(temper(FIVE, 1e-3), 0.999)) == [0]
    assert kept(nucleus(temper(FIVE, 1e6), 0.999)) == [0, 1, 2, 3, 4]


N = 40_000


def draw(probs, seed=0):
    us = np.random.default_rng(seed).random(N)
    return np.bincount(sample(np.broadcast_to(probs, (N, len(probs))), us), minlength=len(probs))


EXACT = [
    (lambda x: x, [0.4, 0.1, 0.25, 0.2, 0.05]),
    # 0.4 ** 2 = 0.16, then 0.01, 0.0625, 0.04, 0.0025, of 0.275
    (lambda x: temper(x, 0.5), [0.16 / 0.275, 0.01 / 0.275, 0.0625 / 0.275, 0.04 / 0.275, 1 / 110]),
    (lambda x: temper(x, 1e9), [0.2] * 5),
    (lambda x: temper(x, 1e-9), [1, 0, 0, 0, 0]),
    (lambda x: top_k(x, 2), [0.4 / 0.65, 0, 0.25 / 0.65, 0, 0]),
    (lambda x: nucleus(x, 0.8), [0.4 / 0.85, 0, 0.25 / 0.85, 0.2 / 0.85, 0]),
    (lambda x: min_p(x, 0.2), [0.4 / 0.95, 0.1 / 0.95, 0.25 / 0.95, 0.2 / 0.95, 0]),
    (lambda x: typical(x, 0.4), [0, 0, 0.25 / 0.45, 0.2 / 0.45, 0]),
]


@each_row("cut, exact", EXACT)
def test_draws_follow_the_exact_distribution(cut, exact):
    exact = np.array(exact)
    statistic = chi_squared(draw(softmax(cut(FIVE))), exact)
    assert statistic < bound(max(np.count_nonzero(exact) - 1, 1))


@pytest.mark.parametrize("wrong", range(1, len(EXACT)))
def test_draws_of_another_sampler_would_be_seen(wrong):
    counts = draw(softmax(EXACT[wrong][0](FIVE)))
    assert chi_squared(counts, np.array(EXACT[wrong - 1][1])) > bound(4)


def test_redrawing_is_what_the_new_distribution_says():
    probs = np.array([0.5, 0.2, 0.3])
    want = redraw_unk(probs, 0)
    np.testing.assert_allclose(want, [0, 0.4, 0.6])
    us = np.random.default_rng(0).random((N, 60))
    ids = sample(np.broadcast_to(probs, (N, 60, 3)), us)
    first = np.take_along_axis(ids, (ids != 0).argmax(axis=1)[:, None], axis=1)[:, 0]
    assert chi_squared(np.bincount(first, minlength=3), want) < bound(1)


def test_redrawing_where_unk_is_nearly_certain_or_impossible():
    np.testing.assert_allclose(redraw_unk(np.array([1.0, 3e-20, 1e-20]), 0), [0, 0.75, 0.25])
    np.testing.assert_array_equal(redraw_unk(np.array([0.0, 0.5, 0.5]), 0), [0, 0.5, 0.5])
    rows = redraw_unk(np.array([[0.5, 0.5], [0.0, 1.0]], np.float32), 0)
    assert (rows.dtype, rows.tolist()) == (np.float32, [[0, 1], [0, 1]])


NAN = float("nan")


@each_row(
    ("call", "message"),
    [
        (lambda: greedy("abc"), "logits is a str, expected real numbers"),
        (lambda: greedy(np.zeros(0)), r"logits has shape \(0,\), expected \(..., V\)"),
        (lambda: greedy([-INF, -INF]), "logits has -inf as the largest of a row"),
        (lambda: greedy([0.0, NAN]), "logits has nan as the largest of a row"),
        (lambda: nucleus([[0.0, 1.0], [INF, 0.0]], 0.5), "logits has inf as the largest of a row"),
        (lambda: top_k(FIVE, 0), "k is 0, expected a whole number of at least 1"),
        (lambda: top_k(FIVE, 6), "k is 6, expected from 1 to V = 5"),
        (lambda: top_k(FIVE, 2.0), "k is 2.0, expected a whole number"),
        (lambda: nucleus(FIVE, 1.01), "p is 1.01, expected a share from 0 to 1"),
        (lambda: nucleus(FIVE, NAN), "p is nan, expected a share"),
        (lambda: min_p(FIVE, -0.1), "p is -0.1, expected a share"),
        (lambda: typical(FIVE, "all"), "mass is 'all', expected a share"),
        (lambda: redraw_unk([0.5, 0.5], 2), "unk is 2, expected an id from 0 to V - 1 = 1"),
        (lambda: redraw_unk([0.5, 0.6], 0), "probs has a row that is negative somewhere"),
        (lambda: redraw_unk([1.0, 0.0], 0), "a row with no token but <UNK>"),
        (lambda: redraw_unk(1.0, 0), r"probs has shape \(\), expected \(..., V\)"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
