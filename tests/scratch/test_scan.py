"""The linear recurrence by an associative scan, against the loop and central differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.scratch.gradcheck import check_gradients
from helpers.scratch.scan import scan, scan_backward, scan_loop
from tests.support.proofs import SEEDS, SIZES, draw_array, rounding_bound
from tests.support.tables import each_row

KINDS = st.sampled_from(["fff", "ccc", "cff", "fcf", "ccf", "cfc", "fcc"])  # of a, b, h0
LENGTHS = st.one_of(st.integers(1, 20), st.sampled_from([31, 32, 33, 64, 127]))


def draw(rng, T, B, H, kinds="fff"):
    a = draw_array(rng, (T, B, H), kinds[0])
    a *= rng.uniform(0, 1, size=a.shape) / np.abs(a)
    return a, draw_array(rng, (T, B, H), kinds[1]), draw_array(rng, (B, H), kinds[2])


def naive(a, b, h0):
    """The recurrence as it is written, one number at a time."""
    T, B, H = b.shape
    hs = np.zeros((T, B, H), complex)
    for row in range(B):
        for unit in range(H):
            h = complex(h0[row, unit])
            for t in range(T):
                h = complex(a[t, row, unit]) * h + complex(b[t, row, unit])
                hs[t, row, unit] = h
    return hs


@settings(max_examples=40, deadline=None, derandomize=True)
@given(T=LENGTHS, B=st.integers(1, 3), H=st.integers(1, 4), kinds=KINDS, seed=SEEDS)
def test_scan_and_loop_are_the_recurrence(T, B, H, kinds, seed):
    a, b, h0 = draw(np.random.default_rng(seed), T, B, H, kinds)
    for function in (scan, scan_loop):
        hs = function(a, b, h0)
        np.testing.assert_allclose(hs, naive(a, b, h0), rtol=1e-12, atol=1e-13)
        assert np.iscomplexobj(hs) == ("c" in kinds)


def test_three_steps_by_hand():
    a, b = np.array([2.0, 3.0, -1.0]), np.array([1.0, 0.5, 4.0])
    hs = scan(a[:, None, None], b[:, None, None], np.array([[5.0]]))
    assert hs[:, 0, 0].tolist() == [11.0, 33.5, -29.5]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(T=st.integers(1, 9), B=SIZES, H=SIZES, kinds=KINDS, seed=SEEDS)
def test_the_backward_scan_by_central_differences(T, B, H, kinds, seed):
    rng = np.random.default_rng(seed)
    a, b, h0 = draw(rng, T, B, H, kinds)

    def backward(dhs, a, b, h0):
        da, db, dh0 = scan_backward(a, h0, scan(a, b, h0), dhs)
        return {"a": da, "b": db if np.iscomplexobj(b) else db.real, "h0": dh0}

    errors = check_gradients(scan, backward, {"a": a, "b": b, "h0": h0}, rng)
    assert max(errors.values()) < 1e-6, errors
    da, db, dh0 = scan_backward(a, h0, scan(a, b, h0), scan(a, b, h0))
    assert np.iscomplexobj(da) == (kinds[0] == "c")
    assert np.iscomplexobj(dh0) == (kinds[2] == "c")


@pytest.mark.parametrize("kinds", ["fff", "ccc"])
@pytest.mark.parametrize("wide", [False, True])
def test_scan_equals_loop_at_4096_steps(kinds, wide):
    """With factors from 0 to nearly 1, so that both short and long memories are in it."""
    tolerance = rounding_bound(np.float64 if wide else np.float32, 1000)  # steps of a memory
    rng = np.random.default_rng(0)
    a, b, h0 = draw(rng, 4096, 2, 8, kinds)
    a[..., 1:] *= 0.999 / np.abs(a[..., 1:])  # a memory of 1000 steps
    if not wide:
        a, b, h0 = (v.astype(np.complex64 if "c" in kinds else np.float32) for v in (a, b, h0))
    hs, want = scan(a, b, h0), scan_loop(a, b, h0)
    assert hs.dtype == want.dtype == b.dtype
    assert np.abs(hs - want).max() < tolerance * np.abs(want).max()
    dhs = draw_array(rng, hs.shape, kinds[0]).astype(b.dtype)
    da, db, dh0 = scan_backward(a, h0, hs, dhs)
    dh, before = np.zeros_like(h0), np.concatenate([h0[None], hs[:-1]])
    for t in reversed(range(len(a))):
        dh = dh + dhs[t]
        assert np.abs(db[t] - dh).max() < tolerance * np.abs(db).max()
        assert np.abs(da[t] - dh * before[t].conj()).max() < tolerance * np.abs(da).max()
        dh = dh * a[t].conj()
    assert np.abs(dh0 - dh).max() < tolerance * max(1, np.abs(dh0).max())
    assert {v.dtype for v in (da, db, dh0)} == {b.dtype}


def test_factors_of_zero_and_products_that_round_to_zero_do_no_harm():
    a, b = np.full((4096, 1, 2), 1e-3, np.float32), np.ones((4096, 1, 2), np.float32)
    a[7, 0, 0] = 0
    hs = scan(a, b, np.ones((1, 2), np.float32))
    np.testing.assert_array_equal(hs[7], [[1, hs[7, 0, 1]]])
    bound = rounding_bound(np.float32, 2)  # a state is 1 and a thousandth of the one before
    np.testing.assert_allclose(hs, scan_loop(a, b, np.ones((1, 2), np.float32)), rtol=bound)


def test_ones_add_up_and_zeros_forget():
    b, h0 = np.arange(1.0, 8.0)[:, None, None], np.full((1, 1), 10.0)
    np.testing.assert_array_equal(scan(np.ones((7, 1, 1)), b, h0), 10 + np.cumsum(b, axis=0))
    np.testing.assert_array_equal(scan(np.zeros((7, 1, 1)), b, h0), b)


class Counting(np.ndarray):
    """An array that counts the entries that its operations compute."""

    work = 0
    rounds = 0

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **kwargs):
        plain = [np.asarray(v) for v in inputs]
        if out:
            kwargs["out"] = tuple(np.asarray(v) for v in out)
        result = getattr(ufunc, method)(*plain, **kwargs)
        Counting.work += result.size
        Counting.rounds += 1
        return result.view(Counting)


@pytest.mark.parametrize("T", [64, 1024, 1500])
def test_the_work_grows_with_t_and_the_rounds_with_its_logarithm(T):
    a, b, h0 = (v.view(Counting) for v in draw(np.random.default_rng(0), T, 1, 1))
    Counting.work = Counting.rounds = 0
    scan(a, b, h0)
    assert Counting.work <= 5 * T  # 3 to join a pair, 2 to fill in; all levels together: twice
    assert Counting.rounds <= 5 * np.ceil(np.log2(T)) + 2


def test_arguments_stay_as_they_are_and_results_are_new():
    a, b, h0 = draw(np.random.default_rng(0), 5, 2, 3)
    kept = [v.copy() for v in (a, b, h0)]
    for T in (1, 5):
        for hs in (scan(a[:T], b[:T], h0), scan_loop(a[:T], b[:T], h0)):
            da, db, dh0 = scan_backward(a[:T], h0, hs, b[:T])
            for result in (hs, da, db, dh0):
                result += 1
            for value, copy in zip((a, b, h0), kept, strict=True):
                np.testing.assert_array_equal(value, copy)


A, HS, H0 = np.ones((4, 2, 3)), np.ones((4, 2, 3)), np.ones((2, 3))


@each_row("function", [scan, scan_loop])
@each_row(
    ("arguments", "message"),
    [
        ((A, np.ones((5, 2, 3)), H0), r"b has shape \(5, 2, 3\), expected \(T=4, B=2, H=3\)"),
        ((A, HS, np.ones((3, 2))), r"h0 has shape \(3, 2\), expected \(B=2, H=3\)"),
        ((A[0], HS, H0), r"a has shape \(2, 3\), expected \(T, B, H\)"),
        ((A[:0], HS[:0], H0), r"a has shape \(0, 2, 3\)"),
        ((A.astype(int), HS, H0), "a is an array of int64"),
        ((A, HS.tolist(), H0), "b is a list"),
    ],
)
def test_bad_arguments_are_named(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_bad_arguments_of_the_backward_scan_are_named():
    with pytest.raises(ValueError, match=r"dhs has shape \(3, 2, 3\), expected \(T=4, B=2, H=3\)"):
        scan_backward(A, H0, HS, HS[:3])
    with pytest.raises(ValueError, match=r"dhs is an array of complex128, expected .*floating"):
        scan_backward(A, H0, HS, HS + 0j)
    with pytest.raises(ValueError, match=r"hs has shape"):
        scan_backward(A, H0, HS[:, :1], HS)
