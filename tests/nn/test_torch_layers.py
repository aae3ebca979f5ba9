"""torch's own layers behind the interface of helpers.nn.layers."""

import numpy as np
import pytest
import torch
from torch import nn

from helpers.nn.cells import LSTMCell
from helpers.nn.torch_layers import TorchRecurrent, torch_recurrent
from tests.support.tables import each_row

DOUBLE = torch.float64


def make(kind, layers=1, bidirectional=False, seed=0):
    rng = np.random.default_rng(seed)
    return torch_recurrent(kind, 3, 4, rng, layers, bidirectional, DOUBLE)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize(("layers", "both"), [(1, False), (1, True), (3, True)])
def test_the_wrapped_module_computes_what_it_did(kind, layers, both):
    layer = make(kind, layers, both)
    xs = torch.tensor(np.random.default_rng(1).normal(size=(5, 2, 3)))
    hs, state = layer(xs)
    want, last = layer.module(xs)
    assert torch.equal(hs, want)
    last = last if kind == "lstm" else (last,)
    assert all(torch.equal(a, b) for a, b in zip(state, last, strict=True))
    assert (layer.D, layer.width) == (3, hs.shape[-1])
    if not both:
        first, between = layer(xs[:2])
        second, end = layer(xs[2:], between)
        torch.testing.assert_close(torch.cat([first, second]), hs)
        torch.testing.assert_close(end, state)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("both", [False, True])
def test_padding_changes_nothing(kind, both):
    layer = make(kind, 2, both)
    xs = torch.tensor(np.random.default_rng(2).normal(size=(5, 3, 3)))
    lengths = [2, 4, 1]  # all below T, in no order
    xs[4] = float("nan")
    hs, state = layer(xs, None, np.array(lengths))
    assert hs.shape == (5, 3, layer.width)
    for b, n in enumerate(lengths):
        alone, last = layer(xs[:n, [b]])
        torch.testing.assert_close(hs[:n, [b]], alone)
        assert (hs[n:, b] == 0).all()
        for got, want in zip(state, last, strict=True):
            torch.testing.assert_close(got[:, [b]], want)
    again, _ = layer(xs, None, torch.tensor(lengths))
    assert torch.equal(again, hs)
    onward, _ = layer(xs[:2], state, [2, 2, 1])
    alone, _ = layer(xs[:2], state)
    torch.testing.assert_close(onward[:, :2], alone[:, :2])
    assert not torch.equal(onward, layer(xs[:2], None, [2, 2, 1])[0])


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_under_autocast_on_the_cpu_another_precision_is_no_error(kind):
    layer = torch_recurrent(kind, 3, 4, np.random.default_rng(0))
    xs = torch.tensor(np.random.default_rng(1).normal(size=(5, 2, 3)), dtype=torch.float32)
    want = layer(xs)[0]
    with torch.autocast("cpu", torch.bfloat16):
        hs, _ = layer(xs.bfloat16())
    torch.testing.assert_close(hs, want, rtol=0.05, atol=0.05, check_dtype=False)
    with pytest.raises(ValueError, match=r"^xs holds torch.bfloat16, expected torch.float32"):
        layer(xs.bfloat16())


def test_weights_come_from_the_given_generator():
    before = torch.get_rng_state()
    layer, twin, other = make("gru"), make("gru"), make("gru", seed=1)
    assert torch.equal(torch.get_rng_state(), before)
    for w, v, u in zip(layer.parameters(), twin.parameters(), other.parameters(), strict=True):
        assert torch.equal(w, v)
        assert not torch.equal(w, u)
        assert 0.2 < w.abs().max() <= 0.5  # uniform within 1 / sqrt(4)
        assert w.min() < 0 < w.max()


XS = torch.zeros(2, 1, 3, dtype=DOUBLE)


@each_row(
    ("call", "message"),
    [
        (lambda: TorchRecurrent(nn.Linear(2, 2)), r"module is a Linear, expected a torch\.nn\.RNN"),
        (lambda: TorchRecurrent(nn.LSTMCell(2, 2)), "module is a LSTMCell, expected"),
        (lambda: TorchRecurrent(nn.GRU(2, 2, batch_first=True)), "module is batch_first or has"),
        (lambda: TorchRecurrent(nn.LSTM(2, 3, proj_size=1)), "module is batch_first or has proj"),
        (lambda: make("elman"), "kind is 'elman', expected one of rnn, lstm, gru"),
        (lambda: make("rnn", layers=0), "layers is 0, expected a whole number of at least 1"),
        (lambda: make("rnn")(XS[0]), r"xs has shape \(1, 3\), expected \(T, B, D=3\)"),
        (lambda: make("rnn")(XS[..., :2]), r"xs has shape \(2, 1, 2\), expected \(T, B, D=3\)"),
        (lambda: make("rnn")(XS.long()), r"xs is torch\.int64, expected a tensor of floating"),
        (lambda: make("rnn")(XS.float()), r"xs holds torch\.float32, expected torch\.float64"),
        (lambda: make("rnn")(XS.numpy()), "xs is ndarray, expected a tensor of floating"),
        (lambda: make("rnn")(XS, None, [3]), r"lengths holds 3 at \[0\], expected from 1 to T = 2"),
        (lambda: make("rnn")(XS, None, [0]), r"lengths holds 0 at \[0\]"),
        (lambda: make("lstm")(XS, (XS,)), "state0 is not a tuple of h0, c0"),
        (lambda: make("gru")(XS, XS), "state0 is not a tuple of h0"),
        (lambda: make("gru")(XS, (XS,)), r"h0 has shape \(2, 1, 3\), expected \(layers=1, B=1, H"),
    ],
)
def test_a_wrong_argument_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("bidirectional", [False, True])
def test_every_lstm_starts_with_forget_bias_1(bidirectional):
    """In torch's layers it is the sum of two biases; blocks run i, f, g, o."""
    rng, H = np.random.default_rng(0), 4
    assert LSTMCell(3, H, rng).b.tolist() == [0] * H + [1] * H + [0] * 2 * H
    module = torch_recurrent("lstm", 3, H, rng, 2, bidirectional).module
    for name, bias in module.named_parameters():
        if name.startswith("bias_ih"):
            both = bias + getattr(module, name.replace("_ih", "_hh"))
            assert (both[H : 2 * H] == 1).all()
            assert not (both[:H] == 1).any()
