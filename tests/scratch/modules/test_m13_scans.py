"""Scans and their costs, module 13."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch import scan as course
from helpers.scratch.modules import m13_scans
from helpers.scratch.modules.m13_scans import (
    blelloch,
    combine,
    hillis_steele,
    log_space_scan,
    min_gru_parallel,
    scan_work_depth,
)
from helpers.scratch.variants.minrnn import MinGRUParams, min_gru_step
from tests.support.proofs import SEEDS, SIZES, draw_array, draw_params
from tests.support.tables import each_row

few = settings(max_examples=15, deadline=None, derandomize=True)
Z = np.zeros


@few
@given(T=st.integers(1, 17), B=SIZES, H=SIZES, kind=st.sampled_from("fc"), seed=SEEDS)
def test_both_scans_are_the_loop(T, B, H, kind, seed):
    rng = np.random.default_rng(seed)
    a, b = (draw_array(rng, (T, B, H), kind) for _ in range(2))
    h0 = draw_array(rng, (B, H), kind)
    want = course.scan_loop(a, b, h0)
    kept = a.copy(), b.copy()
    products, states = hillis_steele(a, b)
    size = abs(want).max() + abs(products).max()
    np.testing.assert_allclose(products * h0 + states, want, atol=1e-13 * size)
    np.testing.assert_allclose(products, np.cumprod(a, axis=0), atol=1e-13 * size)
    np.testing.assert_allclose(course.scan(a, b, h0), want, atol=1e-13 * size)
    before = blelloch(a, b)
    earlier = np.concatenate([h0[None], want[:-1]])
    np.testing.assert_allclose(before[0] * h0 + before[1], earlier, atol=1e-13 * size)
    through = combine(before, (a, b))  # the exclusive scan and the step itself are the inclusive
    np.testing.assert_allclose(through[1], states, atol=1e-13 * size)
    np.testing.assert_array_equal(kept, (a, b))
    products[:], states[:] = 0, 0
    np.testing.assert_array_equal(kept, (a, b))


@few
@given(seed=SEEDS)
def test_pairs_may_be_grouped_but_not_exchanged(seed):
    first, second, third = np.random.default_rng(seed).normal(size=(3, 2, 2, 3, 4))
    left = combine(combine(first, second), third)
    right = combine(first, combine(second, third))
    np.testing.assert_allclose(left, right, atol=1e-12)
    assert abs(combine(first, second)[1] - combine(second, first)[1]).max() > 1e-3
    nothing = np.ones((2, 3, 4)), Z((2, 3, 4))
    for pair in (combine(nothing, first), combine(first, nothing)):
        np.testing.assert_array_equal(pair, first)


def test_the_counted_work_is_the_work_done(monkeypatch):
    done = []

    def counted(left, right):
        done.append(len(left[0]))
        return combine(left, right)

    monkeypatch.setattr(m13_scans, "combine", counted)
    for T in (1, 2, 3, 7, 8, 9, 64):
        counts = scan_work_depth(T)
        for name, scan in [("hillis_steele", hillis_steele), ("blelloch", blelloch)]:
            done.clear()
            scan(np.ones((T, 1, 1)), np.ones((T, 1, 1)))
            assert counts[name] == {"work": sum(done), "depth": len(done)}, (name, T)
        assert counts["loop"] == {"work": T - 1, "depth": T - 1}
    assert scan_work_depth(8)["hillis_steele"] == {"work": 17, "depth": 3}
    assert scan_work_depth(8)["blelloch"] == {"work": 14, "depth": 6}


@few
@given(T=st.integers(1, 17), B=SIZES, H=SIZES, seed=SEEDS)
def test_a_scan_by_logarithms(T, B, H, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.uniform(0.01, 1, size=(T, B, H)), rng.uniform(0, 2, size=(T, B, H))
    b[rng.uniform(size=b.shape) < 0.3] = 0
    want = course.scan_loop(a, b, Z((B, H)))
    with np.errstate(divide="ignore"):
        logs = np.log(a), np.log(b)
    np.testing.assert_allclose(log_space_scan(*logs), want, rtol=1e-10)


def test_logarithms_lose_digits_with_the_number_of_steps():
    rng = np.random.default_rng(0)
    worst = []
    for T in (64, 4096):
        a = 1 / (1 + np.exp(-rng.normal(size=(T, 1, 8))))
        b = (1 - a) * rng.uniform(0.1, 2, size=a.shape)
        want = course.scan_loop(a, b, Z((1, 8)))
        got = log_space_scan(np.log(a).astype(np.float32), np.log(b).astype(np.float32))
        assert got.dtype == np.float32
        worst.append(abs(got / want - 1).max())
        plain = course.scan(*(x.astype(np.float32) for x in (a, b)), Z((1, 8), np.float32))
        assert abs(plain / want - 1).max() < 2e-6
    assert worst[0] < 1e-4
    assert worst[1] > 20 * worst[0]


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_a_min_gru_at_once(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    p = draw_params(rng, MinGRUParams, D=D, H=H)
    xs, h = rng.normal(size=(T, B, D)), rng.normal(size=(B, H))
    hs = min_gru_parallel(p, xs, h)
    for t in range(T):
        h, _ = min_gru_step(p, xs[t], h)
        np.testing.assert_allclose(hs[t], h, atol=1e-12)


ONE = np.ones((3, 1, 2))


@each_row(
    ("call", "message"),
    [
        (lambda: hillis_steele(ONE, ONE[:2]), "b has shape"),
        (lambda: hillis_steele(ONE[:0], ONE[:0]), "a has shape .* at least one entry"),
        (lambda: blelloch(ONE, ONE[0]), "b has shape"),
        (lambda: blelloch(ONE.astype(int), ONE), "a is an array of int64"),
        (lambda: scan_work_depth(0), "T is 0"),
        (lambda: log_space_scan(ONE * -np.inf, ONE), "log_a holds -inf"),
        (lambda: log_space_scan(ONE, ONE * np.nan), "log_b holds nan or inf"),
        (lambda: min_gru_parallel(ONE, ONE, ONE[0]), "p is a ndarray"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
