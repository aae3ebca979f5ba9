"""Wrong kinds where weights, a precision, a state or a module is wanted: each is named."""

from pathlib import Path

import numpy as np
import pytest
import torch

from helpers.nn.attention import MultiHeadAttention
from helpers.nn.cells import GRUCell, LSTMCell, ReLURNNCell, RNNCell
from helpers.nn.checkpoint import Run, describe_run
from helpers.nn.encoder_decoder import EncoderDecoder
from helpers.nn.fast_lstm import FastLSTM
from helpers.nn.layers import Recurrent, Stacked
from helpers.nn.models import LanguageModel, SentenceEncoder
from helpers.nn.tokens import Embedding, Readout
from helpers.nn.torch_layers import torch_recurrent
from helpers.nn.train import train
from helpers.nn.variants.clockwork import ClockworkCell
from helpers.nn.variants.diagonal import LRUCell
from helpers.nn.variants.greff import GreffCell
from helpers.nn.variants.gru import GRUResetBeforeCell
from helpers.nn.variants.skips import DelayCell
from helpers.nn.variants.unitary import UnitaryCell
from tests.support.tables import each_row

D, H, V = 4, 4, 5


def rng():
    return np.random.default_rng(0)


@each_row(
    "make",
    [
        lambda dtype: LSTMCell(D, H, rng(), dtype),
        lambda dtype: UnitaryCell(D, H, rng(), dtype),
        lambda dtype: MultiHeadAttention(D, 2, rng(), dtype),
        lambda dtype: Embedding(V, D, rng(), dtype),
        lambda dtype: Readout(H, V, rng(), dtype=dtype),
        lambda dtype: torch_recurrent("gru", D, H, rng(), dtype=dtype),
    ],
)
def test_a_precision_is_a_type_of_torchs(make):
    for dtype in (None, float, np.float32, "float32", torch.int64):
        with pytest.raises(ValueError, match=r"dtype is .*, expected a real type such as torch"):
            make(dtype)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: None, "p is a NoneType, expected LSTMParams"),
        (lambda p: GRUCell(D, H, rng()).to_scratch(), "p is a GRUParams, expected LSTMParams"),
        (lambda p: p._replace(b=p.b[:1]), r"p.b has shape \(1,\)"),  # which copying would repeat
        (lambda p: p._replace(W_x=p.W_x[:3]), r"p.W_x has shape \(3, 16\), expected \(4, 16\)"),
        (lambda p: p._replace(W_h=p.W_h * np.nan), r"p.W_h holds nan at \[0, 0\]"),
        (lambda p: p._replace(W_h=p.W_h.astype(int)), "p.W_h is an array of int64"),
    ],
)
def test_weights_that_do_not_fit_are_named_and_not_loaded(change, message):
    cell = LSTMCell(D, H, rng())
    before = cell.to_scratch()
    with pytest.raises(ValueError, match=message):
        cell.load(change(LSTMCell(D, H, np.random.default_rng(1)).to_scratch()))
    for weight, kept in zip(cell.to_scratch(), before, strict=True):
        np.testing.assert_array_equal(weight, kept)


def train_for_nothing(**settings):
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return train(model, lambda step: 0, lambda model, batch: 0, optimizer, 0, **settings)


@each_row(
    ("call", "message"),
    [
        (lambda: RNNCell(D, H, rng()).zero_state(2.0), "B is 2.0, expected a whole number"),
        (
            lambda: FastLSTM(D, H, rng())(torch.zeros(2, 3, D), 7),
            "state0 is not a tuple of",
        ),
        (lambda: GreffCell(D, H, rng(), variant=["V"]), r"variant is \['V'\], expected one of"),
        (lambda: torch_recurrent(["gru"], D, H, rng()), r"kind is \['gru'\], expected one of"),
        (lambda: MultiHeadAttention.from_torch(None), "module is a NoneType, expected a torch"),
        (lambda: train_for_nothing(path=3), "path is a int, expected a path, or None"),
    ],
)
def test_other_kinds_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("attention", [None, "additive", "dot", "general"])
def test_arguments_of_one_decoder_step_are_checked(attention):
    model = EncoderDecoder(V, V, Recurrent(LSTMCell(D, H, rng())), LSTMCell, H, rng(), attention)
    memory, state = model.encode(np.zeros((3, 2), int))
    ids = torch.tensor([0, 4])
    logits, _, _ = model.step(ids.numpy(), state, memory)
    assert torch.equal(logits, model.step(ids, state, memory)[0])
    bad = [
        ((ids + 1, state, memory), "ids holds the id 5"),
        ((ids[:1], state, memory), r"ids has shape \(1,\), expected \(B=2,\)"),
        ((ids * 1.0, state, memory), "ids is an array of float32"),
        ((ids, None, memory), "state is not a tuple of tensors"),
        ((ids, state, None), "memory is a NoneType, expected encode's Memory"),
    ]
    for arguments, message in bad:
        with pytest.raises(ValueError, match=message):
            model.step(*arguments)


def layer(cell, **options):
    return Recurrent(cell(D, H, rng(), **options))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (layer(RNNCell), layer(ReLURNNCell)),
        (layer(GRUCell), layer(GRUResetBeforeCell)),
        (layer(DelayCell, d=2), layer(DelayCell, d=3)),
        (layer(GreffCell, variant="V"), layer(GreffCell, variant="NIG")),
        (layer(ClockworkCell, periods=[1, 1, 2, 2]), layer(ClockworkCell, periods=[1, 1, 4, 4])),
        (Stacked([layer(RNNCell)]), Stacked([layer(RNNCell)], residual=True)),
    ],
)
def test_a_checkpoint_of_a_model_with_weights_alike_is_refused(tmp_path: Path, first, second):
    ids, path = np.zeros((3, 2), int), tmp_path / "run.pt"

    def go(layer, steps, resume):
        model = LanguageModel(V, layer, rng())
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        loss = lambda model, ids: model.loss(ids[:-1], ids[1:])[0]  # noqa: E731
        settings = {"path": path, "resume": resume, "bar": False}
        return train(model, lambda step: ids, loss, optimizer, steps, **settings)

    go(first, 1, resume=False)
    assert len(go(first, 2, resume=True).losses) == 2
    with pytest.raises(ValueError, match="belongs to another run: module layer"):
        go(second, 3, resume=True)


def test_where_a_module_keeps_a_function_does_not_matter():
    def describe():
        class Own(torch.nn.Linear):
            function = staticmethod(lambda x: x)
            extra_repr = lambda self: f"function={self.function}"  # noqa: E731

        model = Own(2, 2)
        kept.append(model)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        return describe_run(Run(model, optimizer, (), None, None, False, None, 0))

    kept = []
    assert describe() == describe()
    assert kept[0].extra_repr() != kept[1].extra_repr()


def test_modules_print_what_their_weights_do_not_tell():
    assert repr(MultiHeadAttention(D, 2, rng())) == "MultiHeadAttention(D=4, K=2)"
    assert "how='mean'" in repr(SentenceEncoder(V, layer(RNNCell), rng(), "mean"))
    assert repr(DelayCell(D, H, rng(), d=2)) == "DelayCell(delay_2, D=4, H=4)"
    cell = UnitaryCell(D, 3, rng(), permutation=[2, 0, 1])
    assert repr(cell) == "UnitaryCell(unitary, D=4, H=3, permutation=[2, 0, 1])"


@pytest.mark.parametrize("cell", [UnitaryCell, LRUCell])
def test_complex_states_need_a_readout_of_their_own(cell):
    model = LanguageModel(V, layer(cell), rng())
    with pytest.raises(ValueError, match=r"hs holds torch.complex64, expected torch.float32"):
        model(np.zeros((3, 2), int))
