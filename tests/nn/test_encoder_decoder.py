"""Encoder and decoder: against the papers' equations written as loops, and what each may see."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.nn.cells import LSTMCell, RNNCell
from helpers.nn.encoder_decoder import EncoderDecoder
from helpers.nn.layers import Bidirectional, Pyramid, Recurrent
from helpers.scratch.gradcheck import relative_errors
from tests.support.proofs import prove_a_sample_of_gradients

KINDS = [None, "additive", "dot", "general"]
V_S, V_T, D, H = 7, 6, 3, 4
DOUBLE = torch.float64
START, EOS = 0, 1


def two_way(rng, C=H):
    return Bidirectional(RNNCell(D, C // 2, rng, DOUBLE), RNNCell(D, C - C // 2, rng, DOUBLE))


def make(kind, seed=0, decoder=LSTMCell, encoder=two_way, **options):
    rng = np.random.default_rng(seed)
    return EncoderDecoder(V_S, V_T, encoder(rng), decoder, H, rng, kind, readout_sd=1.0, **options)


def draw_batch(seed, S=5, T=4, B=3):
    rng = np.random.default_rng(seed)
    lengths, target_lengths = rng.integers(1, S + 1, B), rng.integers(1, T + 1, B)
    lengths[rng.integers(B)], target_lengths[rng.integers(B)] = S, T
    source = rng.integers(V_S, size=(S, B))
    inputs, targets = rng.integers(V_T, size=(2, T, B))
    return source, lengths, inputs, targets, target_lengths


def loss_and_gradients(model, *batch):
    model.zero_grad()
    value = model.loss(*batch)
    value.backward()
    return float(value.detach()), {n: p.grad.clone().numpy() for n, p in model.named_parameters()}


# Values


def softmax(scores):
    exps = [math.exp(score - max(scores)) for score in scores]
    return [e / sum(exps) for e in exps]


def written_out(model, kind, source, n, inputs):
    """Follow the papers for one row, one number or vector at a time: logits, weights."""
    w = {name: p.detach().numpy() for name, p in model.named_parameters()}

    def elman(prefix, xs, h):
        hs = []
        for x in xs:
            h = np.tanh(x @ w[f"{prefix}.W_x"] + h @ w[f"{prefix}.W_h"] + w[f"{prefix}.b"])
            hs.append(h)
        return hs

    xs = [w["source.embedding.E"][i] for i in source[:n]]
    left = elman("source.layer.from_left.cell", xs, np.zeros(H // 2))
    right = elman("source.layer.from_right.cell", xs[::-1], np.zeros(H - H // 2))[::-1]
    keys = [np.concatenate(pair) for pair in zip(left, right, strict=True)]
    last = np.concatenate([left[-1], right[0]])
    s = np.tanh(last @ w["W_0.0"] + w["b_0.0"])

    def score(query, key):
        if kind == "additive":
            a = query @ w["attention.W_q"] + key @ w["attention.W_k"]
            return float(np.tanh(a) @ w["attention.v"])
        return float(query @ key if kind == "dot" else query @ w["attention.W"] @ key)

    def look_up(query):
        alphas = softmax([score(query, key) for key in keys])
        return sum(a * key for a, key in zip(alphas, keys, strict=True)), alphas

    logits, weights = [], []
    for i in inputs:
        y, alphas = w["target.E"][i], None
        if kind == "additive":  # alignment by s_{i-1}; c_i enters the step
            context, alphas = look_up(s)
            y = np.concatenate([y, context])
        s = shown = elman("cell", [y], s)[0]
        if kind in ("dot", "general"):  # alignment by s_i; c_i joins after the step
            context, alphas = look_up(s)
            shown = np.tanh(np.concatenate([context, s]) @ w["W_c"])
        logits.append(shown @ w["readout.W_y"] + w["readout.b_y"])
        weights.append(alphas)
    return np.array(logits), weights


@settings(max_examples=8, deadline=None, derandomize=True)
@given(S=st.integers(1, 5), T=st.integers(1, 4), B=st.integers(1, 3), seed=st.integers(0, 99))
@pytest.mark.parametrize("kind", KINDS)
def test_it_agrees_with_the_equations_written_out(kind, S, T, B, seed):
    model = make(kind, seed, RNNCell)
    with torch.no_grad():  # no bias left at 0
        for name, p in model.named_parameters():
            if name.endswith(("b", "b_y", "b_0.0")):
                p.copy_(torch.tensor(np.random.default_rng(seed).normal(size=tuple(p.shape))))
    source, lengths, inputs, _, _ = draw_batch(seed, S, T, B)
    with torch.no_grad():
        logits, weights = model(source, lengths, inputs)
    for b, n in enumerate(lengths):
        want, alphas = written_out(model, kind, source[:, b], n, inputs[:, b])
        np.testing.assert_allclose(logits[:, b], want, rtol=1e-10, atol=1e-12)
        if kind:
            np.testing.assert_allclose(weights[:, :n, b], np.array(alphas), rtol=1e-10)


def test_the_loss_is_the_mean_over_real_target_tokens():
    model = make("general")
    source, lengths, inputs, targets, target_lengths = batch = draw_batch(1)
    logits = model(source, lengths, inputs)[0].detach()
    nll = [
        -float(logits[t, b].log_softmax(-1)[targets[t, b]])
        for b, n in enumerate(target_lengths)
        for t in range(n)
    ]
    assert model.loss(*batch).item() == pytest.approx(np.mean(nll))
    rng = np.random.default_rng(0)
    flat = EncoderDecoder(V_S, 40, two_way(rng), LSTMCell, H, rng, "additive")
    assert flat.loss(source, lengths, inputs, targets).item() == pytest.approx(
        math.log(40), abs=0.02
    )


# What it may see


@pytest.mark.parametrize("kind", KINDS[1:])
def test_weights_sum_to_1_over_the_source_and_are_0_on_padding(kind):
    source, lengths, inputs, _, _ = draw_batch(2)
    weights = make(kind)(source, lengths, inputs)[1].detach()
    assert weights.shape == (4, 5, 3)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(4, 3, dtype=DOUBLE))
    padding = torch.arange(5)[:, None] >= torch.tensor(lengths)
    assert (weights[:, padding] == 0).all()
    assert (weights[:, ~padding] > 0).all()


@pytest.mark.parametrize("kind", KINDS)
def test_padding_changes_no_loss_and_no_gradient(kind):
    model = make(kind)
    source, lengths, inputs, targets, target_lengths = batch = draw_batch(3)
    want, gradients = loss_and_gradients(model, *batch)
    rng = np.random.default_rng(4)

    def widen(ids, lengths, V, more):
        wide = np.pad(ids, ((0, more), (0, 0)))
        padding = np.arange(len(wide))[:, None] >= lengths
        return np.where(padding, rng.integers(V, size=wide.shape), wide)

    got, others = loss_and_gradients(
        model,
        widen(source, lengths, V_S, 3),
        lengths,
        widen(inputs, target_lengths, V_T, 2),
        widen(targets, target_lengths, V_T, 2),
        target_lengths,
    )
    assert got == pytest.approx(want, rel=1e-12)
    assert max(relative_errors(others, gradients).values()) < 1e-10


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_equals_its_rows_one_by_one(kind):
    model = make(kind)
    source, lengths, inputs, _, _ = draw_batch(5)
    logits, weights = model(source, lengths, inputs)
    for b, n in enumerate(lengths):
        alone, alphas = model(source[:n, [b]], None, inputs[:, [b]])
        torch.testing.assert_close(logits[:, [b]], alone)
        if kind:
            torch.testing.assert_close(weights[:, :n, [b]], alphas)


@pytest.mark.parametrize("kind", KINDS)
def test_it_does_not_see_the_tokens_that_it_predicts(kind):
    model = make(kind)
    source, lengths, inputs, _, _ = draw_batch(6)
    changed = inputs.copy()
    changed[2:] = (inputs[2:] + 1) % V_T
    logits, others = (model(source, lengths, ids)[0] for ids in (inputs, changed))
    assert torch.equal(logits[:2], others[:2])
    assert (logits[2:] - others[2:]).abs().amax(dim=-1).min() > 1e-6


@pytest.mark.parametrize("decoder", [LSTMCell, RNNCell])
@pytest.mark.parametrize("kind", KINDS)
def test_gradients_by_central_differences_on_a_sample(kind, decoder):
    model, batch = make(kind, decoder=decoder), draw_batch(7)
    _, gradients = loss_and_gradients(model, *batch)
    prove_a_sample_of_gradients(model, lambda: model.loss(*batch).item(), gradients, 8)


# Only attention differs


def test_all_kinds_start_from_the_same_encoder_and_only_attention_differs():
    models = {kind: dict(make(kind).named_parameters()) for kind in KINDS}
    shared = [name for name in models[None] if name.startswith(("source", "target", "W_0", "b_0"))]
    assert len(shared) == 12
    for kind in KINDS:
        for name in shared:
            assert torch.equal(models[kind][name], models[None][name])
    for kind in ("dot", "general"):  # these do not touch the decoder's step
        assert set(models[None]) < set(models[kind])
        for name in models[None]:
            assert torch.equal(models[kind][name], models[None][name])
    assert models["additive"]["cell.W_x"].shape == (D + H, 4 * H)


def test_without_attention_only_the_last_state_tells_of_the_source():
    for kind in KINDS:
        model = make(kind)
        source, lengths, inputs, _, _ = draw_batch(9)
        memory, state = model.encode(source, lengths)
        ids = torch.tensor(inputs[0])
        logits = model.step(ids, state, memory)[0]
        other = model.step(ids, state, memory._replace(hs=memory.hs + 1.0))[0]
        assert torch.equal(logits, other) == (kind is None)


# Generation


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_generation_agrees_with_argmax_under_forward(kind, seed):
    model = make(kind, seed)
    source, lengths, _, _, _ = draw_batch(seed, B=6)
    graphs = []
    hook = model.readout.register_forward_hook(lambda *args: graphs.append(args[2].requires_grad))
    ids, counts = model.generate(source, lengths, START, EOS, max_len=7)
    hook.remove()
    assert set(graphs) == {False}  # writing keeps no graph
    inputs = torch.cat([torch.full((1, 6), START), ids[:-1]])
    want = model(source, lengths, inputs)[0].argmax(dim=-1)
    for b, n in enumerate(counts):
        row = ids[:, b].tolist()
        assert row[:n] == want[:n, b].tolist()
        assert row[n:] == [EOS] * (len(row) - n)
        assert EOS not in row[: n - 1]
        assert row[n - 1] == EOS or n == 7
    assert len(ids) == counts.max()


def test_generation_stops_row_by_row_at_eos_and_at_the_length():
    model, (source, lengths, *_) = make("dot"), draw_batch(0, B=6)
    free, _ = model.generate(source, lengths, START, EOS, max_len=9)
    stops = {int(i) for i in free.unique()}
    lengths_seen = set()
    for eos in range(V_T):
        ids, counts = model.generate(source, lengths, START, eos, max_len=9)
        lengths_seen |= set(counts.tolist())
        assert len(ids) == counts.max() <= 9
        assert (counts == 9).all() or eos in stops
    assert {1, 9} <= lengths_seen
    assert len(lengths_seen) > 2
    assert model.generate(source, lengths, START, EOS, max_len=1)[0].shape == (1, 6)


# Random state, precision, other encoders


@pytest.mark.parametrize("kind", KINDS)
def test_weights_come_from_the_given_generator_and_have_the_encoders_precision(kind):
    before = torch.get_rng_state()
    model, twin = make(kind), make(kind)
    assert torch.equal(torch.get_rng_state(), before)
    for w, v in zip(model.parameters(), twin.parameters(), strict=True):
        assert torch.equal(w, v)
        assert w.dtype == DOUBLE
    rng = np.random.default_rng(0)
    single = EncoderDecoder(V_S, V_T, Recurrent(RNNCell(D, H, rng)), LSTMCell, H, rng, kind)
    assert {p.dtype for p in single.parameters()} == {torch.float32}


def test_the_encoder_may_be_a_pyramid():
    rng = np.random.default_rng(0)
    layers = [Recurrent(RNNCell(D, 3, rng, DOUBLE)), Recurrent(RNNCell(6, H, rng, DOUBLE))]
    model = make("dot", encoder=lambda rng: Pyramid(layers))
    source, lengths, inputs, _, _ = draw_batch(1)
    logits, weights = model(source, lengths, inputs)
    assert weights.shape == (4, 3, 3)
    for b, n in enumerate(lengths):
        alone, _ = model(source[:n, [b]], None, inputs[:, [b]])
        torch.testing.assert_close(logits[:, [b]], alone)
