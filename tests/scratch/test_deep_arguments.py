"""What stacked layers and pyramids say when an argument does not fit."""

import numpy as np
import pytest

from helpers.scratch.cells import LSTM, RNN
from helpers.scratch.deep import (
    deep_forward,
    pyramid_forward,
    pyramid_reduce,
    pyramid_reduce_backward,
    stacked_backward,
    stacked_forward,
)
from tests.support.proofs import draw_params, draw_state
from tests.support.tables import each_row

RNG = np.random.default_rng(0)
# Two layers, the lower one in both directions, on T=4, B=2, D=3, H=5.
PS = [
    tuple(draw_params(RNG, LSTM.params, D=3, H=5) for _ in range(2)),
    draw_params(RNG, LSTM.params, D=10, H=6),
]
XS, DHS = RNG.normal(size=(4, 2, 3)), RNG.normal(size=(4, 2, 6))
STATES0 = [tuple(draw_state(RNG, LSTM, 2, 5) for _ in range(2)), draw_state(RNG, LSTM, 2, 6)]
DSTATES = STATES0
TAPE = stacked_forward(LSTM, PS, XS)[2]
EQUAL = [draw_params(RNG, RNN.params, D=3, H=3) for _ in range(2)]
EQUAL_XS, H0S = XS, [RNG.normal(size=(2, 3)) for _ in range(2)]


def run(cell=LSTM, ps=PS, xs=XS, states0=None, lengths=None, residual=False):
    return lambda: stacked_forward(cell, ps, xs, states0, lengths, residual)


def pull(ps=PS, tape=TAPE, dhs=DHS, dstates=None):
    return lambda: stacked_backward(LSTM, ps, tape, dhs, dstates)


@each_row(
    ("call", "message"),
    [
        (run(ps=PS[1]), "ps is a LSTMParams, expected a list of at least one layer"),
        (run(ps=[]), "ps is a list, expected a list of at least one layer"),
        (run(RNN), r"ps\[0\]\[0\] is a LSTMParams, expected RNNParams"),
        (run([LSTM]), "cell holds 1 cells, expected 2"),
        (run(None), "cell is a NoneType, expected a Cell or a list of them"),
        (run([LSTM, "gru"]), "cell is a list, expected a Cell or a list of them"),
        (run(residual=2), "residual is 2, expected a boolean, or a list of them"),
        (run(residual=[None, False]), r"residual is \[None, False\], expected a boolean"),
        (lambda: deep_forward(EQUAL, EQUAL_XS, None, False), "h0s is a NoneType, expected a list"),
        (run(ps=PS[::-1]), r"ps\[1\]\[0\] has D=3, expected 6, the width of what ps\[0\] shows"),
        (run(ps=[PS[0][0], PS[1]]), r"ps\[1\] has D=10, expected 5, the width"),
        (run(xs=XS[0]), r"xs has shape \(2, 3\), expected \(T, B, D=3\)"),
        (run(xs=XS.astype(int)), "xs is an array of int64"),
        (run(xs=XS.swapaxes(0, 1), states0=STATES0), r"states0\[0\]\[0\].h has .*\(B=4, H=5\)"),
        (run(xs=XS.swapaxes(0, 1), lengths=[4, 2]), r"lengths has shape \(2,\), .*B=4"),
        (run(lengths=[5, 2]), r"lengths holds 5 at \[0\]"),
        (run(states0=STATES0[:1]), "states0 has 1 entries, expected 2, one per layer"),
        (run(states0=STATES0[1][0]), "states0 is a ndarray, expected a list, one per layer"),
        (run(states0=[None, STATES0[1][0]]), r"states0\[1\] is a ndarray, expected a tuple"),
        (run(states0=[STATES0[0][0], None]), r"states0\[0\]\[0\] is a ndarray, expected a tuple"),
        (run(states0=[STATES0[0][:1], None]), r"states0\[0\] is not a pair of tuples"),
        (
            run(residual=True),
            "residual adds an input of width 3 to an output of width 10 in layer 0",
        ),
        (run(residual=[False]), "residual has 1 entries, expected 2"),
        (pull(tape=TAPE[:1]), "tape is not what the forward pass of these 2 layers returned"),
        (pull(tape=None), "tape is not what the forward pass"),
        (pull(dhs=DHS[:, :1]), r"dhs has shape \(4, 1, 6\), expected \(T=4, B=2, H=6\)"),
        (pull(dstates=DSTATES[:1]), "dstates has 1 entries, expected 2"),
        (pull(dstates=[None, DSTATES[1][:1]]), r"dstates\[1\] has 1 arrays"),
        (pull(ps=PS[::-1]), r"ps\[1\]\[0\] has D=3, expected 6"),
        (lambda: deep_forward(EQUAL, EQUAL_XS, H0S[:1], False), "h0s has 1 entries, expected 2"),
        (lambda: deep_forward(EQUAL, EQUAL_XS, [H0S[0], H0S[1][:1]], True), r"h0s\[1\] has shape"),
        (lambda: pyramid_forward(LSTM, PS, XS), "has D=10, expected 20, 2 times the width"),
        (lambda: pyramid_reduce(XS[0]), r"hs has shape \(2, 3\), expected \(T, B, H\)"),
        (lambda: pyramid_reduce(XS, [4, 0]), r"lengths holds 0 at \[1\]"),
        (lambda: pyramid_reduce_backward(XS, None, 4), r"dreduced has shape \(4, 2, 3\), .*T=2"),
        (lambda: pyramid_reduce_backward(DHS[:2], [5, 4], 4), r"lengths holds 5"),
        (lambda: pyramid_reduce_backward(DHS[:2], None, 0), "T is 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
