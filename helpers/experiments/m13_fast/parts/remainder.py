"""Where FastLSTM's forward pass spends its time, beside nn.LSTM's.

Axes  T steps, B batch, D input, H hidden.
"""

import torch

from helpers.experiments.m13_fast.parts.rungs import draw, torch_lstm
from helpers.nn import fast_lstm
from helpers.nn.fast_lstm import FastLSTM


def forward_ways(size):
    """Return the parts of a forward pass and the whole, as functions of nothing.

    size (T, B, D, H), T B at most fast_lstm.ROWS: the inputs go through one product.
    Returns {"product", "loop", "FastLSTM", "nn.LSTM"}.
    """
    T, B, D, H = size
    run = draw(size)
    xs, fast, theirs = torch.tensor(run.xs), FastLSTM.from_scratch(run.p), torch_lstm(run.p)
    W_x, W_h, b = (weight.detach() for weight in fast.params())
    hs, cs, tanh_cs = torch.zeros(T + 1, B, H), torch.zeros(T + 1, B, H), torch.zeros(T, B, H)

    def product():
        return fast_lstm.product(xs.reshape(-1, D), W_x, b)

    gates = product().view(T, B, 4 * H)
    loop, _ = fast_lstm.loops_for(torch.float32)
    tape = fast_lstm.tape_of(slice(0, T), xs, hs, cs, gates, tanh_cs)

    def whole(net):
        with torch.no_grad():
            return net(xs)[0]

    return {
        "product": product,
        "loop": lambda: loop(tape, W_h.numpy()),
        "FastLSTM": lambda: whole(fast),
        "nn.LSTM": lambda: whole(theirs),
    }
