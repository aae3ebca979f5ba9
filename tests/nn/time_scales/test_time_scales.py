"""Strides, the grid's cell, the unitary matrix, and complex states made real, in PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from helpers.nn.cells import LSTMCell, RNNCell
from helpers.nn.layers import Pyramid, Recurrent, Stacked
from helpers.nn.models import LanguageModel, Tagger
from helpers.nn.scan import LRU
from helpers.nn.time_scales.grid import GridCell
from helpers.nn.time_scales.real_parts import RealParts
from helpers.nn.time_scales.strides import StridedPyramid, stride_reduce
from helpers.nn.time_scales.unitary import UnitaryMatrixCell
from helpers.nn.variants.unitary import UnitaryCell
from helpers.scratch.modules.m11_time_scales import GRID, pyramid_lengths
from helpers.scratch.variants.grid import grid_forward, init_grid
from helpers.scratch.variants.unitary import draw_permutation, init_unitary
from tests.support.proofs import SEEDS, SIZES, prove_torch_agrees
from tests.support.tables import each_row

few = settings(max_examples=12, deadline=None, derandomize=True)


def rng(seed=0):
    return np.random.default_rng(seed)


def draw(*shape, seed=1):
    return torch.from_numpy(rng(seed).normal(size=shape))


# ------------------------------------------------------------- strides


@few
@given(T=st.integers(1, 12), B=SIZES, stride=st.integers(1, 5), seed=SEEDS, data=st.data())
def test_strides_by_loops(T, B, stride, seed, data):
    hs = draw(T, B, 3, seed=seed)
    lengths = data.draw(st.none() | st.lists(st.integers(1, T), min_size=B, max_size=B))
    if lengths is not None:
        for b, length in enumerate(lengths):
            hs[length:, b] = float("nan") if stride > 1 else 0.0
        lengths = np.array(lengths)
    got, left = stride_reduce(hs, stride, lengths)
    steps = -(-T // stride)
    assert got.shape == (steps, B, 3 * stride)
    full = np.full(B, T) if lengths is None else lengths
    if lengths is not None:
        assert np.asarray(left).tolist() == pyramid_lengths(lengths, [stride])[0].tolist()
    for b in range(B):
        for t in range(steps):
            for k in range(stride):
                s = stride * t + k
                want = hs[s, b] if s < full[b] else torch.zeros(3)
                torch.testing.assert_close(got[t, b, 3 * k : 3 * k + 3], want.double())


def layers(strides, H=3):
    widths = [2] + [stride * H for stride in strides[1:]]
    return [Recurrent(LSTMCell(D, H, rng(n), torch.float64)) for n, D in enumerate(widths)]


def test_stride_2_is_the_pyramid_and_stride_1_the_stack():
    xs, lengths = draw(9, 2, 2), np.array([9, 4])
    for strides, other in (((1, 2, 2), Pyramid), ((1, 1, 1), Stacked)):
        mine = StridedPyramid(layers(strides), strides)
        theirs = other(layers(strides))
        for given_lengths in (None, lengths):
            hs, states, left = mine(xs, lengths=given_lengths)
            want, wanted, *rest = theirs(xs, lengths=given_lengths)
            torch.testing.assert_close(hs, want)
            torch.testing.assert_close(states[-1][1], wanted[-1][1])
            if rest and given_lengths is not None:
                assert left.tolist() == rest[0].tolist()
        packed = pack_padded_sequence(xs, torch.tensor(lengths))
        shown, left = pad_packed_sequence(mine(packed)[0])
        torch.testing.assert_close(shown, theirs(xs, lengths=lengths)[0][: int(left.max())])


def test_models_know_that_a_strided_pyramid_shortens():
    pyramid = StridedPyramid(layers((1, 3)), (1, 3))
    assert (pyramid.D, pyramid.width) == (2, 3)
    assert "strides=(1, 3)" in repr(pyramid)
    with pytest.raises(ValueError, match="layer reads ahead"):
        LanguageModel(5, pyramid, rng())
    with pytest.raises(ValueError, match="layer is a Pyramid"):
        Tagger(5, 2, pyramid, rng())


# ------------------------------------------------------------- grid


@few
@given(T=SIZES, B=SIZES, H=SIZES, seed=SEEDS)
def test_the_grids_cell_agrees_with_scratch(T, B, H, seed):
    prove_torch_agrees(GRID, GridCell, T, B, 2 * H, H, seed)


def test_stacked_cells_are_the_grid_and_a_model_takes_them():
    p, xs = init_grid(rng(), 5, 3, 2), rng(1).normal(size=(4, 2, 5))
    want, state, _ = grid_forward(p, xs)
    below = torch.from_numpy(xs @ p.project.W_x + p.project.b)
    stack = Stacked([Recurrent(GridCell.from_scratch(layer)) for layer in p.layers])
    assert (stack.D, stack.width) == (6, 6)
    hs, states = stack(below)
    np.testing.assert_allclose(hs[..., :3].detach().numpy(), want, atol=1e-12)
    np.testing.assert_allclose(states[1][2].detach().numpy(), state[1][1], atol=1e-12)
    first, kept = stack(below[:3])
    rest, _ = stack(below[3:], kept)
    torch.testing.assert_close(torch.cat([first, rest]), hs)
    model = LanguageModel(7, Stacked([Recurrent(GridCell(4, rng(n))) for n in range(2)]), rng())
    ids = rng(2).integers(0, 7, size=(5, 3))
    model.loss(ids, ids, lengths=np.array([5, 1, 3]))[0].backward()
    assert all(weight.grad.isfinite().all() for weight in model.parameters())
    b_1 = GridCell(4, rng()).b_1
    assert b_1.tolist() == [0] * 4 + [1] * 4 + [0] * 8  # the forget bias starts at 1


# ------------------------------------------------------------- unitary


def drawn_unitary(D, H, seed=0):
    """Draw weights of a unitary network, its biases too, and a permutation."""
    p = init_unitary(rng(seed), D, H)
    return p._replace(b=rng(seed + 1).normal(size=H)), draw_permutation(rng(seed + 2), H)


@few
@given(T=SIZES, B=SIZES, D=SIZES, H=SIZES, seed=SEEDS)
def test_the_matrix_is_the_product_of_the_factors(T, B, D, H, seed):
    p, order = drawn_unitary(D, H, seed)
    xs, outcomes = draw(T, B, D, seed=seed), []
    for kind in (UnitaryCell, UnitaryMatrixCell):
        layer, given_xs = Recurrent(kind.from_scratch(p, permutation=order)), xs.clone()
        given_xs.requires_grad_()
        hs, _ = layer(given_xs)
        weight = torch.complex(draw(*hs.shape, seed=3), draw(*hs.shape, seed=4))
        (weight.conj() * hs).real.sum().backward()
        outcomes.append([hs, given_xs.grad, *(w.grad for w in layer.parameters())])
    for got, want in zip(*outcomes, strict=True):
        torch.testing.assert_close(got, want, rtol=1e-8, atol=1e-9)


def test_the_unitary_matrix_cell_agrees_with_scratch_step_by_step():
    p, _ = drawn_unitary(2, 3)
    prove_torch_agrees(UnitaryMatrixCell.cell, UnitaryMatrixCell, 4, 2, 2, 3, 0, p=p)


# ------------------------------------------------------------- real parts


def test_real_parts_of_complex_layers_fit_stacks_and_models():
    ids = rng(2).integers(0, 7, size=(6, 3))
    for make in (lambda D: Recurrent(UnitaryMatrixCell(D, 5, rng(1))), lambda D: LRU(D, 5, rng(1))):
        one = RealParts(make(4))
        hs, state = one(draw(6, 3, 4).float())
        inner, _ = one.layer(draw(6, 3, 4).float())
        torch.testing.assert_close(torch.complex(hs[..., :5], hs[..., 5:]), inner)
        assert state[0].is_complex()
        model = LanguageModel(7, Stacked([one, RealParts(make(10))]), rng())
        loss, _ = model.loss(ids, ids, lengths=np.array([6, 2, 3]))
        loss.backward()
        assert all(w.grad.isfinite().all() for w in model.parameters())
        whole, _ = model(ids)
        first, state = model(ids[:4])
        torch.testing.assert_close(torch.cat([first, model(ids[4:], state)[0]]), whole)
        packed = pack_padded_sequence(draw(6, 3, 4).float(), torch.tensor([6, 3, 2]))
        shown, _ = pad_packed_sequence(one(packed)[0])
        torch.testing.assert_close(shown[:, 0], hs[:, 0])


@each_row(
    ("call", "message"),
    [
        (lambda: stride_reduce(draw(4, 1, 2), 0), "stride is 0"),
        (lambda: stride_reduce(draw(4, 1, 2), 3, [5]), r"lengths holds 5 at \[0\]"),
        (lambda: StridedPyramid([], ()), "layers holds no layers"),
        (lambda: StridedPyramid([3], (1,)), "layers holds no layers"),
        (lambda: StridedPyramid(layers((1, 3)), (1, 2)), "one has D=9 over a width that requires"),
        (lambda: StridedPyramid(layers((1, 3)), (2, 3)), "expected 2, the first 1"),
        (lambda: StridedPyramid(layers((1, 3)), (1,)), "expected 2, the first 1"),
        (lambda: StridedPyramid(layers((1, 3)), (1, 0)), "strides is 0"),
        (lambda: RealParts(3), "layer is a int"),
        (lambda: RealParts(Recurrent(RNNCell(2, 3, rng())))(torch.zeros(4, 1, 2)), "layer shows"),
        (lambda: GridCell(0, rng()), "H is 0"),
        (lambda: GridCell(3, rng())(torch.zeros(2, 5)), "x is .2, 5."),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
