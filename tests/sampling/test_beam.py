"""Whole sequences: sampled against exact probabilities, searched against all sequences."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sampling.beam import (
    Hypothesis,
    beam_search,
    beam_search_over,
    beam_step,
    generate_ids,
)
from tests.support.draws import bound, chi_squared
from tests.support.tables import each_row

INF = np.inf
A, B, EOS = 0, 1, 2
TABLE = np.array([[0.1, 0.6, 0.3], [0.5, 0.1, 0.4], [0.6, 0.4, 0.0]])


def log(table):
    with np.errstate(divide="ignore"):
        return np.log(table)


@each_row(
    ("us", "max_len", "want"),
    [
        ([0.0, 0.0, 0.0], 3, [A, A, A]),
        ([0.59, 0.7, 0.6], 3, [A, EOS]),  # what follows <EOS> is not drawn
        ([0.6, 0.5, 0.99], 3, [B, B, EOS]),
        ([0.6, 0.5, 0.99], 2, [B, B]),
        ([0.6], 1, [B]),
    ],
)
def test_generation_by_hand(us, max_len, want):
    ids = generate_ids(TABLE, EOS, np.array(us), EOS, max_len)
    assert ids.tolist() == want
    assert ids.dtype == np.int64


def sequences(V, eos, max_len):
    """Yield every sequence that ends at its first <EOS> or at max_len."""
    for L in range(1, max_len + 1):
        for ids in itertools.product(range(V), repeat=L):
            if eos not in ids[:-1] and (ids[-1] == eos or max_len == L):
                yield ids


def log_prob(table, start, ids):
    return math.fsum(
        math.log(table[i, j]) if table[i, j] > 0 else -INF
        for i, j in itertools.pairwise((start, *ids))
    )


def test_generated_sequences_have_their_exact_probabilities():
    every = list(sequences(3, EOS, 3))
    exact = np.exp([log_prob(TABLE, EOS, ids) for ids in every])
    assert math.isclose(exact.sum(), 1.0)
    us = np.random.default_rng(0).random((8_000, 3))
    drawn = [every.index(tuple(generate_ids(TABLE, EOS, row, EOS, 3).tolist())) for row in us]
    counts = np.bincount(drawn, minlength=len(every))
    df = np.count_nonzero(exact) - 1
    assert chi_squared(counts, exact) < bound(df)
    swapped = np.exp([log_prob(TABLE[[1, 0, 2]], EOS, ids) for ids in every])
    assert chi_squared(counts, swapped) > bound(df)


def best_of_all(table, start, eos, alpha, max_len):
    """Score every sequence; those with <EOS> come before those without."""
    scored = [(log_prob(table, start, ids), ids) for ids in sequences(len(table), eos, max_len)]
    possible = [(total, ids) for total, ids in scored if total > -INF]
    finished = [(total, ids) for total, ids in possible if ids[-1] == eos] or possible
    return max(total / len(ids) ** alpha for total, ids in finished)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 2**32 - 1),
    V=st.integers(2, 4),
    max_len=st.integers(1, 4),
    alpha=st.sampled_from([0.0, 0.6, 1.0, 1.5]),
    zeros=st.booleans(),
)
def test_a_wide_beam_finds_what_going_through_all_sequences_finds(seed, V, max_len, alpha, zeros):
    rng = np.random.default_rng(seed)
    table = rng.dirichlet(np.ones(V), size=V)
    if zeros:
        table[:, int(rng.integers(V))] = 0.0
        table /= table.sum(axis=1, keepdims=True)
    start, eos = int(rng.integers(V)), int(rng.integers(V))
    ids, score = beam_search(log(table), start, eos, V**max_len, alpha, max_len)
    assert math.isclose(score, best_of_all(table, start, eos, alpha, max_len), rel_tol=1e-9)
    assert math.isclose(score, log_prob(table, start, ids) / len(ids) ** alpha, rel_tol=1e-9)


def naive_beam(table, start, eos, K, alpha, max_len):
    """Search with lists and sorted, as one would write it down."""
    live, done = [(0.0, [])], []
    for _ in range(max_len):
        grown = [
            (total + math.log(p), ids + [j])
            for total, ids in live
            for j, p in enumerate(table[ids[-1] if ids else start])
            if p > 0
        ]
        grown = sorted(grown, key=lambda pair: -pair[0])[:K]
        done += [pair for pair in grown if pair[1][-1] == eos]
        live = [pair for pair in grown if pair[1][-1] != eos]
    pool = done if done else live
    return max(pool, key=lambda pair: pair[0] / len(pair[1]) ** alpha)[1]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1), K=st.integers(1, 4), alpha=st.sampled_from([0.0, 0.7, 1.0]))
def test_a_naive_beam_goes_the_same_way(seed, K, alpha):
    rng = np.random.default_rng(seed)
    table = rng.dirichlet(np.ones(5), size=5)
    ids, _ = beam_search(np.log(table), 1, 4, K, alpha, 5)
    assert ids.tolist() == naive_beam(table, 1, 4, K, alpha, 5)


def test_a_narrow_beam_can_miss_the_best():
    """A looks better at first; after B everything is certain."""
    table = np.array([[0.4, 0.3, 0.3], [0.0, 0.0, 1.0], [0.6, 0.4, 0.0]])
    narrow, wide = (beam_search(log(table), EOS, EOS, K, 0.0, 4) for K in (1, 2))
    assert (narrow[0].tolist(), wide[0].tolist()) == ([A, A, A, A], [B, EOS])
    assert math.isclose(wide[1], math.log(0.4))


def test_length_normalisation_favours_longer_sequences():
    table = np.array([[0.0, 1.0, 0.0], [0.3, 0.3, 0.4], [0.65, 0.0, 0.35]])
    short, long = (beam_search(log(table), EOS, EOS, 9, alpha, 4) for alpha in (0.0, 1.0))
    assert (short[0].tolist(), long[0].tolist()) == ([EOS], [A, B, EOS])
    assert math.isclose(short[1], math.log(0.35))
    assert math.isclose(long[1], math.log(0.65 * 0.4) / 3)  # <EOS> counts in the length


def test_a_finished_hypothesis_outlives_more_likely_unfinished_ones():
    table = np.array([[0.9, 0.1], [0.0, 1.0]])  # 0 goes on, 1 is <EOS>
    ids, score = beam_search(log(table), 0, 1, 2, 0.0, 3)
    assert ids.tolist() == [1]
    assert math.isclose(score, math.log(0.1))  # 0.9 ** 3 is unfinished
    never = np.array([[1.0, 0.0], [0.5, 0.5]])
    assert beam_search(log(never), 0, 1, 2, 1.0, 3)[0].tolist() == [0, 0, 0]


def test_ties_go_to_the_lower_id_and_to_what_finished_first():
    even = np.full((3, 3), 1 / 3)
    assert beam_search(np.log(even), A, EOS, 1, 0.0, 3)[0].tolist() == [A, A, A]
    assert beam_search(np.log(even), A, EOS, 27, 1.0, 3)[0].tolist() == [EOS]
    step = beam_step([Hypothesis((), 0.0)], lambda prefixes: np.log(even[:1]), 2)
    assert [h.ids for h in step] == [(A,), (B,)]
    # So many, and of two kinds in turn, that an unstable sort would mix them.
    many = np.log(np.where(np.arange(900) % 2 == 0, 1.5, 0.5) / 900)[None]
    step = beam_step([Hypothesis((), 0.0)], lambda prefixes: many, 5)
    assert [h.ids for h in step] == [(0,), (2,), (4,), (6,), (8,)]


def test_a_beam_of_one_without_normalisation_is_greedy():
    table = np.random.default_rng(3).dirichlet(np.ones(6), size=6)
    ids, _ = beam_search(np.log(table), 0, 5, 1, 0.0, 8)
    want = [0]
    while len(want) < 9 and (len(want) == 1 or want[-1] != 5):
        want.append(int(table[want[-1]].argmax()))
    assert ids.tolist() == want[1:]


def test_a_model_sees_whole_prefixes():
    def copies(prefixes):
        """<EOS> follows two equal tokens only."""
        return np.array(
            [log(np.array([0.1, 0.1, 0.8] if p[-2:] in {(A, A), (B, B)} else [0.6, 0.4, 0]))
             for p in prefixes]
        )  # fmt: skip

    ids, score = beam_search_over(copies, EOS, 9, 0.0, 3)
    assert ids.tolist() == [A, A, EOS]
    assert math.isclose(score, math.log(0.6 * 0.6 * 0.8))


US = np.full(4, 0.5)
EVEN = np.full((3, 3), 1 / 3)


@each_row(
    ("call", "message"),
    [
        (lambda: generate_ids(EVEN, 3, US, 2, 4), "start is 3, expected an id from 0 to V - 1 = 2"),
        (lambda: generate_ids(EVEN, 0, US, -1, 4), "eos is -1, expected a whole number"),
        (lambda: generate_ids(EVEN, 0, US, 2, 5), "us holds 4 numbers, expected at least max_len"),
        (lambda: generate_ids(EVEN, 0, US, 2, 0), "max_len is 0, expected a whole number"),
        (lambda: generate_ids(EVEN, 0, US + 1, 2, 4), "u holds a number outside"),
        (lambda: generate_ids(EVEN[:2], 0, US, 2, 4), "table has shape"),
        (lambda: generate_ids(2 * EVEN, 0, US, 2, 4), "table has a row that is negative"),
        (lambda: beam_search(EVEN, 0, 2, 1, 0.0, 3), r"exp\(log_table\) has a row"),
        (lambda: beam_search(np.full((2, 2), 900.0), 0, 1, 1, 0.0, 3), r"exp\(log_table\) has"),
        (lambda: beam_search(np.log(EVEN), 0, 2, 0, 0.0, 3), "K is 0, expected a whole number"),
        (lambda: beam_search(np.log(EVEN), 0, 2, 1, -1.0, 3), "alpha is -1.0, expected a finite"),
        (lambda: beam_search(np.log(EVEN), 0, 2, 1, 0.0, 0), "max_len is 0, expected a whole"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
