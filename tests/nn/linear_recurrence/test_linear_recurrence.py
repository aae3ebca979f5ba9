"""Layers with a linear state: eigenvalues in a range, selectivity, and the block around them."""

import numpy as np
import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from helpers.nn.layers import Stacked
from helpers.nn.linear_recurrence.block import GatedBlock, stack
from helpers.nn.linear_recurrence.selective import Selective
from helpers.nn.linear_recurrence.signed import SquashedDiagonal
from helpers.nn.models import LanguageModel
from helpers.nn.scan import LRULayer, MinGRU
from helpers.scratch.modules.m13_state_spaces import SelectiveParams, linear_parity, selective_step
from tests.support.proofs import draw_params

T, B, D, N = 6, 3, 4, 2
DOUBLE = torch.float64


def test_a_selective_layer_is_its_step_over_and_over():
    rng = np.random.default_rng(0)
    p = draw_params(rng, SelectiveParams, D=D, N=N)
    xs, h = rng.normal(size=(T, B, D)), rng.normal(size=(B, D, N))
    layer = Selective.from_scratch(p)
    ys, (last,) = layer(torch.tensor(xs), (torch.tensor(h),))
    for t in range(T):
        y, h = selective_step(p, xs[t], h)
        np.testing.assert_allclose(ys[t].detach(), y, atol=1e-12)
    np.testing.assert_allclose(last.detach(), h, atol=1e-12)
    drawn = Selective(8, 3, rng)
    sizes = torch.nn.functional.softplus(drawn.b_delta)
    assert 0.001 <= sizes.min() <= sizes.max() <= 0.1


@pytest.mark.parametrize("from_input", [True, False])
@pytest.mark.parametrize("squash", ["sigmoid", "tanh", "clamp"])
def test_eigenvalues_stay_in_their_range_and_the_states_are_the_loop(squash, from_input):
    rng = np.random.default_rng(0)
    layer = SquashedDiagonal(D, 5, rng, squash, from_input, DOUBLE)
    xs = torch.tensor(5 * rng.normal(size=(T, B, D)))
    a, b = layer.coefficients(xs)
    assert a.min() >= (0 if squash == "sigmoid" else -1)
    assert a.max() <= 1
    assert (squash == "clamp") == bool((a.abs() == 1).any()) or not from_input
    assert from_input != bool((a == a[:1, :1]).all())
    hs, (last,) = layer(xs)
    h = torch.zeros(B, 5, dtype=DOUBLE)
    for t in range(T):
        h = a[t] * h + b[t]
        torch.testing.assert_close(hs[t], h)
    torch.testing.assert_close(last, h)


def test_by_hand_the_clamp_counts_the_parity():
    layer = SquashedDiagonal(1, 1, np.random.default_rng(0), "clamp", dtype=DOUBLE)
    a, b = linear_parity()
    with torch.no_grad():
        layer.b_a.fill_(a[0]), layer.W_a.fill_(a[1] - a[0])
        layer.b.fill_(b[0]), layer.W_x.fill_(b[1] - b[0])
    bits = np.random.default_rng(0).integers(0, 2, size=(1000, 4, 1))
    hs, _ = layer(torch.tensor(bits.astype(float)))
    np.testing.assert_array_equal(hs.detach(), bits.cumsum(axis=0) % 2)


MAKERS = {
    "selective": lambda rng: Selective(D, N, rng),
    "signed": lambda rng: SquashedDiagonal(D, D, rng, "tanh"),
    "block": lambda rng: GatedBlock(MinGRU(D, 5, rng), rng),
    "stack": lambda rng: stack(lambda d, h, r: LRULayer(d, h, r), D, 5, 2, rng),
}


@pytest.mark.parametrize("name", MAKERS)
def test_it_stands_in_a_model_and_padding_does_not_matter(name):
    rng = np.random.default_rng(0)
    model = LanguageModel(7, MAKERS[name](rng), rng)
    ids, lengths = rng.integers(7, size=(5, 3)), [5, 2, 4]
    loss, _ = model.loss(ids, ids, None, lengths)
    loss.backward()
    assert all(w.grad.isfinite().all() for w in model.parameters())
    xs = torch.tensor(rng.normal(size=(5, 3, D)), dtype=torch.float32)
    other = xs.clone()
    other[3:, 1] = 1e3
    with torch.no_grad():
        hs, state = model.layer(xs, None, lengths)
        got, _ = model.layer(other, None, lengths)
        for row, length in enumerate(lengths):
            torch.testing.assert_close(hs[:length, row], got[:length, row])
            alone, _ = model.layer(xs[:length, row : row + 1])
            torch.testing.assert_close(hs[:length, row], alone[:, 0], atol=1e-6, rtol=1e-5)
        ends, after = model.layer(xs[:3])
        rest, _ = model.layer(xs[3:], after)
        whole, _ = model.layer(xs)
    torch.testing.assert_close(torch.cat([ends, rest]), whole, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("name", ["selective", "signed"])
def test_a_packed_sequence(name):
    rng = np.random.default_rng(0)
    layer = MAKERS[name](rng)
    xs, lengths = torch.tensor(rng.normal(size=(5, 3, D)), dtype=torch.float32), [5, 2, 4]
    packed = pack_padded_sequence(xs, torch.tensor(lengths), enforce_sorted=False)
    got, want = pad_packed_sequence(layer(packed)[0])[0], layer(xs, None, lengths)[0]
    torch.testing.assert_close(got, want)


def test_the_block_adds_to_what_passes_on():
    rng = np.random.default_rng(0)
    block = GatedBlock(MinGRU(D, 5, rng, DOUBLE), rng)
    xs = torch.tensor(rng.normal(size=(T, B, D)))
    n = torch.nn.functional.layer_norm(xs, (D,))
    hs, _ = block.layer(n)
    gate = n @ block.W_g
    want = xs + (hs * gate * gate.sigmoid()) @ block.W_o
    torch.testing.assert_close(block(xs)[0], want)
    with torch.no_grad():
        block.W_o.zero_()
    assert torch.equal(block(xs)[0], xs)
    assert isinstance(stack(MinGRU, D, 5, 3, rng), Stacked)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: SquashedDiagonal(1, 1, rng, "relu"), "squash is 'relu', expected one of"),
        (lambda rng: SquashedDiagonal(0, 1, rng), "D is 0"),
        (lambda rng: SquashedDiagonal(1, 1, 3), "rng is a int"),
        (lambda rng: SquashedDiagonal(2, 1, rng)(torch.zeros(3, 1, 1)), r"xs is \(3, 1, 1\)"),
        (lambda rng: SquashedDiagonal(1, 1, rng)(torch.zeros(3, 1, 1).int()), "xs holds torch.int"),
        (lambda rng: Selective(2, 2, rng)(torch.zeros(2, 2)), r"xs is \(2, 2\)"),
        (lambda rng: Selective(2, 0, rng), "N is 0"),
        (lambda rng: Selective(2, 2, rng)(torch.zeros(3, 1, 2), None, [4]), "lengths holds 4"),
        (lambda rng: GatedBlock(torch.nn.Linear(2, 2), rng), "layer is a Linear"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(0))
