"""What module 12 claims of its stored results, and the small parts of its experiments."""

import numpy as np
import pytest
import torch

from helpers.experiments import stored
from helpers.experiments.m12_latent import pen_strokes
from helpers.experiments.m12_latent.parts import digits, drawing, kept, live, sequences, tasks
from helpers.plots.modules.m12.drawn import between, stays
from helpers.plots.modules.m12.latents import excesses, rates
from helpers.scratch.modules import m12_floors, m12_gaussians, m12_recurrent

MIXTURE = m12_gaussians.mixture_nll, m12_gaussians.mixture_nll_backward
TINY = {"H": 4, "Z": 2, "F": 4, "steps": 2, "rate": 0.01}


# ------------------------------------------------------------------ stored results


def test_on_two_futures_a_mixture_is_at_the_floor_and_latents_are_not():
    runs = stored("two_futures").results
    assert excesses(runs, "Gaussian").min() > 1.5
    assert excesses(runs, "mixture of 2").max() < 0.05
    for kind in ("VRNN", "STORN"):
        assert excesses(runs, kind).min() > 0.3
        assert excesses(runs, kind).max() < 0.6
    for run in runs:
        assert min(run["VRNN"]["kl"]) < 0.05 < max(run["VRNN"]["kl"])
    assert max(sum(run["heavy KL first"]["kl"]) < 0.05 for run in runs)


def test_on_six_chains_a_plain_bound_collapses_and_is_mended():
    runs = stored("six_chains").results
    assert rates(runs, "VRNN").max() < 0.2
    for kind in ("annealed", "free bits"):
        assert min(min(run[kind]["kl"]) for run in runs) > 0.3
        assert excesses(runs, kind).max() < excesses(runs, "mixture of 10").min()
        assert excesses(runs, "mixture of 64").max() < excesses(runs, kind, "100").min()


def test_a_collapse_is_right_where_the_output_holds_the_predictive():
    runs = stored("linear_gaussian").results
    one, two = ([run[which] for run in runs] for which in ("one number", "two numbers"))
    for kind in ("Gaussian", "VRNN", "STORN"):
        assert excesses(one, kind).max() < 0.05
    assert rates(one, "VRNN").max() < 0.1
    assert excesses(two, "VRNN").max() < excesses(two, "mixture of 4").min()
    assert excesses(two, "mixture of 4").max() < excesses(two, "Gaussian").min()


def test_the_mixture_draws_strokes_best_and_no_model_is_below_a_floor():
    runs = stored("pen_strokes").results
    mixture, one, vrnn = (excesses(runs, k) for k in ("mixture of 10", "Gaussian", "VRNN"))
    assert (mixture < one).all()
    assert (mixture < vrnn).all()
    for name in ("two_futures", "six_chains"):
        found = [model["excess"] for run in stored(name).results for model in run.values()]
        assert min(min(scores.values()) for scores in found) > -0.01


def test_filters_of_three_by_three_are_little_better_than_independent_pixels():
    for run in stored("digit_writes").results:
        assert run["DRAW"]["bound"] + 3 < run["DRAW, 3 x 3"]["bound"] < run["pixels"] + 1
        assert abs(run["DRAW"]["bound"] - run["VAE"]["bound"]) < 1.5


def test_futures_of_one_gaussian_lie_between_and_those_of_a_mixture_do_not():
    found = stored("drawn_futures").results[0]
    futures = {name: np.array(xs) for name, xs in found["futures"].items()}
    apart = {name: between(xs) for name, xs in futures.items()}
    assert apart["the lamp"] == 0
    assert apart["mixture of 2"] < 0.02 < apart["VRNN"] < 0.15 < 0.3 < apart["one Gaussian"]
    assert 0.75 < stays(found["past"], futures["mixture of 2"]) < 0.87
    np.testing.assert_allclose(found["past"], live.two_futures_task().tests[:12, 0, 0], atol=0.01)


# ------------------------------------------------------------------ data and floors


def test_a_rows_floor_adds_the_chains_before_they_were_rotated():
    task, W = tasks.chains(6, 2, 0.2), tasks.draw_rotation(np.random.default_rng(99), 2)
    assert task.draw(np.random.default_rng(0), 3).shape == (6, 3, 2)
    P, means = np.array([[0.8, 0.2], [0.2, 0.8]]), np.array([[-1.0], [1.0]])
    chains = np.split(task.tests @ W.T, 2, axis=2)
    each = [m12_floors.forward_nll(one, np.full(2, 0.5), P, means, 0.2) for one in chains]
    np.testing.assert_allclose(sum(each).mean(axis=0), task.floors)


def test_a_linear_tasks_floor_is_the_kalman_filters():
    sizes = {"C": [[1.0, 0.0]], "Q": 0.05, "R": 0.25}
    task = tasks.linear(5, **sizes)
    matrices, tests = live.linear_tests(T=5, **sizes)
    found = m12_floors.kalman_nll(tests, *matrices).mean(axis=0)
    np.testing.assert_allclose(found, task.floors)


# ------------------------------------------------------------------ models and objectives


@pytest.mark.parametrize("model", ["GRU", "VRNN", "STORN"])
def test_a_model_learns_and_is_scored(model):
    task = tasks.chains(4, 1, 0.1)
    found = sequences.learn({"model": model, **TINY}, task, 0, B=3, tests=1, samples=(10,))[1]
    assert found["rows"][-1][0] == 2
    assert found["excess"]["1"] == pytest.approx(found["rows"][-1][2], abs=1e-3)
    assert len(found["kl"]) == (0 if model == "GRU" else 2)


def test_the_weight_of_the_kl_and_the_price_of_a_number():
    rng = np.random.default_rng(0)
    plans = {
        name: sequences.Plan("VRNN", 4, 10, 0.01, Z=2, F=4, **options)
        for name, options in {
            "plain": {}, "annealed": {"anneal": 0.4}, "free": {"free": 3.0},
            "heavy": {"heavy": 4.0, "heavy_until": 0.3},
        }.items()
    }  # fmt: skip
    model, xs = sequences.make(plans["plain"], 1, rng), rng.normal(size=(5, 3, 1))

    def loss(name, share):
        draws = np.random.default_rng(1)
        return sequences.objective(plans[name], model, xs, draws, share).item()

    nll, plain = loss("annealed", 0.0), loss("plain", 0.5)
    kl = plain - nll
    assert kl > 0
    assert loss("annealed", 0.2) == pytest.approx(nll + 0.5 * kl, rel=1e-5)
    assert loss("annealed", 0.5) == loss("heavy", 0.3) == plain
    assert loss("heavy", 0.2) == pytest.approx(nll + 4 * kl, rel=1e-5)
    assert loss("free", 0.5) == pytest.approx(nll + 6, rel=1e-5)


def test_more_samples_tighten_the_bound_of_the_weights_that_are_kept():
    model, task = kept.load(), live.two_futures_task()
    with torch.no_grad():
        few = sequences.excess(model, task)[0]
        assert few == pytest.approx(
            stored("two_futures").results[0]["VRNN"]["excess"]["1"], abs=1e-3
        )
        assert sequences.by_samples(model, task, 10) < few


def test_weights_that_are_not_there_name_the_command(tmp_path):
    with pytest.raises(FileNotFoundError, match="course experiments two_futures"):
        kept.load(tmp_path / "none.npz")
    kept.save(kept.load(), tmp_path / "new" / "same.npz")
    for a, b in zip(
        kept.load().parameters(), kept.load(tmp_path / "new" / "same.npz").parameters(), strict=True
    ):
        assert torch.equal(a, b)


@pytest.mark.parametrize("kind", ["GRU", "VRNN"])
def test_a_model_writes_strokes(kind):
    plan = sequences.Plan(kind, 4, 1, 0.01, K=2, Z=2, F=4)
    model = sequences.make(plan, 2, np.random.default_rng(0))
    written = [pen_strokes.write(model, np.random.default_rng(1), 6, 2, 3) for _ in range(2)]
    assert written[0].shape == (6, 3, 2)
    np.testing.assert_array_equal(*written)


@pytest.mark.parametrize("N", [None, 2])
def test_a_drawer_learns_and_is_scored(N):
    found = digits.learn(0, T=2, Z=2, H=4, steps=10, rate=0.001, N=N, B=4, K=3)
    assert len(found["kl"]) == 2
    assert np.shape(found["drawn"]) == (2, digits.SHOWN, 8, 8)
    assert found["by samples"] < found["bound"]


# ------------------------------------------------------------------ what the notebook runs


def test_gradients_of_a_density_are_those_of_central_differences():
    p = live.learn_density(2, *MIXTURE, 10, H=3, B=2)[0]
    xs = live.two_futures_task().tests[:5, :3]
    dp = live.gradients(p, xs, *MIXTURE)

    def loss(q):
        return m12_gaussians.mixture_nll(xs, *live.heads(q, live.states(q, xs)[0])).mean()

    for place in np.ndindex(p.W.shape):
        step = np.zeros_like(p.W)
        step[place] = 1e-5
        slope = (loss(p._replace(W=p.W + step)) - loss(p._replace(W=p.W - step))) / 2e-5
        assert dp.W[place] == pytest.approx(slope, rel=1e-5, abs=1e-8)
    for place in np.ndindex(p.cell.W_h.shape):
        step = np.zeros_like(p.cell.W_h)
        step[place] = 1e-5
        up, down = (
            p._replace(cell=p.cell._replace(W_h=p.cell.W_h + sign * step)) for sign in (1, -1)
        )
        slope = (loss(up) - loss(down)) / 2e-5
        assert dp.cell.W_h[place] == pytest.approx(slope, rel=1e-4, abs=1e-8)


def test_a_slow_training_stops(monkeypatch, capsys):
    monkeypatch.setattr(live, "LONGEST", 0)
    live.learn_density(1, *MIXTURE, 10, B=2)
    assert "stopped after 1 updates" in capsys.readouterr().out


def test_densities_of_what_comes_next_sum_to_one():
    context, grid = live.two_futures_task().tests[:6, 0, 0], np.linspace(-4, 4, 801)
    p = live.learn_density(1, *MIXTURE, 10)[0]
    found = live.next_densities(
        {"one": p}, m12_gaussians.mixture_nll, m12_floors.forward_nll, context, grid
    )
    vrnn = kept.load().to_scratch()
    found["VRNN"] = live.latent_density(m12_recurrent.vrnn_step, vrnn, context, grid)
    for name, curve in found.items():
        assert curve.sum() * 0.01 == pytest.approx(1, abs=0.05), name


def test_a_step_in_numpy_returns_the_bound_of_torch():
    model = kept.load()
    xs, eps = live.inputs_of(model)
    nll, kl = live.run_latent(
        m12_recurrent.vrnn_step,
        m12_gaussians.gaussian_kl,
        model.to_scratch(),
        xs[:, :20],
        eps[:, :20],
    )
    found = live.torch_bound(model, xs[:, :20], eps[:, :20])
    assert nll.mean() + kl.mean() == pytest.approx(found, abs=1e-5)


def test_the_lamp_goes_on_by_its_rule():
    past = np.array([1.0, 0.9, -1.1])
    xs = drawing.by_rule(np.random.default_rng(0), past, 3, 20_000)
    assert np.mean(xs[2] < 0) == pytest.approx((1 + 0.6**3) / 2, abs=0.02)
    assert stays(past, xs) == pytest.approx(0.8, abs=0.01)
    assert np.abs(np.abs(xs) - 1).std() == pytest.approx(0.06, abs=0.005)  # of 0.1 folded
    assert between(np.array([[0.4, 0.6], [-0.4, -0.6]])) == 0.5


def test_futures_of_a_density_are_drawn_from_its_density():
    p = live.learn_density(2, *MIXTURE, 10, H=3, B=2)[0]
    past = live.two_futures_task().tests[:5, 0, 0]
    drawn = drawing.by_density(np.random.default_rng(0), p, past, 2, 20_000)
    grid = np.linspace(-6, 6, 1201)
    density = live.next_densities({"p": p}, MIXTURE[0], m12_floors.forward_nll, past, grid)["p"]
    assert drawn.shape == (2, 20_000)
    assert drawn[0].mean() == pytest.approx((grid * density).sum() * 0.01, abs=0.03)
    assert np.mean(drawn[0] > 0) == pytest.approx(density[grid > 0].sum() * 0.01, abs=0.02)


def test_a_step_without_eyes_draws_what_a_sample_draws():
    p, past = kept.load().to_scratch(), live.two_futures_task().tests[:4, 0, 0]
    blind, rng = drawing.without_eyes(p), np.random.default_rng(0)
    h, x, eps, noise = (rng.normal(size=(5, n)) for n in (32, 1, 2, 1))
    h_next, found = m12_recurrent.vrnn_step(blind, x, h, eps)
    for one, other in zip(found.prior, found.posterior, strict=True):
        np.testing.assert_allclose(one, other)
    want, h_want = m12_recurrent.vrnn_sample(p, h, eps, noise)
    np.testing.assert_allclose(
        found.output.mu + np.exp(found.output.log_var / 2) * noise, want, rtol=1e-6
    )
    np.testing.assert_allclose(
        m12_recurrent.vrnn_step(blind, want, h, eps)[0], h_want, rtol=1e-6, atol=1e-9
    )
    drawn = drawing.by_step(rng, m12_recurrent.vrnn_step, p, past, 3, 2_000)
    density = live.latent_density(m12_recurrent.vrnn_step, p, past, np.linspace(-4, 4, 801))
    assert np.mean(drawn[0] > 0) == pytest.approx(density[401:].sum() * 0.01, abs=0.05)


def test_two_estimates_of_one_gradient():
    found = live.gradient_noise(20_000)
    for mean, _ in found.values():
        assert mean == pytest.approx(2, abs=0.2)
    assert found["by the density"][1] > 2 * found["through the draw"][1]


def test_a_letter_of_the_rule_is_near_and_a_straight_line_is_not():
    record = stored("pen_strokes")
    line = np.full((record.settings["data"]["T"], 24, 2), 0.3)
    found = live.distances_to_letters(record)
    assert {len(each) for each in found.values()} == {24}
    assert found["the rule"].max() < 0.1 < live.nearest(line, line * [1, -1]).min()
    assert np.median(found["VRNN"]) < np.median(found["mixture of 10"])


def test_patches_are_written_where_the_filters_stand():
    found = live.patches_on_a_digit(m12_recurrent.filter_bank, m12_recurrent.draw_write)
    for _, written, places in found.values():
        assert written.sum() == pytest.approx(5)  # the patch's ink, every filter summing to 1
        assert places.shape == (9, 2)
    _, written, _ = found["small and sharp"]
    assert written[:4, :4].sum() > 4.5
