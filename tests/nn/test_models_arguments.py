"""What the models say when an argument does not fit."""

import numpy as np
import pytest
import torch

from helpers.nn.cells import LSTMCell
from helpers.nn.layers import Bidirectional, Pyramid, Recurrent
from helpers.nn.models import (
    DualEncoder,
    LanguageModel,
    SentenceEncoder,
    Tagger,
    in_batch_retrieval_loss,
    pool,
)
from helpers.nn.tokens import sequence_loss
from tests.support.tables import each_row

V, C, D, H = 6, 4, 3, 5


def layer_and_rng():
    rng = np.random.default_rng(0)
    return Recurrent(LSTMCell(D, H, rng)), rng


def two_way():
    rng = np.random.default_rng(0)
    return Bidirectional(LSTMCell(D, H, rng), LSTMCell(D, 4, rng))


def models():
    layer, rng = layer_and_rng()
    sentence = SentenceEncoder(V, layer, rng)
    return {
        "lm": LanguageModel(V, layer, rng),
        "tagger": Tagger(V, C, layer, rng),
        "sentence": sentence,
        "dual": DualEncoder(sentence, SentenceEncoder(V, layer, rng)),
        "wide": SentenceEncoder(V, two_way(), rng),
    }


IDS = np.zeros((3, 2), dtype=int)
Q2 = torch.ones(2, 3)


@each_row(
    ("call", "message"),
    [
        (lambda m: m["lm"](IDS * 1.0), "ids is an array of float64, expected integer ids"),
        (lambda m: m["lm"](torch.zeros(3, 2)), "ids is an array of float32, expected integer"),
        (lambda m: m["lm"](IDS + 6), "ids holds the id 6, expected ids from 0 to V - 1 = 5"),
        (lambda m: m["lm"](IDS - 1), "ids holds the id -1, expected ids from 0"),
        (lambda m: m["lm"](IDS[0]), r"ids has shape \(2,\), expected \(T, B\)"),
        (lambda m: m["lm"](IDS[:0]), r"ids has shape \(0, 2\), expected \(T, B\) with at least"),
        (lambda m: m["lm"](IDS, lengths=[0, 3]), r"lengths holds 0 at \[0\], expected from 1 to"),
        (lambda m: m["lm"](IDS, lengths=[3, 4]), r"lengths holds 4 at \[1\], expected from 1 to"),
        (lambda m: m["lm"](IDS, lengths=[3]), r"lengths has shape \(1,\), expected \(B=2,\)"),
        (lambda m: m["lm"](IDS, (torch.ones(2, 1),)), "state0 has the shapes"),
        (lambda m: m["lm"].loss(IDS, IDS.T), r"targets has shape \(2, 3\), expected \(T=3, B=2\)"),
        (lambda m: m["lm"].loss(IDS, IDS + 9), "targets holds the id 9, expected ids from 0"),
        (lambda m: m["tagger"](IDS, [9, 9]), "lengths holds 9"),
        (lambda m: m["tagger"].loss(IDS, IDS + 4), "tags holds the id 4, .* V - 1 = 3"),
        (lambda m: m["tagger"].loss(IDS, IDS[:2]), r"tags has shape \(2, 2\), expected \(T=3"),
        (lambda m: m["sentence"](IDS, [1.0, 2.0]), "lengths is an array of float64"),
        (lambda m: m["sentence"](IDS + 7), "ids holds the id 7"),
        (lambda m: m["dual"](IDS, IDS + 7), "documents holds the id 7"),
        (lambda m: m["dual"](IDS - 2, IDS), "queries holds the id -2"),
        (lambda m: m["dual"](IDS, IDS, [4, 1]), r"query_lengths holds 4 at \[0\]"),
        (lambda m: m["dual"](IDS, IDS, None, [4, 1]), r"document_lengths holds 4 at \[0\]"),
        (lambda m: m["dual"].loss(IDS, IDS[:, :1]), r"q and d are \(2, 5\) and \(1, 5\), expected"),
        (lambda m: m["dual"].loss(IDS[:, :1], IDS[:, :1]), "q holds 1 query, expected at least 2"),
        (lambda m: pool(torch.ones(2, 2), [1, 1], "max"), r"hs is not a tensor \(T, B, H\)"),
        (
            lambda m: pool(torch.ones(2, 2, 1).long(), [1, 1], "max"),
            r"hs is not a tensor \(T, B, H\)",
        ),
        (lambda m: pool(torch.ones(2, 2, 1), [1, 3], "max"), "lengths holds 3"),
        (lambda m: pool(torch.ones(2, 2, 1), [1, 1], "sum"), "how is 'sum', expected one of last"),
        (lambda m: SentenceEncoder(V, *layer_and_rng(), "first"), "how is 'first', expected one"),
        (
            lambda m: LanguageModel(V, LSTMCell(D, H, rng_of()), rng_of()),
            "layer is a LSTMCell, exp",
        ),
        (lambda m: LanguageModel(V, two_way(), rng_of()), "layer reads ahead"),
        (lambda m: Tagger(V, C, Pyramid([layer_and_rng()[0]]), rng_of()), "layer is a Pyramid"),
        (lambda m: Tagger(0, C, *layer_and_rng()), "V is 0, expected a whole number"),
        (lambda m: Tagger(V, 1.5, *layer_and_rng()), "V is 1.5, expected a whole number"),
        (lambda m: LanguageModel(V, *layer_and_rng(), -1.0), "readout_sd is -1.0, expected"),
        (lambda m: LanguageModel(V, *layer_and_rng(), None), "readout_sd is None, expected"),
        (lambda m: LanguageModel(V, layer_and_rng()[0], 0), "rng is a int, expected a numpy"),
        (lambda m: DualEncoder(None), "query is a NoneType, expected a SentenceEncoder"),
        (lambda m: DualEncoder(m["sentence"], "me"), "document is a str, expected a SentenceEnc"),
        (lambda m: in_batch_retrieval_loss(Q2, Q2.double()), "q and d hold torch.float32 and tor"),
        (lambda m: in_batch_retrieval_loss(Q2.long(), Q2.long()), "q and d hold torch.int64 and"),
        (lambda m: sequence_loss(torch.ones(3, 2, 4), IDS, IDS + 2), "mask holds other values"),
        (lambda m: DualEncoder(m["lm"]), "query is a LanguageModel, expected a SentenceEncoder"),
        (lambda m: DualEncoder(m["sentence"], m["lm"]), "document is a LanguageModel, expected a"),
        (
            lambda m: DualEncoder(m["sentence"], m["wide"]),
            "document returns vectors of 9",
        ),
        (lambda m: sequence_loss(np.ones((3, 2, 4)), IDS), "logits is a ndarray, expected a tens"),
        (lambda m: sequence_loss(torch.ones(3, 2, 4), IDS, IDS), "mask is 0 everywhere"),
        (lambda m: sequence_loss(torch.ones(3, 2, 4), IDS, IDS[:1]), r"mask has shape \(1, 2\)"),
        (lambda m: sequence_loss(torch.ones(3, 2, 4), IDS, None, "max"), "reduction is 'max'"),
    ],
)
def test_a_wrong_argument_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call(models())


def rng_of():
    return np.random.default_rng(0)
