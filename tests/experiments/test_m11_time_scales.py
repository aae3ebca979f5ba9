"""What module 11 claims of its stored results, and the small parts of its experiments."""

import numpy as np
import pytest
import torch

from helpers.datasets.generated.copy_memory import draw_copies
from helpers.experiments import stored
from helpers.experiments.m11_time_scales.parts import (
    copying,
    fit,
    lags,
    levels,
    live,
    parity,
    periods,
)
from helpers.nn.layers import Recurrent
from helpers.nn.variants.clockwork import ClockworkCell
from helpers.plots.modules.m11 import norms, scales
from helpers.scratch.modules import m11_norm_keeping, m11_time_scales

# ------------------------------------------------------------------ stored results


def test_the_unitary_network_copies_and_gated_and_orthogonal_ones_do_not():
    record, longer = stored("copy_memory"), stored("copy_longer")
    for T in (50, 100):
        for kind in norms.KINDS:
            solved = norms.final_losses(record, T, kind).max() <= 1 / 50
            assert solved == (kind == "unitary"), (T, kind)
    assert norms.shares_right(record, 200, "unitary").min() > 0.95
    for kind in ("LSTM", "Cayley tanh"):
        assert norms.final_losses(longer, 100, kind).min() > 0.9
    for T in (100, 200):
        assert (norms.final_losses(longer, T, "LRU") <= 1 / 50).sum() == 2


def test_a_clockwork_writes_two_periods_and_a_plain_network_does_not():
    record = stored("two_periods")
    error = {k: np.array([run[k]["rows"][-1][2] for run in record.results]) for k in periods.KINDS}
    assert error["clockwork"].max() < error["plain"].min()
    weights = [record.results[0][kind]["weights"] for kind in periods.KINDS]
    assert max(weights) < 1.05 * min(weights)


def test_two_levels_gain_nothing():
    flat, two = scales.final_nats(stored("two_levels"))
    assert two.min() > flat.max()


def test_deep_stacks_learn_parity_by_residual_links_at_least_as_soon_as_a_grid():
    record = stored("grid_parity")
    found = {k: scales.updates_to_solve(record, "8, 6", k) for k in ("grid", "residual")}
    assert np.median(found["residual"]) <= np.median(found["grid"]) < np.inf
    weights = [run["weights"] for run in record.results[0]["8, 6"].values()]
    assert max(weights) < 1.05 * min(weights)


# ------------------------------------------------------------------ gradients by lag


def test_a_gradient_by_lag_is_that_of_central_differences():
    sizes = {"T": 6, "B": 2, "H": 8}
    found = lags.by_lag(("plain",), 3, **sizes)["plain"]
    cell = lags.make_cells(("plain",), 8, np.random.default_rng(3))["plain"]
    xs, up = (
        np.random.default_rng([3, 1]).normal(size=(7, 2, 8)),
        torch.from_numpy(np.random.default_rng([3, 2]).normal(size=(2, 8))),
    )

    def loss(moved, k):
        h = torch.zeros(2, 8, dtype=torch.float64)
        for t, x in enumerate(torch.from_numpy(xs)):
            h = cell.step(cell.params(), x, h)[0] + (moved if t == 6 - k else 0)
        return float((up * h).sum().detach())

    for k in (1, 4):
        grad = np.zeros((2, 8))
        for place in np.ndindex(2, 8):
            step = torch.zeros(2, 8, dtype=torch.float64)
            step[place] = 1e-5
            grad[place] = (loss(step, k) - loss(-step, k)) / 2e-5
        norm = np.linalg.norm(grad, axis=1).mean() / np.linalg.norm(up.numpy(), axis=1).mean()
        assert found[k] == pytest.approx(norm, rel=1e-6)


def test_unitary_gradients_are_level_and_clocks_see_few_inputs():
    states = lags.by_lag(("plain", "unitary", "clockwork"), 0, T=140, H=16)
    np.testing.assert_allclose(states["unitary"], 1, rtol=1e-9)
    inputs = lags.of_inputs(0, T=140, H=16)["clockwork"]
    assert inputs[12] > 1e4 * inputs[13]  # step 128, which every group reads, and step 127
    assert states["clockwork"][100] > 1e5 * states["plain"][100]


def test_words_over_characters_are_those_of_the_reference():
    char, word = (
        cell
        for cell in (
            lags.RNNCell(8, 4, np.random.default_rng(0), lags.F64),
            lags.RNNCell(4, 4, np.random.default_rng(1), lags.F64),
        )
    )
    xs = np.random.default_rng(2).normal(size=(10, 3, 4))
    ends = np.zeros((10, 3))
    ends[3::4] = 1
    hs, ws = m11_time_scales.word_level_forward(char.to_scratch(), word.to_scratch(), xs, ends)
    last = lags.words(char, word, torch.from_numpy(xs), length=4).detach().numpy()
    np.testing.assert_allclose(last, hs[-1] + ws[-1], rtol=1e-12)


# ------------------------------------------------------------------ what is trained


def test_fit_stops_once_a_test_is_low_enough():
    w = torch.nn.Parameter(torch.tensor([2.0]))
    rows = fit.fit([w], lambda step: (w**2).sum(), lambda: w.abs().item(), steps=400, every=10,
                   rate=0.05, enough=0.1)  # fmt: skip
    assert [row[0] for row in rows] == list(range(10, 10 * len(rows) + 1, 10))
    assert rows[-1][2] <= 0.1 < rows[-2][2]


@pytest.mark.parametrize("kind", copying.KINDS)
def test_every_copier_starts_near_an_even_guess_and_counts_complex_weights_twice(kind):
    model = copying.make_copier(kind, 16, 0)
    copies = draw_copies(np.random.default_rng(0), 5, 40)
    assert model(copies.ids).shape == (25, 40, 9)
    with torch.no_grad():
        assert float(model.loss(copies)) == pytest.approx(np.log(9), rel=0.25)
    if kind == "unitary":
        assert fit.count(model) == 2 * 10 * 16 + 3 * 16 + 4 * 16 + 16 + 32 * 9 + 9


def test_the_fast_clockwork_is_the_cell():
    writer = periods.Writer("clockwork", 14, 0)
    layer = Recurrent(
        ClockworkCell(1, 14, np.random.default_rng(0), periods=np.repeat(periods.GROUPS, 2))
    )
    with torch.no_grad():
        layer.cell.W_h.copy_(writer.W_h)
        layer.cell.b.copy_(writer.b)
        hs = layer(torch.zeros(periods.T, 1, 1), (writer.h0,))[0][:, 0]
        ys = (hs @ writer.W_y + writer.b_y)[:, 0]
        assert (writer() - ys).abs().max() < 1e-5


@pytest.mark.parametrize("kind", periods.KINDS)
def test_weights_that_are_read_are_those_with_a_gradient(kind):
    writer = periods.Writer(kind, 14, 0)
    (writer() ** 2).sum().backward()
    unread = ("weight_ih_l0", "bias_hh_l0")  # of the input, which is 0, and a second bias
    touched = sum(
        int((p.grad != 0).sum())
        for name, p in writer.named_parameters()
        if name.split(".")[-1] not in unread
    )
    assert touched == writer.read_weights()


def test_an_amplitude_is_found_at_its_period():
    assert periods.amplitude(periods.signal(), 61) == pytest.approx(1, abs=0.05)
    assert periods.amplitude(periods.signal(), 23) < 0.1


def test_two_levels_forget_characters_at_white_space_and_carry_words():
    model = levels.TwoLevels([False, True], 3, 5, 4, np.random.default_rng(0))
    ids = np.array([[0], [0], [1], [0]])
    _, (h, c, h_word, c_word) = model(ids[:3])
    assert not h.any()
    assert not c.any()
    assert h_word.any()
    assert c_word.any()
    whole, state = model(ids)
    first, carried = model(ids[:2])
    rest, again = model(ids[2:], carried)
    assert torch.allclose(whole, torch.cat([first, rest]), atol=1e-6)
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(state, again, strict=True))


@pytest.mark.parametrize("kind", ["grid", "stack", "residual"])
def test_a_parity_reader_answers_at_every_step(kind):
    model = parity.ParityReader(kind, 4, 3, np.random.default_rng(0))
    assert model(np.zeros((5, 2), np.int64)).shape == (5, 2)


# ------------------------------------------------------------------ what the notebook runs


def test_a_copier_in_numpy_writes_what_torch_writes():
    model = copying.make_copier("unitary", 16, 0)
    with torch.no_grad():
        model.W_y *= 100
    copies = draw_copies(np.random.default_rng(0), 5, 8)
    written, lengths = live.copy_by(m11_norm_keeping.unitary_step, model, copies)
    with torch.no_grad():
        wanted = model(copies.ids)[-10:].argmax(dim=-1).numpy()
    assert (written == wanted).mean() > 0.98  # float32 may decide a tie otherwise
    assert lengths.shape == (25, 8)


def test_noise_grows_like_a_root_and_a_leak_levels_off():
    grown = live.noise_lengths(m11_norm_keeping.unitary_step, T=200, B=40, H=16)
    assert grown["unitary"][-1] == pytest.approx(np.sqrt(200), rel=0.15)
    assert grown["leaky"][-1] == pytest.approx(1 / np.sqrt(1 - 0.9**2), rel=0.15)


def test_a_first_character_reaches_further_by_words():
    forward = m11_time_scales.word_level_forward
    alone, by_words = (live.first_character(forward, length, T=24) for length in (None, 8))
    assert alone[0] == by_words[0] == 1
    assert by_words[-1] > 10 * alone[-1]


def test_a_memory_is_copied_updated_and_flushed():
    found, done = live.memories(m11_time_scales.boundary_ops, T=14)
    assert done == "UcccUcccUcccFc"
    kept = found["boundaries"]
    np.testing.assert_allclose(kept[[0, 3, 4, 8, 11, 12, 13]], [0.5, 0.5, 0.4, 0.32, 0.32, 0, 0])
    np.testing.assert_allclose(found["update always"], 0.5 * 0.8 ** np.arange(14))


def test_noise_of_nothing_changes_nothing_and_much_noise_leaves_guesses():
    model = copying.make_copier("unitary", 16, 0)
    copies = draw_copies(np.random.default_rng(0), 5, 40)
    step = m11_norm_keeping.unitary_step
    quiet = (live.copy_by(step, model, copies)[0] == copies.targets[-10:]).mean()
    shares = live.right_in_noise(step, model, copies, (0, 50.0))
    assert shares[0] == quiet
    assert shares[50.0] < 0.3
