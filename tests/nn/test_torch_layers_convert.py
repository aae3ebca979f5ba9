"""Scratch and the layers against torch.nn.RNN, LSTM and GRU: every output, every gradient."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from helpers.nn.cells import GRUCell, LSTMCell, RecurrentCell, RNNCell
from helpers.nn.layers import Bidirectional, Pyramid, Recurrent, Stacked, layers_from_scratch
from helpers.nn.torch_layers import elman_gradients, from_torch, to_torch
from helpers.scratch.bptt import rnn_backward, rnn_forward, unroll, unroll_backward
from helpers.scratch.cells import GRU, LSTM, RELU_RNN, RNN
from helpers.scratch.contract.tree import tree_leaves, tree_map
from helpers.scratch.deep import stacked_backward, stacked_forward
from helpers.scratch.gradcheck import relative_error, relative_errors
from helpers.scratch.init import init_rnn
from tests.support.proofs import SEEDS, TOLERANCE, draw_params, rounding_bound
from tests.support.spinning import SPINNING
from tests.support.tables import each_row

few = settings(max_examples=4, deadline=None, derandomize=True)
SMALL = st.integers(1, 4)
KINDS = {
    "tanh": (RNN, torch.nn.RNN, {"nonlinearity": "tanh"}),
    "relu": (RELU_RNN, torch.nn.RNN, {"nonlinearity": "relu"}),
    "lstm": (LSTM, torch.nn.LSTM, {}),
    "gru": (GRU, torch.nn.GRU, {}),
}


class SpinningCell(RecurrentCell):
    """A cell that torch.nn does not have."""

    cell = SPINNING


def make(kind, D, H, L, both, rng, bias=True):
    """Make a torch.nn module with weights drawn by rng."""
    _, module_type, options = KINDS[kind]
    module = module_type(
        D, H, num_layers=L, bidirectional=both, bias=bias, dtype=torch.float64, **options
    )
    with torch.no_grad():
        for weight in module.parameters():
            weight.copy_(torch.tensor(rng.normal(size=weight.shape) / np.sqrt(weight.dim())))
    return module


def suffixes(L, both):
    """List the ends of PyTorch's names, layer by layer, from the left before from the right."""
    return [f"_l{layer}{side}" for layer in range(L) for side in ["", "_reverse"][: 1 + both]]


def nested(parts, both):
    """Turn one entry per layer and direction into a list of layers, pairs where there are two."""
    return [tuple(parts[i : i + 2]) for i in range(0, len(parts), 2)] if both else parts


def by_torch(module, xs, states, lengths, dhs, dstates):
    """Run a module and autograd.

    Shapes: states and dstates tuples of (L * directions, B, H) -> hs, states, dxs, dstates0 and
    {name: gradient of the weight}.
    """
    xs = torch.tensor(xs, requires_grad=True)
    first = tuple(torch.tensor(s, requires_grad=True) for s in states)
    given_state = first if len(first) == 2 else first[0]
    if lengths is None:
        hs, last = module(xs, given_state)
    else:
        packed, last = module(pack_padded_sequence(xs, lengths, enforce_sorted=False), given_state)
        hs, _ = pad_packed_sequence(packed, total_length=len(xs))
        dhs = np.where((np.arange(len(xs))[:, None] < lengths)[:, :, None], dhs, 0)
    last = last if isinstance(last, tuple) else (last,)
    torch.autograd.backward([hs, *last], [torch.tensor(d) for d in (dhs, *dstates)])
    weights = {name: weight.grad.numpy() for name, weight in module.named_parameters()}
    shown = hs.detach().numpy(), tuple(s.detach().numpy() for s in last)
    return *shown, xs.grad.numpy(), tuple(s.grad.numpy() for s in first), weights


def by_name(cell, dps, L, both):
    """Give gradients of scratch weights under PyTorch's names; both its biases get that of b."""
    named = {}
    flat = [dp for pair in dps for dp in pair] if both else dps
    for dp, end in zip(flat, suffixes(L, both), strict=True):
        biases = (dp.b_x, dp.b_h) if cell is GRU else (dp.b, dp.b)
        named |= {f"weight_ih{end}": dp.W_x.T, f"weight_hh{end}": dp.W_h.T}
        named |= {f"bias_ih{end}": biases[0], f"bias_hh{end}": biases[1]}
    return named


def stacked_states(states, both):
    """Turn a list of layers' states into PyTorch's form, (L * directions, B, H) each."""
    flat = [part for pair in states for part in pair] if both else states
    return tuple(np.stack(arrays) for arrays in zip(*flat, strict=True))


@pytest.mark.parametrize("padded", [False, True], ids=["full", "padded"])
@pytest.mark.parametrize("both", [False, True], ids=["one way", "both ways"])
@pytest.mark.parametrize("L", [1, 3])
@pytest.mark.parametrize("kind", KINDS)
@few
@given(T=st.integers(1, 6), B=SMALL, D=SMALL, H=SMALL, seed=SEEDS)
def test_scratch_and_layers_agree_with_torch(kind, L, both, padded, T, B, D, H, seed):
    cell, rng = KINDS[kind][0], np.random.default_rng(seed)
    module = make(kind, D, H, L, both, rng)
    rows = L * (1 + both)
    states0, dstates = (tuple(rng.normal(size=(rows, B, H)) for _ in cell.state) for _ in range(2))
    xs, dhs = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H * (1 + both)))
    lengths = rng.integers(1, T + 1, size=B) if padded else None
    if padded:
        xs[np.arange(T)[:, None] >= lengths] = np.nan
    want = by_torch(module, xs, states0, lengths, dhs, dstates)

    layers = from_torch(module)
    ps = layers.to_scratch()
    first, last = (
        nested([tuple(s[row] for s in arrays) for row in range(rows)], both)
        for arrays in (states0, dstates)
    )
    hs, states, tape = stacked_forward(cell, ps, xs, first, lengths)
    dxs, dfirst, dps = stacked_backward(cell, ps, tape, dhs, last)
    got = hs, stacked_states(states, both), dxs, stacked_states(dfirst, both)
    errors = relative_errors((*got, by_name(cell, dps, L, both)), want)
    assert len(errors) == 2 + 2 * len(cell.state) + 4 * rows
    assert max(errors.values()) < TOLERANCE, errors
    agrees_too(layers, xs, first, lengths, dhs, last, (hs, states, dxs, dfirst, dps))


def agrees_too(layers, xs, first, lengths, dhs, last, want):
    """Hold the layers made from the module against what scratch gave."""
    xs, first = (
        tree_map(lambda a: torch.tensor(a, requires_grad=True), tree) for tree in (xs, first)
    )
    hs, states = layers(xs, first, lengths)
    outs = [leaf for _, leaf in tree_leaves((hs, states))]
    torch.autograd.backward(outs, [torch.tensor(leaf) for _, leaf in tree_leaves((dhs, last))])
    grads = tree_map(lambda t: t.grad.numpy(), (xs, first))
    shown = tree_map(lambda t: t.detach().numpy(), (hs, states))
    assert max(relative_errors((*shown, *grads), want[:4]).values()) < TOLERANCE
    pairs = zip(layers.parameters(), tree_leaves(want[4]), strict=True)
    errors = {path: relative_errors(w.grad.numpy(), leaf)[""] for w, (path, leaf) in pairs}
    assert max(errors.values()) < TOLERANCE, errors


@few
@given(T=st.integers(1, 6), B=SMALL, D=SMALL, H=SMALL, seed=SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_one_layer_is_unroll(kind, T, B, D, H, seed):
    """Without the code of deep.py between: the weights by hand, one call of torch."""
    cell, rng = KINDS[kind][0], np.random.default_rng(seed)
    module = make(kind, D, H, 1, False, rng)
    W_x, W_h, b_x, b_h = (weight.detach().numpy() for weight in module.parameters())
    biases = (b_x, b_h) if kind == "gru" else (b_x + b_h,)
    p = cell.params(W_x.T.copy(), W_h.T.copy(), *biases)
    xs, dhs = rng.normal(size=(T, B, D)), rng.normal(size=(T, B, H))
    state0, dstate = (tuple(rng.normal(size=(B, H)) for _ in cell.state) for _ in range(2))
    lengths = rng.integers(1, T + 1, size=B)
    one = lambda arrays: tuple(a[None] for a in arrays)  # noqa: E731
    want = by_torch(module, xs, one(state0), lengths, dhs, one(dstate))
    hs, state, tape = unroll(cell, p, xs, state0, lengths)
    dxs, dstate0, dp = unroll_backward(cell, p, tape, dhs, dstate)
    got = hs, one(state), dxs, one(dstate0), by_name(cell, [dp], 1, False)
    assert max(relative_errors(got, want).values()) < TOLERANCE


@each_row("both", [False, True])
@each_row("kind", KINDS)
def test_there_and_back_again(kind, both):
    rng = np.random.default_rng(0)
    module = make(kind, 3, 4, 2, both, rng)
    layers = from_torch(module)
    back = to_torch(layers)
    assert type(back) is type(module)
    assert str(back) == str(module)
    for name, weight in module.named_parameters():
        got = getattr(back, name)
        if name.startswith("weight") or kind == "gru":
            assert torch.equal(got, weight)
        assert got.data_ptr() != weight.data_ptr()
    ps, again = layers.to_scratch(), from_torch(back).to_scratch()
    assert max(relative_errors(again, ps).values()) == 0
    xs = torch.randn(5, 2, 3, dtype=torch.float64)
    torch.testing.assert_close(back(xs)[0], module(xs)[0])
    with torch.no_grad():  # copies: neither follows the other
        module.weight_ih_l0.zero_()
    assert layers.to_scratch()[0][0].any() if not both else layers.to_scratch()[0][0][0].any()


def test_biases_precision_and_single_layers():
    rng = np.random.default_rng(0)
    module = make("lstm", 3, 4, 1, True, rng, bias=False).float()
    layers = from_torch(module)
    assert {w.dtype for w in layers.parameters()} == {torch.float32}
    assert not layers.to_scratch()[0][1].b.any()
    xs = torch.randn(5, 2, 3)
    one = Recurrent(GRUCell(3, 4, rng))
    bound = rounding_bound(np.float32, 5 * (3 + 4))  # T = 5 steps, D = 3, H = 4
    for converted, source in (
        (layers, module),
        (to_torch(layers.layers[0]), module),
        (to_torch(one), one),
    ):
        assert relative_error(converted(xs)[0].detach(), source(xs)[0].detach()) < bound


def test_torchs_generator_is_left_as_it_was():
    before = torch.get_rng_state()
    rng = np.random.default_rng(0)
    layers = Stacked([Bidirectional(LSTMCell(3, 4, rng), LSTMCell(3, 4, rng))])
    back = to_torch(layers)
    from_torch(back)
    from_torch(to_torch(Recurrent(RNNCell(3, 4, rng))))
    assert torch.equal(torch.get_rng_state(), before)


RNG = np.random.default_rng(0)
DRAW = [draw_params(RNG, LSTM.params, D=D, H=4) for D in (3, 4, 8)]
ONE, TWO, THREE = layers_from_scratch(LSTMCell, DRAW)
WIDE = Recurrent(LSTMCell(4, 5, RNG))
MIXED = Recurrent(GRUCell(4, 4, RNG))
PAIR = Bidirectional(RNNCell(3, 4, RNG), RNNCell(3, 4, RNG))


@each_row(
    ("call", "message"),
    [
        (lambda: from_torch(torch.nn.LSTM(3, 4, batch_first=True)), "module has batch_first=True"),
        (lambda: from_torch(torch.nn.LSTM(3, 4, proj_size=2)), "module has proj_size=2"),
        (lambda: from_torch(torch.nn.LSTM(3, 4, 2, dropout=0.5)), "module has dropout=0.5"),
        (lambda: from_torch(torch.nn.LSTMCell(3, 4)), "module is a LSTMCell, expected torch.nn"),
        (lambda: to_torch(Stacked([ONE, TWO], (False, True))), "without residual links"),
        (lambda: to_torch(Pyramid([ONE, THREE])), "layers are not a plain stack"),
        (lambda: to_torch(Stacked([ONE, WIDE])), "LSTMCell of H=4, .*LSTMCell of H=5"),
        (lambda: to_torch(Stacked([ONE, MIXED])), "GRUCell of H=4.*LSTMCell of H=4"),
        (lambda: to_torch(Stacked([PAIR, Recurrent(RNNCell(8, 4, RNG))])), "1 a layer; .* 2 a l"),
        (lambda: to_torch(ONE.cell), "layers are not a plain stack"),
        (lambda: to_torch(torch.nn.LSTM(3, 4)), "layers are not a plain stack"),
        (lambda: to_torch(Recurrent(SpinningCell(3, 4, RNG))), "SpinningCell of H=4, .* torch.nn"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_torch_agrees_with_the_gradients_that_are_derived_by_hand():
    rng = np.random.default_rng(0)
    p, xs, h0 = init_rnn(rng, 3, 4), rng.normal(size=(6, 2, 3)), rng.normal(size=(2, 4))
    p = p._replace(b=rng.normal(size=4))
    dhs_direct = rng.normal(size=(6, 2, 4))
    dxs, dh0, dp = rnn_backward(p, rnn_forward(p, xs, h0)[1], dhs_direct)
    theirs = elman_gradients(p, xs, h0, dhs_direct)
    for name, ours in {"xs": dxs, "h0": dh0, **dp._asdict()}.items():
        assert theirs[name] == pytest.approx(ours, abs=1e-12)
