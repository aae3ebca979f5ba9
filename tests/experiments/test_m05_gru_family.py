"""What module 05 claims of its stored results, and the small parts of its experiments."""

import numpy as np
import pytest
import torch

from helpers.datasets.paired import T_975, paired_interval
from helpers.datasets.tasks import ADDING_BASELINE
from helpers.experiments import names_model, names_scratch, side_by_side, stored
from helpers.experiments.m05_gru_family import (
    greff_equal,
    greff_variants,
    names_biases,
    names_family,
    names_written,
)
from helpers.experiments.m05_gru_family.parts import (
    counter,
    leaks,
    name_scores,
    reach,
    seed_intervals,
    speeds,
)
from helpers.experiments.m05_gru_family.timed_spikes import spikes, train_spikes
from helpers.nn.cells import LSTMCell
from helpers.nn.layers import Recurrent
from helpers.nn.variants.greff import GreffCell
from helpers.plots.modules.m05_gru_family import kept_losses
from helpers.scratch import cells, gradient_flow
from helpers.scratch.init import init_cell
from helpers.scratch.variants import lstm, states


@pytest.fixture(scope="module")
def data():
    return names_model.corpus(0)


# ------------------------------------------------------------------ stored results


def test_who_is_ahead_on_names_depends_on_what_is_held_equal():
    runs = stored("names_compared").results
    free, cut = name_scores.scores_by_kind(runs), name_scores.scores_by_kind(runs, updates=300)
    pairs = (("GRU", "LSTM"), ("GRU", "RNN"))
    _, mean, low, high = name_scores.pair_intervals(free, pairs, paired_interval)["GRU - LSTM"]
    assert -0.05 < low < mean < high < 0.05  # too close for five seeds
    after_300 = name_scores.pair_intervals(cut, pairs, paired_interval)
    assert after_300["GRU - LSTM"][3] < 0  # the GRU is ahead per update
    assert after_300["GRU - RNN"][3] < -0.1
    times = {kind: name_scores.seconds_of(runs, kind, 300) for kind in ("GRU", "LSTM")}
    assert times["GRU"] > 1.2 * times["LSTM"]  # and slower: the stored times of one machine


def test_first_biases_do_not_explain_that_the_gru_is_ahead_per_update():
    results = stored("names_compared").results, stored("names_biases").results
    cut, free = name_scores.bias_scores(*results, updates=300), name_scores.bias_scores(*results)
    alike = (("GRU, z 1", "LSTM, f 1"), ("GRU, z 0", "LSTM, f 0"))
    for _, mean, low, high in name_scores.pair_intervals(cut, alike, paired_interval).values():
        assert low < mean < high < 0
    ends = {
        cells: row[2:]
        for cells, row in name_scores.pair_intervals(
            cut, (("LSTM, f 1", "LSTM, f 0"), ("GRU, z 1", "GRU, z 0")), paired_interval
        ).items()
    }
    assert ends["LSTM, f 1 - LSTM, f 0"][1] < 0
    assert ends["GRU, z 1 - GRU, z 0"][0] < 0 < ends["GRU, z 1 - GRU, z 0"][1]
    assert name_scores.pair_intervals(free, alike, paired_interval)["GRU, z 1 - LSTM, f 1"][2] > 0


def test_runs_with_the_other_bias_differ_in_nothing_else():
    usual, other = stored("names_compared"), stored("names_biases")
    same = ("rates", "weights", "D", "steps", "every")
    assert [usual.settings[key] for key in same] == [other.settings[key] for key in same]
    assert usual.seeds == other.seeds
    for kind in other.settings["keep_biases"]:
        assert usual.results[0][kind]["H"] == other.results[0][kind]["H"]
    scores = name_scores.bias_scores(usual.results, other.results, updates=300)
    free = name_scores.scores_by_kind(usual.results, updates=300)
    assert list(scores) == ["GRU, z 0", "GRU, z 1", "LSTM, f 0", "LSTM, f 1"]
    assert np.array_equal(scores["GRU, z 0"][0], free["GRU"][0])
    assert np.array_equal(scores["LSTM, f 1"][0], free["LSTM"][0])
    assert not np.array_equal(scores["GRU, z 1"][0], free["GRU"][0])


@pytest.mark.parametrize("kind", ["GRU", "LSTM"])
def test_a_large_keep_bias_makes_a_layer_keep_its_state(kind):
    layer = names_model.NameModel(kind, 8, 3, 5, np.random.default_rng(0)).layer
    names_biases.set_keep_bias(layer, 50.0)
    state = torch.full((1, 1, 5), 0.7)
    zeros = torch.zeros(1, 1, 3)
    with torch.no_grad():
        if kind == "GRU":
            kept = layer(zeros, state)[1]
        else:
            layer.bias_ih_l0[:5] = -50.0  # nothing is written
            kept = layer(zeros, (0 * state, state))[1][1]
    assert torch.allclose(kept, state)


def test_the_networks_that_were_compared_have_equally_many_weights(data):
    record = stored("names_compared")
    for kind in record.settings["kinds"]:
        H = record.results[0][kind]["H"]
        made = names_model.NameModel(
            kind, data.V, record.settings["D"], H, np.random.default_rng(0)
        )
        count = sum(weight.numel() for weight in made.parameters())
        assert count == names_model.weight_count(kind, data.V, record.settings["D"], H)
        assert count == pytest.approx(record.settings["weights"], rel=0.01)


def test_taking_the_input_gate_away_slows_the_adding_problem_most():
    record = stored("greff_variants")
    errors = {name: np.array(rows) for name, rows in record.results[0].items()}
    first = {
        name: np.median([np.argmax(run < 0.02) for run in rows.T]) for name, rows in errors.items()
    }
    assert max(first, key=first.get) == "NIG"
    assert min(first, key=first.get) == "CIFG"
    for rows in errors.values():
        assert (rows[-1] < ADDING_BASELINE / 5).all()


def test_on_names_the_forget_gate_and_peepholes_are_not_missed_and_the_output_tanh_is():
    losses = {
        variant: kept_losses(one["runs"])
        for variant, one in stored("greff_names").results[0].items()
    }
    beside = {
        variant: paired_interval(nats, losses["V"])
        for variant, nats in losses.items()
        if variant != "V"
    }
    for variant in ("NFG", "NP", "CIFG"):
        assert beside[variant][1] < 0 < beside[variant][2]
    for variant in ("NIG", "NOG", "NIAF", "NOAF", "FGR"):
        assert beside[variant][1] > 0


def test_the_widened_variants_use_as_many_weights_as_V_and_miss_the_input_gate():
    first, wider = (stored(name).results[0] for name in ("greff_names", "greff_equal"))
    wanted = greff_equal.weights_used("V", first["V"]["H"])
    losses = kept_losses(first["V"]["runs"])
    missed = {}
    for variant, one in wider.items():
        assert greff_equal.weights_used(variant, one["H"]) == pytest.approx(wanted, rel=0.01)
        mean, low, _ = paired_interval(kept_losses(one["runs"]), losses)
        missed[variant] = low > 0
    assert missed == {"NIG": True, "NFG": False, "NOG": False, "CIFG": False}


@pytest.mark.parametrize("variant", greff_variants.SETTINGS["variants"])
def test_weights_that_are_not_used_get_no_gradient(variant):
    D, H, V = 3, 4, 5
    cell = GreffCell(D, H, np.random.default_rng(0), variant=variant, dtype=torch.float64)
    p = type(cell.params())(*(weight.detach() + 0.3 for weight in cell.params()))
    for weight in p:
        weight.requires_grad_()
    xs = torch.from_numpy(np.random.default_rng(1).normal(size=(3, 2, D)))
    state = cell.zero_state(2)
    state = tuple(torch.zeros(2, part.shape[-1], dtype=torch.float64) for part in state)
    for x in xs:
        state = cell.step(p, x, *state)
    state[0].square().sum().backward()
    used = sum(int((w.grad != 0).sum()) for w in p if w.grad is not None)
    assert used + V * D + H * V + V == greff_equal.weights_used(variant, H, D, V)


def test_peepholes_do_not_help_networks_to_learn_to_keep_time():
    result = stored("timed_spikes").results[0]
    solved = {
        variant: sum(sum(one["solved"]) for one in result[variant].values()) for variant in result
    }
    assert 0 < solved["V"] < solved["NP"]


def test_names_that_were_written_are_new_and_mostly_of_their_language():
    for result in stored("names_written").results:
        assert result["copied"] < 0.05
        assert 0.5 < result["guessed"] < result["guessed_real"]
        assert all(len(names) == 40 for names in result["names"].values())


# ------------------------------------------------------------------ names


def test_a_corpus_is_a_function_of_its_seed_and_its_parts_share_no_name(data):
    again, other = names_model.corpus(0), names_model.corpus(1)
    assert all(np.array_equal(a, b) for a, b in zip(data.train, again.train, strict=True))
    parts = [{tuple(name) for name in part} for part in (data.train, data.valid, data.test)]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 2640
    assert {tuple(name) for name in other.test} != parts[2]
    assert names_model.spell(data.train[0][1:]).isalpha()
    assert names_model.spell([1, 2, 0, 3]) == "ab"


def test_counts_are_chosen_by_validation_and_beat_knowing_nothing(data):
    best = names_model.baseline(data, orders=range(1, 4))
    assert set(best) == {"together", "apart", "mean of both"}
    assert all(score < np.log(27) for score, _ in best.values())
    assert best["apart"][1] > 1


@pytest.mark.parametrize("kind", names_model.LAYERS)
def test_a_model_is_drawn_from_its_generator_and_learns(kind, data):
    before = torch.random.get_rng_state()
    models = [
        names_model.NameModel(kind, data.V, 4, 6, np.random.default_rng(s)) for s in (0, 0, 1)
    ]
    weights = [torch.cat([w.flatten() for w in model.parameters()]) for model in models]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
    assert torch.equal(torch.random.get_rng_state(), before)
    small = data._replace(valid=data.valid[:20], test=data.test[:20])
    rows = names_model.learn(models[0], small, 0, 0.02, 20, 10, B=16)
    assert [row[0] for row in rows] == [0, 10, 20]
    assert rows[0][1] == 0 < rows[1][1] < rows[2][1]
    assert rows[2][3] < rows[0][3]


def test_a_batch_scores_real_symbols_only(data):
    model = names_model.NameModel("GRU", data.V, 4, 6, np.random.default_rng(0))
    one, two = data.train[0], data.train[200]
    with torch.no_grad():
        both = float(names_model.nats(model, names_model.as_batch([one, two])))
        alone = [
            float(names_model.nats(model, names_model.as_batch([name]))) for name in (one, two)
        ]
    counts = [len(one) - 1, len(two) - 1]
    assert both == pytest.approx(np.average(alone, weights=counts), rel=1e-5)


def test_kept_is_the_row_with_the_best_validation_loss_within_the_budget():
    rows = [[0, 0.0, 3.0, 9.0], [50, 1.0, 2.0, 8.0], [100, 2.0, 1.0, 7.0], [150, 3.0, 1.5, 6.0]]
    assert names_model.kept(rows)[3] == 7.0
    assert names_model.kept(rows, updates=99)[3] == 8.0
    assert names_model.kept(rows, seconds=0.5)[3] == 9.0
    result = {kind: {"runs": [rows, rows]} for kind in speeds.LAYERS} | {"counts": 2.0}
    nats, updates = name_scores.kept_scores([result], "GRU", seconds=1.5)
    assert (nats[0], updates[0]) == (8.0, 50)
    assert name_scores.seconds_of([result], "RNN", 100) == 2.0


def test_the_numpy_model_has_the_gradient_of_its_loss(data):
    rng = np.random.default_rng(0)
    p, names = names_scratch.init_names(rng, data.V, 5), data.train[:200:50]
    p = p._replace(gru=p.gru._replace(b_h=rng.normal(size=15), b_x=rng.normal(size=15)))
    loss, dp = names_scratch.gradients(p, names, cells.gru_step, cells.gru_step_backward)
    assert loss == pytest.approx(names_scratch.mean_loss(p, names))
    for weight, gradient in ((p.W_y, dp.W_y), (p.b_y, dp.b_y), *zip(p.gru, dp.gru, strict=True)):
        direction = rng.normal(size=weight.shape)
        ends = []
        for side in (1e-5, -1e-5):
            weight += side * direction
            ends.append(names_scratch.mean_loss(p, names))
            weight -= side * direction
        slope = (ends[0] - ends[1]) / 2e-5
        assert slope == pytest.approx(np.sum(gradient * direction), rel=1e-5, abs=1e-9)


def test_training_and_writing_use_the_steps_that_are_given(data):
    calls = []

    def step(*args):
        calls.append("step")
        return cells.gru_step(*args)

    def step_backward(*args):
        calls.append("backward")
        return cells.gru_step_backward(*args)

    options = {"H": 4, "updates": 2, "B": 3}
    p, losses = names_scratch.train_names(
        data, 0, **options, step=step, step_backward=step_backward
    )
    again, _ = names_scratch.train_names(data, 0, **options)
    assert np.array_equal(p.W_y, again.W_y)
    assert len(losses) == 2
    assert calls.count("step") == calls.count("backward") > 0
    calls.clear()
    names_scratch.write(p, [27, 28], np.full((5, 2), 0.5), step)
    assert calls == ["step"] * 5


def test_a_language_is_guessed_from_counts(data):
    right = names_scratch.guess_languages(data, data.test) == [name[0] for name in data.test]
    assert 0.7 < np.mean(right) < 1
    found = names_written.judge(
        names_scratch.init_names(np.random.default_rng(0), data.V, 4), data, 0, 2, 0.7
    )
    assert found["copied"] == 0
    assert found["guessed"] < 0.5


# ------------------------------------------------------------------ networks side by side


@pytest.mark.parametrize("variant", ["V", "FGR"])
def test_networks_side_by_side_are_those_that_run_alone(variant):
    made = [GreffCell(3, 4, np.random.default_rng(k), variant=variant) for k in range(2)]
    xs = torch.randn(5, 2, 6, 3, generator=torch.Generator().manual_seed(0))
    hs = side_by_side.read(made[0], side_by_side.stack(made), xs)
    for k, cell in enumerate(made):
        alone, _ = Recurrent(cell)(xs[:, k])
        assert torch.allclose(hs[:, k], alone, atol=1e-6)


def test_each_network_is_clipped_by_its_own_norm():
    weights = [torch.zeros(2, 1, 3, requires_grad=True)]
    scale = torch.tensor([0.1, 100.0])
    optimizer = torch.optim.SGD(weights, 1.0)
    side_by_side.descend(optimizer, (weights[0].sum(dim=(1, 2)) * scale), weights)
    moved = weights[0].detach().norm(dim=(1, 2))
    assert moved[0] == pytest.approx(0.1 * 3**0.5, rel=1e-5)
    assert moved[1] == pytest.approx(1.0, rel=1e-5)


def test_side_by_side_experiments_are_deterministic_and_learn():
    small = {"networks": 2, "T": 6, "H": 4, "B": 8, "rate": 0.02, "steps": 30, "every": 30}
    first, again = (greff_variants.train_variant("CIFG", 0, **small) for _ in range(2))
    assert first == again
    assert np.shape(first) == (2, 2)
    settings = {"networks": 2, "weights": 3000, "D": 4, "B": 8, "steps": 10, "every": 10}
    result = names_family.train_kind(LSTMCell, 0, rates=[0.02], **settings)
    assert np.shape(result["runs"]) == (1, 2, 2, 2)
    assert (np.array(result["runs"])[0, 1] < np.array(result["runs"])[0, 0]).all()


def test_a_network_keeps_time_only_if_every_spike_is_in_its_place():
    assert spikes(3, 2).tolist() == [0, 0, 1, 0, 0, 1]
    options = {"networks": 2, "F": 2, "periods": 2, "tested": 3, "rate": 0.01, "steps": 2}
    found = train_spikes("NP", 2, 0, **options)
    assert found["solved"] == [False, False]
    assert len(found["losses"]) == 2


# ------------------------------------------------------------------ short experiments


def test_a_gated_leak_keeps_marked_values_and_no_fixed_one_does():
    values, marks, targets = leaks.marked_values(np.random.default_rng(0), 50, 100)
    assert np.array_equal(targets[marks > 0], values[marks > 0])
    assert np.array_equal(leaks.leak(values, 1 - marks), targets)
    errors = [np.mean((leaks.leak(values, keep) - targets) ** 2) for keep in (0, 0.5, 0.9, 0.99)]
    assert min(errors) > 0.8 * np.mean(targets**2)


def test_gradients_by_lag_agree_with_module_03s_for_an_elman_cell():
    rng = np.random.default_rng(0)
    p, xs = init_cell(rng, cells.RNN, 8, 6), rng.normal(size=(5, 4, 8))
    norms = gradient_flow.gradient_by_lag(p, xs, np.zeros((4, 6)), rng.normal(size=(4, 6)))
    found = reach.state_gradient_by_lag(cells.RNN, 0, H=6, T=5)
    assert np.allclose(found, np.exp(np.log(norms / norms[0]).mean(axis=1)))
    open_gru = reach.state_gradient_by_lag(cells.GRU, 0, keep_bias=20.0)
    assert open_gru[-1] == pytest.approx(1, rel=1e-3)  # z = 1: everything is kept
    assert reach.state_gradient_by_lag(cells.GRU, 0)[-1] < 1e-10


@pytest.mark.parametrize("N", [2, 10, 100])
def test_the_counter_fires_at_every_nth_step(N):
    _, hs = counter.run_counter(lstm.peephole_step, N, 5 * N)
    assert (np.flatnonzero(hs > 0.3) + 1).tolist() == [N, 2 * N, 3 * N, 4 * N, 5 * N]
    assert np.delete(hs, np.arange(N - 1, 5 * N, N)).max() < 1e-6


def test_t_holds_its_promise_for_five_and_the_bootstrap_does_not():
    draws = np.random.default_rng(0)
    held = seed_intervals.coverage(
        {
            "t": paired_interval,
            "bootstrap": lambda a, b: seed_intervals.bootstrap_interval(a - b, draws, 200),
            "unpaired": lambda a, b: seed_intervals.unpaired_interval(a, b, T_975),
        },
        n=5,
        rounds=600,
    )
    assert 0.92 < held["t"][0] < 0.98
    assert 0.78 < held["bootstrap"][0] < 0.89
    assert held["unpaired"][0] > 0.99
    assert held["unpaired"][1] > 3 * held["t"][1]


def test_a_bootstrap_interval_lies_within_the_data():
    mean, low, high = seed_intervals.bootstrap_interval(
        np.array([1.0, 2, 3, 4]), np.random.default_rng(0)
    )
    assert mean == 2.5
    assert 1 <= low < mean < high <= 4
    assert seed_intervals.unpaired_interval(np.array([1.0, 3]), np.array([0.0, 2]), T_975)[0] == 1.0


def test_fishers_exact_test():
    # Tables with the sums 4, 4 and 4, 4 (the lady who tasted tea): 1, 16, 36, 16, 1 ways of 70.
    assert seed_intervals.fisher_p(4, 0, 4) == pytest.approx(2 / 70)
    assert seed_intervals.fisher_p(3, 1, 4) == pytest.approx(34 / 70)
    assert seed_intervals.fisher_p(2, 2, 4) == 1
    assert seed_intervals.fisher_p(12, 6, 40) == seed_intervals.fisher_p(6, 12, 40)


def test_clockwork_products_are_counted():
    calls = []

    def step(p, x, h, periods, t):
        calls.append(t)
        return states.clockwork_step(p, x, h, periods, t)

    (elman, clocked), times = speeds.clockwork_costs(step, group=2, groups=2, D=3, B=1, rounds=1)
    assert calls == [0, 1]
    # t = 0: all four run, with 8 + 4 entries of W_h that may be read; t = 1: two run, with 8.
    assert elman == 4 * (3 + 4)
    assert clocked == ((4 * 3 + 12) + (2 * 3 + 8)) / 2
    assert set(times) == {"Elman", "clockwork, sliced", "clockwork_step"}
    assert min(times.values()) > 0


def test_speeds_are_measured_for_each_library_and_cell():
    threads = torch.get_num_threads()
    speed = speeds.measure_speed(D=2, H=3, T=2, B=2)
    assert torch.get_num_threads() == threads
    assert {kind for times in speed.values() for kind in times} == {"RNN", "GRU", "LSTM"}
    assert min(ms for times in speed.values() for ms in times.values()) > 0
