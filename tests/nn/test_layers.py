"""Layers against scratch: what they show, the last states, and every gradient, by autograd."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from helpers.nn.cells import GRUCell, LSTMCell, RecurrentCell, ReLURNNCell, RNNCell
from helpers.nn.layers import (
    Bidirectional,
    Pyramid,
    Recurrent,
    Stacked,
    layers_from_scratch,
    pyramid_reduce,
    reverse_padded,
)
from helpers.scratch import bidirectional, bptt, deep
from helpers.scratch.cells import GRU, LSTM, RNN, RNNParams
from helpers.scratch.contract.tree import tree_leaves, tree_map
from helpers.scratch.gradcheck import relative_errors
from tests.support.proofs import SEEDS, TOLERANCE, draw_params, draw_state
from tests.support.spinning import SPINNING
from tests.support.tables import each_row

few = settings(max_examples=8, deadline=None, derandomize=True)
SMALL = st.integers(1, 3)
sizes = given(T=st.integers(1, 7), B=SMALL, D=SMALL, H=SMALL, seed=SEEDS)


class SpinningCell(RecurrentCell):
    """The test's cell: two states, one complex, prepared weights, timed steps."""

    cell = SPINNING
    prepared = 0

    def prepare(self, p):
        self.prepared += 1
        return torch.exp(1j * p.theta), p.W_x

    def step(self, q, x, h, z, t):
        turn, W_x = q
        z_next = turn * z + (1 + t) * x.to(W_x.dtype) @ W_x
        return torch.tanh(z_next.real + h), z_next


KINDS = {kind.cell.name: (kind.cell, kind) for kind in (RNNCell, LSTMCell, GRUCell, SpinningCell)}
every_cell = pytest.mark.parametrize("name", KINDS)


def tensors(tree):
    """Turn the arrays of a tree into tensors that collect gradients."""
    return tree_map(lambda a: torch.tensor(a, requires_grad=True), tree)


def arrays(tree):
    """Turn the tensors of a tree into arrays."""
    return tree_map(lambda t: t.detach().numpy(), tree)


def run(layer, xs, state0, lengths, dhs, dstate):
    """Run a layer and autograd: hs, state, dxs, dstate0, and dp in the form of to_scratch()."""
    xs, state0 = tensors((xs, state0))
    hs, state, *_ = layer(xs, state0, lengths)
    outs = [leaf for _, leaf in tree_leaves((hs, state))]
    douts = [torch.tensor(leaf) for _, leaf in tree_leaves((dhs, dstate))]
    torch.autograd.backward(outs, douts)
    grads = tree_map(lambda t: t.grad.numpy(), (xs, state0))
    return *arrays((hs, state)), *grads, weight_gradients(layer)


def weight_gradients(layer):
    """Give the gradients of a layer's weights in the form of to_scratch()."""
    if isinstance(layer, Recurrent):
        return arrays(tree_map(lambda w: w.grad, layer.cell.params()))
    if isinstance(layer, Bidirectional):
        return weight_gradients(layer.from_left), weight_gradients(layer.from_right)
    return [weight_gradients(part) for part in layer.layers]


def draw(cell, T, B, D, H, seed, both=False):
    """Draw one layer's weights and states, xs and lengths with NaN as padding, dhs, dstate."""
    rng = np.random.default_rng(seed)
    twice = lambda draw: (draw(), draw()) if both else draw()  # noqa: E731
    p = twice(lambda: draw_params(rng, cell.params, D=D, H=H))
    state0, dstate = (twice(lambda: draw_state(rng, cell, B, H)) for _ in range(2))
    xs, lengths = rng.normal(size=(T, B, D)), rng.integers(1, T + 1, size=B)
    dhs = rng.normal(size=(T, B, H * (1 + both)))
    padding = np.arange(T)[:, None] >= lengths
    xs[padding], dhs[padding] = np.nan, np.inf
    return p, xs, state0, lengths, dhs, dstate


@every_cell
@few
@sizes
def test_a_cell_over_a_padded_batch_agrees_with_scratch(name, T, B, D, H, seed):
    cell, kind = KINDS[name]
    p, xs, state0, lengths, dhs, dstate = draw(cell, T, B, D, H, seed)
    hs, state, tape = bptt.unroll(cell, p, xs, state0, lengths)
    want = hs, state, *bptt.unroll_backward(cell, p, tape, dhs, dstate)
    layer = Recurrent(kind.from_scratch(p))
    got = run(layer, xs, state0, lengths, dhs, dstate)
    assert max(relative_errors(got, want).values()) < TOLERANCE
    assert got[0].dtype == np.float64
    assert max(relative_errors(layer.to_scratch(), p).values()) == 0


@every_cell
@few
@sizes
def test_both_directions_agree_with_scratch(name, T, B, D, H, seed):
    cell, kind = KINDS[name]
    p, xs, state0, lengths, dhs, dstate = draw(cell, T, B, D, H, seed, both=True)
    hs, state, tape = bidirectional.bidirectional_forward(cell, *p, xs, state0, lengths)
    grads = bidirectional.bidirectional_backward(cell, *p, tape, dhs, dstate)
    layer = Bidirectional(*map(kind.from_scratch, p))
    got = run(layer, xs, state0, lengths, dhs, dstate)
    assert max(relative_errors(got, (hs, state, *grads[:2], grads[2:])).values()) < TOLERANCE
    assert max(relative_errors(layer.to_scratch(), p).values()) == 0
    assert layer.width == 2 * H


def draw_layers(cells, T, B, D, H, seed, stride):
    """Draw the weights and states of layers, the lowest in both directions, the others in one."""
    p, xs, state0, lengths, _, dstate = draw(cells[0], T, B, D, H, seed, both=True)
    ps, states0, dstates, rng = [p], [state0], [dstate], np.random.default_rng(seed + 1)
    for cell in cells[1:]:
        below = 2 * H if len(ps) == 1 else H
        ps.append(draw_params(rng, cell.params, D=stride * below, H=H))
        states0.append(draw_state(rng, cell, B, H))
        dstates.append(draw_state(rng, cell, B, H))
    return ps, xs, states0, lengths, dstates


@few
@sizes
def test_a_stack_agrees_with_scratch(T, B, D, H, seed):
    cells, residual = [GRU, LSTM, RNN], (False, False, True)
    kinds = [GRUCell, LSTMCell, RNNCell]
    ps, xs, states0, lengths, dstates = draw_layers(cells, T, B, D, H, seed, 1)
    hs, states, tape = deep.stacked_forward(cells, ps, xs, states0, lengths, residual)
    dhs = np.where(hs == 0, np.nan, np.random.default_rng(seed).normal(size=hs.shape))
    want = hs, states, *deep.stacked_backward(cells, ps, tape, dhs, dstates)
    layer = Stacked(layers_from_scratch(kinds, ps), residual)
    got = run(layer, xs, states0, lengths, dhs, dstates)
    assert max(relative_errors(got, want).values()) < TOLERANCE
    assert max(relative_errors(layer.to_scratch(), ps).values()) == 0


@few
@sizes
def test_residual_links_alone_agree_with_scratch(T, B, D, H, seed):
    rng = np.random.default_rng(seed)
    ps = [draw_params(rng, LSTM.params, D=H, H=H) for _ in range(2)]
    states0, dstates = ([draw_state(rng, LSTM, B, H) for _ in ps] for _ in range(2))
    xs, lengths = rng.normal(size=(T, B, H)), rng.integers(1, T + 1, size=B)
    xs[np.arange(T)[:, None] >= lengths] = np.nan
    hs, states, tape = deep.stacked_forward(LSTM, ps, xs, states0, lengths, True)
    dhs = rng.normal(size=hs.shape)
    want = hs, states, *deep.stacked_backward(LSTM, ps, tape, dhs, dstates)
    layer = Stacked(layers_from_scratch(LSTMCell, ps), True)
    got = run(layer, xs, states0, lengths, dhs, dstates)
    assert max(relative_errors(got, want).values()) < TOLERANCE


@few
@sizes
def test_a_pyramid_agrees_with_scratch(T, B, D, H, seed):
    cells, kinds = [LSTM, GRU, RNN], [LSTMCell, GRUCell, RNNCell]
    ps, xs, states0, lengths, dstates = draw_layers(cells, T, B, D, H, seed, 2)
    hs, states, above, tape = deep.pyramid_forward(cells, ps, xs, states0, lengths)
    dhs = np.where(hs == 0, np.nan, np.random.default_rng(seed).normal(size=hs.shape))
    want = hs, states, *deep.pyramid_backward(cells, ps, tape, dhs, dstates)
    layer = Pyramid(layers_from_scratch(kinds, ps))
    got = run(layer, xs, states0, lengths, dhs, dstates)
    assert max(relative_errors(got, want).values()) < TOLERANCE
    assert layer(torch.tensor(xs), None, lengths)[2].tolist() == above.tolist()
    assert layer(torch.zeros(xs.shape, dtype=torch.float64))[2] is None


def layer_of(shape, seed=0):
    """Make a layer of one of the four forms over D = 3."""
    rng = np.random.default_rng(seed)
    p = lambda D: draw_params(rng, LSTM.params, D=D, H=4)  # noqa: E731
    if shape == "one":
        return Recurrent(LSTMCell.from_scratch(p(3)))
    if shape == "both":
        return Bidirectional(LSTMCell.from_scratch(p(3)), LSTMCell.from_scratch(p(3)))
    if shape == "stack":
        return Stacked(
            layers_from_scratch(LSTMCell, [(p(3), p(3)), p(8), p(4)]), (False, False, True)
        )
    return Pyramid(layers_from_scratch(LSTMCell, [p(3), p(8), (p(8), p(8))]))


every_form = pytest.mark.parametrize("form", ["one", "both", "stack", "pyramid"])


@every_form
@pytest.mark.parametrize("lengths", [[2, 5, 1, 5], [5, 5, 3, 1], [1, 1, 1, 1]])
def test_a_packed_sequence_comes_back_packed_in_its_own_order(form, lengths):
    layer, xs = layer_of(form), torch.randn(max(lengths), 4, 3, dtype=torch.float64)
    want, state, *above = layer(xs, None, lengths)
    for is_sorted in {False, lengths == sorted(lengths, reverse=True)}:
        packed = pack_padded_sequence(xs, lengths, enforce_sorted=is_sorted)
        hs, last, *_ = layer(packed)
        padded, got = pad_packed_sequence(hs)
        assert got.tolist() == (above[0].tolist() if above else lengths)
        assert (hs.sorted_indices is None) is is_sorted
        if not is_sorted:
            assert hs.sorted_indices.tolist() == packed.sorted_indices.tolist()
        torch.testing.assert_close(padded, want, rtol=0, atol=1e-14)
        for (_, one), (_, two) in zip(tree_leaves(last), tree_leaves(state), strict=True):
            torch.testing.assert_close(one, two, rtol=0, atol=1e-14)
    hs, *_ = layer(pack_padded_sequence(xs, lengths, enforce_sorted=False), layer_state(form))
    padded, _ = pad_packed_sequence(hs)
    torch.testing.assert_close(padded, layer(xs, layer_state(form), lengths)[0], rtol=0, atol=1e-14)


def layer_state(form):
    """Make a first state that differs from row to row, for layer_of(form)."""
    rows = torch.arange(16.0, dtype=torch.float64).reshape(4, 4) / 16
    one, both = (rows, -rows), ((rows, -rows), (rows / 2, rows))
    return {"one": one, "both": both, "stack": [both, one, None], "pyramid": [one, one, both]}[form]


def test_weights_are_prepared_once_for_a_sequence_and_the_clock_goes_on():
    p, xs, state0, *_ = draw(SPINNING, 1, 2, 3, 4, 0)
    layer, xs = Recurrent(SpinningCell.from_scratch(p)), torch.tensor(xs).repeat(6, 1, 1)
    hs, state = layer(xs)
    assert layer.cell.prepared == 1
    early, middle = layer(xs[:2])
    late, last = layer(xs[2:], middle, start=2)
    torch.testing.assert_close(torch.cat([early, late]), hs)
    torch.testing.assert_close(last, state)


def test_a_padded_step_never_overflows_where_the_real_ones_do_not():
    """A state that grows 1e200-fold a step: one step too many, and 0 * inf would reach dW_h."""
    p = RNNParams(np.ones((1, 1)), np.full((1, 1), 1e200), np.zeros(1))
    layer = Recurrent(ReLURNNCell.from_scratch(p))
    h0 = torch.tensor([[1e-50], [0.0]], dtype=torch.float64)
    hs, _ = layer(torch.zeros(4, 2, 1, dtype=torch.float64), (h0,), [1, 4])
    hs.sum().backward()
    assert layer.cell.W_h.grad.tolist() == [[1e-50]]


@every_form
def test_precision_and_padding(form):
    layer = layer_of(form).float()
    xs = torch.randn(5, 4, 3)
    xs[2:, 1] = torch.nan
    hs, state, *above = layer(xs, None, torch.tensor([5, 2, 4, 1]))
    assert {leaf.dtype for _, leaf in tree_leaves((hs, state))} == {torch.float32}
    assert hs.isfinite().all()
    end = int(above[0][1]) if above else 2
    assert not hs[end:, 1].any()
    assert hs[:end, 1].any(dim=-1).all()


def test_reversal_and_halving_agree_with_scratch():
    xs = np.random.default_rng(0).normal(size=(5, 3, 2))
    for lengths in ([5, 2, 3], np.array([1, 4, 5], np.uint8), None):
        got = reverse_padded(torch.tensor(xs), lengths)
        np.testing.assert_array_equal(got, bidirectional.reverse_padded(xs, lengths))
        got, above = pyramid_reduce(torch.tensor(xs), lengths)
        want, shorter = deep.pyramid_reduce(xs, lengths)
        np.testing.assert_array_equal(got, want)
        assert (above is None) if lengths is None else (above.tolist() == shorter.tolist())


ONE, BOTH, STACK, PYRAMID = (layer_of(form) for form in ("one", "both", "stack", "pyramid"))
XS = torch.zeros(5, 2, 3, dtype=torch.float64)
PACKED = pack_padded_sequence(XS, [5, 4])
H0 = torch.zeros(2, 4, dtype=torch.float64)


@each_row(
    ("call", "message"),
    [
        (lambda: Recurrent(torch.nn.LSTMCell(3, 4)), "cell is a LSTMCell, expected a Recurrent"),
        (
            lambda: Bidirectional(ONE.cell, STACK.layers[1].cell),
            "backward_cell has D=8, expected 3",
        ),
        (lambda: Stacked([]), "layers is .*, expected a list of at least one layer"),
        (lambda: Stacked([ONE, BOTH]), "one has D=3 over a width that requires 4"),
        (lambda: Stacked([ONE], [True]), "residual adds an input of width 3 to an output of"),
        (
            lambda: Stacked([ONE], [False, True]),
            r"residual is \[False, True\], expected a boolean, or one per layer",
        ),
        (lambda: Stacked(5), "layers is 5, expected a list of at least one layer"),
        (lambda: Stacked([ONE, ONE.cell]), "layers holds LSTMCell, expected layers such as Recurr"),
        (lambda: Stacked([ONE], 1), "residual is 1, expected a boolean, or one per layer"),
        (lambda: Pyramid([ONE, STACK.layers[2]]), "one has D=4 over a width that requires 8"),
        (lambda: ONE(XS[0]), r"xs is \(2, 3\), expected a tensor \(T, B, D=3\)"),
        (lambda: STACK(XS[0]), r"xs is \(2, 3\), expected a tensor \(T, B, D=3\)"),
        (lambda: STACK(XS.numpy()), "xs is a ndarray, expected a tensor"),
        (lambda: STACK(XS.long(), None, [5, 4]), "xs holds torch.int64, expected .*floating-point"),
        (lambda: PYRAMID(XS.long()), "xs holds torch.int64, expected .*floating-point"),
        (lambda: BOTH(XS.float()), "xs holds torch.float32, expected torch.float64"),
        (lambda: ONE(XS[:0]), r"xs is \(0, 2, 3\)"),
        (lambda: ONE(XS.swapaxes(0, 1), (H0, H0)), r"state0 has the shapes .*expected .*\(5, 4\)"),
        (lambda: ONE(XS, H0), "state0 is not a tuple of tensors"),
        (lambda: ONE(XS, (H0,)), r"state0 has the shapes \[\(2, 4\)\], expected"),
        (lambda: BOTH(XS, H0), "state0 is not a pair of tuples"),
        (lambda: BOTH(XS, ((H0, H0), H0)), "state0 is not a tuple of tensors"),
        (lambda: STACK(XS, [None]), "state0 is not a list of 3 states"),
        (lambda: PYRAMID(XS, H0), "state0 is not a list of 3 states"),
        (lambda: ONE(XS, None, [5, 6]), r"lengths holds 6 at \[1\], expected from 1 to T = 5"),
        (lambda: BOTH(XS, None, [0, 5]), r"lengths holds 0 at \[0\]"),
        (lambda: STACK(XS, None, torch.tensor([5.0, 1.0])), "lengths is an array of float64|32"),
        (lambda: PYRAMID(XS, None, [5]), r"lengths has shape \(1,\), expected \(B=2,\)"),
        (lambda: ONE(PACKED, None, [5, 4]), "lengths was passed beside a PackedSequence"),
        (lambda: STACK(PACKED, None, [5, 4]), "lengths was passed beside a PackedSequence"),
        (lambda: PYRAMID(PACKED, None, [5, 4]), "lengths was passed beside a PackedSequence"),
        (lambda: ONE(XS, start=-1), "start is -1"),
        (lambda: pyramid_reduce(XS[0]), r"hs is \(2, 3\), expected a tensor \(T, B, H\)"),
        (lambda: reverse_padded(XS, [5, 9]), r"lengths holds 9 at \[1\]"),
        (lambda: reverse_padded(XS.numpy()), r"xs is a ndarray, expected a tensor \(T, B, ...\)"),
        (lambda: layers_from_scratch(LSTMCell, ONE.to_scratch()), "ps is a LSTMParams, expected a"),
        (lambda: layers_from_scratch(LSTMCell, [None]), "p is a NoneType, expected LSTMParams"),
        (lambda: layers_from_scratch(None, [ONE.to_scratch()]), "cell_type is None, expected a cl"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
