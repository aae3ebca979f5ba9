"""What module 13 claims of its stored results, and the small parts of its experiments."""

import sys

import numpy as np
import pytest
import torch

from helpers.datasets.ngrams import interpolated_nll
from helpers.datasets.text import char_vocab, pydoc_topics, split_topics
from helpers.experiments import stored
from helpers.experiments.m13_fast import ladder as ladder_experiment
from helpers.experiments.m13_fast.parts import (
    counting,
    diagonals,
    layers,
    live,
    parity,
    pixels,
    reading,
    remainder,
    rungs,
    symbols,
    training,
    writing,
)
from helpers.experiments.m13_fast.selective_copying import _draw
from helpers.plots.modules.m13 import learned
from helpers.scratch.modules import m13_machine, m13_scans, m13_state_spaces

TINY = (5, 3, 4, 6)

# ------------------------------------------------------------------ stored results


def test_a_clamp_carries_parity_over_a_thousand_bits_and_tanh_and_sigmoid_do_not():
    record = stored("parity_eigenvalues")
    far = {kind: learned.right_at(record, kind, 2) for kind in record.settings["kinds"]}
    assert far["clamp"].min() > 0.99
    assert far["LSTM"].min() > 0.99
    assert max(far["tanh"].max(), far["sigmoid"].max()) < 0.6
    assert learned.right_at(record, "tanh", 0).min() > 0.99
    lowest = [run["tanh"]["eigenvalues"][0] for run in record.results]
    assert min(lowest) > -0.99


def test_fixed_eigenvalues_copy_at_fixed_places_alone():
    record = stored("selective_copying")
    assert learned.last(record, "LRU", "fixed").min() > 0.95
    gated = learned.last(record, "minGRU", "random")
    assert learned.last(record, "LRU", "random").max() < gated.min()


@pytest.mark.parametrize(
    "name",
    ["selective_copying", "copy_equal_seconds", "digits_by_pixel", "characters_equal_seconds"],
)
def test_what_is_compared_has_about_as_many_weights(name):
    found = stored(name).results[0]
    for runs in found.values() if "LSTM" not in found else [found]:
        weights = [run["weights"] for run in runs.values()]
        assert max(weights) < 1.1 * min(weights)


def test_the_ladder_has_every_rung():
    record = stored("ladder")
    for block in record.results:
        for n in map(str, record.settings["threads"]):
            assert [*block[n]["large"]] == [*block[n]["small"]] == list(rungs.RUNGS)


# ------------------------------------------------------------------ the ladder


def test_all_rungs_take_the_same_step():
    run = rungs.draw(TINY)
    found = {name: step() for name, step in rungs.steps(run).items()}
    W_x, W_h, b = (grad.numpy() for grad in found["four gates in one"])
    close = {"rtol": 1e-3, "atol": 1e-4}
    for name in ("inputs hoisted, gx[t]", "inputs hoisted", rungs.BY_HAND, rungs.COMPILED):
        for got, want in zip(found[name], (W_x, W_h, b), strict=True):
            np.testing.assert_allclose(np.asarray(got), want, err_msg=name, **close)
    eight = [np.concatenate(found["eight products"][4 * k : 4 * k + 4], axis=-1) for k in range(3)]
    both = found["[x, h] in one"][0].numpy()
    theirs = [g.numpy().T for g in found[rungs.TORCH][:3]]
    for got in (eight, (both[:4], both[4:], found["[x, h] in one"][1].numpy()), theirs):
        for mine, want in zip(got, (W_x, W_h, b), strict=True):
            np.testing.assert_allclose(mine, want, **close)


def test_layers_on_diagonals_have_the_gradients_of_layer_by_layer():
    layers_, diagonals_ = (work() for work in diagonals.layers_and_diagonals(3, 4, 2, 5).values())
    torch.testing.assert_close(layers_, diagonals_, rtol=1e-4, atol=1e-5)


def test_the_parts_make_the_whole():
    ways = remainder.forward_ways(TINY)
    torch.testing.assert_close(ways["FastLSTM"](), ways["nn.LSTM"]())
    assert ways["product"]().shape == (15, 24)
    ways["loop"]()


def test_the_fastest_of_some_runs_is_not_the_first():
    ticks = iter([0, 100, 100, 102, 102, 105])  # seconds: the first run takes 100
    found = rungs.fastest({"work": lambda: None}, 2, clock=lambda: next(ticks))
    assert found == {"work": 2000}


def test_threads_are_set_and_set_back():
    before = torch.get_num_threads()
    with rungs.threads(2):
        assert torch.get_num_threads() == 2
    assert torch.get_num_threads() == before


def test_two_layers_are_compared_on_the_same_work(monkeypatch):
    monkeypatch.setattr(
        ladder_experiment, "fastest", lambda ways, *_: {k: w() and 1.0 for k, w in ways.items()}
    )
    monkeypatch.setattr(ladder_experiment, "rounded", lambda found: found)
    assert set(ladder_experiment.against(TINY)) == {"with inputs", "weights", "forward"}


# ------------------------------------------------------------------ what is trained


def test_training_stops_after_its_updates_and_its_rate_falls():
    w = torch.nn.Parameter(torch.tensor([2.0]))
    rows = training.fit(
        [w], lambda step: (w**2).sum(), lambda: w.abs().item(), rate=0.05, tests=4, updates=200
    )
    assert [row[0] for row in rows] == [50, 100, 150, 200]
    assert rows[-1][2] < rows[0][2]
    short = training.fit(
        [w], lambda step: (w**2).sum(), lambda: 0, rate=0.05, tests=1, seconds=0.01
    )
    assert short[-1][1] >= 0.01


@pytest.mark.parametrize("kind", ["LSTM", "minGRU", "LRU", "selective", "LSTM in a block"])
def test_every_reader_shows_logits_at_every_step_and_of_the_mean(kind):
    sizes = {"H": 4} if kind == "LSTM" else {"H": 4, "width": 6}
    xs = torch.zeros(5, 2, 3)
    assert layers.make_reader(kind, 3, 7, 0, **sizes)(xs).shape == (5, 2, 7)
    assert layers.make_reader(kind, 3, 7, 0, mean=True, **sizes)(xs).shape == (2, 7)


def test_parity_by_hand_is_a_clamped_network():
    net = parity.make_net("clamp", 0, H=1)
    (a, b), layer = m13_state_spaces.linear_parity(), net.layer
    with torch.no_grad():
        layer.W_a[:], layer.b_a[:] = a[1] - a[0], a[0]
        layer.W_x[:], layer.b[:] = b[1] - b[0], b[0]
        net.W_in = None if net.W_in is None else net.W_in.fill_(1.0)
        net.W_y[:], net.b_y[:] = 1.0, -0.5
    assert parity.right(net, np.random.default_rng(0), 500, 20) == 1
    assert parity.eigenvalues(net) == [-1, 1]


def test_symbols_and_pixels_are_learned_for_some_updates():
    found = symbols.learn(
        "LSTM", 0, lambda rng, B: _draw(rng, B, 6, 2, 3, True), 2,
        K=3, sizes={"H": 6}, rate=0.01, seconds=0.05, B=8, tests=1,
    )  # fmt: skip
    assert 0 <= found["rows"][-1][2] <= 1
    found = pixels.learn("LSTM", 0, 1, sizes={"H": 4}, rate=0.01, B=8, tests=1, updates=1)
    assert 0 <= found["rows"][-1][2] <= 1


# ------------------------------------------------------------------ what the notebook runs


def test_a_scan_reads_what_torch_reads(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stderr", sys.stdout)
    model, ids = reading.train(D=4, H=6, B=2, T=8, updates=2)
    hs, nats, _ = reading.read(m13_scans.hillis_steele, model, ids[:50])
    assert reading.gap(model, ids[:49], hs) < 1e-5
    assert nats == pytest.approx(reading.nats_of(model, ids[:50]), rel=1e-5)
    assert "2 updates" in capsys.readouterr().out

    # At a low temperature the small states of a network that is hardly trained count, too.
    us, scan = np.random.default_rng(0).uniform(size=60), m13_scans.hillis_steele
    written = writing.write_on(scan, model, "for ", us, tau=0.002)
    assert len(set(written)) > 1
    assert writing.write_on(scan, model, "for " + written[:5], us[5:], tau=0.002) == written[5:]


def test_counts_are_scored_on_the_pieces_that_networks_are_tested_on():
    train_text, test_text = split_topics(pydoc_topics(), seed=0)
    vocab = char_vocab(train_text)
    ids, held_out = vocab.encode(train_text), vocab.encode(test_text)
    whole = interpolated_nll(ids, held_out, len(vocab), 5)
    assert writing.five_grams(0, width=1, steps=len(held_out) - 1) == pytest.approx(whole)
    assert writing.five_grams(0, width=2, steps=40) == pytest.approx(
        np.mean([
            interpolated_nll(ids, held_out[at : at + 41], len(vocab), 5)
            for at in (0, (len(held_out) - 1) // 2)
        ])
    )  # fmt: skip


def test_loop_scan_and_convolution_are_one():
    u, lam, B, C, ys = live.lru_on_digits(N=6)
    states = m13_scans.hillis_steele(lam + np.zeros((64, 300, 1)), u * B)[1]
    np.testing.assert_allclose((states @ C.T).real, ys, atol=1e-12)
    k = m13_state_spaces.ssm_kernel(lam, B, C, 64)
    by_fft = m13_state_spaces.fft_causal_convolution(u, k)
    np.testing.assert_allclose(by_fft, ys, atol=1e-12)


def test_digits_are_lost_near_the_circle_and_in_logarithms():
    scan, convolve = m13_scans.hillis_steele, m13_state_spaces.fft_causal_convolution
    found = live.conditioning(scan, m13_state_spaces.ssm_kernel, convolve, (0.9, 0.999), 1024, 8)
    for errors in found.values():
        assert errors[0.9] < errors[0.999] < 1e-2
    logs = live.log_space_errors(m13_scans.log_space_scan, scan, (64, 2048), H=8)
    assert logs["in logarithms"][2048] > 30 * logs["without"][2048]


def test_every_way_to_take_the_steps_is_timed():
    found = live.seconds_by_T(
        m13_scans.hillis_steele, m13_state_spaces.fft_causal_convolution, (4, 8), 2, 3, rounds=1
    )
    assert all([*ms] == [4, 8] for ms in found.values())
    ms = live.channels_ms(
        m13_state_spaces.ssm_kernel, m13_state_spaces.fft_causal_convolution, 2, 3, 2, 16
    )
    assert len(ms) == 3
    assert min(live.forward_ms(m13_machine.hoisted_lstm_forward, TINY, 1).values()) >= 0


def test_naive_gates_overflow_and_stabilised_ones_do_not():
    step = m13_state_spaces.mlstm_step
    assert live.exponential_gates(step, 3, T=50) == (None, True)
    first, finite = live.exponential_gates(step, 300, T=50)
    assert first is not None
    assert finite


def test_a_naive_step_is_the_stabilised_one_where_neither_overflows():
    rng = np.random.default_rng(0)
    q, k, v = rng.normal(size=(3, 2, 4))
    log_f, log_i = -rng.uniform(size=2), rng.normal(size=2)
    S, n = rng.normal(size=(2, 4, 4)), rng.normal(size=(2, 4))
    _, y = live.naive_step(S, n, q, k, v, log_f, log_i)
    want = m13_state_spaces.mlstm_step(S, n, np.zeros(2), q, k, v, log_f, log_i)[0]
    np.testing.assert_allclose(y, want, rtol=1e-9)


def test_a_matrix_memory_has_two_forms():
    step = m13_state_spaces.mlstm_step
    single, double = (live.memory_forms(step, (32,), dtype=t)[32] for t in (np.float32, float))
    assert double < 1e-12 < single < 1e-3


def test_a_step_size_by_the_input_keeps_what_was_marked():
    found = live.selective_states(m13_state_spaces.selective_step)
    marked = found["value"][8]
    assert found["by the input"][-1] == pytest.approx(marked, rel=0.15)
    assert abs(found["by the input"][7]) < 0.05


def test_live_trainings_return_shares(monkeypatch):
    monkeypatch.setitem(counting.parity_eigenvalues.SETTINGS, "updates", 2)
    found = counting.by_length("tanh", lengths=(5,))
    assert 0 <= found[5] <= 1
    assert counting.learn_digits("LRU", updates=1)[-1][0] == 1
