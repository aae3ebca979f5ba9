"""Language model, tagger and sentence encoders: what they may see, and that they learn."""

import math

import numpy as np
import pytest
import torch

from helpers.nn.batches import cycle_stream
from helpers.nn.cells import LSTMCell, RNNCell
from helpers.nn.layers import Bidirectional, Pyramid, Recurrent, Stacked
from helpers.nn.models import (
    DualEncoder,
    LanguageModel,
    SentenceEncoder,
    Tagger,
    in_batch_retrieval_loss,
    last_read,
    stream_loss,
)
from helpers.nn.torch_layers import torch_recurrent
from helpers.scratch.gradcheck import relative_errors
from tests.support.proofs import prove_a_sample_of_gradients

V, C, D, H = 6, 4, 3, 5
DOUBLE = torch.float64
RNG = np.random.default_rng(0)  # where the values do not matter
PAD = 5  # what stands on padding: an id like any other


def one_way(rng, D=D, H=H):
    return Recurrent(LSTMCell(D, H, rng, DOUBLE))


def two_way(rng, D=D, H=H):
    return Bidirectional(LSTMCell(D, H, rng, DOUBLE), RNNCell(D, H - 1, rng, DOUBLE))


def stacked(rng):
    return Stacked([two_way(rng), two_way(rng, 2 * H - 1, H)], residual=[False, True])


def torchs(rng):
    return torch_recurrent("gru", D, H, rng, layers=2, bidirectional=True, dtype=DOUBLE)


def torchs_one_way(rng):
    return torch_recurrent("lstm", D, H, rng, layers=2, dtype=DOUBLE)


LAYERS = [one_way, two_way, stacked, torchs, torchs_one_way]
ONE_WAY = [one_way, torchs_one_way]
HOWS = ["last", "mean", "max"]


def draw_batch(seed, T=6, B=3, V=V):
    """Draw ids, targets and lengths, the longest of them T."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, T + 1, size=B)
    lengths[rng.integers(B)] = T
    return rng.integers(V, size=(T, B)), rng.integers(C, size=(T, B)), lengths


def make_model(kind, layer, seed=0, **options):
    """Make a model in double precision; its readout as large as its states, to be felt."""
    rng = np.random.default_rng(seed)
    if kind == "tagger":
        return Tagger(V, C, layer(rng), rng, readout_sd=1.0)
    if kind == "lm":
        return LanguageModel(V, layer(rng), rng, readout_sd=1.0)
    if kind == "dual":
        return DualEncoder(*(SentenceEncoder(V, layer(rng), rng, **options) for _ in range(2)))
    return SentenceEncoder(V, layer(rng), rng, **options)


def loss_of(model, ids, targets, lengths):
    """Take a model's loss, whatever it is called; encoders have that of module 07."""
    if isinstance(model, LanguageModel):
        return model.loss(ids, targets, lengths=lengths)[0]
    if isinstance(model, Tagger):
        return model.loss(ids, targets, lengths)
    if isinstance(model, SentenceEncoder):
        q = model(ids, lengths)
        return in_batch_retrieval_loss(q, q.roll(1, 0))
    return model.loss(ids, targets, lengths, lengths)


def loss_and_gradients(model, *batch):
    model.zero_grad()
    value = loss_of(model, *batch)
    value.backward()
    return float(value.detach()), {n: p.grad.clone().numpy() for n, p in model.named_parameters()}


EVERY = [
    *(("lm", layer, {}) for layer in ONE_WAY),
    *(("tagger", layer, {}) for layer in LAYERS),
    *(("sentence", two_way, {"how": how}) for how in HOWS),
    ("sentence", torchs, {"how": "last"}),
    ("sentence", stacked, {"how": "last"}),
    *(("dual", layer, {}) for layer in (one_way, torchs)),
]


# Padding and batches


@pytest.mark.parametrize(("kind", "layer", "options"), EVERY)
def test_padding_changes_no_loss_and_no_gradient(kind, layer, options):
    model = make_model(kind, layer, **options)
    ids, targets, lengths = draw_batch(1)
    want = loss_and_gradients(model, ids, targets, lengths)
    for seed in (2, 3):  # other ids on the padding, and more of it
        rng = np.random.default_rng(seed)
        padding = np.arange(6 + seed)[:, None] >= lengths
        wide = [
            np.where(padding, rng.integers(C, size=padding.shape), np.pad(x, ((0, seed), (0, 0))))
            for x in (ids, targets)
        ]
        got = loss_and_gradients(model, *wide, lengths)
        assert got[0] == pytest.approx(want[0], rel=1e-12)
        errors = relative_errors(got[1], want[1])
        assert max(errors.values()) < 1e-10, errors


@pytest.mark.parametrize(("kind", "layer", "options"), EVERY)
def test_a_batch_equals_its_rows_one_by_one(kind, layer, options):
    model = make_model(kind, layer, **options)
    ids, targets, lengths = draw_batch(4)
    if kind == "dual":
        scores = model(ids, targets, lengths, lengths)
        for b, n in enumerate(lengths):
            for k, m in enumerate(lengths):
                alone = model(ids[:n, [b]], targets[:m, [k]])
                torch.testing.assert_close(scores[b, k], alone[0, 0], rtol=1e-10, atol=1e-12)
        return
    out = model(ids, lengths=lengths)
    out = out[0] if kind == "lm" else out
    for b, n in enumerate(lengths):
        alone = model(ids[:n, [b]])
        alone = alone[0] if kind == "lm" else alone
        got = out[b] if kind == "sentence" else out[:n, b]
        want = alone[0] if kind == "sentence" else alone[:, 0]
        torch.testing.assert_close(got, want, rtol=1e-10, atol=1e-12)


# What a model may see


@pytest.mark.parametrize("layer", ONE_WAY)
@pytest.mark.parametrize("t", [1, 3, 5])
def test_a_language_model_does_not_see_what_it_predicts(layer, t):
    model = make_model("lm", layer)
    ids = draw_batch(5)[0]
    changed = np.concatenate([ids[:t], (ids[t:] + 1) % V])
    logits, others = model(ids)[0], model(changed)[0]
    assert torch.equal(logits[:t], others[:t])
    assert (logits[t:] - others[t:]).abs().amax(dim=-1).min() > 1e-6


@pytest.mark.parametrize(
    ("layer", "ahead"),
    [(one_way, False), (torchs_one_way, False), (two_way, True), (stacked, True), (torchs, True)],
)
def test_a_tagger_sees_the_future_with_a_two_way_layer_only(layer, ahead):
    model = make_model("tagger", layer)
    ids = draw_batch(5)[0]
    changed = np.concatenate([ids[:-1], (ids[-1:] + 1) % V])
    moved = (model(ids) - model(changed)).abs().amax(dim=(1, 2))
    assert moved[-1] > 1e-6
    assert ((moved[:-1] > 1e-9).all() if ahead else (moved[:-1] == 0).all()).item()


def test_a_language_model_refuses_a_layer_that_reads_ahead():
    for layer in (two_way, stacked, torchs):
        with pytest.raises(ValueError, match="layer reads ahead: it would see the tokens"):
            make_model("lm", layer)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_left_reader_counts_at_the_last_step_and_the_right_one_at_the_first(layer):
    hs = torch.tensor(np.random.default_rng(0).normal(size=(4, 3, layer(RNG).width)))
    got = last_read(layer(RNG), hs, torch.tensor([4, 1, 3]))
    for b, n in enumerate([4, 1, 3]):
        assert got[b].tolist() == [*hs[n - 1, b, :H].tolist(), *hs[0, b, H:].tolist()]


@pytest.mark.parametrize("layer", LAYERS)
def test_the_last_state_is_that_of_each_reader_at_its_end(layer):
    """Changing the farthest token must be felt by both readers: each has read it."""
    rng = np.random.default_rng(0)
    model = SentenceEncoder(V, layer(rng), rng)
    ids, _, lengths = draw_batch(6)
    want = model(ids, lengths)
    for b, n in enumerate(lengths):
        for t in (0, n - 1):
            changed = ids.copy()
            changed[t, b] = (ids[t, b] + 1) % V
            moved = (model(changed, lengths) - want)[b].abs()
            assert (moved > 1e-9).all()


# Values


@pytest.mark.parametrize("seed", range(3))
def test_loss_starts_near_ln_v_with_a_tiny_readout(seed):
    rng = np.random.default_rng(seed)
    ids, tags = rng.integers(50, size=(9, 8)), rng.integers(C, size=(9, 8))
    model = LanguageModel(50, one_way(rng), rng)
    assert model.loss(ids, ids)[0].item() == pytest.approx(math.log(50), abs=0.02)
    model = Tagger(50, C, two_way(rng), rng)
    assert model.loss(ids, tags).item() == pytest.approx(math.log(C), abs=0.02)


def test_a_dual_encoder_may_share_its_encoder():
    rng = np.random.default_rng(0)
    encoder = SentenceEncoder(V, one_way(rng), rng)
    model = DualEncoder(encoder)
    assert len(list(model.parameters())) == len(list(encoder.parameters()))
    ids, _, lengths = draw_batch(0)
    scores = model(ids, ids, lengths, lengths)
    torch.testing.assert_close(scores, scores.T)
    vectors = encoder(ids, lengths)
    torch.testing.assert_close(scores, vectors @ vectors.T)


def test_a_pyramid_encodes_with_lengths_of_its_own():
    rng = np.random.default_rng(0)
    layer = Pyramid([one_way(rng), one_way(rng, 2 * H)])
    ids, _, lengths = draw_batch(7)
    for how in HOWS:
        model = SentenceEncoder(V, layer, np.random.default_rng(1), how)
        out = model(ids, lengths)
        for b, n in enumerate(lengths):
            alone = model(ids[:n, [b]])
            torch.testing.assert_close(out[b], alone[0], rtol=1e-10, atol=1e-12)


# Gradients


@pytest.mark.parametrize(("kind", "layer", "options"), EVERY)
def test_gradients_by_central_differences_on_a_sample(kind, layer, options):
    model = make_model(kind, layer, **options)
    batch = draw_batch(8)
    _, gradients = loss_and_gradients(model, *batch)
    prove_a_sample_of_gradients(model, lambda: float(loss_of(model, *batch).detach()), gradients, 9)


# Carried state


@pytest.mark.parametrize("layer", ONE_WAY)
def test_a_text_in_chunks_equals_the_text_as_a_whole(layer):
    model = make_model("lm", layer)
    ids = draw_batch(10)[0]
    whole, last = model(ids)
    first, state = model(ids[:2])
    second, after = model(ids[2:], state)
    torch.testing.assert_close(torch.cat([first, second]), whole)
    torch.testing.assert_close(after, last)


def test_the_stream_loss_forgets_where_the_stream_restarts():
    model = make_model("lm", one_way)
    batch = cycle_stream(np.arange(30) % V, B=2, T=5)
    _, state = stream_loss(model, batch(0), None)
    carried, _ = stream_loss(model, batch(1), state)
    fresh, _ = stream_loss(model, batch(1), None)
    assert carried.item() != fresh.item()
    assert not batch(1).starts
    restarted, _ = stream_loss(model, batch(3), state)
    assert restarted.item() == stream_loss(model, batch(0), None)[0].item()


# Random state and arguments


def test_weights_come_from_the_given_generator_alone():
    before = torch.get_rng_state()
    models = [make_model(kind, layer, seed=3, **options) for kind, layer, options in EVERY]
    torch.manual_seed(11)
    again = [make_model(kind, layer, seed=3, **options) for kind, layer, options in EVERY]
    torch.set_rng_state(before)
    for model, twin in zip(models, again, strict=True):
        for w, v in zip(model.parameters(), twin.parameters(), strict=True):
            assert torch.equal(w, v)
    torch.manual_seed(0)
    state = torch.get_rng_state()
    make_model("tagger", torchs)
    assert torch.equal(torch.get_rng_state(), state)


def test_the_precision_is_the_layers():
    rng = np.random.default_rng(0)
    for dtype in (torch.float32, DOUBLE):
        model = Tagger(V, C, Recurrent(LSTMCell(D, H, rng, dtype)), rng)
        assert {p.dtype for p in model.parameters()} == {dtype}
        assert model(np.zeros((2, 3), dtype=int)).dtype == dtype


def test_arguments_stay_as_they_were_and_may_be_tensors_or_arrays():
    model = make_model("tagger", two_way)
    batch = draw_batch(12)
    kept = [x.copy() for x in batch]
    value = model.loss(*batch)
    assert torch.equal(model.loss(*(torch.tensor(x) for x in batch)), value)
    assert torch.equal(model.loss(*(x.astype(np.int16) for x in batch)), value)
    assert all((x == y).all() for x, y in zip(batch, kept, strict=True))
