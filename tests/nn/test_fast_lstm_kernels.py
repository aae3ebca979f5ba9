"""FastLSTM's compiled loops: their functions, threads, NaN, and what happens without numba."""

import subprocess
import sys

import numba
import numpy as np
import pytest
import torch

from helpers.nn import fast_lstm, fast_lstm_kernels
from helpers.nn.fast_lstm import FastLSTM
from helpers.scratch.cells import LSTMParams
from helpers.scratch.gradcheck import relative_errors
from helpers.scratch.hoisted import LSTMTape
from tests.support import ROOT
from tests.support.proofs import draw_params, rounding_bound

SIZES = (9, 7, 3, 20)  # seven rows: two threads do not share them out evenly


@pytest.fixture
def set_threads():
    """Yield a function that sets PyTorch's number of threads; it is put back afterwards."""
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


def everything(T, B, D, H, spoil=None):
    """Run FastLSTM in float32 -> hs, cs' last step, and all gradients."""
    rng = np.random.default_rng(0)
    p = LSTMParams(*(w.astype(np.float32) for w in draw_params(rng, LSTMParams, D=D, H=H)))
    shapes = [(T, B, D), (B, H), (B, H), (T, B, H), (B, H), (B, H)]
    arrays = [rng.normal(size=shape).astype(np.float32) for shape in shapes]
    if spoil is not None:
        arrays[spoil[0]][spoil[1]] = np.nan
    xs, h0, c0 = (torch.tensor(array, requires_grad=True) for array in arrays[:3])
    module = FastLSTM.from_scratch(p)
    hs, (h, c) = module(xs, (h0, c0))
    douts = [torch.tensor(array) for array in arrays[3:]]
    gradients = torch.autograd.grad((hs, h, c), (xs, h0, c0, *module.params()), douts)
    return tuple(tensor.detach().numpy() for tensor in (hs, h, c, *gradients))


@pytest.mark.parametrize(
    ("name", "exact", "error"),
    [("tanh", np.tanh, 1e-6), ("sigmoid", lambda x: 1 / (1 + np.exp(-x)), 6e-7)],
)
def test_tanh_and_sigmoid_keep_to_the_error_that_they_state(name, exact, error):
    xs = np.concatenate([np.linspace(-20, 20, 400_001), [0, 1e-30, -1e-5, 90, -90]])
    xs = xs.astype(np.float32)
    loops = {"tanh": fast_lstm_kernels.tanh, "sigmoid": fast_lstm_kernels.sigmoid}

    @numba.njit
    def each(function, xs):
        return np.array([function(x) for x in xs])

    got = each(loops[name], xs)
    assert got.dtype == np.float32
    assert np.abs(got - exact(xs.astype(np.float64))).max() < error
    ends = each(loops[name], np.array([-np.inf, np.inf, np.nan], np.float32))
    np.testing.assert_allclose(ends[:2], exact(np.array([-20.0, 20.0])), atol=error)
    assert np.isnan(ends[2])


@pytest.mark.parametrize(
    "sizes", [SIZES, (1, 1, 1, 1), (3, 3, 5, 37), (4, 2, 5, 64), (2, 3, 4, 130)]
)
def test_without_numba_the_numbers_are_the_same(sizes, monkeypatch):
    got = everything(*sizes)
    fast_lstm.compiled_kernels.cache_clear()
    monkeypatch.setitem(sys.modules, "helpers.nn.fast_lstm_kernels", None)  # its import now fails
    try:
        assert fast_lstm.loops_for(torch.float32) == (
            fast_lstm.run_in_numpy,
            fast_lstm.pull_in_numpy,
        )
        T, B, D, H = sizes
        bound = rounding_bound(np.float32, T * (B + D + 5 * H))
        assert max(relative_errors(got, everything(*sizes)).values()) < bound
    finally:
        fast_lstm.compiled_kernels.cache_clear()


@pytest.mark.parametrize("threads", [2, 64])  # no more are used than numba has
def test_rows_do_not_depend_on_the_number_of_threads(threads, set_threads):
    runs = {}
    for n in (1, threads):
        set_threads(n)
        runs[n] = loops_alone(*SIZES)
    for one, other in zip(runs[1], runs[threads], strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("rows", [1, 20, 35])
def test_a_sequence_cut_into_pieces_gives_the_same(rows, monkeypatch):
    want = everything(*SIZES)
    monkeypatch.setattr(fast_lstm, "ROWS", rows)
    T, B, D, H = SIZES
    bound = rounding_bound(np.float32, T * (B + D + 5 * H))
    assert max(relative_errors(everything(*SIZES), want).values()) < bound


def loops_alone(T, B, D, H):
    """Run the two loops without the products around them, and give all that they write."""
    rng = np.random.default_rng(0)
    shapes = [(T + 1, B, H), (T + 1, B, H), (T, B, 4 * H), (T, B, H), (T, B, H), (H, 4 * H)]
    hs, cs, gates, dhs, dcs, W_h = (rng.normal(size=s).astype(np.float32) for s in shapes)
    tape = LSTMTape(None, hs, cs, gates, np.empty_like(dhs))
    fast_lstm_kernels.run(tape, W_h)
    dh, dc = np.zeros_like(hs[0]), np.zeros_like(hs[0])
    return *tape[1:], *fast_lstm_kernels.pull(tape, dhs, dcs, dh, dc, W_h)


def test_numbers_of_threads_are_left_as_they_were(set_threads):
    set_threads(2)
    before = numba.get_num_threads()
    everything(*SIZES)
    assert (numba.get_num_threads(), torch.get_num_threads()) == (before, 2)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("spoil", [(0, (4, 2, 0)), (1, (2, 5)), (2, (2, 5)), (3, (4, 2, 1))])
def test_nan_comes_through_and_stays_in_its_row(spoil, threads, set_threads):
    set_threads(threads)
    hs, h, c, dxs, dh0, dc0, *dp = everything(*SIZES, spoil)
    clean = everything(*SIZES)
    others = np.arange(SIZES[1]) != 2
    for got, want in zip((hs, h, c, dxs, dh0, dc0), clean, strict=False):
        bound = rounding_bound(np.float32, SIZES[0] * sum(SIZES))
        scale = max(1.0, np.abs(want).max())
        assert np.abs(got[..., others, :] - want[..., others, :]).max() < bound * scale
    assert np.isnan(dxs[0, 2]).all()
    assert np.isnan(dp[2]).any()
    if spoil[0] < 3:  # the last is a gradient from outside: no state depends on it
        assert np.isnan(hs[-1, 2]).all()


def run_python(code, **variables):
    """Run code in an interpreter of its own -> what it printed."""
    environment = {"PATH": "", "OMP_NUM_THREADS": "1", **variables}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_import_of_the_module_loads_no_numba():
    code = "import sys, helpers.nn.fast_lstm, helpers.nn.models; print('numba' in sys.modules)"
    assert run_python(code) == "False\n"


def test_a_folder_that_cannot_be_written_to_does_not_matter(monkeypatch):
    given = []

    def njit(**options):
        given.append(options.get("cache", False))
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(fast_lstm_kernels, "njit", njit)
    assert fast_lstm_kernels.compiled(len, parallel=True) is len
    assert given == [True, False]
