"""The experiments of module 04: gates stay where they are set, and the shipped weights score."""

import numpy as np
import pytest
import torch

from helpers.datasets import source_code
from helpers.experiments import source_reader, stored
from helpers.experiments.adding_scratch import adding_test, train_adding
from helpers.experiments.gated_networks import set_gates
from helpers.experiments.m04_lstm import adding_cells, counting, source_lstm, streams
from helpers.plots.modules import m04_lstm
from helpers.plots.modules.claims import OTHERWISE
from helpers.scratch.variants.lstm import ThreeBlockParams, lstm_1997_step
from tests.support import ROOT

TEXT = (ROOT / "solutions" / "04_lstm.py").read_text(encoding="utf-8")


def layer(**gates):
    rng = np.random.default_rng(0)
    lstm = torch.nn.LSTM(2, 4)
    with torch.no_grad():
        for weight in lstm.parameters():
            weight.copy_(torch.from_numpy(rng.normal(size=tuple(weight.shape))))
    return set_gates(lstm, **gates)


def test_gates_start_where_they_are_told():
    bias = layer(input_bias=-3.0, forget_bias=5.0).bias_ih_l0.detach().numpy()
    assert np.array_equal(bias, np.repeat([-3, 5, 0, 0], 4))
    assert not layer().bias_hh_l0.any()


def test_a_layer_without_forget_gate_is_the_cell_of_1997_and_stays_it():
    lstm = layer(forget=False, input_bias=-1.0)
    optimizer = torch.optim.Adam(lstm.parameters(), 0.1)
    xs = torch.from_numpy(np.random.default_rng(1).normal(size=(6, 3, 2)).astype(np.float32))
    for _ in range(3):
        optimizer.zero_grad()
        lstm(xs)[0].square().sum().backward()
        optimizer.step()
    keep = np.r_[0:4, 8:16]
    W_x, W_h, b, b_h = (weight.detach().numpy()[keep].T for weight in lstm.parameters())
    p = ThreeBlockParams(*(np.float64(weight) for weight in (W_x, W_h, b + b_h)))
    h = c = np.zeros((3, 4))
    for x in xs.double().numpy():
        h, c, _ = lstm_1997_step(p, x, h, c)
    assert np.allclose(lstm(xs)[1][1][0].detach().numpy(), c, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("gates", adding_cells.CELLS.values(), ids=adding_cells.CELLS)
def test_a_run_of_adding_is_a_function_of_its_seed(gates):
    small = {"T": 6, "H": 4, "B": 8, "rate": 0.01, "steps": 4, "every": 2, "stop": 0.0}
    first, again, other = (adding_cells.train_cell(gates, seed, **small) for seed in (0, 0, 1))
    assert first == again
    assert first["steps"] == [0, 2, 4]
    assert first["errors"] != other["errors"]
    assert adding_cells.train_cell(gates, 0, **{**small, "stop": 100.0})["steps"] == [0]


def test_a_stream_asks_for_the_value_marked_last():
    xs, targets = streams.draw_stream(np.random.default_rng(0), 200, 3)
    for b in range(3):
        wanted = 0.0
        for t in range(200):
            wanted = xs[t, b, 0] if xs[t, b, 1] else wanted
            assert targets[t, b] == wanted
    assert 0.05 < xs[..., 1].mean() < 0.15


def test_a_stream_is_measured_with_the_state_carried():
    model = streams.train_stream({}, seed=0, T=5, H=3, B=4, rate=0.01, steps=2)
    errors, sizes = streams.measure_stream(model, parts=5)
    again = streams.measure_stream(model, parts=10)[0]
    assert len(errors) == len(sizes) == 5
    assert np.allclose(np.reshape(again, (5, 2)).mean(axis=1), errors, rtol=1e-4)


def oracle(stop_at=10**6):
    """A model that closes a^n b^n right, up to n = stop_at."""

    def log_probs(ids):
        ids = ids[:, 0]
        a, b = (np.cumsum(ids == symbol) for symbol in (0, 1))
        found = np.zeros((len(ids), 1, 3))
        ends = (b > 0) & ((b >= a) | (a > stop_at))
        found[np.arange(len(ids)), 0, np.where(ends, 2, np.where(b > 0, 1, 0))] = 1
        return found

    return log_probs


def test_closing_is_judged_from_the_first_b_on():
    assert counting.closed(oracle(), most=5) == [1, 2, 3, 4, 5]
    assert counting.closed(oracle(stop_at=3), most=6) == [1, 2, 3]
    assert counting.longest_closed([1, 2, 3, 5]) == 3
    assert counting.longest_closed([2, 3]) == 0


def test_counters_have_about_as_many_weights_and_show_their_cells():
    models = {
        kind: counting.train_counter(kind, 0, longest=3, D=8, B=4, steps=2, lr=0.01)
        for kind in counting.WIDTHS
    }
    weights = [sum(w.numel() for w in model.layer.parameters()) for model in models.values()]
    assert max(weights) < 1.06 * min(weights)
    cells = counting.cells_while_reading(models["lstm"], 4)
    assert cells.shape == (9, 16)
    ids = np.array([[2, 0, 0, 0, 0, 1, 1, 1, 1]]).T
    with torch.no_grad():
        assert np.allclose(models["lstm"](ids)[1][1].numpy().ravel(), cells[-1], atol=1e-6)


def test_a_reader_is_the_same_in_torch_and_as_arrays():
    ids = np.random.default_rng(0).integers(len(source_code.CODE_VOCAB), size=400)
    settings = {"D": 5, "H": 6, "B": 4, "T": 7, "rate": 0.01}
    model = source_reader.Reader(5, 6, np.random.default_rng(3))
    weights = source_reader.train_reader(ids, 3, steps=0, **settings)
    texts = ids[:60].reshape(20, 3)
    with torch.no_grad():
        logits, (h, c) = model(torch.from_numpy(texts))
    hs, cs = source_reader.read(weights, texts)
    assert np.allclose(hs @ weights.W_y + weights.b_y, logits.numpy(), atol=1e-5)
    assert np.allclose(cs[-1], c[0].numpy(), atol=1e-5)
    nats = source_reader.held_out_nats(weights, texts)
    wanted = torch.nn.functional.cross_entropy(
        logits[:-1].flatten(0, 1), torch.from_numpy(texts[1:]).flatten()
    )
    assert nats == pytest.approx(float(wanted), rel=1e-5)
    trained = source_reader.train_reader(ids, 3, steps=30, **settings)
    assert source_reader.held_out_nats(trained, texts) < nats


def test_stored_weights_are_small_and_come_back_as_they_were(tmp_path):
    path = tmp_path / "weights.npz"
    with pytest.raises(FileNotFoundError, match="run: course experiments source_lstm"):
        source_reader.load_reader(path)
    weights = source_reader.load_reader()
    source_reader.save_reader(weights, path)
    for ours, theirs in zip(source_reader.load_reader(path), weights, strict=True):
        assert np.array_equal(ours, theirs)
    assert source_reader.WEIGHTS.stat().st_size < 2_000_000


def test_the_shipped_weights_score_as_stored():
    """Another Python has another library: the files, and so the numbers, differ a little."""
    result = stored("source_lstm").results[0]
    training, held_out = source_code.split_code()
    weights = source_reader.load_reader()
    _, ids, _ = source_code.code_windows(held_out, source_lstm.WINDOWS, source_lstm.LENGTH)
    assert source_reader.held_out_nats(weights, ids) == pytest.approx(result["nats"], abs=0.15)
    found = source_lstm.measure_units(weights, training, held_out)
    for name in ("inside '...'", "indentation", "bracket depth"):
        assert found[name]["unit"] == result["signals"][name]["unit"]
        assert abs(found[name]["r"]) == pytest.approx(abs(result["signals"][name]["r"]), abs=0.1)
        others = np.delete(np.abs(found[name]["all"]), found[name]["unit"])
        assert abs(found[name]["r"]) > others.max()


def test_each_kind_of_bracket_is_counted_exactly_and_round_ones_move_the_cell(capsys):
    """As the notebook counts them: where the depth changes, the character is a bracket."""
    new, ids, signals = source_lstm.cells_of(
        source_reader.load_reader(), source_code.split_code()[1]
    )
    depth = signals["bracket depth"]
    counted, counts = np.diff(depth, axis=0, prepend=depth[:1]) != 0, {}
    for kind, pair in {"round": "()", "square": "[]", "curly": "{}"}.items():
        counts[kind] = source_code.depth_of(ids, *pair, counted)
        counts[kind] -= counts[kind].min(axis=0)
    assert np.mean(sum(counts.values()) == depth) > 0.999
    unit = stored("source_lstm").results[0]["signals"]["bracket depth"]["unit"]
    assert m04_lstm.print_kinds(new[..., unit], counts, depth) == "b"


def test_what_a_unit_scores_is_taken_from_files_it_was_not_chosen_on():
    rng = np.random.default_rng(0)
    signal = rng.normal(size=(50, 16))
    cells = rng.normal(size=(50, 16, 4))
    cells[..., 2] -= 3 * signal
    found = source_lstm.on_held_out(2, cells, signal)
    assert found["r"] < -0.9
    assert len(found["groups"]) == source_lstm.GROUPS
    assert found["all"][2] == found["r"]
    assert max(np.abs(np.delete(found["all"], 2))) < 0.2


def test_the_text_quotes_the_stored_results():
    old = [one["1997"]["cells"][-1] for one in stored("streams").results]
    assert f"between {min(old):.0f} and {max(old):.0f}" in TEXT
    lengths = [counting.longest_closed(one["lstm"]["right"]) for one in stored("counting").results]
    assert f"to {min(lengths)} at least and {max(lengths)} at most" in TEXT
    found = stored("source_lstm").results[0]["signals"]
    far = [abs(found[name]["r"]) for name in ("indentation", "bracket depth")]
    assert f"far out, {far[0]:.2f} and {far[1]:.2f}" in TEXT
    least = min(np.abs(found[name]["groups"]).min() for name in ("indentation", "bracket depth"))
    assert f"no group of files is below {np.floor(100 * least) / 100:.2f}" in TEXT
    double = found['inside "..."']
    others = np.abs(np.delete(double["all"], double["unit"])).max()
    assert f"has {abs(double['r']):.2f}, and another has {others:.2f}" in TEXT
    groups = np.abs(found["inside a string"]["groups"])
    whole = abs(found["inside a string"]["r"])
    assert f"{whole:.2f}, and anything from {min(groups):.2f} to {max(groups):.2f}" in TEXT


def test_the_tanh_network_learns_to_add_at_neither_rate():
    slow, fast = stored("adding_100"), stored("adding_rate")
    assert fast.settings["rate"] == slow.settings["rates"]["LSTM"]
    assert fast.seeds == slow.seeds
    errors = [min(one["errors"]) for one in fast.results]
    errors += [min(one["tanh"]["errors"]) for one in slow.results]
    assert min(errors) > m04_lstm.SOLVED


def test_each_claims_verdict_follows_from_the_stored_results():
    streams_, counting_, reader = map(stored, ("streams", "counting", "source_lstm"))
    groups = m04_lstm.adding_groups(stored("adding_cells"), stored("adding_100"))
    rows = [m04_lstm._claim_of_streams(streams_), *m04_lstm._claims_of_adding(groups)]
    rows.append(m04_lstm._claim_of_counting(counting_, counting.longest_closed))
    rows.append(m04_lstm._claim_of_cells(reader))
    assert [row for row in rows if OTHERWISE in row] == []
    for one in reader.results:
        one["signals"]["indentation"]["r"] = 0.1
    assert OTHERWISE in m04_lstm._claim_of_cells(reader)


def test_each_kind_of_quotation_mark_has_a_cell_of_its_own_in_every_training():
    for one in stored("source_lstm").results:
        cells = [one["signals"][name]["unit"] for name in source_code.SIGNALS[:3]]
        assert cells[0] == cells[1] != cells[2]


def test_adding_with_ones_own_gradients_is_a_function_of_the_seed():
    def gradients(params, xs, targets):
        p, W_y, b_y = params
        return np.mean(targets**2), (p, W_y, b_y)

    small = {"T": 5, "H": 3, "B": 4, "rate": 0.01, "updates": 4, "every": 2}
    (first, errors), (again, _) = (train_adding(gradients, 5.0, **small) for _ in range(2))
    assert list(errors) == [0, 2, 4]
    assert np.mean(adding_test(5)[1] ** 2) == errors[0]
    for ours, theirs in zip(first[0], again[0], strict=True):
        assert np.array_equal(ours, theirs)
    assert first[0].W_x.shape == (2, 12)
    assert first[0].b[3:6] == pytest.approx(5.0, abs=0.06)
