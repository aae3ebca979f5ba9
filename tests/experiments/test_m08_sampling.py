"""What module 08 claims of its stored results, and the small parts of its experiments."""

import numpy as np
import pytest

from helpers.datasets.source_code import CODE_VOCAB
from helpers.experiments import stored
from helpers.experiments.m08_sampling.parts import (
    coin,
    functions,
    heldout,
    live,
    names,
    road,
    sliders,
    told,
    writer,
)
from helpers.experiments.names_model import EOS, Corpus, spell
from helpers.experiments.source_reader import ReaderWeights
from helpers.plots.modules.m08.exposure import copy_scores
from helpers.plots.modules.m08.sampling import code_scores, sampler_rows
from helpers.sampling import sample, temper, truncation
from helpers.sampling.beam import beam_search, generate_ids
from helpers.sampling.measures import distinct_n, drift, forced_drift, novelty
from helpers.scratch.ops import log_softmax

V = len(CODE_VOCAB)


@pytest.fixture
def weights():
    rng, D, H = np.random.default_rng(0), 3, 4
    shapes = ((V, D), (D, 4 * H), (H, 4 * H), (4 * H,), (H, V), (V,))
    return ReaderWeights(*(rng.normal(size=shape) for shape in shapes))


# ------------------------------------------------------------------ stored results


def test_likelier_text_is_more_repetitive_and_peoples_is_the_least_likely():
    rows = sampler_rows(stored("samplers_compared"))
    assert max(rows["beam, K = 10"]["nats"]) < min(rows["greedy"]["nats"])
    assert max(rows["ancestral"]["nats"]) < min(rows["people"]["nats"])
    for name, row in rows.items():
        looped = name in ("greedy", "beam, K = 10")
        assert (row["distinct"] < 0.2).all() if looped else (row["distinct"] > 0.7).all()
    assert np.all(rows["ancestral"]["new"] > rows["people"]["new"])


def test_most_lines_parse_at_a_low_temperature_and_hardly_any_function():
    taus, values, people = code_scores(stored("functions_by_temperature"))
    lines = values["lines"].mean(axis=0)
    assert taus[int(lines.argmax())] in (0.3, 0.5)
    assert lines.max() < people["lines"]
    assert values["parsed"].mean(axis=0).max() < 0.1 < people["parsed"]


def test_scheduled_sampling_lands_on_the_derived_optimum():
    epsilons, values = copy_scores(stored("scheduled_coin"))
    assert len(values) == 5
    assert np.abs(values - (1 + epsilons) / 2).max() < 0.035


# ------------------------------------------------------------------ a model that writes


def test_what_is_written_is_scored_as_it_was_drawn(weights):
    prompts = np.array([[5, 6], [7, 8]])
    us = np.random.default_rng(1).uniform(size=(6, 2))
    ids = writer.write(weights, prompts, us)
    logits, state = writer.read_prompts(weights, prompts)
    for row, u, nats in zip(ids, us, writer.nats_of(weights, prompts, ids), strict=True):
        logs = log_softmax(logits)
        below = np.cumsum(np.exp(logs), axis=1)[np.arange(2), row]
        assert np.all(below > u)
        assert np.all(below - np.exp(-nats) <= u)
        logits, state = writer.step(weights, row, state)
    assert CODE_VOCAB.unk not in ids


def test_a_beam_of_one_is_greedy_and_a_wider_one_is_no_less_likely(weights):
    prompt = np.array([3, 4, 5])
    found = {K: writer.beam(weights, prompt, K, 8) for K in (1, 4)}
    greedy = writer.write(
        weights, prompt[:, None], np.zeros((8, 1)), lambda z: np.where(z == z.max(), z, -np.inf)
    )
    assert found[1].tolist() == greedy[:, 0].tolist()
    nats = {K: writer.nats_of(weights, prompt[:, None], ids[:, None]) for K, ids in found.items()}
    assert nats[4].sum() <= nats[1].sum()


def test_at_temperature_1_the_loss_is_that_of_the_model(weights):
    text = np.random.default_rng(2).integers(V - 1, size=(120, 2))
    (loss,) = heldout.tempered_losses(weights, text, temper, [1.0])
    assert loss == pytest.approx(writer.nats_of(weights, text[:100], text[100:]).mean())


def test_the_live_row_repeats_the_stored_one():
    record = stored("samplers_compared")
    settings = {**record.settings, "length": 40}
    seen = []

    def first_grams(piece, train_ids, n):
        seen.append((len(piece), len(train_ids)))
        return novelty(piece, train_ids[:1000], n)

    def cut(row):
        return truncation.nucleus(row, 0.9)

    english = writer.load_english()
    nats, distinct, new = live.measured(english, cut, sample, distinct_n, first_grams, settings, 2)
    assert [length for length, _ in seen] == [40, 40]
    assert 0.2 < nats < 2.5
    assert 0.5 < distinct <= 1
    assert 0.5 < new <= 1


def test_the_sliders_show_the_cut_and_write_a_line(weights, monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(sliders.figures, "show_next", lambda *given: shown.append(given))
    sliders.write_on(weights, "ab", lambda row: truncation.top_k(row, 3), sample)
    tokens, whole, probs = shown[0]
    assert len(tokens) == len(whole) == len(probs) == V - 1
    assert (probs > 0).sum() == 3 < (whole > 0).sum()
    assert capsys.readouterr().out.startswith("| ab")
    assert set(sliders.SLIDERS) == {"start", "tau", "k", "p"}


def test_windows_leave_unknown_characters_out():
    text = "ab" * 10 + "é" + "cd" * 10
    found = writer.windows(text, 3, 5)
    assert found.shape == (5, 3)
    assert CODE_VOCAB.unk not in found
    with pytest.raises(ValueError, match="expected 50"):
        writer.windows(text, 50, 5)


def test_a_function_ends_where_the_indentation_does():
    assert functions.first_function("def f(x):\n    return x\n\ny = 1\n") == (
        "def f(x):\n    return x\n"
    )
    assert functions.first_function("def f(x):\n    return x") is None


@pytest.mark.parametrize(
    ("line", "right"),
    [("    if x:", True), ("else:", True), ("x = (1", False), ("except E:", True), ("a b", False)],
)
def test_a_line_parses_with_what_belongs_to_it(line, right):
    assert functions.line_parses(line) is right


# ------------------------------------------------------------------ names, the road, the coin


def test_a_table_of_letters_holds_distributions_and_spells_its_names():
    table = names.letter_table(["ab", "abb"])
    assert np.allclose(table.sum(axis=1), 1)
    assert table[0, 1] == 1
    assert table[2, [EOS, 2]].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert spell(generate_ids(table, EOS, [0.5] * 5, EOS, 5)) == "ab"


@pytest.mark.parametrize("seed", range(5))
def test_the_likeliest_sequence_is_that_of_a_beam_which_drops_nothing(seed):
    table = np.random.default_rng(seed).dirichlet(np.full(4, 0.5), size=4)
    table[:, 2] *= 0.2
    logs = np.log(table / table.sum(axis=1, keepdims=True))
    ids, score = names.likeliest(logs, 2, 5)
    best, total = beam_search(logs, 2, 2, 4**5, 0.0, 5)
    assert ids.tolist() == best.tolist()
    assert score == pytest.approx(total)


def test_names_that_look_like_their_language_are_given_to_it():
    first, second = 27, 28
    train = [np.array([first, *[1, 2] * n, EOS]) for n in (1, 2, 3)]
    train += [np.array([second, *[3, 4] * n, EOS]) for n in (1, 2, 3)]
    data = Corpus(("ab", "cd"), train, [], [np.array([first, 1, 2, EOS]), np.array([second, 2, 0])])
    assert told.symbols_of(data, 2).tolist() == [first, first, second, second]
    shares = told.measured(data, told.symbols_of(data, 2), ["abab", "cdc", "cdcd", "dcdcdcdc"])
    assert shares == {"ab": 0.5, "cd": 1.0, "new": 0.5}
    assert told.held_out(data) == {"ab": 1.0, "cd": 0.0, "new": 0.5}


def test_a_grown_beam_sets_finished_names_aside():
    table = names.letter_table(["ab", "abb"])
    logs = np.log(table, out=np.full_like(table, -np.inf), where=table > 0)
    levels = names.grow(lambda prefixes: logs[[ids[-1] if ids else 0 for ids in prefixes]], 2, 4)
    assert [[spell(h.ids) for h in level] for level in levels[:3]] == [
        ["a"],
        ["ab"],
        ["ab", "abb"],
    ]
    assert all(EOS not in h.ids[:-1] for level in levels for h in level)


def test_the_driver_keeps_to_the_middle_and_the_model_leaves_it():
    truth, p0 = road.driver(), np.eye(road.V)[road.MIDDLE]
    assert np.allclose(truth.sum(axis=1), 1)
    assert (p0 @ np.linalg.matrix_power(truth, 50) > 0).sum() == 3
    counted, model, mended = road.learn_thrice(truth, generate_ids, 0)
    for table in (counted, model, mended):
        assert np.allclose(table.sum(axis=1), 1)
    assert counted[9, 8] == 0 < model[9, 8]
    assert np.allclose(counted[3, [2, 3, 4]], 1 / 3)
    free, forced = drift(truth, model, p0, 100), forced_drift(truth, model, p0, 100)
    assert free[-1] > 3 * forced[-1]
    assert np.all(free[1:] <= free[:-1] + forced[1:] + 1e-12)
    for table in (counted, mended):
        assert drift(truth, table, p0, 100)[-1] < 0.5 * free[-1]


def test_a_coin_model_starts_undecided_and_learns_to_copy():
    settings = {"H": 8, "B": 64, "rate": 0.02}
    assert 0.2 < coin.learn(1.0, 0, steps=0, **settings) < 0.8
    assert coin.learn(1.0, 0, steps=150, **settings) > 0.95
