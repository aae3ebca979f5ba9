"""What the encoder-decoder says when an argument does not fit."""

import numpy as np
import pytest

from helpers.nn.cells import LSTMCell
from helpers.nn.encoder_decoder import EncoderDecoder
from helpers.nn.layers import Recurrent
from tests.support.tables import each_row

D, H = 3, 4


def rng_of():
    return np.random.default_rng(0)


def reader(C=H):
    return Recurrent(LSTMCell(D, C, rng_of()))


def make(kind, encoder=None, decoder=LSTMCell):
    return EncoderDecoder(7, 6, encoder or reader(), decoder, H, rng_of(), kind)


S, B2 = np.zeros((3, 2), dtype=int), np.array([3, 1])


@each_row(
    ("call", "message"),
    [
        (lambda m: m(S * 1.0, B2, S), "source is an array of float64, expected integer ids"),
        (lambda m: m(S + 7, B2, S), "source holds the id 7, expected ids from 0 to V - 1 = 6"),
        (lambda m: m(S[0], B2, S), r"source has shape \(2,\), expected \(T, B\)"),
        (lambda m: m(S, [4, 1], S), r"lengths holds 4 at \[0\], expected from 1 to T = 3"),
        (lambda m: m(S, [0, 1], S), r"lengths holds 0 at \[0\]"),
        (lambda m: m(S, B2, S + 6), "inputs holds the id 6, expected ids from 0 to V - 1 = 5"),
        (lambda m: m(S, B2, S[:, :1]), r"inputs has shape \(3, 1\), expected \(T, B=2\)"),
        (lambda m: m.loss(S, B2, S, S[:2]), r"targets has shape \(2, 2\), expected \(T=3, B=2\)"),
        (lambda m: m.loss(S, B2, S, S - 1), "targets holds the id -1"),
        (lambda m: m.loss(S, B2, S, S, [3, 5]), r"target_lengths holds 5 at \[1\], expected from"),
        (lambda m: m.generate(S, B2, 9, 1, 4), "start holds the id 9, expected ids from 0"),
        (lambda m: m.generate(S, B2, 0, -1, 4), "eos holds the id -1, expected ids from 0"),
        (lambda m: m.generate(S, B2, 0, 1.0, 4), "eos is an array of float64, expected integer"),
        (lambda m: m.generate(S, B2, 0, 1, 0), "max_len is 0, expected a whole number of at least"),
        (lambda m: make("luong"), "attention is 'luong', expected one of None, 'additive', 'dot'"),
        (
            lambda m: EncoderDecoder(5, 5, reader(), "lstm", H, rng_of()),
            "decoder is a str, expected what makes a cell, such as LSTMCell",
        ),
        (lambda m: make("dot", reader(5)), "H is 4, expected the encoder's"),
        (lambda m: make(None, LSTMCell(2, 2, rng_of())), "encoder is a LSTMCell, exp"),
        (
            lambda m: EncoderDecoder(0, 5, reader(), LSTMCell, H, rng_of()),
            "V_source is 0, expected a whole number",
        ),
        (
            lambda m: EncoderDecoder(5, 2.5, reader(), LSTMCell, H, rng_of()),
            "V_target is 2.5, expected a whole number",
        ),
    ],
)
def test_a_wrong_argument_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(make("additive"))
