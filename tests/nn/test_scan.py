"""The scan in PyTorch against scratch's and the loop, and its layers against their cells."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from helpers.nn import scan as module
from helpers.nn.fast_lstm import FastLSTM
from helpers.nn.layers import Recurrent, Stacked
from helpers.nn.models import LanguageModel
from helpers.nn.scan import LRU, Diagonal, LRULayer, MinGRU, MinLSTM, scan
from helpers.nn.variants.unitary import UnitaryCell
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.gradcheck import relative_error, relative_errors
from helpers.scratch.scan import scan as scratch_scan
from helpers.scratch.scan import scan_backward, scan_loop
from helpers.scratch.variants.diagonal import (
    lru_backward,
    lru_forward,
    lru_readout,
    lru_readout_backward,
)
from tests.support.proofs import SEEDS, SIZES, draw_params, draw_state, rounding_bound
from tests.support.tables import each_row

LAYERS = [MinGRU, MinLSTM, Diagonal, LRU]
KINDS = st.sampled_from(["fff", "ccc", "cff", "fcf", "ffc", "ccf"])


@pytest.fixture(params=["blocks", "loop"])
def way(request, monkeypatch):
    monkeypatch.setattr(module, "FULL", {"blocks": 10**9, "loop": 0}[request.param])
    return request.param


def draw_one(rng, shape, kind, dtype=np.float64):
    real = rng.normal(size=shape)
    array = real + 1j * rng.normal(size=shape) if kind == "c" else real
    return array.astype(np.result_type(dtype, np.complex64) if kind == "c" else dtype)


def draw(seed, T, B, H, kinds="fff"):
    """Draw factors around 1 in size, 0 and negative ones among them, terms, and a first state."""
    rng = np.random.default_rng(seed)
    shapes = [(T, B, H), (T, B, H), (B, H)]
    a, b, h0 = (draw_one(rng, *pair) for pair in zip(shapes, kinds, strict=True))
    a[rng.uniform(size=a.shape) < 0.1] = 0
    return a, b, h0


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    T=st.integers(1, 40), B=SIZES, H=SIZES, kinds=KINDS, seed=SEEDS, full=st.sampled_from([0, 99])
)
def test_states_and_gradients_agree_with_scratch(T, B, H, kinds, seed, full):
    arrays = draw(seed, T, B, H, kinds)
    hs = scan_loop(*arrays)
    dhs = draw_one(np.random.default_rng(seed), hs.shape, hs.dtype.kind)
    da, db, dh0 = scan_backward(arrays[0], arrays[2], hs, dhs)
    db = db if kinds[1] == "c" else db.real  # scratch leaves this to its caller
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FULL", full)
        tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
        got = scan(*tensors)
        gradients = torch.autograd.grad(got, tensors, torch.tensor(dhs))
    got = tuple(tensor.detach().numpy() for tensor in (got, *gradients))
    errors = relative_errors(got, (hs, da, db, dh0))
    assert max(errors.values()) < 1e-10, errors
    assert relative_error(got[0], scratch_scan(*arrays)) < 1e-10
    assert [g.dtype.kind for g in got[1:]] == list(kinds)


def test_three_steps_by_hand(way):
    a = torch.tensor([2.0, 0.5, -1.0]).reshape(3, 1, 1)
    b = torch.tensor([1.0, 0.0, 4.0]).reshape(3, 1, 1)
    assert scan(a, b, torch.full((1, 1), 3.0)).ravel().tolist() == [7.0, 3.5, 0.5]


@pytest.mark.parametrize("kinds", ["fff", "ccc", "cff"])
@pytest.mark.parametrize("T", [1, 2, 5, 7])
def test_gradcheck(way, T, kinds):
    tensors = [torch.tensor(array, requires_grad=True) for array in draw(0, T, 2, 2, kinds)]
    assert torch.autograd.gradcheck(scan, tensors)


@pytest.mark.parametrize("kind", ["f", "c"])
def test_4096_steps_in_single_precision_agree_with_the_loop(way, kind):
    rng = np.random.default_rng(0)
    shape = (4096, 2, 3)
    a, b = (draw_one(rng, shape, kind, np.float32) for _ in range(2))
    a /= np.abs(a) * (1 + rng.exponential(0.01, size=shape).astype(np.float32))  # just below 1
    h0 = draw_one(rng, shape[1:], kind, np.float32)
    assert 0.9 < np.abs(a).mean() < 1
    tensors = [torch.tensor(array, requires_grad=True) for array in (a, b, h0)]
    hs = scan(*tensors)
    want = scan_loop(a, b, h0)
    assert hs.detach().numpy().dtype == want.dtype
    # A factor is off by eps, and so is the sum of about 100 states that it reaches.
    bound = rounding_bound(np.float32, 100)
    assert relative_error(hs.detach().numpy(), want) < bound
    dhs = draw_one(rng, shape, kind, np.float32)
    got = torch.autograd.grad(hs, tensors, torch.tensor(dhs))
    double = [array.astype(np.result_type(array, np.float64)) for array in (a, h0, want, dhs)]
    errors = relative_errors(tuple(g.numpy() for g in got), scan_backward(*double))
    assert max(errors.values()) < bound, errors


def run(layer, xs, state0, dhs, dstate, lengths=None):
    """Run a layer -> outputs and the gradients of all its inputs, as arrays."""
    tensors = [torch.tensor(array, requires_grad=True) for array in (xs, *state0)]
    hs, state = layer(tensors[0], tuple(tensors[1:]), lengths)
    upstream = [torch.tensor(d) for d in (dhs, *dstate)]
    gradients = torch.autograd.grad((hs, *state), (*tensors, *layer.params()), upstream)
    return tuple(tensor.detach().numpy() for tensor in (hs, *state, *gradients))


@settings(max_examples=10, deadline=None, derandomize=True)
@given(
    T=st.integers(1, 12), B=SIZES, D=SIZES, H=SIZES, seed=SEEDS, padded=st.booleans(), full=SIZES
)
@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_layers_and_their_gradients_agree_with_the_cells(layer, T, B, D, H, seed, padded, full):
    rng = np.random.default_rng(seed)
    p, cell = draw_params(rng, layer.cell.params, D=D, H=H), layer.cell
    xs, state0 = rng.normal(size=(T, B, D)), draw_state(rng, cell, B, H)
    lengths = rng.integers(1, T + 1, size=B) if padded else None
    if padded:
        xs[np.arange(T)[:, None] >= lengths] = np.nan
    hs, state, tape = unroll(cell, p, xs, state0, lengths)
    dhs, *dstate = (draw_one(rng, array.shape, array.dtype.kind) for array in (hs, *state))
    dxs, dstate0, dp = unroll_backward(cell, p, tape, dhs, dstate)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "FULL", 5 * full)  # some runs in blocks, some in the plain loop
        got = run(layer.from_scratch(p), xs, state0, dhs, dstate, lengths)
    errors = relative_errors(got, (hs, *state, dxs, *dstate0, *dp))
    assert max(errors.values()) < 1e-9, errors


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_a_layer_keeps_single_precision_and_starts_from_zeros(layer, way):
    net = layer(3, 4, np.random.default_rng(0))
    xs = torch.randn(50, 2, 3, generator=torch.Generator().manual_seed(0))
    hs, (h,) = net(xs)
    assert hs.dtype.to_real() == torch.float32
    assert torch.equal(h, hs[-1])
    cell = layer.__bases__[1].from_scratch(net.to_scratch())
    state, bound = None, rounding_bound(np.float32, 50 * (3 + 4))
    for t in range(50):
        state = cell(xs[t], state)
        assert relative_error(hs[t].detach().numpy(), state[0].detach().numpy()) < bound


@pytest.mark.parametrize("upstream", ["constant", "of the states"])
def test_a_second_derivative_is_an_error(upstream):
    a, b, h0 = (torch.tensor(array, requires_grad=True) for array in draw(0, 4, 2, 3))
    hs = scan(a, b, h0)
    loss = hs.sum() if upstream == "constant" else hs.square().sum()
    (da,) = torch.autograd.grad(loss, a, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        (da.square().sum() + hs.sum()).backward()


def test_no_argument_is_changed(way):
    arrays = draw(0, 7, 2, 3)
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    dhs = torch.ones(7, 2, 3, dtype=torch.float64)
    scan(*tensors).backward(dhs)
    assert torch.equal(dhs, torch.ones_like(dhs))
    for tensor, array in zip(tensors, arrays, strict=True):
        np.testing.assert_array_equal(tensor.detach().numpy(), array)


A, H0 = torch.ones(4, 2, 3), torch.ones(2, 3)
NET = MinGRU(3, 5, np.random.default_rng(0))


@each_row(
    ("call", "message"),
    [
        (lambda: scan(A[0], A, H0), r"a has shape \(2, 3\), expected \(T, B, H\)"),
        (lambda: scan(A[:0], A[:0], H0), "none empty"),
        (lambda: scan(A, A[:3], H0), r"b has shape \(3, 2, 3\), expected \(4, 2, 3\)"),
        (lambda: scan(A, A, H0[:1]), r"h0 has shape \(1, 3\), expected \(2, 3\)"),
        (lambda: scan(A.int(), A, H0), "a is torch.int32"),
        (lambda: scan(A, A, H0.numpy()), "h0 is a ndarray"),
        (lambda: NET(A[0]), "xs is"),
        (lambda: NET(A, (H0,)), "state0 has the shapes"),
        (lambda: NET(A, None, [5, 1]), r"lengths holds 5 at \[0\]"),
        (lambda: NET(A, None, torch.tensor([0, 1])), r"lengths holds 0 at \[0\]"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


MAKERS = [MinGRU, MinLSTM, Diagonal, LRULayer, FastLSTM]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_a_scanned_layer_stands_wherever_a_recurrent_one_does(make):
    """In a model, in a stack with residual links, and over a PackedSequence."""
    rng = np.random.default_rng(0)
    stack = Stacked([make(4, 4, rng), make(4, 4, rng)], residual=True)
    model = LanguageModel(7, stack, rng)
    ids, lengths = rng.integers(7, size=(5, 3)), [5, 2, 4]
    loss, _ = model.loss(ids, ids, None, lengths)
    loss.backward()
    assert all(w.grad.isfinite().all() for w in model.parameters())
    xs = torch.tensor(rng.normal(size=(5, 3, 4)), dtype=torch.float32)
    want, want_state = stack.layers[0](xs, None, lengths)
    packed = pack_padded_sequence(xs, torch.tensor(lengths), enforce_sorted=False)
    got, got_state = stack.layers[0](packed)
    bound = rounding_bound(np.float32, 5 * (4 + 4))  # T = 5 steps, D = H = 4
    one, other = (
        [hs.detach().numpy(), *(s.detach().numpy() for s in state)]
        for hs, state in ((pad_packed_sequence(got)[0], got_state), (want, want_state))
    )
    assert max(relative_errors(one, other).values()) < bound


def test_a_linear_recurrent_layer_agrees_with_scratch():
    rng = np.random.default_rng(0)
    layer = LRULayer(3, 5, rng, torch.float64, r_min=0.5, r_max=0.6)
    with torch.no_grad():
        layer.readout.w_skip.copy_(torch.tensor(rng.normal(size=3)))
    p, q = layer.to_scratch()
    assert (np.abs(np.exp(-np.exp(p.nu))) > 0.5).all()
    assert (np.abs(np.exp(-np.exp(p.nu))) < 0.6).all()
    xs, dys = rng.normal(size=(2, 4, 2, 3))
    h0 = draw_one(rng, (2, 5), "c")
    hs, run = lru_forward(p, xs, h0)
    ys, cache = lru_readout(q, hs, xs)
    dhs, dxs, dq = lru_readout_backward(q, cache, dys)
    dxs_too, dh0, dp = lru_backward(p, run, dhs)
    inputs = [torch.tensor(xs, requires_grad=True), torch.tensor(h0, requires_grad=True)]
    got, _ = layer(inputs[0], (inputs[1],))
    weights = [*layer.lru.params(), layer.readout.W_y, layer.readout.w_skip]
    gradients = torch.autograd.grad(got, [*inputs, *weights], torch.tensor(dys))
    errors = relative_errors(
        (got.detach().numpy(), *(g.numpy() for g in gradients)),
        (ys, dxs + dxs_too, dh0, *dp, *dq),
    )
    assert max(errors.values()) < 1e-9, errors
    padded = np.where(np.arange(4)[:, None, None] < np.array([4, 2])[:, None], xs, np.nan)
    shown, _ = layer(torch.tensor(padded), None, [4, 2])
    assert not shown[2:, 1].any()
    with pytest.raises(ValueError, match=r"^r_min, r_max are "):
        LRULayer(3, 5, rng, r_max=0.6)


@pytest.mark.parametrize("make", [MinGRU, MinLSTM, Diagonal, LRU, FastLSTM])
def test_a_layer_inside_recurrent_is_refused_and_not_run_step_by_step(make):
    layer = Recurrent(make(4, 4, np.random.default_rng(0)))
    with pytest.raises(ValueError, match=f"{make.__name__} is a layer over a sequence already"):
        layer(torch.zeros(3, 2, 4))


@pytest.mark.parametrize("make", [MinGRU, LRULayer, FastLSTM])
def test_a_first_step_of_any_number_changes_nothing(make):
    layer, xs = make(4, 4, np.random.default_rng(0)), torch.ones(3, 2, 4)
    torch.testing.assert_close(layer(xs, start=7)[0], layer(xs)[0])


@pytest.mark.parametrize("kind", ["f", "c"])
def test_factors_above_one_give_what_the_loop_gives(kind):
    T = 4000
    a = np.full((T, 1, 2), 2.0).astype({"f": float, "c": complex}[kind])
    b = np.zeros_like(a)
    b[T - 500, 0, 1] = 1  # a state that grows, and one that stays 0 although its products overflow
    h0 = np.zeros_like(a[0])
    want = scan_loop(a, b, h0)
    assert np.isfinite(want).all()
    np.testing.assert_allclose(scratch_scan(a, b, h0), want)
    ta, tb, th = (torch.tensor(x, requires_grad=True) for x in (a, b, h0))
    hs = scan(ta, tb, th)
    np.testing.assert_allclose(hs.detach(), want)
    dhs = np.zeros_like(a)
    dhs[100] = 1
    da, db, _ = scan_backward(a, h0, want, dhs)
    np.testing.assert_allclose(db[:101, 0, 0], 2.0 ** np.arange(100, -1, -1))
    assert not db[101:].any()
    hs.backward(torch.tensor(dhs))
    for got, want in ((ta.grad, da), (tb.grad, db)):
        np.testing.assert_allclose(got, want)


@pytest.mark.parametrize(
    "module",
    [LRU, LRULayer, UnitaryCell, lambda *sizes: LanguageModel(4, LRULayer(*sizes), sizes[2])],
)
def test_real_and_complex_weights_change_their_precision_together(module):
    layer = module(4, 4, np.random.default_rng(0))
    before = {name: weight.detach().clone() for name, weight in layer.named_parameters()}
    for change in (lambda: layer.double(), lambda: layer.float(), lambda: layer.to(torch.float64)):
        change()
        kinds = {weight.dtype.to_real() for weight in layer.parameters()}
        assert len(kinds) == 1, kinds
        for name, weight in layer.named_parameters():
            assert weight.is_complex() == before[name].is_complex()
            torch.testing.assert_close(weight.to(before[name].dtype), before[name])
    layer.requires_grad_()
    assert all(isinstance(weight, torch.nn.Parameter) for weight in layer.parameters())
