"""What module 07 claims of its stored results, and the small parts of its experiments."""

import numpy as np
import pytest
import torch

from helpers.datasets.docstrings import Function
from helpers.datasets.paired import paired_interval
from helpers.experiments import stored
from helpers.experiments.m07_deep import find_function, pyramid_windows
from helpers.experiments.m07_deep.parts import deep_text, depth, search, sentences
from helpers.nn.models import in_batch_retrieval_loss
from helpers.plots.modules.m07_deep import (
    SECONDS,
    accuracy_within,
    best_nats,
    depth_scores,
    pyramid_rows,
    recalls,
    retrieval_scores,
)
from helpers.scratch import deep
from helpers.scratch.cells import RNN
from helpers.scratch.modules import m07_deep

FUNCTIONS = [
    Function("calendar", "monthrange", ("year", "month"), "Return the number of days in a month"),
    Function("random", "shuffle", ("x",), "Shuffle a list in place"),
    Function("os.path", "split", ("p",), "Split a path into folder and file"),
    Function("math", "gcd", ("integers",), "Greatest common divisor of whole numbers"),
    Function("shutil", "rmtree", ("path",), "Delete a folder and all of its files"),
    Function("time", "sleep", ("seconds",), "Wait for a number of seconds"),
]


@pytest.fixture
def library():
    return sentences.library(0, FUNCTIONS)._replace(
        train=FUNCTIONS,
        valid=[],
        test=FUNCTIONS[:3],
        vocab={
            word: i
            for i, word in enumerate(
                sentences.word_vocab([f"{one.sentence} {one.signature}" for one in FUNCTIONS])
            )
        },
    )


# ------------------------------------------------------------------ stored results


def test_depth_pays_on_text_with_links_and_harms_without():
    scores = depth_scores(stored("depth_text"))
    plain, linked = scores["plain"], scores["residual"]
    for L in (2, 3, 4):
        assert min(plain[L]) > max(plain[L - 1])
        assert max(linked[L]) < min(plain[1])
    assert max(linked[4]) < 2.0 < 2.9 < min(plain[4])


def test_the_networks_of_each_depth_have_equally_many_weights():
    record = stored("depth_text")
    for name, depths in record.settings["depths"].items():
        for L in depths:
            H = record.results[0][name][str(L)]["H"]
            count = deep_text.weight_count("RNN", 103, H, L)
            assert count == pytest.approx(record.settings["weights"], rel=0.03)


def test_depth_gates_help_early_and_links_more():
    scores = {
        kind: [best_nats(run[kind]) for run in stored("depth_gated_text").results]
        for kind in ("plain", "residual", "depth-gated")
    }
    assert max(scores["residual"]) < min(scores["depth-gated"]) - 0.3
    assert max(scores["depth-gated"]) < min(scores["plain"])
    counts = [one["weights"] for one in stored("depth_gated_text").results[0].values()]
    assert max(counts) < 1.03 * min(counts)


def test_a_pyramid_takes_less_time():
    rows = pyramid_rows(stored("pyramid_windows"))
    cost = {stride: np.median(one[:, -1, 1]) for stride, one in rows.items()}
    assert cost["4"] < cost["2"] < 0.7 * cost["1"]


def test_a_pyramid_learns_more_in_the_same_time_and_perhaps_in_as_many_updates():
    rows = pyramid_rows(stored("pyramid_windows"))
    early, last = accuracy_within(rows, SECONDS[-1]), {k: v[:, -1, 2] for k, v in rows.items()}
    assert (early["4"] > early["1"] + 0.1).all()
    assert paired_interval(early["4"], early["1"])[1] > 0
    assert (last["4"] > last["1"]).all()
    low, high = paired_interval(last["4"], last["1"])[1:]
    assert low < 0 < high  # three seeds differ too much at stride 1


def test_words_alone_tell_a_package_better_than_a_gru():
    for run in stored("docstring_packages").results:
        found = run["accuracy"]
        words = [found["TF-IDF, logistic"], found["mean of words"]]
        networks = [found[kind] for kind in found if kind.startswith("GRU")]
        assert len(networks) == 3
        assert min(words) > max(networks) > run["majority"] + 0.3


def test_a_mean_of_words_finds_more_than_a_gru_and_the_sum_with_tf_idf_most():
    record = stored("find_function")
    tens = {kind: rows[:, 0] for kind, rows in retrieval_scores(record, (10,)).items()}
    assert (tens["mean of words"] > np.maximum(tens["GRU, mean"], tens["GRU, max"]) + 0.05).all()
    assert (tens["TF-IDF + mean"] > tens["TF-IDF"] + 0.03).all()
    assert paired_interval(tens["TF-IDF + mean"], tens["TF-IDF"])[1] > 0
    for run in record.results:
        for kind, ranks in run["shuffled"].items():  # order is used, although it does not pay
            assert recalls(ranks, (10,)) < recalls(run["ranks"][kind], (10,))


# ------------------------------------------------------------------ depth


@pytest.mark.parametrize("residual", [False, True])
def test_gradients_by_layer_end_at_the_inputs_gradient(residual):
    rng, L, T, B, H = np.random.default_rng(0), 3, 5, 2, 4
    ps = [depth.draw_layer(rng, H) for _ in range(L)]
    xs, h0s, dhs = (rng.normal(size=s) for s in ((T, B, H), (L, B, H), (T, B, H)))
    h0s = list(h0s)
    found, dxs = depth.state_gradients(m07_deep.deep_forward, ps, xs, h0s, residual, dhs)
    links = [False] + [residual] * (L - 1)
    _, _, tape = deep.stacked_forward(RNN, ps, xs, [(h0,) for h0 in h0s], residual=links)
    wanted, _, dps = deep.stacked_backward(RNN, ps, tape, dhs)
    assert np.allclose(dxs, wanted, atol=1e-12)
    hs, _ = m07_deep.deep_forward(ps[:1], xs, h0s[:1], False)
    assert np.allclose((found[0] * (1 - hs**2)).sum(axis=(0, 1)), dps[0].b, atol=1e-12)


def test_a_stack_of_one_and_a_step_of_one_layer_are_the_same_network():
    stack = depth.layer_gradients(m07_deep.deep_forward, 0, False, L=1, T=8)
    step = depth.transition_gradients(0, 1, T=8)
    assert stack.shape == (1, 8)
    assert stack[0, 0] == step[0] == 1
    assert np.all(np.diff(step) < 0)


def test_links_shorten_the_way_down_and_not_the_way_back():
    plain, linked = (
        np.median(
            [depth.layer_gradients(m07_deep.deep_forward, seed, links) for seed in range(5)], axis=0
        )
        for links in (False, True)
    )
    assert plain[0, 0] < 0.2 < 1 < linked[0, 0]
    assert (plain[:, 20] < 1e-4).all()
    assert (linked[:, 20] < 1e-4).all()


@pytest.mark.parametrize("kind", ["RNN", "LSTM"])
@pytest.mark.parametrize("residual", [False, True])
def test_a_deep_model_has_the_weights_that_were_counted(kind, residual):
    model = deep_text.DeepText(kind, 11, 6, 3, residual, np.random.default_rng(0))
    count = sum(weight.numel() for weight in model.parameters())
    assert count == deep_text.weight_count(kind, 11, 6, 3)
    logits, states = model(torch.randint(11, (4, 2)))
    assert logits.shape == (4, 2, 11)
    assert len(states) == 3


def test_a_depth_gated_model_goes_on_from_its_states():
    model = deep_text.DepthGatedText(11, 6, 3, np.random.default_rng(0))
    ids = torch.randint(11, (6, 2), generator=torch.Generator().manual_seed(0))
    whole, _ = model(ids)
    _, states = model(ids[:4])
    assert torch.allclose(model(ids[4:], states)[0], whole[4:], atol=1e-6)


def test_learning_lowers_the_loss():
    ids = np.arange(4000) % 5
    model = deep_text.DeepText("RNN", 5, 6, 2, True, np.random.default_rng(0))
    rows = deep_text.learn(model, ids, ids, 0.02, 40, 20, B=4, T=8)
    assert [row[0] for row in rows] == [20, 40]
    assert rows[-1][2] < 0.5 * np.log(5)
    assert deep_text.letters_alone(ids, ids, 5) == pytest.approx(np.log(5), rel=1e-3)


# ------------------------------------------------------------------ pyramid


@pytest.mark.parametrize("halved", [[], [1], [1, 2]])
def test_a_window_reader_has_the_weights_that_were_counted(halved):
    model = pyramid_windows.WindowReader(5, 6, halved, np.random.default_rng(0))
    count = sum(weight.numel() for weight in model.parameters())
    assert count == pyramid_windows.weight_count(5, 6, halved)
    assert model(np.zeros((9, 2), dtype=np.int64)).shape == (2, 6)


def test_windows_are_cut_out_of_the_text_they_are_labelled_with():
    texts = [np.full(50, 3), np.full(60, 7)]
    ids, labels = pyramid_windows.windows(texts, 8, 20, np.random.default_rng(0))
    assert ids.shape == (8, 20)
    assert np.array_equal(ids[0], np.array([3, 7])[labels])
    assert set(labels) == {0, 1}


# ------------------------------------------------------------------ search


def test_the_vectors_gradient_is_right(library):
    def loss_of(E):
        q, d = (search.encode(E, side, library.vocab, m07_deep.pool) for side in texts)
        return m07_deep.in_batch_retrieval_loss(q, d)

    texts = [one.sentence for one in FUNCTIONS], [one.signature for one in FUNCTIONS]
    E = np.random.default_rng(0).normal(size=(len(library.vocab), 3))
    sides = [search.padded(side, library.vocab) for side in texts]
    q, d = (search.encode(E, side, library.vocab, m07_deep.pool) for side in texts)
    _, dscores = m07_deep.in_batch_retrieval_loss(q, d)
    dE = sum(
        search.mean_backward(ids, lengths, dvectors, len(E))
        for (ids, lengths), dvectors in zip(sides, (dscores @ d, dscores.T @ q), strict=True)
    )
    numeric, eps = np.zeros_like(E), 1e-6
    for at in np.ndindex(E.shape):
        up, down = E.copy(), E.copy()
        up[at] += eps
        down[at] -= eps
        numeric[at] = (loss_of(up)[0] - loss_of(down)[0]) / (2 * eps)
    assert np.allclose(dE, numeric, atol=1e-8)


def test_the_gradient_in_numpy_is_torchs(library):
    texts = [one.sentence for one in FUNCTIONS], [one.signature for one in FUNCTIONS]
    reader = sentences.MeanEncoder(len(library.vocab), 3, np.random.default_rng(0)).double()
    q, d = (reader(*sentences.padded(side, library.vocab)) for side in texts)
    loss = in_batch_retrieval_loss(q, d)
    E = reader.E.detach().numpy()
    mine = [search.encode(E, side, library.vocab, m07_deep.pool) for side in texts]
    assert m07_deep.in_batch_retrieval_loss(*mine)[0] == pytest.approx(float(loss.detach()))


def test_training_brings_pairs_close_and_the_search_finds_them(library):
    pieces = m07_deep.pool, m07_deep.in_batch_retrieval_loss
    E, losses = search.train_vectors(library, *pieces, D=8, B=4, steps=60, bar=False)
    assert np.mean(losses[-10:]) < 0.3 * np.mean(losses[:5])
    index = search.build_index(library, m07_deep.tf_idf, E, m07_deep.pool)
    for by in ("words", "vectors", "both"):
        found = search.find(index, "delete a folder", m07_deep.pool, by, count=2)
        assert found[0].name == "rmtree"
        assert len(found) == 2
    assert search.find(index, "zzz", m07_deep.pool) == []
    with pytest.raises(ValueError, match="by is 'all', expected words, vectors or both"):
        search.find(index, "path", m07_deep.pool, "all")


def test_both_ways_to_score_by_words_agree(library):
    E = np.zeros((len(library.vocab), 2))
    live = search.held_out_scores(library, E, m07_deep.tf_idf, m07_deep.pool)["TF-IDF"]
    assert np.allclose(live, sentences.tf_idf_scores(library, library.test), atol=1e-12)


def test_ranks_count_ties_against():
    scores = np.array([[2.0, 1, -1], [0, 1, 1], [3, 2, 1]])
    assert sentences.ranks_of(scores, np.arange(3)).tolist() == [1, 2, 3]
    assert sentences.mean_reciprocal_rank(scores) == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_shuffled_words_leave_a_mean_as_it_is(library):
    reader = sentences.MeanEncoder(len(library.vocab), 4, np.random.default_rng(0))
    kept = sentences.encoder_scores(reader, library, library.test)
    mixed = sentences.encoder_scores(reader, library, library.test, np.random.default_rng(1))
    assert np.allclose(kept, mixed, atol=1e-5)


def test_a_fit_returns_to_the_best_weights():
    model = torch.nn.Linear(1, 1)
    judged = iter([1.0, 3.0, 2.0])
    seen = []

    def judge():
        seen.append(model.weight.detach().clone())
        return next(judged)

    rows = sentences.fit(
        model, lambda rows: model(torch.ones(1, 1)).sum(), judge, 0, 8, 0.1, 6, 2, B=2
    )
    assert rows == [[2, 1.0], [4, 3.0], [6, 2.0]]
    assert torch.equal(model.weight, seen[1])


def test_examples_are_those_where_one_is_first_and_the_other_far_off():
    found = {"TF-IDF": [1, 1, 30], "GRU, mean": [25, 1, 1], "mean of words": [1, 5, 2]}
    rows = find_function.examples(FUNCTIONS[:3], found)
    assert [row[2:] for row in rows["TF-IDF over GRU, mean"]] == [[1, 25]]
    assert [row[1] for row in rows["GRU, mean over TF-IDF"]] == ["os.path.split(p)"]
    assert rows["GRU, mean over mean of words"] == []
