"""FastLSTM against scratch, torch.nn.LSTM and autograd, with both kinds of loops and products."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn import fast_lstm
from helpers.nn.cells import LSTMCell
from helpers.nn.fast_lstm import FastLSTM, has_onednn, product
from helpers.nn.layers import Recurrent
from helpers.scratch.bptt import unroll, unroll_backward
from helpers.scratch.cells import LSTM, LSTMParams
from helpers.scratch.gradcheck import relative_error, relative_errors
from tests.support.proofs import SEEDS, SIZES, draw_params, rounding_bound
from tests.support.tables import each_row

# The number type, and whether the loops are the compiled ones.
WAYS = {
    "compiled": (np.float32, True),
    "numpy": (np.float32, False),
    "double": (np.float64, False),
}


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    """Yield the number type of one way."""
    dtype, is_compiled = WAYS[request.param]
    if request.param == "numpy":
        monkeypatch.setattr(fast_lstm, "compiled_kernels", lambda: None)
    module = fast_lstm.loops_for(torch.tensor(dtype(0)).dtype)[0].__module__
    assert module.endswith("fast_lstm_kernels") == is_compiled
    return dtype


def bound_of(dtype, T, B, D, H):
    """Return the largest relative error to expect of outputs and gradients."""
    return rounding_bound(dtype, T * (B + D + 5 * H))  # dW sums over rows, dh over 4H columns


def draw(seed, T, B, D, H, dtype=np.float64):
    rng = np.random.default_rng(seed)
    p = LSTMParams(*(w.astype(dtype) for w in draw_params(rng, LSTMParams, D=D, H=H)))
    shapes = [(T, B, D), (B, H), (B, H), (T, B, H), (B, H), (B, H)]
    arrays = [rng.normal(size=shape).astype(dtype) for shape in shapes]
    return p, arrays[:3], arrays[3:]


def run(module, run, douts, lengths=None):
    """Run a module with FastLSTM's interface -> outputs and the gradients of all inputs."""
    xs, h0, c0 = (torch.tensor(array, requires_grad=True) for array in run)
    hs, (h, c) = module(xs, (h0, c0), lengths)
    weights = list(module.params())
    douts = [torch.tensor(d) for d in douts]
    gradients = torch.autograd.grad((hs, h, c), (xs, h0, c0, *weights), douts)
    return tuple(tensor.detach().numpy() for tensor in (hs, h, c, *gradients))


def by_scratch(p, arrays, douts, lengths=None):
    xs, *state0 = arrays
    hs, state, tape = unroll(LSTM, p, xs, state0, lengths)
    dxs, dstate0, dp = unroll_backward(LSTM, p, tape, douts[0], douts[1:])
    return hs, *state, dxs, *dstate0, *dp


def by_torch(p, arrays, douts):
    D, H = len(p.W_x), len(p.W_h)
    net = torch.nn.LSTM(D, H, dtype=torch.tensor(arrays[0]).dtype)
    with torch.no_grad():
        net.weight_ih_l0.copy_(torch.tensor(p.W_x.T))
        net.weight_hh_l0.copy_(torch.tensor(p.W_h.T))
        net.bias_ih_l0.copy_(torch.tensor(p.b))
        net.bias_hh_l0.zero_()
    xs, h0, c0 = (torch.tensor(array, requires_grad=True) for array in arrays)
    hs, (h, c) = net(xs, (h0[None], c0[None]))
    weights = (net.weight_ih_l0, net.weight_hh_l0, net.bias_ih_l0)
    douts = [torch.tensor(d) for d in douts]
    *gradients, dW_x, dW_h, db = torch.autograd.grad(
        (hs, h[0], c[0]), (xs, h0, c0, *weights), douts
    )
    outs = (hs, h[0], c[0], *gradients, dW_x.T, dW_h.T, db)
    return tuple(tensor.detach().numpy() for tensor in outs)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    T=st.integers(1, 9),
    B=SIZES,
    D=SIZES,
    H=SIZES,
    seed=SEEDS,
    rows=st.integers(1, 20),
)
def test_outputs_and_gradients_agree_with_scratch_and_torch(T, B, D, H, seed, rows):
    p, arrays, douts = draw(seed, T, B, D, H)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast_lstm, "ROWS", rows)  # pieces of one step, of several, of all
        got = run(FastLSTM.from_scratch(p), arrays, douts)
    for want in (by_scratch(p, arrays, douts), by_torch(p, arrays, douts)):
        assert max(relative_errors(got, want).values()) < 1e-9


ODD = [
    (30, 8, 6, 10),
    (1, 1, 1, 1),
    (40, 1, 3, 20),
    (3, 3, 5, 37),
    (6, 7, 8, 130),
    (70, 16, 20, 40),
]


@pytest.mark.parametrize("sizes", ODD)
def test_the_number_type_is_kept_and_all_ways_agree(way, sizes):
    dtype, tolerance = way, bound_of(way, *sizes)
    p, arrays, douts = draw(1, *sizes, dtype)
    got = run(FastLSTM.from_scratch(p), arrays, douts)
    assert {array.dtype for array in got} == {np.dtype(dtype)}
    assert max(relative_errors(got, by_torch(p, arrays, douts)).values()) < tolerance
    double = [[array.astype(np.float64) for array in part] for part in (p, arrays, douts)]
    want = by_scratch(LSTMParams(*double[0]), *double[1:])
    assert max(relative_errors(got, want).values()) < tolerance


@pytest.mark.parametrize("without", [(), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2)])
def test_what_the_loss_does_not_depend_on_counts_as_zero(way, without):
    p, arrays, douts = draw(0, 4, 2, 3, 5, way)
    xs, h0, c0 = (torch.tensor(array, requires_grad=True) for array in arrays)
    module = FastLSTM.from_scratch(p)
    hs, (h, c) = module(xs, (h0, c0))
    used = [k for k in range(3) if k not in without]
    outs, upstream = [(hs, h, c)[k] for k in used], [torch.tensor(douts[k]) for k in used]
    got = torch.autograd.grad(outs, (xs, h0, c0, *module.params()), upstream)
    zeroed = [d * (k in used) for k, d in enumerate(douts)]
    want = by_scratch(p, arrays, zeroed)[3:]
    assert max(relative_errors(tuple(g.numpy() for g in got), want).values()) < bound_of(
        way, 4, 2, 3, 5
    )


@settings(max_examples=10, deadline=None, derandomize=True)
@given(T=st.integers(1, 6), B=SIZES, seed=SEEDS)
def test_padded_rows_agree_with_scratch_and_what_padding_holds_does_not_matter(T, B, seed):
    p, arrays, douts = draw(seed, T, B, 3, 4)
    lengths = np.random.default_rng(seed).integers(1, T + 1, size=B)
    arrays[0][np.arange(T)[:, None] >= lengths] = np.nan
    want = by_scratch(p, arrays, douts, lengths)
    for given_as in (lengths, torch.tensor(lengths), lengths.tolist()):
        got = run(FastLSTM.from_scratch(p), arrays, douts, given_as)
        assert max(relative_errors(got, want).values()) < 1e-9


def test_gradcheck():
    p, arrays, _ = draw(0, 3, 2, 2, 3)
    inputs = [torch.tensor(array, requires_grad=True) for array in (*arrays, *p)]
    assert torch.autograd.gradcheck(fast_lstm.LSTMOverTime.apply, inputs)


def test_the_state_is_zeros_if_left_out_and_the_step_is_that_of_the_cell():
    p, (xs, _, _), _ = draw(0, 4, 2, 3, 5)
    hs, (h, c) = FastLSTM.from_scratch(p)(torch.tensor(xs))
    state, cell = None, LSTMCell.from_scratch(p)
    for t in range(4):
        state = cell(torch.tensor(xs[t]), state)
        np.testing.assert_allclose(hs[t].detach(), state[0].detach(), atol=1e-14)
    np.testing.assert_allclose(
        torch.stack([h, c]).detach(), torch.stack(state).detach(), atol=1e-14
    )


def test_inside_recurrent_it_is_refused_and_a_first_step_of_any_number_changes_nothing():
    layer, xs = FastLSTM(4, 4, np.random.default_rng(0)), torch.ones(3, 2, 4)
    torch.testing.assert_close(layer(xs, start=7)[0], layer(xs)[0])
    with pytest.raises(ValueError, match="FastLSTM is a layer over a sequence already"):
        Recurrent(layer)(xs)


def test_a_second_pass_over_a_kept_graph_gives_the_same_gradients(way):
    p, arrays, _ = draw(0, 4, 2, 3, 5, way)
    module = FastLSTM.from_scratch(p)
    loss = module(torch.tensor(arrays[0]))[0].square().sum()
    first = torch.autograd.grad(loss, module.params(), retain_graph=True)
    second = torch.autograd.grad(loss, module.params())
    for one, other in zip(first, second, strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize("upstream", ["constant", "of the states"])
def test_a_second_derivative_is_an_error(way, upstream):
    p, arrays, _ = draw(0, 4, 2, 3, 5, way)
    xs = torch.tensor(arrays[0], requires_grad=True)
    hs, _ = FastLSTM.from_scratch(p)(xs)
    loss = hs.sum() if upstream == "constant" else hs.square().sum()
    (dxs,) = torch.autograd.grad(loss, xs, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        (dxs.square().sum() + hs.sum()).backward()


def test_a_precision_without_loops_is_named():
    module = FastLSTM(3, 5, np.random.default_rng(0), torch.bfloat16)
    with pytest.raises(ValueError, match=r"the weights hold torch.bfloat16, expected torch.float3"):
        module(torch.zeros(4, 2, 3, dtype=torch.bfloat16))


def test_under_autocast_it_runs_in_the_precision_of_its_weights():
    module, xs = FastLSTM(3, 5, np.random.default_rng(0)), torch.ones(4, 2, 3)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hs, state = module(xs.bfloat16())
        hs, _ = module(xs.bfloat16(), tuple(s.bfloat16() for s in state))
        hs.sum().backward()
    assert hs.dtype == module.W_x.grad.dtype == torch.float32


def test_states_changed_in_place_before_the_backward_pass_are_an_error():
    hs, _ = FastLSTM(3, 5, np.random.default_rng(0))(torch.ones(4, 2, 3))
    loss = hs.square().sum()
    with torch.no_grad():
        hs.mul_(2)
    with pytest.raises(RuntimeError, match="modified inplace"):
        loss.backward()


def test_no_argument_is_changed(way):
    p, arrays, douts = draw(0, 4, 2, 3, 5, way)
    module = FastLSTM.from_scratch(p)
    tensors = [torch.tensor(a, requires_grad=k < 3) for k, a in enumerate((*arrays, *douts))]
    hs, (h, c) = module(tensors[0], tuple(tensors[1:3]))
    torch.autograd.backward((hs, h, c), tensors[3:])
    for tensor, array in zip((*tensors, *module.params()), (*arrays, *douts, *p), strict=True):
        np.testing.assert_array_equal(tensor.detach().numpy(), array)


def test_frozen_inputs_and_inputs_with_other_strides(way):
    p, arrays, douts = draw(0, 4, 2, 3, 5, way)
    want = by_scratch(p, arrays, douts)
    xs = torch.tensor(arrays[0].transpose(2, 1, 0).copy()).permute(2, 1, 0)
    assert not xs.is_contiguous()
    module = FastLSTM.from_scratch(p)
    hs, _ = module(xs, (torch.tensor(arrays[1]), torch.tensor(arrays[2])))
    np.testing.assert_allclose(hs.detach(), want[0], atol=bound_of(way, 4, 2, 3, 5))
    hs.backward(torch.tensor(douts[0]).transpose(0, 1).contiguous().transpose(0, 1))
    dp = by_scratch(p, arrays, [douts[0], douts[1] * 0, douts[2] * 0])[6:]
    got = tuple(weight.grad.numpy() for weight in module.params())
    assert max(relative_errors(got, dp).values()) < bound_of(way, 4, 2, 3, 5)


def test_the_gradient_of_inputs_that_need_none_is_not_computed(way, monkeypatch):
    p, arrays, douts = draw(0, 4, 2, 3, 5, way)
    shapes, product = [], fast_lstm.product

    def seen(a, W, b=None):
        shapes.append(tuple(W.shape))
        return product(a, W, b)

    monkeypatch.setattr(fast_lstm, "product", seen)
    for needed in (True, False):
        shapes.clear()
        xs = torch.tensor(arrays[0], requires_grad=needed)
        FastLSTM.from_scratch(p)(xs)[0].sum().backward()
        assert shapes.count((20, 3)) == int(needed)  # das @ W_x.T, 4H by D


@pytest.mark.parametrize("sizes", [(1, 1, 1), (3, 5, 7), (64, 33, 40)])
def test_both_products_agree_and_one_is_taken_where_the_other_is_missing(sizes, monkeypatch):
    N, D, H = sizes
    rng = torch.Generator().manual_seed(0)
    a, W, b = (torch.randn(*shape, generator=rng) for shape in [(N, D), (D, H), (H,)])

    def products():
        return product(a, W), product(a, W, b), product(a.t(), a)

    monkeypatch.setattr(fast_lstm, "LARGE", 0)
    with_it = products()
    monkeypatch.setattr(fast_lstm, "has_onednn", lambda W: False)
    for one, other in zip(with_it, products(), strict=True):
        error = relative_error(one.numpy(), other.numpy())
        assert error < rounding_bound(np.float32, max(sizes) + 1)


def test_onednn_is_not_asked_for_small_products(monkeypatch):
    a, W, asked = torch.ones(4, 8), torch.ones(8, 16), []
    monkeypatch.setattr(fast_lstm, "has_onednn", lambda W: asked.append(W.shape))
    for least, times in ((4 * 8 * 16 + 1, 0), (4 * 8 * 16, 1)):
        monkeypatch.setattr(fast_lstm, "LARGE", least)
        product(a, W)
        assert len(asked) == times


def test_onednn_is_asked_only_for_what_it_can_do(monkeypatch):
    W = torch.ones(2, 2)
    assert not has_onednn(W.double())
    assert not has_onednn(W.to("meta"))
    assert not has_onednn(W.bfloat16())
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    assert not has_onednn(W)


F = FastLSTM(3, 5, np.random.default_rng(0))
X, S = torch.ones(4, 2, 3), torch.ones(2, 5)


@each_row(
    ("call", "message"),
    [
        (lambda: F(X[0]), r"xs is \(2, 3\), expected a tensor \(T, B, D=3\)"),
        (lambda: F(X[:0]), "none empty"),
        (lambda: F(X.int()), "xs holds torch.int32"),
        (lambda: F(X.double()), "xs holds torch.float64, expected torch.float32"),
        (lambda: F(X, (S,)), "state0 has the shapes"),
        (lambda: F(X, (S, S[:1])), "state0 has the shapes"),
        (lambda: F(X, (S, S.double())), r"state0 holds \[torch.float32, torch.float64\], expected"),
        (lambda: F(X.to("meta")), "xs is on meta and the weights on cpu, expected both on the CPU"),
        (lambda: F(X, None, [4, 5]), r"lengths holds 5 at \[1\], expected from 1 to T = 4"),
        (lambda: F(X, None, [4, 0]), r"lengths holds 0 at \[1\]"),
        (lambda: F(X, None, [4.0, 2.0]), "lengths is an array of float64"),
        (lambda: F(X, None, [4]), "lengths has shape"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
